"""The pages of which the pictures in the READMEs are taken: what the product made, in plain frames of our own."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from functools import cache
from html import escape
from pathlib import Path

from haishin.consult.review.facts import Reach
from haishin.message.prepare import MailText, Variant, compose
from haishin.message.sender import Sender
from support.comments import COUNTED, judged, review, shown, to_html
from support.review import ALERT, TEXT, contract

STYLE = Path(__file__).with_name("scenes.css")
MANY = Reach(12_300, COUNTED)
CLOCK = "16:30"  # the moment of the situations


def scenes() -> dict[str, str]:
    """Name of a picture → its page; the first element of the body is what is taken."""
    return {name: _document(body()) for name, body in _SCENES.items()}


def digest(data: bytes) -> str:
    """What a page or a picture is known by."""
    return hashlib.sha256(data).hexdigest()


def _document(body: str) -> str:
    style = STYLE.read_text("utf-8")
    return (
        f'<!DOCTYPE html>\n<html lang="ja"><meta charset="utf-8"><style>\n{style}</style>\n<body>{body}</body></html>\n'
    )


# --- the whole line in one picture ----------------------------------------------------------------


def _line(layout: str) -> str:
    return f'<div class="{layout}">{_file()}{_chief()}{_resident()}</div>'


def _file() -> str:
    return _figure(
        "① 書く：1通が1ファイル",
        "The drafter writes one file",
        f'<div class="page">{_path()}<div class="file">{_lines(TEXT)}</div></div>',
    )


def _chief() -> str:
    comment = _comment(shown(judged(TEXT), MANY))
    return _figure("② 署長のスマートフォン", "The chief reads and approves", _phone(CLOCK, comment))


def _resident() -> str:
    return _figure("③ 登録者のスマートフォン", "A resident gets the mail, once", _phone("16:40", _mail(900)))


def _figure(title: str, english: str, inner: str) -> str:
    return f"<figure><figcaption>{title}<small>{english}</small></figcaption>{inner}</figure>"


def _phone(clock: str, screen: str) -> str:
    bar = f'<div class="bar"><span>{clock}</span><span>11月25日(水)</span></div>'
    return f'<div class="phone"><div class="zoom">{bar}{screen}</div></div>'


def _path() -> str:
    return f'<div class="path">alerts / maebashi / 2026 / <b>{ALERT}.md</b></div>'


def _lines(text: str) -> str:
    return "".join(
        f"<div><i>{number}</i><span>{_coloured(line)}</span></div>" for number, line in enumerate(text.splitlines(), 1)
    )


def _coloured(line: str) -> str:
    field, colon, value = line.partition(": ")
    if colon and field.isascii():
        return f"<u>{escape(field)}:</u> {escape(value)}"
    return f"<s>{line}</s>" if line == "---" else escape(line)


def _comment(markdown: str) -> str:
    """How it begins: no screen here holds more, and what is not seen makes no picture old."""
    return (
        '<div class="robot"><span>●</span><span><b>github-actions</b> commented</span></div>'
        f'<div class="said">{to_html(_head(markdown, 20))}</div>'
    )


@cache
def _told() -> MailText:
    alert = judged(TEXT).alert
    assert alert is not None
    return compose(alert, Variant("html", "ja"), Sender.of(contract().organization.mail), contract())


def _mail(height: int) -> str:
    told, name = _told(), contract().organization.mail.from_name
    return (
        f'<div class="who"><small>{escape(name)}</small><p>{escape(told.subject)}</p></div>'
        f'<iframe style="height:{height}px" srcdoc="{escape(told.html or "")}"></iframe>'
    )


# --- the steps ------------------------------------------------------------------------------------


def _draft() -> str:
    return _step(
        f'<span class="label"><b class="n">1</b>alerts / maebashi / 2026 /</span><span class="field">{ALERT}.md</span>'
        f'<span class="label"><b class="n">2</b>見本を貼り、書き換える</span>'
        f'<div class="field"><div class="file">{_lines(_head(TEXT, 9))}</div></div>'
        '<div class="right"><b class="n">3</b><span class="button go">Commit changes…</span></div><hr>'
        '<span class="choice">○ Commit directly to the <b>main</b> branch</span>'
        '<span class="choice"><b class="n">4</b>◉ Create a <b>new branch</b> for this commit and start a pull request'
        f'</span><span class="field">{ALERT}</span>'
        '<div class="right"><b class="n">5</b><span class="button go">Propose changes</span></div><hr>'
        '<div class="right"><b class="n">6</b><span class="button go">Create pull request</span></div>'
    )


def _finding() -> str:
    wrong = TEXT.replace("11月25日（水）午後3時30分ころ", "昨日午後3時30分ころ")
    return _step(_comment(shown(judged(wrong), MANY)), "page", 504)


def _approval() -> str:
    return _step(
        '<div class="ends"><span><b class="n">1</b><span class="button">Files changed</span></span>'
        '<span><b class="n">2</b><span class="button go">Review changes ▾</span></span></div><hr>'
        '<span class="label">Finish your review</span><span class="field high">&nbsp;</span>'
        '<span class="choice">○ <b>Comment</b><small>意見だけを書く</small></span>'
        '<span class="choice"><b class="n">3</b>◉ <b>Approve</b><small>承認する</small></span>'
        '<span class="choice">○ <b>Request changes</b><small>直すまで配信させない</small></span>'
        '<div class="right"><b class="n">4</b><span class="button go">Submit review</span></div>'
    )


def _merge() -> str:
    comment = _comment(shown(judged(TEXT, review("maebashi-manager", 10)), MANY))
    return _step(
        f'<div style="height:270px;overflow:hidden">{comment}</div><hr><div class="in">'
        '<b class="n">1</b><span class="button go">Squash and merge</span><br><br>'
        '<b class="n">2</b><span class="button go">Confirm squash and merge</span></div>',
        "page",
    )


def _arrived() -> str:
    return f'<div class="step">{_phone("16:40", _mail(700))}</div>'


def _stop() -> str:
    return _step(
        '<div class="right"><b class="n">1</b><span class="button go">New branch</span></div><hr>'
        '<span class="label">Create a branch</span><span class="choice"><b class="n">2</b>New branch name</span>'
        f'<span class="field">stop/{ALERT}</span><span class="choice">Source: <b>main</b></span>'
        '<div class="right"><b class="n">3</b><span class="button go">Create new branch</span></div>'
    )


def _step(inner: str, classes: str = "page in", height: int | None = None) -> str:
    style = "" if height is None else f' style="height:{height}px"'
    return f'<div class="step"><div class="{classes}"{style}>{inner}</div></div>'


def _head(text: str, lines: int) -> str:
    return "\n".join(text.splitlines()[:lines])


_SCENES: dict[str, Callable[[], str]] = {
    "line": lambda: _line("line"),
    "line-tall": lambda: _line("tall"),
    "draft": _draft,
    "finding": _finding,
    "approval": _approval,
    "merge": _merge,
    "mail": _arrived,
    "stop": _stop,
}
