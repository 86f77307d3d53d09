"""Leaving, the whole way: real verbs and servers, from the head of an alert to the next that does not come."""

from __future__ import annotations

import re
import sqlite3
from collections import Counter
from contextlib import closing

import pytest

from haishin.send.rows import Outcome
from haishin.send.transport.smtp import SmtpTransport
from support.postfix import DOMAIN
from support.sending import alarmed, merge, ok, states
from support.served import ask
from support.town import NOBODY_THERE, ONE_CLICK, SENDER_OF_ALERTS, Town, town

SECOND_ID = "20261125-1607-koekake"
FORM = "application/x-www-form-urlencoded"
MULTIPART = b'--5e11\r\nContent-Disposition: form-data; name="List-Unsubscribe"\r\n\r\nOne-Click\r\n--5e11--\r\n'
TIP = "Subject: =?UTF-8?B?44GZ44G/44G+44Gb44KT?=\nContent-Type: text/plain; charset=utf-8\n\nあの男を駅で見ました。\n"

UNREAD = "人が読んでいないメールがあります"

pytestmark = pytest.mark.sweep


def asked(town: Town, question: str) -> list[tuple[str, str]]:
    """What the registry's file holds."""
    with closing(sqlite3.connect(town.scratch.state / "subscribers.sqlite")) as registry:
        return registry.execute(question).fetchall()


LEFT = "SELECT address, how FROM event JOIN subscriber USING (id) WHERE what = 'left' ORDER BY address"
SIGNS = "SELECT address, class FROM sign JOIN subscriber USING (id)"


def test_one_click_and_the_next_alert_does_not_come() -> None:
    """By the large providers' posts; beside it a dead mailbox and a mail that is no command."""
    people = [f"r{number}@{DOMAIN}" for number in range(6)]
    taro, hanako, *others = people
    with town(people) as place:
        (report,) = place.unread()
        assert b"Reporting-MTA: dns; mx.test.invalid" in report
        assert b"User unknown" in report
        place.write(others[0], SENDER_OF_ALERTS, TIP)
        place.until(lambda: len(place.unread()) == 2)
        place.inbox()
        assert asked(place, SIGNS) == [(NOBODY_THERE, "unknown")]
        assert (place.unread(), len(place.unread("INBOX.kept"))) == ([], 1)

        with place.web():
            assert len(ONE_CLICK) == 26
            link = place.ways(taro)[0]
            said = [place.post(link, FORM, ONE_CLICK), place.post(link, FORM, ONE_CLICK)]
            said.append(place.post(place.ways(hanako)[0], "multipart/form-data; boundary=5e11", MULTIPART))
            assert {status.partition(b" ")[2] for status, _ in said} == {b"200 OK"}
            assert "受け付けました" in said[0][1].decode()
            assert len({shown for _, shown in said}) == 1
            place.inbox()
            place.until(lambda: bool(place.answers(taro) and place.answers(hanako)))
            assert place.post(link, FORM, ONE_CLICK) == said[0]
        place.inbox()
        assert asked(place, LEFT) == [(taro, "one-click"), (hanako, "one-click")]
        (last,) = place.answers(taro)
        assert (last["To"], "停止" in str(last["Subject"])) == (taro, True)

        merge(place.scratch, SECOND_ID)
        assert UNREAD in place.send(ends=alarmed)  # until it is read
        place.until(lambda: place.alerts()[others[-1]] == 2 and len(place.unread()) == 1)
        assert place.alerts() == Counter(dict.fromkeys(others, 2) | dict.fromkeys((taro, hanako), 1))
        place.inbox()
        assert asked(place, SIGNS) == [(NOBODY_THERE, "unknown")] * 2  # of each alert
        assert {one: len(place.answers(one)) for one in people} == dict.fromkeys(others, 0) | {taro: 1, hanako: 1}
        assert len(place.unread("INBOX.kept")) == 1
        assert (place.unread(), place.unread("INBOX.aside")) == ([], [])
        place.look_through("INBOX.kept")
        place.inbox()
        assert UNREAD not in place.send()


# --- five ways out of an alert that is claimed -------------------------------------------------------------------

BUTTON = re.compile(r'<form method="post">.*?<button[^>]*>', re.DOTALL)
IN_FLIGHT = 4
BY = "koho-kocho-manager"


def one_click(town: Town, address: str) -> None:
    town.post(town.ways(address)[0], FORM, ONE_CLICK)


def button(town: Town, address: str) -> None:
    """What a browser posts of a form that has nothing but a button, to the page that holds it."""
    link = town.ways(address)[0]
    page = ask(town.page, "GET", link)
    assert BUTTON.search(page.body.decode())
    assert town.post(link, FORM, b"")[0].endswith(b" 200 OK")


def mail_to(town: Town, address: str) -> None:
    """An empty mail to the address of the head, as mail programs write it for their own button."""
    town.write(address, town.ways(address)[1], "Subject: unsubscribe\n\n")


def word(town: Town, address: str) -> None:
    """The word above the quoted alert, in a reply; Postfix has put the results of SPF on top."""
    said = "Subject: Re: =?UTF-8?B?5LiN5a+p6ICF?=\nIn-Reply-To: <x@mail.example.jp>\n"
    quoted = "Content-Type: text/plain; charset=utf-8\n\n停止\n\n2026年11月25日 17:10 群馬県警察:\n> 不審者\n"
    town.write(address, SENDER_OF_ALERTS, said + quoted)


def operator(town: Town, address: str) -> None:
    ok(town.scratch.run("subscribers", "remove", "--by", BY, given=address))


WAYS = {one_click: "one-click", button: "button", mail_to: "mail", word: "word", operator: "operator"}


def test_five_ways_out_of_an_alert_that_is_claimed(monkeypatch: pytest.MonkeyPatch) -> None:
    """While some have it and others do not yet, five of these leave; a forged word in the name of a sixth does not."""
    people = [f"r{number:02}@{DOMAIN}" for number in range(24)]
    leavers: dict[str, str] = {}
    named: list[str] = []
    poll = SmtpTransport.poll
    with town(people, {"in_flight": str(IN_FLIGHT)}) as place, place.web():
        place.inbox()  # opens the page

        def polled(self: SmtpTransport, timeout: float) -> list[Outcome]:
            """Let them act, and the inbox after them, when the first have their mail."""
            told = states(place.scratch, SECOND_ID)
            waiting = [one for one, state in sorted(told.items()) if state == "pending" and one in people]
            if not leavers and len(waiting) < len(people) - IN_FLIGHT:
                monkeypatch.setattr(SmtpTransport, "poll", poll)
                for way, how in WAYS.items():
                    one = waiting.pop()
                    way(place, one)
                    leavers[one] = how
                named.append(waiting.pop())
                place.write(named[0], SENDER_OF_ALERTS, "Subject: =?UTF-8?B?5YGc5q2i?=\n\n", path="x@strange.test")
                place.until(lambda: sum(b"MAILER-DAEMON" not in mail for mail in place.unread()) == 3)
                place.inbox()
            return poll(self, timeout)

        monkeypatch.setattr(SmtpTransport, "poll", polled)
        merge(place.scratch, SECOND_ID)
        place.send(apart=False)
        stayed = set(people) - set(leavers)
        place.until(lambda: place.alerts() >= Counter(dict.fromkeys(stayed, 2)))
        assert dict(asked(place, LEFT)) == leavers
        assert set(leavers.values()) == set(WAYS.values())
        assert place.alerts() == Counter(dict.fromkeys(people, 1)) + Counter(stayed)
        assert {one for one, state in states(place.scratch, SECOND_ID).items() if state == "suppressed"} == set(leavers)

        answered = {one: how for one, how in leavers.items() if how != "operator"}
        place.until(lambda: all(place.answers(one) for one in (*answered, *named)))
        assert {one: len(place.answers(one)) for one in people if place.answers(one)} == dict.fromkeys(
            (*answered, *named), 1
        )
        (question,) = place.answers(named[0])
        assert str(question["Reply-To"]).strip() == place.ways(named[0])[1].replace("+", "+re.")
