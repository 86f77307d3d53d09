"""What delivery is handed: the language a resident is mailed in, live none that nobody looked through."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from email import message_from_bytes
from email.header import decode_header, make_header

import pytest

from haishin.core.contract import Contract
from haishin.core.contract.frame import Checked
from haishin.core.contract.policy import id_time
from haishin.core.model import LedgerClaim
from haishin.send.rows import SnapshotRow
from haishin.send.sending.ports import envelopes
from support.contract import shipped
from support.mails import COMMIT, KEYS, samples

ALERT = next(one for one in samples() if one.case == "robbery")
CLAIM = LedgerClaim(
    alert=ALERT.id,
    at=id_time(ALERT.id),
    path="",
    blob="",
    commit=COMMIT,
    schema="",
    waivers=(),
    ends=None,
    thread=None,
    journal="",
    nonce="",
    snapshot=None,
    scope=ALERT.scope,
    due=(),
    category=ALERT.category,
    exercise=False,
    pull=None,
    drafter=None,
    approvals=(),
    recognized=None,
    approved=None,
    merged=None,
)


def checked() -> Contract:
    """The shipped contract with English looked through."""
    tongues = dict(shipped().tongues)
    tongues["en"] = replace(tongues["en"], checked=Checked("国際交流員", date(2026, 11, 1)))
    return replace(shipped(), tongues=tongues)


@pytest.mark.parametrize(
    ("live", "language", "label"),
    [
        (True, "en", "【Robbery】Takasaki"),
        (True, "vi", "【強盗】高崎"),
        (True, "ja", "【強盗】高崎"),
        (False, "vi", "【Cướp】Takasaki"),  # a rehearsal shows what is to be looked through
    ],
)
def test_live_nobody_is_mailed_words_that_nobody_looked_through(live: bool, language: str, label: str) -> None:
    envelope = envelopes(KEYS, live=live)(ALERT, CLAIM, checked())(SnapshotRow("a", "text", language, False, "a@b.jp"))
    mail = message_from_bytes(envelope.head + envelope.body)
    text = mail.get_payload(decode=True)
    assert str(make_header(decode_header(str(mail["Subject"])))).startswith(label)
    assert isinstance(text, bytes)
    assert text.decode().startswith(ALERT.body[:10]) == (label == "【強盗】高崎")
