"""Clearance before anything is mailed: the press release (5(2), T2) and the family's consent (T4)."""

from __future__ import annotations

from datetime import datetime

from haishin.consultation.requirements import confirming_seats
from haishin.consultation.standing import is_ahead, person_of
from haishin.contract import Contract
from haishin.contract.hours import opening
from haishin.contract.policy import JST
from haishin.decision.aspect import Aspect, reason
from haishin.decision.timing import moment_text
from haishin.model import (
    Case,
    ConsentState,
    Hold,
    Ignored,
    Kind,
    PressKind,
    Reason,
    Review,
    ReviewState,
    Text,
    What,
    Word,
)


def press(case: Case, now: datetime, contract: Contract) -> Aspect:
    """Require a decided and consistent press release; hold an arrest until it is said to be made (5(2), T2).

    An exercise is no arrest: there is nothing to be released.
    """
    alert, policy = case.alert, contract.policy
    arrest = alert.content in policy.press.arrest_contents and not alert.exercise
    if alert.press.kind is PressKind.UNDECIDED:
        return reason(
            Kind.CONSULT,
            policy.press.clause,
            What.DECIDE_PRESS,
            "報道発表をするかどうかが決まっていません。運用管理者が決めて、press を書き直してください。",
            "Whether the matter is announced to the press is undecided. The manager decides.",
        )
    if alert.press.kind is PressKind.RELEASE and alert.press.consistent is None:
        return reason(
            Kind.CONSULT,
            policy.press.clause,
            What.COMPARE_PRESS,
            "報道発表の文と照らし合わせたかどうか(press の consistent)が書かれていません。",
            "Whether the text agrees with the press release (press.consistent) is not said.",
        )
    if not arrest:
        return Aspect()
    if alert.press.kind is PressKind.NONE:
        return reason(
            Kind.REJECT,
            policy.press.arrest_clause,
            What.CORRECT,
            "検挙情報は、報道発表の後でなければ配信できません(例外はありません)。"
            '「press: {at: 2026-11-25T17:00+09:00, title: 発表の題, consistent: "yes"}」のように、'
            "発表の予定を書いてください。発表しない検挙は、メールでは配信できません。",
            "An arrest may be mailed after its press release alone, without exception. "
            'Write its plan as `press: {at: …, title: …, consistent: "yes"}`. '
            "An arrest without a release is not mailed.",
        )
    if alert.press.consistent == "not-yet":
        return reason(
            Kind.CONSULT,
            policy.press.clause,
            What.COMPARE_PRESS,
            "検挙情報ですが、報道発表の文がまだありません。発表文と照合し、consistent を yes にしてください。",
            "An arrest whose release text does not exist yet. Compare with the text, then set consistent: yes.",
        )
    planned = alert.press.at
    words = _words(case, now, contract)
    if spoken := [word.submitted_at for word in words if _counts(word, planned)]:
        return Aspect(ended_at=min(spoken))
    until = None
    if planned is not None and planned > now:
        until = planned if alert.waives("delivery-hours") else opening(planned, policy)
    name = contract.organization.units[alert.unit if alert.press.by_unit else contract.organization.owner].name
    who = (
        Text(f"{name}の運用責任者又は運用管理者の「広報済」", f"「広報済」 by the officer or manager of {name}")
        if alert.press.by_unit
        else Text(f"{name}の「広報済」", f"「広報済」 by {name}")
    )
    clause = policy.press.arrest_clause
    waiting = Reason(
        Kind.HOLD,
        clause,
        Text(
            f"検挙情報は、報道発表が済むまで配信できません。発表後に、{who.ja}の行をレビューに書いてください。",
            f"An arrest waits for the press release. After it: the line {who.en} in a review.",
        ),
    )
    early = tuple(Ignored(word.account.login, _too_early(word, planned)) for word in words)
    hold = Hold("person", until, who, clause)
    return Aspect((waiting,), (hold,), ignored=early, what=What.CONFIRM_RELEASE)


def confirmers(case: Case, now: datetime, contract: Contract) -> tuple[str, ...]:
    """List the logins of those who may say 「広報済」 now, in the order of the policy."""
    author = person_of(case.pull.author, contract) if case.pull is not None else None
    day = now.astimezone(JST).date()
    people = [
        person
        for seat in confirming_seats(case.alert, contract)
        for person in contract.roster.holders(seat, day)
        if person != author
    ]
    return tuple(dict.fromkeys(person.login for person in people))


def _counts(word: Review, planned: datetime | None) -> bool:
    """Tell whether the word says that the release was made: before the plan only with a time not ahead of the word."""
    if word.press_released is None:
        return planned is None or word.submitted_at >= planned
    return word.press_released <= word.submitted_at.astimezone(JST).time()


def _too_early(word: Review, planned: datetime | None) -> Text:
    if (at := word.press_released) is not None:
        return Text(
            f"「広報済 {at:%H:%M}」の時刻が、書いた時刻より後です。発表の後に、その時刻を書いてください。",
            f"The time in 「広報済 {at:%H:%M}」 is later than the review. Write it after the release.",
        )
    when = moment_text(planned) if planned is not None else ""
    return Text(
        f"発表の予定({when})より前の「広報済」は、時刻がないため数えません。"
        "発表が済んでいるときは、その時刻を添えて「広報済 13:05」のように1行で書いてください。",
        f"A bare 「広報済」 before the planned release ({when}) does not count. If it was made, add its time on one "
        "line, as 「広報済 13:05」.",
    )


def _words(case: Case, now: datetime, contract: Contract) -> tuple[Review, ...]:
    """List the reviews that say 「広報済」 by whom policy names: an act of its own, on any text."""
    pull = case.pull
    if pull is None:
        return ()
    seats = confirming_seats(case.alert, contract)
    author = person_of(pull.author, contract)
    return tuple(
        review
        for review in pull.reviews
        if Word.PRESS_RELEASED in review.says and review.state is not ReviewState.DISMISSED
        if not is_ahead(review, now)
        for person in [person_of(review.account, contract)]
        if person is not None and person != author
        if any(person.holds(seat, review.submitted_at.astimezone(JST).date()) for seat in seats)
    )


def consent(case: Case, now: datetime, contract: Contract) -> Aspect:
    """Judge the family's consent (T4): given, pending (hold), refused (reject), nobody to ask (consult).

    原則として: the waiver lifts what is not given; who grants it is a row of the policy.
    """
    given = case.alert.consent
    clause = contract.policy.consent.clause
    if given is None or (given.state is not ConsentState.GIVEN and case.alert.waives("consent")):
        return Aspect()
    match given.state:
        case ConsentState.REFUSED:
            refused = Text(
                "ご家族が了解していないため、配信できません。命に関わるときは、waivers に consent と理由を書くと、"
                "運用管理者と運用総括管理者の承認で配信できます。",
                "The family refused its consent: this cannot be mailed. Where life is at risk, waive consent with a "
                "reason: it goes with the approval of the manager and of the supervisor.",
            )
            return Aspect((Reason(Kind.REJECT, clause, refused, waiver="consent"),), what=What.CONSENT)
        case ConsentState.PENDING:
            who = Text("ご家族の了解(起案者が consent を書き直す)", "the family's consent (consent is rewritten)")
            waiting = Reason(
                Kind.HOLD,
                clause,
                Text(
                    "ご家族の了解を待っています。了解が得られたら、consent を given に書き直してください。"
                    "命に関わり、待てないときは、waivers に consent と理由を書くと、運用管理者の承認で配信できます。",
                    "Waiting for the family's consent. When it is given, write consent: given. Where life is at risk "
                    "and it cannot wait, waive consent with a reason: it then goes with the manager's approval.",
                ),
                waiver="consent",
            )
            return Aspect((waiting,), (Hold("person", None, who, clause),), what=What.CONSENT)
        case ConsentState.NOBODY:
            nobody = Text(
                "了解を得る相手がいません。命に関わるときは、waivers に consent と理由を書いてください。",
                "There is nobody to ask for consent. Where life is at risk, waive consent with a reason.",
            )
            return Aspect((Reason(Kind.CONSULT, clause, nobody, waiver="consent"),), what=What.CONSENT)
        case ConsentState.GIVEN if given.at is not None and given.at > now:
            return reason(
                Kind.CONSULT,
                clause,
                What.CORRECT_TIME,
                "了解を得た日時(consent の at)が、まだ来ていない時刻になっています。正しい日時に直してください。",
                "The time of the consent (consent.at) lies ahead. Correct it.",
            )
        case _ if given.until is not None and now.astimezone(JST).date() > given.until and given.names:
            return reason(
                Kind.REJECT,
                clause,
                What.CORRECT,
                f"氏名を配信できる期限({given.until})を過ぎています。",
                f"The last day on which the name may be mailed was {given.until}.",
            )
    return Aspect()
