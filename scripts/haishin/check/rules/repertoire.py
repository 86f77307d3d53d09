"""Rule ``repertoire``: characters outside ISO-2022-JP may reach a resident as 〓 or ? (5(3)).

The repertoire is ASCII and JIS X 0208. What old mail programs and relays lose outside of it is what people call
machine-dependent: ①, Ⅲ, ㈱, ℡, ㎝, half-width kana, emoji, 髙 and 﨑. The two Japanese tables disagree about the
code point of a few dashes and signs (～ U+FF5E for 〜 U+301C …): the mail is written with the usual one, so they pass.

A fix never takes away what can be seen, never joins figures (1½ is not 11/2, 10² not 102) or letters, and never changes
a name that the family agreed to or that is disclosed: these stand in the items in the same form.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from functools import cache, partial

from haishin.check.document.sample import SAMPLE, changed
from haishin.check.reading import Reading, Writing
from haishin.check.reading.reading import bound_by
from haishin.check.rules import Problem, Stretch, problems
from haishin.core.contract import Contract
from haishin.core.model import USUAL_SIGNS, Severity, Text

ID = "repertoire"
SEVERITY = Severity.WARNING
NAME = Text("機種依存文字", "Characters that some devices lack")
SUMMARY = "相手の端末で出ないことがある文字や絵文字は、ほかの書き方に直してください。"

MESSAGES = {
    "machine": Text(
        "「{written}」は機種依存文字です。相手の端末で正しく表示されないことがあります。",
        "`{written}` is machine-dependent and may not be shown on the reader's device.",
    ),
    "emoji": Text(
        "絵文字「{written}」があります。相手の端末で「?」などになることがあります。",
        "The emoji `{written}` may arrive as a question mark.",
    ),
    "name": Text(
        "「{written}」は氏名や地名に使われる字ですが、機種依存文字です。",
        "`{written}` occurs in names, but is machine-dependent.",
    ),
    "bound": Text(
        "「{written}」は機種依存文字です。了解を得た氏名(consent)か、公表する文字(disclose)に使われています。",
        "`{written}` is machine-dependent, and stands in a name of `consent` or in a text of `disclose`.",
    ),
    "outside": Text(
        "「{written}」は JIS の漢字表(JIS X 0208)にない文字です。相手の端末で正しく表示されないことがあります。",
        "`{written}` is not in JIS X 0208 and may not be shown on the reader's device.",
    ),
}
HINTS = {
    "machine": Text("「{fixed}」と書いてください。", "Write `{fixed}`."),
    "emoji": Text("絵文字を消し、言葉で書いてください。", "Delete it and say it in words."),
    "name": Text(
        "「{fixed}」と書いてください。本人や土地の表記が変わりますので、ご家族などに伝わる表記か確かめてください。",
        "Write `{fixed}`, and check that the person or place is still recognised by it.",
    ),
    "bound": Text(
        "「{fixed}」と書くときは、本文・件名と consent・disclose の両方を同じ字にしてください。"
        "このままにするときは confirmed に理由を書いてください。",
        "To write `{fixed}`, change the text and `consent` or `disclose` alike; to leave it, say why in `confirmed`.",
    ),
    "outside": Text(
        "ひらがなや「2分の1」など、ほかの書き方にしてください。", "Write it another way, in kana or words for instance."
    ),
}
_PLACE = "前橋市文京町2丁目"
GOOD = (SAMPLE, changed(_PLACE, "前橋市文京町（1）丁目〜３丁目−ヴ"), changed("3時30分ころ", "3時30分～4時ころ"))
BAD = (
    ("machine", changed(_PLACE, "前橋市文京町②丁目")),
    ("emoji", changed("声かけ事案の発生", "声かけ事案の発生🚨")),
    ("name", changed(_PLACE, "髙崎市")),
    ("outside", changed(_PLACE, "面積10²")),
    (
        "bound",
        changed(_PLACE, "髙崎駅").replace(
            "press: none", "press: none\ndisclose: [{text: 髙崎駅, ground: public-wanted}]"
        ),
    ),
    ("outside", changed(_PLACE, "前橋市꙳町")),
)

# Forms of names beside the character of JIS X 0208, and characters that the 2004 revision of JIS draws anew.
_NAMES = dict(
    zip(
        "髙﨑濵瀨德栁槗𠮷桒閒黑郞靑淸敎增橫寬內曻𠮟剝頰塡繫俠鷗麴蠟瘦囊搔噓摑焰軀醬驒潑禱瀆",
        "高崎浜瀬徳柳橋吉桑間黒郎青清教増横寛内昇叱剥頬填繋侠鴎麹蝋痩嚢掻嘘掴焔躯醤騨溌祷涜",
        strict=True,
    )
)
_SIGNS = {
    "☎": "電話", "☏": "電話", "📞": "電話", "📱": "携帯電話", "℡": "TEL", "№": "No.", "㏍": "K.K.",
    "㎡": "平方メートル", "㎥": "立方メートル", "➡": "→", "⬅": "←", "⬆": "↑", "⬇": "↓",
    "❗": "！", "❕": "！", "❓": "？", "❔": "？",
    "‼": "！！", "⁉": "！？", "✖": "×", "✕": "×", "❌": "×", "⭕": "○",
    "ℓ": "リットル", "〝": "“", "〟": "”", "＂": "”", "＇": "’",
    "–": "-", "‑": "-", "‒": "-", "•": "・", "·": "・", "⋯": "…", "ゔ": "ヴ", "◉": "◎",
    "\xa0": " ",
}  # fmt: skip
_PICTURE = "[\u231a-\u23ff\u2600-\u27bf\u2b00-\u2bff\U0001f000-\U0001faff]"
_DRESS = "[\ufe0e\ufe0f\u20e3\U0001f3fb-\U0001f3ff]*"  # how it looks, and the colour of a skin
_EMOJI = re.compile(f"{_PICTURE}{_DRESS}(?:\u200d{_PICTURE}{_DRESS})*")
_RAISED = re.compile("<(?:super|sub)>")
_KANA = re.compile("[\uff61-\uff9f]+")
_CIRCLED = re.compile("[①-⑳⓪㉑-㉟㊱-㊿❶-❿➀-➓⑴-⒇㈠-㉃㊀-㊰]")


def replacements(text: str) -> Iterator[tuple[int, int, str]]:
    """List what ISO-2022-JP does not hold and may safely be replaced: (start, end, replacement), in order, apart.

    Offsets count code points from 0, half-open.
    """
    for start, end, _, fixed in _outside(text):
        if fixed is not None:
            yield start, end, fixed


def look(writing: Writing, contract: Contract) -> Iterator[Stretch]:
    """Yield the characters of title and text that are outside the repertoire."""
    return _look("", writing, contract)


def check(reading: Reading) -> Iterator[Problem]:
    """Check the file, whether or not an alert was formed; an alert names what its items bind."""
    bound = ""
    if reading.alert is not None:
        bound = "".join(bound_by(reading.alert))
    return problems(reading, partial(_look, bound))


def _look(bound: str, writing: Writing, contract: Contract) -> Iterator[Stretch]:
    for field, text in writing.fields:
        for start, end, key, fixed in _outside(text):
            written = text[start:end]
            values = {"written": written, "fixed": fixed}
            if fixed is None or not any(character in bound for character in written):
                yield Stretch(field, start, end, key, values, fixed=fixed)
            else:
                yield Stretch(field, start, end, "bound", values)


def _outside(text: str) -> Iterator[tuple[int, int, str, str | None]]:
    """Yield each stretch outside the repertoire: start, end, key of the message, replacement."""
    if _encodes(text):
        return
    index = 0
    while index < len(text):
        character = text[index]
        if character.isascii() or _held(character):
            index += 1
            continue
        end, key, fixed = _judged(text, index)
        if key:
            yield index, end, key, fixed
        index = end


def _judged(text: str, index: int) -> tuple[int, str, str | None]:
    """Find the end of that stretch, and its key; the key is empty for hidden characters, which are another rule's."""
    character = text[index]
    if character in USUAL_SIGNS:
        return index + 1, "", None
    if character in _NAMES:
        return index + 1, "name", _NAMES[character]
    if kana := _KANA.match(text, index):
        plain = unicodedata.normalize("NFKC", kana[0])
        if _encodes(plain):
            return kana.end(), "machine", plain
        return kana.end(), "outside", None
    if emoji := _EMOJI.match(text, index):
        return _emoji(emoji)
    if character in _SIGNS:
        return index + 1, "machine", _SIGNS[character]
    kind = unicodedata.category(character)
    if kind[0] in "CM" and kind != "Me":  # the frame of a keycap is seen
        return index + 1, "", None
    fixed = _circled(character) or unicodedata.normalize("NFKC", character).replace("\u2044", "/")
    if fixed == character or not _encodes(fixed):
        return index + 1, "outside", None
    if _RAISED.match(unicodedata.decomposition(character)) or _joins(text, index, fixed):
        return index + 1, "outside", None
    return index + 1, "machine", fixed


def _emoji(emoji: re.Match[str]) -> tuple[int, str, str | None]:
    """Find its word or sign; None if it has none."""
    plain = emoji[0].rstrip("\ufe0e\ufe0f")
    known = _SIGNS.get(plain)
    if known is None and len(plain) == 1:
        known = _circled(plain)
    if known is None:
        return emoji.end(), "emoji", None
    return emoji.end(), "machine", known


def _joins(text: str, index: int, fixed: str) -> bool:
    """Whether figures would run into the figures beside them, or letters into letters."""
    before = unicodedata.normalize("NFKC", text[max(0, index - 1) : index])
    after = unicodedata.normalize("NFKC", text[index + 1 : index + 2])
    return _alike(before[-1:], fixed[:1]) or _alike(fixed[-1:], after[:1])


def _alike(left: str, right: str) -> bool:
    pair = left + right
    return len(pair) == 2 and (pair.isdigit() or (pair.isascii() and pair.isalpha()))


def _circled(character: str) -> str | None:
    """Spell （1） for ①, （株） for ㈱."""
    if not _CIRCLED.match(character):
        return None
    plain = unicodedata.normalize("NFKC", character).strip("()")
    if plain == character:
        plain = str(int(unicodedata.numeric(character)))
    return f"（{plain}）"


def _encodes(text: str) -> bool:
    try:
        text.encode("iso2022_jp")
    except UnicodeEncodeError:
        return False
    return True


_held = cache(_encodes)  # asked of one character after another
