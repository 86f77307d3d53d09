"""Headings of a Markdown page, as GitHub links to them."""

from __future__ import annotations

import unicodedata


def anchor(heading: str) -> str:
    """Give what GitHub makes of a heading: small letters, no punctuation, hyphens for blanks."""
    kept = (one for one in heading.strip().lower() if unicodedata.category(one)[0] in "LNM" or one in " -_")
    return "".join(kept).replace(" ", "-")
