"""A forge with open pull requests: a bare remote with real commits, the fake GitHub over it, and one sweep of it."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import cache
from typing import Any

from haishin.consult.forge.github import GitHubForge, recently_merged
from haishin.consult.forge.http import Http
from haishin.consult.forge.writer import MARKER, GitHubWriter
from haishin.consult.mainline import MainContract
from haishin.consult.review.facts import Reach
from haishin.consult.review.judging import PullJudge
from haishin.consult.review.sweep import WEEK, SweepContext, Tally, look_back, remind_open, sweep
from haishin.consult.schema_versions import proposals
from haishin.core.contract import Contract, load_blobs
from haishin.core.errors import HaishinError
from haishin.core.model import Alert, Language
from haishin.core.repository.git import Git
from haishin.core.repository.history import fetch, line_touching
from haishin.core.repository.proof import changing
from haishin.send.ledger.ledger_view import LedgerView
from haishin.send.ledger.records import record
from support.force import FORCE, blobs
from support.forge import client
from support.github import REPOSITORY, Change, FakeGitHub, user
from support.ledger import World, git

ALERT = "20261125-1605-koekake"
PATH = f"alerts/maebashi/2026/{ALERT}.md"
TEXT = (FORCE / PATH).read_text(encoding="utf-8")
NOW = datetime(2026, 11, 25, 7, 30, tzinfo=UTC)  # 16:30 in Japan
PUSHED = "2026-11-25T16:06:00+09:00"
OPENED = "2026-11-25T07:07:00Z"


@cache
def numbers() -> dict[str, int]:
    """An account number for everybody of the shipped roster."""
    logins = re.findall(r"login: ([a-z0-9-]+)", (FORCE / "schema/roster.yaml").read_text("utf-8"))
    return {login: 1000 + place for place, login in enumerate(logins)}


@cache
def schema(reminders: str = "{after: 30, again: 30}") -> dict[str, str]:
    """The shipped files of ``schema/`` by name, with those numbers in the roster."""
    texts = {name: data.decode() for name, data in blobs().items()}
    numbered = re.sub(
        r"login: ([a-z0-9-]+), account: null",
        lambda found: f"login: {found[1]}, account: {numbers()[found[1]]}",
        texts["roster.yaml"],
    )
    policy = re.sub(r"(?m)^reminders: .*$", f"reminders: {reminders}", texts["policy.yaml"])
    return {**texts, "roster.yaml": numbered, "policy.yaml": policy}


@cache
def contract(reminders: str = "{after: 30, again: 30}") -> Contract:
    """The shipped contract, with those numbers in the roster."""
    return load_blobs({name: text.encode() for name, text in schema(reminders).items()})


def who(login: str) -> Any:
    """The account of somebody of the roster."""
    return user(login, numbers()[login])


@dataclass
class Office:
    """The remote, the forge over it, and what the last sweep said."""

    world: World
    fake: FakeGitHub = field(default_factory=FakeGitHub)
    said: list[str] = field(default_factory=list)
    now: datetime = NOW
    reach: Reach = field(default_factory=Reach)
    language: Language = "ja"
    broken: HaishinError | None = None
    rules: Contract = field(default_factory=contract)
    sole: bool = False
    until: datetime | None = None

    def put_rules(self, **changed: str) -> str:
        """The rules that judge, on main; ``changed``: other texts, by the name of a file without its ``.yaml``."""
        files = {**schema(), **{f"{name}.yaml": text for name, text in changed.items()}}
        return self.world.commit({f"schema/{name}": text for name, text in files.items()})

    def propose(
        self,
        number: int = 7,
        files: dict[str, str | None] | None = None,
        author: str = "maebashi-staff",
        when: str = PUSHED,
        onto: str | None = None,
        **more: Any,
    ) -> Change:
        """A pull request that makes these files so (None: takes them away), pushed as one more commit."""
        changed = {PATH: TEXT} if files is None else files
        git(self.world.work, "checkout", "-q", "--detach", onto or "main")
        for name, text in changed.items():
            path = self.world.work / name
            path.parent.mkdir(parents=True, exist_ok=True)
            if text is None:
                path.unlink()
            else:
                path.write_text(text, encoding="utf-8")
        git(self.world.work, "add", "-A")
        git(self.world.work, "commit", "-q", "--allow-empty", "-m", "draft", when=when)
        commit = git(self.world.work, "rev-parse", "HEAD")
        git(self.world.work, "push", "-q", "--force", "origin", f"HEAD:refs/pull/{number}/head")
        listed = [self._file(name, text) for name, text in changed.items()]
        self.fake.texts[commit] = next((text for text in changed.values() if text), "")
        self.fake.commit(commit, who(author), *changed, at=f"{datetime.fromisoformat(when).astimezone(UTC):%FT%TZ}")
        if onto is None:
            change = Change(number, who(author), [commit], listed, created_at=OPENED, **more)
            self.fake.pulls[number] = change
        else:
            change = self.fake.pulls[number]
            change.commits.append(commit)
            change.files = listed
        change.events.append({"event": "committed", "sha": commit})
        git(self.world.work, "checkout", "-q", "main")
        return change

    def merge(self, number: int = 7, when: str = "2026-11-25T16:25:00+09:00") -> str:
        """Squash it onto main, as the forge does."""
        change = self.fake.pulls[number]
        git(self.world.work, "merge", "-q", "--squash", change.commits[-1])
        git(self.world.work, "commit", "-q", "-m", f"{ALERT} (#{number})", when=when)
        git(self.world.work, "push", "-q", "origin", "main")
        change.merge_commit = git(self.world.work, "rev-parse", "HEAD")
        change.merged_at = f"{datetime.fromisoformat(when).astimezone(UTC):%FT%TZ}"
        return change.merge_commit

    def record(self, kind: str, at: str = "2026-11-25T16:26:00+09:00", by: str | None = None, **fields: Any) -> None:
        """One more line of the ledger about the alert, or a halt of all."""
        ledger, about = self.world.ledger(), {} if kind == "halted" else {"alert": ALERT}
        entry = record(kind, datetime.fromisoformat(at), by, **about, **fields)
        assert ledger.append(entry, ledger.read().tip)

    def claim(self, snapshot: int | None = 1230, by: str = "maebashi-manager", **more: Any) -> None:
        """The sender has begun it; ``by``: who approved, the manager or somebody who acted for him."""
        commit = git(self.world.work, "rev-parse", "main")
        given = {
            "person": by, "role": "manager", "unit": "maebashi",
            "acting": None if by == "maebashi-manager" else "maebashi-manager",
            "commit": commit, "at": "2026-11-25T16:20:00+09:00",
        }  # fmt: skip
        self.record(
            "claimed", path=PATH, blob=git(self.world.work, "rev-parse", f"main:{PATH}"), commit=commit,
            schema=git(self.world.work, "rev-parse", "main:schema"), pull=7, approvals=[given], waivers=[], ends=None,
            thread=None, journal="a" * 32, nonce="b" * 32, snapshot=snapshot,
            scope={"prefecture": False, "stations": ["maebashi"]}, exercise=False, **more,
        )  # fmt: skip

    def seal(self, counts: dict[str, int], at: str = "2026-11-25T16:29:00+09:00", doubt: bool = False) -> None:
        self.record("sealed", at, journal="a" * 32, counts=counts, in_doubt=doubt)

    def _file(self, name: str, text: str | None) -> Any:
        main = git(self.world.work, "ls-tree", "main", "--", name)
        status = "removed" if text is None else "modified" if main else "added"
        blob = main.split()[2] if text is None else git(self.world.work, "rev-parse", f"HEAD:{name}")
        return {"filename": name, "status": status, "sha": blob}

    def judge(self, forge: GitHubForge) -> PullJudge:
        clone = Git(self.world.clone)
        tip = fetch(clone, str(self.world.remote), "main")
        main = MainContract(self.rules, tip)
        return PullJudge(proposals(clone), str(self.world.remote), tip, main, self.view(), forge)

    def view(self) -> LedgerView:
        return self.world.ledger().read()

    def forge(self, http: Http) -> GitHubForge:
        git_, remote = Git(self.world.clone), str(self.world.remote)
        return GitHubForge(
            http,
            REPOSITORY,
            lambda _: None,
            lambda commits, path: changing(git_, remote, commits, path),
            self._earlier,
        )

    def _earlier(self, path: str) -> list[str]:
        """The commits of main that changed that path, which the forge knows as the drafter's."""
        commits = line_touching(
            Git(self.world.clone), fetch(Git(self.world.clone), str(self.world.remote), "main"), path
        )
        for commit in commits:
            if commit not in self.fake.commits:
                self.fake.commit(commit, who("maebashi-staff"), path)
        return commits

    def sweep(self) -> Tally:
        http = client(self.fake)
        forge = self.forge(http)
        writer = GitHubWriter(http, REPOSITORY, "github-actions[bot]")
        self.said = []
        self.fake.clock = f"{self.now.astimezone(UTC):%FT%TZ}"

        def reach(_alert: Alert) -> Reach:
            return self.reach

        context = SweepContext(
            writer, writer, reach, self.now, self.language, self.said.append, self.sole, self.until or self.now
        )
        judge = self.broken or self.judge(forge)
        tally = sweep(judge, forge.open_pulls(), context)
        if isinstance(judge, PullJudge):
            look_back(judge, recently_merged(http, REPOSITORY, "main", self.now - WEEK), context, tally)
            remind_open(judge, context, tally)
        return tally

    def lights(self, change: Change) -> list[tuple[str, str]]:
        """State and text of every status that the head got."""
        return [(one["state"], one["description"]) for one in self.fake.statuses.get(change.commits[-1], [])]

    def comment(self, number: int = 7) -> str:
        """What the one comment says."""
        found = [one["body"] for one in self.fake.pulls[number].comments if one["body"].startswith(f"{MARKER}\n")]
        assert len(found) == 1
        return str(found[0]).removeprefix(f"{MARKER}\n")
