"""A merged pull request on the fake GitHub, and a client whose clock stands still and whose sleep is counted."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from http.client import HTTPConnection, HTTPResponse
from queue import SimpleQueue
from typing import Any
from unittest import mock

from haishin.consult.forge.github import GitHubForge, Introduced
from haishin.consult.forge.http import Http
from haishin.consult.forge.writer import GitHubWriter
from support.github import REPOSITORY, TOKEN, Answer, Change, FakeGitHub, sha, user

ALERT = "20261125-1605-koekake"
PATH = f"alerts/maebashi/2026/{ALERT}.md"
MOST = 250  # commits; GitHub lists no more
NOW = datetime(2026, 11, 25, 8, 0, tzinfo=UTC)
DRAFTER, OFFICER, MANAGER = user("maebashi-staff", 11), user("maebashi-officer", 12), user("maebashi-manager", 13)


@dataclass
class Pauses:
    """A sleep that only writes down how long it would have been."""

    seconds: list[float] = field(default_factory=list)

    def __call__(self, seconds: float) -> None:
        self.seconds.append(seconds)


def client(fake: FakeGitHub, pauses: Pauses | None = None, **more: Any) -> Http:
    options: dict[str, Any] = {
        "clock": lambda: NOW,
        "ticks": lambda: 0.0,
        "sleep": pauses or Pauses(),
        "timeout": 120,
        **more,
    }
    return Http(TOKEN, base=fake.base, patience=options.pop("patience", timedelta(seconds=90)), **options)


@contextmanager
def decided(fake: FakeGitHub) -> Iterator[None]:
    """Each request is answered or not before its client waits: in vain for a moment, and otherwise for long."""
    told: SimpleQueue[bool] = SimpleQueue()
    serve, getresponse = fake.serve, HTTPConnection.getresponse

    def telling(*request: Any) -> Answer:
        answer = serve(*request)
        told.put(answer.hang)
        return answer

    def waiting(connection: HTTPConnection) -> HTTPResponse:
        connection.sock.settimeout(0.05 if told.get() else 120)
        return getresponse(connection)

    with mock.patch.object(fake, "serve", telling), mock.patch.object(HTTPConnection, "getresponse", waiting):
        yield


def forge(fake: FakeGitHub, pauses: Pauses | None = None, earlier: Sequence[str] = (), **more: Any) -> GitHubForge:
    """``earlier``: the commits of main that changed the file before."""
    places = {ALERT: Introduced(sha("squash"), PATH)}
    return GitHubForge(
        client(fake, pauses, **more), REPOSITORY, places.get, lambda _commits, _path: None, lambda _: earlier
    )


def desk(fake: FakeGitHub) -> GitHubWriter:
    return GitHubWriter(client(fake), REPOSITORY, "github-actions[bot]")


def one_alert() -> tuple[FakeGitHub, Change]:
    """Number 7: drafted at 15:50, pushed at 16:00, approved at 16:10 and 16:20, merged as ``squash`` at 16:30 (JST)."""
    fake = FakeGitHub()
    fake.commit("draft", DRAFTER, PATH)
    fake.commit("squash", OFFICER, PATH, at="2026-11-25T07:30:00Z", message=f"{ALERT} (#7)\n\nbody (#8)")
    change = Change(
        7,
        DRAFTER,
        ["draft"],
        [{"filename": PATH, "status": "added", "sha": sha("blob of draft")}],
        merged_at="2026-11-25T07:30:00Z",
        merge_commit="squash",
    )
    change.events.append({"event": "committed", "sha": sha("draft")})
    change.review(501, OFFICER, "APPROVED", "2026-11-25T07:10:00Z", "draft", "確認した。\r\n代決\r\n")
    change.review(502, MANAGER, "APPROVED", "2026-11-25T07:20:00Z", "draft", "広報済")
    fake.pulls[7] = change
    fake.brought[sha("squash")] = [7]
    return fake, change
