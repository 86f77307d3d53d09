from __future__ import annotations

import re

import pytest
from support_message import KEYS

from haishin.errors import ToolError
from haishin.message import tokens
from haishin.message.keys import Keys

ALERT = "20261125-1605-koekake"
READER = "abcdefghijklmnopqrstuvwxyz"


def test_a_message_id_is_the_same_each_time_and_one_for_each_alert_and_reader() -> None:
    first = tokens.message_id(ALERT, READER, "bounce.example.jp", KEYS)
    assert re.fullmatch(r"<[a-z2-7]{14}\.20261125-1605@bounce\.example\.jp>", first)
    assert first == tokens.message_id(ALERT, READER, "bounce.example.jp", KEYS)
    others = {
        tokens.message_id("20261125-1605-other", READER, "bounce.example.jp", KEYS),
        tokens.message_id(ALERT, READER[::-1], "bounce.example.jp", KEYS),
        tokens.message_id(ALERT, READER, "bounce.example.jp", Keys.throwaway()),
    }
    assert len(others | {first}) == 4


def test_the_return_path_proves_alert_and_reader_and_fits() -> None:
    for reader in (READER, "a", "a" * 33):
        address = tokens.return_path("2" * 64, reader, "bounce.example.jp", KEYS)
        local, _, domain = address.partition("@")
        assert domain == "bounce.example.jp"
        assert len(local) <= 64
        match = re.fullmatch(r"bounce\+([a-z2-7]{8})\.([a-z0-9_-]+)\.([a-z2-7]{14})", local)
        assert match
        assert match[1] == tokens.short("2" * 64)
        assert match[2] == reader
        assert KEYS.verify("return-path", match[3], match[1], match[2])
        assert not KEYS.verify("return-path", match[3], match[1], f"{match[2]}x")


def test_the_envelope_id_is_xtext_and_no_return_path() -> None:
    envid = tokens.envelope_id(ALERT, READER, KEYS)
    alert, reader, mac = envid.split(".")
    assert re.fullmatch(r"[a-z0-9._-]{1,100}", envid)
    assert KEYS.verify("envid", mac, alert, reader)
    assert mac != tokens.return_path(ALERT, READER, "d", KEYS).partition("@")[0].split(".")[2]


@pytest.mark.parametrize("reader", ["", "a" * 34, "A", "a.b", "a@b", "a b", "a\r\nb", "前橋", "a+b"])
def test_an_id_that_is_none_is_refused(reader: str) -> None:
    for make in (
        lambda: tokens.return_path(ALERT, reader, "d", KEYS),
        lambda: tokens.envelope_id(ALERT, reader, KEYS),
    ):
        with pytest.raises(ToolError) as error:
            make()
        assert error.value.message.en == "A subscriber's id is not of the fixed form (up to 33 of a–z, 0–9, - and _)."
