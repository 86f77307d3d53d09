"""The verbs of releases, as they are typed; what they start is noted by the release's stub."""

from __future__ import annotations

import io
from collections.abc import Callable
from pathlib import Path

import pytest

from haishin.cli import main
from haishin.core.errors import Exit
from haishin.core.repository.git import Git
from haishin.office.upgrading.release import Release
from support.commands import clock
from support.product import BEFORE, LATER, NOW, Scratch

BRANCH = f"upgrade-{NOW}"
Say = Callable[..., tuple[int, str]]


@pytest.fixture
def scratch(tmp_path: Path) -> Scratch:
    return Scratch(tmp_path)


@pytest.fixture
def run(scratch: Scratch, monkeypatch: pytest.MonkeyPatch) -> Say:
    monkeypatch.chdir(scratch.force)

    def say(*words: str, **more: str) -> tuple[int, str]:
        out = io.TextIOWrapper(io.BytesIO(), encoding="utf-8", write_through=True)
        environment = scratch.environment | {"HAISHIN_LANG": "en", "HAISHIN_FORGE_TOKEN": "secret", **more}
        code = main(words, environment, out, out, out.buffer, io.TextIOWrapper(io.BytesIO()), clock)
        out.seek(0)
        return code, out.read()

    return say


def calls(scratch: Scratch) -> list[str]:
    return scratch.calls.read_text("utf-8").splitlines() if scratch.calls.exists() else []


def test_an_upgrade_is_tried_on_its_branch_and_ends_with_the_order(scratch: Scratch, run: Say) -> None:
    code, said = run("upgrade", scratch.source())
    assert code == Exit.FINE
    assert calls(scratch) == ["clone validate", "clone test"]
    assert said.splitlines()[-8:-6] == ["haishin validate on the branch: fine", "haishin test on the branch: fine"]
    assert said.splitlines()[-2].startswith("4. On the mail host: haishin update COMMIT")
    assert BRANCH in scratch.root.text("branch", "--list")


def test_the_second_time_nothing_is_done(scratch: Scratch, run: Say) -> None:
    run("upgrade", scratch.source())
    before = scratch.state()
    assert run("upgrade", scratch.source()) == (
        Exit.FINE,
        f"The branch {BRANCH} is there already. Nothing was done. "
        f"To make it anew run git branch -D {BRANCH}, and this again.\n",
    )
    scratch.root.run("merge", "--quiet", "--ff-only", BRANCH)
    assert run("upgrade", scratch.source()) == (
        Exit.FINE,
        f"It stands on {NOW} already. There is nothing to do.\n",
    )
    assert (scratch.state()[1:], len(calls(scratch))) == (before[1:], 2)


def test_what_does_not_pass_is_left_to_be_mended(scratch: Scratch, run: Say) -> None:
    code, said = run("upgrade", scratch.source(), FAILS="validate")
    assert code == Exit.REFUSED
    assert "haishin validate on the branch: not fine." in said
    assert calls(scratch) == ["clone validate", "clone test"]
    assert BRANCH in scratch.root.text("branch", "--list")


def test_a_later_release_goes_on_by_its_own_program(scratch: Scratch, run: Say) -> None:
    digest = Release.at(scratch_product(scratch), f"v{LATER}").digest()
    code, said = run(
        "upgrade", scratch.source(LATER), "--digest", digest, "--take", "a b", "--take", "c", FAILS="upgrade"
    )
    assert (code, said) == (1, "")
    [call] = calls(scratch)
    assert call.startswith("force upgrade ")
    assert call.endswith(f"/clone@v{LATER} --digest {digest} --take a b --take c")


def test_a_refusal_starts_nothing(scratch: Scratch, run: Say) -> None:
    code, said = run("upgrade", scratch.source(LATER), "--digest", "f" * 64)
    assert code == Exit.REFUSED
    assert "is not the announced one" in said
    assert calls(scratch) == []


def scratch_product(scratch: Scratch) -> Git:
    return Git(scratch.product, scratch.environment)


@pytest.mark.parametrize("word", ["--version", "version"])
def test_the_version_names_commit_digest_and_forms(scratch: Scratch, run: Say, word: str) -> None:
    run("upgrade", scratch.source())
    scratch.root.run("switch", "--quiet", BRANCH)
    with_own = Release.at(scratch.root, "HEAD").digest()
    scratch.root.run("rm", "-q", "tests/own.py", "NOTES.md")  # at a product's path, so that they count
    scratch.root.run("commit", "--quiet", "--message=x")
    release = Release.at(scratch.root, "HEAD")
    assert release.digest() != with_own
    code, said = run(word)
    assert code == Exit.FINE
    first, commit, digest, forms = said.splitlines()
    assert (first, commit) == (f"haishin {NOW}", f"commit: {release.commit}")
    assert digest == f"digest of the product's paths: {Release.at(scratch_product(scratch), f'v{NOW}').digest()}"
    assert forms.startswith("forms that it reads: schema/ 1; registry up to ")
    (scratch.force / "NOTES.md").write_text("begun\n", "utf-8")
    assert "the digest is the commit's" in run(word)[1]


def test_where_git_has_another_version_the_digest_is_not_told(scratch: Scratch, run: Say) -> None:
    assert BEFORE != NOW
    code, said = run("--version")
    assert code == Exit.FINE
    assert "a clone that has it shows the digest" in said
    assert "digest of the product" not in said
