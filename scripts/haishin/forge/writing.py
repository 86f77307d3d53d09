"""What is written to the forge: one status, one comment, requests for reviews; each only where it changes something."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final, Literal

from haishin.forge.github import root
from haishin.forge.http import Http, NotThere
from haishin.forge.reading import Record

State = Literal["pending", "success", "failure", "error"]
CONTEXT: Final = "consultation"
MARKER: Final = "<!-- haishin: consultation -->"
_LENGTH: Final = 140  # characters of a status


@dataclass(frozen=True, slots=True)
class Comment:
    """A comment of one's own and what it says below the marker."""

    number: int
    text: str


class GitHubDesk:
    """The writing side of one repository. ``own_login``: who writes the comments, as ``github-actions[bot]``.

    Every method raises ForgeError when the forge does not take it; none of it ever changes a verdict.
    """

    def __init__(self, http: Http, repository: str, own_login: str) -> None:
        self._http = http
        self._root = root(repository)
        self._own_login = own_login

    def status(self, commit: str, state: State, text: str) -> bool:
        """Set the status ``consultation``; False when the newest one already says so (1,000 a commit is the limit)."""
        text = text if len(text) <= _LENGTH else f"{text[: _LENGTH - 1]}…"
        newest = self._newest(commit)
        if newest == (state, text):
            return False
        self._http.post(f"{self._root}/statuses/{commit}", {"state": state, "context": CONTEXT, "description": text})
        return True

    def comment(self, number: int, text: str) -> bool:
        """Keep one comment on a pull request, rewritten only when its text changes; whether anything was written."""
        body = f"{MARKER}\n{text.strip()}"
        found = self.own_comment(number)
        if found is None:
            self._http.post(f"{self._root}/issues/{number}/comments", {"body": body})
        elif found.text != text.strip():
            self._http.patch(f"{self._root}/issues/comments/{found.number}", {"body": body})
        else:
            return False
        return True

    def own_comment(self, number: int) -> Comment | None:
        """The first comment that carries the marker and was written by this account: anybody can copy a marker."""
        for one in self._http.items(f"{self._root}/issues/{number}/comments"):
            author = one.account("user")
            body = (one.optional_text("body") or "").replace("\r\n", "\n")
            if author is not None and author.login == self._own_login and body.startswith(f"{MARKER}\n"):
                return Comment(one.number("id"), body.removeprefix(MARKER).strip())
        return None

    def remind(self, number: int, mark: str, text: str) -> bool:
        """Say something once: a comment of its own, unless one of this account's carries that mark; whether it did."""
        marker = f"<!-- haishin: reminder {mark} -->"
        for one in self._http.items(f"{self._root}/issues/{number}/comments"):
            author = one.account("user")
            mine = author is not None and author.login == self._own_login
            if mine and (one.optional_text("body") or "").startswith(marker):
                return False
        self._http.post(f"{self._root}/issues/{number}/comments", {"body": f"{marker}\n{text.strip()}"})
        return True

    def request(self, number: int, logins: Iterable[str]) -> tuple[str, ...]:
        """Ask those people for a review who are not asked already; whom it asked.

        Where the forge refuses them together, because one of them may not review here, each is asked alone; raises the
        last refusal when none could be asked.
        """
        path = f"{self._root}/pulls/{number}/requested_reviewers"
        asked = {one.text("login").lower() for one in Record(self._http.get(path), path).records("users")}
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

    def _newest(self, commit: str) -> tuple[str, str | None] | None:
        """State and text of the newest status of this name; the forge lists the newest first."""
        path = f"{self._root}/commits/{commit}/statuses"
        for body in self._http.bodies(path):
            for one in Record({"statuses": body}, path).records("statuses"):
                if one.text("context") == CONTEXT:
                    return one.text("state"), one.optional_text("description")
        return None
