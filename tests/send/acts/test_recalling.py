"""The recall in every state of an alert: what it holds, what its record says, and that the draft repeats nothing."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from haishin.check.alert_files import check_files
from haishin.core.contract.policy import JST
from haishin.core.errors import Refusal
from haishin.core.model import Alert, LedgerRecord, LedgerState, Role
from haishin.core.repository.sources import WorktreeSource
from haishin.send.acts import acts
from haishin.send.acts.recalling import REMOVE, draft, recall
from haishin.send.ledger.ending import last_word
from haishin.send.ledger.ledger_view import LedgerView, claim_of, held
from haishin.send.ledger.records import record
from support.contract import shipped
from support.force import FORCE
from support.ledger import ALPHA, BETA, NOON, PEOPLE, Host, World, contract, run
from support.people import login, supervisor
from support.records import claimed, of, sealed, view

DRAFT = "20261125-1200-teisei"
SENT = datetime(2026, 11, 25, 17, 10, tzinfo=JST)


@pytest.fixture
def world(tmp_path: Path) -> World:
    return World.active(tmp_path)


def told() -> LedgerRecord:
    return of("recalled", pull=1, correction=DRAFT, remove=list(REMOVE))


def done(
    world: World, by: str | None = None, unit: str | None = "maebashi", taken: frozenset[str] = frozenset()
) -> LedgerView:
    return recall(world.ledger(), contract(), ALPHA, unit, taken, NOON, by or login(Role.MANAGER, "maebashi"))


# --- what the record means ------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("before", "state", "holds"),
    [
        ((), LedgerState.HELD, True),
        ((of("held", cause="verdict", reason="r"),), LedgerState.HELD, True),
        ((claimed(),), LedgerState.CLAIMED, True),
        ((claimed(), sealed()), LedgerState.SEALED, True),
        ((of("withdrawn"),), LedgerState.WITHDRAWN, False),
        ((of("cancelled", ended_by=BETA),), LedgerState.CANCELLED, False),
        ((of("expired"),), LedgerState.EXPIRED, False),
        ((of("refused", reason="r"),), LedgerState.REFUSED, False),
    ],
    ids=lambda one: "-".join(each.kind for each in one) or "unclaimed" if isinstance(one, tuple) else None,
)
def test_it_stops_whatever_could_still_go_and_ends_nothing(
    before: tuple[LedgerRecord, ...], state: LedgerState, holds: bool
) -> None:
    entry = view(*before, told()).of(ALPHA)
    assert (entry.state, entry.stopped) == (state, holds)
    assert entry.recalled is not None
    assert entry.recalled.by == "sato"


def test_a_release_takes_it_back_and_a_hold_does_not() -> None:
    assert view(claimed(), told(), of("held", cause="person", reason="r")).of(ALPHA).recalled is not None
    entry = view(claimed(), told(), of("released")).of(ALPHA)
    assert (entry.recalled, entry.stopped) == (None, False)


def test_it_stands_among_the_holds_as_long_as_something_could_go() -> None:
    assert [(one.cause, one.reason) for one in held(view(claimed(), told()))] == [("recalled", "")]
    assert held(view(claimed(), told(), of("released"))) == ()
    assert held(view(claimed(), told(), sealed())) == ()


def test_a_recall_of_what_main_never_held_makes_no_id_known() -> None:
    assert view(told()).known == frozenset()


# --- the act --------------------------------------------------------------------------------------


def test_of_what_has_not_begun_no_correction_is_due(world: World) -> None:
    [entry] = done(world).records[1:]
    assert dict(entry.fields) == {"alert": ALPHA, "pull": None, "correction": None, "remove": list(REMOVE)}


@pytest.mark.parametrize("more", [(), (sealed(),)], ids=["claimed", "sealed"])
def test_of_what_has_begun_a_correction_is_named(world: World, more: tuple[LedgerRecord, ...]) -> None:
    for one in (claimed(), *more):
        world.ledger().write(lambda view, one=one: one)  # type: ignore[misc]
    fields = done(world).records[-1].fields
    assert (fields["pull"], fields["correction"]) == (1, DRAFT)


def test_a_second_recall_writes_nothing(world: World) -> None:
    first, second = done(world), done(world, supervisor())
    assert second.records == first.records


def test_no_id_is_named_twice_and_none_before_the_first(world: World) -> None:
    world.ledger().write(lambda view: claimed())
    assert done(world, taken=frozenset({DRAFT, f"{DRAFT}-2"})).of(ALPHA).recalled.fields["correction"] == f"{DRAFT}-3"  # type: ignore[union-attr]
    later = "20261126-0900-alpha"
    world.ledger().write(lambda view: claimed(later, nonce="3" * 32))
    told = recall(world.ledger(), contract(), later, "maebashi", (), NOON, supervisor()).of(later).recalled
    assert told is not None
    assert told.fields["correction"] == "20261126-0900-teisei"


@pytest.mark.parametrize("by", ["nobody", None])
def test_whoever_may_not_release_recalls_nothing(world: World, by: str | None) -> None:
    with pytest.raises(Refusal) as refused:
        done(world, by or login(Role.MANAGER, "ota"))
    assert refused.value.message.ja.endswith(
        "はこの操作をできません。できるのは前橋警察署の運用管理者、又は運用総括管理者です。"
    )
    assert world.kinds() == ["activated"]


def test_of_no_known_unit_the_owning_section_may(world: World) -> None:
    with pytest.raises(Refusal, match="may not do this"):
        done(world, unit=None)
    assert done(world, login(Role.STAFF, contract().organization.owner), None).of(ALPHA).recalled is not None


# --- the sending ----------------------------------------------------------------------------------


def test_a_running_sending_stops_and_the_correction_reaches_everybody(world: World, tmp_path: Path) -> None:
    host = Host(world, tmp_path / "state", limits={"in_flight": 5})
    world.alert(ALPHA)

    groups: list[int] = []

    def meanwhile() -> None:
        groups.append(1)
        host.clock.later(seconds=5)
        if len(groups) == 2:
            done(world)

    host.mail.before = meanwhile
    assert [alert for alert, _ in run(host).held] == [ALPHA]
    host.mail.before = lambda: None
    early = host.mail.to(ALPHA)
    assert 5 <= len(early) <= 10  # no group more once five seconds have passed
    run(host)
    assert host.mail.to(ALPHA) == early
    world.alert(DRAFT, follows=ALPHA, **{"as": "correction"})
    assert run(host).sent == [DRAFT]
    assert (host.mail.to(DRAFT), host.mail.to(ALPHA)) == (list(PEOPLE), early)
    assert world.ledger().read().of(ALPHA).state is LedgerState.SEALED


def test_what_has_not_begun_stays_until_it_is_released(world: World, tmp_path: Path) -> None:
    host = Host(world, tmp_path / "state")
    world.alert(ALPHA)
    done(world)
    assert (run(host).sent, host.mail.got) == ([], [])
    acts.release_hold(world.ledger(), contract(), ALPHA, "maebashi", NOON, supervisor())
    assert run(host).sent == [ALPHA]


# --- the draft ------------------------------------------------------------------------------------


def samples() -> list[Alert]:
    documents, _ = check_files(WorktreeSource(FORCE), shipped())
    return [one.alert for one in documents if one.alert is not None]


def test_of_every_sample_it_validates_clean_as_it_stands(tmp_path: Path) -> None:
    """Each under its own unit, hours after the mail; one that went in the night as well."""
    for number, alert in enumerate(samples()):
        sent = datetime.strptime(alert.id[:13], "%Y%m%d-%H%M").replace(tzinfo=JST) + timedelta(minutes=5)
        claim = replace(
            claim_of(claimed(alert.id)),
            at=sent,
            scope=alert.scope,
            exercise=alert.exercise,
            waivers=tuple(one.rule for one in alert.waivers),
        )
        told = record("recalled", sent + timedelta(hours=1), "sato", alert=alert.id)
        text = draft(claim, alert, alert.id, told, shipped())
        for path, words in (
            (alert.path, (FORCE / alert.path).read_text("utf-8")),
            (f"alerts/{alert.unit}/2026/{told.at:%Y%m%d-%H%M}-teisei-{number}.md", text),
        ):
            (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
            (tmp_path / path).write_text(words, "utf-8")
    documents, findings = check_files(WorktreeSource(tmp_path), shipped())
    assert findings == ()
    assert len(documents) == 2 * len(samples())


def test_nothing_of_the_recalled_text_is_in_it() -> None:
    [first] = [one for one in samples() if one.case == "other"][:1]
    leaking = replace(
        first, title="前橋花子さん", case_name="前橋花子の件", body="090-0012-3456", id="20261125-1605-hanako"
    )
    text = draft(replace(claim_of(claimed(leaking.id)), at=SENT), leaking, leaking.id, told(), shipped())
    assert text.replace(leaking.id, "ID") == (
        "---\n"
        "title: 11月25日（水）午後5時10分ころに届いたメールの削除のお願い\n"
        f"category: {first.category}\n"
        "case: other\n"
        "case_name: 先のメールの訂正\n"
        f"content: {first.content}\n"
        "scope: [ota]\n"
        "recognized_at: 2026-11-25T12:00+09:00\n"
        "press: none\n"
        "follows: {alert: ID, as: correction}\n"
        "waivers: [{rule: delivery-hours, reason: 時間外にお送りしたメールの訂正のため}]\n"
        "---\n"
        "11月25日（水）午後5時10分ころに届いた情報メールについて、おわびとお願いです。\n\n"
        f"{shipped().wording.texts['leak-correction']}"
    )


@pytest.mark.parametrize(
    ("category", "case", "content", "becomes"),
    [
        ("information-request", "missing-person", "lookout", "caution"),
        ("crime", "robbery", "arrest", "caution"),
        ("traffic-regulation", "event", "regulation", "regulation"),
        ("notice", "safety", "information", "information"),
    ],
)
def test_it_seeks_nobody_and_reports_no_arrest(category: str, case: str, content: str, becomes: str) -> None:
    alert = replace(samples()[0], category=category, case=case, content=content, case_name=None)
    assert f"\ncontent: {becomes}\n" in draft(claim_of(claimed()), alert, ALPHA, told(), shipped())


def test_of_a_mail_by_day_an_exercise_to_the_prefecture() -> None:
    claim = claim_of(claimed(exercise=True, waivers=[], scope={"prefecture": True, "stations": []}))
    text = draft(replace(claim, at=SENT.replace(hour=0)), samples()[0], ALPHA, told(), shipped())
    assert "waivers" not in text
    assert "title: 11月25日（水）午前0時10分ころに" in text
    assert "\nscope: prefecture\n" in text
    assert "\nexercise: true\n" in text


def test_what_was_ended_since_is_followed_by_its_end() -> None:
    ended = view(claimed(), claimed(BETA, ends=ALPHA, thread=ALPHA, nonce="3" * 32))
    assert (last_word(ALPHA, ended.alerts), last_word(BETA, ended.alerts)) == (BETA, BETA)
