"""Rule ``schema``: the items against ``schema/alert.schema.json``, in plain words and at the place of the item.

The words are ours by schema keyword; what the validator itself says is never shown, and a value is shown only where the
schema expects a code (a name or a number typed into the wrong item stays private).
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from haishin.check.document.codes import category_of, listed, meant, meant_time, meant_truth, nearest, permitted
from haishin.check.document.fences import WIDE
from haishin.check.document.problem import Fault, Meant
from haishin.check.document.sample import SAMPLE, changed
from haishin.core.contract import Contract
from haishin.core.json_schema import Violation
from haishin.core.model import WHY, Path, Severity, Span, Text
from haishin.core.strict_yaml import Composed, Value

ID = "schema"
SEVERITY = Severity.ERROR
NAME = Text("項目の書き方", "How an item is written")
SUMMARY = "項目が足りない、知られていない、値が使えないときは、表に示す形に直してください。"

MESSAGES = {
    "required": Text("項目「{name}」({label})がありません。", "The item `{name}` is missing."),
    "additionalProperties": Text("項目「{name}」は使えません。", "The item `{name}` is not known."),
    "did-you-mean": Text(
        "項目「{name}」は使えません。「{close}」の書き誤りではありませんか。",
        "The item `{name}` is not known. Did you mean `{close}`?",
    ),
    "enum": Text("{label}の値「{value}」は使えません。", "`{value}` is not allowed for `{name}`."),
    "scope": Text("{label}の値「{value}」は使えません。", "`{value}` is not allowed for `{name}`."),
    "code": Text("{label}の値「{value}」は使えません。", "`{value}` is not allowed for `{name}`."),
    "pattern": Text(
        "{label}の値「{value}」の書き方が正しくありません。", "`{value}` is not written as `{name}` must be."
    ),
    "one-line": Text("{label}は改行のない1行で書いてください。", "`{name}` must be a single line."),
    "date-time": Text(
        "{label}「{value}」を読めません。日時には、時差(+09:00)も要ります。",
        "`{value}` is no date and time with an offset (`{name}`).",
    ),
    "date": Text("{label}の日付「{value}」を読めません。", "`{value}` is no date (`{name}`)."),
    "mark": Text("{label}に、書き換える印「{value}」が残っています。", "The mark `{value}` is left over in `{name}`."),
    "boolean": Text("{label}は true か false で書いてください。", "`{name}` must be true or false."),
    "string": Text("{label}には文字を1つだけ書いてください。", "`{name}` must be a single text."),
    "array": Text("{label}は一覧で書いてください。", "`{name}` must be a list."),
    "object": Text("{label}は「名前: 値」の組で書いてください。", "`{name}` must be a set of `name: value`."),
    "type": Text("{label}の書き方が正しくありません。", "`{name}` has the wrong shape."),
    "minLength": Text("{label}が書かれていません。", "`{name}` is empty."),
    "maxLength": Text("{label}が長すぎます({limit}文字まで)。", "`{name}` is too long (at most {limit} characters)."),
    "minItems": Text("{label}の一覧が空です。", "The list `{name}` is empty."),
    "maxItems": Text("{label}が多すぎます({limit}件まで)。", "`{name}` lists too many (at most {limit})."),
    "uniqueItems": Text("{label}に同じものが2回書かれています。", "`{name}` lists the same thing twice."),
    "other": Text("{label}の書き方が正しくありません。", "`{name}` is not written as it must be."),
}
HINTS = {
    "required": Text("「{name}: …」の行を加えてください。{description}", "Add a line `{name}: …`."),
    "additionalProperties": Text("使える項目は {known} です。", "Known items are {known}."),
    "did-you-mean": Text("使える項目は {known} です。", "Known items are {known}."),
    "enum": Text("使える値は {allowed} です。{description}", "Use one of {allowed}."),
    "scope": Text(
        "警察署の管内は、[{close}] のように [ ] に入れて書きます。全域なら prefecture です。"
        "使える警察署は {known} です。",
        "Put stations in brackets, as in [{close}]; the whole prefecture is `prefecture`. Stations are {known}.",
    ),
    "code": Text("次のどれかを書きます:{known}", "Write one of these codes: {known}."),
    "pattern": Text(
        "半角の英小文字、数字、ハイフンで書きます。{description}", "Use lower-case letters, digits and hyphens."
    ),
    "one-line": Text(
        "改行を消し、「|」や「>」を使わずに、項目の名前と同じ行に書いてください。",
        "Write it in the line of its name, without line breaks and without `|` or `>`.",
    ),
    "date-time": Text("「{moment}」の形に書いてください。", "Write it in the form of {moment}."),
    "date": Text("「{day}」の形に書いてください。", "Write it in the form of {day}."),
    "boolean": Text(
        "訓練なら true と書いてください。訓練でなければ、この行を消してください。",
        "Write `true` if it is an exercise, and delete the line if it is none.",
    ),
    "string": Text("{description}", "Write one text, not a list or a set."),
    "array": Text("[ ] の中にコンマで区切って並べてください。{description}", "Write it as [first, second]."),
    "object": Text("{description}", "Write it as {{name: value}}."),
    "type": Text("{description}", "Write it as the sample shows."),
    "mark": Text("印を、書くはずの値に書き換えてください。{description}", "Put the value in its place."),
    "minLength": Text("値を書くか、この行を消してください。{description}", "Write a value, or delete the line."),
    "maxLength": Text("短くしてください。", "Shorten it."),
    "minItems": Text("少なくとも1つ書いてください。{description}", "Write at least one."),
    "maxItems": Text("必要なものだけにしてください。{description}", "Keep those that are needed."),
    "uniqueItems": Text("重なっているものを消してください。", "Delete what is doubled."),
    "other": Text("{description}", "Write it as the sample shows."),
}
GOOD = (SAMPLE, changed("press: none", "press: {consistent: not-yet}"))
BAD = (
    ("required", changed("press: none\n", "")),
    ("additionalProperties", changed("press: none", "press: none\nsubject: 件名")),
    ("did-you-mean", changed("content: caution", "contents: caution")),
    ("enum", changed("press: none", "press: no")),
    ("code", changed("approach", "声かけ")),
    ("scope", changed("[maebashi]", "maebashi")),
    ("pattern", changed("press: none", "press: none\nfollows: {alert: 前のメール, as: correction}")),
    ("date-time", changed("T15:40+09:00", "T15:40")),
    ("mark", changed("2026-11-25T15:40+09:00", "＜＜認知の日時＞＞")),
    ("boolean", changed("press: none", "press: none\nexercise: yes")),
    ("array", changed("press: none", "press: none\nconsult: supervisor")),
    ("object", changed("press: none", "press: none\nfollows: 20261125-1540-a")),
    ("string", changed("content: caution", "content: [caution]")),
    ("minLength", changed("下校中の児童に対する声かけ事案の発生", "")),
    ("minItems", changed("[maebashi]", "[]")),
    ("maxItems", changed("press: none", f"press: none\nconsult: [{', '.join(f'unit-{n}' for n in range(9))}]")),
    ("uniqueItems", changed("[maebashi]", "[maebashi, maebashi]")),
)

FRONT = Span(1, 1, 1, 4)  # the opening fence, where something is missing altogether
_WHOLE = ("全県", "全域", "県内", "県下")  # the whole prefecture, as one writes it
_GAP = "…"
_CATEGORY: Path = ("category",)
_CODES = ("#/$defs/code", "#/$defs/id", "#/$defs/time")
_MARK = re.compile("＜＜[^＜＞\n]+＞＞")  # a draft begins with them
_PLAIN = re.compile(
    r"[a-z]+(?:-[a-z]+)*|20[0-9]{6}-[0-9]{4}-[a-z-]+|20[0-9]{2}-[0-9]{2}-[0-9]{2}(?:T[0-9:]+\+[0-9:]+)?"
)
_SEPARATED = re.compile(r"[、,，・\s]+")

Source = Mapping[str, Any]


def typed(items: Mapping[str, Value], schema: Source) -> dict[str, Any]:
    """Give the items the types of the schema: ``true`` and ``false`` for boolean items, else text."""
    values: dict[str, Any] = dict(items)
    for name, part in schema.get("properties", {}).items():
        if part.get("type") == "boolean" and values.get(name) in ("true", "false"):
            values[name] = values[name] == "true"
    return values


def check(
    items: Mapping[str, Any], composed: Composed, contract: Contract
) -> tuple[list[Fault], frozenset[str], dict[Path, Meant]]:
    """Find all faults of the items, the names of the top-level items that are wrong, and the sure meanings.

    An item with a sure meaning is not among the wrong names.
    """
    faults: dict[tuple[object, ...], Fault] = {}
    broken: set[str] = set()
    corrected: dict[Path, Meant] = {}
    schema = contract.schemas["alert"]
    wide: dict[int, bool] = {}  # by mapping: many of its items may be wrong
    for wrong in schema.violations(items):
        if isinstance(wrong.value, dict):
            if id(wrong.value) not in wide:
                wide[id(wrong.value)] = any(WIDE in name for name in wrong.value)
            if wide[id(wrong.value)]:
                continue  # the reader has told
        path = wrong.path
        if wrong.keyword == "required":
            path = (*path, wrong.name)
        fault = _fault(wrong, path, composed, schema.source)
        fault = _with_codes(_shaped(fault, path, items, schema.source), path, items, contract)
        if fault.meant is not None:
            corrected[path] = fault.meant
        else:
            broken.add(str(path[0]))
        faults.setdefault((fault.key, fault.span, str(fault.values)), fault)
    unknown = _unknown_category(items, composed, contract)
    if unknown is not None and _CATEGORY not in corrected and broken.isdisjoint(_CATEGORY):
        corrected[_CATEGORY] = str(unknown.meant)
        faults[_CATEGORY] = unknown
    close = {fault.values["close"] for fault in faults.values() if fault.key == "did-you-mean"}
    kept = [fault for fault in faults.values() if fault.key != "required" or fault.values["name"] not in close]
    return kept, frozenset(broken), corrected


def _unknown_category(items: Mapping[str, Any], composed: Composed, contract: Contract) -> Fault | None:
    """Fault a category that is no code, if case and content tell the row."""
    category, sure = items.get("category"), category_of(items, contract)
    if not isinstance(category, str) or sure is None or contract.policy.row(category) is not None:
        return None
    codes = permitted(_CATEGORY, items, contract)
    values = {**words(_CATEGORY, contract.schemas["alert"].source), "value": category, "known": listed(codes, category)}
    return Fault(ID, "code", _place(_CATEGORY, composed), values, meant=sure)


def _fault(wrong: Violation, path: Path, composed: Composed, schema: Source) -> Fault:
    """Word the violation as this rule does, at the place of the item at that path."""
    if wrong.keyword == "required":
        return Fault(ID, "required", composed.place(*wrong.path) if wrong.path else FRONT, words(path, schema))
    if wrong.keyword == "additionalProperties":
        name, known = wrong.name, wrong.known
        close = [match for match in difflib.get_close_matches(name, known, 1) if match not in wrong.value]
        values: dict[str, object] = {"name": name, "known": ", ".join(known), "close": "".join(close)}
        if close:
            return Fault(ID, "did-you-mean", composed.keys[path], values)
        return Fault(ID, "additionalProperties", composed.keys[path], values)
    key = _key(wrong)
    values = words(path, schema)
    if key in ("maxItems", "maxLength"):
        values["limit"] = wrong.limit
    if key in ("enum", "pattern", "date-time", "date"):
        values["value"] = wrong.value
        if left := _MARK.search(str(wrong.value)):
            key, values["value"] = "mark", left[0]
    if key == "enum":
        values["allowed"] = ", ".join(wrong.limit)
    truth = None
    if key == "boolean" and isinstance(wrong.value, str):
        truth = meant_truth(wrong.value)
    return Fault(ID, key, _place(path, composed), values, meant=truth)


def _shaped(fault: Fault, path: Path, items: Mapping[str, Any], schema: Source) -> Fault:
    """Add the line to write to the fault of something missing inside an item, or of its shape."""
    inside = fault.key == "required" and len(path) > 1
    line = _line_to_write(path, items, schema) if inside or fault.key in ("array", "object") else None
    if line is None:
        return fault
    description = words(path if inside else path[:1], schema)["description"]
    return replace(
        fault, hint=Text(f"「{line}」の形に書いてください。{description}", f"Write it in the shape of `{line}`.")
    )


def _line_to_write(path: Path, items: Mapping[str, Any], schema: Source) -> str | None:
    """Write ``waivers: [{rule: delivery-hours, reason: …}]`` of the item at that path; None if it holds no others.

    A written value stands there only if the schema expects a code or a time: prose may name a person.
    """
    name = str(path[0])
    part = schema.get("properties", {}).get(name)
    if part is None:
        return None
    form = _shape_of(items.get(name), part)
    if form[0] not in "{[":
        return None
    return f"{name}: {form}"


def _shape_of(value: Any, part: Source) -> str:
    inside = {**part.get("else", {}), **part}
    if properties := inside.get("properties"):
        first, *_ = needed = inside["required"]
        given = value if isinstance(value, dict) else {first: value}
        names = [name for name in given if name in properties]
        names += [name for name in needed if name not in given]
        return f"{{{', '.join(f'{name}: {_shape_of(given.get(name), properties[name])}' for name in names)}}}"
    if "items" in inside:
        values = value if isinstance(value, list) else [value]
        return f"[{', '.join(_shape_of(inner, inside['items']) for inner in values)}]"
    if value is None and inside.get("$ref") == "#/$defs/prose":
        return WHY
    coded = inside.get("$ref") in _CODES or not inside.keys().isdisjoint(("enum", "pattern", "format"))
    if coded and isinstance(value, str) and _PLAIN.fullmatch(value):
        return value
    return _GAP


def _with_codes(fault: Fault, path: Path, items: Mapping[str, Any], contract: Contract) -> Fault:
    """Add the codes that may stand there to the fault of a code; to that of a code or a time, its sure meaning."""
    if fault.key in ("date-time", "date"):
        return replace(fault, meant=meant_time(str(fault.values["value"]), day=fault.key == "date"))
    if fault.key not in ("enum", "pattern"):
        return fault
    codes = permitted(path, items, contract)
    if not codes:
        return fault
    value = str(fault.values["value"])
    if path == ("press",):
        return replace(fault, meant=meant(codes, value))
    values = {**fault.values, "known": listed(codes, value)}
    if path != ("scope",):
        if fault.key != "pattern":
            return fault
        code = meant(codes, value)
        if path == _CATEGORY:
            code = code or category_of(items, contract)
        return replace(fault, key="code", values=values, meant=code)
    parts = _SEPARATED.split(value)
    near = list(filter(None, (nearest(codes, part) for part in parts))) or list(codes)[:1]
    sure = list(filter(None, (meant(codes, part) for part in parts)))
    meaning: Meant | None = None
    if any(word in value for word in (*_WHOLE, contract.organization.everywhere.ja)):
        meaning = "prefecture"
    elif len(sure) == len(parts):
        meaning = sure
    return replace(fault, key="scope", values={**values, "close": ", ".join(near)}, meant=meaning)


def _key(wrong: Violation) -> str:
    keyword = wrong.keyword
    if keyword == "format":
        keyword = str(wrong.limit)
    elif keyword == "pattern" and not str(wrong.value).strip():
        keyword = "minLength"  # nothing but blanks
    elif keyword == "pattern" and "\n" in str(wrong.value):
        keyword = "one-line"
    elif keyword == "type" and isinstance(wrong.limit, str):
        keyword = wrong.limit
    if keyword not in MESSAGES:
        return "other"
    return keyword


def _place(path: Path, composed: Composed) -> Span:
    """Find the place of the value, or of its name if the value is empty."""
    span = composed.places.get(path, FRONT)
    if (span.line, span.column) == (span.end_line, span.end_column):
        return composed.keys.get(path, span)
    return span


def words(path: Path, schema: Source) -> dict[str, object]:
    """Look up name, Japanese label and description of the item at that path in the schema."""
    part: Source = schema
    for step in path:
        inside = {**part.get("else", {}), **part}
        part = inside.get("items", {}) if isinstance(step, int) else inside.get("properties", {}).get(step, {})
    names = [str(step) for step in path if isinstance(step, str)]
    name = ".".join(names)
    return {"name": name, "label": part.get("title", name), "description": part.get("description") or _shape(part)}


def _shape(part: Source) -> str:
    """Describe how it is written, if the schema has no description: every remedy says something."""
    if names := part.get("properties"):
        return f"{{{', '.join(f'{name}: …' for name in names)}}} の形で書きます。"
    if part.get("examples"):
        return f"例:{part['examples'][0]}"
    return "値を一つ書きます。"
