"""The facts that a verb has seen at its end, as ``conditions`` judges them; each is read in a single place.

Facts of the mail host itself (its journal, its registry, its disk) are read alike by the sender and by a look.
"""

from __future__ import annotations

import shutil
from collections.abc import Collection, Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from itertools import chain
from types import MappingProxyType

from haishin.consult.mainline import lost
from haishin.consult.upkeep import Unproven
from haishin.core.catalogue import listed
from haishin.core.contract.endings import Ending, endings
from haishin.core.contract.policy import JST, Limits, Policy
from haishin.core.errors import HaishinError, ToolError
from haishin.core.last_build import LastBuild, last_build
from haishin.core.model import FLOOR, PREFECTURE, STOP, LedgerEntry, LedgerState, Text
from haishin.core.state import StateFolder
from haishin.residents.desk.desk import REQUESTS, Requests
from haishin.residents.registry.readers import DeskFacts
from haishin.send.acts.takeover import unfit
from haishin.send.journal.journal import Journal
from haishin.send.journal.journal_file import JournalError
from haishin.send.ledger.beat import SILENCE, Heard
from haishin.send.ledger.ending import uncorrected
from haishin.send.ledger.ledger_view import Held, LedgerView, halted_since
from haishin.send.ledger.ledger_view import held as standing_holds
from haishin.send.ledger.published import Counts, Published, published_at
from haishin.send.ledger.stops import Stops
from haishin.send.sending.last_run import Fault, IdleRelay, LastRun, last_run
from haishin.send.sending.survey import CAUSES, Item, MainSnapshot, errors_of

PATIENCE = timedelta(minutes=60)  # how long a sender may be silent, and a merged alert unsent
TOLD_AFTER_ITS_END = timedelta(days=3)  # over a weekend; what reached nobody is then no longer news to draft anew
ROW_BYTES = 512  # of the journal and of its log together, measured: 94 MB for a snapshot of 200,000
DECIDED_WITHIN = timedelta(minutes=1)  # while mail goes: whom a relay refuses is believed to be so by what comes behind
SPARE_BYTES = 32 * 1024 * 1024


@dataclass(frozen=True, kw_only=True)
class HostFacts:
    """Troubles of this host; each field but ``desk`` is empty if all is well."""

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
    desk: DeskFacts | None = None  # what is told of leaving; None: main names no desk, or no registry is here
    leavers: tuple[int, ...] = ()  # how many left within the hour, if they are more than the policy expects
    request_since: datetime | None = None  # when the page's oldest request was made, if that can be seen
    build: LastBuild | None = None  # of the public list; None: never, or policy publishes nothing
    listed_since: datetime | None = None  # the first seal of what the public list is to show now


SOUND_HOST = HostFacts()


def host_facts(
    main: MainSnapshot, view: LedgerView, journal: Journal | None, heard: Heard, *, sending: bool
) -> HostFacts:
    """Gather the facts of this host; ``sending``: this process is the sender. Elsewhere only the ledger is read."""
    inputs = main.inputs
    published = published_at(inputs.git, view.tip)
    near: tuple[tuple[str, int], ...] = ()
    if published is not None:
        near = tuple(_near(published.counts, main.contract.policy.limits))
    registry, last = False, None
    if inputs.state is not None:
        state = StateFolder(inputs.state)
        registry = state.registry.exists()
        if not sending:
            last = last_run(state)
    sealed = tuple(sorted(_unreached(view, None, inputs.clock(), timedelta())))
    by_ledger = HostFacts(in_doubt=_in_doubt(view, None, dead=False), unreached=sealed, near=near, last=last)
    if journal is None and not registry:
        absent = None
        if inputs.named:
            absent = unfit(view, None, SILENCE)
        if absent is None:
            return by_ledger
        return replace(by_ledger, broken=_words(absent))
    if journal is not None:
        try:
            journal.verify()
        except JournalError as damage:
            return replace(by_ledger, broken=_words(damage))
    here = _journal_facts(by_ledger, main, view, journal, heard, sending=sending)
    return _registry_facts(_list_facts(here, main, view), main, published)


def _list_facts(facts: HostFacts, main: MainSnapshot, view: LedgerView) -> HostFacts:
    policy, inputs = main.contract.policy, main.inputs
    if inputs.state is None or view.rehearsal or not policy.publishes:
        return facts
    seals = (entry.at for entry in view.alerts.values() if _to_be_listed(entry, policy, inputs.clock()))
    since = min(filter(None, seals), default=None)
    return replace(facts, build=last_build(StateFolder(inputs.state)), listed_since=since)


def _to_be_listed(entry: LedgerEntry, policy: Policy, now: datetime) -> bool:
    """Whether it was sealed, and its days on the public list are not over."""
    if entry.claim is None or entry.state is not LedgerState.SEALED or entry.at is None:
        return False
    days = policy.publish_days(entry.claim)
    return days is not None and now - entry.at < timedelta(days=days)


def _journal_facts(
    facts: HostFacts, main: MainSnapshot, view: LedgerView, journal: Journal | None, heard: Heard, *, sending: bool
) -> HostFacts:
    now, policy = main.inputs.clock(), main.contract.policy
    if not sending:
        fault = unfit(view, journal, heard)
        if isinstance(fault, ToolError):
            facts = replace(facts, broken=_words(fault))
        elif fault is not None:
            facts = replace(facts, unfit=_words(fault))
    # While another process sends, its rows in the air are not in doubt, and its waiting rows are on their way.
    alone = sending or journal is None or not journal.taken
    if facts.broken is None and facts.unfit is None:
        facts = replace(facts, foreign=tuple(sorted(_foreign(view, journal))))
    first_retries = timedelta(minutes=sum(policy.limits.retry_minutes[:2]))
    unreached = tuple(sorted(_unreached(view, journal, now, first_retries)))
    facts = replace(facts, in_doubt=_in_doubt(view, journal, dead=alone), unreached=unreached)
    if journal is None:
        return facts
    ours = tuple(_ours(view, journal))
    decided, since = now - DECIDED_WITHIN, now
    if heard.beat is not None and not sending:
        since = heard.beat.at
    if alone:
        decided = now
        unfinished = tuple(alert for alert in ours if _waits(alert, view, journal, since, policy))
        facts = replace(facts, unfinished=unfinished)
    waiting = journal.unbelieved(decided)
    return replace(facts, refused=tuple((alert, *waiting[alert]) for alert in ours if alert in waiting))


def _registry_facts(facts: HostFacts, main: MainSnapshot, published: Published | None) -> HostFacts:
    people, residents = 0, main.inputs.residents
    try:
        people = sum(residents.count(residents.registered(), None).values())
    except ToolError as damage:
        facts = replace(facts, unreadable=damage.message)
    else:
        facts = _desk_facts(replace(facts, shrunk=_shrunk(people, published)), main)
    if main.inputs.state is None:
        return facts
    room = shutil.disk_usage(main.inputs.state).free
    return replace(facts, full=room < people * ROW_BYTES + SPARE_BYTES)


def _desk_facts(facts: HostFacts, main: MainSnapshot) -> HostFacts:
    if main.contract.organization.mail.desk is None:
        return facts
    now, folder, waits = main.inputs.clock(), main.inputs.desk, None
    if folder is not None:
        with suppress(ToolError):  # ``doctor`` says that the folder cannot be listed
            waits = Requests(folder / REQUESTS).oldest(now)
    try:
        desk = main.inputs.residents.desk_facts(now)
    except ToolError as damage:
        return replace(facts, unreadable=damage.message)
    leavers = (desk.leavers,) * (desk.leavers > main.contract.policy.residents.leavers_an_hour)
    return replace(facts, desk=desk, leavers=leavers, request_since=None if waits is None else now - waits)


def _words(fault: HaishinError) -> tuple[Text, Text]:
    return fault.message, fault.hint


def _in_doubt(view: LedgerView, journal: Journal | None, *, dead: bool) -> tuple[str, ...]:
    """List alerts in doubt, by the journal or, unknown there, by their seal; ``dead``: intents count as well."""
    ours, unsure = set[str](), frozenset[str]()
    if journal is not None:
        ours = {known.alert_id for known in journal.entries()}
        unsure = journal.unsure(dead=dead)
    doubtful = []
    for alert, entry in view.alerts.items():
        doubt = entry.in_doubt
        if alert in ours:
            doubt = alert in unsure
        if doubt:
            doubtful.append(alert)
    return tuple(sorted(doubtful))


def _ours(view: LedgerView, journal: Journal) -> Iterator[str]:
    """Yield alerts begun by this journal and neither ended nor stopped."""
    for known in journal.entries():
        entry = view.of(known.alert_id)
        ours = known.state == "claimed" and entry.journal == journal.id
        if ours and not (entry.stopped or view.halted):
            yield known.alert_id


def _waits(alert: str, view: LedgerView, journal: Journal, since: datetime, policy: Policy) -> bool:
    """Return whether a row was not tried before the sender's last beat, though the hours allowed it."""
    claim = view.of(alert).claim
    goes = claim is not None and (policy.hours.is_open(since) or "delivery-hours" in claim.waivers)
    return goes and journal.untried(alert, day=policy.is_day(since))


def _foreign(view: LedgerView, journal: Journal | None) -> Iterator[tuple[str, bool]]:
    nonces = set[str]()
    if journal is not None:
        nonces = {known.nonce for known in journal.entries()}
    for alert, entry in view.alerts.items():
        if entry.unfinished and entry.claim is not None and (journal is None or entry.journal != journal.id):
            yield alert, entry.claim.nonce in nonces


def _unreached(
    view: LedgerView, journal: Journal | None, now: datetime, patience: timedelta
) -> Iterator[tuple[str, bool]]:
    """Yield alerts that reached no address, by the journal or, of another journal, by their seal; for some days."""
    here: Mapping[str, bool] = {}
    if journal is not None:
        here = journal.unreached(now - patience)
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


def _shrunk(registered: int, published: Published | None) -> tuple[int, int] | None:
    """Compare the registry with the published counts: a tenth less means an old copy, or another force's."""
    if published is None:
        return None
    before = max(published.counts.get(PREFECTURE, {}).values(), default=0)
    if registered >= before - max(before // 10, FLOOR):
        return None
    return registered, before


def _near(counts: Counts, limits: Limits) -> Iterator[tuple[str, int]]:
    for place, row in sorted(counts.items()):
        ceiling = limits.audience_station
        if place == PREFECTURE:
            ceiling = limits.audience_prefecture
        if max(row.values(), default=0) * 10 >= ceiling * 9:
            yield place, ceiling


@dataclass(frozen=True, slots=True)
class Late:
    """An alert that is late: merged and unsent, or sealed and not arrived."""

    alert: str
    since: datetime  # when the clock would have let it go, or the seal


@dataclass(frozen=True, kw_only=True)
class Seen:
    """The facts of a moment; each field is empty if all is well."""

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
    deaf: tuple[tuple[int, Text], ...] = ()  # mailboxes of control addresses that cannot be read, by place, and why
    missing: tuple[Late, ...] = ()  # sealed, and not arrived at each control address, by ``health`` alone
    late: tuple[Late, ...] = ()  # unsent for longer than patience, and no run has judged it, though nothing is halted
    endings: tuple[Ending, ...] = ()  # what comes to an end in ``schema/``


def see(
    main: MainSnapshot,
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
    """Gather the facts of main, the ledger, the stop branches and this host's journal (None: it has none).

    ``items``: the alerts judged in this run; ``crashed``: alerts of which it could make no mail, and why; ``sending``:
    whether this process is the sender.
    """
    now, inputs = main.inputs.clock(), main.inputs
    waiting = main.candidates(view)
    waiting_ids = {candidate.id for candidate in waiting}
    barred = main.ids.barred(view)
    host = host_facts(main, view, journal, heard, sending=sending)
    judged, last = tuple(items), host.last or LastRun(now)
    # An alert that this look has not judged stays as the last run left it, as long as it waits.
    left = waiting_ids.difference(item.candidate.id for item in judged)
    faulty: dict[str, Text] = {}
    failed = {alert: why for alert, why in last.crashed if alert in left or view.of(alert).unfinished}
    for candidate in waiting:
        if candidate.crash is not None:
            failed[candidate.id] = candidate.crash
        elif candidate.file.path not in barred and (errors := errors_of(candidate)):
            faulty[candidate.id] = listed(errors)
    failed.update(crashed)
    unasked = {alert: why for alert, why in last.unasked if alert in left}
    unasked.update((item.candidate.id, Fault.of(item.fault)) for item in judged if item.fault is not None)
    here = {file.id for file in main.alert_files}
    shared = {file.id for file in main.alert_files if file.path in barred}
    elsewhere = {*faulty, *failed, *unasked, *shared, *chain.from_iterable(main.unheard)}
    held = [(alert, cause) for alert, cause in _held(main, view, judged) if alert not in elsewhere]
    stops = standing.among(main.known(view))
    halted = view.halted or stops.all
    overdue: list[Late] = []
    if not halted:
        overdue = [alert for alert in late(main, view, now, patience) if alert.alert in left]
    return Seen(
        now=now,
        patience=None if sending else patience,
        tip=main.tip,
        lost=lost(inputs.git, main.tip, view, inputs.state),
        differs=main.differs,
        locked=_locked(main, now),
        unread=main.unread,
        broken=main.broken,
        unproven=_unproven(inputs.unproven, last, view),
        released=inputs.running is not None and inputs.running.released,
        barred=last.barred,
        strange=stops.doubtful,
        odd=main.odd,
        faulty=tuple(faulty.items()),
        crashed=tuple(failed.items()),
        idle=last.idle or (),
        unasked=tuple(sorted(unasked.items())),
        edited=main.edited(view),
        used=tuple(barred.items()),
        unheard=tuple((later, first, first in waiting_ids) for later, first in main.unheard),
        held=_of_cause(held, "verdict"),
        limited=_of_cause(held, "limit"),
        halted=halted,
        halted_since=halted_since(view),
        stopped_long=tuple(_stopped_long(main, view, now, here)),
        uncorrected=uncorrected(view.alerts),
        host=host,
        heard=heard,
        begun=view.records[0].at,
        late=tuple(overdue),
        endings=endings(main.contract, now.astimezone(JST).date()),
    )


def _of_cause(held: Iterable[tuple[str, str]], wanted: str) -> tuple[str, ...]:
    return tuple(alert for alert, cause in held if cause == wanted)


def _stopped_long(main: MainSnapshot, view: LedgerView, now: datetime, here: Collection[str]) -> Iterator[Held]:
    """Yield stops that are older than the policy's hours, but for alerts that wait for their correction."""
    in_sending = uncorrected(view.alerts)
    before = now - timedelta(hours=main.contract.policy.limits.stopped_hours)
    for hold in standing_holds(view):
        known = hold.alert in here or view.of(hold.alert).claim
        if hold.cause == STOP and hold.alert not in in_sending and hold.since <= before and known:
            yield hold


def _locked(main: MainSnapshot, now: datetime) -> datetime | None:
    """Return since when the running lock file is unchanged, if that is longer than the policy allows."""
    running, days = main.inputs.running, main.contract.policy.lock_days
    if running is None or running.locked is None or days is None:
        return None
    if now - running.locked <= timedelta(days=days):
        return None
    return running.locked


def _unproven(asked: Iterable[Unproven] | None, last: LastRun, view: LedgerView) -> tuple[tuple[str, Fault], ...]:
    """Collect the unproven commits of this run or, for a look, those of the last run that are still not accepted."""
    if asked is not None:
        return tuple((change.commit, Fault.of(change.told)) for change in asked)
    return tuple((commit, why) for commit, why in last.unproven if commit not in view.accepted_commits)


def late(main: MainSnapshot, view: LedgerView, now: datetime, after: timedelta) -> tuple[Late, ...]:
    """List merged alerts unsent for longer than ``after`` inside the hours, those held by the ledger apart."""
    unsent = []
    policy = main.contract.policy
    for candidate in main.candidates(view):
        alert, entry = candidate.alert, view.of(candidate.id)
        waived = alert is not None and alert.waives("delivery-hours")
        known = [candidate.brought]
        if alert is not None:
            known.append(alert.not_before)
        since = max(filter(None, known), default=now)
        in_hours = waived or (policy.hours.is_open(now) and policy.hours.is_open(now - after))
        if entry.state is LedgerState.UNSENT and now - since > after and in_hours:
            unsent.append(Late(candidate.id, since))
    return tuple(unsent)


def _held(main: MainSnapshot, view: LedgerView, items: Iterable[Item]) -> Iterator[tuple[str, str]]:
    """Yield merged alerts that wait for a person, and the cause, by this run's judgement or else by the ledger."""
    judged = {item.candidate.id: CAUSES.get(item.fate) for item in items}
    for alert in sorted({file.id for file in main.alert_files}):
        entry = view.of(alert)
        if alert in judged:
            cause = judged[alert]
        elif entry.state is not LedgerState.HELD or entry.stopped:
            cause = None
        else:
            cause = next((cause for cause in ("verdict", "limit") if cause in entry.causes), None)
        if cause in ("verdict", "limit"):
            yield alert, cause
