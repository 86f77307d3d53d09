"""The sentence around a place in a text."""

from __future__ import annotations

_ENDS = "。\n！？!?"
_REACH = 120  # no sentence is looked at further than this: cost stays linear


def sentence(text: str, start: int, end: int) -> str:
    """Cut out the sentence around that stretch."""
    reach = end + _REACH
    places = [text.find(mark, end, reach) for mark in _ENDS]
    last = min((place for place in places if place >= 0), default=reach)
    return before(text, start) + text[start:last]


def before(text: str, place: int) -> str:
    """Cut out the part of the sentence before that place."""
    reach = max(0, place - _REACH)
    return text[max(reach, max(text.rfind(mark, reach, place) for mark in _ENDS) + 1) : place]
