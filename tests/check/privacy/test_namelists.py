"""The lists of names and of words: where they are from, their form, and that the program finds them."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import pytest

from haishin.check.privacy.names.lists import names, rows, usual
from support.contract import shipped
from support.derived import DERIVED

ROOT = Path(__file__).parents[3]
DATA = ROOT / "scripts" / "haishin" / "check" / "privacy" / "names" / "data"
TABLES = sorted(path.stem for path in DATA.glob("*.tsv"))
_KANJI = "[々〆ヶヵケノツッ之一-龥\u3400-\u4dbf\u9fa6-\u9fff\uf900-\ufaff\U00020000-\U0003134f]"
_CELLS = {
    "surnames": (f"{_KANJI}+", "[ァ-ヶ]+"),
    "given_names": (f"[ぁ-んァ-ヶ]*{_KANJI}*[ぁ-んァ-ヶ]*{_KANJI}*",),
    "given_readings": ("[ァ-ヺー]{2,}",),
    "foreign_names": ("kana|latin|kanji", r"\w+"),
    "letters": (".", ".+"),
    "called": ("[a-z' ]+", "-?[0-9]+", "cue|form|kind|before|behind|word", ".+", ".*«.+».*"),
    "cues": ("[^\t]*", "[^\t]*", "[a-z ]+"),
    "evidence": ("[a-z, ]+", "-?[0-9]+", ".*«.+».*"),
    "nouns": (f"(?:{_KANJI}|[ぁ-んァ-ヺー])+", "name"),
    "roman": ("surname|given", "[a-z]+"),
    "shapes": (".", *["-?[0-9]+"] * 6),
    "words": ("[a-z ]+", r"[\w・]+"),
}


@pytest.mark.parametrize("name", TABLES)
def test_every_list_says_at_its_head_where_it_is_from(name: str) -> None:
    head = "".join(
        line for line in (DATA / f"{name}.tsv").read_text("utf-8").splitlines(keepends=True) if line[0] == "#"
    )
    assert re.search(
        "[Ww]ritten by hand for this program|SudachiDict|Made of the lists here", head.replace("\n# ", " ")
    )
    if "SudachiDict" in head:
        assert "Apache License 2.0 (LICENSE-SudachiDict.txt)" in head
        assert "NOTICE-SudachiDict.txt" in head


def test_the_notices_stand_beside_the_lists_and_are_packaged() -> None:
    assert "Apache License" in (DATA / "LICENSE-SudachiDict.txt").read_text("utf-8")
    notice = (DATA / "NOTICE-SudachiDict.txt").read_text("utf-8")
    assert "The UniDic Consortium" in notice
    assert "Toshinori Sato" in notice
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
    patterns = project["tool"]["setuptools"]["package-data"]["haishin"]
    packaged = {path for pattern in patterns for path in (ROOT / "scripts" / "haishin").glob(pattern)}
    assert packaged >= set(DATA.iterdir())
    assert {"LICENSE-SudachiDict.txt", "NOTICE-SudachiDict.txt"} <= {
        path.name for pattern in project["project"]["license-files"] for path in ROOT.glob(pattern)
    }


@pytest.mark.parametrize("name", TABLES)
def test_every_row_has_its_form_stands_once_and_in_the_usual_letters(name: str) -> None:
    cells = [re.compile(cell) for cell in _CELLS[name]]
    found = rows(name)
    assert [row for row in found if len(row) != len(cells) - (name == "nouns" and len(row) == 1)] == []
    assert [row for row in found if not all(map(re.Pattern.fullmatch, cells, row))] == []
    assert len(set(found)) == len(found)
    if name not in ("letters", "shapes"):
        assert [row for row in found if usual("".join(row)) != "".join(row)] == []


@pytest.mark.parametrize(("name", "least"), [("surnames", 10_000), ("given_names", 12_000), ("given_readings", 2_500)])
def test_no_list_is_cut_by_mistake(name: str, least: int) -> None:
    assert len(rows(name)) > least


@pytest.mark.parametrize("name", DERIVED)
def test_what_is_made_of_the_lists_is_what_they_make(name: str) -> None:
    assert ["\t".join(row) for row in rows(name)] == list(DERIVED[name]())


@pytest.mark.parametrize(
    "surname", ["佐藤", "三ツ木", "小野寺", "轟", "髙嶌", "渡邊", "齊籐", "廣瀨", "長澤", "山﨑", "𠮷田"]
)
def test_a_surname_is_known_in_older_letters_too(surname: str) -> None:
    assert usual(surname) in names("surname")


@pytest.mark.parametrize("word", ["関西", "北東", "町長", "登山", "入口", "市場", "水田"])
def test_words_are_no_surnames(word: str) -> None:
    assert word not in names("surname")


@pytest.mark.parametrize("word", ["コト", "サン", "トキ", "タメ"])
def test_particles_and_nouns_of_two_kana_are_no_given_names(word: str) -> None:
    assert word not in names("given reading")


# --- what is the force's own stands in schema/ ------------------------------------------------------------

_OWN = re.compile("群馬|前橋|ぐんま|グンマ|まえばし|マエバシ|上毛|上州|gunma|maebashi")
# Where an example must be one of somewhere: samples of rules, a docstring; plates, of the whole country; and by what
# another force's places are put in the place of the example's.
_EXAMPLES = (
    *(
        "core/contract/drafts.py",
        "core/contract/example.py",
        "core/masking.py",
        "check/document/",
        "check/findings/",
        "consult/decision/people.py",
        "consult/phrases.py",
        "consult/turns.py",
        "consult/verdict.py",
        "check/places.yaml",
        "office/founding/",
        "message/subject.py",
    ),
    *("check/rules/", "check/reading/", "core/text/normalising.py"),
    *(f"check/privacy/detectors/{name}.py" for name in ("plate", "address", "phone", "name")),
)


def test_the_program_does_not_name_the_force_of_the_sample() -> None:
    package = ROOT / "scripts" / "haishin"
    files = [path for path in package.rglob("*") if path.suffix in (".py", ".tsv", ".yaml", ".json")]
    named = {path.relative_to(package).as_posix() for path in files if _OWN.search(path.read_text("utf-8"))}
    assert {name for name in named if not name.startswith(_EXAMPLES)} == set()


def test_the_places_and_mascots_of_the_force_are_read_from_its_lists() -> None:
    lists = shipped().wording.lists
    assert _OWN.search(" ".join(lists["place_names"]))
    assert _OWN.search(" ".join(lists["figures"]))
