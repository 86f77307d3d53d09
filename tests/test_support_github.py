"""The judge of the fake GitHub: what the published description refuses is refused, so the tests rest on it."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from support.forge import ALERT, MOST, client, forge, one_alert
from support.github import REPOSITORY, running, user
from support.openapi import answer_schema, filled, mistakes, request_mistakes

ROOT = f"/repos/{REPOSITORY}"
CUT = Path(__file__).parent / "consult" / "forge" / "github-openapi.json"


@pytest.mark.parametrize(
    ("method", "path", "query", "body", "said"),
    [
        ("GET", f"{ROOT}/pulls/7/reviews", {"per_page": "many"}, None, "is not of type 'integer'"),
        ("GET", f"{ROOT}/pulls/7/reviews", {"since": "1"}, None, "unknown parameter since"),
        ("GET", f"{ROOT}/pulls", {"state": "merged"}, None, "is not one of"),
        ("GET", f"{ROOT}/pulls/7", {}, {}, "a body where none is described"),
        ("GET", f"{ROOT}/pulls/7/nothing", {}, None, "not described"),
        ("DELETE", f"{ROOT}/pulls/7", {}, None, "not described"),
        ("POST", f"{ROOT}/statuses/x", {}, {"state": "green"}, "is not one of"),
        ("POST", f"{ROOT}/issues/7/comments", {}, {}, "'body' is a required property"),
    ],
)
def test_a_request_against_the_description(method: str, path: str, query: dict[str, str], body: Any, said: str) -> None:
    found = request_mistakes(method, path, query, body)
    assert len(found) == 1
    assert said in found[0]


@pytest.mark.parametrize(
    ("key", "value"),
    [("id", "7"), ("user", 7), ("submitted_at", "soon"), ("commit_id", 7), ("html_url", "no address")],
)
def test_an_answer_against_the_description(key: str, value: Any) -> None:
    schema = answer_schema("GET", f"{ROOT}/pulls/7/reviews", 200)
    assert schema is not None
    review = filled(schema, [{"id": 7, "user": user("x", 1), "submitted_at": "2026-11-25T07:00:00Z"}])
    assert mistakes(schema, review) == []
    assert len(mistakes(schema, [{**review[0], key: value}])) == 1
    del review[0]["state"]
    assert mistakes(schema, review) == ["0: 'state' is a required property"]


def test_an_offence_fails_the_test_that_made_it() -> None:
    fake, _ = one_alert()
    with pytest.raises(AssertionError), running(fake):
        client(fake).get(f"repos/{REPOSITORY}/pulls/7", colour="red")


def test_an_answer_of_the_fake_that_offends_fails_as_well() -> None:
    fake, change = one_alert()
    change.reviews[0]["body"] = None  # null, where the description has text
    with pytest.raises(AssertionError, match="body"), running(fake):
        forge(fake).pull(ALERT, MOST)


def test_the_description_is_a_cut_of_the_published_one() -> None:
    value = json.loads(CUT.read_text("utf-8"))
    assert value["info"]["x-cut-from"] == "@octokit/openapi, generated/api.github.com.json (MIT)"
    assert value["info"]["license"]["name"] == "MIT"
    assert CUT.stat().st_size < 400_000
    assert "Octokit contributors" in CUT.with_suffix(".LICENSE").read_text("utf-8")
