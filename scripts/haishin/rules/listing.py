"""What the rules that are lists of ``wording.yaml`` are made of, and the two that look at more than their list."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from itertools import chain

from haishin.contract import Contract
from haishin.contract.kept import of_last
from haishin.contract.wording import Wording
from haishin.model import Document, Severity, Text
from haishin.rules.excuses import never
from haishin.rules.families import Family
from haishin.rules.items import MAILED
from haishin.rules.phrases import Phrases, listed, phrases
from haishin.rules.problem import Context, Problem
from haishin.rules.writing import Stretch, Writing, problems

Excuse = Callable[[Writing, Contract, str, int, int], bool]
_WARNED = ("source", "office")  # keys of what is a warning, whatever the rule's own severity

_IMPRESSION = re.compile(
    "人?(?:風|ふう|っぽい|らし[いき]|のような|とみられ|と見られ|と思われ|の可能性|訛り|なまり|の犯行|による犯行|"
    "の犯罪|による犯罪|"
    "の仕業|による窃盗|のせい|だから|特有|にありがち|に多い犯|みたい|とおぼし|と思し|に見え|かと思|と推定|と推測|"
    "ではないか|が多[いく]|ども|連中|の(?:人|方)?(?:みたい|らし|とみ|と思わ|っぽ))|"
    "出身(?:者)?(?:らし|とみ|と見|と思|の(?:男|女(?!性の方)|者|少年|若者)|風|っぽ)|語(?:なまり|訛り|らし|っぽ)|国?籍(?:らし|とみ|と見ら|と思わ|の疑い)|系(?:(?:住民|移民|グループ)|外国人?(?:の[男女])?|の|と|男|女|で|っ|、)"
)
_KATAKANA = re.compile("[ァ-ヴー](?=[ァ-ヴ])")
_NATIONALITY = re.compile(
    "(?:籍|国籍)?人?(?:の(?:若い|中年の|複数の)?(?:男|女(?!性の方)|少年|若者|者|集団|グループ)|グループ|集団|"
    "[0-9０-９一二三四五]人組|数人)|国?籍の"
)
# ※後で差し替え, ←ここを直す, Re: …
_MARGIN = re.compile(
    r"※[^。\n※]{0,40}?(?:確認(?:中(?!です|のため)|済|後|のこと|する|して(?:から|書|載)|でき次第)|直[すし](?!た)|"
    r"仮[でのに置]|"
    r"(?:修正|訂正|追記|削除|記載|差し?替?え?|記入)(?:する|すること|のこと|予定|要|前に|中(?!です)|済|して(?:から|"
    r"配信))|"
    r"(?:了解|了承|承諾|承認|決裁|報告|照会|聴取|連絡)済|未確定|未裏付|伏せ[るて]|載せない|書かない|出さない|触れない|"
    r"公表(?:しない|不可|前)|上申|転記|要確認|と調整|に聞く|へ聞く)"
    r"|(?:←|⇐|↑|＜-|<-)[ \u3000]*[^。\n←↑]{0,24}?(?:確認|直[すし]|修正|訂正|追記|削除|消[すし]|差し?替|要る|要ら|"
    r"いる[?？]|いらない|調整|未定|後で|あとで|聞[いくき]|これ|ここ|この|誤り|書[いくき]|入れ|残す|必要|不要|"
    r"[?？]|変更|OK|仮|違う|間違)"
    r"|\A[ \u3000]*(?:R[Ee]|F[Ww]d?|FWD?)[:：]|^-{2,}[ ]?(?:元の|転送|Forwarded|Original)[^\n]{0,40}",
    re.MULTILINE,
)

_MARK = re.compile("[※←⇐↑<＜RF-](?:(?<=[※←⇐↑])|(?<=[<＜-])-|(?<=[RF])[EeWw])")  # in each of them


@dataclass(frozen=True, slots=True)
class Listed:
    """The rule of one list, or of a few; ``lists`` maps the key of a message to its list.

    ``excuse`` sees the text and where the phrase stands in it, and says whether it passes here.
    """

    ID: str
    NAME: Text
    SUMMARY: str
    MESSAGES: dict[str, Text]
    HINTS: dict[str, Text]
    GOOD: tuple[str, ...]
    BAD: tuple[tuple[str, str], ...]
    lists: dict[str, str]
    SEVERITY: Severity = Severity.WARNING
    quotes_pass: bool = True
    excuse: Excuse = never
    family: Family | None = None

    def look(self, writing: Writing, contract: Contract) -> Iterator[Stretch]:
        """In title and text; of several findings in one place the first."""
        return _apart(self._all(writing, contract))

    def _all(self, writing: Writing, contract: Contract) -> Iterator[Stretch]:
        made = _made(contract)
        words, sought = made.get(self.ID) or made.setdefault(self.ID, self._sought(contract))
        for field, text in writing.unquoted if self.quotes_pass else writing.fields:
            for key, one in sought if words.stand(text) else ():
                for match in one.finditer(text):
                    start, end = match.span()
                    if not self.excuse(writing, contract, text, start, end):
                        severity = Severity.WARNING if key in _WARNED else None
                        yield Stretch(field, start, end, key, {"word": match[0]}, severity)

    def _sought(self, contract: Contract) -> tuple[Phrases, list[tuple[str, Phrases | Family]]]:
        """Words without any of which there is nothing to find; what is sought, each with the key of its message."""
        phrases = [(key, listed(contract, name)) for key, name in self.lists.items()]
        words = frozenset[str]().union(*(one.words for _, one in phrases))
        if self.family is None:
            return Phrases(words, frozenset()), [*phrases]
        family = ("office" if "office" in self.lists else "found", self.family)
        return Phrases(words | self.family.cues.words, frozenset()), [*phrases, family]

    def check(self, document: Document, context: Context) -> Iterator[Problem]:
        """Needs no alert; one formed tells category and case."""
        return problems(document, context, self.look, items=MAILED)


@of_last
def _made(contract: Contract) -> dict[str, tuple[Phrases, list[tuple[str, Phrases | Family]]]]:
    """By the name of its rule."""
    return {}


@dataclass(frozen=True, slots=True)
class Origin(Listed):
    """Besides the list: a country or region before 人風, 人らしい, 系の, 人の男, 人の犯行 …"""

    def _all(self, writing: Writing, contract: Contract) -> Iterator[Stretch]:
        for field, text in writing.unquoted:
            for match in phrases(contract.wording.lists["origins"]).finditer(text):
                start, end = match.span()
                after = _IMPRESSION.match(text, end)
                if after is None and not self.excuse(writing, contract, text, start, end):
                    after = _NATIONALITY.match(text, end)
                if after is not None and not (start and _KATAKANA.match(text, start - 1)):  # not ネクタイの男
                    yield Stretch(field, start, after.end(), "found", {"word": text[start : after.end()]})
        yield from Listed._all(self, writing, contract)


@dataclass(frozen=True, slots=True)
class Notes(Listed):
    """Besides the lists: what somebody did with the draft (係長確認済), marginal notes (※, ←), a reply's head."""

    def _all(self, writing: Writing, contract: Contract) -> Iterator[Stretch]:
        yield from Listed._all(self, writing, contract)
        who = listed(contract, "note_people")
        for field, text in writing.unquoted:
            people = _handled(contract.wording).finditer(text) if who.search(text) else ()
            for match in chain(people, _MARGIN.finditer(text) if _MARK.search(text) else ()):
                yield Stretch(field, match.start(), match.end(), "found", {"word": match[0].strip()})


def _apart(stretches: Iterable[Stretch]) -> Iterator[Stretch]:
    """Of those that share a place the first."""
    told: set[tuple[str, int]] = set()
    for one in stretches:
        places = {(one.field, place) for place in range(one.start, one.end)}
        if not places & told:
            told |= places
            yield one


@of_last
def _handled(wording: Wording) -> re.Pattern[str]:
    """One of the people with one of the acts after it; never, where a list is missing."""
    people, acts = (wording.lists.get(name, ()) for name in ("note_people", "note_acts"))
    who, what = ("|".join(map(re.escape, sorted(words, key=len, reverse=True))) for words in (people, acts))
    return re.compile(f"(?:{who})(?:{what})" if who and what else "(?!)")
