"""The answers of a force, judged whole: every mistake by its line, or the ``schema/`` that they make.

The text above ``choices:`` is the new ``organization.yaml`` as it stands, so its lines are the lines of the answers.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any, Final

from haishin.check.document import read
from haishin.check.document.sample import SAMPLE
from haishin.check.engine import check
from haishin.check.reading import Tree
from haishin.core.catalogue import Message, linked
from haishin.core.contract import Contract, ContractError, Mistake, load_blobs, load_parts
from haishin.core.contract.example import texts
from haishin.core.contract.loading import LIMITS, own_schemas
from haishin.core.contract.organization import leads_nowhere
from haishin.core.contract.parts import Source, unknown_name
from haishin.core.errors import Refusal
from haishin.core.json_schema import Schema, Violation
from haishin.core.model import Account
from haishin.core.strict_yaml import compose
from haishin.message.sender import Sender, example_hosts
from haishin.office.founding import schema
from haishin.office.setup import staffing, transfers
from haishin.office.setup.rosterfile import edited

CHOICES: Final = "choices"
_ORGANIZATION: Final = "organization.yaml"
_SCHEMA: Final = Path(__file__).with_name("choices.schema.json")
_HEAD: Final = re.compile(r"\A(?:#.*\n)*")  # says what to do with the answers
_USUAL: Final[Mapping[str, Any]] = {  # stands where an answer cannot be used, so that its mistake hides no other
    "region": {"latin": "Ken", "kana": "けん", "hans": "县"},
    "official_hosts": ["www.example.jp"],
    "hours": {"opens": "07:00", "closes": "20:00"},
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


def judged(name: str, text: str, csv: Callable[[str], bytes], example: Mapping[str, bytes]) -> dict[str, bytes]:
    """Make the ``schema/`` of these answers, by file name.

    ``csv``: the bytes of a file that the answers name, raises OSError; ``example``: the example force's ``schema/``.
    Raises MistakenAnswers with every mistake that can be judged.
    """
    composed = compose(text, limits=LIMITS)
    answers = Source(name, composed.value if isinstance(composed.value, dict) else {}, composed)
    wrong = () if composed.value is None else _shape().violations(composed.value)  # which is told as a fault
    found = _misshapen(answers, wrong)
    given = answers.value.get(CHOICES)
    if composed.faults or not isinstance(given, dict) or any(breach.path[:1] != (CHOICES,) for breach in wrong):
        raise MistakenAnswers(found)
    unusable = {breach.path[1:2] for breach in wrong if breach.keyword != "enum"}
    choices = {key: value for key, value in given.items() if (key,) not in unusable}
    answers = replace(answers, value={**answers.value, CHOICES: choices})
    own = "".join(text.splitlines(keepends=True)[: composed.place(CHOICES).line - 1])
    blobs = schema.made({**example, _ORGANIZATION: own.encode()}, {**answers.value, CHOICES: {**_USUAL, **choices}})
    try:
        contract = load_parts(blobs)
        roster, mistakes = _roster(answers, contract, csv)
        found += (*mistakes, *_unfit(answers, contract))
        blobs["roster.yaml"] = roster.encode()
        found += _tried(answers, load_blobs(blobs))
    except ContractError as fault:
        found += _contradictions(answers, fault.mistakes)
        if not found:
            raise
    if found:
        raise MistakenAnswers(found)
    return {**blobs, _ORGANIZATION: _HEAD.sub(_OWN_HEAD, own, count=1).encode()}


def categories(example: Mapping[str, bytes]) -> list[str]:
    """List the categories of the example's table."""
    return [row.category for row in load_parts(example).policy.table]


@cache
def _shape() -> Schema:
    """Read the shape of a file of answers: an organization, and the choices beside it."""
    whole, choices = (json.loads(text) for text in (own_schemas()["organization.schema.json"], _SCHEMA.read_bytes()))
    whole["$defs"] |= choices.pop("$defs")
    whole["properties"][CHOICES] = choices
    whole["required"].append(CHOICES)
    return Schema(whole)


def _misshapen(answers: Source, wrong: Iterable[Violation]) -> list[Mistake]:
    """Tell each item of another shape than answers have; an empty item is told as empty."""
    found = [
        Mistake(answers.file, fault.span.line, linked((fault.message, fault.hint), " "))
        for fault in answers.composed.faults
    ]
    for path, text in texts((), answers.value):
        if not text:
            found.append(answers.mistake(path, Message("office/founding/blank")))
    told = {mistake.line for mistake in found}
    more = (answers.mistake(violation.path, violation.message) for violation in wrong)
    return [*found, *(mistake for mistake in more if mistake.line not in told)]


def _unfit(answers: Source, contract: Contract) -> Iterator[Mistake]:
    """Find the items that no force may have: hosts that lead nowhere, words that mean nothing."""
    choices, organization = answers.value[CHOICES], contract.organization
    for field, host in example_hosts(Sender.of(organization.mail)):
        yield answers.mistake(("mail", *field.split(".")), Message("core/contract/example-host", host=host))
    for place, host in enumerate(choices.get("official_hosts", ())):
        if leads_nowhere(host):
            reason = Message("core/contract/example-host", host=host)
            yield answers.mistake((CHOICES, "official_hosts", place), reason)
    if not organization.stations:
        yield answers.mistake(("units",), Message("office/founding/no-station"))
    for station in choices.get("areas", ()):
        if station not in organization.stations:
            yield answers.mistake((CHOICES, "areas", station), unknown_name("station", station))


def _roster(answers: Source, contract: Contract, csv: Callable[[str], bytes]) -> tuple[str, list[Mistake]]:
    """Make ``roster.yaml`` of the CSV as ``roster import`` would without a forge; nobody's if the CSV is mistaken."""
    name, since = (answers.value[CHOICES].get(key) for key in ("roster", "since"))
    if contract.organization.owner not in contract.organization.units or name is None or since is None:
        return schema.ROSTER, []  # which is told already, or by the loader
    try:
        postings, wrong = staffing.read(csv(name), contract.organization)
    except OSError as fault:
        reason = Message("office/founding/no-roster", name=name, why=fault.strerror)
        return schema.ROSTER, [answers.mistake((CHOICES, "roster"), reason)]
    except Refusal as refusal:
        return schema.ROSTER, [Mistake(name, 1, linked((refusal.message, refusal.hint), " "))]
    change = transfers.plan(postings, contract, date.fromisoformat(since), Account)
    mistakes = [Mistake(name, max(problem.line, 1), problem.reason) for problem in (*wrong, *change.problems)]
    return schema.ROSTER if mistakes else edited(schema.ROSTER, change.edits, contract.organization), mistakes


def _contradictions(answers: Source, mistakes: Iterable[Mistake]) -> Iterator[Mistake]:
    """Tell the contradictions of the made files by the answers that they come from."""
    for mistake in mistakes:
        if mistake.file == _ORGANIZATION:
            yield replace(mistake, file=answers.file)
        elif mistake.reason == Message("core/contract/hours-reversed"):
            yield answers.mistake((CHOICES, "hours"), mistake.reason)


def _tried(answers: Source, contract: Contract) -> Iterator[Mistake]:
    """Ask the rules for each unit whether a file of its could ever be sent: its id may read as somebody's name."""
    for unit in contract.organization.units:
        path = f"alerts/{unit}/2026/20261125-1540-alert.md"
        document = read(path, SAMPLE.encode(), contract)
        for finding in check(document, contract, Tree(frozenset({path}))):
            if finding.rule == "path":
                yield answers.mistake(("units", unit), linked((finding.message, finding.hint), " "))
