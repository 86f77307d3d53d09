"""The page in Chromium: each row of the table filled in as a drafter would, at a phone's width, once by keyboard alone.

The forge's page is answered here by an empty one; what it is opened with is read from its address.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from itertools import groupby
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, Route

from haishin.core.contract import Contract
from haishin.office.drafting import Situation, draft
from haishin.office.drafting.page import render
from haishin.office.drafting.text import WAYS, waivers
from support.contract import shipped
from support.drafts import EVERY, FIRST, NOW, PAGE, completed, findings, opened

MAEBASHI = shipped().organization.units["maebashi"]
MISSING = Situation("information-request", "missing-person", "lookout")
BY_CASE = [list(one) for _, one in groupby(EVERY, lambda one: (one.category, one.case))]
WIDTHS = (320, 390, 1280)
MEASURE = """() => {
  const seen = (which) => [...document.querySelectorAll(which)].filter(one => one.offsetParent);
  const low = seen('select, input:not([type=checkbox]), .act').filter(one => one.getBoundingClientRect().height < 44);
  const words = seen('body :not(option, optgroup, [type=checkbox])')
    .map(one => parseFloat(getComputedStyle(one).fontSize));
  return {page: document.documentElement.scrollWidth - innerWidth, smallest: Math.min(...words), low: low.length};
}"""


def few() -> Contract:
    """The contract with some of its units: a page that is soon loaded."""
    organization = shipped().organization
    units = {one: organization.units[one] for one in ("koho-kocho", "seian-kikaku", "maebashi", "takasaki", "ota")}
    return replace(shipped(), organization=replace(organization, units=units))


class Form:
    """One page of a browser that shows the form from a disk, and the addresses that it opened since."""

    def __init__(self, browser: Browser, file: Path, *, width: int = 390, script: bool = True) -> None:
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
        self.context.route(re.compile("^https://"), self._answer)
        self.page = self.context.new_page()
        self.page.on("pageerror", lambda fault: self.faults.append(str(fault)))
        self.page.on("console", lambda line: self.faults.append(line.text))
        self.page.clock.set_fixed_time(NOW)
        self.page.goto(f"{file.as_uri()}#maebashi")

    def _answer(self, route: Route) -> None:
        self.asked.append(route.request.url)
        route.fulfill(body="")

    def choose(self, situation: Situation) -> None:
        page = self.page
        page.select_option("#case", f"{situation.category}/{situation.case}")
        page.select_option("#content", situation.content)
        page.select_option("#way", situation.follows or "")

    def linked(self) -> tuple[str, str | None]:
        """Path and text behind the link as it stands."""
        return opened(self.page.get_attribute("#open", "href") or "")


@pytest.fixture(scope="module")
def file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return written(tmp_path_factory.mktemp("form"), few())


def written(folder: Path, contract: Contract) -> Path:
    page = folder / "kian.html"
    page.write_text(render(contract, PAGE), encoding="utf-8", newline="\n")
    return page


@pytest.fixture
def form(browser: Browser, file: Path) -> Iterator[Form]:
    shown = Form(browser, file)
    shown.choose(EVERY[0])
    yield shown
    shown.context.close()
    assert shown.faults == []


def answer(page: Page, situation: Situation) -> None:
    """What else a drafter chooses for such a situation."""
    arrest = situation.content == "arrest"
    page.select_option("#press", "yes" if arrest else "none")
    if arrest:
        page.fill("#press-at", "2026-11-25T17:00")
    if page.is_visible("#recognized"):
        page.fill("#recognized", "2026-11-25T15:40")
    if page.is_visible("#consent"):
        page.select_option("#consent", "given+named")
        page.fill("#consent-at", "2026-11-25T16:00")
        page.fill("#consent-until", "2027-02-20")
    if page.is_visible("#expires"):
        page.fill("#expires", "2026-11-29T15:00")


def same(situation: Situation) -> dict[str, str]:
    """The same answers as they stand in the front matter."""
    return {
        "recognized_at": "2026-11-25T15:40+09:00",
        "press": "{at: 2026-11-25T17:00+09:00, consistent: yes}" if situation.content == "arrest" else "none",
        "consent": "{state: given, by: ＜＜続柄＞＞, at: 2026-11-25T16:00+09:00, "
        "names: [＜＜氏名＞＞], until: 2027-02-20}",
        "expires_at": "2026-11-29T15:00+09:00",
        "alert": Path(FIRST).stem,
    }


@pytest.mark.parametrize("rows", BY_CASE, ids=lambda rows: f"{rows[0].category}-{rows[0].case}")
def test_every_row_filled_in_at_a_phone_s_width_is_clean(form: Form, rows: list[Situation]) -> None:
    for situation in rows:
        form.choose(situation)
        answer(form.page, situation)
        path, text = form.linked()
        assert path == f"alerts/maebashi/2026/20261125-1640-{situation.case}-maebashi.md"
        assert text == draft(shipped(), MAEBASHI, situation, same(situation))
        assert findings(path, completed(text or "", situation)) == []


@pytest.mark.parametrize("way", [way for way in WAYS if way is not None])
def test_what_follows_an_alert_filled_in_is_clean(form: Form, way: str) -> None:
    situation = Situation("suspicious-person", "approach", "caution", next(one for one in WAYS if one == way))
    form.choose(situation)
    form.page.fill("#alert", f" {Path(FIRST).name} ")
    answer(form.page, situation)
    path, text = form.linked()
    assert text == draft(shipped(), MAEBASHI, situation, same(situation))
    assert findings(path, completed(text or "", situation)) == []


def test_with_the_keyboard_alone(form: Form) -> None:
    """A robbery, from the first field to the forge's page."""
    keys = form.page.keyboard

    def go(field: str) -> None:
        for _ in range(60):
            if form.page.evaluate("document.activeElement.id") == field:
                return
            keys.press("Tab")
        raise AssertionError(f"{field} is not reached")

    def pick(field: str, value: str) -> None:
        go(field)
        for _ in range(60):
            if form.page.input_value(f"#{field}") == value:
                return
            keys.press("ArrowDown")
        raise AssertionError(f"{value} is not reached")

    pick("unit", "maebashi")
    pick("case", "crime/robbery")
    assert form.page.input_value("#content") == "lookout"
    go("recognized")
    keys.type("11252026")
    keys.press("Tab")
    keys.type("0340PM")
    pick("press", "none")
    go("open")
    with form.context.expect_page() as popup:
        keys.press("Enter")
    popup.value.wait_for_load_state()
    path, text = opened(form.asked[-1])
    situation = Situation("crime", "robbery", "lookout")
    assert path == "alerts/maebashi/2026/20261125-1640-robbery-maebashi.md"
    assert text == draft(shipped(), MAEBASHI, situation, same(situation))
    assert findings(path, completed(text or "", situation)) == []


def test_with_a_finger(form: Form) -> None:
    """The missing person at night, to several stations, with both exceptions."""
    page = form.page
    form.choose(MISSING)
    answer(page, MISSING)
    page.tap("summary:has-text('警察署を選ぶ')")
    page.tap("[name=station][value=takasaki]")
    page.tap("[name=waiver][value=delivery-hours]")
    page.tap("[name=waiver][value=consent]")
    with form.context.expect_page() as popup:
        page.tap("#open")
    popup.value.wait_for_load_state()
    path, text = opened(form.asked[-1])
    both = {"scope": "[maebashi, takasaki]", "waivers": waivers(["delivery-hours", "consent"])}
    assert text == draft(shipped(), MAEBASHI, MISSING, same(MISSING) | both)
    assert findings(path, completed(text or "", MISSING)) == []


def test_nothing_is_chosen_for_the_drafter(browser: Browser, file: Path) -> None:
    """No link that somebody could press before he said of which unit and case; nor again once one is taken back."""
    form = Form(browser, file)
    shown = []
    for field, value in (("unit", ""), ("case", "crime/robbery"), ("unit", "takasaki"), ("case", "")):
        form.page.select_option(f"#{field}", value)
        shown.append((form.page.is_visible("#open"), form.page.is_visible("#unchosen")))
        if form.page.is_visible("#open"):
            assert form.linked()[0] == "alerts/takasaki/2026/20261125-1640-robbery-takasaki.md"
    assert shown == [(False, True), (False, True), (True, False), (False, True)]
    assert form.faults == []
    form.context.close()


def test_when_it_happened_is_asked_where_the_wording_has_it(form: Form) -> None:
    assert form.page.is_visible("#occurred")
    form.choose(Situation("fraud", "special-fraud", "caution"))
    assert not form.page.is_visible("#occurred")


def test_an_arrest_cannot_be_told_to_have_no_release(form: Form) -> None:
    form.page.select_option("#press", "none")
    form.choose(Situation("crime", "robbery", "arrest"))
    assert form.page.input_value("#press") == ""
    left = form.page.eval_on_selector_all("#press option:enabled", "all => all.map(one => one.value)")
    assert left == ["", "yes", "no", "not-yet"]
    form.choose(Situation("crime", "robbery", "lookout"))
    form.page.select_option("#press", "none")
    assert "\npress: none #" in (form.linked()[1] or "")


@pytest.mark.parametrize("way", ["resolution", "cancellation"])
def test_once_the_missing_are_found_no_family_is_asked(form: Form, way: str) -> None:
    situation = replace(MISSING, follows=next(one for one in WAYS if one == way))
    form.choose(situation)
    assert not form.page.is_visible("#consent")
    form.page.fill("#alert", Path(FIRST).stem)
    answer(form.page, situation)
    assert form.linked()[1] == draft(shipped(), MAEBASHI, situation, same(situation))
    assert "consent" not in (form.linked()[1] or "")


@pytest.mark.parametrize(
    "pasted",
    [
        Path(FIRST).name,
        FIRST,
        f"https://github.example.jp/keisatsu/joho-mail/blob/main/{FIRST}?plain=1#L3",
        " 20261125-1605-KOEKAKE ",
        "２０２６１１２５-1605-koekake",
    ],
)
def test_the_number_of_the_earlier_mail_is_read_out_of_what_is_pasted(form: Form, pasted: str) -> None:
    form.page.select_option("#way", "correction")
    form.page.fill("#alert", pasted)
    assert "\nfollows: {alert: 20261125-1605-koekake, as: correction}\n" in (form.linked()[1] or "")
    assert not form.page.is_visible("#unread")
    form.page.fill("#alert", "声かけのメール")
    assert form.page.is_visible("#unread")


def test_the_time_of_the_file_is_that_of_the_click_in_japan(form: Form) -> None:
    form.page.clock.set_fixed_time(NOW.replace(day=26, hour=0, minute=3))
    with form.context.expect_page():
        form.page.click("#open")
    assert opened(form.asked[-1])[0] == "alerts/maebashi/2026/20261126-0003-stalking-maebashi.md"
    assert form.page.input_value("#recognized") == "2026-11-25T16:40"


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        ("2026-11-25T15:30", "11月25日（水）午後3時30分ころ"),
        ("2026-11-29T00:00", "11月29日（日）午前0時ころ"),
        ("2027-01-02T12:05", "1月2日（土）午後0時5分ころ"),
    ],
)
def test_when_it_happened_is_told_with_its_weekday(form: Form, typed: str, told: str) -> None:
    form.page.fill("#occurred", typed)
    assert f"---\n{told}、＜＜場所＞＞で、" in (form.linked()[1] or "")


@pytest.mark.parametrize(
    ("fill", "line"),
    [
        ({}, "press: ＜＜報道発表＞＞ #"),
        ({"press": "undecided"}, "press: undecided #"),
        ({"press": "not-yet"}, "press: {consistent: not-yet} #"),
        ({"press": "no", "press-at": "2026-11-25T17:00"}, "press: {at: 2026-11-25T17:00+09:00, consistent: no} #"),
        ({"press": "yes", "press-by": "on"}, "press: {by: unit, consistent: yes} #"),
    ],
)
def test_the_ways_of_a_press_release(form: Form, fill: dict[str, str], line: str) -> None:
    for field, value in fill.items():
        if field == "press":
            form.page.select_option("#press", value)
        elif value == "on":
            form.page.check(f"#{field}")
        else:
            form.page.fill(f"#{field}", value)
    assert f"\n{line}" in (form.linked()[1] or "")


@pytest.mark.parametrize(
    ("state", "line"),
    [
        ("", "consent: {state: ＜＜了解の状態＞＞, by: ＜＜続柄＞＞, at: ＜＜了解の日時＞＞, names: ["),
        ("given", "consent: {state: given, by: ＜＜続柄＞＞, at: ＜＜了解の日時＞＞} #"),
        ("nobody", "consent: {state: nobody} #"),
    ],
)
def test_the_states_of_a_family_s_consent(form: Form, state: str, line: str) -> None:
    form.choose(MISSING)
    form.page.select_option("#consent", state)
    assert f"\n{line}" in (form.linked()[1] or "")


def test_what_was_chosen_for_another_row_is_left_behind(form: Form) -> None:
    form.choose(MISSING)
    form.page.check("[name=waiver][value=consent]")
    form.choose(EVERY[0])
    assert "waivers" not in (form.linked()[1] or "")


def test_a_section_the_whole_prefecture_and_nobody(form: Form) -> None:
    page = form.page
    page.select_option("#unit", "seian-kikaku")
    assert page.url.endswith("#seian-kikaku")
    assert "\nscope: ＜＜配信範囲＞＞ #" in (form.linked()[1] or "")
    page.check("#prefecture")
    assert "\nscope: prefecture #" in (form.linked()[1] or "")
    page.select_option("#unit", "ota")
    assert "\nscope: [ota] #" in (form.linked()[1] or "")


def test_no_word_that_is_typed_gets_into_an_address(form: Form) -> None:
    form.page.select_option("#way", "correction")
    form.page.fill("#alert", "関口三郎")
    assert "{alert: ＜＜先の番号＞＞, as: correction}" in (form.linked()[1] or "")
    fields = "input:not([type=checkbox], [type=date], [type=datetime-local]), textarea:not([readonly])"
    assert form.page.eval_on_selector_all(fields, "all => all.map(one => one.id)") == ["alert"]


def test_the_page_says_what_is_left_to_be_written_with_an_example(form: Form) -> None:
    marks = form.page.locator("#marks li").all_inner_texts()
    assert marks[0] == "＜＜だれ＞＞ 例：帰宅途中の女性"
    assert {one.partition(" ")[0] for one in marks} == set(re.findall("＜＜[^＜＞]+＞＞", form.linked()[1] or ""))
    assert marks[1] == "＜＜報道発表＞＞ 上の 3 で選べます"
    assert form.page.inner_text("#id") == "20261125-1640-stalking-maebashi"
    assert form.page.inner_text("#path") == form.linked()[0]


def test_no_mark_is_without_a_hint(form: Form) -> None:
    form.page.select_option("#unit", "seian-kikaku")
    form.page.check("[name=waiver][value=delivery-hours]")
    form.page.fill("#recognized", "")
    for situation in (*EVERY, *(replace(EVERY[0], follows=way) for way in WAYS)):
        form.choose(situation)
        marks = form.page.locator("#marks li").all_inner_texts()
        assert [one for one in marks if one.endswith(("＞＞", "undefined"))] == []
        assert form.page.is_hidden("#whole")


def test_urgent_matters_and_arrests_say_so(form: Form) -> None:
    for situation, urgent, arrest in (
        (Situation("crime", "robbery", "lookout"), True, False),
        (Situation("crime", "robbery", "arrest"), False, True),
        (Situation("crime", "theft", "caution"), False, False),
    ):
        form.choose(situation)
        assert (form.page.is_visible("#urgent"), form.page.is_visible("#arrest")) == (urgent, arrest)


@pytest.mark.parametrize("secure", [True, False], ids=["clipboard", "without"])
def test_what_may_not_stand_in_an_address_is_copied(browser: Browser, tmp_path: Path, secure: bool) -> None:
    first, second, *rest = shipped().drafts
    long, named = replace(first, text="長い文です。" * 120), replace(second, text="担当の前橋花子さんへお願いします。")
    form = Form(browser, written(tmp_path, replace(few(), drafts=(long, named, *rest))))
    page = form.page
    if not secure:
        page.evaluate("Object.defineProperty(navigator, 'clipboard', {value: undefined})")
    for situation in (EVERY[0], Situation("suspicious-person", "approach", "caution")):
        form.choose(situation)
        assert form.linked() == (f"alerts/maebashi/2026/20261125-1640-{situation.case}-maebashi.md", None)
        if not page.is_visible("#file"):
            page.click("summary:has-text('できる文を見る')")
        page.click("#copy")
        page.wait_for_function("document.getElementById('copied').textContent !== ''")
        assert page.inner_text("#copied") == "写しました。開いた画面の大きな欄に貼り付けてください。"
        text = page.evaluate("navigator.clipboard.readText()" if secure else "getSelection().toString()")
        assert text == page.input_value("#file")
        assert text.startswith("---\ntitle: ")
    form.choose(Situation("suspicious-person", "exposure", "lookout"))
    assert not page.is_visible("#copy")
    assert form.linked()[1] is not None
    form.context.close()


def test_without_script_a_link_opens_the_forge_s_page(browser: Browser, tmp_path: Path) -> None:
    form = Form(browser, written(tmp_path, shipped()), script=False)
    form.page.click("summary:has-text('前橋警察署')")
    with form.page.expect_navigation():
        form.page.click("a:visible:has-text('事件発生・検挙情報：強盗')")
    path, text = opened(form.asked[-1])
    assert path == "alerts/maebashi/YYYY/YYYYMMDD-HHMM-robbery-maebashi.md"
    situation = Situation("crime", "robbery", "lookout")
    assert text == draft(shipped(), MAEBASHI, situation)
    form.context.close()


@pytest.mark.parametrize("width", WIDTHS)
def test_it_fits_every_screen(browser: Browser, file: Path, width: int) -> None:
    form = Form(browser, file, width=width)
    for situation in (MISSING, Situation("traffic-regulation", "event", "regulation")):
        form.choose(situation)
        form.page.select_option("#press", "yes")
        form.page.evaluate("document.querySelectorAll('details').forEach(one => one.open = true)")
        measured = form.page.evaluate(MEASURE)
        assert measured["page"] <= 0
        assert measured["smallest"] >= 16
        assert measured["low"] == 0
    form.context.close()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing(form: Form, scheme: str) -> None:
    form.page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
    form.choose(MISSING)
    form.page.select_option("#consent", "given+named")
    form.page.select_option("#press", "yes")
    form.page.evaluate("document.querySelectorAll('details').forEach(one => one.open = true)")
    assert violations(form.page) == []


def violations(page: Page) -> list[tuple[str, list[str]]]:
    found = Axe().run(page, options={"resultTypes": ["violations", "incomplete"]}).response
    assert found["passes"]
    unclear = [one for one in found["incomplete"] if one["id"] == "color-contrast"]
    return [(one["id"], [node["html"] for node in one["nodes"]]) for one in found["violations"] + unclear]


def test_axe_would_find_something(form: Form) -> None:
    form.page.evaluate("document.querySelector('label[for=unit]').remove()")
    assert [rule for rule, _ in violations(form.page)] == ["select-name"]
