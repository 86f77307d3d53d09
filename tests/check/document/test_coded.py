"""The closed lists in Japanese: word for word the code that it names; anything else is as before."""

from __future__ import annotations

import pytest

from haishin.check.document import read
from haishin.check.document.sample import PATH, SAMPLE, changed
from haishin.core.model import Alert, ConsentState, FollowKind, PressKind, Scope, Severity
from support.contract import of_a_fu
from support.review import contract

MISSING = "category: 情報提供依頼・防犯情報\ncase: 高齢者等の未帰宅手配\ncontent: 手配"
PLAIN = "category: suspicious-person\ncase: approach\ncontent: caution"


def alert(text: str) -> Alert:
    document = read(PATH, text.encode(), contract())
    assert [finding for finding in document.findings if finding.severity is Severity.ERROR] == []
    assert document.alert is not None
    return document.alert


def test_the_row_of_the_table() -> None:
    written = alert(SAMPLE.replace(PLAIN, "category: 不審者情報\ncase: 声かけ事案\ncontent: 注意喚起"))
    assert written == alert(SAMPLE)
    missing = alert(SAMPLE.replace(PLAIN, MISSING).replace("press: none", "press: なし\nconsent: {state: 確認中}"))
    assert (missing.category, missing.case, missing.content) == ("information-request", "missing-person", "lookout")
    assert missing.consent is not None
    assert missing.consent.state is ConsentState.PENDING


@pytest.mark.parametrize(
    ("scope", "meant"),
    [
        ("全県", Scope(True)),
        ("[前橋警察署]", Scope(False, ("maebashi",))),
        ("[太田警察署, maebashi]", Scope(False, ("maebashi", "ota"))),
    ],
)
def test_the_scope(scope: str, meant: Scope) -> None:
    assert alert(changed("[maebashi]", scope)).scope == meant


@pytest.mark.parametrize(("scope", "meant"), [("府内全域", Scope(True)), ("全県", Scope(True)), ("府内", None)])
def test_all_areas_in_the_force_s_own_word(scope: str, meant: Scope | None) -> None:
    found = read(PATH, changed("[maebashi]", scope).encode(), of_a_fu())
    assert (found.alert.scope if found.alert is not None and not found.findings else None) == meant
    assert read(PATH, changed("[maebashi]", "府内全域").encode(), contract()).findings != ()


@pytest.mark.parametrize(
    ("word", "meant"),
    [
        ("続報", "follow-up"),
        ("訂正", "correction"),
        ("解決", "resolution"),
        ("解除", "resolution"),
        ("取消", "cancellation"),
    ],
)
def test_what_it_follows(word: str, meant: str) -> None:
    follows = alert(changed("press: none", f"press: none\nfollows: {{alert: 20261124-0910-mike, as: {word}}}")).follows
    assert follows is not None
    assert follows.kind is FollowKind(meant)


@pytest.mark.parametrize(("word", "meant"), [("一致", "yes"), ("相違", "no"), ("まだない", "not-yet")])
def test_the_press_release(word: str, meant: str) -> None:
    press = alert(changed("press: none", f"press: {{by: 所属, consistent: {word}}}")).press
    assert (press.kind, press.by_unit, press.consistent) == (PressKind.RELEASE, True, meant)
    assert alert(changed("press: none", "press: 未定")).press.kind is PressKind.UNDECIDED


def test_waivers_exercise_and_whom_to_consult() -> None:
    more = "press: none\nexercise: 訓練\nwaivers: [{rule: 配信時間, reason: 急ぐため}]"
    more += "\nconsult: [運用総括管理者, 人身安全対策課]"
    written = alert(changed("press: none", more))
    assert written.exercise
    assert [waiver.rule for waiver in written.waivers] == ["delivery-hours"]
    assert written.consult == ("supervisor", "jinshin-anzen")


@pytest.mark.parametrize(
    ("item", "word"),
    [
        ("category: suspicious-person", "category: 不審者"),
        ("case: approach", "case: 声かけ"),
        ("case: approach", "case: 高齢者等の未帰宅手配"),  # of another row
        ("content: caution", "content: 規制"),
        ("scope: [maebashi]", "scope: 前橋警察署"),
        ("scope: [maebashi]", "scope: [全県]"),
        ("press: none", "press: あり"),
        ("press: none", "press: none\nexercise: はい"),
        ("press: none", "press: none\nconsent: {state: 了解}"),
    ],
)
def test_no_other_word_is_taken_for_a_code(item: str, word: str) -> None:
    document = read(PATH, changed(item, word).encode(), contract())
    assert [finding.severity for finding in document.findings] == [Severity.ERROR]


def test_prose_is_never_a_code() -> None:
    assert alert(changed("press: none", "press: none\nwhy_late: 訓練")).why_late == "訓練"
    assert alert(SAMPLE.replace("title: 下校中の児童に対する声かけ事案の発生", "title: 全県")).title == "全県"
