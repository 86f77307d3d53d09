"""Whose turn it is, in words: a fixed sentence for each act, and how people are addressed.

Comment, status, requests and reminders take it from here; no words of a drafter are in it (T27).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from haishin.consult.phrases import moment, title_of, unit_name
from haishin.core.catalogue import Message, linked, listed
from haishin.core.contract import Contract
from haishin.core.contract.roster import Person
from haishin.core.escaping import visible
from haishin.core.model import Account, Approval, Language, PossibleApprover, Role, Turn, Verdict, What, Who

_MOST: Final = 5  # names in one line
_CHIEF: Final = (Role.SUPERVISOR, Role.MANAGER)  # the hats of one officer
NUMBERS: Final = "①②③④⑤⑥⑦⑧⑨"


@dataclass(frozen=True, slots=True)
class Tap:
    """One person's tap that is missing, and the approvals that it gives."""

    people: tuple[str, ...]  # logins, any one of whom is enough; those on duty come first
    approvals: tuple[Approval, ...] = ()  # empty: he asked for changes, and must look again


def taps(verdict: Verdict) -> tuple[Tap, ...]:
    """List the taps that are missing; approvals that a person gives with the same tap count once."""
    by_people: dict[object, list[Approval]] = {}
    for approval in verdict.approvals:
        if approval.missing:
            hats = frozenset(map(_hat, approval.first))
            by_people.setdefault((hats, id(approval) if approval.apart or not hats else 0), []).append(approval)
    found = []
    for approvals in by_people.values():
        duty_first = sorted(approvals[0].first, key=lambda candidate: candidate.acting is None)
        found.append(Tap(tuple(dict.fromkeys(candidate.login for candidate in duty_first)), tuple(approvals)))
    if verdict.turn.what is What.APPROVE:
        known = {login for tap in found for login in tap.people}
        found += [Tap((login,)) for login in verdict.turn.people if login not in known]
    return tuple(found)


def _hat(candidate: PossibleApprover) -> tuple[str, str, Role, str | None]:
    role = Role.MANAGER if candidate.role in _CHIEF else candidate.role
    return candidate.login, candidate.unit, role, candidate.acting


def approvers(verdict: Verdict, contract: Contract, language: Language) -> str:
    """Address those whose taps are missing: ``①登坂署長と、②森課長、木村さんのうちお一人``; empty if none can."""
    called = []
    for tap in taps(verdict):
        who = addressed(Turn(What.APPROVE, tap.people), contract, language)
        if who and len(tap.people) > 1:
            who = Message("consult/any-one-of", who=who)[language]
        if who:
            called.append(who)
    if len(called) < 2:
        return "".join(called)
    return linked(map(str.__add__, NUMBERS, called), Message("consult/all-of"))[language]


def turn_sentences(verdict: Verdict, author: str | None, contract: Contract, language: Language) -> tuple[str, ...]:
    """Say whose turn it is, a sentence each.

    An urgent matter that would wait for the hours begins with that question: to those who may merge it, else to its
    ``author``. The question needs no answer; left alone, the matter is approved, merged and waits.
    """
    turn = verdict.turn
    usual = turn_sentence(turn, contract, language)
    if turn.what is What.APPROVE and turn.people:
        usual = approval_sentence(verdict, contract, language)
    if not verdict.sleeps or not verdict.asks or verdict.not_before is None or turn.what is What.PROPOSE:
        return (usual,)
    asked = turn
    if turn.who is not Who.MERGER:
        asked = Turn(What.ANSWER, () if author is None else (author,))
    what = Message("consult/now-or-later", when=moment(verdict.not_before, language))
    question = Message("consult/turn", who=addressed(asked, contract, language), what=what)[language]
    if turn.who in (Who.MERGER, Who.CLOCK):
        return (question,)
    return (question, usual)


def approval_sentence(verdict: Verdict, contract: Contract, language: Language) -> str:
    """Ask for the taps that are missing: ``登坂署長:内容を読んで、承認してください。``."""
    who = approvers(verdict, contract, language)
    return Message("consult/turn", who=who, what=Message("consult/turn-approve"))[language]


def turn_sentence(turn: Turn, contract: Contract, language: Language) -> str:
    """Say one turn: ``登坂署長:内容を読んで、承認してください。``; the sentence alone if no person has the turn."""
    if turn.what is What.APPROVE and not turn.people:
        owner = unit_name(contract.organization.owner, contract)
        return Message("consult/nobody-of-the-roster", owner=owner)[language]
    sentence = Message(f"consult/turn-{turn.what}")
    if asking := addressed(Turn(What.APPROVE, turn.beside), contract, language):
        sentence = Message("consult/objected-by", who=asking)
    if who := addressed(turn, contract, language):
        sentence = Message("consult/turn", who=who, what=sentence)
    return sentence[language]


def addressed(turn: Turn, contract: Contract, language: Language) -> str:
    """Address those whose turn it is, or their unit if all of it is called; empty if no person has the turn."""
    if turn.who in (Who.PRESS, Who.MERGER) and (unit := _whole(turn, contract)) is not None:
        return unit_name(unit, contract)
    names = list(dict.fromkeys(_names(turn, contract, language)))
    if not names:
        if turn.who is Who.DRAFTER:
            return Message("consult/the-drafter")[language]
        return ""
    named = listed(names[:_MOST])
    if len(names) > _MOST:
        named = Message("consult/several-and-others", names=named)
    return named[language]


def _names(turn: Turn, contract: Contract, language: Language) -> Iterator[str]:
    for login in turn.people:
        person = contract.roster.person(Account(login), by_number=False)
        if person is not None:
            yield _name(person, contract, language)
        elif turn.who in (Who.DRAFTER, Who.MERGER):  # an outsider: what he calls himself is not repeated
            yield Message("consult/the-drafter")[language]


def _name(person: Person, contract: Contract, language: Language) -> str:
    """Address a person, ``登坂署長``, ``長井さん``: the family name with the newest title."""
    if language == "en":
        return visible(person.name)
    family = visible(person.name).split()[0]
    for tenure in reversed(person.roles):
        title = title_of(tenure.seat, contract)
        if title and tenure.until is None:
            return f"{family}{visible(title)}"
    return f"{family}さん"


def _whole(turn: Turn, contract: Contract) -> str | None:
    """Find the unit that all people share who are called together; None for a single person."""
    if len(turn.people) < 2:
        return None
    members = turn.people[1:] if turn.who is Who.MERGER else turn.people
    common: set[str] | None = None
    for login in members:
        person = contract.roster.person(Account(login), by_number=False)
        if person is not None:
            units = {tenure.seat.unit for tenure in person.roles}
            common = units if common is None else common & units
    return min(common or (), default=None)
