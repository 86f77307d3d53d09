"""The machine that mails: whose journal it is."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from datetime import timedelta
from pathlib import Path

import pytest

from haishin.consult.main import Main
from haishin.core.errors import Refusal
from haishin.core.state import StateFolder
from haishin.send.journal.journal import Journal
from haishin.send.journal.journal_file import Holder
from haishin.send.mail_host import MailHost
from support.processes import CLOCK, process


def test_a_journal_that_another_host_is_writing_is_not_opened_to_write(tmp_path: Path) -> None:
    here, state = MailHost(Main(process(tmp_path, {}))), StateFolder(tmp_path)
    here.journal(state).close()
    elsewhere = Journal.open(state.journal, holder=Holder("mail1/b1", lambda: CLOCK - timedelta(seconds=30)))
    with closing(sqlite3.connect(state.journal)) as source, closing(sqlite3.connect(tmp_path / "copy")) as copy:
        source.backup(copy)
    elsewhere.close()
    (tmp_path / "copy").replace(state.journal)
    with pytest.raises(Refusal) as error:
        here.journal(state)
    assert error.value.message.en == "This journal is in use by another machine (mail1)."
