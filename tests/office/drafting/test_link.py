"""The addresses that open the forge's page for a new file, parsed back."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from haishin.office.drafting.link import LONGEST, fits, link, nameless, opening, page_of, shortened
from support.contract import shipped
from support.drafts import PAGE, opened

HARD = "a&b=c#d%20?e+f \"g\" 'h' <i>\n＜＜場所＞＞ 髙・😀\t/../"


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


@given(st.text(st.characters(exclude_categories=["Cs"]), min_size=1))
def test_whatever_stands_in_a_text_comes_back_as_it_was(text: str) -> None:
    address = link(PAGE, HARD, text)
    assert address.isascii()
    assert opened(address) == opened(shortened(address)) == (HARD, text)


def test_a_path_alone() -> None:
    assert opened(link(PAGE, HARD, None)) == (HARD, None)


def test_a_text_that_is_too_long_is_left_out() -> None:
    assert opened(opening(PAGE, HARD, "字")) == (HARD, "字")
    assert opened(opening(PAGE, HARD, "字" * 1000)) == (HARD, None)


def test_a_shorter_spelling_hides_nothing_that_ends_an_attribute_or_a_part() -> None:
    short = shortened(link(PAGE, "a", HARD))
    assert "＜＜場所＞＞" in short
    assert not set('"<>& \n') & set(short.replace("&value=", ""))


def test_an_address_has_less_than_six_thousand_bytes() -> None:
    most = "a" * (LONGEST - len(link(PAGE, "x", "")) - 1)
    assert fits(link(PAGE, "x", most))
    assert not fits(link(PAGE, "x", most + "a"))


@pytest.mark.parametrize(
    ("text", "nobody"),
    [
        ("＜＜だれ＞＞が、男から声をかけられる事案が発生しました。", True),
        ("関口三郎さん（82歳）の行方が分からなくなっています。", False),
        ("担当の前橋花子さんにお知らせください。", False),
        ("車の番号は、群馬300あ1234です。", False),
    ],
)
def test_who_is_named_stands_in_no_address(text: str, nobody: bool) -> None:
    assert nameless("件名", text, shipped()) is nobody
