from __future__ import annotations

import pytest

from haishin.core.errors import ToolError
from haishin.send.transport.relay import Relay, parse


@pytest.mark.parametrize(
    ("url", "relay"),
    [
        ("smtp://127.0.0.1:2525", Relay("smtp", "127.0.0.1", 2525)),
        ("smtp://localhost", Relay("smtp", "localhost", 25)),
        ("smtp://[::1]:2525/", Relay("smtp", "::1", 2525)),
        ("smtp+starttls://mx.example.test", Relay("smtp+starttls", "mx.example.test", 587)),
        ("smtps://mx.example.test", Relay("smtps", "mx.example.test", 465)),
        ("smtps://a%40b:p%3A%2F%23@mx.example.test:1", Relay("smtps", "mx.example.test", 1, "a@b", "p:/#")),
    ],
)
def test_urls(url: str, relay: Relay) -> None:
    assert parse(url) == relay


@pytest.mark.parametrize(
    ("url", "why"),
    [
        ("smtp://mx:port", "it is no URL"),
        ("smtp://mx:99999", "it is no URL"),
        ("smtps://[::1", "it is no URL"),
        ("mx.example.test:25", "it must begin with smtp://, smtp+starttls:// or smtps://"),
        ("http://mx", "it must begin with smtp://, smtp+starttls:// or smtps://"),
        ("", "it must begin with smtp://, smtp+starttls:// or smtps://"),
        ("smtps://", "it must name a host and nothing after it (write / ? # @ : of a password with %)"),
        ("smtps://mx/hunter2", "it must name a host and nothing after it (write / ? # @ : of a password with %)"),
        ("smtps://mx?hunter2", "it must name a host and nothing after it (write / ? # @ : of a password with %)"),
        ("smtps://u:a#hunter2@mx", "it is no URL"),
        ("smtps://hunter2@mx", "user and password go together"),
        ("smtp://mx", "mail to another machine is never sent unencrypted (write smtp+starttls:// or smtps://)"),
        ("smtp://192.0.2.1", "mail to another machine is never sent unencrypted (write smtp+starttls:// or smtps://)"),
        ("smtp://user:hunter2@mx", "a password is never sent over an unencrypted connection"),
    ],
)
def test_bad_urls_are_refused_without_being_shown(url: str, why: str) -> None:
    with pytest.raises(ToolError) as caught:
        parse(url)

    assert caught.value.message.en == f"HAISHIN_SMTP cannot be used: {why}."
    assert caught.value.message.ja.startswith("HAISHIN_SMTP の値を使えません:")
    assert "hunter2" not in f"{caught.value.message} {caught.value.hint}"


def test_a_relay_is_printed_without_its_secrets() -> None:
    relay = parse("smtps://user:hunter2@mx.example.test")

    assert repr(relay) == "Relay(scheme='smtps', host='mx.example.test', port=465)"
    assert str(relay) == "mx.example.test:465"
