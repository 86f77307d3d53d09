"""An audit for another program: a line an alert (who approved which bytes by which rule, when), then one on all."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from typing import Any

from haishin.core.model import Text
from haishin.office.audit.auditing import Report
from haishin.office.audit.findings import AuditedAlert, Finding, sorted_out

_OF_THE_CLAIM = (
    *("alert", "path", "blob", "commit", "schema", "pull", "drafter", "waivers", "thread", "ends", "scope", "due"),
    *("category", "exercise", "recognized_at", "approved_at", "merged_at", "snapshot", "number"),
)


def json_lines(report: Report) -> Iterator[str]:
    """Write the lines; the last is on the whole."""
    asked = {"forge": report.forge, "journal": report.journal}
    whole = {"alerts": len(report.alerts), "asked": asked, "exit": int(report.exit), **_found(report.found)}
    for line in (*map(_alert, report.alerts), whole):
        yield json.dumps(line, ensure_ascii=False) + "\n"


def _alert(alert: AuditedAlert) -> dict[str, Any]:
    fields, entry, clauses = alert.record.fields, alert.entry, dict[tuple[str, str], str]()
    for due in alert.approvals:
        if due.role is not None:
            clauses.setdefault((due.role.role.value, due.role.unit), due.clause)
    return {
        **{name: fields.get(name) for name in _OF_THE_CLAIM},
        "approvals": [
            {**given, "clause": clauses.get((given["role"], given["unit"]))} for given in fields["approvals"]
        ],
        "claimed_at": alert.claim.at.isoformat(),
        "accepted_at": None if entry.accepted is None else entry.accepted.isoformat(),
        "state": entry.state.value,
        "counts": dict(entry.counts),
        "in_doubt": entry.in_doubt,
        **_found(alert.found),
    }


def _found(found: Sequence[Finding]) -> dict[str, list[dict[str, Any]]]:
    differing, open_questions = sorted_out(found)
    return {"differs": [*map(_finding, differing)], "unasked": [*map(_finding, open_questions)]}


def _finding(found: Finding) -> dict[str, Any]:
    values = {name: value.en if isinstance(value, Text) else value for name, value in found.values.items()}
    return {"code": found.code, **values, "said": found.message.en, "do": found.message.remedy.en}
