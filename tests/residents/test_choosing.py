"""Registering by an empty mail: who is answered how often, what a link does and when it ends, another address."""

from __future__ import annotations

import io
import re
import sqlite3
from contextlib import closing
from dataclasses import replace
from datetime import datetime, timedelta
from itertools import product
from pathlib import Path
from random import Random

import pytest
from test_acting import REPORT, ROBOT, mail

from haishin.core.catalogue import Message
from haishin.core.model import Scope
from haishin.message.keys import Keys, LeaveKey
from haishin.message.sender import Sender
from haishin.residents.desk import answers, choosing, pages
from haishin.residents.desk.acting import Fate, Grounds, act_on_mail, act_on_request
from haishin.residents.desk.answers import Answerer
from haishin.residents.desk.choosing import Offer
from haishin.residents.desk.desk import How, Request
from haishin.residents.mails.incoming import Incoming, read
from haishin.residents.registry import history
from haishin.residents.registry.registry import OWN, Known, Registry
from haishin.residents.registry.subscriber import ALL, Choices
from support.contract import desk_contract
from support.residents import TARO, VACATIONS, wish

DESK = desk_contract().organization.mail.desk
assert DESK is not None
assert DESK.register is not None
TO, DOMAIN = DESK.register, "example.jp"
MAEBASHI = f"touroku-maebashi@{DOMAIN}"
HANA = "hana@docomo.example.test"
PAGE = "0123456789abcdef"
CHOSEN = {
    "station": ["ota"],
    "municipality": ["上野村"],
    "category": ["crime", "fraud"],
    "form": ["html"],
    "language": ["en"],
    "night": ["yes"],
    "page": [PAGE],
}


class Office:
    """A registry with Taro in it, and the grounds of a force whose people register themselves."""

    def __init__(self, folder: Path, now: datetime) -> None:
        self.registry, self.now, self.count = Registry(folder / "subscribers.sqlite", patience=0), now, 0
        ours = frozenset((TO, "anzen@mail.example.jp", "teishi@example.jp"))
        offer = Offer(TO, ours, Choices.of(desk_contract()), frozenset({PAGE}), "b" * 16)
        self.leaving = LeaveKey.throwaway()
        self.grounds = Grounds("teishi@example.jp", Keys.throwaway(), self.leaving, self.registry.digest(), offer)
        self.taro = self.registry.register(wish(TARO), now - timedelta(days=400))
        self.folder = folder

    def write(self, to: str = TO, sender: str = HANA, digest: str = "", **said: object) -> Fate:
        self.count += 1
        with self.registry.acting() as connection:
            known = digest or f"digest {self.count}"
            return act_on_mail(connection, mail(to, sender=sender, **said), known, self.grounds, self.now)

    def press(self, token: str, how: How = "choices", **chosen: list[str]) -> bool:
        request = Request("x", token, how, {**CHOSEN, **chosen} if how == "choices" else {})
        with self.registry.acting() as connection:
            return act_on_request(connection, request, self.grounds, self.now)

    def answers(self) -> list[tuple[str, str]]:
        return [(kind, address) for kind, address, _ in self.rows()]

    def rows(self) -> list[tuple[str, str, str]]:
        with self.registry.acting() as connection:
            return connection.execute("SELECT kind, address, token FROM answer ORDER BY number").fetchall()

    def token(self) -> str:
        return self.rows()[-1][2]

    def known(self, address: str = HANA) -> Known | None:
        known = self.registry.find(address)
        return None if known is None or known.away is not None else known

    def chose(self, address: str = HANA) -> tuple[object, ...]:
        known = self.known(address)
        assert known is not None
        one = known.subscriber
        return (
            sorted(one.stations),
            sorted(one.municipalities),
            sorted(one.categories),
            one.form,
            one.language,
            one.night,
        )

    def events(self, address: str = HANA) -> list[str]:
        return [f"{event.what} {event.how} {event.words}" for event in self.registry.history(address)]

    def links(self) -> int:
        with self.registry.acting() as connection:
            return int(connection.execute("SELECT count(*) FROM link").fetchone()[0])


@pytest.fixture
def office(tmp_path: Path, now: datetime) -> Office:
    return Office(tmp_path, now)


def reply(office: Office, token: str | None = None) -> str:
    return f"touroku+{token or office.token()}@{DOMAIN}"


# --- an empty mail ------------------------------------------------------------------------------------------------


def test_an_empty_mail_brings_a_link_and_registers_nobody(office: Office) -> None:
    assert office.write() is Fate.DONE
    assert office.answers() == [("link", HANA)]
    assert office.known() is None
    assert re.fullmatch("[a-z2-7]{16}", office.token())


def test_who_is_there_gets_a_link_to_his_choices(office: Office) -> None:
    office.write(sender=TARO)
    assert office.answers() == [("choose", TARO)]


def test_what_else_he_wrote_a_person_reads(office: Office) -> None:
    assert office.write(more=True) is Fate.PERSON
    assert office.answers() == [("link", HANA)]


def test_a_mail_read_again_after_a_break_is_answered_once(office: Office) -> None:
    assert [office.write(digest="one"), office.write(digest="one")] == [Fate.DONE, Fate.DONE]
    assert len(office.answers()) == 1


@pytest.mark.parametrize(
    "said",
    [ROBOT, {"automatic": True}, {**ROBOT, "join": True}, {"report": REPORT}, {"sender": ""},
     {"sender": "anzen@mail.example.jp"}, {"sender": TO}, {"sender": "teishi@example.jp"}],
)  # fmt: skip
def test_robots_lists_nobody_and_ourselves_get_nothing(office: Office, said: dict[str, object]) -> None:
    """Threats W9, W10."""
    for to in (TO, MAEBASHI, f"touroku+{'a' * 16}@{DOMAIN}"):
        office.write(to, **{"sender": HANA, **said})
    assert office.answers() == []
    assert office.links() == 0


def test_a_thousand_forged_mails_bring_their_victim_three_answers(office: Office) -> None:
    """Threat W5."""
    fates = {office.write() for _ in range(1000)}
    assert fates == {Fate.DONE}
    assert office.answers() == [("link", HANA)] * 3
    assert office.links() == 1
    office.now += timedelta(days=1, seconds=1)
    office.write()
    assert len(office.answers()) == 4


def test_beyond_six_hundred_an_hour_nobody_is_answered_and_a_person_hears(office: Office) -> None:
    fates = [office.write(sender=f"x{number}@example.com") for number in range(605)]
    assert [fates.count(one) for one in (Fate.DONE, Fate.PERSON)] == [600, 5]
    assert len(office.answers()) == 600
    assert office.registry.readers.desk_facts(office.now).flooded
    assert not office.registry.readers.desk_facts(office.now + timedelta(hours=1, seconds=1)).flooded


def test_the_word_to_leave_leaves_there_too(office: Office) -> None:
    office.write(sender=TARO, word=True, vouched=True)
    assert office.answers() == [("left", TARO)]


@pytest.mark.parametrize(
    "to", ["x-touroku@example.jp", "tourokux@example.jp", "touroku@other.example.jp", "tour@example.jp"]
)
def test_another_address_is_none_for_registering(office: Office, to: str) -> None:
    assert office.write(to) is Fate.PERSON
    assert office.answers() == []


def test_a_control_address_is_an_operators(office: Office) -> None:
    office.registry.register(wish("unit@example.jp", control="ota"), office.now)
    assert office.write(sender="unit@example.jp") is Fate.PERSON
    assert office.answers() == []


# --- the word, for phones that filter links ------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("to", "stations"),
    [
        (TO, [ALL]),
        (MAEBASHI, ["maebashi"]),
        ("Touroku-Maebashi@example.jp", ["maebashi"]),
        ("touroku-nowhere@example.jp", [ALL]),
    ],
)
def test_the_word_registers_with_the_defaults_of_that_station(office: Office, to: str, stations: list[str]) -> None:
    office.write(to)
    assert office.write(reply(office), join=True) is Fate.DONE
    assert office.chose() == (stations, [], [ALL], "text", "ja", False)
    assert office.events() == [f"registered word {'b' * 16}"]
    assert office.answers()[1:] == [("registered", HANA)]
    assert office.links() == 0


def test_who_asks_by_the_word_gets_an_answer_without_a_link(office: Office) -> None:
    office.write(join=True)
    assert office.answers() == [("word", HANA)]
    office.write(reply(office), join=True)
    assert office.known() is not None


@pytest.mark.parametrize(
    ("said", "fate"),
    [({}, Fate.PERSON), ({"more": True}, Fate.PERSON), (ROBOT, Fate.DONE), ({**ROBOT, "join": True}, Fate.DONE)],
)
def test_a_reply_without_the_word_registers_nobody(office: Office, said: dict[str, object], fate: Fate) -> None:
    """Threat W9: neither a vacation's, nor a reader's question."""
    office.write()
    assert office.write(reply(office), **said) is fate
    assert (office.known(), len(office.answers())) == (None, 1)


def test_the_word_of_who_is_there_changes_none_of_his_choices(office: Office) -> None:
    office.write(sender=TARO)
    before = office.chose(TARO)
    office.write(reply(office), sender=TARO, join=True)
    assert office.chose(TARO) == before


# --- the link ------------------------------------------------------------------------------------------------------


def test_what_was_chosen_is_what_he_gets(office: Office) -> None:
    office.write()
    assert office.press(office.token())
    assert office.chose() == (["ota"], ["上野村"], ["crime", "fraud"], "html", "en", True)
    assert office.events() == [f"registered page {PAGE}"]
    known = office.known()
    assert known is not None
    assert known.subscriber.origin == OWN
    assert known.subscriber.consented_at == office.now.isoformat()


def test_a_change_keeps_his_id_and_what_the_form_does_not_ask(office: Office) -> None:
    office.registry.register(replace(wish(TARO), exercise=True), office.now)
    office.write(sender=TARO)
    assert office.press(office.token())
    known = office.known(TARO)
    assert known is not None
    assert (known.subscriber.id, known.subscriber.exercise) == (office.taro, True)
    assert office.answers()[-1] == ("changed", TARO)


@pytest.mark.parametrize(
    "wrong",
    [{"station": [], "municipality": []}, {"category": []}, {"station": ["nowhere"]}, {"category": ["x; crime"]},
     {"municipality": ["東京都"]}, {"form": ["pdf"]}, {"form": []}, {"language": ["xx"]}, {"night": ["maybe"]},
     {"page": ["f" * 16]}, {"page": []}],
)  # fmt: skip
def test_what_is_not_offered_changes_nothing_and_the_link_stays(office: Office, wrong: dict[str, list[str]]) -> None:
    """The page has judged it; but the page may have been taken over (threat W4)."""
    office.write()
    assert not office.press(office.token(), **wrong)
    assert (office.known(), len(office.answers()), office.links()) == (None, 1, 1)


def test_a_link_ends_with_its_use(office: Office) -> None:
    """Threat W22."""
    office.write()
    token = office.token()
    assert [office.press(token), office.press(token, station=["maebashi"])] == [True, False]
    assert office.chose()[0] == ["ota"]


def test_a_link_ends_with_the_next_after_48_hours_and_with_leaving(office: Office) -> None:
    office.write()
    first = office.token()
    office.write()
    second = office.token()
    assert not office.press(first)
    office.now += timedelta(hours=48)
    assert not office.press(second)
    office.write(sender=TARO)
    assert office.press(office.leaving.token(office.taro), "button")
    with office.registry.acting() as connection:
        assert connection.execute("SELECT address FROM link").fetchall() == [(HANA,)]


def test_an_expired_link_keeps_no_address_where_no_inbox_runs(office: Office) -> None:
    office.write()
    office.registry.tidy(office.now + timedelta(hours=47), desk_contract().policy.residents)
    assert office.links() == 1
    office.registry.tidy(office.now + timedelta(hours=48), desk_contract().policy.residents)
    assert office.links() == 0


def test_a_dead_word_brings_a_new_link(office: Office) -> None:
    office.write()
    first = office.token()
    office.write()
    assert office.write(reply(office, first), join=True) is Fate.DONE
    assert (office.known(), [kind for kind, _ in office.answers()]) == (None, ["link", "link", "word"])


@pytest.mark.parametrize("token", ["", "a" * 16, "a" * 64, "a" * 26 + ".abcdefghijklmn"])
@pytest.mark.parametrize("how", ["choices", "test", "page"])
def test_a_forged_token_does_nothing(office: Office, token: str, how: How) -> None:
    """Threats W3, W12."""
    assert not office.press(token, how)
    assert office.answers() == []


def test_a_token_of_leaving_is_none_for_choosing_nor_the_other_way(office: Office) -> None:
    office.write(sender=TARO)
    assert not office.press(office.leaving.token(office.taro), "page")
    assert not office.press(office.token(), "one-click")
    assert office.known(TARO) is not None


def test_who_is_there_leaves_by_his_link(office: Office) -> None:
    office.write(sender=TARO)
    assert office.press(office.token(), "page")
    assert office.known(TARO) is None
    assert (office.answers()[-1], office.links()) == (("left", TARO), 0)
    assert office.events(TARO)[-1] == "left page None"


def test_a_test_mail_brings_the_next_link_and_a_stranger_none(office: Office) -> None:
    office.write(sender=TARO)
    first = office.token()
    assert office.press(first, "test")
    assert office.answers()[-1] == ("test", TARO)
    assert not office.press(first, "test")
    assert office.press(office.token())
    office.write()
    assert not office.press(office.token(), "test")


def test_a_fourth_test_mail_of_a_day_is_none_and_his_link_stays(office: Office) -> None:
    office.write(sender=TARO)
    for _ in range(2):
        assert office.press(office.token(), "test")
    assert office.press(office.token(), "test")
    assert [kind for kind, _ in office.answers()] == ["choose", "test", "test"]
    assert office.press(office.token())


# --- who was there before -------------------------------------------------------------------------------------------


@pytest.mark.parametrize("state", ["left", "silent"])
@pytest.mark.parametrize("way", ["page", "word"])
def test_who_was_away_comes_back_as_a_new_person(office: Office, state: history.What, way: str) -> None:
    """Threat W18: the address may be somebody else's by now."""
    office.registry.change(state, [TARO], office.now, "operator")
    office.now += timedelta(minutes=1)
    office.write(sender=TARO)
    assert office.answers()[-1] == ("link", TARO)
    if way == "page":
        assert office.press(office.token())
    else:
        office.write(reply(office), sender=TARO, join=True)
    known = office.known(TARO)
    assert known is not None
    assert known.subscriber.id != office.taro
    assert office.answers()[-1] == ("registered", TARO)


def test_what_is_no_longer_offered_is_dropped_by_the_next_choice(office: Office) -> None:
    office.registry.register(replace(wish(TARO), stations=frozenset({"abolished", "ota"})), office.now)
    office.write(sender=TARO)
    assert office.press(office.token())
    assert office.chose(TARO)[0] == ["ota"]


HEADING = "address,stations,municipalities,categories,form,language,night,exercise,origin,consented_at"


def imported(office: Office, *lines: str, sync: bool = False) -> list[str]:
    """What an operator's list is refused for."""
    text = io.BytesIO("\n".join((HEADING, *lines, "")).encode())
    report = office.registry.import_csv(text, desk_contract(), office.now, sync=sync)
    return [problem.reason.en for problem in report.problems]


def test_a_list_takes_nobody_out_who_registered_himself_nor_undoes_his_choice(office: Office) -> None:
    """A list that was made elsewhere knows nothing of him; an older one of his old choices."""
    office.write()
    assert office.press(office.token())
    before = office.chose()
    taro = f"{TARO},ota,,crime,text,ja,yes,no,窓口,2026-01-31"
    assert imported(office, taro, sync=True) == []
    assert office.chose() == before
    older = f"{HANA},maebashi,,crime,text,ja,yes,no,窓口,2026-01-31"
    for sync in (False, True):
        assert imported(office, taro, older, sync=sync) == [Message("residents/line-own").en]
        assert office.chose() == before
    later = f"{HANA},maebashi,,crime,text,ja,yes,no,窓口,{office.now.isoformat()}"
    assert imported(office, taro, later) == []
    assert office.chose()[0] == ["maebashi"]


def test_no_list_brings_back_who_left_by_his_link(office: Office) -> None:
    """Threat W23."""
    office.write()
    office.press(office.token())
    office.now += timedelta(minutes=1)
    office.write()
    office.press(office.token(), "page")
    assert imported(office, f"{HANA},maebashi,,crime,text,ja,yes,no,窓口,2026-01-31") == [
        Message("residents/line-left").en
    ]
    assert office.known() is None


# --- another address ------------------------------------------------------------------------------------------------

NEW = "taro@new.example.com"


def test_a_vouched_mail_from_the_new_address_moves_his_choices_at_once(office: Office) -> None:
    office.write(sender=TARO)
    before, token = office.chose(TARO), office.token()
    assert office.write(reply(office, token), sender=NEW, vouched=True) is Fate.DONE
    assert office.chose(NEW) == before
    assert office.known(TARO) is None
    assert office.answers()[1:] == [("left", TARO), ("registered", NEW)]
    assert office.events(TARO)[-1] == "left moved None"
    assert (office.events(NEW), office.links()) == ([f"registered mail {'b' * 16}"], 0)
    assert not office.press(token)


@pytest.mark.parametrize("way", ["page", "word"])
def test_another_new_address_is_asked_first(office: Office, way: str) -> None:
    """Else whoever has a link registers a stranger by a forged mail."""
    office.write(sender=TARO)
    before = office.chose(TARO)
    office.write(reply(office), sender=NEW)
    assert office.answers()[1:] == [("move", NEW)]
    assert (office.known(NEW), office.known(TARO) is None, office.links()) == (None, False, 2)
    if way == "page":
        assert office.press(office.token())
        assert office.chose(NEW)[0] == ["ota"]
    else:
        office.write(reply(office), sender=NEW, join=True)
        assert office.chose(NEW) == before
    assert (office.known(TARO), office.links()) == (None, 0)


def test_the_link_of_a_stranger_moves_nobody(office: Office) -> None:
    """Swapped: from another address it is a mail as any other."""
    office.write()
    office.write(reply(office), sender=NEW, vouched=True)
    assert [kind for kind, _ in office.answers()] == ["link", "link"]
    assert (office.known(), office.known(NEW)) == (None, None)


def test_who_left_meanwhile_moves_nowhere(office: Office) -> None:
    office.write(sender=TARO)
    office.write(reply(office), sender=NEW)
    token = office.token()
    office.press(office.leaving.token(office.taro), "button")
    assert not office.press(token)
    assert office.known(NEW) is None


# --- no difference, nothing half ------------------------------------------------------------------------------------


def test_nobody_but_the_address_itself_learns_whether_it_is_registered(office: Office) -> None:
    """Threat W11: to whom else would anything go?"""
    fates = [office.write(sender=one, join=join) for one, join in product((TARO, HANA), (False, True))]
    assert set(fates) == {Fate.DONE}
    assert [address for _, address in office.answers()] == [TARO, TARO, HANA, HANA]


class _Killed(BaseException):
    pass


def test_killed_at_any_statement_nothing_is_half_done(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    office.write(sender=TARO)
    office.write(reply(office), sender=NEW)
    token = office.token()

    connect = sqlite3.connect

    def state() -> tuple[object, ...]:
        with closing(connect(office.registry.path)) as connection:
            return tuple(connection.iterdump())

    class Fused(sqlite3.Connection):
        left = 0

        def execute(self, *words: object) -> sqlite3.Cursor:
            type(self).left -= 1
            if not type(self).left:
                raise _Killed
            return super().execute(*words)  # type: ignore[arg-type]

    before = state()
    for point in range(1, 200):
        Fused.left = point
        monkeypatch.setattr(sqlite3, "connect", lambda *words, **named: connect(*words, **named, factory=Fused))
        try:
            done = office.press(token)
        except _Killed:
            monkeypatch.setattr(sqlite3, "connect", connect)
            assert state() == before
            continue
        monkeypatch.setattr(sqlite3, "connect", connect)
        assert done
        break
    assert point > 10
    monkeypatch.setattr(sqlite3, "connect", connect)
    assert (office.known(TARO), office.known(NEW) is None) == (None, False)


# --- the files of open links ----------------------------------------------------------------------------------------


def test_the_file_of_a_link_holds_choices_and_no_address(office: Office, tmp_path: Path) -> None:
    folder = tmp_path / "pages"
    folder.mkdir()
    (folder / "leave.html").touch()

    def lay_out() -> list[str]:
        with office.registry.acting() as connection:
            choosing.lay_out(connection, folder, office.now)
        return sorted(path.name for path in folder.iterdir() if path.name != "leave.html")

    office.write(sender=TARO)
    office.write(MAEBASHI)
    first = lay_out()
    assert len(first) == 2
    texts = "".join((folder / name).read_text() for name in first)
    assert "@" not in texts
    assert office.taro not in texts
    assert office.token() not in "".join(first) + texts
    assert (folder / first[0]).stat().st_mode & 0o777 == 0o440
    assert lay_out() == first
    office.press(office.token())
    assert len(lay_out()) == 1
    office.now += timedelta(hours=48)
    assert lay_out() == []
    assert (folder / "leave.html").exists()


# --- the mails ------------------------------------------------------------------------------------------------------


@pytest.fixture
def answerer(office: Office) -> Answerer:
    sender = Sender.of(desk_contract().organization.mail)
    assert DESK is not None
    return Answerer(sender, DESK, office.grounds.keys, office.leaving, "027-243-0110")


def heard(answerer: Answerer, office: Office) -> bytes:
    with office.registry.acting() as connection:
        row = answers.begin(connection, office.now)[-1]
    letter = answerer.compose(row, None)
    return b"Delivered-To: x@example.jp\nReceived: by mx\n" + letter.head + letter.body


@pytest.mark.parametrize(("head", "subject", "body"), VACATIONS)
@pytest.mark.parametrize("said", ["", "登録\n"])
def test_no_vacation_asks_for_anything(office: Office, head: str, subject: str, body: str, said: str) -> None:
    """Threat W9: neither of an empty mail's address nor as the answer to ours, whatever it quotes or repeats."""
    office.write()
    for to in (TO, reply(office)):
        top = f"Return-Path: <{HANA}>\nDelivered-To: {to}\nReceived: by mx\nFrom: <{HANA}>\nSubject: {subject}\n"
        data = f"{top}{head}Content-Type: text/plain; charset=utf-8\n\n{said}{body}\n> 登録\n".encode()
        with office.registry.acting() as connection:
            act_on_mail(connection, read(data, "mx.example.jp"), to, office.grounds, office.now)
    assert (len(office.answers()), office.known()) == (1, None)


@pytest.mark.parametrize("join", [False, True])
def test_our_own_answer_brings_no_other(office: Office, answerer: Answerer, join: bool) -> None:
    """Threat W10."""
    office.write(join=join)
    data = heard(answerer, office).replace(b"x@example.jp", TO.encode())
    back = read(data, "mx.example.jp")
    assert back.automatic
    with office.registry.acting() as connection:
        act_on_mail(connection, back, "ours", office.grounds, office.now)
    assert len(office.answers()) == 1


def test_the_answer_has_the_link_and_bears_the_token_for_the_word(office: Office, answerer: Answerer) -> None:
    office.write()
    token, data = office.token(), heard(answerer, office)
    assert f"Reply-To: touroku+{token}@example.jp\r\n".encode() in data
    row = answers.Row(1, HANA, "link", "en", office.now, token)
    assert answerer.text(row.kind, token).ja.count(f"https://anzen.example.jp/c/{token}") == 1
    assert "://" not in answerer.text("word", token).ja + answerer.text("word", token).en


def test_words_alone_in_a_mail() -> None:
    def incoming(text: str, subject: str = "") -> Incoming:
        head = f"Delivered-To: {TO}\nReceived: by mx\nFrom: <{HANA}>\nSubject: {subject}\n"
        return read(f"{head}Content-Type: text/plain; charset=utf-8\n\n{text}".encode(), "mx.example.jp")

    assert [incoming(text).join for text in ("登録\n", " 登録 \n> x\n", "登録して\n", "", "停止\n")] == [
        True, True, False, False, False,
    ]  # fmt: skip
    assert [incoming(text).more for text in ("", "登録\n", "iPhoneから送信\n", "よろしく\n")] == [
        False,
        False,
        False,
        True,
    ]
    assert not incoming("停止\n").join
    assert incoming("", "登録").join


@pytest.mark.parametrize("name", ["a\r\nBcc: x@example.com", "=?utf-8?q?a=0d=0aBcc:_x?=", "<script>"])
def test_no_mail_puts_a_line_into_a_head_of_ours(office: Office, answerer: Answerer, name: str) -> None:
    """Threat W13: but for the canonical address nothing of a mail goes into another."""
    head = f"Delivered-To: {TO}\nReceived: by mx\nFrom: {name} <{HANA}>\nSubject: {name}\n\n"
    with office.registry.acting() as connection:
        act_on_mail(connection, read(head.encode(), "mx.example.jp"), "one", office.grounds, office.now)
    if office.answers():
        data = heard(answerer, office).lower()
        assert (b"bcc" in data, b"script" in data) == (False, False)


# --- who gets what --------------------------------------------------------------------------------------------------


def test_who_chose_what_gets_it_as_a_naive_model_says(office: Office) -> None:
    """Station, municipality, category, state; night is what the selection tells of each."""
    contract, chance, model = desk_contract(), Random(29), dict[str, dict[str, list[str]]]()
    units, choices = contract.organization.units, Choices.of(contract)
    for number in range(60):
        one = f"m{number}@example.com"
        office.write(sender=one)
        chosen = {
            "station": chance.sample([ALL, *choices.stations], chance.randint(0, 2)),
            "municipality": chance.sample([ALL, *choices.municipalities], chance.randint(0, 2)),
            "category": chance.sample([ALL, *choices.categories], chance.randint(1, 3)),
            "night": ["yes"] * chance.randint(0, 1),
        }
        assert office.press(office.token(), **chosen) is bool(chosen["station"] or chosen["municipality"])
        if office.known(one) is not None:
            model[one] = chosen
        if chance.random() < 0.2 and office.known(one) is not None:
            office.registry.change("left" if chance.random() < 0.5 else "silent", [one], office.now, "operator")
            del model[one]
    for station, category in product(choices.stations, choices.categories):
        selection = office.registry.readers.choosing(Scope(False, (station,)), category, False, contract)
        with office.registry.acting() as connection:
            found = connection.execute(selection.rows, selection.parameters).fetchall()
        area = {ALL, *units[station].municipalities}
        wanted = {
            one: bool(chosen["night"])
            for one, chosen in model.items()
            if {ALL, category} & {*chosen["category"]}
            and ({ALL, station} & {*chosen["station"]} or area & {*chosen["municipality"]})
        }
        assert {address: bool(night) for _, address, _, _, night in found if address != TARO} == wanted


def test_the_page_of_each_language_has_its_digest() -> None:
    files = pages.offered(desk_contract(), TO)
    assert len(pages.digests(files)) == len([name for name in files if name.startswith("choose.")]) == 7
