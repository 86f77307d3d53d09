"""``haishin scan --jsonl``: one line in, one line out; a line that cannot be read is never "clean"."""

from __future__ import annotations

import io
import json

import pytest

from haishin.cli import main
from support.commands import clock

CALL = {"id": "A1", "title": "声かけ", "body": "連絡は090-0012-3456へ。"}


def run(stdin: object, language: str = "ja") -> tuple[int, str, str]:
    out, err = io.StringIO(), io.StringIO()
    reader = io.StringIO(stdin) if isinstance(stdin, str) else stdin
    code = main(("--lang", language, "scan", "--jsonl"), {}, out, err, io.BytesIO(), reader, clock)  # type: ignore[arg-type]
    return code, out.getvalue(), err.getvalue()


def lines(*mails: object) -> str:
    return "".join(json.dumps(mail, ensure_ascii=False) + "\n" for mail in mails)


def test_each_line_is_answered_by_its_findings() -> None:
    code, out, err = run(lines(CALL, {**CALL, "id": "A2", "body": "110番へ。", "leaks": [1], "category": "x"}))
    assert (code, err) == (0, "")
    assert [json.loads(line) for line in out.splitlines()] == [
        {"id": "A1", "findings": [{"kind": "phone", "field": "body", "start": 3, "end": 16, "severity": "error"}]},
        {"id": "A2", "findings": []},
    ]


def test_consent_lets_the_name_pass_and_nothing_else() -> None:
    mail = {
        **CALL,
        "title": "捜しています",
        "body": "前橋花子さん(昭和18年4月29日生)が帰宅していません。前橋警察署へ。",
    }
    code, out, _ = run(lines(mail, {**mail, "consent": True}))
    named, consented = ([one["kind"] for one in json.loads(line)["findings"]] for line in out.splitlines())
    assert (code, named, consented) == (0, ["name", "birthdate"], ["birthdate"])


def test_wording_is_judged_by_title_text_and_category_alone() -> None:
    mail = {"id": "W", "title": "お知らせ", "body": "11月31日、犯人は～㋿番線へ逃走。①110番を。"}
    code, out, _ = run(lines(mail, {**mail, "category": "特殊詐欺等"}))
    plain, fraud = (json.loads(line)["findings"] for line in out.splitlines())
    assert code == 0
    assert plain == [
        {"kind": "repertoire", "field": "body", "start": 11, "end": 12, "severity": "warning"},
        {"kind": "vague-title", "field": "title", "start": 0, "end": 4, "severity": "warning"},
        {"kind": "impossible-number", "field": "body", "start": 0, "end": 6, "severity": "error"},
        {"kind": "verdict-on-person", "field": "body", "start": 7, "end": 16, "severity": "warning"},
    ]
    assert fraud == plain
    missing = {"id": "M", "title": "熊の目撃", "body": "昨日3時30分ころ、男性が行方不明です。前橋警察署"}
    found = json.loads(run(lines(missing))[1])["findings"]
    assert [(one["kind"], one["severity"]) for one in found] == [("relative-day", "warning")]


def test_the_day_of_sending_tells_the_year_of_a_weekday() -> None:
    mail = {
        "id": "D",
        "title": "前橋市内における声かけ",
        "body": "7月15日（金）に声をかけられました。110番へ。前橋警察署",
    }
    code, out, _ = run(lines({**mail, "date": "2026-07-16"}, {**mail, "date": "2022-07-16"}))
    named = [[one["kind"] for one in json.loads(line)["findings"]] for line in out.splitlines()]
    assert (code, named) == (0, [["weekday-mismatch"], []])


@pytest.mark.parametrize(
    "bad",
    [
        "{",
        "[]",
        "null",
        '{"id": "A"}',
        '{"id": 1, "title": "", "body": ""}',
        '{"id": "A", "title": null, "body": ""}',
        '{"id": "A", "title": "", "body": "", "consent": "yes"}',
        '{"id": "A", "title": "", "body": "", "category": 3}',
        '{"id": "A", "title": "", "body": "", "date": 20260716}',
        '{"id": "A", "title": "", "body": "", "date": "7月16日"}',
        "[" * 100_000,
    ],
)
def test_a_malformed_line_is_a_failure_of_the_tool(bad: str) -> None:
    code, out, err = run(lines(CALL) + "\n" + bad + "\n" + lines(CALL))
    assert code == 2
    assert len(out.splitlines()) == 1
    assert err.startswith("3 行目を読めません。検査は済んでいません。\n")
    assert run(lines(CALL) + bad, "en")[2].startswith("Line 2 cannot be read; nothing after it is checked.\n")


def test_bytes_that_are_no_text() -> None:
    code, _, err = run(io.TextIOWrapper(io.BytesIO(b'{"id": "A\xff"}\n'), encoding="utf-8"))
    assert code == 2
    assert "090" not in err


def test_a_lone_surrogate_is_text_like_any_other() -> None:
    assert run('{"id": "\\ud800", "title": "熊の出没\\ud800", "body": "\\udc00"}\n')[:2] == (
        0,
        '{"id": "\\ud800", "findings": []}\n',
    )
