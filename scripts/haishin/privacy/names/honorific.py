"""Names before an honorific."""

from __future__ import annotations

import re
from collections.abc import Iterator

from haishin.model import Severity
from haishin.privacy.names import forms, likeness, shared
from haishin.privacy.names.forms import K

_HONORIFIC = re.compile(
    r"さん(?!ぽ|かく)|さま|サン(?![ァ-ヺー])|様(?![子々式相態]|の(?:もの|物|凶器|液体|工具|器具|棒|男|女|車|言葉"
    r"|服|布|紙|粉|動物|人物|音))|氏(?![名神族])|くん|クン(?!レン)|"
    r"君(?!が代)|ちゃん|チャン(?![ネスプ])|容疑者|被告人?|元被告|受刑者|被疑者|死刑囚|夫妻|一家|ご夫婦|"
    r"方(?=[にで、。(]|$)"
)
_MASCOT = re.compile("安心|防犯|メール|通信|音頭|グッズ|の着ぐるみ|アプリ|ネット|カード|バス")
_READING = re.compile("[(][ぁ-んァ-ヺー ・]{2,14}[)]$")
_LOWER = re.compile("(?<![A-Za-z0-9@._-])[a-z]{3,12}(?: [a-z]{2,12})?$")
_ONE = frozenset(
    "角南東西北沖平丸滝浜城宮島馬牛轟"
)  # surnames of one letter that are other things without an honorific
_CALLINGS = tuple(word for word in forms.CALLINGS if len(word) > 1)
_SURNAME = 6.0  # bits for three letters that end as a word does
_ROLES = frozenset({"容疑者", "被疑者", "被告", "被告人", "受刑者", "死刑囚", "方", "一家"})
_WEAK = frozenset({"方", "一家", "被疑者", "ご夫婦"})
_FOREIGN = re.compile(
    r"[ァ-ヺー]{1,12}(?:[・=.][ァ-ヺー]{1,12}){1,4}$|[ァ-ヺー]{2,12} [ァ-ヺー]{2,12}(?: [ァ-ヺー]{2,12})?$"
)
_LATIN = re.compile(r"(?<![A-Za-z])[A-Z][A-Za-z.'-]+(?:[ ][A-Z][A-Za-z.'-]*){0,3}$")
_SPACED = re.compile(
    rf"(?<![{K}])[{K}]{{1,4}}[ \n・][{K}]{{1,3}}$|(?<![{K}])[{K}]{{1,4}}[ \n][ぁ-んァ-ヺー]{{2,5}}[{K}]?$"
)
_KANJI = re.compile(rf"[{K}]{{1,10}}$")
_HIRA_SPACED = re.compile(r"(?:(?<![ぁ-ん])|(?<=[のはがと]))[ぁ-ん]{2,6}[ \n][ぁ-ん]{2,5}$")
_KANA_FEMALE = re.compile(
    rf"(?:(?<![ぁ-んァ-ヺー{K}])|(?<=[の母妻]))(?!の)(?P<stem>[ぁ-ん]{{2,3}}|[ァ-ヺ]{{2,3}})[{shared.FEMALE}]$"
)
_KATA = re.compile(r"[ァ-ヺー]{2,10}$")
_CHILDREN = {"ちゃん", "くん"}
_HIRA = re.compile(r"[ぁ-ん]{2,8}$")


def honorific(text: str) -> Iterator[tuple[int, int, Severity]]:
    """Start, end and certainty of each."""
    for match in _HONORIFIC.finditer(text):
        title = match[0]
        gap = text[max(0, match.start() - 1) : match.start()]
        end = match.start() - (gap in (" ", "\n"))  # of the name
        before = text[max(0, end - 24) : end]
        if _MASCOT.match(text, match.end()):
            continue
        if before.endswith(title):  # no name ends as an honorific does; a row of them would only cost time
            continue
        reading = _READING.search(before)  # 名前（なまえ）さん
        candidate = _candidate(before[: reading.start()] if reading else before, title)
        if reading and candidate:
            candidate = candidate[0] + len(reading[0]), candidate[1]
        if candidate is None or (
            shared.NAMED.match(text, match.end()) and not shared.told_by_victim(text, end - candidate[0])
        ):
            continue
        if gap == "\n" and title in _ROLES:
            continue
        length, severity = candidate
        yield end - length, match.end(), severity


def _candidate(before: str, title: str) -> tuple[int, Severity] | None:
    """Length and certainty of the name that ends there."""
    last = before[-1:]
    if before.endswith(("っ子", "隊", "らぬ人")):
        return None
    if (
        last.isascii()
        and title not in _WEAK
        and (match := _LOWER.search(before))
        and all(forms.ROMAJI.fullmatch(word) for word in match[0].split())
    ):
        return len(match[0]), Severity.ERROR
    if ("ァ" <= last <= "ー" or last.isascii()) and (match := _FOREIGN.search(before) or _LATIN.search(before)):
        return (
            (len(match[0]), Severity.ERROR)
            if len(match[0]) > 2 and not match[0].endswith(forms.KATAKANA_NOUNS)
            else None
        )
    if (" " in before or "\n" in before or "・" in before) and (match := _SPACED.search(before)):
        parts = re.split("[ \n・]", match[0])
        if "".join(parts) in forms.SURNAMES or shared.grade(match[0]):
            return len(match[0]), Severity.ERROR
        if (
            parts[0] in forms.SURNAMES
            or shared.name_like(parts[1])
            or not (parts[0].endswith(forms.NOUNS) or (parts[1].endswith(forms.NOUNS) and not _daughter(parts[1])))
        ):
            return len(match[0]), Severity.ERROR
    if (match := _KANA_FEMALE.search(before)) and forms.katakana(match["stem"]) in forms.KANA:
        return len(match[0]), Severity.ERROR
    if (match := _KANJI.search(before)) and (result := _kanji(match[0], before[: match.start()], title)) is not None:
        return result
    if match := shared.MIXED.search(before):
        given = match["given"]
        known = forms.katakana(given) in forms.KANA
        surname = match["surname"]
        listed = surname in forms.SURNAMES
        nouns = given.endswith((*forms.KANA_NOUNS, *forms.KATAKANA_NOUNS)) or given.endswith(("皆", "方", "客"))
        nouns = nouns or (title == "方" and given.endswith("の"))  # 周りの方
        verb = re.match("[のはがをにでともへや]|した|して|され|する|から|いる|った|って|だっ", given)
        if (
            not nouns
            and (known or title not in _WEAK)
            and (
                known
                or (listed and not verb)
                or (
                    not verb
                    and not surname.endswith(forms.NOUNS)
                    and len(surname) > 1
                    and given[-1] not in "たるいてぬれ"
                )
            )
        ):
            return len(match[0]), Severity.ERROR if known or listed else Severity.WARNING
    if title in _WEAK:
        return None
    if (match := _HIRA_SPACED.search(before)) and re.split("[ \n]", match[0])[1] not in forms.KANA_NOUNS:
        return len(match[0]), Severity.ERROR
    if (match := _KATA.search(before)) and not match[0].endswith(forms.KATAKANA_NOUNS):
        name = match[0]
        known = name in forms.SURNAME_KANA or name in forms.KANA or shared.full(name)
        if not known and title == "サン":
            return None
        return len(name), Severity.ERROR if known else Severity.WARNING
    if match := _HIRA.search(before):
        kana = forms.katakana(match[0])
        if title in _CHILDREN and (size := _called(match[0], kana)):
            return size, Severity.ERROR if size > 2 else Severity.WARNING
        if match[0].endswith(forms.KANA_NOUNS) and not (kana in forms.SURNAME_KANA and len(kana) > 2):
            return None
        for size in range(min(8, len(kana)), 1, -1):
            tail = kana[-size:]
            if (size > 2 and (tail in forms.SURNAME_KANA or shared.full(tail))) or (
                tail in forms.KANA and (size > 2 or title in _CHILDREN or size == len(kana))
            ):
                return size, Severity.ERROR if size > 2 else Severity.WARNING
    return None


def _called(run: str, kana: str) -> int:
    """Letters of a given name at the end of a run of hiragana, behind a particle or alone; 0 if none: いたりお."""
    for size in (4, 3, 2):
        if kana[-size:] in forms.KANA and run[-size:] not in forms.KANA_NOUNS:
            if len(run) <= size:
                return len(run)
            if run[-size - 1] in "たのはがとで":
                return size
    return 0


def _daughter(given: str) -> bool:
    """了子, 璃江: a given name that no list has, by its end."""
    return len(given) == 2 and given[1] in shared.FEMALE and not given.endswith(forms.NOT_GIVEN)


def _kanji(run: str, before: str, title: str) -> tuple[int, Severity] | None:
    if (before[-1:] in ("お", "ご") and len(run) < 3) or run in forms.CALLINGS:
        return None
    for start in range(max(0, len(run) - 7), len(run)):
        tail = run[start:]
        surname = forms.surname_of(tail)
        if surname is None or (start and not run[:start].endswith(shared.ROLE_WORDS)):
            continue
        rest = tail[len(surname) :]
        if (not rest and (title not in _WEAK or tail not in forms.PLACES)) or (
            rest and (forms.given(rest) or (len(rest) < 4 and not rest.endswith(forms.NOUNS)))
        ):
            if not rest and title in _WEAK and start == 0 and title == "方":
                return None
            return len(tail), Severity.ERROR
    if title not in _WEAK and run.endswith(_CALLINGS):
        return None
    if len(run) > 2 and title not in _WEAK and likeness.surname(run) > _SURNAME:  # 鳥木部
        return len(run), Severity.ERROR
    if title not in _WEAK and run.endswith(forms.NOUNS) and not shared.name_like(run[-2:]):
        return None
    head = max((role.end() for role in shared.ROLE_INSIDE.finditer(run) if role.end() < len(run)), default=0)
    tail = run[head:]
    if title in _WEAK:
        return (
            (len(tail), Severity.ERROR)
            if 2 < len(tail) < 7 and forms.ends_as_name(tail) and not tail.endswith(forms.NOUNS)
            else None
        )
    if tail.endswith(forms.NOUNS) and not (
        2 <= len(tail) <= 6 and shared.name_like(tail[-2:]) and not tail.endswith(forms.NOT_GIVEN)
    ):
        return None
    if len(tail) == 1 and run in forms.COMMON and title in {"くん", "ちゃん", "君"}:
        return 1, Severity.ERROR
    if len(tail) == 1:
        return (1, Severity.WARNING) if run in _ONE and title == "さん" and before[-1:] not in ("お", "ご") else None
    like = title in _ROLES or forms.ends_as_name(tail) or max(likeness.surname(tail), likeness.pair(tail)) > 0
    return len(tail), Severity.ERROR if like and len(tail) <= 6 else Severity.WARNING
