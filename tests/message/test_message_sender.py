from __future__ import annotations

from dataclasses import replace

import pytest

from haishin.core.catalogue import Message
from haishin.core.contract.organization import Desk, Leave
from haishin.core.errors import Refusal
from haishin.message.sender import Sender, refuse_example_host
from support.message import SENDER

REAL = Sender(
    "anzen@police.gunma.jp",
    "a",
    "bounce.police.gunma.jp",
    "anzen.police.gunma.jp",
    "b",
    Leave("https://anzen.gunma.jp", "anzen@police.gunma.jp", "027-243-0110"),
    Desk("https://anzen.gunma.jp/mail", "anzen@police.gunma.jp", "mx.police.gunma.jp"),
)

FIELDS = (
    *("from_address", "return_domain", "list_id", "leave.page", "leave.mailbox"),
    *("desk.page", "desk.stop", "desk.authserv"),
)


def having(field: str, value: str) -> Sender:
    """The real sender with another value in that field."""
    outer, _, inner = field.partition(".")
    return replace(REAL, **{outer: replace(getattr(REAL, outer), **{inner: value}) if inner else value})


def test_real_hosts_pass() -> None:
    refuse_example_host(REAL)
    refuse_example_host(having("leave.page", "https://latest.testing.jp:8443/x"))
    refuse_example_host(having("return_domain", "examples.gunma.jp"))
    refuse_example_host(replace(REAL, leave=Leave(), desk=None))


@pytest.mark.parametrize(
    "host",
    [
        *("example.jp", "example.com", "mail.example.co.jp", "EXAMPLE.JP", "example.jp.", "a.example", "example"),
        *("a.invalid", "a.test", "localhost", "a.localhost", "TEST"),
        *("192.0.2.1", "198.51.100.255", "203.0.113.9"),
    ],
)
@pytest.mark.parametrize("field", FIELDS)
def test_example_hosts_are_refused_in_each_field(field: str, host: str) -> None:
    forms = dict.fromkeys(("from_address", "leave.mailbox", "desk.stop"), f"anzen@{host}")
    forms |= dict.fromkeys(("leave.page", "desk.page"), f"https://{host}/a")
    with pytest.raises(Refusal) as refused:
        refuse_example_host(having(field, forms.get(field, host)))
    shown = host.lower() if field.endswith(".page") else host
    assert refused.value.message == Message("message/example-host", field=field, host=shown)


def test_a_host_of_a_local_network_is_refused_but_as_the_name_that_our_own_server_writes() -> None:
    for host in ("mx.kenkei.local", "INTRA.INTERNAL", "local"):
        with pytest.raises(Refusal):
            refuse_example_host(having("return_domain", host))
        refuse_example_host(having("desk.authserv", host))
    for host in ("local.gunma.jp", "192.0.3.1", "127.0.0.1", "0.2.192.0.2"):
        refuse_example_host(having("return_domain", host))


def test_nothing_is_no_real_host() -> None:
    for field in FIELDS:
        with pytest.raises(Refusal):
            refuse_example_host(having(field, ""))


def test_the_shipped_sender_is_an_example() -> None:
    with pytest.raises(Refusal):
        refuse_example_host(SENDER)
