"""The part of the comment about what the drafter declared beside the text: a line for each thing, where it is there.

Whoever approves answers for it as well (T*). Nothing that another part of the comment tells: no recognition, no time of
a press release, no name, no confirmed warning, nobody to be consulted.
"""

from __future__ import annotations

from collections.abc import Iterator

from haishin.contract import Contract
from haishin.model import Alert, Consent, ConsentState, Language, Press, Text
from haishin.report.escaping import plain
from haishin.report.findings.labels import cited
from haishin.report.masking import Mask
from haishin.report.phrases import moment
from haishin.review.words import folded, joined, said

_TITLE = Text("起案者が書いたこと", "What the drafter declared")
_PRESS = Text("報道発表", "Press release")
_BY_UNIT = Text("所属が発表", "by the unit")
_RELEASE = Text("題名「{title}」", "titled “{title}”")
_CONSISTENT = {
    "yes": Text("発表文と同じ内容", "the texts agree"),
    "no": Text("発表文と違う内容", "the texts differ"),
    "not-yet": Text("発表文はまだない", "there is no text of it yet"),
}
_CONSENT = Text("家族の了解", "The family's consent")
_STATES = {
    ConsentState.GIVEN: Text("あり", "given"),
    ConsentState.PENDING: Text("確認中", "asked for"),
    ConsentState.REFUSED: Text("なし(断られた)", "refused"),
    ConsentState.NOBODY: Text("確認できる家族がいない", "nobody to ask"),
}
_UNTIL = Text("氏名は{day}まで", "the name until {day}")
_NECESSITY = Text("続報の必要性", "Why a follow-up")
_MAIL = Text("メールで送る理由", "Why by mail")
_LATE = Text("時間がたった理由", "Why late")
_WAIVER = Text("原則の例外 {rule}", "Waiver {rule}")


def section(alert: Alert, mask: Mask, contract: Contract, language: Language) -> str:
    """A fold with the lines; what ``mask`` knows as private is masked in them."""
    lines = ((name, mask.text(text)) for name, text in _lines(alert, contract, language))
    told = "\n".join(said(f"- **{plain(name)}**", plain(text), language) for name, text in lines)
    return folded(_TITLE[language], [told] if told else [])


def _lines(alert: Alert, contract: Contract, language: Language) -> Iterator[tuple[str, str]]:
    if told := joined(_press(alert.press, language), language):
        yield _PRESS[language], told
    if alert.consent is not None:
        yield _CONSENT[language], _consent(alert.consent, language)
    necessity = alert.follows.necessity if alert.follows is not None else None
    for name, reason in ((_NECESSITY, necessity), (_MAIL, alert.why_mail), (_LATE, alert.why_late)):
        if reason is not None:
            yield name[language], reason
    for waiver in alert.waivers:
        clause = contract.policy.waivers.get(waiver.rule)
        ground = "" if clause is None else f"({cited(clause, language)})"
        yield f"{_WAIVER.format(rule=waiver.rule)[language]}{ground}", waiver.reason


def _press(press: Press, language: Language) -> Iterator[str]:
    """What is told of it here: that there is one, and when, stands where the comment begins."""
    if press.by_unit:
        yield _BY_UNIT[language]
    if press.consistent is not None:
        yield _CONSISTENT[press.consistent][language]
    if press.title is not None:
        yield _RELEASE.format(title=press.title)[language]


def _consent(consent: Consent, language: Language) -> str:
    told = [_STATES[consent.state][language]]
    if consent.by is not None:
        told.append(consent.by)
    if consent.at is not None:
        told.append(moment(consent.at, language))
    if consent.until is not None:
        told.append(_UNTIL.format(day=consent.until)[language])
    return joined(told, language)
