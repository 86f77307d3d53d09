from __future__ import annotations

from datetime import date

import pytest

from haishin.core.catalogue import Message
from haishin.core.contract import load_blobs
from haishin.core.contract.frame import Checked, RowWords
from haishin.core.model import Text
from support.contract import blobs, line_of, shipped, spoiled, told


def test_every_language_has_its_words() -> None:
    tongues = shipped().tongues
    assert tuple(tongues) == ("ja-easy", "en", "pt", "es", "vi", "zh")
    assert tongues["en"].areas["maebashi"] == "Maebashi"
    assert tongues["zh"].areas["maebashi"] == "前桥"
    cases = {"recruiting": "Recruitment of police officers", "event": "Event", "other": "Other"}
    assert tongues["en"].rows["outside"] == RowWords("Notice", None, cases)


def test_without_the_file_there_is_no_other_language() -> None:
    files = blobs()
    del files["frame.yaml"]
    assert load_blobs(files).tongues == {}
    del files["frame.schema.json"]
    assert load_blobs(files).tongues == {}


def test_the_file_needs_its_schema() -> None:
    files = blobs()
    del files["frame.schema.json"]
    assert told(files) == [("frame.schema.json", 1, Message("core/contract/file-missing"))]


def test_all_but_the_labels_may_be_missing() -> None:
    labels = "{category: a, case: b, content: c, area: d, date: e, advice: f}"
    text = f"areas: {{}}\nlanguages:\n  fr: {{areas: latin, labels: {labels}}}\n"
    tongue = load_blobs({**blobs(), "frame.yaml": text.encode()}).tongues["fr"]
    assert (tongue.note, tongue.prefecture, tongue.others) == (None, None, None)
    assert (tongue.marks, tongue.contents, tongue.rows, tongue.areas) == ({}, {}, {}, {})
    assert tongue.checked is None


def test_who_looked_through_a_language_is_known() -> None:
    files = spoiled("frame.yaml", "  en:\n", "  en:\n    checked: {by: 国際交流員, at: 2026-11-01}\n")
    assert load_blobs(files).tongues["en"].checked == Checked("国際交流員", date(2026, 11, 1))
    assert {tongue.checked for tongue in shipped().tongues.values()} == {None}


@pytest.mark.parametrize(
    ("old", "at", "lacks"),
    [
        (
            "robbery: Robbery, ",
            "crime:",
            ("label", "cases", "robbery"),
        ),
        (
            "        name: Crime\n",
            "crime:",
            ("label", "name", "crime"),
        ),
        (
            "arrest: Arrest",
            "en:",
            ("label", "contents", "arrest"),
        ),
        (
            "exercise: EXERCISE, ",
            "en:",
            ("label", "marks", "exercise"),
        ),
        (
            "        advice: If a caller talks about money, hang up and ask your family or the police (#9110).\n",
            "fraud:",
            ("advice", "advice_by_case", "special-fraud"),
        ),
    ],
)
def test_a_word_that_a_language_lacks_is_told_with_its_line(old: str, at: str, lacks: tuple[str, str, str]) -> None:
    files = spoiled("frame.yaml", old, "")
    first = load_blobs(files).lacking[0]
    begin = line_of("frame.yaml", "  en:", files)
    lines = files["frame.yaml"].decode().split("\n")[begin - 1 :]
    assert (first.file, first.line) == ("frame.yaml", begin + next(i for i, one in enumerate(lines) if at in one))
    word, item, code = lacks
    assert first.reason == Message(f"core/contract/lacking-{word}", language="en", item=item, code=code)


def test_what_is_never_recognised_needs_no_advice() -> None:
    assert shipped().lacking == ()
    assert shipped().tongues["en"].rows["notice"].advice is None


@pytest.mark.parametrize(
    ("old", "new", "reason"),
    [
        ("  ota: {latin", "  oota: {latin", Message("core/contract/unknown-station", name="oota")),
        ("  ota: {latin", "  keimu: {latin", Message("core/contract/unknown-station", name="keimu")),
        ("{sighting:", "{sight:", Message("core/contract/unknown-content", name="sight")),
        ("      crime:", "      crimes:", Message("core/contract/unknown-category", name="crimes")),
        (
            "lookout: If you",
            "searched: If you",
            Message("core/contract/unknown-content", name="searched"),
        ),
        ("lookout: If you", "arrest: If you", Message("core/contract/unknown-content", name="arrest")),
        (
            " stalking: If",
            " talking: If",
            Message("core/contract/unknown-case", name="talking"),
        ),
        ("{stalking:", "{talking:", Message("core/contract/unknown-case", name="talking")),
    ],
)
def test_a_code_that_does_not_exist_is_told(old: str, new: str, reason: Text) -> None:
    files = spoiled("frame.yaml", old, new)
    assert told(files) == [("frame.yaml", line_of("frame.yaml", new, files), reason)]


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("  en:\n", "  ja:\n"),
        ("advice_by_content:", "advice_by_kind:"),
        ("  en:\n", "  en:\n    checked: {by: だれか}\n"),
        ("  en:\n", "  en:\n    checked: {by: だれか, at: 2026-02-30}\n"),
        ("  en:\n", "  EN:\n"),
        ("    areas: kana\n", ""),
        ("category: Category, ", ""),
        ("marks: {exercise:", "marks: {drill:"),
        ("note: The text", 'note: "The\\ntext'),
        ("others: others", 'others: " others"'),
    ],
)
def test_what_the_schema_forbids_is_told(old: str, new: str) -> None:
    assert {one[0] for one in told(spoiled("frame.yaml", old, new))} == {"frame.yaml"}
