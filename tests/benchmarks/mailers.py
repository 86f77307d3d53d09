"""Run as a program: mail to so many by one way, for ``bench_send``, which watches the process from outside.

Arguments: way, port, recipients, connections, and a certificate where the relay is to be asked for STARTTLS. Says
``begin`` when all is prepared and ``end`` when the relay has taken everything, and ends when its input does. Everybody
gets a mail of his own, one half as text, the other as text and page. The peers' mails are ready bytes in which only the
reader's headers are set; ours are made from journal and keys as ``send`` makes them, and the journal is a real one.
"""

from __future__ import annotations

import asyncio
import smtplib
import ssl
import sys
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from email import message_from_bytes
from email.policy import SMTP
from pathlib import Path
from tempfile import TemporaryDirectory
from time import monotonic

from benchmarks.bench_snapshot import register
from haishin.core.model import RowState, Scope
from haishin.core.recipient import Recipient
from haishin.message.headers import wire
from haishin.message.prepare import Form
from haishin.residents.registry.registry import Registry
from haishin.send.journal.journal import Journal
from haishin.send.rows import Audience, Envelope, SnapshotRow
from haishin.send.sending.dispatch import Dispatcher, Ending
from haishin.send.sending.job import Job
from haishin.send.transport.relay import Relay
from haishin.send.transport.smtp import SmtpTransport
from support.contract import shipped
from support.mails import FORMS, prepared, samples

ALERT = next(alert for alert in samples() if alert.id == "20261120-1610-koekake")
READY = {form: prepared(ALERT, form) for form in FORMS}  # 2,348 and 6,004 bytes
SENDER = "bounce@example.ne.jp"


class Freely:
    """Nothing keeps the sending back."""

    def ending(self) -> Ending | None:
        return None

    def stopped(self, alert_id: str) -> bool:
        return False

    def heeded(self) -> None:
        return None

    def ended(self, alert_id: str) -> None:
        return None


def begun(folder: Path, recipients: int) -> Journal:
    """A journal with so many residents to be mailed, in rows that the registry gave."""
    registry = Registry(folder / "subscribers.sqlite")
    register(registry, recipients)
    selection = registry.readers.choosing(Scope(True), "crime", False, shipped())
    journal = Journal.open(folder / "journal.sqlite")
    journal.freeze(ALERT.id, "n", Audience(selection, registry.readers.count(selection, None)), datetime.now(UTC))
    journal.claim(ALERT.id, "n", None)
    return journal


def envelope(row: SnapshotRow) -> Envelope:
    """The mail of one row, as ``assembly.ports.envelopes`` makes it."""
    mail, recipient = READY["html" if row.form == "html" else "text"], Recipient(row.recipient_id, row.address)
    sender, address = mail.envelope_sender(recipient), wire(row.address)
    return Envelope(ALERT.id, row.recipient_id, sender, address, mail.head(recipient), mail.body)


def dispatcher(
    journal: Journal, transport: SmtpTransport, progress: Callable[[str], None] = lambda alert: None
) -> Dispatcher:
    """The loop over that journal, with the policy's limits."""
    made = Dispatcher(journal, transport, lambda: datetime.now(UTC), monotonic, progress=progress)
    limits = shipped().policy.limits
    never = datetime.now(UTC) + timedelta(days=1)
    made.add(Job(ALERT.id, (0, 0), envelope, limits, never, open=lambda now: True, daytime=lambda now: True))
    return made


def ready(first: int, recipients: int, step: int) -> Iterator[tuple[str, bytes]]:
    """Address and ready bytes of every so manieth of the recipients."""
    forms = [around(form) for form in FORMS]
    for number in range(first, recipients, step):
        before, between, after = forms[number % 2]
        address = f"reader{number}@example.ne.jp"
        yield address, b"%sTo: %s%sMessage-ID: <%d.%s" % (before, address.encode(), between, number, after)


def around(form: Form) -> tuple[bytes, bytes, bytes]:
    """A mail around its reader's address and the first part of its Message-ID."""
    one = READY[form]
    whole = one.head(Recipient("i" * 26, "reader@example.ne.jp")) + one.body
    before, rest = whole.split(b"To: reader@example.ne.jp", 1)
    between, after = rest.split(b"Message-ID: <", 1)
    return before, between, after


def _say(word: str) -> None:
    sys.stdout.write(f"{word}\n")
    sys.stdout.flush()


def haishin(way: str, port: int, recipients: int, context: ssl.SSLContext | None) -> None:
    """Over as many connections as the transport finds to be of use, of the 50 that policy allows."""
    with TemporaryDirectory() as folder:
        journal = begun(Path(folder), recipients)
        relay = Relay("smtp" if context is None else "smtp+starttls", "127.0.0.1", port)
        _say("begin")
        transport = SmtpTransport([relay], "sender.test", context, connections=50, pipelining=way == "haishin")
        dispatcher(journal, transport).run(Freely())
        _say("end")
        transport.close()
        assert journal.counts(ALERT.id)[RowState.ACCEPTED] == recipients
        journal.close()


def _client(port: int, context: ssl.SSLContext | None) -> smtplib.SMTP:
    client = smtplib.SMTP("127.0.0.1", port, "sender.test")
    if context is not None:
        client.starttls(context=context)
    return client


def threads(port: int, recipients: int, connections: int, context: ssl.SSLContext | None) -> None:
    """smtplib's ``sendmail``, a connection in each thread."""

    def work(first: int) -> None:
        client = _client(port, context)
        for address, data in ready(first, recipients, connections):
            client.sendmail(SENDER, [address], data)
        client.quit()

    _say("begin")
    with ThreadPoolExecutor(connections) as pool:
        list(pool.map(work, range(connections)))
    _say("end")


def send_message(port: int, recipients: int, context: ssl.SSLContext | None) -> None:
    """smtplib's ``send_message``, one after the other: as the documentation shows it."""
    message = message_from_bytes(b"".join(next(ready(0, 1, 1))[1:]), policy=SMTP.clone(cte_type="7bit"))
    _say("begin")
    client = _client(port, context)
    for number in range(recipients):
        for name, value in (("To", f"reader{number}@example.ne.jp"), ("Message-ID", f"<{number}@example.ne.jp>")):
            del message[name]
            message[name] = value
        client.send_message(message, SENDER, [f"reader{number}@example.ne.jp"])
    client.quit()
    _say("end")


async def aiosmtplib(port: int, recipients: int, connections: int, context: ssl.SSLContext | None) -> None:
    from aiosmtplib import SMTP as Client  # installed for the run

    async def work(first: int) -> None:
        client = Client(hostname="127.0.0.1", port=port, start_tls=context is not None, tls_context=context)
        async with client:
            for address, data in ready(first, recipients, connections):
                await client.sendmail(SENDER, [address], data)

    _say("begin")
    await asyncio.gather(*map(work, range(connections)))
    _say("end")


def main(way: str, *words: str) -> None:
    port, recipients, connections = map(int, words[:3])
    context = ssl.create_default_context(cafile=words[3]) if len(words) > 3 else None
    if way.startswith("haishin"):
        haishin(way, port, recipients, context)
    elif way == "aiosmtplib":
        asyncio.run(aiosmtplib(port, recipients, connections, context))
    elif way == "send_message":
        send_message(port, recipients, context)
    else:
        threads(port, recipients, connections, context)
    sys.stdin.read()  # so long its CPU time and size can be looked up


if __name__ == "__main__":
    main(*sys.argv[1:])
