"""``schema/`` broken by force, with real git: the prefecture goes on, and the repair is merged by the ordinary way."""

from __future__ import annotations

import html

from test_program import STAFF, SUPERVISOR, written

from support.contract import vacated
from support.github import Change
from support.hub import moment
from support.live import CAUTION, CHIEF, DRAFTER, MAEBASHI, Live, merged, path

OFFICER = "koho-kocho-officer"
PRESS = "承認がそろいました。「Squash and merge」を押してください。"
READY = ("success", f"堀口次席:{PRESS}設定の変更です。マージするとすぐ使われ、メールは送られません")
MISSING = ("pending", "久保田課長:内容を読んで、承認してください。あと 1 人の承認が必要です。")
BROKEN = "警報:main の schema/ を読めないため、"


def consult(host: Live, change: Change) -> tuple[int, tuple[str, str] | None]:
    """One sweep, by the code of main: how it ends, and the status that the change has then."""
    done = host.run("consult")
    return done.returncode, host.hub.status(change)


def said(change: Change) -> str:
    return html.unescape(str(change.comments[-1]["body"]))


def test_a_gap_merged_by_force_stops_its_unit_alone_until_it_is_mended(host: Live) -> None:
    hub = host.hub
    hub.now = moment("25 16:05")
    before = written(host, "schema/roster.yaml")
    roster = vacated({"roster.yaml": before.encode()}, "manager", "naganohara", "2026-11-24")["roster.yaml"].decode()
    change = hub.open({"schema/roster.yaml": roster}, OFFICER)
    hub.review(change, STAFF, "APPROVED")
    assert consult(host, change) == (0, MISSING)  # for such a change waits for the supervisor
    assert "今、長野原警察署に運用管理者がおらず、昼間に代決できる人もいません。" in said(change)
    hub.merge(change, OFFICER)  # by force

    merged(host)
    done = host.send()
    assert (done.returncode, sorted(host.relay.taken)) == (1, MAEBASHI), done.stdout + done.stderr
    sick = host.run("health", "--older-than", "60")
    assert (sick.returncode, "警報:今、長野原警察署に運用管理者がおらず" in sick.stdout) == (1, True), sick.stdout
    alert = hub.open({"alerts/naganohara/2026/20261125-1608-koekake.md": CAUTION.replace("[maebashi]", "[naganohara]")},
                     "naganohara-staff")  # fmt: skip
    assert consult(host, alert)[0] == 0
    assert "今、承認できる人がいません。広報広聴課に連絡してください。" in said(alert)

    repair = hub.open({"schema/roster.yaml": before}, OFFICER)
    hub.review(repair, STAFF, "APPROVED")
    assert consult(host, repair) == (0, READY)
    hub.merge(repair, OFFICER)
    assert host.send().returncode == 0
    assert host.run("health", "--older-than", "60").returncode == 0
    hub.review(alert, "naganohara-manager", "APPROVED")
    assert consult(host, alert)[1] == ("success", f"坂本さん:{PRESS}配信予定 マージ後すぐ")


def test_rules_that_do_not_load_are_passed_over_until_they_are_mended(host: Live) -> None:
    hub = host.hub
    hub.now = moment("25 16:05")
    before = written(host, "schema/policy.yaml")
    tree = hub.git("rev-parse", "main:schema", at=hub.remote)
    change = hub.open({"schema/policy.yaml": before[: before.index("\nlimits:")] + "\nlimits: none\n"}, OFFICER)
    hub.review(change, SUPERVISOR, "APPROVED")
    assert consult(host, change) == (
        0,
        ("failure", "堀口次席:指摘されたところを直してください。承認はまだしないでください。"),
    )
    hub.merge(change, OFFICER)  # by force

    merged(host)
    done = host.send()
    assert (done.returncode, sorted(host.relay.taken)) == (1, MAEBASHI), done.stdout + done.stderr
    assert BROKEN in done.stdout
    (claim,) = (line for line in hub.records() if line["kind"] == "claimed")
    assert claim["schema"] == tree
    for verb in (("plan",), ("status",), ("health", "--older-than", "60")):
        told = host.run(*verb)
        assert (told.returncode, BROKEN in told.stdout) == (1, True), told.stdout + told.stderr

    alert = hub.open({path(1607): CAUTION}, DRAFTER)
    hub.review(alert, CHIEF, "APPROVED")
    repair = hub.open({"schema/policy.yaml": before}, OFFICER)
    hub.review(repair, SUPERVISOR, "APPROVED")
    assert consult(host, repair) == (1, READY)  # with the alarm
    assert hub.status(alert) == ("success", f"長井さん:{PRESS}配信予定 マージ後すぐ")
    hub.merge(alert, DRAFTER)
    hub.merge(repair, OFFICER)
    done = host.send()
    assert (done.returncode, sorted(host.relay.taken)) == (0, sorted(MAEBASHI * 2)), done.stdout + done.stderr
    assert [line["schema"] for line in hub.records() if line["kind"] == "claimed"] == [tree, tree]
    assert host.run("health", "--older-than", "60").returncode == 0
