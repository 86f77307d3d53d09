"""The reader as this room sees him; the value itself is shared by all outer rooms."""

from haishin.recipient import Recipient

__all__ = ["Recipient"]
