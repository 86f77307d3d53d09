"""The output of a verb while it runs: the progress of a sending, and an error of the tool.

The progress is a line with a bar that renews itself on a terminal, elsewhere plain lines, every ten seconds or at each
tenth. These may end in a log of the forge, so their numbers are rounded and none is below 10 (T31).
"""

from __future__ import annotations

import traceback
from collections import Counter, deque
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import TextIO

from haishin.core.catalogue import Message, listed
from haishin.core.errors import HaishinError, ToolError
from haishin.core.escaping import line_start, width
from haishin.core.model import Language, RowState, Text, rounded

# Counting costs the journal a query over the whole alert, and mail waits for it: no alert is counted more often than
# each second, nor takes counting more than one part in so many of the time.
_SECOND = 1.0
_PART = 50
_PLAIN_SECONDS = 10.0
_SPAN = 10  # counts over which the rate is measured
_BAR = 20
_OPEN = (RowState.PENDING, RowState.INTENT, RowState.DEFERRED)  # all other states are final, or wait for a person
_TOLD = (RowState.DEFERRED, RowState.FAILED, RowState.IN_DOUBT)  # counted beside what is done
_UNITS = ((3600, "hours"), (60, "minutes"), (1, "seconds"))


class _Course:
    """How an alert goes, by its counts of the last seconds."""

    def __init__(self) -> None:
        self.counts: Mapping[RowState, int] = {}
        self.due: float | None = None  # when it may be counted again
        self.written_at: float | None = None
        self.written = ""
        self.tenth = 0
        self._past: deque[tuple[float, int]] = deque(maxlen=_SPAN)

    def count(self, clock: Callable[[], float], counts: Callable[[], Mapping[RowState, int]]) -> None:
        """Count how far it is now."""
        now = clock()
        self.counts = counts()
        self.due = now + max(_SECOND, _PART * (clock() - now))
        self._past.append((now, _done(self.counts)))

    @property
    def rate(self) -> float:
        """So many a second; 0 while it is unknown."""
        (begun, before), (now, done) = self._past[0], self._past[-1]
        if now <= begun:
            return 0.0
        return (done - before) / (now - begun)


class Progress:
    """The progress of a sending on ``stream``; ``clock`` counts seconds upwards and sets the pace of the lines.

    Several alerts may be under way at once: a terminal, ``columns`` wide, has a line for all together, a log a line
    for each.
    """

    def __init__(
        self, stream: TextIO, *, isatty: bool, clock: Callable[[], float], language: Language, columns: int = 80
    ) -> None:
        self._stream = stream
        self._isatty = isatty
        self._clock = clock
        self._language = language
        self._columns = columns
        self._courses: dict[str, _Course] = {}
        self._width = 0

    def update(self, alert: str, counts: Callable[[], Mapping[RowState, int]]) -> None:
        """Say how far the alert is, unless the last line is too fresh; only then is it counted."""
        now, course = self._clock(), self._courses.setdefault(alert, _Course())
        if course.due is not None and now < course.due:
            return
        course.count(self._clock, counts)
        if self._isatty:
            self._renew(self._together())
            return
        tenth = 10 * _done(course.counts) // max(_total(course.counts), 1)
        if course.written_at is None or now - course.written_at >= _PLAIN_SECONDS or tenth > course.tenth:
            course.written_at, course.tenth = now, tenth
            course.written = self._line(line_start(alert), course.counts)
            self._say(listed([course.written, *self._pace([course])])[self._language])

    def finish(self, alert: str, counts: Mapping[RowState, int]) -> None:
        """Say the last word on the alert, however fresh the line before, once, and leave the line."""
        course = self._courses.pop(alert, _Course())
        line = self._line(line_start(alert), counts)
        if self._isatty:
            self._renew(line)
            self._say("")
            self._width = 0
        elif line != course.written:
            self._say(line)

    def _say(self, line: str) -> None:
        self._stream.write(f"{line}\n")
        self._stream.flush()

    def _renew(self, line: str) -> None:
        # Spaces, not an escape sequence, wipe what a longer line left.
        self._stream.write(f"\r{line}{' ' * (self._width - width(line))}")
        self._stream.flush()
        self._width = width(line)

    def _together(self) -> str:
        """Put all alerts under way into a line with a bar; the last parts are left out if they have no room."""
        courses = list(self._courses.values())
        counts: Counter[RowState] = Counter()
        for course in courses:
            counts.update(course.counts)
        filled = _BAR * _done(counts) // max(_total(counts), 1)
        name: Text | str = line_start(next(iter(self._courses)))
        parts = self._pace(courses)
        if len(courses) > 1:
            name = Message("core/several-alerts", n=len(courses))
            for alert, course in self._courses.items():
                percent = 100 * _done(course.counts) // max(_total(course.counts), 1)
                parts.append(f"{line_start(alert)} {percent}%")
        line = f"{'#' * filled}{'-' * (_BAR - filled)} {self._line(name, counts)}"
        for part in parts:
            longer = listed([line, part])[self._language]
            if width(longer) < self._columns:
                line = longer
        return line

    def _line(self, name: Text | str, counts: Mapping[RowState, int]) -> str:
        done, total = self._number(_done(counts)), self._number(_total(counts))
        line = Message("core/progress", name=name, done=done, total=total)
        states = [state for state in _TOLD if counts.get(state, 0)]
        beside = [Message(f"core/progress-{state}", n=self._number(counts[state])) for state in states]
        return listed([line, *beside])[self._language]

    def _pace(self, courses: Sequence[_Course]) -> list[Text | str]:
        """Say how many go a second, and how long the rest takes; who was put off waits for his own time."""
        rate = sum(course.rate for course in courses)
        ready = sum(course.counts.get(state, 0) for course in courses for state in (RowState.PENDING, RowState.INTENT))
        if rate <= 0 or not ready:
            return []
        return [Message("core/pace", n=self._number(round(rate))), Message("core/time-left", time=_span(ready / rate))]

    def _number(self, count: int) -> Text | str:
        near = count if self._isatty else rounded(count)
        return Message("core/few") if near is None else str(near)


def _span(seconds: float) -> Text:
    size, unit = next((unit for unit in _UNITS if seconds >= unit[0]), _UNITS[-1])
    return Message(f"core/span-{unit}", n=max(round(seconds / size), 1))


def _total(counts: Mapping[RowState, int]) -> int:
    return sum(counts.values())


def _done(counts: Mapping[RowState, int]) -> int:
    return _total(counts) - sum(counts.get(state, 0) for state in _OPEN)


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
    return ToolError(Message("core/unforeseen", kind=kind, way=way))
