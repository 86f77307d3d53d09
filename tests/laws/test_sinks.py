"""The law of the sinks: text leaves a program at the places listed here alone, and none lets private text out.

A new writer fails until it stands on the list, below what it writes to; whoever puts it there says who may read that.
"""

from __future__ import annotations

import ast
import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from haishin.check.document.sample import PATH as SAMPLE
from haishin.check.document.sample import changed
from support.commands import Scratch
from support.force import ROOT
from support.sending import CAUTION_TEXT, kinds, merge, register, service

PACKAGE = ROOT / "scripts" / "haishin"

# What a sink is → who writes to it, as ``module:function``.
SINKS: dict[str, str] = {
    "standard output and error, which a log may keep": """
        cli/administering.py:_codeowners  cli/administering.py:_service  cli/administering.py:_import
        cli/alerts.py:_validate  cli/alerts.py:_rules  cli/alerts.py:_scan  cli/alerts.py:_fix
        cli/auditing.py:_audit  cli/paper.py:_sheet  cli/paper.py:_table  cli/verbs.py:_Columns.__call__
        cli/beginning.py:_asked  cli/beginning.py:_form  cli/consulting.py:_consult.say
        cli/context.py:CommandContext.say_json  cli/context.py:_print  cli/decide.py:_decide
        cli/mails.py:_render  cli/mails.py:_preview  cli/reporting.py:_put
        cli/founding.py:_ask  cli/founding.py:_init
        core/terminal.py:Progress._renew  core/terminal.py:Progress._say  core/terminal.py:write_error
    """,
    "a person's own terminal or a file of his, mode 0600: addresses are allowed here alone": """
        cli/residents.py:_find  cli/residents.py:_history  cli/status.py:_failed  cli/status.py:_recipient
        residents/registry/registry.py:Registry.export_csv
    """,
    "the summary of a job at the forge": """
        cli/alerts.py:_validate  cli/sending.py:_foresee  cli/sending.py:_summarize
    """,
    "a file that the caller names": """
        cli/administering.py:_write  cli/alerts.py:_write  cli/beginning.py:_form  cli/beginning.py:_new
        cli/hook.py:_install  cli/mails.py:_preview  cli/mails.py:_render  cli/reporting.py:_put
        office/register.py:csv_text
    """,
    "a force's repository, made or upgraded: no resident stands in it": """
        cli/founding.py:_made  office/founding/repository.py:_make
        office/upgrading/migrations.py:migrated  office/upgrading/release.py:_signed
    """,
    "the scratch repository of the demo": """
        cli/demo.py:_Stage._begin  cli/demo.py:_Stage._cast  cli/demo.py:_Stage._draft  cli/demo.py:_Stage._pull
    """,
    "the ledger and the files beside it, in git for ever": """
        send/ledger/ledger.py:Ledger.beat  send/ledger/ledger.py:Ledger.init  send/ledger/ledger.py:Ledger._put
    """,
    "the state folder, which the mail host's user alone may read": """
        send/watch/alarms.py:_keep  send/sending/clock_holds.py:ClockHolds.note
        send/journal/journal_file.py:JournalFile.note  send/sending/last_run.py:note_run
        send/ledger/ledger.py:Ledger._note
        core/last_build.py:note_build
        consult/mainline.py:note  consult/mainline.py:removed  send/transport/maildir.py:MaildirTransport._write
        message/keys.py:_create  core/state.py:keep  core/state.py:open_state  core/state.py:write_line
    """,
    "a backup of the state folder, mode 0700": "send/journal/backup.py:back_up  send/journal/backup.py:restore",
    "the public site: of mailed alerts what every reader got": "office/publishing/placing.py:place",
    "a program that is installed": "send/program.py:_export",
    "the folders of the page, which the web's user reads by name or only writes into: no address stands in them": """
        residents/desk/desk.py:Requests.put  residents/desk/desk.py:write  residents/desk/pages.py:lay
    """,
    "whoever asks the page: the same for everybody": """
        residents/desk/web.py:Server._serve  residents/desk/web.py:_Page.__call__
    """,
    "the mailbox of the inbox: letters are moved, as they came": "residents/desk/inbox.py:Inbox._read_mails",
    "a relay": """
        send/transport/pipelined.py:PipelinedConnection._offer  send/transport/plain.py:_Dialogue._talk
    """,
    "no text: a byte that wakes our own thread": "send/transport/loop.py:Loop._rouse",
    "the forge's API, and the monitor that hears that all is well": """
        send/watch/monitor.py:get  consult/forge/http.py:Http._once
    """,
}

_WRITES = frozenset({"write_text", "write_bytes", "writelines", "print", "sendall", "send", "dump"})
_KEEPS = frozenset({"keep", "write_line", "commit_files"})
# ``write`` of these is no file: a ledger's record goes through ``Ledger._put``, a finder collects Markdown.
_NO_FILE = ("ledger.write", "self._ledger.write", "finder.write")


def writers() -> Iterator[str]:
    """Every function of the package that writes, as ``module:function``."""
    for path in sorted(PACKAGE.rglob("*.py")):
        module = path.relative_to(PACKAGE).as_posix()
        for name, call in calls(ast.parse(path.read_text("utf-8")), ""):
            called = call.func.attr if isinstance(call.func, ast.Attribute) else getattr(call.func, "id", "")
            words = ast.unparse(call.func)
            asks = called == "open" and "opener" in words
            writes = called == "write" and words not in _NO_FILE
            if asks or writes or called in _WRITES | _KEEPS:
                yield f"{module}:{name}"


def calls(node: ast.AST, name: str) -> Iterator[tuple[str, ast.Call]]:
    for child in ast.iter_child_nodes(node):
        inner = name
        if isinstance(child, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            inner = f"{name}.{child.name}".lstrip(".")
        if isinstance(child, ast.Call):
            yield inner, child
        yield from calls(child, inner)


def test_every_writer_is_on_the_list_and_everything_on_the_list_writes() -> None:
    listed = {writer for writers_of_one in SINKS.values() for writer in writers_of_one.split()}
    assert sorted({*writers()} - listed) == []
    assert sorted(listed - {*writers()}) == []


# --- what goes through them -------------------------------------------------------------------------

# Private text, and what must be seen of it nowhere.
PRIVATE = {
    "phone": ("090-1234-5678", "1234-5678"),
    "name": ("被害者の関根誠一さん（72歳）", "関根"),
    "address": ("前橋市大手町1丁目2番3号の自宅", "2番3号"),
    "account": ("口座番号 1234567", "1234567"),
}
LINE = "- 不審な人を見かけたときは、110番通報をお願いします。"


def alerts(private: str) -> dict[str, str]:
    """Files that hold the private text, each at another place, by the end of their id."""
    return {
        "title": changed("下校中の児童に対する声かけ事案の発生", private),
        "body": changed(LINE, f"{private}です。"),
        "reason": changed("press: none", f"press: none\nwhy_late: {private}に確認中"),
        "case": changed("case: approach", f"case: other\ncase_name: {private}"),
        "mark": changed("press: none", f"press: none\nconfirmed: [{{rule: name, mark: abcd, reason: {private}}}]"),
    }


@pytest.mark.parametrize("kind", PRIVATE)
def test_no_sink_lets_private_text_out(tmp_path: Path, kind: str) -> None:
    text, never = PRIVATE[kind]
    scratch = service(tmp_path, ["one@residents.example.jp", "two@residents.example.jp"])
    register(scratch, ["three@residents.example.jp"])
    summary = tmp_path / "summary"
    env = {"GITHUB_STEP_SUMMARY": str(summary)}
    files = []
    for place, source in alerts(text).items():
        path = SAMPLE.replace("koekake", place)
        scratch.merge(path, source)
        scratch.pull(Path(path).stem)
        files.append(path)
    said = {
        " ".join(words): scratch.run(*words, env=env)
        for words in (
            *(("validate", "--format", form) for form in ("text", "json", "github", "sarif")),
            *(("decide", path, "--format", form) for path in files for form in ("text", "json")),
            *(("preview", path) for path in files),
            ("send",),
            ("plan",),
            ("status",),
            ("status", "--format", "json"),
            ("health",),
            ("ledger", "log"),
            ("table",),
        )
    }
    texts = {name: done.stdout + done.stderr for name, done in said.items()}
    texts["summary"] = summary.read_text("utf-8")
    texts["ledger"] = scratch.git("--git-dir", str(scratch.remote), "log", "-p", "dispatch-log")
    texts["state"] = "".join(kept(scratch))
    assert [name for name, told in texts.items() if never in told or never in json.dumps(told)] == []
    assert said["send"].returncode in (1, 2)
    assert "claimed" not in kinds(scratch)


def test_no_sink_lets_an_address_out(tmp_path: Path) -> None:
    scratch = service(tmp_path, [f"r{number}@residents.example.jp" for number in range(12)])
    merge(scratch)
    texts = [scratch.run(*words) for words in (("send",), ("plan",), ("status",), ("health",), ("ledger", "log"))]
    outside = [done.stdout + done.stderr for done in texts]
    outside.append(scratch.git("--git-dir", str(scratch.remote), "log", "-p", "dispatch-log"))
    outside += kept(scratch)
    assert "sealed" in kinds(scratch)
    assert [text for text in outside if "residents.example.jp" in text] == []
    assert CAUTION_TEXT.splitlines()[-1] not in "".join(outside)


def kept(scratch: Scratch) -> Iterator[str]:
    """What the state folder holds beside registry, journal and mail."""
    for file in sorted(scratch.state.rglob("*")):
        if file.is_file() and "sqlite" not in file.name and "maildir" not in file.parts:
            yield file.read_bytes().decode("utf-8", "replace")
