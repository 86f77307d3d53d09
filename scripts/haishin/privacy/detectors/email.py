"""Private mail addresses.

Finds every address, with the at-mark and the dots in signs or words, in any width, over a line break at the at-mark.
Passes: the force's own domains, hosts that the contract lists, domains that only public bodies get (lg.jp, go.jp,
pref.….jp …), and what a false mail gave as its sender (差出人：…), where the mail warns of false ones.
Confidence: error.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from haishin.privacy.hit import Found
from haishin.privacy.passage import Passage, found

KIND = "email"
_ADDRESS = re.compile(
    r"[A-Za-z0-9_%+-](?<![A-Za-z0-9._%+-].)[A-Za-z0-9._%+-]*\s?@\s?(?P<domain>[A-Za-z0-9-]+(?:\s?\.\s?[A-Za-z0-9-]+)+)"
)
_SENDER = re.compile(r"(?:差出人|送信元|送信者|発信元)[^。\n]{0,12}$")
_FALSE = re.compile("(?:かた|騙)[るりっ]|装[うっい]|なりすま|偽")


def find(passage: Passage) -> Iterator[Found]:
    """Addresses of anybody but public bodies."""
    view = passage.accounts
    false = any(map(_FALSE.search, passage.mail))
    for match in _ADDRESS.finditer(view.text) if "@" in view.text else ():
        domain = re.sub(r"\s", "", match["domain"])
        if passage.public.domain(domain):
            continue
        if not (false and _SENDER.search(view.text, max(0, match.start() - 20), match.start())):
            yield found(view, match.start(), match.end())
