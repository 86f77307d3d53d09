"""tests/examples: every hostile file is refused at the right place, every near miss is let through."""

from __future__ import annotations

import pytest
import yaml

from haishin.core.model import Severity
from support.documents import brief, findings
from support.force import EXAMPLES

INVALID = sorted((EXAMPLES / "invalid").glob("*.md"))
VALID = sorted((EXAMPLES / "valid").glob("*.md"))
EXPECTED: dict[str, list[list[object]]] = yaml.safe_load(
    (EXAMPLES / "invalid" / "expectations.yaml").read_text("utf-8")
)
# Rules of the text's meaning have tests of their own; a new one of them changes no line of the expectations.
STRUCTURAL = {str(rule) for found in EXPECTED.values() for rule, _, _ in found}


def test_every_file_has_its_expectation() -> None:
    assert {path.stem for path in INVALID} == set(EXPECTED)
    assert len(INVALID) >= 60


@pytest.mark.parametrize("path", INVALID, ids=lambda path: path.stem)
def test_hostile(path) -> None:  # type: ignore[no-untyped-def]
    found = findings(path.read_bytes())
    assert [one for one in brief(found) if one[0] in STRUCTURAL] == [tuple(one) for one in EXPECTED[path.stem]]
    assert any(one.severity is Severity.ERROR for one in found)


@pytest.mark.parametrize("path", VALID, ids=lambda path: path.stem)
def test_near_miss(path) -> None:  # type: ignore[no-untyped-def]
    assert [one for one in findings(path.read_bytes()) if one.severity is Severity.ERROR] == []
