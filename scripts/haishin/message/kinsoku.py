"""Breaking Japanese lines (禁則処理, after JIS X 4051): signs that may not begin or end a line, runs kept whole."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator

from haishin.core.text.width import clusters, columns

NOT_AT_START = frozenset(
    "、。，．・：；？！゛゜ヽヾゝゞ々〻ー〜～゠–‐"  # punctuation, iteration and length marks, hyphens
    "」』）］｝】〕〉》〗〙〟’”»｠"  # closing brackets
    "ぁぃぅぇぉっゃゅょゎゕゖァィゥェォッャュョヮヵヶㇰㇱㇲㇳㇴㇵㇶㇷㇸㇹㇺㇻㇼㇽㇾㇿ"  # small kana
    "｡､･ｰﾞﾟ｣ｧｨｩｪｫｬｭｮｯ"  # the same at half width
    "％‰℃°′″〟…‥"  # units after a number, leaders
    ",.:;!?)]}%'\""
)
NOT_AT_END = frozenset("「『（［｛【〔〈《〖〘〝‘“«｟｢＄￥¥£＃№([{$#")
_INSEPARABLE = frozenset("…‥—―")  # runs of these are one sign
_JOINS_DIGITS = frozenset("，．：・－‐‑–−ー〜～／")


def wrap(text: str, width: int, first: str = "", rest: str = "") -> list[str]:
    """Break a paragraph into lines of at most ``width`` columns, with the given beginnings.

    A number, Latin word or URL is never broken, so a line of such a piece may be longer. Spaces at a break go.
    """
    lines: list[str] = []
    line = first
    begun = False
    for piece in _pieces(text):
        if begun and columns(line) + columns(piece.rstrip(" ")) > width:
            lines.append(line.rstrip(" "))
            line, piece = rest, piece.lstrip(" ")
        line += piece
        begun = True
    return [*lines, line.rstrip(" ")]


def folded(text: str, width: int) -> str:
    """Break each line of a text that is longer than so many columns."""
    return "\n".join(part for line in text.split("\n") for part in wrap(line, width))


def _pieces(text: str) -> Iterator[str]:
    """Yield the text cut at every possible line break."""
    piece = ""
    for cluster in clusters(text):
        if piece and not _stays(piece, cluster):
            yield piece
            piece = ""
        piece += cluster
    if piece:
        yield piece


def _stays(before: str, after: str) -> bool:
    """Whether no line may be broken between the text before and the cluster after it."""
    last = _base(before)
    if after == " ":
        return True  # a space hangs at the end of what it follows
    if last == " ":
        opened = _base(before.rstrip(" ") or last) in NOT_AT_END  # the space would go, and the bracket end the line
        return opened or (after[0] in NOT_AT_START and not _in_word(after[0]))
    if last in NOT_AT_END or after[0] in NOT_AT_START:
        return True
    if last == after[0] and last in _INSEPARABLE:
        return True
    if last.isdigit() and after[0] in _JOINS_DIGITS:
        return True
    if _in_word(last) and _in_word(after[0]):
        return True
    return after[0].isdigit() and last in _JOINS_DIGITS and len(before) > 1 and before[-2].isdigit()


def _base(text: str) -> str:
    """The last character that is no mark."""
    for character in reversed(text):
        if not unicodedata.category(character).startswith("M"):
            return character
    return text[-1]


def _in_word(character: str) -> bool:
    """Part of a number, a URL or a word of an alphabet, full-width forms included."""
    if "!" <= character <= "~":
        return True
    plain = unicodedata.normalize("NFKC", character)
    if plain.isascii() and plain.isalnum():
        return True
    return character.isalpha() and unicodedata.east_asian_width(character) in ("N", "Na", "A")
