"""The page for drafters: a single file, nothing loaded. Its choices come from the contract alone.

With its script the page makes path, times and text from the choices; without, it is a list of links, and a person
replaces the time. It takes no words: an address stays in histories and logs.
"""

from __future__ import annotations

import json
from base64 import b64encode
from collections.abc import Iterator, Mapping
from dataclasses import replace
from hashlib import sha256
from html import escape
from importlib.resources import files
from typing import NamedTuple

from haishin.core.contract import Contract
from haishin.core.contract.drafts import MARK
from haishin.core.contract.policy import Row
from haishin.core.model import FollowKind, PressKind
from haishin.office.drafting.link import LONGEST, fits, link, nameless, shortened
from haishin.office.drafting.text import (
    OPEN,
    WAIVER,
    WAYS,
    Situation,
    draft,
    filled,
    follows,
    head,
    path,
    plain,
    situations,
    unsettled,
    urgent,
    usual,
    way_name,
    words,
)

_WAIVERS = {
    "delivery-hours": "配信時間（夜間・早朝にも、すぐに送る）",
    "consent": "ご家族の了解（待てない、得られない）",
}
_PRESS = {
    "": "選んでください",
    "none": "発表しない",
    "undecided": "まだ決まっていない",
    "yes": "発表する：発表文と同じ",
    "no": "発表する：発表文と違うところがある",
    "not-yet": "発表する：発表文はまだない",
}
_CONSENT = {
    "": "選んでください",
    "given": "了解あり（氏名は載せない）",
    "given+named": "了解あり（氏名を載せる）",
    "pending": "確認中",
    "refused": "了解なし",
    "nobody": "確認できる方がいない",
}
# The page's hint for a mark without an example in the wording.
_HINTS = {
    OPEN["alert"]: "上の 1 で書けます",
    OPEN["scope"]: "上の 2 で選べます",
    OPEN["recognized_at"]: "上の 2 で選べます",
    OPEN["expires_at"]: "上の 2 で選べます",
    OPEN["press"]: "上の 3 で選べます",
    "＜＜了解の状態＞＞": "上の 3 で選べます",
    "＜＜了解の日時＞＞": "上の 3 で選べます",
    "＜＜最後の日＞＞": "上の 3 で選べます",
    "＜＜続柄＞＞": "例：長男",
    "＜＜氏名＞＞": "本文と同じ書き方で",
    "＜＜例外の理由＞＞": "承認する人に分かるように",
}


def render(contract: Contract, page: str) -> str:
    """Render the page; ``page``: the forge's own page for a new file, as ``link.page_of`` makes it."""
    style, script = _file("form.css"), _file("form.js")
    organization, policy = contract.organization, contract.policy
    units = {unit.id: unit.name for unit in organization.units.values()}
    ways = {_way(way): way_name(way).ja for way in WAYS}
    stations = [_box("station", unit, units[unit]) for unit in organization.stations]
    waivers = []
    for rule in policy.waivers:
        slot = ' data-slot="consent"' if rule == "consent" else ""  # asked for in some situations alone
        waivers.append(f"<div{slot}>{_box('waiver', rule, _WAIVERS.get(rule, rule))}</div>\n")
    return filled(
        _file("form.html"),
        {
            "policy": (
                f"default-src 'none'; script-src '{_digest(script)}'; style-src '{_digest(style)}'; "
                "base-uri 'none'; form-action 'none'"
            ),
            "name": escape(organization.name),
            "style": style,
            "script": script,
            "units": _options(units),
            "cases": "".join(map(_group, policy.table)),
            "ways": _options(ways),
            "stations": "".join(stations),
            "press": _options(_PRESS),
            "consent": _options(_CONSENT),
            "waivers": "".join(waivers),
            "links": "".join(_links(contract, page)),
            "data": _data(contract, page),
        },
    )


def _file(name: str) -> str:
    return files(__package__).joinpath(name).read_text(encoding="utf-8")


def _digest(text: str) -> str:
    return "sha256-" + b64encode(sha256(text.encode()).digest()).decode()


def _way(follows: FollowKind | None) -> str:
    return follows or ""


def _group(row: Row) -> str:
    cases = _options({f"{row.category}/{case}": name for case, name in row.cases.items()})
    return f'<optgroup label="{escape(row.name)}">{cases}</optgroup>'


def _options(choices: Mapping[str, str]) -> str:
    return "".join(f'<option value="{escape(value)}">{escape(text)}</option>' for value, text in choices.items())


def _box(name: str, value: str, text: str) -> str:
    return f'<label><input type="checkbox" name="{name}" value="{escape(value)}">{escape(text)}</label>'


def _data(contract: Contract, page: str) -> str:
    """Write the data of the script, as JSON that ends no element (T27)."""
    texts: dict[tuple[str, str], dict[str, object]] = {}
    heads: dict[str, int] = {}
    cases: dict[str, list[dict[str, object]]] = {}
    for situation in situations(contract):
        chosen, tops = {}, {}
        for way in WAYS:
            worded = words(contract, replace(situation, follows=way))
            if worded not in texts:
                texts[worded] = _wording(*worded, contract)
            chosen[_way(way)] = list(texts).index(worded)
            tops[_way(way)] = heads.setdefault(plain(head(contract, replace(situation, follows=way))), len(heads))
        top = head(contract, situation)
        cases.setdefault(f"{situation.category}/{situation.case}", []).append(
            {
                "content": situation.content,
                "heads": tops,
                "texts": chosen,
                "examples": _examples(top),
                "urgent": urgent(contract, situation),
                "arrest": situation.content in contract.policy.press.arrest_contents,
            }
        )
    ways = {_way(way): follows(contract, Situation("", "", "", way)) for way in WAYS}
    units = [{"id": unit.id, "name": unit.name} for unit in contract.organization.units.values()]
    value = {
        "page": page,
        "longest": LONGEST,
        "units": units,
        "contents": dict(contract.policy.contents),
        "situations": cases,
        "heads": list(heads),
        "texts": list(texts.values()),
        "unreleased": [PressKind.NONE, PressKind.UNDECIDED],
        "ways": {way: plain(line) for way, line in ways.items()},
        "open": OPEN,
        "waiver": WAIVER,
        "hints": {**_HINTS, **dict(_examples("".join(ways.values())))},
    }
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).replace("<", "\\u003c")


def _wording(title: str, text: str, contract: Contract) -> dict[str, object]:
    return {
        "title": plain(title),
        "body": plain(text),
        "nameless": nameless(plain(title), plain(text), contract),
        "examples": _examples(f"{title}\n{text}"),
    }


def _examples(text: str) -> list[tuple[str, str]]:
    return [(f"＜＜{mark['label']}＞＞", f"例：{mark['example']}") for mark in MARK.finditer(text) if mark["example"]]


# --- without script --------------------------------------------------------------------------------


def _links(contract: Contract, page: str) -> Iterator[str]:
    """List for each unit the usual draft of each case, and of each category the arrest and what follows a mail."""
    listed = [(line, _wording(*words(contract, line.situation), contract)["nameless"]) for line in _listed(contract)]
    for unit in contract.organization.units.values():
        yield f"<details>\n<summary>{escape(unit.name)}</summary>\n<ul>\n"
        for line, safe in listed:
            text = unsettled(draft(contract, unit, line.situation), *line.open)
            where = path(unit.id, line.name, None)
            address = link(page, where, text)
            if safe and fits(address):
                yield f'<li><a href="{escape(shortened(address))}">{escape(line.label)}</a></li>\n'
            else:
                copied = f"<label>写して、開いた画面に貼る文<textarea readonly>{escape(text)}</textarea></label>"
                yield f'<li><a href="{escape(link(page, where, None))}">{escape(line.label)}</a>{copied}</li>\n'
        yield "</ul>\n</details>\n"


class _Listed(NamedTuple):
    """A line of the list."""

    situation: Situation
    name: str  # in the file's name
    label: str
    open: tuple[str, ...] = ()  # the codes that are left to a person


def _listed(contract: Contract) -> Iterator[_Listed]:
    policy = contract.policy
    for row in policy.table:
        for case, name in row.cases.items():
            yield _Listed(Situation(row.category, case, usual(contract, row, case)), case, f"{row.name}：{name}")
        any_case = next(iter(row.cases))
        for content in row.contents:
            if content in policy.press.arrest_contents:
                situation = Situation(row.category, any_case, content)
                yield _Listed(situation, content, f"{row.name}：{policy.contents[content]}", ("case",))
        for way in FollowKind:
            situation = Situation(row.category, any_case, row.contents[0], way)
            yield _Listed(situation, way.value, f"{row.name}：{way_name(way).ja}", ("case", "content"))
