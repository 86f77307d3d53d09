"""Bank accounts.

Finds 6 to 8 digits behind a kind of account (普通, 当座 …; seven before it, too), 口座番号, or a bank or branch in the
same sentence;
記号 and 番号 of ゆうちょ; a secret number (暗証番号は1234).
Passes: the words alone, amounts, counts, accounts of ``official_accounts``. Confidence: error.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from haishin.privacy.hit import Found
from haishin.privacy.passage import Passage, found

KIND = "bank"
_S = r"[-\s・./_,、の()]{0,2}"
_COUNT = r"(?![0-9])(?!\s?(?:円|万|件|人|名(?!義)|台|ドル|口|本|個|,[0-9]|-[0-9]|年|月|日|時))"
_ACCOUNT = re.compile(
    rf"(?:普通|ふつう|フツウ|フツー|当座|とうざ|トウザ|貯蓄|定期(?=預金)|\(普\)|\(当\)|(?<![一-龥])普(?=[\s・:.0-9-]))(?:預金|"
    rf"口座)?[^0-9。]{{0,12}}[0-9](?:{_S}[0-9]){{5,7}}{_COUNT}"
)
_NUMBER = re.compile(
    rf"(?:銀行|信金|信用金庫|信用組合|労働金庫|農協|(?<![A-Z])JA|ゆうちょ|ゆうちよ|支店|本店|"
    rf"出張所|口座|コウザ|通帳番号|振込先|振り込み先)[^0-9。]{{0,26}}(?:[0-9]{{3,4}}\)?[^0-9。]{{1,8}})?"
    rf"(?<![0-9])[0-9](?:{_S}[0-9]){{6}}{_COUNT}"
)
_BEFORE = re.compile(
    rf"[0-9](?<![0-9-].)(?:{_S}[0-9]){{6}}(?![0-9-])\s?[(]?(?:普通|当座|貯蓄|ふつう|フツウ|とうざ|トウザ)(?:預金|口座)?[)」]?"
)
_SECRET = re.compile(r"暗証番号[はがをの:= (「《『]{0,3}(?<![0-9])[0-9]{4}(?![0-9]|\s?[桁けケ]|など|のよう|や)")
_POSTAL = re.compile(
    r"(?<![0-9])(?:記号[^0-9。]{0,6})?[01][0-9]{4}(?:[^0-9。]{0,4}番号[^0-9。]{0,4}|\s?-\s?(?:[0"
    r"-9]\s?-\s?)?)[0-9]{2,8}(?![0-9])"
)
# In or before each of them; most texts have none.
_CUE = re.compile(
    r"普|ふつう|フツ|当座|とうざ|トウザ|貯|定期|\(当|銀行|信|労働金庫|農協|JA|ゆうち|支店|本店|出張所|口座|コウザ|通帳|振|記号|郵便"
    r"|番号(?<![一-龥]番号)|暗証"
)
_POSTAL_CUE = re.compile(r"記号|ゆうちょ|郵便|貯金|口座|通帳|(?<![一-龥])番号")  # 整理番号 is another
_PHONE = re.compile(r"電話|TEL|連絡|問い?合わせ|0[0-9]{1,3}[-(][0-9]{1,4}[-)][0-9]{4}$", re.IGNORECASE)


def find(passage: Passage) -> Iterator[Found]:
    """Accounts with their number."""
    view = passage.digits
    if not _CUE.search(view.text):
        return
    for pattern in (_ACCOUNT, _NUMBER, _BEFORE, _POSTAL, _SECRET):
        for match in pattern.finditer(view.text):
            near = view.text[max(0, match.start() - 12) : match.end()]
            if pattern is _POSTAL and not _POSTAL_CUE.search(near):
                continue
            if _PHONE.search(match[0]) or passage.public.account(re.sub("[^0-9]", "", match[0])):
                continue
            yield found(view, match.start(), match.end())
