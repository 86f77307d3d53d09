"""What the environment names is found, or refused in words: forge, settings, token, clock."""

from __future__ import annotations

import sqlite3
import time
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from haishin.consult.forge.files import FileForge
from haishin.consult.forge.github import GitHubForge
from haishin.consult.services import Services, read_moment
from haishin.core.errors import Exit, HaishinError, Refusal, ToolError
from haishin.core.repository.git import Git
from haishin.core.state import StateFolder
from haishin.send.journal.journal import Journal
from haishin.send.journal.journal_file import Holder
from haishin.send.live.live import settings_of
from haishin.send.mail_host import MailHost
from support.commands import Scratch

CLOCK = datetime(2026, 11, 25, 8, 10, tzinfo=UTC)
TOLD = "2026-11-25T12:00+09:00"


def services(root: Path, **environment: str) -> Services:
    return Services(root, environment, Git(root, environment), lambda: CLOCK, time.monotonic, time.sleep, {})


def refused(services: Services, asked: str) -> tuple[Exit, str]:
    with pytest.raises(HaishinError) as error:
        getattr(services, asked)()
    return error.value.exit_code, error.value.message.en


def test_the_forge_that_is_named(tmp_path: Path) -> None:
    assert services(tmp_path).forge() is None
    assert isinstance(services(tmp_path, HAISHIN_FORGE=f"file:{tmp_path}").forge(), FileForge)
    online = services(tmp_path, HAISHIN_FORGE="github:o/r", HAISHIN_FORGE_TOKEN="t")
    assert (isinstance(online.forge(), GitHubForge), online.repository) == (True, "o/r")


@pytest.mark.parametrize(
    ("forge", "said"),
    [
        ("ftp:x", "HAISHIN_FORGE='ftp:x' is not understood."),
        ("github:", "HAISHIN_FORGE='github:' is not understood."),
        ("file:", "HAISHIN_FORGE='file:' is not understood."),
        ("file:no/such/folder", "The folder no/such/folder of HAISHIN_FORGE does not exist."),
        ("github:o/r", "HAISHIN_FORGE_TOKEN is not set."),
    ],
)
def test_a_forge_that_cannot_be_asked(tmp_path: Path, forge: str, said: str) -> None:
    assert refused(services(tmp_path, HAISHIN_FORGE=forge), "forge") == (Exit.TOOL, said)


@pytest.mark.parametrize(
    ("forge", "said"),
    [
        ("", "HAISHIN_FORGE is not set: no setting can be read."),
        ("file:x", "HAISHIN_FORGE ('file:x') names no service whose settings can be read."),
        ("github:o/r", "HAISHIN_FORGE_TOKEN is not set."),
    ],
)
def test_settings_that_cannot_be_read(tmp_path: Path, forge: str, said: str) -> None:
    with pytest.raises(ToolError) as error:
        settings_of(services(tmp_path, HAISHIN_FORGE=forge))
    assert (error.value.exit_code, error.value.message.en) == (Exit.TOOL, said)


def test_another_clock_counts_in_a_rehearsal_alone(tmp_path: Path) -> None:
    """Threat T34."""
    told = services(tmp_path, HAISHIN_NOW=TOLD)
    assert told.timekeeper(rehearsal=True)() == datetime.fromisoformat(TOLD)
    with pytest.raises(Refusal) as error:
        told.timekeeper(rehearsal=False)
    assert error.value.message.en == "HAISHIN_NOW is honoured in a rehearsal only."
    assert services(tmp_path).timekeeper(rehearsal=True)() == CLOCK
    with pytest.raises(ToolError):
        services(tmp_path, HAISHIN_NOW="noon").timekeeper(rehearsal=True)


def test_before_there_is_a_ledger_nothing_is_rehearsed(tmp_path: Path) -> None:
    scratch = Scratch(tmp_path)
    assert services(scratch.copy, HAISHIN_NOW=TOLD).now() == CLOCK


@pytest.mark.parametrize("text", ["noon", "2026-11-25T12:00", "1926-11-25T12:00+09:00", ""])
def test_a_time_without_its_offset_is_none(text: str) -> None:
    with pytest.raises(Refusal) as error:
        read_moment(text)
    assert error.value.message.en == f"The time {text!r} cannot be read."


def test_a_journal_that_another_host_is_writing_is_not_opened_to_write(tmp_path: Path) -> None:
    here, state = MailHost(services(tmp_path)), StateFolder(tmp_path)
    here.journal(state).close()
    elsewhere = Journal.open(state.journal, holder=Holder("mail1/b1", lambda: CLOCK - timedelta(seconds=30)))
    with closing(sqlite3.connect(state.journal)) as source, closing(sqlite3.connect(tmp_path / "copy")) as copy:
        source.backup(copy)
    elsewhere.close()
    (tmp_path / "copy").replace(state.journal)
    with pytest.raises(Refusal) as error:
        here.journal(state)
    assert error.value.message.en == "This journal is in use by another machine (mail1)."
