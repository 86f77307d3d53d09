"""The summary of a push: what is private in it, what no text of an alert can do to it, and how each fate is told."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest

from haishin.check.document import read
from haishin.core.model import Alert, Finding, Severity, Span, Text
from haishin.core.repository.history import AlertFile
from haishin.send.foretold import heading, render
from haishin.send.sending.plan import Brought
from haishin.send.sending.survey import Fate, Item, SendCandidate
from support.review import ALERT, NOW, PATH, TEXT, contract

SAID = Text("見てください。", "Look at it.")
NAME = "前橋市文京町2丁目"


def brought(fate: Fate = Fate.SEND, *findings: Finding, alert: Alert | None = None, source: str = TEXT) -> Brought:
    """The sample alert with that fate; the path of its file is its own."""
    there = alert or read(PATH, source.encode(), contract()).alert
    return Brought(Item(SendCandidate(AlertFile(ALERT, PATH, "b" * 40), NOW, there, findings), fate), source)


def page(one: Brought) -> str:
    return render([one], contract(), "ja", [Text("台帳(haishin ledger init)", "The ledger")], "")


def private(severity: Severity) -> Finding:
    """A private finding of the place's name in the text."""
    lines = TEXT.split("\n")
    line = next(number for number, text in enumerate(lines, 1) if NAME in text)
    start = lines[line - 1].index(NAME) + 1
    span = Span(line, start, line, start + len(NAME))
    return Finding(PATH, span, "address", severity, SAID, SAID, private=True, confirmed=severity is Severity.NOTE)


def test_while_a_private_finding_is_open_the_mail_is_not_shown() -> None:
    told = page(brought(Fate.HELD, private(Severity.WARNING)))
    assert "### 届くメール\n\n個人情報とみられる記載があるため、本文は表示しません。\n" in told
    assert "お菓子" not in told
    assert "文京町" not in told


def test_what_was_confirmed_stays_masked() -> None:
    assert "文京町2丁目" in page(brought()).replace("\n", "")
    told = re.sub(r"\s", "", page(brought(Fate.SEND, private(Severity.NOTE))))
    assert "［address●●●●●●●●●］地内の路上で" in told
    assert "文京町2丁目" not in told


def test_no_text_leaves_its_quotation_calls_anybody_or_becomes_a_link() -> None:
    hostile = "x ```\n# @maebashi-manager <img src=x> [a](https://example.invalid) ::error::"
    made = brought().item.candidate.alert
    assert made is not None
    told = page(brought(alert=replace(made, title=hostile.split("\n")[1], body=f"{hostile}\n")))
    head, _, _ = told.partition("\n\n### 実際に送るために")
    assert not set("@<[`") & set(re.sub("</?(code|span)>", "", head))
    quoted = head[head.index("\n> ") :].splitlines()[1:]
    assert len(quoted) > 5
    assert {line[:1] for line in quoted} == {">"}


@pytest.mark.parametrize(
    ("fate", "said"),
    [
        (Fate.SEND, "下見：この内容で送る予定です。配信ホストがつながれていないため、実際には送っていません"),
        (Fate.WAIT, "下見：この内容で送る予定です。配信ホストがつながれていないため、実際には送っていません"),
        *((fate, "下見：このままでは送れません") for fate in (Fate.HELD, Fate.LIMIT, Fate.STOPPED, Fate.EXPIRED)),
    ],
)
def test_each_fate_has_its_heading(fate: Fate, said: str) -> None:
    assert heading(brought(fate)).ja == said


def test_a_file_that_is_no_alert_is_told_without_a_mail() -> None:
    broken = brought(Fate.HELD)
    item = replace(broken.item, candidate=replace(broken.item.candidate, alert=None), reasons=(Text("1行目:<b>", "x"),))
    told = page(replace(broken, item=item))
    assert "- 1行目&#58;&#60;b&#62;\n" in told.replace(":&", "&#58;&")
    assert "届くメール" not in told
