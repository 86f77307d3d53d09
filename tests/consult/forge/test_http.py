"""The client against a forge that fails: what is tried again, what is waited for, and that nothing is believed."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import count

import pytest

from haishin.consult.forge import ForgeError, NotThere
from haishin.consult.forge.http import SIZE, Http
from haishin.core.catalogue import Message
from support.forge import NOW, Pauses, client, decided, one_alert
from support.github import REPOSITORY, TOKEN, Answer, Asked, Change, FakeGitHub, running

ROOT = f"repos/{REPOSITORY}"


@pytest.fixture
def fake() -> Iterator[FakeGitHub]:
    with running(one_alert()[0]) as started:
        yield started


def first(count: int, answer: Answer) -> Callable[[Asked, Answer], Answer | None]:
    """A fault of the first ``count`` requests."""
    left = [answer] * count
    return lambda _asked, _answer: left.pop() if left else None


BROKEN = {
    "500": Answer(500, {}),
    "502": Answer(502, raw=b"<html>"),
    "503": Answer(503, {}),
    "half a JSON text": Answer(200, raw=b'{"id": 4711, "name": "hai'),
    "an empty answer": Answer(200, raw=b""),
    "too deep": Answer(200, raw=b"[" * 100_000),
    "a cut connection": Answer(200, raw=b"{", headers={"Content-Length": "4000"}),
}


@pytest.mark.parametrize("name", BROKEN)
def test_a_passing_failure_is_tried_again(fake: FakeGitHub, name: str) -> None:
    pauses = Pauses()
    fake.fault = first(2, BROKEN[name])
    found = client(fake, pauses).get(ROOT)
    assert isinstance(found, dict)
    assert found["id"] == 4711
    assert pauses.seconds == [2, 4]


@pytest.mark.parametrize("name", BROKEN)
def test_a_lasting_failure_is_an_error_after_three_tries(fake: FakeGitHub, name: str) -> None:
    fake.fault = first(99, BROKEN[name])
    with pytest.raises(ForgeError):
        client(fake).get(ROOT)
    assert len(fake.asked) == 3


def test_silence_is_an_error_after_three_tries(fake: FakeGitHub) -> None:
    fake.fault = first(99, Answer(200, hang=True))
    with decided(fake), pytest.raises(ForgeError) as caught:
        client(fake).get(ROOT)
    assert caught.value.message == Message("consult/forge/unreachable", path=ROOT, why="TimeoutError")
    assert len(fake.asked) == 3


def test_nobody_at_the_address() -> None:
    http = Http(TOKEN, clock=lambda: NOW, ticks=lambda: 0.0, sleep=Pauses(), base="http://127.0.0.1:1")
    with pytest.raises(ForgeError) as caught:
        http.get(ROOT)
    assert caught.value.message == Message("consult/forge/unreachable", path=ROOT, why="URLError")


def test_a_drip_ends(fake: FakeGitHub) -> None:
    """By the seconds that pass: the wall clock stands still here."""
    seconds = count(0, 61)
    with pytest.raises(ForgeError, match="TimeoutError"):
        client(fake, timeout=20, ticks=lambda: float(next(seconds))).get(ROOT)


@pytest.mark.parametrize(
    ("status", "headers", "waited"),
    [
        (429, {"Retry-After": "7"}, 7),
        (403, {"Retry-After": "7"}, 7),
        (403, {"Retry-After": "0"}, 1),
        (429, {"Retry-After": "soon"}, 60),
        (429, {}, 60),
        (403, {"X-RateLimit-Remaining": "0", "X-RateLimit-Reset": str(int(NOW.timestamp()) + 30)}, 31),
        (429, {"X-RateLimit-Remaining": "0", "X-RateLimit-Reset": str(int(NOW.timestamp()) - 30)}, 1),
    ],
)
def test_a_rate_limit_is_waited_for(fake: FakeGitHub, status: int, headers: dict[str, str], waited: int) -> None:
    pauses = Pauses()
    fake.fault = first(1, Answer(status, {}, headers))
    client(fake, pauses).get(ROOT)
    assert pauses.seconds == [waited]


def test_a_rate_limit_beyond_the_patience_is_an_error(fake: FakeGitHub) -> None:
    pauses = Pauses()
    fake.fault = first(9, Answer(429, {}, {"Retry-After": "60"}))
    with pytest.raises(ForgeError) as caught:
        client(fake, pauses).get(ROOT)
    assert pauses.seconds == [60]  # the patience of 90 seconds is for all waits together
    assert caught.value.message == Message("consult/forge/rate-limited", path=ROOT, minutes=1)


@pytest.mark.parametrize("headers", [{}, {"X-RateLimit-Remaining": "0"}, {"X-RateLimit-Remaining": "12"}])
def test_a_plain_no_is_not_asked_twice(fake: FakeGitHub, headers: dict[str, str]) -> None:
    fake.fault = first(9, Answer(403, {}, headers))
    with pytest.raises(ForgeError) as caught:
        client(fake).get(ROOT)
    assert caught.value.message == Message("consult/forge/refused", path=ROOT, status=403)
    assert len(fake.asked) == 1


def test_a_wrong_token(fake: FakeGitHub) -> None:
    http = Http("other", clock=lambda: NOW, ticks=lambda: 0.0, sleep=Pauses(), base=fake.base)
    with pytest.raises(ForgeError, match="401"):
        http.get(ROOT)


def test_what_is_not_there(fake: FakeGitHub) -> None:
    with pytest.raises(NotThere):
        client(fake).get(f"{ROOT}/pulls/99")


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_no_redirect_is_followed(fake: FakeGitHub, status: int) -> None:
    with running(FakeGitHub()) as other:
        fake.fault = first(9, Answer(status, {}, {"Location": f"{other.base}/{ROOT}"}))
        with pytest.raises(ForgeError, match=f"refused .*{status}"):
            client(fake).get(ROOT)
        assert other.asked == []


def test_the_token_is_never_shown(fake: FakeGitHub) -> None:
    for answer in (Answer(403, {}), Answer(500, {}), Answer(200, raw=b"{")):
        fake.fault = first(9, answer)
        http = client(fake)
        with pytest.raises(ForgeError) as caught:
            http.get(ROOT)
        assert TOKEN not in f"{caught.value!r}{caught.value.message}{caught.value.hint}{http!r}"
    with pytest.raises(ForgeError) as malformed:
        Http("secret\nX: y", clock=lambda: NOW, ticks=lambda: 0.0, sleep=Pauses())
    assert "secret" not in f"{malformed.value!r}"
    assert malformed.value.message == Message("consult/forge/malformed-token")


@pytest.mark.parametrize(
    "base",
    ["http://ghe.example", "ftp://ghe.example", "https://", "https://user@ghe.example", "https://ghe.example?x=1", "x"],
)
def test_a_base_that_would_give_the_token_away(base: str) -> None:
    with pytest.raises(ForgeError, match="The address of the forge's API is not usable"):
        Http(TOKEN, clock=lambda: NOW, ticks=lambda: 0.0, sleep=Pauses(), base=base)


def test_an_enterprise_server_has_a_path_before_the_api(fake: FakeGitHub) -> None:
    Http(TOKEN, clock=lambda: NOW, ticks=lambda: 0.0, sleep=Pauses(), base="https://ghe.example/api/v3/")
    http = Http(TOKEN, clock=lambda: NOW, ticks=lambda: 0.0, sleep=Pauses(), base=f"{fake.base}/api/v3/")
    with pytest.raises(NotThere):
        http.get(ROOT)
    assert fake.asked[0].path == f"/api/v3/{ROOT}"
    fake.complaints.clear()  # that path is not one of api.github.com


def test_an_answer_that_is_too_large(fake: FakeGitHub) -> None:
    fake.fault = first(9, Answer(200, raw=b" " * (SIZE + 1)))
    with pytest.raises(ForgeError, match=f"> {SIZE} bytes"):
        client(fake).get(ROOT)


def many(fake: FakeGitHub, count: int) -> Change:
    change = fake.pulls[7]
    change.files = [{"filename": f"f{n}", "status": "added", "sha": "x"} for n in range(count)]
    return change


@pytest.mark.parametrize(("count", "calls"), [(0, 1), (99, 1), (100, 2), (101, 2), (250, 3)])
def test_every_page_is_read(fake: FakeGitHub, count: int, calls: int) -> None:
    many(fake, count)
    files = client(fake).items(f"{ROOT}/pulls/7/files")
    assert [one.text("filename") for one in files] == [f"f{n}" for n in range(count)]
    assert len(fake.asked) == calls


def test_a_full_page_without_a_link_is_followed(fake: FakeGitHub) -> None:
    many(fake, 250)

    def drop(_asked: Asked, answer: Answer) -> None:
        answer.headers.clear()

    fake.fault = drop
    assert len(client(fake).items(f"{ROOT}/pulls/7/files")) == 250


def test_a_link_leads_nowhere_else(fake: FakeGitHub) -> None:
    """The token goes to the API's own address, whatever an answer names as the next page."""
    many(fake, 150)
    with running(FakeGitHub()) as other:
        link = {"Link": f'<{other.base}/{ROOT}/pulls/7/files?page=2>; rel="next"'}
        fake.fault = lambda asked, answer: Answer(200, answer.value, link) if asked.query["page"] == "1" else None
        assert len(client(fake).items(f"{ROOT}/pulls/7/files")) == 150
        assert other.asked == []


def test_a_missing_page_is_an_error(fake: FakeGitHub) -> None:
    many(fake, 250)
    fake.fault = lambda asked, _: Answer(404, {}) if asked.query["page"] == "2" else None
    with pytest.raises(ForgeError):
        client(fake).items(f"{ROOT}/pulls/7/files")


def test_a_list_without_an_end(fake: FakeGitHub) -> None:
    fake.fault = lambda _asked, _answer: Answer(200, [], {"Link": '<x>; rel="next"'})
    with pytest.raises(ForgeError, match="> 3000"):
        client(fake).items(f"{ROOT}/pulls/7/files")
    assert len(fake.asked) == 30


@pytest.mark.parametrize("value", [None, {}, "x", 7, [7], [None], [[]]])
def test_a_list_that_is_none(fake: FakeGitHub, value: object) -> None:
    fake.fault = lambda _asked, _answer: Answer(200, value)
    with pytest.raises(ForgeError):
        client(fake).items(f"{ROOT}/pulls/7/files")


def test_a_post_is_sent_once(fake: FakeGitHub) -> None:
    fake.fault = first(9, Answer(502, {}))
    with pytest.raises(ForgeError):
        client(fake).post(f"{ROOT}/issues/7/comments", {"body": "x"})
    assert len(fake.asked) == 1


def test_a_post_that_was_refused_for_its_rate_is_sent_again(fake: FakeGitHub) -> None:
    refused = first(1, Answer(429, {}, {"Retry-After": "3"}))
    fake.fault = refused
    client(fake).post(f"{ROOT}/issues/7/comments", {"body": "x"})
    assert len(fake.asked) == 2


def test_a_patch_is_tried_again(fake: FakeGitHub) -> None:
    fake.pulls[7].comments.append({"id": 5, "body": "a"})
    fake.fault = first(1, Answer(502, {}))
    client(fake).patch(f"{ROOT}/issues/comments/5", {"body": "b"})
    assert fake.pulls[7].comments[0]["body"] == "b"


def test_every_request_is_counted_the_repeated_ones_too() -> None:
    fake, _ = one_alert()
    answers = iter([Answer(503, {}), None, None])
    fake.fault = lambda *_: next(answers)
    with running(fake):
        http = client(fake)
        http.get(f"repos/{REPOSITORY}")
        http.get(f"repos/{REPOSITORY}")
    assert http.calls == 3
