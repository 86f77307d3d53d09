"""Numbers that by their form belong to one person: My Number, payment card, licence, passport, bank account.

Each kind is a row of ``DETECTORS``: its forms, the words that stand near it, and its check digit. A number counts
beside a cue even with a wrong check digit (a slip of the pen does not make it public); without one its check digit must
be right. Passes: the words alone, numbers that name themselves (受理番号 …), amounts, counts. Confidence: error.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from haishin.privacy.hit import Found
from haishin.privacy.passage import Passage, found


def my_number(digits: str) -> bool:
    """Whether the twelfth digit is right (番号利用法施行令の総務省令第5条)."""
    weights = (6, 5, 4, 3, 2, 7, 6, 5, 4, 3, 2)
    rest = sum(int(digit) * weight for digit, weight in zip(digits[:11], weights, strict=True)) % 11
    return int(digits[11]) == (0 if rest <= 1 else 11 - rest)


def licence(digits: str) -> bool:
    """Whether the eleventh of twelve digits is right."""
    weights = (5, 4, 3, 2, 7, 6, 5, 4, 3, 2)
    rest = sum(int(digit) * weight for digit, weight in zip(digits[:10], weights, strict=True)) % 11
    return int(digits[10]) == (11 - rest) % 10


def luhn(digits: str) -> bool:
    """Whether the last digit is right (ISO/IEC 7812-1, annex B)."""
    total = 0
    for place, digit in enumerate(reversed(digits)):
        value = int(digit) * (1 + place % 2)
        total += value - 9 * (value > 9)
    return total % 10 == 0


def _form(digits: str) -> bool:
    """Its form tells enough."""
    return bool(digits)


@dataclass(frozen=True, slots=True)
class Row:
    """``cue`` stands up to thirty characters before a number of that form, or ten behind; ``check`` sees its digits."""

    KIND: str
    form: re.Pattern[str]
    cue: re.Pattern[str]
    check: Callable[[str], bool]

    def find(self, passage: Passage) -> Iterator[Found]:
        """Every number of that form that its cue or its check digit tells."""
        view = passage.digits
        for match in self.form.finditer(view.text):
            before = view.text[max(0, match.start() - 30) : match.start()]
            digits = re.sub("[^0-9]", "", match[0])
            head = before + match[0].partition(digits[0])[0]
            if passage.public.account(digits) or _OTHER.search(before) or _OTHER.search(head):
                continue
            near = f"{head}|{view.text[match.end() : match.end() + 10]}"
            if self.cue.search(near) or (not _NAMED.search(near) and self.check(digits) and not _DATED.match(digits)):
                yield found(view, match.start(), match.end())


_S = r"[-\s・.の()]{0,2}"
_TWELVE = re.compile(rf"[0-9](?<![0-9A-Z+].)(?<![0-9][-. ].)(?:{_S}[0-9]){{11}}(?![-. ]?[0-9])(?!\s?[年月日円人件])")
# Numbers of papers and machines: their writer says so.
_OTHER = re.compile(
    "(?:受[理付]|事件|広報|報道|整理|管理|伝票|注文|製造|機体|車体|車台|追跡|問い?合わ?せ先?|登録|商品|製品|会員"
    "|荷物|送り状|認証"
    r"|契約|法人|保険者|シリアル|型|品|便|記)(?:番号|名|番|No\.?|コード)?[はが:「(の第 ]{0,3}$"
)
_NAMED = re.compile("マイナンバー|個人番号|免許")  # where both check digits fit, the words decide
_DATED = re.compile("20[2-4][0-9](?:0[1-9]|1[0-2])(?:0[1-9]|[12][0-9]|3[01])[0-9]{4,8}$")  # papers are numbered by day
_COUNT = r"(?![-,]?[0-9])(?!\s?(?:円|万|件|人|名(?!義)|台|ドル|本|個|年|月|日|時))"

DETECTORS = (
    Row("mynumber", _TWELVE, re.compile("マイナンバー|個人番号|マイナカード|通知カード"), my_number),
    Row(
        "card",
        re.compile(rf"[2-6](?<![0-9].)(?<![0-9][-.].)(?:{_S}[0-9]){{13,15}}(?![-. ]?[0-9])"),
        re.compile("カード|クレジット|デビット|プリペイド|VISA|JCB", re.IGNORECASE),
        luhn,
    ),
    Row("licence", _TWELVE, re.compile("免許|運転経歴"), licence),
    Row(  # of a residence card, too: two letters, eight digits, two letters
        "passport",
        re.compile(
            rf"[A-Z](?<![A-Za-z0-9].)\s?[A-Z](?<!NO)(?<!ID){_S}[0-9](?:{_S}[0-9]){{6}}(?:{_S}[0-9]{_S}[A-Z]\s?[A-Z])?"
            r"(?![A-Za-z0-9])(?!-[0-9])"
        ),
        re.compile("旅券|パスポート|在留"),
        _form,
    ),
    Row(
        "bank",
        re.compile(
            r"(?:普通|フツウ|当座|貯蓄|定期|\([普当]\)|口座|通帳番号|銀行|信用金庫|信用組合|農協|ゆうちょ|支店|本店)"
            rf"[^0-9。]{{0,16}}(?:[0-9]{{3,4}}\)?[^0-9。]{{1,8}})?(?<![0-9])[0-9](?:{_S}[0-9]){{6}}{_COUNT}"
            r"|(?:記号|ゆうちょ)[^0-9。]{0,12}[01][0-9]{4}(?:[^0-9。]{0,4}番号[^0-9。]{0,4}|\s?-\s?)[0-9]{2,8}(?![0-9])"
        ),
        re.compile("口座|普通|当座"),
        _form,
    ),
)
