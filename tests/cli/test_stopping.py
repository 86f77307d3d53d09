"""Stopping and going on by hand: a mistyped id stops nothing and says so; nothing approved is lost without a word."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest

from support.commands import Scratch
from support.sending import (
    CAUTION,
    CAUTION_ID,
    CAUTION_TEXT,
    alarmed,
    approve,
    copies,
    kinds,
    merge,
    ok,
    register,
    service,
)

PEOPLE = [f"r{number:02}@residents.example.jp" for number in range(12)]
MANAGER = ("--by", "maebashi-manager")
OWNER = ("--by", "koho-kocho-staff")
HOLD = ("ledger", "hold")
WHY = ("--reason", "確認中")


@pytest.fixture
def scratch(tmp_path: Path) -> Scratch:
    """Nothing to send yet."""
    return service(tmp_path, PEOPLE)


def held_by_hand(scratch: Scratch, alert: str) -> None:
    """A hold of an id that main does not hold, as an older program let it be written."""
    prelude = "import haishin.cli.acting as verbs; verbs.known_id = lambda text, known, stopping=False: text"
    ok(scratch.run(*HOLD, alert, *WHY, prelude=prelude))


def test_a_mistyped_hold_stops_nothing_and_says_so(scratch: Scratch) -> None:
    merge(scratch)
    done = scratch.run(*HOLD, f"{CAUTION_ID}e", *WHY)
    assert (done.returncode, done.stdout) == (1, "")
    first, second = done.stderr.splitlines()
    assert first == f"main に {CAUTION_ID}e という情報メールはありません。"
    assert second.startswith(
        f"→ 何も止めていません。id を確かめるか、haishin stop all で全部を止めてください。近い id:{CAUTION_ID}"
    )
    short = scratch.run(*HOLD, "KOEKAKE", *WHY)
    assert (short.returncode, short.stderr.splitlines()[0]) == (1, "main に koekake という情報メールはありません。")
    for verb in (("lift",), ("release",), ("refuse", *WHY), ("adopt",)):
        wrong = scratch.run("ledger", verb[0], "nosuch", *verb[1:], *OWNER)
        assert (wrong.returncode, "→ 何もしていません。id を確かめてください。近い id:-" in wrong.stderr) == (
            1,
            True,
        ), verb
    assert kinds(scratch) == ["activated"]


@pytest.mark.parametrize("text", [f"stop/{CAUTION_ID}", f"{CAUTION_ID}.md", CAUTION_ID.upper(), CAUTION])
def test_an_id_in_another_form_is_understood(scratch: Scratch, text: str) -> None:
    merge(scratch)
    assert ok(scratch.run(*HOLD, text, *WHY)) == "止めました。\n"
    assert f"{CAUTION_ID}:保留しています" in ok(scratch.run("send"))
    assert ok(scratch.run("ledger", "release", text, *MANAGER)) == "記録しました。\n"
    assert ok(scratch.run("send")) == f"{CAUTION_ID}:配信しました\n"


def test_a_hold_from_before_the_merge_stays_a_hold(scratch: Scratch) -> None:
    held_by_hand(scratch, CAUTION_ID)
    assert ok(scratch.run("send")) == "新しく配信するものはありません。\n"
    assert kinds(scratch) == ["activated", "held"]
    merge(scratch)
    assert "人が止めています。" in ok(scratch.run("send"))
    ok(scratch.run("ledger", "release", CAUTION_ID, *MANAGER))
    assert ok(scratch.run("send")) == f"{CAUTION_ID}:配信しました\n"
    assert copies(scratch.mails()) == Counter(PEOPLE)


def test_who_asks_in_english_is_told_of_a_stop_in_english_and_of_a_person_s_reason_in_his_own_words(
    scratch: Scratch,
) -> None:
    merge(scratch)
    scratch.git("push", "--quiet", "origin", f"HEAD:refs/heads/stop/{CAUTION_ID}")
    ok(scratch.run("send"))
    said = scratch.run("status", CAUTION_ID, env={"HAISHIN_LANG": "en"}).stdout
    assert f"held {CAUTION_ID}: since" in said
    assert "stopped by a branch\n  → To go on run" in said
    ok(scratch.run("ledger", "release", CAUTION_ID, *MANAGER))
    ok(scratch.run(*HOLD, CAUTION_ID, "--reason", "内容を確かめます", "--by", "maebashi-manager"))
    assert "\n  - 内容を確かめます\n" in scratch.run("status", env={"HAISHIN_LANG": "en"}).stdout


def test_a_hold_of_nothing_does_not_disarm_the_alarm_and_can_be_released(scratch: Scratch) -> None:
    held_by_hand(scratch, "20261125-1606-koekakee")
    merge(scratch)
    scratch.git("push", "--quiet", "origin", "HEAD:refs/heads/stop/20261125-1606-koekakee")
    done = scratch.run("send")
    assert done.returncode == 1
    assert "警報:停止用とみられるブランチ stop/20261125-1606-koekakee が、どの情報メールを止めるものか" in done.stdout
    assert (scratch.mails(), kinds(scratch)) == ([], ["activated", "held", "halted"])
    assert "ほかは haishin ledger resume --by 本人 で続けてください(このブランチも消えます)。" in done.stdout
    refused = scratch.run("ledger", "release", "20261125-1606-koekakee", *MANAGER)
    assert refused.stderr.startswith("maebashi-manager はこの操作をできません。")
    assert ok(scratch.run("ledger", "release", "20261125-1606-koekakee", *OWNER)) == "記録しました。\n"
    assert ok(scratch.run("ledger", "resume", *OWNER)) == "記録しました。\n"
    assert ok(scratch.run("send")) == f"{CAUTION_ID}:配信しました\n"


def test_another_branch_withdraws_nothing(scratch: Scratch) -> None:
    scratch.git("push", "--quiet", "origin", "HEAD:refs/heads/another")
    merge(scratch)
    scratch.pull(CAUTION_ID)
    assert f"{CAUTION_ID}:保留しています" in alarmed(scratch.run("send"))
    scratch.run("send", env={"HAISHIN_BRANCH": "another"})
    assert kinds(scratch) == ["activated", "held"]
    approve(scratch)
    assert ok(scratch.run("send")) == f"{CAUTION_ID}:配信しました\n"


def test_what_was_taken_from_main_and_put_back_is_an_alarm_everywhere(scratch: Scratch) -> None:
    merge(scratch)
    scratch.pull(CAUTION_ID)
    alarmed(scratch.run("send"))
    scratch.merge(CAUTION, None)
    assert ok(scratch.run("send")) == "新しく配信するものはありません。\n"
    assert kinds(scratch) == ["activated", "held", "withdrawn"]
    assert "警報" not in ok(scratch.run("status"))
    approve(scratch)
    scratch.merge(CAUTION, CAUTION_TEXT)
    said = f"警報:main の {CAUTION} は配信されません。この id は、"
    for verb in (("send",), ("plan",), ("status",), ("health", "--older-than", "30")):
        done = scratch.run(*verb)
        assert (done.returncode, said in done.stdout) == (1, True), verb
    for act in (("release", *MANAGER), ("lift", *OWNER)):
        done = scratch.run("ledger", act[0], CAUTION_ID, *act[1:])
        assert (done.returncode, done.stderr.splitlines()[0]) == (
            1,
            f"{CAUTION_ID} には、もうこの操作はできません(withdrawn)。",
        )
    scratch.merge(CAUTION, None)
    assert ok(scratch.run("send")) == "新しく配信するものはありません。\n"


def test_who_only_looks_makes_no_folder(scratch: Scratch) -> None:
    mistyped = {"HAISHIN_STATE": str(scratch.folder / "staet")}
    for verb in (("plan",), ("status",), ("health", "--older-than", "30"), ("ledger", "log")):
        scratch.run(*verb, env=mistyped)
    assert not (scratch.folder / "staet").exists()


def test_plan_refuses_a_lost_state_as_send_does(scratch: Scratch) -> None:
    merge(scratch)
    ok(scratch.run("send"))
    lost = {"HAISHIN_STATE": str(scratch.folder / "lost")}
    planned = scratch.run("plan", env=lost)
    sent = scratch.run("send", env=lost)
    assert (planned.returncode, planned.stdout, planned.stderr) == (2, "", sent.stderr)
    assert sent.stderr.startswith("この状態フォルダーには、配信した記録がありません。")
    assert "haishin ledger adopt --all --lost --by 本人" in sent.stderr


@pytest.mark.parametrize("minutes", ["0", "-5", "99999999999", "x", "１０"])
def test_health_wants_a_sensible_number_of_minutes(scratch: Scratch, minutes: str) -> None:
    done = scratch.run("health", f"--older-than={minutes}")
    assert (done.returncode, done.stdout) == (2, "")
    assert "1 から 527040 までの分数を書いてください / write minutes, 1 to 527040" in done.stderr


def test_an_approval_that_does_not_count_is_named(scratch: Scratch) -> None:
    merge(scratch)
    stale = {
        "login": "maebashi-manager", "state": "APPROVED", "submitted_at": "2026-11-25T16:50:00+09:00", "commit": None,
        "text": "other", "says": [],
    }  # fmt: skip
    scratch.pull(CAUTION_ID, stale)
    assert "  ・maebashi-manager の記録は数えません:" in alarmed(scratch.run("plan"))


def test_a_push_and_a_missing_forge_have_their_own_words(scratch: Scratch) -> None:
    merge(scratch)
    (scratch.forge / f"{CAUTION_ID}.json").unlink()
    assert "マージ済みのプルリクエストがありません(直接の変更とみられます)。" in alarmed(scratch.run("plan"))
    unset = scratch.run("plan", env={"HAISHIN_FORGE": None})
    assert (unset.returncode, unset.stdout) == (
        2,
        f"{CAUTION_ID}:保留します\n  ・HAISHIN_FORGE が設定されていないため、承認を確かめられません。\n"
        f"警報:{CAUTION_ID} のプルリクエストを読めず、承認を確かめられないため、配信していません。"
        "HAISHIN_FORGE が設定されていないため、承認を確かめられません。\n"
        "  → HAISHIN_FORGE を設定してください。次の回にもう一度確かめます。情報メールはそのままでかまいません。\n",
    )


BARRED = """
import haishin.send.runs as runs
real = runs.Sending
runs.Sending = lambda **given: real(**{**given, "claims": False})
"""


def test_a_run_that_may_begin_nothing_says_so(scratch: Scratch) -> None:
    merge(scratch)
    done = scratch.run("send", prelude=BARRED)
    assert (done.returncode, done.stdout) == (
        2,
        "警報:リポジトリの公開の設定を確かめられないため、新しい配信は始めていません。\n"
        "  → 次の回にもう一度確かめます。続くときは、HAISHIN_FORGE_TOKEN と接続を確かめてください。\n",
    )
    assert kinds(scratch) == ["activated"]
    assert ok(scratch.run("send")) == f"{CAUTION_ID}:配信しました\n"


# --- nobody to send to --------------------------------------------------------------------------


def test_an_empty_registry_is_none(tmp_path: Path) -> None:
    scratch = service(tmp_path, [])
    merge(scratch)
    for verb in ("plan", "send"):
        done = scratch.run(verb)
        assert (done.returncode, done.stdout, done.stderr.splitlines()[0]) == (
            2,
            "",
            "登録者名簿に、登録者が一人もいません。",
        )
    assert kinds(scratch) == ["activated"]


def test_an_alert_that_nobody_gets_waits_for_a_person(tmp_path: Path) -> None:
    scratch = service(tmp_path, [])
    register(scratch, PEOPLE, "ota")
    merge(scratch)
    planned, sent = scratch.run("plan"), scratch.run("send")
    why = "  ・この情報メールを受け取る登録者が一人もいません。"
    assert (planned.returncode, planned.stdout.startswith(f"{CAUTION_ID}:送る相手がいません\n{why}")) == (1, True)
    assert (sent.returncode, sent.stdout.startswith(f"{CAUTION_ID}:保留しています\n{why}")) == (1, True)
    assert kinds(scratch) == ["activated", "held"]
    ok(scratch.run("ledger", "lift", CAUTION_ID, *OWNER))
    assert ok(scratch.run("plan")) == f"{CAUTION_ID}:だれにも送らずに終えます\n"
    assert ok(scratch.run("send")) == f"{CAUTION_ID}:だれにも送らずに終えました\n"
    assert kinds(scratch) == ["activated", "held", "lifted", "claimed", "sealed"]
