"""One mail that was begun, as the ledger and its file tell it: its facts for the register, and its whole story.

With them what the comment after the merge shares: the times of 5(1), the outcomes in numbers, what is to be removed by
hand of a text that was stopped, without a word of it. Numbers are rounded; no resident is named.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from haishin.consult.phrases import agreed, moment, people, plain_name, unit_name
from haishin.core.contract import Contract
from haishin.core.escaping import visible
from haishin.core.model import STOP, Alert, FollowKind, Language, LedgerClaim, LedgerEntry, LedgerRecord, Look, Text

FOLLOWING = {
    FollowKind.FOLLOW_UP: Text("続報", "follow-up"),
    FollowKind.CORRECTION: Text("訂正", "correction"),
    FollowKind.RESOLUTION: Text("解決", "resolution"),
    FollowKind.CANCELLATION: Text("取消", "cancellation"),
}
WAIVED = {
    "delivery-hours": Text("配信時間", "delivery hours"),
    "consent": Text("了解", "consent"),
}
UNREADABLE = Text("(ファイルを読めません)", "(the file cannot be read)")
_PREFECTURE = Text("全県", "the whole prefecture")
OUTCOMES = {
    "accepted": Text("届けた人", "accepted"),
    "failed": Text("届かなかった人", "failed"),
    "in-doubt": Text("届いたか分からない人", "in doubt"),
    "expired": Text("期限までに届かなかった人", "expired"),
    "superseded": Text("訂正などで送るのをやめた人", "superseded"),
    "suppressed": Text("送らないことになっていた人", "suppressed"),
}
CANNOT_TAKE_BACK = Text(
    "届いたメールは取り戻せません。できるのは、訂正のメールで削除をお願いすることだけです。",
    "What is in mailboxes cannot be taken back: all that can be done is to ask for its deletion by the correction.",
)
_SUBJECT = Text("件名:{what}", "subject: {what}")
_MATTER = Text("区分:{what}", "category: {what}")
_AREA = Text("範囲:{what}", "scope: {what}")
_DRAFTER = Text("起案:{what}", "drafted by: {what}")
_UNRECORDED = Text("(記録がありません)", "(not on record)")
_PULL = Text("申請:#{what}", "pull request: #{what}")
_CONFIRMED = Text("確かめた指摘 {rule}:{why}", "finding confirmed, {rule}: {why}")
_APPROVED = Text("承認:{what}", "approved: {what}")
_LOOK = Text("後閲:{what}", "own look after acting: {what}")
_LOOKED = Text("{who}、{when}", "{who}, {when}")
_UNSEEN = Text("{who}はまだです", "{who} has not looked yet")
_UNKNOWN = Text("{who}(申請 #{pull} で確かめる)", "{who} (see pull request #{pull})")
_WAIVER = Text("原則の例外 {rule}:{why}", "waiver, {rule}: {why}")
_LATE = Text("遅れた理由:{what}", "why late: {what}")
_WHY_MAIL = Text("メールによる理由:{what}", "why by mail: {what}")
_BEGUN = Text("配信の開始:{when}(対象は{who})", "begun: {when}, for {who}")
_SEALED = Text("配信の終わり:{when}", "finished: {when}")
_COUNT = Text("{what}:{who}", "{what}: {who}")
_OPEN = Text("配信はまだ終わっていません。", "The sending has not ended.")
_DOUBT = Text("届いたかどうか分からない人がいます。", "For some it is in doubt whether the mail arrived.")
_ACTS = {
    "held": Text("止めた:{when}", "held: {when}"),
    "went-on": Text("再開した:{when}", "went on: {when}"),
    "adopted": Text("別の機械が引き継いだ:{when}", "taken over by another host: {when}"),
    "settled": Text("届いたか分からない人を確かめた:{when}", "doubt settled: {when}"),
}
_SUCCESSOR = Text("{kind}:{alert}({when})", "{kind}: {alert} ({when})")
_RECOGNIZED = Text("認知:{when}", "recognized: {when}")
_LATER = (
    Text("最後に必要だった承認:{when}", "last due approval: {when}"),
    Text("マージ:{when}", "merge: {when}"),
    Text("最後の配信:{when}", "last mail taken: {when}"),
)
_SINCE = Text("(認知から {n} 分)", " ({n} minutes after recognition)")
_PLACES = (
    Text(
        "申請{pull}のコメントとレビュー、その前の版(「edited」→「Delete revision from history」)",
        "the comments and reviews of the pull request{pull}, and their earlier versions (“edited”)",
    ),
    Text(
        "申請{pull}の題名、説明、差分、途中の保存(フォージのサポートか管理者に頼む)",
        "title, text, diff and commits of the pull request{pull} (by the forge's support or administrator)",
    ),
    Text("申請の枝(「Delete branch」)", "its branch"),
    Text("フォージの検索と、保存された表示", "the forge's search and its cached views"),
    Text(
        "main のファイルとその履歴(書き換えると配信はすべて止まる。先に主管課と決める)",
        "the file on main and its history (rewriting it stops all sending: agree with the owning section first)",
    ),
    Text(
        "知らせのメール、配信簿、手元の写し、控え",
        "the forge's notices by mail, the register, clones, backups",
    ),
)


@dataclass(frozen=True, slots=True)
class Successor:
    """A mail that followed another one, and when its sending began."""

    kind: FollowKind
    alert: str
    at: datetime


@dataclass(frozen=True, slots=True)
class SentMail:
    """One mail with all that is said of it.

    ``contract``: the one under which it was claimed. ``alert``, ``subject``: None where the present program can no
    longer read the file. ``looks``: of those for whom somebody has approved.
    """

    claim: LedgerClaim
    entry: LedgerEntry
    contract: Contract
    alert: Alert | None
    subject: str | None
    successors: tuple[Successor, ...] = ()
    looks: tuple[Look, ...] = ()

    def category_names(self) -> tuple[str, ...]:
        """Name category, case and content as the table does; empty for a file that cannot be read."""
        alert = self.alert
        if alert is None:
            return ()
        policy = self.contract.policy
        row = policy.row(alert.category)
        case = alert.case_name or (row.cases.get(alert.case or "") if row is not None else None)
        names = (row.name if row is not None else alert.category, case, policy.contents.get(alert.content))
        return tuple(visible(name) for name in names if name)

    def area_names(self, language: Language) -> tuple[str, ...]:
        """Name the prefecture, or the stations."""
        scope = self.claim.scope
        return (
            (_PREFECTURE[language],)
            if scope.prefecture
            else tuple(unit_name(station, self.contract) for station in scope.stations)
        )

    def look_lines(self, language: Language) -> Iterator[str]:
        """Say of each principal whether he has looked at what was approved for him (後閲)."""
        for look in self.looks:
            who = plain_name(look.principal, self.contract)
            if look.seen is not None:
                yield _LOOKED.format(who=who, when=moment(look.seen, language))[language]
            elif look.known:
                yield _UNSEEN.format(who=who)[language]
            else:
                yield _UNKNOWN.format(who=who, pull=self.claim.pull)[language]

    def drafter_name(self) -> str | None:
        """Name the drafter; None where the claim is older than that field."""
        return None if self.claim.drafter is None else plain_name(self.claim.drafter, self.contract)


def story(mail: SentMail, records: Iterable[LedgerRecord], language: Language) -> Iterator[str]:
    """Tell what happened, a line for each event, the times of 5(1) together; reasons as they stand in the file.

    ``records``: those of this alert. Numbers are rounded; no resident is named.
    """
    yield mail.claim.alert
    yield from _draft(mail, language)
    yield from _agreement(mail, language)
    yield from _sending(mail, records, language)
    yield from milestones(mail.entry, language)
    for successor in mail.successors:
        kind, when = FOLLOWING[successor.kind][language], moment(successor.at, language)
        yield _SUCCESSOR.format(kind=kind, alert=successor.alert, when=when)[language]


def _draft(mail: SentMail, language: Language) -> Iterator[str]:
    joint = "、" if language == "ja" else ", "
    claim = mail.claim
    yield _SUBJECT.format(what=mail.subject or UNREADABLE[language])[language]
    if mail.alert is not None:
        yield _MATTER.format(what=joint.join(mail.category_names()))[language]
    yield _AREA.format(what=joint.join(mail.area_names(language)))[language]
    yield _DRAFTER.format(what=mail.drafter_name() or _UNRECORDED[language])[language]
    if claim.pull is not None:
        yield _PULL.format(what=claim.pull)[language]


def _agreement(mail: SentMail, language: Language) -> Iterator[str]:
    alert, claim = mail.alert, mail.claim
    for confirmation in alert.confirmed if alert is not None else ():
        yield _CONFIRMED.format(rule=confirmation.rule, why=confirmation.reason)[language]
    reasons = {waiver.rule: waiver.reason for waiver in alert.waivers} if alert is not None else {}
    for rule in claim.waivers:
        name = WAIVED[rule][language] if rule in WAIVED else visible(rule)
        yield _WAIVER.format(rule=name, why=reasons.get(rule, UNREADABLE[language]))[language]
    if alert is not None and alert.why_mail is not None:
        yield _WHY_MAIL.format(what=alert.why_mail)[language]
    if alert is not None and alert.why_late is not None:
        yield _LATE.format(what=alert.why_late)[language]
    for approval in claim.approvals:
        yield _APPROVED.format(what=agreed(approval, mail.contract, language))[language]
    for line in mail.look_lines(language):
        yield _LOOK.format(what=line)[language]


def _sending(mail: SentMail, records: Iterable[LedgerRecord], language: Language) -> Iterator[str]:
    claim, entry = mail.claim, mail.entry
    for record in records:
        by = () if record.by is None else (plain_name(record.by, mail.contract),)
        when = ("、" if language == "ja" else ", ").join((moment(record.at, language), *by))
        if record.kind == "claimed":
            yield _BEGUN.format(when=when, who=people(claim.snapshot or 0, language))[language]
        elif record.kind == "sealed":
            yield _SEALED.format(when=when)[language]
        elif record.kind in _ACTS:
            yield _ACTS[record.kind].format(when=when)[language]
            yield from (f"  {line}" for line in str(record.fields.get("reason", "")).splitlines())
            if record.fields.get("cause") == STOP:
                yield from (f"  {line}" for line in removals(claim.pull, language))
    if entry.unfinished:
        yield _OPEN[language]
    for state, outcome in OUTCOMES.items():
        if entry.counts.get(state):
            yield _COUNT.format(what=outcome[language], who=people(entry.counts[state], language))[language]
    if entry.in_doubt:
        yield _DOUBT[language]


def milestones(entry: LedgerEntry, language: Language) -> Iterator[str]:
    """Say the four times of 5(1), timely: recognition, last due approval, merge, last mail that a relay took.

    A line for each that the ledger has; none for a ledger that kept none.
    """
    claim = entry.claim
    if claim is None:
        return
    if claim.recognized is not None:
        yield _RECOGNIZED.format(when=moment(claim.recognized, language))[language]
    for text, at in zip(_LATER, (claim.approved, claim.merged, entry.accepted), strict=True):
        if at is not None:
            n = minutes_since(claim.recognized, at)
            since = "" if n is None else _SINCE.format(n=n)[language]
            yield text.format(when=moment(at, language))[language] + since


def minutes_since(recognized: datetime | None, at: datetime | None) -> int | None:
    """Count the whole minutes from recognition; None where one of the times is not known."""
    return None if recognized is None or at is None else (at - recognized) // timedelta(minutes=1)


def removals(number: int | None, language: Language) -> Iterator[str]:
    """Say what people must remove by hand of a text that was stopped, in the order in which it is done (5(4)).

    ``number``: that of its pull request.
    """
    behind = " " if language == "ja" else ""
    pull = "" if number is None else f" #{number}{behind}"
    for place in _PLACES:
        yield place.format(pull=pull)[language]
