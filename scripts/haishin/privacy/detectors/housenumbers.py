"""The numbers of houses as ``address`` reads them: in digits, without what stands between.

On top of the view in digits: numbers in kana before their units (ろくばん, ロクニー番地), kanji numerals behind 甲 or
ロの or with spaces in them (六百 五), single digits set apart (2 7 5 1), 「番地は314、枝番が8」.
"""

from __future__ import annotations

import re

from haishin.privacy.spelling.numerals import NUMERALS, numeral
from haishin.privacy.spelling.view import View

KANJI = "一-龥々〆ヶヵケノツ"  # letters of place names
# A number of these is no house's.
COUNTED = (
    r"\s?(?:時|分|秒|月|日|年|人|名|件|台|個|本|歳|才|円|万|千|キロ|km|kg|メートル|m|センチ|cm|平方|㎡|ヘクタール|リットル|回|号線|"
    r"号(?=沿)|代|割|度|[かヶカヵ箇]所|[かヶカヵ箇]月|倍|週|階|軒|棟|つ(?!き)|便|組|区|班|校|社|店|世帯|戸|頭|匹|羽|枚|点|冊|箱|袋|株|"
    r"席|坪|畳|パック|%|線|番線|番ホーム|車線|対)"
)

_ONES = {
    "いち": 1, "いっ": 1, "に": 2, "さん": 3, "よん": 4, "よ": 4, "ご": 5, "ろく": 6, "ろっ": 6, "なな": 7, "しち": 7,
    "はち": 8, "はっ": 8, "きゅう": 9, "く": 9, "ぜろ": 0, "れい": 0,
    "にー": 2, "よー": 4, "ごー": 5,
}  # fmt: skip
_SCALES = {
    "じゅう": 10, "じゅっ": 10, "ひゃく": 100, "びゃく": 100, "ぴゃく": 100, "せん": 1000, "ぜん": 1000,
}  # fmt: skip
_UNITS = {"ちょうめ": "丁目", "ばんち": "番地", "ばん": "番", "ごう": "号"}
_RAISED = {code: code + 0x60 for code in range(ord("ぁ"), ord("ゖ") + 1)}
_LOWERED = {code + 0x60: code for code in _RAISED}


def _either(words: str) -> str:
    return f"{words}|{words.translate(_RAISED)}"


_WORD = _either("|".join(sorted([*_ONES, *_SCALES], key=len, reverse=True)))
_UNIT = _either("|".join(_UNITS))
_SURE = "(?:ぜろ|いち|よん|ろく|なな|はち|きゅう)"
_TOKENS = re.compile(_WORD)
_HEARD = re.compile(rf"{_UNIT}|[番号](?<=[ぁ-んァ-ヺー\s].)|丁目(?<=[ぁ-んァ-ヺー\s]..)")
_SPOKEN = re.compile(
    rf"(?:(?<=[\s、。のはが町字目番地台原丘村市「])|(?<=[一-龥])(?=[ァ-ヺ]|{_SURE}{{2}}))(?P<number>(?:{_WORD}){{1,8}})\s?(?P<unit>{_UNIT}|丁目|番地?|号)"
    rf"(?![一-龥](?<![棟室])(?<!番地)|ん|ごはん|ごう|め|せん)"
)
# よん の ろく の に, and ろくのに behind a 丁目
_LINK = re.compile(rf"[のノ](?<=[{''.join(sorted({word[-1] for word in _WORD.split('|')}))}\s].)(?=\s?(?:{_WORD}))")
_CHAINED = re.compile(
    rf"(?:(?<=[\s、町原台字])(?:{_WORD}){{1,4}}\s?[のノ]\s?|(?<=丁目)\s?)(?:{_WORD}){{1,4}}\s?[のノ]\s?(?:{_WORD}){{1,4}}"
    r"(?=[\s、。」)]|です|だ|に住|$)"
)
_KANJI = f"[{NUMERALS}]"
_LETTERED = re.compile(
    rf"(?P<letter>[甲乙丙丁イロハニホ]\s?(?:の部|[ノの/])?\s?)(?P<number>{_KANJI}{{1,7}})(?![年月日時分人名件円個台回歳万億])"
)
_LONG = re.compile(f"{_KANJI}{{3}}")
_ALONE = re.compile(
    rf"(?<=[町字原台丘沢村])(?:\s|の)?(?P<number>{_KANJI}{{3,7}})(?=に[住居お在]|の[女男家宅民自住]|在住|です|[方宅)」、。\s]|$)"
)
_TELLING = re.compile(
    rf"(?:[でに、\s]{{0,3}}(?P<unit>番地|番|枝番|号)[はがも:]|\((?P<boxed>番地|番|枝番|号)\)?)\s?(?P<number>[0-9]{{1,5}}|{_KANJI}{{1,7}})"
)
_HESITATION = re.compile(r"[、\s]*(?:えー+っ?と?|ええと|えっと|あのー|そのー)[、\s]*")
_TENS = re.compile(r"(?P<tens>[1-9]0+)\s(?P<ones>[1-9][0-9]?)(?=\s?[の番-])")
_APART = re.compile(r"[0-9](?<![0-9]\s.)(?<![0-9].)(?:\s[0-9]){2,4}(?!\s?[0-9])")
# 〇五三二の六, and 町 の 605
_LEADING = re.compile(r"(?<=[町村字原台])(?:0(?=[1-9][0-9]{1,3}[の-][0-9]{1,3}(?![0-9の-]))|(?:\sの\s?|の\s)(?=[0-9]))")
# 前橋市／駒形町／1234
_PARTED = re.compile(
    r"[/・,|](?:(?<=[市区町村郡].)(?=[一-龥ぁ-んァ-ヺー]{2,8}[/・,|]?[0-9])|(?<=[町村字原台丘].)(?=[0-9]{1,5}[-/,の][0-9]))"
)
# 6丁\n目, 2丁3番
_BROKEN = re.compile(
    r"\n(?:(?<=丁\n)(?=目)|(?<=番\n)(?=地)|(?<=番[0-9]\n)(?=[0-9]号)|(?<=[0-9]\n)(?=丁目|番地?[0-9]|号))"
)
_BLOCK = re.compile("(?<=[0-9])丁(?=[0-9]{1,2}番)")
# One sign throughout, whichever it is: 2|13|5
_SIGN = re.compile(
    r"[1-9](?:(?<=[目条町字原台丘村沢野島木本井岡田谷崎宮].)|(?<=[目条町字原台丘村沢野島木本井岡田谷崎宮]\s.))[0-9]{0,3}"
    r"(?=[\W_乃])"
)
_SIGNED = re.compile(
    r"(?<=[目条町字原台丘村沢野島木本井岡田谷崎宮])(?P<gap>\s?)(?P<first>[1-9][0-9]{0,3})(?P<sign>\s?(?:[_,、乃]|[^\w\s.・/()-])\s?|\s{1,2})(?P<second>[0-9]{1,3})"
    r"(?P=sign)(?P<third>[0-9]{1,4})(?![0-9:|]|\s?(?:の順|ころ|ごろ|頃))"
    r"|(?<=[町字原台丘村沢])(?P<lot>[1-9][0-9]{2,3})[|→_〜=*乃](?=[0-9]{1,3}(?![0-9]))"
)


def house_numbers(view: View) -> View:
    """The view in digits, once more for houses."""
    text = view.text
    view = view.rewrite(_PARTED, lambda _: "")
    if "\n" in text:
        view = view.rewrite(_BROKEN, lambda _: "")
    if "丁" in text:
        view = view.rewrite(_BLOCK, lambda _: "丁目")
    if _SIGN.search(view.text):
        view = view.rewrite(_SIGNED, _dashed)
    if _HEARD.search(text):
        view = view.rewrite(_SPOKEN, _spoken)
    if _LINK.search(text):
        view = view.rewrite(_CHAINED, _chained)
    if "番" in text:
        view = view.rewrite(_HESITATION, lambda _: "").rewrite(_TELLING, _told)
    view = view.rewrite(_LETTERED, lambda found: found["letter"] + numeral(found["number"]))
    if _LONG.search(view.text):
        view = view.rewrite(_ALONE, lambda found: numeral(found["number"]))
    view = view.rewrite(_TENS, _summed).rewrite(_LEADING, lambda _: "")
    return view.rewrite(_APART, lambda found: re.sub(r"\s", "", found[0]))


def _spoken(found: re.Match[str]) -> str:
    unit = found["unit"].translate(_LOWERED)
    return f"{_number(found['number'])}{_UNITS.get(unit, unit)}"


def _chained(found: re.Match[str]) -> str:
    return "の".join(_number(part) for part in re.split("[のノ]", found[0]))


def _number(kana: str) -> str:
    """さんぜんよんひゃく → 3400, ロクニー → 62."""
    total = current = 0
    digits = ""
    for token in _TOKENS.finditer(kana):
        word = token[0].translate(_LOWERED)
        if word in _SCALES:
            total += (current or 1) * _SCALES[word]
            current = 0
        else:
            current = current * 10 + _ONES[word]
            digits += str(_ONES[word])
    return str(total + current) if total else digits


def _dashed(found: re.Match[str]) -> str:
    return f"{found['lot']}-" if found["lot"] else "{gap}{first}-{second}-{third}".format(**found.groupdict())


def _told(found: re.Match[str]) -> str:
    number = found["number"]
    unit = found["unit"] or found["boxed"]
    return ("-" if unit in ("枝番", "号") else "") + (number if number.isdecimal() else numeral(number))


def _summed(found: re.Match[str]) -> str | None:
    """六百 五 → 605."""
    tens, ones = found["tens"], found["ones"]
    return str(int(tens) + int(ones)) if len(tens) - len(tens.rstrip("0")) >= len(ones) else None
