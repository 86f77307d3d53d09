"""Clearance before anything is mailed: the press release (5(2), T2) and the family's consent (T4)."""

from __future__ import annotations

from datetime import datetime, timedelta

from haishin.consult.consultation.requirements import confirming_seats
from haishin.consult.consultation.standing import is_ahead, person_of
from haishin.consult.decision.aspect import Aspect, reason
from haishin.consult.decision.timing import moment_text
from haishin.core.contract import Contract
from haishin.core.contract.hours import opening
from haishin.core.contract.policy import JST
from haishin.core.model import (
    Alert,
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
    if spoken := [word.submitted_at for word in words if _counts(word, alert)]:
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
    early = tuple(Ignored(word.account.login, _uncounted(word, planned)) for word in words)
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


def _counts(word: Review, alert: Alert) -> bool:
    """Tell whether the word says that the release was made.

    A bare one on another text counts only after today's plan: nobody knows the plan of the text on which it was said.
    """
    planned = alert.press.at
    if word.press_released is None:
        return word.text == "same" if planned is None else word.submitted_at >= planned
    released = _released(word)
    known = released is not None and alert.recognized_at is not None and released >= alert.recognized_at
    return known and not _tells_the_plan(word, planned)


def _released(word: Review) -> datetime | None:
    """Find the moment of a release from its time of day: not after the word; None where it is still to come.

    A time later in the day than the word is yesterday's only where that lies nearer than today's.
    """
    said = word.submitted_at.astimezone(JST)
    if word.press_released is None:
        return None
    today = datetime.combine(said.date(), word.press_released, JST)
    if today <= said:
        return today
    yesterday = today - timedelta(days=1)
    return yesterday if said - yesterday < today - said else None


def _tells_the_plan(word: Review, planned: datetime | None) -> bool:
    """Tell whether its time of day is that of a plan that lay ahead when it was said."""
    if planned is None or planned <= word.submitted_at:
        return False
    return planned.astimezone(JST).time().replace(second=0, microsecond=0) == word.press_released


def _uncounted(word: Review, planned: datetime | None) -> Text:
    """Word why it does not count, and the line to write."""
    at = word.press_released
    when = moment_text(planned) if planned is not None else ""
    if at is not None and _released(word) is None:
        return Text(
            f"「広報済 {at:%H:%M}」の時刻が、書いた時刻より後です。発表の後に、その時刻を書いてください。",
            f"The time in 「広報済 {at:%H:%M}」 is later than the review. Write it after the release.",
        )
    if at is not None and _tells_the_plan(word, planned):
        return Text(
            f"「広報済 {at:%H:%M}」の時刻が、これから来る発表の予定({when})と同じため、数えません。発表の後に"
            "「広報済」と1行で書いてください。既に発表したときは、press の at をその日時に直してください。",
            f"The time in 「広報済 {at:%H:%M}」 is that of the planned release ({when}), which lies ahead: it does not "
            "count. Write 「広報済」 on one line after the release; if it was made, correct press.at.",
        )
    if at is not None:
        return Text(
            f"「広報済 {at:%H:%M}」の時刻が、認知(recognized_at)より前です。発表の時刻を確かめ、書き直してください。",
            f"The time in 「広報済 {at:%H:%M}」 is earlier than the recognition (recognized_at). Write the time of the "
            "release anew.",
        )
    if planned is None:
        return Text(
            "本文などが直される前の「広報済」は、時刻がないため数えません。発表が済んでいるときは、もう一度「広報済」と"
            "1行で書いてください。",
            "A bare 「広報済」 on an earlier text does not count. If the release was made, write 「広報済」 on one "
            "line again.",
        )
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
