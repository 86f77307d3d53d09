"""The laws of a single case: what must hold of every world, said through the program's public functions alone."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import timedelta

from haishin.check.document import read
from haishin.check.engine import check
from haishin.check.reading import Tree
from haishin.consult.consultation import Consultation, consult
from haishin.core.contract.policy import JST
from haishin.core.model import (
    Account,
    Alert,
    Case,
    Change,
    ConsentState,
    Document,
    FollowKind,
    Kind,
    LedgerClaim,
    Pull,
    Review,
    ReviewState,
    Seat,
    Severity,
    Verdict,
    What,
    Who,
    Word,
)
from haishin.send.ledger.ledger_view import claim_of
from laws.law import Broken, Law
from laws.worlds import FOLLOWABLE, Fate, Told, World, claim_record, rows
from laws.written import written

LENDING = (FollowKind.CORRECTION, FollowKind.RESOLUTION, FollowKind.CANCELLATION)


# --- due only grows ---------------------------------------------------------------------------------


def due_only_grows(world: World) -> None:
    """What is added makes no set of approvals enough that was not enough without it; nothing due becomes informed.

    The scope may be what is added: then the narrower one may need no more. One exception: a waiver that the claim of
    the alert that is followed lends.
    """
    full, less = consulted(world, world.alert), consulted(world, lent_aside(world))
    if less.missing and not full.missing:
        lacking = ", ".join(_seats(one.any_of) for one in less.missing)
        raise Broken("due only grows", f"enough now, and was not before: {lacking}")
    due = {frozenset(one.any_of) for one in less.approvals if one.mode == "before"}
    told = {frozenset(one.any_of) for one in full.approvals if one.mode == "inform"}
    if due & told:
        raise Broken("due only grows", f"was due and is only informed: {[_seats(row) for row in due & told]}")


def consulted(world: World, alert: Alert) -> Consultation:
    """The consultation on that text, with the words of this world."""
    case = Case(alert, Change.ADDED, world.findings, world.pull, world.told.history(alert))
    return consult(case, world.now, world.contract)


def lent_aside(world: World) -> Alert:
    """The alert before the additions; where a ``follows`` was added, without the waivers that came to be lent by it."""
    if world.less.follows is not None or world.alert.follows is None:
        return world.less
    kept = tuple(waiver for waiver in world.less.waivers if not is_lent(world.told, world.alert, waiver.rule))
    return replace(world.less, waivers=kept)


def is_lent(told: Told, alert: Alert, rule: str) -> bool:
    """Whether the claim of what the alert corrects or ends carries that waiver, in the same category; no exercise's."""
    follows = alert.follows
    if follows is None or follows.kind not in LENDING or alert.exercise:
        return False
    claim = told.view().of(follows.alert).claim
    return claim is not None and rule in claim.waivers and told.main[follows.alert].category == alert.category


def _seats(row: Iterable[Seat]) -> str:
    return " or ".join(f"{seat.role}@{seat.unit}" for seat in sorted(row))


# --- readers bring their approvers ------------------------------------------------------------------


def readers_bring_their_approvers(world: World) -> None:
    """What follows an alert is due to whoever was due for it, back to the first; so it is for what follows that.

    Beside its own rows. Its claim names the scope of all whose readers it takes.
    """
    told = world.told
    for link in world.chain:
        if link.alert.id in told.agreed:
            verdict, pull, when = told.agreed[link.alert.id]
            _brought(told, link.alert, verdict, told.judge(_alone(told, link.alert), pull, when))
            _united(told, link.alert, told.view().of(link.alert.id).claim)
    if world.alert.follows is not None and world.verdict.approvals:
        _brought(told, world.alert, world.verdict, told.judge(_alone(told, world.alert), world.pull, world.now))
    if world.verdict.kind is Kind.SEND:
        record = claim_record(world.alert, world.verdict, world.pull, told.view(), world.now)
        _united(told, world.alert, claim_of(record))


def _alone(told: Told, alert: Alert) -> Alert:
    """The alert as if it followed nothing, without the waivers that are lent to it."""
    kept = tuple(waiver for waiver in alert.waivers if not is_lent(told, alert, waiver.rule))
    return replace(alert, follows=None, waivers=kept)


def _brought(told: Told, alert: Alert, verdict: Verdict, alone: Verdict) -> None:
    due = rows(verdict)
    brought = (rows(_lasting(told, before)) for before in told.before(alert))
    for row in sorted((row for asked in (rows(alone), *brought) for row in asked), key=sorted):
        if not any(own <= row for own in due):
            have = ", ".join(sorted(map(_seats, due)))
            raise Broken("readers bring their approvers", f"{alert.id} needs {_seats(row)}, and asks {have}")


def _lasting(told: Told, begun: str) -> Verdict:
    """The verdict on which that alert was begun, but for its waivers, each of which is granted for one mail."""
    _, pull, when = told.agreed[begun]
    return told.judge(replace(told.main[begun], waivers=()), pull, when)


def _united(told: Told, alert: Alert, claim: LedgerClaim | None) -> None:
    assert claim is not None
    for before in told.before(alert):
        followed = told.view().of(before).claim
        assert followed is not None
        if claim.scope.union(followed.scope) != claim.scope:
            raise Broken("readers bring their approvers", f"the claim of {alert.id} names less than {before} reached")


def a_follower_has_readers(world: World) -> None:
    """What follows an alert that nobody has got is refused before the merge; merged all the same, it never goes.

    Nor does a follow-up of one that a person has stopped, before that one goes on or is ended.
    """
    told = world.told
    for link in world.chain:
        if link.alert.id in told.agreed:
            _readable(told, link.alert, Kind.SEND, merged=True)
    _readable(told, world.alert, world.verdict.kind, merged=world.pull.merged_at is not None)


def _readable(told: Told, alert: Alert, kind: Kind, *, merged: bool) -> None:
    follows = alert.follows
    if follows is None:
        return
    fate = told.fates.get(follows.alert)
    if fate not in FOLLOWABLE and (kind is not Kind.REJECT if not merged else kind is Kind.SEND):
        raise Broken("a follower has readers", f"{alert.id} follows what was {fate}, and is judged {kind}")
    if fate is Fate.STOPPED and follows.kind is FollowKind.FOLLOW_UP and kind is Kind.SEND:
        raise Broken("a follower has readers", f"{alert.id} goes on with what a person has stopped")


# --- the matter stays the same ----------------------------------------------------------------------


def a_follower_keeps_the_matter(world: World) -> None:
    """What follows an alert is of its category, or an arrest or a resolution; else it is an error in its file."""
    alert, main = world.alert, world.told.main
    first = main.get(alert.follows.alert) if alert.follows is not None else None
    if first is None or alert.follows is None or first.category == alert.category:
        return
    may = alert.follows.kind is FollowKind.RESOLUTION or alert.content in world.contract.policy.press.arrest_contents
    refused = _refused(world, "follows")
    if refused is may:
        how = "refused" if refused else "let pass"
        raise Broken("a follower keeps the matter", f"{alert.category} after {first.category} is {how}")


def a_search_has_its_consent(world: World) -> None:
    """A lookout for a missing person has consent or waiver, its own or that of a search which it corrects or ends."""
    alert, main = world.alert, world.told.main
    if alert.consent is not None or not _searches(alert):
        return
    resting = alert
    while resting.consent is None and resting.follows is not None and resting.follows.kind in LENDING:
        first = main.get(resting.follows.alert)
        if first is None or not _searches(first):
            break
        resting = first
    consent = resting.consent
    kept = consent is not None and (consent.state is ConsentState.GIVEN or resting.waives("consent"))
    if _refused(world, "consent") is kept:
        raise Broken("a search has its consent", f"{resting.id}: {consent}, refused: {not kept}")


def _searches(alert: Alert) -> bool:
    return (alert.case, alert.content) == ("missing-person", "lookout")


def _refused(world: World, rule: str) -> bool:
    """Whether that rule finds an error in the file of the alert."""
    document = read(world.alert.path, written(world.alert).encode(), world.contract)
    found = check(document, world.contract, _tree(world))
    return any(one.rule == rule and one.severity is Severity.ERROR for one in found)


def _tree(world: World) -> Tree:
    """The files of main."""
    files = {alert.id: alert for alert in world.told.main.values()}

    def find(alert: str) -> Document | None:
        return read(files[alert].path, written(files[alert]).encode(), world.contract) if alert in files else None

    return Tree(frozenset(alert.path for alert in files.values()), find)


# --- what is said too early or too late -----------------------------------------------------------------


def an_approval_comes_before_the_merge(world: World) -> None:
    """What is merged before its last approval is not sent, whoever approves it afterwards."""
    given = [one.at for one in world.verdict.approvals if one.mode == "before" and one.at is not None]
    if world.verdict.kind is not Kind.SEND or not given:
        return
    merged_at = max(given) - timedelta(seconds=1)
    early = replace(world.pull, merged_at=merged_at)
    then = replace(early, reviews=tuple(one for one in early.reviews if one.submitted_at <= merged_at))
    missing = consulted(replace(world, pull=then), world.alert).missing
    if missing and world.told.judge(world.alert, early, world.now).kind is Kind.SEND:
        raise Broken("an approval comes before the merge", ", ".join(_seats(one.any_of) for one in missing))


def a_release_is_not_told_ahead(world: World) -> None:
    """Neither a bare word before the planned release nor one with its time confirms it, also once the plan is gone."""
    planned, said_at = world.alert.press.at, world.pull.opened_at
    if planned is None or planned <= said_at:
        return
    silent = replace(world.pull, reviews=tuple(one for one in world.pull.reviews if not one.says))
    confirmer = Account(f"{world.alert.unit}-officer" if world.alert.press.by_unit else "koho-kocho-officer")
    bare = Review(confirmer, ReviewState.COMMENTED, said_at, None, "same", frozenset({Word.PRESS_RELEASED}))
    timed = replace(bare, press_released=planned.astimezone(JST).time())
    edited = replace(world.alert, press=replace(world.alert.press, at=None))
    for word in (bare, timed):
        for alert, text in ((world.alert, word.text), (edited, "other")):
            spoken = replace(silent, reviews=(*silent.reviews, replace(word, text=text)))  # type: ignore[arg-type]
            if _held(world, alert, silent) and not _held(world, alert, spoken):
                raise Broken("a release is not told ahead", f"{word.press_released}, plan {alert.press.at}")


def _held(world: World, alert: Alert, pull: Pull) -> bool:
    """Whether the alert waits for a press release."""
    clause = world.contract.policy.press.arrest_clause
    return any(hold.clause == clause for hold in world.told.judge(alert, pull, world.now).holds)


# --- no dead end ------------------------------------------------------------------------------------


def a_reason_has_a_turn(world: World) -> None:
    """Whatever an alert waits for is the turn of a person, the clock or the sender, unless it has ended.

    Where nobody can approve, a reason names the section that mends that.
    """
    verdict, turn = world.verdict, world.verdict.turn
    match turn.who:
        case Who.CLOCK:
            kept = verdict.not_before is not None and verdict.not_before > world.now
        case Who.SENDER:
            kept = bool(turn.people) or verdict.kind is Kind.SEND
        case Who.NOBODY:
            kept = turn.what is not What.EXPIRED or world.contract.policy.expiry(world.alert) <= world.now
        case Who.APPROVER:
            organization = world.contract.organization
            owner = organization.units[organization.owner].name
            kept = bool(turn.people) or any(owner in reason.message.ja for reason in verdict.reasons)
        case _:
            kept = bool(turn.people)
    if not kept:
        raise Broken("no dead end", f"{verdict.kind}: {turn}")


CASE_LAWS: tuple[Law, ...] = (
    due_only_grows,
    readers_bring_their_approvers,
    a_follower_has_readers,
    a_follower_keeps_the_matter,
    a_search_has_its_consent,
    an_approval_comes_before_the_merge,
    a_release_is_not_told_ahead,
    a_reason_has_a_turn,
)
