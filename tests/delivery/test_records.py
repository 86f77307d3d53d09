from __future__ import annotations

import json
from datetime import UTC, datetime

from hypothesis import given
from hypothesis import strategies as st

from haishin.delivery.records import Codec, LedgerRefusal, record
from haishin.json_schema import schema_fault
from support_ledger import ALPHA, SCHEMA

CODEC = Codec(SCHEMA)


def test_the_schema_is_sound_and_knows_every_kind() -> None:
    assert schema_fault(SCHEMA) is None
    assert [choice["$ref"].rsplit("/", 1)[1] for choice in SCHEMA["oneOf"]] == [
        "activated", "claimed", "sealed", "settled", "withdrawn", "cancelled", "expired", "refused", "held", "released",
        "halted", "resumed", "lifted", "adopted", "accepted", "retracted",
    ]  # fmt: skip


@given(st.text(max_size=50), st.datetimes(min_value=datetime(2000, 1, 1), timezones=st.just(UTC)))  # noqa: DTZ001
def test_what_is_written_is_read_back(reason: str, at: datetime) -> None:
    entry = record("held", at, "sato", alert=ALPHA, cause="person", reason=reason)
    assert CODEC.parse(entry.line()) == (entry,)
    assert entry.line().count(b"\n") == 1


KEYS = st.sampled_from(["kind", "at", "by", "id", "alert"])
LINES = st.recursive(st.none() | st.text(), lambda some: st.dictionaries(KEYS, some)).map(json.dumps)


@given(st.binary(max_size=80) | LINES.map(lambda line: line.encode() + b"\n"))
def test_no_bytes_crash_the_reader(data: bytes) -> None:
    try:
        assert CODEC.parse(data) == ()
    except LedgerRefusal:
        assert data
