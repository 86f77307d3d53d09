"""The part of the comment about people: each approval that is due, its state, and what a tap or a word means now."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from haishin.consultation.approvals import OUTSIDER, POWERLESS, WRITER
from haishin.contract import Contract
from haishin.model import Approval, Candidate, Language, ReviewState, Seat, Text
from haishin.report.escaping import plain
from haishin.report.phrases import empty_seat, moment, seat_name, unit_name
from haishin.report.verdict import seats_by_person
from haishin.review.judging import Judged
from haishin.review.people import asked_at_once, missing
from haishin.review.words import clause, folded, joined, listed, named, said, seats

_TITLE = Text("承認({given}/{due})と、承認できる方", "Approvals ({given}/{due}), and who may approve")
_GIVEN = Text("**済 {seat}**:{who}が{when}に承認", "**Given: {seat}**: approved by {who} on {when}")
_GIVEN_ACTING = Text(
    "**済 {seat}**:{who}が{principal}の代決として{when}に承認",
    "**Given: {seat}**: approved by {who}, acting for {principal}, on {when}",
)
_GROUND = Text("根拠:{clause}", "Ground: {clause}")
_WAITING = Text("**未 {seat}**:承認待ち", "**Missing: {seat}**: waiting")
_TOLD = Text("知らせる相手(返事は待ちません):{seat}", "Informed, not waited for: {seat}")
_SEEN = Text("知らせた相手:{seat}。{who}が確認済み", "Informed: {seat}; seen by {who}")
_TAP = Text("{who}:「Approve」を押すと、この承認になります。", "{who}: a tap on “Approve” is this approval.")
_TAP_ACTING = Text(
    "{who}:「Approve」を押すと、{principal}の代決になります。",
    "{who}: a tap on “Approve” is this approval, acting for {principal}.",
)
_WORD = Text(
    "{who}:{principal}が不在か、本文を書いたとき、「代決」とだけ書いた行を入れて「Approve」を押すと、代決になります。",
    "{who}: where {principal} is absent or wrote the text, “Approve” with a line 「代決」 is this approval.",
)
_NOBODY = Text(
    "今、承認できる人がいません。{owner}に連絡してください。", "Nobody can give it now. Please call {owner}."
)
_ASKED = Text("#### 変更の求め", "#### Changes asked for")
_OBJECTION = Text(
    "- {who}の変更の求め(Request changes)は、本人が「Approve」を押すまで解けません。"
    "ほかの人が取り消しても(Dismiss)、配信は止まったままです。",
    "- The changes that {who} asked for hold the alert until that person approves; a dismissal by others does not.",
)
_POWERLESS = Text(
    "- {who}の変更の求め(Request changes)は、配信を止めません。「Merge」が押せないときは、"
    "だれかがその求めを取り消してください(Dismiss)。",
    "- The changes that {who} asked for do not hold the alert. Should “Merge” be blocked, anybody may dismiss them.",
)
_WITHOUT_POWER = (OUTSIDER, POWERLESS, WRITER)
_IGNORED = Text("数えなかったレビュー({n})", "Reviews that did not count ({n})")


def section(judged: Judged, contract: Contract, language: Language) -> str:
    """A fold; nothing where no approval is due. Of what must change first nobody is asked anything."""
    due = [one for one in judged.verdict.approvals if one.mode == "before"]
    if not due or not judged.verdict.asks:
        return ""
    told = [_told(one, contract, language) for one in judged.verdict.approvals if one.mode == "inform"]
    lines = [*(line for one in due for line in _due(one, contract, language)), *told]
    title = _TITLE.format(given=len(due) - len(missing(due)), due=len(due))[language]
    return folded(title, ["\n".join(lines)])


def objections(judged: Judged, contract: Contract, language: Language) -> Iterator[str]:
    """Who asked for changes, and who may lift that: paragraphs of Markdown."""
    if found := objecting(judged, contract, language):
        yield _ASKED[language]
        yield listed(list(found.values()), language)


def ignored(judged: Judged, contract: Contract, language: Language) -> str:
    """A fold of the reviews that did not count, each with its reason."""
    if not judged.verdict.asks:
        return ""
    objections = objecting(judged, contract, language)
    lines = [
        said(f"- {named(one.login, contract)}", plain(judged.mask.text(one.reason[language])), language)
        for one in judged.verdict.ignored
        if one.login not in objections or one.reason not in _WITHOUT_POWER
    ]
    return folded(_IGNORED.format(n=len(lines))[language], [listed(lines, language)] if lines else [])


def _due(approval: Approval, contract: Contract, language: Language) -> Iterator[str]:
    ground = f"  - {_GROUND.format(clause=clause(approval.clause, contract, language))[language]}"
    if approval.by is not None and approval.at is not None:
        seat = seats(approval.any_of if approval.role is None else (approval.role,), contract, language)
        words = {"seat": seat, "who": named(approval.by, contract), "when": moment(approval.at, language)}
        if approval.acting is None:
            yield f"- {_GIVEN.format(**words)[language]}"
        else:
            principal = _principal(approval.acting, contract, language)
            yield f"- {_GIVEN_ACTING.format(**words, principal=principal)[language]}"
        yield ground
        return
    yield f"- {_WAITING.format(seat=seats(approval.any_of, contract, language))[language]}"
    yield ground
    call = asked_at_once(approval, contract)
    for own in seats_by_person(approval.candidates):
        yield f"  - {_candidate(own, call, contract, language)}"
    if not approval.candidates:
        owner = plain(unit_name(contract.organization.owner, contract))
        yield f"  - {_NOBODY.format(owner=owner)[language]}"


def _candidate(own: Sequence[Candidate], call: tuple[str, ...], contract: Contract, language: Language) -> str:
    one = min(own, key=lambda candidate: candidate.word)
    who = named(one.login, contract, call)
    if one.acting is None:
        names = [plain(seat_name(Seat(each.role, each.unit), contract, language)) for each in own]
        roles = f"({joined(names, language)})" if len(names) > 1 else ""
        return _TAP.format(who=f"{who}{roles}")[language]
    words = _WORD if one.word else _TAP_ACTING
    return words.format(who=who, principal=_principal(one.acting, contract, language))[language]


def _told(approval: Approval, contract: Contract, language: Language) -> str:
    seat = seats(approval.any_of, contract, language)
    if approval.by is not None:
        return f"- {_SEEN.format(seat=seat, who=named(approval.by, contract))[language]}"
    call = asked_at_once(approval, contract)
    calls = f"({joined((named(one, contract, call) for one in call), language)})" if call else ""
    return f"- {_TOLD.format(seat=seat)[language]}{calls}"


def objecting(judged: Judged, contract: Contract, language: Language) -> dict[str, str]:
    """By login: who asked for changes and who may lift that; the forge's own button heeds every one of them."""
    asked = ReviewState.CHANGES_REQUESTED
    latest = {
        one.account.login: one
        for one in (judged.pull.reviews if judged.pull is not None else ())
        if one.state is not ReviewState.COMMENTED
    }
    powerless = {one.login for one in judged.verdict.ignored if one.reason in _WITHOUT_POWER}
    found = {}
    for login, review in latest.items():
        words = {"who": named(login, contract)}
        lifted = review.dismissed_by is not None and review.dismissed_by.login == login
        if login in powerless and review.state is asked:
            found[login] = _POWERLESS.format(**words)[language]
        elif login not in powerless and asked in (review.state, review.was) and not lifted:
            found[login] = _OBJECTION.format(**words)[language]
    return found


def _principal(acting: str, contract: Contract, language: Language) -> str:
    """For whom he acts: a person, or a seat that nobody holds."""
    vacant = empty_seat(acting, contract, language)
    return named(acting, contract) if vacant is None else plain(vacant)
