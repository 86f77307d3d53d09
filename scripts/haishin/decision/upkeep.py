"""What a pull request is by the paths that it changes, and the verdict on one without an alert (DESIGN §6).

One alert a pull request and nothing else in it: what a resident reads and the rules that judge it never change in one
step (threat T2). What changes no alert needs a person of the section that owns the rules, who did not write it.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from haishin.consultation import Due, consulted
from haishin.contract import Contract
from haishin.decision import people
from haishin.model import WHOLE_FILE, Case, Finding, Kind, Pull, Reason, Seat, Severity, Text, Verdict

ID = "pull-request"
_ALERTS = "alerts/"

SEVERAL = Text(
    "一つのプルリクエストで、情報メールのファイルを二つ以上変えています。"
    "情報メール一件ごとに、プルリクエストを一つずつ作ってください。",
    "The pull request changes several files of alerts. Open one pull request for each alert.",
)
MIXED = Text(
    "情報メールのほかに、別のファイルも変えています。情報メールだけのプルリクエストにし、"
    "ほかの変更は別のプルリクエストで出してください。",
    "The pull request changes an alert and other files. Take the other files out, into a pull request of their own.",
)
IRREGULAR = Text(
    "ファイルではないもの(シンボリックリンク、別のリポジトリー)を加えています。ふつうのファイルに直してください。",
    "It adds something that is no file: a symbolic link, another repository. Make it a regular file.",
)
ANOTHER = Text(
    "このプルリクエストは、この情報メールのファイルを変えていません。この情報メールのプルリクエストを指定してください。",
    "The pull request does not change this alert's file. Name the pull request of this alert.",
)
_REMEDY = Text(
    "このファイルの変更を取り消すか、別のプルリクエストで出してください。",
    "Take this file's change back, or into a pull request of its own.",
)


@dataclass(frozen=True, slots=True)
class Shape:
    """The one file of an alert that it changes, None where it changes no alert; reasons: it is neither."""

    alert: str | None
    reasons: tuple[Text, ...] = ()


def shape(paths: Iterable[str]) -> Shape:
    """What a pull request that changes these paths is (an old name counts as a path)."""
    changed = dict.fromkeys(paths)
    alerts = [path for path in changed if path.startswith(_ALERTS)]
    reasons = []
    if len(alerts) > 1:
        reasons.append(SEVERAL)
    if alerts and len(alerts) < len(changed):
        reasons.append(MIXED)
    return Shape(alerts[0] if len(alerts) == 1 else None, tuple(reasons))


def findings(paths: Iterable[str]) -> tuple[Finding, ...]:
    """The same for a drafter: an error on each file beside the first alert."""
    changed = dict.fromkeys(paths)
    first = next((path for path in changed if path.startswith(_ALERTS)), None)
    return tuple(
        Finding(path, WHOLE_FILE, ID, Severity.ERROR, SEVERAL if path.startswith(_ALERTS) else MIXED, _REMEDY)
        for path in changed
        if first is not None and path != first
    )


def decide_upkeep(pull: Pull, now: datetime, contract: Contract) -> Verdict:
    """The verdict on a pull request without an alert: *send* stands for "may be merged"; there is nothing to mail.

    Every review's ``text`` must have been proven over all the paths that it changes.
    """
    if unseen := people.overworked(pull, contract):
        return Verdict(Kind.CONSULT, False, None, None, (), (), (), unseen)
    needs = contract.policy.upkeep
    seats = tuple(Seat(role, contract.organization.owner) for role in needs.roles)
    due = Due(seats, "before", needs.clause)
    found = consulted((due,), pull, contract.organization.owner, now, contract)
    reasons = [*people.authorship(pull, found, contract).reasons, *people.missing(found, contract)]
    kind = Kind.CONSULT if reasons else Kind.SEND
    since = None if reasons else found.last
    return Verdict(kind, kind is Kind.SEND, None, since, (), found.approvals, found.ignored, tuple(reasons))


def misshapen(case: Case) -> tuple[Reason, ...]:
    """Why an alert's pull request is refused by what it changes; merged nevertheless, it waits for a person."""
    pull = case.pull
    if pull is None or pull.files is None:
        return ()
    told = shape(pull.files)
    reasons = told.reasons if told.reasons or told.alert == case.alert.path else (ANOTHER,)
    kind = Kind.REJECT if pull.merged_at is None else Kind.CONSULT
    return tuple(Reason(kind, None, text) for text in reasons)
