"""Writes to the forge: the status, the comment, requests for reviews; nothing is written twice."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final, Literal

from haishin.consult.forge import ForgeError, NotThere
from haishin.consult.forge.answers import JsonObject
from haishin.consult.forge.github import root
from haishin.consult.forge.http import Http
from haishin.consult.forge.reviews import SUGGESTIONS
from haishin.core.catalogue import Message

StatusState = Literal["pending", "success", "failure", "error"]
CONTEXT: Final = "consultation"
MARKER: Final = "<!-- haishin: consultation -->"
ROOM: Final = 65_536 - len(f"{MARKER}\n")  # characters of a comment below its marker: a longer one is refused
APART: Final = timedelta(hours=1)  # between two reminders on one pull request
_REMINDER: Final = "<!-- haishin: reminder "
_TAKEN_BACK: Final = f"{SUGGESTIONS}taken back -->"
_MANY: Final = 100  # statuses on one commit; it takes 1,000, and what is left is for what matters
_LENGTH: Final = 140  # characters of a status


@dataclass(frozen=True, slots=True)
class Comment:
    """Comment of this account."""

    number: int
    text: str  # below the marker


@dataclass(frozen=True, slots=True)
class OwnStatus:
    """Newest status of this account."""

    state: str
    text: str
    at: datetime  # by the forge's clock
    link: str


@dataclass(frozen=True, slots=True)
class LineComment:
    """A comment on lines of a file, as the reviewed commit has them."""

    path: str
    first: int
    last: int
    text: str


class GitHubWriter:
    """The writing side of a repository. ``own_login``: the token's account, as ``github-actions[bot]``.

    Every method raises ForgeError when the forge does not take it; none of it ever changes a verdict.
    """

    def __init__(self, http: Http, repository: str, own_login: str) -> None:
        self._http = http
        self._root = root(repository)
        self._own_login = own_login
        self._listed: dict[str, tuple[JsonObject, ...]] = {}

    def status(self, commit: str, state: StatusState, text: str, link: str = "") -> bool:
        """Set the status ``consultation``; return False if this account's newest status already says so.

        A status that differs in its link alone is left once there are many on that commit, which takes 1,000. Another
        account's status is ignored: a gate that is bound to an App heeds that App's alone. Raises ForgeError if the
        forge names another writer than ``own_login``, since each sweep would then write again.
        """
        if len(text) > _LENGTH:
            text = f"{text[: _LENGTH - 1]}…"
        said = self.standing(commit)
        same = said is not None and (said.state, said.text) == (state, text)
        if said is not None and same and (link in ("", said.link) or len(self._statuses(commit)) >= _MANY):
            return False
        self._listed.pop(commit, None)
        path = f"{self._root}/statuses/{commit}"
        value = {"state": state, "context": CONTEXT, "description": text}
        if link:
            value["target_url"] = link
        writer = _creator(JsonObject(self._http.post(path, value), path))
        if writer != self._own_login:
            raise ForgeError(Message("consult/forge/other-writer", writer=writer or "-", own=self._own_login))
        return True

    def standing(self, commit: str) -> OwnStatus | None:
        """Return the newest status on that commit; None if another account wrote it."""
        for status in self._statuses(commit)[:1]:
            if _creator(status) == self._own_login:
                text, link = (status.optional_text(key) or "" for key in ("description", "target_url"))
                return OwnStatus(status.text("state"), text, status.moment("created_at"), link)
        return None

    def first(self, commit: str) -> datetime | None:
        """Return when this account first set the status on that commit, by the forge's clock, or None."""
        own = [status.moment("created_at") for status in self._statuses(commit) if _creator(status) == self._own_login]
        return min(own, default=None)

    def comment(self, number: int, text: str) -> bool:
        """Keep the comment on a pull request, rewritten only when its text changes; return whether it was written."""
        body = f"{MARKER}\n{text.strip()}"
        comment = self.own_comment(number)
        if comment is None:
            self._http.post(f"{self._root}/issues/{number}/comments", {"body": body})
        elif comment.text != text.strip():
            self._http.patch(f"{self._root}/issues/comments/{comment.number}", {"body": body})
        else:
            return False
        return True

    def own_comment(self, number: int) -> Comment | None:
        """Find the first comment by this account that carries the marker; any account can copy a marker."""
        for comment in self._http.items(f"{self._root}/issues/{number}/comments"):
            author = comment.account("user")
            body = (comment.optional_text("body") or "").replace("\r\n", "\n")
            if author is not None and author.login == self._own_login and body.startswith(f"{MARKER}\n"):
                return Comment(comment.number("id"), body.removeprefix(MARKER).strip())
        return None

    def remind(self, number: int, mark: str, text: str, now: datetime, apart: timedelta = APART) -> bool:
        """Write a reminder, a comment of its own; return whether it did.

        Not if a reminder of this account carries that mark, or another was made within ``apart``.
        """
        marker = f"{_REMINDER}{mark} -->"
        for comment in self._http.items(f"{self._root}/issues/{number}/comments"):
            author = comment.account("user")
            mine = author is not None and author.login == self._own_login
            body = comment.optional_text("body") or ""
            reminder = mine and body.startswith(_REMINDER)
            if reminder and (body.startswith(marker) or now - comment.moment("created_at") < apart):
                return False
        self._http.post(f"{self._root}/issues/{number}/comments", {"body": f"{marker}\n{text.strip()}"})
        return True

    def suggest(self, number: int, commit: str, comments: Sequence[LineComment], text: str, taken_back: str) -> bool:
        """Keep one review with these comments on lines of that commit; return whether anything was written.

        An earlier review of this account is taken back first: its comments deleted, its text ``taken_back``.
        """
        path, mark = f"{self._root}/pulls/{number}/reviews", f"{SUGGESTIONS}{_digest(commit, comments)} -->"
        standing, written = False, False
        for review in self._http.items(path):
            author, body = review.account("user"), review.optional_text("body") or ""
            own = author is not None and author.login == self._own_login and body.startswith(SUGGESTIONS)
            if own and comments and body.startswith(mark):
                standing = True
            elif own and not body.startswith(_TAKEN_BACK):
                self._take_back(f"{path}/{review.number('id')}", taken_back)
                written = True
        if standing or not comments:
            return written
        lines = []
        for comment in comments:
            line: dict[str, object] = {
                "path": comment.path,
                "body": comment.text,
                "line": comment.last,
                "side": "RIGHT",
            }
            if comment.first < comment.last:
                line |= {"start_line": comment.first, "start_side": "RIGHT"}
            lines.append(line)
        review_body = {"commit_id": commit, "event": "COMMENT", "body": f"{mark}\n{text}", "comments": lines}
        self._http.post(path, review_body)
        return True

    def _take_back(self, review: str, taken_back: str) -> None:
        for comment in self._http.items(f"{review}/comments"):
            try:
                self._http.delete(f"{self._root}/pulls/comments/{comment.number('id')}")
            except NotThere:  # somebody was quicker
                continue
        self._http.put(review, {"body": f"{_TAKEN_BACK}\n{taken_back}"})

    def request(self, number: int, logins: Iterable[str]) -> tuple[str, ...]:
        """Ask those people for a review who are not asked already; return whom it asked.

        If the forge refuses them together, because a person may not review here, each is asked alone; raises the
        refusal if it refuses all.
        """
        path = f"{self._root}/pulls/{number}/requested_reviewers"
        asked = {person.text("login").lower() for person in JsonObject(self._http.get(path), path).records("users")}
        missing = tuple(login for login in dict.fromkeys(logins) if login.lower() not in asked)
        if not missing:
            return ()
        try:
            self._http.post(path, {"reviewers": list(missing)})
            return missing
        except NotThere as refused:
            if len(missing) == 1:
                raise
            taken = tuple(login for login in missing if self._takes(path, login))
            if not taken:
                raise refused from None
            return taken

    def _takes(self, path: str, login: str) -> bool:
        try:
            self._http.post(path, {"reviewers": [login]})
        except NotThere:
            return False
        return True

    def _statuses(self, commit: str) -> tuple[JsonObject, ...]:
        """List the statuses of this name, the newest first; kept until the next is written."""
        if commit not in self._listed:
            statuses = self._http.items(f"{self._root}/commits/{commit}/statuses")
            self._listed[commit] = tuple(status for status in statuses if status.text("context") == CONTEXT)
        return self._listed[commit]


def _digest(commit: str, comments: Sequence[LineComment]) -> str:
    return hashlib.sha256(repr((commit, comments)).encode()).hexdigest()[:16]


def _creator(status: JsonObject) -> str | None:
    account = status.account("creator")
    if account is None:
        return None
    return account.login
