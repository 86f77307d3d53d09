"""The dump of findings tells each one whole, the same twice, and each text that crashes a verb."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path

import pytest

from corpus.dump import SCRIPTS, compare, dump
from corpus.texts import Text, texts
from support.force import force_root

FOLDER = "alerts/maebashi/2026"
FRONT = (
    "---\ntitle: 下校中の児童に対する声かけ事案の発生\ncategory: suspicious-person\ncase: approach\ncontent: caution\n"
    "scope: [maebashi]\nrecognized_at: 2026-11-25T15:40+09:00\npress: none\n---\n"
)
WIDE = (
    "11月25日、前橋市文京町2丁目の路上で、児童が声をかけられました。電話は、前橋警察署０２７－０００－０１１０です。\n"
)
# A command that breaks at a certain text, and is the real one at every other.
BREAKING = """
import runpy, sys
from pathlib import Path
if any("壊れる" in Path(path).read_text("utf-8") for path in sys.argv if path.endswith(".md")):
    raise RuntimeError("it broke")
sys.path.insert(0, {scripts!r})
del sys.modules["haishin"]
runpy.run_module("haishin", run_name="__main__", alter_sys=True)
"""


def text(name: str, body: str, title: str = "") -> Text:
    return Text(name, f"{FOLDER}/20261125-1540-{name}.md", (FRONT + body).encode(), title, body)


GIVEN = [text("wide", WIDE), text("leak", "連絡は、090-0012-3456 まで。\n", "お知らせ")]


@cache
def whole() -> tuple[str, ...]:
    return tuple(dump(GIVEN, force_root() / "schema"))


def test_each_finding_is_told_whole_and_the_same_again(monkeypatch: pytest.MonkeyPatch) -> None:
    rows = [json.loads(line) for line in whole()]
    assert [row["id"] for row in rows if "text" in row] == ["wide", "leak"]

    (wide,) = [row for row in rows if row.get("rule") == "phone-width"]
    column = WIDE.index("０") + 1
    assert (wide["id"], wide["at"]) == ("wide", f"10:{column}-10:{column + 12}")
    assert (wide["severity"], wide["fix"]) == ("note", {"replacement": "027-000-0110"})
    assert wide["message_ja"].startswith("電話番号「027-000-0110」が全角")
    assert "full-width" in wide["message_en"]
    (fix,) = [row["fix"] for row in rows if row.keys() == {"id", "fix"}]
    assert fix.count("027-000-0110") == 1

    (leak,) = [row for row in rows if row.get("rule") == "phone"]
    assert (leak["id"], leak["at"], leak["private"]) == ("leak", "10:5-10:18", True)
    scanned = [row["scan"] for row in rows if row["id"] == "leak" and "scan" in row]
    assert {"kind": "phone", "field": "body", "start": 4, "end": 17, "severity": "error"} in scanned

    monkeypatch.setenv("PYTHONHASHSEED", "7")
    assert tuple(dump(GIVEN, force_root() / "schema")) == whole()


def test_a_text_that_crashes_a_verb_is_told_and_the_others_are_as_they_were(tmp_path: Path) -> None:
    (tmp_path / "haishin").mkdir()
    (tmp_path / "haishin" / "__init__.py").touch()
    (tmp_path / "haishin" / "__main__.py").write_text(BREAKING.format(scripts=str(SCRIPTS)), "utf-8")
    lines = list(dump([GIVEN[0], text("crash", "壊れる\n")], force_root() / "schema", scripts=tmp_path))
    wide, others = ([line for line in some if '"id": "wide"' in line] for some in (whole(), lines))
    assert others == wide
    (crash,) = [row for row in map(json.loads, lines) if "crash" in row]
    assert (crash["id"], crash["crash"]) == ("crash", "validate")
    assert crash["said"].endswith("RuntimeError: it broke")


def test_the_texts_are_the_same_again() -> None:
    assert texts() == texts()


def test_what_differs_is_told_by_rule() -> None:
    one, moved, other = (
        json.dumps({"id": "a", "at": at, "rule": rule})
        for at, rule in (("1:1", "name"), ("1:2", "name"), ("1:1", "sns"))
    )
    assert list(compare([one, other], [moved, other])) == ["name: 1 before, 1 after", f"- {one}", f"+ {moved}"]
