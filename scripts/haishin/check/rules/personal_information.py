"""Rules ``phone``, ``address``, ``name`` …: personal information in the file, one rule for each detector (5(4)).

Title and text are mailed, and so is ``case_name``; the other items stay in git and in the consultation.

Each has its own name, because a person confirms one kind and not all, and because policy names kinds that nobody can
confirm.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from haishin.check.document.sample import SAMPLE, changed
from haishin.check.document.schema import words
from haishin.check.privacy import DETECTORS
from haishin.check.privacy.detector import Detector
from haishin.check.privacy.masked import masked
from haishin.check.reading import Reading
from haishin.check.rules import Problem
from haishin.core.model import Severity, Text

_REMOVE_ITEM = Text(
    "この欄から除いてください。欄に書いたことは、メールや記録に残ります。",
    "Take it out of this item: what it says goes into the mail or stays on record.",
)
# What is no item: a comment, or lines that cannot be read as items.
_BETWEEN: dict[str, object] = {"label": "先頭の欄", "name": "front matter"}


@dataclass(frozen=True, slots=True)
class PersonalInformation:
    """The rule of a kind of personal information."""

    ID: str
    NAME: Text
    SUMMARY: str
    MESSAGES: dict[str, Text]
    HINTS: dict[str, Text]
    GOOD: tuple[str, ...]
    BAD: tuple[tuple[str, str], ...]
    SEVERITY: Severity = Severity.ERROR

    def check(self, reading: Reading) -> Iterator[Problem]:
        """Check the file, alert or not: private text must be known even if other findings show it."""
        for hit in reading.personal:
            if hit.kind == self.ID:
                key = "found"
                if hit.severity is not Severity.ERROR and "look" in self.MESSAGES:
                    key = "look"
                values: dict[str, object] = {"masked": masked(hit.text)}
                if hit.path is not None:
                    key = f"item-{key}"
                if hit.path:
                    values |= words(hit.path, reading.contract.schemas["alert"].source)
                elif hit.path is not None:
                    values |= _BETWEEN
                yield Problem(
                    hit.span, key, values, private=True, severity=hit.severity, matched=hit.text, shown=hit.shown
                )


def _rule(detector: Detector) -> PersonalInformation:
    label = detector.label
    what = label.what
    messages = {
        "found": Text(f"{what.ja}が書かれています:{{masked}}", f"There is {what.en}: {{masked}}"),
        "item-found": Text(
            f"{{label}}に{what.ja}が書かれています:{{masked}}", f"There is {what.en} in `{{name}}`: {{masked}}"
        ),
    }
    if label.perhaps is not None:
        ja, en = label.perhaps.ja, label.perhaps.en
        messages["look"] = Text(f"{ja}:{{masked}}", f"{en}: {{masked}}")
        messages["item-look"] = Text(f"{{label}}について、{ja}:{{masked}}", f"`{{name}}`: {en}: {{masked}}")
    hints = dict.fromkeys(messages, label.hint)
    hints |= {key: _REMOVE_ITEM for key in messages if key.startswith("item-")}
    good = [SAMPLE]
    if label.not_in:
        good.append(f"{SAMPLE}\n{label.not_in}\n")
    return PersonalInformation(
        detector.kind,
        Text(label.name, what.en[0].upper() + what.en[1:]),
        label.summary,
        messages,
        hints,
        tuple(good),
        (
            ("found", f"{SAMPLE}\n{label.found_in}\n"),
            ("item-found", changed("press: none", f"press: none\nwhy_late: {label.found_in}")),
        ),
        label.severity,
    )


RULES: tuple[PersonalInformation, ...] = tuple(map(_rule, DETECTORS))
