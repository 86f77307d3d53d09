"""The offline forge: what a pull file may say, and that anything else counts as unreadable, never as approved."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from haishin.consult.forge import ForgeError
from haishin.consult.forge.files import FileForge, read_pull
from haishin.core.catalogue import Message
from haishin.core.model import Account, Pull, Review, ReviewState, Word
from support.decision import moment

VALUE: dict[str, Any] = {
    "number": 7,
    "author": "maebashi-staff",
    "committers": ["maebashi-staff", None],
    "checklist": "complete",
    "opened_at": "2026-11-25T15:50+09:00",
    "merged_at": None,
    "reviews": [
        {
            "login": "maebashi-officer",
            "state": "APPROVED",
            "submitted_at": "2026-11-25T16:10:00+09:00",
            "commit": None,
            "text": "same",
            "says": ["acting"],
        }
    ],
}
REVIEW = Review(
    Account("maebashi-officer"), ReviewState.APPROVED, moment("16:10"), None, "same", frozenset({Word.ACTING})
)
PULL = Pull(
    7, Account("maebashi-staff"), (Account("maebashi-staff"), None), "complete", moment("15:50"), None, (REVIEW,)
)


def write(folder: Path, value: object) -> Path:
    path = folder / "20261125-1605-koekake.json"
    path.write_text(json.dumps(value), encoding="utf-8")
    return path


def test_reads_what_is_written(tmp_path: Path) -> None:
    write(tmp_path, VALUE)
    assert FileForge(tmp_path).pull("20261125-1605-koekake", 30) == PULL


@pytest.mark.parametrize("state", ReviewState)
def test_every_state_and_word_of_a_review_may_be_told(tmp_path: Path, state: ReviewState) -> None:
    review = {**VALUE["reviews"][0], "state": state.value, "says": [word.value for word in Word]}
    (read,) = read_pull(write(tmp_path, {**VALUE, "reviews": [review]})).reviews
    assert (read.state, read.says) == (state, frozenset(Word))


def test_a_draft_and_an_automatic_merge_may_be_told(tmp_path: Path) -> None:
    told = read_pull(write(tmp_path, {**VALUE, "draft": True, "automatic": False}))
    assert (told.draft, told.automatic) == (True, False)
    told = read_pull(write(tmp_path, {**VALUE, "draft": False, "automatic": True}))
    assert (told.draft, told.automatic) == (False, True)


def test_no_file_is_no_pull_request(tmp_path: Path) -> None:
    assert FileForge(tmp_path).pull("20261125-1605-koekake", 30) is None


@pytest.mark.parametrize(
    ("change", "why"),
    [
        ({"number": "7"}, "number This must be of the type integer."),
        ({"author": None}, "author This must be of the type string."),
        ({"checklist": "ticked"}, "checklist `ticked` is not allowed. Use one of complete, open."),
        ({"opened_at": "2026-11-25T15:50"}, "opened_at `2026-11-25T15:50` is not written as it must be ("),
        ({"extra": 1}, "extra The item `extra` is not known. Known are number, author, committers, "),
        ({"draft": "yes"}, "draft This must be of the type boolean."),
        ({"automatic": 1}, "automatic This must be of the type boolean."),
        ({"files": []}, "files This is too short (at least 1)."),
        (
            {"reviews": [{**VALUE["reviews"][0], "state": "approved"}]},
            "reviews/0/state `approved` is not allowed. Use one of APPROVED, CHANGES_REQUESTED, COMMENTED, DISMISSED.",
        ),
        (
            {"reviews": [{**VALUE["reviews"][0], "text": "yes"}]},
            "reviews/0/text `yes` is not allowed. Use one of same, other, unknown.",
        ),
    ],
)
def test_anything_else_is_unreadable(tmp_path: Path, change: dict[str, Any], why: str) -> None:
    path = write(tmp_path, {**VALUE, **change})
    with pytest.raises(ForgeError) as caught:
        read_pull(path)
    told = caught.value.message
    assert isinstance(told, Message)
    assert (told.code, told.values["name"]) == ("consult/forge/unreadable-file", path.name)
    assert told.en.partition("cannot be read. ")[2].startswith(why)


@pytest.mark.parametrize("text", ["", "[]", "{", "\ufeff{}"])
def test_no_json_is_unreadable(tmp_path: Path, text: str) -> None:
    path = tmp_path / "x.json"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(ForgeError):
        read_pull(path)


def test_a_time_that_no_clock_shows_is_unreadable(tmp_path: Path) -> None:
    path = write(tmp_path, {**VALUE, "opened_at": "2026-11-25T25:50+09:00"})
    with pytest.raises(ForgeError) as caught:
        read_pull(path)
    why = Message("consult/forge/no-such-time")
    assert caught.value.message == Message("consult/forge/unreadable-file", name=path.name, why=why)
