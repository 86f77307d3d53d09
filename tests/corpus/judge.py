"""Judges what finds persons and wording on whole mails: ``PYTHONPATH=scripts:tests python -m corpus.judge``. A command.

Prints for each set the recall by kind, hard forms apart, and how many clean mails have an error, or anything at all;
how often each element of a warning is told to be missing where it is, and where it is there, in mails whose row of the
table asks for it (for all five where no row is known). ``--set FILE`` judges another set, ``--misses`` lists what
differs, ``--ablate`` switches the parts off one by one and prints what each loses and what each spares, ``--json``
prints the figures alone. ``--give`` prints the mails without their labels, for another checker, and ``--found FILE``
judges its answer (``README.md`` beside this says the form). It runs in the environment of the tests.
"""

from __future__ import annotations

import argparse
import json
import re
import sys
import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path
from typing import Any, TypeVar
from unittest.mock import patch

import yaml

from haishin.check.mail_scan import Scanned, scan
from haishin.check.privacy import DETECTORS, KINDS
from haishin.check.reading import Writing
from haishin.check.rule_registry import SCANNED
from haishin.check.rules.incomplete import lacking
from haishin.core.contract import Contract
from haishin.core.contract.policy import ELEMENTS
from support.contract import shipped

HERE = Path(__file__).parent
TESTS = HERE.parent
SETS = (
    HERE / "mails.jsonl",
    HERE / "own.jsonl",
    HERE / "sample.jsonl",
    TESTS / "check" / "privacy" / "leaks.txt",
    TESTS / "check" / "privacy" / "clean.txt",
    TESTS / "check" / "rules" / "skeletons.jsonl",
    TESTS / "check" / "rules" / "wording_mails.yaml",
)
# Labels of the hands, and the rule that should see them where it has another name.
RULES = {"subjective": "subjective-appearance", "outside-table": "publicity", "unmarked-follow-up": "unlinked"}
# What a list or a rule of title and text alone cannot see, and what the elements tell.
UNSEEN = frozenset(("unmarked-follow-up", "no-call-to-action"))
_PLACELESS = ("vague-title",)  # a title as a whole
_LINE = re.compile(r"(?<![0-9])0(?![789]0)[0-9]{1,4}[-ー−(][0-9]{1,4}[-ー−)][0-9]{3,4}(?![0-9])")
_BREAKS = (("\\n", "\n"), ("\\z", "\u200b"))


@dataclass(frozen=True)
class Fault:
    """A labelled stretch; ``place`` is None where the label is of the whole mail."""

    kind: str
    field: str = ""
    place: tuple[int, int] | None = None
    hard: bool = False


@dataclass(frozen=True)
class Mail:
    """One labelled mail; without faults it should go as it is."""

    id: str
    title: str
    body: str
    faults: tuple[Fault, ...] = ()
    category: str | None = None
    day: date | None = None
    consent: bool = False
    content: str | None = None
    elements: dict[str, bool] = field(default_factory=dict)  # which are there

    def at(self, fault: Fault) -> str:
        """What is labelled; the title for the whole mail."""
        text = self.body if fault.field == "body" else self.title
        return text[slice(*fault.place)] if fault.place else self.title


Answers = dict[str, list[Scanned]]


@dataclass
class Score:
    """What was labelled and found, by kind and hardness, and the clean mails by what was said of them."""

    labelled: Counter[tuple[str, bool]] = field(default_factory=Counter)
    found: Counter[tuple[str, bool]] = field(default_factory=Counter)
    clean: int = 0
    errors: int = 0
    anything: int = 0
    misses: list[str] = field(default_factory=list)
    alarms: list[str] = field(default_factory=list)
    elements: Counter[tuple[str, bool]] = field(default_factory=Counter)  # due, by whether it is there
    asked: Counter[tuple[str, bool]] = field(default_factory=Counter)  # said to be missing

    def add(self, mail: Mail, findings: list[Scanned], contract: Contract) -> None:
        """One more mail."""
        due = [one for one in _due(mail, contract) if one in mail.elements]
        missing = lacking(Writing(mail.title, mail.body), due, contract)
        self.elements.update((one, mail.elements[one]) for one in due)
        self.asked.update((one, mail.elements[one]) for one in missing)
        self.misses += [f"{mail.id} {one}" for one in due if not mail.elements[one] and one not in missing]
        self.alarms += [f"{mail.id} asks for {one}" for one in missing if mail.elements[one]]
        if not mail.faults:
            self.clean += 1
            self.errors += any(one.severity == "error" for one in findings)
            self.anything += bool(findings)
            texts = {"title": mail.title, "body": mail.body}
            self.alarms += [
                f"{mail.id} {one.severity} {one.kind}: {texts[one.field][one.start : one.end]!r}" for one in findings
            ]
        for fault in mail.faults:
            key = fault.kind, fault.hard
            self.labelled[key] += 1
            if any(_meets(fault, one) for one in findings):
                self.found[key] += 1
            else:
                text = mail.title if fault.field == "title" else mail.body
                self.misses.append(
                    f"{mail.id} {fault.kind}: {text[slice(*fault.place)] if fault.place else mail.title!r}"
                )

    def __add__(self, other: Score) -> Score:
        return Score(
            self.labelled + other.labelled,
            self.found + other.found,
            self.clean + other.clean,
            self.errors + other.errors,
            self.anything + other.anything,
            self.misses + other.misses,
            self.alarms + other.alarms,
            self.elements + other.elements,
            self.asked + other.asked,
        )

    def share(self, kinds: Iterable[str], hard: bool | None = None) -> tuple[int, int]:
        """Found and labelled of these kinds; hard forms alone where ``hard``."""
        keys = [key for key in self.labelled if key[0] in kinds and hard in (None, key[1])]
        return sum(self.found[key] for key in keys), sum(self.labelled[key] for key in keys)

    @property
    def wording(self) -> tuple[str, ...]:
        """The labelled kinds of wording that a rule of title and text can see."""
        return tuple(sorted({kind for kind, _ in self.labelled} - {*KINDS, *UNSEEN}))


def _due(mail: Mail, contract: Contract) -> tuple[str, ...]:
    """What the row of that name asks of such a content, all five where no row has it."""
    contents = {name: code for code, name in contract.policy.contents.items()}
    rows = (row for row in contract.policy.table if row.name == mail.category)
    return next((row.due(None, contents.get(mail.content or "")) for row in rows), ELEMENTS)


def _meets(fault: Fault, one: Scanned) -> bool:
    """A leak is met by anything personal that overlaps it, a wording by a rule of wording that does."""
    if (fault.kind in KINDS) != (one.kind in KINDS):
        return False
    if fault.place is None or fault.kind in _PLACELESS:
        return one.kind == RULES.get(fault.kind, fault.kind)
    start, end = fault.place
    return one.field == fault.field and one.start < end and start < one.end


def mails_of(path: Path) -> list[Mail]:
    """The mails of one set, by the form of its file."""
    text = path.read_text("utf-8")
    if path.suffix == ".txt":
        return [_marked(f"{path.stem}:{number}", line) for number, line in enumerate(text.splitlines(), 1) if line]
    if path.suffix == ".yaml":
        value = yaml.safe_load(text)
        return [_worded(f"{path.stem}:{number}", one) for number, one in enumerate([*value["clean"], *value["faulty"]])]
    return [_labelled(json.loads(line)) for line in text.splitlines() if line.strip()]


def _marked(name: str, line: str) -> Mail:
    """``kind|text`` with the leak in «…», or a clean text."""
    for written, meant in _BREAKS:
        line = line.replace(written, meant)
    if "«" not in line:
        return Mail(name, "", line, category="suspicious-person")
    kind, _, text = line.partition("|")
    place = text.index("«"), text.index("»") - 1
    body = text.replace("«", "").replace("»", "")
    return Mail(name, "", body, (Fault(kind, "body", place),), category="suspicious-person")


def _worded(name: str, one: dict[str, Any]) -> Mail:
    faults = tuple(Fault(kind) for kind in one.get("faults", ()))
    return Mail(name, one["title"], one["body"], faults, one.get("category"))


def _labelled(one: dict[str, Any]) -> Mail:
    if "text" in one:
        return Mail(one["id"], "", one["text"], category="suspicious-person")
    faults = []
    for label in one.get("faults", one.get("leaks", ())):
        start = one[label["field"]].index(label["text"]) if "start" not in label else label["start"]
        place = start, start + len(label["text"])
        faults.append(Fault(label["kind"], label["field"], place, label.get("hard", False)))
    day = date.fromisoformat(one["date"]) if "date" in one else None
    return Mail(
        one["id"],
        one["title"],
        one["body"],
        tuple(faults),
        one.get("category"),
        day,
        one.get("consent", False),
        one.get("content"),
        one.get("elements", {}),
    )


def given(contract: Contract, mails: Iterable[Mail]) -> Contract:
    """The contract of a force whose stations have the public numbers of these mails: landlines that no label covers."""
    numbers = dict(contract.wording.public_phones)
    for mail in mails:
        text = unicodedata.normalize("NFKC", mail.body)
        private = {
            unicodedata.normalize("NFKC", mail.at(fault))
            for fault in mail.faults
            if fault.kind == "phone" and fault.field == "body"
        }
        numbers |= {
            re.sub("[^0-9]", "", match[0]): "窓口"
            for match in _LINE.finditer(text)
            if not any(match[0] in one for one in private)
        }
    return replace(contract, wording=replace(contract.wording, public_phones=numbers))


def judged(mails: list[Mail], contract: Contract, answers: Answers | None = None) -> Score:
    """All mails of one set; with ``answers`` what another checker found in them."""
    score = Score()
    for mail in mails:
        if answers is not None:
            found = answers.get(mail.id, [])
        else:
            found = list(
                scan(mail.title, mail.body, contract, category=mail.category, consent=mail.consent, day=mail.day)
            )
        score.add(mail, found, contract)
    return score


def answers_of(path: Path) -> Answers:
    """What ``haishin scan --jsonl``, or another checker in the same form, found: mail → findings."""
    rows = map(json.loads, filter(str.strip, path.read_text("utf-8").splitlines()))
    return {row["id"]: [Scanned(**finding) for finding in row["findings"]] for row in rows}


def contract_for(path: Path, mails: list[Mail]) -> Contract:
    """The sample's, with the public numbers of whole mails; the short texts are written for the sample force."""
    return (
        given(shipped(), mails) if path.suffix == ".jsonl" and path.stem not in ("sample", "skeletons") else shipped()
    )


T = TypeVar("T")
Part = tuple[str, str, str, object]  # its name; the module and its attribute, and what that is without the part


def parts() -> Iterator[Part]:
    """Everything that is switched off alone: detectors, their filters, searches of names, rules of title and text."""
    for detector in DETECTORS:
        yield f"detector {detector.kind}", "haishin.check.privacy.scanning", "DETECTORS", _without(DETECTORS, detector)
        for one in detector.filters:
            fewer = replace(detector, filters=_without(detector.filters, one))
            detectors = tuple(fewer if other is detector else other for other in DETECTORS)
            yield f"filter {detector.kind}.{one.__name__}", "haishin.check.privacy.scanning", "DETECTORS", detectors
    for rule in SCANNED:
        yield f"rule {rule.ID}", "haishin.check.mail_scan", "SCANNED", _without(SCANNED, rule)


def _without(whole: tuple[T, ...], part: T) -> tuple[T, ...]:
    return tuple(other for other in whole if other is not part)


def _percent(found: int, labelled: int) -> str:
    return f"{found}/{labelled} {found / labelled:.1%}" if labelled else "-"


def table(name: str, score: Score) -> str:
    """One set, as lines."""
    lines = [f"{name}: personal {_percent(*score.share(KINDS))}, hard {_percent(*score.share(KINDS, hard=True))}"]
    lines += [f"  {kind:14} {_percent(*score.share([kind]))}" for kind in KINDS if score.share([kind])[1]]
    if score.wording:
        lines += [f"  wording {_percent(*score.share(score.wording))}"]
        lines += [f"    {kind:20} {_percent(*score.share([kind]))}" for kind in score.wording]
    for one in ELEMENTS:
        asked, due = score.asked, score.elements
        if due[one, True]:
            lines += [
                f"  {one:6} missing: found {_percent(asked[one, False], due[one, False])}, "
                f"wrongly asked for {_percent(asked[one, True], due[one, True])}"
            ]
    if score.clean:
        lines += [
            f"  clean: error {_percent(score.errors, score.clean)}, anything {_percent(score.anything, score.clean)}"
        ]
    return "\n".join(lines) + "\n"


def ablation(sets: list[tuple[list[Mail], Contract]]) -> Iterator[str]:
    """Part by part: leaks and faults lost, clean mails spared, when it is switched off."""
    whole = sum((judged(mails, contract) for mails, contract in sets), Score())
    for part, module, attribute, fewer in parts():
        with patch(f"{module}.{attribute}", fewer):
            score = sum((judged(mails, contract) for mails, contract in sets), Score())
        lost = whole.found - score.found
        told = ", ".join(f"{kind} {count}" for (kind, _), count in sorted(lost.items())) or "nothing"
        yield (
            f"{part:36} loses {lost.total()} ({told}); clean mails with an error {score.errors - whole.errors:+}, "
            f"with anything {score.anything - whole.anything:+}\n"
        )


def _given(mail: Mail) -> str:
    """A mail as ``haishin scan --jsonl`` reads it, without its labels."""
    value = {"id": mail.id, "title": mail.title, "body": mail.body, "consent": mail.consent}
    if mail.category is not None:
        value["category"] = mail.category
    if mail.day is not None:
        value["date"] = mail.day.isoformat()
    return json.dumps(value, ensure_ascii=False)


def main(arguments: list[str]) -> int:
    """0, whatever was found: the floors are asserted by the test beside this."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--set", type=Path, action="append", metavar="FILE")
    parser.add_argument("--found", type=Path, metavar="FILE")
    for option in ("--misses", "--ablate", "--json", "--give"):
        parser.add_argument(option, action="store_true")
    asked = parser.parse_args(arguments)
    paths = [path for path in asked.set or SETS if path.exists()]
    sets = [(path, mails, contract_for(path, mails)) for path in paths for mails in [mails_of(path)]]
    if asked.give:
        for _, mails, _ in sets:
            sys.stdout.writelines(f"{_given(mail)}\n" for mail in mails)
        return 0
    if asked.ablate:
        for line in ablation([(mails, contract) for _, mails, contract in sets]):
            sys.stdout.write(line)
        return 0
    answers = None if asked.found is None else answers_of(asked.found)
    whole = Score()
    for path, mails, contract in sets:
        score = judged(mails, contract, answers)
        whole += score
        if not asked.json:
            sys.stdout.write(table(path.name, score))
        if asked.misses:
            sys.stdout.writelines(f"  - {one}\n" for one in score.misses)
            sys.stdout.writelines(f"  ! {one}\n" for one in score.alarms)
    if asked.json:
        figures = {kind: whole.share([kind]) for kind in sorted({kind for kind, _ in whole.labelled})}
        elements = {
            one: [(whole.asked[one, there], whole.elements[one, there]) for there in (False, True)] for one in ELEMENTS
        }
        clean = (whole.errors, whole.anything, whole.clean)
        json.dump({"found": figures, "clean": clean, "elements": elements}, sys.stdout)
    elif len(sets) > 1:
        sys.stdout.write(table("all", whole))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
