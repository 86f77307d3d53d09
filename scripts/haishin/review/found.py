"""The findings: what has to be mended, where and how, and right under each what is pasted where it may stand."""

from __future__ import annotations

from collections.abc import Iterator

from haishin.model import Finding, Language, Severity, Text
from haishin.report import pasting
from haishin.report.escaping import fenced, plain
from haishin.report.findings.labels import SEVERITY, marked, weight
from haishin.report.masking import Mask
from haishin.review.page import Page
from haishin.review.words import MORE, MOST, joined, said

_LONGEST = 40  # characters of what a finding quotes
_TITLE = Text("#### 指摘と直し方", "#### Findings and remedies")
_SEVERAL = Text(
    "「confirmed&#58;」の行は、ファイルに1つだけです。2つ目からは、その行を除いて、すぐ下に貼ります。",
    "A file has one line `confirmed:`; of each further one, paste what stands below that line.",
)
_PLACE = Text("{line} 行目", "line {line}")


def section(page: Page) -> Iterator[str]:
    """Paragraphs of Markdown; nothing where nothing was found."""
    language = page.language
    told = page.contract.policy.hours.clause if offered(page) else ""
    found = sorted((one for one in page.judged.mask.findings if not told or one.clause != told), key=weight)
    if not found:
        return
    yield _TITLE[language]
    yield "\n".join(line for one in found[:MOST] for line in _finding(one, page)).rstrip("\n")
    if sum(bool(one.mark) for one in found) > 1:
        yield _SEVERAL[language]
    rest = found[MOST:]
    if warnings := [one for one in rest if one.severity is Severity.WARNING]:
        words = (f"{place(one, language)}{_quoted(one, page.judged.mask)}" for one in warnings)
        yield said(f"- **{SEVERITY[Severity.WARNING][language]}**", joined(words, language), language)
    if len(warnings) < len(rest):
        yield MORE.format(n=len(rest) - len(warnings))[language]


def offered(page: Page) -> bool:
    """Whether the waiver of the hours is offered to be pasted: then no finding says it again."""
    hours = page.contract.policy.hours.clause
    return any(one.waiver is not None and one.clause == hours for one in page.judged.verdict.reasons)


def place(one: Finding, language: Language) -> str:
    """``7 行目``."""
    return _PLACE.format(line=one.span.line)[language]


def _finding(one: Finding, page: Page) -> Iterator[str]:
    """Severity, place, what was found in its own words, the remedy, and the lines that let it stand."""
    language = page.language
    words = _quoted(one, page.judged.mask)
    quoted = "" if page.judged.mask.words(one) in one.message[language] else words
    yield said(
        f"- **{SEVERITY[one.severity][language]}** {place(one, language)}{quoted}{marked(one, language)}",
        plain(one.message[language]),
        language,
    )
    yield f"  - → {plain(one.hint[language])}"
    if paste := pasting.confirming([one], page.judged.source, language):
        yield f"  - {plain(paste[0])}\n\n{fenced(paste[1])}\n"


def _quoted(one: Finding, mask: Mask) -> str:
    """The words that were found, or how they begin; nothing of what is private."""
    words = mask.words(one)
    return f"「{plain(words[:_LONGEST])}{'…' if len(words) > _LONGEST else ''}」" if words else ""
