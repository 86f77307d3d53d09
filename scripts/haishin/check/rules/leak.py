"""Rule ``leak``: a correction does not repeat what should never have been sent (5(4)).

Personal information of the followed alert is looked for in all that the correction mails, in whatever spelling the
detectors see through: the whole of it, an account, a school, the end of a number. Nothing of it is ever quoted.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from haishin.check.document.forming import place_of
from haishin.check.document.sample import SAMPLE, changed
from haishin.check.privacy import DETECTORS
from haishin.check.reading import Reading, Version
from haishin.check.reading.personal import hits_in
from haishin.check.rules import Problem
from haishin.check.rules.confirmed import answers
from haishin.core.model import Confirmation, FollowKind, Severity, Text
from haishin.core.text.normalising import digits, prose

ID = "leak"
SEVERITY = Severity.ERROR
NAME = Text("訂正で繰り返した個人の情報", "Personal information that a correction repeats")
SUMMARY = "先に漏れた個人の情報を訂正が繰り返しているときは、削除をお願いする定型文にしてください。"

MESSAGES = {
    "again": Text(
        "前の情報メール「{alert}」にあった個人の情報が、訂正にも書かれています。",
        "The correction repeats personal information of the alert `{alert}`.",
    )
}
HINTS = {
    "again": Text(
        "何が誤りだったかを繰り返さず、先のメールの削除をお願いする定型文にしてください:「{text}」",
        "Do not repeat what was wrong; use the standing text that asks readers to delete the first mail: {text_en}",
    )
}
_FOLLOWS = "press: none\nfollows: {alert: 20261124-0910-koekake, as: correction}"
GOOD = (SAMPLE, changed("press: none", _FOLLOWS))
BAD: tuple[tuple[str, str], ...] = ()  # the fault lies between two files

_SHORTEST = 2  # of one character nobody can say that it is the same
_FRAGMENTS = {detector.kind: detector.fragments for detector in DETECTORS}


def check(reading: Reading) -> Iterator[Problem]:
    """Check a correction against the alert that it follows in the tree; a problem is as severe as the finding there."""
    if reading.alert is None:
        return
    follows = reading.alert.follows
    if follows is None or follows.kind is not FollowKind.CORRECTION:
        return
    first = reading.tree.find(follows.alert)
    if first is None:
        return
    patterns = _leaked(Reading(first, reading.contract, reading.tree))
    texts = reading.contract.wording.texts
    standing = " ".join(texts.get("leak-correction", "").split())
    values = {
        "alert": follows.alert,
        "text": standing,
        "text_en": " ".join(texts.get("leak-correction-en", "").split()) or standing,
    }
    for version in reading.versions:
        shown = version.shown
        for field, text in version.writing.fields:
            for start, end, severity in _repeated(text, patterns):
                span, matched = reading.span(version, field, start, end), ""
                if shown:
                    matched = text[start:end]
                yield Problem(span, "again", values, private=True, severity=severity, matched=matched, shown=shown)
        for _, _, severity in _repeated(version.values.get(("case_name",), ""), patterns)[:1]:
            place = reading.place("case_name")
            yield Problem(place, "again", values, private=True, severity=severity, shown=shown)


def _leaked(first: Reading) -> list[tuple[re.Pattern[str], Severity]]:
    """Make the patterns that find each personal text of the followed alert again, with its severity."""
    return [
        (_pattern(letters), severity)
        for version in first.versions
        for kind, severity, text in _unanswered(first, version)
        for letters in telling(kind, text)
        if len(letters) >= _SHORTEST
    ]


def _unanswered(first: Reading, version: Version) -> Iterator[tuple[str, Severity, str]]:
    """Yield kind, severity and text of each personal information that is mailed.

    Without confirmed texts, if policy lets a person confirm their kind.
    """
    policy, alert = first.contract.policy, first.alert
    given: list[Confirmation] = []
    if alert is not None:
        given += (confirmation for confirmation in alert.confirmed if confirmation.rule not in policy.never_confirmable)
    alert_id = place_of(first.path)[2]
    title, case_name = (version.values.get((item,), "") for item in ("title", "case_name"))
    for fields in ({"title": title, "body": version.writing.body}, {"title": "", "body": case_name}):
        for hit in hits_in(fields["title"], fields["body"], alert, first.contract):
            text = fields[hit.field][hit.start : hit.end]
            if not any(answers(confirmation, alert_id, hit.kind, text) for confirmation in given) or (
                hit.severity is Severity.ERROR and not policy.may_stand(hit.kind, alert)
            ):
                yield hit.kind, hit.severity, text


def telling(kind: str, written: str) -> Iterator[str]:
    """Yield letters and digits of a private text and of its telling parts: an account, a school, a number's end."""
    yield from map(folded, _FRAGMENTS[kind](digits(prose(written)).text))


def folded(text: str) -> str:
    """Reduce a text to its letters and digits."""
    return "".join(filter(str.isalnum, text))


def _pattern(letters: str) -> re.Pattern[str]:
    """Make the pattern of these letters with any signs between them, but not within a longer number or word."""
    spaced = r"[\W_]*".join(map(re.escape, letters))
    return re.compile(rf"{spaced}(?!(?<=[A-Za-z0-9])[A-Za-z0-9])", re.IGNORECASE)


def _repeated(text: str, patterns: list[tuple[re.Pattern[str], Severity]]) -> list[tuple[int, int, Severity]]:
    """Find the places that repeat them; of places that overlap the first and longest."""
    view = digits(prose(text))
    places = [
        (*view.span(*match.span()), severity) for pattern, severity in patterns for match in pattern.finditer(view.text)
    ]
    apart: list[tuple[int, int, Severity]] = []
    for place in sorted(places, key=lambda place: (place[0], -place[1])):
        if not apart or place[0] >= apart[-1][1]:
            apart.append(place)
    return apart
