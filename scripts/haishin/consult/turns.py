"""Whose turn it is, as everybody reads it: one fixed sentence for each thing to be done, and how people are addressed.

Comment, status, requests and reminders take it from here; nothing that a drafter wrote is in it (T27).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Final

from haishin.consult.phrases import moment, unit_name
from haishin.core.contract import Contract
from haishin.core.contract.roster import Person
from haishin.core.escaping import visible
from haishin.core.model import Account, Language, Role, Text, Turn, Verdict, What, Who

_MOST: Final = 3  # names in one line
_TO = Text("{who}:{what}", "{who}: {what}")
_AND_OTHERS = Text("{names}ほか", "{names} and others")
_DRAFTER = Text("起案者", "The drafter")

SENTENCES: Final[Mapping[What, Text]] = {
    What.BEGUN: Text(
        "配信を始めています。この番号のファイルは、もう変えられません。",
        "The sending has begun: the file of this number is final.",
    ),
    What.ENDED: Text("終わっています。この申請を閉じてください。", "This is over. Close the pull request."),
    What.EXPIRED: Text(
        "有効期限を過ぎました。必要なら、新しい情報として起案してください。",
        "It has expired. Draft a new one if it is still needed.",
    ),
    What.PROPOSE: Text("申請(プルリクエスト)を作ってください。", "Open a pull request."),
    What.READY: Text(
        "申請がまだ下書き(Draft)です。「Ready for review」を押してください。",
        "The pull request is still a draft: press “Ready for review”.",
    ),
    What.CORRECT: Text("指摘されたところを直してください。", "Correct what is found."),
    What.ANSWER: Text(
        "先に答える警告を直すか、このままでよい理由を書いてください。",
        "Mend the warnings that are to be answered first, or say why they may stand.",
    ),
    What.DECIDE_PRESS: Text(
        "報道発表の有無を運用管理者に聞き、press に書いてください。",
        "Ask the manager whether there is a press release, and write it into press.",
    ),
    What.COMPARE_PRESS: Text(
        "報道発表の文と照らし合わせ、結果を press の consistent に書いてください。",
        "Compare with the press release and say in press.consistent whether they agree.",
    ),
    What.CORRECT_TIME: Text(
        "まだ来ていない日時が書かれています。正しい日時に直してください。",
        "A time lies ahead that cannot: correct it.",
    ),
    What.WHY_LATE: Text("遅れた理由を why_late に書いてください。", "Say in why_late why it is late."),
    What.NECESSITY: Text(
        "続報が必要な理由を follows の necessity に書いてください。",
        "Say in follows.necessity why the follow-up is necessary.",
    ),
    What.CONSENT: Text(
        "ご家族の了解を得て、consent を直してください。命に関わり待てないときは、例外(waivers)と理由を書いてください。",
        "Have the family's consent and correct consent; where life is at risk, waive it with a reason.",
    ),
    What.DRAFT_ANEW: Text(
        "本文を写して、新しい番号で起案し直し、この申請を閉じてください。",
        "Copy the text, draft it anew under a new number, and close this one.",
    ),
    What.OBJECTION: Text(
        "変更を求められています。求めた方に確かめて、直してください。",
        "Changes are asked for: agree on them with whoever asks, and make them.",
    ),
    What.TICK: Text(
        "申請の初めにある確認事項を確かめ、□ に印を付けてください。",
        "Check the list at the head of the pull request and tick its boxes.",
    ),
    What.WITHDRAW: Text(
        "承認がそろわないままマージされました。取り下げて(ファイルを削除して)、新しい番号で起案し直してください。",
        "It was merged before it was approved. Withdraw it (delete the file) and draft it anew under a new number.",
    ),
    What.APPROVE: Text("内容を読んで、承認してください。", "Read it, and approve."),
    What.CONFIRM_RELEASE: Text(
        "報道発表が済んだら、レビューに「広報済」とだけ1行書いてください(発表の前には書かないでください)。",
        "Once the press release is made, put a line 「広報済」 into a review (not before).",
    ),
    What.MERGE: Text("「Squash and merge」を押してください。", "Press “Squash and merge”."),
    What.MERGED_SOON: Text(
        "まもなく自動でマージされます。することはありません。", "It will be merged by itself. There is nothing to do."
    ),
    What.RESUME: Text(
        "全部の配信が止まっています。もう一度動かすかどうかを決めてください。",
        "All sending is halted: decide whether it goes on.",
    ),
    What.RELEASE: Text(
        "人が止めています。もう一度動かすかどうかを決めてください。",
        "Somebody stopped it: decide whether it goes on.",
    ),
    What.LIFT: Text(
        "上限を超えたため止まっています。配信してよいかどうかを決めてください。",
        "It is over a limit: decide whether it goes all the same.",
    ),
    What.WAIT: Text(
        "配信の時刻を待っています。することはありません。", "It waits for its time. There is nothing to do."
    ),
    What.SEND: Text("まもなく配信されます。することはありません。", "It goes out soon. There is nothing to do."),
    What.DONE: Text("済みました。することはありません。", "Done. There is nothing to do."),
}
NOT_YET = Text("承認はまだしないでください。", "Do not approve yet.")
EDITING = Text(
    "運用管理者が自分で直すと起案者になり、その文を承認できなくなります。",
    "A manager who edits the text thereby becomes an author of it, and cannot approve it.",
)
NOBODY = Text(
    "今、承認できる人が体制表にいません。{owner}に連絡してください。",
    "Nobody of the roster can approve now. Please call {owner}.",
)
AUTOMATIC = Text(
    "申請を作ったときに、起案者が「Enable auto-merge」を押しておくと、承認がそろった時に自動でマージされます。",
    "A drafter who presses “Enable auto-merge” when he opens the pull request has it merged once all have approved.",
)
_NOW_OR_LATER = Text(
    "急ぐ事案です。今すぐ送るか、{when}でよいかを決めてください。",
    "This is urgent: decide whether it goes at once, or whether {when} will do.",
)


def turn_sentences(verdict: Verdict, author: str | None, contract: Contract, language: Language) -> tuple[str, ...]:
    """Say whose turn it is, a sentence each.

    An urgent matter that would wait for the hours begins with that question: to whoever may merge it, else to its
    ``author``. Nobody has to answer; left alone, it is approved, merged and waits.
    """
    turn = verdict.turn
    usual = turn_sentence(turn, contract, language)
    if not verdict.sleeps or not verdict.asks or verdict.not_before is None or turn.what is What.PROPOSE:
        return (usual,)
    drafter = Turn(What.ANSWER, () if author is None else (author,))
    asked = turn if turn.who is Who.MERGER else drafter
    what = _NOW_OR_LATER.format(when=moment(verdict.not_before, language))[language]
    question = _TO.format(who=addressed(asked, contract, language), what=what)[language]
    return (question,) if turn.who in (Who.MERGER, Who.CLOCK) else (question, usual)


def turn_sentence(turn: Turn, contract: Contract, language: Language) -> str:
    """Say one turn: ``登坂署長:内容を読んで、承認してください。``; the sentence alone where it is nobody's."""
    if turn.what is What.APPROVE and not turn.people:
        return NOBODY.format(owner=unit_name(contract.organization.owner, contract))[language]
    who, what = addressed(turn, contract, language), SENTENCES[turn.what][language]
    return _TO.format(who=who, what=what)[language] if who else what


def addressed(turn: Turn, contract: Contract, language: Language) -> str:
    """Address whose turn it is, or their unit where all of it is called; empty where nobody has anything to do."""
    if turn.who in (Who.PRESS, Who.MERGER) and (unit := _whole(turn, contract)) is not None:
        return unit_name(unit, contract)
    names = list(dict.fromkeys(_names(turn, contract, language)))
    if not names:
        return _DRAFTER[language] if turn.who is Who.DRAFTER else ""
    some = ("、" if language == "ja" else ", ").join(names[:_MOST])
    return (_AND_OTHERS.format(names=some) if len(names) > _MOST else Text(some, some))[language]


def _names(turn: Turn, contract: Contract, language: Language) -> Iterator[str]:
    for login in turn.people:
        person = contract.roster.person(Account(login), by_number=False)
        if person is not None:
            yield _name(person, contract, language)
        elif turn.who in (Who.DRAFTER, Who.MERGER):  # an outsider: what he calls himself is not repeated
            yield _DRAFTER[language]


def _name(person: Person, contract: Contract, language: Language) -> str:
    """Address a person, ``登坂署長``, ``長井さん``: the family name with the title of the newest seat that has one."""
    if language == "en":
        return visible(person.name)
    family = visible(person.name).split()[0]
    for tenure in reversed(person.roles):
        unit = contract.organization.units.get(tenure.seat.unit)
        titles = {} if unit is None else {Role.MANAGER: unit.manager_title, Role.OFFICER: unit.officer_title}
        if tenure.until is None and titles.get(tenure.seat.role):
            return f"{family}{visible(titles[tenure.seat.role])}"
    return f"{family}さん"


def _whole(turn: Turn, contract: Contract) -> str | None:
    """Find the one unit to which several people belong who are called together."""
    if len(turn.people) < 2:
        return None
    units = [
        {tenure.seat.unit for tenure in person.roles}
        for login in turn.people[1 if turn.who is Who.MERGER else 0 :]
        if (person := contract.roster.person(Account(login), by_number=False)) is not None
    ]
    common = set.intersection(*units) if units else set()
    return min(common) if common else None
