"""The register of what was mailed (配信簿): a page to print and file, and the same for a spreadsheet."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from html import escape

from haishin.consult.phrases import agreed
from haishin.consult.sent_mail import FOLLOWING, UNREADABLE, WAIVED, SentMail, minutes_since
from haishin.core.cells import guarded
from haishin.core.contract.policy import JST
from haishin.core.escaping import visible
from haishin.core.model import ConsentState, Language, PressKind, Text

# Heading, and the share of the page's width.
_COLUMNS = (
    (Text("番号", "number"), 7),
    (Text("認知", "recognized"), 6),
    (Text("配信の開始", "begun"), 6),
    (Text("最後の配信", "last mail"), 6),
    (Text("件名", "subject"), 11),
    (Text("区分", "category"), 6),
    (Text("範囲", "scope"), 6),
    (Text("起案者", "drafter"), 5),
    (Text("承認", "approvals"), 11),
    (Text("後閲", "own look after acting"), 6),
    (Text("報道発表", "press release"), 5),
    (Text("家族の了解", "consent"), 4),
    (Text("原則の例外", "waivers"), 4),
    (Text("認知から承認(分)", "minutes to approval"), 3),
    (Text("認知からマージ(分)", "minutes to merge"), 3),
    (Text("認知から配信(分)", "minutes to last mail"), 3),
    (Text("続報・訂正等", "what followed"), 8),
)
_TITLE = Text("情報メール配信簿", "Register of mails")
_REHEARSAL = Text("予行演習", "rehearsal")
_COUNT = Text("{n} 件", "{n} mail(s)")
_MADE = Text("{when} 作成", "made {when}")
_MONTH = Text("{year}年{month}月", "{year}-{month:02}")
_STOPPED = Text("停止", "stopped")
_UNRELEASED = {PressKind.NONE: Text("なし", "none"), PressKind.UNDECIDED: Text("未定", "undecided")}
_RELEASED = Text("広報済", "released")
_PLANNED = Text("予定 {when}", "planned {when}")
_SOMETIME = Text("予定(時刻未定)", "planned, no time yet")
_COMPARED = {
    "yes": Text("発表文と整合", "consistent with it"),
    "no": Text("発表文と異なる", "differs from it"),
    "not-yet": Text("発表文なし", "no text of it yet"),
}
_CONSENTS = {
    ConsentState.GIVEN: Text("あり", "given"),
    ConsentState.PENDING: Text("確認中", "asked for"),
    ConsentState.REFUSED: Text("なし", "refused"),
    ConsentState.NOBODY: Text("相手なし", "nobody to ask"),
}
_NONE = Text("配信したものはありません。", "Nothing was sent.")

_STYLE = """\
@page{size:A4 landscape;margin:10mm}
body{margin:0;background:#fff;color:#000;font:8pt/1.4 "Yu Gothic","Meiryo","MS PGothic","Noto Sans CJK JP",sans-serif}
h1{margin:0;font-size:14pt}
p{margin:2mm 0}
table{width:100%;border-collapse:collapse;table-layout:fixed}
thead{display:table-header-group}
tr{break-inside:avoid}
th,td{padding:1mm;border:.2mm solid #000;text-align:left;vertical-align:top;overflow-wrap:anywhere}
th{background:#eee}
"""

Cells = tuple[tuple[str, ...], ...]  # of one mail: for each column its lines


def cells(mail: SentMail, language: Language) -> Cells:
    """Fill the row of one mail; a time that the ledger does not have stays empty."""
    claim, entry = mail.claim, mail.entry
    spans = (minutes_since(claim.recognized, at) for at in (claim.approved, claim.merged, entry.accepted))
    return (
        (claim.alert,),
        _time(claim.recognized),
        _time(claim.at),
        _time(entry.accepted),
        (UNREADABLE[language] if mail.subject is None else visible(mail.subject),),
        mail.category_names(),
        mail.area_names(language),
        tuple(filter(None, (mail.drafter_name(),))),
        tuple(agreed(approval, mail.contract, language) for approval in claim.approvals),
        tuple(mail.look_lines(language)),
        tuple(_press(mail, language)),
        tuple(_consent(mail, language)),
        tuple(WAIVED[rule][language] if rule in WAIVED else visible(rule) for rule in claim.waivers),
        *(() if span is None else (str(span),) for span in spans),
        tuple(_aftermath(mail, language)),
    )


def spreadsheet(rows: Iterable[Cells], language: Language) -> str:
    """Write the rows as CSV behind a byte order mark, by which a spreadsheet knows UTF-8; no cell is a formula."""
    text = io.StringIO()
    text.write("\ufeff")
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow([name[language] for name, _ in _COLUMNS])
    writer.writerows([guarded(" / ".join(cell)) for cell in row] for row in rows)
    return text.getvalue()


def page(
    rows: Sequence[Cells], force: str, of: Sequence[str], now: datetime, language: Language, *, rehearsal: bool
) -> str:
    """Write the rows as a page of HTML for A4, with nothing to load and no script.

    ``of``: the month and the unit that were asked for.
    """
    title = _TITLE[language] + (f" ({_REHEARSAL[language]})" if rehearsal else "")
    made = _MADE.format(when=_stamp(now))[language]
    facts = (force, *of, _COUNT.format(n=len(rows))[language], made)
    heads = "".join(f'<th scope="col">{escape(name[language])}</th>' for name, _ in _COLUMNS)
    shares = "".join(f'<col style="width:{share}%">' for _, share in _COLUMNS)
    lines = [f"<tr>{''.join(f'<td>{_html(cell)}</td>' for cell in row)}</tr>" for row in rows]
    return "\n".join(
        (
            "<!DOCTYPE html>",
            f'<html lang="{language}">',
            "<head>",
            '<meta charset="utf-8">',
            f"<title>{escape(' '.join((title, *map(visible, of))))}</title>",
            f"<style>\n{_STYLE}</style>",
            "</head>",
            "<body>",
            f"<h1>{escape(title)}</h1>",
            f"<p>{'　'.join(escape(visible(fact)) for fact in facts)}</p>",
            "<table>",
            f"<colgroup>{shares}</colgroup>",
            f"<thead><tr>{heads}</tr></thead>",
            "<tbody>",
            *(lines or [f'<tr><td colspan="{len(_COLUMNS)}">{escape(_NONE[language])}</td></tr>']),
            "</tbody>",
            "</table>",
            "</body>",
            "</html>",
            "",
        )
    )


def month(at: datetime) -> str:
    """Name the month of a moment in Japan time: ``2026-11``."""
    return f"{at.astimezone(JST):%Y-%m}"


def month_name(month: str, language: Language) -> str:
    """Write ``2026-11`` as a heading does: ``2026年11月``."""
    year, number = month.split("-")
    return _MONTH.format(year=year, month=int(number))[language]


def _html(lines: Iterable[str]) -> str:
    return "<br>".join(escape(line) for line in lines)


def _press(mail: SentMail, language: Language) -> Iterator[str]:
    """Say whether it is announced to the press (5(2)); of an arrest, that was mailed, that the release was made."""
    if mail.alert is None:
        return
    press, arrests = mail.alert.press, mail.contract.policy.press.arrest_contents
    if press.kind in _UNRELEASED:
        yield _UNRELEASED[press.kind][language]
        return
    if mail.alert.content in arrests and not mail.alert.exercise:
        yield _RELEASED[language]
    elif press.at is None:
        yield _SOMETIME[language]
    else:
        yield _PLANNED.format(when=_stamp(press.at))[language]
    if press.consistent is not None:
        yield _COMPARED[press.consistent][language]


def _consent(mail: SentMail, language: Language) -> Iterator[str]:
    """Say how the family's consent stood when it was mailed (T4), and no name."""
    if mail.alert is not None and mail.alert.consent is not None:
        yield _CONSENTS[mail.alert.consent.state][language]


def _aftermath(mail: SentMail, language: Language) -> Iterator[str]:
    if mail.entry.stopped_at is not None:
        yield f"{_STOPPED[language]} {_stamp(mail.entry.stopped_at)}"
    for successor in mail.successors:
        yield f"{FOLLOWING[successor.kind][language]} {successor.alert}"


def _time(at: datetime | None) -> tuple[str, ...]:
    return () if at is None else (_stamp(at),)


def _stamp(at: datetime) -> str:
    return f"{at.astimezone(JST):%Y-%m-%d %H:%M}"
