"""The page for drafters: a single file, nothing loaded. Its choices come from the contract alone.

Its script makes path and text from the choices and words. No address has more than the path: the typed text goes
by the clipboard, and by no field that asks for a name, a number or an address of a person (5(4)).
"""

from __future__ import annotations

import json
import re
from base64 import b64encode
from collections.abc import Mapping
from dataclasses import replace
from hashlib import sha256
from html import escape
from importlib.resources import files

from haishin.core.contract import Contract
from haishin.core.contract.drafts import MARK, REQUESTS, FormField
from haishin.core.contract.frame import EXERCISE, JAPANESE
from haishin.core.contract.organization import Unit
from haishin.core.contract.policy import Row
from haishin.core.model import FollowKind, PressKind, Scope
from haishin.message.subject import EXERCISE_MARK, FOLLOW_MARKS, region
from haishin.office.drafting import agreeing
from haishin.office.drafting.text import (
    OPEN,
    WAIVER,
    WAYS,
    Situation,
    filled,
    follows,
    head,
    plain,
    situations,
    unfilled,
    urgent,
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
# The mark of an item → the control where it is chosen.
_ITEMS = {
    "先の番号": "alert",
    "配信範囲": "prefecture",
    "認知の日時": "recognized",
    "配信期限": "expires",
    "報道発表": "press",
    "ご家族の了解": "consent",
    "続柄": "relation",
    "了解の日時": "consent-at",
    "最後の日": "consent-until",
}
# What corrects a stopped mail, whose own words may be the leak: a subject, the force's standing text, and which it was.
_SENT = "＜＜先のメールを配信した日時＝11月25日（水）午後4時5分ころ＞＞に配信したメール"
_STOPPED = (f"{_SENT}は、削除してください", "leak-correction", f"対象は、{_SENT}です。")
_AT_NIGHT = "夜間・早朝にもすぐに送るときは、5 の「配信時間」を選び、"
OTHER = "other"  # the case of 等
_CHOICE = re.compile("ください|ありがとう|お礼を")  # what a sentence has that is for the drafter to choose
_INDENT = re.compile("^ *(?://.*)?", re.MULTILINE)  # and the comments of the script, which are for its readers
_SENTENCE = re.compile("(?:＜＜[^＜＞]*＞＞|[^。＜])*?(?:。|(?<=。＞＞)|$)")


def render(contract: Contract, page: str) -> str:
    """Render the page; ``page``: the forge's own page for a new file, as ``link.page_of`` makes it."""
    style, script = _file("form.css"), _INDENT.sub("", _file("form.js"))
    organization, policy = contract.organization, contract.policy
    units = {unit.id: unit.name for unit in organization.units.values()}
    relations = [word for word in contract.wording.lists["relations"] if not word.isascii()]
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
            "cases": "".join(_group(contract, row) for row in policy.table),
            "ways": _options({_way(way): way_name(way).ja for way in WAYS}),
            "stations": "".join(_box("station", unit, units[unit]) for unit in organization.stations),
            "whole": escape(organization.everywhere.ja),
            "at_night": "" if policy.hours.whole_day else _AT_NIGHT,
            "opens": f"{policy.hours.opens:%-H:%M}",
            "closes": policy.hours.until,
            "press": _options(_PRESS),
            "consent": _options(_CONSENT),
            "relations": _options({word: word for word in relations}),
            "grounds": _options(policy.disclosures),
            "waivers": "".join(map(_waiver, policy.waivers)),
            "drill": escape(contract.wording.texts.get("exercise", "").strip()),
            "data": _data(contract, page),
        },
    )


def _file(name: str) -> str:
    return files(__package__).joinpath(name).read_text(encoding="utf-8")


def _digest(text: str) -> str:
    return "sha256-" + b64encode(sha256(text.encode()).digest()).decode()


def _way(follows: FollowKind | None) -> str:
    return follows or ""


def _group(contract: Contract, row: Row) -> str:
    cases = "".join(_case(contract, row, case) for case in row.cases)
    return f'<optgroup label="{escape(row.name)}">{cases}</optgroup>'


def _case(contract: Contract, row: Row, case: str) -> str:
    """Write the option of a case: 等 with its row's name, then what such matters are called every day."""
    name = f"{row.name}の{row.cases[case]}" if case == OTHER else row.cases[case]
    drafts = (one for one in contract.drafts if (one.category, one.case) == (row.category, case))
    also = next((one.also for one in drafts if one.also), "")
    return _options({f"{row.category}/{case}": f"{name}：{also}" if also else name})


def _options(choices: Mapping[str, str]) -> str:
    return "".join(f'<option value="{escape(value)}">{escape(text)}</option>' for value, text in choices.items())


def _box(name: str, value: str, text: str) -> str:
    return f'<label><input type="checkbox" name="{name}" value="{escape(value)}">{escape(text)}</label>'


def _waiver(rule: str) -> str:
    """Write the box of a principle, and the line for its reason."""
    item = ' data-item="consent"' if rule == "consent" else ""  # asked for in some situations alone
    return (
        f"<div{item}>{_box('waiver', rule, _WAIVERS.get(rule, rule))}"
        f'<div id="because-{rule}" hidden><label for="why-{rule}">例外の理由（承認する人に示します）</label>'
        f'<input type="text" id="why-{rule}"></div></div>\n'
    )


# --- the data of the script -------------------------------------------------------------------------


def _data(contract: Contract, page: str) -> str:
    """Write the data of the script, as JSON that ends no element (T27)."""
    policy, organization = contract.policy, contract.organization
    whole = organization.whole_area.partition("内")[0]  # for a unit of headquarters: the place of 県内, 府内
    new = list(situations(contract))
    agree, lines = agreeing.table(contract, new)
    texts: agreeing.Places[dict[str, object]] = agreeing.Places()
    heads: agreeing.Places[str] = agreeing.Places()
    labels: agreeing.Places[list[tuple[str, tuple[str, ...], bool]]] = agreeing.Places()
    cases: dict[str, list[dict[str, object]]] = {}
    for place, situation in enumerate(new):
        ways = [replace(situation, follows=way) for way in WAYS]
        cases.setdefault(f"{situation.category}/{situation.case}", []).append(
            {
                "content": situation.content,
                "heads": [heads.place(_head(contract, each)) for each in ways],
                "texts": [texts.place(_wording(contract, each)) for each in ways],
                "marks": _marks(head(contract, situation)),
                "labels": labels.place(_labels(contract, situation)),
                "urgent": urgent(contract, situation),
                "arrest": situation.content in policy.press.arrest_contents,
                "agree": place,
            }
        )
    value = {
        "page": page,
        "units": {unit.id: _unit(unit, lines[unit.id], contract) for unit in organization.units.values()},
        "stations": len(organization.stations),
        "towns": [whole, *(town for unit in organization.units.values() for town in unit.municipalities)],
        "rows": {row.category: _row(contract, row) for row in policy.table},
        "contents": dict(policy.contents),
        "situations": cases,
        "heads": heads,
        "labels": labels,
        "texts": texts,
        "stopped": _stopped(contract),
        "fields": {label: _field(each, label) for each in contract.fields for label in each.labels},
        "unreleased": [PressKind.NONE, PressKind.UNDECIDED],
        "ways": [
            [_way(way), plain(follows(contract, Situation("", "", "", way))), _sign(contract, way)] for way in WAYS
        ],
        "signs": {
            "exercise": _sign(contract, EXERCISE),
            "over": FollowKind.RESOLUTION,
            "whole": region(Scope(True), contract),
        },
        "open": OPEN | {"consent": "＜＜ご家族の了解＞＞"},
        "items": _ITEMS,
        "waiver": WAIVER,
        "waivers": dict.fromkeys(policy.waivers, 1),
        "hours": [f"{policy.hours.opens:%H:%M}", policy.hours.until.zfill(5)],
        "agree": agree,
    }
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).replace("<", "\\u003c")


def _sign(contract: Contract, kind: str | None) -> str:
    """Give what such a mail's subject begins with, but for its label."""
    usual = {EXERCISE: EXERCISE_MARK} | {way.value: mark for way, mark in FOLLOW_MARKS.items()}
    return contract.tongue(JAPANESE).marks.get(kind, usual[kind]) if kind else ""


def _unit(unit: Unit, agree: int, contract: Contract) -> dict[str, object]:
    known: dict[str, object] = {"name": unit.name, "towns": list(unit.municipalities), "agree": agree}
    if contract.organization.is_station(unit.id):
        known |= {"station": True, "short": region(Scope(False, (unit.id,)), contract)}
    return known


def _row(contract: Contract, row: Row) -> dict[str, object]:
    """Give the row of the table as it is printed; matters outside of it have the ※ of notices, too."""
    printed = [line for cell in row.printed for line in cell]
    if row.category == contract.policy.outside_category:
        notices = [cell for other in contract.policy.table if other.recognized == "never" for cell in other.printed]
        printed += [line for cell in notices for line in cell if line.startswith("※")]
    return {"name": row.name, "printed": printed}


def _labels(contract: Contract, situation: Situation) -> list[tuple[str, tuple[str, ...], bool]]:
    """List the words for 【】 before such a title: the label, the title's words for it, whether more may."""
    row = contract.policy.row(situation.category)
    assert row is not None, situation
    fitting = [
        (label.say, label.words or (), label.more)
        for label in row.labels
        if situation.case in (label.cases or (situation.case,))
        and situation.content in (label.contents or (situation.content,))
    ]
    return [*fitting, (row.name, (), False)]


def _field(field: FormField, label: str) -> dict[str, object]:
    controls = [
        {"as": part.kind}
        | ({"name": part.name} if part.name else {})
        | ({"choices": part.choices} if part.choices else {})
        for part in field.parts
    ]
    form = {"form": field.form} if field.form else {}
    return {"parts": controls, **form} | ({"optional": 1} if label in field.optional else {})


def _head(contract: Contract, situation: Situation) -> str:
    """Write the front matter's lines with slots for the codes, and without the help for who writes by hand."""
    lines = re.sub(" # .*", "", plain(head(contract, situation)))
    return re.sub("(?m)^(category|case|content): .*$", r"\1: {{\1}}", lines)


def _wording(contract: Contract, situation: Situation) -> dict[str, object]:
    more = follows(contract, situation)
    return _text(*words(unfilled(contract, situation)), _marks(more))


def _stopped(contract: Contract) -> dict[str, object]:
    title, standing, which = _STOPPED
    text = contract.wording.texts.get(standing)
    if text is None:
        return _wording(contract, Situation("", "", "", FollowKind.CORRECTION))
    return _text(title, f"{text}\n{which}", {})


def _text(title: str, text: str, more: Mapping[str, str]) -> dict[str, object]:
    """Cut a wording: ``lines`` of sentences, advice that may be left out in a list of its own.

    ``marks``: label → its example.
    """
    lines = [_sentences(line) for line in text.rstrip("\n").split("\n")]
    return {
        "title": plain(title),
        "lines": [[_advice(sentence) for sentence in line] for line in lines],
        "marks": {**_marks(text + "\n" + title), **more},
    }


def _sentences(line: str) -> list[str]:
    """Cut a line at the ends of its sentences, a mark's own among them; an item of a list is a sentence."""
    if line.startswith(("- ", "## ")):
        return [line]
    return [sentence for sentence in _SENTENCE.findall(line) if sentence]


def _advice(sentence: str) -> str | list[str]:
    """Put a sentence of advice or thanks, or an item of a list, without a mark into a list."""
    if MARK.search(sentence) is None and (_CHOICE.search(sentence) or sentence.startswith("- ")):
        return [sentence]
    return plain(sentence)


def _marks(text: str) -> dict[str, str]:
    """Label → its example, empty if the wording has none."""
    return {mark["label"]: mark["example"] or "" for mark in MARK.finditer(text) if mark[0] != REQUESTS}
