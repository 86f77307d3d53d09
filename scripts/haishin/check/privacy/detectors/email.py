"""Private mail addresses.

Finds every address, with the at-mark and the dots in signs or words, read out, in any width, over a line break.
Passes: the force's own domains, hosts that the contract lists, domains that only public bodies get (lg.jp, go.jp,
pref.….jp …), and what a false mail gave as its sender (差出人：…), if the mail warns of false ones. Confidence: error.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from haishin.check.privacy.detector import Candidate, Detector, Passage, with_part
from haishin.core.text.lazy import lazy

_MAILERS = "gmail|yahoo|icloud|outlook|hotmail|docomo|ezweb|softbank"
_ADDRESS = lazy(
    r"[A-Za-z0-9_%+-](?<![A-Za-z0-9._%+-].)[A-Za-z0-9._%+-]*\s?@\s?"
    rf"(?P<domain>[A-Za-z0-9-]+(?:\s?\.\s?[A-Za-z0-9-]+)+|(?:{_MAILERS})(?![A-Za-z0-9]))"
    # Spelled out: タロウ、アット、エグザンプル、ドット、ジェイピー.
    r"|[ぁ-んァ-ヺー一-龥A-Za-z0-9「」()]{1,12}[-「」、・\s]{0,2}(?:アット|あっと)(?:マーク|まーく)?[「」、・\s]{1,3}"
    r"[ぁ-んァ-ヺー一-龥A-Za-z]{1,12}[^。\n]{0,12}?(?:ドット|どっと|ピリオド)[「」、・\s]{0,2}[ぁ-んァ-ヺーA-Za-z]{1,6}"
)
_SENDER = lazy(r"(?:差出人|送信元|送信者|発信元)[^。\n]{0,12}$")
ACCOUNT = lazy("[A-Za-z0-9][A-Za-z0-9_.+-]{3,64}(?=@)|(?<![A-Za-z0-9])[A-Za-z0-9]{1,64}[_.-][A-Za-z0-9_.-]{1,64}$")
_FALSE = lazy("(?:かた|騙)[るりっ]|装[うっい]|なりすま|偽")


def _find(text: str, _: Passage) -> Iterator[Candidate]:
    """Yield every mail address."""
    for match in _ADDRESS.finditer(text):
        yield Candidate(text, *match.span(), value=re.sub(r"\s", "", match["domain"] or ""))


def of_a_public_body(candidate: Candidate, passage: Passage) -> bool:
    """Whether its domain is the force's, a listed host's, or reserved for public bodies."""
    return passage.public.domain(candidate.value)


def of_a_false_mail(candidate: Candidate, passage: Passage) -> bool:
    """Whether a false mail gave it as its sender."""
    before = _SENDER.search(candidate.text, max(0, candidate.start - 20), candidate.start)
    return before is not None and any(map(_FALSE.search, passage.mail))


DETECTOR = Detector(
    kind="email",
    reads=lambda passage: passage.accounts,
    cue=lazy("@|アット|あっと"),
    find=_find,
    filters=(of_a_public_body, of_a_false_mail),
    fragments=with_part(ACCOUNT),
)
