"""Private mail addresses.

Finds every address, with the at-mark, the dots and the letters in signs or words, in any width, over a line break at
the at-mark; one in words that no keyboard gives (ケーヨシダ アットマーク …); its halves told apart beside an at-mark.
Passes: the force's own domains, hosts that the contract lists, domains that only public bodies get (lg.jp, go.jp,
pref.….jp …), unless the name is one for examples (RFC 2606).
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
_RESERVED = re.compile(r"(?:^|\.)example\.(?:com|net|org|jp|co\.jp)$")  # for examples, so no force's (RFC 2606)
# Words that no keyboard gives (ケーヨシダ アットマーク …), or the two halves told apart from the sign.
_SIGN = r"(?:アットマーク|あっとまーく|アット(?!ホーム)|あっと(?=[\s、・,])|@)"
_SIGNED = re.compile(_SIGN)
_GAP = r"[\s、・,「」『』]{0,2}"
_LOCAL = re.compile(rf"[ァ-ヺーぁ-ゖA-Za-z0-9_.・-]{{2,30}}{_GAP}$")
_SPOKEN = re.compile(
    rf"(?:アットマーク|あっとまーく|アット|あっと|(?<=[ァ-ヺー])@|@(?=[ァ-ヺ])){_GAP}[ァ-ヺーぁ-ゖA-Za-z0-9\s、・,.-]{{2,40}}?"
    rf"(?:ドット|どっと|てん|テン|\.){_GAP}"
    r"(?:コム|ネット|ジェー|ジェイ|オー|オルグ|シーオー|エヌイー|ネ|こむ|ねっと|じぇー|じぇい|おー|しーおー|ねー|com|net|org|jp|co|ne)"
)
_WORD = r"(?P<{}>[A-Za-z0-9][A-Za-z0-9._+-]{{2,40}})"
_HOST = r"(?P<{}>[A-Za-z0-9-]{{2,30}}(?:\.[A-Za-z0-9-]{{2,20}}){{1,3}})"
_SIGNED = re.compile(_SIGN)
_APART = re.compile(
    rf"{_WORD.format('one')}[^A-Za-z0-9。]{{1,12}}{_HOST.format('at')}[^A-Za-z0-9。]{{0,6}}{_SIGN}で"
    rf"|{_WORD.format('near')}[^A-Za-z0-9。]{{0,4}}{_SIGN}[^A-Za-z0-9。]{{1,6}}{_HOST.format('beside')}"
    rf"|{_SIGN}[^A-Za-z0-9。]{{1,6}}{_WORD.format('two')}[^A-Za-z0-9。]{{1,12}}{_HOST.format('host')}"
)


def find(passage: Passage) -> Iterator[Found]:
    """Addresses of anybody but public bodies."""
    view = passage.accounts
    for match in _ADDRESS.finditer(view.text) if "@" in view.text else ():
        domain = re.sub(r"\s", "", match["domain"])
        if _RESERVED.search(domain) or not passage.public.domain(domain):
            yield found(view, match.start(), match.end())
    signs = list(_SIGNED.finditer(view.text))
    for sign in signs:
        local = _LOCAL.search(view.text, max(0, sign.start() - 32), sign.start())
        if local and (host := _SPOKEN.match(view.text, sign.start())):
            yield found(view, local.start(), host.end())
    for match in _APART.finditer(view.text) if signs else ():
        if not passage.public.domain(match["at"] or match["beside"] or match["host"]):
            yield found(view, match.start(), match.end())
