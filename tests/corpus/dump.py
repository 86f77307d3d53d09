"""Dumps every finding over all texts: ``PYTHONPATH=scripts:tests python -m corpus.dump > FILE``. A command.

For a change of form that may change no finding: dump before and after, and compare byte for byte. The package is the
one on the path, so that of another checkout does as well (``PYTHONPATH=OTHER/scripts:tests``), with the ``schema/``
beside it; the texts (``texts.py``) are those beside this file. It calls the verbs and nothing of the package within.

One JSON line for each text, and below it one for each finding of ``validate`` (rule, place, message and remedy in both
languages, fix; personal information masked, as everywhere), for the diff of ``fix`` where one is offered, and for what
``scan`` finds in title and body. A text that crashes a verb is a line too. ``--compare BEFORE AFTER`` tells by rule
what differs, and exits with 1 if anything does.
"""

from __future__ import annotations

import argparse
import json
import os
import re
import shutil
import subprocess
import sys
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, TypeVar

import haishin
from corpus.texts import ROOT, Text, city_texts, texts

SCRIPTS = Path(haishin.__file__).resolve().parents[1]
CITY = ROOT / "tests" / "examples" / "city" / "schema"
_PLACE = ("line", "column", "end_line", "end_column")
_WORDS = ("message", "hint")
_DIFF = re.compile(r"(?m)^--- a/(.+)\n\+\+\+ b/.+\n")
Row = dict[str, Any]
T = TypeVar("T")


class Crash(Exception):
    """What a verb said on its way out; its findings are none."""


class Tool:
    """The command, in a process of its own, over a scratch tree."""

    def __init__(self, folder: Path, scripts: Path) -> None:
        self._folder = folder
        kept = {name: value for name, value in os.environ.items() if name != "CI" and not name.startswith("HAISHIN_")}
        self._environment = {**kept, "PYTHONPATH": str(scripts), "PYTHONUTF8": "1"}

    def validate(self, language: str, paths: Sequence[str]) -> dict[str, list[Row]]:
        """The findings by path. Raises Crash."""
        found: dict[str, list[Row]] = {path: [] for path in paths}
        said = self._run(["--lang", language, "validate", "--format", "json", *paths])
        for one in json.loads(said)["findings"]:
            found[one.pop("path")].append(one)
        return found

    def fix(self, paths: Sequence[str]) -> dict[str, str]:
        """The diff of each path that has one. Raises Crash."""
        _, *parts = _DIFF.split(self._run(["fix", *paths]))
        return dict(zip(parts[::2], parts[1::2], strict=True))

    def scan(self, given: Mapping[str, Text], paths: Sequence[str]) -> dict[str, list[Row]]:
        """What is found in title and body alone, by path. Raises Crash."""
        rows = [{"id": path, "title": given[path].title, "body": given[path].body} for path in paths]
        said = self._run(["scan", "--jsonl"], "".join(f"{json.dumps(row)}\n" for row in rows))
        return {row["id"]: row["findings"] for row in map(json.loads, said.split("\n")[:-1])}

    def _run(self, arguments: Sequence[str], given: str = "") -> str:
        program = [sys.executable, "-m", "haishin", *arguments]
        done = subprocess.run(
            program, cwd=self._folder, env=self._environment, input=given, capture_output=True, encoding="utf-8"
        )
        if done.returncode not in (0, 1) or "Traceback" in done.stderr or (done.returncode and not done.stdout):
            raise Crash(f"{done.returncode}: {' '.join(done.stderr.split())[-600:]}")
        return done.stdout


def dump(given: Sequence[Text], *schema: Path, scripts: Path = SCRIPTS) -> Iterator[str]:
    """The lines for these texts, under the files of those folders (later ones win)."""
    with TemporaryDirectory() as scratch:
        folder = Path(scratch)
        (folder / "schema").mkdir()
        for file in (file for one in schema for file in sorted(one.iterdir())):
            shutil.copy(file, folder / "schema")
        for text in given:
            (folder / text.path).parent.mkdir(parents=True, exist_ok=True)
            (folder / text.path).write_bytes(text.data)
        yield from _lines(given, Tool(folder, scripts))


def _lines(given: Sequence[Text], tool: Tool) -> Iterator[str]:
    by_path = {text.path: text for text in given}
    ja, en = (_each(partial(tool.validate, told), list(by_path)) for told in ("ja", "en"))
    offered = [path for path, found in ja.items() if not isinstance(found, Crash) and any(one["fix"] for one in found)]
    diffs = _each(tool.fix, offered)
    bodies = [text.path for text in given if text.body]
    scanned = _each(lambda some: tool.scan(by_path, some), bodies)
    for text in given:
        yield _line(text.id, {"text": text.data.decode("utf-8", "backslashreplace")})
        yield from _findings(text, ja[text.path], en[text.path])
        for name, told in (("fix", diffs.get(text.path)), ("scan", scanned.get(text.path))):
            if isinstance(told, Crash):
                yield _line(text.id, {"crash": name, "said": str(told)})
            elif told is not None:
                rows = told if name == "scan" else [told]
                yield from sorted(_line(text.id, {name: row}) for row in rows)


def _findings(text: Text, ja: list[Row] | Crash, en: list[Row] | Crash) -> Iterator[str]:
    if isinstance(ja, Crash) or isinstance(en, Crash):
        yield _line(text.id, {"crash": "validate", "said": str(ja if isinstance(ja, Crash) else en)})
        return
    rows = []
    for one, other in zip(ja, en, strict=True):
        words = {f"{name}_{told}": said[name] for name in _WORDS for told, said in (("ja", one), ("en", other))}
        rest = {name: value for name, value in one.items() if name not in (*_PLACE, *_WORDS, "rule")}
        place = [one[name] for name in _PLACE]
        at = "{}:{}-{}:{}".format(*place)
        rows.append((place, _line(text.id, {"at": at, "rule": one["rule"], **words, **rest})))
    yield from (line for _, line in sorted(rows))


def _each(ask: Callable[[Sequence[str]], Mapping[str, T]], paths: Sequence[str]) -> dict[str, T | Crash]:
    """What is said of each path: of all at once, and where that crashes, of the halves, down to the one at fault."""
    if not paths:
        return {}
    try:
        return dict(ask(paths))
    except Crash as crash:
        if len(paths) == 1:
            return {paths[0]: crash}
    middle = len(paths) // 2
    return {**_each(ask, paths[:middle]), **_each(ask, paths[middle:])}


def _line(name: str, row: Row) -> str:
    return json.dumps({"id": name, **row}, ensure_ascii=False)


def compare(before: Sequence[str], after: Sequence[str]) -> Iterator[str]:
    """The lines of one dump alone, by rule: ``-`` before, ``+`` after."""
    told: dict[str, list[str]] = defaultdict(list)
    sides = Counter(before), Counter(after)
    for sign, differing in (("-", sides[0] - sides[1]), ("+", sides[1] - sides[0])):
        for line in differing.elements():
            row = json.loads(line)
            told[row.get("rule") or next(name for name in ("crash", "scan", "fix", "text") if name in row)].append(
                f"{sign} {line}"
            )
    for rule, lines in sorted(told.items()):
        counts = Counter(line[0] for line in lines)
        yield f"{rule}: {counts['-']} before, {counts['+']} after"
        yield from sorted(lines, key=lambda line: (line[2:].split('"', 4)[3], line[0] == "+", line))


def main() -> int:
    """0, or 1 where two dumps differ."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--compare", nargs=2, type=Path, metavar=("BEFORE", "AFTER"))
    if files := parser.parse_args().compare:
        lines = list(compare(*(file.read_text("utf-8").split("\n")[:-1] for file in files)))
        sys.stdout.write("".join(f"{line}\n" for line in lines))
        return int(bool(lines))
    schema = SCRIPTS.parent / "schema"
    for line in dump(texts(), schema):
        sys.stdout.write(f"{line}\n")
    with TemporaryDirectory() as scratch:  # the JSON Schemas are the program's, the rest is the city's
        for file in schema.glob("*.schema.json"):
            shutil.copy(file, scratch)
        for line in dump(city_texts(), Path(scratch), CITY):
            sys.stdout.write(f"{line}\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
