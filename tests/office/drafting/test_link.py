"""The address of the forge's page for a new file."""

from __future__ import annotations

import pytest

from haishin.office.drafting.link import page_of


@pytest.mark.parametrize(
    ("remote", "page"),
    [
        ("https://github.com/keisatsu/joho-mail.git", "https://github.com/keisatsu/joho-mail/new/main"),
        ("https://github.com/keisatsu/joho-mail", "https://github.com/keisatsu/joho-mail/new/main"),
        ("git@github.example.jp:keisatsu/joho.mail.git", "https://github.example.jp/keisatsu/joho.mail/new/main"),
        ("ssh://git@github.example.jp:2222/keisatsu/a", "https://github.example.jp/keisatsu/a/new/main"),
        ("https://x:secret@github.example.jp/keisatsu/a/", "https://github.example.jp/keisatsu/a/new/main"),
    ],
)
def test_the_page_is_that_of_the_remote(remote: str, page: str) -> None:
    assert page_of(remote, "main") == page


@pytest.mark.parametrize(
    "remote",
    [
        "",
        "../remote.git",
        "/srv/git/remote.git",
        "file:///srv/git/a/b",
        "https://github.com/only",
        'https://github.com/a"b/c',
        "https://github.com/a/b/c",
        "https://github.com/a/<b>",
    ],
)
def test_what_is_no_forge_s_address_has_no_page(remote: str) -> None:
    assert page_of(remote, "main") is None


def test_a_branch_is_spelled_out() -> None:
    assert page_of("git@github.example.jp:a/b", "x y#z") == "https://github.example.jp/a/b/new/x%20y%23z"
