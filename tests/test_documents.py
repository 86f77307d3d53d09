"""The documents are true: what a drafter copies is read without a finding, and every field and case has its place."""

from __future__ import annotations

import re
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import NamedTuple

import pytest

from haishin.check import document
from haishin.check.engine import check
from haishin.check.findings.table import ordered
from haishin.check.reading import Tree
from haishin.consult.consultation.requirements import due
from haishin.consult.decision import decide
from haishin.core.contract.policy import Selection
from haishin.core.model import Alert, Document, FollowKind, Kind, Role, Scope, Seat, Waiver
from haishin.office.drafting import manual
from haishin.office.drafting import samples as samples_page
from support.decision import alert as decided
from support.decision import case, contract, moment, pull
from support.force import FORCE, ROOT
from support.headings import anchor

READMES = ["README.md", "README.ja.md"]
SAMPLES = "schema/SAMPLES.md"
FIRST = "alerts/maebashi/2026/20261125-1605-koekake.md"  # what the samples of follow-ups follow
PATH = "alerts/maebashi/2026/20261125-1640-koekake.md"
WAIVER = Waiver("delivery-hours", "刃物を持って逃走しているため")


@cache
def text(name: str) -> str:
    if name == SAMPLES:  # of the example force, whatever force this is
        return samples_page.render(contract())
    if name == manual.PATH:
        return manual.render((ROOT / name).read_text("utf-8"), contract())
    return (ROOT / name).read_text("utf-8")


class Sample(NamedTuple):
    """What is copied, and the words that it is found by."""

    label: str
    file: str


def samples(name: str) -> list[Sample]:
    found = re.finditer(r"(?:<summary>(.*?)</summary>\n\n)?```markdown\n(.*?)^```$", text(name), re.M | re.S)
    return [Sample(one[1] or name, one[2]) for one in found]


@cache
def read(file: str) -> tuple[Document, list[str]]:
    """A sample as a file of its own beside what it follows, and what is found in it."""

    def find(alert: str) -> Document | None:
        return document.read(FIRST, (FORCE / FIRST).read_bytes(), contract()) if alert == Path(FIRST).stem else None

    told = document.read(PATH, file.encode(), contract())
    return told, [one.message.ja for one in check(told, contract(), Tree(frozenset({PATH, FIRST}), find))]


def alert(file: str) -> Alert:
    told = read(file)[0].alert
    assert told is not None
    return told


def optional_lines() -> list[str]:
    """The examples of the list of optional fields: a line of code under each."""
    section = text("README.ja.md").partition("### 場合によって書く項目")[2].partition("###")[0]
    return re.findall(r"^  `([a-z_]+: [^`]+)`$", section, re.M)


@pytest.mark.parametrize(
    "sample", [one for name in ("README.md", SAMPLES) for one in samples(name)], ids=lambda one: one.label
)
def test_a_sample_is_read_without_a_finding(sample: Sample) -> None:
    assert read(sample.file)[1] == []
    assert alert(sample.file).body.strip()


@pytest.mark.parametrize("sample", samples(SAMPLES), ids=lambda one: one.label)
def test_a_sample_goes_once_those_agree_whom_the_manual_names(sample: Sample) -> None:
    made = alert(sample.file)
    agreed = ["maebashi-manager APPROVED 16:50"]
    if made.category == "outside":
        assert decide(case(made, pull(*agreed)), moment("17:00"), contract()).kind is Kind.CONSULT
        agreed.append("koho-kocho-manager APPROVED 16:50")
    if made.content == "arrest":
        assert decide(case(made, pull(*agreed)), moment("17:00"), contract()).kind is Kind.HOLD
        agreed.append("koho-kocho-staff COMMENTED 17:05 press-released")
    assert decide(case(made, pull(*agreed)), moment("17:10"), contract()).kind is Kind.SEND


def test_every_case_of_the_table_has_one_sample() -> None:
    cases = [(row.category, case) for row in contract().policy.table for case in row.cases]
    shown = [alert(one.file) for one in samples(SAMPLES)]
    first = [(one.category, one.case) for one in shown if one.follows is None and one.content != "arrest"]
    assert sorted(first) == sorted(cases)


def test_every_way_to_follow_and_an_arrest_have_a_sample() -> None:
    shown = [alert(one.file) for one in samples(SAMPLES)]
    assert {one.follows.kind for one in shown if one.follows is not None} == set(FollowKind)
    assert any(one.content == "arrest" for one in shown)
    assert any(line.startswith("consent: ") and "names: " in line for line in optional_lines())


def test_the_readme_shows_one_alert() -> None:
    (only,) = samples("README.md")
    assert alert(only.file).title == "文京町2丁目、下校中の児童に声をかける男"


@pytest.mark.parametrize("line", optional_lines())
def test_every_optional_line_may_stand_in_the_sample(line: str) -> None:
    field = line.partition(":")[0]
    without = re.sub(rf"^{field}: .*\n", "", samples("README.md")[0].file, flags=re.M)
    told = document.read(PATH, without.replace("\n---\n", f"\n{line}\n---\n", 1).encode(), contract())
    assert [finding.message.ja for finding in told.findings] == []
    assert (field,) in told.keys


def test_the_manual_names_every_field_and_every_content() -> None:
    codes = {row.category for row in contract().policy.table} | {
        code for row in contract().policy.table for code in row.contents
    }
    names = set(contract().schemas["alert"].source["properties"]) | codes
    assert {name for name in names if f"`{name}`" not in text("README.ja.md")} == set()
    fields = set(contract().schemas["alert"].source["properties"]) - set(contract().schemas["alert"].source["required"])
    # Every case has one of the first, all but notices and planned matters one of the second.
    assert fields - {line.partition(":")[0] for line in optional_lines()} == {"case", "recognized_at"}


def test_the_manual_holds_the_table_as_it_is_printed() -> None:
    policy = contract().policy
    outside = policy.row(policy.outside_category)
    assert outside is not None
    section = text("README.ja.md").partition("\n## 別表\n")[2].partition("\n## ")[0]
    rows = re.findall(r"^((?:  )?)- \*\*(.*?)\*\*（`(.*?)`）<br>(.*)$", section, re.M)
    assert rows == [
        ("" if row.under is None else "  ", row.name, row.category, "<br>".join(sum(row.printed, ())))
        for row in ordered(policy)
        if row is not outside
    ]
    assert section.startswith(f"\n{policy.sentence(policy.checklist_clause)}")
    assert f"（`{outside.category}`）は、要領 {outside.clause} によります。「{outside.printed[0][0]}」" in section


def urgent_line(situation: Selection) -> str:
    """What the manual says of a situation: its cases and contents, and whom they ask and tell beside the usual two."""
    policy, units = contract().policy, contract().organization.units
    row = policy.row(situation.category)
    assert row is not None
    cases, contents = situation.cases or tuple(row.cases), situation.contents or row.contents

    def asked(mode: str, scope: Scope) -> list[set[Seat]]:
        """For each case and content, of each approval the seat that comes first."""
        made = [
            replace(decided(category=row.category, case=one, content=content), scope=scope, waivers=(WAIVER,))
            for one in cases
            for content in contents
        ]
        return [{found.any_of[0] for found in due(case(each), contract()) if found.mode == mode} for each in made]

    chief, supervisor = Seat(Role.MANAGER, "maebashi"), Seat(Role.SUPERVISOR, "koho-kocho")
    own = Scope(False, ("maebashi",))
    assert [one for one in asked("before", own) if one != {chief}] == []
    (charged,) = {seat.unit for one in asked("before", Scope(True)) for seat in one - {chief}}
    told = set.intersection(*asked("inform", own))
    assert supervisor in told
    what = "、".join(row.cases[one] for one in situation.cases or ()) or "すべての事案"
    if situation.contents:
        what += f"（{'、'.join(policy.contents[one] for one in situation.contents)}）"
    line = f"- **{row.name}**：{what}。全県に送るときは、{units[charged].name}の運用管理者の承認も要ります。"
    line += "".join(f"{units[seat.unit].name}にも知らせます。" for seat in told - {supervisor})
    return line + ("ご家族の了解を待てないときは、`consent` の例外も書きます。" if policy.consent.case in cases else "")


def test_the_manual_names_what_is_urgent_and_whom_it_asks() -> None:
    policy = contract().policy
    section = text("README.ja.md").partition("### 急ぐとき")[2].partition("\n## ")[0]
    lines = re.findall(r"^- .*", section.partition("急ぐ事案は、次のとおりです。")[2], re.M)
    assert lines[:-1] == [urgent_line(one) for one in policy.urgent_matters]
    right = "（同じ区分のもの）：もとのメールと同じ例外を、所属長の承認で使えます。"
    assert lines[-1] == f"- **例外で送ったメールの訂正、解決・解除、取消**{right}"
    assert "**訓練**を時間外に送るとき" in section
    assert policy.urgent_follows == ("correction", "resolution", "cancellation")
    assert f"（{policy.hours.closes:%-H:%M}〜{policy.hours.opens:%-H:%M}）" in section
    assert policy.reminders is not None
    assert policy.reminders.urgent is not None
    urgent = policy.reminders.urgent
    assert f"承認がなければ{urgent.after}分後に、その後は{urgent.again}分ごとに" in section
    merged = f"{policy.reminders.merge}分たってもマージされないとき（急ぐ事案は{urgent.merge}分）は、所属の全員を"
    assert merged in text("README.ja.md")


def test_what_the_policy_says_of_the_manual_is_true() -> None:
    """1 and 2: what no code can do, and the policy says stands here."""
    clauses, readme = contract().policy.clauses, text("README.ja.md")
    assert [name for name, one in clauses.items() if "README" in (one.by or "")] == ["1", "2"]
    opening = readme.partition("\n## ")[0]
    assert "目的は、電子メールによる情報配信により、広報広聴活動をより効果的に推進することです（要領1）。" in opening
    assert (
        "書く端末も、承認する端末（スマートフォンを含む）も、警察の決まりが許すものだけを使ってください（要領2）。"
        "どの端末が使われたかは、この仕組みには分かりません。"
    ) in opening


# --- as they are read ------------------------------------------------------------------------------


def headings(name: str) -> list[str]:
    outside = re.sub(r"^```.*?^```$", "", text(name), flags=re.M | re.S)
    return [anchor(one) for one in re.findall(r"^#+ (.*)$", outside, re.M)]


def test_the_example_of_a_name_is_taken_and_the_step_says_so() -> None:
    step = text("README.ja.md").partition("① ファイル名を書きます。")[2].partition("4. ②")[0]
    (example,) = re.findall(r"`(\d{8}-\d{4}-[a-z-]+\.md)`", step)
    assert [*FORCE.glob(f"alerts/*/*/{example}")]
    assert "例を写さず、時刻をいまの日本時間にします。すでにある名前は、ほかの所属のものでも使えません。" in step


def test_an_anchor_is_what_the_forge_makes() -> None:
    assert (
        anchor("GitHub が止まったときは、この仕組みでは送れません") == "github-が止まったときはこの仕組みでは送れません"
    )
    assert anchor("4 マージする（＝配信する）") == "4-マージする配信する"


@pytest.mark.parametrize("name", READMES)
def test_links_within_a_page_lead_to_one_of_its_headings(name: str) -> None:
    assert [one for one in re.findall(r"\]\(#([^)]+)\)", text(name)) if headings(name).count(one) != 1] == []


def test_nothing_in_the_manual_has_to_be_moved_sideways_on_a_phone() -> None:
    outside = re.sub(r"^```.*?^```$", "", text("README.ja.md"), flags=re.M | re.S)
    assert [line for line in outside.splitlines() if line.startswith("|")] == []


def test_nothing_is_called_taken_back() -> None:
    """C2: a mail that has arrived stays there, so no word of an officer's page says otherwise."""
    said = [*(ROOT / "scripts").rglob("*.py"), *ROOT.glob("*.md"), *(FORCE / "schema").glob("*.yaml")]
    assert [file.name for file in said if "回収" in file.read_text("utf-8")] == []
