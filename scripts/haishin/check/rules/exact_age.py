"""Rule ``exact-age``: the age of a victim or of an arrested person is given in tens (5(4)).

With place and time the exact one tells the neighbours who it is. What is said to the nearest (40歳くらい, 約50歳),
bounds (65歳以上) and ranges pass, and so do a missing person and who is disclosed: they are looked for by it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from haishin.check.document.sample import SAMPLE, changed
from haishin.check.privacy.detectors import name
from haishin.check.reading import Reading, Writing
from haishin.check.rules import Problem, Stretch, problems
from haishin.core.contract import Contract
from haishin.core.model import Fix, Severity, Text
from haishin.core.text.seeking import begun

ID = "exact-age"
SEVERITY = Severity.WARNING
NAME = Text("細かい年齢", "An exact age")
SUMMARY = "被害者や検挙した人の年齢が細かいときは、「70歳代」のようにおおよそで書いてください。"

MESSAGES = {
    "exact": Text("「{written}」は、年齢が細かすぎます。", "`{written}` is more exact an age than the reader needs.")
}
HINTS = {
    "exact": Text(
        "被害者や検挙した人の年齢は、「70歳代」「小学生」のように、おおよそで書いてください。",
        "Give the age of a victim or of who was arrested roughly: 70歳代, 小学生.",
    )
}
_CHILD = "下校中の児童が"
GOOD = (SAMPLE, changed(_CHILD, "70歳代の女性が"), changed(_CHILD, "40歳くらいの男が、65歳以上の方に"))
BAD = (
    ("exact", changed(_CHILD, "女性（78歳）が")),
    ("exact", changed(_CHILD, "会社員の男（34）が")),
    ("exact", changed(_CHILD, "6歳の女の子が")),
)
_FIRST = re.compile(r"[\d(](?=\d{0,3}[歳才)])")
_AGE = re.compile(
    r"(?:(?<![\d〜～~.\-約])(?<!およそ)(?<!推定)(?P<age>\d{1,3})[歳才](?!代|く?ぐ?らい|位|前後|から|以[上下降前後内]|未満|程度|ころ|頃|児|[〜～~・、-]\d|台|"
    r"[にま以よを超過か半程])"
    r"|(?<=[男女性児年員職生婦者])[(](?P<bare>\d{1,3})[)])"
)
_BEHIND = re.compile(r"[（(](?P<age>[0-9０-９]{1,3})[)）]")
_SOUGHT = re.compile("行方不明|行方が分から|行方を捜|未帰宅|帰宅して(?:い|お)|いなくな|戻って(?:いま|おり)")
_ROUGH = 10  # below that a decade says nothing


def check(reading: Reading) -> Iterator[Problem]:
    """Check the alert, if it was formed."""
    alert = reading.alert
    if alert is None or alert.disclose or alert.case == "missing-person":
        return
    if not any(_SOUGHT.search(text) for text in (alert.title, alert.body)):
        told = [problem for problem in problems(reading, _look) if not problem.shown]
        spans = {problem.span for problem in told}
        yield from told
        yield from (problem for problem in _behind_names(reading) if problem.span not in spans)


def _behind_names(reading: Reading) -> Iterator[Problem]:
    """Yield each age in brackets behind a name: when the name is taken out, 女性（78） stands there."""
    for found in reading.personal:
        if found.kind == name.DETECTOR.kind and not found.shown:
            end = reading.lines.bounds(found.span)[1]
            if (match := _BEHIND.match(reading.source, end)) and int(match["age"]) >= _ROUGH:
                span = reading.lines.span(*match.span())
                yield Problem(span, "exact", {"written": match[0]}, fix=Fix(f"（{_rough(int(match['age']))}）"))


def _look(writing: Writing, contract: Contract) -> Iterator[Stretch]:
    for field, text in writing.plain:
        for match in begun(_FIRST, _AGE, text):
            years = int(match["age"] or match["bare"])
            rough = _rough(years)
            if not match["age"]:
                rough = f"（{rough}）"
            fixed = None
            if years >= _ROUGH:
                fixed = rough
            yield Stretch(field, *match.span(), "exact", {"written": match[0]}, fixed=fixed)


def _rough(years: int) -> str:
    return f"{years // _ROUGH * _ROUGH}歳代"
