"""Markdown of the comments: their pieces, and the whole, cut to the forge's limit.

Text of others stays text: escaped, or inside a fence (T27). If the whole is too long the mail comes first, the rest by
rank, and a line names the omission.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from itertools import accumulate
from typing import Final

from haishin.check.findings.labels import cited, clause_sentence
from haishin.consult.forge.writer import ROOM
from haishin.consult.phrases import seat_name, unit_name
from haishin.core.catalogue import Message
from haishin.core.contract import Contract
from haishin.core.escaping import plain
from haishin.core.model import Account, Language, Scope, Seat

MOST = 20  # lines of one list: the forge takes no comment above 65,536 characters
_LINE: Final = 1000  # characters of a line, where the whole is too long: a sentence that quotes what a drafter wrote
_RESERVE: Final = 250  # for what closes a part that is cut, and says so
_FENCE: Final = re.compile(r"(`{3,}|~{3,})")
_HALF_A_NAME: Final = re.compile(r"@[A-Za-z0-9_-]*\Z")  # it would call somebody else
_ADDRESS: Final = re.compile(
    r"https?://[A-Za-z0-9.-]+(?::[0-9]{1,5})?(?:/[A-Za-z0-9._~%-]+)+/?(?:#[A-Za-z0-9._~%=&-]+)?"
)


def labelled(label: str, text: str, language: Language) -> str:
    """Put a label before a text, ``label:text``, with each language's colon."""
    return f"{label}{':' if language == 'ja' else ': '}{text}"


def joined(words: Iterable[str], language: Language) -> str:
    """Join words in a row."""
    return ("、" if language == "ja" else ", ").join(words)


def in_a_row(sentences: Iterable[str], language: Language) -> str:
    """Put sentences one after another."""
    return ("" if language == "ja" else " ").join(sentences)


def bullet_list(lines: Sequence[str], language: Language) -> str:
    """Write a list of Markdown; lines beyond the limit are counted."""
    shown = list(lines[:MOST])
    if len(lines) > MOST:
        shown.append(Message("consult/review/more-items", n=len(lines) - MOST)[language])
    return "\n".join(shown)


def name_with_login(login: str, contract: Contract, call: Collection[str] = ()) -> str:
    """Name a person, ``宮下 一郎(jinshin-anzen-manager)``; the forge notifies only those in ``call``."""
    person = contract.roster.person(Account(login), by_number=False)
    shown_login = f"@{login}" if login in call else plain(login)
    if person is None:
        return shown_login
    return f"{plain(person.name)}({shown_login})"


def seat_names(any_of: tuple[Seat, ...], contract: Contract, language: Language) -> str:
    """Name alternative seats."""
    either = Message("consult/review/or-seat")[language]
    return plain(either.join(seat_name(seat, contract, language) for seat in any_of))


def quoted_clause(name: str, contract: Contract, language: Language) -> str:
    """Cite a clause with its sentence: ``要領 4(2)「…」``."""
    policy = contract.policy
    return plain(cited(name, language, ours=policy.is_ours(name)) + clause_sentence(name, policy))


def area_names(scope: Scope, contract: Contract, language: Language) -> str:
    """Name the prefecture, or the stations."""
    if scope.prefecture:
        return contract.organization.everywhere[language]
    return plain(joined((unit_name(station, contract) for station in scope.stations), language))


def fold(summary: str, body: str) -> str:
    """Fold a text; empty without a text."""
    if not body:
        return ""
    return f"<details><summary>{summary}</summary>\n\n{body}\n\n</details>"


@dataclass(frozen=True, slots=True)
class Part:
    """Paragraphs of a comment."""

    text: str
    rank: int = 0  # the highest is cut first; 0 is never cut
    whole: bool = False  # no line is shortened by itself


def fitted(parts: Sequence[Part], language: Language) -> str:
    """Join the parts in their order, no longer than the forge takes."""
    texts = [part.text for part in parts]
    if _size("\n\n".join(texts)) > ROOM:
        for index, part in enumerate(parts):
            if not part.whole:
                texts[index] = _short_lines(part.text)
    for index in sorted(range(len(parts)), key=lambda at: -parts[at].rank):
        over = _size("\n\n".join(texts)) - ROOM
        if over > 0 and parts[index].rank:
            texts[index] = _cut(texts[index], _size(texts[index]) - over, language)
    return "\n\n".join(filter(None, texts))


def _size(text: str) -> int:
    """Count characters as UTF-16 does: no other count is higher."""
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def _short_lines(text: str) -> str:
    lines = text.split("\n")
    for index, line in enumerate(lines):
        if len(line) > _LINE:
            lines[index] = f"{_HALF_A_NAME.sub('', line[:_LINE])}…"
    return "\n".join(lines)


def _cut(text: str, room: int, language: Language) -> str:
    """Keep the first lines, as many as there is room for; a fold goes as a whole."""
    if text.startswith("<details>"):
        return Message("consult/review/cut-fold")[language]
    lines = text.split("\n")
    ends = list(accumulate(_size(line) + 1 for line in lines))
    count = bisect_right(ends, room - _RESERVE)
    first = lines[:count]
    cut = Message("consult/review/cut-lines", n=len(lines) - count)[language]
    return "\n".join([*first, *_closing(first), "", cut])


def _closing(lines: Sequence[str]) -> list[str]:
    """End the fence and the fold that these lines leave open."""
    fence, folds = "", 0
    for line in lines:
        marks = _FENCE.match(line.lstrip())
        if fence:
            if marks is not None and line.strip() == marks[1] and marks[1].startswith(fence):
                fence = ""
        elif marks is not None:
            fence = marks[1]
        else:
            folds += line.count("<details>") - line.count("</details>")
    closing = ["", "</details>"] * folds
    if fence:
        closing.insert(0, fence)
    return closing


def link(words: str, address: str) -> str:
    """Link the words to a plain address; without a plain address they stay words (T27)."""
    if _ADDRESS.fullmatch(address) is None:
        return words
    return f"[{words}]({address})"
