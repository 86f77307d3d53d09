"""Rule ``arrest-wording``: a text that reports an arrest is an arrest (T2): content, press release and hold as such.

Negations and aims pass (逮捕に至っていません, 検挙に向けて), in a mail about a swindle what the swindler says, and the
escape of somebody held (勾留中の男が逃走しました). What reads as a report is an error, which policy may let a person
confirm.
"""

from __future__ import annotations

from collections.abc import Iterator

from haishin.check.document.sample import SAMPLE, changed
from haishin.check.reading import Reading, Writing
from haishin.check.reading.items import MAILED
from haishin.check.rules import Problem, Stretch, problems
from haishin.check.rules.worded import matches, near, told
from haishin.core.contract import Contract
from haishin.core.model import Severity, Text
from haishin.core.text.lazy import lazy

ID = "arrest-wording"
SEVERITY = Severity.ERROR
NAME = Text("検挙を知らせる語", "Words of an arrest")
SUMMARY = "検挙情報でないのに検挙を知らせる語があるときは、content を arrest にするか、検挙に触れない文にしてください。"

MESSAGES = {
    "arrest": Text(
        "「{word}」は検挙を知らせる語ですが、配信内容が検挙情報(arrest)になっていません。",
        "`{word}` reports an arrest, but the content is not `arrest`.",
    ),
}
HINTS = {
    "arrest": Text(
        "検挙を知らせるなら content を arrest にし、報道発表の後に配信します。"
        "危険が去ったことだけを知らせるなら、「付近の警戒を終わりました。」のように、検挙にも、だれの行為かにも触れない文にしてください。"
        "まだのときは、「逮捕に至っていません」のように、すぐ後に打ち消しを書いてください。",
        "To report the arrest set `content: arrest` (it goes after the press release). To say only that the danger "
        "is over, use a wording that tells neither an arrest nor who it was. If there was none, say so right after the "
        "word (「逮捕に至っていません」).",
    ),
}
_BODY = "- 不審な人を見かけたときは"
GOOD = (
    SAMPLE,
    changed(_BODY, "- 行為者はまだ逮捕に至っていません。見かけたときは"),
    changed("suspicious-person\ncase: approach", "fraud\ncase: warning-call").replace(
        _BODY, "- 「あなたを逮捕します」という電話は詐欺です。見かけたときは"
    ),
    changed(_BODY, "- 前橋市内の病院から、勾留中の男が逃走しました。見かけたときは"),
)
BAD = (
    ("arrest", changed(_BODY, "- 行為者を逮捕しました。見かけたときは")),
    ("arrest", changed(_BODY, "- 行為者の身柄は、すでに確保されています。見かけたときは")),
    ("arrest", changed("声かけ事案の発生", "声かけ事案の被疑者検挙")),
)


# What did not happen, or has yet to: right behind the word, and before any 「た」, which tells of what did.
_UNDONE = lazy(
    r"(?:[、・や](?:逮捕|検挙))?(?:に?は、)?(?:いた[らっ]|[^。、\nた]){0,14}?(?:な[いくか]|ません|ず(?!み)|まだ|未だ|まで|次第|"
    r"よう|べく|場合|恐れ|おそれ|可能性|時間が|向け|目指|目標|努め|急い|全力|協力[をくお]|情報[をの提]|必要|免れ|逃れ|ことがあ|ことにな)|"
    r"(?:し|され|いたし)ます|する(?:ため|には|ぞ|と言|」)|されるなど|されたくな|の対象|"
    r"(?:し|され)た(?:者|事実|と)[^。、\n]{0,12}(?:ません|ない)|"
    r"のため[^。\n]{0,20}(?:情報|協力|提供|捜|警戒|心当たり)"
)
# What a swindler tells: 息子を逮捕したと言い; not 逮捕した男は、…と電話をかけ.
_TOLD = lazy(
    "(?!(?:し|され)た[男女])[^。\n\ufffc]{0,60}?(?:(?:と|など|とか|という|との|を)(?:言|い[いっわう]|電話|連絡|話|うそ|嘘|脅|告げ|聞|かた|"
    "偽|信じ|思|迫|口実|ちらつか|ほのめか)|あなた|示談|保釈|保証金|免れ|不安)"
)

# Somebody held who fled: 勾留中の男が逃走, 逮捕された男が病院から逃走, 留置施設から脱走. Not whoever else fled, nor who
# had fled before his arrest (逮捕された男は、現場から逃走していました).
_OTHERS = "(?!ほか|他の|別の|残る|残り|もう|仲間|共犯|知人|[0-9][人名]で)"
_ESCAPED = lazy(
    r"(?:(?:され)?[・、]?(?:勾留|留置|起訴|送致|護送))?(?:(?:され|し)?(?:中|場|室|施設|先)|"
    rf"(?:し|され)(?:た|ている|ていた)(?:{_OTHERS}[^。、\nはが]){{0,12}}[男女者人年告][がはの])"
    rf"(?:{_OTHERS}[^。\n]){{0,40}}?(?:逃走|脱走|逃げ)(?!に使|に用|車両|経路|してい(?:た|まし)|しておりまし|した(?:疑|後|男|と))"
)
# An escape, in a mail that need not tell of an arrest; and the words that it has for who fled.
_FLED = lazy(
    r"(?:勾留|留置|護送|拘束|取調べ|取り押さえ|手錠|被告|受刑)[^。\n]{0,40}?(?:逃走|脱走|逃げ)"
    r"|(?:逃走|脱走)した(?:勾留|留置|護送|手錠)"
)
_HELD = lazy("手錠|勾留|留置|検察庁への護送|取り押さえられていた")
# What such a mail tells of the time before: 男は、強盗の疑いで逮捕され、勾留されていました.
_WAS_HELD = lazy(r"[^。\n]{0,12}(?:され|し)てい(?:た|まし)")


def look(writing: Writing, contract: Contract) -> Iterator[Stretch]:
    """Yield reports of an arrest in title and text; nothing if the content is unknown or an arrest, or none is one."""
    press = contract.policy.press
    if not press.arrest_contents or writing.content is None or writing.content in press.arrest_contents:
        return
    swindle = writing.category in press.quotes_pass
    phrases = near(ID, writing, contract)
    written, read = dict(writing.fields), writing.judged(quotes_pass=swindle)
    found = [(field, text, *span) for field, text in read for span in matches(phrases, text)]
    passes = [_UNDONE]
    if swindle:
        passes.append(_TOLD)
    if any(_ESCAPED.match(text, end) for _, text, _, end, _ in found):
        passes += (_ESCAPED, _WAS_HELD)
    fled = bool(found) and any(_FLED.search(text) for _, text in read)
    for field, text, start, end, _ in found:
        if not (fled and _HELD.match(text, start)) and not any(form.match(text, end) for form in passes):
            yield Stretch(field, start, end, "arrest", {"word": written[field][start:end]})


def check(reading: Reading) -> Iterator[Problem]:
    """Check the items of the alert that are mailed in words: title, ``case_name``, text."""
    if ID in told(reading) and reading.alert_with("content") is not None:
        yield from problems(reading, look, items=MAILED)
