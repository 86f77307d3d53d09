"""Whose turn it is, in words: a fixed sentence for each act, and how people are addressed.

Comment, status, requests and reminders take it from here; no words of a drafter are in it (T27).
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from haishin.consult.phrases import moment, title_of, unit_name
from haishin.core.catalogue import Message, listed
from haishin.core.contract import Contract
from haishin.core.contract.roster import Person
from haishin.core.escaping import visible
from haishin.core.model import Account, Language, Turn, Verdict, What, Who

_MOST: Final = 3  # names in one line


def turn_sentences(verdict: Verdict, author: str | None, contract: Contract, language: Language) -> tuple[str, ...]:
    """Say whose turn it is, a sentence each.

    An urgent matter that would wait for the hours begins with that question: to those who may merge it, else to its
    ``author``. The question needs no answer; left alone, the matter is approved, merged and waits.
    """
    turn = verdict.turn
    usual = turn_sentence(turn, contract, language)
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


def turn_sentence(turn: Turn, contract: Contract, language: Language) -> str:
    """Say one turn: ``登坂署長:内容を読んで、承認してください。``; the sentence alone if no person has the turn."""
    if turn.what is What.APPROVE and not turn.people:
        owner = unit_name(contract.organization.owner, contract)
        return Message("consult/nobody-of-the-roster", owner=owner)[language]
    sentence = Message(f"consult/turn-{turn.what}")
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
