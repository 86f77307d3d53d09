from __future__ import annotations

import pytest

from haishin.check.document.sample import changed
from haishin.check.reading import Writing
from haishin.check.rules.exercise import look
from haishin.core.model import Severity
from support.contract import shipped
from support.documents import findings, said

TITLE = "下校中の児童に対する声かけ事案の発生"
BODY = "- 不審な人を見かけたときは"


def found(text: str) -> list[tuple[int, int, int, int, str, str]]:
    return said(tuple(one for one in findings(text) if one.rule == "exercise"))


def test_place_and_words() -> None:
    """F8: a robbery that is none went to every resident as one."""
    assert found(changed(TITLE, '"訓練：前橋市内における強盗事件発生"')) == [
        (
            2,
            9,
            2,
            12,
            "「訓練：」とありますが、訓練(exercise)になっていません。このままでは、実際の事件として、登録者の全員に届きます。",
            "It says `訓練：`, but is not marked as an exercise: every reader would get it as real.",
        )
    ]


def test_it_is_an_error_that_may_be_confirmed() -> None:
    text = changed(BODY, "- 訓練を受けた警察犬と捜しています。見かけたときは")
    (one,) = findings(text)
    assert (one.rule, one.severity, one.clause) == ("exercise", Severity.ERROR, "5(3)")
    answer = f"press: none\nconfirmed:\n  - {{rule: exercise, mark: {one.mark}, reason: 警察犬の訓練のため}}"
    assert [two.severity for two in findings(text.replace("press: none", answer))] == [Severity.NOTE]


@pytest.mark.parametrize(
    "line",
    [
        "これは訓練です。",
        "**これは訓練です。**",
        "【訓練】",
        "このメールは訓練として配信しています。",
        "（訓練）",
        "テスト配信です。",
        "不審者対応訓練を行っています。",
    ],
)
def test_in_a_matter_of_one_moment_any_training_is_asked_about(line: str) -> None:
    assert len(found(changed(BODY, f"- {line}\n{BODY}"))) == 1
    marked = changed(BODY, f"- {line}\n{BODY}").replace("press: none", "press: none\nexercise: true")
    assert found(marked) == []


@pytest.mark.parametrize(
    "line",
    [
        "これは訓練ではありません。",
        "訓練でなく、実際に発生した事案です。",
        "職業訓練校の前の路上です。",
        "警察犬の訓練所の近くです。",
        "避難訓練の帰りの児童です。",
        "「これは訓練です」と言って訪ねてくる男がいます。",
    ],
)
def test_what_says_nothing_of_the_mail_passes(line: str) -> None:
    assert found(changed(BODY, f"- {line}\n{BODY}")) == []


PLANNED = [("notice", "safety", "information"), ("traffic-regulation", "event", "regulation")]


@pytest.mark.parametrize(("category", "case", "content"), PLANNED)
@pytest.mark.parametrize(
    ("title", "body", "told"),
    [
        ("総合防災訓練に伴う交通規制", "11月29日（日）、総合防災訓練に伴い、通行を規制します。", False),
        ("避難訓練のサイレンについて", "11月29日（日）、避難訓練のため、サイレンが鳴ります。", False),
        ("訓練：通行止め", "通行を止めています。", True),
        ("訓練 通行止め", "通行を止めています。", True),
        ("通行止め", "これは訓練です。", True),
    ],
)
def test_an_exercise_that_is_held_is_told_in_a_notice_or_a_regulation(
    category: str, case: str, content: str, title: str, body: str, told: bool
) -> None:
    writing = Writing(title, body, category, case, content)
    assert bool(list(look(writing, shipped()))) is told


def test_a_regulation_at_once_is_a_matter_of_one_moment() -> None:
    writing = Writing("通行止め", "訓練のため、通行を止めています。", "traffic-regulation", "accident", "regulation")
    assert len(list(look(writing, shipped()))) == 1


def test_of_a_mail_whose_content_is_not_known_nothing_is_said() -> None:
    assert list(look(Writing("訓練：強盗", "これは訓練です。"), shipped())) == []
