"""What a verb has seen when it ends, as ``conditions`` judges it: plain facts, each read in one place.

What a mail host knows of itself (its journal, its registry, its disk) is read alike by whoever sends and who looks.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import chain
from types import MappingProxyType

from haishin.consult.mainline import lost
from haishin.consult.upkeep import Unproven
from haishin.core.catalogue import listed
from haishin.core.contract.endings import Ending, endings
from haishin.core.contract.policy import JST, Limits, Policy
from haishin.core.errors import HaishinError, Refusal, ToolError
from haishin.core.model import FLOOR, PREFECTURE, STOP, LedgerState, Text
from haishin.core.state import StateFolder
from haishin.send.acts.takeover import unfit
from haishin.send.journal.journal import Journal
from haishin.send.journal.journal_file import JournalError
from haishin.send.ledger.beat import SILENCE, Heard
from haishin.send.ledger.ending import uncorrected
from haishin.send.ledger.ledger_view import Held, LedgerView, halted_since
from haishin.send.ledger.ledger_view import held as standing_holds
from haishin.send.ledger.published import Counts, Published, published_at
from haishin.send.ledger.stops import Stops
from haishin.send.sending.audience import Residents
from haishin.send.sending.last_run import Fault, IdleRelay, LastRun, last_run
from haishin.send.sending.survey import CAUSES, Item, MainSnapshot, errors_of

PATIENCE = timedelta(minutes=60)  # how long a sender may be silent, and a merged alert unsent
TOLD_AFTER_ITS_END = timedelta(days=3)  # over a weekend; what reached nobody is then no longer news to draft anew
ROW_BYTES = 512  # of the journal and of its log together, measured: 94 MB for a snapshot of 200,000
DECIDED_WITHIN = timedelta(minutes=1)  # while mail goes: whom a relay refuses is believed to be so by what comes behind
SPARE_BYTES = 32 * 1024 * 1024


@dataclass(frozen=True, kw_only=True)
class HostFacts:
    """What is amiss on this host; each field is empty if nothing is."""

    broken: tuple[Text, Text] | None = None  # no journal to go on with, or a damaged one; and what to do
    unfit: tuple[Text, Text] | None = None  # why this journal may not go on, and what to do
    in_doubt: tuple[str, ...] = ()  # alerts with recipients of whom nobody knows whether they got it
    unfinished: tuple[str, ...] = ()  # begun here, not stopped, and not tried for everybody whom the hours allowed
    foreign: tuple[tuple[str, bool], ...] = ()  # begun by another journal, and whether ours knows their recipients
    unreached: tuple[tuple[str, bool], ...] = ()  # tried beyond the first retries, accepted for nobody; is it over?
    unreadable: Text | None = None  # what is wrong with the registry
    shrunk: tuple[int, int] | None = None  # registered now, and published last, if that is too few
    near: tuple[tuple[str, int], ...] = ()  # a place whose audience is within a tenth of its ceiling, and the ceiling
    full: bool = False  # the disk does not hold another snapshot of everybody
    last: LastRun | None = None  # what the last run found out
    refused: tuple[tuple[str, int, str], ...] = ()  # alerts whose refusals are not believed, how many, the usual code


SOUND_HOST = HostFacts()


def host_facts(
    survey: MainSnapshot, view: LedgerView, journal: Journal | None, heard: Heard, *, sending: bool
) -> HostFacts:
    """Gather what this host knows; ``sending``: this process is the sender. Elsewhere the ledger alone tells."""
    inputs = survey.inputs
    published, policy = published_at(inputs.git, view.tip), survey.contract.policy
    near = tuple(_near(published.counts, policy.limits)) if published is not None else ()
    sealed = tuple(sorted(_unreached(view, None, inputs.clock(), timedelta())))
    state = StateFolder(inputs.state) if inputs.state is not None else None
    last = last_run(state) if state is not None and not sending else None
    if journal is None and not (state is not None and state.registry.exists()):
        absent = unfit(view, None, SILENCE) if inputs.named else None
        broken = _told(absent) if absent is not None else None
        doubt = _in_doubt(view, None, dead=False)
        return HostFacts(broken=broken, in_doubt=doubt, unreached=sealed, near=near, last=last)
    if (damage := _damage(journal)) is not None:
        doubt = _in_doubt(view, None, dead=False)
        return HostFacts(broken=_told(damage), in_doubt=doubt, unreached=sealed, near=near, last=last)
    fault = None if sending else unfit(view, journal, heard)
    # While another process sends, what is in the air there is not in doubt, and what waits is on its way.
    alone = sending or journal is None or not journal.taken
    since = heard.beat.at if heard.beat is not None and not sending else inputs.clock()
    registered = _registered(inputs.residents)
    people = registered if isinstance(registered, int) else 0
    return HostFacts(
        broken=_told(fault) if isinstance(fault, ToolError) else None,
        unfit=_told(fault) if isinstance(fault, Refusal) else None,
        in_doubt=_in_doubt(view, journal, dead=alone),
        unfinished=tuple(
            alert
            for alert in _ours(view, journal)
            if alone
            and journal is not None
            and _waits(alert, view, journal, policy, daytime=policy.hours.is_open(since))
        ),
        foreign=tuple(sorted(_foreign(view, journal))) if fault is None else (),
        unreached=tuple(sorted(_unreached(view, journal, inputs.clock(), _first_retries(policy.limits)))),
        unreadable=registered if isinstance(registered, Text) else None,
        shrunk=_shrunk(people, published) if isinstance(registered, int) else None,
        near=near,
        last=last,
        refused=tuple(_refused(view, journal, inputs.clock() if alone else inputs.clock() - DECIDED_WITHIN)),
        full=state is not None and shutil.disk_usage(state.root).free < people * ROW_BYTES + SPARE_BYTES,
    )


def _damage(journal: Journal | None) -> JournalError | None:
    """Return what is wrong with the journal's rows, those of ended alerts included."""
    try:
        if journal is not None:
            journal.verify()
    except JournalError as damage:
        return damage
    return None


def _told(fault: HaishinError) -> tuple[Text, Text]:
    return fault.message, fault.hint


def _in_doubt(view: LedgerView, journal: Journal | None, *, dead: bool) -> tuple[str, ...]:
    """List alerts in doubt, by the journal or, unknown there, by their seal; ``dead``: intents count as well."""
    ours = {known.alert_id for known in journal.entries()} if journal is not None else set()
    unsure = journal.unsure(dead=dead) if journal is not None else frozenset[str]()
    doubtful = (alert for alert, entry in view.alerts.items() if (alert in unsure if alert in ours else entry.in_doubt))
    return tuple(sorted(doubtful))


def _ours(view: LedgerView, journal: Journal | None) -> Iterator[str]:
    """Yield alerts begun by this journal and neither ended nor stopped."""
    for known in journal.entries() if journal is not None else ():
        entry = view.of(known.alert_id)
        ours = journal is not None and known.state == "claimed" and entry.journal == journal.id
        if ours and not (entry.stopped or view.halted):
            yield known.alert_id


def _waits(alert: str, view: LedgerView, journal: Journal, policy: Policy, *, daytime: bool) -> bool:
    """Return whether somebody was not tried when a sender was last well, though the hours allowed it."""
    claim = view.of(alert).claim
    return claim is not None and (daytime or "delivery-hours" in claim.waivers) and journal.untried(alert, day=daytime)


def _refused(view: LedgerView, journal: Journal | None, before: datetime) -> Iterator[tuple[str, int, str]]:
    waiting = journal.unbelieved(before) if journal is not None else {}
    for alert in _ours(view, journal):
        if alert in waiting:
            yield (alert, *waiting[alert])


def _foreign(view: LedgerView, journal: Journal | None) -> Iterator[tuple[str, bool]]:
    nonces = {known.nonce for known in journal.entries()} if journal is not None else set()
    for alert, entry in view.alerts.items():
        if entry.unfinished and entry.claim is not None and (journal is None or entry.journal != journal.id):
            yield alert, entry.claim.nonce in nonces


def _first_retries(limits: Limits) -> timedelta:
    return timedelta(minutes=sum(limits.retry_minutes[:2]))


def _unreached(
    view: LedgerView, journal: Journal | None, now: datetime, patience: timedelta
) -> Iterator[tuple[str, bool]]:
    """Yield alerts that reached nobody, by the journal or, of another's, by their seal; for some days after that."""
    here = journal.unreached(now - patience) if journal is not None else {}
    for alert, entry in view.alerts.items():
        if entry.claim is None or entry.ended_by is not None:
            continue
        if entry.state is LedgerState.SEALED and entry.at is not None and now - entry.at > TOLD_AFTER_ITS_END:
            continue
        if journal is None or entry.journal != journal.id:
            if entry.state is LedgerState.SEALED and entry.unheard and entry.counts.keys() & {"failed", "expired"}:
                yield alert, True
        elif (ended := here.get(alert)) is not None and (ended or not (entry.stopped or view.halted)):
            yield alert, ended


def _registered(residents: Residents) -> int | Text:
    """Count the registered, or return what is wrong with the registry."""
    try:
        return sum(residents.count(residents.registered(), None).values())
    except ToolError as fault:
        return fault.message


def _shrunk(registered: int, published: Published | None) -> tuple[int, int] | None:
    """Compare the registry with what was published: a tenth less means an old copy, or another force's."""
    before = max(published.counts.get(PREFECTURE, {}).values(), default=0) if published is not None else 0
    return (registered, before) if registered < before - max(before // 10, FLOOR) else None


def _near(counts: Counts, limits: Limits) -> Iterator[tuple[str, int]]:
    for place, row in sorted(counts.items()):
        ceiling = limits.audience_prefecture if place == PREFECTURE else limits.audience_station
        if max(row.values(), default=0) * 10 >= ceiling * 9:
            yield place, ceiling


@dataclass(frozen=True, slots=True)
class Late:
    """A merged alert that is unsent, and since when it could have gone as far as the clock is concerned."""

    alert: str
    since: datetime


@dataclass(frozen=True, kw_only=True)
class Seen:
    """The facts of one moment; each field is empty if nothing is amiss."""

    now: datetime
    patience: timedelta | None = None  # how long the sender may be silent; None: this is the sender
    gone: Fault | None = None  # why the remote does not answer
    tip: str = ""  # of main
    lost: str | None = None  # a commit that was judged before and that main does not continue
    differs: tuple[str, ...] = ()  # parts of the program that main has otherwise
    locked: datetime | None = None  # since when the program's packages are as they are, if that is too long
    unread: str | None = None  # the form of main's ``schema/``, if the program cannot read it
    broken: Text | None = None  # what is wrong with main's ``schema/``
    unproven: tuple[tuple[str, Fault], ...] = ()  # commits outside ``alerts/`` for which nobody answers, and why
    released: bool = False  # the program is a release and no checkout
    halted: bool = False  # all sending is stopped by a person
    halted_since: datetime | None = None  # None too: by a branch that no run has recorded yet
    barred: bool = False  # who can read the repository is not known, so nothing new was begun
    strange: tuple[str, ...] = ()  # stop branches of no known alert
    odd: tuple[str, ...] = ()  # paths in ``alerts/`` that are no alert
    faulty: tuple[tuple[str, Text], ...] = ()  # alerts with errors, and which
    crashed: tuple[tuple[str, Text], ...] = ()  # alerts on which the program fails, and how
    idle: tuple[IdleRelay, ...] = ()  # relays of several that take nothing
    unasked: tuple[tuple[str, Fault], ...] = ()  # alerts whose pull request could not be read, and why
    edited: tuple[str, ...] = ()  # changed on main after their sending had begun
    used: tuple[tuple[str, Text], ...] = ()  # paths on main whose id is another file's, or was used before, and why
    unheard: tuple[tuple[str, str, bool], ...] = ()  # what follows what nobody has got, that, and whether that waits
    held: tuple[str, ...] = ()  # merged, and something is missing
    limited: tuple[str, ...] = ()  # merged, and over a limit
    stopped_long: tuple[Held, ...] = ()  # stopped by a person for longer than the policy's hours
    uncorrected: tuple[str, ...] = ()  # begun and stopped, and nothing has ended it since
    host: HostFacts = SOUND_HOST
    heard: Heard = SILENCE  # the beat beside the records
    begun: datetime | None = None  # when the ledger began
    late: tuple[Late, ...] = ()  # unsent for longer than patience, and no run has judged it, though nothing is halted
    endings: tuple[Ending, ...] = ()  # what comes to an end in ``schema/``


def see(
    survey: MainSnapshot,
    view: LedgerView,
    standing: Stops,
    journal: Journal | None,
    *,
    items: Iterable[Item] = (),
    crashed: Mapping[str, Text] = MappingProxyType({}),
    heard: Heard = SILENCE,
    patience: timedelta = PATIENCE,
    sending: bool = False,
) -> Seen:
    """Gather the facts of main, the ledger, the stop branches and this host's journal (None: there is none here).

    ``items``: what was judged in this run; ``crashed``: what could not be made into mail in it, and why; ``sending``:
    whether this process is the sender.
    """
    now = survey.inputs.clock()
    waiting = survey.candidates(view)
    barred = survey.ids.barred(view)
    own = [one for one in waiting if one.file.path not in barred]
    faulty = {one.id: listed(errors_of(one)) for one in own if one.crash is None and errors_of(one)}
    host = host_facts(survey, view, journal, heard, sending=sending)
    judged, last = tuple(items), host.last or LastRun(now)
    # What this look has not judged stays as the last run left it, as long as it waits.
    left = {one.id for one in waiting}.difference(item.candidate.id for item in judged)
    unmade = {alert: why for alert, why in last.crashed if alert in left or view.of(alert).unfinished}
    failed = unmade | {one.id: one.crash for one in waiting if one.crash is not None} | dict(crashed)
    unread = {alert: why for alert, why in last.unasked if alert in left}
    unasked = unread | {item.candidate.id: Fault.of(item.fault) for item in judged if item.fault is not None}
    shared = {file.id for file in survey.alert_files if file.path in barred}
    elsewhere = {*faulty, *failed, *unasked, *shared, *chain.from_iterable(survey.unheard)}
    here, long = {file.id for file in survey.alert_files}, timedelta(hours=survey.contract.policy.limits.stopped_hours)
    held = {alert: cause for alert, cause in _held(survey, view, judged) if alert not in elsewhere}
    in_sending = uncorrected(view.alerts)
    stops = standing.among(survey.known(view))
    halted = view.halted or stops.all
    return Seen(
        now=now,
        patience=None if sending else patience,
        tip=survey.tip,
        lost=lost(survey.inputs.git, survey.tip, view, survey.inputs.state),
        differs=survey.differs,
        locked=_locked(survey, now),
        unread=survey.unread,
        broken=survey.broken,
        unproven=_unproven(survey.inputs.unproven, last, view),
        released=survey.inputs.running is not None and survey.inputs.running.released,
        barred=last.barred,
        strange=stops.doubtful,
        odd=survey.odd,
        faulty=tuple(faulty.items()),
        crashed=tuple(failed.items()),
        idle=last.idle or (),
        unasked=tuple(sorted(unasked.items())),
        edited=survey.edited(view),
        used=tuple(barred.items()),
        unheard=tuple((one, first, any(first == other.id for other in waiting)) for one, first in survey.unheard),
        held=tuple(alert for alert, cause in held.items() if cause == "verdict"),
        limited=tuple(alert for alert, cause in held.items() if cause == "limit"),
        halted=halted,
        halted_since=halted_since(view),
        stopped_long=tuple(
            one
            for one in standing_holds(view)
            if one.cause == STOP
            and one.alert not in in_sending
            and one.since <= now - long
            and (one.alert in here or view.of(one.alert).claim)
        ),
        uncorrected=in_sending,
        host=host,
        heard=heard,
        begun=view.records[0].at,
        late=tuple(one for one in late(survey, view, now, patience) if one.alert in left and not halted),
        endings=endings(survey.contract, now.astimezone(JST).date()),
    )


def _locked(survey: MainSnapshot, now: datetime) -> datetime | None:
    """Return since when the running lock file is as it is, if that is longer than the policy allows."""
    running, days = survey.inputs.running, survey.contract.policy.lock_days
    if running is None or running.locked is None or days is None:
        return None
    return running.locked if now - running.locked > timedelta(days=days) else None


def _unproven(asked: Iterable[Unproven] | None, last: LastRun, view: LedgerView) -> tuple[tuple[str, Fault], ...]:
    """Collect what nothing proves: as this run found it or, for a look, as the last run left it and nobody answered."""
    if asked is not None:
        return tuple((one.commit, Fault.of(one.told)) for one in asked)
    return tuple((commit, why) for commit, why in last.unproven if commit not in view.accepted_commits)


def late(survey: MainSnapshot, view: LedgerView, now: datetime, after: timedelta) -> tuple[Late, ...]:
    """List merged alerts unsent for longer than ``after`` inside the hours; one that the ledger holds is not late."""
    unsent = []
    policy = survey.contract.policy
    for candidate in survey.candidates(view):
        alert, entry = candidate.alert, view.of(candidate.id)
        waived = alert is not None and alert.waives("delivery-hours")
        planned = alert.not_before if alert is not None else None
        known = [moment for moment in (candidate.brought, planned) if moment is not None]
        since = max(known, default=now)
        in_hours = waived or (policy.hours.is_open(now) and policy.hours.is_open(now - after))
        if entry.state is LedgerState.UNSENT and now - since > after and in_hours:
            unsent.append(Late(candidate.id, since))
    return tuple(unsent)


def _held(survey: MainSnapshot, view: LedgerView, items: Iterable[Item]) -> Iterator[tuple[str, str]]:
    """Yield merged alerts that wait for a person, and the cause, by this run's judgement or else by the ledger."""
    judged = {item.candidate.id: CAUSES.get(item.fate) for item in items}
    for alert in sorted({file.id for file in survey.alert_files}):
        entry = view.of(alert)
        if alert in judged:
            cause = judged[alert]
        elif entry.state is not LedgerState.HELD or entry.stopped:
            cause = None
        else:
            cause = next((cause for cause in ("verdict", "limit") if cause in entry.causes), None)
        if cause in ("verdict", "limit"):
            yield alert, cause
