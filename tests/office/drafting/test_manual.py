"""The blocks of README.ja.md that speak of a force; ``tests/test_documents.py`` reads those of the example force."""

from __future__ import annotations

from dataclasses import replace
from datetime import time

import pytest

from haishin.core.contract import load_blobs
from haishin.core.contract.policy import Quiet
from haishin.office.drafting.manual import PATH, render, spoken
from support.contract import around_the_clock, spoiled
from support.decision import city
from support.force import ROOT, blobs

SAID = {
    "owner": "この手引きで主管課というのは、市民安全局（099-000-0001）です。\n",
    "hours": "午前9時から午後6時までなら、すぐに届きます。夜のうちにマージしたものは、次の午前9時に届きます。\n",
    "scope": "- **`scope`** 配信範囲。`[kita]`、いくつかの署なら `[kita, minami]`、市内全域なら `prefecture`。\n",
}


def block(name: str, within: str = "") -> str:
    return f"before\n<!-- schema/: {name} -->\n{within}<!-- end -->\nafter\n"


@pytest.mark.parametrize("name", SAID)
def test_a_block_is_written_anew_and_nothing_else(name: str) -> None:
    written = render(block(name, "old\n\nlines\n"), city())
    assert written == block(name, SAID[name])
    assert render(written, city()) == written


def test_a_force_that_mails_around_the_clock_says_so() -> None:
    said = "承認とマージが済めば、いつでもすぐに届きます。\n"
    assert render(block("hours"), around_the_clock()) == block("hours", said)
    urgent = render(block("urgent"), around_the_clock())
    assert "時間外はないので、次の急ぐ事案も、承認とマージが済めばすぐに届きます。" in urgent
    assert "0:00〜0:00" not in urgent


def test_a_force_that_says_when_it_is_quiet_says_who_waits() -> None:
    policy = replace(city().policy, quiet=Quiet(time(22), time(7, 30)))
    told = "夜のメールを望まない登録者には、午後10時から午前7時30分までに送るものは、その後に届きます。\n"
    assert render(block("hours"), replace(city(), policy=policy)) == block("hours", SAID["hours"] + told)


def test_a_force_that_reminds_nobody_says_nothing_of_it() -> None:
    files = blobs()
    policy = files["policy.yaml"].decode()
    start = policy.index("reminders: {")
    files["policy.yaml"] = (policy[:start] + policy[policy.index("\n", start) + 1 :]).encode()
    assert render(block("merge"), load_blobs(files)) == block("merge")


def test_every_block_of_the_manual_is_known_and_any_other_is_a_mistake() -> None:
    assert (ROOT / PATH).read_text("utf-8").count("<!-- schema/: ") == 7
    with pytest.raises(KeyError):
        render(block("nobody"), city())


def test_who_is_in_charge_of_what_is_urgent_is_said_for_each_force() -> None:
    files = spoiled("organization.yaml", "case: robbery, unit: sosa-1", "case: robbery, unit: sosa-3")
    line = next(line for line in render(block("urgent"), load_blobs(files)).splitlines() if "強盗、凶悪事件" in line)
    assert line.endswith("全県に送るときは、捜査第一課、捜査第三課の運用管理者の承認も要ります。")


@pytest.mark.parametrize(
    ("at", "said"),
    [("00:00", "午前0時"), ("08:30", "午前8時30分"), ("12:00", "午後0時"), ("20:00", "午後8時"), ("24:00", "24時")],
)
def test_an_hour_is_said_as_the_guideline_says_it(at: str, said: str) -> None:
    assert spoken(at) == said
