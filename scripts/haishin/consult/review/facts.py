"""The facts at the head of the comment: when it goes out, its readers and their number, the matter, who must agree.

With them ``CommentInputs``, everything that the comment is made of.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime

from haishin.check.findings.labels import cited
from haishin.consult import turns
from haishin.consult.phrases import moment, people, unit_name
from haishin.consult.review.approvers import asked_at_once
from haishin.consult.review.judging import Judged
from haishin.consult.review.layout import area_names, in_a_row, joined, labelled, seat_names
from haishin.core.catalogue import Message
from haishin.core.contract import Contract
from haishin.core.contract.hours import morning, opening
from haishin.core.contract.policy import JST, Policy
from haishin.core.escaping import code, plain
from haishin.core.model import Alert, Change, Kind, Language, Press, PressKind, Text, Turn, What, Who
from haishin.send.ledger.readers import Readers

_FEW = 2  # seats that fit one line
_FILES = 4  # named of those that a change beside the alerts touches


@dataclass(frozen=True, slots=True)
class Reach:
    """The number of residents whom an alert reaches, rounded."""

    count: int | None = None  # None: unknown
    at: datetime | None = None  # the time of the count
    night: int | None = None  # of them with mail outside the delivery hours


@dataclass(frozen=True, slots=True)
class CommentInputs:
    """The inputs of the comment, at the moment ``now``."""

    judged: Judged
    contract: Contract
    language: Language
    reach: Reach
    now: datetime
    readers: Readers | None = None  # of the alert, by the ledger

    @property
    def mail(self) -> Alert | None:
        """The alert that may be mailed: no withdrawal, no upkeep, nothing unreadable, nothing that is over."""
        if self.judged.verdict.turn.what.is_over or self.judged.change is Change.DELETED:
            return None
        return self.judged.alert


def facts(inputs: CommentInputs) -> str:
    """Write the lines as a paragraph."""
    return lined(_lines(inputs), inputs.language)


def lined(facts: Iterable[tuple[Text, str]], language: Language) -> str:
    """Write facts, a line each: ``**だれに** ○○警察署 約 1,230 人``."""
    return "\n".join(f"**{name[language]}** {text}" for name, text in facts)


def counted(inputs: CommentInputs) -> str:
    """Say when the readers were counted; empty if the comment gives no number."""
    mail, reach = inputs.mail, inputs.reach
    if mail is None or mail.exercise or mail.follows is not None or reach.at is None or reach.count is None:
        return ""
    return moment(reach.at, inputs.language)


def _lines(inputs: CommentInputs) -> Iterator[tuple[Text, str]]:
    judged, language = inputs.judged, inputs.language
    if (mail := inputs.mail) is not None:
        yield Message("consult/review/fact-when"), _when(mail, inputs)
        yield Message("consult/review/fact-to"), _reach(mail, inputs)
        yield Message("consult/review/fact-what"), _what(mail, inputs)
        yield from _elsewhere(mail, inputs)
    elif judged.change is Change.DELETED and judged.alert is not None:
        named = plain(matter(replace(judged.alert, case_name=None), inputs.contract.policy, language))
        taken_back = Message("consult/review/withdrawal-of", matter=named, id=code(judged.alert.id))
        yield Message("consult/review/fact-what"), taken_back[language]
    elif judged.proposal is not None:
        paths = joined(map(code, judged.proposal.paths[:_FILES]), language)
        if len(judged.proposal.paths) > _FILES:
            paths = Message("consult/review/files-and-others", paths=paths, n=len(judged.proposal.paths))[language]
        yield Message("consult/review/fact-what"), paths
    agreed = _agreed(inputs) if judged.verdict.asks else ""
    if agreed and mail is not None and not judged.mask.findings:
        agreed += f" {Message('consult/review/no-findings')[language]}"
    if agreed:
        yield Message("consult/review/fact-approval"), agreed


def _elsewhere(mail: Alert, inputs: CommentInputs) -> Iterator[tuple[Text, str]]:
    """Name the drafter's unit if the alert is another unit's: headquarters may intend it, or the folder is wrong."""
    author, contract = inputs.judged.opened.author, inputs.contract
    person, day = contract.roster.person(author, by_number=False), inputs.now.astimezone(JST).date()
    if person is None or person.belongs(mail.unit, day):
        return
    own = dict.fromkeys(tenure.seat.unit for tenure in person.roles if tenure.covers(day))
    warned = Message(
        "consult/review/drafter-of-other-unit",
        who=turns.addressed(Turn(What.APPROVE, (author.login,)), contract, inputs.language),
        own=joined((unit_name(unit, contract) for unit in own), inputs.language) or "—",
        unit=unit_name(mail.unit, contract),
    )
    yield Message("consult/review/fact-drafted"), plain(warned[inputs.language])


def _when(mail: Alert, inputs: CommentInputs) -> str:
    begins = _begins(mail, inputs)
    if mail.expires_at is None:
        return begins
    return Message("consult/review/goes-until", when=begins, until=moment(mail.expires_at, inputs.language))[
        inputs.language
    ]


def _begins(mail: Alert, inputs: CommentInputs) -> str:
    verdict, language, hours = inputs.judged.verdict, inputs.language, inputs.contract.policy.hours
    if verdict.not_before is not None and not verdict.stopped:
        when = moment(verdict.not_before, language)
        if verdict.mergeable:
            return Message("consult/review/goes-at", when=when)[language]
        return Message("consult/review/goes-not-before", when=when)[language]
    what = _moment(inputs)
    released, arrest = mail.press.at, mail.content in inputs.contract.policy.press.arrest_contents
    if arrest and not verdict.asks and released is not None and released > inputs.now:
        return Message("consult/review/goes-mended-released", when=moment(released, language))[language]
    if hours.whole_day:
        return what[language]
    if mail.waives("delivery-hours"):
        return Message("consult/review/goes-at-any-hour", what=what, phrase=Message("consult/any-hour"))[language]
    return Message("consult/review/goes-in-hours", what=what, opens=hours.opens, closes=hours.until)[language]


def _moment(inputs: CommentInputs) -> Text:
    verdict = inputs.judged.verdict
    if verdict.stopped:
        return Message("consult/review/goes-resumed")
    if verdict.mergeable:
        return Message("consult/review/goes-merged")
    if verdict.kind is Kind.HOLD and verdict.turn.who is Who.PRESS:
        return Message("consult/review/goes-confirmed")
    if not verdict.asks:
        return Message("consult/review/goes-mended")
    if inputs.judged.pull is not None and inputs.judged.pull.automatic:
        return Message("consult/review/goes-by-itself")
    return Message("consult/review/goes-agreed")


def _reach(mail: Alert, inputs: CommentInputs) -> str:
    language = inputs.language
    if inputs.judged.verdict.practice:
        unit = unit_name(mail.unit, inputs.contract)
        return plain(Message("consult/review/reach-practice", unit=unit)[language])
    if mail.exercise:
        return Message("consult/review/reach-exercise")[language]
    if mail.follows is not None:
        readers = inputs.readers
        if readers is None or readers.first is None:
            return Message("consult/review/reach-same", id=plain(mail.follows.alert))[language]
        where, who = area_names(readers.scope, inputs.contract, language), _rounded(readers.first.snapshot or 0)
        first = plain(readers.first.alert)
        if readers.reached:
            return Message("consult/review/reach-same-reached", id=first, area=where, who=people(who, language))[
                language
            ]
        return Message("consult/review/reach-same-all", id=first, area=where, who=people(who, language))[language]
    policy, waived = inputs.contract.policy, mail.waives("delivery-hours")
    goes = max(inputs.now, mail.not_before or inputs.now)
    if not waived:
        goes = opening(goes, policy)
    if policy.is_day(goes):
        return _counted(inputs.reach.count, mail, inputs)
    now, opens = _counted(inputs.reach.night, mail, inputs), morning(goes, policy, waived=waived)
    if opens < policy.expiry(mail):
        return Message("consult/review/reach-night", now=now, opens=opens)[language]
    return Message("consult/review/reach-night-alone", now=now, opens=opens)[language]


def _counted(count: int | None, mail: Alert, inputs: CommentInputs) -> str:
    language, where = inputs.language, area_names(mail.scope, inputs.contract, inputs.language)
    if count is None or inputs.reach.at is None:
        return Message("consult/review/reach-unknown", area=where)[language]
    who = people(_rounded(count), language)
    if len(mail.scope.stations) > 1:
        return Message("consult/review/reach-most", area=where, who=who)[language]
    return Message("consult/review/reach-known", area=where, who=who)[language]


def _rounded(count: int) -> int:
    """Round to three figures."""
    unit: int = 10 ** max(0, len(str(count)) - 3)
    return (count + unit // 2) // unit * unit


def matter(mail: Alert, policy: Policy, language: Language) -> str:
    """Name the matter, ``続報:声かけ事案・注意喚起``; its ``case_name`` is the drafter's own word."""
    row, named = policy.row(mail.category), mail.category
    if row is not None:
        named = row.cases.get(mail.case or "", row.name)
    named = mail.case_name or named
    title = f"{named}・{policy.contents.get(mail.content, mail.content)}"
    if mail.exercise:
        title = labelled(Message("consult/review/exercise")[language], title, language)
    if mail.follows is not None:
        title = labelled(Message(f"consult/review/follows-{mail.follows.kind}")[language], title, language)
    return title


def _what(mail: Alert, inputs: CommentInputs) -> str:
    language = inputs.language
    known = mail
    if inputs.judged.private:
        known = replace(mail, case_name=None)
    parts = [matter(known, inputs.contract.policy, language)]
    if inputs.judged.verdict.turn.who is not Who.PRESS:  # else the plan of the release stands above
        parts.append(_press(mail.press, language))
    if mail.recognized_at is not None:
        parts.append(Message("consult/review/recognized-at", when=moment(mail.recognized_at, language))[language])
    return plain(inputs.judged.mask.text(" / ".join(parts)))


def _press(press: Press, language: Language) -> str:
    if press.kind is not PressKind.RELEASE:
        return Message(f"consult/review/release-kind-{press.kind}")[language]
    if press.at is None:
        return Message("consult/review/release-sometime")[language]
    return Message("consult/review/release-at", when=moment(press.at, language))[language]


def _agreed(inputs: CommentInputs) -> str:
    contract, language, verdict = inputs.contract, inputs.language, inputs.judged.verdict
    if verdict.practice:
        in_earnest = tuple(replace(approval, given=not approval.practice) for approval in verdict.approvals)
        who = turns.approvers(replace(verdict, approvals=in_earnest), contract, language)
        return plain(Message("consult/review/practised", who=who or "—")[language])
    given = []
    for approval in verdict.approvals:
        if approval.mode == "before" and approval.by is not None and approval.at is not None:
            who = plain(turns.addressed(Turn(What.APPROVE, (approval.by,)), contract, language))
            given.append(f"{who} {moment(approval.at, language)}")
    done = joined(dict.fromkeys(given), language)
    taps = [tap for tap in turns.taps(verdict) if tap.approvals]
    if not taps:
        return Message("consult/review/approvals-complete", who=done)[language] if done else ""
    seats = [_seats(tap, inputs) for tap in taps]
    missing = seats[0]
    if len(seats) > 1:
        missing = " ".join(map(str.__add__, turns.NUMBERS, seats))
    said = [Message("consult/review/missing-taps", n=len(taps), seats=missing)[language]]
    if done:
        said.append(Message("consult/review/approved-already", who=done)[language])
    arrest = contract.policy.press.arrest_clause
    released = (hold.who for hold in verdict.holds if hold.kind == "person" and hold.clause == arrest)
    said += [Message("consult/review/released-too", who=who)[language] for who in released]
    return in_a_row(said, language)


def _seats(tap: turns.Tap, inputs: CommentInputs) -> str:
    """Name the seats that one tap fills, with their clauses; many seats stand folded below."""
    contract, language = inputs.contract, inputs.language
    named = []
    for approval in tap.approvals:
        seat = Message("consult/review/anybody")[language]
        if len(approval.any_of) <= _FEW:
            seat = seat_names(approval.any_of, contract, language)
        able = approval.candidates
        if able and all(candidate.acting is not None for candidate in able):  # no holder can
            asked = Turn(What.APPROVE, asked_at_once(approval, contract))
            who = plain(turns.addressed(asked, contract, language))
            seat = Message("consult/review/seat-acting", seat=seat, who=who)[language]
        clause = cited(approval.clause, language, ours=contract.policy.is_ours(approval.clause))
        named.append(f"{seat}({plain(clause)})")
    return joined(named, language)
