"""The sender: addresses and names of the mail block of ``schema/organization.yaml``."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import urlsplit

from haishin.core.catalogue import Message
from haishin.core.contract.organization import Desk, Leave, Mail, is_reserved, leads_nowhere
from haishin.core.errors import Refusal


@dataclass(frozen=True, slots=True)
class Sender:
    """From, return path, list, and the ways for residents to change or end their registration."""

    from_address: str
    from_name: str
    return_domain: str
    list_id: str
    list_name: str
    leave: Leave
    desk: Desk | None = None

    @classmethod
    def of(cls, mail: Mail) -> Sender:
        """Take the sender that the organization names."""
        return cls(
            mail.from_address,
            mail.from_name,
            mail.return_domain,
            mail.list_id,
            mail.list_name,
            mail.leave,
            mail.desk,
        )


def refuse_example_host(sender: Sender) -> None:
    """Raise Refusal if a host is reserved, or leads nowhere."""
    for field, host in example_hosts(sender):
        raise Refusal(Message("message/example-host", field=field, host=host))


def example_hosts(sender: Sender) -> Iterator[tuple[str, str]]:
    """Yield each host that leads nowhere, behind its item of the mail block; our own mail server's may be local."""
    hosts = {
        "from_address": sender.from_address.rpartition("@")[2],
        "return_domain": sender.return_domain,
        "list_id": sender.list_id,
    }
    if sender.leave.page is not None:
        hosts["leave.page"] = urlsplit(sender.leave.page).hostname or ""
    if sender.leave.mailbox is not None:
        hosts["leave.mailbox"] = sender.leave.mailbox.rpartition("@")[2]
    if sender.desk is not None:
        hosts["desk.page"] = urlsplit(sender.desk.page).hostname or ""
        hosts["desk.stop"] = sender.desk.stop.rpartition("@")[2]
    yield from ((field, host) for field, host in hosts.items() if leads_nowhere(host))
    if sender.desk is not None and is_reserved(sender.desk.authserv):
        yield "desk.authserv", sender.desk.authserv
