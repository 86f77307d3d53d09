from __future__ import annotations

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from haishin.check.findings import REPORTERS
from haishin.check.findings.summary import LIMIT
from haishin.core.escaping import code, plain
from haishin.core.model import Text
from support.report import HEARSAY, HONORIFIC, PHONE, SCOPE, SOURCES, WHOLE

GOLDEN = """\
## 情報メールの点検

エラー 2 件、警告 1 件、参考 1 件(2 ファイル)

| 程度 | 場所 | 規則 | 指摘と直し方 |
| --- | --- | --- | --- |
| エラー | <code>alerts&#47;maebashi&#47;2026&#47;20261125&#45;1540&#45;koekake&#46;md&#58;5&#58;4</code> | \
<code>phone</code><br>要領 5&#40;4&#41; | 電話番号があります。<br>→ 公表された番号だけを書いてください。 |
| エラー | <code>alerts&#47;&#60;U&#43;202E&#62;&#60;U&#43;000A&#62;&#58;&#58;error&#58;&#58;x&#44;y\
&#58;&#37;&#46;md&#58;1&#58;1</code> | \
<code>file&#45;name</code> | 名前が正しくありません。&#60;U&#43;000A&#62;&#58;&#58;add&#45;mask&#58;&#58;x \
<span>&#35;</span><span>&#35;</span>&#92;&#91;error&#93;y<br>→ 名前を変えてください。 |
| 警告 | <code>alerts&#47;maebashi&#47;2026&#47;20261125&#45;1540&#45;koekake&#46;md&#58;6&#58;14</code> | \
<code>hearsay</code><br>要領 5&#40;3&#41; | 確かめていない言い方です。<br>→ 確かめてから書いてください。 |
| 参考 | <code>alerts&#47;maebashi&#47;2026&#47;20261125&#45;1540&#45;koekake&#46;md&#58;5&#58;22</code> | \
<code>honorific</code> | 「［phone ●●●●●●●●●●●●］の山田太郎さん」と呼んでいます。<br>→ 敬称は要りません。 |
"""


def test_golden() -> None:
    assert REPORTERS["summary"]([HEARSAY, HONORIFIC, PHONE, WHOLE], SOURCES, "ja", 2) == GOLDEN


def test_clean() -> None:
    assert REPORTERS["summary"]([], {}, "en", 4) == "## Check of the alerts\n\nNo findings (4 file(s)).\n"


def test_it_stays_below_one_mebibyte_and_counts_the_rest() -> None:
    long = replace(SCOPE, message=Text("あ" * 2000, "x"))
    report = REPORTERS["summary"]([long] * 400, SOURCES, "ja", 1)
    assert len(report.encode()) <= LIMIT
    rows = report.count("| エラー |")
    assert report.endswith(f"\nほかに {400 - rows} 件あります。長すぎるため、ここには載せていません。\n")
    assert 150 < rows < 400


def test_nobody_is_called_and_nothing_is_linked() -> None:
    assert plain("@aoki #12 www.x.jp") == "<span>&#64;</span>aoki <span>&#35;</span>12 www&#46;x&#46;jp"
    assert code("a|b`") == "<code>a&#124;b&#96;</code>"


@given(st.text(st.characters(), min_size=1))
def test_untrusted_text_is_one_cell_of_text(text: str) -> None:
    report = REPORTERS["summary"]([replace(SCOPE, message=Text(text, text))], {}, "ja", 1)
    tokens = MarkdownIt("commonmark").enable("table").parse(report)
    cells = [token for token in tokens if token.type == "td_open"]
    assert len(cells) == 4
    children = [child.type for token in tokens if token.type == "inline" for child in token.children or ()]
    assert set(children) <= {"text", "html_inline", "text_special"}
    assert children.count("html_inline") == 6 + 2 * sum(text.count(sign) for sign in "@#")
