"""Whole alerts that break a clause, and others that do not, for other implementations: ``tests/examples/clauses.json``.

``PYTHONPATH=scripts:tests .venv/bin/python -m support.clause_files`` writes it and ``tests/examples/rules/`` anew, from
the samples of the rules; alerts of ``valid/`` and ``invalid/`` are named where they lie. ``tests/examples/README.md``
says by what a file is judged.
"""

from __future__ import annotations

import json
import re
import shutil
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from functools import cache
from pathlib import Path

from haishin.check.alert_files import check_files
from haishin.check.document.sample import PATH, SAMPLE
from haishin.check.rule_registry import DESCRIBED
from haishin.check.rules import Described
from haishin.consult.decision.people import unanswered
from haishin.core.model import Case, Change, Finding, History, Severity
from haishin.core.repository.sources import REGULAR, Entry
from support.contract import shipped
from support.force import EXAMPLES

LIST = EXAMPLES / "clauses.json"
FOLDER = EXAMPLES / "rules"
_FOLLOWS = re.compile(rb"^follows: \{alert: ([0-9a-z-]+),", re.MULTILINE)


@dataclass(frozen=True, order=True)
class Breach:
    """What stands in an alert against a clause."""

    clause: str | None
    rule: str
    severity: str  # error, warning, or question: a warning that the drafter must answer first


@dataclass(frozen=True)
class _Repository:
    """A repository of these files: path → bytes."""

    files: Mapping[str, bytes]

    def entries(self, prefix: str) -> list[Entry]:
        return [Entry(path, REGULAR, None, len(data)) for path, data in self.files.items() if path.startswith(prefix)]

    def read(self, entry: Entry) -> bytes:
        return self.files[entry.path]


@cache
def breaches(data: bytes) -> frozenset[Breach]:
    """Find by ``validate`` what breaks a rule in an alert; if it follows another, the sample lies there."""
    files = {PATH: data}
    if follows := _FOLLOWS.search(data):
        files[f"{Path(PATH).parent}/{follows[1].decode()}.md"] = SAMPLE.encode()
    (document,), findings = check_files(_Repository(files), shipped(), [PATH])
    asked: tuple[Finding, ...] = ()
    if document.alert is not None:
        asked = unanswered(Case(document.alert, Change.ADDED, findings, None, History()), shipped())
    return frozenset(
        Breach(one.clause, one.rule, "question" if one in asked else one.severity)
        for one in findings
        if one.severity is not Severity.NOTE
    )


def written() -> dict[Path, bytes]:
    """Make the list and every file that it names and nobody wrote by hand: path → bytes."""
    by_hand = {path: path.read_bytes() for name in ("valid", "invalid") for path in (EXAMPLES / name).glob("*.md")}
    paths = {SAMPLE.encode(): FOLDER / "alert.md", **{data: path for path, data in sorted(by_hand.items())}}
    fails: dict[Breach, set[Path]] = defaultdict(set)
    for rule in DESCRIBED:
        for name, breach, data in _failing(rule):
            fails[breach].add(paths.setdefault(data, FOLDER / rule.ID / f"{name}.md"))
    for path, data in by_hand.items():
        if path.parent.name == "invalid" and (only := _only(data)) is not None:
            fails[only].add(path)
    passes: dict[str, list[Path]] = defaultdict(list)
    for rule in DESCRIBED:
        if rule.ID not in {breach.rule for breach in fails}:
            continue
        for number, text in enumerate(rule.GOOD, 1):
            if all(breach.rule != rule.ID for breach in breaches(text.encode())):
                passes[rule.ID].append(paths.setdefault(text.encode(), FOLDER / rule.ID / f"passes-{number}.md"))
    rows = [
        {**asdict(breach), "fails": _names(sorted(fails[breach])), "passes": _names(passes[breach.rule])}
        for breach in sorted(fails, key=lambda breach: (str(breach.clause), breach))
    ]
    made = {path: data for data, path in paths.items() if path not in by_hand}
    return made | {LIST: (json.dumps(rows, ensure_ascii=False, indent=2) + "\n").encode()}


def _failing(rule: Described) -> Iterator[tuple[str, Breach, bytes]]:
    """Yield the first sample of each message and severity that breaks this rule alone, with a name."""
    seen = set()
    for key, text in rule.BAD:
        only = _only(text.encode())
        if only is None or only.rule != rule.ID:
            continue
        name = f"{only.severity}-{key}"
        if name not in seen:
            seen.add(name)
            yield name, only, text.encode()


def _only(data: bytes) -> Breach | None:
    """Give the breach of an alert that breaks one clause, by one rule, at one severity."""
    found = breaches(data)
    if len(found) != 1:
        return None
    (breach,) = found
    return None if breach.clause is None else breach


def _names(paths: list[Path]) -> list[str]:
    return [path.relative_to(EXAMPLES).as_posix() for path in paths]


if __name__ == "__main__":
    files = written()
    shutil.rmtree(FOLDER, ignore_errors=True)
    for path, data in files.items():
        path.parent.mkdir(exist_ok=True, parents=True)
        path.write_bytes(data)
