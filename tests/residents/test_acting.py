"""Every way out of the list, who is answered, and whom no robot and no thief takes out."""

from __future__ import annotations

import sqlite3
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from haishin.message.keys import Keys, LeaveKey, return_path
from haishin.residents.desk.acting import Fate, Grounds, act_on_mail, act_on_request
from haishin.residents.desk.desk import How, Request
from haishin.residents.mails.bounces import Report
from haishin.residents.mails.incoming import Incoming
from haishin.residents.registry import history
from haishin.residents.registry.registry import Known, Registry, by_id
from support.contract import shipped
from support.residents import TARO, wish

STOP = "teishi@police.example.jp"
DOMAIN = "police.example.jp"
REPORT = Report(TARO, "mx.example.net", "rcpt", "5.1.1", "550 5.1.1 User unknown", "failed")


class Office:
    """A registry with Taro in it, and what acts rest on."""

    def __init__(self, folder: Path, now: datetime) -> None:
        self.registry = Registry(folder / "subscribers.sqlite", patience=0)
        self.now = now
        self.keys, self.leaving = Keys.throwaway(), LeaveKey.throwaway()
        self.grounds = Grounds(STOP, self.keys, self.leaving, self.registry.digest())
        self.taro = self.registry.register(wish(TARO), now - timedelta(days=400))

    def act(self, mail: Incoming, digest: str = "one") -> Fate:
        with self.registry.acting() as connection:
            return act_on_mail(connection, mail, digest, self.grounds, self.now)

    def request(self, token: str, how: How = "one-click") -> bool:
        with self.registry.acting() as connection:
            return act_on_request(connection, Request("x", token, how), self.grounds, self.now)

    def known(self) -> Known:
        with self.registry.acting() as connection:
            known = by_id(connection, self.taro)
        assert known is not None
        return known

    def there(self) -> bool:
        return self.known().left_at is None

    def answers(self) -> list[tuple[str, str]]:
        with self.registry.acting() as connection:
            return connection.execute("SELECT kind, address FROM answer ORDER BY number").fetchall()

    def how(self) -> list[str]:
        with self.registry.acting() as connection:
            return [f"{event.what} {event.how}" for event in history.of(connection, self.taro)]

    def signs(self) -> list[str]:
        with self.registry.acting() as connection:
            return [cls for (cls,) in connection.execute("SELECT class FROM sign ORDER BY class")]

    def path(self, resident: str | None = None, alert: str = "20261125-1640-koekake") -> str:
        return return_path(alert, resident or self.taro, DOMAIN, self.keys)


@pytest.fixture
def office(tmp_path: Path, now: datetime) -> Office:
    return Office(tmp_path, now)


def mail(to: str, **said: object) -> Incoming:
    plain = Incoming(
        to=to,
        sender=TARO,
        vouched=False,
        automatic=False,
        idle=False,
        word=False,
        join=False,
        more=False,
        report=None,
    )
    return replace(plain, **said)  # type: ignore[arg-type]


ROBOT = {"automatic": True, "idle": True}


def tagged(office: Office) -> str:
    return f"teishi+{office.leaving.token(office.taro)}@{DOMAIN}"


# --- by his token -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("how", ["one-click", "button"])
def test_a_request_lets_him_leave_with_a_last_mail(office: Office, how: How) -> None:
    assert office.request(office.leaving.token(office.taro), how)
    assert not office.there()
    assert office.answers() == [("left", TARO)]
    assert office.how()[-1] == f"left {how}"


def test_a_repeated_request_changes_and_answers_nothing(office: Office) -> None:
    token = office.leaving.token(office.taro)
    assert [office.request(token), office.request(token)] == [True, False]
    assert office.answers() == [("left", TARO)]


def test_a_forged_token_does_nothing(office: Office) -> None:
    """Threat W3: the hijacked page has no resident's id; a key of another makes no token."""
    assert not office.request(LeaveKey.throwaway().token(office.taro))
    assert not office.request(office.leaving.token("a" * 26))
    assert office.there()
    assert office.answers() == []


def test_whatever_comes_to_his_own_address_for_leaving_leaves(office: Office) -> None:
    assert office.act(mail(tagged(office), sender="")) is Fate.DONE
    assert not office.there()
    assert office.answers() == [("left", TARO)]


def test_what_a_mail_program_sends_by_itself_leaves(office: Office) -> None:
    """Some mark the mail that their button sends as automatic; it answers no mail."""
    office.act(mail(tagged(office), automatic=True))
    assert not office.there()


def asked(office: Office) -> str:
    return tagged(office).replace("+", "+re.")


def test_who_answers_our_question_by_the_word_leaves(office: Office) -> None:
    office.act(mail(asked(office), word=True))
    assert not office.there()
    assert office.answers() == [("left", TARO)]


@pytest.mark.parametrize(
    ("said", "fate"),
    [
        ({**ROBOT}, Fate.DONE),
        ({**ROBOT, "report": REPORT}, Fate.DONE),
        ({"automatic": True, "word": True}, Fate.PERSON),
        ({}, Fate.PERSON),  # a vacation's answer without a sign, or a reader's "no"
        ({"more": True, "vouched": True}, Fate.PERSON),
    ],
)
def test_what_answers_our_question_without_the_word_leaves_for_nobody(
    office: Office, said: dict[str, object], fate: Fate
) -> None:
    """Threat W9."""
    assert office.act(mail(asked(office), **said)) is fate
    assert office.there()
    assert office.answers() == []


# --- by his address -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("to", "word"), [(STOP, False), (STOP, True), (f"mail@{DOMAIN}", True)])
def test_a_sender_whom_our_server_vouches_for_leaves_at_once(office: Office, to: str, word: bool) -> None:
    office.act(mail(to, vouched=True, word=word))
    assert not office.there()
    assert office.answers() == [("left", TARO)]


@pytest.mark.parametrize("to", [STOP, f"mail@{DOMAIN}"])
def test_a_forged_sender_is_asked_and_stays(office: Office, to: str) -> None:
    """Threat W6."""
    office.act(mail(to, word=True))
    assert office.there()
    assert office.answers() == [("ask", TARO)]


def test_a_forged_token_is_heeded_as_a_mail_without_one(office: Office) -> None:
    office.act(mail(f"teishi+{'a' * 26}.abcdefghijklmn@{DOMAIN}", word=True))
    assert office.there()
    assert office.answers() == [("ask", TARO)]


def test_a_flood_of_forged_mails_brings_three_answers(office: Office) -> None:
    """Threat W5: a thousand mails, three answers a day."""
    for number in range(1000):
        office.act(mail(STOP, word=True), f"digest {number}")
    assert office.answers() == [("ask", TARO)] * 3
    office.now += timedelta(days=1, seconds=1)
    office.act(mail(STOP, word=True), "tomorrow")
    assert len(office.answers()) == 4


def test_no_flood_brings_more_than_so_many_answers_an_hour(office: Office) -> None:
    people = [f"x{number}@example.com" for number in range(610)]
    for one in people:
        office.registry.register(wish(one), office.now)
    for one in people:
        office.act(mail(STOP, word=True, sender=one), f"of {one}")
    assert len(office.answers()) == 600
    for _ in range(2):
        assert office.act(mail(STOP, word=True), "a resident's, who hears nothing") is Fate.PERSON
    assert office.act(mail(STOP, word=True, vouched=True), "his own") is Fate.DONE
    assert not office.there()


@pytest.mark.parametrize("word", [False, True])
@pytest.mark.parametrize("to", [STOP, "his own", f"mail@{DOMAIN}"])
def test_his_words_are_read_though_he_leaves(office: Office, to: str, word: bool) -> None:
    """Whoever asks to leave may cry for help in the same mail, or answer our question by "no"."""
    to = tagged(office) if to == "his own" else to
    said = mail(to, vouched=True, word=word, more=True)
    assert [office.act(said), office.act(said)] == [Fate.PERSON] * 2
    assert office.there() == (to.startswith("mail@") and not word)
    assert len(office.answers()) == (0 if office.there() else 1)


def test_an_empty_mail_to_the_address_for_leaving_is_nothing_to_read(office: Office) -> None:
    assert office.act(mail(STOP, vouched=True)) is Fate.DONE
    assert not office.there()


@pytest.mark.parametrize("to", ["Teishi@{}", "TEISHI@{}", "Teishi+{}@{}", "TEISHI+{}@{}", '"teishi+{}"@{}'])
def test_case_and_quotation_change_no_address(office: Office, to: str) -> None:
    """A phone begins a line with a capital; a server on the way may spell the part before the @ anew."""
    token = office.leaving.token(office.taro)
    named = to.format(*[token.upper() if to[1].isupper() else token] * (to.count("{}") - 1), DOMAIN)
    assert office.act(mail(named, vouched=True)) is Fate.DONE
    assert not office.there()


@pytest.mark.parametrize("to", [STOP, f"mail@{DOMAIN}"])
@pytest.mark.parametrize("sender", ["stranger@example.com", ""])
@pytest.mark.parametrize("vouched", [False, True])
def test_whoever_is_not_known_and_asks_to_leave_reaches_a_person(
    office: Office, to: str, sender: str, vouched: bool
) -> None:
    """He gets our mails by another address, or writes his own oddly: nobody but a person can take him out."""
    said = mail(to, sender=sender, word=True, vouched=vouched)
    assert [office.act(said), office.act(said)] == [Fate.PERSON] * 2
    assert office.answers() == []


@pytest.mark.parametrize("to", [STOP, f"mail@{DOMAIN}"])
def test_a_robot_is_neither_heeded_nor_answered(office: Office, to: str) -> None:
    """Threat W10: our own answer fed back ends there."""
    assert office.act(mail(to, **ROBOT, vouched=True)) is Fate.DONE
    assert office.there()
    assert office.answers() == []


@pytest.mark.parametrize("to", [STOP, f"mail@{DOMAIN}", "the return path"])
def test_what_only_may_be_a_robot_s_is_read_by_a_person(office: Office, to: str) -> None:
    """A list, a form or a gateway sends what people write, and a person may say what robots say."""
    to = office.path() if to == "the return path" else to
    assert office.act(mail(to, automatic=True, word=True, vouched=True)) is Fate.PERSON
    assert office.there()
    assert office.answers() == []


def test_a_complaint_that_comes_to_another_address_is_read(office: Office) -> None:
    complaint = replace(REPORT, action="complaint")
    assert office.act(mail(f"postmaster@{DOMAIN}", **ROBOT, report=complaint)) is Fate.PERSON
    assert office.act(mail(f"postmaster@{DOMAIN}", **ROBOT, report=REPORT)) is Fate.DONE


def test_any_other_mail_reaches_a_person_unanswered(office: Office) -> None:
    assert office.act(mail(f"mail@{DOMAIN}")) is Fate.PERSON
    assert office.act(mail(f"mail@{DOMAIN}", vouched=True)) is Fate.PERSON
    assert office.there()
    assert office.answers() == []


def test_a_mail_that_is_read_again_after_a_break_is_acted_on_once(office: Office) -> None:
    for _ in range(2):
        assert office.act(mail(STOP, word=True, vouched=True)) is Fate.DONE
    assert office.answers() == [("left", TARO)]
    for _ in range(2):
        assert office.act(mail(STOP, sender="stranger@example.com"), "two") is Fate.PERSON


def test_an_alert_that_comes_back_again_and_again_is_one_sign(office: Office) -> None:
    """Threat W16: one report made a living reader silent, where it could not be deleted or came with other Received."""
    for _ in range(30):
        for digest in ("one", f"with another Received: {office.now}"):
            assert office.act(mail(office.path(), report=REPORT, **ROBOT), digest) is Fate.DONE
        office.registry.tidy(office.now, shipped().policy.residents)
        office.now += timedelta(days=1)
    assert office.signs() == ["unknown"]
    office.act(mail(office.path(alert="20261126-0900-another"), report=REPORT, **ROBOT), "another")
    assert office.signs() == ["unknown", "unknown"]


def test_a_control_address_stays(office: Office) -> None:
    """Only an operator takes it out: a unit would no longer see its own mails."""
    control = office.registry.register(wish("unit@example.jp", control="maebashi"), office.now)
    assert not office.request(office.leaving.token(control))
    assert office.act(mail(STOP, sender="unit@example.jp", vouched=True, word=True)) is Fate.PERSON
    assert office.answers() == []


# --- what came back -----------------------------------------------------------------------------------------------


def test_a_report_is_a_sign_of_whom_its_path_names(office: Office) -> None:
    assert office.act(mail(office.path(), report=REPORT, automatic=True)) is Fate.DONE
    assert office.signs() == ["unknown"]


def test_a_report_on_a_forged_path_is_no_sign(office: Office) -> None:
    """Threat W16: forged, of another key, swapped."""
    others = return_path("20261125-1640-koekake", office.taro, DOMAIN, Keys.throwaway())
    swapped = office.path("b" * 26).replace("b" * 26, office.taro)
    for to in (others, swapped, f"bounce+x.{office.taro}.abcdefghijklmn@{DOMAIN}"):
        office.act(mail(to, report=REPORT, automatic=True), to)
    assert office.signs() == []


def test_a_report_on_another_mailbox_reaches_a_person_and_is_no_sign(office: Office) -> None:
    elsewhere = replace(REPORT, recipient="hanako@example.net")
    assert office.act(mail(office.path(), report=elsewhere, automatic=True)) is Fate.PERSON
    assert office.signs() == ["strange"]


def test_hundreds_of_reports_that_no_row_knows_hide_no_cry_for_help(office: Office) -> None:
    said = replace(REPORT, said="550 5.3.0 no", status="5.3.0")
    people = {f"r{number}@example.net": f"digest {number}" for number in range(10)}
    fates = []
    for address, digest in people.items():
        resident = office.registry.register(wish(address), office.now)
        report = replace(said, recipient=address)
        fates.append(office.act(mail(office.path(resident), report=report, automatic=True), digest))
    assert fates == [Fate.PERSON] * 3 + [Fate.DONE] * 7
    assert office.signs() == ["strange"] * 10


def test_a_holiday_reply_on_the_return_path_says_nothing(office: Office) -> None:
    assert office.act(mail(office.path(), **ROBOT)) is Fate.DONE
    assert office.act(mail(office.path()), "a person") is Fate.PERSON
    assert office.signs() == []


def test_a_report_on_who_has_left_says_nothing(office: Office) -> None:
    office.registry.leave(office.taro, office.now)
    assert office.act(mail(office.path(), report=REPORT, automatic=True)) is Fate.DONE
    assert office.signs() == []


def test_nothing_is_half_done_if_it_breaks(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    """The answer stands in the transaction of the act."""

    def broken(*_: object) -> None:
        raise sqlite3.OperationalError("disk I/O error")

    monkeypatch.setattr("haishin.residents.desk.answers.put", broken)
    with pytest.raises(Exception, match=r"sqlite-error|disk"):
        office.request(office.leaving.token(office.taro))
    assert office.there()
    assert "left one-click" not in office.how()
