"""Personal information in full: on a terminal, when asked for, and nowhere else. Through a real pseudo-terminal."""

from __future__ import annotations

import io
import os
import pty
import subprocess
import sys
from pathlib import Path

import pytest

from haishin.check.document.sample import PATH, changed
from haishin.cli import main
from support.commands import clock
from support.force import ROOT, put_schema

LEAK = changed("- 不審な人を見かけたときは、110番通報をお願いします。", "連絡は090-0012-3456へ。")
REFUSED = (
    "--show が使えるのは、画面に直接表示するときだけです(ファイルや別のプログラム、CI では使えません)。\n"
    "→ --show を外すと、個人情報を伏せた結果が出ます。\n"
)


@pytest.fixture
def place(tmp_path: Path) -> Path:
    put_schema(tmp_path)
    (tmp_path / PATH).parent.mkdir(parents=True)
    (tmp_path / PATH).write_text(LEAK, encoding="utf-8")
    return tmp_path


def validate(place: Path, *arguments: str, terminal: bool = True, **environment: str) -> tuple[int, str, str]:
    """Exit code, what came to the terminal or the pipe, and standard error."""
    kept = {name: value for name, value in os.environ.items() if name != "CI" and not name.startswith("HAISHIN_")}
    master, slave = pty.openpty()
    with subprocess.Popen(
        [sys.executable, "-m", "haishin", "validate", *arguments],
        cwd=place,
        env={**kept, "PYTHONPATH": str(ROOT / "scripts"), **environment},
        stdout=slave if terminal else subprocess.PIPE,
        stderr=subprocess.PIPE,
    ) as process:
        os.close(slave)
        said = bytearray()
        while terminal:
            try:
                part = os.read(master, 65536)
            except OSError:  # Linux ends a terminal that nobody writes to any more with an error
                break
            if not part:
                break
            said += part
        out, err = process.communicate()
    os.close(master)
    return process.returncode, (bytes(said) if terminal else out).decode().replace("\r\n", "\n"), err.decode()


def test_on_a_terminal_the_line_is_shown_when_asked_for(place: Path) -> None:
    code, out, err = validate(place, "--show")
    assert (code, err) == (1, "")
    assert "連絡は090-0012-3456へ。\n" in out
    assert "^^^^^^^^^^^^^" in out


def test_unasked_it_is_masked_on_a_terminal_too(place: Path) -> None:
    code, out, _ = validate(place)
    assert code == 1
    assert "0012" not in out
    assert "個人情報を含む行のため表示しません" in out


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def test_into_a_pipe_it_is_refused(place: Path) -> None:
    assert validate(place, "--show", terminal=False) == (1, "", REFUSED)


@pytest.mark.parametrize(
    ("arguments", "out", "environment"),
    [
        ((), io.StringIO(), {}),
        ((), Terminal(), {"CI": "true"}),
        (("--format", "json"), Terminal(), {}),
        (("--format", "github"), Terminal(), {}),
        (("--format", "summary"), Terminal(), {}),
        (("--format", "sarif"), Terminal(), {}),
    ],
)
def test_anywhere_else_it_is_refused(
    place: Path,
    monkeypatch: pytest.MonkeyPatch,
    arguments: tuple[str, ...],
    out: io.StringIO,
    environment: dict[str, str],
) -> None:
    monkeypatch.chdir(place)
    err = io.StringIO()
    code = main(("validate", "--show", *arguments), environment, out, err, io.BytesIO(), io.StringIO(), clock)
    assert (code, out.getvalue(), err.getvalue()) == (1, "", REFUSED)
