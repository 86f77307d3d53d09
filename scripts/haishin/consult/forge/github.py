"""GitHub, also Enterprise Server, behind the protocol: pull requests as data, each word with its proof (threats T3–T8).

No conclusion of the forge is used (status, mergeability, team, association): only who said what, when, and the commit
that was meant. Whether that commit holds the text is git's to say, so every review comes with its ``text`` unknown.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from operator import attrgetter
from typing import Final
from urllib.parse import quote

from haishin.consult.forge import ForgeError, NotThere
from haishin.consult.forge.answers import GHOST, JsonObject
from haishin.consult.forge.commits import Commits, checked_sha
from haishin.consult.forge.http import Http
from haishin.consult.forge.reviews import checklist, read_reviews, read_timeline
from haishin.core.catalogue import Message, listed
from haishin.core.model import Account, Pull, Review

CANDIDATES: Final = 20  # pull requests that may have made a commit
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
    """A file of a pull request."""

    path: str
    status: str
    blob: str | None  # at the head
    previous: str | None  # the path before a renaming


@dataclass(frozen=True, slots=True)
class Opened:
    """An open pull request to the default branch."""

    number: int
    head: str  # the commit that gets the status
    author: Account
    draft: bool
    opened_at: datetime
    updated_at: datetime  # of the last change to anything about it
    page: str  # its address for people
    editing: str = ""  # the address at which people edit a file of its branch, without the path; empty: branch gone


@dataclass(frozen=True, slots=True)
class Home:
    """The repository's number and its default branch."""

    number: int  # survives a renaming
    branch: str


@dataclass(frozen=True, slots=True)
class MergedPull:
    """A merged pull request."""

    number: int
    commit: str  # made by the merge
    merged_at: datetime
    updated_at: datetime
    page: str  # its address for people


def paths_of(files: Iterable[ChangedFile]) -> tuple[str, ...]:
    """List the paths of changed files, of a renaming both."""
    paths: dict[str, None] = {}
    for file in files:
        paths[file.path] = None
        if file.previous:
            paths[file.previous] = None
    return tuple(paths)


def root(repository: str) -> str:
    """Return the API's path of ``owner/name``; raises ForgeError for anything else."""
    if _REPOSITORY.fullmatch(repository) is None:
        raise ForgeError(Message("consult/forge/malformed-repository"))
    return f"repos/{repository}"


class GitHubForge:
    """Pull requests of one repository.

    ``introduced``: finds the commit that set an alert on main; None for an alert that main does not hold. ``changing``:
    picks the commits that changed a path, by git; None for commits unknown to git. ``earlier``: lists the commits of
    main that changed a path. ``template``: the forge's text of a new pull request; its boxes are the check-list.
    ``most``, in every method: of a pull request of more commits neither makers nor reviews are looked up.
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
        return next(iter(proofs), None)

    def wrote(self, commit: str, most: int) -> tuple[Account | None, ...]:
        """Return the makers of a commit of main, or of the whole pull request that brought it."""
        number = self.made(commit)
        if number is None:
            return self._commits.of(commit).makers
        pull = self.upkeep(number, most)
        if pull.commits > most:
            return (pull.author, None)
        return (pull.author, *pull.committers, *pull.unverified)

    def consultation(self, number: int, path: str, most: int) -> Pull:
        """Read pull request ``number``, open or merged, as the consultation on the text at ``path``.

        The makers of main's earlier text at that path are among its makers.
        """
        return self._consulted(number, path, most)

    def upkeep(self, number: int, most: int) -> Pull:
        """Read pull request ``number`` as the consultation on all that it changes, by the makers of any commit."""
        return self._consulted(number, None, most)

    def _consulted(self, number: int, path: str | None, most: int) -> Pull:
        pull = self._pull(number)
        files = self._files(pull)
        merged_at = None
        if pull.flag("merged"):
            merged_at = pull.moment("merged_at")
        consulted = Pull(
            number=number,
            author=pull.account("user") or GHOST,
            committers=(),
            checklist=checklist(pull.optional_text("body") or "", self._template),
            opened_at=pull.moment("created_at"),
            merged_at=merged_at,
            reviews=(),
            files=paths_of(files),
            commits=pull.number("commits"),
            draft=pull.flag("draft"),
            automatic=pull.optional_record("auto_merge") is not None,
        )
        if consulted.commits > most:
            return consulted
        commits = self._listed(pull)
        events = self._http.items(f"{self._root}/issues/{number}/timeline")
        records = self._http.items(f"{self._root}/pulls/{number}/reviews")
        if records and not events:  # it shows every review: empty, it would hide a rewritten branch
            raise ForgeError(Message("consult/forge/malformed", where=f"issues/{number}/timeline"))
        reviews = sorted(read_reviews(records, read_timeline(events)), key=attrgetter("submitted_at"))
        committers, unverified = self._makers(commits, path)
        if path is not None and any(file.path == path and file.status not in _NEW_OR_GONE for file in files):
            before = self._makers_before(path, pull.optional_text("merge_commit_sha"), most)
            committers = tuple(dict.fromkeys((*committers, *before)))
        return replace(
            consulted,
            committers=committers,
            reviews=tuple(self._dated(review) for review in reviews),
            unverified=unverified,
        )

    def reviews(self, alert_id: str, number: int) -> tuple[Review, ...]:
        """Return who has reviewed pull request ``number`` and when; neither words nor commits are looked up."""
        records = self._http.items(f"{self._root}/pulls/{number}/reviews")
        return tuple(read_reviews(records, read_timeline(())))

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
        """Return the id of the file at a path of a commit; None if the forge has no such file or commit."""
        try:
            value = self._http.get(f"{self._root}/contents/{path}", ref=checked_sha(commit, "commit"))
        except NotThere:
            return None
        if isinstance(value, list):
            return None  # a folder
        file = JsonObject(value, "contents")
        if file.text("type") != "file":
            return None
        return checked_sha(file.text("sha"), "contents: sha")

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
        """Return the makers of the commits that changed the path (None: any), of verified commits and of the others.

        The maker is unknown (None) if no commit changed the path.
        """
        known: frozenset[str] | None = frozenset(commits)
        if path is not None:
            known = self._changing(commits, path)
        verified: dict[Account | None, None] = {}
        others: dict[Account | None, None] = {}
        for sha in commits:
            if known is not None and sha not in known:
                continue
            commit = self._commits.of(sha)
            if known is None and path not in commit.paths:
                continue
            makers = verified if commit.verified else others
            makers.update(dict.fromkeys(commit.makers))
        if not verified and not others:
            return (None,), ()
        return tuple(verified), tuple(others)

    def _makers_before(self, path: str, own: str | None, most: int) -> tuple[Account | None, ...]:
        """Return the makers of main's earlier text at the path; ``own``: the commit of the change itself.

        Of more commits than ``most`` the maker is unknown (None).
        """
        commits = [checked_sha(commit, "main") for commit in self._earlier(path) if commit != own]
        if len(commits) > most:
            return (None,)
        return tuple(maker for commit in commits for maker in self.wrote(commit, most))

    def _dated(self, review: Review) -> Review:
        """Take the commit away from a review if it is younger than the review, gone, or undated."""
        if review.commit is None:
            return review
        try:
            made = self._commits.of(checked_sha(review.commit, "commit_id")).committed_at
        except NotThere:
            made = None
        if made is None or made > review.submitted_at:
            return replace(review, commit=None)
        return review


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
    """Return the address at which a file of the branch is edited, without its path; empty if the branch is gone."""
    home, branch = head.optional_record("repo"), head.optional_text("ref")
    if home is None or not branch:
        return ""
    site = home.optional_text("html_url")
    if not site:
        return ""
    return f"{site}/edit/{quote(branch)}"
