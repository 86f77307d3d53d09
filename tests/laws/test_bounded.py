"""The law of bounds: an input at its limit costs at most two and a half times what half of it costs.

Steps are counted, of the real functions (``growth.py``) and of each regular expression (``pattern_steps.py``); seconds
and memory of the same rows: ``tests/benchmarks/bench_hostile.py``.
"""

from __future__ import annotations

import importlib
import pkgutil
import re
import sys
import threading
from collections.abc import Callable
from functools import cache

import pytest

import haishin
from laws.growth import OTHERS, REPORTS, ROWS, SCHEMA, TEXTS, Row, steps
from laws.pattern_steps import Matcher, pumped
from support.force import ROOT
from support.office import OFFICE

GROWTH = 2.5
SLACK = 3000  # steps that are no growth: a first look, a cache
SIZE = 80  # letters of a pumped text, and twice as many


@pytest.mark.parametrize("row", [*REPORTS, *SCHEMA, *OTHERS], ids=lambda row: row.name)
def test_an_input_at_its_limit_costs_what_it_should(row: Row) -> None:
    """S2, S13, S15"""
    _bounded(row, row.limit)


@pytest.mark.parametrize("row", TEXTS, ids=lambda row: row.name)
def test_a_text_costs_what_it_should(row: Row) -> None:
    """S8, at an eighth of a file's limit: as much as policy allows of a text, and twice."""
    _bounded(row, row.limit // 8)


@pytest.mark.sweep
@pytest.mark.parametrize("row", TEXTS, ids=lambda row: row.name)
def test_a_text_at_the_limit_of_a_file_costs_what_it_should(row: Row) -> None:
    """S8"""
    _bounded(row, row.limit)


def _bounded(row: Row, limit: int) -> None:
    row.make(max(1, limit // 4))()  # what is made once is made
    half, whole = steps(row.make(limit // 2)), steps(row.make(limit))
    assert whole <= GROWTH * half + SLACK, (row.name, half, whole)


def test_each_row_is_named_once() -> None:
    assert len({row.name for row in ROWS}) == len(ROWS)


# --- regular expressions -----------------------------------------------------------------------------


# Asked of a few letters alone, as many as the reason says, so that trying each of them costs a constant.
WINDOWS = {
    "haishin.check.privacy.detectors.phone._LINK": "the sixty letters before a number",
    "haishin.check.privacy.names.candidates._BACK": "the letters of one name before a title",
}


@cache
def patterns() -> dict[str, re.Pattern[str]]:
    """Each pattern of the program by module and name; one of several that are equal."""
    found: dict[tuple[str, int], tuple[str, re.Pattern[str]]] = {}
    for module in pkgutil.walk_packages(haishin.__path__, "haishin."):
        if not module.name.endswith("__main__") and not module.name.startswith(OFFICE):
            for name, value in vars(importlib.import_module(module.name)).items():
                for number, pattern in enumerate(value if isinstance(value, tuple | list) else [value]):
                    compiled = getattr(pattern, "compiled", pattern)
                    if isinstance(compiled, re.Pattern) and isinstance(compiled.pattern, str):
                        place = f"{module.name}.{name}" + (f".{number}" if number else "")
                        found.setdefault((compiled.pattern, compiled.flags), (place, compiled))
    return {place: pattern for place, pattern in found.values() if place not in WINDOWS}


def anchored(place: str) -> bool:
    """Whether the program asks a module's own pattern of one place of a text alone, by ``match`` or ``fullmatch``."""
    module, _, name = place.rpartition(".")
    file = ROOT / "scripts" / f"{module.replace('.', '/')}.py"
    if not name.startswith("_") or not file.exists():
        return False
    uses = re.findall(rf"(?<![A-Za-z_.]){name}\b(?!(?:: \w+)? = )(\.\w+)?", file.read_text(encoding="utf-8"))
    return {*uses} <= {".match", ".fullmatch", ".pattern"}


def _deeply(work: Callable[[], None]) -> None:
    """Run it with room for a matcher that calls itself at each letter; what it raises is raised here."""
    failed: list[BaseException] = []

    def guarded() -> None:
        try:
            work()
        except BaseException as error:  # noqa: BLE001 (handed over to the test's own thread)
            failed.append(error)

    limit, size = sys.getrecursionlimit(), threading.stack_size(256 * 1024 * 1024)
    sys.setrecursionlimit(100_000)
    try:
        thread = threading.Thread(target=guarded)
        thread.start()
        thread.join()
    finally:
        sys.setrecursionlimit(limit)
        threading.stack_size(size)
    if failed:
        raise failed[0]


TRIED = (
    "前橋市文京町2丁目の路上で、090-1234-5678、山田太郎さん https://a.jp/x?y ○○町 __ ＜＜場所＝駅前＞＞「お菓子」\n"
    "- a@b.example.jp\n"
)


@pytest.mark.parametrize("place", patterns())
def test_a_pattern_is_not_tried_at_each_letter_of_a_run(place: str) -> None:
    """S8: for each of its repetitions, with the texts that keep it busy there. The matcher that counts is right."""
    pattern, at_one_place = patterns()[place], anchored(place)

    def counted() -> None:
        found = [span for span in Matcher(pattern).spans(TRIED) if span[0] < span[1]]
        assert found == [match.span() for match in pattern.finditer(TRIED) if match[0]]
        for begun, unit in pumped(pattern):
            half, whole = (Matcher(pattern), Matcher(pattern))
            for matcher, size in ((half, SIZE), (whole, 2 * SIZE)):
                matcher.spans((begun + unit * size)[: len(begun) + size], anchored=at_one_place)
            assert whole.steps <= GROWTH * half.steps + 2 * SIZE, (begun, unit, half.steps, whole.steps)

    _deeply(counted)
