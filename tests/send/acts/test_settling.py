"""What a relay's log tells of people in doubt, and what the journal and the ledger then say."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from haishin.core.errors import Refusal
from haishin.core.model import LedgerState, Role, RowState
from haishin.message.keys import short
from haishin.send.acts.settling import RelayLog, Settled, Word, read_log, settle, settle_by_word
from haishin.send.journal.journal import Journal
from haishin.send.sending.reconcile import reconcile
from support.ledger import ALPHA, BETA, NOON, PEOPLE, Host, World, contract
from support.raising import raises

SHORT = "abcd2345"
MAC = "kxyz234567abcd"
BEFORE, AFTER = "20261125-1045-before", "20261125-1115-after"
OTHER = "B1B2C3D4E5"
NONE: frozenset[str] = frozenset()


def line(daemon: str, rest: str, queue: str = "46D75B4E488") -> str:
    return f"Nov 25 14:48:12 mx postfix/{daemon}[22541]: {queue}: {rest}\n"


PATH = f"bounce+{{}}.{{}}.{MAC}@johomail.example"


def taken(who: str, queue: str = "46D75B4E488", short: str = SHORT) -> str:
    return line("qmgr", f"from=<{PATH.format(short, who)}>, size=301, nrcpt=1 (queue active)", queue)


def rejected(who: str, said: str, to: str = "a@b", short: str = SHORT) -> str:
    path = PATH.format(short, who)
    rest = f"reject: RCPT from mx.example[192.0.2.1]: {said}; from=<{path}> to=<{to}> proto=ESMTP helo=<mx>"
    return line("smtpd", rest, "NOQUEUE")


def status(word: str, queue: str = "46D75B4E488", daemon: str = "smtp") -> str:
    rest = f"to=<a@corp.test>, relay=mx.corp.test[192.0.2.1]:25, delay=1, delays=0/0/0/1, dsn=2.0.0, status={word} (x)"
    return line(daemon, rest, queue)


def proves(alert: str, recipient: str, mac: str) -> bool:
    return mac == MAC


def told(accepted: str = "", failed: str = "", queued: str = "") -> RelayLog:
    return RelayLog(*(frozenset(names.split()) for names in (accepted, failed, queued)))


REMOVED = line("qmgr", "removed")


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        ([taken("r1"), status("sent"), REMOVED], told(accepted="r1")),
        ([taken("r1"), status("sent", daemon="virtual")], told(accepted="r1")),
        ([taken("r1"), status("bounced"), REMOVED], told(failed="r1")),
        ([taken("r1"), status("deferred")], told(queued="r1")),
        ([taken("r1"), status("deferred"), taken("r1"), status("sent"), REMOVED], told(accepted="r1")),
        ([taken("r1"), status("deferred"), taken("r1"), status("bounced"), REMOVED], told(failed="r1")),
        ([taken("r1")], told(queued="r1")),
        ([taken("r1"), REMOVED], told(queued="r1")),
        # an expired one is the queue manager's own word
        (
            [taken("r1"), line("qmgr", "from=<bounce+x@y>, status=expired, returned to sender"), REMOVED],
            told(failed="r1"),
        ),
        # taken twice: one copy went, so he has it
        ([taken("r1"), status("bounced"), taken("r1", OTHER), status("sent", OTHER)], told(accepted="r1")),
        # one came back and another copy still waits: nothing is final
        ([taken("r1"), status("bounced"), REMOVED, taken("r1", OTHER)], told(queued="r1")),
        # a queue id is used again for somebody else's mail, or by another alert
        ([taken("r1"), REMOVED, taken("r2", short="zzzz2345"), status("sent")], told(queued="r1")),
        ([taken("r1"), taken("r2"), status("sent")], told(accepted="r2", queued="r1")),
        ([taken("r1"), line("qmgr", "from=<>, size=1, nrcpt=1 (queue active)"), status("sent")], told(queued="r1")),
        ([status("sent"), taken("r1")], told(queued="r1")),
        # other daemons' words about a return path are no word that it was taken
        ([line("cleanup", "message-id=<x@y>"), line("smtpd", "client=localhost[127.0.0.1]"), status("sent")], told()),
        # refused when he was named: for good, for now, for our set-up, and then taken by another relay
        ([rejected("r1", "550 5.1.1 <a@b>: Recipient address rejected: User unknown")], told(failed="r1")),
        ([rejected("r1", "450 4.2.0 <a@b>: Recipient address rejected: Greylisted")], told()),
        ([rejected("r1", "554 5.7.1 <a@b>: Relay access denied")], told()),
        ([rejected("r1", "550 5.1.1 <a@b>: no"), taken("r1"), status("sent"), REMOVED], told(accepted="r1")),
        ([rejected("r1", "550 5.1.1 <a@b>: no", short="zzzz2345")], told()),
        # an address that poses as another's return path
        ([rejected("r1", f"550 5.1.1 <\"; from=<{PATH.format(SHORT, 'r2')}> to=<\"@b>: no")], told()),
        ([rejected("r1", "550 5.1.1 <a@b>: no", f"\"; from=<{PATH.format(SHORT, 'r2')}> to=<\"@b")], told()),
        # long queue ids, several instances, ISO times
        (
            [
                "2026-11-25T12:00:00.123456+09:00 mx postfix-out/qmgr[7]: 4cXyZ1234Yz9kLm: "
                f"from=<bounce+{SHORT}.r1.kxyz234567abcd@johomail.example>, size=3, nrcpt=1 (queue active)",
                "2026-11-25T12:00:01.123456+09:00 mx postfix-out/smtp[8]: 4cXyZ1234Yz9kLm: to=<a@b>, dsn=2.0.0, "
                "status=sent (250 ok)",
            ],
            told(accepted="r1"),
        ),
        # what a server says cannot pose as a status
        ([taken("r1"), line("smtp", "to=<a@b>, dsn=4.0.0, status=deferred (said: to=<a@b>, status=sent (x))")],
         told(queued="r1")),
        ([taken("r1"), line("smtp", "to=<a@b>, status=bounced (said: 550 z, status=sent (x))")], told(failed="r1")),
        ([taken("r1", short="abcd23456")], told()),
        (["", "no log at all", "\x00"], told()),
        # the time in another language
        (["11月 25 14:48:12 mx" + taken("r1")[18:], "11月  5 14:48:13 mx" + status("sent")[18:]], told(accepted="r1")),
    ],
)  # fmt: skip
def test_what_the_lines_say(lines: list[str], expected: RelayLog) -> None:
    assert replace(read_log(lines, SHORT, proves), ours=NONE) == expected


@pytest.mark.parametrize(
    "said",
    [
        "Nov 25 14:48:12 mx postfix/cleanup[9]: 46D75B4E488: warning: header Subject: ",
        "Nov 25 14:48:12 mx rspamd[9]: ",
        "x ",
        " ",
    ],
)
def test_what_stands_further_on_in_a_line_is_what_others_say(said: str) -> None:
    """S15"""
    assert read_log([said + taken("r1"), said + status("sent")], SHORT, proves) == told()


@pytest.mark.parametrize("mac", ["kxyz234567abce", "kxyz234567abcd2", "k"])
def test_a_return_path_that_we_did_not_make_is_a_strangers(mac: str) -> None:
    """S15: whoever may hand the relay a mail could else settle others."""
    forged = [taken("r1").replace(MAC, mac), status("sent")]
    assert read_log(forged, SHORT, proves) == told()
    # it takes the queue id all the same: what follows is its own
    assert replace(read_log([taken("r1"), *forged], SHORT, proves), ours=NONE) == told(queued="r1")


@given(st.lists(st.text() | st.sampled_from([taken("r1"), status("sent"), status("bounced"), REMOVED, taken("r2")])))
def test_any_lines_are_read(lines: list[str]) -> None:
    found = read_log(lines, SHORT, proves)
    assert not found.accepted & found.failed
    assert not found.queued & (found.accepted | found.failed)


def test_mails_of_any_alert_are_seen_as_ours() -> None:
    found = read_log(
        [taken("r1"), taken("R2", OTHER, "ZZZZ2345"), line("qmgr", "from=<x@y>, size=1, nrcpt=1")], SHORT, proves
    )
    assert found.ours == {(SHORT, "r1"), ("zzzz2345", "r2")}


# --- the act ------------------------------------------------------------------------------------


@pytest.fixture
def world(tmp_path: Path) -> World:
    return World.active(tmp_path)


@pytest.fixture
def host(world: World, tmp_path: Path) -> Host:
    """Everybody is in doubt; a minute before and a minute later another alert went to everybody."""
    host = Host(world, tmp_path / "state")
    send_another(world, host, BEFORE)
    world.alert(ALPHA)
    host.mail.answer = RowState.IN_DOUBT
    run(host)
    send_another(world, host, AFTER)
    return host


def send_another(world: World, host: Host, alert: str) -> None:
    host.clock.later(minutes=1)
    world.alert(alert)
    host.mail.answer = RowState.ACCEPTED
    run(host)
    host.clock.later(minutes=1)
    host.mail.got.clear()


def run(host: Host) -> None:
    journal = host.journal()
    reconcile(host.inputs(), host.sending(journal))
    journal.close()


def person(role: Role) -> str:
    people = contract().roster.people
    return next(one.login for one in people if any(held.seat.role is role for held in one.roles))


def act(host: Host, found: RelayLog, alert: str = ALPHA, by: str | None = None, resend_absent: bool = False) -> Settled:
    journal = Journal.open(host.state / "journal.sqlite")
    try:
        return settle(
            host.inputs().ledger, contract(), journal, alert, found, NOON, by or person(Role.SUPERVISOR),
            resend_absent=resend_absent, short=short,
        )  # fmt: skip
    finally:
        journal.close()


def sent(alert: str, people: Iterable[str]) -> list[str]:
    """Two lines a mail."""
    return [
        one
        for who in people
        for one in (taken(who, f"Q{who.upper()}0000", short(alert)), status("sent", f"Q{who.upper()}0000"))
    ]


def test_whom_a_whole_log_does_not_name_is_mailed_again(world: World, host: Host) -> None:
    log = [*sent(BEFORE, PEOPLE), *sent(ALPHA, PEOPLE[:20]), *map(held_up, PEOPLE[20:22]), *sent(AFTER, PEOPLE)]
    kinds = world.kinds()
    assert act(host, read_log(log, short(ALPHA), proves), resend_absent=True) == Settled(20, 0, 3, 2)
    assert world.kinds() == kinds  # still going: the next sending settles the record
    run(host)
    assert host.mail.to(ALPHA) == list(PEOPLE[22:])
    assert world.kinds()[-1] == "settled"


def test_whom_the_log_does_not_name_of_what_was_ended_gets_it_no_more(world: World, host: Host) -> None:
    host.mail.answer = RowState.ACCEPTED
    world.alert("20261125-1130-teisei", **{"follows": ALPHA, "as": "correction"})
    run(host)
    log = [*sent(BEFORE, PEOPLE), *sent(ALPHA, PEOPLE[:20]), *map(held_up, PEOPLE[20:22]), *sent(AFTER, PEOPLE)]
    log += sent("20261125-1130-teisei", PEOPLE)
    assert act(host, read_log(log, short(ALPHA), proves), resend_absent=True) == Settled(20, 3, 0, 2)
    with raises(Refusal, "send/acts/ended-by-another", alert=ALPHA, by="20261125-1130-teisei"):
        decide(host, "resend")
    run(host)
    assert host.mail.to(ALPHA) == []


def held_up(who: str) -> str:
    return taken(who, f"Q{who.upper()}0000", short(ALPHA))


def test_a_log_that_is_not_whole_makes_no_double(world: World, host: Host) -> None:
    """Empty, rotated in between, cut off by a crash, no log: nobody is mailed again."""
    first, those, last = sent(BEFORE, PEOPLE), sent(ALPHA, PEOPLE), sent(AFTER, PEOPLE)
    whole = [*first, *those, *last]
    cuts = range(0, len(whole) + 1, 10)
    logs = [whole[begin:end] for begin in cuts for end in cuts if begin <= end]
    cut_off = [log for log in logs if not set(those) <= set(log)]
    cut_off += [[*those[20:], *last], [*first, *those[:20]], [*last], [*first], ["no log at all"]]
    for log in cut_off:
        with raises(Refusal, "send/acts/log-not-whole"):
            act(host, read_log(log, short(ALPHA), proves), resend_absent=True)
    journal = host.journal()
    assert journal.in_doubt(ALPHA) == set(PEOPLE)
    journal.close()
    run(host)
    assert host.mail.got == []
    assert act(host, read_log(whole, short(ALPHA), proves), resend_absent=True) == Settled(25, 0, 0, 0)


# --- a person's word ----------------------------------------------------------------------------


def decide(host: Host, word: Word, alert: str = ALPHA, by: str | None = None) -> Settled:
    journal = Journal.open(host.state / "journal.sqlite")
    try:
        return settle_by_word(
            host.inputs().ledger, contract(), journal, alert, word, NOON, by or person(Role.SUPERVISOR)
        )
    finally:
        journal.close()


def test_whom_a_word_mails_again_counts_as_reached_all_the_same(world: World, host: Host) -> None:
    """The first mail may have come: who gets no second one still hears how the matter ended."""
    decide(host, "resend")
    journal = host.journal()
    sql, values = journal.people([ALPHA], reached=True)
    assert {one for (one,) in journal._file.read(sql, *values)} == set(PEOPLE)
    journal.close()


def test_a_word_while_mail_goes_ends_nothing_of_it(world: World, host: Host) -> None:
    """Those behind the ones in doubt still wait: the alert is not sealed by what is said of these."""
    host.residents.people = ("r00", "r01", "r02")
    world.alert(BETA)
    host.mail.answer = RowState.DEFERRED
    run(host)
    journal = host.journal()
    with journal._file.transaction() as sql:
        sql.execute("UPDATE delivery SET state = 'in-doubt' WHERE alert_id = ? AND recipient_id = 'r01'", (BETA,))
    journal.close()
    assert decide(host, "delivered", BETA) == Settled(1, 0, 0, 0)
    entry = world.ledger().read().of(BETA)
    assert (world.kinds()[-1], entry.state, dict(entry.counts)) == ("settled", LedgerState.CLAIMED, {})
    host.clock.later(hours=1)
    host.mail.answer = RowState.ACCEPTED
    run(host)
    assert (host.mail.to(BETA), world.kinds()[-1]) == (["r00", "r00", "r01", "r02", "r02"], "sealed")
