"""The lines that a drafter pastes into the front matter of his file: confirmations, waivers, an item asked for.

They fit the file as it is: with the name of the list only if it has none, indented as its items are. A list holds names
of rules and marks alone; the reason is his to write, and is refused while it is not written.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence

from haishin.core.catalogue import Message, linked
from haishin.core.model import WHY, Finding, Language, Text

_FRONT = re.compile(r"---[ \t]*\n(.*?)(?:^---[ \t]*$|\Z)", re.DOTALL | re.MULTILINE)
_GAP = re.compile(r"\A(?:\s+|#[^\n]*)*+")


def confirming(findings: Iterable[Finding], source: str, language: Language) -> tuple[str, str] | None:
    """Give instruction and lines for all findings that may be confirmed; None without any."""
    items = dict.fromkeys((finding.rule, finding.mark) for finding in findings if finding.mark)
    return _instruction("confirmed", [{"rule": rule, "mark": mark} for rule, mark in items], source, language)


def waiving(principles: Iterable[str], source: str, language: Language) -> tuple[str, str] | None:
    """Do the same for the principles that may be set aside."""
    return _instruction("waivers", [{"rule": rule} for rule in dict.fromkeys(principles)], source, language)


def item(lines: Sequence[str], source: str, language: Language, how: Message | None = None) -> tuple[str, str]:
    """Do the same for one item, in place of the lines that hold it; ``how``: what else is to be said of the lines."""
    text = "\n".join(lines)
    said = [Message("check/findings/paste-item", where=_place(lines[0].partition(":")[0], source))]
    if how is not None:
        said.append(how)
    if WHY in text:
        said.append(Message("check/findings/paste-why", why=WHY))
    if "＜＜" in text:
        said.append(Message("check/findings/paste-gaps"))
    return linked(said, Text("", " "))[language], text


def _place(key: str, source: str) -> Message:
    """Name the lines of the item, or those in which it is to stand."""
    written = source.split("\n")
    fence = next((number for number, line in enumerate(written[1:], 1) if line.rstrip() == "---"), len(written))
    starts = [number for number in range(1, fence) if re.match(r"""['"]?\w+['"]?[ \t]*:""", written[number])]
    own = next((number for number in starts if re.match(rf"""['"]?{key}['"]?[ \t]*:""", written[number])), None)
    if own is None:
        return Message("check/findings/above-fence")
    last = next((number for number in starts if number > own), fence)
    if last == own + 1:
        return Message("check/findings/in-place-of-line", line=own + 1)
    return Message("check/findings/in-place-of-lines", first=own + 1, last=last)


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
