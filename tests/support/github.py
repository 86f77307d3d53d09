"""A small GitHub on the loopback: it keeps state, pages its lists, and has every request and answer judged."""

from __future__ import annotations

import hashlib
import json
import re
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qsl, unquote, urlencode, urlsplit

from support.openapi import answer_schema, filled, mistakes, request_mistakes, route

TOKEN = "token-of-the-test"
REPOSITORY = "kenkei/haishin"
HOME = 4711
ROOT = f"/repos/{REPOSITORY}"
EVENTS = {
    "reviewed": "timeline-reviewed-event",
    "committed": "timeline-committed-event",
    "review_dismissed": "review-dismissed-issue-event",
}
Json = Any


def sha(name: str) -> str:
    """A commit's or blob's id from a name that tests can read; the id of a real one stays as it is."""
    return name if re.fullmatch("[0-9a-f]{40}", name) else hashlib.sha1(name.encode()).hexdigest()


def user(login: str, number: int) -> Json:
    return {"login": login, "id": number, "type": "User"}


BOT = user("github-actions[bot]", 41898282)


@dataclass
class Answer:
    status: int
    value: Json = None
    headers: dict[str, str] = field(default_factory=dict)
    raw: bytes | None = None  # sent instead of the value, unjudged: a fault
    hang: bool = False


@dataclass(frozen=True)
class Asked:
    method: str
    path: str
    query: dict[str, str]
    body: Json

    @property
    def route(self) -> str:
        return str(route(self.method, self.path))


AUTOMATIC: Json = {
    "enabled_by": user("maebashi-staff", 1),
    "merge_method": "squash",
    "commit_title": "",
    "commit_message": "",
}


@dataclass
class Change:
    """A pull request of the fake. ``commits`` are names; ``files`` (path, status) as the list of files shows them."""

    number: int
    author: Json
    commits: list[str]
    files: list[Json]
    body: str | None = "- [x] checked"
    branch: str = "draft"
    base: str = "main"
    base_repository: int = HOME
    created_at: str = "2026-11-25T06:50:00Z"
    merged_at: str | None = None
    merge_commit: str | None = None
    reviews: list[Json] = field(default_factory=list)
    events: list[Json] = field(default_factory=list)
    comments: list[Json] = field(default_factory=list)
    requested: list[str] = field(default_factory=list)
    lines: list[Json] = field(default_factory=list)  # comments on lines
    draft: bool = False
    automatic: bool = False

    def review(
        self, number: int, who: Json, state: str, at: str, commit: str | None, body: str = "", **more: Json
    ) -> None:
        """A review, and its event in the timeline; ``edited``: when its text was changed."""
        edited = more.pop("edited", at)
        value = {"id": number, "user": who, "state": state, "submitted_at": at, "body": body, **more}
        self.reviews.append({**value, "commit_id": commit and sha(commit)})
        event = {**value, "event": "reviewed", "user": who or user("ghost", 10137), "state": state.lower()}
        self.events.append({**event, "commit_id": sha(commit or "gone"), "updated_at": edited})


class FakeGitHub:
    def __init__(self) -> None:
        self.pulls: dict[int, Change] = {}
        self.commits: dict[str, Json] = {}
        self.blobs: dict[tuple[str, str], Json] = {}
        self.statuses: dict[str, list[Json]] = {}
        self.brought: dict[str, list[int]] = {}  # commit → what GitHub says brought it
        self.asked: list[Asked] = []
        self.complaints: list[str] = []
        self.texts: dict[str, str] = {}  # commit → text of the alert, whose lines can be commented on
        self.teller = BOT  # who writes a status
        self.clock = "2026-11-25T07:00:00Z"  # of what is written
        self.seen: dict[int, tuple[str, str]] = {}  # pull request → what it was, and since when
        self.fault: Callable[[Asked, Answer], Answer | None] = lambda _asked, _answer: None
        self.over = threading.Event()
        self.base = ""

    def commit(
        self, name: str, author: Json, *paths: str, at: str = "2026-11-25T07:00:00Z", message: str = "x"
    ) -> None:
        committer = {"name": "web-flow", "email": "noreply@github.example", "date": at}
        self.commits[sha(name)] = {
            "sha": sha(name),
            "author": author,
            "committer": user("web-flow", 19864447),
            "commit": {
                "message": message,
                "author": committer,
                "committer": committer,
                "verification": {"verified": True, "reason": "valid"},
            },
            "parents": [],
            "files": [{"filename": path, "status": "modified", "sha": sha(f"blob of {name}")} for path in paths],
        }

    # --- answers ---------------------------------------------------------------------------------

    def answer(self, asked: Asked) -> Answer:
        parts = asked.path.removeprefix(f"{ROOT}/").split("/") if asked.path.startswith(f"{ROOT}/") else []
        match asked.method, parts:
            case "GET", [] if asked.path == ROOT:
                told = {"id": HOME, "default_branch": "main", "private": True, "allow_forking": False}
                return Answer(200, {**self.own("", name="haishin"), **told})
            case "GET", ["commits", one] if one in self.commits:
                commit = self.commits[one]
                files = self.listed(commit["files"], asked)
                return Answer(200, {**commit, **self.own(f"/commits/{one}"), "files": files.value}, files.headers)
            case "GET", ["commits", _]:
                return Answer(422, {"message": "No commit found for SHA", "documentation_url": "https://docs.example"})
            case "GET", ["commits", one, "pulls"]:
                return self.listed([self.brief(self.pulls[number]) for number in self.brought.get(one, [])], asked)
            case "GET", ["commits", one, "statuses"]:
                return self.listed(self.statuses.get(one, [])[::-1], asked)
            case "POST", ["statuses", one]:
                number = sum(map(len, self.statuses.values())) + 1
                value = {"id": number, "creator": self.teller, "target_url": None, **self.dated(), **asked.body}
                self.statuses.setdefault(one, []).append(value)
                return Answer(201, value)
            case "GET", ["contents", *path]:
                found = self.blobs.get((asked.query.get("ref", ""), "/".join(path)))
                shape = {"$ref": "#/components/schemas/content-file"}
                return Answer(404, {"message": "Not Found"}) if found is None else Answer(200, filled(shape, found))
            case "GET", ["pulls"]:
                merged = asked.query["state"] == "closed"
                wanted = [
                    one
                    for one in self.pulls.values()
                    if (one.merged_at is not None) == merged and one.base == asked.query["base"]
                ]
                return self.listed([self.brief(one) for one in wanted], asked)
            case ("POST", ["issues", _, "comments"]) | ("PATCH", ["issues", "comments", _]) if (
                len(asked.body["body"].encode("utf-16-le")) > 2 * 65_536
            ):
                return Answer(422, {"message": "Body is too long (maximum is 65536 characters)"})
            case "DELETE", ["pulls", "comments", number]:
                for change in self.pulls.values():
                    for one in change.lines:
                        if one["id"] == int(number):
                            change.lines.remove(one)
                            return Answer(204)
                return Answer(404, {"message": "Not Found"})
            case "PATCH", ["issues", "comments", number]:
                own = [one for change in self.pulls.values() for one in change.comments if one["id"] == int(number)]
                own[0].update(asked.body)
                return Answer(200, own[0])
            case _, [("pulls" | "issues"), number, *rest] if number.isdigit() and int(number) in self.pulls:
                return self.of_pull(self.pulls[int(number)], asked, rest)
        return Answer(404, {"message": "Not Found", "documentation_url": "https://docs.example", "status": "404"})

    def of_pull(self, change: Change, asked: Asked, rest: list[str]) -> Answer:
        match asked.method, rest:
            case "GET", []:
                return Answer(200, self.full(change))
            case "GET", ["commits"]:
                return self.listed([self.commits[sha(one)] for one in change.commits][:250], asked)
            case "GET", ["files"]:
                return self.listed(change.files, asked)
            case "GET", ["reviews"]:
                return self.listed(change.reviews, asked)
            case "POST", ["reviews"]:
                return self.reviewed(change, asked.body)
            case "PUT", ["reviews", number]:
                [review] = [one for one in change.reviews if one["id"] == int(number)]
                review["body"] = asked.body["body"]
                return Answer(200, review)
            case "GET", ["reviews", number, "comments"]:
                return self.listed([one for one in change.lines if one["pull_request_review_id"] == int(number)], asked)
            case "GET", ["timeline"]:
                return self.listed([self.event(one) for one in change.events], asked)
            case "GET", ["comments"]:
                return self.listed(change.comments, asked)
            case "POST", ["comments"]:
                number = 100 + sum(len(one.comments) for one in self.pulls.values())
                value = {
                    **self.own(f"/issues/comments/{number}"),
                    "id": number,
                    "user": BOT,
                    **self.dated(),
                    **asked.body,
                }
                change.comments.append(value)
                return Answer(201, value)
            case "GET", ["requested_reviewers"]:
                users = [user(login, 1) for login in change.requested]
                return Answer(200, {"users": users, "teams": []})
            case "POST", ["requested_reviewers"]:
                if change.author["login"] in asked.body["reviewers"]:
                    return Answer(422, {"message": "Review cannot be requested from pull request author."})
                change.requested += asked.body["reviewers"]
                return Answer(201, self.brief(change))
        return Answer(404, {"message": "Not Found"})

    def reviewed(self, change: Change, body: Json) -> Answer:
        """A review with comments on lines: refused as a whole if a line is none of the head's own."""
        text = self.texts.get(body["commit_id"], "").removesuffix("\n").split("\n")
        for one in body["comments"]:
            first, last = one.get("start_line", one["line"]), one["line"]
            known = any(file["filename"] == one["path"] for file in change.files)
            if body["commit_id"] != sha(change.commits[-1]) or not known or not 0 < first <= last <= len(text):
                return Answer(422, {"message": "Unprocessable Entity", "errors": ["Line could not be resolved"]})
        number = 9000 + len(change.reviews)
        change.review(number, BOT, "COMMENTED", self.clock, body["commit_id"], body["body"])
        for place, one in enumerate(body["comments"]):
            comment = {**one, "id": number * 100 + place, "pull_request_review_id": number, "user": BOT, **self.dated()}
            change.lines.append({**comment, "commit_id": body["commit_id"], "position": None})
        return Answer(200, change.reviews[-1])

    def own(self, path: str, **more: Json) -> Json:
        """An object with its address at this API, which other clients follow."""
        return {"url": f"{self.base}{ROOT}{path}", **more}

    def updated(self, change: Change) -> str:
        """When anything about it was changed last, as far as anybody has looked."""
        now = repr(change)
        was, since = self.seen.get(change.number, (now, change.created_at))
        self.seen[change.number] = (now, since if was == now else self.clock)
        return self.seen[change.number][1]

    def dated(self) -> Json:
        """When it was written, by the clock of the forge."""
        return {"created_at": self.clock, "updated_at": self.clock}

    def event(self, given: Json) -> Json:
        """An event by the description of its own kind: the list's ``anyOf`` would take nearly anything."""
        schema = {"$ref": f"#/components/schemas/{EVENTS.get(given['event'], 'state-change-issue-event')}"}
        value = filled(schema, given)
        self.complaints += [f"timeline: {given['event']}: {one}" for one in mistakes(schema, value)]
        return value

    def listed(self, values: list[Json], asked: Asked) -> Answer:
        query = asked.query
        size, page = int(query.get("per_page", "30")), int(query.get("page", "1"))
        more = len(values) > size * page
        following = urlencode({**query, "per_page": size, "page": page + 1})
        link = {"Link": f'<{self.base}{asked.path}?{following}>; rel="next"'} if more else {}
        return Answer(200, values[size * (page - 1) : size * page], link)

    def brief(self, change: Change) -> Json:
        return {
            **self.own(f"/pulls/{change.number}", number=change.number),
            "html_url": "https://github.example/7",
            "issue_url": f"{self.base}{ROOT}/issues/{change.number}",
            "state": "open" if change.merged_at is None else "closed",
            "draft": change.draft,
            "auto_merge": AUTOMATIC if change.automatic else None,
            "user": change.author,
            "body": change.body,
            "created_at": change.created_at,
            "updated_at": self.updated(change),
            "merged_at": change.merged_at,
            "merge_commit_sha": change.merge_commit and sha(change.merge_commit),
            "base": {"ref": change.base, "repo": {"id": change.base_repository}, "user": user("kenkei", 1)},
            "head": {
                "ref": change.branch,
                "sha": sha(change.commits[-1]),
                "repo": {"id": HOME, "html_url": f"https://github.example/{REPOSITORY}"},
                "user": user("kenkei", 1),
            },
        }

    def full(self, change: Change) -> Json:
        counts = {"commits": len(change.commits), "changed_files": len(change.files)}
        return {**self.brief(change), "merged": change.merged_at is not None, **counts}

    # --- the service -----------------------------------------------------------------------------

    def serve(self, method: str, target: str, headers: Any, body: bytes) -> Answer:
        address = urlsplit(target)
        value = json.loads(body) if body else None
        asked = Asked(method, unquote(address.path), dict(parse_qsl(address.query)), value)
        self.asked.append(asked)
        self.complaints += request_mistakes(method, asked.path, asked.query, value)
        if headers.get("Authorization") not in (f"Bearer {TOKEN}", f"token {TOKEN}"):
            return Answer(401, {"message": "Bad credentials"})
        answer = self.answer(asked)
        if method != "GET":
            for change in self.pulls.values():
                self.updated(change)
        schema = answer_schema(method, asked.path, answer.status)
        if schema is not None:
            ready = "content" in asked.route and answer.status == 200
            answer.value = answer.value if ready else filled(schema, answer.value)
            self.complaints += [f"{method} {asked.path} → {one}" for one in mistakes(schema, answer.value)]
        elif answer.status == 204:
            answer.raw = b""
        elif answer.status < 400:
            self.complaints.append(f"{method} {asked.path} → {answer.status}: not described")
        return self.fault(asked, answer) or answer


@contextmanager
def running(fake: FakeGitHub) -> Iterator[FakeGitHub]:
    """The fake at ``fake.base`` until the end of the block; then nothing may have offended the description."""

    class Handler(BaseHTTPRequestHandler):
        def handle_one(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length", "0")))
            answer = fake.serve(self.command, self.path, self.headers, body)
            if answer.hang:
                fake.over.wait()
                return
            raw = json.dumps(answer.value).encode() if answer.raw is None else answer.raw
            self.send_response(answer.status)
            for name, value in answer.headers.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(raw)

        do_GET = do_POST = do_PATCH = do_PUT = do_DELETE = handle_one

        def log_message(self, *_: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    fake.base = f"http://127.0.0.1:{server.server_address[1]}"
    try:
        yield fake
    finally:
        fake.over.set()
        server.shutdown()
        server.server_close()
        thread.join()
    assert fake.complaints == [], fake.complaints
