"""The stored reports are what a real Postfix writes today of these answers."""

from __future__ import annotations

from support.reports import FOLDER, answers, stored
from support.written_reports import written


def test_postfix_writes_the_stored_reports() -> None:
    """Written anew by ``PYTHONPATH=scripts:tests .venv/bin/python -m support.written_reports``."""
    reports = written()
    assert (
        sorted(reports) == sorted(row.name for row in answers()) == sorted(path.stem for path in FOLDER.glob("*.eml"))
    )
    assert [name for name, report in reports.items() if report != stored(name)] == []
