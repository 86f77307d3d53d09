"""What git is told and tells: no secret of ours reaches it, no password of a remote's address is shown of it."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from haishin.core.errors import ToolError
from haishin.core.repository.git import Git, GitError, lines, records, shown
from haishin.core.repository.history import fetch, fetch_branch, line_of, object_id, obtain, remote_branches
from support.forged import YEAR_10000, ZONES, commit, held_twice, raw
from support.ledger import ALPHA, World, git, path_of

WORDS = st.text(st.characters(min_codepoint=0x21, max_codepoint=0x7E), max_size=12)
ADDRESSES = st.builds(
    "{0}{1}S3CR3T{2}@{3}/o/r.git".format,
    st.sampled_from(["https://", "http://", "ssh://", "https:/", "//", "HTTPS://"]),
    st.sampled_from(["", "x-access-token:", "git:", ":", "a%40b:"]),
    WORDS,
    st.sampled_from(["forge.example.jp", "127.0.0.1:1", "[::1]:8443"]),
)


class Silent(Git):
    """A remote that answers and has no branch."""

    def run(self, *arguments: str, data: bytes | None = None, timeout: float = 120) -> bytes:
        return b""


@given(ADDRESSES, st.sampled_from(["'{0}'", "{0}", '"{0}"', "({0})", "from={0}:"]))
def test_no_password_in_an_error(address: str, quoted: str) -> None:
    said = f"fatal: unable to access {quoted.format(address)}: no route\nhint: {address}"
    error = GitError(("fetch", "--", address), 128, said)
    everything = "".join((str(error), repr(error), error.stderr, *(str(one) for one in (error.message, error.hint))))
    assert "S3CR3T" not in everything


@given(ADDRESSES)
def test_no_password_where_a_branch_is_missing(address: str) -> None:
    with pytest.raises(ToolError) as refused:
        fetch(Silent(Path(), {}), address, "main")
    assert "S3CR3T" not in f"{refused.value.message}{refused.value!r}"
    assert refused.value.message.en.startswith("The remote ")
    assert fetch_branch(Silent(Path(), {}), address, "main") is None


@pytest.mark.parametrize(
    "plain",
    [
        "origin",
        "../remote.git",
        "git@forge.example.jp:o/r.git",
        "https://forge.example.jp/o/r.git",
        "fatal: git@forge.example.jp: denied",
    ],
)
def test_what_holds_no_password_is_shown_as_it_is(plain: str) -> None:
    assert shown(plain) == plain


# --- what it says is bytes, with one kind of end --------------------------------------------------

ANY = st.lists(st.binary(max_size=12).map(lambda name: name.replace(b"\n", b"").replace(b"\0", b"") + b"x"))


@given(ANY)
def test_git_s_words_are_cut_at_its_own_ends_alone(parts: list[bytes]) -> None:
    """S1: U+2028, U+0085 or a form feed in a name ends no line."""
    for cut, end in ((lines, b"\n"), (records, b"\0")):
        assert [one.encode("utf-8", "surrogateescape") for one in cut(b"".join(part + end for part in parts))] == parts


def test_the_ends_of_python_are_none_of_git_s() -> None:
    assert lines("a\u2028b\u2029c\x85d\x0be\x0cf\x1cg\r\n\u3000h\n".encode()) == [
        "a\u2028b\u2029c\x85d\x0be\x0cf\x1cg\r",
        "\u3000h",
    ]
    assert (lines(b""), records(b""), lines(b"\n"), lines(b"a")) == ([], [], [""], ["a"])


# --- what it is told ------------------------------------------------------------------------------

SECRETS = {
    "HAISHIN_SMTP": "smtps://user:S3CR3T@relay.example.jp",
    "HAISHIN_STATUS_TOKEN": "S3CR3T",
    "HAISHIN_MONITOR_URL": "https://monitor.example.jp/S3CR3T",
    "HAISHIN_STATE": "/var/lib/S3CR3T",
    "GIT_CONFIG_PARAMETERS": "'core.hooksPath=S3CR3T'",
}


@pytest.mark.parametrize("child", ["git", "ssh"])
def test_no_secret_but_the_forge_s_token_reaches_git_or_ssh(tmp_path: Path, child: str) -> None:
    """S14 d: whatever git starts, a helper, ssh, a hook, inherits what git was given."""
    told = tmp_path / "told"
    given = {
        "PATH": os.environ["PATH"],
        "HOME": "/nowhere",
        **SECRETS,
        "HAISHIN_FORGE_TOKEN": "the forge's",
        "GIT_SSH_COMMAND": f"env > {told}; false",
    }
    if child == "git":
        told.write_bytes(Git(tmp_path, given).run("-c", "alias.told=!env", "told"))
    else:
        Git(tmp_path, given).attempt("ls-remote", "ssh://nobody@localhost.invalid/x")
    said = dict(line.split("=", 1) for line in told.read_text("utf-8").splitlines() if "=" in line)
    assert "S3CR3T" not in str(said)
    assert (said["HAISHIN_FORGE_TOKEN"], said["HOME"]) == ("the forge's", "/nowhere")
    assert {name for name in said if name.startswith("HAISHIN_")} == {"HAISHIN_FORGE_TOKEN"}


def test_no_replacement_and_no_graft_is_heeded(tmp_path: Path) -> None:
    """S7: a clone that mirrors all refs has refs/replace; an approved commit is that commit all the same."""
    world = World.make(tmp_path)
    first, second = git(world.remote, "rev-parse", "main"), world.alert(ALPHA, text="one")
    git(world.work, "replace", second, first)
    (world.work / ".git" / "info").mkdir(exist_ok=True)
    (world.work / ".git" / "info" / "grafts").write_text(f"{second}\n", "ascii")
    assert git(world.work, "rev-parse", f"{second}^{{tree}}") == git(world.work, "rev-parse", f"{first}^{{tree}}")
    clone = Git(world.work)
    assert object_id(clone, second, path_of(ALPHA)) is not None
    assert line_of(clone, second) == {first, second}
    assert clone.attempt("log", "-1", second).stderr == b""  # no advice among git's words


@pytest.mark.parametrize("when", [YEAR_10000, *ZONES, "99999999999999999999 +0000", "x +0000", "017 +0000"])
def test_a_commit_of_any_date_is_fetched(tmp_path: Path, when: str) -> None:
    """S3: it is its own alert's trouble alone."""
    world = World.make(tmp_path)
    base = git(world.remote, "rev-parse", "main")
    made = commit(world.remote, git(world.remote, "rev-parse", "main^{tree}"), base, when=when)
    git(world.remote, "update-ref", "refs/heads/main", made)
    assert fetch(Git(world.clone), str(world.remote), "main") == made


def test_a_forged_object_is_not_fetched_and_the_way_out_is_said(tmp_path: Path) -> None:
    """S4: where the forge's git does not look, ours does."""
    world = World.make(tmp_path)
    blobs = [raw(world.remote, "blob", one) for one in (b"A", b"B")]
    base = git(world.remote, "rev-parse", "main")
    made = commit(world.remote, held_twice(world.remote, base, path_of(ALPHA), *blobs), base)
    git(world.remote, "update-ref", "refs/heads/main", made)
    with pytest.raises(GitError) as refused:
        fetch(Git(world.clone), str(world.remote), "main")
    assert refused.value.malformed
    assert "duplicateEntries" in refused.value.message.en
    assert refused.value.hint.en.endswith("take that branch back to the commit before.")
    assert not obtain(Git(world.clone), str(world.remote), made)
    git(world.remote, "update-ref", "refs/heads/main", base)
    assert fetch(Git(world.clone), str(world.remote), "main") == base


def test_a_remote_that_is_away_is_no_forgery(tmp_path: Path) -> None:
    with pytest.raises(GitError) as refused:
        remote_branches(Git(tmp_path), str(tmp_path / "nowhere"))
    assert not refused.value.malformed
    assert refused.value.hint.en.startswith("Check the remote's name")
