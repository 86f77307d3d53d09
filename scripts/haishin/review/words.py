"""Pieces of Markdown that the comment is made of. Text of others stays text: escaped, or inside a fence (T27)."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence

from haishin.contract import Contract
from haishin.model import Account, Language, Scope, Seat, Text
from haishin.report.escaping import plain
from haishin.report.findings.labels import cited
from haishin.report.phrases import seat_name, unit_name

MOST = 20  # lines of one list: the forge takes no comment above 65,536 characters
MORE = Text("- ほかに {n} 件あります。", "- {n} more.")
_PREFECTURE = Text("全県", "the whole prefecture")
_OR = Text("、又は", ", or ")


def said(what: str, text: str, language: Language) -> str:
    """``what:text``, as each language sets its colon."""
    return f"{what}{':' if language == 'ja' else ': '}{text}"


def joined(words: Iterable[str], language: Language) -> str:
    """Words in a row."""
    return ("、" if language == "ja" else ", ").join(words)


def listed(lines: Sequence[str], language: Language) -> str:
    """A list of Markdown; what is too much is counted."""
    rest = [MORE.format(n=len(lines) - MOST)[language]] if len(lines) > MOST else []
    return "\n".join([*lines[:MOST], *rest])


def named(login: str, contract: Contract, call: Collection[str] = ()) -> str:
    """``宮下 一郎(jinshin-anzen-manager)``; only whoever is in ``call`` is written so that the forge tells him."""
    person = contract.roster.person(Account(login), by_number=False)
    shown_login = f"@{login}" if login in call else plain(login)
    return shown_login if person is None else f"{plain(person.name)}({shown_login})"


def seats(any_of: tuple[Seat, ...], contract: Contract, language: Language) -> str:
    """The seats of which one is enough."""
    return plain(_OR[language].join(seat_name(seat, contract, language) for seat in any_of))


def clause(name: str, contract: Contract, language: Language) -> str:
    """``要領 4(2)「…」``."""
    sentence = contract.policy.sentence(name)
    return plain(cited(name, language) + (f"「{sentence}」" if sentence else ""))


def area(scope: Scope, contract: Contract, language: Language) -> str:
    """The prefecture, or the stations."""
    if scope.prefecture:
        return _PREFECTURE[language]
    return plain(joined((unit_name(station, contract) for station in scope.stations), language))


def folded(summary: str, body: Iterable[str]) -> str:
    """A fold with these paragraphs; nothing where there are none."""
    told = "\n\n".join(body)
    return f"<details><summary>{summary}</summary>\n\n{told}\n\n</details>" if told else ""
