"""Upkeep: the verdict on a pull request without an alert.

A change of no alert needs a person whom the policy names for its paths (3(1)), and who did not write it.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, datetime

from haishin.consult.consultation import Due, consulted
from haishin.consult.consultation.requirements import chief
from haishin.consult.consultation.standing import offers, person_of, writers
from haishin.consult.decision import moments, people
from haishin.consult.decision.aspect import Aspect
from haishin.consult.decision.turn import Ground, turn
from haishin.core.catalogue import Message
from haishin.core.contract import Contract
from haishin.core.contract.policy import JST
from haishin.core.model import (
    Account,
    Case,
    Kind,
    Pull,
    Reason,
    Role,
    Seat,
    Text,
    Verdict,
    What,
)
from haishin.core.shape import shape


@dataclass(frozen=True, slots=True)
class Proposal:
    """The content of a change."""

    paths: tuple[str, ...]
    generated: frozenset[str] = frozenset()  # paths that hold the text this program makes of the change's ``schema/``
    mistakes: tuple[Text, ...] = ()  # why its ``schema/`` does not load
    form: str | None = None  # the name of a form that this program does not read
    strange: bool = False  # its JSON Schemas are others, and by main's it does not load
    gaps: tuple[Text, ...] = ()  # the seats that it leaves empty, in words
    chiefs: bool = False  # it may change the entries of those who agree to the strictest of changes


def asked(proposal: Proposal, day: date, contract: Contract, wrote: Collection[str] = ()) -> Due:
    """Find the seats that agree to a change, as they are filled on that day.

    ``wrote``: ids of the persons who wrote it; they fill no seat here.
    """
    needs = contract.policy.upkeep
    strictest = proposal.gaps or proposal.chiefs or proposal.form is not None or proposal.strange
    step = needs.step(() if strictest else proposal.paths, proposal.generated)

    def seat(role: Role) -> Seat:
        return chief(contract) if role is Role.SUPERVISOR else Seat(role, contract.organization.owner)

    seats = tuple(seat(role) for role in step.roles)
    if not any(contract.roster.filled(seated, day, wrote) for seated in seats):
        seats += tuple(seat(role) for role in step.vacant)
    return Due(seats, "before", needs.clause)


def decide_upkeep(pull: Pull, proposal: Proposal, now: datetime, contract: Contract) -> Verdict:
    """Decide on a pull request without an alert: *send* stands for "may be merged"; there is nothing to mail.

    Every review's ``text`` must have been proven over all the paths that it changes.
    """
    clause, owner = contract.policy.upkeep.clause, contract.organization.owner
    if proposal.mistakes:
        wrong = tuple(Reason(Kind.REJECT, None, mistake) for mistake in proposal.mistakes)
        whose = turn(Ground(pull, owner, acts=(What.CORRECT,)), Kind.REJECT, now, contract)
        return Verdict(Kind.REJECT, False, None, None, (), (), (), wrong, turn=whose)
    if unseen := people.overworked(pull, contract):
        whose = turn(Ground(pull, owner, acts=(What.DRAFT_ANEW,)), Kind.CONSULT, now, contract)
        return Verdict(Kind.CONSULT, False, None, None, (), (), (), unseen, turn=whose)
    wrote, _ = writers(pull, contract)
    due = asked(proposal, (pull.merged_at or now).astimezone(JST).date(), contract, wrote)
    consultation = consulted((due,), pull, owner, now, contract)
    reasons = [
        *people.authorship(pull, consultation, contract).reasons,
        *people.missing_approvals(consultation, contract),
    ]
    notes = [Reason(Kind.SEND, clause, gap) for gap in proposal.gaps]
    if proposal.chiefs:
        notes.append(Reason(Kind.SEND, clause, Message("consult/decision/chief-changes")))
    if proposal.form is not None:
        notes.append(Reason(Kind.SEND, clause, Message("consult/decision/new-form", form=proposal.form)))
    if proposal.strange:
        notes.append(Reason(Kind.SEND, clause, Message("consult/decision/new-schemas")))
    kind = Kind.CONSULT if reasons else Kind.SEND
    since = None if reasons else consultation.last
    whose = turn(Ground(pull, owner, consultation), kind, now, contract)
    every = (*reasons, *notes)
    return Verdict(
        kind,
        kind is Kind.SEND,
        None,
        since,
        (),
        consultation.approvals,
        consultation.ignored,
        every,
        objections=consultation.objections,
        moments=moments.of_upkeep(pull, now, contract),
        turn=whose,
    )


def answers(
    login: str, proposal: Proposal, now: datetime, contract: Contract, wrote: Iterable[Account | None] = ()
) -> bool:
    """Judge whether that person of the roster is asked for such a change, or deputises for a person who is."""
    person = contract.roster.person(Account(login), by_number=False)
    seats = answering(proposal, now, contract, wrote)
    return person is not None and any(offer.seat in seats for offer in offers(person, now, True, contract))


def answering(
    proposal: Proposal, now: datetime, contract: Contract, wrote: Iterable[Account | None] = ()
) -> tuple[Seat, ...]:
    """List the seats that answer for a change that stands on main; ``wrote``: its known authors."""
    people = (person_of(account, contract) for account in wrote if account is not None)
    ids = {person.id for person in people if person is not None}
    return asked(proposal, now.astimezone(JST).date(), contract, ids).any_of


def same_person(account: Account, login: str, contract: Contract) -> bool:
    """Judge whether an account of the forge belongs to the person with that login."""
    person = person_of(account, contract)
    by = contract.roster.person(Account(login), by_number=False)
    return account.login.lower() == login.lower() or (person is not None and person == by)


def misshapen(case: Case) -> Aspect:
    """Refuse an alert's pull request that changes other files; merged nevertheless, it waits for a person."""
    pull = case.pull
    if pull is None or pull.files is None:
        return Aspect()
    changed = shape(pull.files)
    reasons = changed.reasons
    if not reasons and changed.alert == case.alert.path:
        return Aspect()
    kind = Kind.REJECT if pull.merged_at is None else Kind.CONSULT
    texts = reasons or (Message("consult/decision/other-alert"),)
    return Aspect(tuple(Reason(kind, None, text) for text in texts), what=What.CORRECT)
