"""Whether our mails lie in the mailboxes of control addresses, which ``HAISHIN_LISTEN`` names; none is changed.

A mail in a folder that is not named, as that of spam, has not arrived: residents do not find it either.
"""

from __future__ import annotations

import re
from collections.abc import Collection
from datetime import datetime
from typing import NamedTuple

from haishin.core.errors import ToolError
from haishin.residents.mails.mailbox import open_mailbox

_SECONDS = 10.0  # that a server may be silent
_COVERED = re.compile(r"^dkim-signature:(?:[^;\n]*;)*?[ \t]*h[ \t]*=([^;\n]*)", re.IGNORECASE | re.MULTILINE)


class Heard(NamedTuple):
    """What lies in the mailboxes."""

    heads: dict[str, bytes]  # by Message-ID
    deaf: list[tuple[int, ToolError]]  # which mailboxes cannot be read, by their place in the list, and why


def listen(mailboxes: str, message_ids: Collection[str], since: datetime) -> Heard:
    """Look for mails that were made ``since``.

    ``mailboxes``: paths of Maildirs and ``imaps://USER:PASSWORD@HOST/FOLDER``, separated by blanks.
    """
    heard = Heard({}, [])
    for number, url in enumerate(mailboxes.split(), 1):
        try:
            with open_mailbox(url, _SECONDS, variable="HAISHIN_LISTEN", readonly=True) as mailbox:
                heard.heads.update(mailbox.heads([name for name in message_ids if name not in heard.heads], since))
        except ToolError as fault:
            heard.deaf.append((number, fault))
    return heard


def signed(head: bytes) -> list[set[str]]:
    """List the headers, in lower case, that each DKIM signature of a mail names (RFC 6376 3.5), valid or not."""
    unfolded = re.sub(r"\n(?=[ \t])", "", head.decode("latin-1"))
    return [{name.strip().lower() for name in names.split(":")} for names in _COVERED.findall(unfolded)]
