"""The published figures are those of the code, and another checker's answer is judged like our own."""

from __future__ import annotations

import io
from pathlib import Path

import pytest

from corpus import judge
from corpus.published import pages, written
from haishin.cli import main
from support.commands import clock

SET = str(judge.HERE / "sample.jsonl")


def test_the_figures_are_those_of_this_program() -> None:
    for page, block in pages().items():
        text = page.read_text("utf-8")
        assert written(text, block) == text, "PYTHONPATH=scripts:tests python -m corpus.published"


def test_another_checker_is_judged_by_its_answers(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    def printed(*options: str) -> str:
        assert judge.main(["--set", SET, *options]) == 0
        return capsys.readouterr().out

    mails, answers = printed("--give"), io.StringIO()
    assert "leaks" not in mails
    assert main(("scan", "--jsonl"), {}, answers, io.StringIO(), io.BytesIO(), io.StringIO(mails), clock) == 0
    (tmp_path / "answers.jsonl").write_text(answers.getvalue(), "utf-8")
    (tmp_path / "none.jsonl").write_text("", "utf-8")
    own = printed()
    assert printed("--found", str(tmp_path / "answers.jsonl")) == own
    assert "personal 0/60 0.0%" in printed("--found", str(tmp_path / "none.jsonl"))
