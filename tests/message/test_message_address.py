from __future__ import annotations

import pytest

from haishin.errors import Refusal
from haishin.message.address import wire


@pytest.mark.parametrize(
    ("address", "written"),
    [
        ("taro@example.ne.jp", "taro@example.ne.jp"),
        ("Taro.Yamada+x@EXAMPLE.ne.JP", "Taro.Yamada+x@example.ne.jp"),
        ("-taro@example.ne.jp", "-taro@example.ne.jp"),
        ("a_b!#$%&'*/=?^`{|}~@example.ne.jp", "a_b!#$%&'*/=?^`{|}~@example.ne.jp"),
        ("a..b@docomo.ne.jp", '"a..b"@docomo.ne.jp'),
        ("a.@docomo.ne.jp", '"a."@docomo.ne.jp'),
        (".a@docomo.ne.jp", '".a"@docomo.ne.jp'),
        ("a b@example.ne.jp", '"a b"@example.ne.jp'),
        ('a"b@example.ne.jp', '"a\\"b"@example.ne.jp'),
        ("a\\b@example.ne.jp", '"a\\\\b"@example.ne.jp'),
        ("a@b@example.ne.jp", '"a@b"@example.ne.jp'),
        ("a,b@example.ne.jp", '"a,b"@example.ne.jp'),
        ("a>b<c@example.ne.jp", '"a>b<c"@example.ne.jp'),
        ("a" * 64 + "@example.ne.jp", "a" * 64 + "@example.ne.jp"),
        ("taro@xn--wgv71a119e.jp", "taro@xn--wgv71a119e.jp"),
    ],
)
def test_is_written_as_rfc_5321_wants_it(address: str, written: str) -> None:
    assert wire(address) == written


@pytest.mark.parametrize(
    "address",
    [
        "",
        "taro",
        "@example.ne.jp",
        "taro@",
        "taro@-a.jp",
        "taro@a..jp",
        "taro@a_b.jp",
        "taro@a b.jp",
        "taro@[127.0.0.1]",
        "taro@example.ne.jp\r\nBcc: x@y.jp",
        "taro\r\nBcc: x@y.jp",
        "ta\nro@example.ne.jp",
        "ta\0ro@example.ne.jp",
        "太郎@example.ne.jp",
        "taro@日本語.jp",
        "taro@example.ne.jp\u200bx",
        "a" * 65 + "@example.ne.jp",
        "taro@" + "a" * 64 + ".jp",
        "taro@" + "a." * 130 + "jp",
        "taro@example.ne.jp>",
    ],
)
def test_refuses_what_cannot_be_written_and_does_not_say_it(address: str) -> None:
    with pytest.raises(Refusal) as refused:
        wire(address)
    assert refused.value.message.ja == "メールアドレスの形になっていない宛先があります。"
    assert refused.value.message.en == "A recipient's address is not an address."
