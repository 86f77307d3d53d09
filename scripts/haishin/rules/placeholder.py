"""Rule ``placeholder``: what stood in for a word is still there: ○○町, ●月●日, XX, 「　月　日」, TODO (5(3)).
So is a reason that is none: 理由.

Passes: what a swindler says (「市役所の○○です」) and who he says he is (○○を名乗る男), numerals (二〇二六年, 午前〇時),
a ○ or ■ that begins a line, rules and ornaments of a heading (＊＊＊ … ＊＊＊), the hidden digits of a foreign number
(+1 844 XXX …).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import chain

from haishin.contract import Contract
from haishin.document.sample import SAMPLE, changed
from haishin.model import Document, Severity, Text
from haishin.rules.confirmed import SAYS_NOTHING
from haishin.rules.items import AUTHORED, REASONS
from haishin.rules.phrases import listed, swindle
from haishin.rules.problem import Context, Problem
from haishin.rules.writing import Field, Stretch, Writing, problems

ID = "placeholder"
SEVERITY = Severity.ERROR
NAME = Text("書きかけの印", "A placeholder left in")
SUMMARY = "「○○」「未定」など、書きかけの印は、書くはずだった語に直してください。"

MESSAGES = {
    "found": Text("「{word}」は、後で書くつもりの印のままです。", "`{word}` still stands in for something."),
    "blank": Text("「{word}」に、書き入れるはずの文字がありません。", "`{word}` was left blank."),
    "reason": Text("「{word}」だけでは、理由になりません。", "`{word}` alone is no reason."),
}
HINTS = {
    "found": Text(
        "書くはずだった語に置き換えてください。伏せたいときは「市内」「50歳代」など、伏せていると分かる言い方にします。",
        "Put the word there; to withhold it, use a general word such as 市内.",
    ),
    "blank": Text("書き入れるか、この部分を消してください。", "Fill it in, or take it out."),
    "reason": Text("承認する人に分かるように、理由を書いてください。", "Tell the approvers why."),
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
    ("reason", changed("press: none", "press: none\nwhy_late: 理由")),
)

_DIGITS = "一二三四五六七八九0123456789"
_NUMERALS = "一二三四五六七八九十百千万億0123456789"
_UNIT = (
    "[月日時分歳才代町市区村号番丁人名件円署万千億点枚台頭匹本個回社棟軒%％㎝]|センチ|メートル|キロ|割(?!引)|"
    r"年[生前間度代ご頃]|年(?=\d|[○●〇])"
)
_AFTER = "[でにをのがはへ、]|から|まで|付近|地内|方面|地区|くらい|ぐらい|ころ|ごろ|頃|交差点|駅|線|橋|店|IC|インター"
# Left to right: a rule or ornament that fills its line, runs of one sign, signs before their units, blanks, fields.
_SIGNS = re.compile(
    r"^[ \t]*(?:(?P<ornament>[○〇◯●◎■□▲△▼▽◆◇☆★*＊_＿xX×]{2,})[ \t]*$)"
    r"|(?P<circle>[○◯〇])(?P=circle)+"
    r"|(?P<filled>[●◎■□▲△▼▽◆◇])(?P=filled)+"
    r"|(?<![A-Za-z])(?P<cross>[XxＸｘ])(?P=cross)+(?![A-Za-zＡ-Ｚａ-ｚ])"
    r"|(?P<times>[×✕＊＿])(?P=times)+|_{3,}"
    r"|(?<=[\s。、】」）])[○〇△◯](?=(?:町|市|村|区|丁目|駅)(?:[でにのをが]|付近|地内))|"
    r"(?<![〜～])[〜～]{2,}+(?=[市町村区])|[@#＠＃]{3,}"
    r"|(?<![A-Za-zＡ-Ｚａ-ｚ])[A-ZＡ-Ｚ]{1,2}(?=[市町村](?:[でのにを、]|内|地内))|"
    r"[＜<［\[]{2}[^＜＞<>\[\]\n]{1,12}[＞>］\]]{2}"
    r"|\{\{[^{}\n]{0,40}\}\}|\$\{[^{}\n]{1,40}\}|<%[^%\n]{0,40}%>|%[A-Z]{3,20}%"
    rf"|(?<=[^\s。】」）){_NUMERALS}])[○〇◯●■▲△□×](?={_UNIT})"
    rf"|^[○〇◯●■▲△□×](?=(?:月|時)[○〇◯●■▲△□×](?:日|分))"
    rf"|(?<![?？])[?？]{{2,}}+(?={_UNIT}|{_AFTER})|(?<![*※])[*※]{{2,}}+(?=[月日時分歳市町村区])|"
    rf"(?<=[は約:：第])[?？]{{2,}}+"
    rf"|(?<=[月日前後約第])[?？](?={_UNIT})|(?<=[市町村区で、])(?:[…‥]+|・{{2,}})(?=[月日市町村区])"
    r"|(?<![A-Za-zＡ-Ｚａ-ｚ0-9])[XxＸｘNnＮｎ](?=月|日[ころ午に(（]|時[ころ頃半]|歳)",
    re.MULTILINE,
)
# In all of those but an ornament: a sign before another one or a unit. Most texts hold none.
_STANDING = "※○〇◯●◎■□▲△▼▽◆◇*＊_＿×✕XxＸｘNnＮｎ{$<%?？…‥・〜～＜［\\["
_SIGN = re.compile(
    f"[A-ZＡ-Ｚ@#＠＃{_STANDING}](?:(?<![@#＠＃])(?=[{_STANDING}月日時分歳才代町市区村号番丁人名件円署万千億点枚台頭匹本個回社棟軒％㎝セメキ割年駅])"
    "|(?<=[@#＠＃])[@#＠＃]{2}|(?<=%)(?=[A-Z]))"
)
_ZEROS = re.compile(r"00(?<![\d.,:]00)0*(?=歳|代の|センチ|人|件|万?円|台|号|月|日)")
_BLANK = re.compile("[ \u3000（(](?:(?<=[ \u3000])[月日時]|[）)])")
_BLANKS = re.compile(
    r"(?<![0-9０-９〇○● \u3000])[ \u3000]{1,9}月[ \u3000]{1,9}日|午[前後][ \u3000]{1,9}時|"
    r"[0-9０-９]月[ \u3000]{1,9}日|[（(][ \u3000]{0,9}[）)]"
)
_OPEN, _CLOSE = "[（(＜<｛{［\\[【〈《][（(＜<｛{［\\[【〈《]?", "[）)＞>｝}］\\]】〉》]{1,2}"
_FIELDS = re.compile(
    rf"{_OPEN}(?:(?:場所|発生場所|日時|発生日時|氏名|年月日|時刻|地名|町名|住所|電話番号|番号|警察署名|署名|年齢|"
    rf"性別|市町村名?|"
    "路線名|店名|施設名|学校名|曜日|月日|件数|金額|人数|被害額|市名|番地|日付)"
    rf"(?:を(?:記入|入力|入れる))?{_CLOSE}(?={_AFTER}|と|も|市|町|村|番|円|件|人|歳|時|分|号|署|警察署|さん|氏|様)"
    rf"|(?:市区?町村|市町?|町村?|地区|地|署|警察署|担当署|路線|道路|交差点|店舗?|施設|学校|担当[課者]|事案|"
    rf"手口|罪|曜日|月|件|号)"
    rf"[名日数](?:を(?:記入|入力|入れる))?{_CLOSE}(?![:：\n\u3000 ]))"
)
_UNSAID = re.compile(
    r"(?:場所|日時|時刻|件数|年齢|氏名|身長|住所|特徴|車種|発生日)[ \u3000]*[はも]?[:：（(]?[ \u3000]*"
    r"(?:未記入|未記載|未入力|未確定|未定|不明につき後)(?![でのな])"
)
_ZERO = re.compile("午[前後]〇時|.?[①-⑳]〇")
_LINE = 120  # a framed heading is shorter
_STANDS_IN = re.compile(f"{_AFTER}|{_UNIT}")
_TITLE = re.compile("(?:さん|氏|様|君|ちゃん|容疑者|[市町村区県署])")
_CALLED = re.compile(
    "[^。、\n]{0,12}?(?:を|と|だと|などと|などを)(?:名乗|装|かた[るりっ]|騙|称)|[^。、\n]{0,8}?(?:になりすま|"
    "の名をかた|詐欺|サギ)"
)
_NUMBER = re.compile(r"(?:\+|＋|国際|着信|から始ま|で始ま|番号表示|末尾|下[0-9０-９一二三四])")


def look(writing: Writing, contract: Contract) -> Iterator[Stretch]:
    """In title and text, outside of quotation marks."""
    words = listed(contract, "placeholders")
    script = swindle(writing, contract)
    for field, text in writing.unquoted:
        for match in _SIGNS.finditer(text) if _SIGN.search(text) else ():
            if match["ornament"] is None and not _passes(text, match, script):
                yield _stretch(field, text, match.start(), match.end())
        for match in _BLANKS.finditer(text) if _BLANK.search(text) else ():
            yield Stretch(field, match.start(), match.end(), "blank", {"word": match[0].strip()})
        unsaid = _UNSAID.finditer(text) if "未" in text or "不明" in text else ()
        for match in chain(_FIELDS.finditer(text), unsaid, _ZEROS.finditer(text), words.finditer(text)):
            yield Stretch(field, match.start(), match.end(), "found", {"word": match[0]})


def check(document: Document, context: Context) -> Iterator[Problem]:
    """Needs no alert. The reason of a confirmation is left to the rule ``confirmed``."""
    found = list(problems(document, context, look, items=AUTHORED))
    yield from found
    told = {one.span for one in found}
    for path, text in document.values.items():
        if path and path[-1] in REASONS and path[0] != "confirmed" and text.strip() and SAYS_NOTHING.fullmatch(text):
            span = document.place(*path)
            if span not in told:
                yield Problem(span, "reason", {"word": text})


def _stretch(field: Field, text: str, start: int, end: int) -> Stretch:
    unit = re.compile(_UNIT).match(text, end)
    return Stretch(field, start, end, "found", {"word": text[start : unit.end() if unit else end]})


def _framed(text: str, start: int, end: int) -> bool:
    """Whether the run of a sign is one of two that frame their line."""
    sign = text[start] * 2
    if text[start - 1 : start] in ("", "\n"):
        rest = text[end : end + _LINE].split("\n")[0].rstrip()
        return len(rest) > len(sign) and rest.endswith(sign)
    rest = text[max(0, start - _LINE) : start].rpartition("\n")[2]
    return text[end : end + 1] in ("", "\n") and rest.startswith(sign)


def _passes(text: str, match: re.Match[str], script: bool) -> bool:
    """Whether those signs stand in for nothing."""
    start, end = match.span()
    before, after = text[start - 1 : start], text[end : end + 1]
    if match["circle"] and ((before and before in _NUMERALS) or (after and after in _DIGITS)):
        return True
    if (
        _CALLED.match(text, end)
        or _ZERO.match(text, max(0, start - 2))
        or (match["times"] and _framed(text, start, end))
    ):
        return True
    if match["cross"] or match["times"]:
        if before == "-" or after == "-" or before.isdigit():
            around = text[max(0, start - 40) : end + 20].split("\n")
            return script or any(_NUMBER.search(line) for line in around)
        return False
    if match["filled"]:
        if _STANDS_IN.match(text, end):
            return False
        joined = before.isalnum()
        if not joined:
            return _TITLE.match(text, end) is None
        return not (after and not after.isspace())
    return False
