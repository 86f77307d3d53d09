"""One reader as the message and the transport need it."""

import hashlib
import hmac
import secrets
from dataclasses import dataclass

# Drawn anew in every process: a hash from one log can be joined neither to another log nor to an address.
_KEY = secrets.token_bytes(32)


@dataclass(frozen=True, slots=True, repr=False)
class Recipient:
    """A reader's random id and canonical address; printing it shows neither."""

    id: str
    address: str

    def __repr__(self) -> str:
        """Give `Recipient(#xxxxxxxx)`, equal within a process for equal readers."""
        text = f"{self.id}\0{self.address}".encode()
        return f"Recipient(#{hmac.new(_KEY, text, hashlib.sha256).hexdigest()[:8]})"

    __str__ = __repr__
