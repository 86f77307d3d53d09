from __future__ import annotations

import pytest

from haishin.document.sample import changed
from support_documents import findings, said

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


@pytest.mark.parametrize("word", ["物損", "軽傷", "けが人はいません", "迷い犬", "ペット"])
def test_in_the_text_of_a_special_case(word: str) -> None:
    assert len(slight(TEXT.replace("男に声をかけられる", f"{word}に"))) == 1


def test_elsewhere_an_injury_is_part_of_the_matter_and_a_pet_is_none() -> None:
    other = changed(KIND, "suspicious-person\ncase: other\ncase_name: 盗撮\ncontent: caution")
    assert slight(other.replace("男に声をかけられる", "男に触られ、軽傷を負う")) == []
    assert len(slight(other.replace("男に声をかけられる", "迷い犬に"))) == 1


def test_a_case_of_the_table_may_say_so() -> None:
    assert slight(changed("男に声をかけられる", "軽傷を負わされる")) == []
    assert slight(TEXT) == []
