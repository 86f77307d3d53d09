"""Alert → message: plain text from Markdown, subject, header and body bytes. Knows one reader at a time."""

from haishin.message.prepare import Form, Origin, Prepared, Variant, prepare
from haishin.message.recipient import Recipient
from haishin.message.rendering import render
from haishin.message.sender import Sender, refuse_example_host

__all__ = [
    "Form",
    "Origin",
    "Prepared",
    "Recipient",
    "Sender",
    "Variant",
    "prepare",
    "refuse_example_host",
    "render",
]
