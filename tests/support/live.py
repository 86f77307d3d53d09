"""A mail host in earnest: a ledger that is no rehearsal, the command as the service starts it, a relay that logs.

The forge is ``support/hub.py``'s and its git is real. The mail host has a clone of its own and the environment of the
bootstrap; only its clock stands where the test puts it.
"""

from __future__ import annotations

import asyncio
import contextlib
import io
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from unittest import mock

import pytest
from aiosmtpd.smtp import SMTP, Envelope, Session

from haishin.cli import main, update
from support.act import stand
from support.force import FORCE
from support.github import BOT, REPOSITORY, TOKEN
from support.hub import RESIDENTS, Hub, built, moment, prepare, real, service, zulu
from support.ports import relay as listening
from support.sending import activate_live

CAUTION = real((FORCE / "alerts/maebashi/2026/20261125-1605-koekake.md").read_text(encoding="utf-8"))
MAEBASHI = sorted(one for one, unit in RESIDENTS.items() if unit == "maebashi")
DRAFTER, OFFICER, CHIEF = "maebashi-staff", "maebashi-officer", "maebashi-manager"


@dataclass
class Relay:
    """Who was handed what: every recipient of every message that the relay took. ``then``: before it says so."""

    taken: list[str] = field(default_factory=list)
    then: Callable[[], None] = lambda: None

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        """Take it."""
        self.taken += envelope.rcpt_tos
        await asyncio.to_thread(self.then)
        return "250 2.0.0 queued"


@dataclass
class Live:
    """The forge, the mail host's checkout, and what its relay took."""

    hub: Hub
    relay: Relay
    port: int

    @property
    def host(self) -> Path:
        """The repository in which the mail host runs: a runner's checkout, or the clone of one that pulls."""
        return self.hub.folder / "host"

    @property
    def program(self) -> Path:
        """The folder of the releases."""
        return self.hub.folder / "program"

    def run(
        self,
        *words: str,
        pull: bool = True,
        memory: int | None = None,
        processor: int | None = None,
    ) -> subprocess.CompletedProcess[str]:
        """``python3 $HAISHIN_PROGRAM/current/scripts/bootstrap.py …`` on the mail host.

        ``pull``: a checkout of main as it is comes before, as on a runner; without it nobody ever takes main in there.
        ``memory``: as many bytes are the most for each process of it, ``processor``: as many seconds of work (not of
        waiting), after which it is killed.
        """
        limits = {"as": memory, "cpu": processor}
        given = [f"--{name}={value}" for name, value in limits.items() if value is not None]
        bounded = ["prlimit", *given] if given else []
        if pull:
            self.hub.git("fetch", "--quiet", "origin", "main", at=self.host)
            self.hub.git("checkout", "--quiet", "--detach", "FETCH_HEAD", at=self.host)
        return subprocess.run(
            [*bounded, sys.executable, str(self.program / "current" / "scripts" / "bootstrap.py"), *words],
            cwd=self.host,
            env={
                "PATH": os.environ["PATH"],
                "HOME": str(self.hub.folder),
                "PYTHONDONTWRITEBYTECODE": "1",
                "GIT_CONFIG_GLOBAL": os.devnull,
                "GIT_CONFIG_SYSTEM": os.devnull,
                "STAND_IN_NOW": zulu(self.hub.now),
                "HAISHIN_LIVE": "1",
                "HAISHIN_STATE": str(self.hub.state),
                **_forge(self.hub),
                "HAISHIN_FORGE_LOGIN": BOT["login"],
                "HAISHIN_SMTP": f"smtp://127.0.0.1:{self.port}",
            },
            capture_output=True,
            encoding="utf-8",
            check=False,
        )

    def send(
        self, *, pull: bool = True, memory: int | None = None, processor: int | None = None
    ) -> subprocess.CompletedProcess[str]:
        """One run of the service."""
        return self.run("send", "--live", pull=pull, memory=memory, processor=processor)


def _forge(hub: Hub) -> dict[str, str]:
    """The variables that name the forge."""
    return {
        "HAISHIN_FORGE": f"github:{REPOSITORY}",
        "HAISHIN_FORGE_URL": hub.fake.base,
        "HAISHIN_FORGE_TOKEN": TOKEN,
    }


def prepare_live(folder: Path) -> None:
    """A forge and the mail host's clone of it, with residents, not activated."""
    prepare(folder, rehearsal=False)
    subprocess.run(["git", "clone", "--quiet", "remote.git", "host"], cwd=folder, check=True, capture_output=True)


@contextmanager
def live(prepared: Path, folder: Path) -> Iterator[Live]:
    """A copy of what was prepared, activated, with its API and its relay answering."""
    relay = Relay()
    with listening(relay) as port, service(prepared, folder) as hub:
        hub.plays = frozenset()
        hub.git("remote", "set-url", "origin", str(hub.remote), at=folder / "host")
        stand(folder / "program" / "current")
        activate_live(folder / "host", hub.now)
        yield Live(hub, relay, port)


@pytest.fixture(scope="session")
def prepared_live(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A forge and a mail host in earnest, before the activation."""
    folder = tmp_path_factory.mktemp("live")
    prepare_live(folder)
    return folder


@pytest.fixture
def host(prepared_live: Path, tmp_path: Path) -> Iterator[Live]:
    """A copy of that, activated at 16:00 of 25 November."""
    with live(prepared_live, tmp_path / "live") as started:
        yield started


def path(number: int) -> str:
    """Where an alert of Maebashi lies, by the minute in its id."""
    return f"alerts/maebashi/2026/20261125-{number}-koekake.md"


def merged(host: Live, number: int = 1606, at: str = "25 16:10") -> None:
    """An alert of Maebashi with this minute in its id: drafted and approved at 16:10, merged at that time."""
    host.hub.now = moment("25 16:10")
    change = host.hub.open({path(number): CAUTION}, DRAFTER)
    host.hub.review(change, CHIEF, "APPROVED")
    host.hub.now = moment(at)
    host.hub.merge(change, DRAFTER)


def updated(host: Live, *words: str, fail: bool = False, forge: bool = True) -> tuple[int, str]:
    """``haishin update`` by its own user: a clone of his own, no secret, no state folder, no ledger key.

    ``forge``: he has a token that may read pull requests.
    """
    clone = host.hub.folder / "builder"
    if not clone.exists():
        host.hub.git("clone", "--quiet", str(host.hub.remote), str(clone), at=host.hub.folder)

    def build(folder: Path) -> None:
        if fail:
            raise OSError(28, "No space left on device")
        if not (folder / ".venv").exists():
            built(folder)
            stand(folder)

    told = {"PATH": os.environ["PATH"], "HOME": str(host.hub.folder), "GIT_CONFIG_GLOBAL": os.devnull}
    if forge:
        told |= _forge(host.hub)
    out, err = io.StringIO(), io.StringIO()
    with mock.patch.object(update, "build", build), contextlib.chdir(clone):
        streams = (out, err, io.BytesIO(), io.StringIO())
        code = main(["update", *words, "--into", str(host.program)], told, *streams, lambda: host.hub.now)
    return code, out.getvalue() + err.getvalue()
