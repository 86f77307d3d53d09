"""An answer is one plain mail, which no robot answers; each row is mailed once at most."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from pathlib import Path
from typing import cast

import pytest

from haishin.core.contract.organization import Desk
from haishin.message.keys import Keys, LeaveKey, returned
from haishin.message.sender import Sender
from haishin.residents.desk import answers
from haishin.residents.desk.answers import Answerer, Row
from haishin.residents.desk.pages import names
from haishin.residents.mails.incoming import read
from haishin.residents.registry.registry import Registry, identified
from haishin.residents.registry.subscriber import Subscriber
from support.contract import desk_contract, shipped
from support.residents import TARO, wish

ID = "a" * 26
RESIDENT = identified(ID, wish(TARO))
DESK = Desk("https://police.example.jp", "teishi@police.example.jp", "mx.police.example.jp")


@pytest.fixture
def answerer() -> Answerer:
    return Answerer(
        Sender.of(shipped().organization.mail), DESK, Keys.throwaway(), LeaveKey.throwaway(), "027-243-0110"
    )


def composed(
    answerer: Answerer, kind: answers.Kind, language: str, now: datetime, resident: Subscriber | None = RESIDENT
) -> bytes:
    letter = answerer.compose(Row(7, TARO, kind, language, now), resident)
    return letter.head + letter.body


def test_who_has_registered_reads_what_he_gets() -> None:
    """Not what somebody else may have wished, nor how; the names are those of the page."""
    force = desk_contract()
    chosen = replace(
        RESIDENT,
        stations=frozenset({"maebashi"}),
        municipalities=frozenset({"太田市"}),
        categories=frozenset({"traffic", "*"}),
    )
    answerer = Answerer(
        Sender.of(force.organization.mail), DESK, Keys.throwaway(), LeaveKey.throwaway(), "", names(force)
    )
    for kind in ("registered", "changed"):
        text = answerer.text(kind, None, chosen)
        assert "地域：前橋警察署、太田市\n種類：すべて(これから増えるものも)、交通情報\n" in text.ja
        assert "Areas: " in text.en
        assert "太田市" in text.en
    assert answerer.text("word").ja == answerer.text("word", None, chosen).ja


def parsed(data: bytes) -> EmailMessage:
    return cast("EmailMessage", message_from_bytes(data, policy=default))


@pytest.mark.parametrize("kind", ["left", "ask"])
@pytest.mark.parametrize("language", ["ja", "en", "vi"])
def test_each_is_one_plain_mail_without_a_link(
    answerer: Answerer, kind: answers.Kind, language: str, now: datetime
) -> None:
    mail = parsed(composed(answerer, kind, language, now))
    text = mail.get_content()
    assert mail.get_content_type() == "text/plain"
    assert mail["To"] == TARO
    assert "://" not in text
    assert ID not in text
    assert "027-243-0110" in text
    assert "{" not in text
    assert ("registered" in text or "mailed" in text or "Somebody" in text) == (language != "ja")


def test_no_robot_answers_it_and_we_do_not_either(answerer: Answerer, now: datetime) -> None:
    """Threat W10, RFC 3834."""
    data = composed(answerer, "ask", "ja", now)
    mail = parsed(data)
    assert mail["Auto-Submitted"] == "auto-replied"
    assert read(data, DESK.authserv).automatic


def test_a_reply_to_the_question_bears_his_token(answerer: Answerer, now: datetime) -> None:
    assert parsed(composed(answerer, "ask", "ja", now))["Reply-To"] == (
        f"teishi+re.{answerer.leaving.token(ID)}@police.example.jp"
    )
    assert parsed(composed(answerer, "left", "ja", now))["Reply-To"] is None


def test_it_comes_back_to_whom_it_was_for(answerer: Answerer, now: datetime) -> None:
    letter = answerer.compose(Row(7, TARO, "left", "ja", now), RESIDENT)
    known = returned(letter.mail_from.rpartition("@")[0], answerer.keys)
    assert known is not None
    assert known[1] == ID
    nobodys = answerer.compose(Row(8, TARO, "left", "ja", now), None)
    assert nobodys.mail_from.startswith("bounce+")


def test_no_two_have_one_id_though_a_number_is_given_again(answerer: Answerer, tmp_path: Path, now: datetime) -> None:
    """The question and the last mail go to one person, who must see both."""
    registry = Registry(tmp_path / "subscribers.sqlite", patience=0)
    registry.register(wish(TARO), now)
    kinds: tuple[answers.Kind, ...] = ("ask", "left", "left")
    mailed = []
    for minute, kind in enumerate(kinds):
        with registry.acting() as connection:
            answers.put(connection, TARO, kind, "ja", now + timedelta(minutes=minute))
            (row,) = answers.begin(connection, now)
            mailed.append(row)
            answers.end(connection, [(row.number, False)])
    assert {row.number for row in mailed} == {1}
    letters = [answerer.compose(row, RESIDENT) for row in (*mailed, mailed[0])]
    found = [str(parsed(letter.head + letter.body)["Message-ID"]) for letter in letters]
    assert len({*found[:3]}) == 3
    assert found[3] == found[0]  # at each attempt the same


def test_the_end_of_a_row_that_was_erased_is_not_that_of_its_successor(tmp_path: Path, now: datetime) -> None:
    registry = Registry(tmp_path / "subscribers.sqlite", patience=0)
    registry.register(wish(TARO), now)
    with registry.acting() as connection:
        answers.put(connection, TARO, "ask", "ja", now)
        (first,) = answers.begin(connection, now)
        connection.execute("DELETE FROM answer")
        answers.put(connection, TARO, "left", "ja", now)
        answers.end(connection, [(first.number, False)])
        assert [row.kind for row in answers.begin(connection, now)] == ["left"]


def test_each_row_is_begun_once(tmp_path: Path, now: datetime) -> None:
    registry = Registry(tmp_path / "subscribers.sqlite", patience=0)
    registry.register(wish(TARO), now)
    with registry.acting() as connection:
        for _ in range(answers.AT_ONCE + 1):
            answers.put(connection, TARO, "left", "ja", now)
    with registry.acting() as connection:
        first = answers.begin(connection, now)
    with registry.acting() as connection:
        second = answers.begin(connection, now)
        third = answers.begin(connection, now)
    assert [row.number for row in first + second] == list(range(1, answers.AT_ONCE + 2))
    assert third == []


def test_what_waits_is_tried_again_and_nothing_else(tmp_path: Path, now: datetime) -> None:
    registry = Registry(tmp_path / "subscribers.sqlite", patience=0)
    registry.register(wish(TARO), now)
    with registry.acting() as connection:
        for _ in range(2):
            answers.put(connection, TARO, "left", "ja", now)
        numbers = [row.number for row in answers.begin(connection, now)]
        answers.end(connection, zip(numbers, (False, True), strict=True))
        assert [row.number for row in answers.begin(connection, now + timedelta(minutes=1))] == numbers[1:2]
        assert connection.execute("SELECT count(*) FROM answer").fetchone() == (1,)
