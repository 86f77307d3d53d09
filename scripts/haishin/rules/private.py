"""What is personal in a file, and where: title, text and the other items of the front matter (5(4))."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from haishin import privacy
from haishin.document.lines import Lines
from haishin.model import ConsentState, Disclosure, Document, Path, Severity, Span
from haishin.privacy import name
from haishin.rules.confirmed import answers, plain
from haishin.rules.items import Piece, pieces
from haishin.rules.places import text_of
from haishin.rules.problem import Context

# What may follow a disclosed name and tells nobody more: its reading, 「容疑者」 or 「さん」, 「（30歳）」.
_TITLED = (
    r"(?:[（(][ぁ-んァ-ヶー \u3000]{2,30}[)）])?"
    r"(?:[ \u3000]?(?:容疑者|被疑者|被告|受刑者|さん|さま|様|氏|くん|君|ちゃん))?"
    r"(?:[（(](?:当時)?[0-9０-９]{1,3}歳?[)）])?"
)


@dataclass(frozen=True, slots=True)
class Private:
    """Something personal: what, where in the file, how it reads; ``path``: the item, None for title and text."""

    kind: str
    severity: Severity
    span: Span
    text: str
    path: Path | None = None


class _Hits:
    """The hits in the document looked at last: the rules below ask about it in turn, and one scan serves all."""

    def __init__(self) -> None:
        self._asked: tuple[Document, Context] | None = None
        self._hits: tuple[Private, ...] = ()

    def of(self, document: Document, context: Context) -> tuple[Private, ...]:
        """All that is personal in the file."""
        if self._asked is None or self._asked[0] is not document or self._asked[1] is not context:
            mailed = [Private(hit.kind, hit.severity, span, text) for hit, span, text in _scan(document, context)]
            self._hits = (*mailed, *_items(document, context, {plain(one.text) for one in mailed}))
            self._asked = (document, context)
        return self._hits


_hits = _Hits()


def found(document: Document, context: Context) -> tuple[Private, ...]:
    """All that is personal in the file, confirmed or not."""
    return _hits.of(document, context)


def unanswered(document: Document, context: Context) -> tuple[privacy.Hit, ...]:
    """What is personal in title and text, without what its drafter confirmed and policy lets him confirm."""
    policy, alert = context.contract.policy, document.alert
    given = [one for one in alert.confirmed if one.rule not in policy.never_confirmable] if alert is not None else []
    return tuple(
        hit
        for hit, _, text in _scan(document, context)
        if not any(answers(one, hit.kind, text) for one in given)
        or (hit.severity is Severity.ERROR and hit.kind not in policy.confirmable_errors)
    )


def _scan(document: Document, context: Context) -> Iterator[tuple[privacy.Hit, Span, str]]:
    """Title and text."""
    lines = Lines(document.source)
    place = document.place("title")
    first = lines.offset(place.line, place.column)
    written = document.source[first : lines.offset(place.end_line, place.end_column)]
    title = document.values.get(("title",), "")
    body, start = text_of(document)
    for hit in _hits_in(title, body, document, context):
        if hit.field == "body":
            yield hit, lines.span(start + hit.start, start + hit.end), body[hit.start : hit.end]
        else:
            span = lines.span(first + hit.start, first + hit.end) if written == title else place
            yield hit, span, title[hit.start : hit.end]


def _items(document: Document, context: Context, mailed: set[str]) -> Iterator[Private]:
    """The front matter; ``mailed``: what is found in title and text, which a confirmation may repeat."""
    known = set(mailed)
    # What is confirmed comes last: it may repeat what stands in another item.
    for piece in sorted(pieces(document), key=_confirms):
        if _confirms(piece) and plain(piece.text) in known:
            continue
        if piece.path == ("consent", "by") and document.alert is not None and document.alert.consent is not None:
            continue  # the rule `consent` lets a relation pass and nothing else
        for one in _of_piece(piece, document, context):
            known.add(plain(one.text))
            yield one


def _confirms(piece: Piece) -> bool:
    return piece.path[:1] == ("confirmed",) and piece.path[-1] == "text"


def _of_piece(piece: Piece, document: Document, context: Context) -> Iterator[Private]:
    lines = Lines(document.source)
    for hit in _hits_in("", piece.text, document, context):
        if piece.path[:2] == ("consent", "names") and hit.kind == name.KIND:
            continue
        if not piece.prose:
            yield Private(hit.kind, hit.severity, piece.span, piece.text, piece.path)
            return
        span = piece.span
        if piece.offset is not None:
            span = lines.span(piece.offset + hit.start, piece.offset + hit.end)
        yield Private(hit.kind, hit.severity, span, piece.text[hit.start : hit.end], piece.path)


def _hits_in(title: str, body: str, document: Document, context: Context) -> tuple[privacy.Hit, ...]:
    alert = document.alert
    consent = alert.consent if alert is not None else None
    return privacy.scan(
        title,
        body,
        category=alert.category if alert is not None else None,
        consent_names=consent.names if consent is not None and consent.state is ConsentState.GIVEN else (),
        consent=False,
        disclosed=_disclosed(alert.disclose, title, body) if alert is not None else (),
        wording=context.contract.wording,
        organization=context.contract.organization,
    )


def _disclosed(given: tuple[Disclosure, ...], *fields: str) -> tuple[str, ...]:
    """Each disclosed text as it stands there: alone, and with the title or age that follows it."""
    found = {one.text for one in given}
    for one in given:
        found.update(match[0] for text in fields for match in re.finditer(re.escape(one.text) + _TITLED, text))
    return tuple(sorted(found))
