from __future__ import annotations

import pytest

from haishin.check.document.sample import PATH, changed
from haishin.check.mending import mend
from haishin.check.reading import Tree
from haishin.message.subject import subject
from support.contract import of_a_fu, shipped
from support.documents import document, findings, said

TITLE = "下校中の児童に対する声かけ事案の発生"


def titled(title: str, follows: str | None = None, scope: str = "[maebashi]") -> str:
    more = f"press: none\nfollows: {{alert: 20261124-0910-a, as: {follows}}}" if follows is not None else "press: none"
    return changed(TITLE, title).replace("press: none", more).replace("[maebashi]", scope)


def doubled(text: str) -> list[tuple[int, int, int, int, str, str]]:
    return said(tuple(one for one in findings(text) if one.rule == "doubled-title"))


def test_place_and_words() -> None:
    assert doubled(titled(f"【不審者情報】{TITLE}")) == [
        (
            2,
            8,
            2,
            15,
            "件名の「【不審者情報】」は要りません。同じことが、配信するときに自動で付きます。",
            "`【不審者情報】` is not needed: the same is put before the title by itself.",
        )
    ]
    assert doubled(titled("訂正", "correction")) == [
        (
            2,
            8,
            2,
            10,
            "件名「訂正」には、自動で付く言葉しかありません。何のことか分かりません。",
            "The title `訂正` holds nothing but what is put before it by itself.",
        )
    ]


@pytest.mark.parametrize(
    ("title", "follows", "scope"),
    [
        (f"【声かけ】{TITLE}", None, "[maebashi]"),
        (f"【不審者情報】{TITLE}", None, "[maebashi]"),
        (f"［訂正］{TITLE}", "correction", "[maebashi]"),
        (f"【取消】{TITLE}", "cancellation", "[maebashi]"),
        (f"{TITLE}（続報）", "follow-up", "[maebashi]"),
        (f"【続報】{TITLE}(続報)", "follow-up", "[maebashi]"),
        (f"前橋署：{TITLE}", None, "[maebashi]"),
        (f"高崎：{TITLE}", None, "[maebashi, takasaki]"),
        (f"県内全域：{TITLE}", None, "prefecture"),
    ],
)
def test_the_subject_says_it_once_after_the_fix(title: str, follows: str | None, scope: str) -> None:
    mended = mend(PATH, titled(title, follows, scope).encode(), shipped(), Tree()).decode()
    assert doubled(titled(title, follows, scope)) != []
    assert doubled(mended) == []
    alert = document(mended).alert
    assert alert is not None
    assert subject(alert, shipped()).endswith(f"：{TITLE}")


def test_the_force_s_own_word_for_all_areas_stands_in_the_subject() -> None:
    made = titled(f"府内全域：{TITLE}", None, "prefecture")
    assert TITLE in (mended := mend(PATH, made.encode(), of_a_fu(), Tree()).decode())
    assert "府内全域" not in mended
    assert mend(PATH, made.encode(), shipped(), Tree()).decode() == made


MATTERS = {
    "stalking": ("suspicious-person", "stalking", "caution"),
    "call": ("fraud", "warning-call", "caution"),
    "bear": ("information-request", "animal-sighting", "caution"),
}


def of_matter(matter: str, title: str) -> str:
    category, case, content = MATTERS[matter]
    text = titled(title).replace("category: suspicious-person", f"category: {category}")
    return text.replace("case: approach", f"case: {case}").replace("content: caution", f"content: {content}")


@pytest.mark.parametrize(
    ("matter", "title", "label"),
    [
        ("stalking", "女性に対するつきまとい", "つきまとい"),
        ("stalking", "付きまとい事案の発生", "つきまとい"),
        ("bear", "熊出没情報", "クマ出没"),
        ("bear", "クマの目撃", "クマ出没"),
        ("call", "詐欺の電話に注意", "詐欺の電話"),
    ],
)
def test_what_only_repeats_the_label_is_told(matter: str, title: str, label: str) -> None:
    ((*_, ja, en),) = doubled(of_matter(matter, title))
    assert ja == f"件名「{title}」は、自動で付く「【{label}】」の繰り返しです。"
    assert en == f"The title `{title}` only repeats `{label}`, which is put before it by itself."


@pytest.mark.parametrize(
    ("matter", "title"),
    [("stalking", "駅からの帰り道でのつきまとい"), ("bear", "住宅地に熊"), ("call", "市役所をかたる詐欺の電話")],
)
def test_a_title_that_says_more_passes(matter: str, title: str) -> None:
    assert doubled(of_matter(matter, title)) == []


def test_another_label_of_the_row_is_in_the_way_too() -> None:
    ((*_, ja, _),) = doubled(of_matter("call", "【特殊詐欺】アポ電多発！！"))
    assert ja.startswith("件名の「【特殊詐欺】」は要りません。")


@pytest.mark.parametrize("title", ["不審者情報（つきまとい）", "【声かけ】お知らせ"])
def test_no_fix_leaves_a_title_that_is_found_again(title: str) -> None:
    text = titled(title)
    assert mend(PATH, text.encode(), shipped(), Tree()).decode() == text


@pytest.mark.parametrize(
    ("title", "follows"),
    [
        (TITLE, None),
        ("【緊急】文京町の声かけ事案の発生", None),
        ("声かけ事案の発生（文京町）", None),
        ("女性に対する公園での声かけ", None),
        ("【強盗】下校中の児童に対する声かけ事案の発生", None),
        ("訂正のあった声かけ事案", "correction"),
        ("前橋署管内の声かけ事案", None),
        ("高崎：声かけ事案", None),
        ("声かけ事案（前橋市内）", None),
        ("訂正の多い事案（訂正前）", "correction"),
    ],
)
def test_what_the_subject_does_not_say_itself_passes(title: str, follows: str | None) -> None:
    assert doubled(titled(title, follows)) == []


@pytest.mark.parametrize(
    ("title", "column"),
    [
        ("車の死亡事故 死亡事故発生 車の死亡事故", 22),
        ("クマに注意（みやま町）クマに注意", 19),
        ("声かけ事案の発生（声かけの発生）", None),
    ],
)
def test_a_part_of_four_letters_that_stands_twice_is_told_once(title: str, column: int | None) -> None:
    found = [one for one in findings(titled(title)) if one.message.ja.endswith("が2度あります。")]
    assert [one.span.column for one in found] == ([] if column is None else [column])
