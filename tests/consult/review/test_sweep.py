"""A sweep of the forge: data judged by main's rules, one status, one comment, requests, and no success by accident."""

from __future__ import annotations

import html
import re
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from haishin.check.rules.confirmed import mark
from haishin.consult.forge.writer import MARKER
from haishin.consult.review.facts import Reach
from haishin.core.errors import ToolError
from haishin.core.model import Text, What
from support.forge import client
from support.github import BOT, Answer, Asked, Change, running, sha, user
from support.ledger import World, git
from support.review import ALERT, NOW, PATH, TEXT, Office, contract, schema, who

HOUR = timedelta(hours=1)
NOT_YET = "承認はまだしないでください。"
PRESS = "承認がそろいました。「Squash and merge」を押してください。"
READY = f"長井さん:{PRESS}配信予定 マージ後すぐ"
APPROVE = "内容を読んで、承認してください。あと 1 人の承認が必要です。"
MISSING = f"登坂署長:{APPROVE}"
RELEASED = "報道発表が済んだら、「広報済」とだけ1行書いてください(発表の前には書かないでください)。"
BEGUN = "配信を始めています。この番号のファイルは、もう変えられません。"
CORRECT = "長井さん:指摘されたところを直してください。"
ANEW = f"長井さん:本文を写して、新しい番号で起案し直し、この申請を閉じてください。{NOT_YET}"
REFUSED = f"{CORRECT}{NOT_YET}"
ONE_ERROR = f"{CORRECT}直すところが 1 件あります。{NOT_YET}"
UNKNOWN = "確かめられません。承認はないものとして扱います。"
UNSAID = "コメントを書けません。今あるコメントは、別の文についてのものかもしれません。承認はないものとして扱います。"
SECOND_ID = "20261125-1610-niban"
SECOND = f"alerts/maebashi/2026/{SECOND_ID}.md"


def approve(change: Change, login: str = "maebashi-manager", **more: Any) -> None:
    number = 500 + len(change.reviews)
    commit = more.pop("commit", change.commits[-1])
    body = more.pop("body", "")
    state = more.pop("state", "APPROVED")
    change.review(number, more.pop("account", who(login)), state, more.pop("at", "2026-11-25T07:20:00Z"), commit, body)


def read(page: str) -> str:
    """The comment as it is read."""
    return html.unescape(page)


def written(office: Office) -> list[str]:
    return [f"{asked.method} {asked.route.rsplit('/', 1)[-1]}" for asked in office.fake.asked if asked.method != "GET"]


def one(office: Office, change: Change) -> tuple[str, str]:
    """The status after one sweep, which must have been the first."""
    with running(office.fake):
        office.sweep()
    [light] = office.lights(change)
    return light


# --- status, comment, requests: written when something changed, and then once --------------------


def test_from_the_draft_to_all_approvals(office: Office) -> None:
    change = office.propose()
    with running(office.fake):
        first = office.sweep()
        assert written(office) == ["POST comments", "POST requested_reviewers", "POST {sha}"]
        assert office.comment().startswith(
            "### 登坂署長&#58;内容を読んで、承認してください&#40;まだ配信されません&#41;\n"
        )
        assert change.requested == ["maebashi-manager"]
        again = office.sweep()
        approve(change)
        office.sweep()
    assert (first.judged, first.failed, first.written, again.written) == (1, 0, 3, 0)
    assert office.lights(change) == [("pending", MISSING), ("success", READY)]
    assert office.comment().startswith(
        "### 長井さん&#58;承認がそろいました。「Squash and merge」を押してください"
        "&#40;押すと配信され、取り消せません&#41;\n"
    )
    assert office.said == []


def test_at_night_the_status_says_when_it_goes(office: Office) -> None:
    change = office.propose(files={PATH: TEXT.replace("T15:40", "T19:40")})
    approve(change)
    office.now = datetime(2026, 11, 25, 12, 0, tzinfo=UTC)
    with running(office.fake):
        office.sweep()
    assert office.lights(change) == [("success", f"長井さん:{PRESS}配信予定 11月26日(木)7:00")]
    assert "**いつ** 11月26日(木)7:00(マージは今でもできます)\n" in office.comment()


def test_a_file_with_errors_fails_and_nobody_is_asked(office: Office) -> None:
    change = office.propose(files={PATH: TEXT.replace("case: approach", "case: robbery")})
    assert one(office, change) == ("failure", ONE_ERROR)
    assert change.requested == []
    assert "### 指摘と直し方" in office.comment()


@pytest.mark.parametrize("text", ["---\n", TEXT.replace("case: approach", "case: robbery")])
def test_a_file_that_is_refused_is_its_drafters_since_it_was_first_judged(office: Office, text: str) -> None:
    office.propose(files={PATH: text})
    with running(office.fake):
        forge = office.forge(client(office.fake))
        judge = office.judge(forge)
        [opened] = forge.open_pulls()
        judged = judge.judge(opened, NOW)
        earlier, later = (judge.waited(judged, lambda _, at=at: at, NOW) for at in (opened.opened_at - HOUR, NOW))
    told = [(one.verdict.turn.what, one.verdict.turn.people, one.verdict.turn.since) for one in (earlier, later)]
    assert told == [(What.CORRECT, ("maebashi-staff",), at) for at in (opened.opened_at, NOW)]


def test_a_draft_is_judged_but_nobody_is_called(office: Office) -> None:
    change = office.propose(draft=True)
    office.now = NOW + timedelta(hours=5)
    assert one(office, change)[0] == "pending"
    assert change.requested == []
    assert len(change.comments) == 1


def test_a_private_finding_shows_no_text_anywhere(office: Office) -> None:
    name = "090-1234-5678"
    change = office.propose(files={PATH: TEXT.replace("男、40歳代", f"電話 {name}、男、40歳代")})
    state, text = one(office, change)
    everything = office.comment() + text + "".join(office.said)
    assert state == "failure"
    assert name not in everything
    assert "お菓子" not in everything
    assert "公開の一覧にない電話番号が書かれています" in office.comment()
    assert "本文と、起案者が書いた事情は表示しません" in office.comment()


def test_no_word_of_the_alert_reaches_status_or_log(office: Office) -> None:
    hostile = TEXT.replace("title: 下校中の児童に対する声かけ事案の発生", "title: '::error::x ##[error]y @everyone'")
    change = office.propose(files={PATH: hostile})
    office.fake.fault = lambda asked, _: Answer(403, {"message": "no"}) if asked.route.endswith("comments") else None
    state, text = one(office, change)
    assert state == "error"
    assert not re.search("::|##|@", text + "".join(office.said))


def test_a_mention_of_the_alert_calls_nobody(office: Office) -> None:
    title = "title: '@everyone <b>下校中の児童'"
    change = office.propose(files={PATH: TEXT.replace("title: 下校中の児童に対する声かけ事案の発生", title)})
    one(office, change)
    outside = re.sub(r"(?s)```.*?```", "", office.comment())
    assert "@everyone" not in outside
    assert "<b>" not in outside


# --- what a pull request is -----------------------------------------------------------------------


def test_several_alerts_are_refused(office: Office) -> None:
    change = office.propose(files={PATH: TEXT, SECOND: TEXT})
    assert one(office, change) == ("failure", REFUSED)
    assert "情報メールのファイルを二つ以上変えています" in office.comment()


def test_an_alert_that_brings_its_own_rules_is_refused(office: Office) -> None:
    """T2."""
    loose = "limits: none\n"
    change = office.propose(files={PATH: TEXT.replace("case: approach", "case: robbery"), "schema/policy.yaml": loose})
    approve(change)
    assert one(office, change) == ("failure", REFUSED)
    assert "情報メールのほかに、別のファイルも変えています" in office.comment()


def test_each_person_is_shown_once_with_all_his_roles(office: Office) -> None:
    """The head of the section is supervisor and manager, the officer their deputy."""
    office.put_rules()
    office.propose(files={"schema/wording.yaml": schema()["wording.yaml"] + "# x\n"})
    with running(office.fake):
        office.sweep()
    taps = [line for line in office.comment().split("\n") if line.startswith("  - ") and "根拠" not in line]
    assert [line.removeprefix("  - ") for line in taps] == [
        "久保田 徹(@koho-kocho-manager)(広報広聴課の運用総括管理者、広報広聴課の運用管理者&#40;課長&#41;)",
        "堀口 恵子(@koho-kocho-officer)",
        "福田 徹(@koho-kocho-staff)",
    ]


def test_rules_of_a_branch_do_not_judge_it(office: Office) -> None:
    """T2: a second pull request that loosens the rules waits for the supervisor; the first stays refused."""
    office.put_rules()
    text = schema()["policy.yaml"].replace("max_age_minutes: 720", "max_age_minutes: 700")
    loose = office.propose(8, files={"schema/policy.yaml": text}, author="maebashi-officer")
    change = office.propose(7, files={PATH: TEXT.replace("case: approach", "case: robbery")})
    with running(office.fake):
        office.sweep()
        assert office.lights(change) == [("failure", ONE_ERROR)]
        assert office.lights(loose) == [("pending", f"久保田課長:{APPROVE}")]
        for who_else in ("maebashi-manager", "koho-kocho-staff"):
            approve(loose, who_else)
            office.sweep()
            assert office.lights(loose) == [("pending", f"久保田課長:{APPROVE}")]
        approve(loose, "koho-kocho-manager")
        office.sweep()
    assert office.lights(loose)[-1] == (
        "success",
        f"石井副署長:{PRESS}設定の変更です。マージするとすぐ使われ、メールは送られません",
    )


def test_nothing_of_the_pull_request_is_checked_out_or_run(office: Office) -> None:
    """T1, T28: its hooks, attributes and code stay objects in the store; names are never a command."""
    hostile = "alerts/maebashi/2026/$(touch pwned);`id`.md"
    change = office.propose(files={hostile: TEXT, ".gitattributes": "* filter=x\n", "scripts/haishin.py": "raise\n"})
    assert one(office, change)[0] == "failure"
    assert not list(office.world.folder.rglob("pwned"))
    assert git(office.world.clone, "for-each-ref", "refs/pull") == ""
    assert "pwned" not in office.comment() + "".join(office.said)


@pytest.mark.parametrize(("mode", "said"), [("120000", "シンボリックリンク"), ("100755", "実行できるファイル")])
def test_what_is_no_regular_file_is_refused(office: Office, mode: str, said: str) -> None:
    change = office.propose()
    blob = git(office.world.work, "rev-parse", f"{change.commits[0]}:{PATH}")
    git(office.world.work, "update-index", "--add", "--cacheinfo", f"{mode},{blob},{PATH}")
    tree = git(office.world.work, "write-tree")
    commit = git(office.world.work, "commit-tree", "-p", "main", "-m", "x", tree)
    git(office.world.work, "push", "-q", "--force", "origin", f"{commit}:refs/pull/7/head")
    office.fake.commit(commit, who("maebashi-staff"), PATH)
    change.commits = [commit]
    assert one(office, change) == ("failure", ONE_ERROR)
    assert said in office.comment()


def test_an_id_of_another_unit_is_found_on_main(office: Office) -> None:
    office.world.commit({f"alerts/takasaki/2026/{ALERT}.md": TEXT.replace("maebashi", "takasaki")})
    change = office.propose()
    assert one(office, change)[0] == "failure"
    assert "同じ番号の情報メールが" in office.comment()


def test_an_id_once_removed_never_comes_back(office: Office) -> None:
    office.world.commit({PATH: TEXT})
    office.world.commit({PATH: None})
    change = office.propose()
    assert one(office, change) == (
        "failure",
        ANEW,
    )
    assert "以前に main から削除されたもの" in office.comment()


def test_a_withdrawal_needs_one_person_and_shows_no_mail(office: Office) -> None:
    office.world.commit({PATH: TEXT})
    change = office.propose(files={PATH: None})
    with running(office.fake):
        office.sweep()
        approve(change, "maebashi-officer")
        office.sweep()
    assert office.lights(change) == [
        ("pending", f"登坂署長、石井副署長、久保田課長、堀口次席、福田さんのうちお一人:{APPROVE}"),
        ("success", f"長井さん:{PRESS}取り下げです。マージすると、このメールは配信されません"),
    ]
    assert "&#40;取り下げです。マージすると、このメールは配信されません&#41;\n" in office.comment()
    assert "お菓子" not in office.comment()


def test_an_amendment_is_judged_as_one(office: Office) -> None:
    office.world.commit({PATH: TEXT})
    change = office.propose(files={PATH: TEXT.replace("40歳代", "50歳代")})
    approve(change)
    assert one(office, change) == ("success", READY)
    assert "50歳代" in office.comment()


def test_a_file_that_main_has_lost_meanwhile(office: Office) -> None:
    office.world.commit({PATH: TEXT})
    change = office.propose(files={PATH: None})
    office.world.commit({PATH: None})
    assert one(office, change) == ("failure", "終わっています。この申請を閉じてください。")
    assert "このファイルは main にはもうありません" in office.comment()


def test_a_file_of_main_that_is_no_alert_is_cleared_away_by_the_owners(office: Office) -> None:
    office.world.commit({PATH: "broken"})
    change = office.propose(files={PATH: None})
    approve(change, "maebashi-manager")
    with running(office.fake):
        office.sweep()
        approve(change, "koho-kocho-officer")
        office.sweep()
    assert [state for state, _ in office.lights(change)] == ["pending", "success"]


@pytest.mark.parametrize("case", ["approach", "robbery"])  # the second is an error
def test_what_was_begun_is_final(office: Office, case: str) -> None:
    office.world.commit({PATH: TEXT})
    office.claim()
    change = office.propose(files={PATH: TEXT.replace("40歳代", "50歳代").replace("case: approach", f"case: {case}")})
    approve(change)
    state, light = one(office, change)
    assert (state, BEGUN in light, "指摘" in light) == ("failure", True, False)
    assert read(office.comment()).startswith(f"### {BEGUN[:-1]}")
    assert "配信を始めています" in office.comment()
    assert "いつ" not in office.comment()  # nor is a text shown that is never mailed
    assert "50歳代" not in office.comment()


@pytest.mark.parametrize("record", ["halted", "held"])
def test_while_it_is_stopped_nobody_is_told_that_it_goes_at_once(office: Office, record: str) -> None:
    office.record(record, reason="stop", **({"cause": "stop"} if record == "held" else {}))
    change = office.propose()
    approve(change)
    assert one(office, change) == ("success", f"長井さん:{PRESS}配信予定 再開後(今は止められています)")
    assert "**いつ** 止めた配信を再開した後(今は止められています)" in office.comment()


THERE = PATH.replace("maebashi", "ota")
OF_OTA = TEXT.replace("scope: [maebashi]", "scope: [ota]").replace("前橋市文京町2丁目", "太田市飯田町")


@pytest.mark.parametrize("begun", [True, False])
def test_an_id_that_another_units_file_has_is_refused_and_what_was_merged_may_be_withdrawn(
    office: Office, *, begun: bool
) -> None:
    """What the ledger says of the id is said of the other file: this one was never begun."""
    office.world.commit({PATH: TEXT})
    if begun:
        office.claim()
    change = office.propose(files={THERE: OF_OTA})
    approve(change, "ota-manager")
    assert one(office, change)[0] == "failure"
    office.merge()
    away = office.propose(8, files={THERE: None}, author="ota-staff")
    approve(away, "ota-manager")
    with running(office.fake):
        office.sweep()
        assert office.lights(away)[-1][0] == "success"
        assert read(office.comment()).startswith("### 起案者:配信されません。")
        office.merge(8)
        office.sweep()
        head = "取り下げました。対応は不要です" if begun else "まもなく取り下げが記録されます。"
        assert [head in read(office.comment(number)) for number in (7, 8)] == [True, True]


@pytest.mark.parametrize("path", [PATH, THERE])
def test_an_id_from_before_the_activation_is_refused(tmp_path: Path, path: str) -> None:
    world = World.make(tmp_path)
    world.commit({PATH: TEXT})
    world.activate()
    office = Office(world)
    change = office.propose(files={path: OF_OTA if path == THERE else TEXT.replace("40歳代", "50歳代")})
    approve(change)
    assert one(office, change)[0] == "failure"
    office.merge()
    with running(office.fake):
        office.sweep()
    assert read(office.comment()).startswith("### 起案者:配信されません。")


@pytest.mark.parametrize("other", [TEXT.replace("40歳代", "50歳代"), None])
def test_what_was_changed_after_it_had_begun_is_put_back_and_the_comment_shows_what_was_mailed(
    office: Office, other: str | None
) -> None:
    """T38. A change, or a withdrawal, is merged just after the claim: whoever keeps the rules may agree to undo it."""
    office.world.commit({PATH: TEXT})
    office.claim()
    office.propose(files={PATH: other})
    office.merge()
    with running(office.fake):
        office.sweep()
    said = read(office.comment())
    assert said.startswith("### 起案者:main のファイルが、配信を始めた後に変えられています。元に戻してください\n")
    assert ("40歳代" in said, "50歳代" in said) == (True, False)
    for number, text, state in ((8, TEXT.replace("40歳代", "60歳代"), "failure"), (9, TEXT, "success")):
        change = office.propose(number, files={PATH: text})
        approve(change, "koho-kocho-manager")
        with running(office.fake):
            office.sweep()
        assert office.lights(change)[-1][0] == state
    office.merge(9)
    with running(office.fake):
        office.sweep()
    assert read(office.comment(9)).startswith("### 配信しています。対応は不要です\n")


def test_what_has_ended_unsent_and_is_on_main_again_may_be_taken_away(office: Office) -> None:
    office.world.commit({PATH: TEXT})
    office.world.commit({PATH: None})
    office.record("withdrawn")
    office.world.commit({PATH: TEXT})
    change = office.propose(files={PATH: None})
    approve(change)
    assert one(office, change)[0] == "success"


# --- whose word counts, on which text -------------------------------------------------------------


def test_a_push_after_the_approval_voids_it(office: Office) -> None:
    """T4."""
    change = office.propose()
    approve(change)
    first = change.commits[0]
    with running(office.fake):
        office.sweep()
        office.propose(files={PATH: TEXT.replace("40歳代", "50歳代")}, onto=first)
        office.sweep()
        assert office.lights(change) == [("pending", MISSING)]
        assert "別の文に対する承認です" in office.comment()
        approve(change)
        office.sweep()
    assert office.lights(change)[-1] == ("success", READY)


def test_an_update_of_the_branch_keeps_the_approval(office: Office) -> None:
    change = office.propose()
    approve(change)
    office.world.commit({"README.md": "elsewhere"})
    git(office.world.work, "checkout", "-q", "--detach", change.commits[0])
    git(
        office.world.work, "merge", "-q", "--no-ff", "-m", "Merge branch main", "main", when="2026-11-25T16:25:00+09:00"
    )
    merge = git(office.world.work, "rev-parse", "HEAD")
    git(office.world.work, "push", "-q", "origin", "HEAD:refs/pull/7/head")
    office.fake.commit(merge, who("maebashi-manager"), "README.md")
    change.commits.append(merge)
    assert one(office, change) == ("success", READY)


@pytest.mark.parametrize("commit", [None, "collected"])
def test_an_approval_whose_commit_is_gone_is_no_proof(office: Office, commit: str | None) -> None:
    """T5: null, or a commit that nobody serves any more."""
    change = office.propose()
    approve(change, commit=commit)
    assert one(office, change) == ("pending", MISSING)
    assert "どの文への承認か確かめられません" in office.comment()


def test_a_rewritten_branch_voids_what_was_said_before(office: Office) -> None:
    """T5."""
    change = office.propose()
    approve(change)
    change.events.append({"event": "head_ref_force_pushed", "created_at": "2026-11-25T07:25:00Z"})
    assert one(office, change) == ("pending", MISSING)


def test_the_author_approves_nothing_by_whatever_account(office: Office) -> None:
    """T6: an account outside the roster, the drafter himself, a login that was taken over."""
    change = office.propose(author="maebashi-manager")
    approve(change, "maebashi-manager")
    approve(change, account=user("maebashi-manager-2", 77))
    approve(change, account=user("maebashi-officer", 78), body="代決")
    assert one(office, change) == ("pending", f"石井副署長:{APPROVE}")
    assert office.comment().count("体制表にないアカウントです。") == 2
    assert "この文を書いた本人です。" in office.comment()


@pytest.mark.parametrize("face", ["robot", "outsider", "forged"])
def test_one_person_with_two_faces_needs_a_second(office: Office, face: str) -> None:
    """T6: what a robot, his own account outside the roster or a commit in the drafter's name brought, he approves."""
    change = office.propose()
    commit = office.fake.commits[change.commits[0]]
    if face == "forged":
        commit["commit"]["verification"] = {"verified": False, "reason": "unsigned"}
    else:
        change.author = commit["author"] = BOT if face == "robot" else user("maebashi-manager-2", 77)
    approve(change)
    with running(office.fake):
        office.sweep()
        [(state, told)] = office.lights(change)
        assert (state, told.partition(":")[2]) == ("pending", APPROVE)
        assert "だれが書いたのか確かめられません" in office.comment()
        assert "maebashi-manager" not in change.requested  # he has spoken, and is not two
        assert "maebashi-officer" in change.requested
        approve(change, "maebashi-officer")
        office.sweep()
    assert office.lights(change)[-1] == ("success", READY if face == "forged" else READY.replace("長井さん", "起案者"))


def test_one_person_does_not_fill_two_roles(office: Office) -> None:
    """T6, 4(4)イ."""
    change = office.propose(files={PATH: TEXT.replace("scope: [maebashi]", "scope: prefecture")})
    approve(change)
    with running(office.fake):
        office.sweep()
        assert office.lights(change) == [("pending", f"宮下課長:{APPROVE}")]
        assert "<summary>承認(1/2)と、承認できる方</summary>" in office.comment()
        assert change.requested == ["jinshin-anzen-manager"]
        approve(change, "jinshin-anzen-manager")
        office.sweep()
    assert office.lights(change)[-1][0] == "success"


def test_an_objection_stands_until_its_author_approves(office: Office) -> None:
    change = office.propose()
    approve(change)
    approve(change, "maebashi-officer", state="CHANGES_REQUESTED", at="2026-11-25T07:21:00Z")
    with running(office.fake):
        office.sweep()
        assert office.lights(change)[-1][0] == "pending"
        assert "&#58;石井副署長から変更の求めがあります。" in office.comment()
        assert "本人が承認するまで終わりません" in office.comment()
        approve(change, "maebashi-officer", at="2026-11-25T07:25:00Z")
        office.sweep()
    assert office.lights(change)[-1] == ("success", READY)


def test_reading_an_arrest_confirms_no_release(office: Office) -> None:
    """T35: only 「広報済」 does, by whom policy names."""
    press = 'press:\n  at: 2026-11-25T16:00+09:00\n  title: 検挙\n  consistent: "yes"'
    text = TEXT.replace("content: caution", "content: arrest").replace("press: none", press)
    change = office.propose(files={PATH: text})
    approve(change)
    approve(change, "koho-kocho-staff")
    with running(office.fake):
        office.sweep()
        assert office.lights(change)[-1] == ("pending", f"広報広聴課:{RELEASED}")
        assert office.comment().startswith("### 広報広聴課&#58;報道発表が済んだら、「広報済」とだけ1行")
        approve(change, "maebashi-officer", state="COMMENTED", body="広報済")
        office.sweep()
        assert office.lights(change)[-1][0] == "pending"
        approve(change, "koho-kocho-staff", state="COMMENTED", body="広報済", at="2026-11-25T07:26:00Z")
        office.sweep()
    assert office.lights(change)[-1] == ("success", READY)


def test_a_green_status_of_somebody_else_changes_nothing(office: Office) -> None:
    """T3: the status is written, never read as a proof; with the wrong text it is written anew."""
    change = office.propose()
    head = change.commits[0]
    office.fake.statuses[head] = [{"id": 1, "context": "consultation", "state": "success", "description": "ok"}]
    with running(office.fake):
        office.sweep()
    assert office.lights(change) == [("success", "ok"), ("pending", MISSING)]


def test_two_pull_requests_with_one_head_get_the_weaker_verdict(office: Office) -> None:
    change = office.propose(7)
    approve(change)
    twin = Change(8, who("maebashi-staff"), change.commits, change.files, created_at=change.created_at)
    twin.events.append({"event": "committed", "sha": change.commits[0]})
    office.fake.pulls[8] = twin
    assert one(office, change) == ("pending", MISSING)
    assert office.comment(7).startswith(
        "### 長井さん&#58;承認がそろいました。「Squash and merge」を押してください"
        "&#40;押すと配信され、取り消せません&#41;\n"
    )
    assert office.comment(8).startswith("### 登坂署長&#58;内容を読んで、承認してください&#40;まだ配信されません&#41;\n")


def test_a_pull_request_to_another_branch_is_left_alone(office: Office) -> None:
    """T8: only what can reach main is judged; a branch of another name brings nothing."""
    change = office.propose(base="elsewhere")
    approve(change)
    with running(office.fake):
        tally = office.sweep()
    assert (tally.judged, office.lights(change), change.comments) == (0, [], [])


@pytest.mark.parametrize(("commits", "calls"), [(1, 18), (30, 19), (31, 13), (250, 13)])
def test_a_sweep_asks_as_much_of_many_commits_as_of_one(office: Office, commits: int, calls: int) -> None:
    """T36: git says which of them changed the text; and of too many nothing is asked at all."""
    office.world.commit({"README.md": "there\n"})
    change = office.propose()
    empty = "commit refs/many\ncommitter t <t@example.invalid> 1795590360 +0000\ndata 1\nx"  # 16:06 in Japan
    first = f"{empty}\nfrom {change.commits[0]}\n\n"
    git(office.world.remote, "fast-import", "--quiet", data=(first + f"{empty}\n\n" * (commits - 2)).encode())
    if commits > 1:
        git(office.world.remote, "update-ref", "refs/pull/7/head", "refs/many")
        added = git(office.world.remote, "rev-list", "--reverse", f"{change.commits[0]}..refs/many").split()
        change.commits += added
        for commit in added:
            office.fake.commit(commit, who("maebashi-staff"), at="2026-11-25T07:06:00Z")
    assert len(change.commits) == commits
    approve(change, commit=change.commits[0])
    light = one(office, change)
    assert len(office.fake.asked) == calls
    if commits > 30:
        assert light == (
            "pending",
            ANEW,
        )
        assert "直しが多すぎて確かめられません" in office.comment()
        assert change.requested == []
    else:
        assert light == ("success", READY)


# --- a forge that fails (T36) ----------------------------------------------------------------------

READS = [
    "{pull_number}",
    "files",
    "commits",
    "{ref}",
    "timeline",
    "reviews",
]
FAULTS = [
    Answer(403, {"message": "no"}),
    Answer(503, {"message": "no"}),
    Answer(200, raw=b"[{"),
    Answer(200, raw=b"null"),
]


@pytest.mark.parametrize("read", READS)
def test_a_call_that_fails_never_gives_success_and_stops_no_other(office: Office, read: str) -> None:
    first, second = office.propose(7), office.propose(8, files={SECOND: TEXT})
    approve(first)
    approve(second)
    for fault in FAULTS:
        office.fake.fault = lambda asked, _, fault=fault: fault if _is(asked, read, first) else None
        with running(office.fake):
            tally = office.sweep()
        office.fake.complaints.clear()
        assert (tally.judged, tally.failed) == (2, 1), (read, fault)
        assert office.lights(first)[-1] == ("error", UNKNOWN)
        assert office.lights(second) == [("success", READY)]
        assert [line.split(":")[0] for line in office.said] == ["#7"]
        assert first.comments == []


def _is(asked: Asked, read: str, change: Change) -> bool:
    return asked.route.rsplit("/", 1)[-1] == read and (
        f"/{change.number}" in asked.path or change.commits[0] in asked.path
    )


def test_a_list_that_is_not_that_of_the_head_is_no_list(office: Office) -> None:
    """Somebody pushed between two calls: the files must be those of the commit that the status goes on."""
    change = office.propose()
    approve(change)
    change.files[0]["sha"] = sha("another blob")
    assert one(office, change) == ("error", UNKNOWN)


def test_a_head_that_git_cannot_get(office: Office) -> None:
    change = office.propose()
    git(office.world.remote, "update-ref", "-d", "refs/pull/7/head")
    git(office.world.remote, "gc", "--quiet", "--prune=now")
    assert one(office, change) == ("error", UNKNOWN)
    assert office.said == ["#7: プルリクエスト #7 のコミットを取得できません。"]


def test_what_has_only_just_changed_raises_no_alarm(office: Office) -> None:
    change = office.propose()
    office.fake.fault = lambda asked, _: Answer(200, []) if asked.route.endswith("}/commits") else None
    for minutes, light, failed in ((9, ("pending", "確かめています。"), 0), (11, ("error", UNKNOWN), 1)):
        office.now = datetime.fromisoformat(change.created_at) + timedelta(minutes=minutes)
        with running(office.fake):
            tally = office.sweep()
        assert (office.lights(change)[-1], tally.failed, len(office.said)) == (light, failed, failed)


def test_where_nothing_can_be_judged_every_status_says_so(office: Office) -> None:
    first, second = office.propose(7), office.propose(8, files={SECOND: TEXT})
    office.broken = ToolError(Text("台帳がありません。", "There is no ledger."), Text("", ""))
    with running(office.fake):
        tally = office.sweep()
    assert (tally.judged, tally.failed) == (2, 2)
    assert office.lights(first) == office.lights(second) == [("error", UNKNOWN)]


def test_a_crash_says_its_kind_and_nothing_else(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    def crash(*_: object) -> None:
        raise ValueError("下校中の児童")

    monkeypatch.setattr("haishin.consult.review.judging.check_files", crash)
    change = office.propose()
    assert one(office, change) == ("error", UNKNOWN)
    assert office.said == ["#7: ValueError"]


@pytest.mark.parametrize("part", ["comment.render", "reminding.requests", "reminding.reminder"])
def test_a_crash_after_the_verdict_is_a_failure_too(office: Office, monkeypatch: pytest.MonkeyPatch, part: str) -> None:
    def crash(*_: object) -> None:
        raise ValueError("下校中の児童")

    monkeypatch.setattr(f"haishin.consult.review.{part}", crash)
    change = office.propose()
    with running(office.fake):
        tally = office.sweep()
    light = ("error", UNSAID) if part == "comment.render" else ("pending", MISSING)
    assert (tally.judged, tally.failed, office.lights(change)) == (1, 1, [light])
    assert office.said == ["#7: ValueError"]


@pytest.mark.parametrize(
    ("path", "text", "found", "why"),
    [
        (
            PATH.replace("maebashi", "atlantis"),
            TEXT,
            "所属「atlantis」は知られていません。",
            "フォルダーの名前に当たる所属がないため、配信元が分かりません。",
        ),
        (
            PATH,
            TEXT.replace("scope: [maebashi]", "scope: [atlantis]"),
            "「atlantis」という警察署はありません。",
            "配信範囲（scope）に、実在する警察署がありません。",
        ),
    ],
)
def test_what_no_mail_can_be_made_of_has_its_comment(
    office: Office, path: str, text: str, found: str, why: str
) -> None:
    change = office.propose(files={path: text})
    with running(office.fake):
        tally = office.sweep()
    assert (tally.failed, office.said) == (0, [])
    assert office.lights(change) == [("failure", ONE_ERROR)]
    assert f"行目:{found}" in office.comment()
    assert f"### 届くメール\n\nメールの見本を作れません:{why}\n" in office.comment()


@pytest.mark.parametrize("status", [401, 403, 422, 500])
def test_a_request_that_cannot_be_made_changes_no_verdict(office: Office, status: int) -> None:
    change = office.propose()
    office.fake.fault = lambda asked, _: (
        Answer(status, {"message": "no"})
        if asked.method == "POST" and asked.route.endswith("requested_reviewers")
        else None
    )
    with running(office.fake):
        tally = office.sweep()
    assert (tally.failed, office.lights(change)) == (0, [("pending", MISSING)])
    assert [line.split(":")[0] for line in office.said] == ["#7"]


@pytest.mark.parametrize("status", [401, 403, 422, 500])
@pytest.mark.parametrize("approved", [False, True])
def test_no_status_is_green_whose_comment_could_not_be_written(office: Office, approved: bool, status: int) -> None:
    """T9: the comment that is there tells of the text before; and nobody is asked about what he cannot read."""
    change = office.propose()
    with running(office.fake):
        office.sweep()
        office.propose(files={PATH: TEXT.replace("40歳代", "50歳代")}, onto=change.commits[0])
        if approved:
            approve(change)
        change.requested.clear()
        office.fake.fault = lambda asked, _: Answer(status, {}) if asked.method == "PATCH" else None
        tally = office.sweep()
        assert (tally.failed, office.lights(change)) == (1, [("error", UNSAID)])
        assert (len(office.said), office.said[0][:3], change.requested) == (1, "#7:", [])
        office.fake.fault = lambda _asked, _answer: None
        office.sweep()
    assert office.lights(change)[-1] == (("success", READY) if approved else ("pending", MISSING))


def test_a_text_of_any_length_has_a_comment_of_its_own(office: Office) -> None:
    """T9: harmless words are approved; then others under reasons that would not fit, and the comment must say them."""
    change = office.propose()
    with running(office.fake):
        office.sweep()
        assert "40歳代" in office.comment()
        signs = mark(ALERT, "hearsay", "るらしい")
        reason = (
            f"press: none\nconfirmed:\n  - {{rule: hearsay, mark: {signs}, reason: '現場で確かめた {'確@認#' * 230}'}}"
        )
        hearsay = "犯人は市内に住んでいるらしい。\n\n" * 20
        hostile = TEXT.replace("40歳代", "50歳代").replace("press: none", reason)
        office.propose(files={PATH: hostile.replace("## お願い", f"{hearsay}## お願い")}, onto=change.commits[0])
        approve(change)
        tally = office.sweep()
    assert tally.failed == 0
    assert office.lights(change)[-1][0] == "success"
    assert "50歳代" in office.comment()
    assert "40歳代" not in office.comment()
    assert len(office.comment()) < 65_536


def test_a_status_that_cannot_be_written_is_a_failure(office: Office) -> None:
    change = office.propose()
    office.fake.fault = lambda asked, _: Answer(403, {}) if asked.route.endswith("{sha}") else None
    with running(office.fake):
        tally = office.sweep()
    assert tally.failed == 1
    assert [line.split(":")[0] for line in office.said] == [change.commits[0][:12]]
    assert len(change.comments) == 1


def test_a_copied_marker_is_not_ours(office: Office) -> None:
    change = office.propose()
    change.comments.append({"id": 5, "user": who("maebashi-staff"), "body": f"{MARKER}\n承認がそろいました"})
    with running(office.fake):
        office.sweep()
    first, second = (found["body"].split("\n")[1] for found in change.comments)
    assert (first, second) == (
        "承認がそろいました",
        "### 登坂署長&#58;内容を読んで、承認してください&#40;まだ配信されません&#41;",
    )


# --- one call for what has not changed -------------------------------------------------------------


def asked(office: Office, minutes: int) -> int:
    """How many calls a sweep makes so much later, but for the three that it makes in any case."""
    office.now += timedelta(minutes=minutes)
    office.fake.asked.clear()
    tally = office.sweep()
    assert (tally.judged, tally.failed) == (len(office.fake.pulls), 0)
    return len(office.fake.asked) - 3


def test_what_nothing_has_happened_to_costs_one_call(office: Office) -> None:
    changes = [office.propose(7), office.propose(8, files={SECOND: TEXT})]
    changes.append(office.propose(9, files={"README.md": "x"}))
    office.propose(10, files={PATH: TEXT, "README.md": "x"})
    with running(office.fake):
        asked(office, 0)
        assert asked(office, 1) > 20  # our own comments are news, too, until the status is written behind them
        assert [asked(office, 3), asked(office, 3)] == [4, 4]
        approve(changes[1])
        assert asked(office, 1) in range(12, 20)
        assert office.lights(changes[1])[-1] == ("success", READY)
        changes[0].body = "- [ ] not yet"
        assert asked(office, 1) > 12
        office.world.commit({"README.md": "main moves"})
        assert asked(office, 1) >= 40


def test_the_number_of_those_reached_turns_with_the_delivery_hours(office: Office) -> None:
    office.reach = Reach(1230, NOW, 310)
    office.now = NOW.replace(hour=10, minute=40)  # 19:40 in Japan
    waived = "press: none\nwaivers: [{rule: delivery-hours, reason: 逃げているため}]"
    office.propose(files={PATH: TEXT.replace("press: none", waived)})
    with running(office.fake):
        office.sweep()
        asked(office, 5)  # from now on it stands while nothing but the clock moves
        assert "**だれに** 前橋警察署の登録者 約 1,230 人\n" in office.comment()
        asked(office, 16)
        assert "**だれに** 前橋警察署の登録者 約 310 人:夜間のメールも受け取る人です。" in office.comment()


def test_a_green_status_is_proven_anew_unless_nobody_else_can_write_it(office: Office) -> None:
    """T3."""
    approve(office.propose())
    with running(office.fake):
        asked(office, 0)
        asked(office, 1)
        assert asked(office, 1) > 10
        office.sole = True
        assert asked(office, 1) == 1


def test_a_forged_status_does_not_stand(office: Office) -> None:
    """T3: by another account, of another ledger or main, or for ever."""
    change = office.propose()
    with running(office.fake):
        asked(office, 0)
        asked(office, 1)
        [*_, newest] = office.fake.statuses[change.commits[0]]
        link = newest["target_url"]
        for forged in (
            {"creator": who("maebashi-staff")},
            {"state": "success", "description": "ok"},
            {"target_url": re.sub("stands-[0-9a-f]{16}", f"stands-{'0' * 16}", link)},
            {"target_url": "https://elsewhere.example/"},
        ):
            assert asked(office, 1) == 1
            office.fake.statuses[change.commits[0]].append({**newest, **forged, **office.fake.dated(), "id": 99})
            assert asked(office, 1) > 5
            assert office.lights(change)[-1] == ("pending", MISSING)
            asked(office, 1)
        later = int((office.now + timedelta(days=9)).timestamp())
        for_ever = re.sub(r"\d+$", f"{later}", office.fake.statuses[change.commits[0]][-1]["target_url"])
        office.fake.statuses[change.commits[0]].append({**newest, "target_url": for_ever, **office.fake.dated()})
        assert asked(office, 11 * 60) == 1
        assert asked(office, 61) > 5


def test_what_was_passed_over_would_have_read_the_same(office: Office) -> None:
    """From the afternoon into the night: promptness, reminders, the duty and the hours come due, each in its time."""
    first, second = office.propose(7), office.propose(8, files={SECOND: TEXT})
    approve(second)
    passed = 0
    office.sole = True
    office.rules = contract("{after: 30, again: 60}")
    with running(office.fake):
        for _ in range(30):
            passed += asked(office, 10) < 10
            before = [office.lights(first)[-1], office.lights(second)[-1], office.comment(7), office.comment(8)]
            made = (len(reminders(first)), list(first.requested))
            kept = {head: list(told) for head, told in office.fake.statuses.items()}
            for told in office.fake.statuses.values():
                told[-1] = {**told[-1], "target_url": None}
            office.sweep()
            now = [office.lights(first)[-1], office.lights(second)[-1], office.comment(7), office.comment(8)]
            assert now == before
            assert (len(reminders(first)), first.requested) == made
            office.fake.statuses = kept
            office.fake.seen = {number: (repr(office.fake.pulls[number]), since)
                                for number, (_, since) in office.fake.seen.items()}  # fmt: skip
    assert passed > 10


def test_what_could_not_be_asked_is_asked_by_the_next_sweep(office: Office) -> None:
    change = office.propose()
    with running(office.fake):
        office.fake.fault = lambda asked, _: Answer(403, {}) if asked.route.endswith("requested_reviewers") else None
        for _ in range(3):
            office.now += timedelta(minutes=1)
            office.sweep()
        office.fake.fault = lambda _asked, _answer: None
        office.now += timedelta(minutes=1)
        office.sweep()
    assert change.requested == ["maebashi-manager"]


# --- reminders, and after the merge ----------------------------------------------------------------


def reminders(change: Change) -> list[str]:
    """The marks of the reminders: the head and the how-manieth."""
    found = (re.match(r"<!-- haishin: reminder (\S+) (\d+) -->", one["body"]) for one in change.comments)
    return [f"{one[1]} {one[2]}" for one in found if one is not None]


def test_a_reminder_is_said_once_and_then_the_deputy_is_asked(office: Office) -> None:
    change = office.propose()
    started = datetime.fromisoformat(change.created_at)  # the commit was made a minute before
    asked = []
    with running(office.fake):
        for minutes in (0, 29, 31, 40, 61, 65, 92):
            office.now = started + timedelta(minutes=minutes)
            office.sweep()
            asked.append((len(reminders(change)), len(change.requested)))
    head = change.commits[0][:12]
    assert reminders(change) == [f"{head} 1", f"{head} 2"]
    assert asked == [(0, 1), (0, 1), (1, 1), (1, 1), (1, 2), (1, 2), (2, 3)]  # the second waits for its hour
    assert change.requested == ["maebashi-manager", "maebashi-officer", "maebashi-duty"]  # whose duty has begun
    assert office.said == []


def test_a_new_text_is_waited_for_anew(office: Office) -> None:
    change = office.propose()
    with running(office.fake):
        office.sweep()
        office.now += timedelta(minutes=40)
        office.sweep()
        office.propose(files={PATH: TEXT.replace("40歳代", "50歳代")}, onto=change.commits[0])
        for minutes, said in ((0, 1), (25, 1), (10, 1), (26, 2)):  # after half an hour it waits for the hour
            office.now += timedelta(minutes=minutes)
            office.sweep()
            assert len(reminders(change)) == said
    assert reminders(change) == [f"{head[:12]} {n}" for n, head in enumerate(change.commits, 1)]


def test_an_update_of_the_branch_is_no_new_text(office: Office) -> None:
    change = office.propose()
    with running(office.fake):
        office.sweep()
        office.world.commit({"README.md": "elsewhere"})
        git(office.world.work, "checkout", "-q", "--detach", change.commits[0])
        git(
            office.world.work,
            "merge",
            "-q",
            "--no-ff",
            "-m",
            "Merge branch main",
            "main",
            when="2026-11-25T16:45+09:00",
        )
        merge = git(office.world.work, "rev-parse", "HEAD")
        git(office.world.work, "push", "-q", "origin", "HEAD:refs/pull/7/head")
        office.fake.commit(merge, who("maebashi-manager"), "README.md")
        change.commits.append(merge)
        office.now += timedelta(minutes=20)
        office.sweep()
        office.now += timedelta(minutes=15)
        office.sweep()
    assert len(reminders(change)) == 1


def test_commits_of_any_date_bring_no_reminder_before_its_time(office: Office) -> None:
    """Eight pushes in sixteen minutes, dated years ago: nobody is called but by the forge's clock."""
    change = office.propose(when="2020-01-01T00:00+09:00")
    with running(office.fake):
        for number in range(8):
            office.sweep()
            office.now += timedelta(minutes=2)
            text = TEXT.replace("40歳代", f"{number + 2}0歳代")
            office.propose(files={PATH: text}, onto=change.commits[-1], when="2020-01-01T00:00+09:00")
        office.sweep()
        assert (reminders(change), change.requested) == ([], ["maebashi-manager"])
        office.now += timedelta(minutes=31)
        office.sweep()
    assert reminders(change) == [f"{change.commits[-1][:12]} 1"]


def test_the_comment_follows_the_ledger_after_the_merge(office: Office) -> None:
    change = office.propose()
    with running(office.fake):
        office.sweep()
        office.merge()
        heads = []
        for step in (lambda: None, office.claim, lambda: office.seal({"accepted": 1230})):
            step()
            office.now += timedelta(minutes=2)
            office.sweep()
            heads.append(office.comment().split("\n")[0])
        assert office.sweep().written == 0
        assert "**結果** 届けた人:約 1,230 人" in office.comment()
        office.fake.asked.clear()
        office.now += timedelta(days=2)
        office.sweep()
    assert heads == [
        f"### {head}。対応は不要です" for head in ("まもなく配信されます", "配信しています", "配信しました")
    ]
    assert [asked.route.rsplit("/", 1)[-1] for asked in office.fake.asked] == ["{repo}", "pulls", "pulls"]
    assert len(change.comments) == 1
    assert len(office.lights(change)) == 1


def test_whoever_was_deputised_for_is_asked_to_look_himself_until_he_has(office: Office) -> None:
    """3(3), 後閲: asked once before the merge, named in the comment after it, and done by any later review."""
    change = office.propose()
    with running(office.fake):
        approve(change, "maebashi-officer", body="代決")
        office.sweep()
        assert office.lights(change)[-1] == ("success", READY)
        assert change.requested == ["maebashi-manager"]
        assert "後閲:登坂 浩(@maebashi-manager)は、" in office.comment()
        office.merge()
        office.claim(by="maebashi-officer", drafter="maebashi-staff")
        office.seal({"accepted": 1230})
        office.now += timedelta(minutes=2)
        office.sweep()
        look = "### 登坂署長&#58;代決による配信です。本文を読み、レビューを一つ残してください&#40;後閲&#41;\n"
        assert office.comment().startswith(look)
        assert "\n後閲:登坂 浩(@maebashi-manager)は、" in office.comment()
        assert office.sweep().written == 0
        office.now += timedelta(days=3)
        office.sweep()
        assert office.comment().startswith(look)
        at = f"{office.now.astimezone(UTC):%FT%TZ}"
        approve(change, state="COMMENTED", body="見ました。", at=at)
        office.now += timedelta(hours=2)
        office.sweep()
        assert office.comment().startswith("### 配信しました。対応は不要です\n")
        assert "後閲" not in office.comment()


def test_what_was_merged_before_the_activation_or_changes_no_alert_is_left_alone(office: Office) -> None:
    for number, name in ((7, "README.md"), (8, "schema/x.yaml")):
        change = office.propose(number, files={name: "x\n"})
        office.merge(number)
        assert change.merge_commit is not None
    before = Change(9, who("maebashi-staff"), ["x"], [], merged_at="2026-11-25T07:00:00Z")
    before.merge_commit = office.view().watermark
    gone = Change(10, who("maebashi-staff"), ["y"], [], merged_at="2026-11-25T07:00:00Z", merge_commit="elsewhere")
    office.fake.pulls |= {9: before, 10: gone}
    with running(office.fake):
        tally = office.sweep()
    assert (tally.written, office.said) == (0, [])


def test_who_got_the_first_mail_gets_its_correction(office: Office) -> None:
    office.world.commit({PATH: TEXT})
    office.claim(1230)
    follows = f"press: none\nfollows:\n  alert: {ALERT}\n  as: correction"
    office.propose(files={SECOND: TEXT.replace("press: none", follows)})
    with running(office.fake):
        office.sweep()
    assert f"**だれに** 先のメール({ALERT.replace('-', '&#45;')})と同じ:前橋警察署 約 1,230 人\n" in office.comment()


# --- the turn -------------------------------------------------------------------------------------------


def calls(change: Change) -> list[str]:
    """Whom each of the comments that are made once names, in their order."""
    found = [one["body"] for one in change.comments if one["body"].startswith("<!-- haishin: reminder ")]
    return [body.split("\n")[1].split(" ")[0] for body in found]


def test_once_all_have_agreed_the_drafter_is_called_once_and_then_the_unit(office: Office) -> None:
    office.rules = contract("{after: 30, again: 30, merge: 10}")
    change = office.propose()
    approve(change, at="2026-11-25T07:25:00Z")
    with running(office.fake):
        for _ in range(2):
            office.sweep()
        assert calls(change) == ["@maebashi-staff"]
        office.now = NOW + timedelta(minutes=20)
        for _ in range(2):
            office.sweep()
    assert calls(change)[1:] == ["@maebashi-staff、@maebashi-manager、@maebashi-officer、@maebashi-duty"]
    assert change.requested == []


def test_whom_the_forge_merges_for_is_not_called_at_once(office: Office) -> None:
    change = office.propose(automatic=True)
    approve(change)
    assert one(office, change) == (
        "success",
        "長井さん:承認がそろいました。まもなく自動でマージされます。対応は不要です。配信予定 マージ後すぐ",
    )
    assert calls(change) == []


def test_while_the_drafter_owes_something_nobody_is_called_however_long(office: Office) -> None:
    office.rules = contract("{after: 5, again: 5}")
    change = office.propose(files={PATH: TEXT.replace("press: none", "press: undecided")})
    with running(office.fake):
        office.sweep()
        office.now = NOW + timedelta(hours=2)
        office.sweep()
    assert (change.requested, calls(change)) == ([], [])
    assert "@maebashi" not in office.comment()
