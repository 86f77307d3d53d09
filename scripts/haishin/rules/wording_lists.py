"""Rules that are a list of ``wording.yaml`` each: hearsay, verdicts, origin, demeaning words … (5(3), 5(4), 5(5)).

What stands in quotation marks passes where the words are another's (what a man said to a child), and so does what the
list ``…_passes`` beside each names. Each has its own name, because a person confirms one and not all.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from haishin.contract import Contract
from haishin.document.sample import SAMPLE
from haishin.model import Document, Severity, Text
from haishin.rules.phrases import listed, phrases, sentence, swindle
from haishin.rules.problem import Context, Problem
from haishin.rules.writing import Stretch, Writing, problems

Excuse = Callable[[Writing, Contract, str, int, int], bool]


def _never(_writing: Writing, _contract: Contract, _text: str, _start: int, _end: int) -> bool:
    return False


@dataclass(frozen=True, slots=True)
class Listed:
    """The rule of one list, or of a few; ``lists`` maps the key of a message to its list.

    ``excuse`` sees the text and where the phrase stands in it, and says whether it passes here.
    """

    ID: str
    MESSAGES: dict[str, Text]
    HINTS: dict[str, Text]
    GOOD: tuple[str, ...]
    BAD: tuple[tuple[str, str], ...]
    lists: dict[str, str]
    SEVERITY: Severity = Severity.WARNING
    quotes_pass: bool = True
    excuse: Excuse = _never

    def look(self, writing: Writing, contract: Contract) -> Iterator[Stretch]:
        """In title and text."""
        for field, text in writing.unquoted if self.quotes_pass else writing.fields:
            for key, name in self.lists.items():
                for match in listed(contract, name).finditer(text):
                    start, end = match.span()
                    if not self.excuse(writing, contract, text, start, end):
                        severity = Severity.WARNING if key == "source" else None
                        yield Stretch(field, start, end, key, {"word": match[0]}, severity)

    def check(self, document: Document, context: Context) -> Iterator[Problem]:
        """Needs no alert; one formed tells category and case."""
        return problems(document, context, self.look)


def _bad(text: str, key: str = "found") -> tuple[str, str]:
    return key, f"{SAMPLE}\n{text}\n"


def _good(*texts: str) -> tuple[str, ...]:
    return (SAMPLE, *(f"{SAMPLE}\n{text}\n" for text in texts))


_ADVICE = re.compile("[^。\n]{0,40}(?:ない|なく|ません|なさらず|せず|ぬよう|控え|やめ|避け|防)")
_SOUGHT = re.compile("逃走|逃げ|身長|捜し|追って|見かけ|見掛け|手配|間違い|断定|潜|捕ま|特徴|似た|似て|立ち去")
_WAY = re.compile("[^。\n]{0,24}?(?:手口|留守|無施錠|下見|狙って|人目|嫌|あきらめ|諦め)")
_HABIT = re.compile(
    "手口|留守|無施錠|無締まり|施錠|狙って|下見|嫌|侵入を|あきらめ|諦め|傾向|よう(?:な|に)|ので|ため、|おそれ|対策|防犯"
)
_SPECIFIC = re.compile(
    "ました|ています|でいます|でした|た[。、]|歳|代|男|女|目撃|着|付近|発見|情報|心当たり|車|バイク|方面"
)
_ARREST = re.compile("逮捕|検挙|送致")


def _advice(_writing: Writing, _contract: Contract, text: str, _start: int, end: int) -> bool:
    """Said as advice: 不用意に近づかないでください."""
    return _ADVICE.match(text, end) is not None


def _script(writing: Writing, contract: Contract, text: str, start: int, _end: int) -> bool:
    """What a swindler tells: 「必ずもうかる」という話です."""
    return text[start - 1 : start] == "\ufffc" and swindle(writing, contract)


def _generic(writing: Writing, contract: Contract, text: str, start: int, end: int) -> bool:
    """犯人 as everybody who does such things: in warnings of a swindle, in advice how not to become a victim."""
    if not text.startswith("犯人", start):
        return False
    around = sentence(text, start, end)
    if swindle(writing, contract) or _WAY.match(text, end):
        return True
    return not _SOUGHT.search(around) and bool(_HABIT.search(around) or not _SPECIFIC.search(around))


def _excused_origin(writing: Writing, contract: Contract, text: str, start: int, end: int) -> bool:
    """The nationality that a report of an arrest gives as a fact, or a swindler as his own; impressions never."""
    told = (
        swindle(writing, contract)
        or writing.content in contract.policy.press.arrest_contents
        or (writing.content is None and _ARREST.search(writing.title + writing.body) is not None)
    )
    return told and text[start:end] not in ("外人", "不良外国人")


def _consented(writing: Writing, contract: Contract, text: str, start: int, end: int) -> bool:
    """The family agreed to say what helps to find a missing person."""
    return writing.case == contract.policy.consent.case and not text.startswith(("風", "らしい"), end - 1)


@dataclass(frozen=True, slots=True)
class Origin(Listed):
    """Besides the list: a country or region before 人風, 人らしい, 系の, 人の男 …"""

    def look(self, writing: Writing, contract: Contract) -> Iterator[Stretch]:
        """In title and text."""
        yield from Listed.look(self, writing, contract)
        for field, text in writing.unquoted:
            told = 0
            for match in phrases(contract.wording.lists["origins"]).finditer(text):
                start, end = match.span()
                after = _IMPRESSION.match(text, end)
                if after is None and not self.excuse(writing, contract, text, start, end):
                    after = _NATIONALITY.match(text, end)
                if (
                    after is not None and start >= told and not (start and _KATAKANA.match(text, start - 1))
                ):  # not ネクタイの男
                    told = after.end()
                    yield Stretch(field, start, told, "found", {"word": text[start:told]})


_IMPRESSION = re.compile(
    "人?(?:風|ふう|っぽい|らし[いき]|のような|とみられ|と見られ|と思われ|の可能性|訛り|なまり)|系(?:外国人?(?:の[男女])?|の|と|男|女|で|っ|、)"
)
_KATAKANA = re.compile("[ァ-ヴー](?=[ァ-ヴ])")
_NATIONALITY = re.compile(
    "(?:籍|国籍)?人?(?:の(?:若い|中年の|複数の)?(?:男|女(?!性の方)|少年|集団|グループ)|グループ|集団|[0-9０-９一二三四五]人組|数人)|国?籍の"
)

RULES: tuple[Listed, ...] = (
    Listed(
        "intake-note",
        {
            "found": Text(
                "「{word}」という内部の書き込みが残っています。", "`{word}` is a note of the office that was left in."
            ),
            "source": Text(
                "「{word}」は、情報をくれた人をさす語です。内部の記録の消し忘れかもしれません。",
                "`{word}` points at who gave the information; a record of the office may have been left in.",
            ),
        },
        {
            "found": Text(
                "この書き込みを、前後の内部の記録とともに消してください。", "Delete it, and the record around it."
            ),
            "source": Text(
                "だれからの情報かは書かず、分かったことだけを書いてください。",
                "Say what is known, not who told it.",
            ),
        },
        _good("男は、内部資料を見せると言って近づきます。", "通報者の秘密は守ります。"),
        (
            _bad("（取扱注意）被害者の意向を確認のこと"),
            _bad("下書きです。"),
            _bad("届出人は被害者の母です。", "source"),
        ),
        {"found": "intake_notes", "source": "informants"},
        Severity.ERROR,
    ),
    Listed(
        "hearsay",
        {"found": Text("「{word}」は、確かめていない言い方です。", "`{word}` is hearsay.")},
        {
            "found": Text(
                "確かめてから書くか、この部分を消してください。確かめたことだけを「〜との通報がありました」のように書きます。",
                "Verify it, or take it out; say what is established.",
            )
        },
        _good("男は「人違いらしい」と言って立ち去りました。", "刃物らしいものを持っていました。"),
        (_bad("男は隣町でも声をかけたらしいです。"), _bad("SNSで拡散されている男と似ています。")),
        {"found": "hearsay"},
        excuse=_script,
    ),
    Listed(
        "verdict-on-person",
        {"found": Text("「{word}」は、決めつけになる呼び方です。", "`{word}` passes a verdict on somebody.")},
        {
            "found": Text(
                "「男」「女」「行為者」などと書いてください。逮捕の後は「被疑者」とします。",
                "Write 男, 女 or 行為者; 被疑者 after an arrest.",
            )
        },
        _good("犯人は人目を嫌います。", "犯人グループからの電話に注意してください。"),
        (_bad("犯人は黒色の自転車で逃走しました。"), _bad("付近に変質者が出没しています。")),
        {"found": "verdicts"},
        excuse=_generic,
    ),
    Origin(
        "origin",
        {
            "found": Text(
                "「{word}」は、国籍や出身についての印象です。", "`{word}` is an impression of somebody's origin."
            )
        },
        {
            "found": Text(
                "服装、身長など、見て確かめられる特徴で書いてください。"
                "手配に要るときは、聞いた言葉（「片言の日本語」など）を事実として書き、confirmed に理由を書きます。",
                "Describe clothes, height and what can be seen. If a lookout needs it, give what was heard as a fact, "
                "and the reason under `confirmed`.",
            )
        },
        _good("外国人の方も、110番に電話してください。", "男は片言の日本語で話しました。"),
        (_bad("男は外国人風でした。"), _bad("アジア系の男です。"), _bad("ベトナム人の男が声をかけました。")),
        {"found": "origin_words"},
        excuse=_excused_origin,
    ),
    Listed(
        "demeaning",
        {
            "illness": Text(
                "「{word}」は、障害や病気についての記載です。", "`{word}` speaks of somebody's disability or illness."
            ),
            "found": Text("「{word}」は、人をおとしめる呼び方です。", "`{word}` is a demeaning word."),
        },
        {
            "illness": Text(
                "事案に関係がなければ消し、見て確かめられる行動を書いてください。",
                "Take it out unless the matter needs it; describe what was done.",
            ),
            "found": Text("「男」「女」など、ほかの言い方にしてください。", "Use a neutral word."),
        },
        _good("市の障害者支援センターの前の路上です。", "車椅子の男性が声をかけられました。"),
        (_bad("男は精神異常のようでした。", "illness"), _bad("浮浪者が公園にいました。")),
        {"illness": "disabilities", "found": "demeaning"},
        excuse=_consented,
    ),
    Listed(
        "victim-blaming",
        {
            "found": Text(
                "「{word}」は、被害に遭った方を責めているように読まれます。",
                "`{word}` may read as blame on the victim.",
            )
        },
        {
            "found": Text(
                "起きたことだけを書き、注意は「〜しましょう」とこれからのこととして書いてください。",
                "State what happened; put advice as something to do from now on.",
            )
        },
        _good("不用意に近づかないでください。", "被害者に落ち度はありません。"),
        (_bad("油断していた女性が被害に遭いました。"), _bad("派手な服装の女性が狙われました。")),
        {"found": "victim_blaming"},
        excuse=_advice,
    ),
    Listed(
        "subjective-appearance",
        {"found": Text("「{word}」は、見る人によって変わる印象です。", "`{word}` is an impression, not a trait.")},
        {
            "found": Text(
                "年代、身長、体格、髪型、服の色など、見て確かめられる特徴を書いてください。",
                "Give age band, height, build, hair, colour of clothes.",
            )
        },
        _good("男は「かわいいね」と声をかけました。", "怪しい人を見かけたときは110番してください。"),
        (_bad("男は気味の悪い笑い方をしていました。"), _bad("被害者は美人の女性です。")),
        {"found": "subjective"},
    ),
    Listed(
        "copied-article",
        {
            "found": Text(
                "「{word}」があります。記事などの引き写しかもしれません。",
                "`{word}`: this may be copied from an article.",
            )
        },
        {
            "found": Text(
                "記事の文は使わず、自署で確かめたことを自分の言葉で書いてください。",
                "Do not use an article's text; say in your own words what your unit knows.",
            )
        },
        _good("新聞受けに新聞をためないようにしましょう。", "報道発表の内容です。"),
        (
            _bad("前橋市で事件があった。【共同】"),
            _bad("上毛新聞によると、男は自転車で逃げました。"),
        ),
        {"found": "copied"},
        quotes_pass=False,
    ),
)
