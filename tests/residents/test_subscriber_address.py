"""Addresses: one spelling for a mailbox, odd carrier mailboxes taken, the rest refused without being shown."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from haishin.core.catalogue import Message
from haishin.residents.registry.subscriber import AddressError, canonical, masked

CARRIERS = ("docomo.ne.jp", "vodafone.ne.jp")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("taro@example.jp", "taro@example.jp"),
        ("Taro.Yamada@EXAMPLE.Jp", "Taro.Yamada@example.jp"),
        ('"taro"@example.jp', "taro@example.jp"),
        (r'"ta\ro"@example.jp', "taro@example.jp"),
        ("-taro+x@example.jp", "-taro+x@example.jp"),
        ("a..b@docomo.ne.jp", "a..b@docomo.ne.jp"),
        ('"a..b"@DOCOMO.ne.jp', "a..b@docomo.ne.jp"),
        (".a@docomo.ne.jp", ".a@docomo.ne.jp"),
        ("a.@t.vodafone.ne.jp", "a.@t.vodafone.ne.jp"),
        ("taro@日本語.jp", "taro@xn--wgv71a119e.jp"),
        ("taro@XN--wgv71a119e.jp", "taro@xn--wgv71a119e.jp"),
        ("taro@日本語。jp", "taro@xn--wgv71a119e.jp"),
        ("a" * 64 + "@example.jp", "a" * 64 + "@example.jp"),
        ("a@" + ".".join(["b" * 62] * 4), "a@" + ".".join(["b" * 62] * 4)),
    ],
)
def test_one_spelling(text: str, expected: str) -> None:
    assert canonical(text, CARRIERS) == expected


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("", "empty"),
        ("a b@example.jp", "characters"),
        ('"a b"@example.jp', "characters"),
        ("a@example.jp\n", "characters"),
        ("a@example.jp\r\nBcc: b@example.jp", "characters"),
        ("a@example.jp\x00", "characters"),
        ("a\u3000b@example.jp", "characters"),
        ("a\u200bb@example.jp", "characters"),
        ("a\u202eb@example.jp", "characters"),
        ("a\ud800b@example.jp", "characters"),
        ("<a@example.jp>", "characters"),
        ("a" * 65 + "@example.jp", "long"),
        ("a" * 250 + "@b.jp", "long"),
        ("aa@" + ".".join(["b" * 62] * 4) + "b", "long"),
        ("a@" + "é." * 40 + "jp", "long"),  # short as written, too long on the wire
        ("a@" + "".join(chr(0x4E00 + 997 * i % 20000) for i in range(27)) + ".jp", "domain"),
        ("example.jp", "shape"),
        ("a@b@example.jp", "shape"),
        ("a＠example.jp", "shape"),
        ('"a@b"@example.jp', "local"),
        ('"a"b@example.jp', "local"),
        ("@example.jp", "local"),
        ('""@example.jp', "local"),
        (".@docomo.ne.jp", "local"),
        ("太郎@example.jp", "local"),
        ("a,b@example.jp", "local"),
        ("a..b@example.jp", "dots"),
        ('"a..b"@example.jp', "dots"),
        (".a@example.jp", "dots"),
        ("a.@example.jp", "dots"),
        ("a..b@xdocomo.ne.jp", "dots"),
        ("a@", "domain"),
        ("a@localhost", "domain"),
        ("a@example.jp.", "domain"),
        ("a@example..jp", "domain"),
        ("a@-example.jp", "domain"),
        ("a@example-.jp", "domain"),
        ("a@exa_mple.jp", "domain"),
        ("a@[192.0.2.1]", "domain"),
        ("a@192.0.2.1", "domain"),
        ("a@" + "b" * 64 + ".jp", "domain"),
        ("a@straße.jp", "domain"),
    ],
)
def test_refused(text: str, reason: str) -> None:
    with pytest.raises(AddressError) as caught:
        canonical(text, CARRIERS)
    assert caught.value.message == Message(f"residents/address-{reason}")
    assert not text or text not in str(caught.value)
    assert caught.value.__cause__ is None


_local = st.text("abcXYZ019!#$%&'*+/=?^_`{|}~.-", min_size=1, max_size=20)
_domain = st.lists(st.from_regex(r"[a-zA-Z0-9]([a-zA-Z0-9-]{0,8}[a-zA-Z0-9])?", fullmatch=True), min_size=1, max_size=3)


@given(_local, _domain, st.booleans())
def test_spellings_of_one_mailbox_meet(local: str, labels: list[str], upper: bool) -> None:
    domain = ".".join([*labels, "docomo.ne.jp"])
    if not local.strip("."):
        local += "a"
    plain = canonical(f"{local}@{domain}", CARRIERS)
    assert plain == f"{local}@{domain.lower()}"
    quoted = "".join(f"\\{sign}" for sign in local)
    assert canonical(f'"{quoted}"@{domain.upper() if upper else domain}', CARRIERS) == plain
    assert canonical(plain, CARRIERS) == plain


@given(st.text(max_size=40) | st.from_regex(r"[^@]{1,8}@[^@]{1,12}\.[a-z日]{2}", fullmatch=True))
def test_any_text_is_settled_or_refused(text: str) -> None:
    try:
        settled = canonical(text, CARRIERS)
    except AddressError:
        return
    assert canonical(settled, CARRIERS) == settled
    assert re.fullmatch(r"[!-~]+@[a-z0-9.-]+", settled)
    assert len(settled) <= 254


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("taro@mail.example.jp", "t***@m***"),
        ('"a b"@example.jp', "***@e***"),
        ("taro", "t***"),
        ("", "***"),
        ("\x1b[2J@日本.jp", "***@***"),
    ],
)
def test_masked(text: str, expected: str) -> None:
    assert masked(text) == expected
