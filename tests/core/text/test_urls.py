from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from haishin.core.text.urls import (
    _BARE,
    _HOSTED,
    bare_addresses,
    bare_hosts,
    host_fault,
    names_address,
    target_fault,
    text_differs,
)

HOSTS = ("www.police.example", "pref.example")


@pytest.mark.parametrize(
    ("target", "fault"),
    [
        ("https://www.police.example", None),
        ("https://www.police.example/a/b?c=1#d", None),
        ("https://pref.example?x", None),
        ("HTTPS://pref.example/", None),
        ("http://pref.example/", "link-scheme"),
        ("https:pref.example/", "link-scheme"),
        ("https:/pref.example/", "link-scheme"),
        ("//pref.example/", "link-scheme"),
        ("", "link-scheme"),
        ("https://", "link-host"),
        ("https://user@pref.example/", "link-host"),
        ("https://pref.example:443/", "link-host"),
        ("https://[::1]/", "link-host"),
        ("https://xn--pref-example/", "link-host"),
        ("https://PREF.example/", "link-host"),
        ("https://pref.example./", "link-host"),
        ("https://pref。example/", "link-host"),
        ("https://pref.example\\.evil.example/", "link-host"),
        ("https://pref.example\n/", "link-host"),
        ("https://pref.example/あ", "link-host"),
        ("https://pref.example/a b", "link-host"),
        ("https://evil.example/pref.example", "link-host"),
        ("https://evil.example?pref.example", "link-host"),
        ("https://sub.pref.example/", "link-host"),
    ],
)
def test_targets(target: str, fault: str | None) -> None:
    assert target_fault(target, HOSTS) == fault


@pytest.mark.parametrize(
    ("text", "differs"),
    [
        ("県警ホームページ", False),
        ("https://pref.example/", False),
        ("pref.example", True),
        ("https://pref.example", True),
        ("ｐｒｅｆ．ｅｘａｍｐｌｅ", True),
        ("раypal.com", True),
        ("www.あ", True),
        ("//あ", True),
        ("午前10.5時", False),
        ("1.2版", False),
    ],
)
def test_texts(text: str, differs: bool) -> None:
    assert text_differs(text, "https://pref.example/") is differs


@pytest.mark.parametrize(
    ("text", "addresses"),
    [
        ("詳細はhttps://a.example/b。", ["https://a.example/b"]),
        ("(https://a.example/b), www.c.example.", ["https://a.example/b", "www.c.example"]),
        ("ｈｔｔｐ：／／a と ＷＷＷ．b", ["ｈｔｔｐ：／／a", "ＷＷＷ．b"]),
        ("「hxxps://a」", ["hxxps://a"]),
        ("swww.a 比率3:2 午後3時://", []),
    ],
)
def test_addresses_in_plain_text(text: str, addresses: list[str]) -> None:
    assert list(bare_addresses(text)) == addresses


@pytest.mark.parametrize(
    ("text", "hosts"),
    [
        ("bit.ly/3abcd を開く", [("bit.ly/3abcd", True)]),
        ("example.com/abc、x.jp", [("example.com/abc", True), ("x.jp", False)]),
        ("「example.com」という", [("example.com", False)]),
        ("ｅｘａｍｐｌｅ．ｃｏｍ／ａ", [("ｅｘａｍｐｌｅ．ｃｏｍ／ａ", True)]),
        ("a-b.example.co.jp.", [("a-b.example.co.jp", False)]),
        ("evil.zzz/?q=1)", [("evil.zzz/?q=1", True)]),
        ("evil.zzz", []),
        ("www.x.jp https://x.jp/a.com", []),
        ("hanako.co@example.jp", []),
        ("hanako@mail.example.jp", []),
        ("午前10.5時、No.1、3.5km、Ver.2、p.m、U.S.A", []),
        ("-a.com", []),
    ],
)
def test_hosts_without_scheme(text: str, hosts: list[tuple[str, bool]]) -> None:
    assert list(bare_hosts(text)) == hosts


@pytest.mark.parametrize(
    ("host", "fault"),
    [
        ("pref.example", False),
        ("PREF.example/a", False),
        ("ｐｒｅｆ.example", False),
        ("police.example", False),
        ("sub.pref.example", True),
        ("xpref.example", True),
        ("pref.example.evil.com/pref.example", True),
    ],
)
def test_official_hosts_and_what_they_lie_under_may_be_named(host: str, fault: bool) -> None:
    assert host_fault(host, HOSTS) is fault


@given(st.text("a.:/wＷｗ．。：／｡ 1", max_size=16))
def test_a_sign_stands_in_every_address(text: str) -> None:
    assert names_address(text) or not (_BARE.search(text) or _HOSTED.search(text))
