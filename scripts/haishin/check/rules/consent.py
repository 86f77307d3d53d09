"""Rule ``consent``: the family's consent to a lookout for a missing person, written down without a name (T4)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from haishin.check.document.sample import changed
from haishin.check.document.schema import FRONT
from haishin.check.reading import Reading
from haishin.check.rules import Problem
from haishin.core.contract.policy import JST, ConsentPolicy
from haishin.core.model import Alert, ConsentState, Severity, Text

ID = "consent"
SEVERITY = Severity.ERROR
NAME = Text("ご家族の了解", "The family's consent")
SUMMARY = "行方不明の方の手配で了解が書かれていないときや足りないときは、consent に続柄と日時を書いてください。"

MESSAGES = {
    "missing": Text(
        "行方不明の方の手配ですが、ご家族の了解(consent)が書かれていません。",
        "A lookout for a missing person needs the item `consent`.",
    ),
    "by": Text("了解した方の続柄(by)が書かれていません。", "The item `consent.by` (the relation) is missing."),
    "at": Text("了解を得た日時(at)が書かれていません。", "The item `consent.at` is missing."),
    "open": Text(
        "了解した方の続柄に、書き換える印「{word}」が残っています。", "The mark `{word}` is left over in `by`."
    ),
    "relation": Text(
        "了解した方(by)に、続柄の一覧にない語が書かれています。",
        "The item `consent.by` holds a word that is not in the list of relations.",
    ),
    "until": Text(
        "氏名を載せる期限が、了解から{months}か月を超えています。",
        "The name may be mailed for at most {months} months after the consent.",
    ),
    "foreign": Text(
        "行方不明の方の事案ではないので、ご家族の了解(consent)は使われません。",
        "This is no missing person: `consent` has no effect.",
    ),
    "unasked": Text(
        "ご家族の了解がまだないのに、氏名(names)が書かれています。",
        "`consent.names` holds a name, but the family's consent is not given.",
    ),
    "resolved": Text("解決のメールでは、氏名を繰り返しません。", "A resolution does not repeat the name."),
}
HINTS = {
    "missing": Text(
        "「consent: {{state: given, by: 長男, at: {moment}}}」のように書いてください。"
        "確認中なら pending、了解を得る相手がいなければ nobody です。",
        "Write it as `consent: {{state: given, by: 長男, at: …}}`; `pending` while asking, `nobody` if none is there.",
    ),
    "by": Text("by に続柄を書いてください(氏名は書きません)。", "Write the relation in `by`, never a name."),
    "at": Text("at に日時を書いてください。", "Write the time in `at`."),
    "open": Text("続柄を書いてください。使える語は {known} です。", "Write the relation: {known}."),
    "relation": Text("氏名ではなく続柄を書いてください。使える語は {known} です。", "Relations, never names: {known}."),
    "until": Text("until を {last} 以前にしてください。", "Make `until` {last} or earlier."),
    "foreign": Text(
        "consent を消してください。行方不明の方の手配なら、case を {case} にします。",
        "Delete `consent`; a lookout for a missing person has `case: {case}`.",
    ),
    "unasked": Text(
        "names を消してください。了解を得てから、state を given にして書きます。",
        "Delete `names`; write it with `state: given` once they agree.",
    ),
    "resolved": Text("names を消し、本文の氏名も消してください。", "Delete `names`, and the name in the text."),
}
OPEN = "＜＜続柄＞＞"  # of a draft; anything else may be a name
_MISSING = changed(
    "suspicious-person\ncase: approach\ncontent: caution", "information-request\ncase: missing-person\ncontent: lookout"
)
_GIVEN = "press: none\nconsent: {state: given, by: 長男, at: 2026-11-25T18:10+09:00, until: 2027-02-25}"
_WITH = _MISSING.replace("press: none", _GIVEN)
GOOD = (
    _WITH,
    _MISSING.replace("press: none", "press: none\nconsent: {state: nobody}"),
    _MISSING.replace("press: none", "press: none\nfollows: {alert: 20261124-0910-mike, as: resolution}"),
    _MISSING.replace("press: none", "press: none\nfollows: {alert: 20261124-0910-mike, as: correction}"),
)
BAD = (
    ("missing", _MISSING),
    ("missing", _MISSING.replace("press: none", "press: none\nwaivers: [{rule: consent, reason: 氷点下のため}]")),
    ("by", _WITH.replace("by: 長男, ", "")),
    ("at", _WITH.replace("at: 2026-11-25T18:10+09:00, ", "")),
    ("open", _WITH.replace("長男", "＜＜続柄＞＞")),
    ("relation", _WITH.replace("長男", "山田太郎")),
    ("foreign", changed("press: none", _GIVEN)),
    ("unasked", _WITH.replace("given", "pending").replace("until: 2027-02-25", "names: [前橋花子]")),
    ("until", _WITH.replace("2027-02-25", "2027-02-26")),
    (
        "resolved",
        _WITH.replace("until: 2027-02-25", "names: [前橋花子]").replace(
            "press: none", "press: none\nfollows: {alert: 20261124-0910-mike, as: resolution}"
        ),
    ),
)


def check(reading: Reading) -> Iterator[Problem]:
    """Check the relation as it is written, and the alert, if it was formed."""
    known = reading.contract.wording.lists["relations"]
    by = reading.document.values.get(("consent", "by"))
    if by == OPEN:
        yield Problem(reading.place("consent", "by"), "open", {"word": by, "known": "、".join(known)})
    elif by and by not in known:
        place = reading.place("consent", "by")  # it may be a name
        yield Problem(place, "relation", {"known": "、".join(known)}, private=True, matched=by)
    alert = reading.alert_with("consent")
    if alert is None:
        return
    policy = reading.contract.policy.consent
    consent = alert.consent
    closing = alert.closes
    if consent is None:
        if reading.alert_with("follows") is not None and _searches(alert, policy) and not _rests(alert, reading):
            yield Problem(FRONT, "missing")
        return
    if alert.case != policy.case and reading.alert_with("case") is not None:
        yield Problem(reading.place("consent"), "foreign", {"case": policy.case}, severity=Severity.WARNING)
    if consent.state is ConsentState.GIVEN:
        for name, value in (("by", consent.by), ("at", consent.at)):
            if value is None:
                yield Problem(reading.place("consent"), name)
    elif consent.names:
        yield Problem(reading.place("consent", "names"), "unasked", private=True)
    if consent.until is not None and consent.at is not None:
        last = months_after(consent.at.astimezone(JST).date(), policy.months)
        if consent.until > last:
            yield Problem(reading.place("consent", "until"), "until", {"months": policy.months, "last": last})
    if closing and consent.names:
        yield Problem(reading.place("consent", "names"), "resolved")


def _searches(alert: Alert, policy: ConsentPolicy) -> bool:
    """Whether it is a lookout for a missing person, which needs the family's consent."""
    return alert.case == policy.case and alert.content in policy.contents


def _rests(alert: Alert, reading: Reading) -> bool:
    """Whether it rests on the consent to the alert that it corrects or ends, by the whole chain back to that.

    The first alert must be such a lookout itself, with the consent or the waiver. Asked if the tree is known.
    """
    tree, policy, seen = reading.tree, reading.contract.policy.consent, {alert.id}
    while alert.ends is not None and alert.ends not in seen:
        if not tree.paths:
            return True
        first = tree.alert(alert.ends)
        if first is None or not _searches(first, policy):
            return False
        alert = first
        seen.add(alert.id)
        if alert.consent is not None:
            return alert.consent.state is ConsentState.GIVEN or alert.waives(ID)
    return False


def months_after(day: date, months: int) -> date:
    """Add so many months to a day; gives the month's last day if it has no such day."""
    year, month = divmod(day.month - 1 + months, 12)
    for last in range(day.day, 27, -1):
        try:
            return date(day.year + year, month + 1, last)
        except ValueError:
            continue
    return date(day.year + year, month + 1, day.day)
