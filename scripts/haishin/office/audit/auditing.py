"""An audit: the ledger against itself, then every claim against git, the forge and the journal; many at a time."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import partial

from haishin.consult.forge import Forge
from haishin.consult.forge_access import ForgeAccess
from haishin.consult.ids import MainIds
from haishin.consult.main import Main
from haishin.consult.upkeep import contract_in_force
from haishin.core.catalogue import Message
from haishin.core.contract import Contract
from haishin.core.contract.numbering import series
from haishin.core.contract.policy import JST
from haishin.core.errors import Exit, HaishinError, ToolError
from haishin.core.model import Alert, LedgerRecord, Pull
from haishin.core.repository import history
from haishin.core.repository.git import object_ids
from haishin.core.state import StateFolder, locate, read_line
from haishin.office.audit.chain import chain
from haishin.office.audit.figures import journal_agrees, records_agree
from haishin.office.audit.findings import AuditedAlert, Finding, differs, sorted_out, unasked
from haishin.office.audit.told_again import Grounds, as_the_claim_tells, as_the_forge_tells, proven, told_again
from haishin.office.mailings import read_claims
from haishin.send.journal.journal import Journal
from haishin.send.ledger.ledger import TIP_FILE
from haishin.send.ledger.ledger_view import LedgerView, claim_of
from haishin.send.ledger.records import BRANCH, FILE, Codec, LedgerRefusal

_OF_ALL = ("activated", "halted", "went-on", "accepted")


@dataclass(frozen=True, slots=True)
class Report:
    """What an audit found."""

    alerts: tuple[AuditedAlert, ...]
    found: tuple[Finding, ...]  # of the ledger as a whole
    forge: bool = False  # it was asked
    journal: bool = False  # it was asked: this is the mail host

    def sorted_out(self) -> tuple[list[Finding], list[Finding]]:
        """List all that disagrees, and all that could not be asked."""
        return sorted_out((*self.found, *(one for alert in self.alerts for one in alert.found)))

    @property
    def exit(self) -> Exit:
        """2: not all could be asked; 1: something disagrees; 0: sound."""
        differing, open_questions = self.sorted_out()
        return Exit.TOOL if open_questions else Exit.refused_if(differing)


def audit(main: Main, since: date | None, *, offline: bool) -> Report:
    """Audit the claims since a day of Japan time (None: all), and the ledger as a whole.

    Raises ToolError without a ledger, GitError if git or the remote fails.
    """
    tip = history.fetch_branch(main.git, main.remote, BRANCH)
    if tip is None:
        raise ToolError(Message("office/audit/no-ledger", branch=BRANCH))
    data = main.git.run("cat-file", "blob", f"{tip}:{FILE}")
    found = [differs(*one) for one in chain(main.git, tip, data)]
    try:
        records = Codec(main.newest.contract.schemas["ledger"].source).parse(data)
        begun = LedgerView(tip, records[:1])
    except LedgerRefusal as damaged:
        return Report((), (*found, unasked("ledger", damaged.message)))
    try:
        LedgerView(tip, records)
    except LedgerRefusal as impossible:
        found.append(differs("story", None, impossible.message))
    state = StateFolder(locate(main.process.environment, begun.repository))
    seen = read_line(state.root / TIP_FILE)
    if seen is not None and not history.descends(main.git, tip, seen):
        found.append(differs("ledger-rewound", seen, tip))
    forge = journal = None
    try:
        forge = None if offline else ForgeAccess(main).open()
        if forge is None and not offline:
            found.append(unasked("forge", Message("office/audit/no-forge")))
    except HaishinError as unreachable:
        found.append(unasked("forge", unreachable.message))
    try:
        journal = Journal.open(state.journal, lock=False) if state.journal.exists() else None
    except HaishinError as unreadable:
        found.append(unasked("journal", unreadable.message))
    try:
        held = Audit(main, tip, records, forge, journal)
        chosen = [one for one in held.alerts if since is None or one.claim.at.astimezone(JST).date() >= since]
        held.look(chosen)
        found += held.unclaimed()
    finally:
        if journal is not None:
            journal.close()
    return Report(tuple(chosen), tuple(found), forge is not None, journal is not None)


class Audit:
    """An audit of the records of a ledger. ``forge``: None: offline; ``journal``: None: this is not the mail host."""

    def __init__(
        self, main: Main, tip: str, records: Sequence[LedgerRecord], forge: Forge | None, journal: Journal | None
    ) -> None:
        self._main, self._git, self._forge, self._journal, self._tip = main, main.git, forge, journal, tip
        self._kept = {kept.alert_id: kept for kept in journal.entries()} if journal is not None else {}
        self._places = dict(enumerate(records))
        claimed = ((number, one) for number, one in self._places.items() if one.kind == "claimed")
        self.alerts = tuple(AuditedAlert(one, claim_of(one), number) for number, one in claimed)
        self._first = {one.claim.alert: one.claim.thread or one.claim.alert for one in self.alerts}
        self._threads: dict[str | None, dict[int, LedgerRecord]] = {}  # by the first alert, None: of all; by the place
        for number, record in self._places.items():
            if (alert := record.alert) is not None:
                self._threads.setdefault(self._first.get(alert, alert), {})[number] = record
            elif record.kind in _OF_ALL:
                self._threads.setdefault(None, {})[number] = record
        self._now = {file.path: file.blob for file in history.alert_files(self._git, main.tip)}
        before = history.alert_files(self._git, str(records[0].fields["watermark"]))
        self._ids = MainIds((), before, history.removed_ids(self._git, main.tip))
        ends = (record.fields["instead"] for record in records if "instead" in record.fields)
        known = (main.tip, *filter(partial(history.has, self._git), ends))  # main's line, and those answered for
        self._line = frozenset[str]().union(*(history.line_of(self._git, end) for end in known))
        self._contracts: dict[tuple[str | None, int], Contract] = {}
        self._ids_at: dict[tuple[str, str], str | None] = {}  # of git, by commit and path

    def look(self, alerts: Sequence[AuditedAlert]) -> None:
        """Audit these alerts. Raises GitError and JournalError."""
        self._number()
        for one in alerts:
            commits = (one.claim.commit, *(given["commit"] for given in one.claim.approvals))
            self._ids_at |= dict.fromkeys((commit, one.claim.path) for commit in filter(None, commits))
            self._ids_at[one.claim.commit, "schema"] = None
        ids = object_ids(self._git, [f"{commit}:{path}" for commit, path in self._ids_at])
        self._ids_at = dict(zip(self._ids_at, ids, strict=True))
        texts = [(one, self._text(one)) for one in alerts]
        there = [(one, text) for one, text in texts if text is not None]
        read = read_claims(self._main, (replace(one.claim, blob=text) for one, text in there))
        for one, text in there:
            _, alert = read[one.claim.alert]
            if alert is None:
                one.ask_in_vain("text", text)
            else:
                self._tell_again(one, text, alert)
        for one in alerts:
            self._compare_records(one)

    def unclaimed(self) -> Iterator[Finding]:
        """List the alerts that the journal has mailed and no record claims."""
        for alert, kept in self._kept.items():
            if kept.state != "frozen" and alert not in self._first:
                yield differs("unclaimed", None, kept.nonce, alert)

    def _number(self) -> None:
        """Compare the claims' numbers with their places in their units' years; older records have none, and count."""
        counted, begun = Counter[tuple[str, int]](), False
        for one in self.alerts:
            counted[series(one.claim)] += 1
            begun = begun or one.claim.number is not None
            if begun and one.claim.number != counted[series(one.claim)]:
                one.differ(("number", counted[series(one.claim)], one.claim.number))

    def _compare_records(self, one: AuditedAlert) -> None:
        claim, thread = one.claim, self._threads[self._first[one.claim.alert]]
        try:
            one.entry = self._view(claim.alert, until=len(self._places)).of(claim.alert)
        except LedgerRefusal as impossible:
            one.differ(("story", None, impossible.message))
        own = [record for record in thread.values() if record.alert == claim.alert]
        one.differ(*records_agree(own, claim, one.entry))
        if self._journal is not None:
            counts, is_own = self._journal.counts(claim.alert), one.entry.journal == self._journal.id
            one.differ(*journal_agrees(claim, one.entry, self._kept.get(claim.alert), counts, own=is_own))

    def _view(self, *alerts: str | None, until: int) -> LedgerView:
        """Fold the records of the threads of these alerts before a place. Raises LedgerRefusal."""
        own = dict(self._threads[None])
        for alert in filter(None, alerts):
            own |= self._threads.get(self._first.get(alert, alert), {})
        return LedgerView(self._tip, tuple(own[number] for number in sorted(own) if number < until))

    # --- the grounds of claims ---

    def _text(self, one: AuditedAlert) -> str | None:
        """Find the blob that main had at the claim, if it is there."""
        claim = one.claim
        if claim.commit not in self._line:
            one.differ(("commit", self._main.tip, claim.commit))
            return None
        text = self._ids_at[claim.commit, claim.path]
        blob = text or history.object_id(self._git, claim.commit, claim.path)  # not here, or never there
        if blob != claim.blob:
            one.differ(("text", blob, claim.blob))
        if self._now.get(claim.path) != blob:
            one.differ(("edited", blob, self._now.get(claim.path)))
        if text is None and blob is not None:
            one.ask_in_vain("blob", blob)
        return text

    def _rules(self, one: AuditedAlert) -> Contract:
        """Find the contract in force at a claim as the sender finds it. Raises HaishinError.

        It differs only if main's ``schema/`` does, or if more was accepted.
        """
        view = self._view(until=one.number)
        key = self._ids_at[one.claim.commit, "schema"], len(view.accepted_commits)
        if key not in self._contracts:
            self._contracts[key] = contract_in_force(self._git, self._main.contract_at, view, one.claim.commit).contract
        return self._contracts[key]

    def _tell_again(self, one: AuditedAlert, text: str, alert: Alert) -> None:
        claim, followed = replace(one.claim, blob=text), None if alert.follows is None else alert.follows.alert
        try:
            contract = self._rules(one)
        except HaishinError as unread:
            one.ask_in_vain("rules", unread.message)
            return
        if contract.tree != claim.schema:
            one.differ(("schema", contract.tree, claim.schema))
        try:
            before = self._view(claim.alert, followed, until=one.number)
        except LedgerRefusal:  # told of the whole thread
            return
        if before.halted or before.of(alert.id).stopped:
            one.differ(("stopped", None, claim.at.isoformat()))
        ids = self._ids
        if not ids.removed.isdisjoint((alert.id, followed)):  # by then, or since
            ids = replace(ids, removed=history.removed_ids(self._git, claim.commit))
        given = Grounds(one.record.fields, claim, before, ids, contract, alert)
        blob_at, believe = partial(self._reviewed, one), before.rehearsal
        pulls = (pull and proven(pull, blob_at, text, believe=believe) for pull in self._pulls(one, given))
        verdict, differences = told_again(given, pulls)
        one.differ(*differences)
        one.approvals = verdict.approvals

    def _pulls(self, one: AuditedAlert, given: Grounds) -> Iterable[Pull | None]:
        """Read the pull request, in each way in which it may have been read at the claim."""
        if self._forge is None:
            return as_the_claim_tells(given)
        try:
            pull = self._forge.pull(given.alert.id, given.contract.policy.authorship.commits)
        except ToolError as unreadable:
            one.ask_in_vain("pull", unreadable.message)
            return as_the_claim_tells(given)
        if pull is None:
            return (None,)
        return as_the_forge_tells(pull, given.claim, rehearsal=given.before.rehearsal)

    def _reviewed(self, one: AuditedAlert, commit: str) -> str | None:
        """Look up the blob that a reviewed commit has; a commit that nobody can get is named, and believed."""
        place = commit, one.claim.path
        if self._ids_at.get(place) is None:
            there = history.obtain(self._git, self._main.remote, commit)
            if not there:
                one.ask_in_vain("reviewed", commit)
            self._ids_at[place] = history.object_id(self._git, *place) if there else one.claim.blob
        return self._ids_at[place]
