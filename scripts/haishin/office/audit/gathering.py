"""What an audit rests on, gathered from git, the ledger's branch, the forge and the journal; many at a time."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property

from haishin.check.alert_files import read_blobs
from haishin.consult.forge import Forge
from haishin.consult.ids import MainIds
from haishin.consult.main import Main
from haishin.consult.upkeep import contract_in_force
from haishin.core.contract import Contract
from haishin.core.errors import HaishinError, ToolError
from haishin.core.model import Alert, LedgerClaim, LedgerEntry, LedgerRecord, LedgerState
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
from haishin.office.audit.findings import AuditedAlert, Disagreement, Unasked
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
from haishin.send.rows import JournalEntry

_AT_ONCE = 200  # claims whose texts are in memory at a time
_OF_ALL = ("halted", "went-on")
_UNREAD = LedgerEntry(LedgerState.CLAIMED)


@dataclass(frozen=True, slots=True)
class _Claim:
    """A claim and its place in the ledger."""

    record: LedgerRecord
    claim: LedgerClaim
    number: int
    accepted: tuple[LedgerRecord, ...]  # the changes of rules that were answered for by then


@dataclass
class _Found:
    """What was found of a claim so far."""

    differs: list[Disagreement] = field(default_factory=list)
    unasked: list[Unasked] = field(default_factory=list)
    rules: dict[tuple[str, str], str] = field(default_factory=dict)


class Audit:
    """An audit of the records of a ledger. ``forge``: None: offline; ``journal``: None: this is not the mail host."""

    def __init__(
        self, main: Main, tip: str, records: Sequence[LedgerRecord], forge: Forge | None, journal: Journal | None
    ) -> None:
        self._main, self._git, self._forge, self._journal = main, main.git, forge, journal
        self._tip, self._records = tip, records
        self._activated = records[0]
        self._of_all = [
            (number, record) for number, record in enumerate(records) if record.kind in _OF_ALL and not record.alert
        ]
        self._contracts: dict[tuple[str, frozenset[str]], tuple[str, Contract]] = {}

    # --- the ledger ---

    @cached_property
    def claims(self) -> tuple[_Claim, ...]:
        """Every claim, in the order of the ledger."""
        found, accepted = [], tuple[LedgerRecord, ...]()
        for number, record in enumerate(self._records):
            if record.kind == "accepted":
                accepted = (*accepted, record)
            elif record.kind == "claimed":
                found.append(_Claim(record, claim_of(record), number, accepted))
        return tuple(found)

    @cached_property
    def _first(self) -> Mapping[str, str]:
        """The first alert of the thread of each claimed alert."""
        return {one.claim.alert: one.claim.thread or one.claim.alert for one in self.claims}

    @cached_property
    def _threads(self) -> Mapping[str, list[tuple[int, LedgerRecord]]]:
        """The records of each thread with their places, by its first alert; an alert never claimed is its own."""
        threads: dict[str, list[tuple[int, LedgerRecord]]] = {}
        for number, record in enumerate(self._records):
            if (alert := record.alert) is not None:
                threads.setdefault(self._first.get(alert, alert), []).append((number, record))
        return threads

    def _view(self, *alerts: str | None, until: int) -> LedgerView:
        """Fold the records of the threads of these alerts before a place. Raises LedgerRefusal."""
        own = dict(self._of_all)
        for alert in filter(None, alerts):
            own |= dict(self._threads.get(self._first.get(alert, alert), ()))
        return LedgerView("", (self._activated, *(own[number] for number in sorted(own) if number < until)))

    # --- the audit ---

    def alerts(self, claims: Sequence[_Claim]) -> Iterator[AuditedAlert]:
        """Audit these claims. Raises GitError and JournalError."""
        for start in range(0, len(claims), _AT_ONCE):
            yield from self._part(claims[start : start + _AT_ONCE])

    def unclaimed(self) -> Iterator[Disagreement]:
        """List what the journal has mailed and no record claims."""
        known = {one.claim.alert for one in self.claims}
        for alert, kept in self._kept.items():
            if kept.state != "frozen" and alert not in known:
                yield Disagreement("unclaimed", None, kept.nonce, alert)

    def _part(self, claims: Sequence[_Claim]) -> Iterator[AuditedAlert]:
        found = {one.number: _Found() for one in claims}
        grounds = list(self._grounds(claims, found))
        texts = self._texts(grounds, found)
        for number, given in grounds:
            claim = given.claim
            pulls = tuple(
                None if pull is None else proven(pull, texts[claim.path], claim.blob, believe=given.before.rehearsal)
                for pull in given.pulls
            )
            verdict, differs = told_again(replace(given, pulls=pulls))
            found[number].differs += differs
            for approval in verdict.approvals:
                if approval.role is not None:
                    found[number].rules.setdefault((approval.role.role.value, approval.role.unit), approval.clause)
        for one in claims:
            yield self._audited(one, found[one.number])

    def _audited(self, one: _Claim, found: _Found) -> AuditedAlert:
        claim, entry = one.claim, _UNREAD
        own = [record for _, record in self._threads[self._first[claim.alert]] if record.alert == claim.alert]
        try:
            entry = self._view(claim.alert, until=len(self._records)).of(claim.alert)
        except LedgerRefusal as impossible:
            found.differs.append(Disagreement("story", None, impossible.message, claim.alert))
        found.differs += records_agree(own, claim, entry)
        if self._journal is not None:
            counts, mine = self._journal.counts(claim.alert), entry.journal == self._journal.id
            found.differs += journal_agrees(claim, entry, self._kept.get(claim.alert), counts, own=mine)
        return AuditedAlert(claim, entry, found.rules, tuple(found.differs), tuple(found.unasked))

    @cached_property
    def _kept(self) -> Mapping[str, JournalEntry]:
        if self._journal is None:
            return {}
        return {kept.alert_id: kept for kept in self._journal.entries()}

    # --- the grounds of claims ---

    def _grounds(self, claims: Sequence[_Claim], found: Mapping[int, _Found]) -> Iterator[tuple[int, Grounds]]:
        blobs = self._at((one.claim.path, one.claim.commit) for one in claims)
        by_rules: dict[str, list[tuple[_Claim, str, Contract]]] = {}
        for one, readable in zip(claims, blobs, strict=True):
            claim, note, blob = one.claim, found[one.number], readable
            if not self._is_of_main(claim.commit):
                note.differs.append(Disagreement("commit", self._main.tip, claim.commit, claim.alert))
                continue
            if readable is None:  # not here, or never there
                file = files_at(self._git, claim.commit, (claim.path,))[claim.path]
                blob = None if file is None else file.blob
            if blob != claim.blob:
                note.differs.append(Disagreement("text", blob, claim.blob, claim.alert))
            if readable is None:
                if blob is not None:
                    note.unasked.append(Unasked("blob", blob, claim.alert))
                continue
            try:
                tree, contract = self._rules(one)
            except HaishinError as unread:
                note.unasked.append(Unasked("rules", unread.message, claim.alert))
                continue
            if tree != claim.schema:
                note.differs.append(Disagreement("schema", tree, claim.schema, claim.alert))
            by_rules.setdefault(tree, []).append((one, readable, contract))
        for listed in by_rules.values():
            files = [(one.claim.path, blob) for one, blob, _ in listed]
            for (one, blob, contract), document in zip(listed, read_blobs(self._git, files, listed[0][2]), strict=True):
                note = found[one.number]
                if document.alert is None:
                    note.unasked.append(Unasked("text", blob, one.claim.alert))
                elif (given := self._given(one, blob, contract, document.alert, note)) is not None:
                    yield one.number, given

    def _given(self, one: _Claim, blob: str, contract: Contract, alert: Alert, note: _Found) -> Grounds | None:
        claim = replace(one.claim, blob=blob)
        followed = None if alert.follows is None else alert.follows.alert
        try:
            before = self._view(claim.alert, followed, until=one.number)
        except LedgerRefusal:  # told of the whole thread
            return None
        given = Grounds(one.record, claim, before, self._ids(claim.commit, (alert.id, followed)), contract, alert, ())
        if before.halted or before.of(alert.id).stopped:
            note.differs.append(Disagreement("stopped", None, claim.at.isoformat(), alert.id))
        if self._forge is None:
            return as_the_claim_tells(given)
        try:
            pull = self._forge.pull(alert.id, contract.policy.authorship.commits)
        except ToolError as unreadable:
            note.unasked.append(Unasked("pull", unreadable.message, alert.id))
            return as_the_claim_tells(given)
        if pull is None:
            return replace(given, pulls=(None,))
        return replace(given, pulls=as_the_forge_tells(pull, claim, rehearsal=before.rehearsal))

    def _texts(
        self, grounds: Iterable[tuple[int, Grounds]], found: Mapping[int, _Found]
    ) -> Mapping[str, Mapping[str, str | None]]:
        """Look up the texts of the commits that were reviewed: path → commit → blob; note commits that are gone."""
        asked: dict[tuple[str, str], list[int]] = {}
        texts: dict[str, dict[str, str | None]] = {}
        for number, given in grounds:
            texts[given.claim.path] = {}
            for pull in filter(None, given.pulls):
                for commit in filter(None, (review.commit for review in pull.reviews)):
                    asked.setdefault((given.claim.path, commit), []).append(number)
        for (path, commit), blob in zip(asked, self._at(asked), strict=True):
            if blob is None and not obtain(self._git, self._main.remote, commit):
                for number in dict.fromkeys(asked[path, commit]):
                    found[number].unasked.append(Unasked("reviewed", commit, path.rpartition("/")[2][: -len(".md")]))
            else:
                texts[path][commit] = blob or object_id(self._git, commit, path)
        return texts

    def _at(self, asked: Iterable[tuple[str, str]]) -> list[str | None]:
        return object_ids(self._git, [f"{commit}:{path}" for path, commit in asked])

    # --- main ---

    @cached_property
    def _lines(self) -> tuple[frozenset[str], ...]:
        """Main's first-parent line, and those that a person has answered for."""
        ends = [record.fields["instead"] for record in self._records if "instead" in record.fields]
        known = (end for end in ends if descends(self._git, end, end))
        return tuple(line_of(self._git, end) for end in (self._main.tip, *known))

    def _is_of_main(self, commit: str) -> bool:
        return any(commit in line for line in self._lines)

    @cached_property
    def _ages(self) -> Mapping[str, int]:
        """The place of each commit of main's line, the newest first."""
        return {commit: place for place, commit in enumerate(line_touching(self._git, self._main.tip))}

    @cached_property
    def _rule_changes(self) -> Sequence[str]:
        return line_touching(self._git, self._main.tip, "schema")

    def _rules(self, one: _Claim) -> tuple[str, Contract]:
        """Find the contract in force at a claim, and its tree; as the sender finds it. Raises HaishinError."""
        age = self._ages.get(one.claim.commit)
        accepted = frozenset(record.fields["commit"] for record in one.accepted)
        key = one.claim.commit, accepted
        if age is not None:
            before = [commit for commit in self._rule_changes if self._ages[commit] >= age]
            key = next(iter(before), ""), accepted & frozenset(before)
        if key not in self._contracts:
            view = LedgerView(self._tip, (self._activated, *one.accepted))
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
