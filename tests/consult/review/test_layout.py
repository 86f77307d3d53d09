"""The comment is never longer than the forge takes, and what is cut leaves whole Markdown and says so."""

from __future__ import annotations

import re

from hypothesis import given, settings
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from haishin.consult.forge.writer import ROOM
from haishin.consult.review.layout import Part, fitted
from haishin.core.escaping import fenced
from support.comments import Shown, judged, review, shown
from support.review import TEXT

CUT = re.compile(r"長すぎるため、ここから (\d+) 行を省きました。ファイルそのものを見てください。")
# A part: what a line repeats and how often, how many such lines, in a fence or not, its rank.
parts = st.tuples(
    st.sampled_from(["あ", "&#35;", "- x ", "@maebashi-manager、", "`x`", "😀", "- → ", "<U+202E>"]),
    st.sampled_from([1, 30, 400, 5000, 40_000]),
    st.sampled_from([1, 3, 200, 3000]),
    st.booleans(),
    st.integers(1, 5),
).filter(lambda one: one[1] * one[2] <= 100_000)


@settings(max_examples=100)
@given(st.lists(parts, max_size=6))
def test_whatever_the_parts_it_fits_and_its_foot_stands_outside_every_fence(
    some: list[tuple[str, int, int, bool, int]],
) -> None:
    told = [Part("## 協議中です")]
    for word, times, lines, fence, rank in some:
        text = "\n".join([word * times] * lines)
        told.append(Part(fenced(text) if fence else text, rank, whole=rank == 1))
    text = fitted([*told, Part("the foot")], "ja")
    assert len(text.encode("utf-16-le")) // 2 <= ROOM
    assert text.startswith("## 協議中です")
    assert [token.content for token in MarkdownIt("commonmark").parse(text) if token.type == "inline"][-1] == "the foot"


@given(st.integers(-300, 300), st.sampled_from(["あ", "😀", "a"]))
def test_only_what_is_too_long_is_cut(over: int, letter: str) -> None:
    width = len(letter.encode("utf-16-le")) // 2
    text = "\n".join([letter * 99] * ((ROOM + over) // (99 * width + 1)))
    told = fitted([Part(text, 1, whole=True)], "ja")
    assert (told == text) == (len(text.encode("utf-16-le")) // 2 <= ROOM)
    if told != text:
        found = CUT.search(told)
        assert found is not None
        assert told.count(letter * 99) + int(found[1]) == len(text.split("\n"))  # nothing is left out unsaid


def test_the_mail_stands_when_everything_else_has_to_go() -> None:
    mail = fenced("\n".join(["下校中の児童"] * 5000))
    rest = "\n".join(["- 指摘"] * 20_000)
    fold = f"<details><summary>別表</summary>\n\n{rest}\n</details>"
    told = fitted([Part(rest, 3), Part(rest, 4), Part(mail, 1, whole=True), Part(rest, 2), Part(fold, 5)], "ja")
    assert mail in told
    assert "長すぎるため、折りたたんだ部分を省きました。" in told
    assert len(CUT.findall(told)) == 3
    assert fitted([Part("short", 3), Part(fold, 5)], "en").endswith("Too long: what is folded is left out.")


def test_a_fold_that_is_cut_open_is_closed() -> None:
    rows = "\n".join(["| row |"] * 20_000)
    told = fitted([Part(f"before\n\n<details><summary>s</summary>\n\n```text\n{rows}\n```\n\n</details>", 2)], "ja")
    assert told.count("<details>") == told.count("</details>") == 1
    assert told.index("```\n\n</details>") < told.index("長すぎるため")


def test_half_a_login_calls_nobody() -> None:
    told = fitted([Part("x" * 990 + " @maebashi-manager" + "x" * 70_000, 2)], "ja")
    assert told == "x" * 990 + " …"


@settings(max_examples=10)
@given(
    st.sampled_from(["#@", "@everyone ", "あ", "`a", "<b>", "\u200b"]),
    st.sampled_from([10, 4000, 8000]),
    st.sampled_from([10, 6000]),
    st.sampled_from([0, 400]),
)
def test_no_file_makes_a_comment_that_the_forge_refuses(stuff: str, reason: int, body: int, strangers: int) -> None:
    quoted = stuff * (reason // len(stuff))
    text = TEXT.replace("press: none", f"press: none\nwhy_late: '{quoted}'")
    text = text.replace("## お願い", f"{stuff * (body // len(stuff))}\n\n## お願い")
    told = shown(judged(text, *(review(f"somebody-{number}", 5) for number in range(strangers))))
    assert len(told.encode("utf-16-le")) // 2 <= ROOM
    assert told.startswith("### ")
    assert "文が変わるたびに書き換わります" in Shown(told).words
