"""Numbers that by their form belong to one person: My Number, payment card, licence, passport, bank account, bicycle.

Each kind is a row of ``DETECTORS``: its form, the words that stand near it, and its check digit. A number counts
beside a cue even with a wrong check digit (a slip of the pen does not make it public); without one its check digit must
be right. Passes: the words alone, numbers that name themselves (受理番号 …), amounts, counts. Confidence: error.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from haishin.check.privacy.detector import Candidate, Detector, Filter, Passage
from haishin.core.text.lazy import lazy


def my_number(digits: str) -> bool:
    """Whether the twelfth digit is right (番号利用法施行令の総務省令第5条)."""
    rest = _weighed(digits[:11], (6, 5, 4, 3, 2, 7, 6, 5, 4, 3, 2))
    return int(digits[11]) == (0 if rest <= 1 else 11 - rest)


def licence(digits: str) -> bool:
    """Whether the eleventh of twelve digits is right."""
    return int(digits[10]) == (11 - _weighed(digits[:10], (5, 4, 3, 2, 7, 6, 5, 4, 3, 2))) % 10


def _weighed(digits: str, weights: tuple[int, ...]) -> int:
    return sum(int(digit) * weight for digit, weight in zip(digits, weights, strict=True)) % 11


def luhn(digits: str) -> bool:
    """Whether the last digit is right (ISO/IEC 7812-1, annex B)."""
    values = [int(digit) * (1 + place % 2) for place, digit in enumerate(reversed(digits))]
    return sum(value - 9 * (value > 9) for value in values) % 10 == 0


def listed(candidate: Candidate, passage: Passage) -> bool:
    """Whether it is an account that the contract lists."""
    return passage.public.account(candidate.value)


def of_a_paper(candidate: Candidate, _: Passage) -> bool:
    """Whether the number names itself as that of a paper, a machine, a parcel."""
    head = candidate.written.partition(candidate.value[0])[0]
    before = candidate.text[max(0, candidate.start - 30) : candidate.start]
    return any(map(_OTHER.search, (before, before + head)))


def proof_missing(words: re.Pattern[str], check: Callable[[str], bool]) -> Filter:
    """Make the filter that lets pass a number which nothing proves to be of this kind.

    Proof is one of ``words`` anywhere in the mail; or a right check digit, unless the number begins with a date or the
    mail has words of another kind of number.
    """

    def unproven(candidate: Candidate, passage: Passage) -> bool:
        if any(map(words.search, passage.mail)):
            return False
        return (
            any(map(_NAMED.search, passage.mail)) or not check(candidate.value) or bool(_DATED.match(candidate.value))
        )

    return unproven


_S = r"(?:[-\s・.の()]{0,2}|、(?=[0-9]{3}))"
_TWELVE = lazy(rf"[0-9](?<![0-9A-Z+].)(?<![0-9][-. ].)(?:{_S}[0-9]){{11}}(?![-. 、]?[0-9])(?!\s?[年月日円人件])")
# Numbers of papers and machines: their writer says so.
_OTHER = lazy(
    "(?:受[理付]|事件|広報|報道|整理|管理|伝票|注文|製造|機体|車体|車台|追跡|問い?合わ?せ先?|(?<!防犯)登録|商品|製品|会員"
    r"|荷物|送り状|認証|契約|法人|(?<!被)保険者|シリアル|型|品|便|記)(?:番号|名|番|No\.?|コード)?[はが:「(の第 ]{0,3}$"
)
_NAMED = lazy("マイナンバー|個人番号|免許")  # where both check digits fit, the words decide
_DATED = lazy("20[2-4][0-9](?:0[1-9]|1[0-2])(?:0[1-9]|[12][0-9]|3[01])[0-9]{4,8}$")  # papers are numbered by day
_COUNT = r"(?![-,]?[0-9])(?!\s?(?:円|万|件|人|名(?!義)|台|ドル|本|個|年|月|日|時))"

_ACCOUNT = (
    r"普[・/ :)]|ふ(?<=[/)].)(?=[0-9])|信金|店番|普通|フツウ|当座|貯蓄|定期|\([普当]\)"
    r"|口座|通帳番号|銀行|信用金庫|信用組合|農協|ゆうちょ|支店|本店"
)
HEAD = "(?:頭|上|前|最初|先頭|市外局番)(?:[0-9](?:桁|けた))?[はがにの]{0,2}"  # before the first part, told last


def _number(kind: str, form: re.Pattern[str], words: re.Pattern[str], check: Callable[[str], bool] = bool) -> Detector:
    """Make the detector of all numbers of that form but those that a filter lets pass; a form alone may be proof."""

    def find(text: str, _: Passage) -> Iterator[Candidate]:
        for match in form.finditer(text):
            yield Candidate(text, *match.span(), value=re.sub("[^0-9]", "", match[0]))

    return Detector(
        kind=kind,
        reads=lambda passage: passage.digits,
        cue=form,
        find=find,
        filters=(listed, of_a_paper, proof_missing(words, check)),
    )


DETECTORS = (
    _number("mynumber", _TWELVE, lazy("マイナンバー|個人番号|マイナカード|通知カード"), my_number),
    _number(
        "card",
        form=lazy(rf"[2-6](?<![0-9].)(?<![0-9][-.].)(?:{_S}[0-9]){{13,15}}(?![-. 、]?[0-9])"),
        words=lazy("カード|クレジット|デビット|プリペイド|VISA|JCB", re.IGNORECASE),
        check=luhn,
    ),
    _number("licence", _TWELVE, lazy("免許|運転経歴"), licence),
    _number(  # of a residence card, too: two letters, eight digits, two letters
        "passport",
        form=lazy(
            rf"[A-Z](?<![A-Za-z0-9].)\s?[A-Z](?<!NO)(?<!ID){_S}[0-9](?:{_S}[0-9]){{6}}(?:{_S}[0-9]{_S}[A-Z]\s?[A-Z])?"
            r"(?![A-Za-z0-9])(?!-[0-9])|(?:被保険者|保険証|保険の?番号)[^0-9。\n]{0,8}[0-9]{8,10}(?![0-9])"
        ),
        words=lazy("旅券|パスポート|在留|保険"),
    ),
    _number(
        "bank",
        form=lazy(
            rf"(?:{_ACCOUNT})(?:[^0-9。]|[0-9][つ桁]){{0,16}}(?:[0-9]{{3,4}}\)?[^0-9。]{{1,8}})?(?<![0-9])"
            rf"[0-9](?:[-\s・.の()/、]{{0,2}}[0-9]){{6}}{_COUNT}"
            rf"|(?:普通|当座|貯蓄)(?:預金|口座)?[番号:\s(の]{{0,4}}[0-9](?:-?[0-9]){{4,5}}(?![0-9]){_COUNT}"
            r"|(?:記号|ゆうちょ|(?:郵便)?貯金口座|\(記\))[^0-9。]{0,12}[01][0-9]{4}(?:[^0-9。]{0,4}番号?[^0-9。]{0,4}|\s?[-の]\s?)[0-9](?:[-〜]?[0-9]){1,7}(?![0-9])"
            rf"|(?:末尾|下[0-9](?:桁|けた)|後ろ)[はがの]{{0,2}}\s?[0-9]{{3,4}}[」』)(、で]{{0,3}}{HEAD}(?!0[5-9]0)[0-9]{{3,6}}"
            r"|暗証(?:番号)?[^0-9。\n]{0,8}[0-9]{4}(?![0-9年桁]|など)"
        ),
        words=lazy("口座|普通|当座|暗証|カード|通帳"),
    ),
    _number(  # its form proves nothing
        "bicycle",
        form=lazy(
            rf"防犯登録[^0-9。\n所電話TEL]{{0,14}}[0-9](?:{_S}[0-9]){{3,9}}{_COUNT}"
            rf"|[都道府県]警察? {{0,2}}[A-Z]?-?[0-9]{{5,8}}{_COUNT}"
        ),
        words=lazy("防犯登録|自転車|シール"),
        check=str.isalpha,
    ),
)
