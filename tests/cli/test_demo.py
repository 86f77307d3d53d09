"""The demo tells what really happened, in any force's repository, and the README shows its real words."""

from __future__ import annotations

import argparse
import contextlib
import io
import os
import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from haishin.cli import demo, main
from haishin.cli import residents as verbs
from haishin.core.contract import Contract
from haishin.core.contract.roster import Roster, Tenure
from haishin.core.model import Role, Seat
from haishin.core.text.width import columns
from haishin.office import demo_story
from support.commands import clock
from support.decision import city, contract
from support.force import CITY, ROOT, force_root, put_schema

DOCUMENTS = ("README.md", "README.ja.md")
SHOWN = re.compile(
    r"^```\w*\n\$ python3 scripts/bootstrap\.py ((?:--lang \w+ )?demo)\n(.*?)^(?:```|\$ .*)$", re.M | re.S
)
TOLD = """\
begin     みどり野市、架空の登録者200人
draft     alerts/kita/2026/20261125-1725-demo.md(係 架空)
validate  10行目 「本日」の日付が、同じ段落にありません。
          → 11月25日（水） [要領 第10条]
fix       1 個のファイルを直しました。 指摘はありません(1 ファイル)。
consult   承認待ち:北分署の運用管理者(分署長) [要領 第2条]
approve   18:05 原 架空(@hara)
merge     18:10 20261125-1725-demo → main
hold      18:15 時刻を待ちます (2026-11-26 09:00) [要領 第5条第1項](メール0通)
send      09:00 配信しました(メール78通)
again     09:10 新しく配信するものはありません(メール78通)
mail      【被害情報】北分署：北区内の路上で乱暴
          11月25日（水）午後5時ころ、北区内の路上で、乱暴が発生しました。
next      全部を残して見るには demo --keep フォルダー。使い方は README.ja.md
"""
FAILED = "デモが予定どおりに進みませんでした:"


class _Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True

    def fileno(self) -> int:
        return 1


@pytest.fixture
def force(tmp_path: Path) -> Path:
    """The checkout of another force, of which the demo reads ``schema/`` alone."""
    root = tmp_path / "force"
    put_schema(root, CITY)
    return root


def told(root: Path, *words: str, out: io.StringIO | None = None) -> tuple[int, str, str]:
    """The exit code of the command called in that folder, and what it said on both streams."""
    out, err = out or io.StringIO(), io.StringIO()
    with contextlib.chdir(root):
        code = main(words, {"PATH": os.environ["PATH"]}, out, err, io.BytesIO(), io.StringIO(), clock)
    return code, out.getvalue(), err.getvalue()


def blocks() -> list[tuple[str, Sequence[str], str]]:
    """Of each document, the calls of the demo that it shows, and the words below each."""
    return [
        (name, match[1].split(), match[2])
        for name in DOCUMENTS
        for match in SHOWN.finditer((ROOT / name).read_text(encoding="utf-8"))
    ]


ROUND = """\
approve   22:05 原 架空(@hara)
merge     22:10 20261125-2125-demo → main
send      22:15 送り終えていません(送信待ち 約30人)。次の haishin send が続きを送ります(メール45通)
send      07:00 続きを配信しました(メール78通)
again     07:10 新しく配信するものはありません(メール78通)
"""
UNTIL_MIDNIGHT = """\
approve   00:05 原 架空(@hara)
merge     00:10 20261125-2325-demo → main
send      00:15 配信しました(メール78通)
again     00:25 新しく配信するものはありません(メール78通)
"""


# --- what it tells --------------------------------------------------------------------------------


def test_the_readme_shows_a_demo() -> None:
    assert [name for name, _, _ in blocks()].count("README.md") == 1


@pytest.mark.parametrize(("words", "shown"), [block[1:] for block in blocks()], ids=[block[0] for block in blocks()])
def test_a_document_shows_the_real_output(words: Sequence[str], shown: str) -> None:
    assert told(force_root(), *words) == (0, shown, "")


@pytest.mark.parametrize(
    ("quiet", "shown"), [('quiet: {from: "22:00", until: "07:00"}\n', ROUND), ("", UNTIL_MIDNIGHT)]
)
def test_a_force_that_mails_around_the_clock_waits_for_nobody_but_who_sleeps(
    force: Path, quiet: str, shown: str
) -> None:
    policy = force / "schema" / "policy.yaml"
    text = policy.read_text("utf-8").replace('opens: "09:00", closes: "18:00"', 'opens: "00:00", closes: "24:00"')
    policy.write_text(text.replace("\npromptness:", f"\n{quiet}promptness:"), "utf-8")
    code, out, err = told(force, "demo")
    assert (code, err) == (0, "")
    assert f"\n{shown}mail " in out


def test_the_readme_shows_the_story_of_that_mail(tmp_path: Path) -> None:
    """N6"""
    assert told(force_root(), "demo", "--keep", str(tmp_path / "kept"))[0] == 0
    shown = re.search(
        r"^\$ haishin (--lang en report \S+)\n(.*?)^```$", (ROOT / "README.md").read_text("utf-8"), re.M | re.S
    )
    assert shown is not None
    kept = tmp_path / "kept"
    environment = {
        "PATH": os.environ["PATH"],
        "HAISHIN_STATE": str(kept / "state"),
        "HAISHIN_FORGE": f"file:{kept / 'pulls'}",
        "HAISHIN_NOW": "2026-04-02T07:10+09:00",
    }
    out, err = io.StringIO(), io.StringIO()
    with contextlib.chdir(kept / "repository"):
        code = main(shown[1].split(), environment, out, err, io.BytesIO(), io.StringIO(), clock)
    assert (code, out.getvalue(), err.getvalue()) == (0, shown[2], "")


def test_another_force_sees_its_own_people_places_and_clauses(force: Path) -> None:
    assert told(force, "demo") == (0, TOLD, "")
    assert [path.name for path in force.iterdir()] == ["schema"]


def test_without_people_it_invents_some_and_says_so(force: Path) -> None:
    roster = force / "schema" / "roster.yaml"
    roster.write_text("people: []\n", encoding="utf-8")
    code, out, err = told(force, "--lang", "en", "demo")
    assert (code, err) == (0, "")
    lines = out.splitlines()
    assert lines[0].startswith("people    invented, because of schema/roster.yaml: ")
    assert "draft     alerts/kita/2026/20260401-1725-demo.md (架空の起案者)" in lines
    assert "approve   18:05 架空の分署長(@demo-5)" in lines
    assert "send      09:00 sent; 78 mails" in lines
    assert roster.read_text(encoding="utf-8") == "people: []\n"


def test_what_is_kept_can_be_looked_at_on_a_narrow_screen_though_every_entry_has_ended(
    force: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    roster = force / "schema" / "roster.yaml"
    roster.write_text(roster.read_text(encoding="utf-8").replace("until: null", "until: 2026-12-31"), encoding="utf-8")
    monkeypatch.setattr(os, "get_terminal_size", lambda _: os.terminal_size((40, 24)))
    code, out, err = told(force, "demo", "--keep", "kept", out=_Terminal())
    assert (code, err) == (0, "")
    assert out.startswith("people    架空の人で進めます。")
    broken = [line for line in out.splitlines() if "/" not in line]  # a path is never broken
    assert max(columns(line) for line in broken) in (39, 40)
    kept = force / "kept"
    assert re.sub(r"\s", "", out).endswith(f"メールは{kept}/state/maildir/new、台帳は{kept}/remote.gitに")
    assert len(list((kept / "state" / "maildir" / "new").iterdir())) == 78
    assert (kept / "remote.git" / "HEAD").is_file()


# --- where it fails -------------------------------------------------------------------------------


def test_a_verb_that_fails_inside_is_told_in_words(force: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(demo, "residents", lambda *_: ["address\n"])
    code, out, err = told(force, "demo")
    assert (code, out) == (2, "")
    assert err.startswith(f"{FAILED}haishin subscribers import ")
    assert err.endswith("→ この出力を添えて知らせてください。\n")
    assert "Traceback" not in err


def test_a_verb_that_is_missing_is_told_in_words(
    force: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(demo, "parser", lambda _: argparse.ArgumentParser(prog="haishin"))
    code, out, err = told(force, "demo")
    assert (code, out) == (2, "")
    assert err.startswith(f"{FAILED}haishin subscribers import ")
    assert capsys.readouterr().err.startswith("usage: haishin ")


def test_a_mistake_inside_is_told_in_words(force: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(verbs, "VERBS", {})
    code, out, err = told(force, "demo")
    assert (code, out) == (2, "")
    assert err.startswith(f"{FAILED}haishin subscribers import ")
    assert "プログラムの誤りで、途中で終わりました(KeyError、" in err


def test_a_damaged_policy_is_no_matter_of_people(force: Path) -> None:
    (force / "schema" / "policy.yaml").write_text("form: 1\n", encoding="utf-8")
    code, out, err = told(force, "demo")
    assert (code, out) == (2, "")
    assert err.startswith("schema/ に誤りがあります。\nschema/policy.yaml:")


def test_a_folder_that_is_there_already_is_left_alone(force: Path) -> None:
    code, out, err = told(force, "demo", "--keep", "schema")
    assert (code, out) == (2, "")
    assert err.startswith("作業用のフォルダーを作れません(")


# --- the story, without a stage -------------------------------------------------------------------


def in_office(contract: Contract, *ids: str) -> Contract:
    """The contract with these people alone."""
    return replace(contract, roster=Roster(tuple(one for one in contract.roster.people if one.id in ids)))


def test_the_likeliest_matter_is_told() -> None:
    assert "\ncase: approach\ncontent: caution\n" in the(contract()).text


def test_a_table_without_it_tells_of_its_first_row_that_fits() -> None:
    shipped = contract()
    left = tuple(row for row in shipped.policy.table if row.category in ("notice", "fraud"))
    assert "\ncategory: fraud\n" in the(replace(shipped, policy=replace(shipped.policy, table=left))).text


def test_a_table_of_which_nothing_fits_has_no_story() -> None:
    outside = tuple(row for row in city().policy.table if row.category == "maigo")
    assert demo_story.story(replace(city(), policy=replace(city().policy, table=outside))) is None


def test_without_stations_it_is_told_of_the_whole_area() -> None:
    organization = city().organization
    offices = {unit: about for unit, about in organization.units.items() if about.level == "headquarters"}
    told = the(replace(city(), organization=replace(organization, units=offices)))
    assert told.path == "alerts/shimin-anzen/2026/20261125-1725-demo.md"
    assert "\nscope: prefecture\n" in told.text
    assert "みどり野市管内の路上で" in told.text


@pytest.mark.parametrize(
    ("ids", "drafter"),
    [
        (("hara", "ogawa", "kita-kakari", "aoki"), "kita-kakari"),  # who is no deputy
        (("hara", "ogawa", "aoki"), "ogawa"),
        (("hara", "aoki"), "aoki"),  # of another unit, for the manager is to approve
    ],
)
def test_whoever_is_to_approve_drafts_last(ids: tuple[str, ...], drafter: str) -> None:
    assert the(in_office(city(), *ids)).drafter.id == drafter


def test_one_person_alone_has_no_story() -> None:
    assert demo_story.story(in_office(city(), "hara")) is None


def test_the_day_is_one_on_which_everybody_of_now_is_in_office() -> None:
    ogawa = next(one for one in city().roster.people if one.id == "ogawa")
    later = replace(ogawa, roles=(Tenure(Seat(Role.STAFF, "kita"), date(2027, 4, 1), None),))
    others = tuple(one for one in city().roster.people if one.id in ("hara", "kita-kakari"))
    told = the(replace(city(), roster=Roster((later, *others))))
    assert told.path == "alerts/kita/2027/20270401-1725-demo.md"


def the(contract: Contract) -> demo_story.Story:
    """Its story."""
    told = demo_story.story(contract)
    assert told is not None
    return told
