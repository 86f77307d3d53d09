"""Whose turn it is, in words: a sentence for each rung, and people by the name that others call them."""

from __future__ import annotations

import pytest

from haishin.consult.turns import turn_sentence
from haishin.core.catalogue import Message, rows
from haishin.core.model import Language, Turn, What, Who
from support.decision import contract

MAEBASHI = ("maebashi-staff", "maebashi-manager", "maebashi-officer", "maebashi-duty")
KOHO = ("koho-kocho-manager", "koho-kocho-officer", "koho-kocho-staff")


def test_every_rung_has_a_sentence_of_its_own_in_both_languages() -> None:
    assert {name for name in rows("consult") if name.startswith("turn-")} == {f"turn-{what}" for what in What}
    for language in ("ja", "en"):
        words = [Message(f"consult/turn-{what}")[language] for what in What]  # type: ignore[index]
        assert len(set(words)) == len(words)
        assert all(sentence.endswith(("。", ".")) for sentence in words)
        assert all(len(sentence) <= 110 for sentence in words)  # with names it fits a status


@pytest.mark.parametrize(
    ("turn", "language", "words"),
    [
        (Turn(What.APPROVE, ("maebashi-manager",)), "ja", "登坂署長:内容を読んで、承認してください。"),
        (Turn(What.APPROVE, ("maebashi-manager",)), "en", "登坂 浩: Read it, and approve."),
        (
            Turn(What.APPROVE, MAEBASHI),
            "ja",
            "長井さん、登坂署長、石井副署長、木村さん:内容を読んで、承認してください。",
        ),
        (Turn(What.APPROVE), "ja", "今、承認できる人が体制表にいません。広報広聴課に連絡してください。"),
        (Turn(What.CORRECT, ("maebashi-staff",)), "ja", "長井さん:指摘されたところを直してください。"),
        (Turn(What.CORRECT, ("someone",)), "ja", "起案者:指摘されたところを直してください。"),
        (Turn(What.PROPOSE), "en", "The drafter: Open a pull request."),
        (Turn(What.MERGE, MAEBASHI[:1]), "ja", "長井さん:承認がそろいました。「Squash and merge」を押してください。"),
        (Turn(What.MERGE, MAEBASHI), "ja", "前橋警察署:承認がそろいました。「Squash and merge」を押してください。"),
        (
            Turn(What.MERGE, ("someone", *MAEBASHI)),
            "ja",
            "前橋警察署:承認がそろいました。「Squash and merge」を押してください。",
        ),
        (Turn(What.WAIT), "ja", "配信の時刻を待っています。対応は不要です。"),
    ],
)
def test_who_is_meant_and_what_he_does(turn: Turn, language: Language, words: str) -> None:
    assert turn_sentence(turn, contract(), language) == words


def test_the_press_section_is_called_as_a_whole() -> None:
    turn = Turn(What.CONFIRM_RELEASE, KOHO)
    assert turn.who is Who.PRESS
    assert turn_sentence(turn, contract(), "ja").startswith("広報広聴課:報道発表が済んだら")
    assert turn_sentence(Turn(What.CONFIRM_RELEASE, KOHO[2:]), contract(), "ja").startswith("福田さん:")
