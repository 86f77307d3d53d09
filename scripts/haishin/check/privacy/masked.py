"""The mask of a private text: its shape, for its writer to know it again, and nothing of its content."""

from __future__ import annotations

import unicodedata

_SHOWN = 3  # digits at the front: an area or network code, which thousands share
_ENOUGH = 9  # digits: fewer, and what is shown would be a third of it


def masked(text: str) -> str:
    """Mask a text: ``090-****-****`` of a telephone number, ``*`` for any other letter; separators stay."""
    plain = "".join(_plain(character) for character in text)
    places = [index for index, character in enumerate(plain) if character.isdigit()]
    shown: list[int] = []
    if _ENOUGH <= len(places) <= 11 and plain[places[0]] == "0":
        shown = places[:_SHOWN]
    letters = list(plain)
    for index, character in enumerate(plain):
        if character.isalnum() and index not in shown:
            letters[index] = "*"
    return "".join(letters)


def _plain(character: str) -> str:
    folded = unicodedata.normalize("NFKC", character)
    if character.isspace():
        return " "
    if len(folded) == 1 and folded.isprintable():
        return folded
    return "*"
