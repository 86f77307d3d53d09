"""Private mail addresses.

Finds every address, with the at-mark and the dots in signs or words, in any width, over a line break at the at-mark.
Passes: the force's own domains, hosts that the contract lists, domains that only public bodies get (lg.jp, go.jp,
pref.….jp …).
Confidence: error.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from haishin.privacy.hit import Found
from haishin.privacy.passage import Passage, found

KIND = "email"
_ADDRESS = re.compile(
    r"(?P<local>[A-Za-z0-9_%+-](?<![A-Za-z0-9._%+-].)(?:[A-Za-z0-9._%+-])*)@(?P<domain>[A-Za-z0-9"
    r"-]+(?:\s?\.\s?[A-Za-z0-9-]+)+)"
)


def find(passage: Passage) -> Iterator[Found]:
    """Addresses of anybody but public bodies."""
    view = passage.accounts
    for match in _ADDRESS.finditer(view.text) if "@" in view.text else ():
        if not passage.public.domain(re.sub(r"\s", "", match["domain"])):
            yield found(view, match.start(), match.end())
