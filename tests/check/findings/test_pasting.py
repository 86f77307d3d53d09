"""The lines to paste: put into the file as they are printed, with a reason written, they validate clean."""

from __future__ import annotations

import re
from functools import cache

import pytest

from haishin.check.document.sample import PATH, SAMPLE, changed
from haishin.check.findings import REPORTERS, pasting
from haishin.check.rule_registry import DESCRIBED
from haishin.core.model import WHY, Finding, Severity
from support.documents import findings

REASON = "署で確かめたことのため"
ORIGIN = "\n- 男は外国人風でした。\n"
# How the file may have the list already; its own item is a confirmation that holds, or a waiver.
HELD = {
    "none": "",
    "block": "{key}:\n  - {{{item}}}",
    "deep": "{key}: # 確認\n\n    - {{{item}}}",
    "flush": "{key}:\n- {{{item}}}",
    "flow": "{key}: [{{{item}}}]",
    "broken flow": "{key}:\n  [{{{item}}},\n  ]",
    "quoted": '"{key}":\n  - {{{item}}}',
}


def paste(text: str, told: tuple[str, str], reason: str = REASON) -> str:
    """What a drafter does who follows the words literally."""
    where, lines = told[0], told[1].replace(WHY, reason)
    if "2つ目の「---」のすぐ上に" in where:
        head, fence, rest = text.partition("\n---\n")
        return f"{head}\n{lines}{fence}{rest}"
    key = re.search("「(confirmed|waivers):", where)
    assert key is not None
    opening = rf'(?m)^"?{key[1]}"?:[^\n\[]*\n?\s*\[' if "すぐ後ろに" in where else rf'(?m)^"?{key[1]}"?:.*\n'
    end = re.search(opening, text)
    assert end is not None
    return f"{text[: end.end()]}{lines}{'' if 'すぐ後ろに' in where else chr(10)}{text[end.end() :]}"


def open_(text: str) -> list[Finding]:
    """What may be confirmed of it."""
    return [one for one in findings(text) if one.mark]


@cache
def samples() -> tuple[str, ...]:
    """The samples of the rules of which something may be confirmed, and all that may be confirmed at once."""
    bad = dict.fromkeys(text for rule in DESCRIBED for _, text in rule.BAD if "confirmed:" not in text)
    together = SAMPLE + ORIGIN + "\n男が佐藤一郎さんと、前橋市台町5丁目3番の路上で騒いだらしいです。\n"
    return (together, *(text for text in bad if open_(text)))


def holding(text: str, form: str) -> str:
    """The file with a confirmation that it needs, in that form."""
    if form == "none":
        return text
    [origin] = [one for one in findings(SAMPLE + ORIGIN) if one.rule == "origin"]
    item = f"rule: origin, mark: {origin.mark}, reason: {REASON}"
    held = HELD[form].format(key="confirmed", item=item)
    return (text if ORIGIN in text else text + ORIGIN).replace("\npress: none", f"\npress: none\n{held}", 1)


def test_there_is_much_to_confirm() -> None:
    assert len({one.rule for text in samples() for one in open_(text)}) >= 20


@pytest.mark.parametrize("number", range(8))
def test_what_is_pasted_together_validates_clean(number: int) -> None:
    for text in samples()[number::8]:
        left = {one.rule for one in findings(text) if not one.mark and one.severity is not Severity.NOTE}
        told = pasting.confirming(open_(text), text, "ja")
        assert told is not None
        found = findings(paste(text, told))
        assert open_(paste(text, told)) == []
        assert {one.rule for one in found if one.severity is not Severity.NOTE} == left, text


@pytest.mark.parametrize("form", HELD)
def test_what_is_pasted_fits_the_list_that_is_there(form: str) -> None:
    for text in (samples()[0], *samples()[1::9]):
        text = holding(text, form)
        told = pasting.confirming(open_(text), text, "ja")
        if told is None:
            continue
        assert open_(paste(text, told)) == [], (form, paste(text, told))
        assert not [one for one in findings(paste(text, told)) if one.rule in ("confirmed", "fences")]


def test_each_alone_leaves_the_others_open() -> None:
    text = samples()[0]
    for one in open_(text):
        told = pasting.confirming([one], text, "ja")
        assert told is not None
        assert {each.mark for each in open_(paste(text, told))} == {each.mark for each in open_(text)} - {one.mark}


def test_lines_that_are_pasted_or_moved_change_no_mark() -> None:
    text = samples()[0]
    marks = {one.mark for one in open_(text)}
    moved = text.replace("press: none", "press: none\nwhy_late: 確かめていたため").replace(
        "\n\n男が", "\n\nつづき。\n\n男が"
    )
    assert {one.mark for one in open_(moved)} == marks


def test_while_no_reason_is_written_it_is_refused_with_the_line() -> None:
    text = SAMPLE + ORIGIN
    for told, line in (
        (pasting.confirming(open_(text), text, "ja"), 12),
        (pasting.waiving(["consent"], text, "ja"), 11),
    ):
        assert told is not None
        [one] = [each for each in findings(paste(text, told, WHY)) if each.severity is Severity.ERROR]
        assert (one.rule, one.span.line) == ("placeholder", line)


@pytest.mark.parametrize("form", HELD)
def test_a_waiver_is_pasted_in_the_same_way(form: str) -> None:
    item = f"rule: consent, reason: {REASON}"
    held = HELD[form].format(key="waivers", item=item)
    text = changed("press: none", f"press: none\n{held}\nconsent: {{state: nobody}}").replace(
        "\n\nconsent", "\nconsent"
    )
    text = text.replace(
        "category: suspicious-person\ncase: approach", "category: information-request\ncase: missing-person"
    )
    text = text.replace("content: caution", "content: lookout")
    told = pasting.waiving(["delivery-hours", "delivery-hours"], text, "ja")
    assert told is not None
    found = findings(paste(text, told))
    assert [one for one in found if one.rule in ("waivers", "schema", "fences", "decoding")] == [], paste(text, told)
    assert paste(text, told).count("delivery-hours") == 1


@pytest.mark.parametrize("report", ["text", "summary"])
def test_the_lines_stand_in_the_report_once_and_quote_nothing(report: str) -> None:
    text = samples()[0]
    told = pasting.confirming(open_(text), text, "ja")
    assert told is not None
    said = REPORTERS[report](findings(text), {PATH: text}, "ja", 1)
    assert said.count(told[1]) == 1
    assert not re.search("佐藤|一郎|台町", said)
    for one in open_(text):
        assert said.count(one.mark) == 2  # with the finding, and in the lines


def test_nothing_to_paste() -> None:
    assert pasting.confirming(findings(SAMPLE), SAMPLE, "ja") is None
    assert pasting.waiving([], SAMPLE, "en") is None


def test_in_english() -> None:
    told = pasting.waiving(["consent"], "no front matter", "en")
    assert told is not None
    assert told[0].startswith("To set the principle aside, paste this directly above the second `---`")
    assert told[1] == f"waivers:\n  - rule: consent\n    reason: {WHY}"
