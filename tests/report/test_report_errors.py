from __future__ import annotations

import io

from haishin.errors import Refusal, ToolError
from haishin.model import Text
from haishin.report.errors import write
from support_report import commands


def test_message_then_hint() -> None:
    stream = io.StringIO()
    write(
        Refusal(Text("台帳がありません。", "There is no ledger."), Text("作ってください。", "Make one.")), "ja", stream
    )
    assert stream.getvalue() == "台帳がありません。\n→ 作ってください。\n"


def test_english() -> None:
    stream = io.StringIO()
    write(ToolError(Text("誤り", "schema/ has mistakes."), Text("直す", "Correct them.")), "en", stream)
    assert stream.getvalue() == "schema/ has mistakes.\n→ Correct them.\n"


def test_several_lines_stay_lines_and_none_of_them_speaks() -> None:
    stream = io.StringIO()
    text = Text("git が失敗しました。\n  ::error::x\r##[group]\x1b[2J", "")
    write(ToolError(text, Text("確かめてください。", "")), "ja", stream)
    assert stream.getvalue() == ("git が失敗しました。\n\\  ::error::x\n##\\[group]<U+001B>[2J\n→ 確かめてください。\n")
    assert list(commands(stream.getvalue())) == []
