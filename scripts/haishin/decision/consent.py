"""了解 of the family (T4): given, pending (hold), refused (reject), nobody (consult); a waiver lifts all three."""

from __future__ import annotations

from datetime import datetime

from haishin.contract import Contract
from haishin.contract.policy import JST
from haishin.decision.aspect import Aspect, reason
from haishin.model import Case, ConsentState, Hold, Kind, Reason, Text, What


def consent(case: Case, now: datetime, contract: Contract) -> Aspect:
    """T4: given, pending (hold), refused (reject), nobody to ask (consult).

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
