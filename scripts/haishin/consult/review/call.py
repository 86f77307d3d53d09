"""The head of the comment: whose turn it is, by name and with the act, and under it the way to the button."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Final
from urllib.parse import quote, unquote

from haishin.check.rules.at_once import at_once
from haishin.consult import turns
from haishin.consult.consultation.approvals import NOT_ACTING
from haishin.consult.phrases import empty_seat, moment, seat_name, unit_name
from haishin.consult.review.approvers import asked_at_once, asked_later, missing
from haishin.consult.review.facts import CommentInputs
from haishin.consult.review.judging import Judged
from haishin.consult.review.layout import labelled, link
from haishin.core.escaping import code, plain
from haishin.core.model import Alert, Change, Ignored, Kind, Language, Role, Seat, Severity, Text, Turn, What, Who

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
_STILL_RIGHT = Text(
    "承認する方へ:このメールは{when}まで待ちます。「{told}」は、その時に読む人にも当てはまりますか。",
    "To the approver: this mail waits until {when}. Will 「{told}」 still be right for who reads it then?",
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
_STOP = Text(
    "配信中に止めるとき:{link}で {branch} を作ります(だれでも、承認なしで)。",
    "To stop it while it goes out: make {branch} on {link} (anybody may).",
)
_BRANCHES = Text("枝の画面", "the page of branches")


def heading(inputs: CommentInputs) -> str:
    """Head the comment with whose turn it is: ``### 登坂署長:内容を読んで、承認してください``."""
    turn, language = inputs.judged.verdict.turn, inputs.language
    errors = sum(finding.severity is Severity.ERROR for finding in inputs.judged.mask.findings)
    sentence = _turn_sentences(inputs)[0]
    if turn.what is What.CORRECT and errors:
        who = turns.addressed(turn, inputs.contract, language)
        warnings = sum(finding.severity is Severity.WARNING for finding in inputs.judged.mask.findings)
        sentence = labelled(
            who, (_AND_WARNED if warnings else _PLACES).format(n=errors, m=warnings)[language], language
        )
    return f"### {plain(sentence.rstrip('。.'))}"


def _turn_sentences(inputs: CommentInputs) -> tuple[str, ...]:
    judged = inputs.judged
    return turns.turn_sentences(judged.verdict, judged.opened.author.login, inputs.contract, inputs.language)


def steps(inputs: CommentInputs) -> Iterator[str]:
    """Show the way to the button, and what else is to be known before it is pressed; a line each."""
    judged, language = inputs.judged, inputs.language
    turn = judged.verdict.turn
    yield from _hours(inputs)
    if turn.what in (What.APPROVE, *_MEANWHILE):
        yield from _still_right(inputs)
        yield from _wordless(inputs)
    yield from _way(inputs)
    if turn.beside:
        yield _BESIDE.format(who=_called(turn.beside, inputs))[language]
    if turn.what in (What.APPROVE, *_MEANWHILE):
        yield from _acting(inputs)
        yield from _later(inputs)
    elif turn.what is What.MERGE:
        yield from _everybody(inputs)
    elif turn.what is What.CONFIRM_RELEASE:
        yield from _release(inputs)
    elif turn.who is Who.DRAFTER:
        yield _NOT_YET.format(who=_called(_asked(inputs), inputs) or _APPROVERS[language])[language]


def _hours(inputs: CommentInputs) -> Iterator[str]:
    """Say of an urgent matter how it goes at once and how it waits; before the hours end, that it soon would."""
    judged, language = inputs.judged, inputs.language
    verdict = judged.verdict
    for reason in verdict.reasons:
        if reason.waiver == "delivery-hours" and reason.kind is Kind.SEND and verdict.asks:
            yield plain(reason.message[language])
    if verdict.sleeps and verdict.asks and verdict.not_before is not None:
        yield _AT_ONCE.format(way=_editing(inputs))[language]
        waits = _WAITS_PRESSED if verdict.turn.what is What.MERGE else _WAITS
        yield waits.format(when=moment(verdict.not_before, language))[language]
        yield from (f"**{plain(sentence)}**" for sentence in _turn_sentences(inputs)[1:])


def _still_right(inputs: CommentInputs) -> Iterator[str]:
    """Ask whether what readers are to do at once will be right at the opening that the mail waits for (5(3))."""
    judged, policy, language = inputs.judged, inputs.contract.policy, inputs.language
    verdict, mail = judged.verdict, inputs.mail
    waits = any(hold.clause == policy.hours.clause for hold in verdict.holds)
    if mail is None or judged.private or not waits or verdict.not_before is None:
        return
    if told := at_once(mail, inputs.contract):
        words = {"when": moment(verdict.not_before, language), "told": "」「".join(told)}
        yield plain(_STILL_RIGHT.format(**words)[language])


def _editing(inputs: CommentInputs) -> str:
    """Show the way to the file's editor."""
    judged, language = inputs.judged, inputs.language
    if address := file_editor(judged):
        return _SAVE.format(link=link(_EDIT[language], address))[language]
    return _SAVE_BY_HAND.format(link=link(_FILES[language], review_tab(judged)))[language]


def _way(inputs: CommentInputs) -> Iterator[str]:
    judged, language = inputs.judged, inputs.language
    what = judged.verdict.turn.what
    text = link((_READ if inputs.mail is not None else _CHANGES)[language], review_tab(judged))
    if what.is_over:
        yield _CLOSE.format(link=link(_BUTTON[language], merge_box(judged)))[language]
    elif what is What.READY:
        yield _READY.format(link=link(_BUTTON[language], merge_box(judged)))[language]
    elif what is What.DRAFT_ANEW:
        yield _COPY.format(link=text)[language]
    elif what is What.TICK:
        yield _BOXES.format(link=link(_LOOK[language], judged.opened.page))[language]
        if asked := _asked(inputs):
            yield plain(turns.turn_sentence(Turn(What.APPROVE, asked), inputs.contract, language))
            yield _approve(inputs).format(link=text)[language]
    elif what is What.APPROVE:
        yield _approve(inputs).format(link=text)[language]
    elif what is What.CONFIRM_RELEASE:
        yield _RELEASED.format(link=link(_WRITE[language], review_tab(judged)))[language]
    elif what is What.MERGE:
        yield _MERGE.format(link=link(_BUTTON[language], merge_box(judged)))[language]
        if inputs.mail is not None:
            yield _FINAL[language]
    elif judged.verdict.turn.who is Who.DRAFTER:
        yield _editing(inputs)


def _asked(inputs: CommentInputs) -> tuple[str, ...]:
    """List who is asked first for what is missing, on duty before the absent."""
    due = missing(inputs.judged.verdict.approvals)
    duty = {candidate.login for approval in due for candidate in approval.candidates if candidate.acting is not None}
    asked = dict.fromkeys(login for approval in due for login in asked_at_once(approval, inputs.contract))
    return tuple(sorted(asked, key=lambda login: login not in duty))


def _approve(inputs: CommentInputs) -> Text:
    """Say what is pressed; with the word where everybody who is asked can only act for another."""
    alone = {
        candidate.login
        for approval in missing(inputs.judged.verdict.approvals)
        for candidate in approval.candidates
        if not candidate.word
    }
    asked = _asked(inputs)
    return _APPROVE_ACTING if asked and alone.isdisjoint(asked) else _APPROVE


def _wordless(inputs: CommentInputs) -> Iterator[str]:
    """Say whose approval lacks the word without which it does not stand for another's."""
    ignored = inputs.judged.verdict.ignored
    principals = {
        candidate.login: candidate.acting
        for approval in missing(inputs.judged.verdict.approvals)
        for candidate in approval.candidates
        if candidate.word and candidate.acting is not None and Ignored(candidate.login, NOT_ACTING) in ignored
    }
    for login, acting in principals.items():
        yield _WORDLESS.format(who=_called((login,), inputs), principal=_principal(acting, inputs))[inputs.language]


def _principal(acting: str, inputs: CommentInputs) -> str:
    """Name the principal: a person, or a seat that nobody holds."""
    vacant = empty_seat(acting, inputs.contract, inputs.language)
    return plain(vacant) if vacant else _called((acting,), inputs)


def _acting(inputs: CommentInputs) -> Iterator[str]:
    """Say whose approval stands for another's without a word."""
    principals = {
        candidate.login: candidate.acting
        for approval in missing(inputs.judged.verdict.approvals)
        for candidate in approval.candidates
        if candidate.acting is not None and not candidate.word
    }
    for login, acting in principals.items():
        yield _ACTING.format(who=_called((login,), inputs), principal=_principal(acting, inputs))[inputs.language]


def _later(inputs: CommentInputs) -> Iterator[str]:
    """Say who else is asked, and after how long."""
    usual, judged = inputs.contract.policy.reminders, inputs.judged
    due = missing(judged.verdict.approvals)
    others = dict.fromkeys(login for each in due for login in asked_later(each, inputs.contract))
    if usual is not None and others:
        minutes = usual.of(judged.alert, inputs.contract.policy).after
        urgent = inputs.mail is not None and inputs.contract.policy.urgent(inputs.mail)
        sentence = _LATER.format(n=minutes, who=_called(others, inputs))[inputs.language]
        yield f"{_URGENT[inputs.language] if urgent else ''}{sentence}"


def _everybody(inputs: CommentInputs) -> Iterator[str]:
    usual, alert = inputs.contract.policy.reminders, inputs.judged.alert
    minutes = None if usual is None else usual.of(alert, inputs.contract.policy).merge
    if alert is not None and minutes is not None:
        unit = plain(unit_name(alert.unit, inputs.contract))
        yield _EVERYBODY.format(n=minutes, unit=unit)[inputs.language]


def tonight(alert: Alert, inputs: CommentInputs) -> str:
    """Say what the waiver of the hours does in an urgent matter."""
    seat = plain(seat_name(Seat(Role.MANAGER, alert.unit), inputs.contract, inputs.language))
    return _TONIGHT.format(seat=seat)[inputs.language]


def _release(inputs: CommentInputs) -> Iterator[str]:
    judged, language = inputs.judged, inputs.language
    turn = judged.verdict.turn
    if (who := _called(turn.people, inputs)) != plain(turns.addressed(turn, inputs.contract, language)):
        yield _DUTY.format(who=who)[language]
    if judged.alert is not None and judged.alert.press.at is not None:
        yield _PLANNED.format(when=moment(judged.alert.press.at, language))[language]
    done = [
        approval.by for approval in judged.verdict.approvals if approval.by is not None and approval.mode == "before"
    ]
    author = () if judged.pull is None else (judged.pull.author.login,)
    if who := _called((login for login in dict.fromkeys((*done, *author)) if login not in turn.people), inputs):
        yield _NOTHING.format(who=who)[language]


def dropping(inputs: CommentInputs) -> Iterator[str]:
    """Tell whoever may merge how it is dropped before the merge and stopped after it."""
    mail, language = inputs.mail, inputs.language
    if mail is not None and inputs.judged.verdict.turn.who is Who.MERGER:
        yield _DROP.format(stop=how_to_stop(mail.id, inputs.judged.opened.page, language))[language]


def advice(inputs: CommentInputs) -> Iterator[str]:
    """Advise whoever approves or mends: of editing it himself, and of the automatic merge."""
    judged, language = inputs.judged, inputs.language
    what, mail = judged.verdict.turn, inputs.mail
    if mail is None or what.who not in (Who.DRAFTER, Who.APPROVER):
        return
    yield turns.EDITING[language]
    if what.who is Who.APPROVER and judged.pull is not None and not judged.pull.automatic:
        yield _AUTOMATIC.format(link=link(_FOOT[language], merge_box(judged)))[language]


def _called(logins: Iterable[str], inputs: CommentInputs) -> str:
    """Address people, ``登坂署長、宮下課長``; nobody who is not of the roster."""
    return plain(turns.addressed(Turn(What.APPROVE, tuple(logins)), inputs.contract, inputs.language))


def review_tab(judged: Judged) -> str:
    """Find the tab of the changed files, where a review is written."""
    return f"{judged.opened.page}/files"


def merge_box(judged: Judged) -> str:
    """Find the box below the conversation, where it is merged, closed and taken out of its draft."""
    return f"{judged.opened.page}#partial-pull-merging"


def how_to_stop(alert: str, page: str, language: Language) -> str:
    """Say how anybody stops the mail while it goes out; ``page``: the address of its pull request."""
    home, separator, _ = page.rpartition("/pull/")
    there = link(_BRANCHES[language], f"{home}/branches" if separator else "")
    return _STOP.format(link=there, branch=code(f"stop/{alert}"))[language]


def file_editor(judged: Judged) -> str:
    """Find the editor of the alert's file on its branch; empty where unknown, or where it tells something private."""
    own = () if judged.alert is None else (judged.alert.path,)
    path = next(iter((*(finding.path for finding in judged.mask.findings), *own)), "")
    if judged.change is Change.DELETED:
        return ""
    address = f"{judged.opened.editing}/{quote(path)}" if judged.opened.editing and path else ""
    plainly = unquote(address)
    return address if judged.mask.text(plainly) == plainly else ""
