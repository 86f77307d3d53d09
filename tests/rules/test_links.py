from __future__ import annotations

import pytest

from haishin.rules.links import bare_addresses, target_fault, text_differs

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
        ("https://", "link-letters"),
        ("https://user@pref.example/", "link-authority"),
        ("https://pref.example:443/", "link-authority"),
        ("https://[::1]/", "link-authority"),
        ("https://xn--pref-example/", "link-letters"),
        ("https://PREF.example/", "link-letters"),
        ("https://pref.example./", "link-letters"),
        ("https://pref。example/", "link-letters"),
        ("https://pref.example\\.evil.example/", "link-letters"),
        ("https://pref.example\n/", "link-letters"),
        ("https://pref.example/あ", "link-letters"),
        ("https://pref.example/a b", "link-letters"),
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
