from __future__ import annotations

import pytest

from haishin.check.document.sample import changed
from haishin.check.reading import Writing
from haishin.check.rules.special_care import look
from haishin.core.model import Severity
from support.contract import shipped
from support.documents import findings, said
from support.wording import found

CHILD = "下校中の児童が"
SOUGHT = (
    changed("下校中の児童が男に声をかけられる事案", "認知症の男性の行方が分からなくなる事案")
    .replace(
        "suspicious-person\ncase: approach\ncontent: caution",
        "information-request\ncase: missing-person\ncontent: lookout",
    )
    .replace("press: none", "press: none\n{}")
)


def told(text: str) -> list[tuple[int, int]]:
    return [(one.span.line, one.span.column) for one in findings(text) if one.rule == "special-care"]


def test_place_and_words() -> None:
    one, *rest = (one for one in findings(changed(CHILD, "妊娠中の女性が")) if one.rule == "special-care")
    assert not rest
    assert said((one,)) == [
        (
            10,
            33,
            10,
            35,
            "被害に遭った方や行方不明の方の、病気、障害、妊娠、通院などの記載かもしれません:**",
            "This may tell of a victim's or missing person's illness, disability, pregnancy or care: **",
        )
    ]
    assert (one.severity, one.private, one.clause) == (Severity.WARNING, True, "5(4)")


@pytest.mark.parametrize(
    ("text", "stretches"),
    [
        ("女性は前橋赤十字病院に搬送されました。", ["病院に"]),
        ("被害者は県立心臓血管センター病院へ入院中です。", ["病院へ", "入院"]),
        ("妊娠中の女性が、男に突き飛ばされました。", ["妊娠"]),
        ("女児は、群馬中央病院に運ばれ、手当てを受けています。", ["病院に"]),
        ("女性が押され、前橋クリニックで手当てを受けました。", ["クリニックで"]),
        ("男性は認知症があり、家に帰れないことがあります。", ["認知症"]),
        ("糖尿病の80歳代の男性が行方不明です。", ["糖尿病"]),
        ("男が、知的障害のある女児に声をかけました。", ["障害"]),
        ("被害者は、うつ病で通院中でした。", ["うつ病", "通院"]),
        ("右耳に補聴器を着けた女性を捜しています。", ["補聴器"]),
        ("女性が男に押され、転倒しました。妊娠中でした。", ["妊娠"]),
        ("男に殴られた男性には、前科がありました。", ["前科"]),
        ("イスラム教の信者の女性が、男に暴言を吐かれました。", ["信者"]),
        ("目の不自由な男性が、ひったくりの被害に遭いました。", ["不自由"]),
        ("外国籍の女性が、男につきまとわれました。", ["外国籍"]),
        ("女児は発達障害があり、特別支援学級に在籍しています。", ["障害"]),
    ],
)
def test_what_is_told_of_a_victim_or_a_missing_person(text: str, stretches: list[str]) -> None:
    assert found("special-care", text) == stretches


@pytest.mark.parametrize(
    "text",
    [
        # an offender, and what is seen of him
        "男は、統合失調症とみられ、大声を出しています。",
        "男は足を引きずっていました。男は左足が不自由なようでした。",
        "男の特徴:40歳代、補聴器",
        "ベトナム国籍の男が、女性に声をかけました。",
        # readers and advice
        "熱中症に注意してください。",
        "発熱の方は、来署をお控えください。",
        "インフルエンザが流行しています。手洗いをしましょう。",
        "持病のある方や妊婦の方は、早めに避難してください。",
        "認知症の方の見守りに御協力ください。",
        "高齢者は熱中症に気を付けましょう。",
        "犯人は、認知症の高齢者を狙います。",
        "認知症サポーター講座を開きます。",
        # a hospital as a place, or any hospital
        "病院の駐車場で、女性が男に声をかけられました。",
        "女性は病院に搬送されました。",
        "女性は重症で、女児は軽症です。",
        "女性は市内の病院に搬送され、死亡が確認されました。",
        "女性は救急病院に搬送されました。",
        "前橋赤十字病院前の路上で、女性が男につきまとわれました。",
        "前橋赤十字病院に勤務する女性が声をかけられました。",
        "病院に入ろうとした女性が、男に腕をつかまれました。",
        # a swindler
        "息子を名乗る男が「がんになった」と女性に電話をかけました。",
        "孫を名乗る男から、病気の治療費が必要だと言われた女性が現金を渡しました。",
        "新型コロナウイルス感染症に関する給付金をかたる詐欺です。",
        "女性がスマートフォンのウイルスに感染したと表示されました。",
        # what the table asks for, and what is no more than seen
        "男性は腰の骨を折る重傷です。男性が意識不明の重体です。",
        "つえを使った女性、車椅子の女性を捜しています。",
        "障害物に衝突した車から、男性が救助されました。",
    ],
)
def test_near_misses(text: str) -> None:
    assert found("special-care", text) == []


@pytest.mark.parametrize(
    ("items", "places"),
    [
        ("consent: {state: given, by: 長男, at: 2026-11-25T18:10+09:00}", []),
        ("consent: {state: pending}\nwaivers: [{rule: consent, reason: 氷点下のため}]", []),
        ("consent: {state: pending}", [(11, 33)]),
        ("consent: {state: nobody}", [(11, 33)]),
    ],
)
def test_what_a_search_needs_rests_on_the_consent(items: str, places: list[tuple[int, int]]) -> None:
    text = SOUGHT.format(items)
    assert told(text) == places


def test_the_consent_covers_no_record_and_no_creed() -> None:
    text = SOUGHT.format("consent: {state: given, by: 長男, at: 2026-11-25T18:10+09:00}")
    assert len(told(text.replace("認知症の男性", "前科のある男性"))) == 1


def test_another_case_rests_on_no_consent() -> None:
    given = "press: none\nconsent: {state: given, by: 長男, at: 2026-11-25T18:10+09:00}"
    assert len(told(changed(CHILD, "認知症の女性が").replace("press: none", given))) == 1


def test_where_consent_is_said_to_be_given_a_scan_lets_health_pass() -> None:
    mail = Writing("", "認知症の女性を捜しています。前科のある男性です。", agreed=True)
    assert [one.key for one in look(mail, shipped())] == ["life"]


def test_a_reason_answers_it() -> None:
    text = changed(CHILD, "妊娠中の女性が")
    (one,) = (one for one in findings(text) if one.rule == "special-care")
    answered = text.replace(
        "press: none",
        f"press: none\nconfirmed: [{{rule: special-care, mark: {one.mark}, reason: 座席の譲り合いの呼び掛けのため}}]",
    )
    (one,) = (one for one in findings(answered) if one.rule == "special-care")
    assert (one.severity, one.confirmed) == (Severity.NOTE, True)
