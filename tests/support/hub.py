"""A forge around a bare repository: people act on it, and it starts the workflows that their ``on:`` names.

The API is ``support/github.py``'s, judged by GitHub's description; branches, merges and ``refs/pull`` are real git.
Which file starts for which event is read from the files themselves, from the commit that GitHub would take them from.
"""

from __future__ import annotations

import compileall
import email
import email.policy
import fnmatch
import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.message import EmailMessage
from pathlib import Path
from typing import Any

import yaml

from haishin.core.repository.git import Git
from haishin.send.program import release
from support.act import Machine, Ran, stand
from support.contract import put_generated
from support.environment import complete
from support.force import ROOT, put_force
from support.github import BOT, TOKEN, Answer, Change, FakeGitHub, running, user

LOGIN = re.compile(r"login: ([\w-]+), account: null")
UNKNOWN_TO_ACT = re.compile(r"^ +deployment: false\b.*\n", re.M)  # a key of 2026, which says nothing of what runs
SKIP = re.compile(r"\[(?:skip ci|ci skip|no ci|skip actions|actions skip)\]")
TICKED = (ROOT / ".github" / "pull_request_template.md").read_text(encoding="utf-8").replace("- [ ]", "- [x]")
RESIDENTS = {
    **{f"m{number:02}@residents.example.jp": "maebashi" for number in range(12)},
    **{f"o{number:02}@residents.example.jp": "ota" for number in range(3)},
}


def moment(text: str) -> datetime:
    """``25 17:05`` → that time of November 2026 in Japan."""
    return datetime.fromisoformat(f"2026-11-{text}:00+09:00")


def zulu(at: datetime) -> str:
    """As the forge writes times."""
    return f"{at.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}"


class Api(FakeGitHub):
    """The fake, which also takes the tokens of Apps. ``apps``: token → its login; ``wrote``: who wrote to what."""

    def __init__(self) -> None:
        super().__init__()
        self.apps: dict[str, str] = {}
        self.wrote: set[tuple[str, str]] = set()

    def serve(self, method: str, target: str, headers: Mapping[str, str], body: bytes) -> Answer:
        """Let the request in under its own name."""
        token = headers.get("Authorization", "").removeprefix("Bearer ")
        self.teller = user(self.apps[token], 9) if token in self.apps else BOT
        if method != "GET":
            self.wrote.add((self.teller["login"], target.split("/")[4]))
        return super().serve(
            method, target, {"Authorization": f"Bearer {TOKEN}"} if token in self.apps else headers, body
        )


@dataclass
class Hub:
    """One repository of the forge and its mail host.

    ``now``: everybody's clock, the sender's included (a rehearsal's ledger allows it). ``plays``: the workflows that
    events start here; ``test`` would start these very tests again. ``ran``: what was started, in order. ``address``:
    what git calls the repository behind the checkout, the bare repository itself where that is empty. ``begun``: a
    ledger is there; before it the machine's own clock stands still at ``now``.
    """

    folder: Path
    machine: Machine
    fake: Api
    people: Mapping[str, Any]
    now: datetime
    plays: frozenset[str] = frozenset({"validate", "review-ping", "consult", "send"})
    ran: list[Ran] = field(default_factory=list)
    variables: dict[str, str] = field(default_factory=lambda: {"HAISHIN_RUNNER": "haishin-mail"})
    secrets: dict[str, str] = field(default_factory=dict)
    reviews: int = 500
    address: str = ""
    begun: bool = True

    @property
    def remote(self) -> Path:
        return self.folder / "remote.git"

    @property
    def state(self) -> Path:
        return self.folder / "state"

    # --- what people do --------------------------------------------------------------------------

    def open(self, files: Mapping[str, str | None], by: str, *, body: str = TICKED, message: str = "draft") -> Change:
        """A branch with these files written (None: taken away), and its pull request to main."""
        number = max(self.fake.pulls, default=6) + 1
        self.git("checkout", "--quiet", "-B", f"draft/{number}", "refs/heads/main")
        commit = self._write(files, by, message)
        change = Change(number, self.people[by], [], [], body=body, created_at=zulu(self.now))
        self.fake.pulls[number] = change
        self._pushed(change, commit, by)
        self.pull_request(change, "opened", message=message)
        return change

    def push(self, change: Change, text: str, by: str, *, message: str = "x") -> None:
        """One more commit on the pull request's branch, with the alert as it is now."""
        self.git("checkout", "--quiet", f"draft/{change.number}")
        self._pushed(change, self._write({change.files[0]["filename"]: text}, by, message), by)
        self.pull_request(change, "synchronize", message=message)

    def update(self, change: Change, by: str) -> None:
        """The button "Update branch"."""
        self.git("checkout", "--quiet", f"draft/{change.number}")
        self.git("merge", "--quiet", "--no-edit", "refs/heads/main")
        self._pushed(change, self.git("rev-parse", "HEAD"), by)
        self.pull_request(change, "synchronize")

    def edit(self, change: Change, body: str) -> None:
        """Another text of the pull request."""
        change.body = body
        self.pull_request(change, "edited")

    def review(self, change: Change, by: str, state: str, body: str = "", *, commit: str | None = None) -> None:
        """A review of the head, or of an earlier commit."""
        self.reviews += 1
        change.review(self.reviews, self.people[by], state, zulu(self.now), commit or change.commits[-1], body)
        self.start("pull_request_review", {"action": "submitted", "number": change.number}, self._merge_ref(change))

    def merge(self, change: Change, by: str, how: str = "squash", *, title: str = "") -> str:
        """The button; the commit that it made of main."""
        self.git("checkout", "--quiet", "main")
        title = title or f"{Path(change.files[0]['filename']).stem} (#{change.number})"  # what GitHub proposes
        old = self.git("rev-parse", "HEAD")
        if how == "squash":
            self.git("merge", "--quiet", "--squash", f"draft/{change.number}")
            self._commit(title, by)
        elif how == "merge":
            self.git("merge", "--quiet", "--no-ff", "-m", title, f"draft/{change.number}")
        else:
            self.git("cherry-pick", *change.commits)
        commits = self.git("rev-list", "--reverse", "--first-parent", f"{old}..HEAD").split()
        for commit in commits:
            self._known(commit, by)
            self.fake.brought[commit] = [change.number]
        change.merged_at, change.merge_commit = zulu(self.now), commits[-1]
        self._main(title)
        self.pull_request(change, "closed")
        return commits[-1]

    def direct(self, files: Mapping[str, str | None], by: str) -> None:
        """Past every pull request, straight to main."""
        self.git("checkout", "--quiet", "main")
        self._known(self._write(files, by, "direct"), by)
        self._main("direct")

    # --- what the forge starts -------------------------------------------------------------------

    def pull_request(self, change: Change, action: str, *, message: str = "") -> None:
        """What a pull request's event starts; ``message``: of its head commit."""
        payload = {"action": action, "number": change.number, "pull_request": {"number": change.number}}
        self.start("pull_request", payload, self._merge_ref(change), skip=message)

    def clock(self, workflow: str, cron: str | None = None) -> Ran:
        """The schedule of one workflow."""
        (one,) = [path for path in self._files("refs/heads/main") if path.stem == workflow]
        crons = [entry["cron"] for entry in load(one)["on"]["schedule"]]
        return self._run(one, "schedule", {"schedule": cron or crons[0], "ref": "refs/heads/main"})

    def dispatch(self, workflow: str, **inputs: str) -> Ran:
        """The button "Run workflow"."""
        (one,) = [path for path in self._files("refs/heads/main") if path.stem == workflow]
        return self._run(one, "workflow_dispatch", {"inputs": inputs, "ref": "refs/heads/main"})

    def start(self, event: str, payload: Mapping[str, Any], ref: str, *, skip: str = "") -> None:
        """Every workflow that this event starts, and those that their completion starts."""
        if event in ("push", "pull_request") and SKIP.search(skip):
            return
        for path in self._files(ref):
            flow = load(path)
            if path.stem in self.plays and starts(flow, event, payload):
                self._run(path, event, {**payload, "ref": ref})
                follow = {"action": "completed", "workflow_run": {"name": flow["name"]}}
                if event != "workflow_run":
                    self.start("workflow_run", follow, "refs/heads/main")

    def _run(self, path: Path, event: str, payload: Mapping[str, Any]) -> Ran:
        self.fake.clock = zulu(self.now)
        self.machine.environment |= {
            "STAND_IN_REMOTE": f"file://{self.remote}",
            "STAND_IN_ORIGIN": self.address,
            "GITHUB_API_URL": self.fake.base,
            **({"HAISHIN_NOW": self.now.isoformat()} if self.begun else {"STAND_IN_NOW": zulu(self.now)}),
        }
        ran = self.machine.run(
            path,
            event,
            {**payload, "repository": {"default_branch": "main"}},
            secrets={"GITHUB_TOKEN": TOKEN, **self.secrets},
            variables={**(self._installed() if self.begun else {}), **self.variables},
        )
        self.ran.append(ran)
        return ran

    def _installed(self) -> dict[str, str]:
        """What the mail host has beside the checkout."""
        return {"HAISHIN_STATE": str(self.state), "HAISHIN_PROGRAM": str(self.folder / "program")}

    def _files(self, ref: str) -> list[Path]:
        """The workflow files of that ref."""
        where = self.folder / "flows" / self.git("rev-parse", f"{ref}:.github/workflows", at=self.remote)
        if not where.exists():
            where.mkdir(parents=True)
            for name in self.git("ls-tree", "--name-only", f"{ref}:.github/workflows", at=self.remote).split():
                text = self.git("show", f"{ref}:.github/workflows/{name}", at=self.remote)
                (where / name).write_text(UNKNOWN_TO_ACT.sub("", text) + "\n", encoding="utf-8")
        return sorted(where.iterdir())

    # --- git -------------------------------------------------------------------------------------

    def git(self, *words: str, at: Path | None = None, by: str = "somebody") -> str:
        """Git in the forge's own clone, or elsewhere; its stripped output."""
        told = {
            "GIT_CONFIG_GLOBAL": os.devnull,
            "GIT_CONFIG_SYSTEM": os.devnull,
            **{f"GIT_{who}_NAME": by for who in ("AUTHOR", "COMMITTER")},
            **{f"GIT_{who}_EMAIL": f"{by}@localhost.invalid" for who in ("AUTHOR", "COMMITTER")},
            **{f"GIT_{who}_DATE": zulu(self.now) for who in ("AUTHOR", "COMMITTER")},
        }
        done = subprocess.run(
            ["git", *words],
            cwd=at or self.folder / "clone",
            env={**os.environ, **told},
            capture_output=True,
            encoding="utf-8",
            check=False,
        )
        assert done.returncode == 0, done.stderr
        return done.stdout.strip()

    def _write(self, files: Mapping[str, str | None], by: str, message: str) -> str:
        for path, text in files.items():
            file = self.folder / "clone" / path
            if text is None:
                file.unlink()
            else:
                file.parent.mkdir(parents=True, exist_ok=True)
                file.write_text(text, encoding="utf-8", newline="\n")
            self.git("add", "--all", path)
        return self._commit(message, by)

    def _commit(self, message: str, by: str) -> str:
        self.git("commit", "--quiet", "-m", message, by=by)
        return self.git("rev-parse", "HEAD")

    def _known(self, commit: str, by: str) -> None:
        """The commit as the forge's API tells of it: its files are those that it changes in its first parent."""
        changed = self.git("diff", "--name-only", f"{commit}^1", commit).split()
        message = self.git("show", "--no-patch", "--format=%B", commit)
        self.fake.commit(commit, self.people[by], *changed, at=zulu(self.now), message=message)

    def _pushed(self, change: Change, commit: str, by: str) -> None:
        """The pull request has a new head."""
        self._known(commit, by)
        change.commits.append(commit)
        change.events.append({"event": "committed", "sha": commit})
        change.files[:] = [
            {"filename": path, "status": {"A": "added", "M": "modified", "D": "removed"}[kind], "sha": self._blob(path)}
            for kind, path in (
                line.split("\t")
                for line in self.git("diff", "--name-status", "--no-renames", f"main...{commit}").splitlines()
            )
        ]
        self.git(
            "push",
            "--quiet",
            "origin",
            f"HEAD:refs/heads/draft/{change.number}",
            f"HEAD:refs/pull/{change.number}/head",
        )

    def _blob(self, path: str) -> str:
        """The blob at the branch's head; of a file taken away the one that it had, as the API says."""
        here = self.folder / "clone" / path
        return self.git("rev-parse", f"HEAD:{path}" if here.exists() else f"main:{path}")

    def _merge_ref(self, change: Change) -> str:
        """The test merge that a pull request's workflows see; a merged one keeps its last."""
        ref = f"refs/pull/{change.number}/merge"
        if change.merged_at is None:
            tree = self.git("merge-tree", "--write-tree", "main", change.commits[-1])
            commit = self.git("commit-tree", "-p", "main", "-p", change.commits[-1], "-m", "test merge", tree)
            self.git("push", "--quiet", "--force", "origin", f"{commit}:{ref}")
        return ref

    def _main(self, title: str) -> None:
        before = self.git("rev-parse", "main", at=self.remote)
        self.git("push", "--quiet", "origin", "main")
        self.start("push", {"before": before}, "refs/heads/main", skip=title)

    # --- what came of it -------------------------------------------------------------------------

    def log(self) -> list[tuple[str, str]]:
        """Workflow and event of what was started since the last call."""
        told = [(ran.workflow.removesuffix(".yml"), ran.event) for ran in self.ran]
        self.ran.clear()
        return told

    def status(self, change: Change) -> tuple[str, str] | None:
        """State and text of the newest status on the head."""
        found = self.fake.statuses.get(change.commits[-1], [])
        return (found[-1]["state"], found[-1]["description"]) if found else None

    def records(self) -> list[dict[str, Any]]:
        """The ledger's lines."""
        return [json.loads(line) for line in self.git("show", "dispatch-log:ledger.jsonl", at=self.remote).splitlines()]

    def kinds(self, alert: str) -> list[str]:
        """What the ledger says of one alert, in order."""
        return [record["kind"] for record in self.records() if record.get("alert") == alert]

    def mails(self) -> list[EmailMessage]:
        """Everything that was delivered."""
        return [
            email.message_from_bytes(path.read_bytes(), _class=EmailMessage, policy=email.policy.default)
            for path in sorted((self.state / "maildir" / "new").glob("*"))
        ]

    def haishin(self, *words: str) -> str:
        """A command on the mail host, by an operator."""
        told = {
            "HAISHIN_STATE": str(self.state),
            "GIT_CONFIG_GLOBAL": os.devnull,
            "GIT_CONFIG_SYSTEM": os.devnull,
            "PYTHONPATH": str(self.folder / "clone" / "scripts"),
            "PYTHONDONTWRITEBYTECODE": "1",
            "HAISHIN_NOW": self.now.isoformat(),
        }
        self.git("checkout", "--quiet", "main")
        done = subprocess.run(
            [sys.executable, "-m", "haishin", *words],
            cwd=self.folder / "clone",
            env={**os.environ, **told},
            capture_output=True,
            encoding="utf-8",
            check=False,
        )
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout


def load(path: Path) -> dict[str, Any]:
    """A workflow with every scalar as text."""
    return yaml.load(path.read_text(encoding="utf-8"), yaml.BaseLoader)


def starts(flow: Mapping[str, Any], event: str, payload: Mapping[str, Any]) -> bool:
    """Whether the forge starts this workflow for the event, by its name, types, branches and chain."""
    if event not in flow["on"]:
        return False
    on = flow["on"][event] or {}
    usual = ["opened", "synchronize", "reopened"] if event == "pull_request" else [payload.get("action")]
    if payload.get("action") not in on.get("types", usual):
        return False
    if event == "workflow_run":
        return payload["workflow_run"]["name"] in on["workflows"]
    return event != "push" or any(fnmatch.fnmatchcase("main", branch) for branch in on["branches"])


def prepare(folder: Path, *, rehearsal: bool = True) -> None:
    """The project's own files on a forge, everybody with an account number, activated as a rehearsal at 16:00.

    Without ``rehearsal`` nothing of ``schema/`` is a sample, and nothing is activated yet.
    """
    clone = folder / "clone"
    _copy(clone)
    _number(clone / "schema" / "roster.yaml")
    if not rehearsal:
        for file in (clone / "schema" / "organization.yaml", clone / "schema" / "wording.yaml"):
            file.write_text(real(file.read_text(encoding="utf-8")), encoding="utf-8")
    hub = _founded(folder)
    git = Git(folder / "clone")
    release(git, git.text("rev-parse", "HEAD"), folder / "program", built)
    rows = [f"{one},{unit},,suspicious-person,text,ja,yes,no,test,2026-04-01" for one, unit in RESIDENTS.items()]
    heading = "address,stations,municipalities,categories,form,language,night,exercise,origin,consented_at"
    (folder / "residents.csv").write_text("\n".join([heading, *rows, ""]), encoding="utf-8")
    hub.haishin("subscribers", "import", str(folder / "residents.csv"))
    if rehearsal:
        hub.haishin("ledger", "init", "--rehearsal")


def built(place: Path) -> None:
    """A release's environment, with the bytecode that saves its compiling."""
    complete(place)
    compileall.compile_dir(place / "scripts", quiet=1)


def prepare_fork(folder: Path) -> None:
    """The project's own files on a forge as they are shipped, and nothing set."""
    _copy(folder / "clone")
    _founded(folder)
    stand(folder / "machine" / "files")


def _copy(clone: Path) -> None:
    put_force(clone)
    for part in ("scripts", ".github", ".gitignore", "requirements.lock", "requirements-dev.lock"):
        source = ROOT / part
        if source.is_dir():
            shutil.copytree(source, clone / part, ignore=shutil.ignore_patterns("__pycache__"))
        else:
            shutil.copy(source, clone / part)
    put_generated(clone)


def _founded(folder: Path) -> Hub:
    """The clone's files as the first commit of a bare repository."""
    remote = folder / "remote.git"
    hub = Hub(folder, Machine(folder / "machine"), Api(), {}, moment("25 16:00"))
    hub.git("init", "--quiet", "--bare", "--initial-branch=main", str(remote), at=folder)
    for name in ("uploadpack.allowAnySHA1InWant", "uploadpack.allowFilter"):
        hub.git("config", name, "true", at=remote)
    hub.git("init", "--quiet", "--initial-branch=main")
    hub.git("remote", "add", "origin", "../remote.git")
    hub.git("add", "--all")
    hub.git("commit", "--quiet", "-m", "start")
    hub.git("push", "--quiet", "origin", "main")
    return hub


def real(text: str) -> str:
    """The text with telephone numbers and a host that are no samples."""
    return re.sub(r"(0\d{1,4}-)0(?=\d*-\d)", r"\g<1>2", text.replace("example.jp", "johomail.jp"))


@contextmanager
def service(prepared: Path, folder: Path) -> Iterator[Hub]:
    """A copy of what was prepared, with its API answering. Nothing may have offended the API's description."""
    shutil.copytree(prepared, folder, symlinks=True)
    (folder / "state").chmod(0o700)
    with running(Api()) as fake:
        people = _number(folder / "clone" / "schema" / "roster.yaml")
        yield Hub(folder, Machine(folder / "machine"), fake, people, moment("25 16:00"))


@contextmanager
def fork(prepared: Path, folder: Path) -> Iterator[Hub]:
    """The same of what nothing is set in; its people have accounts at the forge, which the roster does not number."""
    shutil.copytree(prepared, folder, symlinks=True)
    roster = (folder / "clone" / "schema" / "roster.yaml").read_text(encoding="utf-8")
    people = {login: user(login, 1001 + place) for place, login in enumerate(LOGIN.findall(roster))}
    with running(Api()) as fake:
        yield Hub(folder, Machine(folder / "machine"), fake, people, moment("25 16:00"), variables={}, begun=False)


def _number(roster: Path) -> dict[str, Any]:
    """Account numbers for all of the roster, in its order; login → the account as the API shows it."""
    people: dict[str, Any] = {}

    def numbered(found: re.Match[str]) -> str:
        people[found[1]] = user(found[1], 1001 + len(people))
        return f"login: {found[1]}, account: {people[found[1]]['id']}"

    text = roster.read_text(encoding="utf-8")
    roster.write_text(re.sub(r"login: ([\w-]+), account: (?:null|\d+)", numbered, text), encoding="utf-8")
    return people
