"""The page of choices as any WSGI server asks it: what it shows of a link, what it takes, how a mistake is told."""

from __future__ import annotations

import io
import json
import re
from hashlib import sha256
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from haishin.residents.desk.desk import LARGEST
from support.desk import FORM, REGISTER, TOKEN, Answer, Page

NEW = {"station": ["maebashi"], "category": ["*"], "form": ["text"], "language": ["ja"], "night": []}
OLD = {
    "station": ["abolished", "ota"],
    "municipality": ["上野村", "<b>\"'"],
    "category": ["crime"],
    "form": ["html"],
    "language": ["vi"],
    "night": ["yes"],
    "there": ["yes"],
}
LANGUAGES = ("ja", "ja-easy", "en", "pt", "es", "vi", "zh")
CHECKED = re.compile(r'name="([a-z]+)" value="([^"]*)" checked')
SHOWN = re.compile(r'id="(why[a-z-]*|removed|there)">')


@pytest.fixture
def page(tmp_path: Path) -> Page:
    made = Page.published(tmp_path)
    made.offer()
    return made


def checked(answer: Answer) -> list[tuple[str, str]]:
    return CHECKED.findall(answer.body.decode())


def digest(page: Page, language: str = "ja") -> str:
    return page.call("GET", page.open(NEW) + f"?l={language}").body.decode().partition('name="page" value="')[2][:16]


def posted(site: Page, path: str, **said: Any) -> Answer:
    chosen = {"station": ["ota"], "category": ["crime"], "form": ["html"], "language": ["en"], "page": [digest(site)]}
    body = urlencode({name: one for name, one in {**chosen, **said}.items() if one}, doseq=True)
    site.open(NEW)
    return site.call("POST", path, body.encode())


def asked(page: Page) -> list[dict[str, Any]]:
    return [json.loads(path.read_bytes()) for path in (page.folder / "requests").iterdir()]


# --- what it shows --------------------------------------------------------------------------------------------------


def test_a_new_link_shows_its_station_and_all_categories(page: Page) -> None:
    answer = page.call("GET", page.open(NEW))
    assert (answer.status, answer.log) == ("200 OK", "")
    assert checked(answer) == [("station", "maebashi"), ("category", "*"), ("form", "text"), ("language", "ja")]
    text = answer.body.decode()
    assert 'id="there" hidden' in text
    assert '<details id="municipalities">' in text
    assert "%" not in text.replace("100%", "")


def test_a_residents_link_shows_his_choices_and_what_the_force_has_removed(page: Page) -> None:
    answer = page.call("GET", page.open(OLD))
    assert checked(answer) == [
        ("station", "ota"), ("municipality", "上野村"), ("category", "crime"), ("night", "yes"), ("form", "html"),
        ("language", "vi"),
    ]  # fmt: skip
    text = answer.body.decode()
    assert '<html lang="vi">' in text
    assert "abolished, &lt;b&gt;&quot;&#x27;</span>" in text
    assert SHOWN.findall(text) == ["removed", "there"]
    assert 'id="municipalities" open' in text
    assert text.count(f"touroku+{TOKEN}@example.jp") == 2


@pytest.mark.parametrize("language", LANGUAGES)
def test_it_speaks_each_language_of_the_frame(page: Page, language: str) -> None:
    answer = page.call("GET", page.open(NEW) + f"?l={language}")
    others = re.findall(r'\?l=([a-z-]+)"', answer.body.decode())
    assert {language, *others} == {*LANGUAGES}
    assert f'<html lang="{language[:2]}">' in answer.body.decode()


@pytest.mark.parametrize("language", ["", "xx", "../leave", "ja/../..", "JA", "a" * 99, "en%00"])
def test_an_unknown_language_is_japanese(page: Page, language: str) -> None:
    assert page.call("GET", page.open(NEW) + f"?l={language}").body == page.call("GET", page.open(NEW) + "?l=ja").body


def test_the_first_page_names_the_addresses_and_what_to_allow(page: Page) -> None:
    text = page.call("GET", "/").body.decode()
    for said in (REGISTER, "touroku-maebashi@example.jp", "docomo", "au", "SoftBank", "楽天", "mail.example.jp"):
        assert said in text
    assert page.call("POST", "/").status == "405 Method Not Allowed"


def test_without_an_address_for_registering_there_is_no_first_page(page: Page) -> None:
    page.publish()
    assert page.call("GET", "/").status == "404 Not Found"
    assert not (page.pages / "choose.ja.html").exists()


# --- a dead link ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "token", ["", "a", "b" * 16, "a" * 17, "a" * 60_000, "leave.html", "../leave", "\xff\x00\n", f"{TOKEN}/x"]
)
def test_any_dead_link_is_one_page_with_the_way_to_a_new_one(page: Page, token: str) -> None:
    """Threats W11, W12: used, expired, forged, of whatever form."""
    page.open(NEW)
    before = page.files()
    got, sent = page.call("GET", f"/c/{token}"), page.call("POST", f"/c/{token}", b"act=page")
    assert (got.status, got.body) == ("404 Not Found", (page.pages / "gone.html").read_bytes())
    assert sent == got
    assert f"mailto:{REGISTER}" in got.body.decode()
    assert page.files() == before


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow], max_examples=300)
@given(token=st.text(st.sampled_from("abcdefghijklmnopqrstuvwxyz234567"), min_size=16, max_size=16))
def test_no_guess_opens_a_link(page: Page, token: str) -> None:
    assert page.call("GET", f"/c/{token}").status == "404 Not Found"


def test_twenty_thousand_posts_to_no_link_make_no_file(page: Page) -> None:
    """Threat W20."""
    page.open(NEW)
    before, application = page.files(), page.app
    told: list[str] = []
    environ = {"REQUEST_METHOD": "POST", "CONTENT_TYPE": FORM, "CONTENT_LENGTH": "8", "wsgi.errors": io.StringIO()}
    for number in range(20_000):
        environ["PATH_INFO"] = f"/c/{number:016d}".translate(str.maketrans("01", "ab"))
        environ["wsgi.input"] = io.BytesIO(b"act=page")
        application(environ, lambda status, *_: told.append(status))  # type: ignore[arg-type]
    assert set(told) == {"404 Not Found"}
    assert page.files() == before


@pytest.mark.parametrize("method", ["GET", "HEAD"])
def test_a_look_changes_nothing(page: Page, method: str) -> None:
    """Threat W7."""
    path = page.open(OLD)
    before = page.files()
    for one in (path, f"{path}?l=en", "/", "/c/"):
        page.call(method, one)
    assert page.files() == before
    assert [page.call(one, path).status[:3] for one in ("OPTIONS", "PUT", "DELETE")] == ["405"] * 3


# --- what it takes --------------------------------------------------------------------------------------------------


def test_what_was_chosen_is_a_request(page: Page) -> None:
    answer = posted(page, f"/c/{TOKEN}?l=en", municipality=["上野村", "前橋市"], night=["yes"], act=["choices"],
                    page=[digest(page, "en")])  # fmt: skip
    assert (answer.status, answer.body) == ("200 OK", (page.pages / "saved.en.html").read_bytes())
    (request,) = asked(page)
    assert request == {
        "token": TOKEN,
        "how": "choices",
        "chosen": {"station": ["ota"], "municipality": ["上野村", "前橋市"], "category": ["crime"], "form": ["html"],
                   "language": ["en"], "night": ["yes"], "page": [digest(page, "en")]},
    }  # fmt: skip
    (path,) = (page.folder / "requests").iterdir()
    assert path.name == sha256(TOKEN.encode()).hexdigest()


@pytest.mark.parametrize("act", ["test", "page"])
def test_test_mail_and_leaving_ask_for_no_choice(page: Page, act: str) -> None:
    assert posted(page, f"/c/{TOKEN}", station=[], category=[], page=[], act=[act]).status == "200 OK"
    assert asked(page) == [{"token": TOKEN, "how": act}]


def test_all_that_a_large_prefecture_offers_fits_into_a_request(page: Page) -> None:
    names = [f"群馬県北群馬郡村{number:03}" for number in range(180)]
    page.requests.put(TOKEN, "choices", {"municipality": names})
    (path,) = (page.folder / "requests").iterdir()
    assert path.stat().st_size < LARGEST


# --- a mistake: 422, the form as it was filled, the reason beside it ------------------------------------------------


@pytest.mark.parametrize(
    ("wrong", "why"),
    [
        ({"station": []}, ["why", "why-place"]),
        ({"category": []}, ["why", "why-category"]),
        ({"station": [], "category": []}, ["why", "why-place", "why-category"]),
        ({"page": ["0" * 16]}, ["why", "why-changed"]),
        ({"page": []}, ["why", "why-changed"]),
        ({"form": []}, ["why", "why-changed"]),
        ({"form": ["text", "html"]}, ["why", "why-changed"]),
        ({"language": ["xx"]}, ["why", "why-changed"]),
        ({"station": ["nowhere"]}, ["why", "why-changed", "removed"]),
        ({"night": ["<script>"]}, ["why", "why-changed"]),
        ({"category": ['"><script>alert(1)</script>']}, ["why", "why-changed", "removed"]),
    ],
)
def test_a_mistake_is_told_beside_its_field(page: Page, wrong: dict[str, list[str]], why: list[str]) -> None:
    answer = posted(page, f"/c/{TOKEN}", **wrong)
    text = answer.body.decode()
    assert answer.status == "422 Unprocessable Entity"
    assert SHOWN.findall(text) == why
    assert "<script>" not in text
    assert asked(page) == []
    if "station" not in wrong:
        assert ("station", "ota") in checked(answer)
        assert ("station", "maebashi") not in checked(answer)


@pytest.mark.parametrize(
    ("body", "kind", "status"),
    [
        (b"station=ota", "text/plain", "415"),
        (b"station=ota", "multipart/form-data; boundary=b", "415"),
        (b"\xff\xfe", FORM, "400"),
        (b"station=%ff", FORM, "400"),
        (b"&".join([b"a=b"] * 4000), FORM, "400"),
        (b"x" * 16385, FORM, "413"),
        (b"", FORM, "422"),
        (b"act=choices&act=page", FORM, "422"),
        (b"act=one-click", FORM, "422"),
    ],
)
def test_what_no_form_sends_is_refused(page: Page, body: bytes, kind: str, status: str) -> None:
    answer = page.call("POST", page.open(NEW), body, kind)
    assert (answer.status[:3], answer.log) == (status, "")
    assert asked(page) == []


def test_nothing_is_kept_of_it_anywhere(page: Page) -> None:
    answer = page.call("GET", page.open(OLD))
    assert answer.headers["Cache-Control"] == "no-store"
    assert answer.headers["Referrer-Policy"] == "no-referrer"
    assert "script-src" not in answer.headers["Content-Security-Policy"]
    assert "Set-Cookie" not in answer.headers
    assert "<script" not in answer.body.decode()
