"""Rule ``unlisted-number``: a number that looks public and is in no list: one wrong digit calls somebody.

Passes: the public numbers of the wording and the organization, short numbers (110, #9110), foreign numbers. What is
private for certain is the rule ``phone``'s.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from haishin.check.document.sample import SAMPLE, changed
from haishin.check.privacy.public import public_from
from haishin.check.reading import Reading
from haishin.check.rules import Problem
from haishin.core.model import Severity, Spans, Text
from haishin.core.text.normalising import digits, prose

ID = "unlisted-number"
SEVERITY = Severity.WARNING
NAME = Text("一覧にない窓口の番号", "A public number that is not listed")
SUMMARY = "公開の一覧にない窓口の番号は、正しいか確かめ、よく使うものは主管課に頼んで一覧に加えてください。"

MESSAGES = {
    "found": Text(
        "「{number}」は、公開の一覧にない番号です。正しいか確かめてください。",
        "`{number}` is not in the list of public numbers. Make sure that it is right.",
    )
}
HINTS = {
    "found": Text(
        "所属の番号はメールの終わりに自動で入るので、消してもかまいません。"
        "よく使う窓口の番号は、主管課に頼んで公開の一覧に加えてもらってください。",
        "The unit's own number is added to the mail by itself: it may be deleted here. A number that is often used "
        "belongs into the list of public numbers; ask the section in charge.",
    )
}
_LINE = "- 不審な人を見かけたときは、110番通報をお願いします。"
GOOD = (
    SAMPLE,
    changed(_LINE, "問合せ先 前橋警察署（027-001-0110）、警察相談専用電話 #9110"),
)
BAD = (
    ("found", changed(_LINE, "問合せ先 前橋警察署（027-001-0111）")),
    ("found", changed(_LINE, "問合せ先 フリーダイヤル 0120-012-345")),
)

_NUMBER = re.compile(
    r"(?:[(](?<![0-9.,+#].)(?<![0-9+]-.)0|0(?<![0-9.,+#].)(?<![0-9+]-.))"
    r"[0-9]{1,4}[-() ]{0,2}[0-9]{1,4}[-() ]{0,2}[0-9]{3,4}(?![0-9]|-[0-9])"
)
_LENGTHS = (10, 11)


def check(reading: Reading) -> Iterator[Problem]:
    """Check the file, whether or not an alert was formed."""
    listed = reading.contract.once(public_from).phones
    private = Spans(hit.span for hit in reading.personal if not hit.shown)
    title = reading.writing.title
    for text, place in ((title, reading.in_title), (reading.body, reading.in_text)):
        for start, end, number in _numbers(text):
            span = place(start, end)
            if number not in listed and not private.touch(span):
                yield Problem(span, "found", {"number": text[start:end]})


def _numbers(text: str) -> Iterator[tuple[int, int, str]]:
    """Yield the place of each number and its digits."""
    view = digits(prose(text))
    for match in _NUMBER.finditer(view.text):
        number = re.sub("[^0-9]", "", match[0])
        if len(number) in _LENGTHS:
            start = match.start() + (match[0][0] == "(" and ")" not in match[0])
            yield *view.span(start, match.end()), number
