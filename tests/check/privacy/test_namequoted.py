"""Persons of whom a swindler speaks, and those of whom victims and witnesses speak. All invented."""

from __future__ import annotations

import pytest

from support.privacy import scan


def names(text: str, category: str) -> list[str]:
    return [text[hit.start : hit.end] for hit in scan(text, category=category) if hit.kind == "name"]


@pytest.mark.parametrize(
    "text",
    [
        "「会社の書類を置き忘れた。後で経理の坂本さんが受け取りに行くから」という電話が9件ありました。",
        "「返信は受付の松田へ」という文面のはがきが届きます。",
        "「顧問の井上先生に代わります」と言って金を求めます。",
        "「総務課の田村係長に転送します」という音声が流れます。",
        "男は「私は近藤さんの代理です」と言ってカードを受け取りました。",
        "郵便局の女は「モリタ」、代わった男は「局長のハヤシ」です。",
        "「担当の小川さんが伺います」と話し、口座の保護と称してカードを預かります。",
        "上司の森田に代わると言われたら、切ってください。",
        "息子の友人の小川が取りに行くと話します。",
        "自称「石油会社のマイケル・ブラウン」からの誘いは詐欺です。",
        "孫のタカシを名のる電話がありました。",
    ],
)
def test_a_false_name_in_the_words_of_a_swindler_passes(text: str) -> None:
    assert names(text, "fraud") == []


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("「坂本さんの様子がおかしい」と110番がありました。", "坂本さん"),
        ("「息子の坂本健一だ」と名乗る電話を受けた小川さん", "小川さん"),
        ("店員の坂本さんは「おかしいと思った」と話しています。", "坂本さん"),
        ("表札に「坂本」と書かれた家に電話がありました。", "坂本"),
        ("上司の坂本が気付き、電話を切らせました。", "坂本"),
        ("弁護士の坂本健一を逮捕しました。", "坂本健一"),
        ("「坂本さん」が詐欺の被害に遭いました。", "坂本さん"),
        ("保護された方は、胸に「モリタ」の名札がありました。", "モリタ"),
    ],
)
def test_the_words_of_victims_and_witnesses_do_not(text: str, name: str) -> None:
    assert any(name.startswith(one) or one.startswith(name) for one in names(text, "fraud"))


@pytest.mark.parametrize(
    "text",
    [
        "男は「坂本さんの家はどこ？」と児童に聞きました。",
        "男は「坂本先生を知っているか」と話し掛けました。",
        "「坂本さんのお宅ですか」と電話をかけてきて、家族のことを聞きます。",
        "息子をかたる男が「坂本さんに渡して」と話しました。",
    ],
)
def test_so_it_is_with_what_somebody_asks_on_the_road_or_on_the_phone(text: str) -> None:
    assert names(text, "suspicious-person") == []


@pytest.mark.parametrize(
    "text",
    [
        "「坂本さんの家から煙が出ている」と通報がありました。",
        "「坂本さんが児童を助けた」と聞いています。",
        "本人が「坂本さんの母です」と名乗り、身元が分かりました。",
    ],
)
def test_elsewhere_what_is_quoted_stays_a_name(text: str) -> None:
    assert names(text, "suspicious-person") == ["坂本さん"]
