"""One line that a file of the state folder remembers from run to run, written whole or not at all."""

from __future__ import annotations

import os
from pathlib import Path

from haishin.errors import ToolError
from haishin.model import Text


def recall(path: Path) -> str | None:
    """The line, stripped; None where there is none. Raises ToolError when it cannot be read."""
    try:
        return path.read_text("ascii").strip() or None
    except FileNotFoundError:
        return None
    except (OSError, UnicodeDecodeError) as error:
        raise unusable(path, error) from error


def remember(path: Path, line: str) -> None:
    """Write the line, unless it stands there. Raises ToolError when it cannot be written."""
    if recall(path) == line:
        return
    beside = path.with_name(f"{path.name}.{os.getpid()}")
    try:
        beside.write_text(line + "\n", "ascii")
        os.replace(beside, path)
    except OSError as error:
        raise unusable(path, error) from error


def unusable(path: Path, why: object) -> ToolError:
    """The error about such a file."""
    return ToolError(
        Text(f"{path.name} を読み書きできません:{why}", f"{path.name} cannot be read or written: {why}"),
        Text(
            "状態フォルダー(HAISHIN_STATE)の権限と空きを確かめてください。", "Check rights and space of HAISHIN_STATE."
        ),
    )
