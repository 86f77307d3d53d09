"""The catalogues as pages to read, and the calls that say their rows.

PYTHONPATH=scripts:tests .venv/bin/python -m support.wordings     writes tests/examples/words/ anew
"""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from string import Formatter

from haishin.core.catalogue import FILE, PACKAGE, Message, holes, rows

GOLDEN = Path(__file__).parents[1] / "examples" / "words"
ROOMS = tuple(sorted(path.parent.relative_to(PACKAGE).as_posix() for path in PACKAGE.rglob(FILE)))


class Hole:
    """A value that shows its name, whatever the format."""

    def __init__(self, name: str) -> None:
        self.name = name

    def __format__(self, spec: str) -> str:
        return f"‹{self.name}›"

    def __repr__(self) -> str:
        return f"‹{self.name}›"

    __str__ = __repr__


def page(room: str) -> str:
    """The rows of a room as they are said, with the names of their values in the holes."""
    lines = []
    for name, row in rows(room).items():
        said = Message(f"{room}/{name}", **{hole: Hole(hole) for hole in holes(row)})
        lines += [name, f"  {said.ja}", f"  {said.en}"]
    return "\n".join(lines) + "\n"


def golden(room: str) -> Path:
    """Where the page of a room is kept."""
    return GOLDEN / f"{room.replace('/', '-')}.txt"


@dataclass(frozen=True)
class Call:
    """A ``Message(…)`` of the package; ``prefix``: the code goes on with a value. ``open``: more values may come."""

    place: str
    code: str
    prefix: bool
    values: frozenset[str]
    open: bool


def calls() -> Iterator[Call]:
    """Every call that makes a message by its code."""
    for path in sorted(PACKAGE.rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "Message":
                yield from _calls(path, node)


def _calls(path: Path, node: ast.Call) -> Iterator[Call]:
    place = f"{path.relative_to(PACKAGE).as_posix()}:{node.lineno}"
    values = frozenset(keyword.arg for keyword in node.keywords if keyword.arg is not None)
    more = any(keyword.arg is None for keyword in node.keywords)
    for code in _codes(node.args[0]) if node.args else ():
        yield Call(place, code.removesuffix("…"), code.endswith("…"), values, more)


def _codes(node: ast.expr) -> Iterator[str]:
    """The codes that an argument can be; one that ends in … goes on with a value."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        yield node.value
    elif isinstance(node, ast.IfExp):
        yield from _codes(node.body)
        yield from _codes(node.orelse)
    elif isinstance(node, ast.JoinedStr) and isinstance(node.values[0], ast.Constant):
        yield f"{node.values[0].value}…"


def specs(template: str) -> Mapping[str, str]:
    """The formats of a sentence's holes."""
    return {name: spec or "" for _, name, spec, _ in Formatter().parse(template) if name is not None}


if __name__ == "__main__":
    GOLDEN.mkdir(exist_ok=True)
    for path in GOLDEN.glob("*.txt"):
        path.unlink()
    for each in ROOMS:
        golden(each).write_text(page(each), "utf-8")
