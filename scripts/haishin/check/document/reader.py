"""The reader: bytes of one file → Document. Never raises for bad input; all faults of the file come at once."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

import frontmatter

from haishin.check.document import decoding, fences, schema
from haishin.check.document.codes import coded
from haishin.check.document.fences import StrictHandler, UnsplitError
from haishin.check.document.forming import INDISPENSABLE, UNKNOWN, form, own_time
from haishin.check.document.lines import Lines
from haishin.check.document.problem import Fault, Meant
from haishin.core.contract import Contract
from haishin.core.model import Alert, Document, Finding, Fix, Path, Severity, Text
from haishin.core.strict_yaml import Value

_RULES = {rule.ID: (rule.MESSAGES, rule.HINTS) for rule in (decoding, fences, schema)}


def read(path: str, data: bytes, contract: Contract) -> Document:
    """Read one file strictly. ``Document.alert`` is None if it could not be formed.

    A Document with findings is never fit to be sent: of a faulty optional item the alert says nothing.
    """
    faults: list[Fault] = []
    text, whole = decoding.decode(data, faults)
    if not whole:
        return Document(path, text, None, _findings(path, faults), body_line=text.count("\n") + 2)
    lines = Lines(text)
    handler = StrictHandler(lines)
    items: Mapping[str, Any]
    try:
        items, _ = frontmatter.parse(text, handler=handler)
    except UnsplitError as error:
        items, _ = handler.guess()
        handler.faults.insert(0, Fault(fences.ID, error.key, error.span))
    faults += handler.faults
    body_line, body = _body(text, handler.body_line)
    sketch, unsure = _sketch(path, items, body, handler, faults, contract)
    alert = None
    if not handler.faults and unsure.isdisjoint(INDISPENSABLE):
        alert = sketch
    composed = handler.composed
    values = dict(_texts((), composed.value))
    within = [replace(fault, span=lines.span(*lines.bounds(fault.span))) for fault in faults]
    findings = _findings(path, within)
    return Document(path, text, alert, findings, composed.places, composed.keys, body_line, values, sketch, unsure)


def oversize(path: str, size: int) -> Document:
    """Make the Document of a file that is too large to be read at all."""
    return Document(path, "", None, _findings(path, [decoding.too_large(size)]))


def _sketch(
    path: str,
    items: Mapping[str, Any],
    body: str,
    handler: StrictHandler,
    faults: list[Fault],
    contract: Contract,
) -> tuple[Alert | None, frozenset[str]]:
    """Form the alert of all items that have a sure value, and name those that have none."""
    if not isinstance(handler.composed.value, dict):
        return None, frozenset()
    values = schema.typed(coded(items, contract), contract.schemas["alert"].source)
    wrong, broken, meant = schema.check(values, handler.composed, contract)
    reported = {fault.span for fault in handler.faults}
    torn = handler.unsure
    lacking = [fault for fault in wrong if fault.key == "required" and fault.values["name"] in torn]
    faults += [fault for fault in wrong if fault.span not in reported and fault not in lacking]
    unsure = torn | broken
    sound = {name: _corrected((name,), value, meant) for name, value in values.items() if name not in unsure}
    if isinstance(title := values.get("title"), str):
        sound["title"] = title
    return form(path, {**UNKNOWN, **schema.typed(sound, contract.schemas["alert"].source)}, body), unsure


def _corrected(path: Path, value: Any, meant: Mapping[Path, Meant]) -> Any:
    """Put the sure meaning in place of the written value: so the text is judged in the same run."""
    if path in meant:
        return meant[path]
    if isinstance(value, dict):
        return {name: _corrected((*path, name), inner, meant) for name, inner in value.items()}
    if isinstance(value, list):
        return [_corrected((*path, index), inner, meant) for index, inner in enumerate(value)]
    return value


def _texts(path: Path, value: Value | None) -> Iterator[tuple[Path, str]]:
    """Yield every text in a value of the front matter, by its path."""
    if isinstance(value, dict):
        for name, inner in value.items():
            yield from _texts((*path, name), inner)
    elif isinstance(value, list):
        for index, inner in enumerate(value):
            yield from _texts((*path, index), inner)
    elif value is not None:
        yield path, value


def _body(text: str, line: int) -> tuple[int, str]:
    """Find the first line of the text that is not empty, and the text from there on without empty lines at its end."""
    rows = text.split("\n")[line - 1 :]
    while rows and not rows[0].strip(" "):
        rows.pop(0)
        line += 1
    return line, "\n".join(rows).rstrip("\n ")


def _findings(path: str, faults: list[Fault]) -> tuple[Finding, ...]:
    findings = [_finding(path, fault) for fault in faults]
    return tuple(sorted(findings, key=lambda finding: finding.order))


def _finding(path: str, fault: Fault) -> Finding:
    messages, hints = _RULES[fault.rule]
    return Finding(
        path,
        fault.span,
        fault.rule,
        Severity.ERROR,
        fault.message or messages[fault.key].format(**fault.values),
        fault.hint or _hint(fault, hints[fault.key].format(**own_time(path), **fault.values)),
        fix=Fix(fault.fixed) if fault.fixed is not None else None,
    )


def _hint(fault: Fault, usual: Text) -> Text:
    """Word the remedy; the sure meaning comes first."""
    if fault.fixed is None:
        return _trimmed(usual)
    if fault.key in ("date-time", "date"):
        usual = Text("", "")  # another time as an example would mislead
    return _trimmed(Text(f"「{fault.fixed}」と書いてください。{usual.ja}", f"Write `{fault.fixed}`. {usual.en}"))


def _trimmed(text: Text) -> Text:
    return Text(text.ja.strip(), text.en.strip())
