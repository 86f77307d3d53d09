from __future__ import annotations

from datetime import date

import pytest

from haishin.core.contract import load_blobs
from haishin.core.contract.frame import Checked, RowWords
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
    assert told(files) == [("frame.schema.json", 1, "ファイルがありません。", "The file is missing.")]


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
    ("old", "at", "ja", "en"),
    [
        ("robbery: Robbery, ", "crime:", "cases に、「robbery」の見出し", "label for `robbery` (cases)"),
        ("        name: Crime\n", "crime:", "name に、「crime」の見出し", "label for `crime` (name)"),
        ("arrest: Arrest", "en:", "contents に、「arrest」の見出し", "label for `arrest` (contents)"),
        ("exercise: EXERCISE, ", "en:", "marks に、「exercise」の見出し", "label for `exercise` (marks)"),
        (
            "        advice: If a caller talks about money, hang up and ask your family or the police (#9110).\n",
            "fraud:",
            "advice_by_case に、「special-fraud」の助言",
            "advice for `special-fraud` (advice_by_case)",
        ),
    ],
)
def test_a_word_that_a_language_lacks_is_told_with_its_line(old: str, at: str, ja: str, en: str) -> None:
    files = spoiled("frame.yaml", old, "")
    first = load_blobs(files).lacking[0]
    begin = line_of("frame.yaml", "  en:", files)
    lines = files["frame.yaml"].decode().split("\n")[begin - 1 :]
    assert (first.file, first.line) == ("frame.yaml", begin + next(i for i, one in enumerate(lines) if at in one))
    assert first.reason.ja == f"言語「en」の {ja}がありません。"
    assert first.reason.en == f"The language `en` has no {en}."


def test_what_is_never_recognised_needs_no_advice() -> None:
    assert shipped().lacking == ()
    assert shipped().tongues["en"].rows["notice"].advice is None


@pytest.mark.parametrize(
    ("old", "new", "ja", "en"),
    [
        ("  ota: {latin", "  oota: {latin", "警察署「oota」はありません。", "There is no station `oota`."),
        ("  ota: {latin", "  keimu: {latin", "警察署「keimu」はありません。", "There is no station `keimu`."),
        ("{sighting:", "{sight:", "配信内容「sight」はありません。", "There is no content `sight`."),
        ("      crime:", "      crimes:", "配信区分「crimes」はありません。", "There is no category `crimes`."),
        (
            "lookout: If you",
            "searched: If you",
            "配信内容「searched」はありません。",
            "There is no content `searched`.",
        ),
        ("lookout: If you", "arrest: If you", "配信内容「arrest」はありません。", "There is no content `arrest`."),
        (
            " stalking: If",
            " talking: If",
            "事案「talking」はありません。",
            "There is no case `talking`.",
        ),
        ("{stalking:", "{talking:", "事案「talking」はありません。", "There is no case `talking`."),
    ],
)
def test_a_code_that_does_not_exist_is_told(old: str, new: str, ja: str, en: str) -> None:
    files = spoiled("frame.yaml", old, new)
    assert told(files) == [("frame.yaml", line_of("frame.yaml", new, files), ja, en)]


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
