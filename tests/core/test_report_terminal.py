from __future__ import annotations

import io

from haishin.core.errors import Refusal, ToolError
from haishin.core.escaping import width
from haishin.core.model import RowState, Text
from haishin.core.terminal import Progress, write_error
from support.report import commands


class Clock:
    def __init__(self) -> None:
        self.now = 100.0

    def __call__(self) -> float:
        return self.now


def _progress(isatty: bool, language: str = "ja") -> tuple[Progress, io.StringIO, Clock]:
    stream, clock = io.StringIO(), Clock()
    return (
        Progress(stream, isatty=isatty, clock=clock, language="ja" if language == "ja" else "en"),
        stream,
        clock,
    )


def _counts(pending: int, accepted: int, **others: int) -> dict[RowState, int]:
    given = {RowState(name.replace("_", "-")): n for name, n in others.items()}
    return {RowState.PENDING: pending, RowState.ACCEPTED: accepted, **given}


def test_one_line_on_a_terminal_renews_itself() -> None:
    progress, stream, clock = _progress(True)
    progress.update("a1", lambda: _counts(90, 5, intent=5))
    clock.now += 1
    progress.update("a1", lambda: _counts(8, 87, deferred=2, failed=2, in_doubt=1))
    clock.now += 1
    progress.update("a1", lambda: _counts(0, 98, failed=2))
    progress.finish("a1", _counts(0, 98, failed=2))
    second = "#" * 18 + "-- a1 90/100 通、再送待ち 2、不達 2、要確認 1、毎秒 85 通"  # what is left has no room
    third = "#" * 20 + " a1 100/100 通、不達 2"
    assert stream.getvalue() == (
        f"\r#------------------- a1 5/100 通\r{second}\r{third}{' ' * (width(second) - width(third))}"
        f"\ra1 100/100 通、不達 2{' ' * 21}\n"
    )


def test_an_alert_is_counted_once_a_second_at_most() -> None:
    for terminal, lines in ((True, 7), (False, 1)):
        progress, stream, clock = _progress(terminal)
        counted: list[float] = []

        def count(clock: Clock = clock, counted: list[float] = counted) -> dict[RowState, int]:
            counted.append(clock.now)
            return _counts(1, 1)

        for _ in range(100):
            progress.update("a1", count)
            clock.now += 0.0625
        assert counted == [100.0 + second for second in range(7)]
        assert stream.getvalue().count("a1") == lines


def test_what_takes_long_to_count_is_counted_seldom_and_shown_as_it_was_counted() -> None:
    progress, stream, clock = _progress(True)
    counted: list[float] = []

    def count() -> dict[RowState, int]:
        counted.append(clock.now)
        clock.now += 0.125
        return _counts(1000 - len(counted), len(counted))

    for _ in range(200):
        progress.update("a1", count)
        clock.now += 0.0625
    assert counted == [100.0, 106.25, 112.5]
    assert [line.split()[2] for line in stream.getvalue().split("\r")[1:]] == ["1/1000", "2/1000", "3/1000"]


def test_plain_lines_come_seldom_and_say_no_small_or_exact_number() -> None:
    """Every ten seconds or at each tenth: both times with the rate of the last seconds and the time that is left."""
    progress, stream, clock = _progress(False)
    progress.update("a1", lambda: _counts(1234, 3))
    clock.now += 9.5
    progress.update("a1", lambda: _counts(1160, 77))
    clock.now += 0.5
    progress.update("a1", lambda: _counts(1117, 120))  # counted half a second ago
    clock.now += 0.5
    progress.update("a1", lambda: _counts(1114, 123))
    clock.now += 1
    progress.update("a1", lambda: _counts(500, 733, failed=4))
    progress.finish("a1", _counts(0, 1219, failed=18))
    assert stream.getvalue() == (
        "a1 10 未満/1240 通\n"
        "a1 120/1240 通、毎秒 10 通、あと2分\n"
        "a1 740/1240 通、不達 10 未満、毎秒 60 通、あと8秒\n"
        "a1 1240/1240 通、不達 20\n"
    )


def test_several_alerts_under_way_share_a_terminal_s_line_and_have_their_own_in_a_log() -> None:
    """The sum and its pace first; an alert for which there is no room left is not cut in the middle."""
    progress, stream, clock = _progress(True, "en")
    for seconds in range(2):
        for alert in ("20261125-1606-a", "20261125-1607-b", "20261125-1608-c"):
            progress.update(alert, lambda seconds=seconds: _counts(100 - 50 * seconds, 50 * seconds))  # type: ignore[misc]
        clock.now += 1
    last = stream.getvalue().rsplit("\r", 1)[1]
    assert last == "#" * 10 + "-" * 10 + " 3 alerts 150/300, 150/s, 1 s left, 20261125-1606-a 50%"
    assert width(last) < 80
    progress.finish("20261125-1606-a", _counts(0, 100))
    assert stream.getvalue().rsplit("\r", 1)[1].rstrip() == "20261125-1606-a 100/100"
    clock.now += 1
    progress.update("20261125-1607-b", lambda: _counts(50, 50))
    assert stream.getvalue().rsplit("\r", 1)[1].startswith("#" * 10 + "-" * 10 + " 2 alerts 100/200")
    plain, log, clock = _progress(False)
    for alert in ("a1", "b1", "a1", "b1"):
        plain.update(alert, lambda: _counts((clock.now < 101 and 100) or 0, 100))
        clock.now += 0.5
    assert log.getvalue() == "a1 100/200 通\nb1 100/200 通\na1 100/100 通\nb1 100/100 通\n"


def test_the_next_alert_begins_at_once() -> None:
    progress, stream, _ = _progress(False, "en")
    progress.finish("a1", _counts(0, 20, superseded=5, deferred=13))
    progress.update("a2", lambda: _counts(20, 0))
    assert stream.getvalue() == "a1 30/40, 10 deferred\na2 under 10/20\n"


def test_nobody_to_send_to() -> None:
    progress, stream, _ = _progress(True, "en")
    progress.finish("a1", {})
    assert stream.getvalue() == "\ra1 0/0\n"


def test_an_id_never_speaks() -> None:
    progress, stream, _ = _progress(False)
    progress.update("::error::\nx", lambda: _counts(20, 0))
    assert stream.getvalue() == "\\::error::<U+000A>x 10 未満/20 通\n"


def test_the_last_line_is_said_once() -> None:
    progress, stream, _ = _progress(False)
    progress.update("a1", lambda: _counts(0, 20))
    progress.finish("a1", _counts(0, 20))
    progress.update("a1", lambda: _counts(0, 20))  # another sending of it says so again
    assert stream.getvalue() == "a1 20/20 通\n" * 2


def test_an_error_is_its_message_then_its_hint() -> None:
    stream = io.StringIO()
    write_error(
        Refusal(Text("台帳がありません。", "There is no ledger."), Text("作ってください。", "Make one.")), "ja", stream
    )
    assert stream.getvalue() == "台帳がありません。\n→ 作ってください。\n"


def test_an_error_in_english() -> None:
    stream = io.StringIO()
    write_error(ToolError(Text("誤り", "schema/ has mistakes."), Text("直す", "Correct them.")), "en", stream)
    assert stream.getvalue() == "schema/ has mistakes.\n→ Correct them.\n"


def test_the_lines_of_an_error_stay_lines_and_none_of_them_speaks() -> None:
    stream = io.StringIO()
    text = Text("git が失敗しました。\n  ::error::x\r##[group]\x1b[2J", "")
    write_error(ToolError(text, Text("確かめてください。", "")), "ja", stream)
    assert stream.getvalue() == ("git が失敗しました。\n\\  ::error::x\n##\\[group]<U+001B>[2J\n→ 確かめてください。\n")
    assert list(commands(stream.getvalue())) == []
