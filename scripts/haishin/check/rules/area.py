"""Rule ``area``: places in title and text lie within 配信範囲 (4(4)ウ, 5(3)).

A municipality or station outside the scope, as a place, is looked at by a person: was a station forgotten? Passes: an
alert to the whole prefecture, the sender's own name, persons, roads, offices and directions called after a place,
another prefecture's namesake, a quarter of a 市 that is called as a town is (前橋市千代田町). Whether any place is
named, the rule ``incomplete`` asks.
"""

from __future__ import annotations

from collections.abc import Iterator

from haishin.check.document.sample import SAMPLE, changed
from haishin.check.reading import Reading
from haishin.check.reading.gazetteer import Gazetteer, Named
from haishin.check.rules import Problem
from haishin.core.contract.organization import Organization
from haishin.core.model import Severity, Text

ID = "area"
SEVERITY = Severity.WARNING
NAME = Text("範囲の外の地名", "A place outside the scope")
SUMMARY = "配信範囲の外の地名があるときは、scope か地名を直してください。"

MESSAGES = {
    "outside": Text(
        "「{name}」は配信範囲の外です。管轄は{stations}です。",
        "`{name}` lies outside the scope; it belongs to {ids}.",
    ),
}
HINTS = {
    "outside": Text(
        "知らせる相手に入れるときは scope に {ids} を加え、入れないときは名前が要るかを見直してください。",
        "To tell its people too, add {ids} to `scope`; otherwise see whether the name is needed.",
    ),
}
_PLACE = "前橋市文京町2丁目地内"
GOOD = (
    SAMPLE,
    changed(_PLACE, "高崎市内").replace("[maebashi]", "prefecture"),
    changed(_PLACE, "前橋市の高崎渋川線沿い、高崎経済大学の通学バスの停留所"),
)
BAD = (
    ("outside", changed("男に声をかけられる", "高崎市内から来た男に声をかけられる")),
    ("outside", changed("男に声をかけられる", "高崎警察署の前で男に声をかけられる")),
    ("outside", changed("- 不審な人を", "- 避難先は、高崎市立の小学校です。\n- 不審な人を")),
)


def check(reading: Reading) -> Iterator[Problem]:
    """Check an alert with a scope of stations; each name is reported once, at its first place.

    A scope with an unknown station is left to the rule ``scope``: no place lies surely outside it.
    """
    alert, organization = reading.alert_with("scope"), reading.contract.organization
    if alert is None or alert.scope.prefecture or not all(map(organization.is_station, alert.scope.stations)):
        return
    known = reading.contract.once(Gazetteer)
    seen = set(known.forms(alert.unit))
    mailed = [(place, reading.in_title) for place in known.places(alert.title)]
    mailed += [(place, reading.in_text) for place in known.places(reading.body)]
    outside = [(place, span) for place, span in mailed if place.stations.isdisjoint(alert.scope.stations)]
    quarters = known.quarters(f"{alert.title}\n{reading.body}") if outside else ()
    for place, span in outside:
        if place.name not in seen and (place.exact or place.name not in quarters):
            seen.add(place.name)
            yield Problem(span(place.start, place.end), "outside", _values(place, organization))


def _values(place: Named, organization: Organization) -> dict[str, object]:
    units = [unit for unit in organization.units.values() if unit.id in place.stations]
    stations = "、".join(unit.name for unit in units)
    return {"name": place.name, "stations": stations, "ids": ", ".join(unit.id for unit in units)}
