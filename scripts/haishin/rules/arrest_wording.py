"""Rule ``arrest-wording``: a text that reports an arrest is an arrest (T2): content, press release and hold as such.

Negations and aims pass (逮捕に至っていません, 検挙に向けて), and in a mail about a swindle what the swindler says
(息子を逮捕したと言い). What reads as a report is an error that nobody can confirm away, and so is an arrest without a
press release: the guideline knows no exception.
"""

from __future__ import annotations

from collections.abc import Iterator

from haishin.contract import Contract
from haishin.document.sample import SAMPLE, changed
from haishin.model import PressKind, Severity, Text
from haishin.reading import Reading, Writing
from haishin.reading.items import MAILED
from haishin.rules import Problem, Stretch, problems
from haishin.rules.worded import matches, near
from haishin.text.lazy import lazy

ID = "arrest-wording"
SEVERITY = Severity.ERROR
NAME = Text("検挙を知らせる語", "Words of an arrest")
SUMMARY = "検挙情報でないのに検挙を知らせる語があるときは、content を arrest にするか、検挙に触れない文にしてください。"

MESSAGES = {
    "arrest": Text(
        "「{word}」は検挙を知らせる語ですが、配信内容が検挙情報(arrest)になっていません。",
        "`{word}` reports an arrest, but the content is not `arrest`.",
    ),
    "release": Text(
        "検挙情報は、報道発表の後でなければ配信できません(例外はありません)。",
        "An arrest may be mailed after its press release alone, without exception.",
    ),
}
HINTS = {
    "arrest": Text(
        "検挙を知らせるなら content を arrest にし、報道発表の後に配信します。"
        "危険が去ったことだけを知らせるなら、「行為者を特定し、危険はなくなりました」のように、検挙に触れない文にしてください。"
        "まだのときは、「逮捕に至っていません」のように、すぐ後に打ち消しを書いてください。",
        "To report the arrest set `content: arrest` (it goes after the press release). To say only that the danger "
        "is over, use a wording that reports no arrest. If there was none, say so right after the word "
        "(「逮捕に至っていません」).",
    ),
    "release": Text(
        '「press: {{at: 2026-11-25T17:00+09:00, title: 発表の題, consistent: "yes"}}」のように、'
        "発表の予定を書いてください。"
        "発表しない検挙は、メールでは配信できません。",
        'Write its plan as `press: {{at: …, title: …, consistent: "yes"}}`. An arrest without a release is not mailed.',
    ),
}
_BODY = "- 不審な人を見かけたときは"
GOOD = (
    SAMPLE,
    changed(_BODY, "- 行為者はまだ逮捕に至っていません。見かけたときは"),
    changed("suspicious-person\ncase: approach", "fraud\ncase: warning-call").replace(
        _BODY, "- 「あなたを逮捕します」という電話は詐欺です。見かけたときは"
    ),
)
BAD = (
    ("arrest", changed(_BODY, "- 行為者を逮捕しました。見かけたときは")),
    ("arrest", changed(_BODY, "- 行為者の身柄は、すでに確保されています。見かけたときは")),
    ("arrest", changed("声かけ事案の発生", "声かけ事案の被疑者検挙")),
    ("release", changed("content: caution", "content: arrest")),
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


def look(writing: Writing, contract: Contract) -> Iterator[Stretch]:
    """Yield reports of an arrest in title and text; nothing where the content is unknown or is an arrest."""
    press = contract.policy.press
    if writing.content is None or writing.content in press.arrest_contents:
        return
    swindle = writing.category in press.quotes_pass
    written = dict(writing.fields)
    for field, text in writing.plain if swindle else writing.narrow:
        for start, end, _ in matches(near(ID, text, contract), text):
            if not _UNDONE.match(text, end) and not (swindle and _TOLD.match(text, end)):
                yield Stretch(field, start, end, "arrest", {"word": written[field][start:end]})


def check(reading: Reading) -> Iterator[Problem]:
    """Check the items of the alert that are mailed in words: title, ``case_name``, text."""
    alert, press = reading.alert, reading.contract.policy.press
    if alert is not None and alert.content in press.arrest_contents and alert.press.kind is PressKind.NONE:
        yield Problem(reading.place("press"), "release")
    yield from problems(reading, look, items=MAILED)
