"""The marked blocks of ``README.ja.md``: the manual's words on a force, from its contract.

A block stands between ``<!-- schema/: NAME -->`` and ``<!-- end -->``; all else in the manual is the product's.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from haishin.check.findings.labels import cited
from haishin.check.findings.table import ordered
from haishin.consult.case import gather
from haishin.consult.consultation.requirements import due
from haishin.core.contract import Contract
from haishin.core.contract.policy import Selection
from haishin.core.model import Change, ConsentState, History, Role, Scope
from haishin.office.drafting.agreeing import alert
from haishin.office.drafting.text import Situation, asks_family
from haishin.office.product import BLOCK, MARKED

PATH: Final = MARKED
_WRITER: Final = (
    "理由を書き、先に所属長（夜間・休日は当直の代理）に電話します。先に答える警告は、個人情報などの疑いだけです。"
)
_LAST: Final = (
    "例外で送ったメールの訂正、解決・解除、取消**（同じ区分のもの）：もとのメールと同じ例外を、所属長の承認で使えます。"
)


def render(text: str, contract: Contract) -> str:
    """Write each block of the manual anew. Raises KeyError for a block of another name."""
    blocks = {
        "owner": _owner,
        "merge": _merge,
        "hours": _hours,
        "table": _table,
        "scope": _scope,
        "consult": _consult,
        "urgent": _urgent,
    }
    return re.sub(
        BLOCK, lambda block: block["head"] + "".join(f"{line}\n" for line in blocks[block["name"]](contract)), text
    )


def spoken(clock: str) -> str:
    """Say an hour as the guideline does: 午前7時, 午後8時30分; the end of the day is 24時."""
    hour, minute = map(int, clock.split(":"))
    if hour == 24:
        return "24時"
    minutes = f"{minute}分" if minute else ""
    return f"{'午前' if hour < 12 else '午後'}{hour % 12}時{minutes}"


def _owner(contract: Contract) -> Iterator[str]:
    owner = contract.organization.units[contract.organization.owner]
    yield f"この手引きで主管課というのは、{owner.name}（{owner.phone}）です。"


def _merge(contract: Contract) -> Iterator[str]:
    reminders = contract.policy.reminders
    if reminders is not None and reminders.merge is not None:
        urgent = "" if reminders.urgent is None else f"（急ぐ事案は{reminders.urgent.merge}分）"
        yield f"{reminders.merge}分たってもマージされないとき{urgent}は、所属の全員をお呼びします。"


def _hours(contract: Contract) -> Iterator[str]:
    hours, quiet = contract.policy.hours, contract.policy.quiet
    opens, closes = spoken(f"{hours.opens:%H:%M}"), spoken(hours.until)
    if hours.whole_day:
        yield "承認とマージが済めば、いつでもすぐに届きます。"
    else:
        yield f"{opens}から{closes}までなら、すぐに届きます。夜のうちにマージしたものは、次の{opens}に届きます。"
    if quiet is not None:
        begins, ends = spoken(f"{quiet.begins:%H:%M}"), spoken(f"{quiet.ends:%H:%M}")
        yield f"夜のメールを望まない登録者には、{begins}から{ends}までに送るものは、その後に届きます。"


def _table(contract: Contract) -> Iterator[str]:
    policy = contract.policy
    for row in ordered(policy):
        printed = [line for cell in row.printed for line in cell]
        if row.category == policy.outside_category:
            yield ""
            own = policy.is_ours(row.clause)
            says = "".join(printed) if own else f"「{''.join(printed)}」"
            yield f"別表にないもの（`{row.category}`）は、{cited(row.clause, 'ja', ours=own)} によります。{says}"
        else:
            indent = "" if row.under is None else "  "
            yield f"{indent}- **{row.name}**（`{row.category}`）<br>{'<br>'.join(printed)}"


def _scope(contract: Contract) -> Iterator[str]:
    first, *others = contract.organization.stations or (contract.organization.owner,)
    several = f"、いくつかの署なら `[{first}, {others[0]}]`" if others else ""
    yield f"- **`scope`** 配信範囲。`[{first}]`{several}、{contract.organization.everywhere.ja}なら `prefecture`。"


def _consult(contract: Contract) -> Iterator[str]:
    organization = contract.organization
    sections = [unit for unit in organization.units if not organization.is_station(unit)]
    yield "- **`consult`** 協議したい所属。運用総括管理者なら `supervisor`。<br>"
    yield f"  `consult: [{sections[-1]}]`"


def _urgent(contract: Contract) -> Iterator[str]:
    policy = contract.policy
    opens, closes = policy.hours.opens, policy.hours.closes
    if policy.hours.whole_day:
        yield "時間外はないので、次の急ぐ事案も、承認とマージが済めばすぐに届きます。`delivery-hours` は要りません。"
    else:
        yield (
            f"次の急ぐ事案を時間外（{closes:%-H:%M}〜{opens:%-H:%M}）にすぐ送るには、`waivers` に `delivery-hours` と"
            f"理由を書きます。**書かないと、次の{opens:%-H:%M}まで届きません。**"
        )
    yield ""
    yield f"- **書く方**：{_WRITER}"
    yield "- **所属長（当直の代理を含む）**：文面を承認します。その承認だけで、例外も認められます。"
    if policy.reminders is not None and policy.reminders.urgent is not None:
        urgent = policy.reminders.urgent
        yield f"  承認がなければ{urgent.after}分後に、その後は{urgent.again}分ごとに、次の代理の方にも頼みます。"
    yield "- **運用総括管理者**：知らせを受けます。承認は要りません。\n\n急ぐ事案は、次のとおりです。\n"
    yield "<details><summary>急ぐ事案の一覧を開く（机の一枚にもあります）</summary>\n"
    yield from (_matter(matter, contract) for matter in policy.urgent_matters)
    if policy.urgent_follows:
        yield f"- **{_LAST}"
    yield "\n</details>"


def _matter(matter: Selection, contract: Contract) -> str:
    """Name an urgent matter, and whom its waiver asks and informs beside the chief and the supervisor."""
    policy, units = contract.policy, contract.organization.units
    row = policy.row(matter.category)
    assert row is not None  # the loader has refused it
    what = "、".join(row.cases[case] for case in matter.cases or ()) or "すべての事案"
    if matter.contents:
        what += f"（{'、'.join(policy.contents[content] for content in matter.contents)}）"
    line = f"- **{row.name}**：{what}。"
    situations = [
        Situation(row.category, case, content)
        for case in matter.cases or row.cases
        for content in matter.contents or row.contents
    ]
    asked = _units(situations, "before", contract)
    told = _units(situations, "inform", contract)
    if asked:
        names = "、".join(units[unit].name for unit in asked)
        line += f"{contract.organization.everywhere.ja}に送るときは、{names}の運用管理者の承認も要ります。"
    line += "".join(f"{units[unit].name}にも知らせます。" for unit in told)
    if any(asks_family(contract, situation) for situation in situations):
        line += "ご家族の了解を待てないときは、`consent` の例外も書きます。"
    return line


def _units(situations: list[Situation], mode: str, contract: Contract) -> tuple[str, ...]:
    """List the other units that such a matter of a station asks (of the prefecture) or always informs (of its own)."""
    station = next(iter(contract.organization.stations), contract.organization.owner)
    scope = Scope(True) if mode == "before" else Scope(False, (station,))
    found = []
    for situation in situations:
        made = alert(station, scope, situation, True, False, False, ConsentState.GIVEN)
        needs = due(gather(made, Change.ADDED, (), None, lambda _: History()), contract)
        seats = [need.any_of[0] for need in needs if need.mode == mode]
        found.append({seat.unit for seat in seats if seat.unit != station and seat.role is not Role.SUPERVISOR})
    chosen = set.union(*found) if mode == "before" else set.intersection(*found)
    return tuple(unit for unit in contract.organization.units if unit in chosen)
