"""The page for drafters in Chromium at a phone's width, driven by its controls; the forge answers with nothing."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

from playwright.sync_api import Browser, Route

from haishin.core.contract import Contract
from haishin.office.drafting import Situation
from haishin.office.drafting.page import render
from haishin.office.drafting.text import urgent
from support.contract import shipped
from support.drafts import FIRST, NOW, PAGE
from support.folders import kept

_DRIVE = Path(__file__).with_name("form.js")
DAY = {"recognized": "2026-11-25T15:40", "consent-at": "2026-11-25T16:00", "press-at": "2026-11-25T17:00"}
NIGHT = {"recognized": "2026-11-25T21:20", "consent-at": "2026-11-25T21:20", "press-at": "2026-11-26T09:00"}
AT_NIGHT = NOW.replace(hour=21, minute=30)
REASON = "刃物を持って逃走しているため"


def written(contract: Contract, name: str = "kian.html") -> Path:
    """The page of that contract as a file."""
    page = kept() / name
    page.write_text(render(contract, PAGE), encoding="utf-8", newline="\n")
    return page


@cache
def page_file() -> Path:
    """The page of the example force."""
    return written(shipped())


def opened(address: str) -> str:
    """The path that the forge's page is opened with, and nothing else."""
    page, asked = address.partition("?")[0], parse_qs(urlsplit(address).query, strict_parsing=True)
    assert page == PAGE
    (path,) = asked.pop("filename")
    assert asked == {}
    return path


class Form:
    """A page of a browser that shows the form from a disk, and every address that it asked the network for."""

    def __init__(
        self,
        browser: Browser,
        file: Path,
        *,
        width: int = 390,
        script: bool = True,
        now: datetime = NOW,
        begin: str = "maebashi",
    ) -> None:
        # Far from Japan: the page must not go by the clock on the wall there.
        self.context = browser.new_context(
            viewport={"width": width, "height": 844},
            java_script_enabled=script,
            timezone_id="America/New_York",
            has_touch=True,
            permissions=["clipboard-read", "clipboard-write"],
        )
        self.asked: list[str] = []
        self.faults: list[str] = []
        self.context.route(re.compile("^https?://"), self._answer)
        self.page = self.context.new_page()
        self.page.on("pageerror", lambda fault: self.faults.append(str(fault)))
        self.page.on("console", lambda line: self.faults.append(line.text))
        self.page.clock.set_fixed_time(now)
        self.page.goto(f"{file.as_uri()}#{begin}")

    def _answer(self, route: Route) -> None:
        self.asked.append(route.request.url)
        route.fulfill(body="")

    def choose(self, situation: Situation) -> None:
        """Choose the row, the content and the way."""
        self.page.select_option("#case", f"{situation.category}/{situation.case}")
        self.page.select_option("#content", situation.content)
        self.page.select_option("#way", situation.follows or "")

    def drive(self, choices: Sequence[dict[str, Any]]) -> list[dict[str, str]]:
        """Choose and write all of it by the page's controls, and read what stands there then."""
        made: list[dict[str, str]] = self.page.evaluate(_DRIVE.read_text(encoding="utf-8"), list(choices))
        return made

    @property
    def text(self) -> str:
        """The file as it stands."""
        return self.page.input_value("#file")

    @property
    def open(self) -> list[str]:
        """What the page says is still open."""
        return self.page.locator("#open-marks li").all_inner_texts()


@contextmanager
def shown(browser: Browser, file: Path | None = None, **how: Any) -> Iterator[Form]:
    """The page, closed afterwards; no fault may have come up in it."""
    form = Form(browser, file or page_file(), **how)
    yield form
    form.context.close()
    assert form.faults == []


def chosen(
    situation: Situation,
    *,
    unit: str = "maebashi",
    scope: str | list[str] | None = None,
    night: bool = False,
    exercise: bool = False,
) -> dict[str, Any]:
    """What a drafter chooses for such a matter; at night with the waiver where it is urgent."""
    items = {
        "press": "yes" if situation.content == "arrest" else "none",
        "consent": "given",
        **(NIGHT if night else DAY),
        "relation": "長男",
        "expires": "2026-11-29T15:00",
        "why-delivery-hours": REASON,
    }
    if situation.follows:
        items["alert"] = Path(FIRST).stem
    ticks = ["#exercise"] * exercise
    if night and urgent(shipped(), situation):
        ticks.append("[name=waiver][value=delivery-hours]")
    return {
        "unit": unit,
        "case": f"{situation.category}/{situation.case}",
        "content": situation.content,
        "way": situation.follows or "",
        "scope": scope,
        "ticks": ticks,
        "items": items,
    }
