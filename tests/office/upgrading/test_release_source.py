"""A release as it is fetched and compared: each refusal leaves the repository as it was."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from haishin.core.catalogue import Message
from haishin.core.errors import Refusal
from haishin.core.repository.git import Git
from haishin.office.upgrading.release import Found, Release, find
from support.product import BEFORE, LATER, NOW, Scratch


@pytest.fixture
def scratch(tmp_path: Path) -> Scratch:
    return Scratch(tmp_path)


def found(scratch: Scratch, asked: str | None = None, digest: str | None = None) -> Found:
    return find(scratch.root, scratch.clone(), asked or scratch.source(), digest)


def refused(scratch: Scratch, asked: str | None = None, digest: str | None = None) -> Message:
    before = scratch.state()
    with pytest.raises(Refusal) as caught:
        found(scratch, asked, digest)
    assert scratch.state() == before
    assert isinstance(caught.value.message, Message)
    assert caught.value.hint.ja
    return caught.value.message


def test_what_is_compared_with_nothing_says_so(scratch: Scratch) -> None:
    seen = found(scratch)
    assert (seen.standing, seen.release.version) == (BEFORE, NOW)
    assert seen.compared == Message("office/upgrading/compared-nothing", tag=f"v{NOW}")


def test_the_digest_of_the_notes_is_that_of_the_release(scratch: Scratch) -> None:
    digest = Release.at(scratch.root, "HEAD").digest()  # the force's copy of another one
    told = Release.at(found(scratch).release.git, f"v{NOW}").digest()
    assert digest != told
    scratch.clone().folder.rename(scratch.folder / "earlier")
    assert found(scratch, digest=told).compared == Message("office/upgrading/compared-digest", tag=f"v{NOW}")


def test_an_altered_release_is_refused(scratch: Scratch) -> None:
    said = refused(scratch, digest="0" * 64)
    assert (said.code, said.values["announced"]) == ("office/upgrading/altered", "0" * 64)


@pytest.mark.parametrize("asked", ["product", "product@main", "product@0.2.0", "@v0.2.0", "https://x.example/y.git"])
def test_a_source_needs_its_tag(scratch: Scratch, asked: str) -> None:
    assert refused(scratch, asked) == Message("office/upgrading/source-unreadable", asked=asked)


def test_a_source_that_is_not_there(scratch: Scratch) -> None:
    assert refused(scratch, scratch.source("0.0.8")).values["tag"] == "v0.0.8"


def test_the_release_below_must_be_there_too(scratch: Scratch) -> None:
    scratch.git("tag", "--delete", f"v{BEFORE}")
    said = refused(scratch)
    assert (said.code, said.values["tag"]) == ("office/upgrading/not-fetched", f"v{BEFORE}")


def test_nothing_goes_back(scratch: Scratch) -> None:
    policy = scratch.force / "schema" / "policy.yaml"
    scratch.change({"schema/policy.yaml": policy.read_text("utf-8").replace(BEFORE, LATER)})
    assert refused(scratch) == Message("office/upgrading/older", version=NOW, standing=LATER)


def test_a_tag_that_was_moved(scratch: Scratch) -> None:
    scratch.git("tag", "--force", f"v{NOW}", f"v{BEFORE}")
    assert refused(scratch) == Message("office/upgrading/other-version", tag=f"v{NOW}", version=BEFORE)


def test_a_repository_of_something_else(scratch: Scratch) -> None:
    scratch.git("rm", "-rq", "scripts")
    scratch.git("commit", "--quiet", "--message=else")
    scratch.git("tag", "--force", f"v{NOW}")
    assert refused(scratch).code == "office/upgrading/no-release"


@pytest.mark.parametrize("path", ["NOTES.md", "new.md"])
def test_an_unclean_clone(scratch: Scratch, path: str) -> None:
    (scratch.force / path).write_text("begun\n", "utf-8")
    assert refused(scratch) == Message("office/upgrading/unclean")


def test_a_clone_in_which_nobody_could_commit(scratch: Scratch) -> None:
    scratch.root.run("config", "--unset", "user.email")
    scratch.root.run("config", "user.useConfigOnly", "true")  # no guess from the machine's name
    assert refused(scratch) == Message("office/upgrading/nobody")


@pytest.mark.parametrize("item", ["", "product: {version: new}\n", "product: 0.0.9\n", "- product\n"])
def test_a_policy_that_does_not_say_on_what_it_stands(scratch: Scratch, item: str) -> None:
    scratch.change({"schema/policy.yaml": item + "form: 1\n" * (item[:1] != "-")})
    assert refused(scratch) == Message("office/upgrading/no-product")


@pytest.fixture(scope="module")
def keys(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """Two keys, by whose they are; beside each its public half."""
    folder = tmp_path_factory.mktemp("keys")
    for name in ("ours", "theirs"):
        command = ["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-C", "", "-f", str(folder / name)]
        subprocess.run(command, check=True)
    return {name: folder / name for name in ("ours", "theirs")}


def demand(scratch: Scratch, key: Path) -> None:
    """Let the force name the signer."""
    public = key.with_suffix(".pub").read_text("ascii").strip()
    policy = (scratch.force / "schema" / "policy.yaml").read_text("utf-8")
    named = policy.replace(f"version: {BEFORE}", f"version: {BEFORE}, signers: [{public}]")
    assert named != policy
    scratch.change({"schema/policy.yaml": named})


def sign(scratch: Scratch, tag: str, key: Path, at: str = "HEAD~1") -> None:
    how = ("-c", "gpg.format=ssh", "-c", f"user.signingKey={key}")
    scratch.git(*how, "tag", "--force", "--sign", "--message=x", tag, at)


def test_a_release_that_the_named_signer_signed(scratch: Scratch, keys: dict[str, Path]) -> None:
    demand(scratch, keys["ours"])
    sign(scratch, f"v{NOW}", keys["ours"])
    assert found(scratch).compared == Message("office/upgrading/compared-signature", tag=f"v{NOW}")


_TAG = """object {0}
type commit
tag v{1}
tagger x <x@localhost.invalid> 1 +0000

x
-----BEGIN PGP SIGNATURE-----

x
-----END PGP SIGNATURE-----
"""
_KEY_RING = """#!/bin/sh
cat >/dev/null
printf '[GNUPG:] NEWSIG\\n[GNUPG:] GOODSIG 0 x\\n[GNUPG:] TRUST_ULTIMATE\\n'
"""


def test_no_key_ring_of_whoever_runs_it_vouches(scratch: Scratch, keys: dict[str, Path], tmp_path: Path) -> None:
    demand(scratch, keys["ours"])
    ring = tmp_path / "ring"
    ring.write_text(_KEY_RING, "ascii")
    ring.chmod(0o755)
    (tmp_path / ".gitconfig").write_text(f'[gpg "openpgp"]\nprogram = {ring}\n', "utf-8")
    scratch.environment["HOME"] = str(tmp_path)
    product = Git(scratch.product, scratch.environment)
    data = _TAG.format(scratch.git("rev-parse", "HEAD~1").strip(), NOW).encode()
    tag = product.run("hash-object", "-t", "tag", "-w", "--stdin", data=data).decode().strip()
    product.run("update-ref", f"refs/tags/v{NOW}", tag)
    assert product.attempt("verify-tag", f"v{NOW}").returncode == 0
    assert refused(scratch) == Message("office/upgrading/wrongly-signed", tag=f"v{NOW}")


def test_a_release_that_nobody_or_somebody_else_signed(scratch: Scratch, keys: dict[str, Path]) -> None:
    demand(scratch, keys["ours"])
    assert refused(scratch) == Message("office/upgrading/wrongly-signed", tag=f"v{NOW}")
    scratch.clone().folder.rename(scratch.folder / "earlier")
    sign(scratch, f"v{NOW}", keys["theirs"])
    assert refused(scratch, digest="0" * 64) == Message("office/upgrading/wrongly-signed", tag=f"v{NOW}")
