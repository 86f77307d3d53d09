from __future__ import annotations

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from haishin.core import strict_yaml
from haishin.core.model import Span
from haishin.core.strict_yaml import YamlLimits, compose


def codes(text: str, limits: YamlLimits = strict_yaml.LIMITS) -> list[tuple[str, int, int]]:
    return [(fault.code, fault.span.line, fault.span.column) for fault in compose(text, limits=limits).faults]


def test_every_scalar_is_text() -> None:
    read = compose("at: 20:00\nno: no\nnull: null\nday: 2026-11-25\nn: 012\nempty:\nlist: [1, yes]\n")
    assert read.value == {
        "at": "20:00",
        "no": "no",
        "null": "null",
        "day": "2026-11-25",
        "n": "012",
        "empty": "",
        "list": ["1", "yes"],
    }
    assert read.faults == ()


def test_places_count_in_code_points_from_one() -> None:
    read = compose('日本😀: "あ😀" # x\npress: {at: x, by: [a, b]}\nlist:\n  - one\n  - k: v\n    m: |\n      t\nz:\n')
    assert read.keys[("日本😀",)] == Span(1, 1, 1, 4)
    assert read.places[("日本😀",)] == Span(1, 6, 1, 10)
    assert read.places[("press",)] == Span(2, 8, 2, 27)
    assert read.places[("press", "by", 1)] == Span(2, 24, 2, 25)
    assert read.places[("list", 1)] == Span(5, 5, 8, 1)
    assert read.places[("list",)] == Span(4, 3, 8, 1)
    assert read.keys[("list", 1, "m")] == Span(6, 5, 6, 6)
    assert read.places[("z",)] == Span(8, 3, 8, 3)


def test_the_place_of_what_is_missing_is_what_stands_around_it() -> None:
    read = compose("a:\n  b: 1\n", first_line=2)
    assert read.place("a", "b") == Span(3, 3, 3, 4)
    assert read.place("a", "x", 0) == Span(2, 1, 2, 2)
    assert read.place("x") == Span(2, 1, 3, 7)
    assert compose("").place("x") == Span(1, 1, 1, 1)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a: 1\nb: 2\na: 3\n", [("duplicate-key", 3, 1)]),
        ('a: 1\n"a": 3\n', [("duplicate-key", 2, 1)]),
        ("a: &x 1\nb: *x\n", [("anchor", 1, 4), ("alias", 2, 4)]),
        ("a: *unknown\n", [("alias", 1, 4)]),
        ("? &k a\n: 1\n", [("anchor", 1, 3)]),
        ("a: !!python/object:os.system x\n", [("tag", 1, 4)]),
        ("a: !!int 3\nb: !x [y]\n", [("tag", 1, 4), ("tag", 2, 4)]),
        ("%YAML 1.2\n---\na: 1\n", [("directive", 1, 1)]),
        ("a: 1\n---\nb: 1\n", [("documents", 2, 1)]),
        ("? [x]\n: 1\n", [("key", 1, 3)]),
        ("a: x\u2028y\nb: \x07\n", [("character", 1, 5), ("character", 2, 4)]),
        ("a: 1\r\nb: 2\r\n", [("character", 1, 5), ("character", 2, 5)]),
        ("\ufeffa: 1\n", [("character", 1, 1)]),
        ("a: \ud800\n", [("character", 1, 4)]),
        ("", [("empty", 1, 1)]),
        ("# only a comment\n", [("empty", 1, 1)]),
        ("a: b: c\n", [("syntax", 1, 5)]),
        ('a: 1\nb: "x\n', [("syntax", 2, 4)]),
        ("a: [1,\n 2\n", [("syntax", 1, 4)]),
        ("a: [1, 2\nb: 3\n", [("syntax", 2, 2)]),
        ("a: 1\nb", [("syntax", 2, 1)]),
        ("\ta: 1\n", [("syntax", 1, 1)]),
        ("a: @x\n", [("syntax", 1, 4)]),
        ("a: 1\na: 2\nb: c: d\n", [("duplicate-key", 2, 1), ("syntax", 3, 5)]),
        ("a: [[[[1]]]]\n", [("flow-depth", 1, 7)]),
        ("a: {b: {c: {d: {e: 1}}}}\n", [("flow-depth", 1, 16)]),
    ],
)
def test_what_is_refused_and_where(text: str, expected: list[tuple[str, int, int]]) -> None:
    assert codes(text) == expected


@pytest.mark.parametrize(
    "text", ["a: [[[1]]]\n", "---\na: 1\n...\n", "a: 'x: y'\n", "a: x#y\n", "<<: a\n", "a: b\tc\n"]
)
def test_near_misses_are_read(text: str) -> None:
    assert codes(text) == []


def test_depth_ends_the_reading() -> None:
    text = "".join(f"{' ' * depth}k:\n" for depth in range(6))
    assert codes(text, YamlLimits(depth=6)) == []
    assert codes(text, YamlLimits(depth=5)) == [("depth", 6, 6)]


@pytest.mark.parametrize("text", ["[" * 30_000, "{a: " * 8_000, "- " * 30_000])
def test_a_bomb_is_refused(text: str) -> None:
    assert {code for code, _, _ in codes(text)} <= {"syntax", "depth", "flow-depth"}
    assert codes(text)


def test_the_first_of_two_values_counts_with_its_places() -> None:
    read = compose("a: {x: 1}\na: {x: 2, y: 3}\n")
    assert read.value == {"a": {"x": "1"}}
    assert read.places[("a", "x")] == Span(1, 8, 1, 9)
    assert ("a", "y") not in read.places


def test_the_messages() -> None:
    [fault] = compose("a: [1, 2\nb: 3\n").faults
    assert fault.message.ja == "YAML として読めません。[ ] や { } の区切りか閉じ括弧がありません。"
    assert fault.message.en == "This is no valid YAML: did not find expected ',' or ']'."


def test_a_text_with_braces_is_no_hole() -> None:
    [fault] = compose('"{en}": 1\n"{en}": 2\n').faults
    assert fault.message.en == "The key `{en}` is written twice."
    assert fault.hint.ja == "どちらか一方を消してください。"


@pytest.mark.parametrize("loader", [yaml.CSafeLoader, yaml.SafeLoader])
def test_both_parsers_agree(loader: type[yaml.SafeLoader], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(strict_yaml, "_LOADER", loader)
    read = compose('あ: "😀い"\nb: [x, {y: z}]\nc: &a\n  - d\n')
    assert read.value == {"あ": "😀い", "b": ["x", {"y": "z"}], "c": ["d"]}
    assert read.places[("b", 1, "y")] == Span(2, 12, 2, 13)
    assert [(fault.code, fault.span.line) for fault in read.faults] == [("anchor", 3)]


@given(st.text(max_size=60))
def test_no_text_makes_it_raise(text: str) -> None:
    read = compose(text)
    assert read.value is not None or read.faults


@given(st.text(alphabet="ab:-[]{},&*!|>'\"#%@ \n\t?", max_size=40))
def test_no_syntax_makes_it_raise(text: str) -> None:
    read = compose(text)
    lines = text.count("\n") + 1
    assert all(1 <= fault.span.line <= lines for fault in read.faults)
