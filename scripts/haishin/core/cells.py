"""The cells of a CSV: a spreadsheet runs what begins like a formula, and some cells hold what others wrote."""

from __future__ import annotations

import re

_FORMULA = re.compile(r"'*[=+\-@＝＋－＠\t\r\n]")  # some spreadsheets take the full-width signs for the others


def guarded(cell: str) -> str:
    """The cell behind a ``'`` if a spreadsheet would run it; ``bare`` takes that away again."""
    if _FORMULA.match(cell):
        return f"'{cell}"
    return cell


def bare(cell: str) -> str:
    """The cell as it was before ``guarded``."""
    if _FORMULA.match(cell):
        return cell.removeprefix("'")
    return cell
