"""The approvers: whom to ask for missing approvals, and the part of the comment about each approval.

The holders and the deputies on duty are asked at once, the other deputies if no answer comes. The comment gives the
state of each approval that is due, and the effect of a tap or a word at this moment.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence

from haishin.consult.phrases import empty_seat, moment, seat_name, unit_name
from haishin.consult.review.judging import Judged
from haishin.consult.review.layout import (
    bullet_list,
    fold,
    joined,
    labelled,
    name_with_login,
    quoted_clause,
    seat_names,
)
from haishin.consult.verdict import seats_by_person
from haishin.core.catalogue import Message
from haishin.core.contract import Contract
from haishin.core.escaping import plain
from haishin.core.model import Account, Approval, Language, Look, PossibleApprover, Review, ReviewState, Seat

_WITHOUT_POWER = (
    Message("consult/consultation/outsider"),
    Message("consult/consultation/overruled"),
    Message("consult/consultation/powerless"),
    Message("consult/consultation/writer"),
)
_LOGIN = re.compile(r"[A-Za-z0-9](?:[A-Za-z0-9_-]{0,98}[A-Za-z0-9])?")


def section(judged: Judged, contract: Contract, language: Language) -> str:
    """Fold the approvals; empty if none is due, or if the text must change first."""
    due = [approval for approval in judged.verdict.approvals if approval.mode == "before"]
    if not due or not judged.verdict.asks:
        return ""
    looks = {look.principal: look for look in judged.looks(contract)}
    lines: list[str] = []
    for approval in due:
        lines += _due(approval, looks, contract, language)
    for approval in judged.verdict.approvals:
        if approval.mode == "inform":
            lines.append(_informed(approval, contract, language))
    title = Message("consult/review/approvals-title", given=len(due) - len(missing(due)), due=len(due))[language]
    return fold(title, "\n".join(lines))


def objections(judged: Judged, contract: Contract, language: Language) -> Iterator[str]:
    """Say who asked for changes, and who may lift that: paragraphs of Markdown."""
    if by_login := objecting(judged, contract, language):
        yield Message("consult/review/objections-title")[language]
        yield bullet_list(list(by_login.values()), language)


def ignored(judged: Judged, contract: Contract, language: Language) -> str:
    """Fold the reviews that did not count, each with its reason."""
    if not judged.verdict.asks:
        return ""
    objections = objecting(judged, contract, language)
    lines = [
        labelled(f"- {name_with_login(word.login, contract)}", plain(judged.mask.text(word.reason[language])), language)
        for word in judged.verdict.ignored
        if word.login not in objections or word.reason not in _WITHOUT_POWER
    ]
    return fold(Message("consult/review/ignored-title", n=len(lines))[language], bullet_list(lines, language))


def _due(approval: Approval, looks: Mapping[str, Look], contract: Contract, language: Language) -> Iterator[str]:
    clause = quoted_clause(approval.clause, contract, language)
    ground = f"  - {Message('consult/review/ground', clause=clause)[language]}"
    if approval.by is not None and approval.at is not None:
        seats = approval.any_of
        if approval.role is not None:
            seats = (approval.role,)
        seat = seat_names(seats, contract, language)
        who, when = name_with_login(approval.by, contract), moment(approval.at, language)
        if approval.practice:
            yield f"- {Message('consult/review/given-practice', seat=seat, who=who, when=when)[language]}"
        elif approval.acting is None:
            yield f"- {Message('consult/review/given', seat=seat, who=who, when=when)[language]}"
        else:
            principal = _principal(approval.acting, contract, language)
            given = Message("consult/review/given-acting", seat=seat, who=who, when=when, principal=principal)
            yield f"- {given[language]}"
            look = looks.get(approval.acting)
            if look is not None and look.seen is not None:  # else `looks_due` calls for it
                who, when = name_with_login(look.principal, contract), moment(look.seen, language)
                yield f"  - {Message('consult/review/own-look-done', who=who, when=when)[language]}"
        yield ground
        return
    seat = seat_names(approval.any_of, contract, language)
    yield f"- {Message('consult/review/waiting', seat=seat)[language]}"
    yield ground
    call = asked_at_once(approval, contract)
    for own in seats_by_person(approval.candidates):
        yield f"  - {_candidate(own, call, contract, language)}"
    if not approval.candidates:
        owner = plain(unit_name(contract.organization.owner, contract))
        yield f"  - {Message('consult/review/may-approve-nobody', owner=owner)[language]}"


def looks_due(judged: Judged, contract: Contract, language: Language) -> Iterator[str]:
    """Call each principal for whom a deputy approved to look himself (後閲)."""
    for look in judged.looks(contract):
        if look.seen is None and judged.verdict.asks:
            who = name_with_login(look.principal, contract, reachable((look.principal,), contract))
            yield Message("consult/review/own-look-due", who=who)[language]


def _candidate(own: Sequence[PossibleApprover], call: tuple[str, ...], contract: Contract, language: Language) -> str:
    chosen = min(own, key=lambda candidate: candidate.word)
    who = name_with_login(chosen.login, contract, call)
    if chosen.acting is None:
        names = [plain(seat_name(Seat(each.role, each.unit), contract, language)) for each in own]
        if len(names) > 1:
            who += f"({joined(names, language)})"
        return who
    principal = _principal(chosen.acting, contract, language)
    if chosen.word:
        return Message("consult/review/may-approve-with-word", who=who, principal=principal)[language]
    return Message("consult/review/may-approve-acting", who=who, principal=principal)[language]


def _informed(approval: Approval, contract: Contract, language: Language) -> str:
    seat = seat_names(approval.any_of, contract, language)
    if approval.by is not None:
        who = name_with_login(approval.by, contract)
        return f"- {Message('consult/review/informed-and-seen', seat=seat, who=who)[language]}"
    line = f"- {Message('consult/review/informed', seat=seat)[language]}"
    if call := asked_at_once(approval, contract):
        line += f"({joined((name_with_login(login, contract, call) for login in call), language)})"
    return line


def objecting(judged: Judged, contract: Contract, language: Language) -> dict[str, str]:
    """Say by login who asked for changes and what ends that; the forge's own button heeds them all."""
    reviews: tuple[Review, ...] = ()
    if judged.pull is not None:
        reviews = judged.pull.reviews
    latest = {}
    for review in reviews:
        if review.state is not ReviewState.COMMENTED:
            latest[review.account.login] = review.state
    lines = {
        word.login: Message("consult/review/objection-powerless", who=name_with_login(word.login, contract))[language]
        for word in judged.verdict.ignored
        if word.reason in _WITHOUT_POWER and latest.get(word.login) is ReviewState.CHANGES_REQUESTED
    }
    for objection in judged.verdict.objections:
        who = name_with_login(objection.login, contract)
        others = seat_names(objection.enders, contract, language)
        if objection.left is not None:
            sentence = Message("consult/review/objection-left", who=who, others=others)
        elif objection.enders:
            sentence = Message("consult/review/objection-or-enders", who=who, others=others)
        else:
            sentence = Message("consult/review/objection", who=who)
        lines[objection.login] = sentence[language]
    return lines


def _principal(acting: str, contract: Contract, language: Language) -> str:
    """Name the principal: a person, or a vacant seat."""
    vacant = empty_seat(acting, contract, language)
    if vacant is None:
        return name_with_login(acting, contract)
    return plain(vacant)


def asked_at_once(approval: Approval, contract: Contract) -> tuple[str, ...]:
    """List the logins to ask first; the first deputy if there is no other candidate."""
    return reachable((candidate.login for candidate in approval.first), contract)


def asked_later(approval: Approval, contract: Contract) -> tuple[str, ...]:
    """List the other deputies, in the order of asking."""
    first = asked_at_once(approval, contract)
    every = reachable((candidate.login for candidate in approval.candidates), contract)
    return tuple(login for login in every if login not in first)


def reachable(logins: Iterable[str], contract: Contract) -> tuple[str, ...]:
    """Keep the logins with an account number in the roster: any other login may be a stranger's."""
    known = []
    for login in dict.fromkeys(logins):
        person = contract.roster.person(Account(login), by_number=False)
        if person is None or _LOGIN.fullmatch(login) is None:
            continue
        numbers = {own.login: own.number for own in person.accounts}
        if numbers.get(login) is not None:
            known.append(login)
    return tuple(known)


def named_by_the_forge(account: Account) -> tuple[str, ...]:
    """Give the login of an account that the forge itself names now, if it can be called."""
    if account.number is None or _LOGIN.fullmatch(account.login) is None:
        return ()
    return (account.login,)


def missing(approvals: Iterable[Approval]) -> tuple[Approval, ...]:
    """Keep the approvals that are due and not given."""
    return tuple(approval for approval in approvals if approval.missing)
