from __future__ import annotations

import pytest

from haishin.check.document.sample import changed
from support.documents import findings, said

KIND = "suspicious-person\ncase: approach\ncontent: caution"
TEXT = changed(KIND, "traffic\ncase: other\ncase_name: 多重事故\ncontent: caution")


def slight(text: str) -> list[tuple[int, int, int, int, str, str]]:
    return said(tuple(one for one in findings(text) if one.rule == "slight-matter"))


def test_place_and_words() -> None:
    assert slight(TEXT.replace("声かけ事案の発生", "物損事故")) == [
        (
            2,
            18,
            2,
            20,
            "「物損」とあります。物損、軽傷、ペットなどは、別表の事案ではありません。",
            "It says `物損`: damage alone, slight injuries or pets are none of the table's matters.",
        )
    ]


@pytest.mark.parametrize("case", ["other\ncase_name: 多重事故", "fatal", "critical", "serious", "fatal-hit-and-run"])
@pytest.mark.parametrize(
    "words",
    [
        "物損事故です。",
        "1人が軽傷です。",
        "けが人はいません。",
        "けがをした人はいません。",
        "けがはありません。",
        "負傷者なし。",
        "迷い犬を保護しています。",
        "飼い猫がいなくなりました。",
        "死者はいません。物件事故です。",
    ],
)
def test_whichever_case_was_chosen(case: str, words: str) -> None:
    """G8: `serious` chosen for an accident in which nobody was hurt."""
    text = TEXT.replace("case: other\ncase_name: 多重事故", f"case: {case}")
    assert len(slight(f"{text}\n{words}\n")) == 1


@pytest.mark.parametrize(
    "words",
    [
        "1人が死亡し、1人が軽傷です。",
        "1人が意識不明の重体です。ほかにけが人はいません。",
        "歩行者の方が重傷です。運転手は軽傷です。",
        "けが人がいます。",
        "ペットボトルを積んだ車です。",
        "飼い犬を連れた方です。",
    ],
)
def test_something_graver_or_something_else_passes(words: str) -> None:
    assert slight(f"{TEXT}\n{words}\n") == []


def test_elsewhere_an_injury_is_part_of_the_matter_and_a_lost_pet_is_none() -> None:
    assert slight(changed("男に声をかけられる", "男に触られ、軽傷を負う")) == []
    assert slight(changed("男に声をかけられる", "男に声をかけられ、けがはありません。")) == []
    assert len(slight(changed("男に声をかけられる", "迷い犬が保護される"))) == 1
    assert slight(TEXT) == []
