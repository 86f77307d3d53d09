"""What delivery is handed: the language a resident is mailed in, live none that nobody looked through."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date
from email import message_from_bytes
from email.header import decode_header, make_header
from functools import partial
from pathlib import Path

import pytest

from haishin.core.catalogue import Message
from haishin.core.contract import Contract
from haishin.core.contract.frame import Checked
from haishin.core.contract.policy import id_time
from haishin.core.errors import ToolError
from haishin.core.model import LedgerClaim
from haishin.message.keys import LeaveKey
from haishin.send.rows import SnapshotRow
from haishin.send.sending.ports import envelopes
from support.contract import desk_contract, publishing_contract, shipped
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


def no_key() -> LeaveKey:
    """Without a desk nobody asks for it."""
    raise AssertionError


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
    make = envelopes(KEYS, no_key, live=live)(ALERT, CLAIM, checked())
    envelope = make(SnapshotRow("a", "text", language, False, "a@b.jp"))
    mail = message_from_bytes(envelope.head + envelope.body)
    text = mail.get_payload(decode=True)
    assert str(make_header(decode_header(str(mail["Subject"])))).startswith(label)
    assert isinstance(text, bytes)
    assert text.decode().startswith(ALERT.body[:10]) == (label == "【強盗】高崎")


@pytest.mark.parametrize(
    ("live", "changes", "number"),
    [
        (True, {}, "前橋 2026-118"),
        (False, {}, None),  # a rehearsal
        (True, {"number": None}, None),  # claimed by a program of before
    ],
)
def test_the_mail_of_a_published_alert_says_the_number_of_its_claim(
    live: bool, changes: dict[str, None], number: str | None
) -> None:
    approach = next(one for one in samples() if one.case == "approach" and not one.exercise)
    claim = replace(CLAIM, alert=approach.id, path="alerts/maebashi/2026/x.md", number=118)
    of = envelopes(KEYS, no_key, live=live)
    row = SnapshotRow("a", "text", "ja", night=False, address="a@b.jp")
    once, again = (of(approach, replace(claim, **changes), publishing_contract())(row) for _ in range(2))
    assert (once.head, once.body) == (again.head, again.body)
    text = message_from_bytes(once.head + once.body).get_payload(decode=True)
    assert isinstance(text, bytes)
    said = re.findall("【このメールの番号】(.*) 群馬県警察の一覧", text.decode())
    assert said == ([] if number is None else [number])


def test_the_key_of_leaving_is_made_for_the_first_alert_of_a_desk_and_stays(tmp_path: Path) -> None:
    path = tmp_path / "leave.json"
    of = envelopes(KEYS, partial(LeaveKey.load, path, create=True), live=True)
    of(ALERT, CLAIM, shipped())
    assert not path.exists()
    heads = [
        of(ALERT, CLAIM, desk_contract())(SnapshotRow(reader, "text", "ja", night=False, address="a@b.jp")).head
        for reader in ("a", "a", "b")
    ]
    key = LeaveKey.load(path, create=False)
    assert heads[0] == heads[1] != heads[2]
    assert [f"/l/{key.token(reader)}>".encode() in head for reader, head in zip("aab", heads, strict=True)] == [
        True
    ] * 3


def test_a_damaged_key_of_leaving_is_told_and_nothing_is_made(tmp_path: Path) -> None:
    path = tmp_path / "leave.json"
    path.write_bytes(b"{")
    path.chmod(0o600)
    with pytest.raises(ToolError) as told:
        envelopes(KEYS, partial(LeaveKey.load, path, create=True), live=True)(ALERT, CLAIM, desk_contract())
    assert told.value.message == Message("message/keys-broken", path=path, reason="JSONDecodeError")
