"""A draft with its marks replaced is clean; with any of them left it is refused."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest

from haishin.core.contract.drafts import MARK
from haishin.core.contract.policy import Row
from haishin.core.model import FollowKind
from haishin.office.drafting import Situation, draft, usual
from haishin.office.drafting.text import WAYS, moment, path, urgent, waivers, wording
from support.contract import shipped
from support.drafts import EVERY, NOW, completed, examples, findings

PATH = "alerts/maebashi/2026/20261125-1640-draft.md"
MAEBASHI = shipped().organization.units["maebashi"]
GIVEN = "{state: given, by: 長男, at: 2026-11-25T16:00+09:00}"
CHOSEN = {
    "recognized_at": "2026-11-25T15:40+09:00",
    "press": "none",
    "consent": GIVEN,
    "expires_at": "2026-11-29T15:00+09:00",
    "alert": "20261125-1605-koekake",
}
ARREST = "{at: 2026-11-25T17:00+09:00, consistent: yes}"
FOLLOWING = [Situation("suspicious-person", "approach", "caution", way) for way in WAYS if way is not None]
BEGUN = [*EVERY, *FOLLOWING]
WORDED = list({wording(shipped(), one).title + wording(shipped(), one).text: one for one in BEGUN}.values())


def chosen(situation: Situation) -> dict[str, str]:
    return CHOSEN | ({"press": ARREST} if situation.content == "arrest" else {})


def named(situation: Situation) -> str:
    return "-".join((situation.category, situation.case, situation.content, situation.follows or "new"))


@pytest.mark.parametrize("situation", BEGUN, ids=named)
def test_a_completed_draft_is_clean(situation: Situation) -> None:
    text = completed(draft(shipped(), MAEBASHI, situation, chosen(situation)), situation)
    assert "＜＜" not in text
    assert findings(PATH, text) == []


@pytest.mark.parametrize("situation", WORDED, ids=named)
def test_each_mark_that_is_left_over_is_an_error(situation: Situation) -> None:
    begun = draft(shipped(), MAEBASHI, situation, chosen(situation))
    marks = set(re.findall("＜＜[^＜＞]+＞＞", begun))
    assert marks
    for mark in marks:
        kept = {one: words for one, words in examples(situation).items() if one != mark}
        text = begun
        for one, words in kept.items():
            text = text.replace(one, words)
        assert any(mark in one for one in findings(PATH, text)), mark


@pytest.mark.parametrize("item", [*CHOSEN, "scope"])
def test_what_was_not_chosen_is_an_error_at_its_line(item: str) -> None:
    situation = {
        "consent": Situation("information-request", "missing-person", "lookout"),
        "expires_at": Situation("traffic-regulation", "event", "regulation"),
        "alert": FOLLOWING[0],
    }.get(item, EVERY[0])
    unit = shipped().organization.units["koho-kocho" if item == "scope" else "maebashi"]
    left = {name: value for name, value in CHOSEN.items() if name != item}
    begun = draft(shipped(), unit, situation, left)
    line = next(
        number for number, one in enumerate(begun.split("\n"), 1) if one.startswith((item, "follows")) and "＜＜" in one
    )
    found = findings(f"alerts/{unit.id}/2026/20261125-1640-draft.md", completed(begun, situation))
    assert [one for one in found if one.startswith(f"{line} ")] != []


def test_a_draft_has_the_items_of_its_row_alone_each_with_its_choices() -> None:
    text = draft(shipped(), MAEBASHI, Situation("suspicious-person", "approach", "caution"), {})
    assert text.partition("\n---\n")[0].split("\n") == [
        "---",
        "title: ＜＜町名＞＞、＜＜被害を受けた方＞＞に＜＜言われた言葉＞＞",
        "category: suspicious-person # 不審者情報",
        "case: approach # stalking つきまとい事案、approach 声かけ事案、exposure 露出(公然わいせつ)、"
        "indecent-act 強制わいせつ類似行為、other その他(等)",
        "content: caution # sighting 目撃情報、lookout 手配、caution 注意喚起、arrest 検挙情報",
        "scope: [maebashi] # 警察署の番号を [ ] に並べる。全域は prefecture",
        "recognized_at: ＜＜認知の日時＞＞",
        "press: ＜＜報道発表＞＞ # none 発表しない、undecided 未定、"
        "発表するなら {at: 日時, consistent: 発表文と yes 同じ・no 違う・not-yet まだない}",
    ]
    assert "027-001-0110" not in text  # whom to ask the mail says by itself


@pytest.mark.parametrize(
    ("situation", "more"),
    [
        (Situation("crime", "other", "caution"), {"case_name", "recognized_at"}),
        (Situation("information-request", "missing-person", "lookout"), {"consent", "recognized_at"}),
        (Situation("information-request", "missing-person", "information"), {"recognized_at"}),
        (Situation("notice", "safety", "information"), set()),
        (Situation("outside", "recruiting", "information"), {"why_mail"}),
        (Situation("traffic-regulation", "event", "regulation"), {"expires_at"}),
        (Situation("fraud", "special-fraud", "caution", FollowKind.CORRECTION), {"recognized_at", "follows"}),
    ],
    ids=lambda one: named(one) if isinstance(one, Situation) else "",
)
def test_what_only_some_rows_need(situation: Situation, more: set[str]) -> None:
    items = re.findall(r"^(\w+):", draft(shipped(), MAEBASHI, situation), re.M)
    assert set(items) - {"title", "category", "case", "content", "scope", "press"} == more


def test_exceptions_are_written_with_their_reasons_to_be_given() -> None:
    text = draft(shipped(), MAEBASHI, EVERY[0], {"waivers": waivers(["delivery-hours", "consent"])})
    assert (
        "\nwaivers:\n  - {rule: delivery-hours, reason: ＜＜例外の理由＞＞}\n"
        "  - {rule: consent, reason: ＜＜例外の理由＞＞}\n---\n" in text
    )
    assert waivers([]) == ""


def test_a_section_chooses_its_scope_and_gives_its_own_name() -> None:
    section = shipped().organization.units["seian-kikaku"]
    text = draft(shipped(), section, Situation("information-request", "serial-theft", "information"))
    assert "\nscope: ＜＜配信範囲＞＞ #" in text
    assert "生活安全企画課に情報をお寄せください。\n" in text


def test_a_row_without_a_wording_begins_with_when_where_what_and_what_to_do() -> None:
    bare = replace(shipped(), drafts=())
    text = draft(bare, MAEBASHI, EVERY[0], CHOSEN)
    assert "title: ＜＜件名＞＞\n" in text
    assert "\n---\n＜＜日時＞＞、＜＜場所＞＞で、＜＜何があったか＞＞。\n\n＜＜してほしいこと＞＞\n" in text
    row = bare.policy.row("crime")
    assert isinstance(row, Row)
    assert usual(bare, row, "theft") == row.contents[0] == "lookout"


def test_the_most_specific_wording_stands() -> None:
    def of(situation: Situation) -> tuple[str | None, str | None, tuple[str, ...]]:
        worded = wording(shipped(), situation)
        return worded.category, worded.case, worded.contents

    assert of(Situation("traffic", "critical", "caution")) == ("traffic", "critical", ("caution",))
    assert of(Situation("traffic", "fatal", "regulation")) == ("traffic", None, ("regulation",))
    assert of(Situation("traffic", "fatal", "caution", FollowKind.RESOLUTION)) == (None, None, ())
    assert of(Situation("traffic", "fatal", "arrest", FollowKind.RESOLUTION)) == (None, None, ("arrest",))


def test_what_is_urgent_is_what_the_policy_says() -> None:
    assert urgent(shipped(), Situation("crime", "robbery", "lookout"))
    assert not urgent(shipped(), Situation("crime", "robbery", "arrest"))
    assert not urgent(shipped(), Situation("crime", "theft", "lookout"))
    assert urgent(shipped(), Situation("suspicious-person", "stalking", "lookout"))
    assert urgent(shipped(), Situation("information-request", "animal-injury", "caution"))


def test_a_file_goes_where_its_unit_and_the_time_in_japan_say() -> None:
    assert path("maebashi", "approach", NOW) == "alerts/maebashi/2026/20261125-1640-approach-maebashi.md"
    new_year = NOW.replace(month=12, day=31, hour=15).astimezone(None)
    assert path("ota", "a" * 64, NOW.replace(2027, 1, 1, 0, 5)) == f"alerts/ota/2027/20270101-0005-{'a' * 50}.md"
    assert moment(new_year) == "2026-12-31T15:40+09:00"


@pytest.mark.parametrize("case", ["robbery", "violent-crime", "snatching", "theft"])
def test_a_lookout_for_a_crime_describes_whom_it_looks_for(case: str) -> None:
    text = draft(shipped(), MAEBASHI, Situation("crime", case, "lookout"))
    assert re.search(r"\n## (?:逃げた人の特徴|捜している人や車など)\n\n- ＜＜(?:人の)?特徴＞＞\n", text)


@pytest.mark.parametrize(
    ("situation", "words"),
    [
        (Situation("information-request", "missing-person", "lookout"), "歩いて"),
        (Situation("suspicious-person", "approach", "caution"), "男"),
        (Situation("suspicious-person", "indecent-act", "caution"), "女性"),
        (Situation("suspicious-person", "other", "caution"), "店員"),
        (Situation("crime", "theft", "caution"), "車上"),
        (Situation("information-request", "suspicious-fire", "information"), "ごみ"),
        (Situation("information-request", "animal-sighting", "lookout"), "事件"),
    ],
    ids=lambda one: named(one) if isinstance(one, Situation) else "",
)
def test_no_wording_tells_what_was_so_only_once(situation: Situation, words: str) -> None:
    worded = wording(shipped(), situation)
    assert words not in MARK.sub("", f"{worded.title}\n{worded.text}")


def test_both_open_marks_of_the_consent_are_named() -> None:
    situation = Situation("information-request", "missing-person", "lookout")
    text = completed(draft(shipped(), MAEBASHI, situation, CHOSEN), situation)
    opened = text.replace(GIVEN, "{state: given, by: ＜＜続柄＞＞, at: ＜＜了解の日時＞＞}")
    assert sorted(one.split()[1] for one in findings(PATH, opened)) == ["consent:", "schema:"]
