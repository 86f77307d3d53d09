"""CODEOWNERS patterns against GitHub's own examples, against git, and against an independent implementation."""

from __future__ import annotations

import subprocess
from collections.abc import Sequence
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pathspec import GitIgnoreSpec

from haishin.consult.codeowners import SIZE, IgnoredLine, Owners, OwnersLine, matches, parse
from haishin.core.catalogue import Message

FIRST_MATCH = [
    # pattern, path, whether GitHub's documentation (or gitignore, which it follows) says they match
    ("*", "README.md", True),
    ("*", "a/b/c.md", True),
    ("*.js", "x/y.js", True),
    ("*.js", "x/y.jsx", False),
    ("/build/logs/", "build/logs/a/b.log", True),
    ("/build/logs/", "x/build/logs/b.log", False),
    ("docs/*", "docs/getting-started.md", True),
    ("docs/*", "docs/build-app/troubleshooting.md", False),
    ("docs/*", "x/docs/a.md", False),
    ("/*", "README.md", True),
    ("/*", "docs/a.md", False),
    ("apps/", "x/apps/y/z", True),
    ("apps/", "apps", False),
    ("/docs/", "docs/a/b", True),
    ("/docs/", "docs", False),
    ("/docs", "docs", True),
    ("/docs", "docs/a", True),
    ("/docs", "docs2/a", False),
    ("/scripts/", "Scripts/a.py", False),
    ("**/logs", "build/logs/a", True),
    ("**/logs", "deeply/nested/logs/a", True),
    ("**/logs", "logs", True),
    ("**/logs", "catalogs", False),
    ("/apps/github", "apps/github/deep/file", True),
    ("a/**/b", "a/b", True),
    ("a/**/b", "a/x/y/b", True),
    ("a/**/b", "a/xb", False),
    ("/a/**", "a/x/y", True),
    ("/a/**", "a", False),
    ("**", "a/b", True),
    ("a?c", "abc", True),
    ("a?c", "a/c", False),
    ("a.c", "abc", False),
    ("a\\ b", "a b", True),
    ("a\\*", "a*", True),
    ("a\\*", "ab", False),
    ("alerts/maebashi/", "alerts/maebashi-higashi/2026/x.md", False),
    ("/alerts/maebashi/", "alerts/maebashi/2026/x.md", True),
    ("CODEOWNERS", "docs/CODEOWNERS", True),
    ("CODEOWNERS", "docs/CODEOWNERS.md", False),
]


@pytest.mark.parametrize(("pattern", "path", "wanted"), FIRST_MATCH)
def test_a_pattern_covers_what_the_documentation_says(pattern: str, path: str, wanted: bool) -> None:
    assert matches(pattern, path) is wanted


def test_the_last_line_wins_and_an_empty_one_takes_away() -> None:
    owners = parse("* @a\n/alerts/ @b @c # together\n\n  # comment\n/alerts/x @d/e\n/alerts/open\n")
    assert owners.faults == ()
    assert owners.line("alerts/x/y.md") == OwnersLine(5, "/alerts/x", ("@d/e",))
    assert (owners.of("alerts/y"), owners.of("x"), owners.of("alerts/open/z")) == (("@b", "@c"), ("@a",), ())
    assert parse("/a @x\n").of("b") == ()


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ("!/a @x", Message("consult/owners-bad-pattern", pattern="!/a")),
        ("/[ab] @x", Message("consult/owners-bad-pattern", pattern="/[ab]")),
        ("a] @x", Message("consult/owners-bad-pattern", pattern="a]")),
        ("\\#a @x", Message("consult/owners-bad-pattern", pattern="\\#a")),
        ("/ @x", Message("consult/owners-bad-pattern", pattern="/")),
        ("/a x", Message("consult/owners-bad-owner", owner="x")),
        ("/a @x @", Message("consult/owners-bad-owner", owner="@")),
        ("/a @x/y/z", Message("consult/owners-bad-owner", owner="@x/y/z")),
    ],
)
def test_a_line_that_github_passes_over_is_a_fault(line: str, message: Message) -> None:
    owners = parse(f"* @a\n{line}\n")
    assert [(fault.line, fault.reason) for fault in owners.faults] == [(2, message)]
    assert [one.pattern for one in owners.lines] == ["*"]


@pytest.mark.parametrize("line", ["/a @x_corp", "/a @x/y.z", "/a someone@mail.example", "/a\\ b @x", "/a"])
def test_near_misses_are_lines(line: str) -> None:
    owners = parse(line)
    assert (owners.faults, len(owners.lines)) == ((), 1)


def test_a_file_of_three_megabytes_is_not_loaded() -> None:
    line = "* @a\n"
    fits = line + "#" * (SIZE - 1 - len(line))
    assert parse(fits) == parse(line)
    too_large = Message("consult/owners-too-large")
    assert parse(fits + "#") == Owners((), (IgnoredLine(0, too_large),))
    assert parse(line + "あ" * (SIZE // 3)).faults == (IgnoredLine(0, too_large),)


# --- oracles: one pattern at a time, since git decides folder by folder and CODEOWNERS does not -----------------

NAMES = st.text("abA.*?", min_size=1, max_size=3).filter(lambda name: "**" not in name and name not in (".", ".."))
STEPS = st.lists(st.one_of(NAMES, st.just("**")), min_size=1, max_size=3)
PATHS = st.lists(st.text("abA.", min_size=1, max_size=3).filter(lambda name: name.strip(".")), min_size=1, max_size=4)


@st.composite
def patterns(draw: st.DrawFn) -> str:
    steps = draw(STEPS)
    end = draw(st.sampled_from(("", "/")))
    # Here GitHub differs from git: one level only.
    if steps[-1] == "*" or (steps[-1] == "**" and end):
        steps[-1] = "b"
    return draw(st.sampled_from(("", "/"))) + "/".join(steps) + end


@given(patterns(), PATHS.map("/".join))
def test_it_agrees_with_an_independent_implementation(pattern: str, path: str) -> None:
    assert matches(pattern, path) is GitIgnoreSpec.from_lines([pattern]).match_file(path)


@given(st.lists(patterns(), max_size=5), PATHS.map("/".join))
def test_the_last_match_wins_by_the_independent_one_too(lines: Sequence[str], path: str) -> None:
    text = "".join(f"{line} @owner{number}\n" for number, line in enumerate(lines))
    hits = [number for number, line in enumerate(lines) if GitIgnoreSpec.from_lines([line]).match_file(path)]
    assert parse(text).of(path) == ((f"@owner{hits[-1]}",) if hits else ())


def test_it_agrees_with_git(tmp_path: Path) -> None:
    differs = {"docs/*", "/*"}  # one level at GitHub, a whole folder for git
    subprocess.run(["git", "init", "--quiet", str(tmp_path)], check=True)
    paths = sorted({path for _, path, _ in FIRST_MATCH})
    for pattern in sorted({pattern for pattern, _, _ in FIRST_MATCH} - differs):
        (tmp_path / ".gitignore").write_text(f"{pattern}\n", encoding="utf-8")
        done = subprocess.run(
            ["git", "-c", "core.ignorecase=false", "check-ignore", "--no-index", "-z", "--stdin"],
            cwd=tmp_path,
            input="\0".join(paths).encode(),
            capture_output=True,
            check=False,
        )
        assert done.stdout.decode().split("\0")[:-1] == [path for path in paths if matches(pattern, path)], pattern
