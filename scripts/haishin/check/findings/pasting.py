"""The lines that a drafter pastes into the front matter of his file: what he confirms, what he waives.

They fit the file as it is: with the name of the list only where it has none, indented as its items are. They hold names
of rules and marks alone; the reason is his to write, and is refused while it is not written.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping

from haishin.core.model import WHY, Finding, Language, Text

_ABOVE = Text("2つ目の「---」のすぐ上に", "directly above the second `---`")
_BELOW = Text("「{key}:」のすぐ下に", "directly below `{key}:`")
_BEHIND = Text("「{key}: [」のすぐ後ろに", "directly behind `{key}: [`")
_CONFIRM = Text(
    "このままでよいと確かめたときは、{where}次を貼り、「{why}」を、確かめたことに書き換えてください。要らない項目は除きます。",
    "If you made sure that it may stand, paste this {where}, put what you made sure of in place of 「{why}」, and "
    "leave out what you do not need.",
)
_WAIVE = Text(
    "原則の例外とするときは、{where}次を貼り、「{why}」を、理由に書き換えてください。",
    "To set the principle aside, paste this {where} and put the reason in place of 「{why}」.",
)
_FRONT = re.compile(r"---[ \t]*\n(.*?)(?:^---[ \t]*$|\Z)", re.DOTALL | re.MULTILINE)
_GAP = re.compile(r"\A(?:\s+|#[^\n]*)*+")


def confirming(findings: Iterable[Finding], source: str, language: Language) -> tuple[str, str] | None:
    """Say what to do, and give the lines, for all findings that may be confirmed; None where there are none."""
    items = dict.fromkeys((finding.rule, finding.mark) for finding in findings if finding.mark)
    return _instruction(_CONFIRM, "confirmed", [{"rule": rule, "mark": mark} for rule, mark in items], source, language)


def waiving(principles: Iterable[str], source: str, language: Language) -> tuple[str, str] | None:
    """Do the same for the principles that may be set aside."""
    return _instruction(_WAIVE, "waivers", [{"rule": rule} for rule in dict.fromkeys(principles)], source, language)


def _instruction(
    what: Text, key: str, items: list[Mapping[str, str]], source: str, language: Language
) -> tuple[str, str] | None:
    if not items:
        return None
    where, lines = _fitting(key, [{**item, "reason": WHY} for item in items], source)
    return what.format(where=where.format(key=key)[language], why=WHY)[language], "\n".join(lines)


def _fitting(key: str, items: list[dict[str, str]], source: str) -> tuple[Text, list[str]]:
    front = _FRONT.match(source)
    written = front[1] if front is not None else ""
    key_line = re.search(rf"""^(['"]?){key}\1[ \t]*:""", written, re.MULTILINE)
    if key_line is None:
        return _ABOVE, [f"{key}:", *_block(items, "  ")]
    start = len(written) - len(_GAP.sub("", written[key_line.end() :], count=1))
    if written.startswith("[", start):
        return _BEHIND, [line for item in items for line in _flow(item)]
    margin = written[written.rfind("\n", 0, start) + 1 : start] if written.startswith("- ", start) else "  "
    return _BELOW, list(_block(items, margin))


def _block(items: Iterable[Mapping[str, str]], margin: str) -> Iterator[str]:
    for item in items:
        for number, (name, value) in enumerate(item.items()):
            yield f"{margin}{'  ' if number else '- '}{name}: {value}"


def _flow(item: Mapping[str, str]) -> list[str]:
    return " {{{}}},".format(",\n  ".join(f"{name}: {value}" for name, value in item.items())).split("\n")
