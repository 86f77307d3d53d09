"""The repository's own ``schema/``, whatever force it is of: the one test that reads it."""

from __future__ import annotations

from haishin.core.contract import load
from haishin.office.drafting import manual
from haishin.office.made import made
from support.force import ROOT


def text(path: str) -> str:
    return (ROOT / path).read_text(encoding="utf-8")


def test_it_loads_without_a_contradiction_and_what_is_made_of_it_is_committed() -> None:
    wanted = made(load(ROOT / "schema"), text(manual.PATH))
    assert {path for path, words in wanted.items() if text(path) != words} == set(), (
        "run: haishin codeowners; haishin rules > schema/RULES.md; haishin form --samples > schema/SAMPLES.md; "
        "haishin rulesets; haishin manual"
    )
