"""Rule ``scope``: 配信範囲 names stations of the organization, each once (4(1), 4(4)ウ)."""

from __future__ import annotations

from collections.abc import Iterator

from haishin.check.document.codes import listed, permitted
from haishin.check.document.sample import SAMPLE, changed
from haishin.check.reading import Reading
from haishin.check.rules import Problem
from haishin.core.model import Severity, Text

ID = "scope"
SEVERITY = Severity.ERROR
NAME = Text("配信範囲", "Who gets it")
SUMMARY = "配信範囲が警察署の管内でないときは、警察署の id か prefecture に直してください。"

MESSAGES = {
    "unknown": Text("「{value}」という警察署はありません。", "There is no station `{value}`."),
    "section": Text(
        "「{value}」は警察署ではありません。配信範囲は警察署の管内で表します。",
        "`{value}` is no station; a scope is made of stations' areas.",
    ),
}
HINTS = {
    "unknown": Text("使える警察署は {known} です。全域なら prefecture と書きます。", "Stations are {known}."),
    "section": Text("使える警察署は {known} です。全域なら prefecture と書きます。", "Stations are {known}."),
}
GOOD = (SAMPLE, changed("[maebashi]", "prefecture"), changed("[maebashi]", "[maebashi, takasaki]"))
BAD = (
    ("unknown", changed("[maebashi]", "[maebashi, tokyo]")),
    ("section", changed("[maebashi]", "[koho-kocho]")),
)


def check(reading: Reading) -> Iterator[Problem]:
    """Check the alert, if it was formed."""
    if reading.alert is None:
        return
    organization = reading.contract.organization
    for station in reading.alert.scope.stations:
        if not organization.is_station(station):
            stations = permitted(("scope",), {}, reading.contract)
            key = "unknown"
            if station in organization.units:
                key = "section"
            values = {"value": station, "known": listed(stations, station)}
            yield Problem(reading.item("scope", station), key, values)
