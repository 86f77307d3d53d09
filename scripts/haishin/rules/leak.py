"""Rule ``leak``: a correction does not repeat what should never have been sent (5(4)).

What the followed alert told of a person is looked for in all that the correction mails, in whatever spelling the
detectors see through: the whole of it, and what of it tells somebody by itself. Both sides are compared by digest, and
nothing of either is ever said.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from hashlib import sha256

from haishin.document.lines import Lines
from haishin.document.sample import SAMPLE, changed
from haishin.model import Document, FollowKind, Severity, Text
from haishin.privacy.detectors import name
from haishin.privacy.public import public_from
from haishin.privacy.scanning import TITLES
from haishin.rules.cores import FREE, cores
from haishin.rules.forms import Edge, folded, forms
from haishin.rules.places import in_title, text_of
from haishin.rules.private import Mailed, unanswered
from haishin.rules.problem import Context, Problem
from haishin.rules.shown import shown

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


def check(document: Document, context: Context) -> Iterator[Problem]:
    """Needs the alert, and the one that it follows in the tree. As sure as the finding was there."""
    follows = document.alert.follows if document.alert is not None else None
    if document.alert is None or follows is None or follows.kind is not FollowKind.CORRECTION:
        return
    first = context.tree.find(follows.alert)
    if first is None:
        return
    told = _told(first, context)
    texts = context.contract.wording.texts
    standing = " ".join(texts.get("leak-correction", "").split())
    values = {
        "alert": follows.alert,
        "text": standing,
        "text_en": " ".join(texts.get("leak-correction-en", "").split()) or standing,
    }
    for start, end, severity in _repeated(document.alert.title, told):
        yield Problem(in_title(document, start, end), "again", values, private=True, severity=severity)
    case_name = document.values.get(("case_name",), "")
    for severity in sorted({severity for _, _, severity in _repeated(case_name, told)})[:1]:
        yield Problem(document.place("case_name"), "again", values, private=True, severity=severity)
    text, begin = text_of(document)
    lines = Lines(document.source)
    for start, end, severity in _repeated(text, told):
        yield Problem(lines.span(begin + start, begin + end), "again", values, private=True, severity=severity)


@dataclass(frozen=True, slots=True)
class _Told:
    """What was told: length and digest of each form; ``heads``: digests of how they begin, to pass over the rest."""

    by_digest: Mapping[tuple[int, bytes], tuple[Edge, Severity]]
    heads: frozenset[bytes]


def _told(first: Document, context: Context) -> _Told:
    """The forms of everything personal in the followed alert; the surest counts."""
    told: dict[tuple[int, bytes], tuple[Edge, Severity]] = {}
    heads: set[bytes] = set()
    for letters, edge, severity in sorted(_letters(first, context), key=lambda one: (one[1] is not FREE, one[2])):
        if len(letters) >= _SHORTEST:
            told.setdefault((len(letters), _digest(letters)), (edge, severity))
            heads.add(_digest(letters[:_SHORTEST]))
    return _Told(told, frozenset(heads))


def _letters(first: Document, context: Context) -> Iterator[tuple[str, Edge, Severity]]:
    places = public_from(context.contract.wording, context.contract.organization).places
    for seen in (first, shown(first)):
        for one in unanswered(seen, context) if seen is not None else ():
            for letters in _whole(one):
                yield letters, FREE, one.severity
            for core in cores(one.kind, one.field, one.start, one.end, places):
                yield core.letters, core.edge, one.severity if core.sure else Severity.WARNING


def _whole(one: Mailed) -> Iterator[str]:
    for form in forms(one.field):
        letters = folded(form.within(one.start, one.end))
        yield TITLES.sub("", letters) if one.kind == name.KIND else letters  # 様 and さん are no part of a name


def _repeated(text: str, told: _Told) -> Iterator[tuple[int, int, Severity]]:
    """Where the forms stand in the text; those that overlap are one place."""
    seen: dict[tuple[int, int], Severity] = {}
    sizes = sorted({length for length, _ in told.by_digest}, reverse=True)
    for form in {form.letters: form for form in reversed(forms(text))}.values() if sizes else ():
        for start in range(len(form.letters) - _SHORTEST + 1):
            if _digest(form.letters[start : start + _SHORTEST]) not in told.heads:
                continue
            for size in sizes:
                end = start + size
                found = told.by_digest.get((size, _digest(form.letters[start:end])))
                if found is not None and end <= len(form.letters) and form.alone(found[0], start, end):
                    place = form.place(start, end)
                    seen[place] = min(seen.get(place, found[1]), found[1], key=_SURE.index)
    joined: list[tuple[int, int, Severity]] = []
    for (start, end), severity in sorted(seen.items()):
        if joined and start < joined[-1][1]:
            first, last, sure = joined.pop()
            joined.append((first, max(last, end), min(sure, severity, key=_SURE.index)))
        else:
            joined.append((start, end, severity))
    yield from joined


_SURE = (Severity.ERROR, Severity.WARNING, Severity.NOTE)


def _digest(form: str) -> bytes:
    return sha256(form.encode("utf-8", "surrogatepass")).digest()
