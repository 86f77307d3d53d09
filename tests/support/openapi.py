"""GitHub's published OpenAPI description (cut, see forge/cut_openapi.py) as a judge of requests and of answers."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any

from jsonschema import Draft202012Validator, FormatChecker

FORMATS = FormatChecker(formats=())


@FORMATS.checks("date-time", raises=ValueError)
def _moment(value: object) -> bool:
    return not isinstance(value, str) or datetime.fromisoformat(value).tzinfo is not None


@FORMATS.checks("uri")
def _uri(value: object) -> bool:
    return not isinstance(value, str) or re.match(r"[a-z]+:|/", value) is not None


def _modern(value: Any) -> Any:
    """OpenAPI 3.0's ``nullable`` in the words of JSON Schema."""
    if isinstance(value, list):
        return [_modern(one) for one in value]
    if not isinstance(value, dict):
        return value
    inner = {key: _modern(one) for key, one in value.items() if key != "nullable"}
    return {"anyOf": [inner, {"type": "null"}]} if value.get("nullable") is True else inner


@cache
def description() -> dict[str, Any]:
    found: dict[str, Any] = _modern(
        json.loads((Path(__file__).parents[1] / "consult" / "forge" / "github-openapi.json").read_text())
    )
    return found


def resolved(value: dict[str, Any]) -> dict[str, Any]:
    while "$ref" in value:
        target: Any = description()
        for step in value["$ref"].removeprefix("#/").split("/"):
            target = target[step]
        value = target
    return value


@cache
def _routes() -> list[tuple[str, re.Pattern[str], str]]:
    routes = []
    for path, methods in description()["paths"].items():
        pattern = re.sub(r"\\{(\w+)\\}", lambda hole: "(.+)" if hole[1] == "path" else "([^/]+)", re.escape(path))
        routes += [(method, re.compile(pattern), path) for method in methods]
    return routes


def route(method: str, path: str) -> str | None:
    """The described path that a request means."""
    return next((name for verb, one, name in _routes() if verb == method.lower() and one.fullmatch(path)), None)


@cache
def _validator(text: str) -> Draft202012Validator:
    schema = {"components": description()["components"], "allOf": [json.loads(text)]}
    return Draft202012Validator(schema, format_checker=FORMATS)


def mistakes(schema: Mapping[str, Any], value: object) -> list[str]:
    errors = _validator(json.dumps(schema)).iter_errors(value)
    return [f"{'/'.join(map(str, error.absolute_path))}: {error.message[:200]}" for error in errors]


def request_mistakes(method: str, path: str, query: Mapping[str, str], body: object) -> list[str]:
    name = route(method, path)
    if name is None:
        return [f"{method} {path}: not described"]
    operation = description()["paths"][name][method.lower()]
    known = {
        one["name"]: one["schema"] for raw in operation.get("parameters", ()) if (one := resolved(raw))["in"] == "query"
    }
    found = [f"{method} {path}: unknown parameter {key}" for key in query if key not in known]
    for key, text in query.items():
        schema = resolved(known.get(key, {}))
        value: object = int(text) if schema.get("type") == "integer" and text.isdigit() else text
        found += [f"{method} {path}?{key}: {one}" for one in mistakes(schema, value)]
    if "requestBody" in operation:
        schema = operation["requestBody"]["content"]["application/json"]["schema"]
        found += [f"{method} {path}: {one}" for one in mistakes(schema, body)]
    elif body is not None:
        found.append(f"{method} {path}: a body where none is described")
    return found


def answer_schema(method: str, path: str, status: int) -> dict[str, Any] | None:
    name = route(method, path)
    answers = description()["paths"][name][method.lower()]["responses"] if name is not None else {}
    if str(status) not in answers:
        return None
    schema: dict[str, Any] | None = (
        resolved(answers[str(status)]).get("content", {}).get("application/json", {}).get("schema")
    )
    return schema


def filled(schema: Mapping[str, Any], given: object) -> Any:
    """``given`` with every other required property of the schema added as plainly as it allows."""
    schema = resolved(dict(schema))
    options = schema.get("anyOf") or schema.get("oneOf")
    if options:
        if given is None and {"type": "null"} in options:
            return None
        if given == {} and {"$ref": "#/components/schemas/empty-object"} in options:
            return {}
        return filled(options[0], given)
    if given is not None and not isinstance(given, dict | list):
        return given
    match schema.get("type"):
        case "array":
            return [filled(schema["items"], one) for one in given] if isinstance(given, list) else []
        case "string":
            form = {"date-time": "2026-11-25T00:00:00Z", "uri": "https://github.example/x"}.get(
                schema.get("format", "")
            )
            return schema.get("enum", [form or "x"])[0]
        case "integer" | "number":
            return 1
        case "boolean":
            return False
    own = dict(given) if isinstance(given, dict) else {}
    properties = schema.get("properties", {})
    for key in {*schema.get("required", ()), *own}:
        if key in properties and own.get(key, "") is not None:
            own[key] = filled(properties[key], own.get(key))
    return own
