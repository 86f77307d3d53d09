"""What is not as it should be: one list, the same for ``send``, ``plan``, ``status`` and ``health``.

A row is a sentence and a remedy with holes, and a function from what a verb has seen to what fills them, once for each
time that it holds. To add one: its row here, what it needs in ``Seen``, its example in the test.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from unicodedata import category

from haishin.consult.messages import MAIN_WENT_BACK, PUT_MAIN_BACK
from haishin.core.catalogue import Message
from haishin.core.contract.policy import JST
from haishin.core.errors import Exit
from haishin.core.model import PREFECTURE, Language, Text
from haishin.residents.reach import shown
from haishin.send.ledger.beat import AT_REST, SILENCE
from haishin.send.sending.seen import Seen

_NAMED = 3  # of the branches of one alarm
Holes = Iterable[Mapping[str, str | Text]]


@dataclass(frozen=True, slots=True)
class Condition:
    """One thing that needs a person: a code that never changes, what is the matter, what to do."""

    code: str
    text: Text
    remedy: Text
    exit: Exit


@dataclass(frozen=True, slots=True)
class ConditionRow:
    """One kind of condition; ``exit`` is what a verb ends with while it holds."""

    code: str
    find: Callable[[Seen], Holes]
    text: Text
    remedy: Text
    exit: Exit = Exit.REFUSED

    def holds(self, seen: Seen) -> Iterable[Condition]:
        """Yield a condition for each time that the row holds."""
        return (
            Condition(self.code, _filled(self.text, holes), _filled(self.remedy, holes), self.exit)
            for holes in self.find(seen)
        )


def _filled(text: Text, holes: Mapping[str, str | Text]) -> Text:
    def of(language: Language) -> dict[str, str]:
        return {name: _line(value) if isinstance(value, str) else value[language] for name, value in holes.items()}

    return Text(text.ja.format(**of("ja")), text.en.format(**of("en")))


def _line(name: str) -> str:
    """Write a name that somebody may have chosen in one line, so that none makes an alarm of its own (T21)."""
    return "".join(f"<U+{ord(sign):04X}>" if category(sign) in ("Cc", "Zl", "Zp") else sign for sign in name)


def each(name: str) -> Callable[[Seen], Holes]:
    """Fill the hole ``name`` once for each value of that field of ``Seen``."""
    return lambda seen: [{"name": value} for value in getattr(seen, name)]


def pairs(name: str) -> Callable[[Seen], Holes]:
    """Fill the holes ``name`` and ``why`` once for each pair of that field of ``Seen``."""
    return lambda seen: [{"name": value, "why": why} for value, why in getattr(seen, name)]


def when(moment: datetime) -> str:
    """Format a moment in Japan time."""
    return f"{moment.astimezone(JST):%Y-%m-%d %H:%M}"


def _endings(seen: Seen, *, alarm: bool) -> Holes:
    return [{"text": ending.text, "remedy": ending.remedy} for ending in seen.endings if ending.alarm is alarm]


def _fault(what: tuple[Text, Text] | None) -> Holes:
    return [] if what is None else [{"text": what[0], "remedy": what[1]}]


def _shrunk(seen: Seen) -> Holes:
    if seen.host.shrunk is not None:
        now, before = seen.host.shrunk
        yield {"now": shown(now), "before": shown(before)}


def _foreign(seen: Seen) -> Holes:
    lost = "" if all(known for _, known in seen.host.foreign) else " --lost"
    return [{"name": name, "lost": lost} for name, _ in seen.host.foreign]


# What is the matter and what to do, by whether it has ended.
_UNREACHED = {
    False: Message("send/watch/unreached-false"),
    True: Message("send/watch/unreached-true"),
}


def _unreached(seen: Seen) -> Holes:
    for name, ended in seen.host.unreached:
        state = _UNREACHED[ended]
        yield {"name": name, "state": state, "act": state.remedy}


# What is the matter and what to do, by whether the first still waits.
_UNHEARD = {
    True: Message("send/watch/unheard-true"),
    False: Message("send/watch/unheard-false"),
}


def _unheard(seen: Seen) -> Holes:
    for name, first, waits in seen.unheard:
        state = _UNHEARD[waits].format(name=name, first=first)
        yield {"name": name, "first": first, "state": state, "act": state.remedy}


def _failed(seen: Seen, code: Exit) -> Holes:
    last = seen.host.last
    if last is not None and last.failed is not None and last.failed.exit is code:
        yield {"since": when(last.at), "text": last.failed.text, "remedy": last.failed.remedy}


def _refused(seen: Seen) -> Holes:
    return [{"name": name, "number": shown(number), "code": code} for name, number, code in seen.host.refused]


def _near(seen: Seen) -> Holes:
    for place, ceiling in seen.host.near:
        yield {"place": Message("send/watch/everywhere") if place == PREFECTURE else place, "ceiling": f"{ceiling:,}"}


def _halted(seen: Seen) -> Holes:
    if seen.halted:
        since = seen.halted_since
        ja, en = ("", "") if since is None else (f"{when(since)} から、", f" since {when(since)}")
        yield {"since": Text(ja, en)}


def _silent(seen: Seen) -> Holes:
    beat = seen.heard.beat
    if seen.patience is not None and beat is not None and seen.now - beat.at > seen.patience + AT_REST:
        yield {"since": when(beat.at)}


def _gone(seen: Seen) -> Holes:
    if seen.gone is not None:
        beat = seen.heard.beat
        since = Message("send/watch/last-fetch")
        if beat is not None:
            since = Message("send/watch/after-sending", when=when(beat.at))
        yield {"why": seen.gone.text, "remedy": seen.gone.remedy, "since": since}


# Why a beat is not believed.
_ODD = {
    "unreadable": Message("send/watch/odd-unreadable"),
    "future": Message("send/watch/odd-future"),
    "unknown": Message("send/watch/odd-unknown"),
}


def _odd(seen: Seen) -> Holes:
    if seen.heard.odd is not None:
        yield {"why": _ODD[seen.heard.odd], "commit": seen.heard.commit or "?"}


def _never_ran(seen: Seen) -> bool:
    """Tell whether the ledger stands longer than a sender may be silent, and none has ever run."""
    if seen.patience is None or seen.begun is None:
        return False
    return seen.heard == SILENCE and seen.now - seen.begun > seen.patience


def _strange(seen: Seen) -> Holes:
    if seen.strange:
        more = len(seen.strange) - _NAMED
        others = Message("send/watch/more", more=more) if more > 0 else Text("", "")
        yield {"names": ", ".join(seen.strange[:_NAMED]), "others": others}


# How main's program is taken, by whether this one is a release or lies in a checkout.
_RENEW = {
    True: Message("send/watch/renew-true"),
    False: Message("send/watch/renew-false"),
}


def _renew(seen: Seen) -> Text:
    return _RENEW[seen.released].format(tip=seen.tip)


def _differs(seen: Seen) -> Holes:
    if seen.differs:
        yield {"names": ", ".join(seen.differs), "renew": _renew(seen)}


def _unread(seen: Seen) -> Holes:
    if seen.unread is not None:
        yield {"form": seen.unread, "renew": _renew(seen)}


def _broken(seen: Seen) -> Holes:
    if seen.broken is not None:
        older = any(name.endswith(".schema.json") for name in seen.differs)
        yield {"why": seen.broken, "act": _renew(seen) if older else Message("send/watch/correct")}


ROWS: tuple[ConditionRow, ...] = (
    ConditionRow(
        "remote-gone",
        _gone,
        Message("send/watch/rows"),
        Message("send/watch/rows-2"),
        Exit.TOOL,
    ),
    ConditionRow(
        "main-back",
        lambda seen: [] if seen.lost is None else [{"judged": seen.lost, "tip": seen.tip}],
        MAIN_WENT_BACK,
        PUT_MAIN_BACK,
    ),
    ConditionRow(
        "differs",
        _differs,
        Message("send/watch/rows-3"),
        Message("send/watch/rows-4"),
    ),
    ConditionRow(
        "old-packages",
        lambda seen: [] if seen.locked is None else [{"since": when(seen.locked)}],
        Message("send/watch/rows-5"),
        Message("send/watch/rows-6"),
    ),
    ConditionRow(
        "unread",
        _unread,
        Message("send/watch/rows-7"),
        Message("send/watch/rows-8"),
    ),
    ConditionRow(
        "broken-schema",
        _broken,
        Message("send/watch/rows-9"),
        Message("send/watch/rows-10"),
    ),
    ConditionRow(
        "unproven",
        lambda seen: [{"text": why.text, "remedy": why.remedy} for _, why in seen.unproven],
        Message("send/watch/rows-11"),
        Message("send/watch/rows-12"),
    ),
    ConditionRow(
        "ending", lambda seen: _endings(seen, alarm=True), Message("send/watch/rows-11"), Message("send/watch/rows-12")
    ),
    ConditionRow(
        "ending-soon",
        lambda seen: _endings(seen, alarm=False),
        Message("send/watch/rows-11"),
        Message("send/watch/rows-12"),
        Exit.FINE,
    ),
    ConditionRow(
        "halted",
        _halted,
        Message("send/watch/rows-13"),
        Message("send/watch/rows-14"),
    ),
    ConditionRow(
        "barred",
        lambda seen: [{}] * seen.barred,
        Message("send/watch/rows-15"),
        Message("send/watch/rows-16"),
        Exit.TOOL,
    ),
    ConditionRow(
        "strange-stop",
        _strange,
        Message("send/watch/rows-17"),
        Message("send/watch/rows-18"),
    ),
    ConditionRow(
        "edited",
        each("edited"),
        Message("send/watch/rows-19"),
        Message("send/watch/rows-20"),
    ),
    ConditionRow(
        "id-used",
        pairs("used"),
        Message("send/watch/rows-21"),
        Message("send/watch/rows-22"),
    ),
    ConditionRow(
        "odd-file",
        each("odd"),
        Message("send/watch/rows-23"),
        Message("send/watch/rows-22"),
    ),
    ConditionRow(
        "faulty",
        pairs("faulty"),
        Message("send/watch/rows-24"),
        Message("send/watch/rows-25"),
    ),
    ConditionRow(
        "crashed",
        pairs("crashed"),
        Message("send/watch/rows-26"),
        Message("send/watch/rows-27"),
    ),
    ConditionRow(
        "unasked",
        lambda seen: [{"name": name, "why": why.text, "do": why.remedy} for name, why in seen.unasked],
        Message("send/watch/rows-28"),
        Message("send/watch/rows-29"),
        Exit.TOOL,
    ),
    ConditionRow(
        "follows-nobody",
        _unheard,
        Message("send/watch/rows-30"),
        Message("send/watch/rows-10"),
    ),
    ConditionRow(
        "held",
        each("held"),
        Message("send/watch/rows-31"),
        Message("send/watch/rows-32"),
    ),
    ConditionRow(
        "limited",
        each("limited"),
        Message("send/watch/rows-33"),
        Message("send/watch/rows-34"),
    ),
    ConditionRow(
        "broken-journal",
        lambda seen: _fault(seen.host.broken),
        Message("send/watch/rows-11"),
        Message("send/watch/rows-12"),
        Exit.TOOL,
    ),
    ConditionRow(
        "unfit-journal",
        lambda seen: _fault(seen.host.unfit),
        Message("send/watch/rows-11"),
        Message("send/watch/rows-12"),
    ),
    ConditionRow(
        "in-doubt",
        lambda seen: [{"name": name} for name in seen.host.in_doubt],
        Message("send/watch/rows-35"),
        Message("send/watch/rows-36"),
        Exit.IN_DOUBT,
    ),
    ConditionRow(
        "unfinished",
        lambda seen: [{"name": name} for name in seen.host.unfinished],
        Message("send/watch/rows-37"),
        Message("send/watch/rows-38"),
    ),
    ConditionRow(
        "foreign",
        _foreign,
        Message("send/watch/rows-39"),
        Message("send/watch/rows-40"),
    ),
    ConditionRow(
        "run-failed",
        lambda seen: _failed(seen, Exit.TOOL),
        Message("send/watch/rows-41"),
        Message("send/watch/rows-12"),
        Exit.TOOL,
    ),
    ConditionRow(
        "run-refused",
        lambda seen: _failed(seen, Exit.REFUSED),
        Message("send/watch/rows-41"),
        Message("send/watch/rows-12"),
    ),
    ConditionRow(
        "idle-relay",
        lambda seen: [{"since": when(one.since), "why": one.why} for one in seen.idle],
        Message("send/watch/rows-42"),
        Message("send/watch/rows-43"),
    ),
    ConditionRow(
        "refused",
        _refused,
        Message("send/watch/rows-44"),
        Message("send/watch/rows-45"),
    ),
    ConditionRow(
        "reached-nobody",
        _unreached,
        Message("send/watch/rows-46"),
        Message("send/watch/rows-47"),
    ),
    ConditionRow(
        "no-registry",
        lambda seen: [{"why": seen.host.unreadable}] if seen.host.unreadable is not None else [],
        Message("send/watch/rows-48"),
        Message("send/watch/rows-49"),
    ),
    ConditionRow(
        "registry-shrunk",
        _shrunk,
        Message("send/watch/rows-50"),
        Message("send/watch/rows-51"),
    ),
    ConditionRow(
        "ceiling-near",
        _near,
        Message("send/watch/rows-52"),
        Message("send/watch/rows-53"),
    ),
    ConditionRow(
        "disk-full",
        lambda seen: [{}] * seen.host.full,
        Message("send/watch/rows-54"),
        Message("send/watch/rows-55"),
        Exit.TOOL,
    ),
    ConditionRow(
        "uncorrected",
        lambda seen: [{"name": name} for name in seen.uncorrected],
        Message("send/watch/rows-56"),
        Message("send/watch/rows-57"),
    ),
    ConditionRow(
        "stopped-long",
        lambda seen: [{"name": one.alert, "since": when(one.since)} for one in seen.stopped_long],
        Message("send/watch/rows-58"),
        Message("send/watch/rows-59"),
    ),
    ConditionRow(
        "false-beat",
        _odd,
        Message("send/watch/rows-60"),
        Message("send/watch/rows-61"),
    ),
    ConditionRow(
        "no-beat",
        lambda seen: [{}] * _never_ran(seen),
        Message("send/watch/rows-62"),
        Message("send/watch/rows-63"),
    ),
    ConditionRow(
        "silent",
        _silent,
        Message("send/watch/rows-64"),
        Message("send/watch/rows-65"),
    ),
    ConditionRow(
        "unsent",
        lambda seen: [{"name": one.alert, "since": when(one.since)} for one in seen.late],
        Message("send/watch/rows-66"),
        Message("send/watch/rows-67"),
    ),
)


_RUN = ("run-failed", "run-refused")


def conditions(seen: Seen) -> tuple[Condition, ...]:
    """List all conditions that hold, in the order of the rows; what ended the last run once, if it still holds."""
    found = tuple(condition for row in ROWS for condition in row.holds(seen))
    failed = seen.host.last.failed if seen.host.last is not None else None
    if failed is None or all(condition.text != failed.text for condition in found):
        return found
    return tuple(condition for condition in found if condition.code not in _RUN)


def exit_of(standing: Iterable[Condition]) -> Exit:
    """Return the highest exit code of the conditions: 3 while somebody is in doubt, 2 for a fault of the set-up."""
    return max((condition.exit for condition in standing), default=Exit.FINE)
