"""The examples in the documents are true: what a drafter copies is read without a finding."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from haishin import document
from haishin.contract import Contract
from haishin.contract.loading import load
from haishin.rules import Tree, check

ROOT = Path(__file__).parent.parent
READMES = ["README.md", "README.ja.md"]
PATH = "alerts/maebashi/2026/20261125-1640-koekake.md"


@pytest.fixture(scope="module")
def contract() -> Contract:
    return load(ROOT / "schema")


def sample(name: str) -> str:
    (found,) = re.findall(r"^```markdown\n(.*?)^```$", (ROOT / name).read_text("utf-8"), re.MULTILINE | re.DOTALL)
    return found


def optional_lines() -> list[str]:
    """The examples of the table of optional fields: the last cell of each row."""
    table = (ROOT / "README.ja.md").read_text("utf-8").partition("### 場合によって書く項目")[2].partition("###")[0]
    return re.findall(r"\| `([^`|]+)` \|$", table, re.MULTILINE)


@pytest.mark.parametrize("name", READMES)
def test_the_sample_is_read_without_a_finding(name: str, contract: Contract) -> None:
    read = document.read(PATH, sample(name).encode(), contract)
    assert [finding.message.ja for finding in check(read, contract, Tree(frozenset({PATH})))] == []
    assert read.alert is not None
    assert read.alert.title == "下校中の児童に対する声かけ事案の発生"


@pytest.mark.parametrize("line", optional_lines())
def test_every_optional_line_may_stand_in_the_sample(line: str, contract: Contract) -> None:
    field = line.partition(":")[0]
    without = re.sub(rf"^{field}: .*\n", "", sample("README.ja.md"), flags=re.MULTILINE)
    read = document.read(PATH, without.replace("\n---\n", f"\n{line}\n---\n", 1).encode(), contract)
    assert [finding.message.ja for finding in read.findings] == []
    assert (field,) in read.keys


def test_the_manual_names_every_field_and_every_code(contract: Contract) -> None:
    manual = (ROOT / "README.ja.md").read_text("utf-8")
    codes = {row.category for row in contract.policy.table} | {
        case for row in contract.policy.table for case in row.cases
    }
    names = (
        set(contract.schemas["alert"]["properties"])
        | codes
        | {code for row in contract.policy.table for code in row.contents}
    )
    assert {name for name in names if f"`{name}`" not in manual} == set()
