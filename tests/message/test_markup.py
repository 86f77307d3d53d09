from __future__ import annotations

import contextlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from haishin.core.catalogue import Message
from haishin.core.errors import Refusal
from haishin.message import markup as view
from haishin.message.markup import blocks
from support.message import squeezed


def plain_text(source: str) -> str:
    return view.plain_text(blocks(source))


@pytest.mark.parametrize(
    ("source", "text"),
    [
        ("", ""),
        ("一\n", "一"),
        ("一\n\n二\n", "一\n\n二"),
        ("一\n二\n", "一\n二"),
        ("一  \n二\\\n三\n", "一\n二\n三"),
        ("**強い**と*弱い*と***両方***", "強いと弱いと両方"),
        ("# 特徴\n男\n", "■ 特徴\n男"),
        ("一\n\n## 特徴\n\n男\n", "一\n\n■ 特徴\n男"),
        ("特徴\n---\n男", "■ 特徴\n男"),
        ("- a\n- b\n", "・a\n・b"),
        ("- a\n\n- b\n", "・a\n・b"),
        ("- a\n  - b\n    - c\n- d\n", "・a\n　・b\n　　・c\n・d"),
        ("- a\n\n  b\n", "・a\n　b"),
        ("- a\n  b\n", "・a\n　b"),
        ("-\n", "・"),
        ("1. a\n2. b\n", "1. a\n2. b"),
        ("9) a\n10) b\n", "9. a\n10. b"),
        ("1. a\n   - b\n", "1. a\n   ・b"),
        ("0. a\n", "0. a"),
        ("一\n\n- a\n\n二", "一\n\n・a\n\n二"),
        ("[案内](https://www.pref.gunma.jp/a)へ", "案内 (https://www.pref.gunma.jp/a)へ"),
        ("[https://www.pref.gunma.jp/](https://www.pref.gunma.jp/)", "https://www.pref.gunma.jp/"),
        ("[https://www.pref.gunma.jp/](https://evil.example/)", "https://www.pref.gunma.jp/ (https://evil.example/)"),
        ("[](https://www.pref.gunma.jp/)", "https://www.pref.gunma.jp/"),
        ("[**太い**案内](https://www.pref.gunma.jp/ 'title')", "太い案内 (https://www.pref.gunma.jp/)"),
        ("[a](javascript:alert(1))", "[a](javascript:alert(1))"),
        ("<b>a</b>", "<b>a</b>"),
        ("<script>\nx\n</script>", "<script>\nx\n</script>"),
        ("<a@b.jp> <https://a.jp/>", "<a@b.jp> <https://a.jp/>"),
        ("<!-- 下書き -->", "<!-- 下書き -->"),
        ("[x]: https://www.pref.gunma.jp/\n", "[x]: https://www.pref.gunma.jp/"),
        ("A &amp; B &lt;c&gt; \\*d\\*", "A & B <c> *d*"),
        ("a\tb", "a    b"),
        (".\n.\n", ".\n."),
    ],
)
def test_shapes(source: str, text: str) -> None:
    assert plain_text(source) == text


@pytest.mark.parametrize(
    ("source", "line", "kind"),
    [
        ("![a](https://www.pref.gunma.jp/a.png)", 1, "image"),
        ("一\n二 ![a](x)", 2, "image"),
        ("一\n\n> 引用\n", 3, "blockquote_open"),
        ("一\n\n    code\n", 3, "code_block"),
        ("```\ncode\n```", 1, "fence"),
        ("一\n\n***\n", 3, "hr"),
        ("`code`", 1, "code_inline"),
        ("- > 引用\n", 1, "blockquote_open"),
    ],
)
def test_other_markup_is_refused_not_dropped(source: str, line: int, kind: str) -> None:
    with pytest.raises(Refusal) as refused:
        plain_text(source)
    assert refused.value.message == Message("message/unmailable-markup", line=line, kind=kind)


def test_five_lists_in_each_other_pass_and_a_sixth_does_not() -> None:
    def nested(depth: int) -> str:
        return "".join("  " * level + f"- {level}\n" for level in range(depth))

    assert plain_text(nested(5)).splitlines()[-1] == "　　　　・4"
    for depth in (6, 30):
        with pytest.raises(Refusal) as refused:
            plain_text(nested(depth))
        assert refused.value.message == Message("message/nested-too-deeply", line=6)


@pytest.mark.parametrize(
    ("source", "code"),
    [
        ("a\0b", 0),
        ("a\rb", 13),
        ("a\x0bb", 11),
        ("a\x1bb", 27),
        ("a\x85b", 0x85),
        ("a\u2028b", 0x2028),
        ("a\u202eb", 0x202E),
        ("a\u200bb", 0x200B),
        ("a\ud800b", 0xD800),
        ("a\ue000b", 0xE000),
        ("a&#x202E;b", 0x202E),
        ("a&#8203;b", 0x200B),
        ("a&#13;&#10;.&#13;&#10;b", 13),
        ("a&ZeroWidthSpace;b", 0x200B),
    ],
)
def test_invisible_characters_are_refused_however_written(source: str, code: int) -> None:
    with pytest.raises(Refusal) as refused:
        plain_text(source)
    assert refused.value.message == Message("message/unsafe-in-text", value=code)


def test_what_belongs_to_an_item_is_indented_under_it() -> None:
    assert view.plain_text(blocks("# あ\n\n- い\n  う\n  1. え\n")) == "■ あ\n・い\n　う\n　1. え"


@pytest.mark.parametrize("before", ["", "- ", "1. ", "# "])
def test_a_paragraph_or_an_item_is_one_line_however_long(before: str) -> None:
    assert plain_text(before + "あ" * 2000).count("\n") == 0


@given(st.text("前橋市ひらがなカタカナ。、「」abcXYZ0123 \n𠮷\u3099", max_size=400))
def test_words_survive(source: str) -> None:
    assert squeezed(plain_text(source)) == squeezed(source)


@given(st.text(max_size=200))
def test_any_text_is_rendered_or_refused(source: str) -> None:
    try:
        text = plain_text(source)
    except Refusal:
        return
    assert not text.startswith("\n")
    assert not any(character in text for character in "\r\x0b\x0c\x85\u2028\u2029")


@pytest.mark.parametrize(
    "source", ["*a **b " * 3000, "[" * 8000, "(" * 8000, "- " * 4000, "> " * 4000, "あ" * 8000, "a" * 32000]
)
def test_hostile_texts_neither_crash_nor_hang(source: str) -> None:
    with contextlib.suppress(Refusal):
        assert plain_text(source)
