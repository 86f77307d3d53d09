"""A force's ``schema/*.yaml``: the example force's, with the answers in the place of all that is the example's own."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any, Final

from haishin.core.strict_yaml import compose
from haishin.office.drafting.manual import spoken

ROSTER: Final = "people: []\n"
_REPLACED: Final = Path(__file__).with_name("replaced.yaml")
_OWN_PHONE: Final = re.compile(r'^  "0\d+-\d+-\d+": .*\n', re.MULTILINE)
_OWN_HOST: Final = re.compile(r"^  - (?:.+\.)?pref\..*\n", re.MULTILINE)
_OWN_NAMES: Final = re.compile(r"^  (place_names|figures): .*\n", re.MULTILINE)
_OWN_PAPERS: Final = re.compile(r"^  copied_article.*\n", re.MULTILINE)
_SENTENCE: Final = re.compile(r"^    sentence: (.*)$", re.MULTILINE)
_ENTRY: Final = re.compile(r"^  - (?:id|follows): .*\n(?:(?: {4,}.*)?\n)*", re.MULTILINE)  # names its category later
_AREAS: Final = re.compile(r"^areas:\n(?:  .*\n)+", re.MULTILINE)


def made(example: Mapping[str, bytes], organization: str, own: Mapping[str, Any]) -> dict[str, bytes]:
    """Make file name → bytes, the roster empty.

    ``example``: the example force's files; ``organization``: the text of organization.yaml, ``own``: its value and,
    under ``choices``, the other answers; both must be of their schemas' shapes.
    """
    choices, values = own["choices"], _values(own)
    texts = {name: blob.decode() for name, blob in example.items() if name != "organization.yaml"}
    texts["roster.yaml"] = ROSTER
    texts["wording.yaml"] = _wording(texts["wording.yaml"], own)
    texts["frame.yaml"] = _AREAS.sub(lambda _: _areas(own), texts["frame.yaml"])
    replaced: Any = compose(_REPLACED.read_text(encoding="utf-8")).value
    for name, text in texts.items():
        text = _without(text, choices.get("without", ()))
        for row in replaced:
            text = text.replace(row["of"], row["say"].format_map(values))
        texts[name] = text
    texts["policy.yaml"] = _SENTENCE.sub(
        r"    sentence: ＜＜自分の要領の文に直す。見本の文:\1＞＞", texts["policy.yaml"]
    )
    return {name: text.encode() for name, text in {**texts, "organization.yaml": organization}.items()}


def _values(own: Mapping[str, Any]) -> dict[str, str]:
    """Collect the values of the holes of ``replaced.yaml``; the drafts speak of the first station."""
    units, choices, owner = own["units"], own["choices"], own["owner"]
    stations = [unit for unit in units.values() if unit["level"] == "station"]
    name = stations[0]["name"] if stations else own["name"]
    cities = stations[0].get("municipalities") if stations else None
    opens, closes = (choices["hours"][end] for end in ("opens", "closes"))
    return {
        **choices["region"],
        "name": own["name"],
        "owner": owner,
        "owner_name": units.get(owner, {"name": owner})["name"],
        "station": name,
        "stem": name.removesuffix("警察署"),
        "city": cities[0] if cities else "市",
        "host": choices["official_hosts"][0],
        "opens": opens,
        "closes": closes,
        "opens_said": spoken(opens),
        "closes_said": spoken(closes),
    }


def _wording(text: str, own: Mapping[str, Any]) -> str:
    """Put the force's numbers and hosts into ``wording.yaml``, and marks for the names that only it knows."""
    numbers: dict[str, str] = {}
    leave = own["mail"].get("leave", {})
    for about in (*own["units"].values(), *([{**leave, "name": own["name"]}] if "phone" in leave else [])):
        numbers[about["phone"]] = own["name"] if about["phone"] in numbers else about["name"]
    phones = "".join(f'  "{number}": {_quoted(name)}\n' for number, name in numbers.items())
    hosts = "".join(f"  - {host}\n" for host in own["choices"]["official_hosts"])
    text = _OWN_HOST.sub("", _OWN_PHONE.sub("", _OWN_PAPERS.sub("", text)))
    text = text.replace("\nofficial_hosts:\n", f"\nofficial_hosts:\n{hosts}")
    text = text.replace("\npublic_phones:\n", f"\npublic_phones:\n{phones}")
    return _OWN_NAMES.sub(r"  \1: [＜＜上に書いたとおりの、管内の言葉。なければ消す＞＞]\n", text)


def _areas(own: Mapping[str, Any]) -> str:
    """Write how each station's area is called; in Latin letters by its id, unless the answers say it."""
    given, lines = own["choices"].get("areas", {}), ["areas:\n"]
    for unit in (unit for unit, about in own["units"].items() if about["level"] == "station"):
        names = {"latin": unit.replace("-", " ").title(), **given.get(unit, {})}
        lines.append(f"  {unit}: {{{', '.join(f'{script}: {_quoted(name)}' for script, name in names.items())}}}\n")
    return "".join(lines)


def _quoted(text: str) -> str:
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'


def _without(text: str, categories: Iterable[str]) -> str:
    """Take out the rows of these categories: entries of lists and mappings, with all that is indented below them.

    So are the demands that hold for them alone.
    """
    names = "|".join(map(re.escape, categories))
    if not names:
        return text
    only = re.compile(rf"category: (?:\[(?:{names})(?:, (?:{names}))*\]|(?:{names})$)", re.MULTILINE)
    text = _ENTRY.sub(lambda block: "" if only.search(block[0]) else block[0], text)
    begins = re.compile(rf"( *)(?:- \{{?(?:\w+: [\w-]+, )*category: (?:{names})(?![\w-]).*|(?:{names}):(?: .*)?)\n?$")
    kept: list[str] = []
    inside = -1  # the indentation of the entry that is being taken out
    for line in text.splitlines(keepends=True):
        indent = len(line) - len(line.lstrip(" "))
        if inside >= 0 and (not line.strip() or indent > inside):
            continue
        begun = begins.match(line)
        inside = indent if begun else -1
        if not begun:
            kept.append(re.sub(rf"\[(?:{names})\]", "[]", line))
    return "".join(kept)
