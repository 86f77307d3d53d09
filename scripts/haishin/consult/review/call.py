"""The head of the comment: whose turn it is, by name and with the act, and under it the way to the button."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Final
from urllib.parse import quote, unquote

from haishin.check.rules.at_once import at_once
from haishin.consult import turns
from haishin.consult.phrases import empty_seat, moment, unit_name
from haishin.consult.review import approvers
from haishin.consult.review.approvers import asked_at_once, asked_later, missing
from haishin.consult.review.facts import CommentInputs
from haishin.consult.review.judging import Judged
from haishin.consult.review.layout import labelled, link
from haishin.core.catalogue import Message, listed
from haishin.core.escaping import code, plain
from haishin.core.model import Change, Ignored, Kind, Language, Severity, Text, Turn, What, Who

_APPROVING: Final = (What.APPROVE, What.TICK)  # the boxes lie outside the file: approvals are asked for meanwhile


def heading(inputs: CommentInputs) -> str:
    """Head the comment with whose turn it is: ``### 登坂署長:内容を読んで、承認してください``."""
    turn, language = inputs.judged.verdict.turn, inputs.language
    errors = sum(finding.severity is Severity.ERROR for finding in inputs.judged.mask.findings)
    sentence = _turn_sentences(inputs)[0]
    if turn.what is What.CORRECT and errors:
        who = turns.addressed(turn, inputs.contract, language)
        warnings = sum(finding.severity is Severity.WARNING for finding in inputs.judged.mask.findings)
        places = Message("consult/review/places-to-correct", errors=errors)
        if warnings:
            places = Message("consult/review/places-and-warnings", errors=errors, warnings=warnings)
        sentence = labelled(who, places[language], language)
    sentence = sentence.rstrip("。.")
    if not turn.what.is_over:
        sentence = Message("consult/review/turn-and-outlook", turn=sentence, outlook=_outlook(inputs.judged))[language]
    return f"### {plain(sentence)}"


def _outlook(judged: Judged) -> Message:
    """Say whether the mail goes; of another change, that none does."""
    verdict = judged.verdict
    if judged.proposal is not None:
        return Message("consult/review/goes-upkept")
    if judged.change is Change.DELETED:
        return Message("consult/review/goes-withdrawn")
    if verdict.turn.what is What.MERGE and not (verdict.stopped or verdict.sleeps):
        return Message("consult/review/sent-once-pressed")
    return Message("consult/review/not-sent-yet")


def _turn_sentences(inputs: CommentInputs) -> tuple[str, ...]:
    judged = inputs.judged
    return turns.turn_sentences(judged.verdict, judged.opened.author.login, inputs.contract, inputs.language)


def steps(inputs: CommentInputs) -> Iterator[str]:
    """Show the way to the button, and the warnings before it is pressed; a line each."""
    judged, language = inputs.judged, inputs.language
    turn = judged.verdict.turn
    yield from _hours(inputs)
    if turn.what in _APPROVING:
        yield from _still_right(inputs)
    yield from _way(inputs)
    if turn.what in _APPROVING:
        yield from _wordless(inputs)
        yield from _acting(inputs)
        yield from _later(inputs)
        if judged.rehearsal and inputs.mail is not None:
            yield Message("consult/review/button-practice", link=_text(inputs))[language]
    elif turn.what is What.MERGE:
        yield from _everybody(inputs)
    elif turn.what is What.CONFIRM_RELEASE:
        yield from _release(inputs)
    elif turn.who is Who.DRAFTER:
        who = _called(_asked(inputs), inputs) or Message("consult/review/whoever-approves")[language]
        yield Message("consult/review/not-yet", who=who)[language]
    yield from approvers.looks_due(judged, inputs.contract, language)


def _hours(inputs: CommentInputs) -> Iterator[str]:
    """Say how an urgent matter goes at once and how it waits; before the hours end, that it soon would wait."""
    judged, language = inputs.judged, inputs.language
    verdict = judged.verdict
    for reason in verdict.reasons:
        if reason.waiver == "delivery-hours" and reason.kind is Kind.SEND and verdict.asks:
            yield plain(reason.message[language])
    if verdict.sleeps and verdict.asks and verdict.not_before is not None:
        yield Message("consult/review/urgent-at-once", way=_editing(inputs))[language]
        when = moment(verdict.not_before, language)
        if verdict.turn.what is What.MERGE:
            yield Message("consult/review/urgent-waits-pressed", when=when)[language]
        else:
            yield Message("consult/review/urgent-waits", when=when)[language]
        yield from (f"**{plain(sentence)}**" for sentence in _turn_sentences(inputs)[1:])


def _still_right(inputs: CommentInputs) -> Iterator[str]:
    """Ask whether the advice to act at once will be right at the opening for which the mail waits (5(3))."""
    judged, policy, language = inputs.judged, inputs.contract.policy, inputs.language
    verdict, mail = judged.verdict, inputs.mail
    waits = any(hold.clause == policy.hours.clause for hold in verdict.holds)
    if mail is None or judged.private or not waits or verdict.not_before is None:
        return
    if told := at_once(mail, inputs.contract):
        when = moment(verdict.not_before, language)
        yield plain(Message("consult/review/still-right", when=when, told="」「".join(told))[language])


def _editing(inputs: CommentInputs) -> str:
    """Show the way to the file's editor."""
    language = inputs.language
    if address := file_editor(inputs.judged):
        editor = link(Message("consult/review/link-editor")[language], address)
        return Message("consult/review/button-commit", link=editor)[language]
    file = link(Message("consult/review/link-file")[language], review_tab(inputs.judged))
    return Message("consult/review/button-edit", link=file)[language]


def _way(inputs: CommentInputs) -> Iterator[str]:
    judged, language = inputs.judged, inputs.language
    what = judged.verdict.turn.what
    buttons = link(Message("consult/review/link-buttons")[language], merge_box(judged))
    if what.is_over:
        yield Message("consult/review/button-close", link=buttons)[language]
    elif what is What.READY:
        yield Message("consult/review/button-ready", link=buttons)[language]
    elif what is What.DRAFT_ANEW:
        yield Message("consult/review/button-copy", link=_text(inputs))[language]
    elif what is What.TICK:
        pull = link(Message("consult/review/link-pull")[language], judged.opened.page)
        yield Message("consult/review/button-boxes", link=pull)[language]
        if _asked(inputs):
            yield plain(turns.approval_sentence(judged.verdict, inputs.contract, language))
            yield _approve(inputs)[language]
    elif what is What.APPROVE:
        yield _approve(inputs)[language]
    elif what is What.CONFIRM_RELEASE:
        review = link(Message("consult/review/link-review")[language], review_tab(judged))
        yield Message("consult/review/button-released", link=review)[language]
    elif what is What.MERGE:
        yield Message("consult/review/button-merge", link=buttons)[language]
    elif judged.verdict.turn.who is Who.DRAFTER:
        yield _editing(inputs)


def _text(inputs: CommentInputs) -> str:
    """Link to the text of the mail, or to the changes of a pull request without a mail."""
    words = Message("consult/review/link-changes")
    if inputs.mail is not None:
        words = Message("consult/review/link-text")
    return link(words[inputs.language], review_tab(inputs.judged))


def _asked(inputs: CommentInputs) -> tuple[str, ...]:
    """List who is asked first for the missing approvals, on duty before the absent."""
    due = missing(inputs.judged.verdict.approvals)
    duty = {candidate.login for approval in due for candidate in approval.candidates if candidate.acting is not None}
    asked = dict.fromkeys(login for approval in due for login in asked_at_once(approval, inputs.contract))
    return tuple(sorted(asked, key=lambda login: login not in duty))


def _approve(inputs: CommentInputs) -> Text:
    """Name the buttons; with the word if all who are asked can only act for another."""
    alone = {
        candidate.login
        for approval in missing(inputs.judged.verdict.approvals)
        for candidate in approval.candidates
        if not candidate.word
    }
    asked = _asked(inputs)
    if asked and alone.isdisjoint(asked):
        return Message("consult/review/button-approve-acting", link=_text(inputs))
    return Message("consult/review/button-approve", link=_text(inputs))


def _wordless(inputs: CommentInputs) -> Iterator[str]:
    """Say whose approval lacks the word without which it does not stand for another's."""
    principals = {
        candidate.login: candidate.acting
        for approval in missing(inputs.judged.verdict.approvals)
        for candidate in approval.candidates
        if candidate.word and candidate.acting is not None and _lacks_the_word(candidate.login, inputs)
    }
    for login, acting in principals.items():
        who, principal = _called((login,), inputs), _principal(acting, inputs)
        yield Message("consult/review/wordless", who=who, principal=principal)[inputs.language]


def _lacks_the_word(login: str, inputs: CommentInputs) -> bool:
    return Ignored(login, Message("consult/consultation/not-acting")) in inputs.judged.verdict.ignored


def _principal(acting: str, inputs: CommentInputs) -> str:
    """Name the principal: a person, or a vacant seat."""
    if vacant := empty_seat(acting, inputs.contract, inputs.language):
        return plain(vacant)
    return _called((acting,), inputs)


def _acting(inputs: CommentInputs) -> Iterator[str]:
    """Say whose approval stands for another's without a word."""
    principals = {
        candidate.login: candidate.acting
        for approval in missing(inputs.judged.verdict.approvals)
        for candidate in approval.candidates
        if candidate.acting is not None and not candidate.word
    }
    pairs = [
        Message("consult/review/acting-pair", who=_called((login,), inputs), principal=_principal(acting, inputs))
        for login, acting in principals.items()
    ]
    if pairs:
        yield Message("consult/review/acting", pairs=listed(pairs))[inputs.language]


def _later(inputs: CommentInputs) -> Iterator[str]:
    """Say who else is asked, and after how long."""
    usual, judged = inputs.contract.policy.reminders, inputs.judged
    due = missing(judged.verdict.approvals)
    later = dict.fromkeys(login for each in due for login in asked_later(each, inputs.contract))
    others = [login for login in later if not _lacks_the_word(login, inputs)]
    if usual is not None and others:
        minutes = usual.of(judged.alert, inputs.contract.policy).after
        said = Message("consult/review/asked-later", minutes=minutes, who=_called(others, inputs))
        if inputs.mail is not None and inputs.contract.policy.urgent(inputs.mail):
            said = Message("consult/review/asked-later-urgent", later=said)
        yield said[inputs.language]


def _everybody(inputs: CommentInputs) -> Iterator[str]:
    usual, alert = inputs.contract.policy.reminders, inputs.judged.alert
    if usual is None or alert is None:
        return
    minutes = usual.of(alert, inputs.contract.policy).merge
    if minutes is not None:
        unit = plain(unit_name(alert.unit, inputs.contract))
        yield Message("consult/review/everybody-called", minutes=minutes, unit=unit)[inputs.language]


def _release(inputs: CommentInputs) -> Iterator[str]:
    judged, language = inputs.judged, inputs.language
    turn = judged.verdict.turn
    if (who := _called(turn.people, inputs)) != plain(turns.addressed(turn, inputs.contract, language)):
        yield Message("consult/review/on-duty", who=who)[language]
    if judged.alert is not None and judged.alert.press.at is not None:
        yield Message("consult/review/release-planned", when=moment(judged.alert.press.at, language))[language]
    yield Message("consult/review/nothing-to-do")[language]


def dropping(inputs: CommentInputs) -> Iterator[str]:
    """Tell whoever may merge how it is dropped before the merge and stopped after it."""
    mail, language = inputs.mail, inputs.language
    if mail is not None and inputs.judged.verdict.turn.who is Who.MERGER:
        stop = how_to_stop(mail.id, inputs.judged.opened.page, language)
        yield Message("consult/review/button-drop", stop=stop)[language]


def advice(inputs: CommentInputs) -> Iterator[str]:
    """Advise whoever approves or mends: of editing it himself, and of the automatic merge."""
    judged, language = inputs.judged, inputs.language
    what, mail = judged.verdict.turn, inputs.mail
    if mail is None or what.who not in (Who.DRAFTER, Who.APPROVER):
        return
    yield Message("consult/editing")[language]
    if what.who is Who.APPROVER and judged.pull is not None and not judged.pull.automatic:
        foot = link(Message("consult/review/link-foot")[language], merge_box(judged))
        yield Message("consult/review/button-automatic", link=foot)[language]


def _called(logins: Iterable[str], inputs: CommentInputs) -> str:
    """Address people of the roster, ``登坂署長、宮下課長``."""
    return plain(turns.addressed(Turn(What.APPROVE, tuple(logins)), inputs.contract, inputs.language))


def review_tab(judged: Judged) -> str:
    """Find the tab of the changed files, the place of reviews."""
    return f"{judged.opened.page}/files"


def merge_box(judged: Judged) -> str:
    """Find the box below the conversation, with the buttons to merge, to close and to end the draft."""
    return f"{judged.opened.page}#partial-pull-merging"


def how_to_stop(alert: str, page: str, language: Language) -> str:
    """Say how to stop the mail while it goes out; ``page``: the address of its pull request."""
    home, _, _ = page.rpartition("/pull/")
    there = link(Message("consult/review/link-branches")[language], f"{home}/branches")
    return Message("consult/review/button-stop", link=there, branch=code(f"stop/{alert}"))[language]


def file_editor(judged: Judged) -> str:
    """Find the editor of the alert's file on its branch; empty if unknown, or if the address is private."""
    paths = [finding.path for finding in judged.mask.findings]
    if judged.alert is not None:
        paths.append(judged.alert.path)
    if judged.change is Change.DELETED or not judged.opened.editing or not paths:
        return ""
    address = f"{judged.opened.editing}/{quote(paths[0])}"
    plainly = unquote(address)
    if judged.mask.text(plainly) != plainly:
        return ""
    return address
