"""The register of sent mails (配信簿): a page to print and file, and the same for a spreadsheet."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime

from haishin.consult.phrases import agreed
from haishin.consult.sent_mail import SentMail, minutes_since, waiver_name
from haishin.core.catalogue import Message
from haishin.core.contract.hours import stamp
from haishin.core.contract.policy import JST
from haishin.core.escaping import guarded, visible
from haishin.core.model import Language, PressKind
from haishin.office import paper

_COLUMNS = {  # and the share of the page's width
    "number": 7,
    "recognized": 6,
    "begun": 6,
    "last-mail": 6,
    "subject": 11,
    "category": 6,
    "area": 6,
    "drafter": 5,
    "approvals": 11,
    "looks": 6,
    "press": 5,
    "consent": 4,
    "waivers": 4,
    "minutes-to-approval": 3,
    "minutes-to-merge": 3,
    "minutes-to-mail": 3,
    "followed": 8,
}

Cells = tuple[tuple[str, ...], ...]  # of one mail: for each column its lines


def cells(mail: SentMail, language: Language) -> Cells:
    """Fill the row of a mail; a time that the ledger does not have stays empty."""
    return tuple(tuple(filter(None, lines)) for lines in _row(mail, language))


def _row(mail: SentMail, language: Language) -> Iterator[Iterable[str | None]]:
    """Yield the lines of each column; an empty line is none."""
    claim, entry = mail.claim, mail.entry
    yield (claim.alert,)
    for at in (claim.recognized, claim.at, entry.accepted):
        yield () if at is None else (stamp(at),)
    yield (Message("consult/mail-unreadable")[language] if mail.subject is None else visible(mail.subject),)
    yield mail.category_names()
    yield mail.area_names(language)
    yield (mail.drafter_name(),)
    yield (agreed(approval, mail.contract, language) for approval in claim.approvals)
    yield mail.look_lines(language)
    yield _press(mail, language)
    consent = None if mail.alert is None else mail.alert.consent
    yield () if consent is None else (Message(f"office/consent-{consent.state}")[language],)
    yield (waiver_name(rule, language) for rule in claim.waivers)
    for at in (claim.approved, claim.merged, entry.accepted):
        minutes = minutes_since(claim.recognized, at)
        yield () if minutes is None else (str(minutes),)
    yield _aftermath(mail, language)


def spreadsheet(rows: Iterable[Cells], language: Language) -> str:
    """Write the rows as CSV."""
    return csv_text((_headings(language), *([" / ".join(cell) for cell in row] for row in rows)))


def csv_text(rows: Iterable[Sequence[str]]) -> str:
    """Write a CSV; a byte order mark says UTF-8 to a spreadsheet; no cell is a formula."""
    text = io.StringIO()
    text.write("\ufeff")
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerows([guarded(cell) for cell in row] for row in rows)
    return text.getvalue()


def page(
    rows: Sequence[Cells], force: str, of: Sequence[str], now: datetime, language: Language, *, rehearsal: bool
) -> str:
    """Write the rows as a page of HTML for A4; ``of``: the month and the unit that were asked for."""
    title = Message("office/title-rehearsal" if rehearsal else "office/title")[language]
    made = Message("office/made", when=stamp(now))[language]
    facts = (force, Message("office/count", n=len(rows))[language], made)
    shares = "".join(f'<col style="width:{share}%">' for share in _COLUMNS.values())
    lines = []
    for row in rows:
        cells = "".join(f"<td>{paper.lines(cell)}</td>" for cell in row)
        lines.append(f"<tr>{cells}</tr>")
    if not rows:
        lines.append(f'<tr><td colspan="{len(_COLUMNS)}">{Message("office/nothing-sent")[language]}</td></tr>')
    body = [
        f"<p>{paper.html('　'.join(facts))}</p>",
        f"<table><colgroup>{shares}</colgroup>",
        paper.head(_headings(language)),
        "<tbody>",
        *lines,
        "</tbody></table>",
    ]
    return paper.page(" ".join((title, *of)), body, language, "register.css")


def month(at: datetime) -> str:
    """Name the month of a moment in Japan time: ``2026-11``."""
    return f"{at.astimezone(JST):%Y-%m}"


def month_name(month: str, language: Language) -> str:
    """Write ``2026-11`` as a heading does: ``2026年11月``."""
    year, number = month.split("-")
    return Message("office/month", year=year, month=int(number))[language]


def _headings(language: Language) -> list[str]:
    return [Message(f"office/column-{name}")[language] for name in _COLUMNS]


def _press(mail: SentMail, language: Language) -> Iterator[str]:
    """Say whether it is announced to the press (5(2)); of an arrest, that was mailed, that the release was made."""
    if mail.alert is None:
        return
    press, arrests = mail.alert.press, mail.contract.policy.press.arrest_contents
    if press.kind is not PressKind.RELEASE:
        yield Message(f"office/press-{press.kind}")[language]
        return
    if mail.alert.content in arrests and not mail.alert.exercise:
        yield Message("office/released")[language]
    elif press.at is None:
        yield Message("office/planned-sometime")[language]
    else:
        yield Message("office/planned", when=stamp(press.at))[language]
    if press.consistent is not None:
        yield Message(f"office/compared-{press.consistent}")[language]


def _aftermath(mail: SentMail, language: Language) -> Iterator[str]:
    if mail.entry.stopped_at is not None:
        yield Message("office/stopped", when=stamp(mail.entry.stopped_at))[language]
    for successor in mail.successors:
        kind = Message(f"consult/following-{successor.kind}")
        yield Message("office/followed", kind=kind, alert=successor.alert)[language]
