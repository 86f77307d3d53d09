"""Words to warn of as rows of data: ``words/<rule>.yaml`` of the product, lists of the force in ``wording.yaml``.

A row is ``{say, key?, unless?, hits, passes?}``, each item on a line of its own. ``say`` is plain text; ``…`` in it
stands for up to 20 characters of the same sentence. ``unless``: plain texts, any of which in the sentence lets it pass;
what holds the phrase itself lets that place alone pass.
``key`` names the rule's message, else ``found``. ``hits`` and ``passes`` are sentences that tests alone read. The force
adds words and passes by the name of the rule: ``victim_blaming``, ``victim_blaming_passes``.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path

from haishin.check.reading import Field, Reading, Writing
from haishin.check.reading.items import MAILED
from haishin.check.rules import Problem, Stretch, problems
from haishin.core.contract import Contract
from haishin.core.model import Severity, Text
from haishin.core.text.lazy import lazy
from haishin.core.text.normalising import narrowed
from haishin.core.text.seeking import Words
from haishin.core.text.sentences import sentence

_FOLDER = Path(__file__).parent / "words"
WORDED = frozenset(path.stem for path in _FOLDER.glob("*.yaml"))  # the names of their rules
_ROW = re.compile(r"^- say: (.+)\n(?:  key: (.+)\n)?(?:  unless: \[(.+)\]\n)?", re.MULTILINE)
_KEPT = 64  # writings asked about last: the rules ask in turn about those of some mails
_GAP = "[^。\n!?！？]{0,20}?"
# What follows in the sentence where something is only advised, denied or warned of (油断しないで, 一人歩きは控え), and
# what is no denial for all its ない (盗まれても仕方がない).
_ADVICE = lazy(
    "[^。\n!?！？]{0,40}?(?:ない(?!の|か|た|ば|人|方)|なく(?!な)|ません(?!でした)|なさらず|せず|ぬよう|控え|やめ|"
    "避け(?!られた)|防[ぎぐごい止]|注意|ましょう|ください)"
)
_SETTLED = lazy(
    "[^。\n!?！？]{0,40}(?:仕方|しかた|無理|ざるを得|言え(?:ない|ません)|言いよう|ほか(?:ない|あり)|否め|過言)"
)


@dataclass(frozen=True, slots=True)
class Phrase:
    """A phrase in narrow signs, with the key of its message and what lets it pass in the same sentence."""

    say: str
    key: str = "found"
    unless: tuple[str, ...] = ()

    @property
    def core(self) -> str:
        """Its longest part: a text without it holds no such phrase."""
        return max(self.say.split("…"), key=len)

    def spans(self, text: str) -> Iterator[tuple[int, int]]:
        """Yield each place in a text in narrow signs, from left to right, none overlapping."""
        if all(map(text.__contains__, self.say.split("…"))):
            for passing in self.unless:
                if self.say in passing:
                    text = text.replace(passing, "\ufffc" * len(passing))
            for match in _pattern(self.say).finditer(text):
                if not self.unless:
                    yield match.span()
                    continue
                around = sentence(text, *match.span())
                if not any(passing in around for passing in self.unless):
                    yield match.span()


@cache
def _pattern(say: str) -> re.Pattern[str]:
    return re.compile(_GAP.join(map(re.escape, say.split("…"))))


class Lexicon:
    """The phrases of all rules, of product and force: of a mail only those are asked whose core stands in it."""

    def __init__(self, rules: Mapping[str, Sequence[Phrase]]) -> None:
        self.rules = rules
        self._by_core: dict[str, list[tuple[str, int]]] = {}
        for rule, phrases in rules.items():
            for place, row in enumerate(phrases):
                self._by_core.setdefault(row.core, []).append((rule, place))
        self._cores = Words(self._by_core)

    def near(self, fields: Sequence[tuple[Field, str]]) -> Mapping[str, Sequence[Phrase]]:
        """Select, for each rule, the phrases that may stand in texts in narrow signs, in their order."""
        text = "\n".join(text for _, text in fields)
        near: dict[str, list[Phrase]] = {}
        for rule, place in sorted(place for core in self._cores.within(text) for place in self._by_core[core]):
            near.setdefault(rule, []).append(self.rules[rule][place])
        return near


_near = lru_cache(_KEPT)(Lexicon.near)


def matches(phrases: Sequence[Phrase], text: str) -> Sequence[tuple[int, int, str]]:
    """List start, end and key of the phrases in a text in narrow signs; of those that overlap the first."""
    if not phrases:
        return ()  # as nearly always
    apart, end = [], 0
    places = ((*span, row.key) for row in phrases for span in row.spans(text))
    for place in sorted(places, key=lambda place: (place[0], -place[1])):
        if place[0] >= end:
            apart.append(place)
            end = place[1]
    return apart


@lru_cache
def shipped_rows(rule: str) -> tuple[Phrase, ...]:
    """Read the product's phrases from their file when the rule first looks, item by item, for speed."""
    text = narrowed((_FOLDER / f"{rule}.yaml").read_text(encoding="utf-8"))
    phrases = []
    for say, key, unless in _ROW.findall(text):
        passing = filter(None, unless.split(", "))
        phrases.append(Phrase(say, key or "found", tuple(passing)))
    return tuple(phrases)


def rows(rule: str, contract: Contract) -> Sequence[Phrase]:
    """List the phrases of product and force, each with the words that the force lets pass."""
    return contract.once(_lexicon).rules[rule]


def near(rule: str, writing: Writing, contract: Contract) -> Sequence[Phrase]:
    """Select the phrases of a rule that may stand in title or text, quoted or not."""
    return _near(contract.once(_lexicon), writing.narrow).get(rule, ())


@lru_cache(_KEPT)
def told(reading: Reading) -> frozenset[str]:
    """Name the rules of which a phrase may stand in what is mailed: no other rule of phrases alone is asked."""
    lexicon = reading.contract.once(_lexicon)
    writings = [version.writing for version in reading.versions]
    writings += [item for version in reading.versions for path, item in version.authored if path[-1] in MAILED]
    return frozenset().union(*(_near(lexicon, writing.narrow) for writing in writings))


def _lexicon(contract: Contract) -> Lexicon:
    return Lexicon({rule: tuple(_combined(rule, contract)) for rule in WORDED})


def _combined(rule: str, contract: Contract) -> Iterator[Phrase]:
    name, lists = rule.replace("-", "_"), contract.wording.lists
    passes = tuple(map(narrowed, lists.get(f"{name}_passes", ())))
    own = (Phrase(narrowed(word)) for word in lists.get(name, ()))
    for row in (*shipped_rows(rule), *own):
        yield Phrase(row.say, row.key, (*row.unless, *passes))


def _never(_writing: Writing, _contract: Contract, _key: str) -> bool:
    return False


@dataclass(frozen=True, slots=True)
class Worded:
    """A rule that is its phrases and nothing else; a quotation is another's words and passes.

    ``warned``: keys of what is a warning, whatever the rule's own severity. ``advice``: what is followed by ない, 控え,
    注意 … in its sentence passes. ``excuse`` sees the writing and the key, and says whether it passes here.
    """

    ID: str
    NAME: Text
    SUMMARY: str
    MESSAGES: dict[str, Text]
    HINTS: dict[str, Text]
    GOOD: tuple[str, ...]
    BAD: tuple[tuple[str, str], ...]
    SEVERITY: Severity = Severity.WARNING
    warned: tuple[str, ...] = ()
    quotes_pass: bool = True
    advice: bool = False
    excuse: Callable[[Writing, Contract, str], bool] = _never

    def look(self, writing: Writing, contract: Contract) -> Iterator[Stretch]:
        """Yield the phrases in title and text."""
        phrases, written = near(self.ID, writing, contract), dict(writing.fields)
        for field, text in writing.judged(quotes_pass=self.quotes_pass) if phrases else ():
            for start, end, key in matches(phrases, text):
                advised = self.advice and _ADVICE.match(text, end) and not _SETTLED.match(text, start)
                if not advised and not self.excuse(writing, contract, key):
                    severity = Severity.WARNING if key in self.warned else None
                    yield Stretch(field, start, end, key, {"word": written[field][start:end]}, severity)

    def check(self, reading: Reading) -> Iterator[Problem]:
        """Check the file, whether or not an alert was formed; an alert gives category and case."""
        if self.ID in told(reading):
            yield from problems(reading, self.look, items=MAILED)
