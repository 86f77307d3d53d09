"""The page as it is written: whole in itself, closed to what the contract may hold, small."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from functools import cache
from html.parser import HTMLParser
from importlib.resources import files

import pytest

from haishin.office.drafting.page import render
from support.contract import around_the_clock, of_a_fu, shipped
from support.drafts import PAGE

EVIL = "</script></select><img src=x onerror=alert(1)>\"'&{{data}}"
LARGEST = 150_000  # bytes


@cache
def page() -> str:
    return render(shipped(), PAGE)


class Read(HTMLParser):
    """The elements with their attributes, and the words."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.words = ""
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        self.words += data


@cache
def named(name: str) -> str:
    """The page of the shipped contract with a force, a unit, a town and a case of that name."""
    organization, policy = shipped().organization, shipped().policy
    unit = replace(organization.units["maebashi"], name=name, municipalities=(name,))
    row = replace(policy.table[0], cases={**policy.table[0].cases, "approach": name}, printed=((name,),))
    changed = replace(
        shipped(),
        organization=replace(organization, name=name, units={**organization.units, "maebashi": unit}),
        policy=replace(policy, table=(row, *policy.table[1:])),
    )
    return render(changed, PAGE)


def data(text: str) -> str:
    (found,) = re.findall(r'<script type="application/json" id="data">(.*?)</script>', text, re.S)
    return str(found)


def test_it_is_small() -> None:
    assert len(page().encode()) <= LARGEST


def test_nothing_is_loaded_and_nothing_else_may_run() -> None:
    loaded = [name for name, attrs in Read(page()).elements if {"src", "srcset", "data"} & set(attrs)]
    assert loaded == []
    assert {name for name, _ in Read(page()).elements} & {"link", "img", "iframe", "object", "base"} == set()
    (policy,) = re.findall(r'http-equiv="Content-Security-Policy" content="([^"]+)"', page())
    assert policy.startswith("default-src 'none'; script-src 'sha256-")
    assert "unsafe" not in policy


def test_every_slot_of_the_page_is_filled() -> None:
    shown = re.sub(r"<script.*?</script>", "", page(), flags=re.S)
    assert re.findall(r"\{\{\w+\}\}", shown) == []


def test_what_the_contract_holds_is_shown_and_never_done() -> None:
    told = Read(named(EVIL))
    assert [attrs for name, attrs in told.elements if name == "img" or "onerror" in attrs] == []
    assert [name for name, _ in told.elements].count("script") == 2
    assert EVIL in told.words


def test_the_data_of_the_script_are_whole_whatever_they_hold() -> None:
    found = json.loads(data(named(EVIL)))
    assert "<" not in data(named(EVIL))
    assert found["units"]["maebashi"]["name"] == EVIL
    assert found["rows"]["suspicious-person"]["printed"] == [EVIL]


def test_no_address_but_the_forge_s_stands_in_it() -> None:
    assert set(re.findall(r"https?://[\w.-]+", page())) <= {
        "https://github.example.jp",
        "https://www.jartic.or.jp",  # of the wordings
        "https://www.police.pref.gunma.jp",
    }


@pytest.mark.parametrize(
    "line", ["fetch(", "XMLHttpRequest", "sendBeacon", "WebSocket", "localStorage", "innerHTML", "&value="]
)
def test_the_script_sends_keeps_and_writes_nothing_as_code(line: str) -> None:
    assert line not in script()


def script() -> str:
    return files("haishin.office.drafting").joinpath("form.js").read_text(encoding="utf-8")


def test_the_script_is_short_and_knows_no_row() -> None:
    assert len(script().splitlines()) <= 500
    codes = {row.category for row in shipped().policy.table} | {
        case for row in shipped().policy.table for case in row.cases if len(case) > 5
    }
    assert {one for one in codes if f'"{one}' in script()} == set()


def test_a_ready_tick_asks_and_tells_nothing_that_happened() -> None:
    """What happened, where and why is another's in an example: no tick takes it, nor a sentence that nobody wrote."""
    found = json.loads(data(page()))
    ticks = {
        example
        for text in found["texts"]
        for label, example in text["marks"].items()
        if found["fields"].get(label, {"parts": [{}]})["parts"][0].get("as") == "advice"
    }
    ticks |= {one[0] for text in found["texts"] for line in text["lines"] for one in line if isinstance(one, list)}
    general = "ありません。$|詐欺です。$|ありがとうございました。$|お礼を申し上げます。$|効果的です。$"
    assert [one for one in ticks if not re.search(f"ください|{general}", one)] == []
    facts = "[0-9]+月|前橋|[0-9]+人|(?<!ありがとうござい)ました。|ため"
    assert [one for one in ticks if re.search(facts, one)] == []
    plain = {label for text in found["texts"] for label, example in text["marks"].items() if example.endswith("。")}
    assert plain >= {"けがの有無", "その理由", "来る方へ", "件数など", "解決した形", "見つかった形"}


def test_without_the_standing_text_a_stopped_mail_is_corrected_like_any_other() -> None:
    wording = replace(shipped().wording, texts={"footer": ""})
    found = json.loads(data(render(replace(shipped(), wording=wording), PAGE)))
    assert found["stopped"] in found["texts"]
    assert json.loads(data(page()))["stopped"]["lines"][0][0] == (
        "先にお送りしたメールに、お知らせすべきでない内容が含まれていました。"
    )


def test_a_force_that_mails_around_the_clock_says_nothing_of_the_night() -> None:
    written = render(around_the_clock(), PAGE)
    assert json.loads(data(written))["hours"] == ["00:00", "24:00"]
    assert "急ぐ事案です。先に所属長" in written
    assert "急ぐ事案です。夜間・早朝にもすぐに送るときは、5 の「配信時間」を選び、先に所属長" in page()


def test_all_areas_are_called_as_the_force_calls_them() -> None:
    written = render(of_a_fu(), PAGE)
    assert 'id="prefecture">府内全域<' in written
    assert json.loads(data(written))["towns"][0] == "府"
    assert json.loads(data(written))["signs"]["whole"] == "府内全域"
    assert 'id="prefecture">全県<' in page()
    assert json.loads(data(page()))["towns"][0] == "県"
