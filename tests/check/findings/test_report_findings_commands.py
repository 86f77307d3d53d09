from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from haishin.check.findings import REPORTERS
from haishin.core.model import Finding, Severity, Span, Text
from support.report import ALL, HEARSAY, HONORIFIC, PATH, SCOPE, SOURCES, WHOLE, commands

GOLDEN = (
    f"::error file={PATH},line=3,col=9,endLine=3,endColumn=16,title=scope [要領 4(1)]"
    "::「maebasi」という警察署はありません。%0A→ 「maebashi」ではありませんか。\n"
    f"::error file={PATH},line=5,col=4,endLine=5,endColumn=17,title=phone [要領 5(4)]"
    "::電話番号があります。%0A→ 公表された番号だけを書いてください。\n"
    "::error file=alerts/<U+202E><U+000A>%3A%3Aerror%3A%3Ax%2Cy%3A%25.md,line=1,col=1,endLine=1,endColumn=1,"
    "title=file-name::名前が正しくありません。<U+000A>::add-mask::x ##\\[error]y%0A→ 名前を変えてください。\n"
    f"::warning file={PATH},line=6,col=14,endLine=6,endColumn=17,title=hearsay [要領 5(3)]"
    "::確かめていない言い方です。%0A→ 確かめてから書いてください。\n"
    f"::notice file={PATH},line=5,col=22,endLine=5,endColumn=24,title=honorific"
    "::「［phone ●●●●●●●●●●●●］の山田太郎さん」と呼んでいます。%0A→ 敬称は要りません。\n"
)


def _report(findings: list[Finding], language: str = "ja") -> str:
    return REPORTERS["github"](findings, SOURCES, "ja" if language == "ja" else "en", 1)


def test_golden() -> None:
    assert REPORTERS["github"](ALL, SOURCES, "ja", 2) == GOLDEN


def test_clean() -> None:
    assert _report([]) == ""


def test_a_finding_over_several_lines_has_no_columns() -> None:
    place = _report([replace(SCOPE, span=Span(3, 9, 4, 2))]).split("::")[1]
    assert place == f"error file={PATH},line=3,endLine=4,title=scope [要領 4(1)]"


def test_percent_and_line_breaks_are_escaped_once() -> None:
    odd = replace(SCOPE, message=Text("100%0A です\r", ""), hint=Text("50%", ""))
    ((_, _, data),) = commands(_report([odd]))
    assert data == "100%0A です<U+000D>\n→ 50%"


def _many(finding: Finding, count: int) -> list[Finding]:
    return [replace(finding, span=Span(1, column, 1, column)) for column in range(1, count + 1)]


def _names(log: str) -> list[str]:
    return [name for name, _, _ in commands(log)]


def test_ten_of_each_type_are_all_shown() -> None:
    findings = [*_many(HONORIFIC, 10), *_many(HEARSAY, 10), *_many(SCOPE, 10)]
    assert _names(_report(findings)) == ["error"] * 10 + ["warning"] * 10 + ["notice"] * 10


def test_the_eleventh_is_counted_in_a_last_notice() -> None:
    log = _report(_many(SCOPE, 11))
    assert _names(log) == ["error"] * 10 + ["notice"]
    assert log.splitlines()[-1] == (
        "::notice title=ほかにも指摘があります::GitHub が示すのは種類ごとに 10 件までです。"
        "ここに出ていない指摘:エラー 1 件。全部は Summary で確かめてください。"
    )


def test_the_last_notice_takes_the_place_of_a_note() -> None:
    log = _report([*_many(HONORIFIC, 10), *_many(HEARSAY, 12)], "en")
    assert _names(log) == ["warning"] * 10 + ["notice"] * 10
    assert log.splitlines()[-1] == (
        "::notice title=There are more findings::GitHub shows no more than 10 of each type. "
        "Not shown here: 2 warning(s), 1 note(s). See the run's summary for all of them."
    )


def test_a_message_is_cut_where_the_forge_would_cut_it() -> None:
    ((_, _, data),) = commands(_report([replace(SCOPE, message=Text("あ" * 5000, ""))]))
    assert data == "あ" * 4095 + "…"


@pytest.mark.parametrize("name", ["text", "json", "github", "summary", "sarif"])
@pytest.mark.parametrize("language", ["ja", "en"])
def test_no_reporter_lets_a_hostile_name_speak(name: str, language: str) -> None:
    report = REPORTERS[name]([WHOLE], {}, "ja" if language == "ja" else "en", 1)
    assert _names(report) == (["error"] if name == "github" else [])


_HOSTILE = st.lists(
    st.sampled_from(
        ["::", "##[", "error", "]", "\n", "\r", " ", "%0A", "%", ",", ":", "title=", "|", "`", "\\", "\u3000"]
    )
    | st.text(st.characters(), max_size=4)
).map("".join)


@given(_HOSTILE, _HOSTILE, _HOSTILE, st.sampled_from(Severity))
def test_only_our_commands_are_recognised(path: str, message: str, hint: str, severity: Severity) -> None:
    finding = Finding(path, Span(1, 1, 1, 2), "rule", severity, Text(message, message), Text(hint, hint))
    sources = {path: message}
    for name, reporter in REPORTERS.items():
        log = reporter([finding], sources, "ja", 1)
        found = list(commands(log))
        if name != "github":
            assert found == []
            continue
        ((command, properties, _),) = found
        assert command == {"error": "error", "warning": "warning", "note": "notice"}[severity]
        assert list(properties) == ["file", "line", "col", "endLine", "endColumn", "title"]
        assert properties["title"] == "rule"
        assert log.count("\n") == 1
