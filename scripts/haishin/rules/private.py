"""What is personal in a file, and where: title, text and the other items of the front matter (5(4))."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from haishin import privacy
from haishin.contract.policy import Policy
from haishin.document.forming import place_of
from haishin.document.lines import Lines
from haishin.model import Alert, ConsentState, Document, Path, Severity, Span
from haishin.privacy.detectors import name
from haishin.rules.confirmed import answers
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
            mailed = (Private(hit.kind, hit.severity, span, text) for hit, span, text in _scan(document, context))
            self._hits = (*mailed, *_items(document, context))
            self._asked = (document, context)
        return self._hits


_hits = _Hits()


def found(document: Document, context: Context) -> tuple[Private, ...]:
    """All that is personal in the file, confirmed or not."""
    return _hits.of(document, context)


@dataclass(frozen=True, slots=True)
class Mailed:
    """Something personal in what is mailed: the field's whole text, and where in it."""

    kind: str
    severity: Severity
    field: str
    start: int
    end: int


def unanswered(document: Document, context: Context) -> Iterator[Mailed]:
    """What is personal in what is mailed, without what its drafter confirmed and policy lets him confirm."""
    policy, alert = context.contract.policy, document.alert
    given = [one for one in alert.confirmed if one.rule not in policy.never_confirmable] if alert is not None else []
    title, case_name = (document.values.get((item,), "") for item in ("title", "case_name"))
    body, _ = text_of(document)
    alert_id = place_of(document.path)[2]
    for fields, hits in (
        ({"title": title, "body": body}, _hits_in(title, body, document, context)),
        ({"body": case_name}, _hits_in("", case_name, document, context)),
    ):
        for hit in hits:
            text = fields[hit.field][hit.start : hit.end]
            if not any(answers(one, alert_id, hit.kind, text) for one in given) or (
                hit.severity is Severity.ERROR and not policy.may_stand(hit.kind, alert)
            ):
                yield Mailed(hit.kind, hit.severity, fields[hit.field], hit.start, hit.end)


def personal(words: str, context: Context) -> bool:
    """Whether words that stand by themselves tell of a person."""
    contract = context.contract
    hits = privacy.scan(
        "",
        words,
        category=None,
        consent_names=(),
        consent=False,
        disclosed=(),
        wording=contract.wording,
        organization=contract.organization,
    )
    return bool(hits)


def _scan(document: Document, context: Context) -> Iterator[tuple[privacy.Hit, Span, str]]:
    """Title and text."""
    lines = Lines(document.source)
    place = document.place("title")
    first, last = lines.bounds(place)
    written = document.source[first:last]
    title = document.values.get(("title",), "")
    body, start = text_of(document)
    for hit in _hits_in(title, body, document, context):
        if hit.field == "body":
            yield hit, lines.span(start + hit.start, start + hit.end), body[hit.start : hit.end]
        else:
            span = lines.span(first + hit.start, first + hit.end) if written == title else place
            yield hit, span, title[hit.start : hit.end]


def _items(document: Document, context: Context) -> Iterator[Private]:
    """The front matter."""
    for piece in pieces(document):
        if piece.path == ("consent", "by") and document.alert is not None and document.alert.consent is not None:
            continue  # the rule `consent` lets a relation pass and nothing else
        yield from _of_piece(piece, document, context)


def _of_piece(piece: Piece, document: Document, context: Context) -> Iterator[Private]:
    lines = Lines(document.source)
    for hit in _hits_in("", piece.text, document, context):
        if piece.path[:2] == ("consent", "names") and hit.kind == name.DETECTOR.kind:
            continue
        if not piece.prose:
            yield Private(hit.kind, hit.severity, piece.span, piece.text, piece.path)
            return
        span = piece.span
        if piece.offset is not None:
            span = lines.span(piece.offset + hit.start, piece.offset + hit.end)
        yield Private(hit.kind, hit.severity, span, piece.text[hit.start : hit.end], piece.path)


def _hits_in(title: str, body: str, document: Document, context: Context) -> tuple[privacy.Hit, ...]:
    alert, policy = document.alert, context.contract.policy
    return privacy.scan(
        title,
        body,
        category=alert.category if alert is not None else None,
        consent_names=_consented(alert, policy) if alert is not None else (),
        consent=False,
        disclosed=_disclosed(alert, policy, title, body) if alert is not None else (),
        undisclosed=policy.never_confirmable,
        wording=context.contract.wording,
        organization=context.contract.organization,
    )


def _consented(alert: Alert, policy: Policy) -> tuple[str, ...]:
    """Who may be named: the family's consent is to the lookout for a missing person and to nothing else."""
    consent = alert.consent
    given = consent is not None and consent.state is ConsentState.GIVEN and alert.case == policy.consent.case
    return consent.names if consent is not None and given else ()


def _disclosed(alert: Alert, policy: Policy, *fields: str) -> tuple[str, ...]:
    """Each text disclosed on a ground of this case, as it stands there: alone, and with the title or age behind it."""
    given = [one.text for one in alert.disclose if policy.discloses(one.ground, alert.case)]
    found = set(given)
    for one in given:
        found.update(match[0] for text in fields for match in re.finditer(re.escape(one) + _TITLED, text))
    return tuple(sorted(found))
