"""The page as it is written: whole in itself, closed to what the contract may hold, and with every link."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from functools import cache
from html.parser import HTMLParser
from importlib.resources import files

from haishin.core.model import FollowKind
from haishin.office.drafting.link import fits
from haishin.office.drafting.page import render
from haishin.office.drafting.text import way_name
from support.contract import shipped
from support.drafts import PAGE, opened

EVIL = "</script></select><img src=x onerror=alert(1)>\"'&{{data}}"


@cache
def page() -> str:
    return render(shipped(), PAGE)


class Read(HTMLParser):
    """What a browser without script sees: elements with their attributes, words, and links by unit."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.links: dict[str, dict[str, str]] = {}
        self.words = ""
        self._open = ""
        self._unit = ""
        self._address: str | None = None
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))
        self._open = tag
        self._address = dict(attrs).get("href") if tag == "a" else None

    def handle_endtag(self, tag: str) -> None:
        self._open, self._address = "", None

    def handle_data(self, data: str) -> None:
        self.words += data
        if self._open == "summary":
            self._unit = data
        elif self._address is not None:
            self.links.setdefault(self._unit, {})[data] = self._address


@cache
def named(name: str) -> str:
    """The page of the shipped contract with a force, a unit and a case of that name."""
    organization, policy = shipped().organization, shipped().policy
    units = {**organization.units, "maebashi": replace(organization.units["maebashi"], name=name)}
    row = replace(policy.table[0], cases={**policy.table[0].cases, "approach": name})
    changed = replace(
        shipped(),
        organization=replace(organization, name=name, units=units),
        policy=replace(policy, table=(row, *policy.table[1:])),
    )
    return render(changed, PAGE)


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
    labels = told.links[EVIL]
    _, text = opened(labels[f"不審者情報：{EVIL}"])
    assert f"approach {EVIL}、" in (text or "")


def test_the_data_of_the_script_are_whole_whatever_they_hold() -> None:
    (data,) = re.findall(r'<script type="application/json" id="data">(.*?)</script>', named(EVIL), re.S)
    assert "<" not in data
    assert EVIL in {one["name"] for one in json.loads(data)["units"]}


def test_without_script_each_unit_has_each_case_the_arrests_and_what_follows() -> None:
    links = Read(page()).links
    policy = shipped().policy
    for unit in shipped().organization.units.values():
        wanted = {f"{row.name}：{name}" for row in policy.table for name in row.cases.values()}
        wanted |= {f"{row.name}：検挙情報" for row in policy.table if "arrest" in row.contents}
        wanted |= {f"{row.name}：{way_name(way).ja}" for row in policy.table for way in FollowKind}
        assert links[unit.name].keys() == wanted


def test_without_script_a_link_brings_path_and_text_with_the_letters_for_the_time() -> None:
    for unit in shipped().organization.units.values():
        for label, address in Read(page()).links[unit.name].items() if unit.id in ("maebashi", "sosa-1") else ():
            path, text = opened(address)
            assert re.fullmatch(rf"alerts/{unit.id}/YYYY/YYYYMMDD-HHMM-[a-z0-9-]+\.md", path), label
            assert text is not None
            assert text.startswith("---\ntitle: ")
            assert unit.phone not in text


def test_a_wording_that_names_somebody_or_is_too_long_is_copied_by_hand() -> None:
    named, long, *rest = shipped().drafts
    drafts = (
        replace(named, text="担当の前橋花子さんにお知らせください。"),
        replace(long, text="長い文です。" * 120),
        *rest,
    )
    told = render(replace(shipped(), drafts=drafts), PAGE)
    links = Read(told).links["前橋警察署"]
    for label in ("不審者情報：つきまとい事案", "不審者情報：声かけ事案"):
        assert opened(links[label])[1] is None
    assert "前橋花子" not in "".join(links.values())
    assert opened(links["不審者情報：露出(公然わいせつ)"])[1] is not None
    assert told.count("写して、開いた画面に貼る文") == 2 * len(shipped().organization.units)


def test_every_usual_wording_stands_in_its_link() -> None:
    told = Read(page()).links
    assert [label for links in told.values() for label, one in links.items() if not fits(one)] == []
    assert "写して、開いた画面に貼る文" not in page()


def test_the_script_is_short_and_knows_no_row() -> None:
    script = files("haishin.office.drafting").joinpath("form.js").read_text(encoding="utf-8")
    assert len(script.splitlines()) <= 150
    codes = {row.category for row in shipped().policy.table} | {
        case for row in shipped().policy.table for case in row.cases if len(case) > 5
    }
    assert {one for one in codes if one in script} == set()
