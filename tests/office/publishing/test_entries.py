"""What of an alert may stand on the web: its words, those of its correction, or time, area and category alone."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from haishin.core.model import Consent, ConsentState, Disclosure, FollowKind, Follows, LedgerRecord, Scope
from support.contract import publishing_contract, shipped
from support.sent_mail import record
from support.site_pages import MINUTE, NOW, Mail, after, entries, mail

DAY = timedelta(days=1)
CONSENT = {"consent": Consent(ConsentState.GIVEN, by="家族", at=NOW, names=("山田花子",))}


def words(*mails: Mail, now: datetime = NOW) -> dict[str, str | None]:
    """The subject that stands for each alert."""
    return {
        name: None if one.words is None else one.words.subject.partition("：")[2]
        for name, one in entries(*mails, now=now).items()
    }


def test_a_sealed_alert_stands_with_its_words() -> None:
    one = entries(mail("a"))["a"]
    assert one.words is not None
    assert (one.number, one.unit, one.category, one.area, one.sealed) == (
        *("前橋 2026-7", "前橋警察署", "不審者情報", "前橋警察署"),
        True,
    )
    assert (one.words.subject, one.words.corrected, one.changed) == ("【声かけ】前橋：件名a", None, NOW + MINUTE)
    assert (one.page, one.title) == ("alerts/a.html", "【声かけ】前橋：件名a")


def test_the_newest_is_first() -> None:
    assert [*entries(mail("a", days=2), mail("b"), mail("c", days=1))] == ["b", "c", "a"]


@pytest.mark.parametrize(
    "one",
    [
        mail("a", category="crime"),  # whose row is not published
        mail("a", category=None),  # of an older program
        mail("a", exercise=True),
    ],
)
def test_what_policy_does_not_publish_is_not_there(one: Mail) -> None:
    assert entries(one) == {}


def test_nothing_is_there_as_shipped() -> None:
    assert entries(mail("a"), contract=shipped()) == {}


def test_before_the_seal_only_the_number_is_listed() -> None:
    one = entries(mail("a", sealed=None))["a"]
    assert (one.sealed, one.current, one.words is None) == (False, True, False)


@pytest.mark.parametrize(("passed", "stands"), [(30 * DAY - MINUTE, True), (30 * DAY, False), (300 * DAY, False)])
def test_days_are_counted_from_the_seal(passed: timedelta, stands: bool) -> None:
    sealed = NOW + 2 * DAY
    one = entries(mail("a", sealed=2 * DAY), now=sealed + passed)["a"]
    assert (one.current, one.words is not None) == (stands, stands)
    assert one.changed == (sealed if stands else sealed + 30 * DAY)


def test_what_was_mailed_while_its_row_was_not_published_is_a_line() -> None:
    one = entries(mail("a", contract=shipped()), now=NOW + DAY)["a"]
    assert (one.current, one.words) == (False, None)
    assert entries(mail("a", sealed=None, contract=shipped()))["a"].current is False  # nor does its number stand


def test_longer_days_hold_for_what_is_mailed_from_then_on() -> None:
    long = publishing_contract()
    rows = tuple(replace(row, publish_days=row.publish_days and 60) for row in long.policy.table)
    long = replace(long, policy=replace(long.policy, table=rows))
    old, new = mail("a", days=40, contract=publishing_contract()), mail("b", days=40)
    there = entries(old, new, contract=long)
    assert {name: one.words is not None for name, one in there.items()} == {"a": False, "b": True}


def test_neither_a_settlement_nor_an_adoption_begins_the_days_anew() -> None:
    for kind, more in (("settled", {"counts": {"accepted": 100}, "in_doubt": False}), ("adopted", {})):
        late = record(kind, "a", (NOW + 29 * DAY).isoformat(), "koho-kocho-manager", journal="c" * 32, **more)
        one = entries(mail("a", then=(late,)), now=NOW + 31 * DAY)["a"]
        assert (kind, one.sealed, one.words) == (kind, True, None)


def test_the_texts_of_what_is_over_are_not_asked_for() -> None:
    read: list[str] = []
    entries(mail("old", days=31), after("old-2", "old", FollowKind.FOLLOW_UP, days=31), mail("new"), read=read)
    assert read == ["new"]
    read.clear()
    entries(mail("old", days=31), after("new", "old", FollowKind.FOLLOW_UP), read=read)
    assert sorted(read) == ["new", "old"]  # on which the new may rest


# --- what leaves --------------------------------------------------------------------------------


def test_a_cancellation_takes_the_words_of_its_whole_thread_from_its_claim_on() -> None:
    first, more = mail("a", days=3), after("b", "a", FollowKind.FOLLOW_UP, days=2)
    over = after("c", "a", FollowKind.CANCELLATION, of="b", days=1, sealed=None)
    assert words(first, more, over) == {"c": "件名c", "b": None, "a": None}
    assert entries(first, more, over)["a"].changed == NOW - DAY


def test_a_resolution_takes_nothing() -> None:
    assert words(mail("a", days=1), after("b", "a", FollowKind.RESOLUTION)) == {"b": "件名b", "a": "件名a"}


def test_an_end_that_cannot_be_read_counts_as_a_cancellation() -> None:
    unread = after("b", "a", FollowKind.RESOLUTION, file=None)
    assert words(mail("a", days=1), unread) == {"b": None, "a": None}


def test_a_follow_up_changes_nothing() -> None:
    assert words(mail("a", days=1), after("b", "a", FollowKind.FOLLOW_UP)) == {"b": "件名b", "a": "件名a"}


def test_a_correction_replaces_the_words_of_the_first() -> None:
    right = after("b", "a", FollowKind.CORRECTION, days=1, sealed=2 * MINUTE)
    one = entries(mail("a", days=2, number=6), right)["a"]
    assert one.words is not None
    assert (one.words.subject, one.words.follows, one.number) == ("【訂正】【声かけ】前橋：件名b", None, "前橋 2026-6")
    assert (one.words.corrected, one.changed) == (NOW - DAY, NOW - DAY + 2 * MINUTE)


def test_until_a_correction_is_sealed_neither_text_stands() -> None:
    right = after("b", "a", FollowKind.CORRECTION, sealed=None)
    assert words(mail("a", days=1), right) == {"b": "件名b", "a": None}
    assert entries(mail("a", days=1), right)["a"].changed == NOW


def test_the_last_of_several_corrections_stands_for_all() -> None:
    first, second = mail("a", days=3), after("b", "a", FollowKind.CORRECTION, days=2)
    chained = after("c", "a", FollowKind.CORRECTION, of="b", days=1)
    assert words(first, second, chained) == {"c": "件名c", "b": "件名c", "a": "件名c"}
    one = entries(first, second, chained)["a"].words
    assert one is not None
    assert one.corrected == NOW - DAY
    again = after("c", "a", FollowKind.CORRECTION, days=1)
    assert words(first, second, again) == {"c": "件名c", "b": "件名b", "a": "件名c"}


def test_a_corrected_follow_up_still_follows_the_first() -> None:
    more = after("b", "a", FollowKind.FOLLOW_UP, days=2)
    one = entries(mail("a", days=3), more, after("c", "a", FollowKind.CORRECTION, of="b"))["b"].words
    assert one is not None
    assert one.follows == Follows("a", FollowKind.FOLLOW_UP)


@pytest.mark.parametrize(
    "file",
    [CONSENT, {"disclose": (Disclosure("山田太郎", "public-wanted"),)}, None],  # None: it cannot be read
)
def test_what_rests_on_a_consent_or_a_disclosure_is_a_line_and_so_is_what_follows_it(file: object) -> None:
    first = mail("a", days=1, file=file)
    assert words(first, after("b", "a", FollowKind.CORRECTION)) == {"b": None, "a": None}
    assert words(mail("z", days=2), first) == {"a": None, "z": "件名z"}


def test_what_stood_before_a_consent_was_needed_stands() -> None:
    assert words(mail("a", days=1), after("b", "a", FollowKind.FOLLOW_UP, file=CONSENT)) == {"b": None, "a": "件名a"}


def test_a_stopped_alert_is_a_line_until_a_person_lets_it_go_on() -> None:
    stop = record("held", "a", (NOW + MINUTE).isoformat(), cause="stop", reason="番地を確かめる")
    on = record("went-on", "a", (NOW + 2 * MINUTE).isoformat(), "koho-kocho-manager")
    stopped = mail("a", then=(stop,), sealed=2 * MINUTE)
    assert words(stopped) == {"a": None}
    assert entries(stopped)["a"].changed == NOW + MINUTE
    assert words(mail("a", then=(stop, on))) == {"a": "件名a"}


def test_a_stop_of_everything_says_of_no_text_that_it_is_wrong() -> None:
    """Any writer may make that branch, by a slip too: it must not take every warning off the web."""
    halt = LedgerRecord("halted", NOW + MINUTE, None, "1" * 32, {"reason": "stop/all"})
    stop = record("held", "a", (NOW + 2 * MINUTE).isoformat(), cause="stop", reason="番地を確かめる")
    assert words(mail("a", then=(halt,)), mail("b")) == {"a": "件名a", "b": "件名b"}
    assert words(mail("a", then=(halt, stop)), mail("b")) == {"a": None, "b": "件名b"}


def test_what_nobody_got_has_no_words() -> None:
    assert words(mail("a", counts={})) == {"a": None}


@pytest.mark.parametrize("file", [{"body": "隠\u200bし"}, {"scope": Scope(False, ("gone",))}])
def test_what_would_not_be_mailed_today_has_no_words(file: dict[str, object]) -> None:
    assert words(mail("a", file=file)) == {"a": None}
