"""A draft and its text: the items that its row needs, with their choices, around the usual wording.

A template holds ``{{scope}}`` and the like, which page and command fill in the same way, and marks with their examples.
CI refuses a file in which either is left (rules ``schema`` and ``placeholder``).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from haishin.core.catalogue import Message
from haishin.core.contract import Contract
from haishin.core.contract.drafts import MARK, UNIT, Draft, row_of, usual_draft
from haishin.core.contract.organization import Unit
from haishin.core.contract.policy import JST, Row
from haishin.core.model import FollowKind

WAYS = (None, *FollowKind)  # what a draft is to an earlier mail; None: nothing
OPEN = {  # item → the mark that stands where nothing was chosen
    "scope": "＜＜配信範囲＞＞",
    "recognized_at": "＜＜認知の日時＞＞",
    "press": "＜＜報道発表＞＞",
    "consent": (
        "{state: ＜＜了解の状態＞＞, by: ＜＜続柄＞＞, at: ＜＜了解の日時＞＞, "
        "names: [＜＜氏名＞＞], until: ＜＜最後の日＞＞}"
    ),
    "expires_at": "＜＜配信期限＞＞",
    "alert": "＜＜先の番号＞＞",
    "waivers": "",
}
WAIVER = "  - {rule: %s, reason: ＜＜例外の理由＞＞}"
_SCOPE = "警察署の番号を [ ] に並べる。全域は prefecture"
_PRESS = (
    "none 発表しない、undecided 未定、発表するなら {at: 日時, consistent: 発表文と yes 同じ・no 違う・not-yet まだない}"
)
_CONSENT = "given あり、pending 確認中、refused なし、nobody 確認できる方がいない。載せない氏名の names と until は消す"
ALERT = re.compile("[0-9]{8}-[0-9]{4}-[a-z0-9-]+")  # the id of another alert
_NAME = 50  # signs of case and unit in an id, which has 64
_SLOT = re.compile(r"\{\{([a-z_]+)\}\}")


@dataclass(frozen=True, slots=True)
class Situation:
    """A case of a category with its content, by their codes; ``follows`` None is something new."""

    category: str
    case: str
    content: str
    follows: FollowKind | None = None


def way_name(way: FollowKind | None) -> Message:
    """Name a way in words."""
    return Message(f"office/drafting/way-{way or 'new'}")


def situations(contract: Contract) -> Iterator[Situation]:
    """Yield everything new that the table allows: each case with each content, the usual content first."""
    for row in contract.policy.table:
        for case in row.cases:
            first = usual(contract, row, case)
            for content in sorted(row.contents, key=lambda content: content != first):
                yield Situation(row.category, case, content)


def usual(contract: Contract, row: Row, case: str) -> str:
    """Find the usual content of that case."""
    own = (draft.contents for draft in contract.drafts if (draft.category, draft.case) == (row.category, case))
    return next((contents[0] for contents in own if contents), row.contents[0])


def wording(contract: Contract, situation: Situation) -> Draft:
    """Find the most specific wording."""
    return usual_draft(contract.drafts, situation.category, situation.case, situation.content, situation.follows)


def urgent(contract: Contract, situation: Situation) -> bool:
    """Judge whether such situations may go at night on the manager's word."""
    return any(
        matter.category == situation.category
        and situation.case in (matter.cases or (situation.case,))
        and situation.content in (matter.contents or (situation.content,))
        for matter in contract.policy.urgent_matters
    )


def asks_family(contract: Contract, situation: Situation) -> bool:
    """Judge whether the family is asked, as it is for a lookout until the matter is over (T4)."""
    policy = contract.policy.consent
    over = situation.follows in (FollowKind.RESOLUTION, FollowKind.CANCELLATION)
    return situation.case == policy.case and situation.content in policy.contents and not over


def head(contract: Contract, situation: Situation) -> str:
    """Write the front matter's lines of such a draft, with slots."""
    policy = contract.policy
    row = policy.row(situation.category)
    assert row is not None, situation
    own = wording(contract, Situation(row.category, situation.case, usual(contract, row, situation.case)))
    lines = [
        "title: {{title}}",
        f"category: {row.category} # {row.name}",
        f"case: {situation.case} # {_choices(row.cases, tuple(row.cases))}",
    ]
    if situation.case == "other":
        lines.append(f"case_name: {_mark('事案の名前', own.examples.get('case_name'))}")
    lines.append(f"content: {situation.content} # {_choices(policy.contents, row.contents)}")
    lines.append(f"scope: {{{{scope}}}} # {_SCOPE}")
    if row.recognition_required(situation.case) or "recognized_at" in own.needs:
        lines.append("recognized_at: {{recognized_at}}")
    lines.append(f"press: {{{{press}}}} # {_PRESS}")
    if asks_family(contract, situation):
        lines.append(f"consent: {{{{consent}}}} # {_CONSENT}")
    if row.category == policy.outside_category:
        lines.append(f"why_mail: {_mark('メールの理由', own.examples.get('why_mail'))}")
    if "expires_at" in own.needs:
        lines.append("expires_at: {{expires_at}}")
    return "".join(f"{line}\n" for line in lines)


def follows(contract: Contract, situation: Situation) -> str:
    """Write the line that says which alert it follows, with a slot; nothing for something new."""
    if situation.follows is None:
        return ""
    why = wording(contract, situation).examples.get("necessity")
    rest = f", necessity: {_mark('続報の理由', why)}" if situation.follows is FollowKind.FOLLOW_UP else ""
    return f"follows: {{alert: {{{{alert}}}}, as: {situation.follows.value}{rest}}}\n"


def unfilled(contract: Contract, situation: Situation) -> Draft:
    """Find the row of that wording, in which the requests of the new mail are not filled in."""
    return row_of(contract.drafts, situation.category, situation.case, situation.content, situation.follows)


def words(worded: Draft) -> tuple[str, str]:
    """Give its title and text, with slots for the unit; the mail itself adds whom to ask."""
    return worded.title.replace(UNIT, "{{unit}}"), f"{worded.text}\n".replace(UNIT, "{{unit}}")


def template(contract: Contract, situation: Situation) -> str:
    """Write the whole file, with slots, and with marks that show their examples."""
    title, text = words(wording(contract, situation))
    top = filled(head(contract, situation), {"title": title})
    return f"---\n{top}{follows(contract, situation)}{{{{waivers}}}}---\n{text}"


def draft(contract: Contract, unit: Unit, situation: Situation, chosen: Mapping[str, str] | None = None) -> str:
    """Write the file as it is begun; ``chosen``: values for items of ``OPEN``, as they stand in the front matter."""
    return plain(filled(template(contract, situation), {**OPEN, **by_unit(unit), **(chosen or {})}))


def by_unit(unit: Unit) -> dict[str, str]:
    """Fill the slots that depend on the unit alone: its name, and for a station its own area."""
    filled = {"unit": unit.name}
    if unit.level == "station":
        filled["scope"] = f"[{unit.id}]"
    return filled


def waivers(rules: Sequence[str]) -> str:
    """Write the lines of the waivers of those principles; their reasons are for the drafter to write."""
    if not rules:
        return ""
    return "waivers:\n" + "".join(f"{WAIVER % rule}\n" for rule in rules)


def filled(text: str, values: Mapping[str, str]) -> str:
    """Fill those slots of the template; the others stay."""
    return _SLOT.sub(lambda slot: values.get(slot[1], slot[0]), text)


def plain(text: str) -> str:
    """Write each mark without its example."""
    return MARK.sub(lambda mark: f"＜＜{mark['label']}＞＞", text)


def moment(now: datetime) -> str:
    """Write a time as the front matter has it, in Japan time."""
    return now.astimezone(JST).isoformat(timespec="minutes")


def path(unit: str, case: str, now: datetime) -> str:
    """Make the path of the file; its id differs for two units that draft in the same minute."""
    local = now.astimezone(JST)
    return f"alerts/{unit}/{local:%Y}/{local:%Y%m%d-%H%M}-{f'{case}-{unit}'[:_NAME]}.md"


def _choices(names: Mapping[str, str], codes: Sequence[str]) -> str:
    return "、".join(f"{code} {names[code]}" for code in codes)


def _mark(label: str, example: str | None) -> str:
    if example:
        return f"＜＜{label}＝{example}＞＞"
    return f"＜＜{label}＞＞"
