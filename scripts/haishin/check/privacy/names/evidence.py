"""The judge of names: what speaks for one and against it, in points (``data/evidence.tsv``), and their sum."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from haishin.check.privacy.names.forms import K, form, katakana, known, weight
from haishin.check.privacy.names.lists import names, noun, rows, words
from haishin.core.model import Severity
from haishin.core.text.lazy import lazy

_ERROR, _WARNING = 10, 6  # points
HONORIFIC = lazy(
    "さん(?!ぽ|かく|物(?!置)|ち(?![のにでが前]))|さま|サン(?![ァ-ヺー])|様(?![子々式相態])|氏(?![名神族])|くん|クン(?!レン)|君(?!が代)|ちゃん|嬢"
    "|お(?:じい?|ばあ?|爺|婆|兄|姉)さん|お(?:じい|ばあ|爺|婆|兄|姉)ちゃん|じい(?:さん|ちゃん)|ばあ(?:さん|ちゃん)"
    "|爺(?:さん|ちゃん|(?![一-龥]))|婆(?:さん|ちゃん)|兄(?:さん|ちゃん)|姉(?:さん|ちゃん)|翁(?![一-龥])|元?容疑者|元被告人?|被告人?|受刑者|被疑者|死刑囚"
)
AGE = lazy(
    r"[(\[、,・ =<0-9当](?:(?<=[(\[、,・ =<])\s?(?:当時|満|男性?|女性?|無職|会社員|[、・]|\s){0,3}[0-9]{1,3}\s?"
    r"(?:歳|才|さい|つ?[)\]=>]|代|です|、(?=[一-龥]))"
    r"|(?<=当)時満?[0-9]{1,3}[歳才]|(?<=[0-9])[0-9][歳才]|(?<=[(、・])[小中高][1-6]|(?<=[(])(?:[0-9]{4}年|(?:無職|男性?|女性?)[、)]|[昭平][和成][0-9]))"
)
READING = lazy(rf" ?[(〈](?:[ぁ-んァ-ヺー ・]{{2,14}}|(?<=[ぁ-んァ-ヺー][(])[{K}]{{1,6}})[)〉]")
# Between a role or a label and a name, forwards and backwards; how it begins where the name is that of the role.
LINK = lazy(
    r"(?:(?<!奥)さん|(?<=[者人員手主客])氏?名(?=[:=/は]))?(?:と(?:みられる|される|思われる))?(?:[:=/→■◆●]\s?|\.{3}|[(「『【《\])】][:\s]?\s?|・|\s{1,3}|(?:の名は|である|だった|という|[はがのに])?、?「?)"
)
_PARTED = lazy(f"[{K}][ァ-ヺ]")  # 規制係|ミヤタ: the scripts part them as a sign would
_ONE_WORD = lazy("[ぁ-ん]{2}")  # めい|てい: no kin and no name
_LINKED = lazy(rf"(?:{LINK.pattern})\Z")
_CLOSE = ("の", "と", "「", "・", ":", "=", "/", "→", "(", "『", "【", "《", ")", "]", "】", " ", "\n")
_WITHIN = lazy(
    f"[ぁ-ん](?<![のはがをにともへでかやたるてうくすむらぶぐ])(?<!うち)(?=[{K}])|(?<=[ぁ-ん])[のはがをにとも](?=[ぁ-ん])|[{K}](?=[のがを][ぁ-ん])|[ァ-ヺー](?=[ァ-ヺー])"
)
_INSIDE = lazy("[ぁ-ん](?<![のはが])")  # before a given name of one letter: いる守, と博
# What stands behind a person rather than behind a place, where nothing else tells of one.
_SUBJECT = lazy(
    r"[はがもを]|\((?![^)]{1,6}[市町村区郡県駅線署]\))|[)\[\]【】=:/→←@*。○◯●×]|と(?=[話連会口一共帰別待])|ら(?=[、をがはにのも0-9])|って|という(?=[0-9男女会無])|いわく|だけ|です|でし|だっ|だ」"
    "|に(?=[声会頼聞話連尋余]|けが|電話|よ[るれ])|より(?=\n|$)|(?:から|より)も?(?=[話事連電通届相申])|まで|[A-Z](?![A-Za-z])"
)
# What stands before a place: another of a list, the field of one; a field of something else, and how a name in it ends.
_PLACED = lazy(r"(?:[、・~]|[所場地区町駅線面域市囲会向内停][:=/→】)\]\s]\s?)\Z")
_FIELD = lazy(rf"(?:[{K}ァ-ヺー][:=/→】)\]] ?|(?<![{K}ぁ-んァ-ヺー])[{K}]{{1,6}} )\Z")
_FILLED = lazy(r"[、・\n]|\Z")
# Around a word that is the whole value of a label.
_LABEL, _WHOLE = lazy(r"[:=/→■] ?\Z|[名前]は?、?「?\Z"), lazy(r"[()。\n」]|\Z|まで|です|といい")
# Whatever post is written on to a listed surname, unless it is that of a body.
POSTED = lazy(
    f"(?:(?![署市町村県区駅局校小中高支](?!議))(?:[{K}]{{1,5}}|[ァ-ヺー]{{2,5}}長)(?<=[長員師士手者主議授事頭掌査])"
    f"|(?:支配|管理|世話)人|宮司|住職|女将|棟梁|警視|警部)(?:先生)?(?<!疑者)(?![{K}])"
)
_OF = lazy("[の(・ ](?:お(?![じばや])|ご)?")  # between a surname and its kin
_NEAR, _TELLER = 20, 8  # letters before a name in which a role or a cue ends, and of a role


@cache
def tellers() -> frozenset[str]:
    """List the words behind which a name may stand: roles, relations, labels."""
    return words("role") | words("kin") | words("label")


@cache
def _cues(side: str) -> dict[str, list[tuple[str, ...]]]:
    """List the cues by their letter beside the name: those before it, with what is behind it too, or behind alone."""
    found: dict[str, list[tuple[str, ...]]] = {}
    for row in rows("cues"):
        if bool(row[0]) == (side == "before"):
            found.setdefault(row[0][-1:] or row[1][0], []).append(row)
    return found


@cache
def cues(side: str) -> frozenset[str]:
    """List the cues on that side of a name (before, behind)."""
    return frozenset(before or behind for rows in _cues(side).values() for before, behind, _ in rows)


def evidence(text: str, start: int, end: int, places: frozenset[str]) -> tuple[frozenset[str], int]:
    """Name what speaks for and against a name, and give its end with its title; ``places``: those that are surnames."""
    read = form(text[start:end])
    if not read or weight(read) < -_ERROR:  # whatever stands beside it
        return frozenset(read), end
    signs = {*_before(text, start, end), *_behind(text, end)}
    if not signs and not {"surname", "short surname"}.isdisjoint(read):
        signs |= {_of_a_surname(text, start, end)} - {""}
    elif signs and weight(read) < 0 and _LABEL.search(text, max(0, start - 4), start) and _WHOLE.match(text, end):
        signs.add("field")
    keys = {*read, *signs}
    if text[start:end] in places or text[start:end] in words("place"):
        keys = {key for key in keys if not key.startswith("noun")} | {"place"}  # a place is a noun
    begins = range(start, end if read[0] in ("like a surname", "unlike a name") else start + 1)
    longer = [text[at : end + size] for at in begins for size in (1, 2) if end + size <= len(text)]
    if any(map(noun, longer)) or (start and noun(text[start - 1 : end])):
        keys.add("noun across")
    if start and "full name" not in read[0] and _WITHIN.match(text, start - 1):
        keys.add("within a word")
    reading = READING.match(text, end)
    behind = reading.end() if reading else end
    if title := HONORIFIC.match(text, behind + text.startswith((" ", "」"), behind)):
        end = title.end()
        keys.add("accused" if title[0].removeprefix("元") in words("accused") else "honorific")
        keys.discard("role apart")  # 警察官が、放火被疑者を: of another
        if read[0] == "short given name" and start and _INSIDE.match(text, start - 1):
            keys.add("within a word")
    return frozenset(keys), end


def judged(keys: frozenset[str]) -> Severity | None:
    """Say how surely it is a name, by the sum of its evidence; None: it is none."""
    points = weight(keys)
    if points >= _ERROR:
        return Severity.ERROR
    if points >= _WARNING:
        return Severity.WARNING
    return None


def _before(text: str, start: int, end: int) -> Iterator[str]:
    """Name what tells before a name: its role, relation or label, by how they are joined, and cues."""
    head = text[max(0, start - _NEAR) : start]
    link = next(_LINKED.finditer(head))[0]
    told = head.removesuffix(link)
    if teller := next((told[-size:] for size in range(_TELLER, 0, -1) if told[-size:] in tellers()), ""):
        kind = next(kind for kind in ("label", "kin", "accused", "role") if teller in words(kind))
        if link.startswith(("名", "氏名")):
            yield "label"
        elif link.endswith("「") and link[0] in "がに" and kind != "label":  # 児童に「おいで」: somebody says it
            pass
        elif kind == "accused" and link[:1] in ("は", "が"):  # 被疑者は、カンボジアに
            yield "accused apart"
        elif link.startswith(_CLOSE) or link.endswith("「") or kind == "accused" or (link and kind == "label"):
            yield kind
        elif link:
            yield f"{kind} apart"
        elif _ONE_WORD.match(text, start - 1):
            pass
        # 警部補佐藤が; behind a single letter only some names: 妻明美が.
        elif teller[1:] or teller in "員者師士係課業客" or _given(text[start:end], kin=kind == "kin"):
            yield kind if _PARTED.match(text, start - 1) else f"{kind} written on"
    for before, behind, key in _cues("before").get(head[-1:], ()):
        if head.endswith(before) and text.startswith(behind, end):
            yield key


def _given(word: str, *, kin: bool) -> bool:
    """Whether it is a given name: behind kin, in hiragana, no noun (父けい被疑者); behind a role not in hiragana."""
    if word < "ァ":
        return kin and known(word) and not noun(word)
    return known(word) and (kin or len(word) > 1)


def _of_a_surname(text: str, start: int, end: int) -> str:
    """Name what tells of a listed surname beside it: post, kin, or that it stands as persons do; empty if nothing."""
    if post := POSTED.match(text, end):
        return "subject" if post[0].endswith("団長") else "office"  # 本郷分団長 may be the place's
    if (link := _OF.match(text, end)) and begins(text, link.end(), words("kin") - words("child")):
        return "family"
    head = text[max(0, start - _NEAR) : start]
    alone = _SUBJECT.match(text, end) or (_FILLED.match(text, end) and _FIELD.search(head))
    return "subject" if alone and not _PLACED.search(head) else ""


def begins(text: str, at: int, words: frozenset[str]) -> bool:
    """Whether one of these words begins there."""
    return any(text[at : at + size] in words for size in range(1, _TELLER + 1))


def _behind(text: str, end: int) -> Iterator[str]:
    for _, behind, key in _cues("behind").get(text[end : end + 1], ()):
        if text.startswith(behind, end):
            yield key
    if AGE.match(text, end):
        yield "age"
    reading = READING.match(text, end)
    parts = re.split("[ ・]", katakana(reading[0].strip(" ()〈〉"))) if reading else ()
    if any(part in names(kind) for part in parts for kind in ("surname reading", "given reading", "surname", "given")):
        yield "reading"
