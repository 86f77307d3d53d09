"""Registering, the whole way: real verbs, servers and a browser, from an empty mail to the alert that comes no more."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Browser, BrowserContext, Page

from support.postfix import DOMAIN
from support.sending import merge, text_of
from support.town import ONE_CLICK, Town, town

OLD, HANA, KEN, NEW = (f"{name}@{DOMAIN}" for name in ("old", "hana", "ken", "new"))
ALERTS = [f"20261125-16{minute}-koekake" for minute in ("07", "08", "09")]
FORM = "application/x-www-form-urlencoded"
EMPTY = "Subject: \n\n"
PHONE = {"width": 320, "height": 640}
WIDER = "document.documentElement.scrollWidth - innerWidth"

pytestmark = pytest.mark.sweep


def asks(town: Town, address: str, to: str, text: str = EMPTY) -> str:
    """Mail to the desk and wait for the answer; its text."""
    before = len(town.answers(address))
    town.write(address, to, text)
    town.until(lambda: any(f"<{address}>".encode() in mail for mail in town.unread()))
    return answered(town, address, before)


def answered(town: Town, address: str, before: int) -> str:
    town.inbox()
    town.until(lambda: len(town.answers(address)) > before)
    return text_of(town.answers(address)[-1])


def open_link(context: BrowserContext, town: Town, text: str) -> Page:
    found = re.search(r"https://anzen\.example\.jp(/c/[a-z2-7]{16})\s", text)
    assert found, text
    shown = context.new_page()
    shown.goto(f"http://127.0.0.1:{town.page}{found[1]}")
    assert shown.evaluate(WIDER) == 0
    return shown


def by_touch(shown: Page) -> None:
    """He takes what the form offers, and mail at night as well."""
    assert shown.locator('input[value="maebashi"]').is_checked()
    shown.get_by_label("夜に送られるものも受け取る").check()
    with shown.expect_navigation():
        shown.get_by_role("button", name="これで登録する").tap()
    assert shown.locator("h1").inner_text() == "受け付けました"


def by_keyboard(shown: Page) -> None:
    """Tab and space alone: another station than that of the address, in easy Japanese."""
    shown.keyboard.press("Tab")
    with shown.expect_navigation():
        shown.keyboard.press("Enter")
    assert shown.locator("h1").inner_text() == "どの メールが ほしいですか"
    wanted = {"maebashi": False, "ota": True}
    for _ in range(200):
        shown.keyboard.press("Tab")
        name, value = shown.evaluate("[document.activeElement.name, document.activeElement.value]")
        if name == "station" and value in wanted:
            shown.keyboard.press("Space")
            assert shown.locator(f'input[value="{value}"]').is_checked() is wanted[value]
        if (name, value) == ("act", "choices"):
            break
    with shown.expect_navigation():
        shown.keyboard.press("Enter")
    assert shown.locator("h1").inner_text() == "うけつけました"


def test_from_an_empty_mail_to_the_alert_that_comes_no_more(browser: Browser) -> None:
    context = browser.new_context(viewport=PHONE, has_touch=True, is_mobile=True, java_script_enabled=True)
    with town([OLD], strangers=[HANA, KEN, NEW]) as place:
        place.inbox()  # lays the pages
        with place.web():
            for address, choose in ((HANA, by_touch), (KEN, by_keyboard)):
                choose(open_link(context, place, asks(place, address, "touroku-maebashi@example.jp")))
                assert "登録しました" in answered(place, address, 1)

            def goes_to(alert: str, *people: str) -> None:
                merge(place.scratch, alert)
                place.send()
                place.until(lambda: len(place.received(OLD)) == ALERTS.index(alert) + 2)
                got = {one for one in (OLD, HANA, KEN, NEW) if len(alerts(place, one)) > seen[one]}
                assert got == {OLD, *people}
                seen.update({one: len(alerts(place, one)) for one in seen})

            seen = {OLD: 1, HANA: 0, KEN: 0, NEW: 0}
            goes_to(ALERTS[0], HANA)  # of Maebashi, and Ken has chosen Ota

            shown = open_link(context, place, asks(place, HANA, "touroku@example.jp"))
            moving = shown.locator('a[href^="mailto:touroku+"]').inner_text()
            assert "登録しました" in asks(place, NEW, moving)
            goes_to(ALERTS[1], NEW)

            assert place.post(place.ways(NEW)[0], FORM, ONE_CLICK)[0].endswith(b" 200 OK")
            assert "停止しました" in answered(place, NEW, 1)
            goes_to(ALERTS[2])
            assert "停止しました" in text_of(place.answers(HANA)[-1])

            shown.reload()
            assert shown.locator("h1").inner_text().startswith("このリンクは使えません")
        place.inbox()  # that nobody is there, of each alert
        assert [place.unread(folder) for folder in ("INBOX", "INBOX.kept", "INBOX.aside")] == [[], [], []]
    context.close()


def alerts(town: Town, address: str) -> list[object]:
    return [mail for mail in town.received(address) if str(mail["Auto-Submitted"]) != "auto-replied"]


def test_by_the_word_alone_and_two_robots_end(browser: Browser) -> None:
    """A phone that filters links replies to an answer without one; a robot behind another address gets nothing."""
    word = "Subject: Re: =?UTF-8?B?55m76Yyy?=\nContent-Type: text/plain; charset=utf-8\n\n登録\n"
    with town([OLD], strangers=[HANA, KEN]) as place:
        place.inbox()
        text = asks(place, HANA, "touroku-maebashi@example.jp", "Subject: =?UTF-8?B?55m76Yyy?=\n\n")
        assert "://" not in text
        to = str(place.answers(HANA)[-1]["Reply-To"]).strip()
        assert "登録しました" in asks(place, HANA, to, word)

        asks(place, KEN, "touroku@example.jp")
        reply = str(place.answers(KEN)[-1]["Reply-To"]).strip()
        place.write(KEN, reply, f"Auto-Submitted: auto-replied\n{word}")
        place.write(KEN, "touroku@example.jp", "Auto-Submitted: auto-replied\nSubject: x\n\nx\n")
        place.until(lambda: len(place.unread()) == 2)
        place.inbox()
        place.inbox()
        place.until(lambda: not place.postfix._queued())
        assert len(place.answers(KEN)) == 1
        merge(place.scratch, ALERTS[0])
        place.scratch.run("send", live=True, env=place.environment, apart=True)
        place.until(lambda: len(place.received(OLD)) == 2)
        assert [len(alerts(place, one)) for one in (HANA, KEN)] == [1, 0]
