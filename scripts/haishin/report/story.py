"""One mail's whole story for an officer: who drafted it, who agreed, when it went, to how many, and what followed."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from haishin.model import RECALLED, Language, LedgerRecord, Text
from haishin.report.escaping import visible
from haishin.report.mailed import FOLLOWING, UNREADABLE, WAIVED, Mailed
from haishin.report.phrases import agreed, moment, people, plain_name
from haishin.report.removal import removals
from haishin.report.times import times

COUNTS = {
    "accepted": Text("届けた人", "accepted"),
    "failed": Text("届かなかった人", "failed"),
    "in-doubt": Text("届いたか分からない人", "in doubt"),
    "expired": Text("期限までに届かなかった人", "expired"),
    "superseded": Text("訂正などで送るのをやめた人", "superseded"),
    "suppressed": Text("送らないことになっていた人", "suppressed"),
}
_SUBJECT = Text("件名:{what}", "subject: {what}")
_MATTER = Text("区分:{what}", "category: {what}")
_AREA = Text("範囲:{what}", "scope: {what}")
_DRAFTER = Text("起案:{what}", "drafted by: {what}")
_UNTOLD = Text("(記録がありません)", "(not on record)")
_PULL = Text("申請:#{what}", "pull request: #{what}")
_CONFIRMED = Text("確かめた指摘 {rule}:{why}", "finding confirmed, {rule}: {why}")
_APPROVED = Text("承認:{what}", "approved: {what}")
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
    "released": Text("再開した:{when}", "released: {when}"),
    "lifted": Text("上限を解いた:{when}", "limit lifted: {when}"),
    "adopted": Text("別の機械が引き継いだ:{when}", "taken over by another host: {when}"),
    RECALLED: Text("回収した:{when}", "recalled: {when}"),
    "settled": Text("届いたか分からない人を確かめた:{when}", "doubt settled: {when}"),
}
_AFTER = Text("{kind}:{alert}({when})", "{kind}: {alert} ({when})")


def story(mailed: Mailed, records: Iterable[LedgerRecord], language: Language) -> Iterator[str]:
    """A line for each thing that happened, the times of 5(1) together; reasons as they stand in the file.

    ``records``: those of this alert. Numbers are rounded; no resident is named.
    """
    yield mailed.claim.alert
    yield from _draft(mailed, language)
    yield from _agreement(mailed, language)
    yield from _sending(mailed, records, language)
    yield from times(mailed.entry, language)
    for one in mailed.after:
        kind, when = FOLLOWING[one.kind][language], moment(one.at, language)
        yield _AFTER.format(kind=kind, alert=one.alert, when=when)[language]


def _draft(mailed: Mailed, language: Language) -> Iterator[str]:
    joint = "、" if language == "ja" else ", "
    claim = mailed.claim
    yield _SUBJECT.format(what=mailed.subject or UNREADABLE[language])[language]
    if mailed.alert is not None:
        yield _MATTER.format(what=joint.join(mailed.matter()))[language]
    yield _AREA.format(what=joint.join(mailed.area(language)))[language]
    yield _DRAFTER.format(what=mailed.drafter() or _UNTOLD[language])[language]
    if claim.pull is not None:
        yield _PULL.format(what=claim.pull)[language]


def _agreement(mailed: Mailed, language: Language) -> Iterator[str]:
    alert, claim = mailed.alert, mailed.claim
    for one in alert.confirmed if alert is not None else ():
        yield _CONFIRMED.format(rule=one.rule, why=one.reason)[language]
    reasons = {waiver.rule: waiver.reason for waiver in alert.waivers} if alert is not None else {}
    for rule in claim.waivers:
        name = WAIVED[rule][language] if rule in WAIVED else visible(rule)
        yield _WAIVER.format(rule=name, why=reasons.get(rule, UNREADABLE[language]))[language]
    if alert is not None and alert.why_mail is not None:
        yield _WHY_MAIL.format(what=alert.why_mail)[language]
    if alert is not None and alert.why_late is not None:
        yield _LATE.format(what=alert.why_late)[language]
    for given in claim.approvals:
        yield _APPROVED.format(what=agreed(given, mailed.contract, language))[language]


def _sending(mailed: Mailed, records: Iterable[LedgerRecord], language: Language) -> Iterator[str]:
    claim, entry = mailed.claim, mailed.entry
    for record in records:
        by = () if record.by is None else (plain_name(record.by, mailed.contract),)
        when = ("、" if language == "ja" else ", ").join((moment(record.at, language), *by))
        if record.kind == "claimed":
            yield _BEGUN.format(when=when, who=people(claim.snapshot or 0, language))[language]
        elif record.kind == "sealed":
            yield _SEALED.format(when=when)[language]
        elif record.kind in _ACTS:
            yield _ACTS[record.kind].format(when=when)[language]
            yield from (f"  {line}" for line in str(record.fields.get("reason", "")).splitlines())
            if record.kind == RECALLED:
                yield from (f"  {line}" for line in removals(record, language))
    if entry.unfinished:
        yield _OPEN[language]
    for state, what in COUNTS.items():
        if entry.counts.get(state):
            yield _COUNT.format(what=what[language], who=people(entry.counts[state], language))[language]
    if entry.in_doubt:
        yield _DOUBT[language]
