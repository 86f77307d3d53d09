"""Stopping and going on by hand: a mistyped id stops nothing and says so; nothing approved is lost without a word."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from haishin.core.catalogue import Message
from haishin.core.model import Text
from haishin.send.ledger.stops import SEEN_WITHIN
from support.commands import Scratch
from support.sending import (
    CAUTION,
    CAUTION_ID,
    CAUTION_TEXT,
    alarmed,
    approve,
    kinds,
    merge,
    ok,
    register,
    service,
)

PEOPLE = [f"r{number:02}@residents.example.jp" for number in range(12)]
MANAGER = ("--by", "maebashi-manager")
OWNER = ("--by", "koho-kocho-staff")
WHY = ("--reason", "確認中")


@pytest.fixture
def scratch(tmp_path: Path) -> Scratch:
    """Nothing to send yet."""
    return service(tmp_path, PEOPLE)


def test_a_mistyped_stop_stops_nothing_and_says_so(scratch: Scratch) -> None:
    merge(scratch)
    done = scratch.run("stop", f"{CAUTION_ID}e")
    assert (done.returncode, done.stdout) == (1, "")
    first, second = done.stderr.splitlines()
    assert first == f"main に {CAUTION_ID}e という情報メールはありません。"
    assert second.startswith(
        f"→ 何も止めていません。id を確かめるか、haishin stop all で全部を止めてください。近い id:{CAUTION_ID}"
    )
    short = scratch.run("stop", "KOEKAKE")
    assert (short.returncode, short.stderr.splitlines()[0]) == (1, "main に koekake という情報メールはありません。")
    for text in ("", "stop/", " "):
        nothing, said = scratch.run("stop", text), Message("cli/nothing-to-stop")
        assert (nothing.returncode, nothing.stderr) == (1, f"{said.ja}\n→ {said.remedy.ja}\n")
    for verb in (("go",), ("refuse", *WHY)):
        wrong = scratch.run(verb[0], "nosuch", *verb[1:], *OWNER)
        unknown = Message("cli/unknown-id", target="nosuch", near=Text("", ""))
        assert (wrong.returncode, unknown.remedy.ja in wrong.stderr) == (1, True), verb
        assert "近い id" not in wrong.stderr
    assert kinds(scratch) == ["activated"]


@pytest.mark.parametrize("target", ["all", CAUTION_ID])
def test_without_the_remote_nothing_is_stopped_and_it_says_what_stops(scratch: Scratch, target: str) -> None:
    merge(scratch)
    scratch.remote.rename(scratch.remote.with_name("away"))
    done = scratch.run("stop", target)
    remedy = Message("cli/not-stopped", target=target, why="").remedy.ja
    assert (done.returncode, done.stdout) == (2, "")
    assert f"→ {remedy}\n" in done.stderr


def test_a_second_stop_says_that_the_branch_stands(scratch: Scratch) -> None:
    merge(scratch)
    for target in (CAUTION_ID, "all"):
        for code in ("stopped", "stopped-before"):
            told = [Message(f"cli/{code}", target=target, remote=str(scratch.remote), seen_within=SEEN_WITHIN).ja]
            if target == "all":  # whoever stops because of a wrong text may think that it is hidden now
                told.append(Message("cli/stopped-all").ja)
            assert ok(scratch.run("stop", target)).splitlines() == told


def test_a_stop_is_told_before_any_run_has_recorded_it(scratch: Scratch) -> None:
    merge(scratch)
    ok(scratch.run("stop", CAUTION_ID))
    unrecorded = Message("cli/stop-unrecorded").ja
    for verb in (("status",), ("status", CAUTION_ID)):
        said = ok(scratch.run(*verb))
        assert (f"保留 {CAUTION_ID}:" in said, unrecorded in said) == (True, True), verb
    assert json.loads(scratch.run("status", "--format", "json").stdout)["held"][0]["cause"] == "stop"
    assert kinds(scratch) == ["activated"]
    ok(scratch.run("send"))
    assert kinds(scratch) == ["activated", "held"]
    assert unrecorded not in ok(scratch.run("status", CAUTION_ID))


def test_of_what_has_gone_it_tells_at_once_what_is_to_be_removed(scratch: Scratch) -> None:
    merge(scratch)
    ok(scratch.run("send"))
    ok(scratch.run("stop", CAUTION_ID))
    said = alarmed(scratch.run("status", CAUTION_ID))
    uncorrected = Message("send/watch/alarm-uncorrected", name=CAUTION_ID).ja
    assert all(words in said for words in (Message("cli/remove-by-hand").ja, uncorrected))
    assert uncorrected in alarmed(scratch.run("status"))


def test_the_alarms_of_one_alert_are_those_of_its_own(scratch: Scratch) -> None:
    """And its exit code is theirs."""
    merge(scratch)
    scratch.pull(CAUTION_ID)
    alarmed(scratch.run("send"))
    ok(scratch.run("stop", "all"))
    said = alarmed(scratch.run("status", CAUTION_ID))
    assert Message("send/watch/alarm-held", name=CAUTION_ID).ja in said
    assert said.count("警報:") == 1
    assert alarmed(scratch.run("status")).count("警報:") == 2


def test_of_an_alert_that_was_pushed_that_alone_is_said(scratch: Scratch) -> None:
    """It can have no approval any more."""
    scratch.merge(CAUTION, CAUTION_TEXT)
    said = [line for line in scratch.run("plan").stdout.splitlines() if line.startswith("  ・")]
    assert said == [f"  ・{Message('consult/pushed').ja}"]


def test_a_refusal_needs_a_reason_and_is_told_with_it(scratch: Scratch) -> None:
    merge(scratch)
    for reason in ("", " \u3000"):
        done = scratch.run("refuse", CAUTION_ID, "--reason", reason, *OWNER)
        assert (done.returncode, Message("send/acts/no-reason").ja in done.stderr) == (1, True)
    assert kinds(scratch) == ["activated"]
    ok(scratch.run("refuse", CAUTION_ID, *WHY, *OWNER))
    ended = Message("cli/refused-by", alert=CAUTION_ID, at="2026-11-25 17:10", by=OWNER[1], why=WHY[1]).ja
    assert ended in ok(scratch.run("status", CAUTION_ID))


@pytest.mark.parametrize("text", [f"stop/{CAUTION_ID}", f"{CAUTION_ID}.md", CAUTION_ID.upper(), CAUTION])
def test_an_id_in_another_form_is_understood(scratch: Scratch, text: str) -> None:
    merge(scratch)
    ok(scratch.run("stop", text))
    assert f"{CAUTION_ID}:保留しています" in ok(scratch.run("send"))
    said = ok(scratch.run("go", text, *MANAGER)).splitlines()
    assert (said[0].startswith(f"保留 {CAUTION_ID}:"), said[-1]) == (True, "上の保留を解きました。")
    assert ok(scratch.run("send")) == f"{CAUTION_ID}:配信しました\n"


def test_what_is_still_missing_is_said_beside_what_was_ended(scratch: Scratch) -> None:
    merge(scratch)
    scratch.pull(CAUTION_ID)
    alarmed(scratch.run("send"))
    ok(scratch.run("stop", CAUTION_ID))
    said = ok(scratch.run("go", CAUTION_ID, *MANAGER)).splitlines()
    ended, left = (one for one in said if one.startswith(f"保留 {CAUTION_ID}:"))
    assert ended.endswith("人が止めました")
    assert left.endswith("協議や確認を待っています")
    assert "承認がまだありません" in said[-1]


def test_of_what_has_gone_and_is_stopped_status_says_what_is_to_be_removed_and_how_it_goes_on(scratch: Scratch) -> None:
    merge(scratch)
    ok(scratch.run("send"))
    ok(scratch.run("stop", CAUTION_ID))
    assert "訂正か取消がまだ配信されていません。" in alarmed(scratch.run("send"))
    said = scratch.run("status", CAUTION_ID).stdout
    assert all(
        word in said for word in ("人が止めました", "手で消すもの", f"haishin go {CAUTION_ID} --by アカウント名")
    )
    ok(scratch.run("go", CAUTION_ID, *MANAGER))
    assert "手で消すもの" not in ok(scratch.run("status", CAUTION_ID))


def test_who_asks_in_english_is_told_of_a_stop_in_english(scratch: Scratch) -> None:
    merge(scratch)
    scratch.git("push", "--quiet", "origin", f"HEAD:refs/heads/stop/{CAUTION_ID}")
    ok(scratch.run("send"))
    said = scratch.run("status", CAUTION_ID, env={"HAISHIN_LANG": "en"}).stdout
    assert f"held {CAUTION_ID}: since" in said
    assert "stopped by a person\n  → To go on run" in said


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
    over = scratch.run("go", CAUTION_ID, *OWNER)
    said = f"{CAUTION_ID} には、もうこの操作はできません(withdrawn)。"
    assert (over.returncode, over.stderr.splitlines()[0]) == (1, said)
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
    assert "haishin adopt --lost --by アカウント名" in sent.stderr


@pytest.mark.parametrize("minutes", ["0", "-5", "99999999999", "x", "１０"])
def test_health_wants_a_sensible_number_of_minutes(scratch: Scratch, minutes: str) -> None:
    done = scratch.run("health", f"--older-than={minutes}")
    assert (done.returncode, done.stdout) == (2, "")
    assert "1 から 527040 までの分数を書いてください" in done.stderr


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
    ok(scratch.run("go", CAUTION_ID, *OWNER))
    assert ok(scratch.run("plan")) == f"{CAUTION_ID}:だれにも送らずに終えます\n"
    assert ok(scratch.run("send")) == f"{CAUTION_ID}:だれにも送らずに終えました\n"
    assert kinds(scratch) == ["activated", "held", "went-on", "claimed", "sealed"]


def test_a_roster_that_nobody_answers_for_lets_nobody_go_on(tmp_path: Path) -> None:
    """Pushed to main, it would name who may; the contract in force decides until a person answers for it (T2)."""
    live = service(tmp_path, PEOPLE, rehearsal=False)
    merge(live)
    ok(live.run("stop", CAUTION_ID, now=None))
    roster = live.copy / "schema" / "roster.yaml"
    text = roster.read_text(encoding="utf-8")
    for own, pushed in (("koho-kocho-staff", "intruder"), ("maebashi-manager", "other-intruder")):
        text = text.replace(f"login: {own},", f"login: {pushed},")
    roster.write_text(text, encoding="utf-8")
    live.commit("a roster of one's own")
    for by, verb in (
        ("other-intruder", ("go", CAUTION_ID)),
        ("intruder", ("refuse", CAUTION_ID, *WHY)),
        ("intruder", ("settle", CAUTION_ID, "--delivered")),
        ("intruder", ("subscribers", "recount")),
    ):
        done = live.run(*verb, "--by", by, now=None)
        assert (done.returncode, f"{by} はこの操作をできません。" in done.stderr) == (1, True), verb
    assert kinds(live) == ["activated", "held"]
    ok(live.run("accept", live.git("rev-parse", "HEAD").strip(), "--by", "koho-kocho-manager", now=None))
    ok(live.run("go", CAUTION_ID, "--by", "other-intruder", now=None))
