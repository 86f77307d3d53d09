"""A private Dovecot on a free loopback port over one Maildir: what a reader's mail program talks to."""

from __future__ import annotations

import contextlib
import imaplib
import os
import shutil
import signal
import subprocess
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from support.ports import greets, reserved
from support.postfix import NOBODY

PROGRAM = Path("/usr/sbin/dovecot")
USER, PASSWORD = "reader", "loopback"
_PATIENCE = 240  # seconds

_CONFIGURATION = """\
dovecot_config_version = 2.4.1
dovecot_storage_version = 2.4.1
base_dir = {folder}/run
state_dir = {folder}/state
log_path = {folder}/log
listen = 127.0.0.1
ssl = {ssl}
auth_allow_cleartext = yes
auth_failure_delay = 0
protocols = imap
mail_driver = maildir
mail_path = {maildir}
first_valid_uid = 100
passdb static {{
  password = {password}
}}
userdb static {{
  fields {{
    uid = {nobody}
    gid = {nobody}
    home = {folder}/home
  }}
}}
service imap-login {{
  chroot =
  inet_listener imap {{
    port = {port}
  }}
  inet_listener imaps {{
    port = {secure}
    ssl = yes
  }}
}}
service anvil {{
  chroot =
}}
"""


@dataclass(frozen=True)
class Dovecot:
    """A running one; ``USER`` and ``PASSWORD`` open it."""

    folder: Path
    port: int
    secure: int = 0  # the port of IMAP over TLS, if it has a certificate

    @contextlib.contextmanager
    def inbox(self) -> Iterator[imaplib.IMAP4]:
        """A client that has selected the inbox."""
        with imaplib.IMAP4("127.0.0.1", self.port, timeout=_PATIENCE) as client:
            client.login(USER, PASSWORD)
            client.select("INBOX", readonly=True)
            yield client

    def log(self) -> str:
        """Its log so far."""
        path = self.folder / "log"
        return path.read_text("utf-8", "replace") if path.exists() else ""


@contextlib.contextmanager
def running_dovecot(maildir: Path, certificate: Path | None = None) -> Iterator[Dovecot]:
    """One over that Maildir, stopped and removed afterwards. Skips the test where that cannot be done.

    ``certificate``: the folder of ``support.transport.make_certificate``, for IMAP over TLS.
    """
    if not PROGRAM.exists() or os.geteuid() != 0:
        pytest.skip("a private Dovecot needs the Debian package dovecot-imapd and root")
    tls = ""
    if certificate is not None:
        tls = f"ssl_server_cert_file = {certificate}/cert.pem\nssl_server_key_file = {certificate}/key.pem\n"
    # Not tmp_path: Dovecot's own users have to enter every folder above, and a socket's path must be short.
    folder = Path(tempfile.mkdtemp(prefix="dovecot-", dir="/tmp"))
    try:
        folder.chmod(0o755)
        (folder / "home").mkdir()
        shutil.chown(folder / "home", NOBODY, NOBODY)
        configuration = folder / "dovecot.conf"
        with reserved() as port, reserved() as secure, open(folder / "output", "wb") as output:
            configuration.write_text(
                _CONFIGURATION.format(
                    folder=folder,
                    maildir=maildir,
                    password=PASSWORD,
                    nobody=NOBODY,
                    port=port,
                    secure=secure if tls else 0,
                    ssl="yes" if tls else "no",
                )
                + tls,
                encoding="utf-8",
            )
            process = subprocess.Popen(
                [PROGRAM, "-F", "-c", configuration], stdin=subprocess.DEVNULL, stdout=output, stderr=output
            )
            running = Dovecot(folder, port, secure if tls else 0)
            try:
                yield _greeted(running, process)
            finally:
                process.send_signal(signal.SIGTERM)
                process.wait(timeout=_PATIENCE)
    finally:
        shutil.rmtree(folder)


def _greeted(dovecot: Dovecot, process: subprocess.Popen[bytes]) -> Dovecot:
    if greets(dovecot.port, b"* OK", lambda: process.poll() is None):
        return dovecot
    raise AssertionError(f"Dovecot does not greet: {(dovecot.folder / 'output').read_text()}{dovecot.log()[-2000:]}")
