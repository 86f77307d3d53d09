"""Coverage of the guideline: clause → mechanism → what carries it out (rule, row of who must agree, hold, reminder)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from haishin.check.rule_registry import DESCRIBED
from haishin.core.contract import Contract
from haishin.core.contract.policy import Policy

_MECHANISMS = {
    "schema": "書けない(様式)",
    "rule": "検査",
    "consultation": "承認・協議",
    "hold": "待つ",
    "construction": "仕組み",
    "stated": "人の務め(知らせる)",
}
_HEAD = """\
要領の条項と、それを守る仕組みです。条項 → 方法 → 検査・承認の行・待ち・知らせ の順に示します。
条項ごとの試験は、その条項を名指す事例として tests/examples/policy にあります(なければ試験が失敗します)。
"""
_NOTHING = "(ありません)"


@dataclass(frozen=True, slots=True)
class Coverage:
    """A clause and a mechanism by which policy honours it."""

    clause: str
    mechanism: str
    by: tuple[str, ...]  # the rules, rows, holds or reminders that do it


def coverage(contract: Contract) -> tuple[Coverage, ...]:
    """List a line for each mechanism of each clause, in the order of the policy."""
    policy = contract.policy
    places: Mapping[str, tuple[tuple[str, str], ...]] = {
        "schema": tuple(_schema(policy)),
        "rule": tuple(_rules(policy)),
        "consultation": tuple(_consultations(policy)),
        "hold": tuple(_holds(policy)),
    }
    lines = []
    for name, clause in policy.clauses.items():
        for how in clause.how:
            carriers = [by for cited, by in places.get(how, ()) if cited == name]
            if how not in places and clause.by:
                carriers = [clause.by]
            lines.append(Coverage(name, how, tuple(dict.fromkeys(carriers))))
    return tuple(lines)


def render(contract: Contract) -> str:
    """Write the lines for a person to read."""
    lines = [
        f"{line.clause} → {_MECHANISMS[line.mechanism]} → {'、'.join(line.by) or _NOTHING}"
        for line in coverage(contract)
    ]
    return "\n".join([_HEAD, *lines, ""])


def _schema(policy: Policy) -> Iterator[tuple[str, str]]:
    """List the demands and bounds of front matter."""
    yield from ((row.clause, f"別表「{row.name}」の事案と内容") for row in policy.table)
    if "table-row" in policy.rules:
        yield policy.rules["table-row"], "category, case, content"
    yield policy.prompt_clause, "recognized_at, why_late"
    yield policy.press.clause, "press"
    yield policy.consent.clause, "consent"


def _rules(policy: Policy) -> Iterator[tuple[str, str]]:
    known = {rule.ID for rule in DESCRIBED}
    yield from ((clause, rule) for rule, clause in policy.rules.items() if rule in known)
    yield from ((row.clause, f"table-row({row.category})") for row in policy.table)
    yield policy.expiry_clause, "expires_at"
    yield policy.prompt_clause, f"{policy.prompt_minutes}分の目安"


def _consultations(policy: Policy) -> Iterator[tuple[str, str]]:
    yield from ((row.clause, row.id) for row in (*policy.rows, *policy.triggers))
    yield from ((clause, f"waivers: {rule}") for rule, clause in policy.waivers.items())
    yield policy.consult.clause, "consult"
    yield policy.upkeep.clause, "アラートのない変更:主管課の承認"
    yield policy.press.clause, "press: undecided"
    yield policy.prompt_clause, "why_late"
    yield policy.followup_clause, "follows.necessity"
    yield policy.checklist_clause, "確認欄"
    yield policy.authorship.clause, "だれが書いたか"


def _holds(policy: Policy) -> Iterator[tuple[str, str]]:
    yield policy.hours.clause, f"配信時間 {policy.hours.opens:%H:%M}〜{policy.hours.until}"
    yield policy.press.arrest_clause, "広報済"
    yield policy.consent.clause, "consent: pending"
