from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from haishin.consult.phrases import moment
from haishin.core.catalogue import Message
from haishin.core.json_schema import Schema
from haishin.send.ledger.records import Codec, LedgerRefusal, line_of, record
from support.ledger import ALPHA, NOON, SCHEMA
from support.raising import raises

CODEC = Codec(SCHEMA)


def test_the_schema_is_sound_and_knows_every_kind() -> None:
    assert Schema(SCHEMA).violations({})  # it was read, and nothing is no record
    assert [choice["$ref"].rsplit("/", 1)[1] for choice in SCHEMA["oneOf"]] == [
        "activated", "claimed", "sealed", "settled", "withdrawn", "expired", "refused", "held", "halted", "went-on",
        "adopted", "accepted",
    ]  # fmt: skip


CENTURY = st.datetimes(datetime(2000, 1, 1), datetime(2099, 12, 31), timezones=st.just(UTC))  # noqa: DTZ001


@given(st.text(max_size=50), CENTURY)
def test_what_is_written_is_read_back(reason: str, at: datetime) -> None:
    entry = record("held", at, "sato", alert=ALPHA, cause="stop", reason=reason)
    assert CODEC.parse(line_of(entry)) == (entry,)
    assert line_of(entry).count(b"\n") == 1


KEYS = st.sampled_from(["kind", "at", "by", "id", "alert"])
LINES = st.recursive(st.none() | st.text(), lambda some: st.dictionaries(KEYS, some)).map(json.dumps)


@given(st.binary(max_size=80) | LINES.map(lambda line: line.encode() + b"\n"))
def test_no_bytes_crash_the_reader(data: bytes) -> None:
    try:
        assert CODEC.parse(data) == ()
    except LedgerRefusal:
        assert data


@given(
    st.integers(1, 200_000), st.sampled_from(["[", '{"a":', '{"kind":"held","at":[', '{"kind":"activated","by":{"a":'])
)
def test_however_deep_a_line_goes_it_is_refused(depth: int, opening: str) -> None:
    with pytest.raises(LedgerRefusal) as refused:
        CODEC.parse(opening.encode() * depth + b"\n")
    assert code_of(refused) == "send/ledger/line-damaged"


@pytest.mark.parametrize("depth", [1, 100, 300, 900, 5000])
def test_a_whole_value_however_deep_is_refused(depth: int) -> None:
    deep = "[" * depth + "]" * depth
    with pytest.raises(LedgerRefusal) as refused:
        CODEC.parse(f'{{"kind":"held","at":{deep},"by":null,"id":"x","alert":"x"}}\n'.encode())
    assert code_of(refused) == "send/ledger/line-damaged"


def code_of(refused: pytest.ExceptionInfo[LedgerRefusal]) -> str:
    message = refused.value.message
    assert isinstance(message, Message)
    return message.code


AT = Message("send/ledger/field-not-valid", field="at")
ZONES = st.integers(-1439, 1439).map(lambda minutes: timezone(timedelta(minutes=minutes)))
EDGES = st.sampled_from(["0001-01-01T00:00:00", "9999-12-31T23:59:59", "1999-12-31T23:59:59", "2000-01-01T00:00:00"])
TIMES = st.datetimes(timezones=ZONES).map(datetime.isoformat) | st.tuples(
    EDGES, st.sampled_from(["+09:00", "-23:59", "+23:59", "+00:00"])
).map("".join)


@given(TIMES)
def test_every_time_of_a_record_can_be_reckoned_with(at: str) -> None:
    line = line_of(record("held", NOON, "sato", alert=ALPHA, cause="stop", reason="r"))
    try:
        (entry,) = CODEC.parse(line.replace(NOON.isoformat().encode(), at.encode()))
    except LedgerRefusal:
        return
    assert abs(entry.at - NOON) < timedelta(days=40_000)
    assert moment(entry.at, "ja")


@pytest.mark.parametrize("at", ["9999-12-31T23:59:59-23:59", "0001-01-01T00:00:00+09:00", "2026-13-45T12:00:00+09:00"])
def test_the_time_of_an_approval_is_one_too(at: str) -> None:
    approval = {"person": "p", "role": "manager", "unit": "maebashi", "acting": None, "commit": None, "at": at}
    claim = record(
        "claimed", NOON, alert=ALPHA, path=f"alerts/maebashi/2026/{ALPHA}.md", blob="a" * 40, commit="b" * 40,
        schema="c" * 40, pull=None, approvals=[approval], waivers=[], ends=None, thread=None, journal="1" * 32,
        nonce="2" * 32, snapshot=None, scope={"prefecture": True, "stations": []}, exercise=False,
    )  # fmt: skip
    with raises(LedgerRefusal, "send/ledger/entry-damaged", what=AT, branch="dispatch-log"):
        CODEC.check(claim)
    for name in ("recognized_at", "approved_at", "merged_at"):
        CODEC.check(replace(claim, fields={**claim.fields, "approvals": [], name: NOON.isoformat()}))
        with raises(LedgerRefusal, "send/ledger/entry-damaged", what=AT, branch="dispatch-log"):
            CODEC.check(replace(claim, fields={**claim.fields, "approvals": [], name: at}))


@pytest.mark.parametrize("kind", ["sealed", "settled"])
def test_the_last_acceptance_is_a_time_that_can_be_reckoned_with(kind: str) -> None:
    told = record(kind, NOON, alert=ALPHA, journal="1" * 32, counts={}, in_doubt=False, accepted_at=NOON.isoformat())
    CODEC.check(told)
    with raises(LedgerRefusal, "send/ledger/entry-damaged", what=AT, branch="dispatch-log"):
        CODEC.check(replace(told, fields={**told.fields, "accepted_at": "0001-01-01T00:00:00+09:00"}))
