"""The ledger's lines: a frozen record, its JSON form, and the schema that lets nothing unknown through."""

from __future__ import annotations

import json
import secrets
from collections.abc import Mapping, Sequence
from datetime import datetime
from hashlib import sha256
from types import MappingProxyType
from typing import Any

from haishin.core import json_schema
from haishin.core.catalogue import Message
from haishin.core.errors import Refusal
from haishin.core.model import LedgerRecord, RowState, rounded
from haishin.core.state import version

BRANCH = "dispatch-log"
FILE = "ledger.jsonl"
BEAT = "beat.json"  # beside it
_TIMES = frozenset({"recognized_at", "approved_at", "merged_at", "accepted_at"})


class LedgerRefusal(Refusal):
    """The ledger is missing, rewound or not to be trusted: nothing is sent on it."""


def line_of(entry: LedgerRecord) -> bytes:
    """Write a record as a JSON line, with its end of line."""
    whole = {"kind": entry.kind, "at": entry.at.isoformat(), "by": entry.by, "id": entry.id, **entry.fields}
    return json.dumps(whole, ensure_ascii=False, separators=(",", ":")).encode() + b"\n"


def record(kind: str, at: datetime, by: str | None = None, **fields: Any) -> LedgerRecord:
    """Make a record with a random id, so that no two writers ever push the same object."""
    return LedgerRecord(kind, at, by, new_id(), MappingProxyType(fields))


def new_id() -> str:
    """Draw 128 random bits as 32 hexadecimal digits."""
    return secrets.token_hex(16)


def moment(text: str) -> datetime:
    """Read a time from outside; it needs an offset and a year from 2000 to 2099. Raises ValueError."""
    at = datetime.fromisoformat(text)
    if at.tzinfo is None or not 2000 <= at.year < 2100:
        raise ValueError(text)
    return at


def times(**moments: datetime | None) -> dict[str, str]:
    """Write the known times as a record holds them."""
    return {name: moment.isoformat() for name, moment in moments.items() if moment is not None}


def result_of(counts: Mapping[RowState, int], accepted: datetime | None, *, doubt: bool) -> dict[str, Any]:
    """Say how far an alert came as a record holds it; ``doubt``: a row is in doubt, ``accepted``: the last time."""
    shown = rounded_counts({state.value: number for state, number in counts.items()})
    result: dict[str, Any] = {"counts": shown, "in_doubt": doubt}
    if not doubt and not counts[RowState.ACCEPTED]:
        result["nobody"] = True
    return {**result, **times(accepted_at=accepted)}


def rounded_counts(counts: Mapping[str, int]) -> dict[str, int]:
    """Round the counts by state so that they may leave the mail host, in a fixed order."""
    kept = {}
    for state in sorted(counts):
        value = rounded(counts[state])
        if value is not None:
            kept[state] = value
    return kept


class Codec:
    """Reads and checks lines against ``ledger.schema.json``; compiled once.

    ``version``: the digest of the schema and of the code that judges by it.
    """

    def __init__(self, schema: Mapping[str, Any]) -> None:
        kinds = [choice["$ref"].rsplit("/", 1)[-1] for choice in schema["oneOf"]]
        self._schemas = {
            kind: json_schema.Schema({"$ref": f"#/$defs/{kind}", "$defs": schema["$defs"]}) for kind in kinds
        }
        judged_by = json.dumps(schema) + version(__file__, json_schema.__file__)
        self.version = sha256(judged_by.encode()).hexdigest()

    def parse(self, data: bytes, start: int = 1) -> tuple[LedgerRecord, ...]:
        """Read all records; ``start`` is the number of their first line. Raises LedgerRefusal on any fault."""
        if data and not data.endswith(b"\n"):
            raise _damaged(start + data.count(b"\n"), Message("send/ledger/cut-off"))
        lines = data.split(b"\n")[:-1]
        return tuple(self._record(line, number) for number, line in enumerate(lines, start))

    @staticmethod
    def parse_again(data: bytes) -> tuple[LedgerRecord, ...]:
        """Read bytes that ``parse`` of a codec of the same version has accepted."""
        return tuple(map(_made, json.loads(b"[%b]" % b",".join(data.split(b"\n")[:-1]))))

    def check(self, entry: LedgerRecord) -> None:
        """Raise LedgerRefusal when the record may not be written."""
        self._record(line_of(entry).rstrip(b"\n"), 0)

    def _record(self, line: bytes, number: int) -> LedgerRecord:
        try:
            raw = json.loads(line.decode("utf-8"), object_pairs_hook=_unique)
        except (ValueError, RecursionError) as wrong:
            raise _damaged(number, Message("send/ledger/no-json")) from wrong
        if not isinstance(raw, dict):
            raise _damaged(number, Message("send/ledger/no-record"))
        kind = raw.get("kind")
        schema = self._schemas.get(kind) if isinstance(kind, str) else None
        if schema is None:
            raise _damaged(number, Message("send/ledger/unknown-kind", kind=kind))
        for fault in schema.violations(raw):
            path = fault.path
            if fault.keyword in ("additionalProperties", "propertyNames"):
                path = path[:-1]  # a name that may not stand there may be any word, and is not shown
            place = "/".join(str(step) for step in path) or str(kind)
            raise _damaged(number, Message("send/ledger/field-not-valid", field=place))
        try:
            moment(raw["at"])
            for approval in raw.get("approvals", ()):
                moment(approval["at"] or raw["at"])
            for name in _TIMES & raw.keys():
                moment(raw[name])
        except ValueError as wrong:
            raise _damaged(number, Message("send/ledger/field-not-valid", field="at")) from wrong
        return _made(raw)


def _made(raw: dict[str, Any]) -> LedgerRecord:
    kind, at, by, identity = raw.pop("kind"), raw.pop("at"), raw.pop("by"), raw.pop("id")
    return LedgerRecord(kind, datetime.fromisoformat(at), by, identity, MappingProxyType(raw))


def _unique(pairs: Sequence[tuple[str, Any]]) -> dict[str, Any]:
    fields = dict(pairs)
    if len(fields) != len(pairs):
        raise ValueError("a key stands twice")
    return fields


def _damaged(number: int, what: Message) -> LedgerRefusal:
    """Refuse the line of that number; 0: it is about to be written."""
    if not number:
        return LedgerRefusal(Message("send/ledger/entry-damaged", what=what, branch=BRANCH))
    return LedgerRefusal(Message("send/ledger/line-damaged", file=FILE, line=number, what=what, branch=BRANCH))
