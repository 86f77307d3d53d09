from __future__ import annotations

import re
from datetime import date

import pytest

from haishin.core.contract import load_blobs
from haishin.core.model import Role, Seat
from support.contract import blobs, line_of, mistakes, shipped, spoiled, told, vacated


@pytest.mark.parametrize(
    ("file", "old", "new", "at", "ja", "en"),
    [
        (
            "policy.yaml",
            'hours: {opens: "07:00", closes: "20:00", clause: 4(2)}',
            'hours: {opens: "07:00", closes: "20:00", clause: 4(9)}',
            "clause: 4(9)",
            "条項「4(9)」はありません。",
            "There is no clause `4(9)`.",
        ),
        (
            "policy.yaml",
            "  recognized-at: 4(3)",
            "  recognized-at: 4(8)",
            "recognized-at: 4(8)",
            "条項「4(8)」はありません。",
            "There is no clause `4(8)`.",
        ),
        (
            "policy.yaml",
            'closes: "20:00"',
            'closes: "06:00"',
            'closes: "06:00"',
            "配信時間の終わりが始まりより後ではありません。",
            "The delivery hours do not close after they open.",
        ),
        (
            "policy.yaml",
            "under: 事件発生・検挙情報",
            "under: 事件情報",
            "under: 事件情報",
            "上の段の配信区分「事件情報」はありません。",
            "There is no category of the first level `事件情報`.",
        ),
        (
            "policy.yaml",
            "under: 交通情報",
            "under: 特殊詐欺等",
            "under: 特殊詐欺等",
            "上の段の配信区分「特殊詐欺等」はありません。",
            "There is no category of the first level `特殊詐欺等`.",
        ),
        (
            "policy.yaml",
            "- {say: [who, act]}",
            "- {say: [who, act], cases: [storm]}",
            "- {say: [who, act], cases: [storm]}",
            "事案「storm」はありません。",
            "There is no case `storm`.",
        ),
        (
            "policy.yaml",
            "when], contents: [arrest]}",
            "when], contents: [arrests]}",
            "when], contents: [arrests]}",
            "配信内容「arrests」はありません。",
            "There is no content `arrests`.",
        ),
        (
            "policy.yaml",
            "contents: [sighting, lookout,",
            "contents: [sighting, rumour, lookout,",
            "rumour",
            "配信内容「rumour」はありません。",
            "There is no content `rumour`.",
        ),
        (
            "policy.yaml",
            "open_days: {lookout: 7}",
            "open_days: {lookuot: 7}",
            "lookuot",
            "事案か配信内容「lookuot」はありません。",
            "There is no case or content `lookuot`.",
        ),
        (
            "policy.yaml",
            "recognized: [accident,",
            "recognized: [crash,",
            "recognized: [crash",
            "事案「crash」はありません。",
            "There is no case `crash`.",
        ),
        (
            "policy.yaml",
            "{category: crime, cases: [robbery,",
            "{category: crime, cases: [fatal,",
            "cases: [fatal,",
            "配信区分「crime」に事案「fatal」はありません。",
            "There is no case of `crime` named `fatal`.",
        ),
        (
            "policy.yaml",
            "robbery, violent-crime], contents: [lookout, caution]}",
            "robbery, violent-crime], contents: [regulation]}",
            "violent-crime], contents: [regulation]}",
            "配信区分「crime」に配信内容「regulation」はありません。",
            "There is no content of `crime` named `regulation`.",
        ),
        (
            "policy.yaml",
            "{say: 強盗, cases: [robbery]}",
            "{say: 強盗, cases: [burglary]}",
            "[burglary]",
            "事案「burglary」はありません。",
            "There is no case `burglary`.",
        ),
        (
            "policy.yaml",
            "{say: 注意喚起, contents: [caution]}",
            "{say: 注意喚起, contents: [cautious]}",
            "[cautious]",
            "配信内容「cautious」はありません。",
            "There is no content `cautious`.",
        ),
        (
            "policy.yaml",
            "words: child_words",
            "words: adult_words",
            "words: adult_words",
            "wording.yaml の一覧「adult_words」はありません。",
            "There is no list in wording.yaml named `adult_words`.",
        ),
        (
            "policy.yaml",
            "arrest_contents: [arrest]",
            "arrest_contents: [arest]",
            "arrest_contents: [arest]",
            "配信内容「arest」はありません。",
            "There is no content `arest`.",
        ),
        (
            "policy.yaml",
            "waiver_not_urgent: [delivery-hours]",
            "waiver_not_urgent: [delivery-hour]",
            "delivery-hour]",
            "原則の例外「delivery-hour」はありません。",
            "There is no waiver `delivery-hour`.",
        ),
        (
            "policy.yaml",
            "- id: withdrawal",
            "- id: own-manager",
            "- id: own-manager #",
            "id「own-manager」が2回あります。",
            "The id `own-manager` stands twice.",
        ),
        (
            "policy.yaml",
            "case: missing-person, contents: [lookout], months",
            "case: missing, contents: [lookout], months",
            "case: missing,",
            "事案「missing」はありません。",
            "There is no case `missing`.",
        ),
        (
            "policy.yaml",
            "missing-vehicle: [missing-person]",
            "missing-car: [missing-person]",
            "missing-car",
            "公開の根拠「missing-car」はありません。",
            "There is no ground of a disclosure `missing-car`.",
        ),
        (
            "policy.yaml",
            "missing-vehicle: [missing-person]",
            "missing-vehicle: [missing]",
            "[missing]",
            "事案「missing」はありません。",
            "There is no case `missing`.",
        ),
        (
            "policy.yaml",
            "quotes_pass: [fraud]",
            "quotes_pass: [frauds]",
            "quotes_pass: [frauds]",
            "配信区分「frauds」はありません。",
            "There is no category `frauds`.",
        ),
        (
            "organization.yaml",
            "owner: koho-kocho",
            "owner: maebashi",
            "owner: maebashi",
            "主管課は本部の所属でなければなりません。",
            "The owner must be a unit of headquarters.",
        ),
        (
            "organization.yaml",
            "owner: koho-kocho",
            "owner: koho",
            "owner: koho",
            "所属「koho」はありません。",
            "There is no unit `koho`.",
        ),
        (
            "organization.yaml",
            "name: 前橋東警察署",
            "name: 前橋警察署 # 2",
            "name: 前橋警察署 # 2",
            "名称「前橋警察署」の所属が2つあります。",
            "Two units are named 前橋警察署.",
        ),
        (
            "organization.yaml",
            "phone: 027-001-0110",
            "phone: 027-009-0110",
            "027-009-0110",
            "電話番号「027-009-0110」が wording.yaml の public_phones にありません。",
            "The number 027-009-0110 is not among public_phones of wording.yaml.",
        ),
        (
            "organization.yaml",
            "    municipalities: [安中市]\n",
            "",
            "  annaka:",
            "「annaka」: 市町村は警察署にだけ、1つ以上書きます。",
            "`annaka`: a station has municipalities, at least one, and no other unit has any.",
        ),
        (
            "organization.yaml",
            "  - {category: crime, case: theft, unit: sosa-3}\n",
            "  - {category: crime, case: theft, content: lookout, unit: sosa-3}\n"
            "  - {category: crime, case: theft, content: caution, unit: sosa-3}\n",
            "in_charge:",
            "「crime / theft / arrest」の主管課が書かれていません。",
            "No section is in charge of crime / theft / arrest.",
        ),
        (
            "organization.yaml",
            "  - {category: outside, unit: koho-kocho}\n",
            "",
            "in_charge:",
            "配信区分「outside」の主管課が書かれていません。",
            "No section is in charge of the category `outside`.",
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
            "「crime / violent-crime / caution」の主管課が同じ詳しさの行で2つ以上決まっています。",
            "Several lines that are equally specific name a section for crime / violent-crime / caution.",
        ),
        (
            "organization.yaml",
            "{category: outside, unit: koho-kocho}",
            "{category: outside, unit: soumu}",
            "unit: soumu",
            "所属「soumu」はありません。",
            "There is no unit `soumu`.",
        ),
        (
            "organization.yaml",
            "{category: outside, unit: koho-kocho}",
            "{category: outside, unit: ota}",
            "unit: ota",
            "「ota」は警察署です。主管課は本部の所属です。",
            "`ota` is a station; a section of headquarters must be in charge.",
        ),
        (
            "organization.yaml",
            "  - {category: outside, unit: koho-kocho}\n",
            "  - {category: outside, unit: koho-kocho}\n  - {category: weather, unit: keibi-2}\n",
            "category: weather",
            "配信区分「weather」はありません。",
            "There is no category `weather`.",
        ),
        (
            "policy.yaml",
            "answer_first: [private, ",
            "answer_first: [hearsey, private, ",
            "answer_first:",
            "規則(rules の名前)「hearsey」はありません。",
            "There is no rule `hearsey`.",
        ),
        (
            "policy.yaml",
            "answer_first: [private, ",
            "answer_first: [",
            "answer_first:",
            "「private」(個人情報などの疑い)は外せません。",
            "`private` (personal data) must be listed.",
        ),
    ],
)
def test_a_mistake_across_files_is_told(file: str, old: str, new: str, at: str, ja: str, en: str) -> None:
    files = spoiled(file, old, new)
    assert told(files) == [(file, line_of(file, at, files), ja, en)]


def test_a_category_that_stands_twice_is_told() -> None:
    files = spoiled("policy.yaml", "- category: fraud", "- category: crime")
    line = line_of("policy.yaml", "name: 特殊詐欺等", files) - 1
    assert ("policy.yaml", line, "配信区分「crime」が2回あります。") in [
        (one.file, one.line, one.reason.ja) for one in mistakes(files)
    ]


def test_the_unit_of_the_supervisor_exists() -> None:
    files = spoiled("policy.yaml", "supervisor_unit: koho-kocho", "supervisor_unit: koho")
    assert ("policy.yaml", line_of("policy.yaml", "supervisor_unit: koho", files), "所属「koho」はありません。") in [
        (one.file, one.line, one.reason.ja) for one in mistakes(files)
    ]


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
            "paths も generated もない段(ほかのすべて)は、最後に一つだけ書きます。",
            "The step without paths and generated (all the rest) stands last, once.",
        )
    ]


# --- roster.yaml ---


@pytest.mark.parametrize(
    ("old", "new", "at", "ja", "en"),
    [
        (
            "- id: keimu-staff",
            "- id: keimu-officer # 2",
            "- id: keimu-officer # 2",
            "人の id「keimu-officer」が2回あります。",
            "The person id `keimu-officer` stands twice.",
        ),
        (
            "login: keimu-staff,",
            "login: Keimu-OFFICER,",
            "Keimu-OFFICER",
            "ログイン名「Keimu-OFFICER」が2回あります(大文字と小文字は同じとみなします)。",
            "The login `Keimu-OFFICER` stands twice (upper and lower case are the same).",
        ),
        (
            "{role: staff, unit: keimu, from: 2026-04-01, until: null}",
            "{role: staff, unit: keimu, from: 2026-04-01, until: 2026-03-31}",
            "until: 2026-03-31",
            "終わりの日 2026-03-31 が始まりの日 2026-04-01 より前です。",
            "It ends on 2026-03-31, before it begins on 2026-04-01.",
        ),
        (
            "order: 2, when: nights-and-holidays, from: 2026-04-01, until: null",
            "order: 2, when: nights-and-holidays, from: 2026-04-01, until: 2025-04-01",
            "until: 2025-04-01",
            "終わりの日 2025-04-01 が始まりの日 2026-04-01 より前です。",
            "It ends on 2025-04-01, before it begins on 2026-04-01.",
        ),
        (
            "role: staff, unit: keimu,",
            "role: staff, unit: keimubu,",
            "unit: keimubu",
            "所属「keimubu」はありません。",
            "There is no unit `keimubu`.",
        ),
        (
            "role: staff, unit: keimu,",
            "role: supervisor, unit: keimu,",
            "role: supervisor, unit: keimu,",
            "運用総括管理者の所属は「koho-kocho」です。",
            "The supervisor belongs to `koho-kocho`.",
        ),
        (
            "for: {role: manager, unit: keimu}",
            "for: {role: manager, unit: soumu}",
            "unit: soumu",
            "所属「soumu」はありません。",
            "There is no unit `soumu`.",
        ),
        (
            "for: {role: manager, unit: keimu}",
            "for: {role: supervisor, unit: keimu}",
            "for: {role: supervisor, unit: keimu}",
            "運用総括管理者の所属は「koho-kocho」です。",
            "The supervisor belongs to `koho-kocho`.",
        ),
    ],
)
def test_a_mistake_is_told(old: str, new: str, at: str, ja: str, en: str) -> None:
    files = spoiled("roster.yaml", old, new)
    assert told(files) == [("roster.yaml", line_of("roster.yaml", at, files), ja, en)]


def renamed(old: str, new: str) -> dict[str, bytes]:
    """The files with another id of a unit, wherever it stands."""
    return {name: re.sub(rf"\b{old}\b(?!-)", new, blob.decode()).encode() for name, blob in blobs().items()}


@pytest.mark.parametrize(
    ("unit", "why"),
    [
        ("sender", "「sender」は所属の番号にできません(in_charge では、送る所属を表します)。"),
        ("supervisor", "「supervisor」は所属の番号にできません(consult では、運用総括管理者を表します)。"),
        ("annaka-027-243-0110", "「annaka-027-243-0110」は電話番号と読めるため、"),
    ],
)
def test_an_id_under_which_no_mail_could_go_is_told_before_it_is_used(unit: str, why: str) -> None:
    """O15: it must never be changed once it was used."""
    files = {**blobs(), "organization.yaml": renamed("annaka", unit)["organization.yaml"]}
    found = [one for one in mistakes(files) if one.line == line_of("organization.yaml", f"  {unit}:", files)]
    assert [(one.file, one.reason.ja.startswith(why)) for one in found] == [("organization.yaml", True)]


def test_an_account_number_belongs_to_one_person() -> None:
    files = spoiled("roster.yaml", "login: keimu-officer, account: null", "login: keimu-officer, account: 42")
    files["roster.yaml"] = files["roster.yaml"].replace(
        b"login: keimu-staff, account: null", b"login: keimu-staff, account: 42"
    )
    assert told(files) == [
        (
            "roster.yaml",
            line_of("roster.yaml", "login: keimu-staff,", files),
            "アカウントの番号「42」が2回あります。",
            "The account number 42 stands twice.",
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
