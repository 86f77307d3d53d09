from __future__ import annotations

import pytest

from haishin.core.catalogue import Message
from haishin.core.contract import load_blobs
from haishin.core.contract.drafts import MARK, usual_draft
from haishin.core.model import FollowKind, Text
from support.contract import blobs, line_of, shipped, spoiled, told

BROKEN = (Message("core/contract/broken-mark"),)
QUOTED = (Message("core/contract/quoted-mark"),)


def test_every_case_of_the_table_has_a_wording_of_its_own() -> None:
    cases = {(row.category, case) for row in shipped().policy.table for case in row.cases}
    assert {(one.category, one.case) for one in shipped().drafts} >= cases


def test_a_label_has_one_example_in_a_wording() -> None:
    for one in shipped().drafts:
        shown: dict[str, set[str]] = {}
        for mark in MARK.finditer(f"{one.title}\n{one.text}"):
            shown.setdefault(mark["label"], set()).add(mark["example"])
        assert [label for label, examples in shown.items() if len(examples) > 1] == []


def test_without_the_file_there_are_no_wordings() -> None:
    files = blobs()
    del files["drafts.yaml"]
    assert load_blobs(files).drafts == ()


@pytest.mark.parametrize(
    ("old", "new", "reason"),
    [
        (
            "  - category: notice",
            "  - category: notices",
            Message("core/contract/unknown-category", name="notices"),
        ),
        ("case: safety", "case: unsafe", Message("core/contract/unknown-case", name="unsafe")),
        (
            "contents: [lookout]\n    title: ＜＜町名＝総社町",
            "contents: [regulation]\n    title: ＜＜町名＝総社町",
            Message("core/contract/unknown-content", name="regulation"),
        ),
        ("災害＝降雪＞＞のため＜＜規制", "災害＞＞のため＜＜規制", *BROKEN),
        ("災害＝降雪＞＞のため＜＜規制", "とても長い名前の災害の名前＝降雪＞＞のため＜＜規制", *BROKEN),
        ("＜＜災害＝降雪＞＞のため＜＜規制", "＜＜災害＝降雪＞のため＜＜規制", *BROKEN),
        ("＜＜道路＝国道17号＞＞、事故", "「＜＜道路＝国道17号＞＞」、事故", *QUOTED),
    ],
)
def test_what_does_not_fit_is_told_at_its_line(old: str, new: str, reason: Text) -> None:
    files = spoiled("drafts.yaml", old, new)
    assert told(files) == [("drafts.yaml", line_of("drafts.yaml", new.partition("\n")[0], files), reason)]


@pytest.mark.parametrize(
    ("added", "reason"),
    [
        (
            "  - {category: crime, case: theft, contents: [caution], title: a, text: b}",
            Message("core/contract/same-draft"),
        ),
        (
            "  - {follows: correction, title: a, text: b}",
            Message("core/contract/same-draft"),
        ),
        (
            "  - {case: theft, contents: [lookout], title: a, text: b}",
            Message("core/contract/case-alone"),
        ),
    ],
)
def test_two_for_one_matter_or_a_case_alone_is_told(added: str, reason: Text) -> None:
    files = blobs()
    files["drafts.yaml"] += f"{added}\n".encode()
    assert told(files) == [("drafts.yaml", line_of("drafts.yaml", added, files), reason)]


def test_another_way_to_follow_is_another_matter() -> None:
    files = blobs()
    files["drafts.yaml"] += b"  - {category: crime, follows: correction, title: a, text: b}\n"
    assert load_blobs(files).drafts[-1].precision == (1, False)


def test_a_wording_of_certain_contents_comes_before_one_of_any() -> None:
    way = FollowKind.RESOLUTION
    found = [
        usual_draft(shipped().drafts, "crime", "robbery", content, way).contents for content in ("lookout", "arrest")
    ]
    assert found == [(), ("arrest",)]


def test_the_labels_of_the_fields_are_those_of_the_wordings() -> None:
    marks = {mark["label"] for one in shipped().drafts for mark in MARK.finditer(one.title + one.text)}
    labels = [label for field in shipped().fields for label in field.labels]
    assert set(labels) - marks == set()
    assert len(labels) == len(set(labels))


@pytest.mark.parametrize("title", ["- 印", '"声かけ"', "声かけ: 発生", "声かけ #1", "＜＜何＞＞ "])
def test_a_title_that_would_read_as_something_else_in_a_draft_is_told(title: str) -> None:
    files = blobs()
    files["drafts.yaml"] += f"  - title: '{title}'\n    text: 本文\n".encode()
    assert {one[0] for one in told(files)} == {"drafts.yaml"}
