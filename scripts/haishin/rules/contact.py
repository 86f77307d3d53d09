"""Rules ``no-contact`` and ``no-call-to-action``: what a reader should do, and whom he tells (5(1), 5(3)).

A text that asks for a report, and every lookout, names 110, a station or a public number; a lookout asks for something.
The foot that is put below each mail names the sender, but a reader does not look there for whom to call.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from haishin.contract import Contract
from haishin.document.sample import SAMPLE, changed
from haishin.model import ENDING, Document, Severity, Text
from haishin.rules.phrases import listed
from haishin.rules.problem import Context, Problem
from haishin.rules.writing import Look, Stretch, Writing, problems

_NUMBER = re.compile(
    r"(?<!\d)\d{2,5}[-−‐ー()・](?:\d{1,4}[-−‐ー()・])?\d{3,4}(?!\d)|#\d{4}|(?<!\d)(?:110|118|119|171|188|189)(?!\d|番の家)"
)
_TO = re.compile(
    "(?:警察|署|交番|駐在所|[課隊係室]|センター|市役所|役場|県庁|消防)[^。、\n]{0,10}?(?:へ|まで|に(?:お|ご|情報|連絡|通報|相談|届))"
)
_SIGNED = re.compile(r"(?:警察署|警察本部|[課隊係室]|交番|市役所|役場)[^。、\n]{0,8}$", re.MULTILINE)
_WRITTEN = re.compile(r"\w")
_SOUGHT = re.compile("手配|逃走|捜してい|探してい|行方を")


@dataclass(frozen=True, slots=True)
class Asking:
    """One of both rules."""

    ID: str
    MESSAGES: dict[str, Text]
    HINTS: dict[str, Text]
    GOOD: tuple[str, ...]
    BAD: tuple[tuple[str, str], ...]
    looked: Callable[[Writing, Contract], Iterator[tuple[int, int]]]
    SEVERITY: Severity = Severity.WARNING

    @property
    def look(self) -> Look:
        """In the text."""
        return self._look

    def check(self, document: Document, context: Context) -> Iterator[Problem]:
        """Needs no alert; one formed tells what is due."""
        return problems(document, context, self._look)

    def _look(self, writing: Writing, contract: Contract) -> Iterator[Stretch]:
        if _WRITTEN.search(writing.body) and not (writing.follows is not None and writing.follows.kind in ENDING):
            for start, end in self.looked(writing, contract):
                yield Stretch("body", start, end, "missing")


def _contactless(writing: Writing, contract: Contract) -> Iterator[tuple[int, int]]:
    """Of a mail whose content is not known every one is asked to name whom to call."""
    (_, title), (_, body) = writing.plain
    asked = listed(contract, "report_requests").search(body)
    sought = writing.content is None or writing.content in contract.wording.lists["lookout_contents"]
    if (asked or sought) and not _reached(title, body, contract):
        yield asked.span() if asked else _last(writing.body)


def _requestless(writing: Writing, contract: Contract) -> Iterator[tuple[int, int]]:
    (_, title), (_, body) = writing.plain
    if writing.content is None:
        sought = _SOUGHT.search(title + body) is not None and not _reached(title, body, contract)
    else:
        sought = writing.content in contract.wording.lists["lookout_contents"]
    if sought and not listed(contract, "requests").search(body):
        yield _last(writing.body)


def _reached(title: str, body: str, contract: Contract) -> bool:
    return any(
        one.search(text) for one in (listed(contract, "contacts"), _NUMBER, _TO, _SIGNED) for text in (title, body)
    )


def _last(body: str) -> tuple[int, int]:
    """The last character that is written: there it would go on."""
    end = len(body.rstrip())
    return end - 1, end


_REPORT = "- 不審な人を見かけたときは、110番通報をお願いします。\n"
_LOOKOUT = SAMPLE.replace("content: caution", "content: lookout")
_ADVICE = "- 不審な人に声をかけられたときは、すぐにその場を離れてください。\n"

RULES = (
    Asking(
        "no-contact",
        {
            "missing": Text(
                "どこに知らせればよいか(110番、警察署、電話番号)が書かれていません。",
                "The text does not say whom to tell: 110, a station, a number.",
            )
        },
        {
            "missing": Text(
                "「110番通報をお願いします」や、警察署の名前と電話番号を書いてください。",
                "Name 110, or the station with its number.",
            )
        },
        (SAMPLE, changed(_REPORT, "- 情報は、前橋警察署（027-001-0110）へお寄せください。\n")),
        (
            ("missing", changed(_REPORT, "- お心当たりの方は、情報をお寄せください。\n")),
            ("missing", _LOOKOUT.replace(_REPORT, "")),
        ),
        _contactless,
    ),
    Asking(
        "no-call-to-action",
        {
            "missing": Text(
                "手配ですが、読む人に何をしてほしいかが書かれていません。",
                "This lookout does not say what its readers should do.",
            )
        },
        {
            "missing": Text(
                "「似た人を見かけたときは、近づかずに110番通報をしてください」のように書いてください。",
                "Say it: who sees somebody like him keeps away and calls 110.",
            )
        },
        (SAMPLE, _LOOKOUT),
        (("missing", _LOOKOUT.replace(_REPORT, "").replace(_ADVICE, "問合せ先 前橋警察署\n")),),
        _requestless,
    ),
)
