from __future__ import annotations

import pytest

from haishin.document.sample import PATH, SAMPLE
from haishin.rules import Tree
from support_documents import findings


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
        ("alerts/maebashi/2026/20261125-2460-a.md", ["The date and time in `20261125-2460` do not exist."]),
        ("alerts/maebashi/2026/20261125-1540-zokuho-20261124.md", []),
        ("alerts/maebashi/2026/20261125-1540-koekake-2.md", []),
        (
            "alerts/maebashi/2026/20261125-1540-090-1234-5678.md",
            ["The file name holds a long number, as a phone number is."],
        ),
        (
            "alerts/maebashi/2026/20261125-1540-tel0279010110.md",
            ["The file name holds a long number, as a phone number is."],
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


def test_an_id_is_used_once_in_all_units() -> None:
    other = "alerts/takasaki/2026/20261125-1540-koekake.md"
    assert messages(PATH, Tree(frozenset({PATH, other}))) == [f"The same id is used by {other}."]
    assert messages(PATH, Tree(frozenset({PATH, "alerts/takasaki/2026/20261125-1540-koekake2.md"}))) == []
