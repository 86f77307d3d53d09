"""Judgement of an open pull request. Its content is data: blobs of git, judged by the rules of main's tip (T2).

Nothing of it is checked out or run. The forge names files, people and reviews; git knows the content of the commits.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import cached_property
from typing import Protocol

from haishin.check.alert_files import check_files, read_blob, read_blobs, tree_of
from haishin.check.suggesting import Suggestion, suggest
from haishin.consult.case import LedgerPasts, gather
from haishin.consult.consultation import looking
from haishin.consult.decision import decide
from haishin.consult.decision.deciding import rejected
from haishin.consult.decision.upkeep import Proposal, decide_upkeep
from haishin.consult.forge import ForgeError
from haishin.consult.forge.github import ChangedFile, Opened, paths_of
from haishin.consult.ids import MainIds
from haishin.consult.mainline import MainContract
from haishin.consult.matters import OpenMatter, open_matters
from haishin.consult.review.changed import FileChange
from haishin.consult.upkeep import Proposals
from haishin.core.catalogue import Message
from haishin.core.contract import FILES, Contract
from haishin.core.contract.policy import JST
from haishin.core.masking import Mask
from haishin.core.model import (
    Alert,
    Change,
    Kind,
    LedgerClaim,
    Look,
    Pull,
    Reason,
    Review,
    Severity,
    Text,
    Turn,
    Verdict,
    What,
    Who,
)
from haishin.core.repository.git import blobs
from haishin.core.repository.history import alert_id, changed_paths, descends, merged, object_id, obtain, removed_ids
from haishin.core.repository.proof import irregular, prove_paths
from haishin.core.repository.sources import OverlaySource
from haishin.core.shape import shape
from haishin.send.ledger.ledger_view import LedgerView
from haishin.send.ledger.published import FILE as FIGURES
from haishin.send.ledger.readers import Readers, readers

MOST_SUGGESTIONS = 10
_RULES = frozenset(f"schema/{name}" for name in FILES)


class Reads(Protocol):
    """The questions to the forge about a pull request; each raises ForgeError when it cannot be answered.

    ``most``: a pull request of more commits is not looked into.
    """

    def changed_files(self, number: int) -> tuple[ChangedFile, ...]:
        """Read all files that it changes."""
        ...

    def consultation(self, number: int, path: str, most: int) -> Pull:
        """Read it as the consultation on the text at a path."""
        ...

    def upkeep(self, number: int, most: int) -> Pull:
        """Read it as the consultation on all that it changes."""
        ...

    def reviews(self, alert_id: str, number: int) -> tuple[Review, ...]:
        """Read who has reviewed it, merged or not, and when."""
        ...


@dataclass(frozen=True, slots=True)
class Judged:
    """A pull request and its verdict."""

    opened: Opened
    verdict: Verdict
    change: Change
    mask: Mask  # the findings without anything private; takes the same out of other text
    alert: Alert | None = None  # None: it changes no alert, or an unreadable file
    pull: Pull | None = None  # None: the verdict needed no reviews
    proposal: Proposal | None = None  # the change beside the alerts
    changed: tuple[FileChange, ...] = ()  # the files of ``schema/`` that it changes, if they load
    source: str = field(default="", repr=False)  # the file that was judged, for lines to paste
    brought: str = ""  # the commit that brought the text, if it was looked up
    rehearsal: bool = False  # the ledger is a rehearsal's: 「練習承認」 counts

    @property
    def mark(self) -> str:
        """The mark of a call about this text: of the same text a call is made once."""
        return (self.brought or self.opened.head)[:12]

    def looks(self, contract: Contract) -> tuple[Look, ...]:
        """List whose own look follows a 代決 that counts, and whether it is there."""
        if self.pull is None:
            return ()
        return looking.before_the_merge(self.verdict.approvals, self.pull, contract)

    @property
    def private(self) -> bool:
        """Whether a private finding is open: not yet looked at by a person who said why it may stand."""
        return any(finding.private and finding.severity is not Severity.NOTE for finding in self.mask.findings)


@dataclass(frozen=True, slots=True)
class Brought:
    """The alert that a commit of main brought or took away."""

    id: str
    alert: Alert | None  # as its sending began, else as main has it now
    barred: Text | None  # why it is never mailed although it may be on main
    edited: bool  # main's file differs from the text whose sending began


class PullJudge:
    """The judge of a sweep, by main's tip, its newest ``schema/`` that loads, the ledger and the forge."""

    def __init__(
        self, proposals: Proposals, remote: str, tip: str, main: MainContract, view: LedgerView, forge: Reads
    ) -> None:
        self.contract = contract = main.contract
        self.broken = main.broken
        self.view = view
        self._git = proposals.git
        self._proposals = proposals
        self._remote = remote
        self._tip = tip
        self._forge = forge
        self._most = contract.policy.authorship.commits

    def judge(self, opened: Opened, now: datetime) -> Judged:
        """Judge the pull request's head. Raises ToolError when anything about it cannot be known."""
        files = self._forge.changed_files(opened.number)
        if not obtain(self._git, self._remote, opened.head, f"refs/pull/{opened.number}/head"):
            raise ForgeError(Message("consult/review/commits-unfetched", number=opened.number))
        self._agree(opened, files)
        paths = paths_of(files)
        shaped = shape(paths)
        if shaped.reasons:
            return _refused(opened, shaped.reasons)
        if shaped.alert is None:
            return self._upkeep(opened, paths, now)
        before, after = (object_id(self._git, commit, shaped.alert) for commit in (self._tip, opened.head))
        if after is not None and after == self._begun(shaped.alert):  # put back: nothing of it is mailed
            return self._upkeep(opened, paths, now)
        if before is not None and after is not None:
            return self._written(opened, shaped.alert, Change.MODIFIED, now)
        if after is not None:
            return self._written(opened, shaped.alert, Change.ADDED, now)
        if before is not None:
            return self._withdrawn(opened, shaped.alert, before, now)
        return _refused(opened, (Message("consult/review/file-gone"),), What.ENDED)

    @property
    def basis(self) -> str:
        """The state of main, of the ledger's records and of the published figures: the basis of every verdict."""
        return f"{self._tip} {self.view.blob} {object_id(self._git, self.view.tip, FIGURES)}"

    def again(self, judged: Judged, now: datetime) -> Judged:
        """Judge the same pull request at another moment."""
        pull, alert = judged.pull, judged.alert
        if pull is None:
            return judged
        if judged.proposal is not None:
            return replace(judged, verdict=decide_upkeep(pull, judged.proposal, now, self.contract))
        if alert is None:
            return judged
        case = gather(alert, judged.change, judged.mask.findings, pull, self._pasts)
        return replace(judged, verdict=decide(case, now, self.contract))

    def waited(self, judged: Judged, first: Callable[[Iterable[str]], datetime], now: datetime) -> Judged:
        """Judge it again, knowing when our status ``first`` stood on its text: its commits may bear any date."""
        commits = self._bringers(judged)
        seen_at, pull = first(commits), judged.pull
        if pull is None:  # no word counts on it
            verdict = judged.verdict
            since = max(judged.opened.opened_at, seen_at)
            return replace(judged, verdict=replace(verdict, turn=replace(verdict.turn, since=since)))
        return self.again(replace(judged, pull=replace(pull, seen_at=seen_at), brought=commits[-1]), now)

    def _bringers(self, judged: Judged) -> tuple[str, ...]:
        """List the head and, if it is another commit, the commit that brought the text."""
        head = judged.opened.head
        if judged.alert is None:
            return (head,)
        path = f":(top,literal){judged.alert.path}"
        brought = self._git.text("log", "-1", "--format=%H", f"{self._tip}..{head}", "--", path)
        if brought in ("", head):
            return (head,)
        return (head, brought)

    def suggestions(self, judged: Judged) -> tuple[Suggestion, ...]:
        """Give the remedies of the file as lines that its pull request brings; none while anything of it is private."""
        turn, path = judged.verdict.turn, next((finding.path for finding in judged.mask.findings if finding.fix), None)
        if path is None or judged.private or turn.what.is_over or turn.who not in (Who.DRAFTER, Who.APPROVER):
            return ()
        source = OverlaySource(self._git, self._tip, judged.opened.head, path)
        [entry] = source.entries(path)
        tree = tree_of(source, self.contract)
        found = suggest(path, source.read(entry), self.contract, tree, MOST_SUGGESTIONS)
        before = set(self._before(path).split("\n"))
        lines = judged.source.split("\n")
        return tuple(one for one in found if before.isdisjoint(lines[one.first - 1 : one.last]))

    def _before(self, path: str) -> str:
        """Read main's text of a file; a line that stands in it may be none of the pull request's."""
        blob = object_id(self._git, self._tip, path)
        if blob is None:
            return ""
        [data] = blobs(self._git, [blob])
        return data.decode("utf-8", "replace")

    def readers(self, alert: Alert | None) -> Readers | None:
        """Tell who gets the alert, as the ledger says."""
        if alert is None:
            return None
        return readers(alert, self.view)

    def looks(self, claim: LedgerClaim, number: int) -> tuple[Look, ...]:
        """List whose own look follows a 代決 behind that claim; the forge is asked only if there is a 代決."""
        due = looking.after_the_claim(claim, None, self.contract)
        if not due:
            return ()
        return looking.after_the_claim(claim, self._forge.reviews(claim.alert, number), self.contract)

    def brought(self, commit: str) -> Brought | None:
        """Find the alert that a commit of main brought or took away since the activation."""
        if not descends(self._git, self._tip, commit) or descends(self._git, self.view.watermark, commit):
            return None
        paths = changed_paths(self._git, f"{commit}^1", commit)
        if len(paths) != 1 or (alert := alert_id(paths[0])) is None:
            return None
        here, begun = self._ids.blob(paths[0]), self._begun(paths[0])
        blob, read = begun or here, None
        if blob is not None:
            read = read_blob(self._git, paths[0], blob, self.contract).alert
        return Brought(alert, read, self._ids.bar(paths[0], self.view), begun not in (None, here))

    def matters(self, now: datetime) -> tuple[OpenMatter, ...]:
        """List the matters that residents wait to hear the end of."""

        def read(files: Sequence[tuple[str, str]]) -> list[Alert | None]:
            return [document.alert for document in read_blobs(self._git, files, self.contract)]

        return open_matters(self.view, self._ids.now, read, self.contract, now)

    def _agree(self, opened: Opened, files: Iterable[ChangedFile]) -> None:
        """Require the forge's list to be of the commit that gets the status: a push may have come meanwhile."""
        for file in files:
            there = object_id(self._git, opened.head, file.path)
            named = file.blob or there
            if file.status == "removed":
                named = None
            if there != named:
                raise ForgeError(Message("consult/forge/malformed", where=f"pulls/{opened.number}/files"))

    def _upkeep(self, opened: Opened, paths: tuple[str, ...], now: datetime) -> Judged:
        if irregular(self._git, opened.head, paths):
            return _refused(opened, (Message("consult/decision/irregular"),))
        tree = merged(self._git, self._tip, opened.head)  # what the sender will have to prove
        day = now.astimezone(JST).date()
        proposal = self._proposals.read(tree, paths, self.contract, day)
        pull = prove_paths(self._forge.upkeep(opened.number, self._most), self._git, self._remote, tree, paths)
        verdict = decide_upkeep(pull, proposal, now, self.contract)
        changed: tuple[FileChange, ...] = ()
        if not (proposal.mistakes or proposal.strange or proposal.form):
            changed = tuple(self._change(path, tree) for path in paths if path in _RULES)
        return Judged(opened, verdict, Change.MODIFIED, Mask((), {}), pull=pull, proposal=proposal, changed=changed)

    def _change(self, path: str, tree: str) -> FileChange:
        before, after = (object_id(self._git, commit, path) for commit in (self._tip, tree))
        texts = iter(blobs(self._git, [blob for blob in (before, after) if blob is not None]))
        return FileChange(path, *("" if blob is None else next(texts).decode() for blob in (before, after)))

    def _written(self, opened: Opened, path: str, change: Change, now: datetime) -> Judged:
        source = OverlaySource(self._git, self._tip, opened.head, path)
        documents, findings = check_files(source, self.contract, [path])
        mask = Mask(findings, {document.path: document.source for document in documents})
        judged = Judged(opened, rejected(mask.findings, _turn(opened, What.CORRECT)), change, mask)
        for document in documents:
            if document.alert is not None:
                judged = self._decided(opened, document.alert, change, mask, now)
            judged = replace(judged, source=document.source)
        return judged

    def _withdrawn(self, opened: Opened, path: str, blob: str, now: datetime) -> Judged:
        alert = read_blob(self._git, path, blob, self.contract).alert
        if alert is None:  # what nobody can read as an alert is cleared away like any other file
            return self._upkeep(opened, (path,), now)
        return self._decided(opened, alert, Change.DELETED, Mask((), {}), now)

    def _decided(self, opened: Opened, alert: Alert, change: Change, mask: Mask, now: datetime) -> Judged:
        path = alert.path
        pull = prove_paths(
            self._forge.consultation(opened.number, path, self._most), self._git, self._remote, opened.head, (path,)
        )
        case = gather(alert, change, mask.findings, pull, self._pasts)
        verdict = decide(case, now, self.contract)
        return Judged(opened, verdict, change, mask, alert, pull, rehearsal=self.view.rehearsal)

    def _begun(self, path: str) -> str | None:
        """Find the blob of that file whose sending began."""
        claim = self.view.of(alert_id(path) or "").claim
        if claim is None or claim.path != path:
            return None
        return claim.blob

    @cached_property
    def _pasts(self) -> LedgerPasts:
        return LedgerPasts(self.view, self._ids)

    @cached_property
    def _ids(self) -> MainIds:
        return MainIds.read(self._git, self._tip, self.view, removed_ids(self._git, self._tip))


def _refused(opened: Opened, why: Iterable[Text], what: What = What.CORRECT) -> Judged:
    reasons = tuple(Reason(Kind.REJECT, None, text) for text in why)
    verdict = Verdict(Kind.REJECT, False, None, None, (), (), (), reasons, turn=_turn(opened, what))
    return Judged(opened, verdict, Change.MODIFIED, Mask((), {}))


def _turn(opened: Opened, what: What) -> Turn:
    """Give the turn of a pull request that no review can help."""
    if what.who is Who.DRAFTER:
        return Turn(what, (opened.author.login,))
    return Turn(what, ())
