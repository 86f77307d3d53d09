"""Rule ``table-row``: category, case and content stand together in one row of the table (4(1), T1–T7)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from haishin.check.document.codes import listed, permitted
from haishin.check.document.sample import SAMPLE, changed
from haishin.check.document.schema import FRONT
from haishin.check.reading import Reading
from haishin.check.rules import Problem
from haishin.core.contract.policy import Row
from haishin.core.model import Severity, Text

ID = "table-row"
SEVERITY = Severity.ERROR
NAME = Text("別表との食い違い", "A row that the table does not have")
SUMMARY = "配信区分、事案、配信内容の組合せが別表にないときは、別表にあるものに直してください。"
OTHER = "other"

MESSAGES = {
    "category": Text("配信区分「{value}」は別表にありません。", "The category `{value}` is not in the table."),
    "case-missing": Text("事案(case)が書かれていません。", "The item `case` is missing."),
    "case": Text("「{row}」に事案「{value}」はありません。", "The case `{value}` is not in the row `{category}`."),
    "no-other": Text(
        "「{row}」は別表に「等」とないため、other は使えません。",
        "The row `{category}` of the table is closed: `other` may not be used.",
    ),
    "content": Text(
        "「{row}」の配信内容に「{value}」はありません。", "The content `{value}` is not in the row `{category}`."
    ),
    "name-missing": Text(
        "case が other のときは、事案の名前(case_name)が要ります。",
        "With `case: other` the item `case_name` is needed.",
    ),
    "name-extra": Text("case_name は case が other のときだけ書きます。", "`case_name` goes with `case: other` only."),
}
HINTS = {
    "category": Text("使える配信区分は {known} です。", "Categories are {known}."),
    "case-missing": Text(
        "「case: …」の行を加えてください。使える事案は {known} です。", "Add `case: …`. Cases are {known}."
    ),
    "case": Text("使える事案は {known} です。", "Cases of this row are {known}."),
    "no-other": Text("使える事案は {known} です。", "Cases of this row are {known}."),
    "content": Text("使える配信内容は {known} です。", "Contents of this row are {known}."),
    "name-missing": Text("「case_name: 事案の名前」の行を加えてください。", "Add a line `case_name: …`."),
    "name-extra": Text("この行を消すか、case を other にしてください。", "Delete the line, or set `case: other`."),
}
GOOD = (SAMPLE, changed("case: approach", "case: other\ncase_name: 盗撮"))
BAD = (
    ("category", changed("suspicious-person\ncase: approach", "suspicious\ncase: other\ncase_name: のぞき")),
    ("case-missing", changed("case: approach\n", "")),
    ("case", changed("approach", "snatching")),
    ("content", changed("caution", "regulation")),
    ("name-missing", changed("approach", "other")),
    ("name-extra", changed("case: approach", "case: approach\ncase_name: 声かけ")),
    (
        "no-other",
        changed("suspicious-person", "notice").replace("approach", "other\ncase_name: 教室"),
    ),
)


def check(reading: Reading) -> Iterator[Problem]:
    """Check the alert, if it was formed."""
    alert = reading.alert_with("category")
    if alert is None:
        return
    row = reading.contract.policy.row(alert.category)
    if row is None:
        known = listed(permitted(("category",), {}, reading.contract), alert.category)
        yield Problem(reading.place("category"), "category", {"value": alert.category, "known": known})
        return
    if reading.alert_with("case") is not None:
        yield from _case(reading, row, alert.case)
    if alert.content not in row.contents and reading.alert_with("content") is not None:
        contents = permitted(("content",), {"category": alert.category}, reading.contract)
        yield Problem(reading.place("content"), "content", _values(row, alert.content, contents))
    if reading.alert_with("case", "case_name") is None:
        return
    if alert.case == OTHER and OTHER in row.cases and alert.case_name is None:
        yield Problem(reading.place("case"), "name-missing")
    if alert.case != OTHER and alert.case_name is not None:
        yield Problem(reading.document.keys[("case_name",)], "name-extra")


def _case(reading: Reading, row: Row, case: str | None) -> Iterator[Problem]:
    if case in row.cases:  # before its neighbours are compared, which costs more than all else here
        return
    values = _values(row, case, row.cases)
    if case is None:
        yield Problem(FRONT, "case-missing", values)
    else:
        yield Problem(reading.place("case"), "no-other" if case == OTHER else "case", values)


def _values(row: Row, value: str | None, known: Mapping[str, str]) -> dict[str, object]:
    return {"row": row.name, "category": row.category, "value": value, "known": listed(known, value or "")}
