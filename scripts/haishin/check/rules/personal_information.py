"""Rules ``phone``, ``address``, ``name`` …: personal information in the file, one rule for each detector (5(4)).

Title and text are mailed, and so is ``case_name``; the other items stay in git and in the consultation.

Each has its own name, because a person confirms one kind and not all, and because policy names kinds that nobody can
confirm.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from haishin.check.document.sample import SAMPLE, changed
from haishin.check.document.schema import words
from haishin.check.privacy import KINDS
from haishin.check.privacy.masked import masked
from haishin.check.reading import Reading
from haishin.check.rules import Problem
from haishin.core.model import Severity, Text
from haishin.core.strict_yaml import compose

_FILE = Path(__file__).with_suffix(".yaml")
_REMOVE = Text("本文から除いてください。", "Take it out of the text.")
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


def _rule(kind: str, row: dict[str, Any]) -> PersonalInformation:
    """Make the rule of a kind from its words."""
    name = Text(**row["name"])
    what, en = row.get("what", name.ja), name.en
    messages = {
        "found": Text(f"{what}が書かれています:{{masked}}", f"There is {en}: {{masked}}"),
        "item-found": Text(f"{{label}}に{what}が書かれています:{{masked}}", f"There is {en} in `{{name}}`: {{masked}}"),
    }
    if perhaps := row.get("perhaps"):
        ja, en = perhaps["ja"], perhaps["en"]
        messages["look"] = Text(f"{ja}:{{masked}}", f"{en}: {{masked}}")
        messages["item-look"] = Text(f"{{label}}について、{ja}:{{masked}}", f"`{{name}}`: {en}: {{masked}}")
    hints = dict.fromkeys(messages, Text(**row["hint"]) if "hint" in row else _REMOVE)
    hints |= {key: _REMOVE_ITEM for key in messages if key.startswith("item-")}
    good, found_in = [SAMPLE], row["found_in"]
    if "not_in" in row:
        good.append(f"{SAMPLE}\n{row['not_in']}\n")
    return PersonalInformation(
        kind,
        Text(name.ja, name.en[0].upper() + name.en[1:]),
        row["summary"],
        messages,
        hints,
        tuple(good),
        (
            ("found", f"{SAMPLE}\n{found_in}\n"),
            ("item-found", changed("press: none", f"press: none\nwhy_late: {found_in}")),
        ),
        Severity(row.get("severity", Severity.ERROR)),
    )


_ROWS: Any = compose(_FILE.read_text("utf-8")).value
RULES = tuple(_rule(kind, _ROWS[kind]) for kind in KINDS)
