"""What a name may look like: lists, letters and forms that the detector of names rests on."""

from __future__ import annotations

import re

from haishin.privacy.names.lists import rows, words

K = "一-龥々〆ヶヵ\u3400-\u4dbf\u9fa6-\u9fff\uf900-\ufaff\U00020000-\U0003134f"
_KATAKANA = {code: code + 0x60 for code in range(ord("ぁ"), ord("ゖ") + 1)}
_HIRAGANA = {kata: hira for hira, kata in _KATAKANA.items()}
GIVEN_ENDING = frozenset(
    "郎男夫雄子美江枝代介輔助斗翔樹也哉平司志史之幸弘浩宏昭造蔵吉彦香菜奈恵里織乃穂音希佳紀則徳亮治次朗太悟聡巳三吾"
)
SURNAMES = frozenset(surname for surname, _ in rows("surnames"))
SURNAME_KANA = frozenset(reading for _, reading in rows("surnames"))
COMMON = frozenset(given for (given,) in rows("given_names"))
KANA = frozenset(reading for (reading,) in rows("given_readings"))
FOREIGN_KANA, FOREIGN_ROMAN, FOREIGN_KANJI = (words("foreign_names", kind) for kind in ("kana", "latin", "kanji"))
# Letters that given names end with, and letters that they are made of.
LAST = frozenset(
    "郎男夫雄子美江枝代介輔助太斗翔樹也哉平一二三司志史之幸弘博浩宏広明昭正誠実勇茂進清孝隆武剛健修治次朗吉造蔵作松"
    "行彦信義和久人仁仁真悠蓮湊陽希香奈菜恵里花華愛結衣乃美咲葵理佳織穂音月海空凛莉穏生央馬士磨悟聡智勝利光英章憲篤"
    "亮涼諒良典則徳紀規洋陸大輝暉貴基巧拓匠徹哲学豊稔守護満寛裕敦淳純潤順準恭康泰春夏秋冬冴桜梅菊松竹鶴亀千世代津絵"
    "栄緒加佐沙紗砂紀妃姫歩羽葉乙音寧々弥耶弓由友優祐佑雅雪百合梨璃瑠留琉玲怜令礼麗敏俊駿瞬伸慎晋新親喜嘉芳好義昌政"
    "将匡国邦安晴遥遼龍竜虎彰朋知直尚忠貞定均等力薫馨操静富登昇賢謙健堅研建憲元源厳剛耕功浩紘鉱興航洸晃滉皓煌郁育勲"
    "文聖星青節雪善全宗宙忍心芯深仲朝潮哲鉄天典展伝渡都冬桃透藤徳南楠日波梛萌望睦茉万未実岬湖緑皆峰宮夢鳴名佑誉頼"
    "来蘭"
)
PLACES = words("words", "place")
NOUNS = tuple(words("words", "noun"))
CALLINGS = words("words", "calling")
KANA_NOUNS = tuple(words("words", "kana noun"))
KATAKANA_NOUNS = tuple(words("words", "katakana noun"))
ROMAJI = re.compile(
    r"(?:(?:[KSTNHMYRGZDBPJF]|CH|SH|TS|KY|SHY|NY|HY|MY|RY|GY|BY|PY|W)?[AIUEO]|N(?![AIUEO])|"
    r"(?:K|S|T|P)(?=[KSTPC])|H(?![AIUEO]))+",
    re.IGNORECASE,
)


POLITE = tuple(words("words", "polite"))


def katakana(text: str) -> str:
    """Hiragana as katakana."""
    return text.translate(_KATAKANA)


def hiragana(text: str) -> str:
    """Katakana as hiragana."""
    return text.translate(_HIRAGANA)


_FIRST = frozenset(surname[0] for surname in SURNAMES)
_HEADS = frozenset(surname[:2] for surname in SURNAMES)
# Surnames of one letter, and all second letters.
SINGLE = "".join(sorted(head for head in _HEADS if len(head) == 1))
SECOND = "".join(sorted({head[1] for head in _HEADS if len(head) > 1}))


def may_begin(text: str, start: int) -> bool:
    """Whether a listed surname can begin there, its letters spaced or not; most kanji are refused at once."""
    return text[start] in _HEADS or text[start : start + 2] in _HEADS or text[start + 1 : start + 2] in " \n・_"


def surnames_of(text: str) -> tuple[str, ...]:
    """The listed surnames with which the text begins, the longest first."""
    if text[:1] not in _FIRST:
        return ()
    return tuple(text[:size] for size in (5, 4, 3, 2, 1) if len(text) >= size and text[:size] in SURNAMES)


def surname_of(text: str) -> str | None:
    """The longest of them."""
    return next(iter(surnames_of(text)), None)


def given(text: str) -> bool:
    """Whether the text is written as a given name is."""
    return text in COMMON or (1 < len(text) <= 3 and all(letter in LAST for letter in text))


def ends_as_name(text: str) -> bool:
    """Whether an unknown run of kanji ends as given names do."""
    return text[-1:] in GIVEN_ENDING and not text.endswith(NOT_GIVEN)


WORDS = words("words", "given")
ALONE = COMMON - WORDS  # what is a given name and no word besides
ONE_LETTER_WORDS = words("words", "mountain")
BEHIND = COMMON - ONE_LETTER_WORDS  # what is a given name where it is written on to a surname
HISTORY = words("words", "history")
NOT_GIVEN = tuple(words("words", "ending"))
_ROMAN_SOUNDS = """
a i u e o ka ki ku ke ko sa shi su se so ta chi tsu te to na ni nu ne no ha hi fu he ho ma mi mu me mo ya yu yo ra
ri ru re ro wa o n ga gi gu ge go za ji zu ze zo da ji zu de do ba bi bu be bo pa pi pu pe po i e bu
"""
_ROMAN = str.maketrans(
    dict(
        zip(
            "アイウエオカキクケコサシスセソタチツテトナニヌネノハヒフヘホマミムメモヤユヨラリルレ"
            "ロワヲンガギグゲゴザジズゼゾダヂヅデドバビブベボパピプペポヰヱヴ",
            _ROMAN_SOUNDS.split(),
            strict=True,
        )
    )
    | dict.fromkeys("ーヽヾゝゞ", "")
)
_SMALL = (("ャ", "a"), ("ュ", "u"), ("ョ", "o"))


def roman(kana: str) -> str:
    """Katakana in the letters of passports: long vowels short (オオタ and オータ are OTA); of many words at once."""
    text = kana.translate(_ROMAN)
    for small, vowel in _SMALL:
        for sound in ("sh", "ch", "j"):
            text = text.replace(f"{sound}i{small}", sound + vowel)
        text = text.replace(f"i{small}", f"y{vowel}")
    return short(re.sub("ッ([a-z]?)", r"\1\1", text))


def short(text: str) -> str:
    """Long vowels as one letter."""
    return re.sub(r"ou|oo|oh(?![aiueo])", "o", text.lower()).replace("uu", "u")


SURNAMES_ROMAN = frozenset(roman(" ".join(SURNAME_KANA)).split())
GIVEN_ROMAN = frozenset(roman(" ".join(KANA)).split())
