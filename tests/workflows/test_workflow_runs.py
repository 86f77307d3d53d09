"""The workflows, run under act as the forge would start them: nothing wrongly sent, nothing lost, nothing twice.

Every run here is the file of the work tree played by act; which file an event starts is read from its ``on:``. A test
that is about sending alone plays ``send`` alone.
"""

from __future__ import annotations

import re
from collections import Counter

import pytest

from support.act import ROOT
from support.force import FORCE
from support.github import BOT, TOKEN
from support.hub import RESIDENTS, Hub, moment
from support.private import private

CAUTION = (FORCE / "alerts/maebashi/2026/20261125-1605-koekake.md").read_text(encoding="utf-8")
ARREST = (FORCE / "alerts/ota/2026/20261125-1510-waisetsu-kenkyo.md").read_text(encoding="utf-8")
ID = "20261125-1606-koekake"
PATH = f"alerts/maebashi/2026/{ID}.md"
DRAFTER, OFFICER, CHIEF = "maebashi-staff", "maebashi-officer", "maebashi-manager"
MAEBASHI = sorted(one for one, unit in RESIDENTS.items() if unit == "maebashi")
OTA = sorted(one for one, unit in RESIDENTS.items() if unit == "ota")
SENDER = frozenset({"send"})


def addresses(hub: Hub) -> list[str]:
    """Who got a mail, each as often as he got one."""
    return sorted(str(mail["To"]) for mail in hub.mails())


def approved(hub: Hub, number: int = 1606) -> None:
    """An alert of Maebashi with this minute in its id, drafted and approved; no workflow runs meanwhile."""
    plays, hub.plays = hub.plays, frozenset()
    change = hub.open({f"alerts/maebashi/2026/20261125-{number}-koekake.md": CAUTION}, DRAFTER)
    hub.review(change, CHIEF, "APPROVED")
    hub.plays = plays


MISSING = "登坂署長:内容を読んで、承認してください。あと 1 人の承認が必要です。"
READY = "長井さん:承認がそろいました。「Squash and merge」を押してください。配信予定 マージ後すぐ"


def at(hub: Hub, text: str) -> None:
    hub.now = moment(text)


# --- the way of one alert -------------------------------------------------------------------------


def test_the_consultation_on_one_alert(hub: Hub) -> None:
    hub.plays -= SENDER
    at(hub, "25 16:10")
    change = hub.open({PATH: CAUTION}, DRAFTER)
    assert hub.log() == [("validate", "pull_request"), ("consult", "workflow_run")]
    assert hub.status(change) == ("pending", MISSING)
    assert CHIEF in change.requested
    assert "登坂 浩" in change.comments[0]["body"]

    at(hub, "25 16:20")
    hub.review(change, CHIEF, "APPROVED")
    assert hub.log() == [("review-ping", "pull_request_review"), ("consult", "workflow_run")]
    assert hub.status(change) == ("success", READY)

    at(hub, "25 16:30")  # another text: nobody has approved that one
    hub.push(change, CAUTION.replace("40歳代", "30歳代"), DRAFTER)
    assert hub.status(change) == ("pending", MISSING)

    at(hub, "25 16:40")
    hub.review(change, CHIEF, "APPROVED")
    hub.plays = frozenset()
    hub.direct({"README.md": "x"}, "koho-kocho-staff")
    hub.plays = frozenset({"validate", "review-ping", "consult"})
    at(hub, "25 16:45")  # the branch brought up to date: the same text, so the same approval
    hub.update(change, OFFICER)
    assert hub.status(change) == ("success", READY)
    calls = [str(one["body"]).split("\n")[1] for one in change.comments[1:]]
    assert len(calls) == 2  # for each text that all have agreed to, once: an update of the branch calls nobody
    assert all(
        one.startswith("@maebashi-staff 承認がそろいました。「Squash and merge」を押してください。") for one in calls
    )

    hub.log()
    hub.edit(change, "箇条書きを消した。")
    assert hub.log() == [("review-ping", "pull_request"), ("consult", "workflow_run")]
    assert hub.status(change)[0] == "pending"


def test_an_alert_held_over_night_goes_once_in_the_morning(hub: Hub) -> None:
    hub.plays = SENDER
    approved(hub)
    at(hub, "25 20:30")
    hub.merge(hub.fake.pulls[7], DRAFTER)
    assert hub.log() == [("send", "push")]
    assert hub.dispatch("consult").fine
    assert "7&#58;00に配信されます" in hub.fake.pulls[7].comments[0]["body"]
    at(hub, "26 06:54")
    assert hub.clock("clock").fine
    assert (addresses(hub), hub.kinds(ID)) == ([], [])

    at(hub, "26 07:04")
    first = hub.clock("clock")
    assert first.fine
    assert f"{ID}:配信しました" in first.log
    assert addresses(hub) == MAEBASHI
    assert hub.kinds(ID) == ["claimed", "sealed"]

    again = hub.clock("clock")  # a second delivery of the same start
    assert "新しく配信するものはありません。" in again.log
    hub.start("push", {}, "refs/heads/main")  # the first run started again by hand
    assert hub.dispatch("send").fine
    assert addresses(hub) == MAEBASHI
    assert hub.kinds(ID) == ["claimed", "sealed"]
    assert hub.dispatch("consult").fine
    assert hub.fake.pulls[7].comments[0]["body"].splitlines()[1] == "### 配信しました。対応は不要です"


@pytest.mark.parametrize("how", ["squash", "merge", "rebase"])
def test_however_it_is_merged_it_goes_at_once(hub: Hub, how: str) -> None:
    approved(hub)
    hub.plays = SENDER
    at(hub, "25 16:30")
    hub.merge(hub.fake.pulls[7], CHIEF, how)
    assert hub.log() == [("send", "push")]
    assert addresses(hub) == MAEBASHI
    assert [one["pull"] for one in hub.records() if one["kind"] == "claimed"] == [7]


def test_an_arrest_waits_for_the_press(hub: Hub) -> None:
    path = "alerts/ota/2026/20261125-1511-waisetsu-kenkyo.md"
    hub.plays = frozenset({"validate", "review-ping", "consult"})
    at(hub, "25 16:10")
    change = hub.open({path: ARREST}, "ota-staff")
    hub.plays = frozenset()
    hub.review(change, "ota-manager", "APPROVED")
    at(hub, "25 17:30")  # the planned time is no release
    assert hub.clock("consult").fine
    assert hub.status(change)[0] == "pending"

    hub.plays = SENDER
    hub.log()
    hub.merge(change, "ota-staff")  # somebody who may bypass the gate
    assert hub.log() == [("send", "push")]
    assert addresses(hub) == []

    hub.plays = frozenset({"review-ping", "send"})
    at(hub, "25 17:40")
    hub.review(change, "ota-staff", "COMMENTED", "広報済")  # not for him to say
    assert addresses(hub) == []
    hub.log()
    at(hub, "25 17:50")
    hub.review(change, "koho-kocho-officer", "COMMENTED", "広報済")
    assert hub.log() == [("review-ping", "pull_request_review"), ("send", "workflow_run")]
    assert addresses(hub) == OTA


# --- what must not go -----------------------------------------------------------------------------


def test_what_was_pushed_to_main_is_never_sent(hub: Hub) -> None:
    hub.plays = SENDER
    at(hub, "25 16:10")
    hub.direct({PATH: CAUTION}, CHIEF)
    assert hub.log() == [("send", "push")]
    at(hub, "25 16:44")  # long after the forge could have been late with its answer
    ran = hub.clock("clock")
    assert f"{ID}:保留しています" in ran.log
    assert addresses(hub) == []
    assert hub.kinds(ID) == ["held"]


def test_a_success_that_somebody_forged_sends_nothing(hub: Hub) -> None:
    hub.plays = frozenset()
    at(hub, "25 16:10")
    change = hub.open({PATH: CAUTION}, DRAFTER)
    hub.fake.statuses[change.commits[-1]] = [
        {"id": 1, "state": "success", "context": "consultation", "description": "ok", "creator": hub.people[DRAFTER]}
    ]
    assert hub.clock("consult").fine
    assert hub.status(change)[0] == "pending"  # and the next sweep says the truth again
    hub.plays = SENDER
    hub.merge(change, DRAFTER)
    assert f"{ID}:保留しています" in hub.ran[-1].log
    assert addresses(hub) == []


def test_a_withdrawn_alert_is_not_sent(hub: Hub) -> None:
    approved(hub)
    hub.plays = frozenset()
    at(hub, "25 20:30")
    hub.merge(hub.fake.pulls[7], DRAFTER)
    at(hub, "25 21:00")
    withdrawal = hub.open({PATH: None}, DRAFTER)
    hub.review(withdrawal, OFFICER, "APPROVED")
    assert hub.clock("consult").fine
    assert hub.status(withdrawal)[0] == "success"
    hub.merge(withdrawal, DRAFTER)
    at(hub, "26 07:04")
    assert hub.clock("clock").fine
    assert addresses(hub) == []


# --- lost, doubled and crowded starts --------------------------------------------------------------


def test_a_merge_that_starts_no_workflow_goes_with_the_clock(hub: Hub) -> None:
    at(hub, "25 16:10")
    change = hub.open({PATH: CAUTION}, DRAFTER, message="x [skip ci]")
    assert hub.log() == []
    hub.plays = frozenset()
    hub.review(change, CHIEF, "APPROVED")
    assert hub.clock("consult").fine
    assert hub.status(change)[0] == "success"
    hub.plays = SENDER
    hub.log()
    hub.merge(change, DRAFTER, title=f"{ID} (#7) [skip ci]")
    assert hub.log() == []
    at(hub, "25 16:24")
    assert hub.clock("clock").fine
    assert addresses(hub) == MAEBASHI


def test_five_merges_in_a_minute_go_once_each(hub: Hub) -> None:
    """Concurrency keeps one running and one waiting start and drops the others: two runs see to all five."""
    numbers = range(1606, 1611)
    for number in numbers:
        approved(hub, number)
    hub.plays = frozenset()
    at(hub, "25 16:30")
    for pull in list(hub.fake.pulls.values()):
        hub.merge(pull, DRAFTER)
    for _ in range(2):
        hub.plays = SENDER
        hub.start("push", {}, "refs/heads/main")
    assert Counter(addresses(hub)) == dict.fromkeys(MAEBASHI, 5)
    assert [hub.kinds(f"20261125-{number}-koekake") for number in numbers] == [["claimed", "sealed"]] * 5


# --- stopping ---------------------------------------------------------------------------------------


def test_one_alert_is_stopped_from_the_browser(hub: Hub) -> None:
    approved(hub)
    approved(hub, 1607)
    hub.plays = frozenset()
    at(hub, "25 20:30")
    for pull in list(hub.fake.pulls.values()):
        hub.merge(pull, DRAFTER)
    ran = hub.dispatch("send", stop=ID)
    assert ran.ended == {"stop": True}  # and no sender beside it
    assert hub.git("for-each-ref", "--format=%(refname)", "refs/heads/stop", at=hub.remote) == f"refs/heads/stop/{ID}"
    at(hub, "26 07:04")
    assert hub.clock("clock").fine
    assert (hub.kinds(ID), hub.kinds("20261125-1607-koekake")) == (["held"], ["claimed", "sealed"])
    assert addresses(hub) == MAEBASHI


@pytest.mark.parametrize(
    "given", ["$(touch {0}/x)", "`touch {0}/x`", "'; touch {0}/x; '", "all\ntouch {0}/x", "--help", '"', "all all"]
)
def test_what_is_typed_into_the_field_is_no_command(hub: Hub, given: str) -> None:
    ran = hub.dispatch("send", stop=given.format(hub.folder))
    assert ran.ended == {"stop": False}
    assert "main に" in ran.log
    assert not (hub.folder / "x").exists()
    assert hub.git("for-each-ref", "refs/heads/stop", at=hub.remote) == ""


# --- who writes the rules ----------------------------------------------------------------------------


def test_a_draft_that_rewrites_its_own_check_gains_nothing(hub: Hub) -> None:
    hub.plays -= SENDER
    at(hub, "25 16:10")
    quiet = (ROOT / ".github/workflows/validate.yml").read_text(encoding="utf-8")
    quiet = re.sub(r"run: python3 .*", 'run: "true"', quiet)
    ping = (ROOT / ".github/workflows/review-ping.yml").read_text(encoding="utf-8").replace("[submitted,", "[")
    change = hub.open(
        {PATH: CAUTION, ".github/workflows/validate.yml": quiet, ".github/workflows/review-ping.yml": ping}, DRAFTER
    )
    assert hub.ran[0].ended == {"validate": True}
    assert hub.status(change)[0] == "failure"
    hub.log()
    hub.review(change, CHIEF, "APPROVED")
    assert hub.log() == []  # the ping was rewritten away; the clock looks all the same
    assert hub.clock("consult").fine
    assert hub.status(change)[0] == "failure"


def test_what_may_not_be_mailed_fails_in_both(hub: Hub) -> None:
    hub.plays -= SENDER
    at(hub, "25 16:10")
    number = "090-" + "1234-" + "5678"
    change = hub.open({PATH: CAUTION.replace("110番通報", f"{number}へ連絡")}, DRAFTER)
    assert [(ran.workflow, ran.fine) for ran in hub.ran] == [("validate.yml", False), ("consult.yml", True)]
    assert "::error" in hub.ran[0].log
    assert hub.status(change)[0] == "failure"
    told = "".join(ran.log for ran in hub.ran) + change.comments[0]["body"]
    assert number not in told


def test_the_status_comes_from_the_app_where_there_is_one(hub: Hub) -> None:
    hub.plays = frozenset()
    at(hub, "25 16:10")
    change = hub.open({PATH: CAUTION}, DRAFTER)
    hub.fake.apps = {"app-Iv1-write-key": "consultation[bot]"}
    hub.variables |= {"HAISHIN_STATUS_APP": "Iv1"}
    hub.secrets = {"HAISHIN_STATUS_KEY": "key"}
    assert hub.clock("consult").fine
    assert hub.status(change)[0] == "pending"
    assert hub.fake.wrote == {
        ("consultation[bot]", "statuses"),
        ("github-actions[bot]", "issues"),
        ("github-actions[bot]", "pulls"),
    }
    said = hub.fake.statuses[change.commits[-1]]
    said[-1]["creator"] = BOT  # the same words of another account open no gate that is bound to the App
    assert hub.clock("consult").fine
    assert [one["creator"]["login"] for one in said] == ["github-actions[bot]", "consultation[bot]"]
    assert hub.clock("consult").fine
    assert len(said) == 2


def test_a_private_repository_opens_to_the_token_of_the_step(hub: Hub) -> None:
    hub.plays = frozenset()
    at(hub, "25 16:10")
    change = hub.open({PATH: CAUTION}, DRAFTER)
    hub.review(change, CHIEF, "APPROVED")
    with private(hub.remote, TOKEN) as hub.address:
        assert hub.clock("consult").fine
        assert hub.status(change)[0] == "success"
        assert hub.dispatch("send", stop="all").fine
        assert hub.git("for-each-ref", "refs/heads/stop/all", at=hub.remote) != ""
        hub.git("update-ref", "-d", "refs/heads/stop/all", at=hub.remote)
        hub.merge(change, DRAFTER)
        assert not hub.clock("clock").fine  # the mail host has a key of its own, for an address of its own
        hub.variables |= {"HAISHIN_REMOTE": f"file://{hub.remote}"}
        assert hub.clock("clock").fine
        assert hub.clock("health").fine
    assert addresses(hub) == MAEBASHI


# --- the second watcher -------------------------------------------------------------------------------


def test_the_second_watcher_tells_a_sender_that_has_gone_silent(hub: Hub) -> None:
    assert hub.clock("health").ended == {"beat": True}  # the ledger has just begun
    assert hub.clock("clock").fine
    at(hub, "25 16:50")
    assert hub.clock("health").ended == {"beat": True}
    at(hub, "25 17:40")
    silent = hub.clock("health")
    assert silent.ended == {"beat": False}
    assert "配信の処理が 2026-11-25 16:00 から動いていません。" in silent.log


def test_the_settings_are_looked_at_once_a_week(hub: Hub) -> None:
    hub.secrets = {"HAISHIN_DOCTOR_TOKEN": TOKEN}
    ran = hub.clock("health", "39 0 * * 1")
    assert list(ran.ended) == ["doctor"]
    assert "フォージの設定" in ran.log
