"""The answers of a force, judged whole: every mistake by its line, or the ``schema/`` that they make.

The text above ``choices:`` is the new ``organization.yaml`` as it stands, so its lines are the lines of the answers.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any, Final

from haishin.check.document import read
from haishin.check.document.sample import SAMPLE
from haishin.check.engine import check
from haishin.check.reading import Tree
from haishin.core.catalogue import Message, linked, listed
from haishin.core.contract import Contract, ContractError, Mistake, load_blobs, load_parts
from haishin.core.contract.example import texts
from haishin.core.contract.loading import LIMITS
from haishin.core.contract.organization import is_reserved
from haishin.core.contract.parts import unknown_name
from haishin.core.errors import Refusal
from haishin.core.json_schema import Schema
from haishin.core.model import Account, Text
from haishin.core.strict_yaml import Composed, compose
from haishin.message.sender import Sender, example_hosts
from haishin.office.founding import schema
from haishin.office.setup import staffing, transfers
from haishin.office.setup.rosterfile import edited
from haishin.send.live.fitness import is_sample_phone

CHOICES: Final = "choices"
_ORGANIZATION: Final = "organization.yaml"
_SCHEMA: Final = Path(__file__).with_name("choices.schema.json")
_HEAD: Final = re.compile(r"\A(?:#.*\n)*")  # says what to do with the answers
_USUAL: Final[Mapping[str, Any]] = {  # stands where an answer cannot be used
    "region": {"latin": "Ken", "kana": "けん", "hans": "县"},
    "official_hosts": ["www.example.jp"],
    "hours": {"opens": "07:00", "closes": "20:00"},
    "roster": "roster.csv",
    "since": "2026-04-01",
}
_OWN_HEAD: Final = "# 組織:所属、管轄、本部主管課。一度使った所属の番号は、変えないでください。\n"
EMPTY: Final = Path(__file__).with_name("answers.yaml")


class MistakenAnswers(Refusal):
    """The answers cannot be taken; ``mistakes``: all of them, in the order of the files."""

    def __init__(self, mistakes: Iterable[Mistake]) -> None:
        self.mistakes = sorted(dict.fromkeys(mistakes), key=lambda mistake: (mistake.file, mistake.line))
        lines = (
            Message("office/founding/mistake", file=each.file, line=each.line, reason=each.reason)
            for each in self.mistakes
        )
        super().__init__(Message("office/founding/mistaken", count=len(self.mistakes), mistakes=linked(lines, "\n")))


@dataclass(frozen=True, slots=True)
class Answers:
    """A file of answers as read."""

    name: str
    composed: Composed
    value: Mapping[str, Any]  # empty if the file is no mapping
    organization: str  # the text above ``choices:``

    @property
    def without(self) -> tuple[str, ...]:
        """The categories that the force leaves out."""
        return tuple(self.value[CHOICES].get("without", ()))

    def mistake(self, reason: Text, *path: str | int) -> Mistake:
        """Make that mistake, at the line of that path."""
        return Mistake(self.name, self.composed.place(*path).line, reason)


def judged(name: str, text: str, csv: Callable[[str], bytes], example: Mapping[str, bytes]) -> dict[str, bytes]:
    """Make the ``schema/`` of these answers, by file name.

    ``csv``: the bytes of a file that the answers name, raises OSError; ``example``: the example force's ``schema/``.
    Raises MistakenAnswers with every mistake that can be judged.
    """
    composed = compose(text, limits=LIMITS)
    value = composed.value if isinstance(composed.value, dict) else {}
    above = text.splitlines(keepends=True)
    if CHOICES in value:
        above = above[: composed.place(CHOICES).line - 1]
    answers = Answers(name, composed, value, "".join(above))
    unformed = _unformed(answers, example)
    found = [*_misshapen(answers, unformed)]
    if unformed or composed.faults:
        raise MistakenAnswers(found)
    answers = replace(answers, value={**value, CHOICES: _usable(value.get(CHOICES, {}))})
    blobs = _made(answers, example, answers.without)
    try:
        contract = load_parts(blobs)
        roster, mistakes = _roster(answers, contract, csv)
        found += (*mistakes, *_unfit(answers, contract, categories(example)))
        blobs["roster.yaml"] = roster.encode()
        found += _tried(answers, load_blobs(blobs))
    except ContractError as fault:
        found += _contradictions(answers, fault.mistakes, example)
        if not found:
            raise
    if found:
        raise MistakenAnswers(found)
    return {**blobs, _ORGANIZATION: _HEAD.sub(_OWN_HEAD, answers.organization, count=1).encode()}


def categories(example: Mapping[str, bytes]) -> list[str]:
    """List the categories of the example's table."""
    return [row.category for row in load_parts(example).policy.table]


def _unformed(answers: Answers, example: Mapping[str, bytes]) -> tuple[Mistake, ...]:
    """Find why the text above the choices is no organization.yaml."""
    try:
        load_parts({**example, _ORGANIZATION: answers.organization.encode(), "roster.yaml": schema.ROSTER.encode()})
    except ContractError as fault:
        return tuple(replace(mistake, file=answers.name) for mistake in fault.mistakes)
    return ()


def _misshapen(answers: Answers, unformed: Iterable[Mistake]) -> Iterator[Mistake]:
    """Find each item of another shape than organization.yaml and the choices have; an empty item is told as empty."""
    found = [
        Mistake(answers.name, fault.span.line, linked((fault.message, fault.hint), " "))
        for fault in answers.composed.faults
    ]
    for path, text in texts((), answers.value):
        if not text:
            found.append(answers.mistake(Message("office/founding/blank"), *path))
    told = {mistake.line for mistake in found}
    yield from found
    more = [*unformed]
    if answers.value and CHOICES not in answers.value:
        more.append(answers.mistake(Message("core/item-missing", name=CHOICES)))
    wrong = _choices().violations(answers.value.get(CHOICES, {}))
    more += [answers.mistake(violation.message, CHOICES, *violation.path) for violation in wrong]
    yield from (mistake for mistake in more if mistake.line not in told)


def _usable(choices: Any) -> dict[str, Any]:
    """Keep the choices that are of their shape, so that a mistake in one hides no other."""
    if not isinstance(choices, dict):
        return {}
    return {key: value for key, value in choices.items() if not any(_choices().violations({**_USUAL, key: value}))}


@cache
def _choices() -> Schema:
    return Schema(json.loads(_SCHEMA.read_text("utf-8")))


def _made(answers: Answers, example: Mapping[str, bytes], without: Sequence[str]) -> dict[str, bytes]:
    choices = {**_USUAL, **answers.value[CHOICES], "without": without}
    return schema.made(example, answers.organization, {**answers.value, CHOICES: choices})


def _unfit(answers: Answers, contract: Contract, known: Sequence[str]) -> Iterator[Mistake]:
    """Find the items that no force may have: hosts and numbers of examples, words that mean nothing."""
    choices = answers.value[CHOICES]
    for field, host in example_hosts(Sender.of(contract.organization.mail)):
        yield answers.mistake(Message("core/contract/example-host", host=host), "mail", *field.split("."))
    for place, host in enumerate(choices.get("official_hosts", ())):
        if is_reserved(host):
            yield answers.mistake(Message("core/contract/example-host", host=host), CHOICES, "official_hosts", place)
    if not contract.organization.stations:
        yield answers.mistake(Message("office/founding/no-station"), "units")
    for unit in contract.organization.units.values():
        if is_sample_phone(unit.phone):
            yield answers.mistake(Message("office/founding/sample-phone", phone=unit.phone), "units", unit.id, "phone")
    for station in choices.get("areas", ()):
        if station not in contract.organization.stations:
            yield answers.mistake(unknown_name("station", station), CHOICES, "areas", station)
    for place, category in enumerate(answers.without):
        if category not in known:
            reason = Message("office/founding/no-category", name=category, known=listed(known))
            yield answers.mistake(reason, CHOICES, "without", place)


def _roster(answers: Answers, contract: Contract, csv: Callable[[str], bytes]) -> tuple[str, list[Mistake]]:
    """Make ``roster.yaml`` of the CSV as ``roster import`` would without a forge; nobody's if the CSV is mistaken."""
    name, since = (answers.value[CHOICES].get(key) for key in ("roster", "since"))
    if contract.organization.owner not in contract.organization.units or name is None or since is None:
        return schema.ROSTER, []  # which is told already, or by the loader
    try:
        postings, wrong = staffing.read(csv(name), contract.organization)
    except OSError as fault:
        reason = Message("office/founding/no-roster", name=name, why=fault.strerror)
        return schema.ROSTER, [answers.mistake(reason, CHOICES, "roster")]
    except Refusal as refusal:
        return schema.ROSTER, [Mistake(name, 1, linked((refusal.message, refusal.hint), " "))]
    change = transfers.plan(postings, contract, date.fromisoformat(since), Account)
    problems = [*wrong, *change.problems]
    if problems:
        return schema.ROSTER, [Mistake(name, max(problem.line, 1), problem.reason) for problem in problems]
    return edited(schema.ROSTER, change.edits, contract.organization), []


def _contradictions(answers: Answers, mistakes: Iterable[Mistake], example: Mapping[str, bytes]) -> Iterator[Mistake]:
    """Tell the contradictions of the made files by the answers that they come from."""
    for mistake in mistakes:
        if mistake.file == _ORGANIZATION:
            yield replace(mistake, file=answers.name)
        elif mistake.reason == Message("core/contract/hours-reversed"):
            yield answers.mistake(mistake.reason, CHOICES, "hours")

    def contradicted(*without: str) -> set[Text]:
        try:
            load_blobs(_made(answers, example, without))
        except ContractError as fault:
            return {mistake.reason for mistake in fault.mistakes if mistake.file != _ORGANIZATION}
        return set()

    others = contradicted()
    for place, category in enumerate(answers.without):
        if contradicted(category) - others:
            yield answers.mistake(Message("office/founding/row-needed", name=category), CHOICES, "without", place)


def _tried(answers: Answers, contract: Contract) -> Iterator[Mistake]:
    """Ask the rules for each unit whether a file of its could ever be sent: its id may read as somebody's name."""
    for unit in contract.organization.units:
        path = f"alerts/{unit}/2026/20261125-1540-alert.md"
        document = read(path, SAMPLE.encode(), contract)
        for finding in check(document, contract, Tree(frozenset({path}))):
            if finding.rule == "path":
                yield answers.mistake(linked((finding.message, finding.hint), " "), "units", unit)
