"""The ledger: an append-only branch in any git remote, written by compare-and-swap (threats T10–T14).

It rests on measured behaviour of git: a push of an object that is already there says ``[up to date]`` and exits with 0,
so only a new object counts; a refspec with an empty left side deletes; a lost response says nothing, so the branch
decides.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from copy import copy
from datetime import datetime
from hashlib import sha256
from pathlib import Path
from typing import Any, Protocol

from haishin.core.catalogue import Message
from haishin.core.errors import Refusal, ToolError
from haishin.core.model import LedgerRecord
from haishin.core.repository.git import Git, GitError, commit_files, lines
from haishin.core.repository.history import descends, fetch_branch, has, object_id
from haishin.core.state import keep, read_line, recall, write_line
from haishin.send.ledger.ledger_view import LedgerView
from haishin.send.ledger.records import BEAT, BRANCH, FILE, Codec, LedgerRefusal, line_of, new_id, record

ATTEMPTS = 64  # of one append; each lost race means that somebody else's record went in
TIP_FILE = "ledger-tip"
PROOF_FILE = "ledger-proof"
_RACES = (
    "stale info",
    "fetch first",
    "non-fast-forward",
    "failed to",
    "cannot lock",
    "already exists",
    "incorrect old",
)


class NoLedger(LedgerRefusal):
    """The ledger is missing and was never seen here."""


class Beats(Protocol):
    """Makes the beat that goes with each push of this process."""

    def on(self, view: LedgerView, entries: Sequence[LedgerRecord]) -> bytes | None:
        """Make it for that place; None: the present beat stays."""
        ...

    def stands(self) -> None:
        """Hear that the beat was read back."""
        ...


class Ledger:
    """The ledger at a remote.

    ``state`` is the folder that remembers the last tip seen and the bytes found sound; None remembers nothing. Without
    ``note`` the folder is compared and not written.
    """

    pulse: Beats | None = None  # goes with each push of a sender; without it the beat stays as it is

    def __init__(
        self,
        git: Git,
        remote: str,
        schema: Mapping[str, Any],
        state: Path | None = None,
        branch: str = BRANCH,
        *,
        note: bool = True,
    ) -> None:
        self.git = git
        self.remote = remote
        self.branch = branch
        self._codec = Codec(schema)
        self._memory: Path | None = None
        self._proof: Path | None = None
        if state is not None:
            self._memory, self._proof = state / TIP_FILE, state / PROOF_FILE
        self.notes = note
        self._known: tuple[bytes, tuple[LedgerRecord, ...]] = (b"", ())
        self._proven = 0  # so many bytes of it have their proof in the state folder
        self._view: LedgerView | None = None
        self._compared: str | None = None  # what the state folder said when that was read

    def reader(self) -> Ledger:
        """Return this ledger for another thread, to be read alone."""
        ledger = copy(self)
        ledger.notes = False
        return ledger

    def noting(self) -> Ledger:
        """Return this ledger, with its last view, so that it notes the tips that it sees."""
        ledger = copy(self)
        ledger.notes = True
        return ledger

    @property
    def last(self) -> LedgerView | None:
        """The view that was read last, if any."""
        return self._view

    def read(self, told: str | None = None) -> LedgerView:
        """Read the ledger as it stands now. Raises LedgerRefusal when it is missing, rewound, rewritten or unknown.

        ``told``: the tip that the remote has just named. Without it, or if another sender has noted another tip since,
        the remote is asked.
        """
        seen = self._seen()  # before the tip is asked for: a tip that another sender notes meanwhile is never older
        if told is not None and seen not in (None, told) and not descends(self.git, told, seen):
            told = None
        tip = fetch_branch(self.git, self.remote, self.branch, told)
        if tip is None:
            if seen is None:
                raise NoLedger(Message("send/ledger/ledger-missing", branch=self.branch))
            raise LedgerRefusal(Message("send/ledger/ledger-gone", branch=self.branch))
        if self._view is None or self._view.tip != tip or seen != self._compared:
            self._view, self._compared = self._read(tip, seen), seen
        self._note(self._view, seen)
        return self._view

    def _read(self, tip: str, seen: str | None) -> LedgerView:
        blob = object_id(self.git, tip, FILE)
        if seen is not None and seen != tip and (not has(self.git, seen) or not descends(self.git, tip, seen)):
            raise LedgerRefusal(Message("send/ledger/ledger-rewound", branch=self.branch))
        same = None
        if self._view is not None and self._view.blob == blob:
            same, data = self._view, self._known[0]
        else:
            data = self._blob(tip)
        if seen is not None and blob != object_id(self.git, seen, FILE) and not data.startswith(self._blob(seen)):
            raise LedgerRefusal(Message("send/ledger/ledger-rewritten", branch=self.branch, file=FILE))
        if same is not None:  # only files beside the records have changed
            return same.at(tip)
        known, records = self._known
        if not known or not data.startswith(known):
            self._proven = self._remembered(data)
            known = data[: self._proven]
            records = self._codec.parse_again(known)
        view = LedgerView(tip, records + self._codec.parse(data[len(known) :], len(records) + 1), str(blob))
        self._known = (data, view.records)
        return view

    def _remembered(self, data: bytes) -> int:
        """Return how many of these very bytes this codec has accepted before, as the state folder remembers."""
        if self._proof is None:
            return 0
        proof = recall(self._proof, self._codec.version)
        if proof is None:
            return 0
        size, digest = proof.decode().split(" ")
        if sha256(memoryview(data)[: int(size)]).hexdigest() != digest:
            return 0
        return int(size)

    def append(self, entry: LedgerRecord, expected_tip: str) -> str | None:
        """Put a record on top of the expected tip's; return the tip on which it was read back from the remote.

        None: another record was first; read, decide again, try again. Raises GitError when the remote refuses the push
        for another reason or cannot be asked.
        """
        expected = object_id(self.git, expected_tip, FILE)
        view = self._view
        if view is None or view.blob != expected:
            view = self.read()
        for _ in range(ATTEMPTS):
            if view.blob != expected:
                return None
            if (tip := self._append([entry], view)) is not None:
                return tip
            view = self.read()
        raise ToolError(Message("send/ledger/ledger-busy", branch=self.branch, attempts=ATTEMPTS))

    def _append(self, entries: Sequence[LedgerRecord], view: LedgerView) -> str | None:
        for entry in entries:
            self._codec.check(entry)
        data = b"".join([self._blob(view.tip), *map(line_of, entries)])
        return self._put({FILE: data}, entries, _message(entries), entries[0].at, view)

    def write(self, make: Callable[[LedgerView], LedgerRecord | None]) -> LedgerView:
        """Append the record that ``make`` decides on by the newest view, again after each lost race; None = no record.

        Gives the view that holds the record.
        """

        def several(view: LedgerView) -> list[LedgerRecord]:
            entry = make(view)
            if entry is None:
                return []
            return [entry]

        return self.write_all(several)

    def write_all(self, make: Callable[[LedgerView], Sequence[LedgerRecord]]) -> LedgerView:
        """Append several records likewise, all of them by a single push."""
        for _ in range(ATTEMPTS):
            view = self.read()
            if not (entries := make(view)):
                return view
            if (tip := self._append(entries, view)) is not None:
                return self._written(tip)
        raise ToolError(Message("send/ledger/ledger-busy", branch=self.branch, attempts=ATTEMPTS))

    def _written(self, tip: str) -> LedgerView:
        """Read a record back; whatever the state folder says, it is in force."""
        try:
            return self.read(tip)
        except GitError:
            raise
        except ToolError as fault:
            raise ToolError(Message("send/ledger/in-force-all-the-same", message=fault.message), fault.hint) from fault

    def init(self, rehearsal: bool, watermark: str, now: datetime, by: str | None = None) -> LedgerView:
        """Activate: main as of ``watermark`` is history. Refuses if there is a ledger, or if it was once seen."""
        if self._seen() is not None:
            if fetch_branch(self.git, self.remote, self.branch) is None:
                raise LedgerRefusal(Message("send/ledger/ledger-gone", branch=self.branch))
            raise Refusal(Message("send/ledger/ledger-exists"))
        entry = record("activated", now, by, repository=new_id(), rehearsal=rehearsal, watermark=watermark)
        self._codec.check(entry)
        if (
            fetch_branch(self.git, self.remote, self.branch) is not None
            or self._push(commit_files(self.git, {FILE: line_of(entry)}, now, _message([entry]), None), "") is None
        ):
            raise Refusal(Message("send/ledger/ledger-exists"))
        return self.read()

    def put(self, name: str, data: bytes, at: datetime, view: LedgerView, by: str | None = None) -> bool:
        """Put a file beside the records, on top of the tip of that view; False when another push was first.

        It is no record and no part of the fold; the commit names the person ``by`` (None = the sender itself). Raises
        as ``append`` does.
        """
        message: tuple[str, ...] = (name,)
        if by is not None:
            message = (name, "", f"by {by}")
        return self._put({name: data}, (), message, at, view) is not None

    def beat(self, at: datetime) -> None:
        """Put the beat alone on the branch, again after each lost race, and read it back, unless it is to stay.

        Raises as ``append`` does.
        """
        if self.pulse is None:
            return
        view = self._view or self.read()
        for _ in range(ATTEMPTS):
            beat = self.pulse.on(view, ())
            if beat is None:
                return
            if (tip := self._push(commit_files(self.git, {BEAT: beat}, at, (BEAT,), view.tip), view.tip)) is not None:
                self.pulse.stands()
                self.read(tip)
                return
            view = self.read()
        raise ToolError(Message("send/ledger/ledger-busy", branch=self.branch, attempts=ATTEMPTS))

    def _put(
        self,
        files: Mapping[str, bytes],
        entries: Sequence[LedgerRecord],
        message: tuple[str, ...],
        at: datetime,
        view: LedgerView,
    ) -> str | None:
        """Push files on top of that view, and with them the beat; return the tip on which they were read back."""
        beat = None
        if self.pulse is not None:
            beat = self.pulse.on(view, entries)
        if beat is not None:
            files = {**files, BEAT: beat}
        tip = self._push(commit_files(self.git, files, at, message, view.tip), view.tip)
        if tip is not None and beat is not None and self.pulse is not None:
            self.pulse.stands()
        return tip

    def _push(self, commit: str, expected: str) -> str | None:
        """Push the commit; return the branch's tip if it holds the commit, None if another push was first."""
        name = f"refs/heads/{self.branch}"
        lease = f"--force-with-lease={name}:{expected}"
        done = self.git.attempt("push", "--porcelain", "--no-verify", lease, self.remote, f"{commit}:{name}")
        said = done.stdout.decode("utf-8", "replace")
        flag = next((line[0] for line in lines(done.stdout) if f"\t{commit}:{name}\t" in line), None)
        if flag == "=":  # that very object was there before: whoever put it there, this push did not
            return None
        tip = fetch_branch(self.git, self.remote, self.branch)  # the response may be lost: the branch decides
        if tip is not None and descends(self.git, tip, commit):
            return tip
        lost_race = any(race in said for race in _RACES)
        if tip == (expected or None) and not lost_race:
            raise GitError(("push", self.remote), done.returncode, done.stderr.decode("utf-8", "replace") or said)
        return None

    def _blob(self, commit: str) -> bytes:
        blob = self.git.attempt("cat-file", "blob", f"{commit}:{FILE}")
        if blob.returncode != 0:
            raise LedgerRefusal(Message("send/ledger/ledger-rewritten", branch=self.branch, file=FILE))
        return blob.stdout

    def _seen(self) -> str | None:
        if self._memory is None:
            return None
        return read_line(self._memory)

    def _note(self, view: LedgerView, seen: str | None) -> None:
        """Remember the tip of new records; a later tip that differs beside them alone need not be known."""
        if self._memory is None or self._proof is None or not self.notes:
            return
        if seen is None or object_id(self.git, seen, FILE) != view.blob:
            write_line(self._memory, view.tip)
        data = self._known[0]
        if self._proven != len(data):
            self._proven = len(data)
            keep(self._proof, self._codec.version, f"{len(data)} {sha256(data).hexdigest()}".encode())


def _message(entries: Sequence[LedgerRecord]) -> tuple[str, ...]:
    """Say in a commit which records it brings, with the digest of each line: an edit of a later commit then shows."""
    first = entries[0]
    brought = (f"{entry.id} {sha256(line_of(entry)).hexdigest()}" for entry in entries)
    return " ".join(filter(None, (first.kind, first.alert))), "", *brought
