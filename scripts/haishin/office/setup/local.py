"""Guarantees of this machine and of ``schema/`` before anything is sent live: the rows of ``local.yaml``."""

from __future__ import annotations

import stat
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import partial
from pathlib import Path
from typing import Any, Final, TypeAlias

from haishin.consult.codeowners import parse, problems, render
from haishin.core.catalogue import Message, linked, listed
from haishin.core.contract import Contract, Mistake
from haishin.core.contract.crosscheck import sleepless
from haishin.core.contract.endings import endings
from haishin.core.contract.example import left_over, unchosen
from haishin.core.contract.posts import Fault, odd_posts
from haishin.core.contract.roster import ROLES, Person
from haishin.core.errors import HaishinError, Refusal
from haishin.core.model import Role, Seat, Text
from haishin.core.state import inside_work_tree
from haishin.message.framing import languages, trusted
from haishin.message.sender import Sender, refuse_example_host
from haishin.office.setup.guarantee import Assurance, Guarantee, joined, table, words
from haishin.residents.desk import desk
from haishin.send.live.fitness import refuse_sample_phones

_PATCHED: Final = {(3, 11): 10, (3, 12): 5}
_FLOOR: Final = (3, 11)
_GRANTED: Final = 50  # Postfix, smtpd_client_connection_count_limit
_ONE_CLICK: Final = {"list-unsubscribe", "list-unsubscribe-post"}  # that a signature must cover (RFC 8058 4)
_CERTIFICATE: Final = timedelta(days=21)  # so long before its end a certificate is to be renewed
# Rows for a force whose residents leave by themselves.
_OF_THE_DESK: Final = ("desk", "page", "inbox", "addresses", "postmaster", "signed")
_DESK_MODES: Final = ((desk.REQUESTS, 0o2730), (desk.PAGES, 0o2710), (f"{desk.PAGES}/{desk.KEY}", 0o440))


@dataclass(frozen=True, slots=True)
class RelayFacts:
    """The result of connecting to a relay."""

    name: str
    failed: str | None = None  # the step that failed
    why: str = ""
    until: date | None = None  # the last day of its certificate


@dataclass(frozen=True, slots=True)
class LocalFacts:
    """Facts that the command gathered; an error stands in the place of a fact that it could not get."""

    python: tuple[int, int, int]
    today: date
    contract: Contract
    environment: Mapping[str, str]
    state: Path | HaishinError
    ledger: bool | HaishinError  # whether it is a rehearsal
    relays: tuple[RelayFacts, ...] | HaishinError
    records: tuple[str, ...] | HaishinError | None  # SPF, DKIM, DMARC that are missing; None: no tool to look them up
    leave: HaishinError | None  # None: each way to leave answered
    refused: tuple[str, ...] | HaishinError | None  # addresses, by this machine's relay; None: it is elsewhere
    code_owners: str | None  # the file; None: there is no file
    paths: tuple[str, ...]  # tracked by git
    released: bool  # this program is a release that ``haishin update`` made
    # What each DKIM signature of our newest mail with one click covers; None: none has arrived at a control address.
    signatures: list[set[str]] | HaishinError | None = None
    page: HaishinError | None = None  # None: the residents' page answered
    inbox: HaishinError | None = None  # None: the mailbox of the desk could be opened
    commits: tuple[str | None, str | None] = (None, None)  # of ``schema/``: that judged by, main's newest


class Shortfall:
    """Shortfall of a guarantee: its name in the row, and the values for the holes of its texts."""

    def __init__(self, name: str, **values: object) -> None:
        self.name = name
        self.values = values


Answer: TypeAlias = Shortfall | HaishinError | None  # None: in order


def judge(facts: LocalFacts) -> tuple[Guarantee, ...]:
    """Judge every guarantee, in the order of setting up a service."""
    return tuple(guarantee for row in table("local") for guarantee in _judged(row, facts))


def _judged(row: Mapping[str, Any], facts: LocalFacts) -> Iterator[Guarantee]:
    """Judge a row: once, or once for each relay; nothing of the desk if there is none."""
    name, title, shortfalls = row["id"], words(row["title"]), row.get("shortfalls", {})
    if name in _OF_THE_DESK and facts.contract.organization.mail.desk is None:
        return
    if name != "relay":
        yield _answered(name, title, shortfalls, _CHECKS[name](facts))
        return
    for relay in () if isinstance(facts.relays, HaishinError) else facts.relays:
        yield _answered(name, title.format(name=relay.name), shortfalls, _relay(relay, facts.today))


def _answered(name: str, title: Text, shortfalls: Mapping[str, Any], answer: Answer) -> Guarantee:
    if answer is None:
        return Guarantee(name, title, Assurance.READY)
    if isinstance(answer, HaishinError):  # what was refused is missing; what could not be asked is unknown
        state = Assurance.MISSING if isinstance(answer, Refusal) else Assurance.UNREADABLE
        return Guarantee(name, title, state, answer.message, answer.hint)
    row = shortfalls[answer.name]
    found, remedy = (words(row[key]).format(**answer.values) for key in ("found", "remedy"))
    return Guarantee(name, title, Assurance(row["state"]), found, remedy)


def _python(facts: LocalFacts) -> Answer:
    version = ".".join(map(str, facts.python))
    if facts.python[:2] < _FLOOR:
        return Shortfall("old", version=version)
    unpatched = facts.python[2] < _PATCHED.get(facts.python[:2], 0)
    if unpatched:
        return Shortfall("unpatched", version=version)
    return None


def _program(facts: LocalFacts) -> Answer:
    if facts.released:
        return None
    return Shortfall("checkout")


def _roster(facts: LocalFacts) -> Answer:
    people = facts.contract.roster.people
    without = [person for person in people if None in _numbers(person)]
    if without:
        return Shortfall("unnumbered", people=len(people), without=len(without))
    return None


def _section(facts: LocalFacts) -> Answer:
    owner = facts.contract.organization.owner
    people = [person for person in facts.contract.roster.people if person.belongs(owner, facts.today)]
    number = sum(_numbers(person) != {None} for person in people)
    if number < 2:
        return Shortfall("few", number=number)
    return None


def _numbers(person: Person) -> set[int | None]:
    return {account.number for account in person.accounts}


def _lasting(facts: LocalFacts) -> Answer:
    ends = endings(facts.contract, facts.today)
    if not ends:
        return None
    ended = any(ending.alarm for ending in ends)
    found = linked((ending.text for ending in ends), " ")
    remedy = linked(dict.fromkeys(ending.remedy for ending in ends), " ")
    return Shortfall("ended" if ended else "ending", found=found, remedy=remedy)


def _posts(facts: LocalFacts) -> Answer:
    odd = odd_posts(facts.contract, facts.today)
    if not odd:
        return None
    alone = any(post.fault is Fault.ALONE for post in odd)
    found = linked((Message("office/setup/roster-line", line=post.line, text=post.text) for post in odd), " ")
    remedy = linked(dict.fromkeys(post.remedy for post in odd), " ")
    return Shortfall("alone" if alone else "odd", found=found, remedy=remedy)


def _nights(facts: LocalFacts) -> Answer:
    covered = {
        deputy.seat
        for person in facts.contract.roster.people
        for deputy in person.deputies
        if deputy.when == "nights-and-holidays" and deputy.covers(facts.today)
    }
    missing = [seat for seat in _urgent(facts.contract) if seat not in covered]
    if not missing:
        return None
    units = facts.contract.organization.units
    seats = [
        Message("consult/seat", unit=Text(units[seat.unit].name, seat.unit), role=ROLES[seat.role]) for seat in missing
    ]
    return Shortfall("nobody", seats=listed(seats))


def _urgent(contract: Contract) -> tuple[Seat, ...]:
    """List the seats of the supervisor and of the manager of each section in charge of an urgent matter."""
    organization, policy = contract.organization, contract.policy
    charged = {
        organization.section_in_charge(organization.owner, row.category, case, content)
        for matter in policy.urgent_matters
        for row in [policy.row(matter.category)]
        if row is not None
        for case in matter.cases or row.cases
        for content in matter.contents or row.contents
    }
    above = policy.supervisor_unit
    managers = (Seat(Role.MANAGER, unit) for unit in organization.units if unit in charged)
    return (*(() if above is None else (Seat(Role.SUPERVISOR, above),)), *managers)


def _code_owners(facts: LocalFacts) -> Answer:
    text, roster = facts.code_owners, facts.contract.roster
    if text is None:
        return Shortfall("absent")
    if text != render(facts.contract.organization, roster):
        return Shortfall("other")
    if not parse(text).lines:
        return Shortfall("nobody")
    if gaps := list(problems(text, facts.paths, roster)):
        return Shortfall("gaps", gaps=linked(gaps, " "))
    if roster.is_sample:
        return Shortfall("sample")
    return None


def _hosts(facts: LocalFacts) -> Answer:
    return _refused(lambda: refuse_example_host(Sender.of(facts.contract.organization.mail)))


def _refused(ask: Callable[[], None]) -> Refusal | None:
    try:
        ask()
    except Refusal as refusal:
        return refusal
    return None


def _records(facts: LocalFacts) -> Answer:
    if isinstance(facts.records, HaishinError):
        return facts.records
    if facts.records is None:
        return Shortfall("unasked")
    if facts.records:
        return Shortfall("lacking", records=", ".join(facts.records))
    return None


def _leave(facts: LocalFacts) -> Answer:
    leave = facts.contract.organization.mail.leave
    if facts.leave is not None:
        return facts.leave
    if not leave.shown:
        return Shortfall("none")
    tried = leave.mailbox is None and leave.phone is None  # a page can be opened by a program
    if tried:
        return None
    return Shortfall("untried", shown=leave.shown)


def _phones(facts: LocalFacts) -> Answer:
    return _refused(lambda: refuse_sample_phones(facts.contract))


def _quiet(facts: LocalFacts) -> Answer:
    return _left(sleepless(facts.contract))


def _example(facts: LocalFacts) -> Answer:
    return _left(left_over(facts.contract))


def _chosen(facts: LocalFacts) -> Answer:
    return _left(unchosen(facts.contract))


def _left(mistakes: Iterable[Mistake]) -> Answer:
    found = [linked((mistake.file, mistake.reason), ": ") for mistake in mistakes]
    if found:
        return Shortfall("left", found=linked(found, " "))
    return None


def _languages(facts: LocalFacts) -> Answer:
    unread = [code for code in languages(facts.contract)[1:] if trusted(code, facts.contract) != code]
    if unread:
        return Shortfall("unread", codes=", ".join(unread))
    return None


def _state(facts: LocalFacts) -> Answer:
    if isinstance(facts.state, HaishinError):
        if isinstance(facts.ledger, HaishinError) and facts.ledger.message == facts.state.message:
            return Shortfall("unnamed")  # the ledger's row tells the reason
        return facts.state
    faults = tuple(_state_faults(facts.state, facts.environment))
    if faults:
        return Shortfall("unsafe", faults=joined(faults))
    return None


def _state_faults(folder: Path, environment: Mapping[str, str]) -> Iterator[Text]:
    try:
        mode = folder.stat().st_mode
    except OSError:
        yield Message("office/setup/folder-missing")
        return
    if not stat.S_ISDIR(mode):
        yield Message("office/setup/folder-none")
    elif mode & (stat.S_IRWXG | stat.S_IRWXO):
        yield Message("office/setup/folder-open", mode=stat.S_IMODE(mode))
    if inside_work_tree(folder, environment):
        yield Message("office/setup/folder-in-checkout")


def _relays(facts: LocalFacts) -> Answer:
    if isinstance(facts.relays, HaishinError):
        return facts.relays
    if not facts.relays:
        return Shortfall("unset")
    connections = facts.contract.policy.limits.connections
    if connections > _GRANTED:
        return Shortfall("crowded", connections=connections, granted=_GRANTED)
    return None


def _relay(relay: RelayFacts, today: date) -> Answer:
    if relay.failed is not None:
        return Shortfall(relay.failed, why=relay.why)
    if relay.until is not None and relay.until - today < _CERTIFICATE:
        return Shortfall("ending", until=relay.until)
    return None


def _desk(facts: LocalFacts) -> Answer:
    folder = desk.place(facts.environment)
    if folder is None:
        return Shortfall("unset")
    faults = tuple(_desk_faults(folder, facts.state))
    if faults:
        return Shortfall("unsafe", faults=joined(faults))
    return None


def _desk_faults(folder: Path, state: Path | HaishinError) -> Iterator[Text]:
    """Compare the rights with what keeps the page's user from all but its own (threat W1)."""
    owners, groups = set(), set()
    if isinstance(state, Path) and state.exists():
        owners.add(state.stat().st_uid)
    for name, wanted in _DESK_MODES:
        try:
            found = (folder / name).lstat()
        except OSError:
            yield Message("office/setup/desk-missing", name=name)
            continue
        owners.add(found.st_uid)
        groups.add(found.st_gid)
        mode = stat.S_IMODE(found.st_mode)
        if mode != wanted:
            yield Message("office/setup/desk-mode", name=name, mode=mode, wanted=wanted)
    if len(owners) > 1 or len(groups) > 1:
        yield Message("office/setup/desk-owners")
    if folder.exists() and folder.stat().st_mode & (stat.S_IWGRP | stat.S_IWOTH):
        yield Message("office/setup/desk-open")


def _taken(facts: LocalFacts, *, postmasters: bool) -> Answer:
    if not isinstance(facts.refused, tuple):
        return facts.refused or Shortfall("elsewhere")
    refused = [address for address in facts.refused if address.startswith("postmaster@") == postmasters]
    if refused:
        return Shortfall("refused", addresses=", ".join(refused))
    return None


def _inbox(facts: LocalFacts) -> Answer:
    if not facts.environment.get("HAISHIN_INBOX"):
        return Shortfall("unset")
    return facts.inbox


def _rules(facts: LocalFacts) -> Answer:
    by, newest = facts.commits
    if by is None:
        return Shortfall("folder")
    if by != newest:
        return Shortfall("older", by=by[:12], newest=str(newest)[:12])
    return None


def _signed(facts: LocalFacts) -> Answer:
    if isinstance(facts.signatures, HaishinError):
        return facts.signatures
    if facts.signatures is None:
        return Shortfall("unheard")
    if not facts.signatures:
        return Shortfall("unsigned")
    if not any(covered >= _ONE_CLICK for covered in facts.signatures):
        return Shortfall("uncovered")
    return None


def _ledger(facts: LocalFacts) -> Answer:
    if isinstance(facts.ledger, HaishinError):
        return facts.ledger
    if facts.ledger:
        return Shortfall("rehearsal")
    return None


_CHECKS: Final[Mapping[str, Callable[[LocalFacts], Answer]]] = {
    "python": _python,
    "program": _program,
    "rules": _rules,
    "roster": _roster,
    "section": _section,
    "lasting": _lasting,
    "posts": _posts,
    "nights": _nights,
    "quiet": _quiet,
    "codeowners-file": _code_owners,
    "hosts": _hosts,
    "records": _records,
    "leave": _leave,
    "phones": _phones,
    "example": _example,
    "chosen": _chosen,
    "languages": _languages,
    "state": _state,
    "relays": _relays,
    "desk": _desk,
    "page": lambda facts: facts.page,
    "inbox": _inbox,
    "addresses": partial(_taken, postmasters=False),
    "postmaster": partial(_taken, postmasters=True),
    "signed": _signed,
    "ledger": _ledger,
}
