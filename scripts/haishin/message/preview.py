"""A mail for the eye, never sent: as bytes, and as a page for reviewers.

The page shows it as a notification, on a phone, and as text: a single file, no script, nothing loaded.
"""

from __future__ import annotations

from html import escape
from pathlib import Path
from string import Template

from haishin.core.catalogue import Message
from haishin.core.contract import Contract
from haishin.core.contract.policy import id_time
from haishin.core.errors import Refusal
from haishin.core.model import Alert, Language
from haishin.core.recipient import Recipient
from haishin.core.text.width import clusters, columns
from haishin.message.framing import number_to_come
from haishin.message.keys import Keys, LeaveKey
from haishin.message.prepare import Form, Origin, Variant, foretold, prepare
from haishin.message.sender import Sender

_SHOWN = 60  # about what a locked phone shows of a text
_WIDE, _NARROW = 32, 25  # columns of an item at 390 px, at 320 px
_LINE, _BELOW, _EMPTY, _AROUND = 29, 4, 16, 60  # pixels: a line, under the last of a part, between two, around all

_WORDS = ("title", "note", "notice", "phone", "as_text", "digest_of")  # holes of the page
_PAGE = Template((Path(__file__).parent / "preview.html").read_text(encoding="utf-8"))
_READER = "preview"
_COMMIT = "preview"


def render(alert: Alert, address: str, form: Form, contract: Contract, language: str = "ja") -> bytes:
    """The message's bytes with keys that are not kept: no link in it works. Its Date is the time of the id.

    Raises what ``prepare`` raises, and Refusal for an id without a time.
    """
    try:
        claimed_at = id_time(alert.id)
    except ValueError:
        raise Refusal(Message("message/id-without-time", alert_id=alert.id)) from None
    thread = None
    if alert.follows is not None:
        thread = alert.follows.alert
    sender = Sender.of(contract.organization.mail)
    number = number_to_come(alert, contract, language)
    origin = Origin(sender, _COMMIT, claimed_at, thread, Keys.throwaway(), LeaveKey.throwaway(), number)
    prepared = prepare(alert, Variant(form, language), origin, contract)
    return prepared.head(Recipient(_READER, address)) + prepared.body


def preview(alert: Alert, contract: Contract, spoken: Language, language: str = "ja") -> str:
    """The page; ``spoken``: the reviewer's language, ``language``: the readers'. Raises what ``prepare`` raises."""
    sender = Sender.of(contract.organization.mail)
    mail = foretold(alert, Variant("html", language), sender, contract)
    who = f"<dt>{escape(sender.from_name)}</dt><dd><strong>{escape(mail.subject)}</strong></dd>"  # as a mail program
    return _PAGE.substitute(
        {name: escape(Message(f"message/preview-{name}")[spoken]) for name in _WORDS},
        spoken=spoken,
        alert=escape(alert.id),
        who=who,
        beginning=escape(_beginning(mail.text)),
        page=escape(mail.html or ""),
        text=escape(mail.text),
        digest=escape(number_to_come(alert, contract, spoken) or mail.digest),
        wide=_height(mail.text, _WIDE),
        narrow=_height(mail.text, _NARROW),
    )


def _height(text: str, width: int) -> int:
    """The pixels that the whole page needs: without a script no frame knows the height of its content."""
    height = _AROUND
    for line in text.rstrip("\n").split("\n"):
        if line:
            height += _LINE * -(-columns(line) // width) + _BELOW
        else:
            height += _EMPTY
    return height


def _beginning(text: str) -> str:
    """The first characters, without line breaks."""
    units = list(clusters(" ".join(text.split())))
    if len(units) > _SHOWN:
        units[_SHOWN:] = ["…"]
    return "".join(units)
