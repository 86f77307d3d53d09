"""The questions of ``haishin init``, and their answers as the file of answers that a person would have written."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any, Final

from haishin.core.model import Language
from haishin.core.strict_yaml import compose

_QUESTIONS: Final = Path(__file__).with_name("questions.yaml")


def asked(ask: Callable[[str], str], language: Language, categories: Sequence[str]) -> str:
    """Ask everything and write the answers. ``ask``: a question → one line of answer; ``categories``: of the table."""
    data: Any = compose(_QUESTIONS.read_text(encoding="utf-8")).value
    given: dict[str, str] = {}
    for question in data["questions"]:
        lines = [ask(question[language].replace("{categories}", " ".join(categories))).strip()]
        while "lines" in question and lines[-1]:
            lines.append(ask("").strip())
        given[question["key"]] = "\n".join(filter(None, lines))
    sections, stations = given["sections"].splitlines(), given["stations"].splitlines()
    owner = " ".join(sections[:1]).partition(" ")[0]
    charged = dict.fromkeys(categories, owner) | {"notice": "sender"}
    for line in given["in_charge"].splitlines():
        category, _, charged[category] = line.partition(" ")
    units = [_unit(line, data["section"], data) for line in sections]
    units += [_unit(line, data["station"], data) for line in stations]
    rows = [data["in_charge"].format(category=row, unit=unit) for row, unit in charged.items()]
    written: str = data["answers"].format(**given, owner=owner, units="\n".join(units), charged="\n".join(rows))
    return written


def _unit(line: str, row: str, data: Mapping[str, Any]) -> str:
    """Write a unit of the line ``ID NAME PHONE MUNICIPALITY …``; a missing part is empty."""
    code, name, phone, *cities = (*line.split(), "", "", "")
    kind = next(kind for kind in data["kinds"] if name.endswith(kind["ends"]))
    return row.format(id=code, name=name, phone=phone, cities=", ".join(filter(None, cities)), **kind)
