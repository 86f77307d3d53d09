"""Other people's programs: DKIM by dkimpy, and neomutt in a terminal that nobody sees."""

from __future__ import annotations

import base64
import json
import os
import re
import shutil
import socket
import subprocess
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat, PublicFormat

from support.dovecot import PASSWORD, USER, Dovecot
from support.ports import reserved

DOMAIN, SELECTOR = "mail.example.jp", "s1"
SIGNED = (
    *("From", "To", "Subject", "Date", "Message-ID", "In-Reply-To", "References", "MIME-Version", "Content-Type"),
    *("Content-Transfer-Encoding", "List-Id", "List-Unsubscribe", "List-Unsubscribe-Post"),
)
_SYSTEM_PYTHON = "/usr/bin/python3"
_PATIENCE = 240  # seconds, for another program
_DKIM = """\
import base64, dkim, json, sys
asked = json.load(sys.stdin)
def sign(data):
    return dkim.sign(data, asked["selector"].encode(), asked["domain"].encode(), asked["key"].encode(),
        canonicalize=(b"relaxed", b"relaxed"), include_headers=[name.encode() for name in asked["headers"]])
def verify(data):
    return b"yes" if dkim.verify(data, dnsfunc=lambda name, timeout=5: asked["record"].encode()) else b"no"
do = {"sign": sign, "verify": verify}[sys.argv[1]]
json.dump([base64.b64encode(do(base64.b64decode(one))).decode() for one in asked["messages"]], sys.stdout)
"""


@dataclass(frozen=True)
class Dkim:
    """A key pair of 2048 bits and dkimpy, which Debian has for its own Python."""

    key: str
    record: str

    @classmethod
    def fresh(cls) -> Dkim:
        if subprocess.run([_SYSTEM_PYTHON, "-c", "import dkim"], capture_output=True, check=False).returncode:
            pytest.skip("needs dkimpy (the Debian package python3-dkim)")
        key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
        public = key.public_key().public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
        return cls(
            key.private_bytes(Encoding.PEM, PrivateFormat.TraditionalOpenSSL, NoEncryption()).decode(),
            f"v=DKIM1; k=rsa; p={base64.b64encode(public).decode()}",
        )

    def sign(self, messages: Sequence[bytes]) -> list[bytes]:
        """The signed messages, for ``SELECTOR._domainkey.DOMAIN``."""
        signed = [header + message for header, message in zip(self._run("sign", messages), messages, strict=True)]
        assert all(one.startswith(b"DKIM-Signature: v=1; a=rsa-sha256; c=relaxed/relaxed;") for one in signed)
        return signed

    def verify(self, messages: Sequence[bytes]) -> list[bool]:
        return [answer == b"yes" for answer in self._run("verify", messages)]

    def verify_by_opendkim(self, messages: Sequence[bytes], folder: Path) -> list[bool]:
        """The same by a verifier that shares nothing with dkimpy."""
        program = shutil.which("opendkim", path="/usr/sbin:/usr/bin")
        if program is None:
            pytest.skip("needs opendkim (the Debian package of that name)")
        (folder / "names").write_text(f"{SELECTOR}._domainkey.{DOMAIN} {self.record}\n")
        (folder / "opendkim.conf").write_text(f"Mode v\nTestDNSData {folder}/names\n")
        for number, message in enumerate(messages):
            (folder / f"{number}.eml").write_bytes(message)
        files = ",".join(f"{number}.eml" for number in range(len(messages)))
        done = subprocess.run(
            [program, "-x", folder / "opendkim.conf", "-v", "-t", files], cwd=folder, capture_output=True, check=True
        )
        said = re.findall(
            rb"(?m)^opendkim: (\d+)\.eml: verification .* (succeeded|failed)\b", done.stdout + done.stderr
        )
        assert [int(number) for number, _ in said] == list(range(len(messages)))
        return [word == b"succeeded" for _, word in said]

    @contextmanager
    def milter(self, folder: Path, settings: str) -> Iterator[int]:
        """The port of an opendkim that signs with this key what comes from this machine, by those settings."""
        program = shutil.which("opendkim", path="/usr/sbin:/usr/bin")
        if program is None:
            pytest.skip("needs opendkim (the Debian package of that name)")
        (folder / "key").touch(mode=0o600)
        (folder / "key").write_text(self.key)
        with reserved() as port, open(folder / "milter.log", "wb") as log:
            own = f"Mode s\nSocket inet:{port}@127.0.0.1\nDomain {DOMAIN}\nSelector {SELECTOR}\nKeyFile {folder}/key\n"
            here = "Syslog no\nRequireSafeKeys no\nInternalHosts 127.0.0.1\n"
            (folder / "milter.conf").write_text(f"{own}{here}{settings}")
            running = subprocess.Popen([program, "-f", "-x", folder / "milter.conf"], stdout=log, stderr=log)
            try:
                until = time.monotonic() + _PATIENCE
                while not listens(port):
                    assert running.poll() is None, (folder / "milter.log").read_text()
                    assert time.monotonic() < until
                    time.sleep(0.05)
                yield port
            finally:
                running.terminate()
                running.wait(_PATIENCE)

    def _run(self, verb: str, messages: Sequence[bytes]) -> list[bytes]:
        asked = {
            "key": self.key,
            "record": self.record,
            "domain": DOMAIN,
            "selector": SELECTOR,
            "headers": SIGNED,
            "messages": [base64.b64encode(message).decode() for message in messages],
        }
        done = subprocess.run(
            [_SYSTEM_PYTHON, "-c", _DKIM, verb], input=json.dumps(asked), capture_output=True, text=True, check=True
        )
        return [base64.b64decode(one) for one in json.loads(done.stdout)]


def listens(port: int) -> bool:
    """Whether somebody takes connections there."""
    try:
        socket.create_connection(("127.0.0.1", port), timeout=5).close()
    except OSError:
        return False
    return True


_NEOMUTT = """\
set folder="imap://{user}@127.0.0.1:{port}/" spool_file="+INBOX" imap_user="{user}" imap_pass="{password}"
set ssl_starttls=no ssl_force_tls=no mail_check=3600 timeout=3600
set sort=threads strict_threads=yes hide_thread_subject=no index_format="%C|%n|%r|%s"
set pager_format="READING %C" status_format="INDEX %m" help=no pager_index_lines=0 wrap=0 markers=no
ignore *
unignore from subject
hdr_order From Subject
"""


@dataclass(frozen=True)
class Neomutt:
    """neomutt on the inbox, in a terminal of 300 columns and 300 lines."""

    folder: Path

    @classmethod
    def start(cls, folder: Path, dovecot: Dovecot) -> Neomutt:
        if shutil.which("neomutt") is None or shutil.which("tmux") is None:
            pytest.skip("needs neomutt and tmux (Debian packages of those names)")
        settings = folder / "neomuttrc"
        settings.write_text(_NEOMUTT.format(user=USER, password=PASSWORD, port=dovecot.port), encoding="utf-8")
        started = cls(folder)
        started._tmux("-u", "new-session", "-d", "-x", "300", "-y", "300", f"neomutt -n -R -F {settings}")
        return started

    def index(self) -> list[str]:
        """The lines of the list of mails: number, from, subject behind what draws the thread."""
        return [line for line in self._shown("INDEX ")[:-1] if line]

    def mail(self, number: int) -> list[str]:
        """What it shows of one mail."""
        self._tmux("send-keys", f"{number}", "Enter", "Enter")
        lines = self._shown(f"READING {number}")[:-1]
        self._tmux("send-keys", "q")
        self._shown("INDEX ")
        while not lines[-1]:
            lines.pop()
        return lines

    def stop(self) -> None:
        self._tmux("kill-server")

    def _shown(self, status: str) -> list[str]:
        """The screen without empty lines at its end, once its last line but one is that status."""
        until = time.monotonic() + _PATIENCE
        while time.monotonic() < until:
            lines = [line.rstrip() for line in self._tmux("capture-pane", "-p").split("\n")]
            while lines and not lines[-1]:
                lines.pop()
            if lines and lines[-1].startswith(status):
                return lines
            time.sleep(0.02)
        raise AssertionError("\n".join(lines))

    def _tmux(self, *arguments: str) -> str:
        # Nothing else of the environment: pytest-xdist names lines and columns of a terminal of its own.
        environment = {
            "PATH": os.environ["PATH"],
            "LC_ALL": "C.UTF-8",
            "HOME": str(self.folder),
            "TERM": "xterm-256color",
        }
        done = subprocess.run(
            ["tmux", "-f", "/dev/null", "-S", self.folder / "tmux", *arguments],
            env=environment,
            capture_output=True,
            check=True,
        )
        return done.stdout.decode()
