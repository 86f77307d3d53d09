"""A mail address as it is written on the wire.

Carriers once sold local parts that are no dot-atom (``a..b``, ``a.``, ``.a``); quoted they are lawful
(RFC 5321 4.1.2) and work. The registry keeps them unquoted.
"""

from __future__ import annotations

import re

from haishin.errors import Refusal
from haishin.model import Text

_ATOM = r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+"
_DOT_ATOM = re.compile(rf"{_ATOM}(?:\.{_ATOM})*")
_QUOTABLE = re.compile(r"[\x20-\x7e]{1,64}")
_LABEL = r"[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?"
_DOMAIN = re.compile(rf"{_LABEL}(?:\.{_LABEL})*")

# The address itself is never said: the text may reach a log.
_NO_ADDRESS = Text("メールアドレスの形になっていない宛先があります。", "A recipient's address is not an address.")
_NO_ADDRESS_HINT = Text(
    "登録者の一覧でその登録のメールアドレスを直すか、登録を削除してください。",
    "Correct the address of that registration, or remove it.",
)


def wire(address: str) -> str:
    """``local@domain`` for RCPT and To: the local part quoted where it must be, the domain in lower case.

    Raises Refusal when it is not in ASCII without control characters (RFC 5321 4.1.2, 4.5.3.1). A domain of other
    letters is kept as A-labels by the registry, and not guessed here.
    """
    local, at, domain = address.rpartition("@")
    if not at or not _QUOTABLE.fullmatch(local) or not _DOMAIN.fullmatch(domain) or len(domain) > 255:
        raise Refusal(_NO_ADDRESS, _NO_ADDRESS_HINT)
    if not _DOT_ATOM.fullmatch(local):
        local = '"' + local.replace("\\", "\\\\").replace('"', '\\"') + '"'
    return f"{local}@{domain.lower()}"
