from __future__ import annotations

import pytest

from haishin.check.document.sample import PATH, changed
from haishin.check.mending import mend
from haishin.check.reading import Tree
from haishin.core.model import Fix
from support.contract import shipped
from support.documents import findings, said

CHILD = "下校中の児童が"


def ages(who: str) -> list[str]:
    return [one.message.en for one in findings(changed(CHILD, who)) if one.rule == "exact-age"]


def test_place_and_words() -> None:
    found = tuple(one for one in findings(changed(CHILD, "女性（78歳）が")) if one.rule == "exact-age")
    assert said(found) == [
        (10, 36, 10, 39, "「78歳」は、年齢が細かすぎます。", "`78歳` is more exact an age than the reader needs.")
    ]


@pytest.mark.parametrize(
    ("who", "rough"),
    [
        ("女性（78歳）が", "女性（70歳代）が"),
        ("７８歳の女性が", "70歳代の女性が"),
        ("会社員の男(34)が", "会社員の男（30歳代）が"),
        ("男性（１９）が", "男性（10歳代）が"),
    ],
)
def test_the_age_in_tens_is_put_for_it(who: str, rough: str) -> None:
    assert len(ages(who)) == 1
    assert mend(PATH, changed(CHILD, who).encode(), shipped(), Tree()).decode() == changed(CHILD, rough)


def test_behind_a_name_it_is_told_in_the_same_run() -> None:
    found = [one for one in findings(changed(CHILD, "無職の山田花子（78）が、夫の一郎さん（６）と")) if not one.private]
    assert [(one.rule, one.matched, one.fix) for one in found] == [("exact-age", "（78）", Fix("（70歳代）"))]


def test_a_small_child_s_age_is_a_person_s_to_mend() -> None:
    text = changed(CHILD, "6歳の女の子が")
    assert len(ages("6歳の女の子が")) == 1
    assert mend(PATH, text.encode(), shipped(), Tree()).decode() == text


@pytest.mark.parametrize(
    "who",
    [
        "40歳くらいの男が",
        "40歳代の男が",
        "30～40歳の男が",
        "30歳から40歳くらいの男が",
        "65歳以上の方が",
        "18歳未満の人が",
        "20歳前後の男が",
        "70歳になった方が",
        "35歳前後、男が",
        "約50歳の男が",
        "児童（10人）が",
    ],
)
def test_what_is_rough_passes(who: str) -> None:
    assert ages(who) == []


def test_who_is_looked_for_is_looked_for_by_his_age() -> None:
    assert ages("認知症の男性（82歳）が昨日から行方不明です。児童が") == []
    missing = (
        changed(CHILD, "82歳の男性が")
        .replace("suspicious-person", "information-request")
        .replace("case: approach", "case: missing-person")
    )
    assert [one for one in findings(missing) if one.rule == "exact-age"] == []
