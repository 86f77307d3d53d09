"""Whatever git says of a remote, and whatever is said of it here: no user and no password of its address is shown."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from haishin.errors import ToolError
from haishin.repository.git import Git, GitError, shown
from haishin.repository.history import fetch, fetch_branch

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
