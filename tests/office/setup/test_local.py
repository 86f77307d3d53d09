"""``doctor`` on this machine: in order, and each thing wrong alone."""

from __future__ import annotations

import os
import re
from dataclasses import replace
from datetime import date, time
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from haishin.consult.codeowners import render
from haishin.core.catalogue import Message
from haishin.core.contract import Contract, load_blobs
from haishin.core.contract.frame import Checked
from haishin.core.contract.organization import Desk, Leave
from haishin.core.contract.policy import Quiet
from haishin.core.errors import HaishinError, Refusal, ToolError
from haishin.core.model import Role, Seat, Text
from haishin.office.setup.guarantee import Assurance, Guarantee, joined
from haishin.office.setup.local import LocalFacts, RelayFacts, judge
from support.contract import around_the_clock, blobs, line_of, shipped, spoiled
from support.settings import numbered_contract

ALL = (
    "python",
    "program",
    "rules",
    "roster",
    "section",
    "lasting",
    "posts",
    "nights",
    "quiet",
    "codeowners-file",
    "hosts",
    "records",
    "leave",
    "phones",
    "example",
    "chosen",
    "languages",
    "state",
    "relays",
    "relay",
    "ledger",
)

OWN = "mail.kenkei.jp"


@cache
def ready() -> Contract:
    """The shipped contract as a force would fill it in."""
    given = numbered_contract()
    mail = replace(
        given.organization.mail,
        from_address=f"anzen@{OWN}",
        return_domain=f"bounce.{OWN}",
        list_id=f"anzen.{OWN}",
        leave=Leave(page=f"https://anzen.{OWN}"),
    )
    units = {name: replace(unit, phone="027-243-0110") for name, unit in given.organization.units.items()}
    known = Checked("国際交流員", date(2026, 11, 1))
    tongues = {code: replace(tongue, checked=known) for code, tongue in given.tongues.items()}
    phones = {"110": "x", "#9110": "x", "027-243-0110": "x", "0120-000-110": "x", "050-0000-0000": "x"}
    return replace(
        given,
        organization=replace(given.organization, mail=mail, units=units),
        wording=replace(given.wording, public_phones=phones),
        tongues=tongues,
    )


@pytest.fixture
def facts(tmp_path: Path) -> LocalFacts:
    folder = tmp_path / "state"
    folder.mkdir(mode=0o700)
    return LocalFacts(
        python=(3, 13, 1),
        today=date(2026, 11, 25),
        contract=ready(),
        environment={},
        state=folder,
        ledger=False,
        relays=(RelayFacts("mail.example.jp:465", until=date(2027, 3, 1)),),
        records=(),
        leave=None,
        refused=None,
        code_owners=render(ready().organization, ready().roster),
        paths=("README.md", "alerts/maebashi/2026/x.md"),
        released=True,
        commits=("a" * 40, "a" * 40),
    )


def judged(facts: LocalFacts, **changes: Any) -> dict[str, Guarantee]:
    return {one.id: one for one in judge(replace(facts, **changes))}


def test_all_in_order(facts: LocalFacts) -> None:
    found = judged(facts)
    assert tuple(found) == ALL
    assert {one.state for one in found.values()} == {Assurance.READY}


def test_words_of_the_example_force_are_told_by_file(facts: LocalFacts) -> None:
    """O2"""
    organization = blobs()["organization.yaml"].replace("群馬県警察".encode(), "栃木県警察".encode())
    another = load_blobs({**blobs(), "organization.yaml": organization})
    told = judged(facts, contract=replace(ready(), sources=another.sources))["example"]
    assert told.state is Assurance.UNPROVEN
    assert told.found is not None
    files = re.findall(r"([a-z]+)\.yaml: Words of the example force \(Gunma\) are left in ", told.found.en)
    assert sorted(files) == ["drafts", "frame", "policy", "wording"]


def test_what_init_left_to_the_force_is_named_by_its_line(facts: LocalFacts) -> None:
    files = spoiled(
        "policy.yaml", "    sentence: 電子メールによる", "    sentence: ＜＜要領の1の文＞＞電子メールによる"
    )
    told = judged(facts, contract=replace(ready(), sources=load_blobs(files).sources))["chosen"]
    line = line_of("policy.yaml", "＜＜要領の1の文＞＞", files)
    assert (told.state, told.found) == (
        Assurance.MISSING,
        Text(
            f"policy.yaml: ＜＜…＞＞ の所が 1 行あります({line})。",
            f"policy.yaml: There are 1 lines with ＜＜…＞＞ ({line}).",
        ),
    )


FAULT = Text("こわれた", "It is broken.")
DO = Text("直す", "Mend it.")


@pytest.mark.parametrize(
    ("today", "state"),
    [
        (date(2027, 8, 24), Assurance.READY),
        (date(2027, 8, 26), Assurance.UNPROVEN),  # 90 days before the day after the last holiday
        (date(2027, 11, 9), Assurance.UNPROVEN),
        (date(2027, 11, 10), Assurance.MISSING),
    ],
)
def test_the_end_of_the_holidays_is_said_early(facts: LocalFacts, today: date, state: Assurance) -> None:
    told = judged(facts, today=today)["lasting"]
    assert told.state is state
    if told.found is not None and told.remedy is not None:
        assert told.found.en.startswith("The list of holidays ends on 2027-11-23.")
        assert "holidays of schema/policy.yaml" in told.remedy.en


@pytest.mark.parametrize(("connections", "state"), [(50, Assurance.READY), (51, Assurance.UNPROVEN)])
def test_more_connections_than_postfix_grants_are_told(facts: LocalFacts, connections: int, state: Assurance) -> None:
    policy = facts.contract.policy
    limits = replace(policy.limits, connections=connections)
    told = judged(facts, contract=replace(facts.contract, policy=replace(policy, limits=limits)))["relays"]
    assert told.state is state
    if told.found is not None:
        assert told.found.en == "policy.yaml allows 51 connections to one relay; Postfix grants a client 50 unless told"


def test_the_supervisors_seat_wants_a_second_person(facts: LocalFacts) -> None:
    """O17: her own change of the rules could be approved by nobody."""
    above = Seat(Role.SUPERVISOR, "koho-kocho")
    people = tuple(
        replace(one, deputies=tuple(own for own in one.deputies if own.seat != above))
        for one in facts.contract.roster.people
    )
    told = judged(facts, contract=replace(facts.contract, roster=replace(facts.contract.roster, people=people)))[
        "posts"
    ]
    assert told.state is Assurance.MISSING
    assert told.found is not None
    assert told.found.en.endswith(": Now, nobody may act by day for the supervisor of koho-kocho.")
    assert told.found.en.startswith("roster.yaml:")


def test_what_is_odd_in_the_roster_is_for_a_person_to_see(facts: LocalFacts) -> None:
    """G10: a station without an officer stops nobody."""
    seat = Seat(Role.OFFICER, "ota")
    people = tuple(
        replace(one, roles=tuple(own for own in one.roles if own.seat != seat)) for one in facts.contract.roster.people
    )
    told = judged(facts, contract=replace(facts.contract, roster=replace(facts.contract.roster, people=people)))[
        "posts"
    ]
    assert told.state is Assurance.UNPROVEN
    assert told.found is not None
    assert "太田警察署に運用責任者がいません。" in told.found.ja


def test_urgent_matters_want_somebody_at_night(facts: LocalFacts) -> None:
    assert judged(facts)["nights"].state is Assurance.READY
    people = tuple(
        replace(person, deputies=tuple(one for one in person.deputies if one.when == "absent"))
        if person.id in ("koho-kocho-officer", "sosa-1-officer", "maebashi-duty")
        else person
        for person in ready().roster.people
    )
    told = judged(facts, contract=replace(ready(), roster=replace(ready().roster, people=people)))["nights"]
    assert told.state is Assurance.MISSING
    assert told.found is not None
    assert told.found.en == "Nobody: supervisor of koho-kocho, manager of koho-kocho, manager of sosa-1"
    assert told.found.ja == "いません:広報広聴課の運用総括管理者、広報広聴課の運用管理者、捜査第一課の運用管理者"


def test_whoever_wants_no_mail_at_night_is_asked_for_when_the_hours_have_no_end(facts: LocalFacts) -> None:
    policy = replace(ready().policy, hours=around_the_clock().policy.hours)
    told = judged(facts, contract=replace(ready(), policy=policy))
    assert [one.id for one in told.values() if one.state is not Assurance.READY] == ["quiet"]
    assert told["quiet"].state is Assurance.MISSING
    reason = Message("core/contract/quiet-missing")
    assert told["quiet"].found == Text(f"policy.yaml: {reason['ja']}", f"policy.yaml: {reason['en']}")
    policy = replace(policy, quiet=Quiet(time(22), time(7)))
    assert judged(facts, contract=replace(ready(), policy=policy))["quiet"].state is Assurance.READY


@pytest.mark.parametrize(
    ("name", "state", "found", "changes"),
    [
        ("python", Assurance.MISSING, "it is 3.10.14", {"python": (3, 10, 14)}),
        ("python", Assurance.PROOF, "it is 3.11.9, whose own check of headers is old", {"python": (3, 11, 9)}),
        ("python", Assurance.PROOF, "it is 3.12.4, whose own check of headers is old", {"python": (3, 12, 4)}),
        (
            "records",
            Assurance.UNPROVEN,
            "none of dig, host and resolvectl is here: not looked up",
            {"records": None},
        ),
        (
            "records",
            Assurance.MISSING,
            "not found in the DNS: SPF (a.jp), DMARC (_dmarc.a.jp)",
            {"records": ("SPF (a.jp)", "DMARC (_dmarc.a.jp)")},
        ),
        ("records", Assurance.UNREADABLE, "It is broken.", {"records": ToolError(FAULT, DO)}),
        ("relays", Assurance.MISSING, "HAISHIN_SMTP is not set", {"relays": ()}),
        ("relays", Assurance.UNREADABLE, "It is broken.", {"relays": ToolError(FAULT, DO)}),
        ("ledger", Assurance.MISSING, "it is a rehearsal's", {"ledger": True}),
        ("ledger", Assurance.MISSING, "It is broken.", {"ledger": Refusal(FAULT, DO)}),
        ("ledger", Assurance.UNREADABLE, "It is broken.", {"ledger": ToolError(FAULT, DO)}),
        ("state", Assurance.UNREADABLE, "It is broken.", {"state": ToolError(FAULT, DO)}),
        ("state", Assurance.MISSING, "it is not there", {"state": Path("/nowhere/at/all")}),
        ("codeowners-file", Assurance.MISSING, "there is no such file", {"code_owners": None}),
        ("codeowners-file", Assurance.MISSING, "it is not what the roster gives", {"code_owners": "* @x\n"}),
        (
            "codeowners-file",
            Assurance.MISSING,
            "CODEOWNERS is there too: keep one CODEOWNERS.",
            {"paths": ("README.md", "CODEOWNERS")},
        ),
    ],
)
def test_one_thing_wrong(facts: LocalFacts, name: str, state: Assurance, found: str, changes: dict[str, Any]) -> None:
    answers = judged(facts, **changes)
    assert (answers[name].state, answers[name].found and answers[name].found.en) == (state, found)
    assert answers[name].remedy is not None
    assert [one.id for one in answers.values() if one.state is not Assurance.READY] == [name]


@pytest.mark.parametrize("python", [(3, 11, 10), (3, 12, 5), (3, 13, 0), (3, 14, 0)])
def test_a_patched_python_is_in_order(facts: LocalFacts, python: tuple[int, int, int]) -> None:
    assert judged(facts, python=python)["python"].state is Assurance.READY


def test_the_sample_is_not_ready(facts: LocalFacts) -> None:
    sample = shipped()
    answers = judged(facts, contract=sample, code_owners=render(sample.organization, sample.roster))
    found = {one.id: one.found.en for one in answers.values() if one.found is not None}
    assert found == {
        "roster": "100 of 100 have none",
        "section": "there are 0",
        "codeowners-file": "nobody has an account id: this gate is open",
        "hosts": "mail.from_address of schema/organization.yaml is for examples or for a local network "
        "(mail.example.jp). Nothing can be sent live.",
        "phones": "17 telephone numbers are samples (as 027-000-0110).",
        "languages": "who chose ja-easy, en, pt, es, vi, zh is mailed in Japanese until then",
    }


def test_a_language_that_nobody_looked_through_is_told(facts: LocalFacts) -> None:
    tongues = dict(ready().tongues)
    tongues["vi"] = replace(tongues["vi"], checked=None)
    answer = judged(facts, contract=replace(ready(), tongues=tongues))["languages"]
    assert (answer.state, answer.found and answer.found.ja) == (
        Assurance.UNPROVEN,
        "vi を選んだ人にも、本番では日本語で送ります",
    )


@pytest.mark.parametrize(
    ("leave", "tried", "state", "found"),
    [
        (Leave("https://a.jp"), None, Assurance.READY, None),
        (Leave(phone="027-243-0110"), None, Assurance.UNPROVEN, "a mail names 027-243-0110"),
        (Leave("https://a.jp", "b@c.jp"), None, Assurance.UNPROVEN, "a mail names https://a.jp / b@c.jp"),
        (Leave(), None, Assurance.UNPROVEN, "no mail says how to leave"),
        (Leave("https://a.jp"), Refusal(Text("x", "gone"), Text("", "")), Assurance.MISSING, "gone"),
        (Leave("https://a.jp"), ToolError(Text("x", "no answer"), Text("", "")), Assurance.UNREADABLE, "no answer"),
    ],
)
def test_the_ways_to_leave(
    facts: LocalFacts, leave: Leave, tried: HaishinError | None, state: Assurance, found: str | None
) -> None:
    organization = ready().organization
    mail = replace(organization.mail, leave=leave)
    answer = judged(facts, contract=replace(ready(), organization=replace(organization, mail=mail)), leave=tried)[
        "leave"
    ]
    assert (answer.state, answer.found and answer.found.en) == (state, found)


@pytest.mark.parametrize(
    ("day", "state"), [(date(2026, 11, 24), Assurance.READY), (date(2026, 3, 31), Assurance.MISSING)]
)
def test_the_section_in_charge_is_there_today(facts: LocalFacts, day: date, state: Assurance) -> None:
    answer = judged(facts, today=day)["section"]
    assert answer.state is state
    assert (answer.found and answer.found.en) == (None if state is Assurance.READY else "there are 0")


def test_a_section_of_one_leaves_a_gap(facts: LocalFacts) -> None:
    contract = numbered_contract(
        lambda text: re.sub(r"(login: koho-kocho-(?:officer|staff), account: )\d+", r"\1null", text)
    )
    contract = replace(ready(), roster=contract.roster)
    answers = judged(facts, contract=contract, code_owners=render(contract.organization, contract.roster))
    assert answers["section"].found == Text("1人です", "there are 1")
    assert answers["codeowners-file"].found is not None
    assert "has 1 owner(s)" in answers["codeowners-file"].found.en
    assert answers["roster"].found == Text("100人中2人にありません", "2 of 100 have none")


def test_a_section_without_numbers_owns_nothing(facts: LocalFacts) -> None:
    contract = numbered_contract(lambda text: re.sub(r"(login: koho-kocho-[a-z]+, account: )\d+", r"\1null", text))
    contract = replace(ready(), roster=contract.roster)
    answer = judged(facts, contract=contract, code_owners=render(contract.organization, contract.roster))
    assert answer["codeowners-file"].found == Text(
        "所有者が一人も書かれていません(アカウントの番号がないため)", "it names nobody, since nobody has an account id"
    )


@pytest.mark.parametrize("mode", [0o750, 0o701, 0o770])
def test_a_state_folder_that_others_can_open(facts: LocalFacts, mode: int) -> None:
    assert isinstance(facts.state, Path)
    facts.state.chmod(mode)
    found = judged(facts)["state"]
    assert (found.state, found.found and found.found.en) == (Assurance.MISSING, f"its mode is {mode:04o}")


def test_a_state_folder_in_a_checkout_or_none_at_all(facts: LocalFacts, tmp_path: Path) -> None:
    (tmp_path / ".git").mkdir()
    (tmp_path / "file").write_text("", encoding="ascii")
    (tmp_path / "file").chmod(0o600)
    said = Message("office/setup/folder-in-checkout")
    assert judged(facts)["state"].found == Text(said.ja, said.en)
    no_folder = joined((Message("office/setup/folder-none"), said))
    assert judged(facts, state=tmp_path / "file")["state"].found == no_folder
    workspace = {"GITHUB_WORKSPACE": str(tmp_path)}
    (tmp_path / ".git").rmdir()
    assert judged(facts, environment=workspace)["state"].state is Assurance.MISSING
    assert judged(facts)["state"].state is Assurance.READY


def test_a_checkout_is_told_that_it_sends_nothing(facts: LocalFacts) -> None:
    rows = {one.id: one for one in judge(replace(facts, released=False))}
    assert rows["program"].state is Assurance.MISSING
    assert rows["program"].found is not None
    assert rows["program"].found.en == "it runs from a checkout: live mode refuses"
    assert {one.id: one for one in judge(facts)}["program"].state is Assurance.READY


@pytest.mark.parametrize(
    ("came", "state", "found"),
    [
        ({}, Assurance.READY, None),
        ({"until": date(2026, 12, 16)}, Assurance.READY, None),
        ({"until": date(2026, 12, 15)}, Assurance.UNPROVEN, "its certificate ends on 2026-12-15"),
        (
            {"failed": "reach", "why": "b:25: Connection refused"},
            Assurance.MISSING,
            "it cannot be reached (b:25: Connection refused)",
        ),
        (
            {"failed": "secure", "why": "b:25: certificate not trusted: certificate has expired"},
            Assurance.MISSING,
            "the line cannot be secured (b:25: certificate not trusted: certificate has expired)",
        ),
        (
            {"failed": "login", "why": "b:25: login refused (535)"},
            Assurance.MISSING,
            "it refuses our login (b:25: login refused (535))",
        ),
        ({"failed": "greet", "why": "b:25: 554 5.7.1"}, Assurance.MISSING, "it refuses us (b:25: 554 5.7.1)"),
    ],
)
def test_each_relay_has_its_row(facts: LocalFacts, came: dict[str, Any], state: Assurance, found: str | None) -> None:
    """O7: of two of which one is as it should be."""
    relays = (RelayFacts("a:25"), RelayFacts("b:25", **came))
    rows = [one for one in judge(replace(facts, relays=relays)) if one.id == "relay"]
    assert [one.title.en for one in rows] == ["the relay a:25 lets us in", "the relay b:25 lets us in"]
    assert rows[0].state is Assurance.READY
    assert (rows[1].state, rows[1].found and rows[1].found.en) == (state, found)
    assert (rows[1].remedy is None) is (state is Assurance.READY)


def test_relays_that_cannot_be_read_have_no_rows(facts: LocalFacts) -> None:
    assert [one.id for one in judge(replace(facts, relays=ToolError(FAULT, DO))) if one.id == "relay"] == []


# --- where residents leave by themselves ----------------------------------------------------------------------------


@pytest.fixture
def with_desk(facts: LocalFacts, tmp_path: Path) -> LocalFacts:
    """All in order."""
    folder = tmp_path / "desk"
    for name, mode in (("requests", 0o2730), ("pages", 0o2710)):
        (folder / name).mkdir(parents=True)
        (folder / name).chmod(mode)
    key = folder / "pages/leave.json"
    key.write_text("{}", encoding="ascii")
    key.chmod(0o440)
    organization = facts.contract.organization
    named = Desk(page=f"https://anzen.{OWN}", stop=f"teishi@{OWN}", authserv=f"mx.{OWN}")
    organization = replace(organization, mail=replace(organization.mail, desk=named))
    contract = replace(facts.contract, organization=organization)
    return replace(
        facts,
        contract=contract,
        environment={"HAISHIN_DESK": str(folder), "HAISHIN_INBOX": "/mail"},
        refused=(),
        signatures=[{"list-unsubscribe", "list-unsubscribe-post"}],
    )


def found(facts: LocalFacts, name: str, **changes: Any) -> tuple[Assurance, str | None]:
    answers = judged(facts, **changes)
    assert [one.id for one in answers.values() if one.state is not Assurance.READY] in ([], [name])
    if answers[name].state is not Assurance.READY:
        assert answers[name].remedy is not None
    return answers[name].state, answers[name].found and answers[name].found.en


def test_a_desk_in_order(with_desk: LocalFacts) -> None:
    answers = judged(with_desk)
    assert tuple(answers) == (*ALL[:-1], "desk", "page", "inbox", "addresses", "postmaster", "signed", "ledger")
    assert {one.state for one in answers.values()} == {Assurance.READY}


def test_a_desk_that_nothing_names(with_desk: LocalFacts) -> None:
    assert found(with_desk, "desk", environment={"HAISHIN_INBOX": "/mail"}) == (
        Assurance.MISSING,
        "HAISHIN_DESK is not set",
    )


@pytest.mark.parametrize(
    ("name", "mode", "told"),
    [
        ("requests", 0o2770, "the mode of requests is 2770 and not 2730"),  # the web could list and read
        ("requests", 0o0730, "the mode of requests is 0730 and not 2730"),  # the inbox could not read
        ("requests", 0o2733, "the mode of requests is 2733 and not 2730"),
        ("pages", 0o2730, "the mode of pages is 2730 and not 2710"),  # the web could write
        ("pages", 0o2750, "the mode of pages is 2750 and not 2710"),
        ("pages", 0o2711, "the mode of pages is 2711 and not 2710"),
        ("pages/leave.json", 0o444, "the mode of pages/leave.json is 0444 and not 0440"),
        ("pages/leave.json", 0o460, "the mode of pages/leave.json is 0460 and not 0440"),
        ("pages/leave.json", 0o600, "the mode of pages/leave.json is 0600 and not 0440"),
        (".", 0o777, "others may write into the folder above them"),
        (".", 0o775, "others may write into the folder above them"),
    ],
)
def test_a_desk_that_is_open_otherwise_than_it_must_be(with_desk: LocalFacts, name: str, mode: int, told: str) -> None:
    (Path(with_desk.environment["HAISHIN_DESK"]) / name).chmod(mode)
    assert found(with_desk, "desk") == (Assurance.MISSING, told)


def test_a_desk_that_is_not_whole(with_desk: LocalFacts) -> None:
    folder = Path(with_desk.environment["HAISHIN_DESK"])
    (folder / "pages/leave.json").unlink()
    assert found(with_desk, "desk") == (Assurance.MISSING, "pages/leave.json is not there")
    (folder / "pages").rmdir()
    (folder / "pages").symlink_to("requests")
    told = "the mode of pages is 0777 and not 2710; pages/leave.json is not there"
    assert found(with_desk, "desk") == (Assurance.MISSING, told)
    nowhere = {"HAISHIN_DESK": str(folder / "nowhere"), "HAISHIN_INBOX": "/mail"}
    told = "requests is not there; pages is not there; pages/leave.json is not there"
    assert found(with_desk, "desk", environment=nowhere) == (Assurance.MISSING, told)


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can give a folder away")
@pytest.mark.parametrize("owner", [(61002, -1), (-1, 61004)])
@pytest.mark.parametrize("name", ["requests", "pages", "pages/leave.json"])
def test_a_desk_of_others(with_desk: LocalFacts, name: str, owner: tuple[int, int]) -> None:
    path = Path(with_desk.environment["HAISHIN_DESK"]) / name
    mode = path.stat().st_mode
    os.chown(path, *owner)
    path.chmod(mode & 0o7777)
    assert found(with_desk, "desk") == (Assurance.MISSING, "they are not the sender's, or not all of one group")


def test_a_desk_is_judged_without_a_state_folder(with_desk: LocalFacts) -> None:
    for nowhere in (ToolError(FAULT, DO), Path("/nowhere/at/all")):
        assert judged(with_desk, state=nowhere)["desk"].state is Assurance.READY


def test_addresses_that_are_refused_stand_with_those_of_their_kind(with_desk: LocalFacts) -> None:
    stop, post = f"teishi+x.y@{OWN}", f"postmaster@bounce.{OWN}"
    assert found(with_desk, "addresses", refused=(stop,)) == (Assurance.MISSING, f"refused: {stop}")
    assert found(with_desk, "postmaster", refused=(post,)) == (Assurance.MISSING, f"refused: {post}")


@pytest.mark.parametrize(
    ("refused", "state", "told"),
    [
        (None, Assurance.UNPROVEN, "no mail server of this machine takes it"),
        (ToolError(FAULT, DO), Assurance.UNREADABLE, "It is broken."),
    ],
)
def test_where_no_mail_server_can_be_asked(
    with_desk: LocalFacts, refused: HaishinError | None, state: Assurance, told: str
) -> None:
    answers = judged(with_desk, refused=refused)
    for name in ("addresses", "postmaster"):
        assert (answers[name].state, answers[name].found and answers[name].found.en) == (state, told)
        assert answers[name].remedy is not None


@pytest.mark.parametrize("name", ["page", "inbox"])
def test_a_page_or_mailbox_that_does_not_open(with_desk: LocalFacts, name: str) -> None:
    assert found(with_desk, name, **{name: ToolError(FAULT, DO)}) == (Assurance.UNREADABLE, "It is broken.")


def test_a_mailbox_that_is_not_named_here(with_desk: LocalFacts) -> None:
    environment = {"HAISHIN_DESK": with_desk.environment["HAISHIN_DESK"]}
    told = (Assurance.UNPROVEN, "HAISHIN_INBOX is not set here")
    assert found(with_desk, "inbox", environment=environment) == told


def test_an_older_schema_or_the_folder_s_own_is_named(facts: LocalFacts) -> None:
    older = judged(facts, commits=("a" * 40, "b" * 40))["rules"]
    assert (older.state, older.found) == (
        Assurance.UNPROVEN,
        Text("aaaaaaaaaaaa の schema/ で判定しました。main は bbbbbbbbbbbb に進んでいます",
             "judged by schema/ of aaaaaaaaaaaa; main has gone on to bbbbbbbbbbbb"),
    )  # fmt: skip
    assert judged(facts, commits=(None, None))["rules"].state is Assurance.UNPROVEN


@pytest.mark.parametrize(
    ("signatures", "state", "told"),
    [
        (None, Assurance.UNPROVEN, "no mail yet at a control address"),
        ([], Assurance.MISSING, "the mail that arrived has no DKIM signature"),
        (
            [{"from", "list-unsubscribe"}, {"from", "list-unsubscribe-post"}],
            Assurance.MISSING,
            "the signature of the mail that arrived (h=) does not name both List-Unsubscribe and List-Unsubscribe-Post",
        ),
        ([{"from"}, {"from", "list-unsubscribe", "list-unsubscribe-post"}], Assurance.READY, None),
        (ToolError(FAULT, DO), Assurance.UNREADABLE, "It is broken."),
    ],
)
def test_the_headers_by_which_residents_leave_are_signed(
    with_desk: LocalFacts, signatures: list[set[str]] | None, state: Assurance, told: str | None
) -> None:
    """RFC 8058 4"""
    assert found(with_desk, "signed", signatures=signatures) == (state, told)
