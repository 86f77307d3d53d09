"""How far letters are a name, where names are sought, and what each row of the cues finds. All names invented."""

from __future__ import annotations

import pytest

from corpus.vocabulary import evidence_of
from haishin.check.privacy.names.candidates import spans
from haishin.check.privacy.names.forms import form
from haishin.check.privacy.names.lists import noun, rows
from support.derived import roman
from support.privacy import found, scan


@pytest.mark.parametrize(
    ("written", "keys"),
    [
        ("佐々木香織", "full name"),
        ("佐々木 香織", "full name"),
        ("佐 々 木 香 織", "full name"),
        ("佐 々木香織", "full name"),
        ("海老根ミツ", "full name"),
        ("海老根よし江", "full name"),
        ("林香織", "short full name"),
        ("大島紬", "short full name, noun and rare name, noun"),
        ("林武", "short full name"),
        ("谷川岳", "short full name, like a place"),
        ("えびね みつ", "hiragana full name"),
        ("ササキカオリ", "kana name in one"),
        ("ヤマアキ", "short kana name in one"),
        ("Kaori Sasaki", "full name"),
        ("グエン・ヴァン・ナム", "full name"),
        ("Nguyen Van Nam", "full name"),
        ("王 麗華", "full name"),
        ("佐々木", "surname"),
        ("林", "short surname, common, noun"),
        ("津波", "surname, noun"),
        ("香織", "given name"),
        ("カオリ", "part of a kana name"),
        ("マリア・サントス", "half a name"),
        ("砥目木 香織", "like a surname, given name"),
        ("砥目木香織", "like a surname, given name"),
        ("砥目木薫", "unlike a surname, given name"),
        ("会議香織", "word, given name"),
        ("会議 香織", "word, given name"),
        ("佐々木 香 織", "full name"),
        ("ササキ イチロー", "full name"),
        ("犯行とみ", ""),
        ("佐々木 幸翔琉", "surname, like a given name"),
        ("錆釘", "unlike a name"),
        ("砥目木", "like a surname"),
        ("会議", "noun alone"),
        ("会社員", ""),
        ("強盗致傷", "noun alone"),
        ("社会正義", "noun alone"),
        ("中央公園", "noun alone"),
        ("たろう", ""),
        ("おかし", ""),
        ("シビリアン・コントロール", ""),
        ("ホニャララ", "unlisted katakana"),
        ("Gift Card", ""),
        ("", ""),
    ],
)
def test_the_letters_of_a_stretch_are_read_as_one_kind_of_name(written: str, keys: str) -> None:
    assert ", ".join(form(written)) == keys


@pytest.mark.parametrize(("kana", "letters"), [("オオタ", "ota"), ("シュンジ", "shunji"), ("ハットリ", "hattori")])
def test_names_are_spelt_as_in_passports(kana: str, letters: str) -> None:
    assert roman(kana) == letters


@pytest.mark.parametrize(
    ("word", "kind"), [("放火", "noun"), ("サイレン", "noun"), ("正義", "name"), ("佐藤", ""), ("", ""), ("龠龠龠", "")]
)
def test_a_noun_is_looked_up_in_the_sorted_list(word: str, kind: str) -> None:
    assert noun(word) == kind


def test_every_noun_is_found_where_it_stands() -> None:
    nouns = rows("nouns")
    assert [word for word, *_ in nouns] == sorted(word for word, *_ in nouns)
    assert all(
        noun(word) == (kind[0] if kind else "noun") for word, *kind in (*nouns[:50], *nouns[::997], *nouns[-50:])
    )


@pytest.mark.parametrize(("key", "example"), [(key, example) for key, _, example in rows("evidence")])
def test_each_kind_of_evidence_stands_in_its_example(key: str, example: str) -> None:
    assert key in evidence_of(example)


@pytest.mark.parametrize(("before", "behind", "key"), rows("cues"))
def test_each_cue_is_evidence_beside_a_surname(before: str, behind: str, key: str) -> None:
    assert key in evidence_of(f"現場で、{before}«佐々木»{behind}。")


@pytest.mark.parametrize(
    ("text", "name", "sure"),
    [
        ("佐々木さんが通報", "佐々木さん", "error"),
        ("四十物谷さんが通報", "四十物谷さん", "error"),
        ("百目鬼木さんが通報", "百目鬼木さん", "warning"),
        ("百目鬼木容疑者を送検", "百目鬼木容疑者", "warning"),
        ("いる守被疑者を送検", "守被疑者", "warning"),
        ("被害男性佐々木香織さん", "佐々木香織さん", "error"),
        ("会社員の佐々木香織を", "佐々木香織", "error"),
        ("天川原町の佐々木宅前で", "佐々木", "error"),
        ("石川宅から", "石川", "warning"),
        ("石川家の長男", "石川", "warning"),
        ("近所の主婦、佐々木です", "佐々木", "warning"),
        ("うちの係の砥目木健太が伺います", "砥目木健太", "error"),
        ("店主の砥目木薫が", "砥目木薫", "warning"),
        ("砥目木健太が来た", "砥目木健太", "warning"),
        ("氏名：砥目木薫", "砥目木薫", "warning"),
        ("砥目木薫（70）が", "砥目木薫", "warning"),
        ("砥目木（とめき けんた）さん", "砥目木（とめき けんた）さん", "error"),
        ("津波容疑者を逮捕", "津波容疑者", "warning"),
        ("アルバイトの石川が", "石川", "warning"),
        ("妻の愛が", "愛", "warning"),
        ("林武が来た", "林武", "warning"),
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
        "放火被疑者の検挙、盗撮容疑者を逮捕、強盗致傷被疑者、ストーカー容疑者、タンバリン容疑者",
        "金属盗被疑者を検挙、立てこもりの被疑者、グレーチング盗容疑者、迷惑防止条例違反容疑者",
        "放流サイレン）に注意、缶チューハイも同様です。タンバリンが落ちていました。男のタンバリン、妻の財布、男の津波",
        "無事帰宅しました。男性の未帰宅です。帰宅宅配、佐々木宅配の車、谷川岳で",
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
    assert all("\n" not in text[start:end] for start, end in spans(text))


def test_what_is_quoted_in_a_mail_about_frauds_is_a_swindlers() -> None:
    said = "「上司の佐々木さんの部下が行く」"
    assert found(f"息子を名乗る男が{said}と電話で言います。") == []
    assert found(f"隣人が{said}と聞いています。") == [("name", "佐々木さん")]
    assert found("詐欺の受け子について「佐々木香織さん(22)が見た」とあります。") == [("name", "佐々木香織さん")]
