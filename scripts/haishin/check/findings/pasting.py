"""The lines that a drafter pastes into the front matter of his file: his confirmations and waivers.

They fit the file as it is: with the name of the list only if it has none, indented as its items are. They hold names of
rules and marks alone; the reason is his to write, and is refused while it is not written.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping

from haishin.core.catalogue import Message
from haishin.core.model import WHY, Finding, Language

_FRONT = re.compile(r"---[ \t]*\n(.*?)(?:^---[ \t]*$|\Z)", re.DOTALL | re.MULTILINE)
_GAP = re.compile(r"\A(?:\s+|#[^\n]*)*+")


def confirming(findings: Iterable[Finding], source: str, language: Language) -> tuple[str, str] | None:
    """Give instruction and lines for all findings that may be confirmed; None without any."""
    items = dict.fromkeys((finding.rule, finding.mark) for finding in findings if finding.mark)
    return _instruction("confirmed", [{"rule": rule, "mark": mark} for rule, mark in items], source, language)


def waiving(principles: Iterable[str], source: str, language: Language) -> tuple[str, str] | None:
    """Do the same for the principles that may be set aside."""
    return _instruction("waivers", [{"rule": rule} for rule in dict.fromkeys(principles)], source, language)


def _instruction(key: str, items: list[Mapping[str, str]], source: str, language: Language) -> tuple[str, str] | None:
    if not items:
        return None
    where, lines = _fitting(key, [{**item, "reason": WHY} for item in items], source)
    return Message(f"check/findings/paste-{key}", where=where, why=WHY)[language], "\n".join(lines)


def _fitting(key: str, items: list[dict[str, str]], source: str) -> tuple[Message, list[str]]:
    front = _FRONT.match(source)
    written = ""
    if front is not None:
        written = front[1]
    key_line = re.search(rf"""^(['"]?){key}\1[ \t]*:""", written, re.MULTILINE)
    if key_line is None:
        return Message("check/findings/above-fence"), [f"{key}:", *_block(items, "  ")]
    start = len(written) - len(_GAP.sub("", written[key_line.end() :], count=1))
    if written.startswith("[", start):
        return Message("check/findings/behind-bracket", key=key), [line for item in items for line in _flow(item)]
    margin = "  "
    if written.startswith("- ", start):
        margin = written[written.rfind("\n", 0, start) + 1 : start]
    return Message("check/findings/below-key", key=key), list(_block(items, margin))


def _block(items: Iterable[Mapping[str, str]], margin: str) -> Iterator[str]:
    for item in items:
        sign = "- "
        for name, value in item.items():
            yield f"{margin}{sign}{name}: {value}"
            sign = "  "


def _flow(item: Mapping[str, str]) -> list[str]:
    return " {{{}}},".format(",\n  ".join(f"{name}: {value}" for name, value in item.items())).split("\n")
