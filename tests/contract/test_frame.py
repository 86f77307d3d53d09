from __future__ import annotations

import pytest

from haishin.contract import load_blobs
from haishin.contract.frame import RowWords
from support_contract import blobs, line_of, shipped, spoiled, told


def test_every_language_has_its_words() -> None:
    tongues = shipped().tongues
    assert tuple(tongues) == ("ja-easy", "en", "pt", "es", "vi", "zh")
    assert tongues["en"].areas["maebashi"] == "Maebashi"
    assert tongues["zh"].areas["maebashi"] == "前桥"
    assert tongues["en"].rows["notice"] == RowWords("Notice", None, {"safety": "For your safety"})


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


@pytest.mark.parametrize(
    ("old", "new", "ja", "en"),
    [
        ("  ota: {latin", "  oota: {latin", "警察署「oota」はありません。", "There is no station `oota`."),
        ("  ota: {latin", "  keimu: {latin", "警察署「keimu」はありません。", "There is no station `keimu`."),
        ("{sighting:", "{sight:", "配信内容「sight」はありません。", "There is no content `sight`."),
        ("      crime:", "      crimes:", "配信区分「crimes」はありません。", "There is no category `crimes`."),
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
