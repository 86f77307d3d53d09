from __future__ import annotations

from haishin.model import Finding, Severity, Span, Text
from haishin.report.difference import difference

SAID = Text("番号があります。", "A number.")
PRIVATE = Finding("p", Span(2, 1, 2, 5), "phone", Severity.ERROR, SAID, SAID, private=True)


def shown(before: str, after: str, *found: Finding) -> list[str]:
    return difference("a/b.md", (before, found), (after, found), "en").splitlines()


def test_lines_with_three_around_them() -> None:
    before = "".join(f"{number}\n" for number in range(1, 21))
    assert shown(before, before.replace("5\n", "five\n", 1).replace("16\n", "", 1)) == [
        "--- a/a/b.md",
        "+++ b/a/b.md",
        "@@ -2,7 +2,7 @@",
        *(" 2", " 3", " 4", "-5", "+five", " 6", " 7", " 8"),
        "@@ -13,7 +13,6 @@",
        *(" 13", " 14", " 15", "-16", " 17", " 18", " 19"),
    ]


def test_one_line_and_none_are_counted_as_git_does() -> None:
    assert shown("a\n", "b\n")[2:] == ["@@ -1 +1 @@", "-a", "+b"]
    assert shown("", "b\n")[2:] == ["@@ -0,0 +1 @@", "+b"]


def test_a_missing_line_feed_and_what_nobody_sees_are_seen() -> None:
    assert shown("\ufeffa\r\nb", "a\nb\n")[2:] == [
        "@@ -1,2 +1,2 @@",
        "-<U+FEFF>a<U+000D>",
        "-b",
        "\\ No newline at end of file",
        "+a",
        "+b",
    ]


def test_a_private_line_is_masked_also_as_context_and_with_crlf() -> None:
    said = shown("x\r\n1234 to\r\n", "x\n1234 to\n", PRIVATE)
    assert said[3:] == ["-x<U+000D>", "-…［phone ●●●●］…", "+x", "+…［phone ●●●●］…"]
    assert shown("x\n1234 to\n", "y\n1234 to\n", PRIVATE)[-1] == " …［phone ●●●●］…"
