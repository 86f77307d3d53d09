"""A sweep: every open pull request judged, then comment, requests and, last, status written as they follow from it.

A pull request that cannot be judged gets no success, and stops no other; the same holds if it cannot be commented on,
since people would read of another text. No word of a drafter is logged here: only numbers, states and the forge's
answers (T27).
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import partial
from typing import Protocol

from haishin.consult.decision.moments import daily
from haishin.consult.forge import ForgeError
from haishin.consult.forge.github import MergedPull, Opened
from haishin.consult.forge.writer import LineComment, OwnStatus, StatusState
from haishin.consult.review import afterwards, comment, reminding, schedule, status
from haishin.consult.review.facts import CommentInputs, Reach
from haishin.consult.review.judging import Judged, PullJudge
from haishin.consult.review.status import Light
from haishin.core.catalogue import Message
from haishin.core.errors import HaishinError
from haishin.core.model import Alert, Language, Look, Text

WEEK = timedelta(days=7)
DAY = timedelta(days=1)
SECOND = timedelta(seconds=1)


class Statuses(Protocol):
    """The statuses at the forge; each method raises ForgeError."""

    def status(self, commit: str, state: StatusState, text: str, link: str = "") -> bool:
        """Set a status; returns whether it was written."""
        ...

    def standing(self, commit: str) -> OwnStatus | None:
        """Read the newest status if it is ours."""
        ...

    def first(self, commit: str) -> datetime | None:
        """Read when it was first set on that commit, by the forge's clock."""
        ...


class Comments(Protocol):
    """The comments and requests at the forge; each method raises ForgeError."""

    def comment(self, number: int, text: str) -> bool:
        """Keep the comment; returns whether it was written."""
        ...

    def remind(self, number: int, mark: str, text: str, now: datetime, apart: timedelta) -> bool:
        """Write a reminder once, and not too often; returns whether it was written now."""
        ...

    def request(self, number: int, logins: Iterable[str]) -> tuple[str, ...]:
        """Ask for reviews; returns who was asked now."""
        ...

    def suggest(self, number: int, commit: str, comments: Sequence[LineComment], text: str, taken_back: str) -> bool:
        """Keep one review of suggestions; returns whether anything was written."""
        ...


@dataclass(frozen=True)
class SweepContext:
    """The surroundings of a sweep."""

    statuses: Statuses
    comments: Comments
    reach: Callable[[Alert], Reach]  # to how many an alert goes
    now: datetime
    language: Language
    say: Callable[[str], None]  # writes a line of the log
    sole: bool  # only we can write a status as this account
    until: datetime  # the end of this run: a status that stands less long is judged anew


@dataclass
class Tally:
    """The result of a sweep."""

    judged: int = 0
    failed: int = 0  # pull requests without a verdict, without their status, or with an unexpected fault
    written: int = 0
    broken: Text | None = None  # the mistakes in main's ``schema/``, so that an older version judged
    lights: dict[str, list[Light]] = field(default_factory=lambda: defaultdict(list))  # by head
    links: dict[str, str] = field(default_factory=dict)  # by head, the link of its status
    due: list[datetime] = field(default_factory=list)  # moments that should not wait for a schedule


def sweep(judge: PullJudge | HaishinError, opened: Iterable[Opened], context: SweepContext) -> Tally:
    """Judge each pull request, and write. ``judge`` is an error if nothing can be judged: every status says so.

    A pull request without news since its status was written is left as it stands.
    """
    tally = Tally()
    if isinstance(judge, PullJudge):
        tally.broken = judge.broken
    opened = tuple(opened)
    heads = Counter(pull.head for pull in opened)
    for pull in opened:
        tally.judged += 1
        if heads[pull.head] > 1 or not _stands(judge, pull, context):
            tally.lights[pull.head].append(_light(judge, pull, context, tally))
    for head, lights in tally.lights.items():
        link = ""
        if heads[head] == 1:
            link = tally.links.get(head, "")
        _set(head, status.weakest(lights), link, context, tally)
    return tally


def _stands(judge: PullJudge | HaishinError, opened: Opened, context: SweepContext) -> bool:
    if isinstance(judge, HaishinError):
        return False
    try:
        ours = context.statuses.standing(opened.head)
    except ForgeError:  # it will be said where the status is to be set
        return False
    return schedule.still_stands(opened, ours, judge.basis, context.until, sole=context.sole)


def look_back(judge: PullJudge, merged: Iterable[MergedPull], context: SweepContext, tally: Tally) -> None:
    """Rewrite the comments of pull requests merged lately, as long as the ledger may say more of their alerts."""
    for pull in merged:
        tally.failed += _attempt(pull.number, partial(_look, judge, pull, context), context, tally) is not None


def remind_open(judge: PullJudge, context: SweepContext, tally: Tally) -> None:
    """Remind units of matters never said to be over, under the pull request of the newest mail."""
    for matter in judge.matters(context.now):
        number, due = matter.last.pull, reminding.matter_reminder(matter, context.now, judge.contract, context.language)
        if number is not None and due is not None:
            say = partial(context.comments.remind, number, due.mark, due.text, context.now, due.apart)
            tally.failed += _attempt(number, say, context, tally) is not None


def _look(judge: PullJudge, merged: MergedPull, context: SweepContext) -> bool:
    brought = judge.brought(merged.commit)
    if brought is None:
        return False
    entry, touched = judge.view.of(brought.id), context.now - merged.updated_at < DAY
    if afterwards.told_all(entry, context.now) and not touched and brought.barred is None:
        return False
    looks: tuple[Look, ...] = ()
    if entry.claim is not None:
        looks = judge.looks(entry.claim, merged.number)
    past = afterwards.Merged(
        brought.id, brought.alert, merged.merged_at, merged.page, looks, brought.barred, brought.edited
    )
    return context.comments.comment(
        merged.number, afterwards.render(past, judge.view, judge.contract, context.language, context.now)
    )


def _light(judge: PullJudge | HaishinError, opened: Opened, context: SweepContext, tally: Tally) -> Light:
    """Judge a pull request, write everything about it but its status, and return the status."""
    try:
        if isinstance(judge, HaishinError):
            raise judge
        judged = judge.waited(judge.judge(opened, context.now), partial(_first, context), context.now)
    except Exception as fault:  # noqa: BLE001 (whatever a pull request may provoke, the next one is judged)
        young = context.now - opened.updated_at < afterwards.QUIET and isinstance(fault, ForgeError)
        if not young:
            tally.failed += 1
            context.say(_fault_line(opened.number, fault, context.language))
        return status.unjudged_light(context.language, young=young)
    if not _tell(judged, judge, context, tally):
        return status.uncommented_light(context.language)
    return status.light(judged, judge.contract, context.language)


def _schedule(judged: Judged, judge: PullJudge, context: SweepContext, tally: Tally) -> None:
    """Note in the tally the link of the status, with how long it stands, and when something falls due."""
    until = _until(judged, judge, context)
    tally.links[judged.opened.head] = schedule.status_link(judged.opened, judge.basis, context.now, until)
    if (then := reminding.due(judged, context.now, judge.contract)) is not None:
        tally.due.append(then)


def _until(judged: Judged, judge: PullJudge, context: SweepContext) -> datetime:
    """Find up to when it stands: until the next moment at which a word of it may change, within the horizon."""
    calling = reminding.reminder(judged, context.now, judge.contract, context.language) is not None
    until, now, contract = schedule.horizon(judged.opened, context.now, calling=calling), context.now, judge.contract
    for moment in (*judged.verdict.moments, *daily(now, contract), *reminding.call_times(judged, contract)):
        if moment > now:
            until = min(until, moment - SECOND)
    return until


def _set(head: str, light: Light, link: str, context: SweepContext, tally: Tally) -> None:
    try:
        tally.written += context.statuses.status(head, light.state, light.text, link)
    except HaishinError as fault:
        tally.failed += 1
        context.say(f"{head[:12]}: {fault.message[context.language]}")


def _tell(judged: Judged, judge: PullJudge, context: SweepContext, tally: Tally) -> bool:
    """Write comment, requests and reminder of a pull request; False, and no call, if the comment failed."""
    number = judged.opened.number
    if _attempt(number, partial(_comment, judged, judge, context), context, tally) is not None:
        tally.failed += 1
        return False
    faults = [_attempt(number, partial(act, judged, judge, context), context, tally) for act in (_request, _remind)]
    if faults == [None, None]:  # what could not be said is tried again by the next sweep
        faults.append(_attempt(number, partial(_schedule, judged, judge, context, tally), context, tally))
    if _attempt(number, partial(_suggest, judged, judge, context), context, tally) is not None:
        tally.links.pop(judged.opened.head, None)  # the next sweep tries again; nothing else hangs on it
    tally.failed += any(fault is not None and not isinstance(fault, ForgeError) for fault in faults)
    return True


def _comment(judged: Judged, judge: PullJudge, context: SweepContext) -> bool:
    alert, reach = judged.alert, Reach()
    if alert is not None:
        reach = context.reach(alert)
    readers = judge.readers(alert)
    text = comment.render(CommentInputs(judged, judge.contract, context.language, reach, context.now, readers))
    return context.comments.comment(judged.opened.number, text)


def _request(judged: Judged, judge: PullJudge, context: SweepContext) -> bool:
    logins = reminding.requests(judged, context.now, judge.contract)
    return bool(logins and context.comments.request(judged.opened.number, logins))


def _remind(judged: Judged, judge: PullJudge, context: SweepContext) -> bool:
    due = reminding.reminder(judged, context.now, judge.contract, context.language)
    if due is None:
        return False
    context.statuses.standing(judged.opened.head)  # where none can be read none can be set: nobody is called in vain
    number = judged.opened.number
    return context.comments.remind(number, due.mark, due.text, context.now, due.apart)


def _suggest(judged: Judged, judge: PullJudge, context: SweepContext) -> bool:
    """Write the exact remedies on their lines, so that one tap mends each; a fault of it changes nothing else."""
    if judged.proposal is not None:
        return False
    found, opened, language = judge.suggestions(judged), judged.opened, context.language
    path = next((finding.path for finding in judged.mask.findings), "")
    comments = [LineComment(path, one.first, one.last, f"```suggestion\n{one.text}\n```") for one in found]
    text = Message("consult/review/suggestions", n=len(comments))[language]
    taken_back = Message("consult/review/suggestions-taken-back")[language]
    return context.comments.suggest(opened.number, opened.head, comments, text, taken_back)


def _first(context: SweepContext, commits: Iterable[str]) -> datetime:
    """Find when our status first stood on any of these commits; now if it never did, or if that is unknown."""
    try:
        seen = [context.statuses.first(commit) for commit in commits]
    except ForgeError:  # it will be said where the status is to be set
        return context.now
    return min(filter(None, seen), default=context.now)


def _attempt(number: int, act: Callable[[], bool | None], context: SweepContext, tally: Tally) -> Exception | None:
    """Do an act, count it if it has written, and return its fault, which is logged and stops no other act."""
    try:
        tally.written += bool(act())
    except Exception as fault:  # noqa: BLE001 (as above)
        context.say(_fault_line(number, fault, context.language))
        return fault
    return None


def _fault_line(number: int, fault: Exception, language: Language) -> str:
    """Word a fault; of an error that may quote the pull request only its kind."""
    if isinstance(fault, ForgeError):
        return f"#{number}: {fault.message[language]}"
    return f"#{number}: {type(fault).__name__}"
