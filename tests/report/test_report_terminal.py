from __future__ import annotations

import io

from haishin.errors import Refusal, ToolError
from haishin.model import RowState, Text
from haishin.report.terminal import Progress, write_error
from support_report import commands


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
    clock.now += 0.25
    progress.update("a1", lambda: _counts(8, 87, deferred=2, failed=2, in_doubt=1))
    clock.now += 0.25
    progress.update("a1", lambda: _counts(0, 98, failed=2))
    progress.finish("a1", _counts(0, 98, failed=2))
    assert stream.getvalue() == (
        "\ra1 5/100 通"
        "\ra1 90/100 通、再送待ち 2、不達 2、要確認 1"
        "\ra1 100/100 通、不達 2                     "
        "\ra1 100/100 通、不達 2\n"
    )


def test_a_terminal_is_not_flooded() -> None:
    progress, stream, clock = _progress(True)
    for _ in range(100):
        progress.update("a1", lambda: _counts(1, 1))
        clock.now += 0.01
    assert stream.getvalue().count("\r") == 5


def test_nothing_is_counted_for_a_line_that_is_not_due() -> None:
    progress, _, _ = _progress(False)
    counted: list[int] = []
    for number in range(3):
        progress.update("a1", lambda number=number: counted.append(number) or _counts(1, 1))  # type: ignore[misc,func-returns-value]
    assert counted == [0]


def test_plain_lines_come_seldom_and_say_no_small_or_exact_number() -> None:
    progress, stream, clock = _progress(False)
    progress.update("a1", lambda: _counts(1234, 3))
    clock.now += 9.9
    progress.update("a1", lambda: _counts(1000, 237))
    clock.now += 0.1
    progress.update("a1", lambda: _counts(500, 733, failed=4))
    progress.finish("a1", _counts(0, 1219, failed=18))
    assert stream.getvalue() == ("a1 10 未満/1240 通\na1 740/1240 通、不達 10 未満\na1 1240/1240 通、不達 20\n")


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
