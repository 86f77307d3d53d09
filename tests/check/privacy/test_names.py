"""How far letters are a name, where names are sought, and what each row of the cues finds. All names invented."""

from __future__ import annotations

import pytest

from haishin.check.privacy.names.grading import FULL, LIKE, NONE, PART, grade
from haishin.check.privacy.names.lists import roman, rows
from haishin.check.privacy.names.searches import SEARCHES
from support.privacy import found, scan


@pytest.mark.parametrize(
    ("written", "sure"),
    [
        ("佐々木香織", FULL),
        ("佐々木 香織", FULL),
        ("佐 々 木 香 織", FULL),
        ("佐 々木香織", FULL),
        ("海老根ミツ", FULL),
        ("海老根よし江", FULL),
        ("えびね みつ", FULL),
        ("ササキカオリ", FULL),
        ("Kaori Sasaki", FULL),
        ("グエン・ヴァン・ナム", FULL),
        ("グエンヴァンナム", FULL),
        ("Nguyen Van Nam", FULL),
        ("王 麗華", FULL),
        ("佐々木", PART),
        ("香織", PART),
        ("かおり", PART),
        ("マリア・サントス", LIKE),
        ("砥目木 香織", LIKE),
        ("佐々木 幸翔琉", LIKE),
        ("元気", NONE),
        ("たろう", NONE),
        ("会社員", NONE),
        ("中央公園", NONE),
        ("おかし", NONE),
        ("アルファード", NONE),
        ("Gift Card", NONE),
        ("", NONE),
    ],
)
def test_a_stretch_is_graded_by_what_the_lists_know_of_it(written: str, sure: int) -> None:
    assert grade(written) == sure


@pytest.mark.parametrize(("kana", "letters"), [("オオタ", "ota"), ("シュンジ", "shunji"), ("ハットリ", "hattori")])
def test_names_are_spelt_as_in_passports(kana: str, letters: str) -> None:
    assert roman(kana) == letters


@pytest.mark.parametrize(("before", "behind", "sure"), rows("cues"))
def test_each_cue_finds_a_surname_alone(before: str, behind: str, sure: str) -> None:
    text = f"現場で、{before}佐々木{behind}。"
    told = {hit.severity for hit in scan(text) if hit.kind == "name" and text[hit.start :].startswith("佐々木")}
    assert told == {sure}


@pytest.mark.parametrize(
    ("text", "name", "sure"),
    [
        ("佐々木さんが通報", "佐々木さん", "error"),
        ("四十物谷さんが通報", "四十物谷さん", "error"),
        ("百目鬼木さんが通報", "百目鬼木さん", "warning"),
        ("百目鬼木容疑者を送検", "百目鬼木容疑者", "error"),
        ("被害男性佐々木香織さん", "佐々木香織さん", "error"),
        ("会社員の佐々木香織を", "佐々木香織", "error"),
        ("氏名:佐々木 香織", "佐々木 香織", "error"),
        ("佐々木香織(34)を", "佐々木香織", "error"),
        ("妻の香織が届け出", "香織", "error"),
        ("児童の名は香織です", "香織", "error"),
        ("自治会長の佐々木まで", "佐々木", "error"),
        ("田口町佐々木方の路上", "佐々木", "error"),
        ("表町2丁目佐々木方前", "佐々木", "error"),
        ("担当 佐々木", "佐々木", "error"),
        ("群馬のササキカオリ(34)を逮捕", "ササキカオリ", "error"),
        ("「佐々木香織」と名乗る女性を保護しています。", "佐々木香織", "error"),
        ("きのう佐々木香織が来た", "佐々木香織", "error"),
        ("齋藤香織が来た", "齋藤香織", "error"),
        ("当時、ささき かおりは", "ささき かおり", "warning"),
        ("送られた画像:SASAKI KAORI／No.3", "SASAKI KAORI", "error"),
    ],
)
def test_a_name_is_found_where_it_stands(text: str, name: str, sure: str) -> None:
    assert [(text[one.start : one.end], one.severity) for one in scan(text) if one.kind == "name"] == [(name, sure)]


@pytest.mark.parametrize(
    "text",
    [
        "■行為者の人着\n男、40歳くらい、中肉、短髪",
        "性別年齢　男　30歳代",
        "【特徴】\n男性\n60歳代\n白髪",
        "急加速をしない\n・いつもの道でも",
        "「おかしいな」と思ったら、電話を切る。",
        "「おかあさん」に確かめる。農家さんと農協さん、おまわりさん。",
        "警察署のマスコット「はやて守くん」が来ます。",
        "「たろうくん」「はなこちゃん」と呼びかけられても、ついて行かない。",
        "飼い主の管理が不十分です。男は南方面へ、女は北へ。",
        "石川、福井、山口の各県。北の方に逃げた。",
        "夕方の路上、地方の農家の長女、双方の、行方の分からない、右後方の路地、朝日町平方の、三俣町前方の路上",
        "大字西方の山林、枚方の駅、緒方の路上、高崎方の線路、高城町大井手の自宅",
        "山の名は赤城山、川の名は利根川",
        "歌手の佐々木香織さんのコンサート。佐々木香織さんが来ます。",
        "市長の佐々木氏があいさつします。",
        "入山した男性の下山が確認できません。女性の大金を奪いました。",
        "高齢者宅に、警視庁の佐々木を名乗る男から電話がありました。",
        "保護者を装い、児童に「お母さんの友達の佐々木です」と名乗る男。",
        "首輪に「ハナ」と書かれた犬を保護しています。",
        "「かわいいね」と言い、手続をしましょうと誘う。",
        "佐々木香織公園、佐々木橋、鈴木医院前",
    ],
)
def test_what_is_no_name_passes(text: str) -> None:
    assert [one for one in found(text) if one[0] == "name"] == []


def test_no_name_runs_over_the_end_of_a_line() -> None:
    text = "担当\n佐々木\n香織\n男"
    assert all("\n" not in text[start:end] for search in SEARCHES for start, end, _ in search(text))


def test_what_is_quoted_in_a_mail_about_frauds_is_a_swindlers() -> None:
    said = "「上司の佐々木さんの部下が行く」"
    assert found(f"息子を名乗る男が{said}と電話で言います。") == []
    assert found(f"隣人が{said}と聞いています。") == [("name", "佐々木さん")]
    assert found("詐欺の受け子について「佐々木香織さん(22)が見た」とあります。") == [("name", "佐々木香織さん")]
