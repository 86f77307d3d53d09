"""Who answers for each change outside ``alerts/``: a reviewed pull request, or a person's accept (threat T2).

Any file there may come to decide or to send: rules, program, lock files, workflows, files beside them. A change is
read as data from git; nothing of it is checked out or run.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from functools import partial
from typing import Protocol

from haishin.consult.decision.upkeep import Proposal, decide_upkeep
from haishin.consult.mainline import MainContract, contract_of_main
from haishin.core.catalogue import Message
from haishin.core.contract import Contract, ContractError, UnknownForm
from haishin.core.contract.endings import gap_texts, gaps
from haishin.core.contract.policy import JST
from haishin.core.contract.roster import Deputy, Person, Tenure
from haishin.core.errors import Refusal, ToolError
from haishin.core.model import Approval, LedgerRecord, Pull, Role, Seat, Text
from haishin.core.repository.git import Git, lines
from haishin.core.repository.history import ROOT, changed_paths, changed_tops, object_id
from haishin.core.repository.proof import irregular, prove_paths
from haishin.core.shape import shape
from haishin.send.ledger.ledger import Ledger
from haishin.send.ledger.ledger_view import LedgerView
from haishin.send.ledger.records import record

_RULES = "schema"
_SCHEMA = f"{_RULES}/"
ROSTER = "schema/roster.yaml"
_MOST = 20  # mistakes that are told; who mends them is told the rest
MOST_UNPROVEN = 10  # changes that nothing proves: each run asks the forge for each of them


@dataclass(frozen=True)
class Proposals:
    """How a change is read. ``at``: ``schema/`` of a commit or tree.

    ``generated``: path → text of every file that this program makes of a contract.
    """

    git: Git
    at: Callable[[str], Contract]
    generated: Callable[[Contract], Mapping[str, str]]

    def read(self, commit: str, paths: Collection[str], before: Contract, today: date) -> Proposal:
        """Read the change of these paths as a commit (or tree) has them; ``before``: the contract before it."""
        files = tuple(sorted(paths))
        if not any(path.startswith(_SCHEMA) for path in files):
            # What is generated rests on ``schema/`` alone, so a change of the file by itself is one of the same.
            return Proposal(files, self._made(commit, files, before))
        try:
            after = self.at(commit)
        except UnknownForm as unknown:
            return Proposal(files, form=unknown.form)
        except ContractError as error:
            if any(path.startswith(_SCHEMA) and path.endswith(".schema.json") for path in files):
                return Proposal(files, strange=True)
            return Proposal(files, mistakes=tuple(_mistakes(error)), chiefs=ROSTER in files)
        known = {gap.seat: gap.since for gap in gaps(before, today)}
        opened = [gap for gap in gaps(after, today) if gap.since < known.get(gap.seat, date.max)]
        return Proposal(
            files,
            self._made(commit, files, after),
            gaps=tuple(gap_texts(gap, after, today)[0] for gap in opened),
            chiefs=moves_chiefs(before, after, today),
        )

    def _made(self, commit: str, paths: Iterable[str], contract: Contract) -> frozenset[str]:
        made = self.generated(contract)
        return frozenset(path for path in paths if path in made and self._text(commit, path) == made[path].encode())

    def _text(self, commit: str, path: str) -> bytes | None:
        blob = object_id(self.git, commit, path)
        if blob is None:
            return None
        return self.git.run("cat-file", "blob", blob)


def by_paths(proposal: Proposal) -> Proposal:
    """Reduce a change that stands on main to its paths, which alone say who agrees.

    That it loads, and leaves no seat empty, was for the review to ask before the merge. Forced onto main it stops
    nothing: a contract that does not load is passed over, and an empty seat stops its own unit (3(1)).
    """
    return replace(proposal, mistakes=(), gaps=())


def moves_chiefs(before: Contract, after: Contract, today: date) -> bool:
    """Return whether the roster changes an entry of the 主管課's manager, of the supervisor, or of a deputy (3(1))."""
    return _chiefs(before, today) != _chiefs(after, today)


def _chiefs(contract: Contract, today: date) -> dict[str, Person]:
    """Collect by id the persons who hold these seats today or later, or deputise for them."""
    owner, above = contract.organization.owner, contract.policy.supervisor_unit
    seats = {Seat(Role.MANAGER, owner)}
    if above is not None:
        seats.add(Seat(Role.SUPERVISOR, above))

    def serves(held: Tenure | Deputy) -> bool:
        return held.seat in seats and (held.until is None or held.until >= today)

    return {
        person.id: person
        for person in contract.roster.people
        if any(map(serves, person.roles)) or any(map(serves, person.deputies))
    }


def _mistakes(error: ContractError) -> Iterable[Text]:
    for mistake in error.mistakes[:_MOST]:
        place = f"schema/{mistake.file}"
        yield Message("consult/schema-line", place=place, line=mistake.line, reason=mistake.reason)


_OUTSIDE = (":(top)", f":(top,exclude){ROOT}/")


class ChangePulls(Protocol):
    """The forge's pull requests by commit; both methods raise ToolError if the forge cannot be read."""

    def made(self, commit: str) -> int | None:
        """Return the one merged pull request that made that commit of main; None without a pull request."""
        ...

    def upkeep(self, number: int, most: int) -> Pull:
        """Read that pull request with all that it changes; of more than ``most`` commits nothing more."""
        ...


@dataclass(frozen=True)
class Changes:
    """The sources in which changes are looked up."""

    git: Git
    remote: str
    tip: str
    forge: ChangePulls | None
    contract_at: Callable[[str], Contract]  # by commit
    proposals: Proposals


@dataclass(frozen=True, slots=True)
class Proof:
    """The pull request that proves a commit, and the approvals that counted."""

    pull: int
    approvals: tuple[Approval, ...]


@dataclass(frozen=True, slots=True)
class Unproven:
    """A commit for which no person answers, and the alarm about it."""

    commit: str
    told: Refusal


@dataclass(frozen=True, slots=True)
class Answered:
    """How far the changes since the activation are proven."""

    unread: str | None = None  # the form of the rules at which the proof ended, which this program does not know
    unproven: tuple[Unproven, ...] = ()  # the first change of ``schema/``, and every other one outside ``alerts/``


def answer_for(changes: Changes, ledger: Ledger, now: datetime) -> Answered:
    """Prove every change outside ``alerts/`` since the activation, oldest first, and record each proof once.

    It ends before a change whose rules are of a form that this program does not know: a newer program proves the rest,
    and until then nothing new may rest on it. An unproven change of ``schema/`` is not believed, nor is any change of
    ``schema/`` after it, until a person answers for the first. An unproven change elsewhere stops no sending, for
    nothing of it runs here. It ends, too, after ``MOST_UNPROVEN`` unproven changes, for more questions would cost the
    alerts their answers from the forge: changes of ``schema/`` behind them wait.
    """
    view, unproven, rules_unproven = ledger.read(), list[Unproven](), False
    for commit in changes_since(changes.git, view, changes.tip):
        if commit in view.accepted_commits:
            continue
        if len(unproven) >= MOST_UNPROVEN:
            break
        tops = changed_tops(changes.git, commit)
        elsewhere = _RULES not in tops or not tops <= {_RULES, ROOT}  # ``alerts`` is here if it is no folder any more
        if rules_unproven and not elsewhere:
            continue
        try:
            proof = prove_change(changes, view, commit, now)
        except UnknownForm as unknown:
            return Answered(unknown.form, tuple(unproven))
        if isinstance(proof, Proof):
            view = ledger.write(partial(_once, record("accepted", now, commit=commit, pull=proof.pull)))
            continue
        if _RULES in tops and not rules_unproven:
            rules_unproven = True
            unproven.append(Unproven(commit, Refusal(Message("consult/unproven-rules", commit=commit, why=proof))))
        if elsewhere:
            unproven.append(Unproven(commit, Refusal(Message("consult/unproven", commit=commit, why=proof))))
    return Answered(unproven=tuple(unproven))


def contract_in_force(git: Git, contract_at: Callable[[str], Contract], view: LedgerView, tip: str) -> MainContract:
    """Load the contract that all go by: main's newest that loads, before the first unproven change.

    A rehearsal proves nothing, nor does a ledger that is written nowhere: they believe main.
    Raises ContractError or UnknownForm if none loads.
    """
    newest = contract_of_main(git, contract_at, tip)
    if view.rehearsal or not view.tip:
        return newest
    log = ("log", "--first-parent", "--reverse", "--format=%H", f"{view.watermark}..{tip}")
    changed = lines(git.run(*log, "--", f":(top){_SCHEMA}"))
    unproven = next((commit for commit in changed if commit not in view.accepted_commits), None)
    if unproven is None:
        return newest
    believed = contract_of_main(git, contract_at, f"{unproven}^1")
    return replace(believed, unread=newest.unread, broken=newest.broken)


def changes_since(git: Git, view: LedgerView, tip: str) -> list[str]:
    """List the commits since the activation that change something outside ``alerts/``, oldest first."""
    log = ("log", "--first-parent", "--reverse", "--format=%H", f"{view.watermark}..{tip}", "--")
    return lines(git.run(*log, *_OUTSIDE))


def _once(proof: LedgerRecord, view: LedgerView) -> LedgerRecord | None:
    return None if proof.fields["commit"] in view.accepted_commits else proof


def prove_change(changes: Changes, view: LedgerView, commit: str, now: datetime) -> Proof | Text:
    """Find the pull request that proves the commit by the rules before it, or say why there is none.

    Raises UnknownForm if those are of a form that this program does not know.
    """
    if changes.forge is None:
        return Message("consult/unproven-no-forge")
    try:
        number = changes.forge.made(commit)
        if number is None:
            return Message("consult/unproven-pushed")
        contract = contract_before(changes.git, changes.contract_at, view, commit)
        pull = changes.forge.upkeep(number, contract.policy.authorship.commits)
        paths = {*changed_paths(changes.git, f"{commit}^1", commit), *(pull.files or ())}
        formed = shape(paths)
        if formed.alert is not None or formed.reasons:
            return next(iter(formed.reasons), Message("consult/unproven-with-alert"))
        if irregular(changes.git, commit, paths):
            return Message("consult/decision/irregular")
        proven = prove_paths(pull, changes.git, changes.remote, commit, sorted(paths))
        brought = changes.proposals.read(commit, paths, contract, now.astimezone(JST).date())
        verdict = decide_upkeep(proven, by_paths(brought), now, contract)
    except UnknownForm:
        raise
    except ToolError as unreadable:
        return unreadable.message
    except LookupError:  # rules of another version, valid by their own schemas
        return Message("consult/unproven-other-rules")
    if not verdict.mergeable:
        japanese, english = [], []
        for reason in verdict.reasons:
            japanese.append(reason.message.ja)
            english.append(reason.message.en)
        return Text(" ".join(japanese), " ".join(english))
    return Proof(number, verdict.approvals)


def contract_before(git: Git, contract_at: Callable[[str], Contract], view: LedgerView, commit: str) -> Contract:
    """Load the contract in force before a commit: no change of the roster makes its own approver.

    Nor does an unproven change before it. Raises UnknownForm for a contract of another form.
    """
    before = contract_in_force(git, contract_at, view, f"{commit}^1")
    if before.unread is not None:
        raise UnknownForm(before.unread)
    return before.contract
