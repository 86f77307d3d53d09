from __future__ import annotations

from dataclasses import replace

import pytest
from support_message import MAIL, SENDER

from haishin.errors import Refusal
from haishin.message.sender import Sender, refuse_example_host

REAL = Sender(
    "anzen@police.gunma.jp", "a", "bounce.police.gunma.jp", "anzen.police.gunma.jp", "https://anzen.gunma.jp", "b"
)


def test_the_page_has_no_slash_at_its_end() -> None:
    assert Sender.of(replace(MAIL, base_url="https://anzen.example.jp/")).base_url == "https://anzen.example.jp"


def test_real_hosts_pass() -> None:
    refuse_example_host(REAL)
    refuse_example_host(replace(REAL, return_domain="examples.gunma.jp", base_url="https://latest.testing.jp:8443/x"))


@pytest.mark.parametrize(
    "host",
    [
        *("example.jp", "example.com", "mail.example.co.jp", "EXAMPLE.JP", "example.jp.", "a.example", "example"),
        *("a.invalid", "a.test", "localhost", "a.localhost", "TEST"),
    ],
)
@pytest.mark.parametrize("field", ["from_address", "return_domain", "list_id", "base_url"])
def test_example_hosts_are_refused_in_each_field(field: str, host: str) -> None:
    value = {"from_address": f"anzen@{host}", "base_url": f"https://{host}/a"}.get(field, host)
    with pytest.raises(Refusal) as refused:
        refuse_example_host(replace(REAL, **{field: value}))
    shown = host.lower() if field == "base_url" else host
    assert refused.value.message.ja == (
        f"schema/organization.yaml の mail.{field} が見本のままです（{shown}）。本番の配信はできません。"
    )


def test_nothing_is_no_real_host() -> None:
    for field in ("from_address", "return_domain", "base_url"):
        with pytest.raises(Refusal):
            refuse_example_host(replace(REAL, **{field: ""}))


def test_the_shipped_sender_is_an_example() -> None:
    with pytest.raises(Refusal):
        refuse_example_host(SENDER)
