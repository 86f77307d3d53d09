"""A named school beside a grade or class, in every order and spelling; and mails that name schools otherwise."""

from __future__ import annotations

import pytest

from support.privacy import found, kinds, scan

LEAKS = [
    # In full, with what stands between.
    "被害児童は«東ヶ丘小学校に通う８歳の女児（２年生»）です。",
    "被害者は«城南中の生徒（14歳、２年生»）です。",
    "けがをしたのは«県立榛名養護学校中学部の２年生»です。",
    "襲われたのは«太田市立北の杜学園の７年生»です。",
    "«ゆめの木児童クラブの小１»が、蹴られてけがをしました。",
    "連れ去られそうになった子は、«北部保育所の５才児クラス»。",
    "«わかくさ園の年長児»が手を引かれました。",
    # In short.
    "被害者は«けやき坂小５»の女の子。",
    "盗撮されたのは«太田商業の１年生»です。",
    "触られたのは«利根実業高２年»の女子です。",
    "声をかけられたのは«きた小の2-1»の子です。",
    "突き飛ばされたのは«東小の４の２»の男の子です。",
    "被害者は、«二の丸中に通う中学２年»の男子です。",
    # Label form, and a second sentence that only tells the grade.
    "学校名：«渋川東小学校\n学年：３年»\n被害：声かけ",
    "通学先：«みやま中央中　学年：２»\n被害：触られる",
    "被害者は«箕輪東小の女児。３年生»です。",
    "在籍校は«渋川北高校。学年は１年»です。女子生徒が触られました。",
    # The grade first.
    "«6年2組（大間々東小»）の女児が触られました。",
    "«すみれ組（すずらん幼稚園»）の女の子が声を掛けられました。",
    "殴られたのは«前橋南里高サッカー部の2年»の男子です。",
    # Any sign between, one letter a line.
    "声をかけられたのは«若竹小★5年»です。",
    "触られたのは«若竹小【4年1組»】の子です。",
    "けがをしたのは«若\n竹\n小\n4\n年»の子です。",
    "けがをしたのは«若竹小の4\n年生»です。",
    "«わ・か・た・け・小の三年»の子が蹴られました。",
]
CLEAN = [
    "下校中の小学４年生の女児が、南小学校の校門前で声をかけられました。",
    "場所：高崎市の岩鼻小学校西側\n被害者：小学３年の女児",
    "公園で遊んでいた小１の女児が、男に腕をつかまれました。",
    "学習塾に通う中３の女子が盗撮されました。",
    "市内の同じ中学校に通う２年の女子生徒２人が声をかけられました。",
    "歩行中の中学１年の男子生徒がはねられ、意識不明です。",
    "帰宅途中の小５の男児が声をかけられました。",
    "片品小学校で３年１組の担任をしていた教諭を逮捕しました。",
    "南小学校では、不審者を想定した訓練を４年生と行いました。",
    "西中学校の２年生が職業体験で警察署を訪れ、不審者への対応を学びました。",
    "懲役３年の判決。男は東小学校前で逮捕されました。",
    "大胡小学校南側の市道で、３年ぶりの死亡事故です。",
    "最高３年の懲役です。被害者の会が会見しました。",
    "公園の２組の親子に男が声をかけました。",
    "男は「何小の何年」と聞きました。女児にけがはありません。",
    "県立高校の３年生が盗撮の疑いで逮捕されました。",
    "動物園で年長の男児が迷子になり、保護されました。",
]

# The child of a named school, without grade or class.
BOUND = [
    "«文京小学校から下校中の児童»が男に声をかけられました。",
    "«前橋市立文京小学校の児童»が男に声をかけられました。",
    "下校中の«文京小学校の児童»が男に声をかけられました。",
    "«文京小学校から下校中の３年生の女子»児童が声をかけられました。",
    "«第一小学校の児童»が下校中、つきまとわれました。",
    "声をかけられたのは、«文京小学校を下校した女児»です。",
    "«文京小学校に通う９歳の女児»が声をかけられました。",
    "被害に遭った«児童は、文京小学校»に通っています。",
    "«女児（文京小学校»）が声をかけられました。",
    "«文京小の児童»が声をかけられました。",
]
PLACES = [
    "文京小学校付近の路上で、下校中の児童が声をかけられました。",
    "文京小学校の東側の路上で、児童が声をかけられました。",
    "文京小学校から約100メートルの路上で、下校中の児童が声をかけられました。",
    "児童は文京小学校の正門前で声をかけられました。",
    "文京小学校の児童の通学路で、不審な男が目撃されました。",
    "文京小学校の児童の皆さんは、不審者に注意してください。",
    "文京小学校の女児が、財布を届けてくれました。",
    "文京小学校の児童館で、男児が声をかけられました。",
    "文京小学校では、児童が不審者への対応を学びました。",
    "前橋高校の学生服を着た男が、女性の体を触りました。",
    "市内の小学校に通う女児が声をかけられました。",
    "遠足中の児童が声をかけられました。",
    "身長の高い男子が女児に声をかけました。",
]


@pytest.mark.parametrize("marked", BOUND)
def test_a_child_of_a_named_school_is_found(marked: str) -> None:
    start, end = marked.index("«"), marked.index("»")
    text = marked.replace("«", "").replace("»", "")
    assert found(text, category="suspicious-person") == [("school_victim", marked[start + 1 : end])]
    (one,) = scan(text, category="suspicious-person")
    assert one.severity == "error"


@pytest.mark.parametrize("text", PLACES)
def test_a_school_as_a_place_passes(text: str) -> None:
    assert found(text, category="suspicious-person") == []


@pytest.mark.parametrize("marked", LEAKS)
def test_a_named_school_with_a_grade_is_found(marked: str) -> None:
    assert "school_victim" in kinds(marked)


@pytest.mark.parametrize("text", CLEAN)
def test_a_school_or_a_grade_alone_passes(text: str) -> None:
    assert "school_victim" not in {kind for kind, _ in found(text, category="suspicious-person")}


def test_the_stretch_reaches_from_the_name_to_the_grade() -> None:
    assert found("声をかけられたのは館林あけぼの小の5年3組の女児です。", category="suspicious-person") == [
        ("school_victim", "館林あけぼの小の5年3組")
    ]


@pytest.mark.parametrize(
    ("text", "category", "kinds"),
    [
        ("若葉小学校の4年生に反射材を渡しました。", "notice", []),
        ("男に腕をつかまれたのは、若葉小学校の4年生です。立ち番をお願いします。", "notice", ["school_victim"]),
        ("若葉小学校の4年生です。", None, []),
    ],
)
def test_without_harm_a_school_passes(text: str, category: str | None, kinds: list[str]) -> None:
    assert [kind for kind, _ in found(text, category=category)] == kinds
