from __future__ import annotations

import json
import re
from dataclasses import replace
from datetime import UTC, datetime, time, timedelta
from pathlib import Path

import pytest

from haishin.check.findings.table import ordered
from haishin.core.catalogue import Message
from haishin.core.contract.loading import own_schemas
from haishin.core.contract.organization import leads_nowhere
from haishin.core.contract.policy import ELEMENTS, JST, Cap, Reminders, RequiredElements, Site, id_time
from haishin.core.model import Alert, FollowKind, Follows, History, Past, Press, PressKind, Role, Scope
from haishin.send.ledger.ledger_view import claim_of
from support.contract import (
    blobs,
    line_of,
    load_blobs,
    publishing,
    publishing_contract,
    shipped,
    spoiled,
    told,
)
from support.records import claimed

POLICY = shipped().policy
ALERT = Alert(
    unit="maebashi",
    year="2026",
    id="20261125-1605-koekake",
    title="声かけ事案の発生",
    category="suspicious-person",
    case="approach",
    content="caution",
    scope=Scope(False, ("maebashi",)),
    press=Press(PressKind.NONE),
    body="",
    recognized_at=datetime(2026, 11, 25, 6, 40, tzinfo=UTC),
)
FOLLOWED = "20261124-2105-gotou"


def test_the_table_is_whole() -> None:
    assert [row.category for row in POLICY.table] == [
        "suspicious-person",
        "crime",
        "fraud",
        "information-request",
        "traffic",
        "traffic-regulation",
        "notice",
        "outside",
    ]
    assert POLICY.row("weather") is None
    assert {row.category for row in POLICY.table if "other" not in row.cases} == {"notice"}
    assert (POLICY.hours.opens, POLICY.hours.closes) == (time(7), time(20))


def test_the_table_is_printed_letter_by_letter() -> None:
    guideline = (Path(__file__).parents[2] / "examples" / "guideline.txt").read_text("utf-8")
    table = guideline.partition("配信区分\t\t配信内容等")[2].partition("この表については")[0]
    printed = [
        "".join((row.name, *(line for cell in row.printed for line in cell)))
        for row in ordered(POLICY)
        if row.category != POLICY.outside_category
    ]
    assert re.sub(r"\s", "", "".join(printed)) == re.sub(r"<[^>]*>|\s", "", table)
    outside = POLICY.row(POLICY.outside_category)
    assert outside is not None
    assert f"ア {outside.printed[0][0]}</p>" in guideline


def test_a_row_of_the_second_level_stands_where_it_is_printed() -> None:
    """In the guideline's table such a row begins with an empty cell: 特殊詐欺等 below 事件発生・検挙情報."""
    guideline = (Path(__file__).parents[2] / "examples" / "guideline.txt").read_text("utf-8")
    below = re.findall(r"^\t([^\t<]+)\t", guideline.partition("配信区分\t\t")[2], re.M)
    assert below == [row.name for row in POLICY.table if row.under is not None]
    assert [(row.name, row.under) for row in POLICY.table if row.under is not None] == [
        ("特殊詐欺等", "事件発生・検挙情報"),
        ("情報提供依頼・防犯情報", "事件発生・検挙情報"),
        ("交通規制情報", "交通情報"),
    ]


@pytest.mark.parametrize("clause", POLICY.clauses)
def test_a_quoted_clause_is_the_guidelines_own_sentence(clause: str) -> None:
    """G17: what stands in 「」 is compared with the 通達 by its readers; … stands where sentences are left out."""
    whole = re.sub(r"<[^>]*>|\s", "", (Path(__file__).parents[2] / "examples" / "guideline.txt").read_text("utf-8"))
    pieces = [re.sub(r"\s", "", piece) for piece in POLICY.clauses[clause].sentence.split("…")]
    places = [whole.find(piece) for piece in pieces]
    assert -1 not in places
    assert places == sorted(places)


def test_the_sentence_of_a_clause() -> None:
    assert POLICY.sentence("4(2)") == "配信時間 原則として午前7時から午後8時までとする。"
    assert POLICY.sentence("4(9)") == ""
    assert POLICY.sentence(None) == ""


@pytest.mark.parametrize(
    ("category", "case", "required"),
    [
        ("crime", "theft", True),
        ("notice", "safety", False),
        ("traffic-regulation", "disaster", True),
        ("traffic-regulation", "event", False),
        ("traffic-regulation", None, False),
    ],
)
def test_when_the_recognition_must_be_stated(category: str, case: str | None, required: bool) -> None:
    row = POLICY.row(category)
    assert row is not None
    assert row.recognition_required(case) is required


@pytest.mark.parametrize(
    ("category", "case", "content", "urgent"),
    [
        ("suspicious-person", "approach", "caution", False),
        ("crime", "robbery", "lookout", True),
        ("crime", "robbery", "arrest", False),
        ("crime", "theft", "lookout", False),
        ("information-request", "missing-person", "lookout", True),
        ("information-request", "animal-injury", "information", True),
        ("traffic", "fatal-hit-and-run", "lookout", True),
        ("traffic-regulation", "event", "regulation", False),
        ("notice", "evacuation", "information", True),
        ("notice", "safety", "caution", False),
    ],
)
def test_urgent_matters(category: str, case: str, content: str, urgent: bool) -> None:
    """No exercise is (G6), and of the notices an evacuation alone (G5)."""
    alert = replace(ALERT, category=category, case=case, content=content)
    assert POLICY.urgent(alert) is urgent
    assert POLICY.priority(alert) == (0 if urgent else 1)
    assert not POLICY.urgent(replace(alert, exercise=True))


@pytest.mark.parametrize(
    ("kind", "waivers", "category", "lent"),
    [
        (FollowKind.CORRECTION, ("delivery-hours",), ALERT.category, True),
        (FollowKind.RESOLUTION, ("consent", "delivery-hours"), ALERT.category, True),
        (FollowKind.CORRECTION, ("consent",), ALERT.category, False),
        (FollowKind.CORRECTION, (), ALERT.category, False),
        (FollowKind.FOLLOW_UP, ("delivery-hours",), ALERT.category, False),
        (FollowKind.RESOLUTION, ("delivery-hours",), "crime", False),
        (FollowKind.RESOLUTION, ("delivery-hours",), None, False),
    ],
)
def test_the_claim_of_what_is_righted_lends_that_same_waiver(
    kind: FollowKind, waivers: tuple[str, ...], category: str | None, lent: bool
) -> None:
    """S6: in the same category, which an older claim does not name."""
    alert, history = (
        replace(ALERT, follows=Follows(FOLLOWED, kind)),
        History({FOLLOWED: Past(waivers=waivers, category=category)}),
    )
    assert POLICY.manager_grants("delivery-hours", alert, history) is lent
    assert not POLICY.manager_grants("delivery-hours", replace(alert, exercise=True), history)
    assert POLICY.urgent(alert, history) is (lent or waivers == ("consent",))
    assert not POLICY.urgent(alert)


def test_an_alert_expires_after_the_latest_of_its_starts() -> None:
    hours = timedelta(hours=72)
    assert POLICY.expiry(ALERT) == datetime(2026, 11, 25, 16, 5, tzinfo=JST) + hours
    later = datetime(2026, 11, 26, 9, tzinfo=JST)
    assert POLICY.expiry(replace(ALERT, not_before=later)) == later + hours
    assert POLICY.expiry(replace(ALERT, press=Press(PressKind.RELEASE, at=later))) == later + hours
    assert POLICY.expiry(replace(ALERT, expires_at=later)) == later
    assert POLICY.expiry(replace(ALERT, category="weather")) == id_time(ALERT.id) + timedelta(hours=24)


def test_the_time_of_an_id() -> None:
    assert id_time("20261125-1605-koekake") == datetime(2026, 11, 25, 7, 5, tzinfo=UTC)
    with pytest.raises(ValueError, match="month must be"):
        id_time("20261325-1605-x")


def test_the_limits() -> None:
    assert POLICY.limits.audience_prefecture > POLICY.limits.audience_station > 0
    assert 0 < POLICY.limits.refusals.unreached < POLICY.limits.refusals.edge < POLICY.limits.refusals.amid


def test_every_row_and_trigger_says_who_and_how() -> None:
    for requirement in (*POLICY.rows, *POLICY.triggers):
        assert requirement.clause in POLICY.clauses
        assert requirement.need
    [own] = [row for row in POLICY.rows if row.id == "own-manager"]
    assert [(place.role, place.unit) for place in own.need[0].any_of] == [(Role.MANAGER, "sender")]


def test_an_organization_may_do_without_a_supervisor() -> None:
    files = spoiled("policy.yaml", "supervisor_unit: koho-kocho", "supervisor_unit: null")
    roster = files["roster.yaml"].decode()
    lines = [number for number, line in enumerate(roster.split("\n"), 1) if "{role: supervisor, unit: koho" in line]
    assert told(files) == [("roster.yaml", line, Message("core/contract/no-supervisor")) for line in lines]
    old = "      - {role: supervisor, unit: koho-kocho, from: 2026-04-01, until: null}\n"
    assert old in roster
    kept = [line for line in roster.replace(old, "").split("\n") if "for: {role: supervisor" not in line]
    assert load_blobs({**files, "roster.yaml": "\n".join(kept).encode()}).policy.supervisor_unit is None


def test_reminders_are_a_choice() -> None:
    assert POLICY.reminders == Reminders(30, 60, 10, 10, Reminders(5, 5, 5, 5))
    line = "reminders: {after: 30, again: 60, merge: 10, press: 10, urgent: {after: 5, again: 5, merge: 5, press: 5}}\n"
    assert load_blobs(spoiled("policy.yaml", line, "")).policy.reminders is None
    wrong = spoiled("policy.yaml", line, "reminders: {after: 0, again: 60}\n")
    [(file, number, _)] = told(wrong)
    assert (file, number) == ("policy.yaml", line_of("policy.yaml", "reminders: {after: 0", wrong))


def test_a_lookout_and_somebody_missing_want_their_end_told() -> None:
    def days(category: str, case: str, content: str) -> int | None:
        return POLICY.open_days(replace(ALERT, category=category, case=case, content=content))

    assert days("suspicious-person", "approach", "lookout") == 7
    assert days("suspicious-person", "approach", "caution") is None
    assert days("information-request", "missing-person", "information") == 3
    assert days("information-request", "missing-person", "lookout") == 3  # the fewer days
    assert days("information-request", "serial-theft", "lookout") == 7
    assert days("weather", "storm", "lookout") is None


def test_a_force_may_leave_the_days_out() -> None:
    files = blobs()
    bare = re.sub(rb"(?m)^    open_days: .*\n", b"", files["policy.yaml"])
    assert bare != files["policy.yaml"]
    assert not any(row.open_days for row in load_blobs({**files, "policy.yaml": bare}).policy.table)


@pytest.mark.parametrize("days", ["0", "100", "x"])
def test_the_days_are_a_number_of_two_digits(days: str) -> None:
    wrong = spoiled("policy.yaml", "open_days: {lookout: 7}", f"open_days: {{lookout: {days}}}")
    [(file, number, _)] = told(wrong)
    assert (file, number) == ("policy.yaml", line_of("policy.yaml", f"lookout: {days}", wrong))


def test_what_must_be_said_goes_by_the_first_line_that_fits() -> None:
    crime, notice = POLICY.row("crime"), POLICY.row("notice")
    assert crime is not None
    assert notice is not None
    assert crime.due("robbery", "lookout") == ELEMENTS == ("who", "what", "where", "when", "act")
    assert crime.due("robbery", "arrest") == ("who", "what", "when")
    assert notice.due("safety", "information") == ("who", "act")
    robbery = replace(crime, must_say=(RequiredElements(("who",), cases=("robbery",)),))
    assert robbery.due("robbery", "lookout") == ("who",)
    assert robbery.due("theft", "lookout") == ELEMENTS  # as where no line tells: an incident


def test_a_force_may_leave_out_what_must_be_said() -> None:
    files = blobs()
    bare = re.sub(rb"(?m)^    must_say:\n(?:      .*\n)+", b"", files["policy.yaml"])
    assert bare != files["policy.yaml"]
    table = load_blobs({**files, "policy.yaml": bare}).policy.table
    assert [row.due(None, "caution") for row in table if row.category in ("crime", "notice")] == [ELEMENTS, ()]


def test_there_are_no_other_elements() -> None:
    wrong = spoiled("policy.yaml", "- {say: [who, act]}", "- {say: [who, why]}")
    [(file, number, _)] = told(wrong)
    assert (file, number) == ("policy.yaml", line_of("policy.yaml", "- {say: [who, why]}", wrong))


def test_every_mail_but_those_outside_the_table_asks_its_approver_one_or_two_questions() -> None:
    for row in POLICY.table:
        for case in row.cases:
            for content in row.contents:
                alert = replace(ALERT, category=row.category, case=case, content=content)
                covering = [one for one in POLICY.questions if any(chosen.covers(alert) for chosen in one.of)]
                assert (not covering) is (row.category == POLICY.outside_category), (row.category, case, content)
                assert list(POLICY.asked(alert)) == covering  # none is cut


# --- the list on the web ---------------------------------------------------------------------------


def test_nothing_is_published_as_shipped() -> None:
    assert POLICY.site is None
    assert [row.category for row in POLICY.table if row.publish_days is not None] == []


@pytest.mark.parametrize(("index", "open_to_search"), [("", False), (", index: false", False), (", index: true", True)])
def test_a_row_is_published_for_its_days_at_the_site(index: str, open_to_search: bool) -> None:
    policy = load_blobs(publishing(index)).policy
    assert policy.site == Site("https://www.police.aono.jp/anzen", open_to_search)
    assert {row.category: row.publish_days for row in policy.table if row.publish_days} == {"suspicious-person": 30}


CAP = "category: Security, event: 不審者情報, urgency: Expected, severity: Moderate, certainty: Observed"


def test_a_row_may_state_what_cap_demands() -> None:
    files = publishing()
    files["policy.yaml"] = files["policy.yaml"].replace(b"{days: 30}", f"{{days: 30, cap: {{{CAP}}}}}".encode())
    [row] = [row for row in load_blobs(files).policy.table if row.cap is not None]
    assert (row.category, row.cap) == (
        "suspicious-person",
        Cap("Security", "不審者情報", "Expected", "Moderate", "Observed"),
    )
    assert {row.cap for row in publishing_contract().policy.table} == {None}


def test_an_exercise_is_published_never() -> None:
    policy = publishing_contract().policy
    assert policy.publish_days(ALERT) == 30
    assert policy.publish_days(replace(ALERT, exercise=True)) is None
    assert policy.publish_days(replace(ALERT, category="crime")) is None
    claim = claim_of(claimed(category=None))
    assert policy.publish_days(claim) is None  # an older record says no category
    assert policy.publish_days(replace(claim, category="suspicious-person")) == 30


PAGE = (
    "「{}」は、ページのアドレスに使えません。https:// で始め、ホスト名は小文字で書き、ポート番号、「?」「#」と、"
    "終わりの / は付けません。「https://www.keisatsu.lg.jp/anzen」のように書きます。"
)
NOWHERE = "{} は、見本か、内部のネットワークだけのものです。外から届く、自分のドメインを書いてください。"
SPELLED = "「{}」の書き方が正しくありません。「{}」のように書きます。"
ADDRESS = "https://www.police.aono.jp/anzen"


@pytest.mark.parametrize(
    ("old", "new", "line", "reason"),
    [
        ("{days: 30}", "{days: 0}", "{days: 0}", SPELLED.format("0", "30")),
        ("{days: 30}", "{days: 10000}", "{days: 10000}", SPELLED.format("10000", "30")),
        ("publish: {days: 30}", "publish: {}", "publish: {}", "項目「days」がありません。"),
        ("publish: {days: 30}", "publish: true", "publish: true", "「名前: 値」の組で書いてください。"),
        (
            *("{days: 30}", f"{{days: 30, cap: {{{CAP.replace('Moderate', 'High')}}}}}", "severity: High"),
            "「High」は使えません。Extreme、Severe、Moderate、Minor、Unknown のどれかです。",
        ),
        (ADDRESS, "http://www.example.jp", "http:", PAGE.format("http://www.example.jp")),
        (ADDRESS, f"{ADDRESS}/", f"{ADDRESS}/", PAGE.format(f"{ADDRESS}/")),
        (ADDRESS, "https://a@example.jp", "https://a@", PAGE.format("https://a@example.jp")),
        (ADDRESS, "https://192.0.2.1/list", "192.0.2.1", NOWHERE.format("192.0.2.1")),
        (ADDRESS, "https://anzen.local", "anzen.local", NOWHERE.format("anzen.local")),
        (f'"{ADDRESS}"', f'"{ADDRESS}", index: yes', "index: yes", "「yes」は使えません。true、false のどれかです。"),
        (f'address: "{ADDRESS}"', "index: true", "site: {index", "項目「address」がありません。"),
    ],
)
def test_what_may_not_be_written_of_the_list(old: str, new: str, line: str, reason: str) -> None:
    files = publishing()
    text = files["policy.yaml"].decode()
    assert old in text
    files["policy.yaml"] = text.replace(old, new).encode()
    (found,) = told(files)
    assert (found[0], found[1], found[2].ja) == ("policy.yaml", line_of("policy.yaml", line, files), reason)


def test_the_address_of_a_page_that_a_message_offers_is_accepted() -> None:
    """So it is of the pages of ``mail``, of the same form."""
    policy = json.loads(own_schemas()["policy.schema.json"])
    files, [offered] = publishing(), policy["properties"]["site"]["properties"]["address"]["examples"]
    files["policy.yaml"] = files["policy.yaml"].replace(ADDRESS.encode(), offered.encode())
    assert load_blobs(files).policy.site == Site(offered)
    mail = json.loads(own_schemas()["organization.schema.json"])["properties"]["mail"]["properties"]
    for block in ("leave", "desk"):
        [offered] = mail[block]["properties"]["page"]["examples"]
        assert not leads_nowhere(offered.split("/")[2])


@pytest.mark.parametrize(
    ("closes", "read"), [("24:00", time()), ("23:59", time(23, 59)), ("00:01", None), ("00:00", None)]
)
def test_hours_may_end_with_the_day(closes: str, read: time | None) -> None:
    files = spoiled("policy.yaml", 'closes: "20:00"', f'closes: "{closes}"')
    if read is not None:
        assert load_blobs(files).policy.hours.closes == read
    else:
        [(file, number, _)] = told(files)
        assert (file, number) == ("policy.yaml", line_of("policy.yaml", f'closes: "{closes}"', files))


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ('opens: "07:00"', 'opens: "24:00"'),
        ("\npromptness:", '\nquiet: {from: "24:00", until: "07:00"}\npromptness:'),
        ("\npromptness:", '\nquiet: {from: "22:00", until: "24:00"}\npromptness:'),
    ],
)
def test_nothing_else_is_the_end_of_a_day(old: str, new: str) -> None:
    files = spoiled("policy.yaml", old, new)
    [(file, number, _)] = told(files)
    assert (file, number) == ("policy.yaml", line_of("policy.yaml", '"24:00"', files))
