"""``send --pushed``: what it refuses, what it says where a push cannot be told, and that no failure is green."""

from __future__ import annotations

import io
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from subprocess import CompletedProcess

import pytest

from haishin.cli.context import CommandContext
from haishin.cli.sending import VERBS
from haishin.cli.verbs import parser
from haishin.core.catalogue import Message
from haishin.core.contract.roster import Roster
from haishin.core.errors import Refusal
from haishin.send.foreseeing import lacks
from support.commands import Scratch, review
from support.contract import shipped
from support.sending import CAUTION, CAUTION_ID, CAUTION_TEXT, service

ZEROS = "0" * 40
NOON = datetime.fromisoformat("2026-11-25T17:10:00+09:00")
SAID = "下見です。配信ホストがつながれていないため、何も送らず、何も記録しません。\n"


@pytest.fixture
def scratch(tmp_path: Path) -> Scratch:
    """The project as it is shipped: no ledger, no residents, no numbers."""
    return Scratch(tmp_path / "fork")


def head(scratch: Scratch) -> str:
    return scratch.git("rev-parse", "HEAD").strip()


def pushed(scratch: Scratch) -> str:
    """The caution merged; the commit before it."""
    before = head(scratch)
    scratch.merge(CAUTION, CAUTION_TEXT)
    return before


def approved(scratch: Scratch) -> None:
    """Its pull request, approved by the station's manager at the very commit."""
    given = {**review("maebashi-manager", "APPROVED", "2026-11-25T16:50:00+09:00"), "commit": head(scratch)}
    times = {"opened_at": "2026-11-25T16:10:00+09:00", "merged_at": "2026-11-25T17:05:00+09:00"}
    scratch.pull(CAUTION_ID, given, **times)


def seen(scratch: Scratch, before: str, **told: str) -> tuple[int, str, str]:
    """Exit code, log and summary, at ten past five."""
    page = scratch.folder / "summary.md"
    page.write_text("", encoding="utf-8")
    given = {"HAISHIN_FORGE": f"file:{scratch.forge}", "GITHUB_STEP_SUMMARY": str(page), **told}
    out = io.StringIO()
    context = CommandContext(scratch.copy, given, out, io.StringIO(), io.BytesIO(), io.StringIO(), "ja", lambda: NOON)
    return (
        VERBS["send"](parser({}).parse_args(["send", "--pushed", before]), context),
        out.getvalue(),
        page.read_text("utf-8"),
    )


def run(scratch: Scratch, *words: str, **told: str | None) -> CompletedProcess[str]:
    return scratch.run("send", *words, now=None, env={"HAISHIN_STATE": None, **told})


def test_what_a_push_brought_is_shown_and_nothing_is_written(scratch: Scratch) -> None:
    before = pushed(scratch)
    approved(scratch)
    refs = scratch.git("--git-dir", str(scratch.remote), "for-each-ref")
    code, log, page = seen(scratch, before)
    assert (code, log) == (
        0,
        f"{SAID}{CAUTION_ID}:下見：この内容で送る予定です。配信ホストがつながれていないため、実際には送っていません\n",
    )
    assert "登坂 浩(maebashi&#45;manager)(11月25日(水)16:50)" in page
    assert "> **【声かけ】前橋：" in page
    assert "手順は [OPERATING.ja.md](OPERATING.ja.md) にあります。\n" in page
    assert scratch.git("--git-dir", str(scratch.remote), "for-each-ref") == refs
    assert not scratch.state.exists()


def test_an_approval_of_other_bytes_is_none(scratch: Scratch) -> None:
    given = head(scratch)
    before = pushed(scratch)
    approved(scratch)
    text = (scratch.forge / f"{CAUTION_ID}.json").read_text("utf-8")
    (scratch.forge / f"{CAUTION_ID}.json").write_text(text.replace(head(scratch), given), encoding="utf-8")
    code, _, page = seen(scratch, before)
    assert code == 0
    assert page.startswith("## 下見：承認が足りないため、送れません\n\n何も送っていません。\n")
    assert "- **足りない承認**:前橋警察署の運用管理者&#40;署長&#41;(登坂 浩(" in page


@pytest.mark.parametrize("before", [ZEROS, "1" * 40])
def test_a_first_push_brings_nothing_that_could_be_told(scratch: Scratch, before: str) -> None:
    pushed(scratch)
    code, log, page = seen(scratch, before)
    assert (code, log) == (0, SAID)
    assert page.startswith(
        "## 下見：最初の push か、書き換えられた main のため、どの情報メールが加わったか分かりません\n\n"
        "何も送っていません。\n"
    )


def test_a_push_without_an_alert_is_told_as_such(scratch: Scratch) -> None:
    code, log, page = seen(scratch, head(scratch))
    assert (code, log) == (0, SAID)
    assert page.startswith("## 下見：この変更で main に加わった情報メールはありません\n\n何も送っていません。\n")


def test_what_cannot_be_known_is_never_green(scratch: Scratch) -> None:
    before = pushed(scratch)
    (scratch.forge / f"{CAUTION_ID}.json").write_text("{", encoding="utf-8")
    code, log, page = seen(scratch, before)
    assert code == 2
    assert f"{CAUTION_ID}:下見：確かめられないことがあり、送れません\n" in log
    assert page.startswith("## 下見：確かめられないことがあり、送れません\n\n何も送っていません。\n")
    assert seen(scratch, before, HAISHIN_FORGE="")[0] == 2


def test_it_is_refused_once_a_ledger_is_there(tmp_path: Path) -> None:
    begun = service(tmp_path / "begun", [])
    done = run(begun, "--pushed", ZEROS)
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr.startswith("台帳があります。使い始めた後なので、--pushed の下見はしません。\n")


def test_it_is_refused_beside_either_switch(scratch: Scratch) -> None:
    done = run(scratch, "--pushed", ZEROS, HAISHIN_LIVE="1")
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr.startswith("--pushed は下見です。HAISHIN_LIVE とは使えません。\n")
    assert run(scratch, "--pushed", ZEROS, "--live").returncode == 2


@pytest.mark.parametrize("before", ["", "--all", "HEAD", "0" * 39, f"{ZEROS}\n"])
def test_only_a_whole_id_is_taken(scratch: Scratch, before: str) -> None:
    assert run(scratch, f"--pushed={before}").returncode == 2


def test_the_clock_is_not_set_from_outside(scratch: Scratch) -> None:
    with pytest.raises(Refusal):
        seen(scratch, pushed(scratch), HAISHIN_NOW="2026-11-25T12:00+09:00")


def test_everything_that_a_live_sending_lacks_is_listed() -> None:
    """What the sample has: no numbers and an example's host; then a roster in which somebody still has none."""
    contract = shipped()
    service = ["A mail host", "The registry of residents", "The ledger"]
    assert [text.en.split(" (")[0].split(",")[0] for text in lacks(contract)] == [
        *service,
        "The account ids of the roster: nobody has one yet",
        "mail.from_address of schema/organization.yaml is for examples or for a local network",
    ]
    numbered = replace(contract, roster=partly_numbered(contract.roster))
    assert Message("send/live/lacks-other-account-ids") in tuple(lacks(numbered))


def partly_numbered(roster: Roster) -> Roster:
    """The roster with an account id for its first person alone."""
    first, *others = roster.people
    known = replace(first, accounts=tuple(replace(each, number=1) for each in first.accounts))
    return replace(roster, people=(known, *others))
