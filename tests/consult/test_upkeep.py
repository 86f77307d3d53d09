"""Changes outside alerts/ since the activation: proven by their pull request, or told by the commit's name."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from haishin.consult.schema_versions import proposals
from haishin.consult.upkeep import MOST_UNPROVEN, Answered, Changes, answer_for, contract_in_force, moves_chiefs
from haishin.core.contract import Contract, UnknownForm
from haishin.core.contract.loading import load_blobs
from haishin.core.repository.git import Git
from haishin.send.ledger.records import record
from support.contract import blobs
from support.forge import DRAFTER, MANAGER, forge
from support.github import Answer, Asked, FakeGitHub, running
from support.ledger import NOON, World, git, path_of
from support.upkeep import HEAD, OFFICER, STAFF, contract, merged

POLICY = "schema/policy.yaml"


@pytest.fixture
def world(tmp_path: Path) -> World:
    world = World.make(tmp_path)
    world.activate(rehearsal=False)
    return world


def answer(world: World, fake: FakeGitHub | None, contract_at: Callable[[str], Contract] | None = None) -> Answered:
    clone = Git(world.clone)
    git(world.clone, "fetch", "-q", str(world.remote), "main")
    tip = git(world.remote, "rev-parse", "main")
    look = contract_at or (lambda _: contract())
    client = None if fake is None else forge(fake)
    return answer_for(Changes(clone, str(world.remote), tip, client, look, proposals(clone)), world.ledger(), NOON)


def held(world: World, fake: FakeGitHub | None) -> str:
    """Why nothing proves the last commit of main, in English.

    What it changes in ``schema/`` is not believed, what elsewhere is an alarm; nothing is recorded.
    """
    commit = git(world.remote, "rev-parse", "main")
    before = world.ledger_lines()
    unproven = answer(world, fake).unproven
    assert {one.commit for one in unproven} == {commit}
    changed = git(world.remote, "diff", "--name-only", f"{commit}^", commit).splitlines()
    rules = any(path.startswith("schema/") for path in changed)
    elsewhere = not all(path.startswith(("schema/", "alerts/")) for path in changed)
    starts = {
        f"No approval by a person who answers for the change of schema/ by commit {commit} can be proven. ": rules,
        f"The commit {commit} changes what lies outside alerts/ and schema/, and no approval by a person who answers "
        "for it can be proven. ": elsewhere,
    }
    assert len(unproven) == sum(starts.values())
    why = set()
    for one, start in zip(unproven, (start for start, due in starts.items() if due), strict=True):
        assert one.told.message.en.startswith(start)
        assert f"haishin accept {commit} --by LOGIN" in one.told.hint.en
        assert commit in one.told.message.ja
        why.add(re.sub(r" (Judging and sending go on|Sending goes on) .*", "", one.told.message.en.removeprefix(start)))
    assert world.ledger_lines() == before
    (reason,) = why
    return reason


def test_an_approved_pull_request_proves_its_commit_once(world: World) -> None:
    with running(merged(world, {POLICY: "two\n"})) as fake:
        answer(world, fake)
        asked = len(fake.asked)
        answer(world, fake)
        assert len(fake.asked) == asked  # proven once, recorded, not asked again
    last = world.ledger_lines()[-1]
    assert (last["kind"], last["by"], last["pull"]) == ("accepted", None, 9)
    assert last["commit"] == git(world.remote, "rev-parse", "main")


def test_an_alert_alone_is_none_of_this(world: World) -> None:
    world.commit({path_of("20261125-1100-alpha"): "x\n", "alerts/any.txt": "x\n"})
    answer(world, None)
    assert world.kinds() == ["activated"]


@pytest.mark.parametrize(
    "path",
    [
        "scripts/send.py",
        "schema/policy.yaml",
        "frontmatter.py",
        "haishin/__main__.py",
        ".venv/bin/python",
        "requirements.lock",
        "pyproject.toml",
        ".github/workflows/send.yml",
        ".gitattributes",
        "README.md",
        "alerts.md",
        "Alerts/maebashi/2026/20261125-1100-alpha.md",
        "sub/alerts/x.md",
    ],
)
def test_a_direct_push_is_proven_by_nothing_wherever_it_lands(world: World, path: str) -> None:
    world.commit({path: "two\n"})
    fake = FakeGitHub()
    fake.commit(git(world.remote, "rev-parse", "main"), STAFF, path)
    with running(fake):
        assert held(world, fake) == "No merged pull request made this commit: it was pushed."


def test_a_link_in_the_place_of_all_alerts_is_held(world: World) -> None:
    world.commit({path_of("20261125-1100-alpha"): "x\n"})
    world.ledger()
    (world.work / path_of("20261125-1100-alpha")).unlink()
    for folder in (world.work / "alerts/maebashi/2026", world.work / "alerts/maebashi", world.work / "alerts"):
        folder.rmdir()
    (world.work / "alerts").symlink_to("schema")
    world.commit({})
    fake = FakeGitHub()
    fake.commit(git(world.remote, "rev-parse", "main"), STAFF, "alerts")
    with running(fake):
        assert held(world, fake) == "No merged pull request made this commit: it was pushed."


def tampered(world: World, entries: dict[bytes, tuple[str, bytes] | None]) -> FakeGitHub:
    """An approved change, whose commit on main has other things at these paths: mode and bytes, None: nothing."""
    fake = merged(world, {POLICY: "two\n"})
    proven = git(world.remote, "rev-parse", "main")
    git(world.work, "read-tree", proven)
    for path, there in entries.items():
        mode, text = there or ("0", b"")
        blob = git(world.work, "hash-object", "-w", "--stdin", data=text)
        line = f"{mode} {blob if there else '0' * 40}\t".encode() + path + b"\0"
        git(world.work, "update-index", "-z", "--index-info", data=line)
    tree = git(world.work, "write-tree")
    other = git(world.work, "commit-tree", "-p", f"{proven}~1", "-m", "rules (#9)", tree)
    git(world.work, "push", "-q", "--force", "origin", f"{other}:refs/heads/main")
    fake.commit(other, OFFICER, POLICY, at="2026-11-25T02:30:00Z", message="rules (#9)")
    fake.pulls[9].merge_commit = other
    fake.brought[other] = [9]
    return fake


NOT_UTF8 = b"scripts/haishin/\xe9.py"


@pytest.mark.parametrize(
    ("entries", "why"),
    [
        ({NOT_UTF8: ("100644", b"evil")}, "Missing: the approval of supervisor"),
        ({b"\xff\xfe": ("100644", b"evil")}, "Missing: the approval of supervisor"),
        ({"scripts/\u00e9.py".encode(): ("100644", b"evil")}, "Missing: the approval of supervisor"),
        ({b"schema/policy.yaml": ("100755", b"two\n")}, "Missing: the approval of supervisor"),
        ({b"schema/policy.yaml": ("120000", b"two\n")}, "It adds something that is no file"),
        ({b"scripts/new.py": ("120000", b"/etc/passwd")}, "It adds something that is no file"),
        ({b"scripts/send.py": None}, "Missing: the approval of supervisor"),
    ],
    ids=lambda value: str(value)[:60],
)
def test_what_main_has_besides_or_otherwise_than_reviewed_is_held(
    world: World, entries: dict[bytes, tuple[str, bytes] | None], why: str
) -> None:
    with running(tampered(world, entries)) as fake:
        assert held(world, fake).startswith(why)


def test_what_main_has_as_reviewed_is_proven(world: World) -> None:
    with running(tampered(world, {})) as fake:
        answer(world, fake)
    assert world.kinds()[-1] == "accepted"


def test_a_link_is_held_though_somebody_approved_it(world: World) -> None:
    (world.work / "scripts" / "new.py").symlink_to("send.py")
    with running(merged(world, {})) as fake:
        fake.pulls[9].files.append({"filename": "scripts/new.py", "status": "added", "sha": "a" * 40})
        assert held(world, fake) == (
            "It adds something that is no file: a symbolic link, another repository. Make it a regular file."
        )


def test_a_pull_request_that_changes_an_alert_too_is_held(world: World) -> None:
    with running(merged(world, {POLICY: "two\n", path_of("20261125-1100-alpha"): "x\n"})) as fake:
        assert held(world, fake) == (
            "The pull request changes an alert and other files. Take the other files out, into a pull request of "
            "their own."
        )


def test_what_the_pull_request_names_counts_as_changed(world: World) -> None:
    with running(merged(world, {POLICY: "two\n"})) as fake:
        alert = {"filename": path_of("20261125-1100-alpha"), "status": "added", "sha": "a" * 40}
        fake.pulls[9].files.append(alert)
        assert held(world, fake).startswith("The pull request changes an alert and other files.")


def test_the_author_cannot_approve_himself(world: World) -> None:
    with running(merged(world, {POLICY: "two\n"}, approver=HEAD, author=HEAD)) as fake:
        assert held(world, fake).startswith("Missing: the approval of supervisor of koho-kocho.")


def test_a_person_of_another_section_does_not_answer_for_it(world: World) -> None:
    with running(merged(world, {POLICY: "two\n"}, approver=MANAGER)) as fake:
        assert held(world, fake).startswith("Missing: the approval of supervisor of koho-kocho.")


def test_an_approval_of_another_text_proves_nothing(world: World) -> None:
    fake = merged(world, {POLICY: "two\n"})
    other = git(world.work, "commit-tree", "-p", "HEAD~1", "-m", "other", "HEAD~1^{tree}")
    git(world.work, "push", "-q", "origin", f"{other}:refs/heads/other")
    fake.pulls[9].reviews[0]["commit_id"] = other
    fake.pulls[9].events[1]["commit_id"] = other
    with running(fake):
        assert held(world, fake).startswith("Missing: the approval of supervisor of koho-kocho.")


@pytest.mark.parametrize("status", [403, 500])
def test_a_forge_that_does_not_answer_is_no_proof(world: World, status: int) -> None:
    fake = merged(world, {POLICY: "two\n"})

    def fault(asked: Asked, given: Answer) -> Answer | None:
        return Answer(status, {"message": "no"}) if asked.path.endswith("/timeline") else None

    fake.fault = fault
    with running(fake):
        assert str(status) in held(world, fake)


def test_without_a_forge_a_person_has_to_answer(world: World) -> None:
    commit = world.commit({POLICY: "two\n"})
    assert held(world, None).startswith("There is no forge (HAISHIN_FORGE=github:…)")
    world.ledger().write(lambda view: record("accepted", NOON, "sato", commit=commit))
    answer(world, None)


def test_the_oldest_unproven_change_of_the_rules_is_named_and_nothing_after_it_is_asked_for(world: World) -> None:
    first = world.commit({POLICY: "two\n"})
    with running(merged(world, {POLICY: "three\n"})) as fake:
        unproven = answer(world, fake).unproven
    assert [one.commit for one in unproven] == [first]
    assert world.kinds() == ["activated"]


def test_what_follows_an_unproven_change_of_the_rules_is_judged_as_ever(world: World) -> None:
    rules = world.commit({POLICY: "two\n"})
    program = world.commit({"scripts/send.py": "x\n"})
    assert [one.commit for one in answer(world, None).unproven] == [rules, program]
    with running(merged(world, {"scripts/send.py": "y\n"})) as fake:
        assert [one.commit for one in answer(world, fake).unproven] == [rules, program]
    assert world.ledger_lines()[-1]["commit"] == git(world.remote, "rev-parse", "main")


def test_a_roster_that_nothing_proves_makes_no_approver_of_a_later_change(world: World) -> None:
    """Pushed first, it would name who approves the next pull request."""
    rules = world.commit({"schema/roster.yaml": "two\n"})
    fake = merged(world, {"scripts/send.py": "x\n"}, approver=MANAGER)

    def mine_since(at: str) -> Contract:
        """The pushed roster gives the supervisor's place to his account."""
        if git(world.work, "rev-parse", at) == git(world.work, "rev-parse", f"{rules}^"):
            return contract()
        text = blobs()["roster.yaml"].decode()
        for who, number in (("koho-kocho-manager", MANAGER["id"]), (OFFICER["login"], OFFICER["id"])):
            text = text.replace(f"login: {who}, account: null", f"login: {who}, account: {number}")
        return load_blobs({**blobs(), "roster.yaml": text.encode()})

    with running(fake):
        unproven = answer(world, fake, mine_since).unproven
        assert [one.commit for one in unproven] == [rules, git(world.remote, "rev-parse", "main")]
        world.ledger().write(lambda view: record("accepted", NOON, "sato", commit=rules))
        assert answer(world, fake, mine_since) == Answered()


def test_so_many_unproven_changes_cost_the_alerts_nothing(world: World) -> None:
    """Whoever may push makes a thousand of them; each run asks for ten."""
    fake = FakeGitHub()
    pushed = [world.commit({f"note-{number}.txt": "x\n"}) for number in range(MOST_UNPROVEN + 3)]
    for commit in pushed:
        fake.commit(commit, STAFF, "note.txt")
    with running(fake):
        assert [one.commit for one in answer(world, fake).unproven] == pushed[:MOST_UNPROVEN]
        world.ledger().write(lambda view: record("accepted", NOON, "sato", commit=pushed[0]))
        assert [one.commit for one in answer(world, fake).unproven] == pushed[1 : MOST_UNPROVEN + 1]


def test_rules_that_nothing_proves_are_not_believed_until_a_person_answers(world: World) -> None:
    rehearsal = World.make(world.folder.parent / "rehearsal")
    rehearsal.activate()
    for place, believed in ((world, False), (rehearsal, True)):
        before = place.tip()
        first = place.commit({POLICY: "two\n"})
        place.commit({POLICY: "three\n", "README.md": "x\n"})
        git(place.clone, "fetch", "-q", str(place.remote), "main")
        tip = place.tip()

        def in_force(place: World = place, tip: str = tip) -> str:
            return contract_in_force(Git(place.clone), lambda _: contract(), place.ledger().read(), tip).commit

        assert git(place.remote, "rev-parse", in_force()) == (tip if believed else before)
        place.ledger().write(lambda view, first=first: record("accepted", NOON, "sato", commit=first))  # type: ignore[misc]
        assert git(place.remote, "rev-parse", in_force()) == (tip if believed else first)


def test_nobody_lets_himself_in_by_the_change_that_is_judged(world: World) -> None:
    """The rules from before the commit judge it: a roster that names its own approver does not count."""
    fake = merged(world, {"schema/roster.yaml": "two\n"})
    commit = git(world.remote, "rev-parse", "main")

    def before_and_after(at: str) -> Contract:
        known = contract()
        return known if at == commit else replace(known, roster=replace(known.roster, people=()))

    with running(fake):
        unproven = answer(world, fake, before_and_after).unproven
    assert [one.commit for one in unproven] == [commit]


def test_rules_of_another_version_prove_nothing(world: World) -> None:
    def unreadable(at: str) -> Contract:
        raise KeyError("upkeep")

    with running(merged(world, {POLICY: "two\n"})) as fake:
        (unproven,) = answer(world, fake, unreadable).unproven
    assert "of another version" in unproven.told.message.en


def test_rules_of_a_form_that_is_not_known_end_the_proof_and_say_so(world: World) -> None:
    """A change behind them is judged by nobody here: not even one that puts the old form back."""
    fake = merged(world, {POLICY: "form: 2\n"})
    new = git(world.remote, "rev-parse", "main")

    def contract_at(commit: str) -> Contract:
        if git(world.work, "rev-parse", commit) == new:
            raise UnknownForm("2")
        return contract()

    with running(fake):
        assert answer(world, fake, contract_at) == Answered()  # proven by the rules before it
        second = world.commit({POLICY: "one\n"})
        fake.commit(second, OFFICER, POLICY, at="2026-11-25T02:40:00Z", message="rules (#9)")
        fake.pulls[9].merge_commit, fake.brought[second] = second, [9]
        assert answer(world, fake, contract_at).unread == "2"
    assert world.ledger_lines()[-1]["commit"] == new


HEADS_LOGIN = "accounts: [{login: koho-kocho-manager, account: null}]"
STAFF_ROLE = "      - {role: staff, unit: koho-kocho, from: 2026-04-01, until: null}\n"
STAND_IN = (
    "    deputy:\n      - {for: {role: %s, unit: koho-kocho}, order: 9, when: absent, from: 2026-12-01, until: null}\n"
)
FORMER = (
    "      - {role: supervisor, unit: koho-kocho, from: 2026-03-01, until: 2026-03-31}\n"
    "      - {role: manager, unit: keimu, from: 2026-04-01, until: null}"
)


@pytest.mark.parametrize(
    ("old", "new", "moved"),
    [
        ("name: 福田 徹", "name: 福田 透", False),
        ("login: maebashi-manager,", "login: somebody-else,", False),
        ("      - {role: manager, unit: keimu, from: 2026-04-01, until: null}", FORMER, False),
        (HEADS_LOGIN, HEADS_LOGIN.replace("login: koho", "login: other"), True),
        (HEADS_LOGIN, HEADS_LOGIN.replace("null", "77"), True),
        ("name: 堀口 恵子", "name: 堀口 恵", True),
        ("supervisor, unit: koho-kocho, from: 2026-04-01, until: null}\n      - {role: manager",
         "supervisor, unit: koho-kocho, from: 2026-04-01, until: 2026-12-31}\n      - {role: manager", True),
        (STAFF_ROLE, STAFF_ROLE + STAND_IN % "supervisor", True),
        (STAFF_ROLE, STAFF_ROLE + STAND_IN % "manager", True),
        (STAFF_ROLE, STAFF_ROLE.replace("staff", "manager"), True),
        ("when: absent, from: 2026-04-01", "when: dates, from: 2026-04-01", True),
    ],
)  # fmt: skip
def test_whose_entries_wait_for_the_strictest_step(old: str, new: str, moved: bool) -> None:
    """G12: who names the supervisor and her deputies is not any clerk of the section."""
    files = blobs()
    text = files["roster.yaml"].decode()
    assert old in text
    after = load_blobs({**files, "roster.yaml": text.replace(old, new, 1).encode()})
    assert moves_chiefs(load_blobs(files), after, date(2026, 11, 25)) is moved


@pytest.mark.parametrize(("old", "new", "proven"), [("福田 徹", "福田 透", True), ("久保田 徹", "久保田 透", False)])
def test_a_change_of_the_roster_is_compared_with_the_one_before(world: World, old: str, new: str, proven: bool) -> None:
    """G12, through git: a clerk's approval proves one entry of the roster and not another."""
    files = {f"schema/{name}": text.decode() for name, text in blobs().items()}
    roster = files["schema/roster.yaml"]
    for who in (DRAFTER, MANAGER, STAFF, OFFICER, HEAD):
        roster = re.sub(rf"(login: {who['login']}, account: )null", rf"\g<1>{who['id']}", roster)
    base = world.commit({**files, "schema/roster.yaml": roster})
    world.ledger().write(lambda view: record("accepted", NOON, "sato", commit=base))
    change: dict[str, str | None] = {"schema/roster.yaml": roster.replace(old, new, 1)}
    with running(merged(world, change, approver=STAFF, author=OFFICER)) as fake:
        if proven:
            assert answer(world, fake) == Answered()
        else:
            assert held(world, fake).startswith("Missing: the approval of supervisor of koho-kocho.")
