"""One file stops no other, by the command as it is run; and no word of a drafter reaches a log or the ledger."""

from __future__ import annotations

import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from haishin.check import alert_files
from haishin.check.reading import Reading
from haishin.check.rules import Problem, weekday
from support.commands import Scratch, review
from support.sending import (
    CAUTION_ID,
    CAUTION_TEXT,
    MERGED_AT,
    alarmed,
    approve,
    copies,
    held,
    kinds,
    merge,
    ok,
    records,
    service,
)

PEOPLE = [f"r{number:02}@residents.example.jp" for number in range(12)]
BAD_ID = "20261125-1601-bad"
BAD = f"alerts/maebashi/2026/{BAD_ID}.md"
SECRET = "山田太郎"
VERBS = (("send",), ("plan",), ("status",), ("health", "--older-than", "30"))


@pytest.fixture
def scratch(tmp_path: Path) -> Scratch:
    """One alert that may go, merged after another that the test writes."""
    scratch = service(tmp_path, PEOPLE)
    merge(scratch)
    approve(scratch, BAD_ID)
    return scratch


def said(scratch: Scratch, *verb: str) -> subprocess.CompletedProcess[str]:
    done = scratch.run(*verb)
    assert SECRET not in done.stdout + done.stderr
    assert "Traceback" not in done.stderr
    return done


def the_other_goes(scratch: Scratch, alarm: str) -> None:
    """One run sends the other to everybody; every verb says the alarm, and ends with 1."""
    for verb in VERBS:
        done = said(scratch, *verb)
        assert alarm in alarmed(done), verb
    assert copies(scratch.mails()) == dict.fromkeys(PEOPLE, 1)
    assert sorted(kinds(scratch)) == ["activated", "claimed", "held", "sealed"]
    assert SECRET not in str(records(scratch))


def test_a_rule_that_crashes_on_one_file(scratch: Scratch, monkeypatch: pytest.MonkeyPatch) -> None:
    real = weekday.check

    def check(reading: Reading) -> Iterator[Problem]:
        if reading.path == BAD:
            raise IndexError(SECRET)
        return real(reading)

    monkeypatch.setattr(weekday, "check", check)
    scratch.merge(BAD, CAUTION_TEXT)
    the_other_goes(
        scratch,
        f"警報:{BAD_ID} の処理に失敗したため、この一件だけを止めています。"
        f"{BAD} の検査「weekday-mismatch」が途中で失敗しました(IndexError)。検査は済んでいません。\n",
    )
    monkeypatch.undo()
    assert f"{BAD_ID}:配信しました\n" in ok(said(scratch, "send"))


def test_what_crashes_beside_the_rules(scratch: Scratch, monkeypatch: pytest.MonkeyPatch) -> None:
    real = alert_files.read_blob

    def read_blob(git: Any, path: str, blob: str, contract: Any) -> Any:
        if path == BAD:
            raise IndexError(SECRET)
        return real(git, path, blob, contract)

    monkeypatch.setattr(alert_files, "read_blob", read_blob)
    scratch.merge(BAD, CAUTION_TEXT)
    the_other_goes(
        scratch,
        f"警報:{BAD_ID} の処理に失敗したため、この一件だけを止めています。処理が途中で失敗しました(IndexError)。\n",
    )


@pytest.mark.parametrize(
    "text",
    [
        CAUTION_TEXT + f"連絡先&#10;&#10;{SECRET}さん",  # the text as shown has more lines than the file
        CAUTION_TEXT + f"連絡先&#13;&#10;{SECRET}さんまで",
        CAUTION_TEXT.replace("press: none", f"press: {{at: {SECRET}}}"),
        CAUTION_TEXT.replace("title: ", f"title: &{SECRET} "),
        CAUTION_TEXT.replace("---\n", f"--- {SECRET}\n", 1),
        f"{SECRET}\n",
        "",
    ],
)
def test_a_file_that_cannot_go(scratch: Scratch, text: str) -> None:
    scratch.merge(BAD, text)
    the_other_goes(scratch, f"警報:{BAD_ID} ")


# --- words of a drafter -------------------------------------------------------------------------

# At a line's start it is a workflow command, inside a line an old form of one, and it forges a result.
FORGED = f"::stop-commands::x\n::add-mask::sent ##[error]{SECRET}\n{CAUTION_ID}:配信しました"
BLOCK = "|\n" + "".join(f"      {line}\n" for line in FORGED.splitlines())
WAIVED = CAUTION_TEXT.replace("press: none\n", f"press: none\nwaivers:\n  - rule: delivery-hours\n    reason: {BLOCK}")
LATE = CAUTION_TEXT.replace("press: none\n", f"press: none\nwhy_late: {BLOCK}")
OTHER = CAUTION_TEXT.replace("case: approach", f"case: other\ncase_name: {SECRET}")
RELEASE = CAUTION_TEXT.replace("press: none\n", f"press: {{title: {SECRET}, consistent: yes}}\n")
OUTSIDE = CAUTION_TEXT.replace("press: none\n", f"press: none\nwhy_mail: {BLOCK}")
CONFIRMED = CAUTION_TEXT.replace(
    "press: none\n", f"press: none\nconfirmed:\n  - {{rule: weekday, text: {SECRET}, reason: {SECRET}}}\n"
)
TITLED = CAUTION_TEXT.replace("title: ", f"title: {SECRET}::add-mask::")


@pytest.mark.parametrize(
    "text", [WAIVED, LATE, OTHER, RELEASE, OUTSIDE, CONFIRMED, TITLED], ids=lambda text: str(len(text))
)
@pytest.mark.parametrize("approved", [True, False])
def test_no_word_of_a_drafter_in_a_log_or_the_ledger(tmp_path: Path, text: str, approved: bool) -> None:
    """Whether it goes, is held for an approval, or has errors: what is said of it is ours."""
    assert text != CAUTION_TEXT
    scratch = service(tmp_path, PEOPLE)
    says = [review("maebashi-manager", "APPROVED", "2026-11-25T16:50:00+09:00")] if approved else []
    scratch.pull(BAD_ID, *says, opened_at="2026-11-25T16:10:00+09:00", merged_at=MERGED_AT)
    scratch.merge(BAD, text)
    for verb in (("plan",), *VERBS, ("ledger", "log")):
        done = said(scratch, *verb)
        for line in (done.stdout + done.stderr).splitlines():
            assert "##[" not in line
            assert "::" not in line, line
        assert "配信しました" not in done.stdout.replace(f"{BAD_ID}:配信しました", "")
    assert SECRET not in str(records(scratch))


def test_a_waiver_is_said_by_its_rule(tmp_path: Path) -> None:
    scratch = service(tmp_path, PEOPLE)
    scratch.pull(BAD_ID, opened_at="2026-11-25T16:10:00+09:00", merged_at=MERGED_AT)
    scratch.merge(
        BAD, CAUTION_TEXT.replace("press: none\n", "press: none\nwaivers:\n  - {rule: delivery-hours, reason: 急}\n")
    )
    told = alarmed(said(scratch, "plan"))
    assert "  ・原則の例外(delivery-hours)によります。\n" in told
    assert told.endswith(held(BAD_ID))
