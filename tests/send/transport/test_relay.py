from __future__ import annotations

import pytest

from haishin.core.catalogue import Message
from haishin.core.errors import ToolError
from haishin.send.transport.relay import Relay, parse
from support.raising import raises


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
        ("smtp://mx:port", "form"),
        ("smtp://mx:99999", "form"),
        ("smtps://[::1", "form"),
        ("mx.example.test:25", "scheme"),
        ("http://mx", "scheme"),
        ("", "scheme"),
        ("smtps://", "host"),
        ("smtps://mx/hunter2", "host"),
        ("smtps://mx?hunter2", "host"),
        ("smtps://u:a#hunter2@mx", "form"),
        ("smtps://hunter2@mx", "password"),
        ("smtp://mx", "open"),
        ("smtp://192.0.2.1", "open"),
        ("smtp://user:hunter2@mx", "open-password"),
    ],
)
def test_bad_urls_are_refused_without_being_shown(url: str, why: str) -> None:
    with raises(ToolError, "send/transport/relay-misnamed", why=Message(f"send/transport/misnamed-{why}")):
        parse(url)


def test_a_relay_is_printed_without_its_secrets() -> None:
    relay = parse("smtps://user:hunter2@mx.example.test")

    assert repr(relay) == "Relay(scheme='smtps', host='mx.example.test', port=465)"
    assert str(relay) == "mx.example.test:465"
