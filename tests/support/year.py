"""A year of alerts in a bare repository: approved, merged, claimed and sealed, by the program's own functions.

Each eleventh is corrected a quarter of an hour later, each thirteenth goes at night by a waiver, each seventeenth was
held before. The ledger is the sender's, a commit for every hundred records. Policy publishes all of them.
"""

from __future__ import annotations

import subprocess
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from hashlib import sha1
from pathlib import Path

from haishin.check.document import read
from haishin.consult.case import LedgerPasts, gather
from haishin.consult.decision import decide
from haishin.consult.ids import MainIds
from haishin.core.contract.policy import JST
from haishin.core.model import Account, Alert, Change, Kind, LedgerRecord, Pull, Review, ReviewState, RowState
from haishin.core.repository.history import AlertFile
from haishin.send.ledger.ledger import _message
from haishin.send.ledger.ledger_view import LedgerView
from haishin.send.ledger.records import FILE, line_of, record, result_of
from haishin.send.sending.claiming import grounds
from support.contract import publishing, publishing_contract
from support.force import FORCE

BEGIN = datetime(2026, 12, 1, 9, 0, tzinfo=JST)
MINUTE = timedelta(minutes=1)
_CAUTION = (FORCE / "alerts/maebashi/2026/20261125-1605-koekake.md").read_text("utf-8")
_AGREE = ("maebashi-manager", "jinshin-anzen-manager", "koho-kocho-manager")
_JOURNAL = "e" * 32
_AT_ONCE = 100

Text = tuple[str, str, datetime]  # path, file, when it was merged


def texts(alerts: int) -> Iterator[Text]:
    """That many files, spread over a year."""
    last = ""
    for number in range(alerts):
        at = BEGIN + timedelta(days=365 * number // alerts) + 15 * MINUTE * (number % 30)
        items = {"recognized_at": f"{at - 20 * MINUTE:%Y-%m-%dT%H:%M}+09:00"}
        if number % 11 == 10:
            items["follows"] = f"{{alert: {last}, as: correction}}"
        if number % 13 == 12:
            items["waivers"] = "[{rule: delivery-hours, reason: 命に関わるため}]"
        lines = [line for line in _CAUTION.split("\n") if line.partition(":")[0] not in items]
        lines[1:1] = [f"{name}: {value}" for name, value in items.items()]
        last = f"{at:%Y%m%d-%H%M}-n{number:05}"
        yield f"alerts/maebashi/{at:%Y}/{last}.md", "\n".join(lines), at


def write_year(folder: Path, alerts: int = 3000) -> None:
    """Make the repository of that year in an empty folder."""
    _git(folder, "init", "--quiet", "--bare", "--initial-branch=main")
    made = [*texts(alerts)]
    marks = folder / "marks"
    _git(folder, "fast-import", "--quiet", f"--export-marks={marks}", data=b"".join(_main(made)))
    ids = dict(line.split(" ") for line in marks.read_text("ascii").splitlines())
    tree = _git(folder, "rev-parse", "main:schema").decode().strip()
    records = [*_records(made, ids, tree)]
    _git(folder, "fast-import", "--quiet", data=b"".join(_ledger(records)))


def _main(made: Sequence[Text]) -> Iterator[bytes]:
    """A commit with the rules; for each alert that of its pull request, and the merge."""
    rules = {f"schema/{name}": data for name, data in publishing().items()}
    yield _commit("refs/heads/main", BEGIN - timedelta(days=1), rules, mark=1)
    for number, (path, text, at) in enumerate(made, 1):
        file = {path: text.encode()}
        yield _commit("refs/heads/draft", at - 10 * MINUTE, file, mark=2 * number, parents=(2 * number - 1,))
        yield _commit("refs/heads/main", at, file, mark=2 * number + 1, parents=(2 * number - 1, 2 * number))


def _records(made: Sequence[Text], ids: Mapping[str, str], tree: str) -> Iterator[LedgerRecord]:
    contract = publishing_contract()
    first = record(
        "activated", BEGIN - timedelta(hours=1), None, repository="a" * 32, rehearsal=False, watermark=ids[":1"]
    )
    yield first
    thread: list[LedgerRecord] = []
    counted = Counter[int]()
    for number, (path, text, at) in enumerate(made, 1):
        alert, blob = read(path, text.encode(), contract).alert, sha1(b"blob %d\0" % len(text.encode()) + text.encode())
        assert alert is not None
        if alert.follows is None:
            thread.clear()
        view = LedgerView("", (first, *thread))
        pull = _pull(number, at, ids[f":{2 * number}"])
        verdict = decide(
            gather(alert, Change.ADDED, (), pull, LedgerPasts(view, MainIds((), (), frozenset()))), at, contract
        )
        assert verdict.kind is Kind.SEND, [reason.message.en for reason in verdict.reasons]
        file = AlertFile(alert.id, path, blob.hexdigest())
        story = [*_story(alert, at + MINUTE, 100 + number % 900)]
        claim = {
            "commit": ids[f":{2 * number + 1}"],
            "schema": tree,
            "journal": _JOURNAL,
            "nonce": f"{number:032x}",
        }
        size = (100 + number % 900 + 5) // 10 * 10
        told = grounds(alert, file, pull, verdict, view)
        if number % 17 == 16:
            yield from (story[0], story[1])
        begun = at + 3 * MINUTE
        counted[begun.year] += 1
        told |= {"number": counted[begun.year], "alert": alert.id, "snapshot": size}
        claimed = record("claimed", begun, None, **claim, **told)
        thread += [claimed, story[2]]
        yield from (claimed, story[2])


def _story(alert: Alert, at: datetime, size: int) -> Iterator[LedgerRecord]:
    """What else the ledger says of it: a hold that ended, and the seal."""
    yield record("held", at, None, alert=alert.id, cause="verdict", reason="確認待ちです。")
    yield record("went-on", at + MINUTE, None, alert=alert.id)
    counts = {RowState.ACCEPTED: size - 20, RowState.FAILED: 12, RowState.SUPPRESSED: 8, RowState.IN_DOUBT: 0}
    result = result_of(counts, at + 5 * MINUTE, doubt=False)
    yield record("sealed", at + 6 * MINUTE, None, alert=alert.id, journal=_JOURNAL, **result)


def _pull(number: int, at: datetime, commit: str) -> Pull:
    reviews = tuple(Review(Account(login), ReviewState.APPROVED, at - 5 * MINUTE, commit, "same") for login in _AGREE)
    author = Account("maebashi-staff")
    return Pull(number, author, (author,), "complete", at - 10 * MINUTE, at, reviews)


def _ledger(records: Sequence[LedgerRecord]) -> Iterator[bytes]:
    data = b""
    for start in range(0, len(records), _AT_ONCE):
        part = records[start : start + _AT_ONCE]
        data += b"".join(map(line_of, part))
        yield _commit("refs/heads/dispatch-log", part[0].at, {FILE: data}, "\n".join(_message(part)))


def _commit(
    ref: str,
    at: datetime,
    files: Mapping[str, bytes],
    message: str = "x",
    *,
    mark: int | None = None,
    parents: Iterable[int] = (),
) -> bytes:
    words = message.encode()
    lines = [f"commit {ref}\n".encode(), b"" if mark is None else b"mark :%d\n" % mark]
    lines += [b"committer x <x@localhost.invalid> %d +0900\ndata %d\n%b\n" % (int(at.timestamp()), len(words), words)]
    lines += [b"%b :%d\n" % (kind, parent) for kind, parent in zip((b"from", b"merge"), parents, strict=False)]
    for path, data in files.items():
        lines.append(b"M 100644 inline %b\ndata %d\n%b\n" % (path.encode(), len(data), data))
    return b"".join(lines)


def _git(folder: Path, *words: str, data: bytes = b"") -> bytes:
    return subprocess.run(["git", *words], cwd=folder, input=data, capture_output=True, check=True).stdout
