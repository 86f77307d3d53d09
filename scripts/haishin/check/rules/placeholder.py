"""Rule ``placeholder``: no stand-in is left: ○○町, ●月●日, XX, 「　月　日」, TODO, nor a reason that is none (5(3)).

Passes: what a swindler says (「市役所の○○です」) and who he says he is (○○を名乗る男), numerals (二〇二六年, 午前〇時),
what begins a line or frames a heading, the hidden digits of a foreign number (+1 844 XXX …).
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from haishin.check.document.sample import SAMPLE, changed
from haishin.check.reading import Field, Reading, Writing
from haishin.check.reading.items import AUTHORED, REASONS
from haishin.check.rules import Problem, Stretch, problems
from haishin.check.rules.confirmed import SAYS_NOTHING
from haishin.check.rules.worded import matches, near
from haishin.core.contract import Contract
from haishin.core.model import Severity, Text
from haishin.core.text.lazy import lazy

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
    ("found", changed(_PLACE, "（場所）で")),
    ("blank", changed("11月25日", "　月　日（　）")),
    ("reason", changed("press: none", "press: none\nwhy_late: 理由")),
)

_NUMERALS = "一二三四五六七八九十百千万億0-9"
_UNIT = (
    "(?:[月日時分歳才代町市区村号番丁人名件円署万億点枚台頭匹本個社%㎝]|センチ|メートル|キロ|割(?!引)|"
    "年(?=[生前間度代ご頃0-9○●〇]))"
)
_AFTER = (
    "(?:[でにをのがはへ、]|から|まで|付近|地内|方面|地区|くらい|ぐらい|ころ|ごろ|頃|交差点|駅|線|橋|店|IC|インター)"
)
# A run is tried once, from its first sign to its last: else a long one costs its square. The last is the mark that a
# draft begins with.
_SIGNS = lazy(
    rf"(?<![{_NUMERALS}○◯〇\n])(?<!^)[○◯〇]{{2,}}(?![一二三四五六七八九0-9○◯〇\n])|^[○◯〇]{{2,}}(?=[^\s○◯〇])"
    rf"|(?<![●◎■□▲△▼▽◆◇])[●◎■□▲△▼▽◆◇]{{2,}}+(?={_UNIT}|{_AFTER}|さん|氏|様)"
    rf"|(?<![A-Za-z])X{{2,}}(?![A-Za-z])|(?:(?<!×)×{{2,}}+|(?<!_)_{{2,}}+|(?<![?])[?]{{2,}}+)(?={_UNIT}|{_AFTER}|さん|氏)"
    r"|(?<!_)_{3,}+(?=\S)"
    r"|(?<![A-Za-z])X(?=月[X\d]|日[こ頃午に]|歳)"
    rf"|(?<=[^\s。】」){_NUMERALS}○◯〇])[○〇◯●■▲△□×](?={_UNIT})(?<!午[前後]〇)|(?<=[月日前後約第、])[?](?={_UNIT})|^[○〇◯●■▲△□×?](?=[月時][○〇◯●■▲△□×?][日分])"
    r"|\{\{[^{}\n]{0,40}\}\}|\[\[[^\[\]\n]{1,12}\]\]|<<[^<>\n]{1,12}>>",
    re.MULTILINE,
)
_SIGN = re.compile("[○◯〇●◎■□▲△▼▽◆◇×X_?{[<]")  # one stands in whatever ``_SIGNS`` finds
_BLANKS = re.compile(r"(?<![0-9〇○● ]) {1,9}月 {1,9}日|午[前後] {1,9}時|[0-9]月 {1,9}日|\( {0,9}\)")
_BLANK = re.compile("[ (][月時日)]")  # one stands in whatever ``_BLANKS`` finds
_FIELDS = re.compile(
    r"[(\[【](?:(?:発生)?(?:場所|日時)|氏名|年月日|時刻|住所|電話番号|番号|年齢|性別|曜日|件数|金額|日付|"
    r"(?:市町村|市町?|町|地|警察署|署|路線|道路|交差点|店舗?|施設|学校)名)[)\]】]"
    rf"(?={_UNIT}|{_AFTER}|と|さん|氏|様|警察署)"
)
_WITH_UNIT = lazy(_UNIT)
_CALLED = lazy(
    "[^。、\n]{0,12}?(?:を|と|だと|など[とを])(?:名乗|装|かた[るりっ]|騙|称)|[^。、\n]{0,8}?(?:になりすま|詐欺)"
)
_NUMBER = lazy(r"[+]|国際|着信|始ま|番号表示|末尾|下[0-9]")  # its hidden digits are XXX


def look(writing: Writing, contract: Contract) -> Iterator[Stretch]:
    """Yield the stand-ins of title and text outside quotations; of those that overlap (＜＜未記入＞＞) the first."""
    end: dict[Field, int] = {}
    stand_ins = _stand_ins(writing, contract)
    for stretch in sorted(stand_ins, key=lambda stretch: (stretch.field, stretch.start, -stretch.end)):
        if stretch.start >= end.get(stretch.field, 0):
            yield stretch
            end[stretch.field] = stretch.end


def _stand_ins(writing: Writing, contract: Contract) -> Iterator[Stretch]:
    written, phrases = dict(writing.fields), near(ID, writing, contract)
    for field, text in writing.plain:
        for match in _SIGNS.finditer(text) if _SIGN.search(text) else ():
            if not _CALLED.match(text, match.end()) and not (match[0][0] == "X" and _NUMBER.search(_line(text, match))):
                unit = _WITH_UNIT.match(text, match.end())
                yield _stretch(field, written[field], match.start(), unit.end() if unit else match.end())
        for match in _BLANKS.finditer(text) if _BLANK.search(text) else ():
            yield Stretch(field, *match.span(), "blank", {"word": written[field][slice(*match.span())].strip()})
        fields = [match.span() for match in _FIELDS.finditer(text)]
        for start, end in (*fields, *((start, end) for start, end, _ in matches(phrases, text))):
            yield _stretch(field, written[field], start, end)


def check(reading: Reading) -> Iterator[Problem]:
    """Check the file, whether or not an alert was formed; the reason of a confirmation is left to ``confirmed``."""
    reported = list(problems(reading, look, items=AUTHORED))
    yield from reported
    spans = {problem.span for problem in reported}
    for path, text in reading.document.values.items():
        if path and path[-1] in REASONS and path[0] != "confirmed" and text.strip() and SAYS_NOTHING.fullmatch(text):
            span = reading.place(*path)
            if span not in spans:
                yield Problem(span, "reason", {"word": text})


def _stretch(field: Field, text: str, start: int, end: int) -> Stretch:
    return Stretch(field, start, end, "found", {"word": text[start:end]})


def _line(text: str, match: re.Match[str]) -> str:
    """Cut out the words around it in its line."""
    return text[max(0, match.start() - 40) : match.start()].rpartition("\n")[2]
