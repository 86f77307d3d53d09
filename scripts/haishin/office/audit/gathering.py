"""What an audit rests on, gathered from git, the ledger's branch, the forge and the journal; many at a time."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import cached_property

from haishin.check.alert_files import read_blobs
from haishin.consult.forge import Forge
from haishin.consult.ids import MainIds
from haishin.consult.main import Main
from haishin.consult.upkeep import contract_in_force
from haishin.core.contract import Contract
from haishin.core.contract.numbering import series
from haishin.core.errors import HaishinError, ToolError
from haishin.core.model import Alert, LedgerRecord
from haishin.core.repository.git import object_ids
from haishin.core.repository.history import (
    alert_files,
    descends,
    files_at,
    line_of,
    line_touching,
    object_id,
    obtain,
    removed_ids,
)
from haishin.office.audit.findings import AuditedAlert, Disagreement
from haishin.office.audit.told_again import (
    Grounds,
    as_the_claim_tells,
    as_the_forge_tells,
    journal_agrees,
    proven,
    records_agree,
    told_again,
)
from haishin.send.journal.journal import Journal
from haishin.send.ledger.ledger_view import LedgerView, claim_of
from haishin.send.ledger.records import LedgerRefusal

_AT_ONCE = 200  # claims whose texts are in memory at a time
_OF_ALL = ("halted", "went-on")


class Audit:
    """An audit of the records of a ledger. ``forge``: None: offline; ``journal``: None: this is not the mail host."""

    def __init__(
        self, main: Main, tip: str, records: Sequence[LedgerRecord], forge: Forge | None, journal: Journal | None
    ) -> None:
        self._main, self._git, self._forge, self._journal = main, main.git, forge, journal
        self._tip, self._records = tip, records
        self._activated = records[0]
        self._of_all = {n: one for n, one in enumerate(records) if one.kind in _OF_ALL and one.alert is None}
        self._kept = {kept.alert_id: kept for kept in journal.entries()} if journal is not None else {}
        self._contracts: dict[tuple[str, frozenset[str]], tuple[str, Contract]] = {}
        self._accepted = {number: one for number, one in enumerate(records) if one.kind == "accepted"}
        claimed = ((number, one) for number, one in enumerate(records) if one.kind == "claimed")
        self.alerts = tuple(AuditedAlert(one, claim_of(one), number) for number, one in claimed)
        self._first = {one.claim.alert: one.claim.thread or one.claim.alert for one in self.alerts}
        self._threads: dict[str, dict[int, LedgerRecord]] = {}  # by the first alert, by the place in the ledger
        for number, record in enumerate(records):
            if (alert := record.alert) is not None:
                self._threads.setdefault(self._first.get(alert, alert), {})[number] = record
        self._number()

    def _number(self) -> None:
        """Compare the claims' numbers with their places in their units' years; older records have none, and count."""
        counted, begun = Counter[tuple[str, int]](), False
        for one in self.alerts:
            counted[series(one.claim)] += 1
            begun = begun or one.claim.number is not None
            if begun and one.claim.number != counted[series(one.claim)]:
                one.differ("number", counted[series(one.claim)], one.claim.number)

    def look(self, alerts: Sequence[AuditedAlert]) -> None:
        """Audit these alerts. Raises GitError and JournalError."""
        for start in range(0, len(alerts), _AT_ONCE):
            self._look(alerts[start : start + _AT_ONCE])

    def unclaimed(self) -> Iterator[Disagreement]:
        """List what the journal has mailed and no record claims."""
        for alert, kept in self._kept.items():
            if kept.state != "frozen" and alert not in self._first:
                yield Disagreement("unclaimed", None, kept.nonce, alert)

    def _look(self, alerts: Sequence[AuditedAlert]) -> None:
        grounds = list(self._grounds(alerts))
        texts = self._texts(grounds)
        for one, given in grounds:
            claim, believe = given.claim, given.before.rehearsal
            pulls = (pull and proven(pull, texts[claim.path], claim.blob, believe=believe) for pull in given.pulls)
            verdict, differs = told_again(replace(given, pulls=tuple(pulls)))
            one.differs += differs
            for approval in verdict.approvals:
                if approval.role is not None:
                    one.rules.setdefault((approval.role.role.value, approval.role.unit), approval.clause)
        for one in alerts:
            self._compare_records(one)

    def _compare_records(self, one: AuditedAlert) -> None:
        claim, thread = one.claim, self._threads[self._first[one.claim.alert]]
        try:
            one.entry = self._view(claim.alert, until=len(self._records)).of(claim.alert)
        except LedgerRefusal as impossible:
            one.differ("story", None, impossible.message)
        one.differs += records_agree([own for own in thread.values() if own.alert == claim.alert], claim, one.entry)
        if self._journal is not None:
            counts, own = self._journal.counts(claim.alert), one.entry.journal == self._journal.id
            one.differs += journal_agrees(claim, one.entry, self._kept.get(claim.alert), counts, own=own)

    def _view(self, *alerts: str | None, until: int) -> LedgerView:
        """Fold the records of the threads of these alerts before a place. Raises LedgerRefusal."""
        own = dict(self._of_all)
        for alert in filter(None, alerts):
            own |= self._threads.get(self._first.get(alert, alert), {})
        return LedgerView("", (self._activated, *(own[number] for number in sorted(own) if number < until)))

    # --- the grounds of claims ---

    def _grounds(self, alerts: Sequence[AuditedAlert]) -> Iterator[tuple[AuditedAlert, Grounds]]:
        by_rules: dict[str, list[tuple[AuditedAlert, str, Contract]]] = {}
        for one, text in zip(alerts, self._at((one.claim.path, one.claim.commit) for one in alerts), strict=True):
            claim, blob = one.claim, text
            if not any(claim.commit in line for line in self._lines):
                one.differ("commit", self._main.tip, claim.commit)
                continue
            if text is None:  # not here, or never there
                file = files_at(self._git, claim.commit, (claim.path,))[claim.path]
                blob = None if file is None else file.blob
            if blob != claim.blob:
                one.differ("text", blob, claim.blob)
            if self._now.get(claim.path) != blob:
                one.differ("edited", blob, self._now.get(claim.path))
            if text is None:
                if blob is not None:
                    one.ask_in_vain("blob", blob)
                continue
            try:
                tree, contract = self._rules(one)
            except HaishinError as unread:
                one.ask_in_vain("rules", unread.message)
                continue
            if tree != claim.schema:
                one.differ("schema", tree, claim.schema)
            by_rules.setdefault(tree, []).append((one, text, contract))
        for listed in by_rules.values():
            files = [(one.claim.path, text) for one, text, _ in listed]
            for (one, text, contract), document in zip(listed, read_blobs(self._git, files, listed[0][2]), strict=True):
                if document.alert is None:
                    one.ask_in_vain("text", text)
                elif (given := self._given(one, text, contract, document.alert)) is not None:
                    yield one, given

    def _given(self, one: AuditedAlert, text: str, contract: Contract, alert: Alert) -> Grounds | None:
        claim, followed = replace(one.claim, blob=text), None if alert.follows is None else alert.follows.alert
        try:
            before = self._view(claim.alert, followed, until=one.number)
        except LedgerRefusal:  # told of the whole thread
            return None
        given = Grounds(one.record, claim, before, self._ids(claim.commit, (alert.id, followed)), contract, alert, ())
        if before.halted or before.of(alert.id).stopped:
            one.differ("stopped", None, claim.at.isoformat())
        if self._forge is None:
            return as_the_claim_tells(given)
        try:
            pull = self._forge.pull(alert.id, contract.policy.authorship.commits)
        except ToolError as unreadable:
            one.ask_in_vain("pull", unreadable.message)
            return as_the_claim_tells(given)
        if pull is None:
            return replace(given, pulls=(None,))
        return replace(given, pulls=as_the_forge_tells(pull, claim, rehearsal=before.rehearsal))

    def _texts(self, grounds: Iterable[tuple[AuditedAlert, Grounds]]) -> Mapping[str, Mapping[str, str | None]]:
        """Look up the texts of the commits that were reviewed: path → commit → blob; note commits that are gone."""
        asked: dict[tuple[str, str], AuditedAlert] = {}
        texts: dict[str, dict[str, str | None]] = {}
        for one, given in grounds:
            texts[given.claim.path] = {}
            for pull in filter(None, given.pulls):
                asked |= {(given.claim.path, said.commit): one for said in pull.reviews if said.commit is not None}
        for (path, commit), blob in zip(asked, self._at(asked), strict=True):
            if blob is None and not obtain(self._git, self._main.remote, commit):
                asked[path, commit].ask_in_vain("reviewed", commit)
            else:
                texts[path][commit] = blob or object_id(self._git, commit, path)
        return texts

    def _at(self, asked: Iterable[tuple[str, str]]) -> list[str | None]:
        return object_ids(self._git, [f"{commit}:{path}" for path, commit in asked])

    # --- main ---

    @cached_property
    def _now(self) -> Mapping[str, str]:
        """Path → blob of the alerts of main's tip."""
        return {file.path: file.blob for file in alert_files(self._git, self._main.tip)}

    @cached_property
    def _lines(self) -> tuple[frozenset[str], ...]:
        """Main's first-parent line, and those that a person has answered for."""
        ends = [record.fields["instead"] for record in self._records if "instead" in record.fields]
        known = (end for end in ends if descends(self._git, end, end))
        return tuple(line_of(self._git, end) for end in (self._main.tip, *known))

    @cached_property
    def _ages(self) -> Mapping[str, int]:
        """The place of each commit of main's line, the newest first."""
        return {commit: place for place, commit in enumerate(line_touching(self._git, self._main.tip))}

    @cached_property
    def _rule_changes(self) -> Sequence[str]:
        return line_touching(self._git, self._main.tip, "schema")

    def _rules(self, one: AuditedAlert) -> tuple[str, Contract]:
        """Find the contract in force at a claim, and its tree; as the sender finds it. Raises HaishinError."""
        age = self._ages.get(one.claim.commit)
        by_then = [record for number, record in self._accepted.items() if number < one.number]
        accepted = frozenset(record.fields["commit"] for record in by_then)
        key = one.claim.commit, accepted
        if age is not None:
            before = [commit for commit in self._rule_changes if self._ages[commit] >= age]
            key = next(iter(before), ""), accepted & frozenset(before)
        if key not in self._contracts:
            view = LedgerView(self._tip, (self._activated, *by_then))
            believed = contract_in_force(self._git, self._main.contract_at, view, one.claim.commit)
            tree = object_id(self._git, believed.commit, "schema")
            self._contracts[key] = str(tree), believed.contract
        return self._contracts[key]

    @cached_property
    def _before_activation(self) -> MainIds:
        watermark = str(self._activated.fields["watermark"])
        return MainIds((), alert_files(self._git, watermark), removed_ids(self._git, self._main.tip))

    def _ids(self, commit: str, alerts: Iterable[str | None]) -> MainIds:
        """The ids of main as of a commit, as far as these alerts ask for them."""
        ids = self._before_activation
        if ids.removed.isdisjoint(alerts):
            return ids
        return MainIds(ids.now, ids.before, removed_ids(self._git, commit))
