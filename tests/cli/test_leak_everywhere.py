"""A correction that repeats a leak is refused by every way that a text is judged: validate, decide, the sender."""

from __future__ import annotations

import io
import json
import os
from pathlib import Path

import pytest

from haishin.check.document.sample import PATH, changed
from haishin.cli import main
from haishin.core.errors import ToolError
from haishin.core.repository.git import Git
from haishin.send.sending.ports import examiner
from support.commands import clock
from support.contract import shipped
from support.force import put_schema

FIRST = "alerts/maebashi/2026/20261124-0910-koekake.md"
LINE = "- 不審な人を見かけたときは、110番通報をお願いします。"
LEAKING = changed(LINE, "連絡は090-0012-3456へ。")
AGAIN = changed("press: none", "press: none\nfollows: {alert: 20261124-0910-koekake, as: correction}").replace(
    LINE, "先の 〇九〇-〇〇一二-三四五六 は誤りでした。"
)
SAID = "前の情報メール「20261124-0910-koekake」にあった個人の情報が、訂正にも書かれています。"


@pytest.fixture
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    put_schema(tmp_path)
    for path, text in ((FIRST, LEAKING), (PATH, AGAIN)):
        (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / path).write_text(text, encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    return tmp_path


def say(*arguments: str) -> tuple[int, str]:
    out = io.StringIO()
    code = main(arguments, {"PATH": os.environ["PATH"]}, out, out, io.BytesIO(), io.StringIO(), clock)
    return code, out.getvalue()


def test_validate(place: Path) -> None:
    code, said = say("validate", PATH)
    assert code == 1
    assert SAID in said
    assert "三四五六" not in said


def test_decide(place: Path) -> None:
    _, said = say("decide", PATH, "--format", "json")
    told = json.loads(said)
    assert told["verdict"] == "reject"
    assert SAID in [reason["message"] for reason in told["reasons"]]


def test_the_sender_reads_the_first_as_main_holds_it(place: Path) -> None:
    git = Git(place, {"PATH": os.environ["PATH"], "HOME": os.devnull})
    git.run("init", "--quiet", "--initial-branch=main")
    git.run("add", "--all", ".")
    git.run("-c", "user.name=t", "-c", "user.email=t@example.com", "commit", "--quiet", "-m", "x")
    git.run("update-ref", "refs/haishin/main", "HEAD")
    (place / FIRST).unlink()
    blob = git.run("hash-object", "-w", "--stdin", data=AGAIN.encode()).decode().strip()
    alert, findings = examiner(git, "main", ())(PATH, blob, shipped())
    assert alert is not None
    assert SAID in [one.message.ja for one in findings]
    with pytest.raises(ToolError):  # what cannot be read is never taken for clean
        examiner(git, "unknown", ())(PATH, blob, shipped())


@pytest.mark.parametrize("verb", [("validate",), ("decide",), ("decide", "--format", "json"), ("table",), ("preview",)])
@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("2026-11-25T15:40+09:00", "田中一郎 090-1234-5678"),
        ("[maebashi]", "[090-1234-5678]"),
        ("approach", "田中一郎"),
        ("press: none", "press: none\nfollows: {alert: 田中一郎09012345678, as: correction}"),
        ("press: none", "press: none\nwhy_late: 田中一郎さん（090-1234-5678）に確認中"),
        ("case: approach", "case: other\ncase_name: 田中一郎 090-1234-5678による盗撮"),
        ("press: none", "press: none\nconfirmed: [{rule: name, mark: 田中一郎, reason: 田中一郎は会社名}]"),
    ],
)
def test_what_is_typed_into_an_item_is_told_by_no_verb(place: Path, verb: tuple[str, ...], old: str, new: str) -> None:
    (place / PATH).write_text(changed(old, new), encoding="utf-8")
    code, said = say(verb[0], PATH, *verb[1:])
    assert said
    assert "田中" not in said
    assert "1234" not in said
    assert verb[0] != "validate" or code == 1
