"""The example force's alerts as mails, for the tests that hand them to other people's programs."""

from __future__ import annotations

from functools import cache

from haishin.check import document
from haishin.core.contract import Contract
from haishin.core.contract.policy import id_time
from haishin.core.model import Alert
from haishin.core.recipient import Recipient
from haishin.core.repository.sources import WorktreeSource
from haishin.message.keys import RINGS, KeyRing, Keys, LeaveKey
from haishin.message.prepare import Form, MailText, Origin, Prepared, Variant, compose, prepare
from haishin.message.sender import Sender
from support.contract import desk_contract, shipped
from support.force import FORCE

FORMS: tuple[Form, ...] = ("text", "html")
LANGUAGES = ("ja", "ja-easy", "en", "pt", "es", "vi", "zh")
KEYS = Keys({purpose: KeyRing("k", {"k": purpose.encode().ljust(32, b"-")}) for purpose in RINGS})
LEAVE = LeaveKey(KeyRing("k", {"k": b"leave".ljust(32, b"-")}))
COMMIT = "0123456789abcdef0123456789abcdef01234567"


@cache
def samples() -> tuple[Alert, ...]:
    source = WorktreeSource(FORCE)
    read = (document.read(one.path, source.read(one), shipped()) for one in source.entries("alerts"))
    return tuple(one.alert for one in read if one.alert is not None)


def told(
    alert: Alert, language: str = "ja", form: Form = "html", *, by: Contract | None = None, number: str | None = None
) -> MailText:
    """What its readers are told."""
    by = by or shipped()
    return compose(alert, Variant(form, language), Sender.of(by.organization.mail), by, number)


def prepared(alert: Alert, form: Form, language: str = "ja", *, desk: bool = False) -> Prepared:
    """Released at the time of its id, with keys that are always the same."""
    thread = alert.follows.alert if alert.follows is not None else None
    contract, leave_key = (desk_contract(), LEAVE) if desk else (shipped(), None)
    origin = Origin(Sender.of(contract.organization.mail), COMMIT, id_time(alert.id), thread, KEYS, leave_key)
    return prepare(alert, Variant(form, language), origin, contract)


def mail(alert: Alert, form: Form, language: str = "ja", address: str = "taro@example.ne.jp") -> bytes:
    """A whole message."""
    made = prepared(alert, form, language)
    return made.head(Recipient("abcdefghijklmnopqrstuvwxyz", address)) + made.body
