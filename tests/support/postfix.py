"""A private Postfix on a free loopback port that delivers to a Maildir; nothing can leave the machine."""

from __future__ import annotations

import contextlib
import os
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from support.ports import greets, reserved

PROGRAM = Path("/usr/sbin/postfix")
DOMAIN = "corp.test"
_PATIENCE = 240  # seconds, for a word to Postfix
NOBODY = 65534

_MAIN = """\
compatibility_level = 3.6
config_directory = {folder}/etc
queue_directory = {folder}/spool
data_directory = {folder}/data
mail_owner = postfix
setgid_group = postdrop
inet_interfaces = 127.0.0.1
inet_protocols = ipv4
myhostname = mx.test.invalid
mydestination =
mynetworks = 127.0.0.0/8
virtual_mailbox_domains = {domain}
virtual_mailbox_base = {folder}/mail
virtual_mailbox_maps = static:all/Maildir/
virtual_uid_maps = static:{nobody}
virtual_gid_maps = static:{nobody}
virtual_minimum_uid = 100
virtual_mailbox_limit = 0
default_transport = discard
relay_transport = discard
smtpd_relay_restrictions = permit_mynetworks, reject_unauth_destination
smtpd_recipient_restrictions = check_recipient_access inline:{{ {{bad@{domain}=550 5.1.1 no such user}}, \
{{later@{domain}=451 4.7.1 try later}} }}, permit_mynetworks, reject
maillog_file = {folder}/maillog
maillog_file_prefixes = {folder}
alias_maps =
local_recipient_maps =
smtpd_client_connection_count_limit = 0
smtpd_client_connection_rate_limit = 0
"""


@dataclass(frozen=True)
class Postfix:
    """A running one. ``bad@corp.test`` is answered 550, ``later@corp.test`` 451, everybody else is delivered."""

    folder: Path
    port: int
    maildir: Path

    def messages(self, expected: int, seconds: float = _PATIENCE) -> list[bytes]:
        """All delivered messages once there are that many and the queue is empty; fails when that takes too long."""
        until = time.monotonic() + seconds
        while time.monotonic() < until:
            files = list((self.maildir / "new").glob("*")) if self.maildir.exists() else []
            if len(files) >= expected and not self._queued():
                # Counted again after the queue was seen empty: a copy too many must not slip through.
                return [file.read_bytes() for file in (self.maildir / "new").glob("*")]
            time.sleep(0.05)
        raise AssertionError(f"only {len(files)} of {expected} messages arrived; {self.log()[-2000:]}")

    def log(self) -> str:
        """The mail log so far."""
        path = self.folder / "maillog"
        return path.read_text("utf-8", "replace") if path.exists() else ""

    def logged(self) -> None:
        """Wait until all stands in the log that was said until now: whoever writes it takes one line after another."""
        mark = f"mark {time.monotonic_ns()}"
        subprocess.run(["/usr/sbin/postlog", "-c", self.folder / "etc", mark], check=True, capture_output=True)
        until = time.monotonic() + _PATIENCE
        while mark not in self.log():
            assert time.monotonic() < until
            time.sleep(0.02)

    def stop(self) -> None:
        """Stop it as ``postfix stop`` does, which looks once a second only; doing so twice is harmless."""
        file = self.folder / "spool" / "pid" / "master.pid"
        if not file.exists():
            return
        master = int(file.read_text())
        os.kill(master, signal.SIGTERM)
        until = time.monotonic() + _PATIENCE
        while _lives(master) and time.monotonic() < until:
            time.sleep(0.02)
        with contextlib.suppress(ProcessLookupError):
            os.killpg(master, signal.SIGKILL)  # what waits for its log is not stopped by a word
        file.unlink()

    def _queued(self) -> bool:
        return any(
            path.is_file()
            for name in ("maildrop", "incoming", "active", "deferred")
            for path in (self.folder / "spool" / name).rglob("*")
        )


def start_postfix(folder: Path, *settings: str) -> Postfix:
    """Start one in an empty folder whose parents everybody may enter. Skips the test where that cannot be done.

    ``settings``: lines of its main.cf, which replace others. With ``CI=true`` a skip becomes a failure (top conftest).
    """
    if not PROGRAM.exists() or os.geteuid() != 0:
        pytest.skip("a private Postfix needs the Debian package postfix and root")
    for name, owner in (("etc", None), ("spool", None), ("data", "postfix"), ("mail", NOBODY)):
        (folder / name).mkdir(mode=0o755)
        if owner is not None:
            shutil.chown(folder / name, owner)
    folder.chmod(0o755)
    main = _MAIN.format(folder=folder, domain=DOMAIN, nobody=NOBODY)
    (folder / "etc" / "main.cf").write_text(_merged(main, *settings), encoding="utf-8")
    with reserved() as port:
        (folder / "etc" / "master.cf").write_text(_services(port), encoding="utf-8")
        _control(folder, "check")
        (folder / "spool" / "quick-start").touch()  # it was checked
        _control(folder, "start")
        return _greeted(Postfix(folder, port, folder / "mail" / "all" / "Maildir"))


@pytest.fixture
def postfix() -> Iterator[Postfix]:
    """A running private Postfix, stopped and removed afterwards."""
    # Not tmp_path: Postfix' own user has to enter every folder above.
    folder = Path(tempfile.mkdtemp(prefix="postfix-", dir="/tmp"))
    try:
        running = start_postfix(folder)
        try:
            yield running
        finally:
            running.stop()
    finally:
        shutil.rmtree(folder)


def _greeted(postfix: Postfix) -> Postfix:
    if greets(postfix.port, b"220 "):
        return postfix
    postfix.stop()
    raise AssertionError(f"Postfix does not greet: {postfix.log()[-2000:]}")


def _lives(process: int) -> bool:
    try:
        return Path(f"/proc/{process}/stat").read_text("ascii").rpartition(")")[2].split()[0] != "Z"
    except (FileNotFoundError, ProcessLookupError):
        return False


def _merged(*texts: str) -> str:
    """Join texts of a main.cf; of a setting that stands there twice the last one counts.

    Each process warns of an earlier one. Ten lines fit the socket of postlogd, which warns, too: then it waits for
    itself, and everything waits for it.
    """
    lines = [line for text in texts for line in text.splitlines() if line.strip()]
    return "".join(f"{line}\n" for line in {line.partition("=")[0].strip(): line for line in lines}.values())


def _services(port: int) -> str:
    """The distribution's master.cf with our port and without chroot."""
    lines = []
    for line in _master_cf().read_text("utf-8").splitlines():
        words = line.split()
        if len(words) >= 8 and not line.startswith(("#", " ", "\t")):
            if words[:2] == ["smtp", "inet"]:
                words[0] = f"127.0.0.1:{port}"
            words[4] = "n"
            line = " ".join(words)
        lines.append(line)
    return "\n".join(lines) + "\n"


def _master_cf() -> Path:
    for path in ("/usr/share/postfix/master.cf.dist", "/etc/postfix/master.cf.proto", "/etc/postfix/master.cf"):
        if Path(path).exists():
            return Path(path)
    pytest.skip("Postfix without a master.cf to copy")


def _control(folder: Path, verb: str) -> None:
    # Its daemons keep the streams open: output goes to a file, never to a pipe.
    with open(folder / "control.log", "ab") as output:
        done = subprocess.run(
            [PROGRAM, "-c", folder / "etc", verb],
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=output,
            timeout=_PATIENCE,
            check=False,
        )
    if done.returncode:
        raise AssertionError(f"postfix {verb}: {(folder / 'control.log').read_text('utf-8', 'replace')}")
