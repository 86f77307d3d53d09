"""``send``: what it refuses, and in which words; what stops it; that a dry run writes nothing."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from subprocess import CompletedProcess
from typing import Any
from unittest import mock

import pytest

from haishin import __version__
from haishin.cli.sending import what_is_left
from haishin.core.catalogue import Message
from haishin.core.escaping import code
from haishin.core.model import RowState
from haishin.core.repository.git import Git
from haishin.send.rows import Counts, Outcome
from haishin.send.transport.maildir import MaildirTransport
from support.commands import Scratch
from support.force import ROOT
from support.sending import (
    CAUTION,
    CAUTION_ID,
    CAUTION_TEXT,
    alarmed,
    approve,
    clone,
    copies,
    held,
    kinds,
    merge,
    ok,
    records,
    service,
)

PEOPLE = [f"r{number:02}@residents.example.jp" for number in range(12)]
SECOND_ID = "20261125-1607-koekake"
DRY = "試行です。何も送らず、何も記録しません。配信するには --live と HAISHIN_LIVE=1 の両方が必要です。\n"


@pytest.fixture
def scratch(tmp_path: Path) -> Scratch:
    """A rehearsal with one alert to send."""
    scratch = service(tmp_path, PEOPLE)
    merge(scratch)
    return scratch


@pytest.fixture
def live(tmp_path: Path) -> Scratch:
    """A ledger that is no rehearsal, with one alert merged."""
    scratch = service(tmp_path, PEOPLE, rehearsal=False)
    merge(scratch)
    return scratch


def tip(scratch: Scratch) -> str:
    return scratch.git("--git-dir", str(scratch.remote), "rev-parse", "dispatch-log")


def content(folder: Path) -> dict[str, bytes]:
    return {str(path): path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file()}


# --- dry by default -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("arguments", "switch"),
    [(("send",), None), (("send", "--live"), None), (("send",), "1"), (("send", "--live"), "yes")],
)
def test_without_both_switches_nothing_is_written(
    live: Scratch, arguments: tuple[str, ...], switch: str | None
) -> None:
    before, state = tip(live), content(live.state)
    remote = live.git("--git-dir", str(live.remote), "for-each-ref")
    done = live.run(*arguments, now=None, env={"HAISHIN_LIVE": switch})
    assert alarmed(done).startswith(DRY)
    assert done.stdout.endswith(held())
    assert f"{CAUTION_ID}:" in done.stdout
    assert done.stderr == ""
    assert tip(live) == before
    assert content(live.state) == state
    assert live.git("--git-dir", str(live.remote), "for-each-ref") == remote


def test_a_plan_writes_nothing_and_rounds(scratch: Scratch) -> None:
    before, state = tip(scratch), content(scratch.state)
    done = scratch.run("plan")
    assert ok(done) == f"{CAUTION_ID}:配信します 約10人\n"
    assert ok(scratch.run("--lang", "en", "plan")) == f"{CAUTION_ID}: goes now, about 10\n"
    assert (tip(scratch), content(scratch.state)) == (before, state)


# --- what is missing ----------------------------------------------------------------------------


def test_a_state_folder_without_a_sending_is_not_called_a_foreign_journal(scratch: Scratch) -> None:
    ok(scratch.run("send"))
    merge(scratch, SECOND_ID)
    other = clone(scratch, "another")
    for verb in (("status",), ("health", "--older-than", "30")):
        looked = other.run("--lang", "en", *verb)
        assert (looked.returncode, "No sending is recorded in this state folder" in looked.stdout) == (2, True)
    done = other.run("--lang", "en", "send")
    assert (done.returncode, done.stdout) == (2, "")
    assert not other.state.exists()
    assert done.stderr == (
        "No sending is recorded in this state folder, though the ledger names one.\n"
        "→ Check HAISHIN_STATE, and restore the backup of the host that was sending if there is one. Taken over on "
        "this host, who may have got the mail is then in doubt, and an alert whose recipients are not recorded here "
        "ends:\n"
        "→   haishin adopt --lost --by LOGIN\n"
    )
    assert (again := other.run("--lang", "en", "plan")).stderr == done.stderr  # one survey, one answer
    assert (again.returncode, again.stdout) == (2, "")
    assert kinds(scratch) == ["activated", "claimed", "sealed"]
    adopt = ("adopt", "--by", "koho-kocho-staff")
    unheld = other.run(*adopt)
    assert (unheld.returncode, unheld.stderr.splitlines()[0]) == (
        1,
        f"この配信記録には {CAUTION_ID} の宛先の記録がありません。",
    )
    assert ok(other.run(*adopt, "--lost")) == "記録しました。\n"
    assert kinds(scratch) == ["activated", "claimed", "sealed", "adopted", "sealed"]
    assert records(scratch)[-1]["counts"] == {"accepted": 10}


def test_without_a_ledger_nothing_goes(tmp_path: Path) -> None:
    scratch = Scratch(tmp_path)
    missing = Message("send/ledger/ledger-missing", branch="dispatch-log")
    for verb in ("send", "plan", "status"):
        done = scratch.run(verb)
        assert (done.returncode, done.stdout) == (1, "")
        assert done.stderr == (f"{missing.ja}\n→ {missing.remedy.ja}\n")


@pytest.mark.parametrize("remote", [True, False])
@pytest.mark.parametrize("words", [("plan",), ("send",), ("send", "--live")])
def test_a_fresh_clone_shows_what_its_files_tell(tmp_path: Path, words: tuple[str, ...], remote: bool) -> None:
    """No ledger, no forge, no relay: what cannot be known is said, and nothing is written."""
    scratch = Scratch(tmp_path)
    scratch.merge(CAUTION, CAUTION_TEXT)
    wrong = CAUTION_ID.replace("koekake", "wrong")
    scratch.merge(f"alerts/maebashi/2026/{wrong}.md", CAUTION_TEXT.replace("case: approach", "case: nothing"))
    if not remote:
        scratch.git("remote", "remove", "origin")
    before = scratch.git("for-each-ref")
    scratch_state = {"HAISHIN_STATE": None, "HAISHIN_FORGE": None, "HAISHIN_NOW": None}
    done = scratch.run(*words, env=scratch_state)
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.startswith("まだ使い始めていません(台帳がありません)。何も送らず、何も記録しません。")
    assert f"{wrong}:このままでは配信できません\n  ・" in done.stdout
    assert f"{CAUTION_ID}:" in done.stdout
    assert scratch.git("for-each-ref") == before


def test_both_switches_without_a_ledger_are_refused(tmp_path: Path) -> None:
    done = Scratch(tmp_path).run("send", live=True, env={"HAISHIN_STATE": None})
    assert (done.returncode, done.stdout) == (1, "")


def test_a_live_ledger_without_a_name_is_not_made_and_says_what_is_missing(scratch: Scratch) -> None:
    for words, row in (((), "which-ledger"), (("--live",), "nobody-activates")):
        done = scratch.run("ledger", "init", *words)
        assert (done.returncode, done.stderr.splitlines()[0]) == (1, Message(f"cli/{row}").ja)


def test_a_ledger_that_was_deleted_is_not_made_anew(scratch: Scratch) -> None:
    ok(scratch.run("send"))
    scratch.git("push", "--quiet", "origin", ":dispatch-log")
    assert scratch.run("send").returncode == 1
    done = scratch.run("ledger", "init", "--rehearsal")
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr.startswith("台帳(ブランチ dispatch-log)がなくなっています。前回はありました。\n")


def test_a_missing_remote_is_a_fault_of_the_set_up(scratch: Scratch) -> None:
    done = scratch.run("send", env={"HAISHIN_REMOTE": "nowhere"})
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr == (
        "git ls-remote が失敗しました:fatal: 'nowhere' does not appear to be a git repository\n"
        "→ リモートの名前と接続、アクセス権を確かめて、もう一度実行してください。\n"
    )


@pytest.mark.parametrize("verb", ["plan", "send", "status", "health", "stop"])
def test_a_password_in_the_remote_s_address_is_never_shown(scratch: Scratch, verb: str) -> None:
    address = "https://x-access-token:S3CR3T@forge.example.jp/o/r.git"
    scratch.git("config", f"url.{scratch.remote}.insteadOf", address)
    arguments = {"stop": ("stop", "all"), "health": ("health", "--older-than", "30")}.get(verb, (verb,))
    done = scratch.run("--lang", "en", *arguments, env={"HAISHIN_REMOTE": address, "HAISHIN_BRANCH": "release"})
    assert done.returncode == 2
    assert "S3CR3T" not in done.stdout + done.stderr
    assert ("branch" in done.stderr, "https:…@forge.example.jp/o/r.git" in done.stderr) == (True, verb != "stop")


def test_the_size_of_a_file_is_asked_for_before_it_is_read(scratch: Scratch, monkeypatch: pytest.MonkeyPatch) -> None:
    answers: list[int] = []
    attempt = Git.attempt

    def counted(git: Git, *arguments: str, **more: Any) -> CompletedProcess[bytes]:
        done = attempt(git, *arguments, **more)
        answers.append(len(done.stdout))
        return done

    scratch.merge(f"alerts/maebashi/2026/{SECOND_ID}.md", CAUTION_TEXT + "x" * 3_000_000)
    monkeypatch.setattr(Git, "attempt", counted)
    assert f"{SECOND_ID}:保留します\n  ・1行目:検査「file」のエラー\n" in scratch.run("plan").stdout
    assert scratch.run("send").stdout.startswith(f"{CAUTION_ID}:配信しました\n")
    assert scratch.run("status").returncode == 1
    assert max(answers) < 1_000_000


def test_without_residents_nothing_is_claimed(scratch: Scratch) -> None:
    (scratch.state / "subscribers.sqlite").unlink()
    done = scratch.run("send")
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr == (
        "登録者名簿 subscribers.sqlite がまだありません。\n"
        "→ HAISHIN_STATE の指すフォルダーを確かめてください。"
        "初めてなら haishin subscribers import で取り込むか、空メールで登録を受けるなら haishin inbox を動かします。\n"
    )
    assert kinds(scratch) == ["activated"]


def test_what_was_sealed_and_is_known_is_not_taken_over(scratch: Scratch) -> None:
    ok(scratch.run("send"))
    done = scratch.run("adopt", "--by", "koho-kocho-staff")
    assert (done.returncode, kinds(scratch)[-1]) == (1, "sealed")


def test_what_was_sealed_and_taken_over_is_not_said_to_be_on_its_way(scratch: Scratch) -> None:
    ok(scratch.run("send"))
    ok(scratch.run("backup", "../kept"))
    scratch.state.rename(scratch.state.with_name("lost"))
    ok(scratch.run("restore", "../kept"))  # a copy bears another id
    ok(scratch.run("adopt", "--by", "koho-kocho-staff"))
    assert ok(scratch.run("plan")) == (
        f"{CAUTION_ID}:送る相手は残っていません。次の haishin send が、終わりを台帳に記録します\n"
    )
    ok(scratch.run("send"))
    assert kinds(scratch)[-2:] == ["adopted", "sealed"]


# --- stopping -----------------------------------------------------------------------------------

GO_ON = f"  → 続けるには haishin go {CAUTION_ID} --by アカウント名 を実行してください。停止用のブランチも消えます。\n"
HALTED = "警報:2026-11-25 17:10 から、すべての配信を止めています。\n"
RESUME = "  → 再開するには haishin go --by アカウント名 を実行してください。停止用のブランチも消えます。\n"


def test_a_stop_branch_holds_one_alert(scratch: Scratch) -> None:
    merge(scratch, SECOND_ID)
    assert ok(scratch.run("stop", CAUTION_ID)) == (
        f"停止用のブランチ stop/{CAUTION_ID} を作りました({scratch.remote})。送信中なら5秒以内に止まります。"
        "もう届いたメールは消えません。\n"
    )
    assert ok(scratch.run("send")) == (
        f"{SECOND_ID}:配信しました\n{CAUTION_ID}:保留しています\n  ・人が止めています。\n{GO_ON}"
    )
    assert kinds(scratch) == ["activated", "held", "claimed", "sealed"]
    held = records(scratch)[1]
    assert (held["alert"], held["cause"]) == (CAUTION_ID, "stop")

    assert ok(scratch.run("send")) == f"{CAUTION_ID}:保留しています\n  ・人が止めています。\n{GO_ON}"
    ok(scratch.run("go", CAUTION_ID, "--by", "maebashi-manager"))
    assert ok(scratch.run("send")) == f"{CAUTION_ID}:配信しました\n"
    assert copies(scratch.mails()) == Counter(PEOPLE * 2)


def test_stop_all_halts_until_one_who_may_resumes(scratch: Scratch) -> None:
    ok(scratch.run("stop", "all"))
    for _ in range(2):
        assert alarmed(scratch.run("send")) == f"{HALTED}{RESUME}"
    assert kinds(scratch) == ["activated", "halted"]
    planned = alarmed(scratch.run("plan"))
    assert planned.endswith(f"{HALTED}{RESUME}")
    assert "配信します" not in planned
    assert alarmed(scratch.run("health")) == f"{HALTED}{RESUME}"
    status = alarmed(scratch.run("status"))
    assert status.startswith(f"台帳:予行演習、全停止中\n{HALTED}{RESUME}今日(2026-11-25)始めた配信:0件\n")
    assert status.endswith("から main にあります。全停止が終わるのを待っています。\n")

    manager = scratch.run("go", "--by", "maebashi-manager")
    assert (manager.returncode, manager.stdout, manager.stderr) == (
        1,
        "",
        "maebashi-manager はこの操作をできません。できるのは運用総括管理者、又は主管課の人です。\n"
        "→ --by に、できる人のアカウント名を書いてください。\n",
    )
    stranger = scratch.run("go", "--by", "nobody")
    assert stranger.stderr.startswith("nobody はこの操作をできません。できるのは運用総括管理者、又は主管課の人です。\n")
    for times in (1, 2):  # the same name can be made again, and stops again
        assert ok(scratch.run("go", "--by", "koho-kocho-staff")) == "全停止を解除しました。\n"
        assert scratch.git("ls-remote", "origin", "refs/heads/stop/*") == ""
        assert kinds(scratch) == ["activated", *(["halted", "went-on"] * times)]
        if times == 1:
            ok(scratch.run("stop", "all"))
            assert alarmed(scratch.run("send")) == f"{HALTED}{RESUME}"
    assert ok(scratch.run("send")) == f"{CAUTION_ID}:配信しました\n"


# --- one alert does not stop the others ---------------------------------------------------------


def test_an_unreadable_pull_request_holds_its_own_alert(scratch: Scratch) -> None:
    merge(scratch, SECOND_ID)
    (scratch.forge / f"{CAUTION_ID}.json").write_text("{", encoding="utf-8")
    planned, done = scratch.run("plan"), scratch.run("send")
    reason = f"プルリクエストのファイル {CAUTION_ID}.json を読めません。JSON として読めません。"
    alarm = f"警報:{CAUTION_ID} のプルリクエストを読めず、承認を確かめられないため、配信していません。{reason}\n"
    assert planned.stdout.startswith(f"{CAUTION_ID}:保留します\n  ・{reason}\n{SECOND_ID}:配信します 約10人\n{alarm}")
    assert f"{SECOND_ID}:配信しました\n" in done.stdout
    assert alarm in done.stdout
    assert (planned.returncode, done.returncode) == (2, 2)
    assert "削除" not in planned.stdout + done.stdout  # the alert itself is right
    assert kinds(scratch) == ["activated", "claimed", "sealed"]

    approve(scratch)
    assert ok(scratch.run("send")) == f"{CAUTION_ID}:配信しました\n"
    assert copies(scratch.mails()) == Counter(PEOPLE * 2)


def test_an_alert_without_approval_is_held_and_so_is_an_erroneous_one(scratch: Scratch) -> None:
    approve(scratch)
    scratch.pull(CAUTION_ID)
    scratch.merge(f"alerts/maebashi/2026/{SECOND_ID}.md", CAUTION_TEXT.replace("category: suspicious", "category: x"))
    done = scratch.run("send")
    said = alarmed(done)
    found = said.partition(f"{SECOND_ID}:保留しています\n")[2].splitlines()
    assert (found[0].startswith("  ・このファイルを main に入れた"), found[1]) == (
        True,
        "  ・3行目:検査「schema」のエラー",
    )
    assert said.endswith(
        f"警報:{SECOND_ID} には今の規則でエラーがあり、配信していません。3行目:検査「schema」のエラー\n"
        "  → haishin validate で確かめ、プルリクエストで直してください(承認は取り直します)。配信しないときは、"
        f"main から削除してください。\n{held()}"
    )
    assert kinds(scratch) == ["activated", "held", "held"]
    assert scratch.mails() == []


# --- what runs is what main holds ---------------------------------------------------------------


def test_another_schema_on_main_is_gone_by_at_once(scratch: Scratch) -> None:
    other = clone(scratch, "the other clone")
    policy = other.copy / "schema" / "policy.yaml"
    policy.write_text(policy.read_text(encoding="utf-8") + "# changed\n", encoding="utf-8")
    other.commit("another policy")
    (scratch.copy / "schema" / "policy.yaml").write_text("what lies in the work tree is nobody's rule", "utf-8")
    assert ok(scratch.run("send")) == f"{CAUTION_ID}:配信しました\n"
    assert records(scratch)[1]["schema"] == other.git("rev-parse", "HEAD:schema").strip()


DIFFERS = (
    "警報:動いているプログラムは main のものと違います({names})。動いているもので配信を続けています。\n"
    "  → main を取り込み、手元の変更をなくしてください。\n"
)


@pytest.mark.parametrize(
    ("path", "text", "names"),
    [
        ("scripts/haishin/extra.py", "# new\n", "scripts"),
        ("requirements.lock", (ROOT / "requirements.lock").read_text("utf-8"), "requirements.lock"),
    ],
    ids=["scripts", "lock"],
)
def test_a_program_that_is_not_main_s_goes_on_and_says_so_from_the_first_run(
    scratch: Scratch, path: str, text: str, names: str
) -> None:
    other = clone(scratch, "the other clone")
    other.draft(path, text)
    other.commit("another program")
    alarm = DIFFERS.format(names=names)
    for verb, said in (("plan", f"{CAUTION_ID}:配信します 約10人\n"), ("send", f"{CAUTION_ID}:配信しました\n")):
        done = scratch.run(verb)
        assert (done.returncode, done.stdout) == (1, said + alarm)
    for verb in (("status",), ("health", "--older-than", "10000")):
        done = scratch.run(*verb)
        assert (done.returncode, alarm in done.stdout) == (1, True), done.stdout
    scratch.git("pull", "--quiet", "origin", "main")
    assert ok(scratch.run("send")) == "新しく配信するものはありません。\n"


def test_a_form_that_this_program_does_not_know_is_named(scratch: Scratch) -> None:
    other = clone(scratch, "the other clone")
    policy = other.copy / "schema" / "policy.yaml"
    policy.write_text(policy.read_text(encoding="utf-8").replace("form: 1", "form: 2"), encoding="utf-8")
    other.commit("another form")
    for verb in ("plan", "send", "status"):
        done = scratch.run(verb)
        assert done.returncode == 1
        assert (
            f"警報:main の schema/ の書式(form: 2, haishin {__version__})を、このプログラムは読めません。"
            "始めた配信だけを続け、新しい配信は始めていません。\n"
            "  → その書式を読むプログラムに替えてください。main を取り込み、手元の変更をなくしてください。\n"
        ) in done.stdout
    assert kinds(scratch) == ["activated"]
    here = other.run("validate")
    needed = f"このプログラムが読めるのは 1 だけです。haishin {__version__} 以降が要ります。\n"
    assert (here.returncode, needed in here.stderr) == (2, True)


def test_what_no_commit_holds_is_told(scratch: Scratch) -> None:
    (scratch.copy / "scripts" / "haishin" / "extra.py").write_text("", encoding="utf-8")
    done = scratch.run("--lang", "en", "send")
    assert (done.returncode, done.stdout) == (
        1,
        f"{CAUTION_ID}: sent\n"
        "Alarm: The program that runs is not main's (scripts). What runs goes on sending.\n"
        "  → Check out main, without local changes.\n",
    )


# --- what is told -------------------------------------------------------------------------------


def test_numbers_are_rounded_in_a_log(scratch: Scratch) -> None:
    done = scratch.run("send")
    assert ok(done) == f"{CAUTION_ID}:配信しました\n"
    assert set(done.stderr.splitlines()) == {f"{CAUTION_ID} 10/10 通"}
    today = f"今日(2026-11-25)始めた配信:1件\n{CAUTION_ID}: sealed accepted≈10\n"
    assert ok(scratch.run("status")) == f"台帳:予行演習\n{today}"
    assert ok(scratch.run("--lang", "en", "status", CAUTION_ID)).startswith(
        f"{CAUTION_ID}: sealed accepted≈10\n  file: {CAUTION}\n"
        "  - recognized: Wed 2026-11-25 15:40 (Japan time)\n"
        "  - last due approval: Wed 2026-11-25 16:50 (Japan time) (70 minutes after recognition)\n"
        "  - merge: Wed 2026-11-25 17:05 (Japan time) (85 minutes after recognition)\n"
        "  - last mail taken: Wed 2026-11-25 17:10 (Japan time) (90 minutes after recognition)\n"
    )
    assert "residents.example.jp" not in done.stdout + done.stderr


def test_a_job_s_summary_has_the_rounded_counts_and_what_needs_a_person(scratch: Scratch) -> None:
    page = scratch.folder / "summary.md"
    told = {"GITHUB_STEP_SUMMARY": str(page)}
    scratch.run("send", env=told)
    assert f"| {code(CAUTION_ID)} | 配信しました | 10 |  |  |  |" in page.read_text("utf-8").splitlines()
    page.unlink()
    scratch.merge(CAUTION, CAUTION_TEXT + "\n追記しました。\n")
    assert alarmed(scratch.run("send", env=told))
    said = page.read_text("utf-8")
    assert "配信を始めた後に main で変えられています。" in said
    assert "追記" not in said


def test_the_file_named_by_the_claim_is_the_one_on_main(scratch: Scratch) -> None:
    ok(scratch.run("send"))
    claimed = records(scratch)[1]
    assert claimed["path"] == CAUTION
    assert claimed["blob"] == scratch.git("rev-parse", f"HEAD:{CAUTION}").strip()
    assert claimed["commit"] == scratch.git("rev-parse", "HEAD").strip()
    assert claimed["schema"] == scratch.git("rev-parse", "HEAD:schema").strip()
    assert claimed["snapshot"] == 10


def test_a_mistyped_stop_is_refused_and_a_near_one_understood(scratch: Scratch) -> None:
    done = scratch.run("stop", f"{CAUTION_ID}e")
    assert (done.returncode, done.stdout) == (1, "")
    first, second = done.stderr.splitlines()
    assert first == f"main に {CAUTION_ID}e という情報メールはありません。"
    assert second.startswith(
        f"→ 何も止めていません。id を確かめるか、haishin stop all で全部を止めてください。近い id:{CAUTION_ID}"
    )
    for given, made in ((f"stop/{CAUTION_ID}.md", CAUTION_ID), ("ALL", "all")):
        assert ok(scratch.run("stop", given)).startswith(
            f"停止用のブランチ stop/{made} を作りました({scratch.remote})。"
        )
    assert scratch.git("ls-remote", "origin", "refs/heads/stop/*").count("\n") == 2


@pytest.mark.parametrize(
    ("environment", "message"),
    [
        ({"HAISHIN_FORGE": "gitlab:a/b"}, "HAISHIN_FORGE='gitlab:a/b' is not understood."),
        ({"HAISHIN_FORGE": "file:"}, "HAISHIN_FORGE='file:' is not understood."),
        ({"HAISHIN_FORGE": "file:nowhere"}, "The folder nowhere of HAISHIN_FORGE does not exist."),
        ({"HAISHIN_FORGE": "github:a/b"}, "HAISHIN_FORGE_TOKEN is not set."),
        ({"HAISHIN_BRANCH": "nowhere"}, "The remote origin has no branch nowhere."),
        ({"HAISHIN_NOW": "noon"}, "The time 'noon' of HAISHIN_NOW cannot be read."),
    ],
)
def test_what_the_environment_says_wrongly_is_a_fault_of_the_set_up(
    scratch: Scratch, environment: dict[str, str], message: str
) -> None:
    done = scratch.run("--lang", "en", "send", env=environment)
    assert (done.returncode, done.stdout, done.stderr.splitlines()[0]) == (2, "", message)


@pytest.mark.parametrize(
    ("states", "said"),
    [
        ({"accepted": 30}, None),
        ({"accepted": 30, "failed": 2, "suppressed": 1}, None),
        ({}, None),  # a cancellation of what reached nobody has nobody to go to
        ({"deferred": 60}, "not finished (deferred about 60); the next haishin send goes on"),
        (
            {"accepted": 30, "pending": 2, "in-doubt": 20},
            "not finished (to be mailed fewer than 10, in doubt about 20); the next haishin send goes on",
        ),
        ({"accepted": 30, "in-doubt": 2}, "not finished (in doubt fewer than 10)"),
        ({"accepted": 30, "intent": 20}, "not finished (to be mailed about 20)"),
        ({"failed": 2}, "reached nobody"),
        ({"expired": 2}, "reached nobody"),
    ],
)
def test_sent_is_said_of_nothing_that_has_somebody_left_or_reached_nobody(
    states: dict[str, int], said: str | None
) -> None:
    counts = Counts({RowState(state): number for state, number in states.items()})
    left, halted = what_is_left(counts), what_is_left(counts, halted=True)
    assert (left and left.en) == said
    stopped = said and said.replace("the next haishin send goes on", "nothing more goes before haishin go")
    assert (halted and halted.en) == stopped


def test_what_a_relay_puts_off_is_not_called_sent(scratch: Scratch) -> None:
    def later(transport: MaildirTransport, seconds: float) -> list[Outcome]:
        queue, transport._queue = list(transport._queue), type(transport._queue)()
        return [Outcome(one.alert_id, one.recipient_id, RowState.DEFERRED, "rcpt", "no", 451) for one in queue]

    with mock.patch.object(MaildirTransport, "poll", later):
        first = scratch.run("send", now="2026-11-25T17:10+09:00")
        again = scratch.run("send", now="2026-11-25T17:17+09:00")
    left = f"{CAUTION_ID}:送り終えていません(再送待ち 約10人)。次の haishin send が続きを送ります\n"
    assert ok(first) == left
    assert alarmed(again) == (
        f"{left}警報:{CAUTION_ID} は、まだだれにも届いていません(中継サーバーが受け付けていません)。\n"
        f"  → 中継サーバーの設定と記録を確かめてください(拒否の番号は haishin status {CAUTION_ID} --failed)。"
        "直したら、配信ホストで haishin send を実行してください。続きから送ります。\n"
    )
    assert ok(scratch.run("send", now="2026-11-25T17:30+09:00")) == f"{CAUTION_ID}:続きを配信しました\n"
