"""Rule ``leak``: a correction does not repeat what should never have been sent (5(4)).

What the followed alert told of a person is looked for in title and text of the correction, in whatever spelling the
detectors see through. Both sides are compared by digest, and nothing of either is ever said.
"""

from __future__ import annotations

from collections.abc import Iterator
from hashlib import sha256

from haishin.document.lines import Lines
from haishin.document.sample import SAMPLE, changed
from haishin.model import Document, FollowKind, Severity, Text
from haishin.privacy import name
from haishin.privacy.normalising import digits, prose
from haishin.privacy.scanning import TITLES
from haishin.privacy.view import View
from haishin.rules.places import in_title, text_of
from haishin.rules.private import unanswered
from haishin.rules.problem import Context, Problem

ID = "leak"
SEVERITY = Severity.ERROR

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
    told = _told(first, context) if first is not None else {}
    if not told:
        return
    texts = context.contract.wording.texts
    standing = " ".join(texts.get("leak-correction", "").split())
    values = {
        "alert": follows.alert,
        "text": standing,
        "text_en": " ".join(texts.get("leak-correction-en", "").split()) or standing,
    }
    for start, end, severity in _repeated(document.alert.title, told):
        yield Problem(in_title(document, start, end), "again", values, private=True, severity=severity)
    text, begin = text_of(document)
    lines = Lines(document.source)
    for start, end, severity in _repeated(text, told):
        yield Problem(lines.span(begin + start, begin + end), "again", values, private=True, severity=severity)


_Told = dict[tuple[int, bytes], Severity]  # length and digest of a form


def _told(first: Document, context: Context) -> _Told:
    """The forms of everything personal in the followed alert; the surest finding counts."""
    text, _ = text_of(first)
    fields = {"title": _forms(first.alert.title if first.alert is not None else ""), "body": _forms(text)}
    told: _Told = {}
    for hit in unanswered(first, context):
        for view in fields[hit.field]:
            places = zip(view.text, view.starts, view.ends, strict=True)
            form = "".join(letter for letter, start, end in places if hit.start <= start and end <= hit.end)
            form = TITLES.sub("", form) if hit.kind == name.KIND else form  # 様 and さん are no part of a name
            if len(form) >= _SHORTEST and told.get(key := (len(form), _digest(form))) is not Severity.ERROR:
                told[key] = hit.severity
    return told


def _repeated(text: str, told: _Told) -> Iterator[tuple[int, int, Severity]]:
    """Where one of the forms stands in the text; each place once."""
    seen: dict[tuple[int, int], Severity] = {}
    for view in _forms(text):
        for size in {length for length, _ in told}:
            for start in range(len(view.text) - size + 1):
                severity = told.get((size, _digest(view.text[start : start + size])))
                if severity is not None:
                    seen.setdefault(view.span(start, start + size), severity)
    yield from ((start, end, severity) for (start, end), severity in sorted(seen.items()))


def _forms(text: str) -> tuple[View, ...]:
    """The text with one spelling, letters and digits alone: as prose, and with its numbers in digits."""
    plain = prose(text)
    return tuple(_letters(view) for view in (plain, digits(plain)))


def _letters(view: View) -> View:
    kept = [index for index, letter in enumerate(view.text) if letter.isalnum()]
    # A letter whose lower form is two would shift all places behind it.
    letters = [view.text[index].lower() for index in kept]
    return View(
        "".join(lower if len(lower) == 1 else view.text[index] for index, lower in zip(kept, letters, strict=True)),
        [view.starts[index] for index in kept],
        [view.ends[index] for index in kept],
    )


def _digest(form: str) -> bytes:
    return sha256(form.encode("utf-8", "surrogatepass")).digest()
