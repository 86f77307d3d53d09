"""``status``, ``health`` and the alarms of ``send``: what an operator or a second watcher gets to see."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import pytest

from haishin.core.catalogue import Message
from haishin.residents.desk.inbox import record_pass
from haishin.residents.registry.registry_file import writing
from support.commands import NOW, Scratch
from support.contract import vacated, with_desk
from support.sending import CAUTION, CAUTION_ID, CAUTION_TEXT, alarmed, approve, held, kinds, merge, ok, service
from support.settings import RULESETS

PEOPLE = [f"r{number:02}@residents.example.jp" for number in range(12)]
EDITED = (
    f"警報:{CAUTION_ID} は、配信を始めた後に main で変えられています。届いた文は変わりません。\n"
    "  → 元に戻し、直すことがあれば訂正の情報メールを出してください。\n"
)
HEALTH = ("health", "--older-than", "30")
REWOUND = "台帳(ブランチ dispatch-log)が、前回見たところから続いていません。\n"


@pytest.fixture
def scratch(tmp_path: Path) -> Scratch:
    return service(tmp_path, PEOPLE)


def look(scratch: Scratch, *arguments: str, now: str = NOW) -> subprocess.CompletedProcess[str]:
    """A verb that only looks; no forge that could be asked."""
    return scratch.run(*arguments, now=now, env={"HAISHIN_FORGE": "github:no/token", "HAISHIN_LANG": None})


def test_a_held_alert_is_told_with_its_reason_and_since_when(scratch: Scratch) -> None:
    merge(scratch)
    scratch.pull(CAUTION_ID)
    assert alarmed(scratch.run("send")).endswith(held())
    assert alarmed(look(scratch, *HEALTH)) == held()
    hold = f"保留 {CAUTION_ID}:2026-11-25 17:10 から、協議や確認を待っています\n  ・"
    said = alarmed(look(scratch, "status"))
    assert said.startswith(f"台帳:予行演習\n{held()}{hold}")
    assert said.endswith("\n今日(2026-11-25)始めた配信:0件\n")
    one = alarmed(look(scratch, "status", CAUTION_ID))
    assert one.startswith(f"{CAUTION_ID}: held\n  ファイル:{CAUTION}\n  2026-11-25 17:10 held\n{hold}")
    assert one.endswith(held())
    approve(scratch)
    ok(scratch.run("send"))
    assert ok(look(scratch, "status")) == (
        f"台帳:予行演習\n今日(2026-11-25)始めた配信:1件\n{CAUTION_ID}: sealed accepted≈10\n"
    )
    assert ok(look(scratch, "status", f"{CAUTION_ID}.md")) == (
        f"{CAUTION_ID}: sealed accepted≈10\n  ファイル:{CAUTION}\n"
        "  ・認知:11月25日(水)15:40\n"
        "  ・最後に必要だった承認:11月25日(水)16:50(認知から 70 分)\n"
        "  ・マージ:11月25日(水)17:05(認知から 85 分)\n"
        "  ・最後の配信:11月25日(水)17:10(認知から 90 分)\n"
        "  2026-11-25 17:10 held\n"
        "  2026-11-25 17:10 claimed\n"
        "  2026-11-25 17:10 sealed\n"
        f"  → 文面と承認:haishin report {CAUTION_ID}\n"
    )
    unknown = look(scratch, "status", "20261125-1606-koekaki")
    assert (unknown.returncode, unknown.stdout) == (1, "")
    assert f"近い id:{CAUTION_ID}" in unknown.stderr


def test_of_what_has_ended_only_today_s_is_told(scratch: Scratch) -> None:
    """However long the ledger is: the day after, nothing of it is left in the overview."""
    merge(scratch)
    ok(scratch.run("send"))
    tomorrow = "2026-11-26T17:10+09:00"
    said = look(scratch, "status", now=tomorrow).stdout
    assert said.endswith("\n今日(2026-11-26)始めた配信:0件\n")
    assert CAUTION_ID not in said
    assert f"{CAUTION_ID}: sealed" in look(scratch, "status", CAUTION_ID, now=tomorrow).stdout


UNSENT = (
    f"警報:{CAUTION_ID} は 2026-11-25 16:00 から main にあり、時刻の上では配信できますが、配信されていません。\n"
    "  → 理由(承認など)を haishin plan で確かめてください。\n"
)


@pytest.fixture
def at_four(monkeypatch: pytest.MonkeyPatch) -> None:
    """What is merged is merged at 16:00."""
    monkeypatch.setenv("GIT_COMMITTER_DATE", "2026-11-25T16:00:00+09:00")


@pytest.mark.usefixtures("at_four")
def test_what_is_merged_and_unsent_is_told(scratch: Scratch) -> None:
    merge(scratch)
    early = {"now": "2026-11-25T16:59+09:00"}
    assert (
        ok(look(scratch, "status", **early)) == "台帳:予行演習\n今日(2026-11-25)始めた配信:0件\n"
        f"未配信 {CAUTION_ID}:2026-11-25 16:00 から main にあります。次の haishin send が判定します。\n"
    )
    for verb in (("status",), ("health",)):
        assert UNSENT in alarmed(look(scratch, *verb))
    night = look(scratch, "status", now="2026-11-25T21:00+09:00").stdout
    assert night.endswith("から main にあります。配信時間(07:00)を待っています。\n")


def test_a_rewound_ledger_is_said_by_every_verb(scratch: Scratch) -> None:
    merge(scratch)
    first = scratch.git("ls-remote", "origin", "refs/heads/dispatch-log").split()[0]
    ok(scratch.run("send"))
    scratch.git("push", "--quiet", "--force", "origin", f"{first}:refs/heads/dispatch-log")
    for verb in (("send",), ("status",), ("ledger", "log"), ("health", "--older-than", "30")):
        done = look(scratch, *verb)
        assert (done.returncode, done.stdout) == (1, ""), verb
        assert done.stderr.startswith(REWOUND), verb


EMPTY = (
    "今、長野原警察署に運用管理者がおらず、昼間に代決できる人もいません。"
    "この所属の情報メールは、だれも承認できません(ほかの所属は配信できます)。"
)


def test_a_gap_in_the_roster_stops_its_unit_alone(scratch: Scratch) -> None:
    """3(1): it is a warning of ``validate`` and an alarm of ``health``; the other units go on."""
    schema = scratch.copy / "schema"
    files = vacated({"roster.yaml": (schema / "roster.yaml").read_bytes()}, "manager", "naganohara", "2026-11-24")
    (schema / "roster.yaml").write_bytes(files["roster.yaml"])
    scratch.commit("no chief")
    warned = scratch.run("validate")
    assert (warned.returncode, EMPTY in warned.stdout) == (0, True)
    assert EMPTY not in ok(scratch.run("validate", "alerts/maebashi"))
    assert EMPTY in ok(scratch.run("validate", "alerts/naganohara"))
    merge(scratch)
    approve(scratch)
    for verb in (("send",), ("plan",), ("status",), HEALTH):
        said = alarmed(scratch.run(*verb))
        assert f"警報:{EMPTY}\n  → 主管課(広報広聴課)が、schema/roster.yaml に後任か" in said, verb
    assert len(scratch.mails()) == len(PEOPLE)


def test_what_ends_is_said_early_and_is_no_alarm_yet(scratch: Scratch) -> None:
    merge(scratch)
    approve(scratch)
    now = "2027-11-01T17:10+09:00"
    scratch.run("send", now=now)
    [notice] = [line for line in look(scratch, *HEALTH, now=now).stdout.splitlines() if line.startswith("予告:")]
    assert notice.startswith("予告:祝日の一覧は 2027-11-23 までです。")


def test_a_stop_branch_that_names_nothing_is_an_alarm_everywhere(scratch: Scratch) -> None:
    merge(scratch)
    scratch.git("push", "--quiet", "origin", "HEAD:refs/heads/stop/koekake")
    for verb in (("send",), ("plan",), ("status",), HEALTH):
        done = scratch.run(*verb) if verb in (("send",), ("plan",)) else look(scratch, *verb)
        assert "配信します" not in done.stdout
        assert (done.returncode, "stop/koekake" in done.stdout, done.stderr) == (1, True, ""), verb
    assert kinds(scratch) == ["activated", "halted"]
    assert scratch.mails() == []
    ok(scratch.run("go", "--by", "koho-kocho-staff"))
    assert ok(scratch.run("send")) == f"{CAUTION_ID}:配信しました\n"


def test_an_alert_edited_after_it_went_is_an_alarm(scratch: Scratch) -> None:
    merge(scratch)
    ok(scratch.run("send"))
    scratch.merge(CAUTION, CAUTION_TEXT + "\n追記しました。\n")
    for done in (scratch.run("send"), scratch.run("plan"), look(scratch, "status"), look(scratch, *HEALTH)):
        assert (done.returncode, EDITED in done.stdout) == (1, True), done.args
    assert len(scratch.mails()) == len(PEOPLE)


def test_the_status_of_an_id_shows_the_file_that_was_begun(scratch: Scratch) -> None:
    merge(scratch)
    ok(scratch.run("send"))
    scratch.merge(CAUTION.replace("maebashi", "agatsuma"), CAUTION_TEXT)
    said = alarmed(look(scratch, "status", CAUTION_ID))
    assert [line for line in said.split("\n") if "ファイル:" in line] == [f"  ファイル:{CAUTION}"]


def test_health_wants_a_sending_that_ended_well(scratch: Scratch) -> None:
    health = ("health", "--older-than", "30")
    assert ok(look(scratch, *health, now="2026-11-25T17:40+09:00")).startswith("異常はありません。\n")  # just begun
    silent = look(scratch, *health, now="2026-11-25T17:41+09:00")
    assert (silent.returncode, silent.stdout, silent.stderr) == (
        1,
        "警報:配信の処理が動いた記録がありません。\n"
        "  → 配信ホストで haishin send が定期に動いているか確かめてください。\n",
        "",
    )
    ok(scratch.run("send"))
    assert ok(look(scratch, *health)) == "異常はありません。\n"
    assert ok(look(scratch, *health, now="2026-11-25T17:40+09:00")) == "異常はありません。\n"
    late = look(scratch, "--lang", "en", *health, now="2026-11-25T18:11+09:00")
    assert (late.returncode, late.stdout) == (
        1,
        "Alarm: No sending has ended well since 2026-11-25 17:10.\n"
        "  → Look at what haishin send says on the mail host, and get it going.\n",
    )
    merge(scratch)
    (scratch.state / "subscribers.sqlite").unlink()
    assert scratch.run("send", now="2026-11-25T18:11+09:00").returncode == 2  # it begins, and does not end well
    assert "2026-11-25 17:10 から動いていません" in look(scratch, *health, now="2026-11-25T18:11+09:00").stdout


@pytest.mark.usefixtures("at_four")
def test_health_wants_no_alert_to_wait(scratch: Scratch) -> None:
    ok(scratch.run("send"))
    merge(scratch)
    assert ok(look(scratch, "health", "--older-than", "70")) == "異常はありません。\n"
    done = look(scratch, "health", "--older-than", "69")
    assert (done.returncode, done.stdout) == (1, UNSENT)


CONTROL = (
    "address,stations,municipalities,categories,form,language,night,exercise,origin,consented_at,control\n"
    "desk@police.example.jp,,,,text,ja,yes,no,当直,2026-04-01,maebashi\n"
)
NOT_ARRIVED = (
    f"警報:2026-11-25 17:10 に配信を終えた {CAUTION_ID} が、所属の確認用アドレスの一部か全部に届いていません。\n"
    "  → その受信箱の迷惑メールのフォルダーと、中継サーバーの記録を見てください。"
    "迷惑メールに入っていれば、県民にも同じように届いていないおそれがあります。\n"
)


def test_health_alone_listens_whether_the_mail_has_arrived(scratch: Scratch) -> None:
    (scratch.folder / "desk.csv").write_text(CONTROL, encoding="utf-8")
    ok(scratch.run("subscribers", "import", str(scratch.folder / "desk.csv")))
    merge(scratch)
    ok(scratch.run("send"))
    maildir = scratch.state / "maildir"
    (letter,) = (path for path in (maildir / "new").iterdir() if b"desk@police.example.jp" in path.read_bytes())
    os.utime(letter, (datetime.fromisoformat(NOW).timestamp(),) * 2)

    def run(verb: str, minute: int, place: Path = maildir) -> subprocess.CompletedProcess[str]:
        env = {"HAISHIN_FORGE": "github:no/token", "HAISHIN_LISTEN": str(place)}
        return scratch.run(verb, now=f"2026-11-25T17:{minute}+09:00", env=env)

    assert ok(run("health", 25)) == "異常はありません。\n"
    letter.rename(scratch.folder / "spam")
    assert ok(run("health", 24)) == "異常はありません。\n"
    assert alarmed(run("health", 25)) == NOT_ARRIVED
    assert NOT_ARRIVED not in ok(run("status", 25))
    deaf = run("health", 25, scratch.folder / "absent")
    assert deaf.returncode == 2
    assert deaf.stdout.startswith("警報:HAISHIN_LISTEN の1番目のメールボックスを読めないので、")
    assert f"{scratch.folder / 'absent'} を使えません" in deaf.stdout


def with_a_desk(scratch: Scratch) -> None:
    """Main names a desk; the unit has a control address; the alert is merged."""
    (scratch.copy / "schema" / "organization.yaml").write_bytes(with_desk()["organization.yaml"])
    scratch.commit("a desk")
    (scratch.folder / "desk.csv").write_text(CONTROL, encoding="utf-8")
    ok(scratch.run("subscribers", "import", str(scratch.folder / "desk.csv")))
    merge(scratch)
    approve(scratch)


def rests(state: Message) -> str:
    """The alarm of an inbox that does not run, and its remedy."""
    told = Message("send/watch/alarm-inbox-silent", state=state, where=Message("send/watch/amiss-down"))
    return f"警報:{told.ja}\n  → {Message('send/watch/alarm-inbox-silent.do').ja}\n"


def test_an_inbox_that_rests_is_said_by_every_verb_and_stops_nothing(scratch: Scratch) -> None:
    with_a_desk(scratch)
    ok(scratch.run("send"))  # the first run: no sender was there to be silent beside
    assert len(scratch.mails()) == len(PEOPLE) + 1
    for verb in (("plan",), ("status",), HEALTH, ("send",)):
        assert rests(Message("send/watch/inbox-never")) in alarmed(scratch.run(*verb)), verb
    registry = scratch.state / "subscribers.sqlite"
    with writing(registry, 0) as connection:
        record_pass(connection, datetime.fromisoformat(NOW))
    assert ok(look(scratch, *HEALTH)) == "異常はありません。\n"
    late = alarmed(look(scratch, *HEALTH, now="2026-11-25T17:26+09:00"))
    assert late == rests(Message("send/watch/inbox-since", when="2026-11-25 17:10"))


def test_doctor_reads_in_a_mail_that_arrived_what_dkim_covers(scratch: Scratch) -> None:
    with_a_desk(scratch)
    shutil.copytree(RULESETS, scratch.copy / ".github" / "rulesets")
    ok(scratch.run("send"))
    maildir = scratch.state / "maildir" / "new"
    (letter,) = (path for path in maildir.iterdir() if b"desk@police.example.jp" in path.read_bytes())
    mail = letter.read_bytes()

    def told(mail: bytes, **env: str) -> str:
        letter.write_bytes(mail)
        os.utime(letter, (datetime.fromisoformat(NOW).timestamp(),) * 2)
        done = scratch.run("--lang", "en", "doctor", "--format", "json", env=env)
        said = json.loads(done.stdout)
        (row,) = (row for row in said["local"] if row["id"] == "signed")
        return f"{row['state']}: {row.get('found')}"

    listening = {"HAISHIN_LISTEN": str(maildir.parent)}
    assert told(mail) == "unproven: no mail yet at a control address"
    assert told(mail, **listening) == "missing: the mail that arrived has no DKIM signature"
    signed = b"DKIM-Signature: v=1; h=From:List-Unsubscribe:\r\n List-Unsubscribe-Post; b=x\r\n" + mail
    assert told(signed, **listening) == "ready: None"
    assert told(mail, HAISHIN_LISTEN="/nowhere").startswith("unreadable: The mailbox /nowhere cannot be used")


# --- the published counts and the outside monitor -----------------------------------------------


@contextmanager
def monitor(status: int) -> Iterator[tuple[str, list[str]]]:
    asked: list[str] = []

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            asked.append(self.path)
            self.send_response(status)
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, *_: object) -> None:
            pass

    server = HTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}/ping/secret", asked
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def test_a_sending_that_ended_well_tells_the_monitor_and_publishes_rounded_counts(scratch: Scratch) -> None:
    with monitor(200) as (url, asked):
        done = scratch.run("send", env={"HAISHIN_MONITOR_URL": url})
    assert (ok(done), done.stderr, asked) == ("新しく配信するものはありません。\n", "", ["/ping/secret"])
    shown = scratch.git("--git-dir", str(scratch.remote), "show", "dispatch-log:audience.json")
    assert '"suspicious-person": 10' in shown
    assert "12" not in shown
    merge(scratch)
    with monitor(503) as (url, _):
        done = scratch.run("send", env={"HAISHIN_MONITOR_URL": url})
    assert ok(done) == f"{CAUTION_ID}:配信しました\n"
    assert done.stderr.splitlines()[-1] == (
        "外部の見張り(HAISHIN_MONITOR_URL)に知らせられませんでした(503)。配信には影響しません。"
    )
    assert "secret" not in done.stdout + done.stderr


def test_a_lookout_that_nobody_has_closed_is_told_once_its_days_are_over(scratch: Scratch) -> None:
    approve(scratch)
    scratch.merge(CAUTION, CAUTION_TEXT.replace("content: caution", "content: lookout"))
    ok(scratch.run("send"))
    said = (
        f"その後 {CAUTION_ID}:2026-11-25 17:10 に配信してから7日、続報も解決もありません。\n"
        "  → 終わっていれば「解決」を起案するよう、所属に伝えてください(open_days)。\n"
    )
    ok(scratch.run("send", now="2026-12-02T17:00+09:00"))
    assert "その後" not in ok(look(scratch, "status", now="2026-12-02T17:09+09:00"))
    closed = "今日(2026-12-02)始めた配信:0件\n"
    assert ok(look(scratch, "status", now="2026-12-02T17:10+09:00")).endswith(said + closed)
    ok(scratch.run("stop", CAUTION_ID))
    alarmed(scratch.run("send", now="2026-12-02T17:09+09:00"))
    assert "その後" not in alarmed(look(scratch, "status", now="2026-12-02T17:10+09:00"))  # it wants its correction


def test_without_the_remote_a_look_says_what_was_known_and_since_when(scratch: Scratch) -> None:
    merge(scratch)
    scratch.pull(CAUTION_ID)
    alarmed(scratch.run("send"))
    alarmed(look(scratch, "status"))
    scratch.remote.rename(scratch.remote.with_suffix(".gone"))
    told = "警報:リポジトリに問い合わせできません("
    for verb in (("plan",), ("status",), HEALTH):
        done = scratch.run(*verb)
        assert (done.returncode, told in done.stdout, done.stderr) == (2, True, ""), verb
        assert "ここに出すのは2026-11-25 17:10 の配信の処理の後に分かっていたことです。" in done.stdout, verb
        assert held() in done.stdout or verb == ("plan",), verb
    assert scratch.run("send").returncode == 2


def test_what_the_forge_refused_to_a_run_is_said_by_each_look_until_a_run_ends_well(scratch: Scratch) -> None:
    merge(scratch)
    approve(scratch)
    pull = scratch.forge / f"{CAUTION_ID}.json"
    words = pull.read_text("utf-8")
    pull.write_text("{", "utf-8")
    sent = scratch.run("send")
    pull.write_text(words, "utf-8")
    assert sent.returncode == 2
    unasked = f"警報:{CAUTION_ID} のプルリクエストを読めず"
    for verb in (("status",), HEALTH):
        done = look(scratch, *verb)
        assert (done.returncode, unasked in done.stdout) == (2, True), verb
    ok(scratch.run("send"))
    ok(look(scratch, *HEALTH))


def test_an_alarm_is_news_once_and_again_when_it_comes_back(scratch: Scratch) -> None:
    for _ in range(2):
        ok(scratch.run("stop", "all"))
        alarmed(scratch.run("send"))
        first, again = look(scratch, "health", "--news"), look(scratch, "health", "--news")
        assert (first.returncode, "すべての配信を止めています" in first.stdout) == (1, True)
        assert (again.returncode, again.stdout) == (1, "")
        ok(scratch.run("go", "--by", "koho-kocho-staff"))
        ok(scratch.run("send"))


def test_status_and_health_as_data(scratch: Scratch) -> None:
    merge(scratch)
    ok(scratch.run("send"))
    ok(scratch.run("stop", "all"))
    health = json.loads(look(scratch, "--lang", "en", "health", "--format", "json").stdout)
    assert health == {
        "exit": 1,
        "conditions": [
            {
                "code": "halted",
                "exit": 1,
                "message": "All sending is halted.",
                "remedy": "To go on run haishin go --by LOGIN; it deletes the stop branch as well.",
            }
        ],
    }
    done = look(scratch, "--lang", "en", "status", "--format", "json")
    status = json.loads(done.stdout)
    assert (done.returncode, status["conditions"]) == (1, health["conditions"])
    assert (status["ledger"], status["halted"], status["held"], status["unsent"]) == ("rehearsal", True, [], [])
    assert [(one["alert"], one["state"], one["counts"]) for one in status["alerts"]] == [
        (CAUTION_ID, "sealed", {"accepted": 10})
    ]
