"""Everything that the table allows, written at the page by its controls with the examples: no file has a finding."""

from __future__ import annotations

import re
from itertools import groupby, product

import pytest
from playwright.sync_api import Browser

from haishin.check import document
from haishin.consult.consultation.requirements import due
from haishin.core.model import Alert, Change, FollowKind, History
from haishin.core.model import Case as Known
from haishin.message.subject import subject
from haishin.office.drafting import Situation, agreeing, draft
from support.contract import shipped
from support.drafts import EVERY, NOW, completed, examples, findings
from support.form import AT_NIGHT, DAY, chosen, opened, shown
from support.shares import share

MAEBASHI = shipped().organization.units["maebashi"]
SCOPES: list[str | list[str] | None] = [
    None,
    ["maebashi", "takasaki"],
    ["maebashi", "takasaki", "ota"],
    "prefecture",
]
BY_CASE = [list(rows) for _, rows in groupby(EVERY, lambda one: (one.category, one.case))]
FOLLOWING = [
    Situation("suspicious-person", "approach", content, way) for way in FollowKind for content in ("caution", "arrest")
]


def named(rows: list[Situation]) -> str:
    return f"{rows[0].category}-{rows[0].case}"


def read(written: dict[str, str]) -> Alert:
    """The alert of what the page wrote."""
    alert = document.read(written["path"], written["text"].encode(), shipped()).alert
    assert alert is not None
    return alert


def usual(situation: Situation) -> str:
    """The draft of the terminal with the same answers, without its help."""
    arrest = situation.content == "arrest"
    given = {
        "recognized_at": f"{DAY['recognized']}+09:00",
        "press": f"{{at: {DAY['press-at']}+09:00, consistent: yes}}" if arrest else "none",
        "consent": f"{{state: given, by: 長男, at: {DAY['consent-at']}+09:00}}",
        "expires_at": "2026-11-29T15:00+09:00",
        "alert": "20261125-1605-koekake",
    }
    text = completed(draft(shipped(), MAEBASHI, situation, given), situation)
    return re.sub(r"(?m)^([a-z_]+: .*?) # .*$", r"\1", text)


@pytest.mark.parametrize("night", [False, True], ids=["day", "night"])
@pytest.mark.parametrize("rows", BY_CASE, ids=named)
def test_every_row_content_scope_and_exercise_is_without_a_finding(
    browser: Browser, rows: list[Situation], night: bool
) -> None:
    asked = share(list(product(rows, SCOPES, (False, True))), 7, BY_CASE.index(rows) + night)
    with shown(browser, now=AT_NIGHT if night else NOW) as form:
        made = form.drive([chosen(one, scope=scope, night=night, exercise=drill) for one, scope, drill in asked])
    for one, written in zip(asked, made, strict=True):
        drill = one[2]
        assert written["left"] == "空いている所は、ありません。", one
        assert findings(written["path"], written["text"]) == [], one
        assert written["subject"] == subject(read(written), shipped()), one
        assert drill is ("訓練のため、110番通報はしないでください。" in written["text"]), one
        chosen_by_hand = "|".join(map(re.escape, sorted(examples(one[0]).values(), key=len, reverse=True)))
        assert not (drill and re.search("110番(?:通報を|又は)", re.sub(chosen_by_hand, "", written["text"]))), one
        assert opened(written["href"]) == written["path"], one


@pytest.mark.parametrize("night", [False, True], ids=["day", "night"])
def test_every_way_to_follow_and_the_arrest_after_a_lookout_is_without_a_finding(browser: Browser, night: bool) -> None:
    with shown(browser, now=AT_NIGHT if night else NOW) as form:
        made = form.drive([chosen(one, night=night) for one in FOLLOWING])
    for one, written in zip(FOLLOWING, made, strict=True):
        assert written["left"] == "空いている所は、ありません。", one
        assert findings(written["path"], written["text"]) == [], one
        assert written["subject"] == subject(read(written), shipped()), one
        assert ("逮捕しました" in written["text"]) is (
            one.content == "arrest" and one.follows in (FollowKind.FOLLOW_UP, FollowKind.RESOLUTION)
        )


def test_page_and_terminal_make_the_same_text(browser: Browser) -> None:
    every = [*EVERY, *FOLLOWING]
    with shown(browser) as form:
        made = form.drive([chosen(one) for one in every])
    assert [written["text"] for written in made] == [usual(one) for one in every]


def test_the_first_twenty_signs_of_a_subject_tell_what_and_where() -> None:
    """R1: a label of its own and the place, or a general label and the beginning of the matter behind the place."""
    general = ("お知らせ", "注意喚起", "事件", "交通", "不審者", "詐欺に注意", "情報提供", "防犯")
    places = ("市町村", "町名", "場所", "道路", "盗まれた場所", "月日と曜日", "所属")
    for situation in EVERY:
        alert = document.read("alerts/maebashi/2026/20261125-1640-a.md", usual(situation).encode(), shipped()).alert
        assert alert is not None
        shown = subject(alert, shipped())[:20]
        label, _, rest = shown.rpartition("】")
        assert label, shown
        assert re.match(r"前橋：\w{2}", rest), shown
        if label.removeprefix("【") in general:
            told = [words for one, words in examples(situation).items() if one.strip("＜＞") not in places]
            assert [words for words in told if words[:5] in rest], shown


def test_the_page_says_who_must_agree_as_the_rules_do(browser: Browser) -> None:
    """Each kind of unit, row, kind of scope and waiver: what the page shows, beside the file read back and asked."""
    contract = shipped()
    units = ("maebashi", "numata", "koho-kocho", "jinshin-anzen", "kotsu-kidotai")
    asked = [
        chosen(one, unit=unit, scope=scope, exercise=drill) | {"bare": True}
        for unit in units
        for one in EVERY
        for scope, drill in zip((*SCOPES, *SCOPES), (False, True) * 4, strict=True)
        if scope is not None or unit in contract.organization.stations
    ]
    for each in asked[::2]:
        each["ticks"] = [*each["ticks"], "[name=waiver][value=delivery-hours]"]
    asked = share(asked, 11)
    with shown(browser) as form:
        made = form.drive(asked)
    for each, written in zip(asked, made, strict=True):
        text = re.sub("＜＜[^＜＞]+＞＞", "前橋", written["text"])
        alert = document.read(written["path"], text.encode(), contract).alert
        assert alert is not None, text
        assert written["agree"] == agreeing.said(agreeing.agreeing(alert, contract), {}, contract), each


@pytest.mark.parametrize("state", ["pending", "nobody", "refused"])
def test_who_must_agree_where_the_family_did_not(browser: Browser, state: str) -> None:
    situation = Situation("information-request", "missing-person", "lookout")
    each = chosen(situation)
    each["items"] |= {"consent": state, "why-consent": "生命に危険があるため"}
    each["ticks"] = ["[name=waiver][value=consent]"]
    with shown(browser) as form:
        (written,) = form.drive([each])
    assert findings(written["path"], written["text"]) == []
    alert = document.read(written["path"], written["text"].encode(), shipped()).alert
    assert alert is not None
    assert written["agree"] == agreeing.said(agreeing.agreeing(alert, shipped()), {}, shipped())
    assert ("運用総括管理者" in written["agree"]) is (state == "refused")


def test_no_station_differs_from_another_in_who_must_agree() -> None:
    """The table asks for the first station alone."""
    contract = shipped()
    for situation in EVERY:
        said = set()
        for unit in map(contract.organization.units.__getitem__, contract.organization.stations):
            for scope in agreeing.scopes(unit, contract)[:1] + agreeing.scopes(unit, contract)[2:]:
                alert = agreeing.alert(unit.id, scope, situation, True, False, False, agreeing.CONSENT[0][1])
                said.add(
                    (
                        scope.prefecture,
                        len(scope.stations),
                        agreeing.said(agreeing.agreeing(alert, contract), {unit.id: ""}, contract),
                    )
                )
        assert len(said) == 3, situation


def test_what_the_notes_say_of_the_supervisor_is_what_the_rules_ask() -> None:
    """A text that differs from the release, and what is disclosed: named by a note, not by the table."""
    contract = shipped()
    text = usual(EVERY[0]).encode()
    path = "alerts/maebashi/2026/20261125-1640-a.md"
    for old, new in (
        ("press: none", "press: {consistent: no}"),
        ("---\n1", "disclose: [{text: a, ground: public-wanted}]\n---\n1"),
    ):
        alert = document.read(path, text.replace(old.encode(), new.encode(), 1), contract).alert
        assert alert is not None
        before = [one for one in due(Known(alert, Change.ADDED, (), None, History()), contract) if one.mode == "before"]
        assert [one.any_of[0].role for one in before] == ["manager", "supervisor"]
