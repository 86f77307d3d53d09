"""The practice room from the draft to the unit's mailbox, and the attempts on a ledger that is no rehearsal's (N24)."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from haishin.core.catalogue import Message
from support.commands import Scratch, review
from support.sending import CAUTION, CAUTION_ID, CAUTION_TEXT, MERGED_AT, copies, held, kinds, ok, records, service

PEOPLE = [f"r{number:02}@residents.example.jp" for number in range(12)]
DESK, OTHER = "desk@police.example.jp", "other@police.example.jp"
CSV = f"""address,stations,municipalities,categories,form,language,night,exercise,origin,consented_at,control
{DESK},,,,html,en,no,no,当直,2026-04-01,maebashi
{OTHER},,,,text,ja,yes,no,当直,2026-04-01,ota
"""
AT = "2026-11-25T16:50:00+09:00"
ARREST = CAUTION_TEXT.replace("content: caution", "content: arrest").replace(
    "press: none", "press: {at: 2026-11-25T16:30+09:00, title: 検挙, consistent: yes}"
)


def room(folder: Path, *, rehearsal: bool = True, desks: str = CSV) -> Scratch:
    scratch = service(folder, PEOPLE, rehearsal=rehearsal)
    if desks:
        (scratch.folder / "desks.csv").write_text(desks, encoding="utf-8")
        ok(scratch.run("subscribers", "import", str(scratch.folder / "desks.csv"), now=None))
    return scratch


def word(**more: Any) -> dict[str, Any]:
    return {**review("maebashi-staff", "COMMENTED", AT, "practice"), **more}


def put(scratch: Scratch, *reviews: dict[str, Any], text: str = CAUTION_TEXT, **fields: Any) -> None:
    """Merged, with these words about it."""
    scratch.pull(CAUTION_ID, *reviews, opened_at="2026-11-25T16:10:00+09:00", merged_at=MERGED_AT, **fields)
    scratch.merge(CAUTION, text)


@pytest.mark.parametrize("text", [CAUTION_TEXT, CAUTION_TEXT.replace("scope: [maebashi]", "scope: prefecture"), ARREST])
def test_the_drafter_s_own_word_sends_it_to_his_unit_s_mailbox_alone(tmp_path: Path, text: str) -> None:
    scratch = room(tmp_path)
    put(scratch, word(), text=text)
    ok(scratch.run("send"))
    assert copies(scratch.mails()) == {DESK: 1}
    claim = next(record for record in records(scratch) if record["kind"] == "claimed")
    assert claim["practice"] is True
    assert {(given["person"], given["role"]) for given in claim["approvals"]} == {("maebashi-staff", None)}
    assert kinds(scratch) == ["activated", "claimed", "sealed"]
    ok(scratch.run("send"))
    assert len(scratch.mails()) == 1


def test_before_the_merge_the_verdict_says_so(tmp_path: Path) -> None:
    scratch = room(tmp_path)
    scratch.pull(CAUTION_ID, opened_at="2026-11-25T16:10:00+09:00")
    scratch.draft(CAUTION, CAUTION_TEXT)
    told = json.loads(ok(scratch.run("decide", CAUTION, "--format", "json")))
    assert told["verdict"] == "consult"  # a file tells of no ledger, so none stands behind its word


@pytest.mark.parametrize(
    "said",
    [
        word(text="other"),
        word(state="DISMISSED"),
        word(submitted_at="2026-11-25T18:50:00+09:00"),
        word(login="maebashi-officer"),
        word(login="koho-kocho-staff"),
        word(says=[]),
        word(says=["acting"]),
    ],
    ids=["another text", "dismissed", "ahead", "not the drafter", "another unit", "no word", "another word"],
)
def test_no_other_word_stands_in(tmp_path: Path, said: dict[str, Any]) -> None:
    scratch = room(tmp_path)
    put(scratch, said)
    done = scratch.run("send")
    assert held() in done.stdout
    assert scratch.mails() == []


def test_a_drafter_of_another_unit_practises_in_his_own(tmp_path: Path) -> None:
    scratch = room(tmp_path)
    put(scratch, word(login="ota-staff"), author="ota-staff")
    scratch.run("send")
    assert scratch.mails() == []


def test_without_a_mailbox_of_the_unit_it_waits(tmp_path: Path) -> None:
    scratch = room(tmp_path, desks="")
    put(scratch, word())
    done = scratch.run("send")
    assert done.returncode == 1
    assert scratch.mails() == []
    assert "claimed" not in kinds(scratch)


def test_a_live_ledger_is_refused_whole_that_tells_of_a_practice(tmp_path: Path) -> None:
    """Records of a practice room pushed under a live activation are no story that can be."""
    practice, live = room(tmp_path / "a"), room(tmp_path / "b", rehearsal=False)
    put(practice, word())
    ok(practice.run("send"))
    begun = records(live)
    forged = [*begun, *(record for record in records(practice) if record["kind"] == "claimed")]
    lines = "".join(json.dumps(record, ensure_ascii=False) + "\n" for record in forged)
    live.git("fetch", "-q", "origin", "dispatch-log")
    live.git("checkout", "-q", "--detach", "FETCH_HEAD")
    (live.copy / "ledger.jsonl").write_text(lines, encoding="utf-8")
    live.git("commit", "-qam", "x")
    live.git("push", "-q", "origin", "HEAD:dispatch-log")
    live.git("checkout", "-q", "main")
    done = live.run("status")
    why = Message("send/ledger/practice-in-earnest", alert=CAUTION_ID).ja
    assert done.returncode != 0
    assert why in done.stdout + done.stderr
