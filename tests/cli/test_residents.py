"""One resident found, taken out, refused for good: addresses come in and go out on the mail host's terminal alone."""

from __future__ import annotations

import io
import os
import shutil
import sqlite3
import subprocess
from collections import Counter
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path
from unittest import mock

import pytest

from haishin.cli import act
from haishin.cli.context import CommandContext
from haishin.cli.verbs import parser
from haishin.core.catalogue import Message
from haishin.core.model import RowState
from haishin.residents.registry import signs
from haishin.residents.registry.registry import Registry
from haishin.residents.registry.registry_file import writing
from haishin.send.rows import Outcome
from haishin.send.transport.maildir import MaildirTransport
from support.commands import Scratch
from support.sending import CAUTION_ID, clone, copies, merge, ok, service, states

PEOPLE = [f"r{number:02}@residents.example.jp" for number in range(40)]
BY = "koho-kocho-manager"
NOWHERE = (
    "アドレスを出せるのは、画面に直接表示するときと、新しいファイル(権限 0600)に書くときだけです。CI では出せません。\n"
    "→ 配信ホストの端末で実行するか、ファイルを指定してください。\n"
)


@pytest.fixture
def scratch(tmp_path: Path) -> Scratch:
    """A rehearsal with one alert to send."""
    scratch = service(tmp_path, PEOPLE)
    merge(scratch)
    return scratch


# --- remove -------------------------------------------------------------------------------------


def test_whoever_is_removed_gets_nothing_more(scratch: Scratch) -> None:
    gone = PEOPLE[3:5]
    done = scratch.run("subscribers", "remove", "--by", BY, given="\n".join(gone))
    assert ok(done) == "2 人を名簿から外しました。これから送る分から届かなくなります。\n"
    again = scratch.run("subscribers", "remove", "--by", BY, given="\n".join(gone))
    assert (again.returncode, again.stdout.splitlines()[-1]) == (1, Message("cli/changed-nobody").ja)
    ok(scratch.run("send"))
    assert copies(scratch.mails()) == dict.fromkeys(sorted({*PEOPLE} - {*gone}), 1)


def test_a_line_that_names_nobody_is_told_by_its_number(scratch: Scratch, tmp_path: Path) -> None:
    file = tmp_path / "leaving.txt"
    file.write_text(f"\ufeff{PEOPLE[0]}\nnobody@residents.example.jp\n\nno address\n{PEOPLE[0]}\n", encoding="utf-8")
    done = scratch.run("subscribers", "remove", "--by", BY, "--file", str(file))
    assert (done.returncode, done.stderr) == (1, "")
    assert done.stdout == (
        "2行目:この名簿に登録されていません。\n"
        "4行目:メールアドレスに空白、制御文字、<、> のいずれかが入っています。\n"
        "5行目:この名簿に登録されていません。\n"
        "1 人を名簿から外しました。これから送る分から届かなくなります。\n"
    )


@pytest.mark.parametrize(
    ("verb", "by"),
    [
        ("remove", "maebashi-manager"),
        ("silence", "koho-kocho-former"),
        ("revive", "maebashi-manager"),
        ("erase", "nobody"),
    ],
)
def test_who_has_no_fitting_role_takes_out_nobody(scratch: Scratch, verb: str, by: str) -> None:
    done = scratch.run("subscribers", verb, "--by", by, given=PEOPLE[0])
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr.startswith(f"{by} はこの操作をできません。できるのは")
    assert ok(scratch.run("subscribers", "stats")).startswith("登録者:約40人\n")


@pytest.mark.parametrize("verb", ["remove", "silence", "erase"])
def test_a_running_sender_takes_him_out_before_the_next_group(tmp_path: Path, verb: str) -> None:
    scratch = service(tmp_path, PEOPLE, limits={"in_flight": "8"})
    merge(scratch)
    sent: list[str] = []
    poll = MaildirTransport.poll

    def polled(self: MaildirTransport, timeout: float) -> list[Outcome]:
        """A person removes, in another process as it were, whom this group has not reached."""
        told = states(scratch)
        if not sent and {*told.values()} != {"pending"}:
            sent.extend(one for one, state in told.items() if state != "pending")
            left = "\n".join(one for one, state in told.items() if state == "pending")
            with mock.patch.object(MaildirTransport, "poll", poll):
                assert scratch.run("subscribers", verb, "--by", BY, given=left).returncode == 0
        return poll(self, timeout)

    with mock.patch.object(MaildirTransport, "poll", polled):
        ok(scratch.run("send"))
    assert 0 < len(sent) <= 8
    assert copies(scratch.mails()) == dict.fromkeys(sorted(sent), 1)
    assert {state for one, state in states(scratch).items() if one not in sent} == {"suppressed"}


# --- silent, revived, erased --------------------------------------------------------------------


def test_who_is_silent_gets_nothing_until_he_is_revived(scratch: Scratch) -> None:
    silent = "\n".join(PEOPLE[:12])
    done = scratch.run("subscribers", "silence", "--by", BY, given=f"{silent}\nnobody@residents.example.jp\n")
    assert (done.returncode, done.stdout) == (
        1,
        "13行目:登録されていないか、すでに休止しているか、所属の確認用アドレスです。\n"
        "12 人への配信を休止しました。再開は haishin subscribers revive です。\n",
    )
    told = ok(scratch.run("subscribers", "stats")).splitlines()
    assert told[:3] == ["登録者:約30人", "退会者:10人未満", "休止中(届かないため):約10人"]
    out = scratch.folder / "everybody.csv"
    assert ok(scratch.run("subscribers", "export", str(out))) == (
        "28 人を書き出しました。\n届かないため休止している人(約10人)は、書き出していません。\n"
    )
    assert PEOPLE[0] not in out.read_text("utf-8")
    found = scratch.run("subscribers", "find", given=PEOPLE[3], terminal=True)
    assert found.returncode == 1
    assert found.stdout.splitlines()[0] == "この人には 2026-11-25 17:10 から届かなくなり、配信を休止しています。"
    assert found.stdout.splitlines()[-1] == "silent_at: 2026-11-25T17:10:00+09:00"

    assert ok(scratch.run("subscribers", "revive", "--by", BY, given=PEOPLE[0])) == (
        "1 人への配信を再開しました。これから始まる配信から届きます。\n"
    )
    assert ok(scratch.run("subscribers", "remove", "--by", BY, given="\n".join(PEOPLE[1:3]))).splitlines()[1] == (
        "うち 2 人は、届かないため休止していました。"
    )
    done = scratch.run("subscribers", "revive", "--by", BY, given=PEOPLE[1])  # no leaving is undone
    assert (done.returncode, done.stdout.splitlines()[0]) == (
        1,
        "1行目:休止している人ではありません。停止した人に再び送るには、新しい同意の取り込みが必要です。",
    )
    ok(scratch.run("send"))
    assert copies(scratch.mails()) == dict.fromkeys(sorted({PEOPLE[0], *PEOPLE[12:]}), 1)


def test_an_erased_resident_is_in_no_file_of_the_registry(scratch: Scratch) -> None:
    ok(scratch.run("subscribers", "remove", "--by", BY, given=PEOPLE[1]))  # known only as left
    done = scratch.run("subscribers", "erase", "--by", BY, given="\n".join([*PEOPLE[:2], PEOPLE[0]]))
    assert (done.returncode, done.stdout) == (
        1,
        "3行目:このアドレスは名簿にありません。\n"
        "2 人のアドレスを名簿から完全に消しました。"
        "送信の記録とバックアップには、決められた日までアドレスが残ります。\n",
    )
    data = b"".join(path.read_bytes() for path in scratch.state.glob("subscribers*"))
    assert [one for one in PEOPLE if one.encode() not in data] == PEOPLE[:2]
    again = scratch.run("subscribers", "import", listed(scratch, *PEOPLE))
    assert (again.returncode, again.stdout.splitlines()[-1]) == (1, "追加 0、更新 0、変更なし 38、取り込めない行 2")


def test_the_history_of_one_person_is_told_on_the_mail_host_alone(scratch: Scratch) -> None:
    for verb in ("silence", "revive", "remove"):
        ok(scratch.run("subscribers", verb, "--by", BY, given=PEOPLE[4]))
    done = scratch.run("subscribers", "history", given=PEOPLE[4])
    assert (done.returncode, done.stdout, done.stderr) == (1, "", NOWHERE)
    told = ok(scratch.run("subscribers", "history", given=PEOPLE[4].upper(), terminal=True))
    assert told.splitlines()[1:] == [
        f"2026-11-25 17:10 休止(operator)担当 {BY}",
        f"2026-11-25 17:10 配信再開(operator)担当 {BY}",
        f"2026-11-25 17:10 配信停止(operator)担当 {BY}",
    ]
    assert told.splitlines()[0].endswith(" 登録(import)担当 -")
    ok(scratch.run("subscribers", "erase", "--by", BY, given=PEOPLE[4]))
    after = ok(scratch.run("subscribers", "history", given=PEOPLE[4], terminal=True))
    assert after == f"{told}2026-11-25 17:10 アドレスの消去(operator)担当 {BY}\n"
    nobody = scratch.run("subscribers", "history", given="nobody@residents.example.jp", terminal=True)
    assert (nobody.returncode, nobody.stdout) == (1, "このアドレスの記録はありません。\n")


def test_a_guard_is_answered_by_domain_and_day(scratch: Scratch) -> None:
    registry = Registry(scratch.state / "subscribers.sqlite")
    day = datetime(2026, 11, 24, 3, tzinfo=UTC)
    ids = {one.address: one.id for one in registry.everybody()}
    with writing(registry.path, 0) as connection:
        for one in PEOPLE[:15]:
            signs.note(connection, ids[one], "aaaaaaaa", day, "unknown")
        assert len(signs.settle(connection, day)) == 1

    def answer(verb: str, domain: str, day: str) -> tuple[int, str]:
        done = scratch.run("subscribers", verb, "--unknown", domain, day, "--by", BY)
        return done.returncode, done.stdout + done.stderr

    assert answer("silence", "residents.example.jp", "2026-11-23")[0] == 1
    assert answer("silence", "Residents.example.jp", "2026-11-24") == (
        0,
        "15 人への配信を休止しました。再開は haishin subscribers revive です。\n",
    )
    assert registered(scratch) == {*PEOPLE[15:]}
    assert answer("revive", "residents.example.jp", "24日") == (
        1,
        "24日 は日付ではありません。\n→ 警報に出ている日を 2026-01-31 の形で書いてください。\n",
    )
    assert answer("revive", "residents.example.jp", "2026-11-24") == (
        0,
        "15 人への配信を再開しました。これから始まる配信から届きます。\n",
    )
    assert registered(scratch) == {*PEOPLE}


def test_the_address_of_who_left_long_ago_goes_with_the_next_act(scratch: Scratch) -> None:
    registry = Registry(scratch.state / "subscribers.sqlite")
    (old,) = [one for one in registry.everybody() if one.address == PEOPLE[6]]
    registry.leave(old.id, datetime(2026, 10, 20, tzinfo=UTC))
    ok(scratch.run("subscribers", "remove", "--by", BY, given=PEOPLE[7]))
    assert registry.find(PEOPLE[6]) is None
    assert registry.find(PEOPLE[7]) is not None


# --- a list to follow ---------------------------------------------------------------------------


def listed(scratch: Scratch, *people: str, more: str = "") -> str:
    """The CSV of another system, with these residents."""
    heading = "address,stations,municipalities,categories,form,language,night,exercise,origin,consented_at"
    lines = [f"{one},maebashi,,suspicious-person,text,ja,yes,no,test,2026-04-01" for one in people]
    file = scratch.folder / "other.csv"
    file.write_text("\n".join([heading, *lines, more, ""]), encoding="utf-8")
    return str(file)


def registered(scratch: Scratch) -> set[str]:
    out = scratch.folder / "everybody.csv"
    ok(scratch.run("subscribers", "export", str(out)))
    found = {line.split(",")[1] for line in out.read_text(encoding="utf-8").splitlines()[1:]}
    out.unlink()
    return found


def test_a_sync_follows_the_other_list(scratch: Scratch) -> None:
    file = listed(scratch, *PEOPLE[2:], "new@residents.example.jp")
    assert ok(scratch.run("subscribers", "import", file, "--sync", "--by", BY, now=None)) == (
        "名簿から外した人 2\n追加 1、更新 0、変更なし 38、取り込めない行 0\n"
    )
    assert registered(scratch) == {*PEOPLE[2:], "new@residents.example.jp"}
    # Whom we took out the other list may still name: that holds nothing up.
    again = scratch.run(
        "subscribers", "import", listed(scratch, *PEOPLE, "new@residents.example.jp"), "--sync", "--by", BY
    )
    assert again.returncode == 1
    assert again.stdout.endswith("名簿から外した人 0\n追加 0、更新 0、変更なし 39、取り込めない行 2\n")


def test_a_sync_is_a_persons_act(scratch: Scratch) -> None:
    for by in ((), ("--by", "nobody")):
        done = scratch.run("subscribers", "import", listed(scratch, *PEOPLE[2:]), "--sync", *by, now=None)
        assert (done.returncode, done.stdout, "--by" in done.stderr) == (1, "", True)
    assert registered(scratch) == {*PEOPLE}


def test_a_cut_list_empties_nothing(scratch: Scratch) -> None:
    for kept in (0, 10, 37):
        done = scratch.run("subscribers", "import", listed(scratch, *PEOPLE[:kept]), "--sync", "--by", BY, now=None)
        number = {0: "約40人", 10: "約30人", 37: "10人未満"}[kept]
        assert (done.returncode, done.stdout, done.stderr) == (
            1,
            "",
            f"このファイルにない登録者が{number}います。多すぎるため、名簿は何も変えていません。\n"
            "→ ファイルが切れていないか確かめ、正しければ、外してよい人数を --removals で指定してください。\n",
        )
    assert registered(scratch) == {*PEOPLE}
    refused = scratch.run(
        "subscribers", "import", listed(scratch, *PEOPLE[:30]), "--sync", "--by", BY, "--removals", "9", now=None
    )
    assert refused.returncode == 1
    ok(
        scratch.run(
            "subscribers", "import", listed(scratch, *PEOPLE[:30]), "--sync", "--by", BY, "--removals", "10", now=None
        )
    )
    assert registered(scratch) == {*PEOPLE[:30]}


def test_a_list_with_a_line_that_cannot_be_taken_is_not_followed(scratch: Scratch) -> None:
    file = listed(scratch, *PEOPLE[1:], more=f"{PEOPLE[0]},nowhere,,crime,text,ja,yes,no,test,2026-04-01")
    done = scratch.run("subscribers", "import", file, "--sync", "--by", BY, now=None)
    assert (done.returncode, done.stdout, done.stderr) == (
        1,
        "41行目 stations:1番目の警察署は organization.yaml にありません。\n",
        "取り込めない行が 1 行あるため、名簿は何も変えていません。\n"
        "→ その行を直してから、もう一度実行してください。そのまま進むと、その行の人が名簿から外れます。\n",
    )
    assert registered(scratch) == {*PEOPLE}


# --- where addresses go out ---------------------------------------------------------------------


GONE = PEOPLE[5:9]  # fewer than are taken for a fault of the relay's


def refuse_the_gone(self: MaildirTransport, timeout: float) -> list[Outcome]:
    """As a relay that knows everybody but these."""
    with closing(sqlite3.connect(f"file:{JOURNAL[0]}?mode=ro", uri=True)) as journal:
        gone = {row[0] for row in journal.execute(f"SELECT recipient_id FROM delivery WHERE address IN {(*GONE,)}")}
    return [
        Outcome(one.alert_id, one.recipient_id, RowState.FAILED, "rcpt", "no", 550, "5.1.1")
        if one.recipient_id in gone
        else one
        for one in REAL(self, timeout)
    ]


REAL = MaildirTransport.poll
JOURNAL: list[Path] = []


@pytest.fixture
def refused(scratch: Scratch) -> Scratch:
    """Some of the alert were refused for good."""
    JOURNAL[:] = [scratch.state / "journal.sqlite"]
    with mock.patch.object(MaildirTransport, "poll", refuse_the_gone):
        ok(scratch.run("send"))
    assert Counter(states(scratch).values()) == {"accepted": 36, "failed": 4}
    return scratch


OUTPUTS = [("status", CAUTION_ID, "--failed"), ("subscribers", "find", "--file", "one.txt")]


@pytest.mark.parametrize("verb", OUTPUTS, ids=lambda verb: verb[0])
def test_addresses_go_to_a_terminal_or_a_file_of_one_s_own(refused: Scratch, verb: tuple[str, ...]) -> None:
    (refused.copy / "one.txt").write_text(f"{PEOPLE[7]}\n", encoding="utf-8")
    file = refused.folder / "told.txt"
    for done in (
        refused.run(*verb),
        refused.run(*verb, terminal=True, env={"CI": "true"}),
        refused.run(*verb, "--output", str(file), env={"CI": "true"}),
    ):
        assert (done.returncode, done.stdout, done.stderr) == (1, "", NOWHERE)
    assert not file.exists()
    shown = ok(refused.run(*verb, terminal=True))
    assert PEOPLE[7] in shown
    before = os.umask(0)
    try:
        assert ok(refused.run(*verb, "--output", str(file))) == ""
    finally:
        os.umask(before)
    assert file.read_text(encoding="utf-8") == shown
    assert file.stat().st_mode & 0o777 == 0o600
    there = refused.run(*verb, "--output", str(file))
    assert (there.returncode, there.stdout) == (2, "")
    assert there.stderr.startswith(f"{file} を使えません(File exists)。\n")


def test_an_export_is_refused_in_ci(scratch: Scratch) -> None:
    done = scratch.run("subscribers", "export", "out.csv", env={"CI": "true"})
    assert (done.returncode, done.stderr, (scratch.copy / "out.csv").exists()) == (1, NOWHERE, False)


def test_who_was_refused_for_good_is_listed(refused: Scratch) -> None:
    told = ok(refused.run("status", CAUTION_ID, "--failed", terminal=True))
    assert told == "".join(f"{one}\t550\t5.1.1\n" for one in GONE)
    assert "residents" not in refused.run("status").stdout
    nobody = refused.run("status", "20261125-1600-another", "--failed", terminal=True)
    assert ok(nobody) == "届かなかった人はいません。\n"
    done = refused.run("status", "--failed", terminal=True)
    assert (done.returncode, done.stdout) == (1, "")
    assert (
        done.stderr
        == "届かなかった人を見るには、id と --failed の両方を書いてください。\n→ haishin status ID --failed\n"
    )


# --- what became of one person's mail -----------------------------------------------------------


def trace(scratch: Scratch, address: str, *more: str) -> subprocess.CompletedProcess[str]:
    return scratch.run("status", *more, "--recipient", given=address, terminal=True)


def test_one_person_s_mail_is_told_and_nobody_else_s(refused: Scratch) -> None:
    """The address comes in on standard input; what the relay said is cleaned of what could fool a terminal."""
    with closing(sqlite3.connect(refused.state / "journal.sqlite")) as journal, journal:
        journal.execute("UPDATE delivery SET text = 'no \x1b[2J\n::error:: such' WHERE address = ?", (PEOPLE[7],))
    told = f"{CAUTION_ID}:送れませんでした 2026-11-25 17:10 [550 5.1.1 no <U+001B>[2J ::error:: such]\n"
    for words in ((), (CAUTION_ID,)):
        done = trace(refused, f" {PEOPLE[7].replace('residents', 'RESIDENTS')} \n", *words)
        assert (done.returncode, done.stderr) == (
            0,
            "メールアドレスを一行に一つずつ入力してください(終わりは Ctrl-D)。\n",
        )
        assert done.stdout == told


def test_who_was_sent_nothing_is_told_so(refused: Scratch) -> None:
    for address, words in (("nobody@example.jp", ()), (PEOPLE[7], ("20261125-1600-another",))):
        done = trace(refused, address, *words)
        assert (done.returncode, done.stdout) == (1, "この人に送った記録はありません。\n")
    for wrong in ("", f"{PEOPLE[0]}\n{PEOPLE[1]}\n"):
        done = trace(refused, wrong)
        assert (done.returncode, done.stdout) == (1, "")
        assert "アドレスは一つだけ書いてください。" in done.stderr


def test_a_purged_address_is_found_by_its_registration(refused: Scratch) -> None:
    with closing(sqlite3.connect(refused.state / "journal.sqlite")) as journal, journal:
        journal.execute("UPDATE delivery SET address = '', text = '', state = 'in-doubt'")
    done = trace(refused, PEOPLE[7])
    assert (done.returncode, done.stdout.count("\n")) == (3, 1)
    assert done.stdout.startswith(f"{CAUTION_ID}:届いたか分かりません")


def test_one_person_s_mail_is_told_on_the_mail_host_alone(refused: Scratch, tmp_path: Path) -> None:
    elsewhere = refused.run("status", "--recipient", env={"HAISHIN_STATE": str(tmp_path / "new")}, terminal=True)
    assert (elsewhere.returncode, elsewhere.stdout) == (1, "")
    assert elsewhere.stderr.startswith("この機械に配信記録はありません。")
    for words, env in (((), {}), ((), {"CI": "true"}), (("--output", str(tmp_path / "one")), {"CI": "true"})):
        done = refused.run("status", "--recipient", *words, env=env, given=PEOPLE[7])
        assert (done.returncode, done.stdout, done.stderr) == (1, "", NOWHERE)
    assert not (tmp_path / "one").exists()


def test_one_resident_is_shown(scratch: Scratch) -> None:
    told = ok(scratch.run("subscribers", "find", given=f" {PEOPLE[7]}\n", terminal=True)).splitlines()
    assert told[1:] == [
        f"address: {PEOPLE[7]}",
        "stations: maebashi",
        "municipalities: ",
        "categories: suspicious-person",
        "form: text",
        "language: ja",
        "night: yes",
        "exercise: no",
        "origin: test",
        "consented_at: 2026-04-01",
        "control: ",
    ]
    registry = Registry(scratch.state / "subscribers.sqlite")
    known = registry.find(PEOPLE[7])
    assert known is not None
    with registry.acting() as connection:
        signs.note(connection, known.subscriber.id, "aaaaaaaa", datetime(2026, 11, 25, 8, 10, tzinfo=UTC), "full")
    again = ok(scratch.run("subscribers", "find", given=PEOPLE[7], terminal=True)).splitlines()
    assert again == [*told, "came_back: 2026-11-25T08:10:00+00:00 full"]
    ok(scratch.run("subscribers", "remove", "--by", BY, given=PEOPLE[7]))
    gone = scratch.run("subscribers", "find", given=PEOPLE[7], terminal=True)
    assert (gone.returncode, gone.stdout.splitlines()) == (
        1,
        [
            "この人は 2026-11-25 17:10 に名簿から外れました。今は何も送りません。",
            *told,
            "left_at: 2026-11-25T17:10:00+09:00",  # the rehearsal's clock
            again[-1],
        ],
    )
    done = scratch.run("subscribers", "find", given="nobody@residents.example.jp", terminal=True)
    assert (done.returncode, done.stdout) == (1, "この名簿に登録されていません。\n")
    for given in ("", "\n".join(PEOPLE[:2])):
        done = scratch.run("subscribers", "find", given=given, terminal=True)
        assert (done.returncode, done.stdout) == (1, "")
        assert "アドレスは一つだけ書いてください。\n" in done.stderr


# --- the state folder ---------------------------------------------------------------------------

INSIDE = "状態フォルダーが、gitの作業フォルダーまたはランナーの作業場所の中にあります。\n"
VERBS = [
    *(("send",), ("plan",), ("status",), ("status", CAUTION_ID, "--failed"), ("health", "--older-than", "30")),
    *(("settle", CAUTION_ID), ("settle", CAUTION_ID, "--log", "x", "--by", BY)),
    *(("ledger", "log"), ("ledger", "init", "--rehearsal")),
    *(("go", CAUTION_ID, "--by", BY), ("adopt", "--by", BY)),
    *(("subscribers", "stats"), ("subscribers", "export", "out.csv"), ("subscribers", "import", "one.txt")),
    *(("subscribers", "remove", "--by", BY), ("subscribers", "find", "--file", "one.txt")),
]


@pytest.mark.parametrize("place", ["checkout", "workspace"])
def test_no_verb_opens_a_state_folder_that_a_checkout_cleans(scratch: Scratch, place: str) -> None:
    (scratch.copy / "one.txt").write_text(PEOPLE[0], encoding="utf-8")
    inside = (scratch.copy if place == "checkout" else scratch.folder / "work") / "state"
    env = {"HAISHIN_STATE": str(inside), "GITHUB_WORKSPACE": str(scratch.folder / "work")}
    for exists in (False, True):
        if exists:
            shutil.copytree(scratch.state, inside)
        for verb in VERBS:
            done = scratch.run(*verb, env=env, given=PEOPLE[0])
            assert (done.returncode, done.stdout) == (1, ""), verb
            assert done.stderr.startswith(INSIDE), verb
        assert inside.exists() == exists


def test_only_demo_works_in_a_checkout_on_a_folder_of_its_own(scratch: Scratch) -> None:
    """Its residents are fictional; nothing that a user can set does the same."""
    inside = scratch.copy / "state"
    shutil.copytree(scratch.state, inside)
    out = io.StringIO()
    environment = {**os.environ, "HAISHIN_STATE": str(inside)}
    now = datetime(2026, 11, 25, tzinfo=UTC)
    own = CommandContext(
        scratch.copy, environment, out, out, io.BytesIO(), io.StringIO(), "ja", lambda: now, scratch=True
    )
    assert act(parser({}).parse_args(["subscribers", "stats"]), own) == 0
    assert out.getvalue().startswith("登録者:約40人\n")
    assert scratch.run("subscribers", "stats", env={"HAISHIN_STATE": str(inside)}).stderr.startswith(INSIDE)


def test_a_person_at_a_terminal_is_asked(scratch: Scratch) -> None:
    done = scratch.run("subscribers", "remove", "--by", BY, given=PEOPLE[0], terminal=True)
    assert done.stderr == "メールアドレスを一行に一つずつ入力してください(終わりは Ctrl-D)。\n"
    assert ok(done).startswith("1 人を")


# --- by which schema/, and by whom --------------------------------------------------------------


def stale(scratch: Scratch) -> None:
    """Main has another ``schema/`` than the mail host's clone, which nobody pulls: one has left, a town is new."""
    other = clone(scratch, "the other clone")
    for name, old, new in (
        ("roster.yaml", "login: koho-kocho-staff,", "login: somebody-else,"),
        ("organization.yaml", "municipalities: [", "municipalities: [新しい町, "),
    ):
        file = other.copy / "schema" / name
        text = file.read_text(encoding="utf-8")
        assert old in text
        file.write_text(text.replace(old, new, 1), encoding="utf-8")
    other.commit("another schema")


def test_residents_are_judged_by_the_schema_of_main(scratch: Scratch) -> None:
    file = listed(scratch, more="n@residents.example.jp,,新しい町,suspicious-person,text,ja,yes,no,test,2026-04-01")
    assert scratch.run("subscribers", "import", file, now=None).returncode == 1
    stale(scratch)
    assert ok(scratch.run("subscribers", "import", file, now=None)).startswith("追加 1、")


@pytest.mark.parametrize("verb", [("remove",), ("recount",)])
def test_who_has_left_the_roster_of_main_may_do_nothing(scratch: Scratch, verb: tuple[str, ...]) -> None:
    stale(scratch)
    done = scratch.run("subscribers", *verb, "--by", "koho-kocho-staff", given=PEOPLE[0])
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr.startswith("koho-kocho-staff はこの操作をできません。")


def test_before_there_is_a_remote_the_folder_counts(scratch: Scratch) -> None:
    scratch.git("remote", "remove", "origin")
    assert ok(scratch.run("subscribers", "stats")).startswith("登録者:約40人\n")
    done = scratch.run("subscribers", "stats", env={"HAISHIN_REMOTE": str(scratch.folder / "nowhere")})
    assert done.returncode == 2


def said_of_the_counts(scratch: Scratch) -> str:
    last = ("log", "-1", "--format=%B", "dispatch-log", "--", "audience.json")
    return scratch.git("--git-dir", str(scratch.remote), *last)


def test_who_says_that_the_counts_are_right_is_kept_with_them(scratch: Scratch) -> None:
    ok(scratch.run("send"))
    assert said_of_the_counts(scratch).strip() == "audience.json"
    ok(scratch.run("subscribers", "remove", "--by", BY, given="\n".join(PEOPLE[:25])))
    done = scratch.run("subscribers", "recount", "--by", "maebashi-manager")
    assert (done.returncode, said_of_the_counts(scratch).strip()) == (1, "audience.json")
    assert ok(scratch.run("subscribers", "recount", "--by", BY)) == "今の人数を記録しました。\n"
    assert said_of_the_counts(scratch).split() == ["audience.json", "by", BY]
