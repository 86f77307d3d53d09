"""Whose a path is, and what a release's digest says."""

from __future__ import annotations

import re
import tomllib

import pytest

import haishin
from haishin.office.product import Owner, compared, digest, own
from support.force import EXAMPLES, ROOT

POLICY = "schema/policy.yaml"


@pytest.mark.parametrize(
    ("path", "owner"),
    [
        ("scripts/haishin/cli/verbs.py", Owner.PRODUCT),
        ("tests/examples/force/schema/policy.yaml", Owner.PRODUCT),
        ("tests/examples/force/alerts/maebashi/2026/20261125-1605-koekake.md", Owner.PRODUCT),
        (".github/workflows/send.yml", Owner.PRODUCT),
        (".github/CODEOWNERS", Owner.GENERATED),
        (".github/CODEOWNERS.md", Owner.PRODUCT),
        (".github/rulesets/main.json", Owner.GENERATED),
        ("schema/policy.schema.json", Owner.PRODUCT),
        ("schema/policy.yaml", Owner.FORCE),
        ("schema/RULES.md", Owner.GENERATED),
        ("schema/own/policy.schema.json", Owner.FORCE),
        ("alerts/maebashi/2026/20261125-1605-koekake.md", Owner.FORCE),
        ("README.ja.md", Owner.PRODUCT),
        ("docs/README.ja.md", Owner.FORCE),
        ("NOTES.md", Owner.PRODUCT),
        (".gitattributes", Owner.PRODUCT),
        (".gitlab/x.yml", Owner.FORCE),
        ("docs/x.md", Owner.FORCE),
        ("scripts", Owner.FORCE),
    ],
)
def test_a_path_has_one_owner(path: str, owner: Owner) -> None:
    assert own().owner(path) is owner


MANUAL = "一\n<!-- schema/: stations -->\n{0}<!-- end -->\n二\n<!-- schema/: hours -->\n{0}<!-- end -->\n三\n"


def test_what_stands_between_the_marks_is_not_compared() -> None:
    ours, theirs = (MANUAL.format(words).encode() for words in ("", "前橋\n大泉\n"))
    assert compared("README.ja.md", theirs) == compared("README.ja.md", ours) == ours
    assert compared("README.md", theirs) == theirs
    without_end = ours.replace(b"<!-- end -->", b"<!-- End -->")
    assert compared("README.ja.md", without_end) == without_end


def test_a_digest_is_of_paths_modes_and_bytes() -> None:
    files = [("b", "100644", b"2"), ("a", "100755", b"1")]
    whole = digest(files)
    assert whole == "e95d007be94a2e6c6749309defef12f2df7796a5d6470502bac2b5db644d87e6"
    assert digest(reversed(files)) == whole
    others = [[("b", "100644", b"2"), ("a", "100644", b"1")], [("b", "100644", b"1"), ("a", "100755", b"2")], files[:1]]
    assert whole not in {digest(other) for other in others}


def test_a_release_says_its_version_everywhere() -> None:
    told = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]["version"]
    newest, duty = re.findall(
        r"^## (\S+)\n.*?^(\*\*What you must do\.\*\* |- )", (ROOT / "CHANGELOG.md").read_text("utf-8"), re.M | re.S
    )[0]
    examples = [
        re.findall(r"^product: \{version: (.+)\}$", (EXAMPLES / force / POLICY).read_text("utf-8"), re.M)
        for force in ("force", "city")
    ]
    assert {told, newest, *(version for [version] in examples)} == {haishin.__version__}
    assert duty != "- "
