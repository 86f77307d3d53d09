"""The page in Chromium: what each choice says at once, what is open, what leaves the page; by keyboard, by finger."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page

from haishin.core.model import FollowKind
from haishin.office.drafting import Situation
from support.contract import shipped
from support.drafts import EVERY, FIRST, NOW, findings
from support.form import AT_NIGHT, REASON, Form, chosen, opened, page_file, shown

MISSING = Situation("information-request", "missing-person", "lookout")
ROBBERY = Situation("crime", "robbery", "lookout")
APPROACH = Situation("suspicious-person", "approach", "caution")
OTHER_MEANS = "※ 職員募集案内や各種窓口の紹介、各種講習会等の開催案内等については別の広報手段を活用すること。"
WIDTHS = (320, 390, 1280)
MEASURE = """() => {
  const seen = (which) => [...document.querySelectorAll(which)].filter(one => one.offsetParent);
  const low = seen('select, input:not([type=checkbox]), .act, button, summary');
  const words = seen('body :not(option, optgroup, [type=checkbox])')
    .map(one => parseFloat(getComputedStyle(one).fontSize));
  return {
    page: document.documentElement.scrollWidth - innerWidth,
    smallest: Math.min(...words),
    low: low.filter(one => one.getBoundingClientRect().height < 44).map(one => one.outerHTML),
  };
}"""


@pytest.fixture
def form(browser: Browser) -> Iterator[Form]:
    with shown(browser) as form:
        form.choose(APPROACH)
        yield form


def notes(form: Form) -> set[str]:
    """The notes that are shown, by id."""
    seen = "all => all.filter(one => one.offsetParent).map(one => one.id)"
    return set(form.page.eval_on_selector_all(".note[id]", seen))


def test_with_the_keyboard_alone(browser: Browser) -> None:
    """A robbery, from the first field to the forge's page and the paste."""
    with shown(browser, begin="") as form:
        keys = form.page.keyboard

        def go(field: str) -> None:
            for _ in range(160):
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
        go("f-日時-0")
        keys.type("11252026")
        keys.press("Tab")
        keys.type("0330PM")
        pick("f-市町村-0", "前橋市")
        for label, word in (
            ("町名", "荒牧町"),
            ("場所", "コンビニエンスストア"),
            ("逃げた人", "刃物のようなものを持った男"),
            ("起きたこと", "店員を脅し、現金を奪って逃げる"),
        ):
            go(f"f-{label}-0")
            keys.type(word)
        go("f-けがの有無-0")
        keys.type("店員にけがはありません")
        go("f-逃げた方向-0")
        keys.type("走って北の方向")
        pick("f-人の特徴-0", "男")
        go("f-服装-0")
        keys.type("黒色の上着")
        pick("press", "none")
        assert form.open == []
        go("open")
        with form.context.expect_page() as popup:
            keys.press("Enter")
        popup.value.wait_for_load_state()
        path, text = opened(form.asked[-1]), form.page.evaluate("navigator.clipboard.readText()")
        assert path == "alerts/maebashi/2026/20261125-1640-robbery-maebashi.md"
        assert "\ntitle: 荒牧町のコンビニエンスストア、刃物のようなものを持った男が逃走\n" in text
        assert "店員にけがはありません。刃物のようなものを持った男は、走って北の方向へ逃げました。\n" in text
        assert findings(path, text) == []


def test_with_a_finger(form: Form) -> None:
    """To two stations; the advice that does not fit is left out by a tap, an unknown thing by another."""
    page = form.page
    page.tap("summary:has-text('警察署を選ぶ')")
    page.tap("[name=station][value=takasaki]")
    assert "高崎警察署の運用管理者" in page.inner_text("#agree")
    page.tap("text=知らない人に誘われてもついて行かないよう")
    page.tap("text=分からない・書かない（人の特徴）")
    page.fill("#f-けがの有無-0", "児童は走って逃げ、けがはありません")
    assert "服装" not in form.open
    assert "\nscope: [maebashi, takasaki]\n" in form.text
    body = form.text.rpartition("---\n")[2]
    assert body.endswith(
        "などと声をかけられる事案が発生しました。児童は走って逃げ、けがはありません。\n\n"
        "似た人を見かけたときは、近づかずに110番通報をしてください。\n"
    )
    assert "行為者の特徴" not in body
    with form.context.expect_page():
        page.tap("#open")
    assert page.inner_text("#copied") == (
        "写しました。まだ7か所が空いています。開いた画面の大きな欄に貼り付けてください。"
    )


def test_nothing_is_chosen_for_the_drafter(browser: Browser) -> None:
    """No file that somebody could copy before he said of which unit and case; nor again once one is taken back."""
    with shown(browser, begin="") as form:
        seen = []
        for field, value in (("unit", ""), ("case", "crime/robbery"), ("unit", "takasaki"), ("case", "")):
            form.page.select_option(f"#{field}", value)
            seen.append((form.page.is_visible("#open"), form.page.is_visible("#unchosen")))
        assert seen == [(False, True), (False, True), (True, False), (False, True)]


@pytest.mark.parametrize("begin", ["nowhere", "%", "%E0%A4%A", "unit=__proto__&alert=x&case=constructor/x", "=", "a=b"])
def test_an_odd_address_begins_an_empty_page(browser: Browser, begin: str) -> None:
    with shown(browser, begin=begin) as form:
        assert form.page.is_visible("#unchosen")


# --- what is typed ----------------------------------------------------------------------------------


def test_every_placeholder_is_a_field_with_its_example_and_what_is_open_is_said(form: Form) -> None:
    labels = form.page.eval_on_selector_all(".field", "all => all.map(one => one.dataset.label)")
    assert labels == [
        *(
            "日時",
            "市町村",
            "町名",
            "場所",
            "被害を受けた方",
            "声をかけた人",
            "言われた言葉",
            "けがの有無",
            "逃げた方向",
        ),
        *("人の特徴", "服装", "乗り物の特徴"),
    ]
    assert form.page.inner_text("#h-町名") == "例：文京町2丁目"
    assert form.open == [
        *(
            "町名",
            "被害を受けた方",
            "言われた言葉",
            "報道発表",
            "日時",
            "場所",
            "声をかけた人",
            "けがの有無",
            "人の特徴",
        ),
    ]
    assert set(form.open) == set(re.findall("＜＜([^＜＞]+)＞＞", form.text))
    assert form.page.inner_text("#left") == "まだ、次の9か所が空いています。"
    form.page.click("#open-marks >> text=声をかけた人")
    form.page.keyboard.type("男")
    assert "＜＜被害を受けた方＞＞が、男から＜＜言われた言葉＞＞" in form.text
    assert form.page.inner_text("#left") == "まだ、次の8か所が空いています。"


def test_every_open_item_has_its_control(browser: Browser) -> None:
    """But the name and the number, which are written on the forge's page alone."""
    with shown(browser) as form:
        form.page.select_option("#unit", "seian-kikaku")
        for situation in (*EVERY, *(replace(APPROACH, follows=way) for way in FollowKind)):
            form.choose(situation)
            if form.page.is_visible("#recognized"):
                form.page.fill("#recognized", "")
            form.page.check("[name=waiver][value=delivery-hours]")
            assert [one for one in form.open if one.endswith("（開いた画面で書きます）")] == []
        form.choose(MISSING)
        form.page.select_option("#consent", "given+named")
        form.page.check("#disclose")
        elsewhere = [one.partition("（")[0] for one in form.open if one.endswith("（開いた画面で書きます）")]
        assert elsewhere == ["氏名", "載せる文字"]


def test_no_word_that_is_typed_gets_into_an_address(browser: Browser) -> None:
    """Everything filled in, opened: the network was asked for the path alone, the page's own address is the unit's."""
    with shown(browser) as form:
        form.drive([chosen(MISSING)])
        with form.context.expect_page() as popup:
            form.page.click("#open")
        popup.value.wait_for_load_state()
        assert [opened(one) for one in form.asked] == ["alerts/maebashi/2026/20261125-1640-missing-person-maebashi.md"]
        assert form.page.url.endswith("kian.html#maebashi")
        stored = "[localStorage.length, sessionStorage.length, document.cookie]"
        assert form.page.evaluate(stored) == [0, 0, ""]


def test_no_field_asks_for_a_name_a_number_or_an_address_of_a_person(browser: Browser) -> None:
    asked: set[str] = set()
    with shown(browser) as form:
        for situation in (*EVERY, *(replace(APPROACH, follows=way) for way in FollowKind)):
            form.choose(situation)
            if situation == MISSING:
                form.page.select_option("#consent", "given+named")
            asked |= set(
                form.page.eval_on_selector_all(
                    ".field, label", "all => all.map(one => one.dataset.label ?? one.textContent)"
                )
            )
    personal = {one for one in asked if re.search("氏名|名前|住所|電話|生年月日|番号", one) and not one.endswith("。")}
    about_mail = {one for one in personal if one.startswith("先に送ったメールの番号")}  # of a mail, not of a person
    about_rules = {
        "事案の名前",
        "氏名を送ってよい最後の日（3か月以内）",
        "車の番号などを公開する",
    }  # no text goes there
    assert personal == about_mail | about_rules


def test_a_missing_person_is_named_on_the_forge_s_page_alone(browser: Browser) -> None:
    with shown(browser) as form:
        each = chosen(MISSING)
        each["items"] |= {"consent": "given+named", "consent-until": "2027-02-20"}
        (made,) = form.drive([each])
    assert "\ntitle: 総社町の自宅から、80歳代の男性が戻りません\n" in made["text"]
    assert "names: [＜＜氏名＞＞], until: 2027-02-20}" in made["text"]
    assert "歩いて外出した＜＜氏名＞＞さん（80歳代の男性）の行方が" in made["text"]
    assert findings(made["path"], made["text"].replace("＜＜氏名＞＞", "関口三郎")) == []


@pytest.mark.parametrize(
    ("typed", "line"),
    [
        ("富士見: 1 #2", 'title: "富士見: 1 #2、下校中の児童に＜＜言われた言葉＞＞"'),
        ("- 本町", 'title: "- 本町、下校中の児童に＜＜言われた言葉＞＞"'),
        ('「"\\」', 'title: "「\\"\\\\」、下校中の児童に＜＜言われた言葉＞＞"'),
        (" 前橋市文京町地内 ", "title: 文京町、下校中の児童に＜＜言われた言葉＞＞"),
    ],
)
def test_whatever_is_typed_is_one_value_of_the_file(form: Form, typed: str, line: str) -> None:
    form.page.select_option("#f-市町村-0", "前橋市")
    form.page.fill("#f-町名-0", typed)
    form.page.fill("#f-被害を受けた方-0", "下校中の児童")
    assert form.text.split("\n")[1] == line


@pytest.mark.parametrize(
    ("case", "title", "mended"),
    [
        ("suspicious-person/approach", "下校中の児童に対する声かけ事案の発生", "下校中の児童に"),
        ("suspicious-person/approach", "【声かけ】文京町2丁目、下校中の児童に", "文京町2丁目、下校中の児童に"),
        ("suspicious-person/approach", "声かけ事案の発生", "声かけ事案の発生"),
        ("crime/robbery", "コンビニエンスストアにおける強盗事件の発生", "コンビニエンスストアで"),
        ("traffic-regulation/accident", "国道17号の全面通行止め", "国道17号の全面通行止め"),
    ],
)
def test_a_title_that_repeats_the_label_is_mended(form: Form, case: str, title: str, mended: str) -> None:
    form.page.select_option("#case", case)
    form.page.select_option("#way", "follow-up")
    form.page.fill("#f-先のメールの件名-0", title)
    assert f"\ntitle: {mended}（＜＜新しいこと＞＞）\n" in form.text


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        ("2026-11-25T15:30", "11月25日（水）午後3時30分ころ"),
        ("2026-11-29T00:00", "11月29日（日）午前0時ころ"),
        ("2027-01-02T12:05", "1月2日（土）午後0時5分ころ"),
    ],
)
def test_when_it_happened_is_told_with_its_weekday(form: Form, typed: str, told: str) -> None:
    form.page.fill("#f-日時-0", typed)
    assert f"---\n{told}、" in form.text


def test_what_was_written_stays_in_the_fields_of_the_same_name(form: Form) -> None:
    """There and back again."""
    form.page.fill("#f-町名-0", "文京町")
    form.page.select_option("#f-市町村-0", "前橋市")
    form.page.fill("#f-日時-0", "2026-11-25T15:30")
    form.page.fill("#f-言われた言葉-0", "「お菓子をあげる」")
    form.page.fill("#f-けがの有無-0", "児童は走って逃げ、けがはありません")
    form.page.fill("#f-逃げた方向-0", "北の方向")
    form.choose(ROBBERY)
    assert "---\n11月25日（水）午後3時30分ころ、前橋市文京町地内の" in form.text
    form.choose(APPROACH)
    assert "\ntitle: 文京町、＜＜被害を受けた方＞＞に「お菓子をあげる」\n" in form.text
    assert "児童は走って逃げ、けがはありません。" in form.text


def test_what_was_chosen_for_another_row_is_left_behind(form: Form) -> None:
    form.choose(MISSING)
    form.page.check("[name=waiver][value=consent]")
    form.choose(APPROACH)
    assert "waivers" not in form.text


@pytest.mark.parametrize("case", ["recruiting", "event", "other"])
def test_what_becomes_of_an_event_is_chosen_by_the_officer(form: Form, case: str) -> None:
    form.choose(Situation("outside", case, "information"))
    assert not re.search("中止|休止|変更|延期|開催します", form.text + form.page.inner_text("#boxes"))
    form.page.fill("#f-行事や窓口-0", "自転車の教室")
    form.page.select_option("#f-どうするか-0", "を開催します")
    form.page.fill("#f-時刻-0", "午後2時から4時まで")
    form.page.fill("#f-会場-0", "大泉町文化むら")
    assert "自転車の教室を開催します" in form.page.input_value("#title")
    assert re.search("午後2時から4時まで、.*大泉町文化むら.*自転車の教室を開催します。", form.text)


@pytest.mark.parametrize(
    ("case", "label", "typed", "line"),
    [
        ("crime/violent-crime", "場所", "駐車場付近で", "地内の駐車場付近で、"),
        ("crime/violent-crime", "起きたこと", "男が切りつけた事件", "男が切りつけた事件が発生"),
        ("crime/violent-crime", "逃げた方向", "北の住宅街へ", "は、北の住宅街へ逃走しています。"),
        ("crime/violent-crime", "逃げた人", "刃物を持った男", "＞＞事件が発生しました。刃物を持った男は、"),
        ("information-request/missing-person", "出かけ方", "徒歩で外出", "から徒歩で外出した＜＜"),
        ("notice/evacuation", "範囲", "半径100メートル以内の方", "半径100メートル以内の方は、"),
        ("information-request/serial-theft", "件数", "3", "事件が3件発生しています。"),
        ("suspicious-person/approach", "言われた言葉", "「車に乗って」と", "から「車に乗って」などと声を"),
        ("traffic/fatal", "事故の形", "女性が普通乗用車にはねられ", "交通事故（女性が普通乗用車にはねられ）が発生し、"),
    ],
)
def test_words_and_sentence_join_whatever_is_typed(form: Form, case: str, label: str, typed: str, line: str) -> None:
    form.page.select_option("#case", case)
    form.page.fill(f"#f-{label}-0", typed)
    if label == "逃げた人":
        form.page.fill("#f-逃げた方向-0", "北の方向")
    assert line in form.text


def test_what_follows_asks_what_the_first_mail_asked(form: Form) -> None:
    """Of a bear nobody is asked to look for a car; whom the mail does not ask for anything the drafter asks himself."""
    for case, asked in (
        (
            "crime/violent-crime",
            ["戸締まりをし、外出を控えてください。", "似た人を見かけたときは、近づかずに110番通報をしてください。"],
        ),
        (
            "information-request/animal-sighting",
            ["見かけたときは、近づかずに建物に入り、110番通報をしてください。"],
        ),
        ("traffic/fatal", []),
    ):
        form.page.select_option("#case", case)
        for way in ("follow-up", "correction"):
            form.page.select_option("#way", way)
            assert form.page.locator("#boxes label").all_inner_texts() == asked


def test_thanks_stand_only_where_the_drafter_ticks_them(form: Form) -> None:
    form.page.select_option("#way", "resolution")
    assert "ご協力" not in form.text
    form.page.tap("text=ご協力ありがとうございました。")
    assert form.text.endswith("\n\n情報をお寄せいただいた皆様、ご協力ありがとうございました。\n")
    form.choose(Situation("information-request", "animal-sighting", "information", FollowKind.RESOLUTION))
    assert "（警戒を解除しました）\n" in form.text
    assert "ご協力" not in form.page.inner_text("#wording")


def test_two_stations_two_towns_and_both_to_be_told(form: Form) -> None:
    form.page.select_option("#unit", "ota")
    form.page.evaluate("document.querySelectorAll('details').forEach(one => one.open = true)")
    form.page.check("[name=station][value=oizumi]")
    form.choose(Situation("information-request", "other", "information"))
    form.page.select_option("#f-市町村-0", "太田市と大泉町")
    assert "\ntitle: 太田市と大泉町内で" in form.text
    assert "太田警察署・大泉警察署に情報をお寄せください。" in form.text
    form.choose(Situation("crime", "theft", "arrest"))
    assert "\n太田警察署は、" in form.text


def test_a_person_with_a_knife_is_looked_for_as_one_who_was_seen(form: Form) -> None:
    form.choose(Situation("suspicious-person", "other", "lookout"))
    assert "urgent" in notes(form)
    assert "刃物を持った人" in form.page.locator("#case option:checked").inner_text()
    for label, typed in (
        ("目撃された人", "包丁のような物を持った男"),
        ("していたこと", "歩いている"),
        ("逃げた方向", "歩いて北の住宅街の方"),
    ):
        form.page.fill(f"#f-{label}-0", typed)
    form.page.select_option("#f-男か女か-0", "男")
    assert "包丁のような物を持った男が歩いているとの通報がありました。" in form.text
    assert "男は、歩いて北の住宅街の方へ立ち去り、まだ見つかっていません。" in form.text
    assert "戸締まりをし、外出を控えてください。" in form.text


def test_a_reload_asks_before_it_loses_what_was_written(form: Form) -> None:
    leaves = "dispatchEvent(new Event('beforeunload', {cancelable: true}))"
    assert form.page.evaluate(leaves) is False
    with shown(form.context.browser) as fresh:  # type: ignore[arg-type]
        assert fresh.page.evaluate(leaves) is True


def test_the_sentence_stands_round_its_hole(form: Form) -> None:
    form.page.fill("#f-逃げた方向-0", "前橋駅で降りて")
    assert form.page.inner_text("#w-逃げた方向") == "行為者は、［前橋駅で降りて］へ逃げました。"
    form.page.select_option("#f-市町村-0", "前橋市")
    form.page.fill("#f-町名-0", "文京町")
    assert form.page.inner_text("#w-場所") == "…、前橋市文京町地内の［　］で、…が、…から…などと声をかけられる事"


def test_every_field_of_the_text_shows_its_sentence(browser: Browser) -> None:
    bare = """all => all.filter(one => !one.querySelector('.frame').offsetParent)
      .filter(one => !one.querySelector('.hint').textContent.endsWith('。')).map(one => one.dataset.label)"""
    with shown(browser) as form:
        for situation in EVERY:
            form.choose(situation)
            assert set(form.page.eval_on_selector_all(".field", bare)) <= {"メールの理由", "事案の名前"}, situation


def test_subject_and_what_is_open_stay_in_sight(form: Form) -> None:
    for place in ("0", "document.body.scrollHeight / 2"):
        form.page.evaluate(f"scrollTo(0, {place})")
        low = form.page.evaluate("document.getElementById('bar').getBoundingClientRect().bottom")
        assert low <= 844
    assert form.page.inner_text("#to-open") == "空いている所：9か所"
    assert form.page.inner_text("#open").endswith("（まだ9か所）")
    form.page.tap("#to-open")
    assert form.page.evaluate("document.activeElement.textContent") == "町名"


def test_the_title_may_be_written_anew_and_is_counted(form: Form) -> None:
    form.page.fill("#title", "文京町の路上、腕をつかまれる")
    assert "\ntitle: 文京町の路上、腕をつかまれる\n" in form.text
    assert form.page.inner_text("#subject") == "【声かけ】前橋：文京町の路上、腕をつかまれる"
    assert form.page.inner_text("#subject b") == "【声かけ】前橋：文京町の路上、腕をつかま"
    assert form.page.inner_text("#long").startswith("14字。")
    form.page.fill("#title", "")
    assert "\ntitle: ＜＜町名＞＞、" in form.text


@pytest.mark.parametrize(
    ("unit", "scope", "town", "title"),
    [
        ("maebashi", [], "前橋市", "岩神町、"),
        ("numata", [], "みなかみ町", "みなかみ町岩神町、"),
        ("maebashi", ["takasaki"], "高崎市", "高崎市岩神町、"),
        ("maebashi", ["prefecture"], "前橋市", "前橋市岩神町、"),
    ],
)
def test_the_municipality_begins_a_title_whose_station_does_not_say_it(
    form: Form, unit: str, scope: list[str], town: str, title: str
) -> None:
    page = form.page
    page.select_option("#unit", unit)
    page.evaluate("document.querySelectorAll('details').forEach(one => one.open = true)")
    for one in scope:
        page.check("#prefecture" if one == "prefecture" else f"[name=station][value={one}]")
    page.select_option("#f-市町村-0", town)
    page.fill("#f-町名-0", "岩神町")
    assert f"\ntitle: {title}" in form.text


@pytest.mark.parametrize(
    "situation", [APPROACH, Situation("traffic", "fatal", "caution"), replace(ROBBERY, content="arrest")]
)
def test_what_is_asked_of_residents_may_be_written_freely(form: Form, situation: Situation) -> None:
    form.choose(situation)
    form.page.fill("#own-act", "明るい道を通ってください")
    assert form.text.endswith("明るい道を通ってください。\n")


def test_no_end_of_another_matter_is_offered(browser: Browser) -> None:
    with shown(browser) as form:
        for situation in EVERY:
            form.choose(replace(situation, follows=FollowKind.RESOLUTION))
            own = situation.category == "suspicious-person" and situation.content != "arrest"
            assert ("指導と警告" in form.page.inner_text("#wording")) is own, situation
        form.choose(replace(MISSING, follows=FollowKind.RESOLUTION))
        assert "無事に見つかりました。" in form.page.inner_text("#fields")


def test_no_label_is_a_key_or_a_bare_question(browser: Browser) -> None:
    with shown(browser) as form:
        for situation in (*EVERY, *(replace(APPROACH, follows=way) for way in FollowKind)):
            form.choose(situation)
            for label in form.page.eval_on_selector_all("label, legend", "all => all.map(one => one.textContent)"):
                assert len(label) > 1, situation
                assert not re.search("[a-z_]{3,}", re.sub("alerts/.*|20261125-1605-koekake|https:[^)]*", "", label)), (
                    label
                )
                assert not re.fullmatch("(?:何|だれ|どなた|いつ)[がをにの]?", label), situation


@pytest.mark.parametrize(
    ("word", "case"), [("痴漢", "suspicious-person/indecent-act"), ("盗撮", "suspicious-person/other")]
)
def test_a_matter_is_found_by_its_everyday_name(form: Form, word: str, case: str) -> None:
    found = form.page.eval_on_selector_all("#case option", "all => all.map(one => [one.textContent, one.value])")
    assert [value for name, value in found if word in name] == [case]
    others = [name for name, value in found if value.endswith("/other")]
    assert len({name.partition("：")[0] for name in others}) == len(others)


def test_candidates_are_of_the_row_s_own_kind(browser: Browser) -> None:
    with shown(browser) as form:
        for situation in EVERY:
            form.choose(situation)
            offered = set(form.page.eval_on_selector_all("#fields option", "all => all.map(one => one.value)"))
            thefts, persons = {"車上ねらい", "空き巣"}, {"下校中の児童", "帰宅途中の女性"}
            assert not offered & thefts or situation.case == "theft", situation
            assert not offered & persons or situation.category == "suspicious-person", situation
            assert ("医療費の還付金をかたる手口" in offered) is (
                situation.case in ("special-fraud", "other")
                and situation.category == "fraud"
                and situation.content == "caution"
            )


def test_every_matter_with_a_suspect_asks_for_man_car_and_direction(browser: Browser) -> None:
    with shown(browser) as form:
        for situation in EVERY:
            if situation.category not in ("suspicious-person", "crime") or situation.content == "arrest":
                continue
            form.choose(situation)
            labels = set(form.page.eval_on_selector_all(".field", "all => all.map(one => one.dataset.label)"))
            assert labels >= {"服装", "乗り物の特徴", "逃げた方向"}, situation
            assert labels & {"人の特徴", "見かけた人の特徴"}, situation
            assert not {"服装", "乗り物の特徴", "逃げた方向", "見かけた人の特徴"} & set(form.open), situation


# --- what follows from a choice ------------------------------------------------------------------------


def test_the_row_stands_beside_the_choice_as_printed(browser: Browser) -> None:
    with shown(browser) as form:
        for row in shipped().policy.table:
            form.page.select_option("#case", f"{row.category}/{next(iter(row.cases))}")
            lines = [line for cell in row.printed for line in cell]
            if row.category == "outside":
                lines.append(OTHER_MEANS)
            assert form.page.inner_text("#printed").split("\n") == [f"別表：{row.name}", *lines]
            marked = form.page.locator("#printed strong").all_inner_texts()[1:]
            assert marked == [line for line in lines if line.startswith("※")]


def test_urgent_matters_and_arrests_say_so(form: Form) -> None:
    for situation, said in (
        (ROBBERY, {"urgent"}),
        (replace(ROBBERY, content="arrest"), {"arrest"}),
        (Situation("crime", "theft", "caution"), set()),
    ):
        form.choose(situation)
        assert notes(form) - {"agree"} == said


def test_outside_the_hours_it_says_when_it_will_arrive(browser: Browser) -> None:
    with shown(browser, now=AT_NIGHT) as form:
        form.choose(ROBBERY)
        assert notes(form) == {"agree", "closed", "urgent"}
        assert (
            form.page.inner_text("#closed")
            == "いまは配信時間（7:00〜20:00）の外です。承認がそろっても、届くのは次の7:00です。"
        )
        form.page.check("[name=waiver][value=delivery-hours]")
        assert "closed" not in notes(form)
        assert "例外の理由" in form.open
        form.page.fill("#why-delivery-hours", REASON)
        assert f"\nwaivers:\n  - {{rule: delivery-hours, reason: {REASON}}}\n---\n" in form.text


def test_an_exercise_says_to_whom_it_goes_and_needs_no_release(form: Form) -> None:
    form.choose(replace(ROBBERY, content="arrest"))
    form.page.check("#exercise")
    form.page.check("[name=waiver][value=delivery-hours]")
    form.page.select_option("#press", "none")
    assert notes(form) == {"agree", "drill"}
    assert "運用総括管理者" in form.page.inner_text("#agree")
    assert "\nexercise: true\n---\n" in form.text
    form.page.uncheck("#exercise")
    assert form.page.input_value("#press") == ""


@pytest.mark.parametrize("state", ["pending", "refused", "nobody"])
def test_without_the_family_s_consent_it_says_what_happens(form: Form, state: str) -> None:
    form.choose(MISSING)
    form.page.select_option("#consent", "given")
    assert "病気や障害のことを本文に書くときは、そのことにも了解を得ます" in form.page.inner_text("#given")
    form.page.select_option("#consent", state)
    assert notes(form) == {"agree", "urgent", state}
    assert f"\nconsent: {{state: {state}}}\n" in form.text


@pytest.mark.parametrize(
    ("fill", "line", "said"),
    [
        ({}, "press: ＜＜報道発表＞＞", set()),
        ({"press": "undecided"}, "press: undecided", {"undecided"}),
        ({"press": "not-yet"}, "press: {consistent: not-yet}", {"unwritten"}),
        (
            {"press": "no", "press-at": "2026-11-25T17:00"},
            "press: {at: 2026-11-25T17:00+09:00, consistent: no}",
            {"differs"},
        ),
        ({"press": "yes", "press-by": "on"}, "press: {by: unit, consistent: yes}", set()),
    ],
)
def test_the_ways_of_a_press_release(form: Form, fill: dict[str, str], line: str, said: set[str]) -> None:
    for field, value in fill.items():
        if field == "press":
            form.page.select_option("#press", value)
        elif value == "on":
            form.page.check(f"#{field}")
        else:
            form.page.fill(f"#{field}", value)
    assert f"\n{line}\n" in form.text
    assert notes(form) == {"agree"} | said


def test_a_time_ahead_is_told(form: Form) -> None:
    form.page.fill("#recognized", "2026-11-25T16:41")
    assert notes(form) == {"agree", "ahead"}
    form.page.fill("#recognized", "2026-11-25T16:40")
    assert notes(form) == {"agree"}


@pytest.mark.parametrize(
    ("label", "typed", "said"),
    [
        ("日時", "2026-11-25T15:41", "認知した日時より後です。どちらかを直してください。"),
        ("日時", "2026-11-25T15:40", ""),
        ("日時", "2026-11-25T16:41", "いまより先の時刻です。見直してください。"),
        (
            "先のメールを配信した日時",
            "2026-11-25T16:04",
            "先のメールの番号の時刻より前です。事案の時刻ではなく、メールを配信した時刻を書いてください。",
        ),
        ("先のメールを配信した日時", "2026-11-25T16:05", ""),
    ],
)
def test_a_time_that_cannot_be_is_told_at_once(form: Form, label: str, typed: str, said: str) -> None:
    form.page.fill("#recognized", "2026-11-25T15:40")
    if label != "日時":
        form.page.select_option("#way", "follow-up")
        form.page.fill("#alert", "20261125-1605-koekake")
    form.page.fill(f"#f-{label}-0", typed)
    assert form.page.inner_text(f"#l-{label}") == said


@pytest.mark.parametrize(
    ("now", "morning"),
    [(AT_NIGHT, "2026-11-26T07:00"), (NOW.replace(hour=2, minute=20), "2026-11-25T07:00")],
)
def test_an_urgent_matter_may_be_said_to_wait_for_the_morning(browser: Browser, now: datetime, morning: str) -> None:
    with shown(browser, now=now) as form:
        each = chosen(ROBBERY)
        form.drive([each])
        form.page.fill("#recognized", f"{now:%Y-%m-%dT%H:%M}")
        form.page.fill("#f-日時-0", f"{now:%Y-%m-%dT%H:%M}")
        path = form.page.inner_text("#path")
        assert [one.split()[1] for one in findings(path, form.text)] == ["urgent-hours:"]
        form.page.tap("#morning")
        assert f"\nnot_before: {morning}+09:00\n" in form.text
        assert findings(path, form.text) == []
        assert not form.page.is_visible("#morning")


def test_undecided_and_urgent_says_what_to_choose_instead(form: Form) -> None:
    form.page.select_option("#press", "undecided")
    assert not form.page.is_visible("#deciding")
    form.choose(ROBBERY)
    assert "「発表する：発表文はまだない」を選ぶと" in form.page.inner_text("#deciding")


def test_an_exercise_asks_for_no_call_and_shows_its_mark(form: Form) -> None:
    form.page.check("#exercise")
    unticked = form.page.eval_on_selector_all(
        "#boxes label:has(:not(:checked))", "all => all.map(one => one.textContent)"
    )
    assert unticked == ["似た人を見かけたときは、近づかずに110番通報をしてください。"]
    assert form.page.inner_text("#subject").startswith("【訓練】【声かけ】前橋：")
    assert "【訓練】これは訓練のメールです。" in form.page.inner_text("#drill")
    assert form.text.endswith("訓練のため、110番通報はしないでください。\n")


def test_what_is_disclosed_and_waits_stands_in_the_file(form: Form) -> None:
    form.page.check("#disclose")
    form.page.select_option("#ground", "hit-and-run")
    form.page.fill("#later", "2026-11-26T09:00")
    assert (
        "\ndisclose: [{text: ＜＜載せる文字＞＞, ground: hit-and-run}]\nnot_before: 2026-11-26T09:00+09:00\n---\n"
        in form.text
    )


def test_an_arrest_cannot_be_told_to_have_no_release(form: Form) -> None:
    form.page.select_option("#press", "none")
    form.choose(replace(ROBBERY, content="arrest"))
    assert form.page.input_value("#press") == ""
    left = form.page.eval_on_selector_all("#press option:enabled", "all => all.map(one => one.value)")
    assert left == ["", "undecided", "yes", "no", "not-yet"]


@pytest.mark.parametrize("way", [FollowKind.RESOLUTION, FollowKind.CANCELLATION])
def test_once_the_missing_are_found_no_family_is_asked(form: Form, way: FollowKind) -> None:
    form.choose(replace(MISSING, follows=way))
    assert not form.page.is_visible("#consent")
    assert "consent" not in form.text


def test_a_section_the_whole_prefecture_and_another_unit(form: Form) -> None:
    page = form.page
    page.select_option("#unit", "seian-kikaku")
    assert page.url.endswith("#seian-kikaku")
    assert "\nscope: ＜＜配信範囲＞＞\n" in form.text
    page.check("#prefecture")
    assert "\nscope: prefecture\n" in form.text
    page.select_option("#unit", "ota")
    assert "\nscope: [ota]\n" in form.text
    assert page.eval_on_selector_all("#f-市町村-0 option", "all => all.map(one => one.value)") == ["", "太田市"]


# --- the mail that went ----------------------------------------------------------------------------------


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
    assert "\nfollows: {alert: 20261125-1605-koekake, as: correction}\n" in form.text
    assert not form.page.is_visible("#unread")
    form.page.fill("#alert", "声かけのメール")
    assert form.page.is_visible("#unread")


def test_the_time_of_the_file_is_that_of_the_click_in_japan(form: Form) -> None:
    form.page.clock.set_fixed_time(NOW.replace(day=26, hour=0, minute=3))
    with form.context.expect_page() as popup:
        form.page.click("#open")
    popup.value.wait_for_load_state()
    assert opened(form.asked[-1]) == "alerts/maebashi/2026/20261126-0003-approach-maebashi.md"
    assert form.page.input_value("#recognized") == "2026-11-25T16:40"


def test_a_mail_that_went_begins_what_follows_it(browser: Browser) -> None:
    """By the link of its comment: what it told is filled in, the address forgets it, and the file has no finding."""
    begin = (
        "unit=maebashi&alert=20261125-1605-koekake&way=follow-up&sent=2026-11-25T16%3A26&scope=maebashi%2Ctakasaki"
        "&case=suspicious-person%2Fapproach&content=caution&title=%E6%96%87%E4%BA%AC%E7%94%BA2%E4%B8%81%E7%9B%AE"
        "&place=%E5%89%8D%E6%A9%8B%E5%B8%82%E6%96%87%E4%BA%AC%E7%94%BA"
    )
    with shown(browser, begin=begin) as form:
        assert form.page.url.endswith("kian.html#maebashi")
        assert "\ntitle: 文京町2丁目（＜＜新しいこと＞＞）\n" in form.text
        assert "\nscope: [maebashi, takasaki]\n" in form.text
        assert "follows: {alert: 20261125-1605-koekake, as: follow-up, necessity: ＜＜続報の理由＞＞}\n" in form.text
        assert "---\n11月25日（水）午後4時26分ころに配信した、前橋市文京町での声かけ事案について、" in form.text
        assert form.open == ["新しいこと", "報道発表", "続報の理由", "新しく分かったこと"]
        assert form.text.endswith(
            "\n\n知らない人に誘われてもついて行かないよう、お子さんに伝えてください。"
            "似た人を見かけたときは、近づかずに110番通報をしてください。\n"
        )
        form.page.select_option("#way", "correction")
        assert form.open == ["誤った項目", "報道発表", "誤り", "正しいこと"]
        assert form.page.locator("#case option:enabled").evaluate_all("all => all.map(one => one.value)") == [
            "",
            *(f"suspicious-person/{case}" for case in ("stalking", "approach", "exposure", "indecent-act", "other")),
        ]


def test_of_a_stopped_mail_the_standing_text_begins(browser: Browser) -> None:
    """Time, scope and category are taken over; only the release is left to be chosen."""
    begin = (
        "unit=maebashi&alert=20261125-1605-koekake&way=correction&sent=2026-11-25T16%3A26&scope=maebashi"
        "&case=suspicious-person%2F&stopped=1&title=leak&place=leak"
    )
    with shown(browser, begin=begin) as form:
        form.page.select_option("#case", "suspicious-person/approach")
        form.page.select_option("#press", "none")
        assert form.open == []
        assert "leak" not in form.text
        head, _, body = form.text.rpartition("---\n")
        assert "\ntitle: 11月25日（水）午後4時26分ころに配信したメールは、削除してください\n" in head
        assert body == (
            shipped().wording.texts["leak-correction"]
            + "\n対象は、11月25日（水）午後4時26分ころに配信したメールです。\n"
        )
        assert findings(form.page.inner_text("#path"), form.text) == []


# --- how it looks ------------------------------------------------------------------------------------------


@pytest.mark.parametrize("secure", [True, False], ids=["by the page", "by the clipboard"])
def test_one_tap_copies_and_opens(form: Form, secure: bool) -> None:
    if secure:
        form.page.evaluate("Object.defineProperty(navigator, 'clipboard', {value: undefined})")
    else:
        form.page.evaluate("document.execCommand = () => false")
    with form.context.expect_page() as popup:
        form.page.click("#open")
    popup.value.wait_for_load_state()
    assert len(form.asked) == 1
    fresh = form.context.new_page()
    fresh.goto(page_file().as_uri())
    assert fresh.evaluate("navigator.clipboard.readText()") == form.text


def test_without_script_two_sentences_say_what_to_do(browser: Browser) -> None:
    with shown(browser, script=False) as form:
        assert not form.page.is_visible("#form")
        assert form.page.inner_text("noscript").strip() == (
            "このページは、スクリプトが動くブラウザーで開いてください。"
            "動かないときは、手引き（README.ja.md）の「起案のページが使えないとき」のとおりに、見本を写して書きます。"
        )


@pytest.mark.parametrize("width", WIDTHS)
def test_it_fits_every_screen(browser: Browser, width: int) -> None:
    with shown(browser, width=width) as form:
        for situation in (
            MISSING,
            Situation("traffic-regulation", "event", "regulation"),
            Situation("suspicious-person", "approach", "sighting"),
        ):
            form.choose(situation)
            form.page.select_option("#press", "yes")
            form.page.check("#disclose")
            form.page.evaluate("document.querySelectorAll('details').forEach(one => one.open = true)")
            measured = form.page.evaluate(MEASURE)
            assert measured == {"page": min(measured["page"], 0), "smallest": max(measured["smallest"], 16), "low": []}


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing(form: Form, scheme: str) -> None:
    form.page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
    for situation in (MISSING, Situation("suspicious-person", "approach", "sighting")):
        form.choose(situation)
        form.page.select_option("#press", "yes")
        form.page.check("#disclose")
        form.page.check("[name=waiver][value=delivery-hours]")
        if situation == MISSING:
            form.page.select_option("#consent", "given+named")
        form.page.evaluate("document.querySelectorAll('details').forEach(one => one.open = true)")
        assert violations(form.page) == []


def violations(page: Page) -> list[tuple[str, list[str]]]:
    page.evaluate(
        "document.getElementById('bar').style.position = 'static'"
    )  # axe tells no contrast of what lies over something else
    found = Axe().run(page, options={"resultTypes": ["violations", "incomplete"]}).response
    assert found["passes"]
    unclear = [one for one in found["incomplete"] if one["id"] == "color-contrast"]
    return [(one["id"], [node["html"] for node in one["nodes"]]) for one in found["violations"] + unclear]


def test_axe_would_find_something(form: Form) -> None:
    form.page.evaluate("document.querySelector('label[for=unit]').remove()")
    assert [rule for rule, _ in violations(form.page)] == ["select-name"]
