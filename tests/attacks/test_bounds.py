"""Attacks on what a verb may cost, take in or build, through the verbs as they are started."""

from __future__ import annotations

import subprocess

from support.github import Change
from support.hub import moment
from support.live import CAUTION, CHIEF, DRAFTER, MAEBASHI, Live, path, updated

SUPERVISOR = "koho-kocho-manager"
SECONDS = 20  # of a processor's work: several times what each of these verbs needs, less than each attack cost
KIB = 1024

# --- S9: the first program of a new mail host ------------------------------------------------------


def unproven(host: Live) -> tuple[str, str]:
    """On a new host, a push to main past every pull request: the commit before it and its own."""
    hub = host.hub
    (host.program / "current").unlink()
    before = hub.git("rev-parse", "main", at=hub.remote)
    hub.direct({"scripts/haishin/new.py": "# new\n"}, SUPERVISOR)
    return before, hub.git("rev-parse", "main", at=hub.remote)


def test_by_a_damaged_ledger_nothing_is_built(host: Live) -> None:
    """S9: one junk line, pushed to the ledger's branch; the operator's own word does not pass it either."""
    before, _ = unproven(host)
    hub, clone = host.hub, host.hub.folder / "clone"
    hub.git("fetch", "--quiet", "origin", "dispatch-log")
    damaged = hub.git("show", "FETCH_HEAD:ledger.jsonl") + "\njunk\n"
    entered = subprocess.run(
        ["git", "hash-object", "-w", "--stdin"], cwd=clone, input=damaged, capture_output=True, text=True, check=True
    )
    entry = f"100644 blob {entered.stdout.strip()}\tledger.jsonl\n"
    tree = subprocess.run(["git", "mktree"], cwd=clone, input=entry, capture_output=True, text=True, check=True)
    commit = hub.git("commit-tree", tree.stdout.strip(), "-p", "FETCH_HEAD", "-m", "x")
    hub.git("push", "--quiet", "origin", f"{commit}:refs/heads/dispatch-log")
    for words in ((before,), (before, "--by", SUPERVISOR)):
        code, said = updated(host, *words)
        assert (code, (host.program / "current").exists()) == (1, False), said


def test_without_a_ledger_a_push_is_no_program_of_a_host_that_has_one(host: Live) -> None:
    """S9: its branch taken away. The first program is the commit that the operator looked at; a short id names none."""
    before, tip = unproven(host)
    hub, current = host.hub, host.program / "current"
    hub.git("push", "--quiet", "origin", ":refs/heads/dispatch-log")
    assert (updated(host, before[:12])[0], current.exists()) == (1, False)
    code, said = updated(host, before)
    assert (code, current.resolve().name) == (0, before), said
    code, said = updated(host, tip)
    assert (code, current.resolve().name, tip in said, "--by" in said) == (1, before, True, True), said


# --- S8, S13, S15 a: what is dear to judge ---------------------------------------------------------


def judged(host: Live, change: Change) -> str | None:
    """The state that the sweep gives it; another alert, approved beside it, has its own."""
    hub = host.hub
    other = hub.open({path(1606): CAUTION}, DRAFTER)
    hub.review(other, CHIEF, "APPROVED")
    assert host.run("consult", processor=SECONDS).returncode == 0
    states = [status and status[0] for status in map(hub.status, (other, change))]
    assert states[0] == "success"
    hub.merge(other, DRAFTER)
    return states[1]


def mailed(host: Live, alarm: str) -> None:
    """With it on main the other alert goes to everybody, and the verbs tell of it."""
    done = host.send(processor=SECONDS)
    assert (done.returncode, sorted(host.relay.taken)) == (1, MAEBASHI), done.stdout + done.stderr
    assert alarm in done.stdout
    told = host.run("plan", processor=SECONDS)
    assert (told.returncode, alarm in told.stdout) == (1, True), told.stderr


def test_a_text_of_one_sign_delays_no_verdict_and_no_mail(host: Live) -> None:
    """S8."""
    hub = host.hub
    hub.now = moment("25 16:10")
    head, front, _ = CAUTION.split("---\n", 2)
    change = hub.open({path(1607): f"{head}---\n{front}---\n{'_' * 30_000}\n"}, DRAFTER)
    assert judged(host, change) == "failure"
    hub.merge(change, DRAFTER)
    assert host.run("validate", processor=SECONDS).returncode == 1
    mailed(host, "警報:20261125-1607-koekake ")


def test_unknown_items_of_the_rules_delay_no_verdict_and_no_mail(host: Live) -> None:
    """S13: a file as large as one may be, and one that is larger."""
    hub, schema = host.hub, host.hub.folder / "clone" / "schema"
    hub.now = moment("25 16:10")

    def grown(name: str, size: int) -> str:
        text = (schema / name).read_text(encoding="utf-8")
        room = size - len(text.encode())
        return text + "".join(f"k{number:07}: x\n" for number in range(room // 12))

    files = {"wording.yaml": 255 * KIB, "drafts.yaml": 1024 * KIB}
    change = hub.open({f"schema/{name}": grown(name, size) for name, size in files.items()}, CHIEF)
    hub.review(change, SUPERVISOR, "APPROVED")
    assert judged(host, change) == "failure"
    hub.merge(change, CHIEF)
    mailed(host, "警報:main の schema/ を読めないため")


def test_many_units_that_are_asked_delay_no_verdict_and_no_mail(host: Live) -> None:
    """S15 a: manager and deputy of three of four of them approve, so that nothing is enough."""
    hub = host.hub
    hub.now = moment("25 16:10")
    heads = sorted(login for login in hub.people if login.endswith("-manager") and login not in (CHIEF, SUPERVISOR))
    units = [login.removesuffix("-manager") for login in heads][:24]
    assert len(units) == 24
    text = CAUTION.replace("\npress:", f"\nconsult: [{', '.join(units)}]\npress:", 1)
    change = hub.open({path(1607): text}, DRAFTER)
    hub.review(change, CHIEF, "APPROVED")
    for unit in (unit for place, unit in enumerate(units) if place % 4):
        hub.review(change, f"{unit}-manager", "APPROVED")
        hub.review(change, f"{unit}-officer", "APPROVED", "代決")
    assert judged(host, change) == "failure"
    hub.merge(change, DRAFTER)
    mailed(host, "警報:20261125-1607-koekake ")
