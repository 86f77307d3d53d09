"""Links from a mail that went to the page for drafters, which begins what follows it.

The values that the page takes over stand behind the ``#`` and are sent to no server: of a stopped mail only its time,
readers and category, for its words may be the leak.
"""

from __future__ import annotations

import re
from typing import Final
from urllib.parse import quote, urlencode

from haishin.consult.review.layout import joined, link
from haishin.core.catalogue import Message
from haishin.core.contract import Contract
from haishin.core.contract.policy import JST
from haishin.core.model import Alert, FollowKind, Language, LedgerEntry

_STOPPED: Final = (FollowKind.CORRECTION, FollowKind.CANCELLATION)  # nothing else may follow a stopped mail
# 「…、市町村と町名地内の路上で、…」: the place in the first sentence.
_PLACE: Final = re.compile("、(?P<place>[^、。「」]{1,30}?[市区町村][^、。「」]{0,40}?)(?:で|から|に|を)(?=[、\\w])")


def follow_links(alert: Alert, entry: LedgerEntry, contract: Contract, language: Language) -> str:
    """Write the line of links; empty without a page, and for a mail that nobody got or that is over."""
    page = contract.organization.form_url
    if page is None or entry.claim is None or entry.unheard or entry.ended_by is not None:
        return ""
    ways = tuple(FollowKind)
    if entry.hidden:
        ways = _STOPPED
    elif alert.closes:
        ways = (FollowKind.CORRECTION,)
    links = [
        link(Message(f"consult/review/follows-{way}")[language], f"{page}#{_taken(alert, entry, way)}") for way in ways
    ]
    return Message("consult/review/way-to-follow", links=joined(links, language))[language]


def _taken(alert: Alert, entry: LedgerEntry, way: FollowKind) -> str:
    """Encode the values that the page takes over, as a query."""
    assert entry.claim is not None
    scope = "prefecture" if alert.scope.prefecture else ",".join(alert.scope.stations)
    taken = {
        "unit": alert.unit,
        "alert": alert.id,
        "way": way.value,
        "sent": f"{entry.claim.at.astimezone(JST):%Y-%m-%dT%H:%M}",
        "scope": scope,
        "case": f"{alert.category}/",
    }
    if alert.exercise:
        taken["exercise"] = "1"
    if entry.hidden:
        return urlencode({**taken, "stopped": "1"}, quote_via=quote)
    place = _PLACE.search(alert.body.partition("。")[0])
    words = {"case": f"{alert.category}/{alert.case}", "content": alert.content, "title": alert.title}
    if place is not None:
        words["place"] = place["place"]
    return urlencode({**taken, **words}, quote_via=quote)
