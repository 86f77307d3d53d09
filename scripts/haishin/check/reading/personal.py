"""Personal information in a file and its places: title, text and the other items of the front matter (5(4))."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from haishin.check import privacy
from haishin.check.document.lines import Lines
from haishin.check.privacy.detectors import name, school_victim
from haishin.check.reading.items import Piece, pieces
from haishin.check.reading.writing import Version
from haishin.core.contract import Contract
from haishin.core.contract.policy import Policy
from haishin.core.model import Alert, ConsentState, Document, Path, Severity, Span

_TITLE: Path = ("title",)
# What may follow a disclosed name and tells nobody more: its reading, 「容疑者」 or 「さん」, 「（30歳）」.
_TITLED = (
    r"(?:[（(][ぁ-んァ-ヶー \u3000]{2,30}[)）])?"
    r"(?:[ \u3000]?(?:容疑者|被疑者|被告|受刑者|さん|さま|様|氏|くん|君|ちゃん))?"
    r"(?:[（(](?:当時)?[0-9０-９]{1,3}歳?[)）])?"
)


@dataclass(frozen=True, slots=True)
class Personal:
    """A piece of personal information in the file."""

    kind: str
    severity: Severity
    span: Span
    text: str
    path: Path | None = None  # the item; None for title and text
    shown: bool = False  # found in the text as shown


def personal(document: Document, contract: Contract, lines: Lines, versions: Iterable[Version]) -> Iterator[Personal]:
    """Yield the personal information of the file as written and, if it differs, as shown."""
    for version in versions:
        yield from _mailed(version, document, contract, lines)
        for piece in pieces(document, lines):
            if version.shown and piece.path not in version.items:
                continue
            if piece.path == ("consent", "by") and document.sketch is not None and document.sketch.consent is not None:
                continue  # the rule `consent` lets a relation pass and nothing else
            yield from _of_piece(piece, version, document, contract, lines)


def _mailed(version: Version, document: Document, contract: Contract, lines: Lines) -> Iterator[Personal]:
    """Yield the personal information of title and text."""
    place = document.place("title")
    first, last = lines.bounds(place)
    whole = document.source[first:last] == document.values.get(_TITLE, "")
    title, body = version.values.get(_TITLE, ""), version.writing.body
    start = lines.offset(document.body_line)
    for hit in _hits(title, body, document, contract):
        if hit.field == "body":
            begin, end = version.in_body(hit.start, hit.end)
            span, text = lines.span(start + begin, start + end), body
        else:
            begin, end = version.in_item(_TITLE, hit.start, hit.end)
            span, text = (lines.span(first + begin, first + end) if whole else place), title
        yield Personal(hit.kind, hit.severity, span, text[hit.start : hit.end], None, version.shown)


def _of_piece(
    piece: Piece, version: Version, document: Document, contract: Contract, lines: Lines
) -> Iterator[Personal]:
    text = piece.text
    if version.shown:
        text = version.values[piece.path]
    for hit in _hits("", text, document, contract):
        if piece.path[:2] == ("consent", "names") and hit.kind == name.DETECTOR.kind:
            continue
        if not piece.prose:
            yield Personal(hit.kind, hit.severity, piece.span, text, piece.path, version.shown)
            return
        span = piece.span
        if piece.offset is not None:
            start, end = version.in_item(piece.path, hit.start, hit.end)
            span = lines.span(piece.offset + start, piece.offset + end)
        yield Personal(hit.kind, hit.severity, span, text[hit.start : hit.end], piece.path, version.shown)


def _hits(title: str, body: str, document: Document, contract: Contract) -> tuple[privacy.Hit, ...]:
    """Find them by the items as far as they are sure: a faulty case is taken for the case of the consent."""
    alert, policy = document.sketch, contract.policy
    if alert is not None and "case" in document.unsure:
        grounds = [ground for given in alert.disclose for ground in policy.disclosure_cases.get(given.ground, ())]
        case = policy.consent.case if alert.consent is not None else next(iter(grounds), None)
        alert = replace(alert, case=case)
    return hits_in(title, body, alert, contract)


def hits_in(title: str, body: str, alert: Alert | None, contract: Contract) -> tuple[privacy.Hit, ...]:
    """Find the personal information of an alert's title and text, less names and texts that may stand in its case."""
    policy = contract.policy
    if alert is None:
        return privacy.scan(title, body, contract, undisclosed=policy.never_confirmable)
    hits = privacy.scan(
        title,
        body,
        contract,
        category=alert.category,
        consent_names=_consented(alert, policy),
        disclosed=_disclosed(alert, policy, title, body),
        undisclosed=policy.never_confirmable,
    )
    if policy.agreed(alert):  # a missing child is sought by its school, too
        return tuple(hit for hit in hits if hit.kind != school_victim.DETECTOR.kind)
    return hits


def tells_of_a_person(words: str, contract: Contract) -> bool:
    """Whether words that stand by themselves name a person."""
    return bool(privacy.scan("", words, contract))


def _consented(alert: Alert, policy: Policy) -> tuple[str, ...]:
    """List who may be named: the family's consent is to the lookout for a missing person and to nothing else."""
    consent = alert.consent
    if consent is None or consent.state is not ConsentState.GIVEN or alert.case != policy.consent.case:
        return ()
    return consent.names


def _disclosed(alert: Alert, policy: Policy, *fields: str) -> tuple[str, ...]:
    """List each text disclosed on a ground of this case: alone, and with the title or age that stands behind it."""
    given = [disclosure.text for disclosure in alert.disclose if policy.discloses(disclosure.ground, alert.case)]
    texts = set(given)
    for disclosed in given:
        texts.update(match[0] for text in fields for match in re.finditer(re.escape(disclosed) + _TITLED, text))
    return tuple(sorted(texts))
