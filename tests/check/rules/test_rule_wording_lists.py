from __future__ import annotations

import pytest

from haishin.check.document.sample import SAMPLE, changed
from haishin.check.rules.wording_lists import RULES
from haishin.core.model import Severity
from support.contract import shipped
from support.documents import findings, said
from support.wording import found, scanned

END = "- 不審な人に"


def test_each_has_its_clause() -> None:
    assert {rule.ID: shipped().policy.rules[rule.ID] for rule in RULES} == {
        "intake-note": "5(4)",
        "hearsay": "5(3)",
        "broken-joint": "5(3)",
        "verdict-on-person": "5(5)",
        "origin": "5(5)",
        "demeaning": "5(5)",
        "victim-blaming": "5(5)",
        "subjective-appearance": "5(5)",
        "gore": "5(5)",
        "needless-fear": "5(3)",
        "rude": "5(5)",
        "self-praise": "5(5)",
        "advertising": "5(5)",
        "copied-article": "5(5)",
    }


@pytest.mark.parametrize(
    ("line", "rule", "severity", "column", "ja", "en"),
    [
        (
            "（取扱注意）",
            "intake-note",
            "error",
            2,
            "「取扱注意」という内部の書き込みが残っています。",
            "`取扱注意` is a note of the office that was left in.",
        ),
        (
            "（案）です",
            "intake-note",
            "error",
            1,
            "「（案）」という内部の書き込みが残っています。",
            "`（案）` is a note of the office that was left in.",
        ),
        (
            "写真は後送です。",
            "intake-note",
            "warning",
            4,
            "「後送」は、内部の書き込みかもしれません。",
            "`後送` may be a note of the office that was left in.",
        ),
        (
            "届出人は母親です。",
            "intake-note",
            "warning",
            1,
            "「届出人」は、情報をくれた人をさす語です。内部の記録の消し忘れかもしれません。",
            "`届出人` points at who gave the information; a record of the office may have been left in.",
        ),
        (
            "同じ男らしいです。",
            "hearsay",
            "warning",
            4,
            "「らしいです」は、確かめていない言い方です。",
            "`らしいです` is hearsay.",
        ),
        (
            "付近でで、男が逃げました。",
            "broken-joint",
            "warning",
            3,
            "「でで、」は、重なっているか、続いていません。",
            "`でで、` is doubled, or does not join.",
        ),
        (
            "犯人は逃走しました。",
            "verdict-on-person",
            "warning",
            1,
            "「犯人は逃走しました」は、決めつけになる呼び方です。",
            "`犯人は逃走しました` passes a verdict on somebody.",
        ),
        (
            "男は外国人風です。",
            "origin",
            "warning",
            3,
            "「外国人風」は、国籍や出身についての印象です。",
            "`外国人風` is an impression of somebody's origin.",
        ),
        (
            "浮浪者がいます。",
            "demeaning",
            "warning",
            1,
            "「浮浪者」は、人をおとしめる呼び方です。",
            "`浮浪者` is a demeaning word.",
        ),
        (
            "男は精神異常です。",
            "demeaning",
            "warning",
            3,
            "「精神異常」は、障害、病気、家庭や暮らしの事情についての記載です。",
            "`精神異常` speaks of somebody's disability, illness or circumstances.",
        ),
        (
            "自業自得です。",
            "victim-blaming",
            "warning",
            1,
            "「自業自得」は、被害に遭った方を責めているように読まれます。",
            "`自業自得` may read as blame on the victim.",
        ),
        (
            "人相の悪い男です。",
            "subjective-appearance",
            "warning",
            1,
            "「人相の悪」は、見る人によって変わる印象です。",
            "`人相の悪` is an impression, not a trait.",
        ),
        (
            "（時事）",
            "copied-article",
            "warning",
            1,
            "「（時事）」があります。記事などの引き写しかもしれません。",
            "`（時事）`: this may be copied from an article.",
        ),
    ],
)
def test_place_and_words(line: str, rule: str, severity: str, column: int, ja: str, en: str) -> None:
    (one,) = [one for one in findings(f"{SAMPLE}\n{line}\n") if one.rule == rule]
    assert said((one,))[0][:2] == (15, column)
    assert (one.message.ja, one.message.en, one.severity) == (ja, en, severity)
    assert one.hint.ja.endswith("。")


@pytest.mark.parametrize(
    ("rule", "text"),
    [
        ("intake-note", "（案）"),
        ("intake-note", "※この行は削除"),
        ("intake-note", "通報者は付近の住民"),
        ("hearsay", "連れ去りがあったとの噂があります"),
        ("hearsay", "男は逃げたそうです"),
        ("verdict-on-person", "犯人は黒い服で逃走"),
        ("verdict-on-person", "付近の男が犯人です"),
        ("verdict-on-person", "変質者が出ています"),
        ("verdict-on-person", "犯人の人着"),
        ("verdict-on-person", "犯人の特徴は次のとおりです"),
        ("verdict-on-person", "犯人は近くの高校の生徒です"),
        ("verdict-on-person", "犯人と思われる男が現れました"),
        ("hearsay", "同じ男の犯行とみられます"),
        ("hearsay", "不審な車が相次いでいるとの情報があります"),
        ("hearsay", "近くに住む男と思われます"),
        ("origin", "アジア系の男"),
        ("origin", "外国人グループ"),
        ("origin", "ブラジル人と思われる男"),
        ("origin", "ベトナム国籍の男"),
        ("demeaning", "ヤクザ風の男"),
        ("demeaning", "知的障害のある男"),
        ("victim-blaming", "不用意に番号を教えた女性"),
        ("victim-blaming", "隙があった"),
        ("subjective-appearance", "気味の悪い男"),
        ("subjective-appearance", "美人の女性"),
        ("copied-article", "上毛新聞によると"),
        ("copied-article", "https://news.yahoo.co.jp/articles/1"),
    ],
)
def test_found(rule: str, text: str) -> None:
    assert len(found(rule, f"12月3日、{text}。前橋警察署", "suspicious-person")) == 1


@pytest.mark.parametrize(
    "text",
    [
        "男は「内部資料を見せる」と言いました",
        "通報者の秘密は守ります",
        "下書き保存したメール",
        "素晴らしいです",
        "いやらしい言葉をかけられました",
        "刃物らしいものを持っていました",
        "その電話は詐欺かもしれません",
        "「犯人はお前だ」と言われました",
        "犯人の手口は次のとおりです",
        "犯人の検挙に御協力ください",
        "犯人は言葉巧みですので、電話を切ってください",
        "犯人が捕まるまで、戸締まりをお願いします",
        "犯人と電話で話さないでください",
        "飲酒運転を許しません",
        "窓から侵入したとみられます",
        "熊とみられます",
        "男が立っていたとの情報がありました",
        "外国人の医師を名乗る者に送金しました",
        "放火の可能性もあるとみて調べています",
        "犯人は留守宅を狙います",
        "犯人は人目につく場所を嫌います",
        "犯人は夜間、人気のない駐車場の車を狙っています",
        "外国人の方へ",
        "外国人の女性の方が被害に遭いました",
        "韓国系列の店",
        "赤いネクタイの男",
        "男は片言の日本語で話しました",
        "障害者支援施設の付近",
        "通信障害が発生しています",
        "道路のかたわらで",
        "不用意に近づくことなく、離れてください",
        "油断しないようにしましょう",
        "隙を見せないようにしましょう",
        "「かわいいね」と声をかけられました",
        "怪しい人を見かけたときは",
        "美人局に注意",
        "新聞配達の方",
        "報道発表のとおり",
    ],
)
def test_near_misses(text: str) -> None:
    names = {rule.ID for rule in RULES}
    assert [one for name in names for one in found(name, f"12月3日、{text}。前橋警察署", "suspicious-person")] == []


@pytest.mark.parametrize(
    "title", ["コンビニ強盗発生！犯人逃走中", "自転車盗の犯人、無職の男（41歳）を逮捕", "空き巣の犯人逮捕"]
)
def test_a_verdict_in_a_title(title: str) -> None:
    assert [rule for rule, _ in scanned("12月3日。前橋警察署", title)] == ["verdict-on-person"]


def test_a_nationality_is_a_fact_where_an_arrest_is_told_and_an_impression_never() -> None:
    assert found("origin", "ベトナム国籍の男が声をかけました。") == ["国籍の男"]
    assert found("origin", "ベトナム国籍の男を逮捕しました。") == []
    assert found("origin", "外国人風の男を逮捕しました。") == ["外国人風"]


def test_an_illness_may_help_to_find_a_missing_person() -> None:
    text = changed(END, "- 知的障害のある男性です。\n" + END)
    assert [one.severity for one in findings(text) if one.rule == "demeaning"] == [Severity.WARNING]
    case = text.replace("suspicious-person\ncase: approach", "information-request\ncase: missing-person")
    assert not [one for one in findings(case) if one.rule == "demeaning"]


def test_what_caused_an_accident_is_no_blame() -> None:
    assert found("victim-blaming", "脇見運転の不注意によるものです。") == []
    assert found("victim-blaming", "女性の不注意によるものです。") == ["不注意"]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("油断していると危険ですので注意してください。", []),
        ("油断していた方がいます。注意してください。", ["油断し"]),
        ("施錠を怠った男性には、やむを得ず言えない事情がありました。", ["を怠"]),
        ("盗まれても仕方がありません。", ["ても仕方"]),
        ("女性に落ち度があったとは言えません。", ["落ち度"]),
    ],
)
def test_advice_and_kind_words_pass_and_a_settled_judgement_does_not(text: str, words: list[str]) -> None:
    assert found("victim-blaming", text) == words
