"""A rehearsal (or a ledger that is none) with residents, and one approved alert that is merged when a test says so."""

from __future__ import annotations

import copy
import json
import re
import sqlite3
import subprocess
from collections import Counter
from collections.abc import Iterable
from contextlib import closing
from datetime import datetime
from email.message import EmailMessage
from functools import cache
from pathlib import Path
from typing import Any

from haishin.core.repository.git import Git
from haishin.core.repository.history import fetch
from haishin.send.ledger.ledger import Ledger
from support.commands import NOW, Scratch, review
from support.contract import shipped
from support.folders import kept
from support.force import FORCE

CAUTION_ID = "20261125-1606-koekake"
CAUTION = f"alerts/maebashi/2026/{CAUTION_ID}.md"
CAUTION_TEXT = (FORCE / "alerts/maebashi/2026/20261125-1605-koekake.md").read_text(encoding="utf-8")
MERGED_AT = "2026-11-25T17:05:00+09:00"
ANOTHER_SENDER = (
    "別の送信処理が動いています。\n→ その処理が終わるのを待って、もう一度実行してください。二重には送信されません。\n"
)


def service(
    folder: Path,
    addresses: Iterable[str],
    *,
    rehearsal: bool = True,
    limits: dict[str, str] | None = None,
    apart: bool = False,
) -> Scratch:
    """Activated, with these residents of Maebashi registered and nothing to send yet.

    ``limits``: lines of the policy's limits to write otherwise. ``apart``: see Scratch.
    """
    template = _service(tuple(addresses), rehearsal, tuple((limits or {}).items()))
    return Scratch(folder, template, apart=apart)


@cache
def _service(addresses: tuple[str, ...], rehearsal: bool, limits: tuple[tuple[str, str], ...]) -> Path:
    """The folder of such a service, to be copied."""
    scratch = Scratch(kept())
    if limits:
        policy = scratch.copy / "schema" / "policy.yaml"
        text = policy.read_text(encoding="utf-8")
        for name, value in limits:
            text, changed = re.subn(rf"(?m)^  {name}: \S+", f"  {name}: {value}", text)
            assert changed == 1
        policy.write_text(text, encoding="utf-8")
        scratch.commit("other limits")
    register(scratch, addresses)
    if rehearsal:
        ok(scratch.run("ledger", "init", "--rehearsal"))
    else:
        activate_live(scratch.copy, datetime.fromisoformat(NOW))
    return scratch.folder


def activate_live(clone: Path, now: datetime) -> None:
    """Make a live ledger, on a machine that ``doctor`` would not let begin."""
    git, tip = Git(clone), fetch(Git(clone), "origin", "main")
    Ledger(git, "origin", shipped().schemas["ledger"].source).init(False, tip, now)


def register(scratch: Scratch, addresses: Iterable[str], station: str = "maebashi") -> None:
    """Residents who take 不審者情報 of that station, by day and by night."""
    lines = [f"{one},{station},,suspicious-person,text,ja,yes,no,test,2026-04-01" for one in addresses]
    heading = "address,stations,municipalities,categories,form,language,night,exercise,origin,consented_at"
    file = scratch.folder / "residents.csv"
    file.write_text("\n".join([heading, *lines, ""]), encoding="utf-8")
    ok(scratch.run("subscribers", "import", str(file), now=None))


def approve(scratch: Scratch, alert: str = CAUTION_ID) -> None:
    """The alert's pull request, as its station's manager approved it."""
    approval = review("maebashi-manager", "APPROVED", "2026-11-25T16:50:00+09:00")
    scratch.pull(alert, approval, opened_at="2026-11-25T16:10:00+09:00", merged_at=MERGED_AT)


def merge(scratch: Scratch, alert: str = CAUTION_ID) -> None:
    """The caution, under this id, approved and merged."""
    approve(scratch, alert)
    scratch.merge(f"alerts/maebashi/2026/{alert}.md", CAUTION_TEXT)


def clone(scratch: Scratch, name: str, *, state: bool = False) -> Scratch:
    """Another machine: a new clone, and an empty state folder or (``state``) a copy of this one's."""
    other = copy.copy(scratch)
    other.copy, other.state = scratch.folder / name, scratch.folder / f"state of {name}"
    scratch.git("clone", "--quiet", str(scratch.remote), str(other.copy))
    if state:
        other.state.mkdir(mode=0o700)
        for file in scratch.state.iterdir():
            if file.is_file():
                target = other.state / file.name
                target.write_bytes(file.read_bytes())
                target.chmod(file.stat().st_mode & 0o777)
    return other


def ok(done: subprocess.CompletedProcess[str]) -> str:
    """What it said; it must have ended with 0."""
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def alarmed(done: subprocess.CompletedProcess[str]) -> str:
    """What it said; it must have ended with 1, because something needs a person."""
    assert (done.returncode, "警報:" in done.stdout or "Alarm: " in done.stdout) == (1, True), done.stdout + done.stderr
    return done.stdout


def held(alert: str = CAUTION_ID) -> str:
    """The alarm of a merged alert that waits for a person."""
    return (
        f"警報:{alert} はマージされましたが、条件がそろわないため配信していません。\n"
        "  → haishin plan で理由を確かめ、足りない確認(「広報済」や確認欄の印など)をそろえてください。"
        "そろわないときと、承認がそろう前にマージしていたとき(後から承認しても配信しません)は、main から削除し、"
        "新しい id で起案し直してください。\n"
    )


def records(scratch: Scratch) -> list[dict[str, Any]]:
    """The ledger's lines at the remote."""
    lines = scratch.git("--git-dir", str(scratch.remote), "show", "dispatch-log:ledger.jsonl")
    return [json.loads(line) for line in lines.splitlines()]


def kinds(scratch: Scratch) -> list[str]:
    """The kinds of the records, in order."""
    return [record["kind"] for record in records(scratch)]


def copies(mails: Iterable[EmailMessage]) -> Counter[str]:
    """How many copies each address got."""
    return Counter(str(mail["To"]) for mail in mails)


def states(scratch: Scratch, alert: str = CAUTION_ID) -> dict[str, str]:
    """Address → state, read from the journal's file past the program."""
    with closing(sqlite3.connect(scratch.state / "journal.sqlite")) as connection:
        rows = connection.execute("SELECT address, state FROM delivery WHERE alert_id = ?", (alert,))
        return dict(rows.fetchall())


def text_of(mail: EmailMessage) -> str:
    """The mail's text, decoded."""
    body = mail.get_content()
    assert isinstance(body, str)
    return body


def tells(mail: EmailMessage, alert_text: str) -> bool:
    """Whether the mail says everything that the alert's file says, in its order, however lines were broken."""
    _, front, body = alert_text.split("---\n", 2)
    title = re.search(r"(?m)^title: (.+)$", front)
    assert title is not None
    said, at = re.sub(r"\s", "", text_of(mail)), 0
    for line in body.splitlines():
        words = re.sub(r"\s", "", line.removeprefix("## ").removeprefix("- "))
        at = said.find(words, at)
        if at < 0:
            return False
    return title[1] in str(mail["Subject"])
