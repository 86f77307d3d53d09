"""The conditions that need a person: one list, the same for ``send``, ``plan``, ``status`` and ``health``.

Only ``health`` looks into mailboxes, and so finds ``deaf`` and ``not-arrived`` (``send/listening.py``).

A row is a code, the exit code, and a function from ``Seen`` to the values of its words, once for each time that it
holds. The words are the row ``alarm-CODE`` of ``words.yaml``, its ``do`` the remedy; an alarm that
hands on the words of an error finds a ``Fault`` instead. To add an alarm: its row here, its words, its facts in
``Seen``, its example in the test.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from unicodedata import category

from haishin.core.catalogue import Message
from haishin.core.contract.hours import stamp
from haishin.core.errors import Exit
from haishin.core.model import FLOOR, PREFECTURE, Text, rounded
from haishin.residents.registry.reach import shown
from haishin.residents.registry.readers import DeskFacts
from haishin.send.ledger.beat import AT_REST, SILENCE
from haishin.send.sending.last_run import Fault
from haishin.send.sending.seen import TOLD_AFTER_ITS_END, Seen

_NAMED = 3  # of the branches of one alarm
_RESTS = timedelta(minutes=15)  # the inbox, which passes every two seconds, and an answer
_WAITS = timedelta(minutes=10)  # a request of the page
_HOURLY = timedelta(hours=1)  # in which the public list is built anew; after two of them something is wrong
_OURS = 10  # residents a day; fewer are chance
Holes = Mapping[str, str | int | Text]
Found = Iterable[Holes | Fault]


@dataclass(frozen=True, slots=True)
class Condition:
    """A matter that needs a person: a code that never changes, the words, the remedy."""

    code: str
    text: Text
    remedy: Text
    exit: Exit


@dataclass(frozen=True, slots=True)
class ConditionRow:
    """A kind of condition."""

    code: str
    find: Callable[[Seen], Found]
    exit: Exit = Exit.REFUSED  # the code of a verb while it holds

    def holds(self, seen: Seen) -> Iterable[Condition]:
        """Yield a condition for each time that the row holds."""
        for found in self.find(seen):
            if isinstance(found, Fault):
                yield Condition(self.code, found.text, found.remedy, self.exit)
            else:
                text = Message(f"send/watch/alarm-{self.code}", **_harmless(found))
                yield Condition(self.code, text, text.remedy, self.exit)


def _harmless(holes: Holes) -> Mapping[str, object]:
    """Write each name in one line: a name that a person chose makes no alarm of its own (T21)."""
    harmless: dict[str, object] = dict(holes)
    for name, value in holes.items():
        if isinstance(value, str):
            harmless[name] = _line(value)
    return harmless


def _line(name: str) -> str:
    return "".join(f"<U+{ord(sign):04X}>" if category(sign) in ("Cc", "Zl", "Zp") else sign for sign in name)


def each(name: str) -> Callable[[Seen], Found]:
    """Fill the hole ``name`` once for each value of that field of ``Seen``."""
    return lambda seen: [{"name": value} for value in getattr(seen, name)]


def each_here(name: str) -> Callable[[Seen], Found]:
    """Fill the hole ``name`` once for each value of that field of ``HostFacts``."""
    return lambda seen: [{"name": value} for value in getattr(seen.host, name)]


def pairs(name: str) -> Callable[[Seen], Found]:
    """Fill the holes ``name`` and ``why`` once for each pair of that field of ``Seen``."""
    return lambda seen: [{"name": value, "why": why} for value, why in getattr(seen, name)]


def alerts_since(name: str) -> Callable[[Seen], Found]:
    """Fill the holes ``name`` and ``since`` once for each alert of that field of ``Seen``."""
    return lambda seen: [{"name": matter.alert, "since": stamp(matter.since)} for matter in getattr(seen, name)]


def _gone(seen: Seen) -> Found:
    if seen.gone is not None:
        beat = seen.heard.beat
        if beat is None:
            known = Message("send/watch/known-at-last-fetch")
        else:
            known = Message("send/watch/known-after-run", when=stamp(beat.at))
        yield {"why": seen.gone.text, "remedy": seen.gone.remedy, "known": known}


def _main_back(seen: Seen) -> Found:
    if seen.lost is not None:
        text = Message("consult/main-went-back", judged=seen.lost, tip=seen.tip)
        yield Fault(text, text.remedy)


def _renew(seen: Seen) -> Text:
    """Say how main's program is taken: by the operator of a release, or in the checkout."""
    if seen.released:
        return Message("send/watch/renew-release", tip=seen.tip)
    return Message("send/watch/renew-checkout")


def _differs(seen: Seen) -> Found:
    """Find another program on main; while main goes back nothing of it is taken over."""
    if seen.differs and seen.lost is None:
        yield {"names": ", ".join(seen.differs), "renew": _renew(seen)}


def _old_packages(seen: Seen) -> Found:
    if seen.locked is not None:
        yield {"since": stamp(seen.locked)}


def _unread(seen: Seen) -> Found:
    if seen.unread is not None:
        yield {"form": seen.unread, "renew": _renew(seen)}


def _broken(seen: Seen) -> Found:
    """Find rules that cannot be read; if main's JSON Schemas differ this program may only be too old for them."""
    if seen.broken is not None:
        act: Text = Message("send/watch/correct-schema")
        if any(name.endswith(".schema.json") for name in seen.differs):
            act = _renew(seen)
        yield {"why": seen.broken, "act": act}


def endings(*, alarm: bool) -> Callable[[Seen], Found]:
    """Find the seats and lists that end: now (``alarm``), or soon."""
    return lambda seen: [Fault(ending.text, ending.remedy) for ending in seen.endings if ending.alarm is alarm]


def broken(name: str) -> Callable[[Seen], Found]:
    """Find the fault in that field of ``HostFacts``, its words and remedy."""

    def find(seen: Seen) -> Found:
        fault = getattr(seen.host, name)
        if fault is not None:
            yield Fault(*fault)

    return find


def _halted(seen: Seen) -> Found:
    if seen.halted:
        since: Text | str = ""
        if seen.halted_since is not None:
            since = Message("send/watch/halted-since", when=stamp(seen.halted_since))
        yield {"since": since}


def _strange_stop(seen: Seen) -> Found:
    if seen.strange:
        more, others = len(seen.strange) - _NAMED, Text("", "")
        if more > 0:
            others = Message("send/watch/more-branches", more=more)
        yield {"names": ", ".join(seen.strange[:_NAMED]), "others": others}


def _unasked(seen: Seen) -> Found:
    return [{"name": name, "why": why.text, "remedy": why.remedy} for name, why in seen.unasked]


def _follows_nobody(seen: Seen) -> Found:
    for name, first, waits in seen.unheard:
        if waits:
            state = Message("send/watch/neither-sent", name=name, first=first)
        else:
            state = Message("send/watch/not-sent", name=name)
        yield {"name": name, "first": first, "state": state, "act": state.remedy}


def _foreign(seen: Seen) -> Found:
    lost = " --lost"
    if all(known for _, known in seen.host.foreign):
        lost = ""
    return [{"name": name, "lost": lost} for name, _ in seen.host.foreign]


def _run_ended(exit_code: Exit) -> Callable[[Seen], Found]:
    """Find the error that ended the last run, if it had that code."""

    def find(seen: Seen) -> Found:
        last = seen.host.last
        if last is not None and last.failed is not None and last.failed.exit is exit_code:
            text = Message("send/watch/run-stuck", since=stamp(last.at), why=last.failed.text)
            yield Fault(text, last.failed.remedy)

    return find


def _refused(seen: Seen) -> Found:
    return [{"name": name, "number": shown(number), "code": code} for name, number, code in seen.host.refused]


def _reached_nobody(seen: Seen) -> Found:
    for name, ended in seen.host.unreached:
        state = Message("send/watch/ended-unreached" if ended else "send/watch/reached-nobody-yet")
        yield {"name": name, "state": state, "act": state.remedy}


def _no_registry(seen: Seen) -> Found:
    if seen.host.unreadable is not None:
        yield {"why": seen.host.unreadable}


def _registry_shrunk(seen: Seen) -> Found:
    if seen.host.shrunk is not None:
        now, before = seen.host.shrunk
        yield {"now": shown(now), "before": shown(before)}


def _ceiling_near(seen: Seen) -> Found:
    for place, ceiling in seen.host.near:
        where: Text | str = place
        if place == PREFECTURE:
            where = Message("send/watch/whole-prefecture")
        yield {"place": where, "ceiling": ceiling}


def desk(find: Callable[[DeskFacts, datetime], Found]) -> Callable[[Seen], Found]:
    """Ask the desk's facts and the time; nothing if main names no desk."""
    return lambda seen: () if seen.host.desk is None else find(seen.host.desk, seen.now)


def _older(since: datetime | None, now: datetime, patience: timedelta) -> Found:
    if since is not None and now - since > patience:
        yield {"since": stamp(since)}


def _lately(number: int, when: datetime | None, now: datetime) -> Found:
    if when is not None and now - when <= TOLD_AFTER_ITS_END:
        yield {"number": number, "when": stamp(when)}


def _inbox_silent(seen: Seen) -> Found:
    """Find an inbox that has done no whole pass for a while or, if a sender has run, never."""
    if seen.host.desk is None:
        return
    passed, state = seen.host.desk.passed_at, Message("send/watch/inbox-never")
    if passed is not None:
        state = Message("send/watch/inbox-since", when=stamp(passed))
    late = passed is not None and abs(seen.now - passed) > _RESTS  # in the future: the clock was set back
    if late or (passed is None and seen.heard.beat is not None):
        yield {"state": state, "where": Message(f"send/watch/amiss-{seen.host.desk.amiss or 'down'}")}


def _mails_wait(facts: DeskFacts, _now: datetime) -> Found:
    if facts.kept:
        number: Text | str = str(rounded(facts.kept))
        if facts.kept < FLOOR:
            number = Message("send/watch/fewer", floor=FLOOR)
        since: Text | str = ""
        if facts.kept_since is not None:
            since = Message("send/watch/halted-since", when=stamp(facts.kept_since))
        yield {"number": number, "since": since}


def _many_unknown(facts: DeskFacts, _now: datetime) -> Found:
    for guard in facts.guards:
        yield {"domain": guard.domain, "day": guard.day.isoformat(), "number": shown(guard.people)}


def _not_listed(seen: Seen) -> Found:
    """Find a public list whose last build failed, is two hours old, or is lacking though an alert is to stand there."""
    build, since = seen.host.build, seen.host.listed_since
    folder = (build and build.folder) or "FOLDER"
    if build is None:
        if since is not None and seen.now - since > _HOURLY:
            yield {"state": Message("send/watch/list-never", since=stamp(since)), "folder": folder}
    elif build.failed is not None:
        state = Message("send/watch/list-failed", when=stamp(build.at), code=build.failed)
        yield {"state": state, "folder": folder}
    elif abs(seen.now - build.at) > 2 * _HOURLY:  # in the future: the clock was set back
        yield {"state": Message("send/watch/list-old", when=stamp(build.at)), "folder": folder}


def _false_beat(seen: Seen) -> Found:
    if seen.heard.odd is not None:
        why = Message(f"send/watch/beat-{seen.heard.odd}")
        yield {"why": why, "commit": seen.heard.commit or "?"}


def _no_beat(seen: Seen) -> Found:
    """Find a ledger that stands longer than a sender may be silent, if no sender has ever run."""
    if seen.patience is None or seen.begun is None:
        return
    if seen.heard == SILENCE and seen.now - seen.begun > seen.patience:
        yield {}


def _silent(seen: Seen) -> Found:
    beat = seen.heard.beat
    if seen.patience is not None and beat is not None and seen.now - beat.at > seen.patience + AT_REST:
        yield {"since": stamp(beat.at)}


ROWS: tuple[ConditionRow, ...] = (
    ConditionRow("remote-gone", _gone, Exit.TOOL),
    ConditionRow("main-back", _main_back),
    ConditionRow("differs", _differs),
    ConditionRow("old-packages", _old_packages),
    ConditionRow("unread", _unread),
    ConditionRow("broken-schema", _broken),
    ConditionRow("unproven", lambda seen: [why for _, why in seen.unproven]),
    ConditionRow("ending", endings(alarm=True)),
    ConditionRow("ending-soon", endings(alarm=False), Exit.FINE),
    ConditionRow("halted", _halted),
    ConditionRow("barred", lambda seen: [{}] * seen.barred, Exit.TOOL),
    ConditionRow("strange-stop", _strange_stop),
    ConditionRow("edited", each("edited")),
    ConditionRow("id-used", pairs("used")),
    ConditionRow("odd-file", each("odd")),
    ConditionRow("faulty", pairs("faulty")),
    ConditionRow("crashed", pairs("crashed")),
    ConditionRow("unasked", _unasked, Exit.TOOL),
    ConditionRow("follows-nobody", _follows_nobody),
    ConditionRow("held", each("held")),
    ConditionRow("limited", each("limited")),
    ConditionRow("broken-journal", broken("broken"), Exit.TOOL),
    ConditionRow("unfit-journal", broken("unfit")),
    ConditionRow("in-doubt", each_here("in_doubt"), Exit.IN_DOUBT),
    ConditionRow("unfinished", each_here("unfinished")),
    ConditionRow("foreign", _foreign),
    ConditionRow("run-failed", _run_ended(Exit.TOOL), Exit.TOOL),
    ConditionRow("run-refused", _run_ended(Exit.REFUSED)),
    ConditionRow("idle-relay", lambda seen: [{"since": stamp(relay.since), "why": relay.why} for relay in seen.idle]),
    ConditionRow("refused", _refused),
    ConditionRow("reached-nobody", _reached_nobody),
    ConditionRow("no-registry", _no_registry),
    ConditionRow("registry-shrunk", _registry_shrunk),
    ConditionRow("ceiling-near", _ceiling_near),
    ConditionRow("disk-full", lambda seen: [{}] * seen.host.full, Exit.TOOL),
    ConditionRow("inbox-silent", _inbox_silent),
    ConditionRow("requests-wait", lambda seen: _older(seen.host.request_since, seen.now, _WAITS)),
    ConditionRow("requests-strange", desk(lambda facts, now: _lately(facts.strange, facts.strange_at, now))),
    ConditionRow("mails-wait", desk(_mails_wait)),
    ConditionRow("mails-aside", desk(lambda facts, now: _lately(facts.aside, facts.aside_at, now))),
    ConditionRow("answers-wait", desk(lambda facts, now: _older(facts.answers_since, now, _RESTS))),
    ConditionRow("many-answers", desk(lambda facts, _now: [{}] * facts.flooded)),
    ConditionRow("many-leave", lambda seen: [{"number": shown(number)} for number in seen.host.leavers]),
    ConditionRow("many-unknown", desk(_many_unknown)),
    ConditionRow("many-ours", desk(lambda facts, _now: [{"number": shown(facts.ours)}] * (facts.ours >= _OURS))),
    ConditionRow("not-listed", _not_listed),
    ConditionRow("deaf", lambda seen: [{"number": number, "why": why} for number, why in seen.deaf], Exit.TOOL),
    ConditionRow("not-arrived", alerts_since("missing")),
    ConditionRow("uncorrected", each("uncorrected")),
    ConditionRow(
        "stopped-long", lambda seen: [{"name": hold.alert, "since": stamp(hold.since)} for hold in seen.stopped_long]
    ),
    ConditionRow("false-beat", _false_beat),
    ConditionRow("no-beat", _no_beat),
    ConditionRow("silent", _silent),
    ConditionRow("unsent", alerts_since("late")),
)


_RUN = ("run-failed", "run-refused")


def conditions(seen: Seen) -> tuple[Condition, ...]:
    """List all conditions that hold, in the order of the rows; the error of the last run is not repeated."""
    found = tuple(condition for row in ROWS for condition in row.holds(seen))
    failed = seen.host.last.failed if seen.host.last is not None else None
    if failed is None or all(condition.text.ja != failed.text.ja for condition in found):
        return found
    return tuple(condition for condition in found if condition.code not in _RUN)


def exit_of(standing: Iterable[Condition]) -> Exit:
    """Return the highest exit code of the conditions: 3 while a recipient is in doubt, 2 for a fault of the set-up."""
    return max((condition.exit for condition in standing), default=Exit.FINE)
