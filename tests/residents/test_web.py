"""The page as any WSGI server asks it: what it answers, what it writes, what it tells."""

from __future__ import annotations

import io
import json
import os
import secrets
from pathlib import Path
from unittest import mock

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from haishin.message.keys import LeaveKey
from haishin.residents.desk.desk import NoRoom, Requests
from support.desk import FORM, ONE_CLICK, PHONE, RESIDENT, STOP, Answer, Page

MULTIPART = (
    b'--b\r\nContent-Disposition: form-data; name="List-Unsubscribe"\r\n\r\nOne-Click\r\n--b--\r\n'  # RFC 8058 8.3
)
POSTS = {
    "one click": (ONE_CLICK, FORM),
    "one click, with a character set": (ONE_CLICK, f"{FORM}; charset=UTF-8"),
    "one click in parts": (MULTIPART, "multipart/form-data; boundary=b"),
    "the button": (b"", FORM),
    "another body": (b"\x00\xff" * 20, "Multipart/Form-Data;boundary=x"),
    "the largest body": (b"x" * 16384, FORM),
}
CSP = "default-src 'none'; style-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"


@pytest.fixture
def page(tmp_path: Path) -> Page:
    return Page.published(tmp_path)


def forged(page: Page) -> dict[str, str]:
    """Links that are none of ours."""
    good = page.link()
    other = LeaveKey.throwaway().token(RESIDENT)
    return {
        "another key": f"/l/{other}",
        "another resident": good.replace("a" * 26, "b" * 26),
        "a letter less": good[:-1],
        "a letter more": f"{good}a",
        "nothing": "/l/",
        "a dot": "/l/.",
        "no MAC": f"/l/{RESIDENT}.",
        "a way up": "/l/../../etc/passwd",
        "below": f"{good}/x",
        "no text": "/l/\xff\x00\n",
        "long": "/l/" + "a" * 60_000,
    }


def asked(page: Page) -> list[dict[str, str]]:
    return [json.loads(path.read_bytes()) for path in (page.folder / "requests").iterdir()]


# --- what acts ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("body", "kind"), POSTS.values(), ids=POSTS)
def test_a_post_of_either_type_is_a_request(page: Page, body: bytes, kind: str) -> None:
    answer = page.call("POST", page.link(), body, kind)
    assert (answer.status, answer.body, answer.log) == ("200 OK", (page.pages / "accepted.html").read_bytes(), "")
    how = "one-click" if b"One-Click" in body else "button"
    assert asked(page) == [{"token": page.key.token(RESIDENT), "how": how}]


def test_a_post_without_a_length_is_one_and_nothing_of_it_is_read(page: Page) -> None:
    unread = mock.Mock(spec=io.BytesIO, **{"read.side_effect": lambda size: b"x" * size})
    assert page.call("POST", page.link(), length="", input=unread).status == "200 OK"
    assert unread.read.mock_calls == [mock.call(0)]
    assert len(asked(page)) == 1


def test_a_repeated_one_gets_the_same_and_writes_nothing(page: Page) -> None:
    first = page.call("POST", page.link(), ONE_CLICK)
    before = page.files()
    for _ in range(3):
        assert page.call("POST", page.link(), ONE_CLICK) == first
    assert page.files() == before


def test_an_older_key_still_counts(page: Page) -> None:
    """The token never ends: mails of years ago name it."""
    link, file = page.link(), page.folder / "leave.json"
    ring = json.loads(file.read_bytes())
    new = "b" if ring["current"] == "a" else "a"
    file.write_text(json.dumps({"current": new, "keys": {**ring["keys"], new: secrets.token_hex(32)}}), "ascii")
    page.publish()
    page.call("POST", link, ONE_CLICK)
    assert len(asked(page)) == 1


# --- what does not (W3, W11, W12, W20) -----------------------------------------------------------------------------


@pytest.mark.parametrize("name", forged(Page(Path(), LeaveKey.throwaway())))
def test_a_forged_link_gets_what_a_good_one_gets_and_nothing_is_written(page: Page, name: str) -> None:
    path = forged(page)[name]
    before = page.files()
    got, posted = page.call("GET", path), page.call("POST", path, ONE_CLICK)
    assert page.files() == before
    assert got == page.call("GET", page.link())
    assert posted == page.call("POST", page.link(), ONE_CLICK)


def test_all_answers_to_a_post_are_the_same_bytes(page: Page) -> None:
    """W11: a good one, repeated, forged, of somebody who never was."""
    links = [page.link(), page.link(), page.link("nobody-at-all"), *forged(page).values()]
    answers = {page.call("POST", link, body, kind).body for link in links for body, kind in POSTS.values()}
    assert len(answers) == 1


def test_a_hundred_thousand_posts_of_junk_make_no_file(page: Page) -> None:
    before, application = page.files(), page.app
    told: list[str] = []
    environ = {"REQUEST_METHOD": "POST", "CONTENT_TYPE": FORM, "CONTENT_LENGTH": "26", "wsgi.errors": io.StringIO()}
    with mock.patch.object(Requests, "put", side_effect=AssertionError("written")):
        for number in range(100_000):
            environ["PATH_INFO"] = f"/l/{number:026d}.{'abcdefghijklmn'}"
            environ["wsgi.input"] = io.BytesIO(ONE_CLICK)
            application(environ, lambda status, *_: told.append(status))  # type: ignore[arg-type]
    assert told == ["200 OK"] * 100_000
    assert environ["wsgi.errors"].getvalue() == ""  # type: ignore[attr-defined]
    assert page.files() == before


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(token=st.text(st.characters(max_codepoint=0xFF), max_size=60))
def test_no_guess_is_a_token(page: Page, token: str) -> None:
    """W12: a guess is right once in 2^65 for a known id, and ids have 128 bits of their own."""
    assert page.call("POST", f"/l/{token}", ONE_CLICK).status == "200 OK"
    assert asked(page) == []


def test_a_link_copied_in_capitals_or_with_a_full_stop_is_his(page: Page) -> None:
    for link in (page.link("a" * 26), page.link("b" * 26).upper().replace("/L/", "/l/"), page.link("c" * 26) + "."):
        assert page.call("POST", link, ONE_CLICK).status == "200 OK"
    assert sorted(page.key.resident(one["token"]) or "" for one in asked(page)) == ["a" * 26, "b" * 26, "c" * 26]


def test_every_one_letter_off_a_good_token_is_a_guess(page: Page) -> None:
    """W12: no bit of the token is idle."""
    token, letters = page.key.token(RESIDENT), "abcdefghijklmnopqrstuvwxyz234567"
    guesses = {token[:at] + letter + token[at + 1 :] for at in range(len(token)) for letter in letters} - {token}
    for guess in guesses:
        page.call("POST", f"/l/{guess}", ONE_CLICK)
    assert asked(page) == []
    assert len(guesses) > 1_200


# --- what changes nothing (W7) --------------------------------------------------------------------------------------

ROUTES = (
    "/",
    "/l/TOKEN",
    "/l/",
    "/l",
    "/page.css",
    "/pages/leave.json",
    "/leave.json",
    "/l/../leave.json",
    "/favicon.ico",
    "",
)


@pytest.mark.parametrize("route", ROUTES)
@pytest.mark.parametrize("method", ["GET", "HEAD", "OPTIONS", "PUT", "DELETE", "PATCH", "TRACE", "get", "X" * 99])
def test_no_method_but_post_changes_a_file(page: Page, method: str, route: str) -> None:
    before = page.files()
    answer = page.call(method, route.replace("TOKEN", page.key.token(RESIDENT)), ONE_CLICK)
    assert page.files() == before
    assert b'"keys"' not in answer.body
    known = route.startswith("/l/") or route == "/page.css"
    wanted = "200 OK" if method in ("GET", "HEAD") else "405 Method Not Allowed"
    assert answer.status == (wanted if known else "404 Not Found")


def test_a_head_is_a_get_without_its_body(page: Page) -> None:
    for route in (page.link(), "/page.css"):
        got, head = page.call("GET", route), page.call("HEAD", route)
        assert (head.status, head.headers, head.body) == (got.status, got.headers, b"")
        assert got.headers["Content-Length"] == str(len(got.body))


def test_a_get_shows_the_button_and_no_script_presses_it(page: Page) -> None:
    text = page.call("GET", page.link()).body.decode()
    assert text.count("<form") == 1
    assert '<form method="post">' in text  # to the address that it has: no link is put into it
    assert "script" not in text
    assert page.key.token(RESIDENT) not in text


# --- bad input ------------------------------------------------------------------------------------------------------


def refused(answer: Answer, status: str) -> None:
    assert answer.status == status
    assert answer.headers["Content-Type"] == "text/plain; charset=utf-8"
    assert answer.body.decode() == "この形の申込みは受け付けられません。\nA request of this form cannot be taken.\n"


def test_a_body_that_is_too_large_is_not_read(page: Page) -> None:
    unread = mock.Mock(spec=io.BytesIO)
    for length in ("16385", "999999999999999999"):
        refused(page.call("POST", page.link(), length=length, input=unread), "413 Request Entity Too Large")
    assert (unread.mock_calls, asked(page)) == ([], [])


@pytest.mark.parametrize("length", ["-1", "+5", "1e3", " 5", "５", "5, 5", "0x5", "9" * 19])
def test_a_length_that_is_none_is_not_read(page: Page, length: str) -> None:
    unread = mock.Mock(spec=io.BytesIO)
    refused(page.call("POST", page.link(), length=length, input=unread), "400 Bad Request")
    assert (unread.mock_calls, asked(page)) == ([], [])


TYPES = ["text/plain", "application/json", "", "application/x-www-form-urlencoded-x", "multipart/mixed; boundary=b",
         "text/html; application/x-www-form-urlencoded", None]  # fmt: skip


@pytest.mark.parametrize("kind", TYPES)
def test_another_type_is_refused(page: Page, kind: str | None) -> None:
    refused(page.call("POST", page.link(), ONE_CLICK, kind), "415 Unsupported Media Type")
    assert asked(page) == []


@pytest.mark.parametrize(("route", "allowed"), [("/l/x", "GET, HEAD, POST"), ("/page.css", "GET, HEAD")])
def test_another_method_is_told_which_there_are(page: Page, route: str, allowed: str) -> None:
    answer = page.call("PUT", route, ONE_CLICK)
    refused(answer, "405 Method Not Allowed")
    assert answer.headers["Allow"] == allowed
    assert page.call("POST", "/page.css").status == "405 Method Not Allowed"


@pytest.mark.parametrize(
    ("fault", "told"),
    [
        (NoRoom(), "NoRoom"),
        (OSError(28, "No space left on device", "/l/secret"), "OSError"),
        (PermissionError(13, "Permission denied", "/l/secret"), "PermissionError"),
        (ValueError("/l/secret"), "ValueError"),
    ],
)
def test_what_cannot_be_written_is_asked_for_again_and_mail_is_named(page: Page, fault: Exception, told: str) -> None:
    with mock.patch.object(Requests, "put", side_effect=fault):
        answer = page.call("POST", page.link(), ONE_CLICK)
    assert (answer.status, answer.headers["Retry-After"]) == ("503 Service Unavailable", "600")
    text = answer.body.decode()
    assert "もう一度" in text
    assert STOP in text
    assert PHONE in text
    assert answer.log.startswith("The page could not take a request (")
    assert told in answer.log
    assert "secret" not in answer.log
    assert page.key.token(RESIDENT) not in answer.log
    assert RESIDENT not in answer.log


def test_a_junk_post_is_answered_also_without_room(page: Page) -> None:
    """It asks for none."""
    with mock.patch.object(os, "statvfs", side_effect=OSError(28, "No space left on device")):
        assert page.call("POST", "/l/junk", ONE_CLICK).status == "200 OK"
        assert page.call("POST", page.link(), ONE_CLICK).status == "503 Service Unavailable"


def test_before_the_inbox_has_run_there_is_nothing_yet(tmp_path: Path) -> None:
    for name in ("requests", "pages"):
        (tmp_path / name).mkdir()
    page = Page(tmp_path, LeaveKey.throwaway())
    for method in ("GET", "POST"):
        answer = page.call(method, page.link(), ONE_CLICK)
        assert answer.status == "503 Service Unavailable"
        said = answer.body.decode().splitlines()
        assert said[0] == "今は受け付けられません。時間をおいて、もう一度お試しください。"
        assert said[1:] == ["We cannot take this now. Please try again later."]
    assert asked(page) == []


@pytest.mark.parametrize("mode", [0o444, 0o460])
def test_a_key_that_others_may_read_or_write_is_not_used(page: Page, mode: int) -> None:
    (page.pages / "leave.json").chmod(mode)
    answer = page.call("POST", page.link(), ONE_CLICK)
    assert answer.status == "503 Service Unavailable"
    assert f"{mode:03o}" in answer.log
    assert asked(page) == []


# --- its words and its form -----------------------------------------------------------------------------------------


def test_every_answer_is_closed_to_frames_caches_and_referrers(page: Page) -> None:
    """W19, W21."""
    answers = [
        page.call(method, route) for method in ("GET", "POST", "PUT") for route in (page.link(), "/page.css", "/")
    ]
    with mock.patch.object(Requests, "put", side_effect=NoRoom):
        answers.append(page.call("POST", page.link("other")))
    assert {answer.status[:3] for answer in answers} == {"200", "404", "405", "503"}
    for answer in answers:
        assert answer.headers["Content-Security-Policy"] == CSP
        assert answer.headers["Referrer-Policy"] == "no-referrer"
        assert answer.headers["Cache-Control"] == "no-store"
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
        assert answer.headers["X-Frame-Options"] == "DENY"
        assert "Set-Cookie" not in answer.headers


def test_the_words_are_true(page: Page) -> None:
    accepted = (page.pages / "accepted.html").read_text("utf-8")
    assert "<h1>受け付けました" in accepted
    for name in ("leave.html", "accepted.html", "again.html"):
        text = (page.pages / name).read_text("utf-8")
        assert STOP in text
        assert PHONE in text
        for claim in ("停止しました", "解除しました", "完了", "has been stopped", "unsubscribed", "done"):
            assert claim not in text
    assert "転送してくれた人のメールが止まります" in (page.pages / "leave.html").read_text("utf-8")
