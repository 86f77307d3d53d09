from __future__ import annotations

import re

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from haishin.check.document import read
from haishin.check.document.sample import PATH, SAMPLE
from haishin.check.engine import check
from haishin.check.reading import Tree
from haishin.core.contract import ContractError, load_blobs
from haishin.core.model import Severity
from support.contract import blobs
from support.documents import findings

NAMED = "alerts/maebashi/2026/20261125-1640-{}.md"


def messages(path: str, tree: Tree | None = None) -> list[str]:
    return [one.message.en for one in findings(SAMPLE, path, tree) if one.rule == "path"]


@pytest.mark.parametrize(
    ("path", "said"),
    [
        ("alerts/maebashi/2026/20261125-1540-a.md", []),
        ("alerts/kotsu-kidotai/2026/20261125-1540-" + "a" * 50 + ".md", []),
        ("alerts/maebashi/2026/20261125-1540-" + "a" * 51 + ".md", ["The file name `20261125-1540-" + "a" * 51 + "`"]),
        ("alerts/edo/2026/20261125-1540-a.md", ["There is no unit `edo`."]),
        (
            "alerts/maebashi/2025/20261125-1540-a.md",
            ["The year of the file name (2026) and of the folder (2025) differ."],
        ),
        ("alerts/maebashi/2026/20260230-1540-a.md", ["The date and time in `20260230-1540` do not exist."]),
        ("alerts/maebashi/9999/99991231-2359-a.md", ["The date and time in `99991231-2359` do not exist."]),
        ("alerts/maebashi/2026/20261125-2460-a.md", ["The date and time in `20261125-2460` do not exist."]),
        ("alerts/maebashi/2026/20261125-1540-zokuho-20261124.md", []),
        ("alerts/maebashi/2026/20261125-1540-koekake-2.md", []),
        (
            "alerts/maebashi/2026/20261125-1540-090-1234-5678.md",
            ["The name of the file or of a folder holds"],
        ),
        (
            "alerts/maebashi/2026/20261125-1540-tel0279010110.md",
            ["The name of the file or of a folder holds"],
        ),
        ("alerts/maebashi/2026/20261125-1540-A.md", ["The file name `20261125-1540-A`"]),
        ("alerts/maebashi/2026/20261125-1540-.md", ["The file name `20261125-1540-`"]),
        ("alerts/maebashi/2026/20261125-1540-a\n.md", ["The file name `20261125-1540-a\n`"]),
        ("alerts/maebashi/2026/-rf.md", ["The file name `-rf`"]),
        ("alerts/maebashi/2026/2026１125-1540-a.md", ["The file name `2026１125-1540-a`"]),
        ("alerts/maebashi/2026/20261125-1540-a.txt", ["The file does not lie", "The file name `20261125-1540-a.txt`"]),
        ("drafts/maebashi/2026/20261125-1540-a.md", ["The file does not lie where alerts lie."]),
        ("alerts/../maebashi/2026/20261125-1540-a.md", ["The file does not lie where alerts lie."]),
        ("x.md", ["The file does not lie", "The file name `x`", "There is no unit ``."]),
        ("", ["The file does not lie", "The file name ``", "There is no unit ``."]),
    ],
)
def test_places(path: str, said: list[str]) -> None:
    found = sorted(messages(path))
    assert len(found) == len(said)
    assert all(one.startswith(begin) for one, begin in zip(found, said, strict=True))


PERSON = (
    "ファイルやフォルダーの名前に、個人の氏名や電話番号などと読めるものがあります。",
    "The name of the file or of a folder holds what reads like a person's name or number.",
)


@pytest.mark.parametrize(
    "name", ["watanabe-taro", "taro-watanabe", "sagi-yamada-taro", "yamada-taro-2", "yamada2-taro"]
)
def test_a_name_in_letters_is_refused(name: str) -> None:
    (found,) = [one for one in findings(SAMPLE, NAMED.format(name)) if one.rule == "path"]
    assert (found.severity, found.message.ja, found.message.en) == (Severity.ERROR, *PERSON)


@pytest.mark.parametrize(
    "name",
    ["maebashi-koekake", "kuma-mokugeki", "mori-kuma", "hikinige-ota", "yukue-fumei", "yamada", "minami-chugakko"],
)
def test_towns_and_things_are_none(name: str) -> None:
    assert messages(NAMED.format(name)) == []


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("tel-123456", [PERSON[0]]),
        ("20261355", [PERSON[0]]),
        ("zokuho-20261124", []),
        ("zokuho-20261124-0910", []),
        ("zokuho-20261124-0910-2", []),
        ("zokuho-20261124-0910-090-1234-5678", [PERSON[0]]),
        ("goto-12345", []),
    ],
)
def test_six_digits_in_a_row_are_a_date_or_refused(name: str, said: list[str]) -> None:
    assert [one.message.ja for one in findings(SAMPLE, NAMED.format(name)) if one.rule == "path"] == said


@pytest.mark.parametrize(
    ("path", "secret"),
    [
        (NAMED.format("渡辺太郎"), "渡辺"),
        ("alerts/渡辺太郎/2026/20261125-1540-x.md", "渡辺"),
        ("alerts/maebashi/渡辺太郎/20261125-1540-x.md", "渡辺"),
        ("alerts/maebashi/2026/2026-090-1234-5678.md", "1234"),
    ],
)
def test_what_the_path_tells_no_message_repeats(path: str, secret: str) -> None:
    said = [one for one in findings(SAMPLE, path) if one.rule == "path"]
    assert Severity.ERROR in {one.severity for one in said}
    for one in said:
        assert secret not in f"{one.message} {one.hint}"


def test_an_id_is_used_once_in_all_units() -> None:
    other = "alerts/takasaki/2026/20261125-1540-koekake.md"
    assert messages(PATH, Tree(frozenset({PATH, other}))) == [f"The same id is used by {other}."]
    assert messages(PATH, Tree(frozenset({PATH, "alerts/takasaki/2026/20261125-1540-koekake2.md"}))) == []


WORDS = (
    "utsunomiya",
    "minami",
    "kita",
    "sato",
    "taro",
    "yamada",
    "suzuki",
    "hanako",
    "ota",
    "ichiro",
    "sosa",
    "1",
    "27",
)


@settings(max_examples=40)
@given(st.lists(st.sampled_from(WORDS) | st.from_regex("[a-z0-9]{1,6}", fullmatch=True), min_size=1, max_size=4))
@example(["utsunomiya", "minami"])
@example(["yamada", "taro"])
def test_every_unit_whose_id_the_contract_takes_can_mail(words: list[str]) -> None:
    """O15: a draft of its own, which names it as scope and among those consulted, too."""
    unit = "-".join(words)
    files = {
        name: re.sub(r"\bannaka\b(?!-)", unit, blob.decode()).encode() if name.endswith(".yaml") else blob
        for name, blob in blobs().items()
    }
    try:
        contract = load_blobs(files)
    except ContractError:
        return
    text = SAMPLE.replace("[maebashi]", f"[{unit}]").replace("press: none", f"press: none\nconsult: [{unit}]")
    document = read(f"alerts/{unit}/2026/20261125-1540-koekake.md", text.encode(), contract)
    assert [one for one in check(document, contract, Tree()) if one.severity is Severity.ERROR] == []


def test_an_id_of_two_words_stands_in_the_id_of_an_alert_too() -> None:
    assert messages(NAMED.format("kotsu-kidotai-maebashi-higashi")) == []
    assert len(messages(NAMED.format("maebashi-yamada-taro"))) == 1
