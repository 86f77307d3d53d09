"""From form to form, and the one line that names the release."""

from __future__ import annotations

import pytest

from haishin.core.catalogue import Message
from haishin.core.contract.loading import FORM
from haishin.core.errors import Refusal
from haishin.office.upgrading.migrations import MIGRATIONS, Migrations, Texts, migrated, standing_on


def step(form: str) -> Migrations:
    def write(texts: Texts) -> Texts:
        return {**texts, "policy.yaml": f"form: {int(form) + 1}\n", f"{form}.yaml": "x\n"}

    return {form: (str(int(form) + 1), write)}


def test_a_form_is_brought_on_step_by_step() -> None:
    texts = {"policy.yaml": "form: 1\n"}
    assert migrated(texts, {}, "1") is texts
    brought = migrated(texts, {**step("1"), **step("2")}, "3")
    assert brought == {"policy.yaml": "form: 3\n", "1.yaml": "x\n", "2.yaml": "x\n"}


@pytest.mark.parametrize(("form", "table"), [("1", {}), ("1", step("2")), ("4", step("1"))])
def test_a_form_without_a_migration_is_refused(form: str, table: Migrations) -> None:
    with pytest.raises(Refusal) as caught:
        migrated({"policy.yaml": f"form: {form}\n"}, table, "3")
    assert caught.value.message == Message("office/upgrading/no-migration", form=form, known="3")


def test_every_migration_leads_to_the_form_of_this_program() -> None:
    for form in MIGRATIONS:
        steps = 0
        while form != FORM:
            form, steps = MIGRATIONS[form][0], steps + 1
            assert steps <= len(MIGRATIONS)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("a: 1\nproduct: {version: 0.1.0}  # x\n", "a: 1\nproduct: {version: 0.2.0}  # x\n"),
        ("product:\n  version: '0.1.0'\n  signers: [k]\r\n", "product:\n  version: 0.2.0\n  signers: [k]\r\n"),
        (
            "# 0.1.0 市\nproduct: {signers: [0.1.0], version: 0.1.0}",
            "# 0.1.0 市\nproduct: {signers: [0.1.0], version: 0.2.0}",
        ),
    ],
)
def test_the_version_alone_is_written(before: str, after: str) -> None:
    assert standing_on({"policy.yaml": before, "roster.yaml": "0.1.0"}, "0.2.0") == {
        "policy.yaml": after,
        "roster.yaml": "0.1.0",
    }
