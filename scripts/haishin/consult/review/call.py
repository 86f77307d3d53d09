"""The head of the comment: whose turn it is, by name and with the act, and under it the way to the button."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Final
from urllib.parse import quote, unquote

from haishin.check.rules.at_once import at_once
from haishin.consult import turns
from haishin.consult.phrases import empty_seat, moment, seat_name, unit_name
from haishin.consult.review.approvers import asked_at_once, asked_later, missing
from haishin.consult.review.facts import CommentInputs
from haishin.consult.review.judging import Judged
from haishin.consult.review.layout import labelled, link
from haishin.core.catalogue import Message
from haishin.core.escaping import code, plain
from haishin.core.model import Alert, Change, Ignored, Kind, Language, Role, Seat, Severity, Text, Turn, What, Who

_URGENT = Message("consult/review/urgent")
_MEANWHILE: Final = (What.TICK,)  # what lies outside the file: approvals are asked for meanwhile


def heading(inputs: CommentInputs) -> str:
    """Head the comment with whose turn it is: ``### 登坂署長:内容を読んで、承認してください``."""
    turn, language = inputs.judged.verdict.turn, inputs.language
    errors = sum(finding.severity is Severity.ERROR for finding in inputs.judged.mask.findings)
    sentence = _turn_sentences(inputs)[0]
    if turn.what is What.CORRECT and errors:
        who = turns.addressed(turn, inputs.contract, language)
        warnings = sum(finding.severity is Severity.WARNING for finding in inputs.judged.mask.findings)
        sentence = labelled(
            who,
            (Message("consult/review/and-warned") if warnings else Message("consult/review/places")).format(
                n=errors, m=warnings
            )[language],
            language,
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
        yield Message("consult/review/beside", who=_called(turn.beside, inputs))[language]
    if turn.what in (What.APPROVE, *_MEANWHILE):
        yield from _acting(inputs)
        yield from _later(inputs)
    elif turn.what is What.MERGE:
        yield from _everybody(inputs)
    elif turn.what is What.CONFIRM_RELEASE:
        yield from _release(inputs)
    elif turn.who is Who.DRAFTER:
        yield Message(
            "consult/review/not-yet",
            who=_called(_asked(inputs), inputs) or Message("consult/review/approvers")[language],
        )[language]


def _hours(inputs: CommentInputs) -> Iterator[str]:
    """Say of an urgent matter how it goes at once and how it waits; before the hours end, that it soon would."""
    judged, language = inputs.judged, inputs.language
    verdict = judged.verdict
    for reason in verdict.reasons:
        if reason.waiver == "delivery-hours" and reason.kind is Kind.SEND and verdict.asks:
            yield plain(reason.message[language])
    if verdict.sleeps and verdict.asks and verdict.not_before is not None:
        yield Message("consult/review/at-once-2", way=_editing(inputs))[language]
        waits = (
            Message("consult/review/waits-pressed")
            if verdict.turn.what is What.MERGE
            else Message("consult/review/waits")
        )
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
        yield plain(Message("consult/review/still-right").format(**words)[language])


def _editing(inputs: CommentInputs) -> str:
    """Show the way to the file's editor."""
    judged, language = inputs.judged, inputs.language
    if address := file_editor(judged):
        return Message("consult/review/save", link=link(Message("consult/review/edit")[language], address))[language]
    return Message(
        "consult/review/save-by-hand", link=link(Message("consult/review/files")[language], review_tab(judged))
    )[language]


def _way(inputs: CommentInputs) -> Iterator[str]:
    judged, language = inputs.judged, inputs.language
    what = judged.verdict.turn.what
    text = link(
        (Message("consult/review/read") if inputs.mail is not None else Message("consult/review/changes"))[language],
        review_tab(judged),
    )
    if what.is_over:
        yield Message("consult/review/close", link=link(Message("consult/review/button")[language], merge_box(judged)))[
            language
        ]
    elif what is What.READY:
        yield Message("consult/review/ready", link=link(Message("consult/review/button")[language], merge_box(judged)))[
            language
        ]
    elif what is What.DRAFT_ANEW:
        yield Message("consult/review/copy", link=text)[language]
    elif what is What.TICK:
        yield Message(
            "consult/review/boxes", link=link(Message("consult/review/look-3")[language], judged.opened.page)
        )[language]
        if asked := _asked(inputs):
            yield plain(turns.turn_sentence(Turn(What.APPROVE, asked), inputs.contract, language))
            yield _approve(inputs).format(link=text)[language]
    elif what is What.APPROVE:
        yield _approve(inputs).format(link=text)[language]
    elif what is What.CONFIRM_RELEASE:
        yield Message(
            "consult/review/released", link=link(Message("consult/review/write")[language], review_tab(judged))
        )[language]
    elif what is What.MERGE:
        yield Message("consult/review/merge", link=link(Message("consult/review/button")[language], merge_box(judged)))[
            language
        ]
        if inputs.mail is not None:
            yield Message("consult/review/final")[language]
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
    return (
        Message("consult/review/approve-acting")
        if asked and alone.isdisjoint(asked)
        else Message("consult/review/approve")
    )


def _wordless(inputs: CommentInputs) -> Iterator[str]:
    """Say whose approval lacks the word without which it does not stand for another's."""
    ignored = inputs.judged.verdict.ignored
    principals = {
        candidate.login: candidate.acting
        for approval in missing(inputs.judged.verdict.approvals)
        for candidate in approval.candidates
        if candidate.word
        and candidate.acting is not None
        and Ignored(candidate.login, Message("consult/consultation/not-acting")) in ignored
    }
    for login, acting in principals.items():
        yield Message("consult/review/wordless", who=_called((login,), inputs), principal=_principal(acting, inputs))[
            inputs.language
        ]


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
        yield Message("consult/review/acting", who=_called((login,), inputs), principal=_principal(acting, inputs))[
            inputs.language
        ]


def _later(inputs: CommentInputs) -> Iterator[str]:
    """Say who else is asked, and after how long."""
    usual, judged = inputs.contract.policy.reminders, inputs.judged
    due = missing(judged.verdict.approvals)
    others = dict.fromkeys(login for each in due for login in asked_later(each, inputs.contract))
    if usual is not None and others:
        minutes = usual.of(judged.alert, inputs.contract.policy).after
        urgent = inputs.mail is not None and inputs.contract.policy.urgent(inputs.mail)
        sentence = Message("consult/review/later", n=minutes, who=_called(others, inputs))[inputs.language]
        yield f"{_URGENT[inputs.language] if urgent else ''}{sentence}"


def _everybody(inputs: CommentInputs) -> Iterator[str]:
    usual, alert = inputs.contract.policy.reminders, inputs.judged.alert
    minutes = None if usual is None else usual.of(alert, inputs.contract.policy).merge
    if alert is not None and minutes is not None:
        unit = plain(unit_name(alert.unit, inputs.contract))
        yield Message("consult/review/everybody", n=minutes, unit=unit)[inputs.language]


def tonight(alert: Alert, inputs: CommentInputs) -> str:
    """Say what the waiver of the hours does in an urgent matter."""
    seat = plain(seat_name(Seat(Role.MANAGER, alert.unit), inputs.contract, inputs.language))
    return Message("consult/review/tonight", seat=seat)[inputs.language]


def _release(inputs: CommentInputs) -> Iterator[str]:
    judged, language = inputs.judged, inputs.language
    turn = judged.verdict.turn
    if (who := _called(turn.people, inputs)) != plain(turns.addressed(turn, inputs.contract, language)):
        yield Message("consult/review/duty", who=who)[language]
    if judged.alert is not None and judged.alert.press.at is not None:
        yield Message("consult/review/planned", when=moment(judged.alert.press.at, language))[language]
    done = [
        approval.by for approval in judged.verdict.approvals if approval.by is not None and approval.mode == "before"
    ]
    author = () if judged.pull is None else (judged.pull.author.login,)
    if who := _called((login for login in dict.fromkeys((*done, *author)) if login not in turn.people), inputs):
        yield Message("consult/review/nothing", who=who)[language]


def dropping(inputs: CommentInputs) -> Iterator[str]:
    """Tell whoever may merge how it is dropped before the merge and stopped after it."""
    mail, language = inputs.mail, inputs.language
    if mail is not None and inputs.judged.verdict.turn.who is Who.MERGER:
        yield Message("consult/review/drop", stop=how_to_stop(mail.id, inputs.judged.opened.page, language))[language]


def advice(inputs: CommentInputs) -> Iterator[str]:
    """Advise whoever approves or mends: of editing it himself, and of the automatic merge."""
    judged, language = inputs.judged, inputs.language
    what, mail = judged.verdict.turn, inputs.mail
    if mail is None or what.who not in (Who.DRAFTER, Who.APPROVER):
        return
    yield Message("consult/editing")[language]
    if what.who is Who.APPROVER and judged.pull is not None and not judged.pull.automatic:
        yield Message(
            "consult/review/automatic", link=link(Message("consult/review/foot-2")[language], merge_box(judged))
        )[language]


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
    there = link(Message("consult/review/branches")[language], f"{home}/branches" if separator else "")
    return Message("consult/review/stop", link=there, branch=code(f"stop/{alert}"))[language]


def file_editor(judged: Judged) -> str:
    """Find the editor of the alert's file on its branch; empty where unknown, or where it tells something private."""
    own = () if judged.alert is None else (judged.alert.path,)
    path = next(iter((*(finding.path for finding in judged.mask.findings), *own)), "")
    if judged.change is Change.DELETED:
        return ""
    address = f"{judged.opened.editing}/{quote(path)}" if judged.opened.editing and path else ""
    plainly = unquote(address)
    return address if judged.mask.text(plainly) == plainly else ""
