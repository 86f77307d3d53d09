"""Rule ``opening``: when, where and what within the first characters of a report (5(1), 5(3)).

A phone shows no more of a mail before it is opened. Asked of incidents alone; what ends another alert rests on that,
and a follow-up need not tell once more when and where.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator

from haishin.contract import Contract
from haishin.document.lines import Lines
from haishin.document.sample import SAMPLE, changed
from haishin.model import ENDING, Alert, Document, Severity, Text
from haishin.rules.dates import day_words
from haishin.rules.gazetteer import gazetteer
from haishin.rules.places import text_of
from haishin.rules.problem import Context, Problem

ID = "opening"
SEVERITY = Severity.WARNING
NAME = Text("書き出し", "The opening")
SUMMARY = "書き出しにいつ、どこで、何がのどれかがないときは、最初の文に書いてください。"

_MISSING = {"when": Text("いつ", "when"), "where": Text("どこで", "where"), "what": Text("何があったか", "what")}
MESSAGES = {
    "missing": Text(
        "本文の最初の{limit}文字に、「{lacking}」がありません。",
        "The first {limit} characters of the text do not say {lacking_en}.",
    )
}
HINTS = {
    "missing": Text(
        "「11月25日午後3時ころ、前橋市…で、…が発生しました。」のように、いつ・どこで・何があったかを最初に書いてください。",
        "Begin with when, where and what happened.",
    )
}
_BODY = "11月25日午後3時30分ころ、前橋市文京町2丁目地内の路上で"
GOOD = (changed(_BODY, "午後3時ころ、県内の路上で"), SAMPLE)
BAD = (
    ("missing", changed("11月25日午後3時30分ころ、", "")),
    ("missing", changed(_BODY, "日ごろ、" + "警察の活動にご理解とご協力をいただき、" * 6 + _BODY)),
)
_WHEN = re.compile(
    r"[0-9]{1,2}(?:月(?:[0-9]{1,2}日|に入|中|以降|から|[上中下]旬)|/[0-9]{1,2}|時)|[月火水木金土日]曜|午[前後]"
)
_WHERE = re.compile("[一-龥々ヶァ-ヺー]{2,}[市町村区郡]|[県市町村区管地]内|丁目|[国県]道|自動車道|駅|交差点|路上|付近")
_WHAT = re.compile(
    "発生|事[案件故]|被害|詐欺|電話|メール|目撃|出没|現れ|見せ|火災|火事|不審火|燃え|行方|逃走|逃げ|通行止|通行を止め|規制|渋滞|盗[まみ難撮]|窃盗|奪わ|"
    "ひったく|声をかけ|声かけ|つきまと|追いかけ|露出|触ら|撮影|強盗|暴行|刃物|負傷|死亡|亡くな|けが|重[体傷]|衝突|はねら|ひき逃げ|逮捕|検挙|訪問|侵入|"
    "勧誘|売りつけ|だまし|帰[宅っり]|戻[っり]|見つか|発見|保護"
)


def check(document: Document, context: Context) -> Iterator[Problem]:
    """Needs the alert."""
    alert, contract = document.alert, context.contract
    row = contract.policy.row(alert.category) if alert is not None else None
    if alert is None or row is None or not row.recognition_required(alert.case):
        return
    if alert.follows is not None and alert.follows.kind in ENDING:
        return
    limit = contract.policy.limits.opening_characters
    begin = _start(alert)
    missing = [
        one for one in _missing(alert.body[begin : begin + limit], contract) if one == "what" or alert.follows is None
    ]
    if alert.body and missing:
        _, start = text_of(document)
        first = start + begin
        values = {
            "limit": limit,
            "lacking": "・".join(_MISSING[one].ja for one in missing),
            "lacking_en": ", ".join(_MISSING[one].en for one in missing),
        }
        span = Lines(document.source).span(first, start + min(begin + limit, len(alert.body)))
        yield Problem(span, "missing", values)


def _start(alert: Alert) -> int:
    """Where the report begins: an exercise may say so in a paragraph of its own first."""
    second = alert.body.find("\n\n") + 2
    return second if alert.exercise and second > 1 else 0


def _missing(text: str, contract: Contract) -> Iterator[str]:
    plain = unicodedata.normalize("NFKC", text)
    if not _WHEN.search(plain) and not next(day_words(text), None):
        yield "when"
    if not _WHERE.search(text) and not gazetteer(contract).names_any(text, contract.organization.stations):
        yield "where"
    if not _WHAT.search(text):
        yield "what"
