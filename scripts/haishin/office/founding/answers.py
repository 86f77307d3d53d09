"""The answers of a force, judged whole: every mistake by its line, or the ``schema/`` that they make.

The text above ``choices:`` is the new ``organization.yaml`` as it stands, so its lines are the lines of the answers.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Final

from haishin.check.document import read
from haishin.check.document.sample import SAMPLE
from haishin.check.engine import check
from haishin.check.reading import Tree
from haishin.core.catalogue import Message, linked, listed
from haishin.core.contract import Contract, ContractError, Mistake, load_blobs, load_parts
from haishin.core.contract.example import texts
from haishin.core.contract.loading import LIMITS
from haishin.core.contract.parts import Source, unknown_name
from haishin.core.errors import Refusal
from haishin.core.json_schema import Schema
from haishin.core.model import Account
from haishin.core.strict_yaml import compose
from haishin.message.sender import Sender, example_hosts, is_reserved
from haishin.office.founding import schema
from haishin.office.setup import staffing, transfers
from haishin.office.setup.rosterfile import edited
from haishin.send.live.fitness import is_sample_phone

CHOICES: Final = "choices"
_ORGANIZATION: Final = "organization.yaml"
_SCHEMA: Final = Path(__file__).with_name("choices.schema.json")
_HEAD: Final = re.compile(r"\A(?:#.*\n)*")  # says what to do with the answers
_OWN_HEAD: Final = "# 組織:所属、管轄、本部主管課。一度使った所属の番号は、変えないでください。\n"
EMPTY: Final = Path(__file__).with_name("answers.yaml")


class MistakenAnswers(Refusal):
    """The answers cannot be taken; all mistakes are named, in the order of the files."""

    def __init__(self, mistakes: Iterable[Mistake]) -> None:
        ordered = sorted(dict.fromkeys(mistakes), key=lambda mistake: (mistake.file, mistake.line))
        lines = (
            Message("office/founding/mistake", file=each.file, line=each.line, reason=each.reason) for each in ordered
        )
        super().__init__(Message("office/founding/mistaken", count=len(ordered), mistakes=linked(lines, "\n")))


def judged(name: str, text: str, csv: Callable[[str], bytes], example: Mapping[str, bytes]) -> dict[str, bytes]:
    """Make the ``schema/`` of these answers, by file name.

    ``csv``: the bytes of a file that the answers name, raises OSError; ``example``: the example force's ``schema/``.
    Raises MistakenAnswers with every mistake that can be judged.
    """
    composed = compose(text, limits=LIMITS)
    answers = Source(name, composed.value if isinstance(composed.value, dict) else {}, composed)
    organization = text
    if CHOICES in answers.value:
        organization = "".join(text.splitlines(keepends=True)[: composed.place(CHOICES).line - 1])
    if found := [*_misshapen(answers, organization, example)]:
        raise MistakenAnswers(found)
    blobs = schema.made(example, organization, answers.value)
    contract = load_parts(blobs)
    roster, found = _roster(answers, contract, csv)
    found += _unfit(answers, contract, categories(example))
    blobs["roster.yaml"] = roster.encode()
    try:
        found += _tried(answers, load_blobs(blobs))
    except ContractError as fault:
        found += _contradictions(answers, fault.mistakes)
    if found:
        raise MistakenAnswers(found)
    return {**blobs, _ORGANIZATION: _HEAD.sub(_OWN_HEAD, organization, count=1).encode()}


def categories(example: Mapping[str, bytes]) -> list[str]:
    """List the categories of the example's table."""
    return [row.category for row in load_parts(example).policy.table]


def _misshapen(answers: Source, organization: str, example: Mapping[str, bytes]) -> Iterator[Mistake]:
    """Find each item of another shape than organization.yaml and the choices have; an empty item is told as empty."""
    found = [
        Mistake(answers.file, fault.span.line, linked((fault.message, fault.hint), " "))
        for fault in answers.composed.faults
    ]
    for path, text in texts((), answers.value):
        if not text:
            found.append(answers.mistake(path, Message("office/founding/blank")))
    told = {mistake.line for mistake in found}
    yield from found
    more = []
    if answers.value and CHOICES not in answers.value:
        more.append(answers.mistake((), Message("core/item-missing", name=CHOICES)))
    choices = Schema(json.loads(_SCHEMA.read_text("utf-8"))).violations(answers.value.get(CHOICES, {}))
    more += [answers.mistake((CHOICES, *wrong.path), wrong.message) for wrong in choices]
    try:
        load_parts({**example, _ORGANIZATION: organization.encode(), "roster.yaml": schema.ROSTER.encode()})
    except ContractError as fault:
        more += [replace(mistake, file=answers.file) for mistake in fault.mistakes]
    yield from (mistake for mistake in more if mistake.line not in told)


def _unfit(answers: Source, contract: Contract, known: Sequence[str]) -> Iterator[Mistake]:
    """Find the items that no force may have: hosts and numbers of examples, words that mean nothing."""
    choices = answers.value[CHOICES]
    for field, host in example_hosts(Sender.of(contract.organization.mail)):
        yield answers.mistake(("mail", *field.split(".")), Message("office/founding/example-host", host=host))
    for place, host in enumerate(choices["official_hosts"]):
        if is_reserved(host):
            yield answers.mistake(
                (CHOICES, "official_hosts", place), Message("office/founding/example-host", host=host)
            )
    if not contract.organization.stations:
        yield answers.mistake(("units",), Message("office/founding/no-station"))
    for unit in contract.organization.units.values():
        if is_sample_phone(unit.phone):
            yield answers.mistake(
                ("units", unit.id, "phone"), Message("office/founding/sample-phone", phone=unit.phone)
            )
    for station in choices.get("areas", ()):
        if station not in contract.organization.stations:
            yield answers.mistake((CHOICES, "areas", station), unknown_name("station", station))
    for place, category in enumerate(choices.get("without", ())):
        if category not in known:
            reason = Message("office/founding/no-category", name=category, known=listed(known))
            yield answers.mistake((CHOICES, "without", place), reason)


def _roster(answers: Source, contract: Contract, csv: Callable[[str], bytes]) -> tuple[str, list[Mistake]]:
    """Make ``roster.yaml`` of the CSV as ``roster import`` would without a forge; nobody's if the CSV is mistaken."""
    name, since = (answers.value[CHOICES][key] for key in ("roster", "since"))
    if contract.organization.owner not in contract.organization.units:
        return schema.ROSTER, []  # which the loader tells
    try:
        postings, wrong = staffing.read(csv(name), contract.organization)
    except OSError as fault:
        reason = Message("office/founding/no-roster", name=name, why=fault.strerror)
        return schema.ROSTER, [answers.mistake((CHOICES, "roster"), reason)]
    except Refusal as refusal:
        return schema.ROSTER, [Mistake(name, 1, linked((refusal.message, refusal.hint), " "))]
    change = transfers.plan(postings, contract, date.fromisoformat(since), Account)
    problems = [*wrong, *change.problems]
    if problems:
        return schema.ROSTER, [Mistake(name, max(problem.line, 1), problem.reason) for problem in problems]
    return edited(schema.ROSTER, change.edits, contract.organization), []


def _contradictions(answers: Source, mistakes: Iterable[Mistake]) -> Iterator[Mistake]:
    """Tell the contradictions of the made files by the answers that they come from."""
    others = []
    for mistake in mistakes:
        if mistake.file == _ORGANIZATION:
            yield replace(mistake, file=answers.file)
        elif mistake.reason == Message("core/contract/hours-reversed"):
            yield answers.mistake((CHOICES, "hours"), mistake.reason)
        else:
            others.append(mistake.text)
    if others:
        yield answers.mistake((CHOICES, "without"), Message("office/founding/follows", mistakes=linked(others, " ")))


def _tried(answers: Source, contract: Contract) -> Iterator[Mistake]:
    """Ask the rules for each unit whether a file of its could ever be sent: its id may read as somebody's name."""
    for unit in contract.organization.units:
        path = f"alerts/{unit}/2026/20261125-1540-alert.md"
        document = read(path, SAMPLE.encode(), contract)
        for finding in check(document, contract, Tree(frozenset({path}))):
            if finding.rule == "path":
                yield answers.mistake(("units", unit), linked((finding.message, finding.hint), " "))
