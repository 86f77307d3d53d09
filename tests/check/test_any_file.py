"""Whatever stands in a file, it is judged, reported and mended without a crash, and every line stays in its place."""

from __future__ import annotations

from hypothesis import example, given, settings
from hypothesis import strategies as st

from haishin.check.document.sample import PATH, SAMPLE
from haishin.check.engine import check
from haishin.check.findings import REPORTERS
from haishin.check.mending import mend
from haishin.check.reading import Reading, Tree
from support.contract import shipped
from support.documents import document, findings

MARKS = (
    "* ** _ \\ [ ] ( ) ` `` ~~~ ![ ]( < > <b <!-- --> &#10; &#13; &#x2028; &#0; &NewLine; &lt; & | |- --- === # > - 1."
)
BLANKS = ("\n", "\n\n", "  \n", "\\\n", " ", "\u3000", "\u3000\n", "\t", "\n    ", "\n> ", "\n- ")
WORDS = (
    "11月25日（水）午後3時30分ころ、前橋市文京町2丁目地内の路上で、男が声をかける事案が発生しました。",
    "通報者は山田太郎さんです。",
    "090-1234-5678",
    "群馬 300 あ 12-34",
    "https://www.police.pref.gunma.jp/",
    "%30%39%30-1234-5678",
    "昨日",
    "32月99日（曜）午後33時",
    "○○町",
    "太郎",
    "https://a\n'b'",
)
PIECE = st.one_of(st.sampled_from((*MARKS.split(), *BLANKS, *WORDS)), st.characters(exclude_categories=["Cs"]))
TEXT = st.lists(PIECE, max_size=24).map("".join)
SCHEMA = shipped().schemas["alert"].source["properties"]
CODES = ("none", "other", "prefecture", "maebashi", "given", "20261125-1540-koekake", "2026-11-25T15:40+09:00", "true")
NAMES = sorted({*SCHEMA, *(inner for one in SCHEMA.values() for inner in one.get("properties", ())), "rule", "reason"})
SCALAR = st.one_of(
    st.sampled_from(
        (*CODES, "delivery-hours", "name", "9999-12-31T23:59+09:00", "&a x", "*a", "!!str x", "|\n  a\n  b")
    ),
    st.text(st.characters(exclude_categories=["Cs"]), max_size=8).map(lambda text: f'"{text}"'),
    TEXT.map(lambda text: "'{}'".format(text.replace("'", "''"))),
    TEXT,
)
NAME = st.sampled_from((*NAMES, "text", "ground", "氏名"))
FLOW = st.recursive(
    SCALAR,
    lambda inner: st.one_of(
        st.lists(inner, max_size=3).map(lambda items: f"[{', '.join(items)}]"),
        st.dictionaries(NAME, inner, max_size=3).map(
            lambda items: "{" + ", ".join(f"{name}: {value}" for name, value in items.items()) + "}"
        ),
    ),
    max_leaves=6,
)
BODY = SAMPLE.index("---\n", 4) + 4


@st.composite
def files(draw: st.DrawFn) -> bytes:
    """The sample with items changed, added and taken away, any text below it, and now and then a few bytes cut in."""
    items = dict(line.split(": ", 1) for line in SAMPLE[4 : BODY - 4].splitlines())
    items |= draw(st.dictionaries(NAME, FLOW, max_size=3))
    for name in draw(st.lists(st.sampled_from(sorted(items)), max_size=1)):
        del items[name]
    usual = "".join(f"{name}: {value}\n" for name, value in items.items())
    head = draw(st.one_of(st.just(usual), st.just(usual), FLOW, TEXT))
    data = f"---\n{head}---\n{draw(st.sampled_from(('', SAMPLE[BODY:])))}{draw(TEXT)}".encode()
    cut = draw(st.integers(0, len(data)))
    return data if draw(st.booleans()) else data[:cut] + draw(st.binary(max_size=3)) + data[cut:]


@settings(max_examples=60)
@given(files())
@example(f"{SAMPLE}連絡先&#10;山田太郎さん".encode())
@example(f"{SAMPLE}連絡先&#10;&#10;山田太郎さん".encode())
def test_any_file_is_judged_reported_and_mended(data: bytes) -> None:
    """Raising is failing: one file would stop all others."""
    read = document(data)
    found = check(read, shipped(), Tree())
    rows = read.source.split("\n")
    for one in found:
        assert 1 <= one.span.line <= one.span.end_line <= len(rows) + 1
    for report in REPORTERS.values():
        report(found, {PATH: read.source}, "ja", 1)
    mend(PATH, data, shipped(), Tree())


@settings(max_examples=100)
@given(TEXT)
@example("連絡先&#10;山田太郎さん")
def test_a_text_as_shown_has_its_lines(text: str) -> None:
    read = document(SAMPLE + text)
    for version in Reading(read, shipped(), Tree()).versions:
        assert version.writing.body.count("\n") == Reading(read, shipped(), Tree()).body.count("\n")


LINE = "通報者は山田**太郎**さんです。"
# What takes line ends in without showing them, each before a line in which marks cut a name.
SWALLOWING = (
    "連絡先&#10;窓口",
    "`一つ\n二つ`",
    "[県](https://www.pref.gunma.jp/\n'題\n名')",
    "<b\ntitle='一\n二'>太字</b>",
    "![絵\n図](https://www.pref.gunma.jp/)",
    "\u3000\n\u3000",
    "| 日時 | 場所&#10;窓口 |\n|---|---|",
    "二行\\\n三行  \n四行",
    "見出し\n===",
)


@settings(max_examples=60)
@given(st.lists(st.tuples(st.sampled_from(SWALLOWING), st.sampled_from(("\n", "\n\n"))), max_size=4))
def test_a_private_line_is_hidden_whatever_stands_before_it(before: list[tuple[str, str]]) -> None:
    text = f"{SAMPLE}\n{''.join(part for pair in before for part in pair)}{LINE}\n次の行です。\n"
    found = findings(text)
    row = text.split("\n").index(LINE) + 1
    assert [one.span.line for one in found if one.private and "太郎" in one.matched] == [row]
    for name, report in REPORTERS.items():
        assert "太郎" not in report(found, {PATH: text}, "ja", 1), name


def test_each_cell_of_a_table_is_read() -> None:
    text = f"{SAMPLE}\n| {LINE} | 二 |\n|---|---|\n"
    assert [one.span.line for one in findings(text) if one.private] == [15]
