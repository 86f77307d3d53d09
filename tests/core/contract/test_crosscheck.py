from __future__ import annotations

import re
from datetime import date, time

import pytest

from haishin.core.catalogue import Message
from haishin.core.contract import load_blobs
from haishin.core.contract.policy import Quiet
from haishin.core.model import Role, Seat, Text
from support.contract import blobs, line_of, mistakes, publishing, shipped, spoiled, told, vacated


@pytest.mark.parametrize(
    ("file", "old", "new", "at", "reason"),
    [
        (
            "policy.yaml",
            'hours: {opens: "07:00", closes: "20:00", clause: 4(2)}',
            'hours: {opens: "07:00", closes: "20:00", clause: 4(9)}',
            "clause: 4(9)",
            Message("core/contract/unknown-clause", name="4(9)"),
        ),
        (
            "policy.yaml",
            "  recognized-at: 4(3)",
            "  recognized-at: 4(8)",
            "recognized-at: 4(8)",
            Message("core/contract/unknown-clause", name="4(8)"),
        ),
        (
            "policy.yaml",
            "    label:\n      - {say: お知らせ}",
            "    publish: {days: 30}\n    label:\n      - {say: お知らせ}",
            "publish: {days: 30}",
            Message("core/contract/site-missing", category="outside"),
        ),
        (
            "policy.yaml",
            '# site: {address: "https://www.example.jp/anzen"',
            'site: {address: "https://www.example.jp/anzen"',
            'site: {address: "https://www.example.jp/anzen"',
            Message("core/contract/example-host", host="www.example.jp"),
        ),
        (
            "policy.yaml",
            'closes: "20:00"',
            'closes: "06:00"',
            'closes: "06:00"',
            Message("core/contract/hours-reversed"),
        ),
        (
            "policy.yaml",
            "\npromptness:\n",
            '\nquiet: {from: "06:30", until: "20:00"}\npromptness:\n',
            'quiet: {from: "06:30", until: "20:00"}',
            Message("core/contract/quiet-all-hours"),
        ),
        (
            "policy.yaml",
            "\npromptness:\n",
            '\nquiet: {from: "12:00", until: "12:00"}\npromptness:\n',
            'quiet: {from: "12:00", until: "12:00"}',
            Message("core/contract/quiet-all-hours"),
        ),
        (
            "policy.yaml",
            "under: 事件発生・検挙情報",
            "under: 事件情報",
            "under: 事件情報",
            Message("core/contract/unknown-first-level", name="事件情報"),
        ),
        (
            "policy.yaml",
            "under: 交通情報",
            "under: 特殊詐欺等",
            "under: 特殊詐欺等",
            Message("core/contract/unknown-first-level", name="特殊詐欺等"),
        ),
        (
            "policy.yaml",
            "- {say: [who, act]}",
            "- {say: [who, act], cases: [storm]}",
            "- {say: [who, act], cases: [storm]}",
            Message("core/contract/unknown-case", name="storm"),
        ),
        (
            "policy.yaml",
            "when], contents: [arrest]}",
            "when], contents: [arrests]}",
            "when], contents: [arrests]}",
            Message("core/contract/unknown-content", name="arrests"),
        ),
        (
            "policy.yaml",
            "contents: [sighting, lookout,",
            "contents: [sighting, rumour, lookout,",
            "rumour",
            Message("core/contract/unknown-content", name="rumour"),
        ),
        (
            "policy.yaml",
            "open_days: {lookout: 7}",
            "open_days: {lookuot: 7}",
            "lookuot",
            Message("core/contract/unknown-case-or-content", name="lookuot"),
        ),
        (
            "policy.yaml",
            "recognized: [accident,",
            "recognized: [crash,",
            "recognized: [crash",
            Message("core/contract/unknown-case", name="crash"),
        ),
        (
            "policy.yaml",
            "{category: crime, cases: [robbery,",
            "{category: crime, cases: [fatal,",
            "cases: [fatal,",
            Message("core/contract/case-of-other-category", category="crime", name="fatal"),
        ),
        (
            "policy.yaml",
            "robbery, violent-crime], contents: [lookout, caution]}",
            "robbery, violent-crime], contents: [regulation]}",
            "violent-crime], contents: [regulation]}",
            Message("core/contract/content-of-other-category", category="crime", name="regulation"),
        ),
        (
            "policy.yaml",
            "{say: 強盗, cases: [robbery]}",
            "{say: 強盗, cases: [burglary]}",
            "[burglary]",
            Message("core/contract/unknown-case", name="burglary"),
        ),
        (
            "policy.yaml",
            "{say: 注意喚起, contents: [caution]}",
            "{say: 注意喚起, contents: [cautious]}",
            "[cautious]",
            Message("core/contract/unknown-content", name="cautious"),
        ),
        (
            "policy.yaml",
            "words: child_words",
            "words: adult_words",
            "words: adult_words",
            Message("core/contract/unknown-list", name="adult_words"),
        ),
        (
            "policy.yaml",
            "arrest_contents: [arrest]",
            "arrest_contents: [arest]",
            "arrest_contents: [arest]",
            Message("core/contract/unknown-content", name="arest"),
        ),
        (
            "policy.yaml",
            "waiver_not_urgent: [delivery-hours]",
            "waiver_not_urgent: [delivery-hour]",
            "delivery-hour]",
            Message("core/contract/unknown-waiver", name="delivery-hour"),
        ),
        (
            "policy.yaml",
            "- id: withdrawal",
            "- id: own-manager",
            "- id: own-manager #",
            Message("core/contract/id-twice", id="own-manager"),
        ),
        (
            "policy.yaml",
            "case: missing-person, contents: [lookout], months",
            "case: missing, contents: [lookout], months",
            "case: missing,",
            Message("core/contract/unknown-case", name="missing"),
        ),
        (
            "policy.yaml",
            "missing-vehicle: [missing-person]",
            "missing-car: [missing-person]",
            "missing-car",
            Message("core/contract/unknown-ground", name="missing-car"),
        ),
        (
            "policy.yaml",
            "missing-vehicle: [missing-person]",
            "missing-vehicle: [missing]",
            "[missing]",
            Message("core/contract/unknown-case", name="missing"),
        ),
        (
            "policy.yaml",
            "quotes_pass: [fraud]",
            "quotes_pass: [frauds]",
            "quotes_pass: [frauds]",
            Message("core/contract/unknown-category", name="frauds"),
        ),
        (
            "organization.yaml",
            "owner: koho-kocho",
            "owner: maebashi",
            "owner: maebashi",
            Message("core/contract/owner-no-section"),
        ),
        (
            "organization.yaml",
            "owner: koho-kocho",
            "owner: koho",
            "owner: koho",
            Message("core/contract/unknown-unit", name="koho"),
        ),
        (
            "organization.yaml",
            "name: 前橋東警察署",
            "name: 前橋警察署 # 2",
            "name: 前橋警察署 # 2",
            Message("core/contract/unit-name-twice", name="前橋警察署"),
        ),
        (
            "organization.yaml",
            "phone: 027-001-0110",
            "phone: 027-009-0110",
            "027-009-0110",
            Message("core/contract/phone-not-public", phone="027-009-0110"),
        ),
        (
            "organization.yaml",
            "    municipalities: [安中市]\n",
            "",
            "  annaka:",
            Message("core/contract/unit-municipalities", id="annaka"),
        ),
        (
            "organization.yaml",
            "  - {category: crime, case: theft, unit: sosa-3}\n",
            "  - {category: crime, case: theft, content: lookout, unit: sosa-3}\n"
            "  - {category: crime, case: theft, content: caution, unit: sosa-3}\n",
            "in_charge:",
            Message("core/contract/section-missing-of-matter", matter="crime / theft / arrest"),
        ),
        (
            "organization.yaml",
            "  - {category: outside, unit: koho-kocho}\n",
            "",
            "in_charge:",
            Message("core/contract/section-missing", category="outside"),
        ),
        (
            "organization.yaml",
            "  - {category: outside, unit: koho-kocho}\n",
            "  - {category: outside, unit: koho-kocho}\n"
            "  - {category: crime, content: caution, unit: sosa-1}\n"
            "  - {category: crime, case: other, content: caution, unit: sosa-1}\n"
            "  - {category: crime, case: theft, content: caution, unit: sosa-1}\n"
            "  - {category: crime, case: snatching, content: caution, unit: sosa-1}\n"
            "  - {category: crime, case: robbery, content: caution, unit: sosa-1}\n",
            "{category: crime, content: caution, unit: sosa-1}",
            Message("core/contract/section-ambiguous", matter="crime / violent-crime / caution"),
        ),
        (
            "organization.yaml",
            "{category: outside, unit: koho-kocho}",
            "{category: outside, unit: soumu}",
            "unit: soumu",
            Message("core/contract/unknown-unit", name="soumu"),
        ),
        (
            "organization.yaml",
            "{category: outside, unit: koho-kocho}",
            "{category: outside, unit: ota}",
            "unit: ota",
            Message("core/contract/section-is-station", unit="ota"),
        ),
        (
            "organization.yaml",
            "  - {category: outside, unit: koho-kocho}\n",
            "  - {category: outside, unit: koho-kocho}\n  - {category: weather, unit: keibi-2}\n",
            "category: weather",
            Message("core/contract/unknown-category", name="weather"),
        ),
        (
            "policy.yaml",
            "answer_first: [private, ",
            "answer_first: [hearsey, private, ",
            "answer_first:",
            Message("core/contract/unknown-rule", name="hearsey"),
        ),
        (
            "policy.yaml",
            "answer_first: [private, ",
            "answer_first: [",
            "answer_first:",
            Message("core/contract/private-missing", private="private"),
        ),
    ],
)
def test_a_mistake_across_files_is_told(file: str, old: str, new: str, at: str, reason: Text) -> None:
    files = spoiled(file, old, new)
    assert told(files) == [(file, line_of(file, at, files), reason)]


@pytest.mark.parametrize("until", ["19:59", "00:00"])
def test_quiet_that_leaves_some_of_the_hours_is_fine(until: str) -> None:
    begins = "06:30" if until > "06:30" else "07:01"
    files = spoiled("policy.yaml", "\npromptness:\n", f'\nquiet: {{from: "{begins}", until: "{until}"}}\npromptness:\n')
    assert load_blobs(files).policy.quiet == Quiet(time.fromisoformat(begins), time.fromisoformat(until))


def test_a_category_that_stands_twice_is_told() -> None:
    files = spoiled("policy.yaml", "- category: fraud", "- category: crime")
    line = line_of("policy.yaml", "name: 特殊詐欺等", files) - 1
    assert ("policy.yaml", line, Message("core/contract/category-twice", category="crime")) in told(files)


OWN_MANAGER = "need: [{any_of: [{role: manager, unit: sender}], mode: before}]"
CONFIRMS = "    - {role: staff, unit: owner}\n  confirmed_by_unit:\n"


@pytest.mark.parametrize(
    ("old", "new", "reason"),
    [
        (OWN_MANAGER, OWN_MANAGER.replace("sender", "koho"), Message("core/contract/unknown-unit", name="koho")),
        (
            OWN_MANAGER,
            OWN_MANAGER.replace("{role: manager, unit: sender}", "{role: supervisor, unit: keimu}"),
            Message("core/contract/supervisor-elsewhere", named="keimu", unit="koho-kocho"),
        ),
        *(
            (
                CONFIRMS,
                f"    - {{role: staff, unit: {unit}}}\n  confirmed_by_unit:\n",
                Message("core/contract/place-of-no-release", name=unit),
            )
            for unit in ("in-charge", "other", "others")
        ),
        (
            CONFIRMS,
            f"{CONFIRMS}    - {{role: staff, unit: keisatsu}}\n",
            Message("core/contract/unknown-unit", name="keisatsu"),
        ),
    ],
)
def test_a_place_is_a_word_or_a_unit_that_exists(old: str, new: str, reason: Text) -> None:
    files = spoiled("policy.yaml", old, new)
    lines = new.split("\n")
    [place] = [line for line in lines if line not in old.split("\n")]
    assert told(files) == [("policy.yaml", line_of("policy.yaml", place, files), reason)]


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (OWN_MANAGER, OWN_MANAGER.replace("sender", "keimu")),
        (OWN_MANAGER, OWN_MANAGER.replace("{role: manager, unit: sender}", "{role: supervisor, unit: koho-kocho}")),
        (CONFIRMS, f"    - {{role: officer, unit: keimu}}\n{CONFIRMS}    - {{role: staff, unit: keimu}}\n"),
    ],
)
def test_a_place_may_be_any_unit(old: str, new: str) -> None:
    load_blobs(spoiled("policy.yaml", old, new))


def test_the_unit_of_the_supervisor_exists() -> None:
    files = spoiled("policy.yaml", "supervisor_unit: koho-kocho", "supervisor_unit: koho")
    line = line_of("policy.yaml", "supervisor_unit: koho", files)
    assert ("policy.yaml", line, Message("core/contract/unknown-unit", name="koho")) in told(files)


def test_every_matter_of_the_table_has_one_section_in_charge() -> None:
    contract = shipped()
    organization = contract.organization
    for row in contract.policy.table:
        for case in row.cases:
            for content in row.contents:
                unit = organization.section_in_charge("maebashi", row.category, case, content)
                assert organization.units[unit].level == "headquarters"


@pytest.mark.parametrize(
    ("old", "new", "at"),
    [
        ("    - roles: [supervisor]\n", "    - {roles: [staff]}\n    - roles: [supervisor]\n", "{roles: [staff]}"),
        ("    - roles: [supervisor]\n", "    - paths: [README.md]\n      roles: [supervisor]\n", "paths: [README.md]"),
    ],
)
def test_the_last_step_of_upkeep_and_no_other_is_for_all_the_rest(old: str, new: str, at: str) -> None:
    files = spoiled("policy.yaml", old, new)
    assert told(files) == [
        (
            "policy.yaml",
            line_of("policy.yaml", at, files),
            Message("core/contract/step-for-all"),
        )
    ]


# --- roster.yaml ---


@pytest.mark.parametrize(
    ("old", "new", "at", "reason"),
    [
        (
            "- id: keimu-staff",
            "- id: keimu-officer # 2",
            "- id: keimu-officer # 2",
            Message("core/contract/person-id-twice", id="keimu-officer"),
        ),
        (
            "login: keimu-staff,",
            "login: Keimu-OFFICER,",
            "Keimu-OFFICER",
            Message("core/contract/login-twice", login="Keimu-OFFICER"),
        ),
        (
            "{role: staff, unit: keimu, from: 2026-04-01, until: null}",
            "{role: staff, unit: keimu, from: 2026-04-01, until: 2026-03-31}",
            "until: 2026-03-31",
            Message("core/contract/period-reversed", until=date(2026, 3, 31), since=date(2026, 4, 1)),
        ),
        (
            "order: 2, when: nights-and-holidays, from: 2026-04-01, until: null",
            "order: 2, when: nights-and-holidays, from: 2026-04-01, until: 2025-04-01",
            "until: 2025-04-01",
            Message("core/contract/period-reversed", until=date(2025, 4, 1), since=date(2026, 4, 1)),
        ),
        (
            "role: staff, unit: keimu,",
            "role: staff, unit: keimubu,",
            "unit: keimubu",
            Message("core/contract/unknown-unit", name="keimubu"),
        ),
        (
            "role: staff, unit: keimu,",
            "role: supervisor, unit: keimu,",
            "role: supervisor, unit: keimu,",
            Message("core/contract/supervisor-elsewhere", named="keimu", unit="koho-kocho"),
        ),
        (
            "for: {role: manager, unit: keimu}",
            "for: {role: manager, unit: soumu}",
            "unit: soumu",
            Message("core/contract/unknown-unit", name="soumu"),
        ),
        (
            "for: {role: manager, unit: keimu}",
            "for: {role: supervisor, unit: keimu}",
            "for: {role: supervisor, unit: keimu}",
            Message("core/contract/supervisor-elsewhere", named="keimu", unit="koho-kocho"),
        ),
    ],
)
def test_a_mistake_is_told(old: str, new: str, at: str, reason: Text) -> None:
    files = spoiled("roster.yaml", old, new)
    assert told(files) == [("roster.yaml", line_of("roster.yaml", at, files), reason)]


def renamed(old: str, new: str) -> dict[str, bytes]:
    """The files with another id of a unit, wherever it stands."""
    return {name: re.sub(rf"\b{old}\b(?!-)", new, blob.decode()).encode() for name, blob in blobs().items()}


@pytest.mark.parametrize(
    ("unit", "why"),
    [
        ("sender", "sender"),
        ("supervisor", "supervisor"),
        ("annaka-027-243-0110", "telephone"),
    ],
)
def test_an_id_under_which_no_mail_could_go_is_told_before_it_is_used(unit: str, why: str) -> None:
    """O15: it must never be changed once it was used."""
    files = {**blobs(), "organization.yaml": renamed("annaka", unit)["organization.yaml"]}
    found = [one for one in mistakes(files) if one.line == line_of("organization.yaml", f"  {unit}:", files)]
    reason = Message(f"core/contract/unit-id-{why}", unit_id=unit)
    assert [(one.file, one.reason) for one in found] == [("organization.yaml", reason)]


def test_an_account_number_belongs_to_one_person() -> None:
    files = spoiled("roster.yaml", "login: keimu-officer, account: null", "login: keimu-officer, account: 42")
    files["roster.yaml"] = files["roster.yaml"].replace(
        b"login: keimu-staff, account: null", b"login: keimu-staff, account: 42"
    )
    assert told(files) == [
        (
            "roster.yaml",
            line_of("roster.yaml", "login: keimu-staff,", files),
            Message("core/contract/account-number-twice", number=42),
        )
    ]


def test_a_closed_role_may_rest_in_a_dissolved_unit() -> None:
    closed = "      - {role: staff, unit: dissolved, from: 2020-04-01, until: 2026-03-31}\n"
    files = spoiled("roster.yaml", "      - {role: staff, unit: keimu,", closed + "      - {role: staff, unit: keimu,")
    assert load_blobs(files).roster.people[5].roles[0].seat.unit == "dissolved"


@pytest.mark.parametrize(
    ("role", "unit"), [("manager", "keimu"), ("supervisor", "koho-kocho"), ("manager", "naganohara")]
)
def test_a_seat_that_nobody_holds_is_no_mistake_and_may_have_a_deputy(role: str, unit: str) -> None:
    """3(1): a gap in the roster never stops the prefecture."""
    seat, before, after = Seat(Role(role), unit), date(2026, 11, 30), date(2026, 12, 1)
    empty = load_blobs(vacated(blobs(), role, unit, "2026-11-30")).roster
    assert (empty.filled(seat, before), empty.filled(seat, after)) == (True, False)
    files = spoiled(
        "roster.yaml",
        f"role: {role}, unit: {unit}, from: 2026-04-01, until: null",
        f"role: {role}, unit: {unit}, from: 2026-04-01, until: 2026-11-30",
    )
    deputed = load_blobs(files).roster
    assert (deputed.holders(seat, after), deputed.filled(seat, after)) == ((), True)


def test_a_role_may_last_one_day() -> None:
    old = "{role: staff, unit: keimu, from: 2026-04-01, until: null}"
    files = spoiled("roster.yaml", old, old.replace("null", "2026-04-01"))
    assert load_blobs(files) != load_blobs(blobs())


def test_where_policy_publishes_each_footer_says_the_number() -> None:
    files = publishing()
    text = files["wording.yaml"].decode()
    line = "    Number of this mail: {number}. You can compare it with the list of {force}: {site}\n"
    assert line in text
    files["wording.yaml"] = text.replace(line, "").encode()
    at = line_of("wording.yaml", "  footer-en: |", files)
    assert told(files) == [("wording.yaml", at, Message("core/contract/footer-without-number"))]
    load_blobs({**files, "policy.yaml": blobs()["policy.yaml"]})
