"""The facts at the head of the comment: when it goes out, to whom and how many, what, who must agree.

With them everything that the comment is made of, ``CommentInputs``.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime

from haishin.check.findings.labels import cited
from haishin.consult import turns
from haishin.consult.phrases import ANY_HOUR, moment, people, unit_name
from haishin.consult.review.approvers import asked_at_once, missing
from haishin.consult.review.judging import Judged
from haishin.consult.review.layout import area_names, labelled, seat_names
from haishin.core.contract import Contract
from haishin.core.contract.hours import opening
from haishin.core.contract.policy import JST, Policy
from haishin.core.escaping import code, plain
from haishin.core.model import Alert, Change, FollowKind, Kind, Language, Press, PressKind, Text, Turn, What, Who
from haishin.send.ledger.readers import Readers

_FEW = 2  # seats that fit one line
WHEN = Text("いつ", "When")
TO = Text("だれに", "To")
WHAT = Text("何を", "What")
_AGREED = Text("承認", "Approval")

_AT = Text("{when}(マージは今でもできます)", "{when} (it may be merged now)")
_LATER = Text("早くても{when}", "not before {when}")
_EXPIRES = Text("{when}。**期限は{until}**", "{when}; **not after {until}**")
_MERGED = Text("マージすると、すぐ", "as soon as it is merged")
_CONFIRMED = Text("「広報済」の後、マージすると、すぐ", "once 「広報済」 is said and it is merged")
_AGREED_AND_MERGED = Text("承認がそろい、マージすると、すぐ", "once all have agreed and it is merged")
_BY_ITSELF = Text("承認がそろうと、すぐ", "as soon as all have agreed")
_RESUMED = Text("止めた配信を再開した後(今は止められています)", "once what is stopped now goes on")
_MENDED = Text("直して承認がそろい、マージした後", "once it is mended, agreed to and merged")
_HOURS = Text("{what}({opens}から{closes}まで)", "{what} (between {opens} and {closes})")
_ANY_HOUR = Text("{what}。**{phrase}**", "{what}; **{phrase}**")
_WITHDRAWN = Text(
    "マージすると、すぐ取り下げになり、このメールは配信されません",
    "as soon as it is merged, the alert is withdrawn and will not be mailed",
)
_UPKEPT = Text("マージすると、すぐ使われます。メールは送られません", "in use as soon as it is merged; no mail goes out")

_KNOWN = Text("{area} {who}", "{area}, {who}")
_MOST = Text("{area} 多くて{who}", "{area}, at most {who}")
_UNKNOWN = Text(
    "{area} 人数は分かりません(10 人未満か、まだ数えていません)",
    "{area}, their number is not known (fewer than 10, or not counted yet)",
)
_NIGHT = Text(
    "{now}:夜間のメールも受け取る人です。ほかの人には{opens}から",
    "{now} who take mail at night; the others from {opens} on",
)
_NIGHT_ALONE = Text(
    "{now}:夜間のメールも受け取る人だけです。{opens}より前に期限が来るため、ほかの人には届きません",
    "{now} who take mail at night, and nobody else: it expires before {opens}",
)
_SAME = Text("先のメール({id})が届いた人たち", "those who got the first mail ({id})")
_SAME_ALL = Text("先のメール({id})と同じ:{area} {who}", "the readers of the first mail ({id}): {area}, {who}")
_SAME_REACHED = Text(
    "先のメール({id})が届いた人たち:{area} 多くて{who}", "those who got the first mail ({id}): {area}, at most {who}"
)
_EXERCISE = Text("訓練に登録した人だけ", "only those registered for exercises")

_FOLLOWS = {
    FollowKind.FOLLOW_UP: Text("続報", "a follow-up"),
    FollowKind.CORRECTION: Text("訂正", "a correction"),
    FollowKind.RESOLUTION: Text("解決・解除", "a resolution"),
    FollowKind.CANCELLATION: Text("取消", "a cancellation"),
}
_DRAFTED = Text("起案", "Drafted")
_OTHER = Text(
    "⚠ {who}の所属は{own}です。このメールは{unit}のものとして送られます",
    "⚠ {who} is of {own}; this goes out as a mail of {unit}",
)
_DRILL = Text("訓練", "an exercise")
_TAKEN_BACK = Text("{id} の取り下げ", "the withdrawal of {id}")
_CHANGE = Text(
    "情報メールのない変更(だれの承認が要るかは、変えるファイルによります)",
    "no alert (who must agree goes by the files that it changes)",
)
_RELEASES = {
    PressKind.NONE: Text("報道発表しない", "no press release"),
    PressKind.UNDECIDED: Text("報道発表は未定", "press release not decided"),
}
_PLANNED = Text("報道発表 {when}", "press release {when}")
_SOMETIME = Text("報道発表 時刻は未定", "press release at a time not known yet")
_RECOGNIZED = Text("認知 {when}", "recognised {when}")

_ONE = Text("あと1件:{seat}の承認だけで足ります({clause})", "1 missing: {seat} is enough ({clause})")
_ONE_ACTING = Text("あと1件:{seat}の代決({who})で足ります({clause})", "1 missing: {who}, acting for {seat} ({clause})")
_ANYBODY = Text(
    "あと1件:どなたか1人の承認で足ります({clause})", "1 missing: any one of those who may is enough ({clause})"
)
_MISSING = Text("あと{n}件({given}件は済み):{seats}", "{n} missing ({given} given): {seats}")
_COMPLETE = Text("そろいました({who})", "complete ({who})")
_CLEAN = Text("✓ 指摘なし", "✓ no findings")


@dataclass(frozen=True, slots=True)
class Reach:
    """The number of residents whom an alert reaches, rounded, None = unknown; ``at``: when that was counted.

    ``night``: how many of them take mail outside the delivery hours.
    """

    count: int | None = None
    at: datetime | None = None
    night: int | None = None


@dataclass(frozen=True, slots=True)
class CommentInputs:
    """The inputs of the comment, at the moment ``now``; ``readers``: who gets the alert, as far as the ledger tells."""

    judged: Judged
    contract: Contract
    language: Language
    reach: Reach
    now: datetime
    readers: Readers | None = None

    @property
    def mail(self) -> Alert | None:
        """The alert that may be mailed: no withdrawal, no upkeep, nothing unreadable, nothing that is over."""
        over = self.judged.verdict.turn.what.is_over
        return None if over or self.judged.change is Change.DELETED else self.judged.alert


def facts(inputs: CommentInputs) -> str:
    """Write the lines as one paragraph."""
    return lined(_lines(inputs), inputs.language)


def lined(facts: Iterable[tuple[Text, str]], language: Language) -> str:
    """Write facts, a line each: ``**だれに** ○○警察署 約 1,230 人``."""
    return "\n".join(f"**{name[language]}** {text}" for name, text in facts)


def counted(inputs: CommentInputs) -> str:
    """Say when those whom it reaches were counted; empty where no number stands in the comment."""
    mail, reach = inputs.mail, inputs.reach
    if mail is None or mail.exercise or mail.follows is not None or reach.at is None or reach.count is None:
        return ""
    return moment(reach.at, inputs.language)


def _lines(inputs: CommentInputs) -> Iterator[tuple[Text, str]]:
    judged, language = inputs.judged, inputs.language
    if (mail := inputs.mail) is not None:
        yield WHEN, _when(mail, inputs)
        yield TO, _reach(mail, inputs)
        yield WHAT, _what(mail, inputs)
        yield from _elsewhere(mail, inputs)
    elif judged.change is Change.DELETED and judged.alert is not None:
        yield WHEN, _WITHDRAWN[language]
        yield WHAT, _TAKEN_BACK.format(id=code(judged.alert.id))[language]
    elif judged.proposal is not None:
        yield WHEN, _UPKEPT[language]
        yield WHAT, _CHANGE[language]
    if judged.verdict.asks and (agreed := _agreed(inputs)):
        clean = mail is not None and not judged.mask.findings
        yield _AGREED, f"{agreed} {_CLEAN[language]}" if clean else agreed


def _elsewhere(mail: Alert, inputs: CommentInputs) -> Iterator[tuple[Text, str]]:
    """Name the drafter's unit where it is another: headquarters may mean it, but a wrong folder shows nowhere else."""
    author, contract = inputs.judged.opened.author, inputs.contract
    person, day = contract.roster.person(author, by_number=False), inputs.now.astimezone(JST).date()
    if person is None or person.belongs(mail.unit, day):
        return
    own = dict.fromkeys(tenure.seat.unit for tenure in person.roles if tenure.covers(day))
    words = {
        "who": turns.addressed(Turn(What.APPROVE, (author.login,)), contract, inputs.language),
        "own": "、".join(unit_name(unit, contract) for unit in own) or "—",
        "unit": unit_name(mail.unit, contract),
    }
    yield _DRAFTED, plain(_OTHER.format(**words)[inputs.language])


def _when(mail: Alert, inputs: CommentInputs) -> str:
    begins = _begins(mail, inputs)
    if mail.expires_at is None:
        return begins
    return _EXPIRES.format(when=begins, until=moment(mail.expires_at, inputs.language))[inputs.language]


def _begins(mail: Alert, inputs: CommentInputs) -> str:
    verdict, language, hours = inputs.judged.verdict, inputs.language, inputs.contract.policy.hours
    if verdict.not_before is not None and not verdict.stopped:
        return (_AT if verdict.mergeable else _LATER).format(when=moment(verdict.not_before, language))[language]
    what = _moment(inputs)[language]
    if mail.waives("delivery-hours"):
        return _ANY_HOUR.format(what=what, phrase=ANY_HOUR[language])[language]
    return _HOURS.format(what=what, opens=f"{hours.opens:%-H:%M}", closes=f"{hours.closes:%-H:%M}")[language]


def _moment(inputs: CommentInputs) -> Text:
    verdict = inputs.judged.verdict
    if verdict.stopped:
        return _RESUMED
    if verdict.mergeable:
        return _MERGED
    if verdict.kind is Kind.HOLD and verdict.turn.who is Who.PRESS:
        return _CONFIRMED
    if not verdict.asks:
        return _MENDED
    automatic = inputs.judged.pull is not None and inputs.judged.pull.automatic
    return _BY_ITSELF if automatic else _AGREED_AND_MERGED


def _reach(mail: Alert, inputs: CommentInputs) -> str:
    language = inputs.language
    if mail.exercise:
        return _EXERCISE[language]
    if mail.follows is not None:
        readers = inputs.readers
        if readers is None or readers.first is None:
            return _SAME.format(id=plain(mail.follows.alert))[language]
        where, who = area_names(readers.scope, inputs.contract, language), _rounded(readers.first.snapshot or 0)
        words = _SAME_REACHED if readers.reached else _SAME_ALL
        return words.format(id=plain(readers.first.alert), area=where, who=people(who, language))[language]
    hours = inputs.contract.policy.hours
    if not mail.waives("delivery-hours") or hours.is_open(inputs.now):
        return _counted(inputs.reach.count, mail, inputs)
    now, policy = _counted(inputs.reach.night, mail, inputs), inputs.contract.policy
    words = _NIGHT if opening(inputs.now, policy) < policy.expiry(mail) else _NIGHT_ALONE
    return words.format(now=now, opens=f"{hours.opens:%-H:%M}")[language]


def _counted(count: int | None, mail: Alert, inputs: CommentInputs) -> str:
    language, where = inputs.language, area_names(mail.scope, inputs.contract, inputs.language)
    if count is None or inputs.reach.at is None:
        return _UNKNOWN.format(area=where)[language]
    words = _MOST if len(mail.scope.stations) > 1 else _KNOWN
    return words.format(area=where, who=people(_rounded(count), language))[language]


def _rounded(count: int) -> int:
    """Round to three figures: more of them tell nobody more."""
    unit: int = 10 ** max(0, len(str(count)) - 3)
    return (count + unit // 2) // unit * unit


def matter(mail: Alert, policy: Policy, language: Language) -> str:
    """Name the matter, ``続報:声かけ事案・注意喚起``; its ``case_name`` is the drafter's own word."""
    row = policy.row(mail.category)
    named = mail.case_name or (row.cases.get(mail.case or "", row.name) if row is not None else mail.category)
    title = f"{named}・{policy.contents.get(mail.content, mail.content)}"
    kinds = [_FOLLOWS[mail.follows.kind][language]] if mail.follows is not None else []
    kinds += [_DRILL[language]] if mail.exercise else []
    for kind in reversed(kinds):
        title = labelled(kind, title, language)
    return title


def _what(mail: Alert, inputs: CommentInputs) -> str:
    language = inputs.language
    known = replace(mail, case_name=None) if inputs.judged.private else mail
    title = matter(known, inputs.contract.policy, language)
    confirmed = inputs.judged.verdict.turn.who is Who.PRESS  # then the plan of the release stands above
    parts = [title] if confirmed else [title, _press(mail.press, language)]
    if mail.recognized_at is not None:
        parts.append(_RECOGNIZED.format(when=moment(mail.recognized_at, language))[language])
    return plain(inputs.judged.mask.text(" / ".join(parts)))


def _press(press: Press, language: Language) -> str:
    if press.kind is not PressKind.RELEASE:
        return _RELEASES[press.kind][language]
    if press.at is None:
        return _SOMETIME[language]
    return _PLANNED.format(when=moment(press.at, language))[language]


def _agreed(inputs: CommentInputs) -> str:
    contract, language = inputs.contract, inputs.language
    due = [approval for approval in inputs.judged.verdict.approvals if approval.mode == "before"]
    without = missing(due)
    if len(due) == len(without) == 1:
        if len(due[0].any_of) > _FEW:
            return _ANYBODY.format(clause=plain(cited(due[0].clause, language)))[language]
        seat = seat_names(due[0].any_of, contract, language)
        able = due[0].candidates
        if able and all(candidate.acting is not None for candidate in able):  # nobody holds it who can
            asked = Turn(What.APPROVE, asked_at_once(due[0], contract))
            words = {"seat": seat, "who": plain(turns.addressed(asked, contract, language))}
            return _ONE_ACTING.format(**words, clause=plain(cited(due[0].clause, language)))[language]
        return _ONE.format(seat=seat, clause=plain(cited(due[0].clause, language)))[language]
    if without:
        names = ("、" if language == "ja" else "; ").join(
            seat_names(approval.any_of, contract, language) for approval in without
        )
        return _MISSING.format(n=len(without), given=len(due) - len(without), seats=names)[language]
    agreements = [(approval.by, approval.at) for approval in due if approval.by is not None and approval.at is not None]
    given = [
        f"{plain(turns.addressed(Turn(What.APPROVE, (login,)), contract, language))} {moment(at, language)}"
        for login, at in agreements
    ]
    if not given:
        return ""
    return _COMPLETE.format(who=("、" if language == "ja" else ", ").join(given))[language]
