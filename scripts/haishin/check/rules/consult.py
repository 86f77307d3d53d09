"""Rule ``consult``: what the drafter lists under ``consult`` are units, or the supervisor (4(4)ウ)."""

from __future__ import annotations

from collections.abc import Iterator

from haishin.check.document.codes import listed, permitted
from haishin.check.document.sample import SAMPLE, changed
from haishin.check.reading import Reading
from haishin.check.rules import Problem
from haishin.core.model import Severity, Text

ID = "consult"
SEVERITY = Severity.ERROR
NAME = Text("協議先", "Who is consulted")
SUMMARY = "協議先の所属がないときは、表に示すもののどれかに直してください。"

MESSAGES = {"unknown": Text("協議先「{value}」という所属はありません。", "There is no unit `{value}` to consult.")}
HINTS = {"unknown": Text("次のどれかを書いてください:{known}", "Use one of {known}.")}
GOOD = (SAMPLE, changed("press: none", "press: none\nconsult: [supervisor, seian-kikaku]"))
BAD = (("unknown", changed("press: none", "press: none\nconsult: [seian]")),)


def check(reading: Reading) -> Iterator[Problem]:
    """Check the alert, if it was formed."""
    if reading.alert is None or not reading.alert.consult:
        return
    known = permitted(("consult",), {}, reading.contract)
    for name in reading.alert.consult:
        if name not in known:
            yield Problem(reading.item("consult", name), "unknown", {"value": name, "known": listed(known, name)})
