"""The facts at the head of the comment: when it goes out, to whom and how many, what, who must agree.

With them everything that the comment is made of, ``CommentInputs``.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime

from haishin.check.findings.labels import cited
from haishin.consult import turns
from haishin.consult.phrases import moment, people, unit_name
from haishin.consult.review.approvers import asked_at_once, missing
from haishin.consult.review.judging import Judged
from haishin.consult.review.layout import area_names, labelled, seat_names
from haishin.core.catalogue import Message
from haishin.core.contract import Contract
from haishin.core.contract.hours import opening
from haishin.core.contract.policy import JST, Policy
from haishin.core.escaping import code, plain
from haishin.core.model import Alert, Change, FollowKind, Kind, Language, Press, PressKind, Text, Turn, What, Who
from haishin.send.ledger.readers import Readers

_FEW = 2  # seats that fit one line


_FOLLOWS = {
    FollowKind.FOLLOW_UP: Message("consult/review/follows-follow-up"),
    FollowKind.CORRECTION: Message("consult/review/follows-correction"),
    FollowKind.RESOLUTION: Message("consult/review/follows-resolution"),
    FollowKind.CANCELLATION: Message("consult/review/follows-cancellation"),
}
_RELEASES = {
    PressKind.NONE: Message("consult/review/releases-none"),
    PressKind.UNDECIDED: Message("consult/review/releases-undecided"),
}

_CLEAN = Message("consult/review/clean")


@dataclass(frozen=True, slots=True)
class Reach:
    """The number of residents whom an alert reaches, rounded, None = unknown; ``at``: when that was counted.

    ``night``: how many of them take mail outside the delivery hours.
    """

    count: int | None = None
    at: datetime | None = None
    night: int | None = None


@dataclass(frozen=True, slots=True)
class CommentInputs:
    """The inputs of the comment, at the moment ``now``; ``readers``: who gets the alert, as far as the ledger tells."""

    judged: Judged
    contract: Contract
    language: Language
    reach: Reach
    now: datetime
    readers: Readers | None = None

    @property
    def mail(self) -> Alert | None:
        """The alert that may be mailed: no withdrawal, no upkeep, nothing unreadable, nothing that is over."""
        over = self.judged.verdict.turn.what.is_over
        return None if over or self.judged.change is Change.DELETED else self.judged.alert


def facts(inputs: CommentInputs) -> str:
    """Write the lines as one paragraph."""
    return lined(_lines(inputs), inputs.language)


def lined(facts: Iterable[tuple[Text, str]], language: Language) -> str:
    """Write facts, a line each: ``**だれに** ○○警察署 約 1,230 人``."""
    return "\n".join(f"**{name[language]}** {text}" for name, text in facts)


def counted(inputs: CommentInputs) -> str:
    """Say when those whom it reaches were counted; empty where no number stands in the comment."""
    mail, reach = inputs.mail, inputs.reach
    if mail is None or mail.exercise or mail.follows is not None or reach.at is None or reach.count is None:
        return ""
    return moment(reach.at, inputs.language)


def _lines(inputs: CommentInputs) -> Iterator[tuple[Text, str]]:
    judged, language = inputs.judged, inputs.language
    if (mail := inputs.mail) is not None:
        yield Message("consult/review/when"), _when(mail, inputs)
        yield Message("consult/review/to"), _reach(mail, inputs)
        yield Message("consult/review/what"), _what(mail, inputs)
        yield from _elsewhere(mail, inputs)
    elif judged.change is Change.DELETED and judged.alert is not None:
        yield Message("consult/review/when"), Message("consult/review/withdrawn")[language]
        yield Message("consult/review/what"), Message("consult/review/taken-back", id=code(judged.alert.id))[language]
    elif judged.proposal is not None:
        yield Message("consult/review/when"), Message("consult/review/upkept")[language]
        yield Message("consult/review/what"), Message("consult/review/change")[language]
    if judged.verdict.asks and (agreed := _agreed(inputs)):
        clean = mail is not None and not judged.mask.findings
        yield Message("consult/review/agreed"), f"{agreed} {_CLEAN[language]}" if clean else agreed


def _elsewhere(mail: Alert, inputs: CommentInputs) -> Iterator[tuple[Text, str]]:
    """Name the drafter's unit where it is another: headquarters may mean it, but a wrong folder shows nowhere else."""
    author, contract = inputs.judged.opened.author, inputs.contract
    person, day = contract.roster.person(author, by_number=False), inputs.now.astimezone(JST).date()
    if person is None or person.belongs(mail.unit, day):
        return
    own = dict.fromkeys(tenure.seat.unit for tenure in person.roles if tenure.covers(day))
    words = {
        "who": turns.addressed(Turn(What.APPROVE, (author.login,)), contract, inputs.language),
        "own": "、".join(unit_name(unit, contract) for unit in own) or "—",
        "unit": unit_name(mail.unit, contract),
    }
    yield Message("consult/review/drafted"), plain(Message("consult/review/other").format(**words)[inputs.language])


def _when(mail: Alert, inputs: CommentInputs) -> str:
    begins = _begins(mail, inputs)
    if mail.expires_at is None:
        return begins
    return Message("consult/review/expires", when=begins, until=moment(mail.expires_at, inputs.language))[
        inputs.language
    ]


def _begins(mail: Alert, inputs: CommentInputs) -> str:
    verdict, language, hours = inputs.judged.verdict, inputs.language, inputs.contract.policy.hours
    if verdict.not_before is not None and not verdict.stopped:
        return (Message("consult/review/at") if verdict.mergeable else Message("consult/review/later-2")).format(
            when=moment(verdict.not_before, language)
        )[language]
    what = _moment(inputs)[language]
    if mail.waives("delivery-hours"):
        return Message("consult/review/any-hour", what=what, phrase=Message("consult/any-hour")[language])[language]
    return Message("consult/review/hours", what=what, opens=f"{hours.opens:%-H:%M}", closes=f"{hours.closes:%-H:%M}")[
        language
    ]


def _moment(inputs: CommentInputs) -> Text:
    verdict = inputs.judged.verdict
    if verdict.stopped:
        return Message("consult/review/resumed")
    if verdict.mergeable:
        return Message("consult/review/merged")
    if verdict.kind is Kind.HOLD and verdict.turn.who is Who.PRESS:
        return Message("consult/review/confirmed")
    if not verdict.asks:
        return Message("consult/review/mended")
    automatic = inputs.judged.pull is not None and inputs.judged.pull.automatic
    return Message("consult/review/by-itself") if automatic else Message("consult/review/agreed-and-merged")


def _reach(mail: Alert, inputs: CommentInputs) -> str:
    language = inputs.language
    if mail.exercise:
        return Message("consult/review/exercise")[language]
    if mail.follows is not None:
        readers = inputs.readers
        if readers is None or readers.first is None:
            return Message("consult/review/same", id=plain(mail.follows.alert))[language]
        where, who = area_names(readers.scope, inputs.contract, language), _rounded(readers.first.snapshot or 0)
        words = Message("consult/review/same-reached") if readers.reached else Message("consult/review/same-all")
        return words.format(id=plain(readers.first.alert), area=where, who=people(who, language))[language]
    hours = inputs.contract.policy.hours
    if not mail.waives("delivery-hours") or hours.is_open(inputs.now):
        return _counted(inputs.reach.count, mail, inputs)
    now, policy = _counted(inputs.reach.night, mail, inputs), inputs.contract.policy
    words = (
        Message("consult/review/night")
        if opening(inputs.now, policy) < policy.expiry(mail)
        else Message("consult/review/night-alone")
    )
    return words.format(now=now, opens=f"{hours.opens:%-H:%M}")[language]


def _counted(count: int | None, mail: Alert, inputs: CommentInputs) -> str:
    language, where = inputs.language, area_names(mail.scope, inputs.contract, inputs.language)
    if count is None or inputs.reach.at is None:
        return Message("consult/review/unknown", area=where)[language]
    words = Message("consult/review/most") if len(mail.scope.stations) > 1 else Message("consult/review/known")
    return words.format(area=where, who=people(_rounded(count), language))[language]


def _rounded(count: int) -> int:
    """Round to three figures: more of them tell nobody more."""
    unit: int = 10 ** max(0, len(str(count)) - 3)
    return (count + unit // 2) // unit * unit


def matter(mail: Alert, policy: Policy, language: Language) -> str:
    """Name the matter, ``続報:声かけ事案・注意喚起``; its ``case_name`` is the drafter's own word."""
    row = policy.row(mail.category)
    named = mail.case_name or (row.cases.get(mail.case or "", row.name) if row is not None else mail.category)
    title = f"{named}・{policy.contents.get(mail.content, mail.content)}"
    kinds = [_FOLLOWS[mail.follows.kind][language]] if mail.follows is not None else []
    kinds += [Message("consult/review/drill")[language]] if mail.exercise else []
    for kind in reversed(kinds):
        title = labelled(kind, title, language)
    return title


def _what(mail: Alert, inputs: CommentInputs) -> str:
    language = inputs.language
    known = replace(mail, case_name=None) if inputs.judged.private else mail
    title = matter(known, inputs.contract.policy, language)
    confirmed = inputs.judged.verdict.turn.who is Who.PRESS  # then the plan of the release stands above
    parts = [title] if confirmed else [title, _press(mail.press, language)]
    if mail.recognized_at is not None:
        parts.append(Message("consult/review/recognized", when=moment(mail.recognized_at, language))[language])
    return plain(inputs.judged.mask.text(" / ".join(parts)))


def _press(press: Press, language: Language) -> str:
    if press.kind is not PressKind.RELEASE:
        return _RELEASES[press.kind][language]
    if press.at is None:
        return Message("consult/review/sometime")[language]
    return Message("consult/review/planned-2", when=moment(press.at, language))[language]


def _agreed(inputs: CommentInputs) -> str:
    contract, language = inputs.contract, inputs.language
    due = [approval for approval in inputs.judged.verdict.approvals if approval.mode == "before"]
    without = missing(due)
    if len(due) == len(without) == 1:
        if len(due[0].any_of) > _FEW:
            return Message("consult/review/anybody", clause=plain(cited(due[0].clause, language)))[language]
        seat = seat_names(due[0].any_of, contract, language)
        able = due[0].candidates
        if able and all(candidate.acting is not None for candidate in able):  # nobody holds it who can
            asked = Turn(What.APPROVE, asked_at_once(due[0], contract))
            words = {"seat": seat, "who": plain(turns.addressed(asked, contract, language))}
            return Message("consult/review/one-acting").format(**words, clause=plain(cited(due[0].clause, language)))[
                language
            ]
        return Message("consult/review/one", seat=seat, clause=plain(cited(due[0].clause, language)))[language]
    if without:
        names = ("、" if language == "ja" else "; ").join(
            seat_names(approval.any_of, contract, language) for approval in without
        )
        return Message("consult/review/missing", n=len(without), given=len(due) - len(without), seats=names)[language]
    agreements = [(approval.by, approval.at) for approval in due if approval.by is not None and approval.at is not None]
    given = [
        f"{plain(turns.addressed(Turn(What.APPROVE, (login,)), contract, language))} {moment(at, language)}"
        for login, at in agreements
    ]
    if not given:
        return ""
    return Message("consult/review/complete", who=("、" if language == "ja" else ", ").join(given))[language]
