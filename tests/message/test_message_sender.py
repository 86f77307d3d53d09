from __future__ import annotations

from dataclasses import replace

import pytest

from haishin.core.catalogue import Message
from haishin.core.contract.organization import Leave
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
)


def having(field: str, value: str) -> Sender:
    """The real sender with another value in that field."""
    outer, _, inner = field.partition(".")
    return replace(REAL, **{outer: replace(REAL.leave, **{inner: value}) if inner else value})


def test_real_hosts_pass() -> None:
    refuse_example_host(REAL)
    refuse_example_host(having("leave.page", "https://latest.testing.jp:8443/x"))
    refuse_example_host(having("return_domain", "examples.gunma.jp"))
    refuse_example_host(replace(REAL, leave=Leave()))


@pytest.mark.parametrize(
    "host",
    [
        *("example.jp", "example.com", "mail.example.co.jp", "EXAMPLE.JP", "example.jp.", "a.example", "example"),
        *("a.invalid", "a.test", "localhost", "a.localhost", "TEST"),
    ],
)
@pytest.mark.parametrize("field", ["from_address", "return_domain", "list_id", "leave.page", "leave.mailbox"])
def test_example_hosts_are_refused_in_each_field(field: str, host: str) -> None:
    forms = {"from_address": f"anzen@{host}", "leave.mailbox": f"anzen@{host}", "leave.page": f"https://{host}/a"}
    with pytest.raises(Refusal) as refused:
        refuse_example_host(having(field, forms.get(field, host)))
    shown = host.lower() if field == "leave.page" else host
    assert refused.value.message == Message("message/example-host", field=field, host=shown)


def test_nothing_is_no_real_host() -> None:
    for field in ("from_address", "return_domain", "leave.page", "leave.mailbox"):
        with pytest.raises(Refusal):
            refuse_example_host(having(field, ""))


def test_the_shipped_sender_is_an_example() -> None:
    with pytest.raises(Refusal):
        refuse_example_host(SENDER)
