"""Mascots, animals, characters and brands bear names and are nobody; who bears such a name may be somebody."""

from __future__ import annotations

import pytest

from support.privacy import scan


def names(text: str) -> list[str]:
    return [text[hit.start : hit.end] for hit in scan(text, category="notice") if hit.kind == "name"]


@pytest.mark.parametrize(
    "text",
    [
        "マスコットの「たけしくん」が登場します。",
        "上州くん・まさみちゃんの缶バッジを配ります。",
        "まさみちゃん、ぐんまちゃんが応援に来ます。",
        "みどりちゃんの消しゴムを差し上げます。",
        "広場で「みどりちゃん祭り」があります。",
        "首輪に「ハナちゃん」と書かれた犬を保護しました。",
        "迷い犬の「タロウくん」は飼い主に戻りました。",
        "紙芝居「ひろしくんのとびだし」を上演します。",
        "「こぐまのケンちゃん」の紙芝居を上演します。",
        "クレヨンしんちゃんの傘を差していました。",
        "しまじろうの絵の靴です。",
        "一休さんの人形劇です。",
        "「カルバン・クライン」の財布です。",
        "田中正造の足跡をたどります。",
        "前澤友作さんの写真を使った広告です。",
        "長谷川水門の点検です。",
        "標語は「ひとりひとりが まもる みち」です。",
        "標語は「カチッとね かならずしめよう」です。",
        "Mr. Children の公演です。",
        "新しいキャラクターの名前は「まもるくん」と「のぞみちゃん」に決まりました。",
        "腹話術「交差点のたけし君」を披露します。",
        "盗まれたのは、ヤギの「モモちゃん」です。",
        "企画展で、画家の森田健一の作品を見ます。",
        "男は自称スカウトです。",
        "長谷川橋りょうの点検です。",
    ],
)
def test_nobody(text: str) -> None:
    assert names(text) == []


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("迷子の「たけしくん」を保護しています。", "たけしくん"),
        ("犬を連れた石川さんが見つけました。", "石川さん"),
        ("けがをしたのは、まさみちゃんです。", "まさみちゃん"),
        ("みどりちゃんの帽子が落ちていました。", "みどりちゃん"),
        ("近藤勇さん（70）がけがをしました。", "近藤勇"),
        ("田中正造（58）を逮捕しました。", "田中正造"),
        ("マイケル・スミス容疑者（30）を逮捕", "マイケル・スミス"),
        ("つかまったのは たなか かなら3人", "たなか かな"),
        ("たけしくんが学校でけがをしました。", "たけしくん"),
        ("泣いていたなおちゃんを保護しました。", "なおちゃん"),
        ("画家の森田健一さんの作品が盗まれました。", "森田健一"),
        ("画家の森田健一を逮捕しました。", "森田健一"),
        ("同校の金井教諭が児童を保護しました。", "金井"),
    ],
)
def test_somebody(text: str, name: str) -> None:
    assert [one for one in names(text) if one.startswith(name)]


@pytest.mark.parametrize(
    "text",
    [
        "市内の小学生さん、地元農協さん、担当の弁護士さん、甥っ子さんに感謝します。",
        "住職さんと八百屋さん、学生様が見つけました。",
        "坂本さんぽ道の清掃、高瀬警部交番の移転です。",
        "声かけ・つきまといなどの事案です。",
        "ひまわり・さくら・もみじの各組です。",
        "小学生親子の参加を待ちます。",
        "外国人はマナーを守りましょう。",
    ],
)
def test_whom_one_calls_by_what_they_are_and_signs_and_groups_are_nobody(text: str) -> None:
    assert names(text) == []


@pytest.mark.parametrize(
    "text", ["坂本さん", "本人の坂本様", "「坂本」と書かれた名札", "坂本親子", "国籍はベトナム人のグエンさん"]
)
def test_but_those_beside_them_are_somebody(text: str) -> None:
    assert len(names(text)) == 1
