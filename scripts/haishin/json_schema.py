"""Checking a value against a JSON Schema (Draft 2020-12) without retrieval, and saying what is wrong in plain words."""

from __future__ import annotations

import json
import pathlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from jsonschema import Draft202012Validator, FormatChecker
from jsonschema.exceptions import SchemaError, ValidationError
from referencing import Registry

from haishin.model import Path, Text

_FORMATS = FormatChecker(["date"])  # the day must exist; the checker needs the standard library alone


@dataclass(frozen=True, slots=True)
class Violation:
    """``path`` leads to the value, or to the key that may not stand there; ``keyword`` is the schema's."""

    path: Path
    keyword: str
    message: Text


def schema_fault(schema: object) -> Text | None:
    """Why that is no usable schema: not Draft 2020-12, or it points outside itself (nothing is ever fetched)."""
    if not isinstance(schema, dict):
        return Text("JSON Schema はオブジェクトでなければなりません。", "A JSON Schema must be an object.")
    try:
        Draft202012Validator.check_schema(schema)
    except SchemaError as error:
        where = "/".join(str(part) for part in error.absolute_path) or "/"
        return Text(
            f"JSON Schema として正しくありません（{where}）。",
            f"This is no valid JSON Schema (at {where}): {error.message}.",
        )
    for reference in _references(schema):
        if not _resolves(schema, reference):
            return Text(
                f"JSON Schema の参照「{reference}」の先がこのファイルにありません。",
                f"The reference `{reference}` leads nowhere in this file.",
            )
    return None


def violations(schema: Mapping[str, Any], value: object) -> tuple[Violation, ...]:
    """Everything in which the value breaks the schema, in the order of the value."""
    validator = Draft202012Validator(schema, registry=Registry(), format_checker=_FORMATS)
    found = [violation for error in validator.iter_errors(value) for violation in _violations(error)]
    return tuple(sorted(found, key=lambda one: ([str(part).zfill(6) for part in one.path], one.keyword)))


class Unreadable(ValueError):
    """Why a JSON file is none, or not what its schema asks for: ``why`` names the place of the first fault."""

    def __init__(self, why: Text) -> None:
        super().__init__(why.en)
        self.why = why


def read_json(path: pathlib.Path, schema: Mapping[str, Any]) -> Any:
    """The value in a JSON file (UTF-8) that keeps to the schema; raises Unreadable."""
    try:
        value = json.loads(path.read_text(encoding="utf-8"))
    except OSError as fault:
        raise Unreadable(Text(fault.strerror or "", fault.strerror or "")) from fault
    except (ValueError, RecursionError) as fault:
        raise Unreadable(Text("JSON ではありません。", "It is no JSON.")) from fault
    for wrong in violations(schema, value):
        where = "/".join(str(part) for part in wrong.path)
        raise Unreadable(Text(f"{where} {wrong.message.ja}".strip(), f"{where} {wrong.message.en}".strip()))
    return value


def _references(schema: object) -> Iterator[str]:
    if isinstance(schema, dict):
        for name, part in schema.items():
            if name in ("$ref", "$dynamicRef") and isinstance(part, str):
                yield part
            else:
                yield from _references(part)
    elif isinstance(schema, list):
        for part in schema:
            yield from _references(part)


def _resolves(schema: object, reference: str) -> bool:
    if not reference.startswith("#/"):
        return False
    here = schema
    for part in reference[2:].split("/"):
        if not isinstance(here, dict) or part not in here:
            return False
        here = here[part]
    return True


def _violations(error: ValidationError) -> Iterator[Violation]:
    path: Path = tuple(error.absolute_path)
    keyword = str(error.validator)
    if keyword == "additionalProperties" and isinstance(error.instance, dict):
        known = (error.schema if isinstance(error.schema, dict) else {}).get("properties", {})
        for name in error.instance:
            if name not in known:
                yield Violation((*path, name), keyword, _unknown(name, list(known)))
    elif keyword == "required":
        missing = error.message.split("'")[1]
        yield Violation(path, keyword, Text(f"項目「{missing}」がありません。", f"The item `{missing}` is missing."))
    elif keyword == "propertyNames" or "propertyNames" in error.absolute_schema_path:
        name = str(error.instance)
        yield Violation(
            (*path, name),
            "propertyNames",
            Text(f"項目の名前「{name}」は使えません。", f"`{name}` may not be the name of an item here."),
        )
    else:
        yield Violation(path, keyword, _broken(keyword, error))


def _unknown(name: str, known: list[str]) -> Text:
    ja, en = f"項目「{name}」は知られていません。", f"The item `{name}` is not known."
    if known:
        ja += f"使えるのは {'、'.join(known)} です。"
        en += f" Known are {', '.join(known)}."
    return Text(ja, en)


def _broken(keyword: str, error: ValidationError) -> Text:
    limit, shown = error.validator_value, _shown(error.instance)
    if keyword == "type":
        kinds = {"object": "「名前: 値」の組", "array": "一覧（- で始まる行、又は [ ]）", "string": "文字"}
        return Text(f"{kinds.get(str(limit), limit)}で書いてください。", f"This must be of the type {limit}.")
    if keyword in ("enum", "const"):
        words = [str(word) for word in (limit if isinstance(limit, list) else [limit])]
        return Text(
            f"「{shown}」は使えません。{'、'.join(words)} のどれかです。",
            f"`{shown}` is not allowed. Use one of {', '.join(words)}.",
        )
    if keyword == "pattern":
        schema = error.schema if isinstance(error.schema, dict) else {}
        wrong = Text(f"「{shown}」の書き方が正しくありません。", f"`{shown}` is not written as it must be ({limit}).")
        for like in schema.get("examples", ())[:1]:
            wrong = Text(f"{wrong.ja}「{like}」のように書きます。", f"{wrong.en} Write it like `{like}`.")
        return wrong
    if keyword in ("minLength", "minItems", "minProperties"):
        return Text(f"短すぎます（{limit}以上）。", f"This is too short (at least {limit}).")
    if keyword in ("maxLength", "maxItems", "maxProperties"):
        return Text(f"長すぎます（{limit}まで）。", f"This is too long (at most {limit}).")
    if keyword == "format":
        return Text(
            f"「{shown}」という日はありません（例 2026-04-01）。", f"There is no day `{shown}` (write 2026-04-01)."
        )
    if keyword == "uniqueItems":
        return Text("同じものが2回書かれています。", "The same thing is written twice.")
    return Text(f"「{shown}」は使えません（{keyword}）。", f"`{shown}` is not allowed ({keyword}).")


def _shown(value: object) -> str:
    text = str(value)
    return text if len(text) <= 40 else text[:39] + "…"
