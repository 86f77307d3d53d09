"""The repository's own ``schema/``, whatever force it is of: the one test that reads it."""

from __future__ import annotations

from haishin.consult.schema_versions import generated
from haishin.core.contract import load
from haishin.office.drafting import manual, samples
from haishin.office.setup import rulesets
from support.force import ROOT


def text(path: str) -> str:
    return (ROOT / path).read_text(encoding="utf-8")


def test_it_loads_without_a_contradiction_and_what_is_made_of_it_is_committed() -> None:
    own = load(ROOT / "schema")
    made = {**generated(own), **rulesets.made(own.policy), manual.PATH: manual.render(text(manual.PATH), own)}
    assert {path for path, wanted in made.items() if text(path) != wanted} == set(), (
        "run: haishin codeowners; haishin rules > schema/RULES.md; haishin rulesets; haishin manual"
    )


def test_the_samples_are_those_of_its_drafts() -> None:
    written = text("schema/SAMPLES.md")
    assert written == samples.render(load(ROOT / "schema")), "run: haishin form --samples > schema/SAMPLES.md"
