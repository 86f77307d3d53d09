"""GitHub, also Enterprise Server, behind the protocol: pull requests as data, each word with its proof (threats T3–T8).

Nothing that the forge concludes is used (status, mergeability, team, association): only who said what, when, of which
commit. Whether that commit holds the text is git's to say, so every review comes with its ``text`` unknown.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final
from urllib.parse import quote

from haishin.consult.forge import ForgeError, NotThere
from haishin.consult.forge.answers import GHOST, JsonObject
from haishin.consult.forge.commits import Commits, checked_sha
from haishin.consult.forge.http import Http
from haishin.consult.forge.reviews import checklist, read_review, read_timeline
from haishin.core.catalogue import Message, listed
from haishin.core.model import Account, Pull, Review

CANDIDATES: Final = 20
_NEW_OR_GONE: Final = ("added", "removed")  # what the forge calls a file that main has not, or is to lose
MOST: Final = 30  # pull requests of one look
_NUMBER: Final = re.compile(r"\(#([1-9][0-9]{0,8})\)")
_REPOSITORY: Final = re.compile(r"[A-Za-z0-9][A-Za-z0-9-]{0,38}/[A-Za-z0-9._-]{1,100}")


@dataclass(frozen=True, slots=True)
class Introduced:
    """Last first-parent commit of main that set an alert's text, and the alert's path."""

    commit: str
    path: str


@dataclass(frozen=True, slots=True)
class ChangedFile:
    """A file of a pull request; ``blob`` as it stands at the head, ``previous``: the path before a renaming."""

    path: str
    status: str
    blob: str | None
    previous: str | None


@dataclass(frozen=True, slots=True)
class Opened:
    """An open pull request to the default branch; ``head`` is the commit that a status goes on.

    ``page``: where people see it; ``editing``: where they edit a file of its branch, but for its path; empty once that
    is gone. ``updated_at``: when anything about it changed last.
    """

    number: int
    head: str
    author: Account
    draft: bool
    opened_at: datetime
    updated_at: datetime
    page: str
    editing: str = ""


@dataclass(frozen=True, slots=True)
class Home:
    """The repository's number, which survives a renaming, and its default branch."""

    number: int
    branch: str


@dataclass(frozen=True, slots=True)
class MergedPull:
    """A merged pull request and the commit that its merge made; ``page``: where people see it."""

    number: int
    commit: str
    merged_at: datetime
    updated_at: datetime
    page: str


def root(repository: str) -> str:
    """Return the API's path of ``owner/name``; raises ForgeError for anything else."""
    if _REPOSITORY.fullmatch(repository) is None:
        raise ForgeError(Message("consult/forge/malformed-repository"))
    return f"repos/{repository}"


class GitHubForge:
    """Pull requests of one repository.

    ``introduced``: what main says of an alert, None where main has none of it. ``changing``: which of these commits
    changed that path, as git knows them; None where it does not. ``earlier``: the commits of main that changed that
    path. ``template``: the text that the forge puts into a new
    pull request; its boxes are the check-list. ``most``, wherever it is asked for: of a pull request of more commits
    than that, neither who made them nor what was said is looked up.
    """

    offline = False

    def __init__(
        self,
        http: Http,
        repository: str,
        introduced: Callable[[str], Introduced | None],
        changing: Callable[[Sequence[str], str], frozenset[str] | None],
        earlier: Callable[[str], Sequence[str]],
        template: str = "",
    ) -> None:
        self._http = http
        self._root = root(repository)
        self._introduced = introduced
        self._changing = changing
        self._earlier = earlier
        self._template = template
        self._commits = Commits(http, self._root)

    def pull(self, alert_id: str, most: int) -> Pull | None:
        """Return the merged pull request that brought the alert, None when there is none (T8); raises ForgeError."""
        introduced = self._introduced(alert_id)
        if introduced is None:
            return None
        number = self.made(introduced.commit)
        if number is None:
            return None
        pull = self.consultation(number, introduced.path, most)
        if pull.files != (introduced.path,):
            raise ForgeError(Message("consult/forge/changes-more", number=number))
        return pull

    def made(self, commit: str) -> int | None:
        """Return the number of the pull request whose merge made that commit of main, or None; two are a ForgeError."""
        commit = checked_sha(commit, "commit")
        home = self.home()
        named = {pull.number("number") for pull in self._http.items(f"{self._root}/commits/{commit}/pulls")}
        titled = {int(number) for number in _NUMBER.findall(self._commits.of(commit).title)}
        if len(named | titled) > CANDIDATES:
            raise ForgeError(Message("consult/forge/malformed", where=f"commits/{commit[:12]}/pulls"))
        proofs: list[int] = []
        for number in sorted(named | titled):
            try:
                pull = self._pull(number)
            except NotThere:
                if number in named:
                    raise
                continue  # a number in a title need not be a pull request
            if self._made(pull, commit, home):
                proofs.append(number)
        if len(proofs) > 1:
            pulls = listed(f"#{number}" for number in proofs)
            raise ForgeError(Message("consult/forge/several-claims", pulls=pulls))
        return proofs[0] if proofs else None

    def wrote(self, commit: str, most: int) -> tuple[Account | None, ...]:
        """Return the makers of a commit of main; where it came by a pull request, all who had a hand in that."""
        number, makers = self.made(commit), self._commits.of(commit).makers
        pull = self.upkeep(number, most) if number is not None else None
        if pull is None:
            return makers
        return (pull.author, *((None,) if pull.commits > most else (*pull.committers, *pull.unverified)))

    def consultation(self, number: int, path: str, most: int) -> Pull:
        """Read pull request ``number``, open or merged, as the consultation on the text at ``path``.

        Whoever made what main had there before is among its makers.
        """
        return self._consulted(number, path, most)

    def upkeep(self, number: int, most: int) -> Pull:
        """Read pull request ``number`` as the consultation on all that it changes, by the makers of any commit."""
        return self._consulted(number, None, most)

    def _consulted(self, number: int, path: str | None, most: int) -> Pull:
        pull = self._pull(number)
        files = self._files(pull)
        consulted = Pull(
            number=number,
            author=pull.account("user") or GHOST,
            committers=(),
            checklist=checklist(pull.optional_text("body") or "", self._template),
            opened_at=pull.moment("created_at"),
            merged_at=pull.moment("merged_at") if pull.flag("merged") else None,
            reviews=(),
            files=tuple(dict.fromkeys(name for file in files for name in (file.path, file.previous) if name)),
            commits=pull.number("commits"),
            draft=pull.flag("draft"),
            automatic=pull.optional_record("auto_merge") is not None,
        )
        if consulted.commits > most:
            return consulted
        commits = self._listed(pull)
        events = self._http.items(f"{self._root}/issues/{number}/timeline")
        timeline = read_timeline(events)
        records = self._http.items(f"{self._root}/pulls/{number}/reviews")
        if records and not events:  # it shows every review: empty, it would hide a rewritten branch
            raise ForgeError(Message("consult/forge/malformed", where=f"issues/{number}/timeline"))
        reviews = [review for record in records if (review := read_review(record, timeline)) is not None]
        committers, unverified = self._makers(commits, path)
        if path is not None and any(file.path == path and file.status not in _NEW_OR_GONE for file in files):
            before = self._makers_before(path, pull.optional_text("merge_commit_sha"), most)
            committers = tuple(dict.fromkeys((*committers, *before)))
        return replace(
            consulted,
            committers=committers,
            reviews=tuple(self._dated(review) for review in sorted(reviews, key=lambda one: one.submitted_at)),
            unverified=unverified,
        )

    def reviews(self, alert_id: str, number: int) -> tuple[Review, ...]:
        """Return who has reviewed pull request ``number`` and when; what a review says or saw is not looked up."""
        nothing = read_timeline(())
        records = self._http.items(f"{self._root}/pulls/{number}/reviews")
        return tuple(review for record in records if (review := read_review(record, nothing)) is not None)

    def open_pulls(self) -> tuple[Opened, ...]:
        """List the open pull requests to the default branch, the oldest first."""
        opened: dict[int, Opened] = {}
        branch = self.home().branch
        for pull in self._http.items(f"{self._root}/pulls", state="open", base=branch, sort="created", direction="asc"):
            if pull.text("state") == "open" and pull.record("base").text("ref") == branch:
                number, head = pull.number("number"), pull.record("head")
                whose = checked_sha(head.text("sha"), "head: sha"), pull.account("user") or GHOST, pull.flag("draft")
                times = pull.moment("created_at"), pull.moment("updated_at")
                opened[number] = Opened(number, *whose, *times, pull.text("html_url"), editing(head))
        return tuple(opened[number] for number in sorted(opened))

    def changed_files(self, number: int) -> tuple[ChangedFile, ...]:
        """List the files that a pull request changes."""
        return self._files(self._pull(number))

    def blob(self, commit: str, path: str) -> str | None:
        """Return the id of the file at a path of a commit; None where the forge has no such file or commit."""
        try:
            value = self._http.get(f"{self._root}/contents/{path}", ref=checked_sha(commit, "commit"))
        except NotThere:
            return None
        if isinstance(value, list):
            return None  # a folder
        file = JsonObject(value, "contents")
        return checked_sha(file.text("sha"), "contents: sha") if file.text("type") == "file" else None

    def home(self) -> Home:
        """Read the repository's number and default branch."""
        repository = JsonObject(self._http.get(self._root), "repository")
        return Home(repository.number("id"), repository.text("default_branch"))

    def _pull(self, number: int) -> JsonObject:
        pull = JsonObject(self._http.get(f"{self._root}/pulls/{number}"), f"pulls/{number}")
        if pull.number("number") != number:
            raise ForgeError(Message("consult/forge/malformed", where=f"pulls/{number}: number"))
        return pull

    def _made(self, pull: JsonObject, commit: str, home: Home) -> bool:
        """Whether merging this pull request into the default branch of this repository made the commit."""
        base = pull.record("base")
        there = base.text("ref") == home.branch and base.record("repo").number("id") == home.number
        return there and pull.flag("merged") and pull.optional_text("merge_commit_sha") == commit

    def _files(self, pull: JsonObject) -> tuple[ChangedFile, ...]:
        """List the files; raises ForgeError when there are not as many as the pull request says."""
        files = tuple(
            ChangedFile(
                file.text("filename"),
                file.text("status"),
                file.optional_text("sha"),
                file.optional_text("previous_filename"),
            )
            for file in self._http.items(f"{self._root}/pulls/{pull.number('number')}/files")
        )
        if len(files) != pull.number("changed_files"):
            raise ForgeError(Message("consult/forge/malformed", where=f"{pull.where}/files: {len(files)}"))
        return files

    def _listed(self, pull: JsonObject) -> tuple[str, ...]:
        """List all commits of a pull request; raises ForgeError when there are not as many as it says."""
        number, count = pull.number("number"), pull.number("commits")
        records = self._http.items(f"{self._root}/pulls/{number}/commits")
        commits = tuple(checked_sha(record.text("sha"), f"{pull.where}/commits") for record in records)
        if len(commits) != count or checked_sha(pull.record("head").text("sha"), "head: sha") not in commits:
            raise ForgeError(Message("consult/forge/malformed", where=f"{pull.where}/commits: {len(commits)}"))
        return commits

    def _makers(self, commits: Sequence[str], path: str | None) -> tuple[tuple[Account | None, ...], ...]:
        """Return who made the commits that changed the path (None: any): the verified ones, and the others, each once.

        Where no commit admits to it, nobody can name who did.
        """
        known = None if path is None else self._changing(commits, path)
        asked = (self._commits.of(sha) for sha in commits if known is None or sha in known)
        changed = [commit for commit in asked if path is None or known is not None or path in commit.paths]
        if not changed:
            return (None,), ()
        proven, others = (
            tuple(dict.fromkeys(maker for commit in changed if commit.verified is verified for maker in commit.makers))
            for verified in (True, False)
        )
        return proven, others

    def _makers_before(self, path: str, own: str | None, most: int) -> tuple[Account | None, ...]:
        """Return who made what main had at the path before; ``own``: the commit by which the change itself came there.

        Of more commits than ``most`` nobody can name who did.
        """
        commits = [checked_sha(commit, "main") for commit in self._earlier(path) if commit != own]
        if len(commits) > most:
            return (None,)
        return tuple(maker for commit in commits for maker in self.wrote(commit, most))

    def _dated(self, review: Review) -> Review:
        """Take the commit away from a review where it is not older than the review, gone, or undated."""
        if review.commit is None:
            return review
        try:
            made = self._commits.of(checked_sha(review.commit, "commit_id")).committed_at
        except NotThere:
            made = None
        return review if made is not None and made <= review.submitted_at else replace(review, commit=None)


def recently_merged(http: Http, repository: str, branch: str, since: datetime) -> tuple[MergedPull, ...]:
    """List the pull requests merged into the branch since then, of the last touched; raises ForgeError."""
    path = f"{root(repository)}/pulls"
    query = {"state": "closed", "base": branch, "sort": "updated", "direction": "desc", "per_page": str(MOST)}
    answer = http.get(path, **query)
    if not isinstance(answer, list):
        raise ForgeError(Message("consult/forge/malformed", where=path))
    merged = []
    for pull in (JsonObject(value, path) for value in answer):
        at, commit = pull.optional_moment("merged_at"), pull.optional_text("merge_commit_sha")
        if at is not None and commit is not None and at >= since and pull.record("base").text("ref") == branch:
            touched, page = pull.moment("updated_at"), pull.text("html_url")
            merged.append(MergedPull(pull.number("number"), commit, at, touched, page))
    return tuple(sorted(merged, key=lambda pull: pull.number))


def editing(head: JsonObject) -> str:
    """Return the address at which a file of the branch is edited, but for its path; empty where the branch is gone."""
    home, branch = head.optional_record("repo"), head.optional_text("ref")
    site = None if home is None else home.optional_text("html_url")
    return f"{site}/edit/{quote(branch)}" if site and branch else ""
