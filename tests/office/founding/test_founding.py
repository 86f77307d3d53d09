"""``haishin init``: another force's repository of its answers, nothing of the example in it, and nothing by halves."""

from __future__ import annotations

import contextlib
import io
import os
import re
import shutil
import subprocess
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest

import test_own_force
from haishin import __version__
from haishin.check.document import read
from haishin.check.engine import check
from haishin.check.reading import Tree
from haishin.check.schema_files import warnings
from haishin.cli import main
from haishin.core.catalogue import Message
from haishin.core.contract import Contract, load, load_blobs
from haishin.core.contract.example import left_over, unchosen
from haishin.office.demo_story import story
from haishin.office.founding import answers, repository
from haishin.office.product import Owner, own
from support.commands import clock
from support.folders import kept
from support.force import EXAMPLES, FORCE, ROOT, of_the_example, places, schema_files

QUIET = {"PATH": os.environ["PATH"], "GIT_CONFIG_GLOBAL": os.devnull}
DOMAIN = "police.aono.jp"
EXAMPLE = {file.name: file.read_bytes() for file in (FORCE / "schema").iterdir()}
ROSTER = (EXAMPLES / "founding" / "roster.csv").read_text("utf-8")
GENERATED = ("schema/RULES.md", "schema/SAMPLES.md", ".github/CODEOWNERS", "README.ja.md")


def text(**changed: tuple[str, str]) -> str:
    """The answers, with one text each replaced; it must be there."""
    whole = (EXAMPLES / "founding" / "answers.yaml").read_text("utf-8").replace("DOMAIN", DOMAIN)
    for old, new in changed.values():
        assert old in whole
        whole = whole.replace(old, new, 1)
    return whole


@cache
def product() -> Path:
    """A clone with what ``init`` reads of the product, and with what is another force's own."""
    root = kept() / "product"
    shutil.copytree(FORCE / "schema", root / "tests" / "examples" / "force" / "schema")
    for name in ("README.ja.md", "scripts/bootstrap.py", ".github/CODEOWNERS", "alerts/ota/2026/20261125-1605-a.md"):
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_bytes((ROOT / name).read_bytes() if (ROOT / name).exists() else b"---\n")
    (root / "schema").mkdir()
    for file in schema_files():
        shutil.copyfile(file, root / "schema" / file.name)
    git(root, "init", "--quiet")
    git(root, "add", ".")
    git(root, "-c", "user.name=t", "-c", "user.email=t@localhost.invalid", "commit", "--quiet", "-m", "product")
    git(root, "tag", f"v{__version__}")
    return root


def git(root: Path, *words: str) -> str:
    done = subprocess.run(["git", *words], cwd=root, env=QUIET, check=True, capture_output=True, text=True)
    return done.stdout


def init(folder: Path, answered: str = text(), csv: str = ROSTER, *, language: str = "en") -> tuple[int, str, str]:
    """The verb, of answers that lie beside the folder."""
    (folder.parent / "answers.yaml").write_text(answered, "utf-8")
    (folder.parent / "roster.csv").write_text(csv, "utf-8")
    return called("--lang", language, "init", str(folder), "--from", str(folder.parent / "answers.yaml"))


def called(*words: str, stdin: io.StringIO | None = None) -> tuple[int, str, str]:
    out, err = io.StringIO(), io.StringIO()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(repository, "PRODUCT", product())
        code = main(words, QUIET, out, err, io.BytesIO(), stdin or io.StringIO(), clock)
    return code, out.getvalue(), err.getvalue()


@cache
def made() -> Path:
    folder = kept() / "force"
    code, out, err = init(folder)
    assert (code, out.count("\n"), err) == (0, 3, "")
    return folder


@cache
def force() -> Contract:
    return load(made() / "schema")


def is_product(path: str) -> bool:
    return own().owner(path) is Owner.PRODUCT


def written(root: Path) -> Iterator[tuple[str, str]]:
    """What is the force's own or made of it: name and text."""
    for path in git(root, "ls-files", "-z").split("\0"):
        if (path and not is_product(path)) or path == "README.ja.md":
            yield path, (root / path).read_text("utf-8")


# --- the repository -------------------------------------------------------------------------------


def test_it_is_a_repository_of_one_commit_with_nothing_left_over() -> None:
    root = made()
    assert git(root, "status", "--porcelain") == ""
    assert git(root, "log", "--format=%an %s").splitlines() == [
        f"haishin 青野県警察 (haishin {git(product(), 'rev-parse', 'HEAD').strip()})"
    ]
    assert [*(root / "alerts").iterdir()] == []
    assert {path for path in git(root, "ls-files").splitlines() if not is_product(path)} == {
        *(f"schema/{name}" for name in EXAMPLE),
        *("schema/RULES.md", "schema/SAMPLES.md", ".github/CODEOWNERS"),
        *(f".github/rulesets/{name}.json" for name in ("branches", "ledger-keep", "ledger-write", "main", "stops")),
    }
    assert sorted(path.name for path in root.parent.iterdir()) == ["answers.yaml", "force", "roster.csv"]


def test_no_word_of_the_examples_places_is_in_it() -> None:
    assert {"群馬", "ぐんま", "Gunma", "群马", "前橋市", "naganohara", "まえばし", "前桥"} <= places()
    assert {path: found for path, whole in written(made()) if (found := of_the_example(whole))} == {}


def test_the_repositorys_own_test_is_green_there(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(test_own_force, "ROOT", made())
    test_own_force.test_it_loads_without_a_contradiction_and_what_is_made_of_it_is_committed()


def test_validate_is_clean_there_and_the_demo_has_a_story() -> None:
    with contextlib.chdir(made()):
        assert called("--lang", "en", "validate") == (0, "No findings (0 file(s)).\n", "")
    assert [*warnings(force(), None, clock().date())] == []
    tale = story(force())
    assert tale is not None
    assert (tale.drafter.id, f"{tale.closing:%H:%M} {tale.opening:%H:%M}") == ("chuo-s", "19:00 08:30")


def test_it_is_as_the_answers_have_it() -> None:
    policy, organization = force().policy, force().organization
    assert organization.stations == ("aono-chuo", "shirahama", "midorikawa-minami")
    assert "fraud" not in {row.category for row in policy.table}
    assert policy.supervisor_unit == "koho"
    assert (made() / "schema/organization.yaml").read_text("utf-8").splitlines()[1:] == [
        each for each in text().partition("\nchoices:")[0].splitlines() if not each.startswith("#")
    ]
    sentence = "配信時間 原則として午前8時30分から午後7時までとする。"
    assert policy.sentence("4(2)") == f"＜＜自分の要領の文に直す。見本の文:{sentence}＞＞"
    assert "午前8時30分から午後7時までなら、すぐに届きます。" in (made() / "README.ja.md").read_text("utf-8")
    stands = {
        person.id: [(deputy.seat.unit, deputy.order, deputy.when) for deputy in person.deputies]
        for person in force().roster.people
    }
    assert stands["koho-o"] == [("koho", 1, "absent"), ("koho", 2, "nights-and-holidays")]
    assert stands["shira-o"] == [("shirahama", 1, "dates")]
    assert force().tongue("en").areas == {
        "aono-chuo": "Central Aono",
        "shirahama": "Shirahama",
        "midorikawa-minami": "Midorikawa Minami",
    }
    assert force().tongue("zh").prefecture == "青野县全境"
    assert force().wording.public_phones["099-221-0110"] == "青野県警察"


def test_what_is_still_to_be_chosen_is_named() -> None:
    clauses, names = unchosen(force())
    assert (clauses.file, names.file) == ("policy.yaml", "wording.yaml")
    assert isinstance(clauses.reason, Message)
    assert clauses.reason.values["count"] == len(force().policy.clauses) == 24
    assert all(clause.sentence.startswith("＜＜") for clause in force().policy.clauses.values())
    assert [*left_over(force())] == []


def test_its_samples_are_read_without_a_finding() -> None:
    """But for what only a person can choose: what a notice or an arrest asks for is the same in every force."""
    for number, file in enumerate(
        re.findall(r"```markdown\n(.*?)```", dict(written(made()))["schema/SAMPLES.md"], re.S)
    ):
        path = f"alerts/aono-chuo/2026/20261125-{1600 + number}-a.md"
        document = read(path, file.encode(), force())
        found = check(document, force(), Tree(frozenset({path})))
        assert [(finding.rule, finding.message.ja) for finding in found if finding.rule != "follows"] == []


# --- what is refused ------------------------------------------------------------------------------


def told(tmp_path: Path, answered: str, csv: str = ROSTER) -> list[tuple[str, int]]:
    """File and line of every mistake; nothing is made, and each has its reason in both languages."""
    code, out, err = init(tmp_path / "new", answered, csv)
    assert (code, out) == (1, "")
    assert not (tmp_path / "new").exists()
    found = re.findall(r"(?m)^([a-z]+\.(?:yaml|csv)) line (\d+): \S.*$", err)
    assert "{" not in err
    assert f"Nothing is made until these {len(found)} mistakes are mended." in err
    return [(file, int(line)) for file, line in found]


def line(of: str, whole: str) -> int:
    return whole[: whole.index(of)].count("\n") + 1


@pytest.mark.parametrize(
    ("old", "new", "at"),
    [
        ("name: 青野県警察\n", "name:\n", "name:"),  # empty
        ("name: 青野県警察\n", "name: 青野県警察\nprefecture: 青野県\n", "prefecture:"),  # an unknown word
        ("  without: [fraud]", "  without: [frauds]", "  without:"),
        ("  without: [fraud]", "  without: [fraud]\n  guideline: 1", "  guideline"),
        ("kotsu: {name: 交通課", "seian: {name: 交通課", "seian: {name: 交通課"),  # two units of one id
        ("anzen@police", "anzen@mail.example", "  from_address"),  # a domain for examples
        ("[www.police.aono.jp]", "[www.example.jp]", "  official_hosts"),
        ("owner: koho\n", "owner: kouho\n", "owner:"),
        ("municipalities: [青野市]", "municipalities: [青野市、白浜町]", "    municipalities: [青野市、"),
        ("  shirahama:\n", "  sender:\n", "  sender:"),  # an id that means something else
        (
            "unit: seian}\n  - {category: crime, ",
            "unit: aono-chuo}\n  - {category: crime, ",
            "  - {category: suspicious",
        ),
        ("    aono-chuo: {latin", "    aono: {latin", "    aono: {latin"),
        ('opens: "08:30"', 'opens: "20:30"', "  hours:"),
        ('opens: "08:30"', "opens: 8時30分", "  hours:"),
        ("since: 2026-04-01", "since: 2026-04-31", "  since:"),
        ("roster: roster.csv", "roster: none.csv", "  roster:"),
    ],
)
def test_a_mistake_is_told_by_its_line_and_nothing_is_made(tmp_path: Path, old: str, new: str, at: str) -> None:
    answered = text(changed=(old, new))
    assert ("answers.yaml", line(at, answered)) in told(tmp_path, answered)


def test_all_mistakes_are_told_at_once(tmp_path: Path) -> None:
    answered = text(
        a=("bounce.police.aono.jp", "bounce.example.com"),
        c=("[fraud]", "[fraud, x]"),
        d=('opens: "08:30"', "opens: 8時30分"),  # of another shape, which hides nothing
    )
    csv = ROSTER.replace("緑川南警察署,署長", "緑川南警察署,室長").replace("1,期間", "1,昼間")
    csv = csv.replace("交通課,次席", "交通課,運用総括管理者")
    assert told(tmp_path, answered, csv) == [
        *(("answers.yaml", line(at, answered)) for at in ("  return_domain", "  hours", "  without")),
        *(("roster.csv", number) for number in (11, 16, 17)),
    ]


def leaving_out(category: str) -> str:
    """The answers of a force without that row of the table, and with all others."""
    fraud = "  - {category: fraud, unit: seian}\n"
    kept = re.sub(
        rf"  - {{category: {category}, unit: \w+}}\n", "", text().replace("in_charge:\n", f"in_charge:\n{fraud}")
    )
    return kept.replace("[fraud]", f"[{category}]")


@pytest.mark.parametrize("category", ["suspicious-person", "fraud", "traffic-regulation", "notice"])
def test_a_row_that_nothing_rests_on_may_be_left_out(category: str) -> None:
    blobs = answers.judged("answers.yaml", leaving_out(category), lambda _: ROSTER.encode(), EXAMPLE)
    policy = load_blobs(blobs).policy
    assert policy.row(category) is None
    assert {row.category for row in policy.table} | {category} == set(answers.categories(EXAMPLE))
    asked = [requirement.when.get("category") for requirement in (*policy.rows, *policy.triggers)]
    assert () not in asked
    assert (category,) not in asked
    assert ("outside",) in asked


@pytest.mark.parametrize("category", ["crime", "information-request", "traffic", "outside"])
def test_a_row_that_others_rest_on_may_not(category: str) -> None:
    answered = leaving_out(category)
    with pytest.raises(answers.MistakenAnswers) as caught:
        answers.judged("answers.yaml", answered, lambda _: ROSTER.encode(), EXAMPLE)
    [mistake] = caught.value.mistakes
    assert (mistake.file, mistake.line) == ("answers.yaml", line("  without:", answered))
    left = "suspicious-person, fraud, traffic-regulation, notice"
    assert mistake.reason.en == f"`{category}` is not allowed. Use one of {left}."


def test_the_empty_file_of_answers_asks_for_everything(tmp_path: Path) -> None:
    code, empty, err = called("init", "--empty")
    assert (code, err) == (0, "")
    lines = empty.splitlines()
    blank = [
        number for number, each in enumerate(lines, 1) if re.match(r"[^#]*(?:: *(?:#.*)?|unit: }.*|: , .*|\[\])$", each)
    ]
    asked = {number for _, number in told(tmp_path, empty)}
    assert {
        lines[number - 1] for number in blank if number not in asked and lines[number - 1].strip()[-1] != ":"
    } == set()


@pytest.mark.parametrize("there", ["file", "filled", "empty"])
def test_a_folder_that_holds_something_is_left_alone(tmp_path: Path, there: str) -> None:
    folder = tmp_path / "new"
    if there == "file":
        folder.write_text("mine")
    else:
        folder.mkdir()
    if there == "filled":
        (folder / "mine").write_text("mine")
    code, _, err = init(folder)
    assert code == (0 if there == "empty" else 1)
    assert ("is not empty." in err) is (there != "empty")
    assert there == "empty" or (folder if there == "file" else folder / "mine").read_text() == "mine"


def test_files_that_are_no_release_s_are_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Else the first upgrade takes them for the force's own changes, and leaves them."""
    monkeypatch.setattr(repository, "__version__", "0.0.9")
    code, out, err = init(tmp_path / "new")
    assert (code, err) == (0, "")
    assert f"Mind: this commit of the product is not v{__version__}, the tag of its version." in out


def test_what_init_needs_is_said(tmp_path: Path) -> None:
    assert called("--lang", "en", "init")[2].startswith("The folder to make is missing.")
    assert called("--lang", "en", "init", str(tmp_path / "x"))[2].startswith("There is nobody to ask")
    code, _, err = called("--lang", "en", "init", str(tmp_path / "x"), "--from", str(tmp_path / "none.yaml"))
    assert (code, "none.yaml cannot be used" in err) == (2, True)
    assert [*tmp_path.iterdir()] == []


class Killed(BaseException):
    """The process ends here."""


def test_killed_at_any_write_the_folder_is_as_before_or_as_after(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    schema = {name: (made() / "schema" / name).read_bytes() for name in EXAMPLE}
    monkeypatch.setattr(repository, "PRODUCT", product())
    monkeypatch.setattr(repository, "made", lambda *_: dict.fromkeys((*GENERATED, ".github/rulesets/main.json"), "x\n"))
    left, folder = 0, tmp_path / "new"

    def dying(act: Callable[..., Any]) -> Callable[..., Any]:
        def done(*given: Any, **more: Any) -> Any:
            nonlocal left
            left -= 1
            if left < 0:
                raise Killed
            return act(*given, **more)

        return done

    for owner, name in (
        *((Path, name) for name in ("write_text", "mkdir", "chmod", "unlink")),
        *((os, "rename"), (repository.tempfile, "mkdtemp"), (subprocess, "run")),
    ):
        monkeypatch.setattr(owner, name, dying(getattr(owner, name)))
    kills = 0
    while not folder.exists():
        left = kills
        with contextlib.suppress(Killed):
            repository.found(folder, schema, QUIET)
        assert not folder.exists() or left >= 0
        kills += 1
    assert kills > 20
    left = 1000
    assert git(folder, "status", "--porcelain") == ""
    assert [path.name for path in tmp_path.iterdir()] == ["new"]


# --- asked on a terminal --------------------------------------------------------------------------

SAID = f"""\
青野県警察
{DOMAIN}
www.{DOMAIN}
Aono
あおのけん
青野县
koho 広報課 099-221-0110
seian 生活安全課 099-221-0110
kidotai 交通機動隊 099-222-0110

aono-chuo 青野中央警察署 099-223-0110 青野市 白浜町

crime seian

08:30
19:00
{{roster}}
2026-04-01
"""


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def test_it_asks_for_everything_and_makes_the_same(tmp_path: Path) -> None:
    csv = "所属,役割,ログイン,氏名\n広報課,運用管理者,a,飯田 一\n広報課,運用総括管理者,a,\n"
    (tmp_path / "r.csv").write_text(csv, "utf-8")
    code, out, err = called(
        "--lang", "ja", "init", str(tmp_path / "new"), stdin=Terminal(SAID.format(roster=tmp_path / "r.csv"))
    )
    assert (code, err) == (0, "")
    warned = re.findall(r"(?m)^schema/roster\.yaml:\d+:\d+ 警告 (\S+)$", out)
    assert warned == [*["empty-seat"] * 3, *["odd-post"] * 5]
    assert "青野中央警察署に運用管理者がおらず、" in out
    assert out.splitlines()[-1].startswith("次は、OPERATING.ja.md の「最初の一日」の 2-3 です。")
    own = load(tmp_path / "new" / "schema")
    assert [(unit.id, unit.kind, unit.manager_title) for unit in own.organization.units.values()] == [
        ("koho", "section", "課長"),
        ("seian", "section", "課長"),
        ("kidotai", "squad", "隊長"),
        ("aono-chuo", "station", "署長"),
    ]
    assert own.organization.units["aono-chuo"].municipalities == ("青野市", "白浜町")
    assert own.organization.section_in_charge("aono-chuo", "crime", "robbery", "caution") == "seian"
    assert own.organization.section_in_charge("aono-chuo", "traffic", "fatal", "caution") == "koho"
    assert own.organization.mail.from_address == f"anzen@mail.{DOMAIN}"


def test_mistaken_words_are_kept_to_be_mended(tmp_path: Path) -> None:
    said = SAID.replace(DOMAIN, "example.jp").format(roster="none.csv")
    code, out, err = called("--lang", "en", "init", str(tmp_path / "new"), stdin=Terminal(said))
    assert (code, out.splitlines()[-1]) == (1, f"{tmp_path / 'answers.yaml'} is written.")
    assert (tmp_path / "answers.yaml").read_text("utf-8").startswith('name: "青野県警察"\nowner: "koho"\n')
    assert "answers.yaml line 4: mail.example.jp is for examples" in err
    again = called("--lang", "en", "init", str(tmp_path / "new"), stdin=Terminal(said))
    assert (again[:2], "--from" in again[2]) == ((1, ""), True)
    (tmp_path / "answers.yaml").unlink()
    short = Terminal("青野県警察\n")
    assert called("--lang", "en", "init", str(tmp_path / "new"), stdin=short)[0] == 1
    assert [*tmp_path.iterdir()] == []


def test_the_current_folder_may_be_made_into_one(tmp_path: Path) -> None:
    (tmp_path / "new").mkdir()
    (tmp_path / "roster.csv").write_text(ROSTER, "utf-8")
    (tmp_path / "answers.yaml").write_text(text(), "utf-8")
    with contextlib.chdir(tmp_path / "new"):
        code, out, err = called("--lang", "en", "init", ".", "--from", "../answers.yaml")
    assert (code, err) == (0, "")
    assert out.startswith(". is a repository with its first commit (of the product's ")
    assert (tmp_path / "new" / "schema" / "policy.yaml").is_file()
