"""Rule ``phone-width``: a public telephone number stands in half-width characters, as a telephone can dial it (5(1)).

Only listed numbers are looked at; any other one is a finding of the rule ``phone``, which offers no fix.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator

from haishin.check.document.sample import SAMPLE, changed
from haishin.check.reading import Reading
from haishin.check.rules import Problem
from haishin.core.model import Fix, Severity, Text

ID = "phone-width"
SEVERITY = Severity.NOTE
NAME = Text("全角の電話番号", "A phone number in full width")
SUMMARY = "全角の電話番号は、押せば掛けられるように半角にしてください。"

MESSAGES = {
    "wide": Text(
        "電話番号「{number}」が全角です。", "The telephone number `{number}` is written in full-width characters."
    )
}
HINTS = {
    "wide": Text(
        "押せば掛けられるように、半角で「{number}」と書いてください。",
        "Write `{number}` in half-width characters, so that a telephone can dial it.",
    )
}
_CALL = "110番通報をお願いします"
GOOD = (SAMPLE, changed(_CALL, "１１０人の見守りをお願いします"))
BAD = (
    ("wide", changed(_CALL, "１１０番通報をお願いします")),
    ("wide", changed(_CALL, "０２７－００１－０１１０に電話をお願いします")),
)

_DASHES = "-－‐‑–—―−ー"
_NUMBER = re.compile(f"(?<![0-9０-９{_DASHES}])[#＃]?[0-9０-９](?:[{_DASHES}]?[0-9０-９])+(?![0-9０-９{_DASHES}])")
_WIDE = re.compile("[＃０-９－‐‑–—―−ー](?:(?<=[＃０-９])|(?<=[0-9].))")  # in what is not all narrow
_CALLED = re.compile("番(?!地|目|線|街|札|人|組|号)")
_SHORT = 3  # digits: 110 may count anything unless 番 stands behind it


def check(reading: Reading) -> Iterator[Problem]:
    """Check the text below the front matter, where all of it could be read."""
    public = reading.contract.wording.public_phones
    text = reading.body
    if not _WIDE.search(text) or reading.unread:  # what it promises could not be kept there
        return
    for match in _NUMBER.finditer(text):
        number = re.sub(f"[{_DASHES}]", "-", unicodedata.normalize("NFKC", match[0]))
        if number == match[0] or number not in public:
            continue
        if len(number) > _SHORT or _CALLED.match(text, match.end()):
            yield Problem(reading.in_text(*match.span()), "wide", {"number": number}, fix=Fix(number))
