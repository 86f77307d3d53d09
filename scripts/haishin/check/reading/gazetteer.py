"""Places and the stations that have them: municipalities and stations of the organization, as a text may write them."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Collection, Iterator
from dataclasses import dataclass

from haishin.core.contract import Contract
from haishin.core.text.seeking import begun

_STATION = "警察署"
# Behind a name without its 市: the area. Behind a whole name: an office, where somebody lives or goes.
_AREA = "(?=[市町村署]?[内街]|署?管内|地[区域]|駅[周前付])"
_PASSES = "(?!役所|役場|長|議会|教育委員会|消防|民|方面|の?方向|の方へ|行き|在住|居住|出身|に(?:住|お住まい))"
_ABOVE = ("県", "郡")
_KANJI = "一-龥々〆ヶヵァ-ヺー"
_PREFECTURE = re.compile(r".*?[都道府県]")
_OTHER_PREFECTURE = re.compile(r"[一-龥]{2,3}[都道府県][一-龥]{0,4}郡?$")


@dataclass(frozen=True, slots=True)
class Named:
    """A place named in a text: offsets, the name, and the ids of the stations that have it."""

    start: int
    end: int
    name: str
    stations: frozenset[str]
    exact: bool = False  # behind its prefecture or 郡


class Gazetteer:
    """The places of a contract."""

    def __init__(self, contract: Contract) -> None:
        organization = contract.organization
        full: dict[str, set[str]] = defaultdict(set)
        stems: dict[str, set[str]] = defaultdict(set)
        stations: set[str] = set()
        for station in map(organization.units.__getitem__, organization.stations):
            short = station.name.removesuffix(_STATION)
            names = [station.name]
            if short != station.name:
                names.append(f"{short}署")
            stations.update(names)
            for name in (*names, *station.municipalities):
                full[name].add(station.id)
            for stem in (short, *(name[:-1] for name in station.municipalities)):
                if len(stem) > 1 and stem != station.name:
                    stems[stem].add(station.id)
        self._stations = {**stems, **{name: full[name] | stems[name] for name in full}}
        self._own = _PREFECTURE.match(organization.name)
        self._forms: dict[str, tuple[str, ...]] = {
            unit.id: (unit.name, unit.name.removesuffix(_STATION) + "署") for unit in organization.units.values()
        }
        behind = f"|(?<![{_KANJI}])(?:{_any(stems)}){_AREA}"
        # 「前橋市千代田町」 is a quarter of 前橋市, 「邑楽郡千代田町」 and 「千代田町」 are the town.
        towns = {name for name in full if name not in stations and not name.endswith("市")}
        others = {name for name in full if name not in stations} - towns
        parts = [
            _any(stations),
            f"(?:{_any(others)}){_PASSES}",
            f"(?<![{_KANJI}])(?:{_any(towns)}){_PASSES}",
            f"(?<=[県郡内])(?:{_any(towns)}){_PASSES}",
        ]
        heads = sorted({(name[0], name[1]) for name in self._stations})
        self._first = re.compile("|".join(f"{re.escape(first)}(?={re.escape(second)})" for first, second in heads))
        self._pattern = re.compile(f"{'|'.join(parts)}{behind}")
        # 「前橋市千代田町」, 「前橋市本町2丁目・千代田町」: the first municipality has them all.
        listed = f"(?:[{_KANJI}]{{1,7}}町(?:[0-9]丁目)?[・、]){{0,4}}"
        self._quarter = re.compile(f"(?:{_any(others)}){listed}({_any(towns)})")

    def places(self, text: str) -> Iterator[Named]:
        """Yield the places named in a text, without those of another prefecture."""
        for match in begun(self._first, self._pattern, text):
            other = _OTHER_PREFECTURE.search(text, max(0, match.start() - 8), match.start())
            if other is None or (self._own is not None and self._own[0] in other[0]):
                exact = text[match.start() - 1 : match.start()] in _ABOVE
                yield Named(*match.span(), match[0], frozenset(self._stations[match[0]]), exact)

    def quarters(self, text: str) -> set[str]:
        """List the towns' names that are quarters of a 市 in that text."""
        return {found[1] for found in self._quarter.finditer(text)}

    @property
    def names(self) -> Collection[str]:
        """The names of all places of the organization, in every form."""
        return self._stations.keys()

    def names_any(self, text: str) -> bool:
        """Whether the text names, in any form, a place of the organization."""
        return any(map(text.__contains__, self._stations))

    def forms(self, unit: str) -> tuple[str, ...]:
        """List the spellings of that unit's own name."""
        return self._forms.get(unit, ())


def _any(words: Collection[str]) -> str:
    """Spell an alternation of these words, the longer first; of none it matches nothing."""
    return "|".join(map(re.escape, sorted(words, key=len, reverse=True))) or "(?!)"
