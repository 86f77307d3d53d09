from __future__ import annotations

import pytest

from haishin.check.document.sample import PATH, changed
from haishin.check.mending import mend
from haishin.check.reading import Tree
from haishin.message.subject import subject
from support.contract import shipped
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


@pytest.mark.parametrize(
    ("title", "follows"),
    [
        (TITLE, None),
        ("【緊急】声かけ事案の発生", None),
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
