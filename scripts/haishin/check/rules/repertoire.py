"""Rule ``repertoire``: signs that a phone of ten years ago does not show reach their reader as □ or ? (5(3)).

Mails are UTF-8, so what every phone shows passes: ①, ㎝, ㈱, half-width kana, 髙, 﨑, 📞 (``core/text/signs.py``).
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator

from haishin.check.document.sample import SAMPLE, changed
from haishin.check.reading import Reading, Writing
from haishin.check.rules import Problem, Stretch, problems
from haishin.core.contract import Contract
from haishin.core.model import Severity, Text
from haishin.core.text.signs import ODD, shown

ID = "repertoire"
SEVERITY = Severity.WARNING
NAME = Text("古い端末で出ない文字", "Characters that older devices lack")
SUMMARY = "10年ほど前の携帯電話では出ない文字や絵文字は、ほかの書き方に直してください。"

MESSAGES = {
    "spelled": Text(
        "「{written}」は新しい字です。10年ほど前の携帯電話では、□や「?」になることがあります。",
        "`{written}` is a new character: a phone of ten years ago may show a box or a question mark.",
    ),
    "emoji": Text(
        "「{written}」は新しい絵文字です。10年ほど前の携帯電話では、□や「?」になることがあります。",
        "`{written}` is a new emoji: a phone of ten years ago may show a box or a question mark.",
    ),
    "outside": Text(
        "「{written}」は、10年ほど前の携帯電話では、□や「?」になることがある字です。",
        "A phone of ten years ago may show `{written}` as a box or a question mark.",
    ),
}
HINTS = {
    "spelled": Text("「{fixed}」と書いてください。", "Write `{fixed}`."),
    "emoji": Text("絵文字を消し、言葉で書いてください。", "Delete it and say it in words."),
    "outside": Text("ひらがななど、ほかの書き方にしてください。", "Write it another way, in kana for instance."),
}
_PLACE = "前橋市文京町2丁目"
GOOD = (SAMPLE, changed(_PLACE, "前橋市①髙町2丁目（📞、㈱ﾐﾎﾝ、170㎝）"))
BAD = (
    ("spelled", changed(_PLACE, "㋿8年")),
    ("emoji", changed("声かけ事案の発生", "声かけ事案の発生🫡")),
    ("outside", changed(_PLACE, "前橋市꙳町")),
)


def look(writing: Writing, contract: Contract) -> Iterator[Stretch]:
    """Yield the characters of title and text that an older phone does not show."""
    for field, text in writing.fields:
        for others in ODD.finditer(text):
            for index in range(*others.span()):
                if not shown(text[index]) and (key := _key(text[index])):
                    fixed = None
                    if key == "spelled":
                        fixed = _plain(text[index])
                    values = {"written": text[index], "fixed": fixed}
                    yield Stretch(field, index, index + 1, key, values, fixed=fixed)


def check(reading: Reading) -> Iterator[Problem]:
    """Check the file, whether or not an alert was formed."""
    return problems(reading, look)


def _key(character: str) -> str:
    """Choose the key of the message; it is empty for a hidden character or a mark, which are another rule's."""
    kind = unicodedata.category(character)
    if kind[0] in "CM":
        return ""
    plain = _plain(character)
    if plain != character and all(map(shown, plain)) and not plain.isascii():  # figures and letters could run together
        return "spelled"
    if kind[0] == "S" and character > "\uffff":
        return "emoji"
    return "outside"


def _plain(character: str) -> str:
    return unicodedata.normalize("NFKC", character)
