"""Every verb: its help, its exit codes, both languages, and the shapes that other programs read."""

from __future__ import annotations

import argparse
import email
import email.policy
import fcntl
import io
import json
import re
import shutil
import sqlite3
from collections.abc import Mapping
from contextlib import closing
from datetime import timedelta
from email.message import EmailMessage
from pathlib import Path
from typing import Any

import pytest

from haishin.cli import main
from haishin.cli.usage import Parser, spoken
from haishin.cli.verbs import parser
from haishin.core.catalogue import Message
from haishin.core.text.width import columns
from haishin.residents.registry.csvfile import guide
from support.commands import Scratch, clock, review
from support.force import FORCE, force_root, put_force, put_schema
from support.sending import ANOTHER_SENDER, CAUTION_ID, CAUTION_TEXT, merge, ok, records, service, tells

ALERT = "alerts/maebashi/2026/20261125-1605-koekake.md"
ALERT_ID = Path(ALERT).stem
NOON = "2026-11-25T17:10+09:00"
IN_THE_AIR = """
import os
from haishin.send.transport.maildir import MaildirTransport
MaildirTransport.submit = lambda *_: os._exit(9)
"""
VERBS = {
    "": (
        "validate", "decide", "table", "render", "plan", "send", "stop", "status", "ledger", "subscribers", "rules",
        "scan", "demo", "fix", "hook", "codeowners", "doctor", "service", "roster", "go", "refuse", "accept", "adopt",
    ),
    "roster": ("import",),
    "hook": ("install", "remove"),
    "ledger": ("init", "log"),
    "subscribers": ("import", "find", "remove", "export", "stats"),
}  # fmt: skip


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


class Said:
    """What one command, run in this process, said and ended with."""

    def __init__(self, arguments: tuple[str, ...], environment: Mapping[str, str], terminal: bool, given: str) -> None:
        out, err, raw = Terminal() if terminal else io.StringIO(), io.StringIO(), io.BytesIO()
        self.code = main(arguments, environment, out, err, raw, io.StringIO(given), clock)
        self.out, self.err, self.raw = out.getvalue(), err.getvalue(), raw.getvalue()


def say(*arguments: str, terminal: bool = False, given: str = "", **environment: str) -> Said:
    return Said(arguments, environment, terminal, given)


@pytest.fixture(autouse=True)
def _here(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(force_root())


# --- help and usage -----------------------------------------------------------------------------


def test_the_help_of_an_import_shows_the_columns(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as end:
        say("subscribers", "import", "--help")
    assert (end.value.code, capsys.readouterr().out.endswith(f"\n\n{guide('ja')}\n")) == (0, True)


def test_a_second_watcher_is_told_after_an_hour_unless_it_says_otherwise() -> None:
    told = [parser({}).parse_args(["health", *more]).older_than for more in ([], ["--older-than", "30"])]
    assert told == [timedelta(hours=1), timedelta(minutes=30)]


@pytest.mark.parametrize("room", VERBS)
def test_help_names_every_verb_in_the_language_that_is_asked_for(room: str, capsys: pytest.CaptureFixture[str]) -> None:
    for language in ("ja", "en"):
        with pytest.raises(SystemExit) as end:
            say(*room.split(), "--help", "--lang", language)
        assert end.value.code == 0
        told = dict(re.findall(r"(?m)^ {2,4}(\S+) +(\S.*)$", capsys.readouterr().out))
        assert set(VERBS[room]) <= set(told)


def parsers(language: str) -> dict[str, Parser]:
    """Every verb with its parser, by its words; the whole command under the empty name."""
    found, waiting = dict[str, Parser](), [parser({"HAISHIN_LANG": language})]
    while waiting:
        one = waiting.pop()
        found[" ".join(one.prog.split()[1:])] = one
        for action in one._actions:
            waiting += action.choices.values() if isinstance(action.choices, dict) else []
    return found


def test_help_is_by_person_and_each_verb_stands_once() -> None:
    whole = parsers("ja")
    named = [verb for verbs in whole[""].groups.values() for verb in verbs]
    assert sorted(named) == sorted(name for name in whole if name and " " not in name)
    titles = [line for line in whole[""].format_help().splitlines() if line and line[0] not in " 使住一"]
    assert titles == ["書く(起案する)", "承認する", "配信する", "名簿(登録者)", "運用する"]
    assert max(map(columns, whole[""].format_help().splitlines())) <= 80


@pytest.mark.parametrize("language", ["ja", "en"])
def test_help_is_in_one_language_and_says_something_of_everything(language: str) -> None:
    other = r"[ぁ-んァ-ヶ一-龠]" if language == "en" else r"[a-z]{2,} [a-z]{2,} [a-z]{2,}"
    for name, one in parsers(language).items():
        said = re.sub(r"(?s)^(?:usage|使い方):.*?\n\n", "", one.format_help())
        assert re.search(other, said) is None, f"{name}: {said}"
        told = [action.help for action in one._actions if action.nargs != argparse.PARSER]
        assert all(told), name
        assert max(map(columns, one.format_help().splitlines())) <= 100


@pytest.mark.parametrize("words", [f"{room} {verb}".strip() for room in VERBS for verb in VERBS[room]])
def test_every_verb_has_a_help(words: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as end:
        say(*words.split(), "--help")
    assert end.value.code == 0
    assert f"使い方: haishin {words}" in capsys.readouterr().out


@pytest.mark.parametrize(
    "words", ["", "nothing", "--lang fr rules", "render", "ledger", "go", "refuse x", "stop", "scan"]
)
def test_a_wrong_call_is_no_success(words: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as end:
        say(*words.split())
    assert end.value.code == 2
    assert "使い方: haishin" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("words", "code", "values"),
    [
        ("go x", "missing", {"what": "--by"}),
        ("refuse x --by a --reason", "without-value", {"what": "--reason"}),
        ("accept --by a", "missing", {"what": "COMMIT"}),
        ("report", "missing-one", {"what": "ALERT --form --period"}),
        ("status --everything", "unknown", {"what": "--everything"}),
        ("ledger init --live --rehearsal", "not-together", {"what": "--rehearsal", "other": "--live"}),
    ],
)
def test_what_is_wrong_with_a_call_is_said_in_japanese_behind_the_usage(
    words: str, code: str, values: dict[str, str], capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit):
        say(*words.split())
    told = capsys.readouterr().err
    assert told.startswith("使い方: haishin")
    assert told.splitlines()[-1].endswith(f": {Message(f'cli/usage-{code}', **values).ja}")
    with pytest.raises(SystemExit):
        say(*words.split(), "--lang", "en")
    told = capsys.readouterr().err
    assert told.startswith("usage: haishin")
    assert not re.search("[ぁ-ん]", told)


def test_nobody_s_name_is_no_login(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        say("go", "--by", " ")
    assert "--by" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("validate --lang en", ("en", ["validate"])),
        ("--lang=en validate", ("en", ["validate"])),
        ("validate --lang fr", ("ja", ["validate", "--lang", "fr"])),
        ("stop -- --lang en", ("ja", ["stop", "--", "--lang", "en"])),
        ("preview x --language en", ("ja", ["preview", "x", "--language", "en"])),
    ],
)
def test_the_language_may_stand_behind_the_verb(words: str, found: tuple[str, list[str]]) -> None:
    assert spoken(words.split(), {}) == found


# --- validate -----------------------------------------------------------------------------------


@pytest.fixture
def faulty(tmp_path: Path) -> Path:
    """An alert of another folder whose category does not exist."""
    file = tmp_path / "alerts" / "maebashi" / "2026" / f"{CAUTION_ID}.md"
    file.parent.mkdir(parents=True)
    file.write_text(CAUTION_TEXT.replace("category: suspicious-person", "category: suspicious"), encoding="utf-8")
    return file


def test_validate_says_that_all_is_well() -> None:
    files = len(list((FORCE / "alerts").rglob("*.md")))
    assert say("validate").out == f"指摘はありません({files} ファイル)。\n"
    assert say("--lang", "en", "validate").out == f"No findings ({files} file(s)).\n"
    assert say("validate", ".").out == say("validate").out  # whatever else lies in the repository
    one = say("validate", ALERT, "--format", "json")
    assert (one.code, one.err) == (0, "")
    assert json.loads(one.out) == {"findings": [], "files": 1}


def test_validate_as_json(faulty: Path) -> None:
    done = say("--lang", "en", "validate", str(faulty), "--format", "json")
    assert done.code == 1
    told = json.loads(done.out)
    assert list(told) == ["findings", "files"]
    assert told["files"] == 1
    keys = [
        "rule", "severity", "clause", "path", "line", "column", "end_line", "end_column", "message", "hint", "private",
        "mark", "fix",
    ]  # fmt: skip
    assert all(list(finding) == keys for finding in told["findings"])
    found = {finding["rule"]: finding for finding in told["findings"]}
    assert set(found) == {"path", "schema"}
    row = found["schema"]
    assert (row["severity"], row["path"]) == ("error", str(faulty))
    assert (row["line"], row["column"], row["end_line"], row["end_column"]) == (3, 11, 3, 21)


def test_validate_refuses_a_path_that_leads_nowhere() -> None:
    done = say("validate", "alerts/nowhere.md")
    assert (done.code, done.out) == (1, "")
    assert done.err == "alerts/nowhere.md というファイルはありません。\n→ パスを確かめてください。\n"


def test_a_path_that_is_empty_is_not_the_whole_folder() -> None:
    done = say("validate", "")
    assert (done.code, done.out) == (1, "")
    assert done.err.startswith('"" というファイルはありません。')


def test_validate_reads_a_commit(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    scratch = Scratch(tmp_path)
    monkeypatch.chdir(scratch.copy)
    (scratch.copy / ALERT).write_text("no alert", encoding="utf-8")
    assert say("validate").code == 1
    assert say("validate", "--at", "HEAD").code == 0
    wrong = say("--lang", "en", "validate", "--at", "nowhere")
    assert (wrong.code, wrong.err.splitlines()[0]) == (
        2,
        "git ls-tree failed: fatal: Not a valid object name nowhere",
    )


def test_validate_refuses_a_second_alert_and_other_files_in_one_change(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """T2: an alert does not bring its own rules along."""
    scratch = Scratch(tmp_path)
    monkeypatch.chdir(scratch.copy)
    text = (scratch.copy / ALERT).read_text(encoding="utf-8")
    scratch.merge("alerts/maebashi/2026/20261125-1606-koekake.md", text)
    assert say("validate", "--at", "HEAD", "--base", "HEAD^").code == 0
    scratch.draft("schema/wording.yaml", (scratch.copy / "schema/wording.yaml").read_text(encoding="utf-8") + "\n")
    scratch.merge("alerts/maebashi/2026/20261125-1607-koekake.md", text)
    done = say("validate", "--at", "HEAD", "--base", "HEAD~2", "--format", "json")
    assert done.code == 1
    assert [(one["rule"], one["path"]) for one in json.loads(done.out)["findings"] if one["severity"] == "error"] == [
        ("pull-request", "alerts/maebashi/2026/20261125-1607-koekake.md"),
        ("pull-request", "schema/wording.yaml"),
    ]
    assert "別のプルリクエストで出してください" in say("validate", "--at", "HEAD", "--base", "HEAD^").out
    assert say("validate", "--base", "nowhere").code == 2


# --- decide -------------------------------------------------------------------------------------


@pytest.mark.parametrize("verb", ["decide", "render", "preview", "table"])
def test_a_file_outside_the_alerts_is_refused_plainly(tmp_path: Path, verb: str) -> None:
    file = tmp_path / "maebashi" / "2026" / Path(ALERT).name
    file.parent.mkdir(parents=True)
    file.write_bytes((FORCE / ALERT).read_bytes())
    done = say(verb, str(file))
    assert (done.code, done.out, done.raw, done.err) == (
        1,
        "",
        b"",
        f"{file} は alerts/ の中にありません。\n"
        "→ alerts/所属/年/番号.md の形の場所に置いてから、もう一度実行してください。\n",
    )


def verdict(*arguments: str, **environment: str) -> dict[str, Any]:
    done = say("decide", *arguments, "--now", NOON, "--format", "json", **environment)
    assert (done.code, done.err) == (0, "")
    told: dict[str, Any] = json.loads(done.out)
    return told


@pytest.fixture
def pull(tmp_path: Path) -> Path:
    """Approved by the station's manager."""
    value = {
        "number": 7,
        "author": "maebashi-staff",
        "committers": ["maebashi-staff"],
        "checklist": "complete",
        "opened_at": "2026-11-25T16:10:00+09:00",
        "merged_at": None,
        "reviews": [review("maebashi-manager", "APPROVED", "2026-11-25T16:50:00+09:00")],
    }
    file = tmp_path / f"{ALERT_ID}.json"
    file.write_text(json.dumps(value), encoding="utf-8")
    return file


REMOTE = {"HAISHIN_FORGE": "github:a/b", "HAISHIN_FORGE_TOKEN": "x", "HAISHIN_FORGE_URL": "http://127.0.0.1:1"}


def test_decide_on_a_file_with_errors_says_them_first_and_whose_turn_it_is(tmp_path: Path) -> None:
    """N3: nobody can open a pull request for a file that has to change, and it says what has to."""
    file = tmp_path / ALERT
    file.parent.mkdir(parents=True)
    file.write_text((FORCE / ALERT).read_text("utf-8").replace("case: approach", "case: robbery"), encoding="utf-8")
    done = say("--lang", "en", "decide", str(file), "--now", NOON)
    lines = done.out.splitlines()
    assert (done.code, done.err) == (0, "")
    assert lines[0].startswith(f"{ALERT}:4:7 error table-row [guideline 4(1)]")
    assert lines[-2:] == [
        "■ Cannot be sent as it stands. The file has to change: 1 error(s), above.",
        "▶ The drafter: Correct what is found.",
    ]


def test_decide_on_a_local_file_asks_nobody() -> None:
    """F12: without a forge that answers the file is judged alone; a moment is no ledger's to allow."""
    done = say(
        "--lang", "en", "decide", ALERT, "--format", "json", HAISHIN_NOW=NOON, HAISHIN_REMOTE="nowhere", **REMOTE
    )
    assert done.code == 0
    assert done.err.startswith(
        "The pull request cannot be looked up: the file alone is judged, and no approval counts: "
    )
    told = json.loads(done.out)
    assert (told["verdict"], told["turn"]["what"]) == ("consult", "propose")


def test_decide_without_a_pull_request_is_consult() -> None:
    told = verdict(ALERT_ID)
    when = ["not_before", "since", "moments"]
    assert list(told) == ["verdict", "mergeable", *when, "turn", "holds", "approvals", "ignored", "reasons"]
    assert (told["verdict"], told["mergeable"]) == ("consult", False)
    assert told["turn"] == {"who": "drafter", "what": "propose", "since": None, "people": [], "beside": []}
    assert told["approvals"] == [
        {
            "any_of": [{"role": "manager", "unit": "maebashi"}],
            "mode": "before",
            "clause": "3(2)",
            "status": "missing",
            "by": None,
            "acting": None,
            "candidates": [
                {"login": "maebashi-manager", "role": "manager", "unit": "maebashi", "acting": None},
                {"login": "maebashi-officer", "role": "manager", "unit": "maebashi", "acting": "maebashi-manager"},
            ],
        }
    ]
    assert all(list(reason) == ["clause", "message"] for reason in told["reasons"])


def decided(tmp_path: Path, *changes: tuple[str, str], now: str = NOON) -> list[str]:
    """What ``decide`` says of the sample, changed, before there is a pull request."""
    text = (FORCE / ALERT).read_text("utf-8")
    for old, new in changes:
        assert old in text
        text = text.replace(old, new)
    file = tmp_path / ALERT
    file.parent.mkdir(parents=True)
    file.write_text(text, encoding="utf-8")
    done = say("decide", str(file), "--now", now)
    assert (done.code, done.err) == (0, "")
    return done.out.splitlines()


def test_decide_gives_each_finding_with_its_line_and_remedy_and_once(tmp_path: Path) -> None:
    said = decided(tmp_path, ("11月25日（水）午後3時30分ころ", "昨日の午後3時30分ころ"))
    place = next(number for number, line in enumerate(said) if "relative-day" in line)
    assert said[place].endswith(f"/{ALERT_ID}.md:10:1 エラー relative-day [要領 5(3)]")
    assert said[place + 1] == "  「昨日」の日付が、同じ段落にありません。"
    assert said[place + 4].startswith("  → ")
    assert sum("「昨日」の日付" in line for line in said) == 1
    assert "■ 配信できません。上の1か所を直してください。" in said


def test_decide_before_there_is_a_pull_request_cites_no_clause_for_it(tmp_path: Path) -> None:
    said = decided(tmp_path, now="2026-11-26T12:40+09:00")
    assert "・プルリクエストがまだありません。作成すると、承認を待つ状態になります。" in said
    assert sum("認知から配信時間で10時間が過ぎています(目安は3時間)。" in line for line in said) == 1


def test_decide_names_each_person_once_and_asks_no_word_of_who_is_on_duty(tmp_path: Path) -> None:
    said = decided(tmp_path, ("scope: [maebashi]", "scope: [maebashi, maebashi-higashi]"), now="2026-11-25T19:00+09:00")
    named = [line.partition("(@")[0] for line in said if line.startswith("   ・")]
    assert sorted(named) == sorted(set(named))
    [duty] = [line for line in said if line.startswith("   ・木村 誠")]
    assert duty.endswith("の代決(「代決」と書かなくてかまいません)")
    [officer] = [line for line in said if line.startswith("   ・石井 直樹")]
    assert officer.endswith("の代決(「代決」とだけ1行書きます)")


def test_decide_asks_nobody_before_the_drafter_has_answered(tmp_path: Path) -> None:
    said = decided(tmp_path, ("前橋市文京町2丁目地内", "前橋市文京町2-29-16先"))
    assert "■ まだ配信できません。起案者が次の警告に答えるまで、だれにも承認を頼みません。" in said
    assert not any("@" in line for line in said)


ROBBERY = ("category: suspicious-person\ncase: approach", "category: crime\ncase: robbery")


def test_decide_at_night_says_what_a_waiver_of_the_hours_does(tmp_path: Path) -> None:
    night = "2026-11-26T02:40+09:00"
    waived = "press: none\nwaivers: [{rule: delivery-hours, reason: 刃物を持った男が逃走中}]"
    said = decided(tmp_path, ROBBERY, ("press: none", waived), now=night)
    assert said[said.index("・夜間でもすぐに配信されます（時間外の例外）") - 1].startswith("■ 協議中")
    assert not any("早くても" in line for line in said)


def test_decide_of_an_urgent_matter_at_night_names_the_waiver(tmp_path: Path) -> None:
    told = "急を要する事案です。今すぐ配信するときは、原則の例外(waivers)に「配信時間」(delivery-hours)"
    night = "2026-11-26T02:40+09:00"
    said = decided(tmp_path, ROBBERY, now=night)
    assert any(told in line for line in said)
    assert said[-3:] == ["waivers:", "  - rule: delivery-hours", "    reason: 理由をここに書く"]
    assert not any(told in line for line in decided(tmp_path / "other", now=night))


def test_decide_with_the_approval_is_send(pull: Path) -> None:
    told = verdict(ALERT, "--pull", str(pull))
    assert (told["verdict"], told["mergeable"], told["since"]) == ("send", True, "2026-11-25T16:50:00+09:00")
    assert (told["not_before"], told["holds"], told["reasons"]) == (None, [], [])
    given = told["approvals"][0]
    assert (given["status"], given["by"], given["candidates"]) == ("given", "maebashi-manager", [])
    assert verdict(ALERT, HAISHIN_FORGE=f"file:{pull.parent}") == told


def test_decide_of_a_file_that_cannot_be_read_tells_since_when_it_is_the_drafters_turn(
    tmp_path: Path, pull: Path
) -> None:
    file = tmp_path / ALERT
    file.parent.mkdir(parents=True)
    file.write_text("---\n", encoding="utf-8")
    told = verdict(str(file), "--pull", str(pull))
    assert (told["verdict"], told["turn"]["what"]) == ("reject", "correct")
    assert (told["turn"]["people"], told["turn"]["since"]) == (["maebashi-staff"], "2026-11-25T16:10:00+09:00")
    assert verdict(str(file), HAISHIN_FORGE=f"file:{pull.parent}") == told
    assert verdict(str(file))["turn"]["since"] is None


def test_decide_refuses_a_pull_request_that_brings_its_own_rules(pull: Path) -> None:
    value = json.loads(pull.read_text(encoding="utf-8")) | {"files": [ALERT, "schema/policy.yaml"]}
    pull.write_text(json.dumps(value), encoding="utf-8")
    told = verdict(ALERT, "--pull", str(pull))
    assert (told["verdict"], told["mergeable"]) == ("reject", False)
    assert told["reasons"][0]["message"].startswith("情報メールのほかに、別のファイルも変えています。")


def followed(tmp_path: Path, first: str | None) -> Path:
    """A correction of an alert that lies beside it with that scope (None: it lies nowhere)."""
    text = (FORCE / ALERT).read_text(encoding="utf-8")
    folder = tmp_path / "alerts" / "maebashi" / "2026"
    folder.mkdir(parents=True)
    if first is not None:
        other = folder / "20261124-0910-koekake.md"
        other.write_text(text.replace("scope: [maebashi]", f"scope: {first}"), encoding="utf-8")
    file = folder / f"{ALERT_ID}.md"
    file.write_text(
        text.replace("press: none", "press: none\nfollows: {alert: 20261124-0910-koekake, as: correction}"),
        encoding="utf-8",
    )
    return file


def due(told: dict[str, Any]) -> list[str]:
    return [one["any_of"][0]["unit"] for one in told["approvals"] if one["mode"] == "before"]


def test_decide_asks_as_widely_as_the_alert_that_is_corrected(tmp_path: Path, pull: Path) -> None:
    """The union of both scopes, as the followed alert's own file has it where the ledger says nothing."""
    file = followed(tmp_path, "prefecture")
    told = verdict(str(file), "--pull", str(pull))
    assert (told["verdict"], due(told)) == ("consult", ["maebashi", "jinshin-anzen"])
    history = tmp_path / "history.json"
    history.write_text(json.dumps({"20261124-0910-koekake": {"state": "sealed", "scope": None}}), encoding="utf-8")
    assert due(verdict(str(file), "--pull", str(pull), "--history", str(history))) == ["maebashi", "jinshin-anzen"]
    known = {"20261124-0910-koekake": {"state": "sealed", "scope": ["maebashi"], "reached": 10}}
    history.write_text(json.dumps(known), encoding="utf-8")
    assert due(verdict(str(file), "--pull", str(pull), "--history", str(history))) == ["maebashi"]


def test_decide_refuses_to_follow_what_there_is_not(tmp_path: Path, pull: Path) -> None:
    file = followed(tmp_path, None)
    told = verdict(str(file), "--pull", str(pull))
    assert (told["verdict"], told["reasons"][0]["message"]) == (
        "reject",
        "「20261124-0910-koekake」という情報メールはありません。",
    )
    history = tmp_path / "history.json"
    known = {"20261124-0910-koekake": {"state": "sealed", "scope": ["maebashi"], "reached": 10}}
    history.write_text(json.dumps(known), encoding="utf-8")
    assert verdict(str(file), "--pull", str(pull), "--history", str(history))["verdict"] == "send"


def test_decide_never_says_of_a_withdrawal_that_it_is_sent(pull: Path) -> None:
    done = say("decide", ALERT, "--change", "deleted", "--pull", str(pull), "--now", NOON)
    assert done.out.startswith("■ 取り下げできます。マージすると、このメールは配信されません。\n")
    assert "配信できます" not in done.out
    waiting = json.loads(pull.read_text(encoding="utf-8")) | {"reviews": []}
    pull.write_text(json.dumps(waiting), encoding="utf-8")
    done = say("decide", ALERT, "--change", "deleted", "--pull", str(pull), "--now", NOON)
    assert done.out.startswith("■ 協議中:まだマージできません。あと 1 件の承認が必要です。\n")


def test_a_reason_of_blanks_is_no_reason(tmp_path: Path) -> None:
    file = followed(tmp_path, "[maebashi]")
    text = file.read_text(encoding="utf-8")
    file.write_text(text.replace("as: correction", "as: follow-up, necessity: '　 '"), encoding="utf-8")
    assert verdict(str(file))["reasons"][0]["message"] == "続報の必要性が書かれていません。"


def test_decide_on_a_pull_request_without_an_alert(pull: Path) -> None:
    value = json.loads(pull.read_text(encoding="utf-8")) | {"files": ["schema/wording.yaml"]}
    pull.write_text(json.dumps(value), encoding="utf-8")
    told = verdict("--pull", str(pull))
    assert (told["verdict"], told["mergeable"]) == ("consult", False)
    said = say("decide", "--pull", str(pull), "--now", NOON)
    assert said.out.startswith("■ 協議中:まだマージできません。あと 1 件の承認が必要です。\n")
    value["reviews"].append(review("koho-kocho-staff", "APPROVED", "2026-11-25T16:55:00+09:00"))
    pull.write_text(json.dumps(value), encoding="utf-8")
    assert say("decide", "--pull", str(pull), "--now", NOON).out.startswith(
        "■ マージできます。メールの配信はありません。\n"
    )


def test_a_roster_that_cannot_be_compared_with_mains_may_change_the_supervisors_entry(pull: Path) -> None:
    value = json.loads(pull.read_text(encoding="utf-8")) | {"files": ["schema/roster.yaml"]}
    value["reviews"].append(review("koho-kocho-staff", "APPROVED", "2026-11-25T16:55:00+09:00"))
    pull.write_text(json.dumps(value), encoding="utf-8")
    assert verdict("--pull", str(pull))["verdict"] == "consult"


@pytest.mark.parametrize("files", [None, [ALERT], [ALERT, "README.md"]])
def test_decide_without_an_alert_needs_a_pull_request_without_one(pull: Path, files: list[str] | None) -> None:
    value = json.loads(pull.read_text(encoding="utf-8")) | ({"files": files} if files else {})
    pull.write_text(json.dumps(value), encoding="utf-8")
    for arguments in (("decide",), ("decide", "--pull", str(pull))):
        done = say("--lang", "en", *arguments)
        assert (done.code, done.out, done.err.splitlines()[0]) == (1, "", "No alert is named.")


def test_decide_at_night_holds_until_the_morning(pull: Path) -> None:
    merged = json.loads(pull.read_text(encoding="utf-8")) | {"merged_at": "2026-11-25T17:05:00+09:00"}
    pull.write_text(json.dumps(merged), encoding="utf-8")
    done = say("decide", ALERT_ID, "--now", "2026-11-25T21:00+09:00", "--pull", str(pull), "--format", "json")
    told = json.loads(done.out)
    assert (told["verdict"], told["mergeable"], told["not_before"]) == ("hold", True, "2026-11-26T07:00:00+09:00")
    assert [(list(hold), hold["kind"], hold["clause"]) for hold in told["holds"]] == [
        (["kind", "until", "who", "clause"], "clock", "4(2)")
    ]


def test_decide_takes_unit_year_and_id_from_another_copy_s_alerts(tmp_path: Path, pull: Path) -> None:
    file = tmp_path / "elsewhere" / ALERT
    file.parent.mkdir(parents=True)
    shutil.copyfile(FORCE / ALERT, file)
    assert verdict(str(file), "--pull", str(pull)) == verdict(ALERT, "--pull", str(pull))


def test_decide_rejects_a_faulty_file(faulty: Path) -> None:
    told = verdict(str(faulty))
    assert (told["verdict"], told["mergeable"], told["approvals"]) == ("reject", False, [])


def test_decide_says_nothing_private(tmp_path: Path) -> None:
    private = "press: none\ndisclose: [{text: 山田太郎, ground: public-wanted}]\nconsult: [山田太郎]\n"
    file = tmp_path / "alerts" / "maebashi" / "2026" / f"{CAUTION_ID}.md"
    file.parent.mkdir(parents=True)
    file.write_text(CAUTION_TEXT.replace("press: none\n", private), encoding="utf-8")
    assert "［disclose ●●●●］" in str(verdict(str(file)))
    for arguments in (("decide", "--now", NOON), ("decide", "--format", "json"), ("table",)):
        done = say(arguments[0], str(file), *arguments[1:])
        assert "山田" not in done.out + done.err


def test_decide_on_what_the_ledger_knows(tmp_path: Path, pull: Path) -> None:
    history = tmp_path / "history.json"
    past = {"state": "sealed", "at": NOON, "scope": ["maebashi"], "reached": 10, "waivers": [], "ended_by": None}
    history.write_text(json.dumps({ALERT_ID: {**past, "removed": False}}), encoding="utf-8")
    assert verdict(ALERT, "--pull", str(pull), "--history", str(history))["verdict"] == "reject"
    history.write_text(json.dumps({ALERT_ID: {"status": "sealed"}}), encoding="utf-8")
    done = say("--lang", "en", "decide", ALERT, "--history", str(history))
    assert (done.code, done.out) == (2, "")
    assert done.err.splitlines()[0] == (
        f"The history file history.json cannot be read. {ALERT_ID}/status The item `status` is not known. "
        "Known are state, at, category, scope, reached, waivers, ended_by, removed."
    )
    history.write_text(json.dumps({ALERT_ID: {"removed": "false"}}), encoding="utf-8")
    done = say("--lang", "en", "decide", ALERT, "--history", str(history))
    assert done.err.splitlines()[0] == (
        f"The history file history.json cannot be read. {ALERT_ID}/removed This must be of the type boolean."
    )


def test_decide_needs_a_readable_pull_file_and_a_whole_time(pull: Path) -> None:
    pull.write_text("{}", encoding="utf-8")
    done = say("--lang", "en", "decide", ALERT, "--pull", str(pull))
    assert (done.code, done.err) == (
        2,
        f"The pull file {ALERT_ID}.json cannot be read. The item `number` is missing.\n"
        "→ Check its format; until it can be read nothing counts as approved.\n",
    )
    done = say("decide", ALERT, "--now", "2026-11-25T17:10")
    assert (done.code, done.err) == (
        1,
        "時刻 '2026-11-25T17:10' を読めません。\n→ 2026-11-25T15:40+09:00 のように、時差を付けて書いてください。\n",
    )
    done = say("decide", "20261125-1605-nothing")
    assert (done.code, done.err) == (
        1,
        "情報メール '20261125-1605-nothing' が見つかりません。\n"
        "→ ファイルのパスか、id(20261125-1605-koekake など)で指定してください。\n",
    )
    done = say("decide", ALERT, HAISHIN_FORGE="ftp:x")
    assert (done.code, done.err.splitlines()[0]) == (2, "HAISHIN_FORGE の値 'ftp:x' は使えません。")


def test_decide_in_sentences_in_both_languages(pull: Path) -> None:
    arguments = ("decide", ALERT, "--now", NOON, "--pull", str(pull))
    assert say(*arguments).out.startswith("■ 配信できます。条件は")
    assert say("--lang", "en", *arguments).out.startswith("■ Can be sent. Nothing has been missing since ")
    assert say(*arguments, HAISHIN_LANG="en").out.startswith("■ Can be sent.")


# --- render, table, rules, scan -----------------------------------------------------------------


def lines(raw: bytes) -> list[bytes]:
    """The message's lines without those that hold a key's tokens."""
    assert raw.count(b"\n") == raw.count(b"\r\n")
    keyed = re.compile(rb"^Message-ID: ")
    return [line for line in raw.split(b"\r\n") if not keyed.match(line)]


def test_render_is_the_mail_itself() -> None:
    first, again = (say("render", where, "--to", "-", given="a@example.jp\n") for where in (ALERT, ALERT_ID))
    assert (first.code, first.out, first.err) == (0, "", "")
    assert first.raw != again.raw
    assert lines(first.raw) == lines(again.raw)
    mail = email.message_from_bytes(first.raw, _class=EmailMessage, policy=email.policy.default)
    assert mail["To"] == "a@example.jp"
    assert tells(mail, (FORCE / ALERT).read_text(encoding="utf-8"))
    sample = email.message_from_bytes(say("render", ALERT).raw, _class=EmailMessage, policy=email.policy.default)
    assert sample["To"] == "toroku.sha@example.jp"


def test_on_a_terminal_render_is_read_and_its_lines_fit() -> None:
    done = say("render", ALERT, terminal=True)  # one that does not tell how wide it is
    told = done.out.splitlines()
    assert (done.code, done.raw) == (0, b"")
    assert told[0].startswith("【声かけ】前橋：")
    assert told[2].startswith("11月25日（水）午後3時30分ころ、前橋市文京町")
    assert max(columns(line) for line in told) in (79, 80)


def test_an_address_is_no_argument(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as end:
        say("render", ALERT, "--to", "taro@example.jp")
    assert end.value.code == 2
    told = capsys.readouterr().err
    assert "アドレスは標準入力から読みます" in told
    assert "taro" not in told


def test_render_refuses_what_is_no_address_or_no_alert(faulty: Path) -> None:
    for given in ("", "a@example.jp\nb@example.jp\n"):
        done = say("render", ALERT, "--to", "-", given=given)
        assert (done.code, done.raw, done.err.splitlines()[0]) == (1, b"", "アドレスは一つだけ書いてください。")
    done = say("render", ALERT, "--to", "-", given="nobody")
    assert (done.code, done.raw) == (1, b"")
    assert done.err.splitlines()[0] == "メールアドレスの形になっていない宛先があります。"
    faulty.write_text("no alert", encoding="utf-8")
    done = say("render", str(faulty))
    assert (done.code, done.raw) == (1, b"")
    assert done.err.startswith(f"{faulty}:1:1 ")


def test_table_marks_the_row() -> None:
    assert "【声かけ事案(approach)】" in say("table", ALERT_ID).out
    assert "【" not in say("table").out
    assert say("table", "--format", "markdown").out.startswith("|")


def test_rules_tell_each_rule() -> None:
    told = say("rules").out
    assert told.startswith("# ")
    assert {"table-row", "consent", "markdown"} <= set(re.findall(r"(?m)^### .*\((\S+)\)$", told))


# --- the contract -------------------------------------------------------------------------------


@pytest.mark.parametrize("words", [("validate",), ("decide", ALERT), ("table",), ("rules",)])
def test_an_unreadable_schema_file_stops_every_verb_that_reads_the_folder(
    words: tuple[str, ...], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    put_force(tmp_path)
    wording = tmp_path / "schema" / "wording.yaml"
    number = len(wording.read_text(encoding="utf-8").splitlines()) + 1
    wording.write_text(wording.read_text(encoding="utf-8") + "unknown: x\n", encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    done = say(*words)
    assert (done.code, done.out) == (2, "")
    told = done.err.splitlines()
    assert told[0] == "schema/ に誤りがあります。"
    assert told[1].startswith(f"schema/wording.yaml:{number}: ")
    assert told[-1] == f"→ {Message('core/contract/mistakes', mistakes='').remedy.ja}"


def test_another_force_is_told_the_examples_words_that_are_left(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """O2: a note, which refuses nothing; the example force itself is told nothing."""
    put_force(tmp_path)
    monkeypatch.chdir(tmp_path)
    assert json.loads(say("validate", "--format", "json").out)["findings"] == []
    organization = tmp_path / "schema" / "organization.yaml"
    text = organization.read_text(encoding="utf-8")
    organization.write_text(text.replace("群馬県警察", "栃木県警察"), encoding="utf-8")
    done = say("validate", "--format", "json")
    found = json.loads(done.out)["findings"]
    assert done.code == 0
    assert [(one["path"], one["severity"]) for one in found] == [
        (f"schema/{name}.yaml", "note") for name in ("drafts", "frame", "policy", "wording")
    ]
    assert all(one["message"].startswith("見本(群馬)の語が ") for one in found)


def test_what_a_language_lacks_is_a_warning_of_the_whole_tree(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    put_force(tmp_path)
    frame = tmp_path / "schema" / "frame.yaml"
    text = frame.read_text(encoding="utf-8")
    frame.write_text(text.replace("robbery: Robbery, ", ""), encoding="utf-8")
    line = text[: text.index("name: Crime")].count("\n")
    monkeypatch.chdir(tmp_path)
    done = say("validate", "--format", "json")
    [found] = json.loads(done.out)["findings"]
    assert (done.code, found["path"], found["line"], found["severity"]) == (0, "schema/frame.yaml", line, "warning")
    assert found["message"] == "言語「en」の cases に、「robbery」の見出しがありません。"
    assert json.loads(say("validate", ALERT, "--format", "json").out)["findings"] == []


# --- subscribers --------------------------------------------------------------------------------

HEADING = "id,address,stations,municipalities,categories,form,language,night,exercise,origin,consented_at"


@pytest.fixture
def unhosted(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """``schema/`` in a folder that is no clone: nothing that is asked there asks a remote."""
    put_schema(tmp_path / "unhosted")
    monkeypatch.chdir(tmp_path / "unhosted")


@pytest.fixture
def csv(tmp_path: Path, unhosted: None) -> Path:
    """Twelve good lines, then three bad ones."""
    good = [f",r{n:02}@residents.example.jp,maebashi;ota,,*,text,ja,yes,no,窓口,2026-04-01" for n in range(12)]
    bad = [
        ",nobody,maebashi,,*,text,ja,yes,no,窓口,2026-04-01",
        ",x01@residents.example.jp,nowhere,,*,text,ja,yes,no,窓口,2026-04-01",
        ",x02@residents.example.jp,maebashi",
    ]
    file = tmp_path / "in.csv"
    file.write_text("\n".join([HEADING, *good, *bad, ""]), encoding="utf-8")
    return file


def test_import_tells_lines_and_never_an_address(csv: Path, tmp_path: Path) -> None:
    done = say("subscribers", "import", str(csv), HAISHIN_STATE=str(tmp_path / "state"))
    assert done.code == 1
    told = done.out.splitlines()
    assert [line.split(":")[0] for line in told[:-1]] == ["14行目 address", "15行目 stations", "16行目 全体"]
    assert told[-1] == "追加 12、更新 0、変更なし 0、取り込めない行 3"
    assert not re.search(r"nobody|[rx][0-9]{2}|residents", done.out + done.err)
    again = say("--lang", "en", "subscribers", "import", str(csv), HAISHIN_STATE=str(tmp_path / "state"))
    assert again.out.splitlines()[-1] == "0 added, 0 updated, 12 unchanged, 3 refused"
    assert again.out.splitlines()[-2].startswith("line 16, whole line: ")


def test_export_and_import_are_a_round_trip(csv: Path, tmp_path: Path) -> None:
    first, second = ({"HAISHIN_STATE": str(tmp_path / name)} for name in ("first", "second"))
    out, back = tmp_path / "out.csv", tmp_path / "back.csv"
    say("subscribers", "import", str(csv), **first)
    done = say("subscribers", "export", str(out), **first)
    assert (done.code, done.out) == (0, "12 人を書き出しました。\n")
    assert out.stat().st_mode & 0o777 == 0o600
    assert say("subscribers", "import", str(out), **second).code == 0
    assert say("subscribers", "export", str(back), **second).code == 0
    assert back.read_bytes() == out.read_bytes()  # ids and all
    there = say("subscribers", "export", str(out), **first)
    assert (there.code, there.err) == (
        2,
        f"{out} を使えません(File exists)。\n→ ファイルの場所と権限を確かめてください。\n",
    )


def test_stats_are_rounded(csv: Path, tmp_path: Path) -> None:
    state = {"HAISHIN_STATE": str(tmp_path / "state")}
    say("subscribers", "import", str(csv), **state)
    assert say("subscribers", "stats", **state).out.splitlines() == [
        "登録者:約10人",
        "退会者:10人未満",
        "警察署 maebashi:約10人",
        "警察署 ota:約10人",
        "区分 *:約10人",
    ]
    assert say("--lang", "en", "subscribers", "stats", **state).out.splitlines()[:2] == [
        "registered: about 10",
        "left: fewer than 10",
    ]


def test_a_missing_file_and_a_missing_registry_are_told(tmp_path: Path) -> None:
    state = {"HAISHIN_STATE": str(tmp_path / "state")}
    done = say("subscribers", "import", str(tmp_path / "nothing.csv"), **state)
    assert (done.code, done.err.splitlines()[0]) == (
        2,
        f"{tmp_path / 'nothing.csv'} を使えません(No such file or directory)。",
    )
    done = say("subscribers", "stats", **state)
    assert (done.code, done.err.splitlines()[0]) == (2, "登録者名簿 subscribers.sqlite がまだありません。")


def test_a_locked_registry_is_told(csv: Path, tmp_path: Path) -> None:
    state = tmp_path / "state"
    say("subscribers", "import", str(csv), HAISHIN_STATE=str(state))
    with closing(sqlite3.connect(state / "subscribers.sqlite", isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        done = say("subscribers", "import", str(csv), HAISHIN_STATE=str(state))
    assert (done.code, done.out, done.err) == (
        2,
        "",
        "登録者名簿 subscribers.sqlite は、ほかの処理が使っています。\n"
        "→ その処理が終わってから、もう一度実行してください。\n",
    )


def test_a_state_folder_open_to_others_is_refused(tmp_path: Path) -> None:
    state = tmp_path / "state"
    state.mkdir(mode=0o755)
    done = say("subscribers", "stats", HAISHIN_STATE=str(state))
    assert (done.code, done.err.splitlines()[0]) == (
        2,
        "状態フォルダーを、ほかの利用者も開けます(権限 0755)。",
    )


# --- status, the ledger -------------------------------------------------------------------------


@pytest.fixture
def scratch(tmp_path: Path) -> Scratch:
    scratch = service(tmp_path, [f"r{number:02}@residents.example.jp" for number in range(14)])
    merge(scratch)
    return scratch


TODAY = "今日(2026-11-25)始めた配信:1件\n"
TIMES = (
    "  ・認知:11月25日(水)15:40\n"
    "  ・最後に必要だった承認:11月25日(水)16:50(認知から 70 分)\n"
    "  ・マージ:11月25日(水)17:05(認知から 85 分)\n"
)


def test_rows_in_doubt_are_exit_3_until_they_are_settled(scratch: Scratch, monkeypatch: pytest.MonkeyPatch) -> None:
    assert scratch.run("send", prelude=IN_THE_AIR).returncode == 9
    done = scratch.run("send")
    doubt = (
        f"警報:{CAUTION_ID}:届いたか分からない宛先があります。\n"
        f"  → 中継サーバー(Postfix)の記録で確かめてください:haishin settle {CAUTION_ID} --log 記録のファイル "
        "--by アカウント名 。"
        "記録がないときや、なお残るときは、"
        f"届いたものとするなら haishin settle {CAUTION_ID} --delivered --by アカウント名、"
        f"もう一度送るなら(二重に届くことがあります) haishin settle {CAUTION_ID} --resend --by アカウント名 です。\n"
    )
    assert (done.returncode, done.stdout.endswith(doubt)) == (3, True)
    assert records(scratch)[-1]["in_doubt"] is True
    assert scratch.mails() == []
    plain = scratch.run("status")
    assert (plain.returncode, plain.stdout) == (3, f"台帳:予行演習\n{doubt}{CAUTION_ID}: sealed in-doubt≈10\n{TODAY}")
    one = scratch.run("status", CAUTION_ID)
    assert (one.returncode, one.stdout.splitlines()[0]) == (3, f"{CAUTION_ID}: sealed in-doubt≈10")
    assert TIMES in one.stdout
    monkeypatch.chdir(scratch.copy)
    terminal = say("status", terminal=True, HAISHIN_STATE=str(scratch.state))
    assert (terminal.code, terminal.out.splitlines()[-2]) == (3, f"{CAUTION_ID}: sealed in-doubt=14")


def test_another_sender_is_told(scratch: Scratch) -> None:
    with (scratch.state / "journal.sqlite.lock").open("w") as held:
        fcntl.flock(held, fcntl.LOCK_EX)
        done = scratch.run("send")
    assert (done.returncode, done.stdout, done.stderr) == (1, "", ANOTHER_SENDER)


def test_status_without_a_journal_tells_the_ledger(scratch: Scratch, tmp_path: Path) -> None:
    ok(scratch.run("send"))
    today = f"{TODAY}{CAUTION_ID}: sealed accepted≈10\n"
    unnamed = scratch.run("status", env={"HAISHIN_STATE": "", "XDG_STATE_HOME": str(tmp_path)})
    assert ok(unnamed) == f"台帳:予行演習\n{today}"  # a watcher on another machine
    named = scratch.run("status", env={"HAISHIN_STATE": str(tmp_path / "new")})
    assert (
        named.returncode,
        named.stdout.startswith("台帳:予行演習\n警報:この状態フォルダーには、配信した記録がありません。"),
        named.stdout.endswith(today),
    ) == (2, True, True)


def test_a_person_acts_on_the_ledger(scratch: Scratch) -> None:
    by = ("--by", "koho-kocho-staff")
    again = scratch.run("ledger", "init", "--rehearsal")
    assert (again.returncode, again.stderr.splitlines()[0]) == (1, "台帳は既にあります。")
    nothing = scratch.run("go", CAUTION_ID, *by[:1], "maebashi-manager")
    said = f"{CAUTION_ID} を止めている人も、記録された上限もありません(上限は、次の haishin send が記録します)。"
    assert (nothing.returncode, nothing.stderr.splitlines()[0]) == (1, said)
    unknown = scratch.run("go", "20261125-1606-nothing", *by)
    assert (unknown.returncode, unknown.stderr.splitlines()[0]) == (
        1,
        "main に 20261125-1606-nothing という情報メールはありません。",
    )
    ok(scratch.run("stop", CAUTION_ID))
    assert ok(scratch.run("go", CAUTION_ID, "--by", "maebashi-manager")).endswith("上の保留を解きました。\n")
    ok(scratch.run("stop", "all"))
    assert ok(scratch.run("go", *by)) == "全停止を解除しました。\n"
    wrong = scratch.run("accept", "abc", *by)
    assert (wrong.returncode, wrong.stderr.splitlines()[0]) == (1, Message("send/short-commit", commit="abc").ja)
    head = scratch.git("rev-parse", "HEAD").strip()
    needless = scratch.run("accept", head, "--by", "koho-kocho-manager")
    assert (needless.returncode, needless.stderr.splitlines()[0]) == (1, Message("send/rehearsal-needs-no-word").ja)
    lost = scratch.run("adopt", *by)
    assert (lost.returncode, lost.stderr.splitlines()[0]) == (
        1,
        "引き継ぐものはありません。",
    )
    assert ok(scratch.run("refuse", CAUTION_ID, "--reason", "誤り", *by)) == "記録しました。\n"
    assert ok(scratch.run("send")) == "新しく配信するものはありません。\n"
    told = ok(scratch.run("ledger", "log")).splitlines()
    assert [line.split(" ")[2] for line in told] == [
        "activated", "held", "went-on", "halted", "went-on", "refused",
    ]  # fmt: skip
    assert f"refused by koho-kocho-staff {CAUTION_ID} " in told[-1]
