"""Rule ``placeholder``: what stood in for a word is still there: ○○町, ●月●日, XX, 「　月　日」, TODO (5(3)).

Passes: what a swindler says (「市役所の○○です」) and who he says he is (○○を名乗る男), numerals (二〇二六年), a ○ or ■
that begins a line, rules and ornaments of a heading, the hidden digits of a foreign number (+1 844 XXX …).
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from haishin.contract import Contract
from haishin.document.sample import SAMPLE, changed
from haishin.model import Document, Severity, Text
from haishin.rules.phrases import listed, swindle
from haishin.rules.problem import Context, Problem
from haishin.rules.writing import Field, Stretch, Writing, problems

ID = "placeholder"
SEVERITY = Severity.ERROR

MESSAGES = {
    "found": Text("「{word}」は、後で書くつもりの印のままです。", "`{word}` still stands in for something."),
    "blank": Text("「{word}」に、書き入れるはずの文字がありません。", "`{word}` was left blank."),
}
HINTS = {
    "found": Text(
        "書くはずだった語に置き換えてください。伏せたいときは「市内」「50歳代」など、伏せていると分かる言い方にします。",
        "Put the word there; to withhold it, use a general word such as 市内.",
    ),
    "blank": Text("書き入れるか、この部分を消してください。", "Fill it in, or take it out."),
}
_PLACE = "前橋市文京町2丁目"
_END = "- 不審な人に"
GOOD = (
    SAMPLE,
    changed(_END, "- 「市民福祉課の○○です」という電話や、○○銀行を名乗る男は、詐欺です。\n" + _END),
    changed(_END, "■■ お願い ■■\n\n○日時 二〇二六年一〇月\n\n" + _END),
)
BAD = (
    ("found", changed(_PLACE, "前橋市○○町")),
    ("found", changed("11月25日", "●月●日")),
    ("found", changed(_PLACE, "XX市")),
    ("found", changed(_PLACE, "TODO")),
    ("found", changed(_PLACE, "（場所）で")),
    ("blank", changed("11月25日", "　月　日（　）")),
)

_NUMERALS = "一二三四五六七八九十百千万億0123456789"
_UNIT = "[月日時分歳才代町市区村号番丁人名件円署]"
# Left to right: a rule or ornament that fills its line, runs of one sign, signs before their units, blanks, fields.
_SIGNS = re.compile(
    r"^[ \t]*(?:(?P<ornament>[○〇◯●◎■□▲△▼▽◆◇☆★*＊_＿xX×]{2,})[ \t]*$)"
    r"|(?P<circle>[○◯〇])(?P=circle)+"
    r"|(?P<filled>[●◎■□▲△▼▽◆◇])(?P=filled)+"
    r"|(?<![A-Za-z])(?P<cross>[XxＸｘ])(?P=cross)+(?![A-Za-zＡ-Ｚａ-ｚ])"
    r"|(?P<times>[×✕＊＿])(?P=times)+|_{3,}"
    rf"|(?<=[^\s。】」）){_NUMERALS}])[○〇◯●■▲△□×](?={_UNIT})"
    rf"|^[○〇◯●■▲△□×](?=(?:月|時)[○〇◯●■▲△□×](?:日|分))"
    r"|(?<![?？*])(?:[?？]{2,}+|\*{2,}+)(?=[月日時分歳市町村区])",
    re.MULTILINE,
)
_BLANKS = re.compile(
    r"(?<![0-9０-９〇○● \u3000])[ \u3000]{1,9}月[ \u3000]{1,9}日|午[前後][ \u3000]{1,9}時|"
    r"[0-9０-９]月[ \u3000]{1,9}日|[（(][ \u3000]{0,9}[）)]"
)
_FIELDS = re.compile(
    r"[（(＜<｛{［\[]{1,2}(?:場所|発生場所|日時|発生日時|氏名|年月日|時刻|地名|町名|住所|電話番号|警察署名|署名|年齢|性別)"
    r"(?:を(?:記入|入力))?[）)＞>｝}］\]]{1,2}(?=(?:で|に|を|が|の|ころ|頃|、|から))"
)
_TITLE = re.compile("(?:さん|氏|様|君|ちゃん|容疑者|[市町村区県署])")
_CALLED = re.compile(
    "[^。、\n]{0,12}?(?:を|と|だと|などと|などを)(?:名乗|装|かた[るりっ]|騙|称)|[^。、\n]{0,8}?(?:になりすま|の名をかた|詐欺|サギ)"
)
_NUMBER = re.compile(r"(?:\+|＋|国際|着信|から始ま|で始ま|番号表示|末尾|下[0-9０-９一二三四])")


def look(writing: Writing, contract: Contract) -> Iterator[Stretch]:
    """In title and text, outside of quotation marks."""
    words = listed(contract, "placeholders")
    script = swindle(writing, contract)
    for field, text in writing.unquoted:
        for match in _SIGNS.finditer(text):
            if match["ornament"] is None and not _passes(text, match, script):
                yield _stretch(field, text, match.start(), match.end())
        for match in _BLANKS.finditer(text):
            yield Stretch(field, match.start(), match.end(), "blank", {"word": match[0].strip()})
        for match in _FIELDS.finditer(text):
            yield Stretch(field, match.start(), match.end(), "found", {"word": match[0]})
        for match in words.finditer(text):
            yield Stretch(field, match.start(), match.end(), "found", {"word": match[0]})


def check(document: Document, context: Context) -> Iterator[Problem]:
    """Needs no alert."""
    return problems(document, context, look)


def _stretch(field: Field, text: str, start: int, end: int) -> Stretch:
    unit = re.compile(_UNIT).match(text, end)
    return Stretch(field, start, end, "found", {"word": text[start : unit.end() if unit else end]})


def _passes(text: str, match: re.Match[str], script: bool) -> bool:
    """Whether those signs stand in for nothing."""
    start, end = match.span()
    before, after = text[start - 1 : start], text[end : end + 1]
    if match["circle"] and any(one and one in _NUMERALS for one in (before, after)):
        return True
    if _CALLED.match(text, end):
        return True
    if match["cross"] or match["times"]:
        if before == "-" or after == "-" or before.isdigit():
            around = text[max(0, start - 40) : end + 20].split("\n")
            return script or any(_NUMBER.search(line) for line in around)
        return False
    if match["filled"]:
        joined = before.isalnum()
        if not joined:
            return _TITLE.match(text, end) is None
        return not (after and not after.isspace())
    return False
