"""What the forge bills in a month in which nothing happens: the schedules alone, each job at least a minute."""

from __future__ import annotations

import re
from collections.abc import Iterator

from support.act import ROOT, WORKFLOWS
from support.faults import HOSTED, load

DAYS = 31
MOST = 1500  # billed minutes
BY_EVENT = ("inputs.stop != ''", "github.event_name == 'push'")  # no schedule starts a job that asks for one of these


def numbers(field: str, last: int) -> set[int]:
    """The values of a field of a cron line; without steps, which no line here has."""
    if field == "*":
        return set(range(last + 1))
    ends = (part.partition("-") for part in field.split(","))
    return {one for first, _, end in ends for one in range(int(first), int(end or first) + 1)}


def runs(cron: str) -> int:
    """How often it comes due in the worst month."""
    minute, hour, day, month, weekday = cron.split()
    assert (day, month) == ("*", "*")
    weekdays = numbers(weekday, 6)
    days = max(sum((first + day) % 7 in weekdays for day in range(DAYS)) for first in range(7))
    return len(numbers(minute, 59)) * len(numbers(hour, 23)) * days


def billed() -> Iterator[tuple[str, int]]:
    """Each hosted job that a schedule starts, and its minutes; all variables are such that it runs."""
    for path in sorted(WORKFLOWS.glob("*.yml")):
        flow = load(path.read_text(encoding="utf-8"))
        crons = [entry["cron"] for entry in (flow["on"].get("schedule", []) if isinstance(flow["on"], dict) else [])]
        for name, job in flow["jobs"].items():
            condition = job.get("if", "")
            if crons and job["runs-on"] == HOSTED and not any(one in condition for one in BY_EVENT):
                left_out = re.findall(r"github\.event\.schedule != '([^']+)'", condition)
                yield f"{path.stem}/{name}", sum(runs(cron) for cron in crons if cron not in left_out)


def test_an_idle_month_costs_what_the_operator_is_told() -> None:
    found = dict(billed())
    assert sorted(found) == ["consult/consult", "health/beat"]
    total = sum(found.values())
    assert total <= MOST
    told = (ROOT / "OPERATING.md").read_text(encoding="utf-8").partition("## Billed minutes\n")[2]
    assert f"**{total:,} billed minutes**" in told
    assert [f"{minutes} for `{name.split('/')[0]}`" in told for name, minutes in found.items()] == [True, True]
    told = (ROOT / "OPERATING.ja.md").read_text(encoding="utf-8").partition("## GitHub の利用時間\n")[2]
    assert f"**{total:,} 分**" in told
    assert [f"{minutes} 分が `{name.split('/')[0]}`" in told for name, minutes in found.items()] == [True, True]


def test_cron_lines_are_counted_as_the_forge_reads_them() -> None:
    assert [runs(line) for line in ("9 * * * *", "17 0-10,22,23 * * *", "39 0 * * 1", "1,31 5 * * *")] == [
        744,
        403,
        5,
        62,
    ]
