"""Short forms of scanning, for the tests of the detectors. «…» marks what must be found."""

from __future__ import annotations

from haishin.check import privacy
from support.contract import shipped


def scan(body: str, title: str = "", **given: object) -> tuple[privacy.Hit, ...]:
    """The hits, with nothing consented or disclosed unless given."""
    return privacy.scan(title, body, shipped(), **given)  # type: ignore[arg-type]


def found(body: str, **given: object) -> list[tuple[str, str]]:
    """Kind and text of each hit in a body."""
    return [(hit.kind, body[hit.start : hit.end]) for hit in scan(body, **given)]


def kinds(marked: str) -> set[str]:
    """The kinds of the hits that touch the marked stretch."""
    start, end = marked.index("«"), marked.index("»") - 1
    plain = marked.replace("«", "").replace("»", "")
    return {hit.kind for hit in scan(plain, category="suspicious-person") if hit.start < end and start < hit.end}


def wide(text: str) -> str:
    """ASCII in full width."""
    return "".join(chr(ord(letter) + 0xFEE0) if "!" <= letter <= "~" else letter for letter in text)


def kanji(text: str) -> str:
    """Digits as kanji numerals."""
    return text.translate(str.maketrans("0123456789", "〇一二三四五六七八九"))


def spaced(text: str) -> str:
    """A space between all letters."""
    return " ".join(text)
