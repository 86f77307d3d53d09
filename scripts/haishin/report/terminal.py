"""What a verb writes while it runs: how a sending goes on, and an error of the tool.

The progress is one line that renews itself on a terminal, elsewhere plain lines at longer intervals. These may end in
a log of the forge, so their numbers are rounded and none is below 10 (T31).
"""

from __future__ import annotations

import traceback
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TextIO

from haishin.errors import HaishinError, ToolError
from haishin.model import Language, RowState, Text, rounded
from haishin.report.escaping import line_start, width

_TERMINAL_SECONDS = 0.2
_PLAIN_SECONDS = 10.0
_OPEN = (RowState.PENDING, RowState.INTENT, RowState.DEFERRED)  # all other states are final, or wait for a person
_LINE = Text("{alert} {done}/{total} 通", "{alert} {done}/{total}")
_FEW = Text("10 未満", "under 10")
_STATES = {
    RowState.DEFERRED: Text("再送待ち {n}", "{n} deferred"),
    RowState.FAILED: Text("不達 {n}", "{n} failed"),
    RowState.IN_DOUBT: Text("要確認 {n}", "{n} in doubt"),
}


class Progress:
    """The progress of a sending on ``stream``; ``clock`` counts seconds upwards and sets the pace of the lines."""

    def __init__(self, stream: TextIO, *, isatty: bool, clock: Callable[[], float], language: Language) -> None:
        self._stream = stream
        self._isatty = isatty
        self._clock = clock
        self._language = language
        self._written_at: float | None = None
        self._written = ""
        self._width = 0

    def update(self, alert: str, counts: Callable[[], Mapping[RowState, int]]) -> None:
        """Say how far the alert is, unless the last line is too fresh; only then is it counted."""
        now = self._clock()
        pause = _TERMINAL_SECONDS if self._isatty else _PLAIN_SECONDS
        if self._written_at is None or now - self._written_at >= pause:
            self._written_at = now
            self._write(alert, counts())

    def finish(self, alert: str, counts: Mapping[RowState, int]) -> None:
        """Say the last word on the alert, however fresh the line before, once, and leave the line."""
        if self._isatty or self._line(alert, counts) != self._written:
            self._write(alert, counts)
        if self._isatty:
            self._stream.write("\n")
            self._stream.flush()
        self._written_at = None
        self._written = ""
        self._width = 0

    def _write(self, alert: str, counts: Mapping[RowState, int]) -> None:
        line = self._line(alert, counts)
        if self._isatty:
            # Spaces, not an escape sequence, wipe what a longer line left.
            self._stream.write(f"\r{line}{' ' * (self._width - width(line))}")
            self._width = width(line)
        else:
            self._stream.write(f"{line}\n")
        self._written = line
        self._stream.flush()

    def _line(self, alert: str, counts: Mapping[RowState, int]) -> str:
        total = sum(counts.values())
        done = total - sum(counts.get(state, 0) for state in _OPEN)
        line = _LINE.format(alert=line_start(alert), done=self._number(done), total=self._number(total))
        parts = [line[self._language]]
        for state, text in _STATES.items():
            if counts.get(state, 0):
                parts.append(text.format(n=self._number(counts[state]))[self._language])
        return ("、" if self._language == "ja" else ", ").join(parts)

    def _number(self, count: int) -> str:
        if self._isatty:
            return str(count)
        near = rounded(count)
        return _FEW[self._language] if near is None else str(near)


def write_error(error: HaishinError, language: Language, stream: TextIO) -> None:
    """Write the message, then what to do; several lines stay several lines, each safe to print."""
    message = error.message[language].splitlines()
    hint = error.hint[language].splitlines()
    for line in (*message, *(f"→ {line}" for line in hint)):
        stream.write(f"{line_start(line)}\n")
    stream.flush()


def unforeseen(fault: BaseException) -> ToolError:
    """Turn a mistake of this program into an error: its kind and place, never its words, which may hold data (T30)."""
    steps = traceback.extract_tb(fault.__traceback__)
    way = " > ".join(f"{Path(step.filename).name}:{step.lineno}" for step in steps)
    kind = type(fault).__name__
    return ToolError(
        Text(
            f"プログラムの誤りで、途中で終わりました({kind}、{way})。",
            f"A mistake of the program ended it half-way ({kind}, {way}).",
        ),
        Text(
            "この表示を添えて、プログラムを管理している人に知らせてください。個人の情報は入っていません。",
            "Tell those who maintain the program, with these lines; they hold nobody's data.",
        ),
    )
