"""Rule ``missing-person-wording``: a missing person is mailed as the case that asks for the family's consent (T4).

Under any other case nobody would be asked. Passes: what follows an alert to resolve or cancel it, information that
somebody was found whose search was told by other means, a fugitive's whereabouts, 行方不明者届, lost animals, a
swindler's words.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from haishin.check.document.sample import SAMPLE, changed
from haishin.check.reading import Reading, Writing
from haishin.check.rules import Problem, Stretch, problems
from haishin.check.rules.worded import matches, near
from haishin.core.contract import Contract
from haishin.core.model import Severity, Text

ID = "missing-person-wording"
SEVERITY = Severity.ERROR
NAME = Text("行方不明の方の手配の文", "Words of a search for somebody missing")
SUMMARY = "行方不明の方の手配の文なのに欄がそうなっていないときは、case と content を直し、了解を書いてください。"

MESSAGES = {
    "missing": Text(
        "「{word}」は行方不明の方の手配の文ですが、事案が高齢者等の未帰宅手配({case})になっていません。",
        "`{word}` tells of a missing person, but the case is not `{case}`.",
    ),
    "content": Text(
        "「{word}」は行方不明の方の手配の文ですが、配信内容が手配({contents})になっていません。",
        "`{word}` asks for a missing person, but the content is not `{contents}`.",
    ),
}
HINTS = {
    "missing": Text(
        "case を {case} にし、ご家族の了解(consent)を書いてください。"
        "行方不明の方の手配でなければ、「逃走した男」「安否の確認中」のように、ほかの言い方にしてください。",
        "Set `case: {case}` and write the family's consent; if nobody is missing, word it otherwise.",
    ),
    "content": Text(
        "content を {contents} にし、ご家族の了解(consent)を書いてください。"
        "見つかったことのお知らせなら、follows に手配のメールと as: resolution を書きます。"
        "手配をメールで知らせていないときは、content を {found} にし、見つかったことを書いてください。",
        "Set `content: {contents}` and write the family's consent; if he was found, `follows` the lookout with "
        "`as: resolution`, or where no mail told of the search set `content: {found}` and say that he was found.",
    ),
}
_END = "- 不審な人に"
_MISSING = "- 市内に住む80歳代の女性の行方が分からなくなっています。\n"
_CASE = "information-request\ncase: missing-person"
GOOD = (
    SAMPLE,
    changed(_END, _MISSING + _END)
    .replace("suspicious-person\ncase: approach", _CASE)
    .replace("content: caution", "content: lookout\nconsent: {state: given, by: 長男, at: 2026-11-25T16:00+09:00}"),
    changed(_END, "- 逃走した男の行方を捜査しています。\n- 行方不明者届は警察署で受け付けます。\n" + _END),
)
BAD = (
    ("missing", changed(_END, _MISSING + _END)),
    ("missing", changed(_END, "- 認知症の80歳の男性が、散歩に出てから戻っていません。\n" + _END)),
    ("missing", changed("声かけ事案の発生", "声かけ事案（女児未帰宅）")),
    ("content", changed(_END, _MISSING + _END).replace("suspicious-person\ncase: approach", _CASE)),
)

# Somebody, and that he has not come back: 認知症の男性が、散歩に出てから戻っていません.
_PERSON = re.compile(
    "(?:歳|さん|男性|女性|児童|生徒|園児|女児|男児|子ども|子供|高齢者|認知症|の方)[^。\n男女熊車金品犬猿猪者物円]{0,30}?"
    "(?:いなくな|帰宅し(?:ていません|ていない|ておらず|ない)|戻(?:っていません|っておらず|らない|りません|ってきません)|帰っ(?:ていません|てきません|ておらず|てこない)|見当た)"
)
_INFORMATION = "information"
_FOUND = re.compile("(?:発見|保護|見[つ付]か)[^。\n]{0,8}(?:まし|済|。|$)(?!せん)|無事|帰宅しまし")
_STILL = re.compile(
    "(?:発見|保護|見[つ付]か)[^。\n]{0,10}(?:てい(?:ません|ない)|至ってい|おらず|おりません)|無事を|無事かどうか"
)


def look(writing: Writing, contract: Contract) -> Iterator[Stretch]:
    """Yield reports of a missing person in title and text; nothing if the case is not known."""
    case, contents = contract.policy.consent.case, contract.policy.consent.contents
    if writing.content is None or (writing.follows is not None and writing.follows.kind.closes):
        return
    key = "missing"
    if writing.case == case:
        if writing.content in contents or writing.follows is not None:
            return  # asked of the rule `consent`, or of the alert that it follows
        if writing.content == _INFORMATION and _found(writing):
            return
        key = "content"
    swindle = writing.category in contract.policy.press.quotes_pass
    written, phrases = dict(writing.fields), near(ID, writing, contract)
    for field, text in writing.judged(quotes_pass=swindle):
        done = 0
        spans = [(start, end) for start, end, _ in matches(phrases, text)]
        for start, end in sorted([*spans, *(match.span() for match in _PERSON.finditer(text))]):
            if start >= done:
                done = end
                word = written[field][start:end]
                words = {"word": word, "case": case, "contents": contents[0], "found": _INFORMATION}
                yield Stretch(field, start, end, key, words)


def _found(writing: Writing) -> bool:
    """Whether the missing person was found, and no other is still sought."""
    texts = [text for _, text in writing.plain]
    return any(map(_FOUND.search, texts)) and not any(map(_STILL.search, texts))


def check(reading: Reading) -> Iterator[Problem]:
    """Check the alert, if it was formed."""
    if reading.alert_with("case", "content", "follows") is not None:
        yield from problems(reading, look)
