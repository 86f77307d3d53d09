from __future__ import annotations

import pytest

from haishin.core.catalogue import Message
from haishin.core.contract import load_blobs
from haishin.core.contract.drafts import MARK
from haishin.core.model import Text
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
            "contents: [lookout]\n    title: ＜＜高齢",
            "contents: [regulation]\n    title: ＜＜高齢",
            Message("core/contract/unknown-content", name="regulation"),
        ),
        ("災害＝降雪＞＞に伴う", "災害＞＞に伴う", *BROKEN),
        ("災害＝降雪＞＞に伴う", "とても長い名前の災害の名前＝降雪＞＞に伴う", *BROKEN),
        ("＜＜災害＝降雪＞＞に伴う", "＜＜災害＝降雪＞に伴う", *BROKEN),
        ("＜＜道＝国道17号＞＞の通行止め", "「＜＜道＝国道17号＞＞」の通行止め", *QUOTED),
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
    assert load_blobs(files).drafts[-1].precision == 1


@pytest.mark.parametrize("title", ["- 印", '"声かけ"', "声かけ: 発生", "声かけ #1", "＜＜何＞＞ "])
def test_a_title_that_would_read_as_something_else_in_a_draft_is_told(title: str) -> None:
    files = blobs()
    files["drafts.yaml"] += f"  - title: '{title}'\n    text: 本文\n".encode()
    assert {one[0] for one in told(files)} == {"drafts.yaml"}
