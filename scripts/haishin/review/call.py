"""How the comment begins: whose turn it is, by name and with the act, and the way to the button right under it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Final

from haishin.consultation.approvals import NOT_ACTING
from haishin.model import Alert, Ignored, Kind, Role, Seat, Severity, Text, Turn, What, Who
from haishin.report import turns
from haishin.report.escaping import plain
from haishin.report.phrases import empty_seat, moment, seat_name, unit_name
from haishin.review import links
from haishin.review.page import Page
from haishin.review.people import asked_at_once, asked_later, missing
from haishin.review.words import said

_PLACES = Text("{n}か所を直してください", "correct {n} place(s)")
_AND_WARNED = Text("{n}か所を直し、警告{m}件を確かめてください", "correct {n} place(s), and see to {m} warning(s)")
_EDIT = Text("▶ ファイルを開いて直す", "▶ Open the file and edit it")
_SAVE = Text(
    "{link} →「Commit changes…」。保存すると、2分ほどでこの欄が書き換わります。",
    "{link} → “Commit changes…”. This comment is rewritten about two minutes after that.",
)
_FILES = Text("▶ ファイルを開く", "▶ Open the file")
_SAVE_BY_HAND = Text(
    "{link} → 右上の「…」→「Edit file」→「Commit changes…」。保存すると、2分ほどでこの欄が書き換わります。",
    "{link} → “…” → “Edit file” → “Commit changes…”. This comment is rewritten about two minutes after that.",
)
_COPY = Text("{link} → 本文を写します。", "{link} → copy the text.")
_LOOK = Text("▶ 申請を開く", "▶ Open the pull request")
_BOXES = Text("{link} → 初めの文の □ を押します。", "{link} → tick the boxes at its head.")
_READ = Text("▶ 本文を開く", "▶ Open the text")
_CHANGES = Text("▶ 変更を開く", "▶ Open the changes")
_APPROVE = Text(
    "{link} → 右上「Review changes」→「Approve」→「Submit review」",
    "{link} → “Review changes” → “Approve” → “Submit review”",
)
_APPROVE_ACTING = Text(
    "{link} → 右上「Review changes」→「代決」とだけ1行 →「Approve」→「Submit review」",
    "{link} → “Review changes” → one line 「代決」 → “Approve” → “Submit review”",
)
_WORDLESS = Text(
    "{who}の承認には「代決」の1行がないため、数えていません。{principal}の代決なら、「代決」とだけ1行書いて、もう一度承認してください。",
    "The approval of {who} has no line 「代決」 and does not count: to act for {principal}, approve again with it.",
)
_WRITE = Text("▶ 書く所を開く", "▶ Open where it is written")
_RELEASED = Text(
    "{link} →「Review changes」→「広報済」とだけ1行 →「Comment」→「Submit review」"
    "(「Approve」だけでは、発表の確認になりません)",
    "{link} → “Review changes” → one line 「広報済」 → “Comment” → “Submit review” (“Approve” confirms nothing)",
)
_PLANNED = Text("発表の予定は{when}です。", "The release is planned for {when}.")
_NOTHING = Text("{who}:することはありません。", "{who}: there is nothing to do.")
_BUTTON = Text("▶ 押す所を開く", "▶ Open the button")
_MERGE = Text(
    "{link} → 画面の下の「Squash and merge」→「Confirm squash and merge」",
    "{link} → at the foot, “Squash and merge” → “Confirm squash and merge”",
)
_READY = Text("{link} → 画面の下の「Ready for review」", "{link} → at the foot, “Ready for review”")
_CLOSE = Text("{link} → 画面の下の「Close pull request」", "{link} → at the foot, “Close pull request”")
_FINAL = Text(
    "**押すと配信が決まり、届いたメールは取り消せません。**",
    "**Once it is pressed the mail goes out, and cannot be taken back.**",
)
_DROP = Text(
    "やめるとき:この申請を閉じます(「Close pull request」)。{stop}", "To drop it: close this pull request. {stop}"
)
_NOT_YET = Text(
    "{who}は、**まだ承認しないでください**(文が変わると、承認はやり直しになります)。",
    "{who}: **do not approve yet** (a changed text needs all approvals anew).",
)
_APPROVERS = Text("承認する方", "Whoever approves")
_BESIDE = Text("求めた方:{who}", "Asked for by {who}")
_ACTING = Text(
    "{who}の承認は、{principal}の代決になります(「代決」と書かなくて結構です)。",
    "{who} acts for {principal} (no line 「代決」 is needed).",
)
_URGENT = Text("**急ぐ事案です**。", "**This is urgent.** ")
_LATER = Text(
    "頼んでから{n}分たっても承認がなければ、{who}にも頼みます。",
    "Without an approval after {n} minutes, {who} will be asked too.",
)
_EVERYBODY = Text(
    "{n}分たっても押されなければ、{unit}の全員を呼びます。",
    "Unless it is pressed within {n} minutes, everybody of {unit} is called.",
)
_AUTOMATIC = Text(
    "起案者:{link}で「Enable auto-merge」を押しておくと、承認がそろった時に自動でマージされます。",
    "To the drafter: press “Enable auto-merge” at {link}, and it is merged as soon as all have approved.",
)
_FOOT = Text("画面の下", "the foot")
_AT_ONCE = Text(
    "今すぐ送るとき:下の「waivers」の行を貼ります。{way}", "To send it at once, paste the lines `waivers` below: {way}"
)
_WAITS = Text("{when}でよいとき:そのままで結構です。", "If {when} will do: leave it as it is.")
_WAITS_PRESSED = Text("{when}でよいとき:次を押します。", "If {when} will do:")
_TONIGHT = Text(
    "急ぐ事案です。次を貼ると、**夜間でもすぐに**配信されます。この例外は、{seat}の承認で足ります。"
    "文が変わるので、承認はやり直しです。先に電話してください。",
    "Urgent. Once you paste this it goes **at night too**; for that the approval of the {seat} is enough. "
    "A changed text needs all approvals anew. Call first.",
)
_DUTY = Text("担当:{who}", "On duty: {who}")
_MEANWHILE: Final = (What.TICK,)  # what lies outside the file: approvals are asked for meanwhile
_OVER: Final = (What.BEGUN, What.ENDED, What.EXPIRED)


def heading(page: Page) -> str:
    """``### 登坂署長:内容を読んで、承認してください``."""
    turn, language = page.judged.verdict.turn, page.language
    errors = sum(one.severity is Severity.ERROR for one in page.judged.mask.findings)
    told = _told(page)[0]
    if turn.what is What.CORRECT and errors:
        who = turns.addressed(turn, page.contract, language)
        warnings = sum(one.severity is Severity.WARNING for one in page.judged.mask.findings)
        told = said(who, (_AND_WARNED if warnings else _PLACES).format(n=errors, m=warnings)[language], language)
    return f"### {plain(told.rstrip('。.'))}"


def _told(page: Page) -> tuple[str, ...]:
    judged = page.judged
    return turns.turn_sentences(judged.verdict, judged.opened.author.login, page.contract, page.language)


def steps(page: Page) -> Iterator[str]:
    """The way to the button, and what else is to be known before it is pressed; a line each."""
    judged, language = page.judged, page.language
    turn = judged.verdict.turn
    yield from _hours(page)
    if turn.what in (What.APPROVE, *_MEANWHILE):
        yield from _wordless(page)
    yield from _way(page)
    if turn.beside:
        yield _BESIDE.format(who=_called(turn.beside, page))[language]
    if turn.what in (What.APPROVE, *_MEANWHILE):
        yield from _acting(page)
        yield from _later(page)
    elif turn.what is What.MERGE:
        yield from _everybody(page)
    elif turn.what is What.CONFIRM_RELEASE:
        yield from _release(page)
    elif turn.who is Who.DRAFTER and turn.what not in _OVER:
        yield _NOT_YET.format(who=_called(_asked(page), page) or _APPROVERS[language])[language]


def _hours(page: Page) -> Iterator[str]:
    """Of an urgent matter: what it takes to send it at once and what to let it wait; that it soon would have to."""
    judged, language = page.judged, page.language
    verdict = judged.verdict
    for one in verdict.reasons:
        if one.waiver == "delivery-hours" and one.kind is Kind.SEND and verdict.asks:
            yield plain(one.message[language])
    if verdict.sleeps and verdict.asks and verdict.not_before is not None:
        yield _AT_ONCE.format(way=_editing(page))[language]
        waits = _WAITS_PRESSED if verdict.turn.what is What.MERGE else _WAITS
        yield waits.format(when=moment(verdict.not_before, language))[language]
        yield from (f"**{plain(one)}**" for one in _told(page)[1:])


def _editing(page: Page) -> str:
    """The way to the file's editor."""
    judged, language = page.judged, page.language
    if address := links.editor(judged):
        return _SAVE.format(link=links.link(_EDIT[language], address))[language]
    return _SAVE_BY_HAND.format(link=links.link(_FILES[language], links.text(judged)))[language]


def _way(page: Page) -> Iterator[str]:
    judged, language = page.judged, page.language
    what = judged.verdict.turn.what
    text = links.link((_READ if page.mail is not None else _CHANGES)[language], links.text(judged))
    if what in _OVER:
        yield _CLOSE.format(link=links.link(_BUTTON[language], links.foot(judged)))[language]
    elif what is What.READY:
        yield _READY.format(link=links.link(_BUTTON[language], links.foot(judged)))[language]
    elif what is What.DRAFT_ANEW:
        yield _COPY.format(link=text)[language]
    elif what is What.TICK:
        yield _BOXES.format(link=links.link(_LOOK[language], judged.opened.page))[language]
        if asked := _asked(page):
            yield plain(turns.turn_sentence(Turn(What.APPROVE, asked), page.contract, language))
            yield _approve(page).format(link=text)[language]
    elif what is What.APPROVE:
        yield _approve(page).format(link=text)[language]
    elif what is What.CONFIRM_RELEASE:
        yield _RELEASED.format(link=links.link(_WRITE[language], links.text(judged)))[language]
    elif what is What.MERGE:
        yield _MERGE.format(link=links.link(_BUTTON[language], links.foot(judged)))[language]
        if page.mail is not None:
            yield _FINAL[language]
    elif judged.verdict.turn.who is Who.DRAFTER:
        yield _editing(page)


def _asked(page: Page) -> tuple[str, ...]:
    """Who is asked first for what is missing, on duty before the absent."""
    due = missing(page.judged.verdict.approvals)
    duty = {one.login for each in due for one in each.candidates if one.acting is not None}
    asked = dict.fromkeys(login for each in due for login in asked_at_once(each, page.contract))
    return tuple(sorted(asked, key=lambda login: login not in duty))


def _approve(page: Page) -> Text:
    """What is pressed; with the word where everybody who is asked can only act for another."""
    alone = {one.login for each in missing(page.judged.verdict.approvals) for one in each.candidates if not one.word}
    asked = _asked(page)
    return _APPROVE_ACTING if asked and alone.isdisjoint(asked) else _APPROVE


def _wordless(page: Page) -> Iterator[str]:
    """Whose approval lacks the word without which it does not stand for another's."""
    found = {
        one.login: one.acting
        for each in missing(page.judged.verdict.approvals)
        for one in each.candidates
        if one.word and one.acting is not None and Ignored(one.login, NOT_ACTING) in page.judged.verdict.ignored
    }
    for login, acting in found.items():
        yield _WORDLESS.format(who=_called((login,), page), principal=_principal(acting, page))[page.language]


def _principal(acting: str, page: Page) -> str:
    """For whom he acts: a person, or a seat that nobody holds."""
    vacant = empty_seat(acting, page.contract, page.language)
    return plain(vacant) if vacant else _called((acting,), page)


def _acting(page: Page) -> Iterator[str]:
    """Whose tap stands for another's without a word."""
    found = {
        one.login: one.acting
        for each in missing(page.judged.verdict.approvals)
        for one in each.candidates
        if one.acting is not None and not one.word
    }
    for login, acting in found.items():
        yield _ACTING.format(who=_called((login,), page), principal=_principal(acting, page))[page.language]


def _later(page: Page) -> Iterator[str]:
    """Whom else it goes to, and after how long."""
    usual, judged = page.contract.policy.reminders, page.judged
    due = missing(judged.verdict.approvals)
    others = dict.fromkeys(login for each in due for login in asked_later(each, page.contract))
    if usual is not None and others:
        minutes = usual.of(judged.alert, page.contract.policy).after
        urgent = page.mail is not None and page.contract.policy.urgent(page.mail)
        told = _LATER.format(n=minutes, who=_called(others, page))[page.language]
        yield f"{_URGENT[page.language] if urgent else ''}{told}"


def _everybody(page: Page) -> Iterator[str]:
    usual, alert = page.contract.policy.reminders, page.judged.alert
    minutes = None if usual is None else usual.of(alert, page.contract.policy).merge
    if alert is not None and minutes is not None:
        unit = plain(unit_name(alert.unit, page.contract))
        yield _EVERYBODY.format(n=minutes, unit=unit)[page.language]


def tonight(alert: Alert, page: Page) -> str:
    """What the waiver of the hours does in an urgent matter."""
    seat = plain(seat_name(Seat(Role.MANAGER, alert.unit), page.contract, page.language))
    return _TONIGHT.format(seat=seat)[page.language]


def _release(page: Page) -> Iterator[str]:
    judged, language = page.judged, page.language
    turn = judged.verdict.turn
    if (who := _called(turn.people, page)) != plain(turns.addressed(turn, page.contract, language)):
        yield _DUTY.format(who=who)[language]
    if judged.alert is not None and judged.alert.press.at is not None:
        yield _PLANNED.format(when=moment(judged.alert.press.at, language))[language]
    done = [one.by for one in judged.verdict.approvals if one.by is not None and one.mode == "before"]
    author = () if judged.pull is None else (judged.pull.author.login,)
    if who := _called((one for one in dict.fromkeys((*done, *author)) if one not in turn.people), page):
        yield _NOTHING.format(who=who)[language]


def stopping(page: Page) -> Iterator[str]:
    """How it is dropped before the merge and stopped after it: whoever may merge learns both."""
    mail, language = page.mail, page.language
    if mail is not None and page.judged.verdict.turn.who is Who.MERGER:
        yield _DROP.format(stop=links.stopping(mail.id, page.judged.opened.page, language))[language]


def advice(page: Page) -> Iterator[str]:
    """What whoever approves or mends is told besides: of his own editing, and of the merge by itself."""
    judged, language = page.judged, page.language
    what, mail = judged.verdict.turn, page.mail
    if mail is None or what.what in _OVER or what.who not in (Who.DRAFTER, Who.APPROVER):
        return
    yield turns.EDITING[language]
    if what.who is Who.APPROVER and judged.pull is not None and not judged.pull.automatic:
        yield _AUTOMATIC.format(link=links.link(_FOOT[language], links.foot(judged)))[language]


def _called(logins: Iterable[str], page: Page) -> str:
    """``登坂署長、宮下課長``; nothing of whoever is not of the roster."""
    return plain(turns.addressed(Turn(What.APPROVE, tuple(logins)), page.contract, page.language))
