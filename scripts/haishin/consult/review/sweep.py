"""One sweep: every open pull request judged, then comment, requests and, last, status written as they follow from it.

What cannot be judged gets no success, and stops no other; neither does what cannot be commented on, since people would
read of another text. Nothing that a drafter wrote is said aloud here: only numbers, states and what the forge answered
(T27).
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import partial
from typing import Protocol

from haishin.consult.decision.moments import daily
from haishin.consult.forge import ForgeError
from haishin.consult.forge.github import MergedPull, Opened
from haishin.consult.forge.writer import OwnStatus, StatusState
from haishin.consult.review import afterwards, comment, reminding, schedule, status
from haishin.consult.review.facts import CommentInputs, Reach
from haishin.consult.review.judging import Judged, PullJudge
from haishin.consult.review.status import Light
from haishin.core.contract import Contract
from haishin.core.errors import HaishinError
from haishin.core.model import Alert, Language, Text

WEEK = timedelta(days=7)
DAY = timedelta(days=1)
SECOND = timedelta(seconds=1)


class Statuses(Protocol):
    """The statuses at the forge; each method raises ForgeError."""

    def status(self, commit: str, state: StatusState, text: str, link: str = "") -> bool:
        """Set a status; returns whether it was written."""
        ...

    def standing(self, commit: str) -> OwnStatus | None:
        """Read the newest status, where it is ours."""
        ...

    def first(self, commit: str) -> datetime | None:
        """Read when it was first set on that commit, by the forge's clock."""
        ...


class Comments(Protocol):
    """The comments and requests at the forge; each method raises ForgeError."""

    def comment(self, number: int, text: str) -> bool:
        """Keep the one comment; returns whether it was written."""
        ...

    def remind(self, number: int, mark: str, text: str, now: datetime, apart: timedelta) -> bool:
        """Write a reminder once, and not too often; returns whether it was written now."""
        ...

    def request(self, number: int, logins: Iterable[str]) -> tuple[str, ...]:
        """Ask for reviews; returns who was asked now."""
        ...


@dataclass(frozen=True)
class SweepContext:
    """The surroundings of a sweep. ``reach``: to how many an alert goes; ``say``: one line for the log.

    ``sole``: nobody else can write a status as this account. ``until``: up to when this run stays, so that what does
    not stand as long is judged.
    """

    statuses: Statuses
    comments: Comments
    reach: Callable[[Alert], Reach]
    now: datetime
    language: Language
    say: Callable[[str], None]
    sole: bool
    until: datetime


@dataclass
class Tally:
    """What a sweep did. ``failed``: pull requests without a verdict or their status, or over which it stumbled.

    ``broken``: what is wrong with main's ``schema/``, so that an older one judged. ``links``: by head, where its status
    leads. ``due``: when something falls due that no schedule should be waited for.
    """

    judged: int = 0
    failed: int = 0
    written: int = 0
    broken: Text | None = None
    lights: dict[str, list[Light]] = field(default_factory=lambda: defaultdict(list))
    links: dict[str, str] = field(default_factory=dict)
    due: list[datetime] = field(default_factory=list)


def sweep(judge: PullJudge | HaishinError, opened: Iterable[Opened], context: SweepContext) -> Tally:
    """Judge each pull request, and write. ``judge`` is an error where nothing can be judged: every status says so.

    What nothing has happened to since its status was written is left as it stands.
    """
    tally = Tally(broken=judge.broken if isinstance(judge, PullJudge) else None)
    opened = tuple(opened)
    heads = Counter(pull.head for pull in opened)
    for pull in opened:
        tally.judged += 1
        if heads[pull.head] > 1 or not _stands(judge, pull, context):
            tally.lights[pull.head].append(_light(judge, pull, context, tally))
    for head, lights in tally.lights.items():
        _set(head, status.weakest(lights), tally.links.get(head, "") if heads[head] == 1 else "", context, tally)
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
    looks = () if entry.claim is None else judge.looks(entry.claim, merged.number)
    past = afterwards.Merged(
        brought.id, brought.alert, merged.merged_at, merged.page, looks, brought.barred, brought.edited
    )
    return context.comments.comment(
        merged.number, afterwards.render(past, judge.view, judge.contract, context.language, context.now)
    )


def _light(judge: PullJudge | HaishinError, opened: Opened, context: SweepContext, tally: Tally) -> Light:
    """Judge one pull request, write everything about it but its status, and return that."""
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
    """Find up to when it stands: until the next moment at which anything of it may change, within the horizon."""
    calling = reminding.reminder(judged, context.now, judge.contract, context.language) is not None
    horizon = schedule.horizon(judged.opened, context.now, calling=calling)
    coming = _next(judged, context.now, judge.contract)
    return horizon if coming is None else min(horizon, coming - SECOND)


def _next(judged: Judged, now: datetime, contract: Contract) -> datetime | None:
    """Find the next moment at which anything that is written may change."""
    ahead = (*judged.verdict.moments, *daily(now, contract), *reminding.call_times(judged, contract))
    return min((moment for moment in ahead if moment > now), default=None)


def _set(head: str, light: Light, link: str, context: SweepContext, tally: Tally) -> None:
    try:
        tally.written += context.statuses.status(head, light.state, light.text, link)
    except HaishinError as fault:
        tally.failed += 1
        context.say(f"{head[:12]}: {fault.message[context.language]}")


def _tell(judged: Judged, judge: PullJudge, context: SweepContext, tally: Tally) -> bool:
    """Write comment, requests and reminder of a pull request; False where the comment failed: then nobody is called."""
    number = judged.opened.number
    if _attempt(number, partial(_comment, judged, judge, context), context, tally) is not None:
        tally.failed += 1
        return False
    faults = [_attempt(number, partial(act, judged, judge, context), context, tally) for act in (_request, _remind)]
    if faults == [None, None]:  # what could not be said is tried again by the next sweep
        faults.append(_attempt(number, partial(_schedule, judged, judge, context, tally), context, tally))
    tally.failed += any(fault is not None and not isinstance(fault, ForgeError) for fault in faults)
    return True


def _comment(judged: Judged, judge: PullJudge, context: SweepContext) -> bool:
    return context.comments.comment(judged.opened.number, _comment_text(judged, context.now, judge, context))


def _comment_text(judged: Judged, now: datetime, judge: PullJudge, context: SweepContext) -> str:
    alert = judged.alert
    reach = context.reach(alert) if alert is not None else Reach()
    return comment.render(CommentInputs(judged, judge.contract, context.language, reach, now, judge.readers(alert)))


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


def _first(context: SweepContext, commits: Iterable[str]) -> datetime:
    """Find when our status first stood on one of these commits; now where it never did, or nobody can say."""
    try:
        seen = [at for commit in commits if (at := context.statuses.first(commit)) is not None]
    except ForgeError:  # it will be said where the status is to be set
        return context.now
    return min(seen, default=context.now)


def _attempt(number: int, act: Callable[[], bool | None], context: SweepContext, tally: Tally) -> Exception | None:
    """Do one act, count it if it has written, and return what went wrong: that is logged, and stops no other act."""
    try:
        tally.written += bool(act())
    except Exception as fault:  # noqa: BLE001 (as above)
        context.say(_fault_line(number, fault, context.language))
        return fault
    return None


def _fault_line(number: int, fault: Exception, language: Language) -> str:
    """Word what went wrong; of an error that may quote the pull request only its kind."""
    return f"#{number}: {fault.message[language] if isinstance(fault, ForgeError) else type(fault).__name__}"
