from __future__ import annotations

from dataclasses import replace

from haishin.check.findings import REPORTERS, console
from haishin.core.model import Severity, Span
from support.report import ALL, HEARSAY, PATH, SCOPE, SOURCES

JAPANESE = """\
alerts/maebashi/2026/20261125-1540-koekake.md:3:9 エラー scope [要領 4(1)]
  「maebasi」という警察署はありません。
     3 | scope: [maebasi]
       |         ^^^^^^^
  → 「maebashi」ではありませんか。

alerts/maebashi/2026/20261125-1540-koekake.md:5:4 エラー phone [要領 5(4)]
  電話番号があります。
     5 | …［phone ●●●●●●●●●●●●］… (個人情報を含む行のため表示しません)
  → 公表された番号だけを書いてください。

alerts/maebashi/2026/20261125-1540-koekake.md:5:22 参考 honorific
  「［phone ●●●●●●●●●●●●］の山田太郎さん」と呼んでいます。
     5 | …［phone ●●●●●●●●●●●●］… (個人情報を含む行のため表示しません)
  → 敬称は要りません。

alerts/maebashi/2026/20261125-1540-koekake.md:6:14 警告 hearsay [要領 5(3)]
  確かめていない言い方です。
     6 | 逃げた男は刃物を持っているようだ。
       |                           ^^^^^^
  → 確かめてから書いてください。

alerts/<U+202E><U+000A>::error::x,y:%.md:1:1 エラー file-name
  名前が正しくありません。<U+000A>::add-mask::x ##\\[error]y
  → 名前を変えてください。

エラー 3 件、警告 1 件、参考 1 件(2 ファイル)
"""
ENGLISH = """\
alerts/maebashi/2026/20261125-1540-koekake.md:6:14 warning hearsay [guideline 5(3)]
  Unconfirmed wording.
     6 | 逃げた男は刃物を持っているようだ。
       |                           ^^^^^^
  → Confirm it first.

1 warning(s) (1 file(s))
"""


def test_golden() -> None:
    assert REPORTERS["text"](ALL, SOURCES, "ja", 2) == JAPANESE


def test_english() -> None:
    assert REPORTERS["text"]([HEARSAY], SOURCES, "en", 1) == ENGLISH


def test_clean() -> None:
    assert console.report([], SOURCES, "ja", 3) == "指摘はありません(3 ファイル)。\n"
    assert console.report([], SOURCES, "en", 3) == "No findings (3 file(s)).\n"


def test_colour_only_when_asked() -> None:
    assert "\x1b" not in console.report(ALL, SOURCES, "ja", 2)
    coloured = console.report([SCOPE], SOURCES, "ja", 1, colour=True)
    assert coloured.splitlines()[0] == f"{PATH}:3:9 \x1b[1;31mエラー\x1b[0m scope [要領 4(1)]"


def test_a_clause_of_the_table() -> None:
    assert console.report([replace(SCOPE, clause="T2")], {}, "ja", 1).splitlines()[0].endswith("scope [別表 T2]")
    assert console.report([replace(SCOPE, clause="T2")], {}, "en", 1).splitlines()[0].endswith("scope [table T2]")


def _source(span: Span, source: str) -> list[str]:
    finding = replace(SCOPE, span=span, severity=Severity.NOTE)
    return console.report([finding], {PATH: source}, "ja", 1).splitlines()[2:-3]


def test_an_underline_over_several_lines_ends_with_the_first() -> None:
    assert _source(Span(1, 3, 2, 2), "前橋市内\n次") == ["     1 | 前橋市内", "       |     ^^^^"]


def test_an_empty_stretch_gets_one_caret() -> None:
    assert _source(Span(1, 3, 1, 3), "前橋市") == ["     1 | 前橋市", "       |     ^"]


def test_a_caret_behind_the_end_of_the_line() -> None:
    assert _source(Span(1, 4, 1, 4), "前橋市") == ["     1 | 前橋市", "       |       ^"]


def test_what_hides_is_shown_and_underlined_whole() -> None:
    assert _source(Span(1, 2, 1, 3), "a\u202eb") == ["     1 | a<U+202E>b", "       |  ^^^^^^^^"]


def test_half_width_kana_with_their_marks() -> None:
    line = "\uff76\uff9e橋"
    assert _source(Span(1, 3, 1, 4), line) == [f"     1 | {line}", "       |   ^^"]


def test_a_long_line_is_cut_around_the_column() -> None:
    shown = _source(Span(1, 501, 1, 503), "あ" * 500 + "bc" + "い" * 500)
    assert shown == [
        f"     1 | …{'あ' * 40}bc{'い' * 78}…",
        f"       | {' ' * 81}^^",
    ]


def test_an_empty_line_and_a_line_that_is_not_there_are_left_out() -> None:
    assert _source(Span(2, 1, 2, 2), "a\n\nb") == []
    assert _source(Span(9, 1, 9, 2), "a") == []


def test_a_path_or_message_never_starts_a_command() -> None:
    hostile = replace(SCOPE, path=" ::error::x", message=SCOPE.message.__class__("::stop-commands::x", "x"))
    first, second, *_ = console.report([hostile], {}, "ja", 1).splitlines()
    assert first == "\\ ::error::x:3:9 エラー scope [要領 4(1)]"
    assert second == "  \\::stop-commands::x"
