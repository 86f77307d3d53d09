"""The repository's own ``schema/``, whatever force it is of: the one test that reads it."""

from __future__ import annotations

from haishin.consult.schema_versions import generated
from haishin.core.contract import load
from haishin.office.drafting import samples
from support.force import ROOT


def test_it_loads_without_a_contradiction_and_what_is_made_of_it_is_committed() -> None:
    made = generated(load(ROOT / "schema"))
    assert {path for path, text in made.items() if (ROOT / path).read_text(encoding="utf-8") != text} == set(), (
        "run: haishin codeowners; haishin rules > schema/RULES.md"
    )


def test_the_samples_are_those_of_its_drafts() -> None:
    written = (ROOT / "schema" / "SAMPLES.md").read_text(encoding="utf-8")
    assert written == samples.render(load(ROOT / "schema")), "run: haishin form --samples > schema/SAMPLES.md"
