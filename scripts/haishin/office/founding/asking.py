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
    charged |= {
        category: unit for category, _, unit in (line.partition(" ") for line in given["in_charge"].splitlines())
    }
    written: str = data["answers"].format_map(
        {
            **given,
            "owner": owner,
            "units": "\n".join(_unit(line, data, line in stations) for line in (*sections, *stations)),
            "charged": "\n".join(data["in_charge"].format(category=row, unit=unit) for row, unit in charged.items()),
        }
    )
    return written


def _unit(line: str, data: Mapping[str, Any], is_station: bool) -> str:
    """Write a unit of the line ``ID NAME PHONE MUNICIPALITY …``; a missing part is empty."""
    code, name, phone, *cities = [*line.split(), "", ""][: max(3, len(line.split()))]
    kind = next(row for row in data["kinds"] if name.endswith(row["ends"]))
    level = "station" if is_station else "headquarters"
    area = f", municipalities: [{', '.join(cities)}]" if is_station else ""
    written: str = data["unit"].format(id=code, name=name, phone=phone, level=level, area=area, **kind)
    return written
