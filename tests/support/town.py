"""A force's whole mail in one place: Postfix, Dovecot, the page under a user of its own, and a rehearsal that mails.

Residents' mailboxes and that of the inbox are Maildirs of one Postfix. ``far.test`` lies behind it, with nobody there.
"""

from __future__ import annotations

import email
import email.policy
import os
import re
import shutil
import smtplib
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from email.message import EmailMessage
from pathlib import Path
from typing import Any

from support.commands import Scratch
from support.contract import with_desk
from support.dovecot import PASSWORD, USER, Dovecot, running_dovecot
from support.far_end import Refusal, far_end
from support.postfix import DOMAIN, NOBODY, Postfix, start_postfix
from support.sending import CAUTION_ID, merge, ok, register, service
from support.served import heard, line
from support.transport import make_certificate

SENDER_OF_ALERTS = "anzen@mail.example.jp"
AUTHSERV = "mx.example.jp"
NOBODY_THERE = "gone@far.test"
ONE_CLICK = b"List-Unsubscribe=One-Click"  # RFC 8058 3.2
WEB, WEB_GROUP = 61002, 61004  # whom no file of the machine names
_PATIENCE = 240.0  # seconds
_WAYS = re.compile(r"<(https://[^>]+)>, <mailto:([^>]+)>")

# All is imported before the user changes, who may not be able to read Python itself.
_WEB = f"""
import os, sys
import haishin.cli.verbs, haishin.cli.web
from haishin.cli import run
from haishin.core.catalogue import Message
Message("cli/web-serves", place="").ja
if os.geteuid() == 0:
    os.setgroups([])
    os.setgid({WEB_GROUP})
    os.setuid({WEB})
os.umask(0o077)
sys.exit(run(["web", "--listen", "127.0.0.1:0"]))
"""


# The last table is what a policy server adds that has looked at the SPF of the residents' domain.
_MORE = f"""\
virtual_mailbox_domains = {DOMAIN}, example.jp, mail.example.jp, bounce.mail.example.jp
virtual_mailbox_maps = {{mailboxes}}
transport_maps = inline:{{{{ {{{{far.test = smtp:[127.0.0.1]:{{far}}}}}} }}}}
smtpd_recipient_restrictions = permit_mynetworks, reject
smtpd_sender_restrictions = check_sender_access inline:{{{{ {{{{{DOMAIN} = PREPEND \
Authentication-Results: {AUTHSERV}; spf=pass smtp.mailfrom={DOMAIN}}}}} }}}}
"""


def read(data: bytes) -> EmailMessage:
    return email.message_from_bytes(data, _class=EmailMessage, policy=email.policy.default)


def is_alert(mail: EmailMessage) -> bool:
    return str(mail["Auto-Submitted"]) != "auto-replied"


@dataclass
class Town:
    """All of it; ``people`` are the residents who have a mailbox."""

    scratch: Scratch
    postfix: Postfix
    dovecot: Dovecot
    folder: Path
    people: Sequence[str]
    page: int = 0  # the port of ``haishin web``

    # --- the force --------------------------------------------------------------------------------------------------

    @property
    def environment(self) -> dict[str, str | None]:
        return {
            "HAISHIN_SMTP": f"smtp://127.0.0.1:{self.postfix.port}",
            "HAISHIN_DESK": str(self.folder / "desk"),
            "HAISHIN_INBOX": f"imaps://{USER}:{PASSWORD}@127.0.0.1:{self.dovecot.secure}/INBOX",
            "SSL_CERT_FILE": str(self.folder / "cert.pem"),
        }

    def send(self, *, apart: bool = True, ends: Callable[[subprocess.CompletedProcess[str]], str] = ok) -> str:
        return ends(self.scratch.run("send", live=True, env=self.environment, apart=apart))

    def inbox(self) -> str:
        return ok(self.scratch.run("inbox", "--once", env=self.environment, apart=True))

    @contextmanager
    def web(self) -> Iterator[None]:
        """Run ``haishin web`` as its own process and user."""
        environment = {"PATH": os.environ["PATH"], "HAISHIN_DESK": str(self.folder / "desk")}
        environment |= {"PYTHONPATH": str(self.scratch.copy / "scripts"), "PYTHONDONTWRITEBYTECODE": "1"}
        with subprocess.Popen(
            [sys.executable, "-c", _WEB], cwd="/", env=environment, stdout=subprocess.PIPE, text=True
        ) as process:
            try:
                assert process.stdout is not None
                said = process.stdout.readline()
                found = re.search(r"127\.0\.0\.1:(\d+)", said)
                assert found, said
                self.page = int(found[1])
                if os.geteuid() == 0:
                    assert Path(f"/proc/{process.pid}").stat().st_uid == WEB
                yield
            finally:
                process.kill()

    # --- the residents ----------------------------------------------------------------------------------------------

    def received(self, address: str) -> list[EmailMessage]:
        """The mails in a resident's mailbox, the newest last; their names do not tell it within a second."""
        local = address.partition("@")[0]
        folder = self.postfix.folder / "mail" / local / "Maildir" / "new"
        paths = sorted(folder.glob("*"), key=lambda path: path.stat().st_mtime_ns)
        return [read(path.read_bytes()) for path in paths]

    def alerts(self) -> Counter[str]:
        """How many alerts lie in each resident's mailbox."""
        return Counter(one for one in self.people for mail in self.received(one) if is_alert(mail))

    def answers(self, address: str) -> list[EmailMessage]:
        """What the inbox has written to a resident."""
        return [mail for mail in self.received(address) if not is_alert(mail)]

    def ways(self, address: str) -> tuple[str, str]:
        """The path of the link and the address by which he leaves, as his newest alert names them."""
        mail = [mail for mail in self.received(address) if is_alert(mail)][-1]
        assert mail["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
        found = _WAYS.fullmatch(str(mail["List-Unsubscribe"]).strip())
        assert found
        assert found[1].startswith("https://anzen.example.jp/l/")
        return found[1].removeprefix("https://anzen.example.jp"), found[2]

    def write(self, sender: str, to: str, text: str, *, path: str | None = None) -> None:
        """Mail something to the force, as a resident's mail program does; ``path``: the true sender, if another."""
        head = f"From: <{sender}>\r\nTo: <{to}>\r\nMIME-Version: 1.0\r\n"
        with smtplib.SMTP("127.0.0.1", self.postfix.port) as client:
            client.sendmail(path or sender, [to], (head + text).replace("\n", "\r\n").replace("\r\r", "\r").encode())

    def post(self, path: str, kind: str, body: bytes) -> tuple[bytes, bytes]:
        """Post to the page as a provider's machine does, byte for byte: no cookie. Status line, and what is said."""
        head = f"POST {path} HTTP/1.1\r\nHost: anzen.example.jp\r\nUser-Agent: Provider\r\nAccept: */*\r\n"
        head += f"Content-Type: {kind}\r\nContent-Length: {len(body)}\r\nConnection: close\r\n\r\n"
        with line(self.page) as connected:
            connected.sendall(head.encode() + body)
            answer = heard(connected)
        said, _, shown = answer.partition(b"\r\n\r\n")
        return said.partition(b"\r\n")[0], shown

    # --- the mailbox of the inbox -----------------------------------------------------------------------------------

    def unread(self, folder: str = "INBOX") -> list[bytes]:
        """The mails in a folder that nobody has seen, by IMAP; every mail must be one of them."""
        with self.dovecot.inbox() as client:
            if client.select(folder, readonly=True)[0] != "OK":
                return []
            numbers = client.search(None, "ALL")[1][0].split()
            assert client.search(None, "UNSEEN")[1][0].split() == numbers
            answers: list[Any] = [client.fetch(number.decode(), "(BODY.PEEK[])")[1][0] for number in numbers]
            return [data for _, data in answers]

    def look_through(self, folder: str) -> None:
        """Let a person read what lies in a folder."""
        with self.dovecot.inbox() as client:
            client.select(folder)
            client.store("1:*", "+FLAGS", r"(\Seen)")

    # --- waiting ----------------------------------------------------------------------------------------------------

    def until(self, holds: Callable[[], bool]) -> None:
        """Wait until Postfix has nothing left to do and that holds."""
        ends = time.monotonic() + _PATIENCE
        while not (holds() and not self.postfix._queued()):
            assert time.monotonic() < ends, self.postfix.log()[-3000:]
            time.sleep(0.05)


def _mailboxes(people: Sequence[str]) -> str:
    """Say in a table of Postfix which mailbox each address has."""
    ours = [f"@{domain}" for domain in ("example.jp", "mail.example.jp", "bounce.mail.example.jp")]
    rows = [f"{{{address} = desk/Maildir/}}" for address in ours]
    rows += [f"{{{address} = {address.partition('@')[0]}/Maildir/}}" for address in people]
    return f"inline:{{ {', '.join(rows)} }}"


@contextmanager
def town(people: Sequence[str], limits: dict[str, str] | None = None, strangers: Sequence[str] = ()) -> Iterator[Town]:
    """A town in which all have got a first alert, and strangers a mailbox. Skips the test where no servers can run."""
    folder = Path(tempfile.mkdtemp(prefix="town-", dir="/tmp"))  # not tmp_path: the servers' users have to enter
    folder.chmod(0o755)
    make_certificate(folder)
    (folder / "postfix").mkdir()
    mailboxes = _mailboxes((*people, *strangers))
    try:
        with far_end({NOBODY_THERE: Refusal("rcpt", f"550 5.1.1 <{NOBODY_THERE}>: User unknown")}) as far:
            postfix = start_postfix(folder / "postfix", _MORE.format(mailboxes=mailboxes, far=far))
            try:
                maildir = folder / "postfix" / "mail" / "desk" / "Maildir"
                for part in ("tmp", "new", "cur"):
                    (maildir / part).mkdir(parents=True)
                for path in (maildir.parent, maildir, *maildir.iterdir()):
                    shutil.chown(path, NOBODY, NOBODY)
                with running_dovecot(maildir, folder) as dovecot:
                    scratch = _force(folder / "force", people, limits)
                    made = Town(scratch, postfix, dovecot, folder, people)
                    _first_alert(made)
                    yield made
            finally:
                postfix.stop()
    finally:
        shutil.rmtree(folder)


def _force(folder: Path, people: Sequence[str], limits: dict[str, str] | None) -> Scratch:
    """Open the desk: its schema, and its two folders with the rights that OPERATING.md gives them."""
    scratch = service(folder, people, limits=limits)
    register(scratch, [NOBODY_THERE])
    (scratch.copy / "schema" / "organization.yaml").write_bytes(with_desk()["organization.yaml"])
    scratch.commit("a desk")
    desk = folder.parent / "desk"
    desk.mkdir(mode=0o711)
    for name, mode in (("requests", 0o2730), ("pages", 0o2710)):
        (desk / name).mkdir()
        if os.geteuid() == 0:
            os.chown(desk / name, 0, WEB_GROUP)
        (desk / name).chmod(mode)
    return scratch


def _first_alert(town: Town) -> None:
    merge(town.scratch, CAUTION_ID)
    town.send()
    town.until(lambda: town.alerts() == Counter(town.people) and len(town.unread()) == 1)
