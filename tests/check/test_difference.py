from __future__ import annotations

from haishin.check.difference import difference
from haishin.core.model import Finding, Severity, Span, Text

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


def _private(line: int, start: int, end: int) -> Finding:
    return Finding("p", Span(line, start, line, end), "name", Severity.ERROR, SAID, SAID, private=True)


def _told(before: str, after: str, old: tuple[Finding, ...], new: tuple[Finding, ...]) -> list[str]:
    rows = difference("p", (before, old), (after, new), "ja").splitlines()
    return [row for row in rows if row.startswith("\\")]


def test_what_changes_in_a_masked_line_is_told_where_it_is_not_private() -> None:
    one = (_private(1, 1, 4),)
    assert _told("高橋花は①人  \n", "高橋花は（1）人\n", one, one) == ["\\ 変わる文字:「①」→「（1）」 「  」→(なし)"]
    assert _told("\ufeff高橋花は①\r\n", "高橋花は（1）\n", one, one) == ["\\ 変わる文字:「①」→「（1）」"]
    assert _told("高橋花は\n", "高橋花は、\u200b\n", one, one) == ["\\ 変わる文字:(なし)→「、<U+200B>」"]


def test_what_changes_in_a_private_stretch_is_not() -> None:
    one = (_private(1, 1, 4),)
    assert _told("髙橋花は\n", "高橋花は\n", one, one) == ["\\ 変わる文字:(伏せた部分)"]
    assert _told("髙橋花は①\n", "高橋花は（1）\n", one, ()) == ["\\ 変わる文字:(伏せた部分) 「①」→「（1）」"]
    assert _told("高橋は\n", "高花橋は\n", (_private(1, 1, 3),), (_private(1, 1, 4),)) == ["\\ 変わる文字:(伏せた部分)"]


def test_where_only_a_known_text_hides_the_line_or_the_change_is_long_nothing_is_told() -> None:
    found = (_private(2, 1, 4),)
    assert _told("高橋花①\n高橋花\n", "高橋花（1）\n高橋花\n", found, found) == ["\\ 変わる文字:(伏せた部分)"]
    assert _told("x高橋花\n", "x高橋花" + "あ" * 13 + "\n", (_private(1, 2, 5),), (_private(1, 2, 5),)) == [
        "\\ 変わる文字:(伏せた部分)"
    ]
    one = (_private(1, 1, 4),)
    assert _told("高橋花\n", "高橋花\nあ\n", one, one) == []
    wide = "あ" * 1000
    assert _told(f"高橋花{wide}\n", f"高橋花{wide}い\n", one, one) == []


def test_a_stretch_of_several_lines_hides_in_each() -> None:
    over = (Finding("p", Span(1, 3, 2, 3), "name", Severity.ERROR, SAID, SAID, private=True),)
    assert _told("は髙橋\n花子①\n", "は高橋\n花子（1）\n", over, over) == [
        "\\ 変わる文字:「髙」→「高」",
        "\\ 変わる文字:「①」→「（1）」",
    ]


def test_what_is_private_on_one_side_is_so_on_the_other() -> None:
    rows = difference("p", ("高橋花子\n", ()), ("高橋花子。\n", (_private(1, 1, 5),)), "en").splitlines()
    assert rows[3:] == ["-…［name ●●●●］…", "+…［name ●●●●］…", "\\ Changed: (the masked part)"]
