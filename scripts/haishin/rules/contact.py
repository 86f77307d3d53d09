"""Rules ``no-contact`` and ``no-call-to-action``: what a reader should do, and whom he tells (5(1), 5(3)).

A text that asks for a report, and every lookout, names 110, a station or a public number; a lookout asks for something,
and a caution says what to beware of. The foot that is put below each mail names the sender, but a reader does not look
there for whom to call. What only tells of a report passes (通報がありました), and so does a request with an addressee
(ご近所の方にもお知らせください). Where the content is not known a mail of mere facts passes.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from haishin.contract import Contract
from haishin.document.sample import SAMPLE, changed
from haishin.model import ENDING, Document, Severity, Text
from haishin.rules.problem import Context, Problem
from haishin.rules.writing import Look, Stretch, Writing, problems

# Whom to tell: a number, an office to whom something goes, a station that signs its line.
_REACHED = re.compile(
    r"(?<!\d)\d{2,5}[-−‐ー()・](?:\d{1,4}[-−‐ー()・])?\d{3,4}(?!\d)|#\d{4}|(?<!\d)(?:110|118|119|171|188|189)(?!\d|番の家)|百十番|"
    r"当署|本署|(?:最寄り|近く)の(?:警察|交番)|警察署からの|(?:警察署|警察本部|センター)(?:\(|又は|または)|"
    r"(?:警察|署|交番|駐在所|[課隊係室]|センター|役所|役場|県庁|消防)[^。、\n]{0,10}?(?:へ|まで|に(?:お|ご|情報|連絡|通報|相談|届))|"
    r"(?:警察署|警察本部|[課隊係室]|(?<!部)署|交番|役所|役場)[^。、\n]{0,8}$",
    re.MULTILINE,
)
_TELL = re.compile(
    r"通報|情報提供|情報をお?[寄待]|お?心当たり|一報|(?:お知らせ|知らせて|届け出て|相談して|ご相談)(?:ください|下さい)|ご?連絡(?=して|を|くだ|下さ|願)|ご連絡"
)
# What tells of a report behind its word; whom a request names before it.
_TOLD = re.compile(
    r"が(?:あり(?!まし?たら)|あった(?!ら|場合|際)|相次|続|寄せ|入|多|増)|に(?:感謝|よ[りるっ]|基づ)|を(?:受け|いただ|頂)|され|"
    r"した(?!い|ら|場合|とき|際)|[のが]あった|ありがとう|あり、|数|者|"
    r"は[、 ]?[0-9一二三四五六七八九十]{1,3}時|は[^。\n]{0,40}(?:でし|まし)た"
)
_NAMED = re.compile("(?:ください|下さい|連絡)$")
_ADDRESSED = re.compile(
    "(?:方|さん|様|人|家族|家庭|周り|周囲|近所|職場|親|保護者|先生|学校|子ども|地域|皆|[店駅]員?|会社|銀行|友達)(?:など)?[にへと][もは]?、?$"
)
_WRITTEN = re.compile(r"\w")
_ASKED = re.compile(
    "ください|下さい|お?願い|協力|通報|情報提供|情報をお?待|お寄せ|一報|ご連絡|ましょう|ご?注意[をく]|お気を[付つ]け|110番[をへ]|ないで[、。]|"
    "疑って|避けて|控えて|確かめて|[相点][談検]を|連絡を|施錠を|(?:方|人|とき|場合|際)は、[^。\n]{1,60}へ(?:。|$)",
    re.MULTILINE,
)
# What ends or corrects a mail, and what is advice in any form.
_ENDED = re.compile(
    "逮捕|検挙|送致|解決|解除|保護(?:され|しま|し、|済)|発見(?:され|しま|に至)|判明|特定|訂正|取り?消|誤り|事件性|身柄|無事|終了|感謝|ありがとう|"
    "[ご御]安心|見つかり|復旧|開通|訓練|防ぎました"
)
_ADVISED = re.compile(
    "注意|願う|協力|[をへもでに](?:[。！!]|$)|べき|必要|有効|大切|控え|避け|やめ|危険|危な|防[げぎぐご止]|予防|備え|対策|(?:詐欺|犯罪|違反)です|"
    "(?:ありま|できま)せん|疑[っい]|確かめ|用心|警戒|気を[付つ]け|相談|連絡(?!先)|う回|迂回|求め|捜[しす]|探[しす]|呼び?[掛か]け|ように。|こと。|しない。|"
    "通行止|規制|見込み|恐れ|おそれ|可能性|増え|多発|調べて",
    re.MULTILINE,
)


@dataclass(frozen=True, slots=True)
class Asking:
    """One of both rules."""

    ID: str
    NAME: Text
    SUMMARY: str
    MESSAGES: dict[str, Text]
    HINTS: dict[str, Text]
    GOOD: tuple[str, ...]
    BAD: tuple[tuple[str, str], ...]
    looked: Callable[[Writing, Contract], Iterator[tuple[int, int, str]]]
    SEVERITY: Severity = Severity.WARNING

    @property
    def look(self) -> Look:
        """In the text."""
        return self._look

    def check(self, document: Document, context: Context) -> Iterator[Problem]:
        """Needs no alert; one formed tells what is due."""
        return problems(document, context, self._look)

    def _look(self, writing: Writing, contract: Contract) -> Iterator[Stretch]:
        if _WRITTEN.search(writing.body) and not (writing.follows is not None and writing.follows.kind in ENDING):
            for start, end, key in self.looked(writing, contract):
                yield Stretch("body", start, end, key)


def _contactless(writing: Writing, contract: Contract) -> Iterator[tuple[int, int, str]]:
    """Where a report is asked for, and every lookout."""
    (_, title), (_, body) = writing.plain
    asked = next((one for one in _TELL.finditer(body) if _asks(body, one)), None)
    lookout = writing.content in contract.wording.lists["lookout_contents"]
    if (asked or lookout) and not _REACHED.search(f"{title}\n{body}"):
        yield (*(asked.span() if asked else _last(writing.body)), "missing")


def _requestless(writing: Writing, contract: Contract) -> Iterator[tuple[int, int, str]]:
    """Every lookout; a caution without any advice."""
    (_, title), (_, body) = writing.plain
    whole, lists = f"{title}\n{body}", contract.wording.lists
    if _ASKED.search(body):
        return
    if writing.content in lists["lookout_contents"]:
        yield (*_last(writing.body), "missing")
    elif writing.content in lists.get("caution_contents", ()) and not (_ENDED.search(whole) or _ADVISED.search(whole)):
        yield (*_last(writing.body), "silent")


def _asks(body: str, found: re.Match[str]) -> bool:
    """Whether the word asks every reader for a report."""
    start, end = found.span()
    if _TOLD.match(body, end):
        return False
    return not (_NAMED.search(found[0]) and _ADDRESSED.search(body, max(0, start - 10), start))


def _last(body: str) -> tuple[int, int]:
    """The last character that is written: there it would go on."""
    end = len(body.rstrip())
    return end - 1, end


_REPORT = "- 不審な人を見かけたときは、110番通報をお願いします。\n"
_LOOKOUT = SAMPLE.replace("content: caution", "content: lookout")
_ADVICE = "- 不審な人に声をかけられたときは、すぐにその場を離れてください。\n"

RULES = (
    Asking(
        "no-contact",
        Text("連絡先がない", "No contact"),
        "情報を求めるのに連絡先がないときは、110番か警察署の名前と電話番号を書いてください。",
        {
            "missing": Text(
                "どこに知らせればよいか(110番、警察署、電話番号)が書かれていません。",
                "The text does not say whom to tell: 110, a station, a number.",
            )
        },
        {
            "missing": Text(
                "「110番通報をお願いします」や、警察署の名前と電話番号を書いてください。",
                "Name 110, or the station with its number.",
            )
        },
        (SAMPLE, changed(_REPORT, "- 情報は、前橋警察署（027-001-0110）へお寄せください。\n")),
        (
            ("missing", changed(_REPORT, "- お心当たりの方は、情報をお寄せください。\n")),
            ("missing", _LOOKOUT.replace(_REPORT, "")),
        ),
        _contactless,
    ),
    Asking(
        "no-call-to-action",
        Text("お願いがない", "Nothing is asked for"),
        "読む人に何をしてほしいかがないときは、お願いや注意を1つ書いてください。",
        {
            "missing": Text(
                "手配ですが、読む人に何をしてほしいかが書かれていません。",
                "This lookout does not say what its readers should do.",
            ),
            "silent": Text(
                "起きたことだけが書かれ、読む人に何をしてほしいかがありません。",
                "It tells what happened, and not what its readers should do.",
            ),
        },
        {
            "missing": Text(
                "「似た人を見かけたときは、近づかずに110番通報をしてください」のように書いてください。",
                "Say it: who sees somebody like him keeps away and calls 110.",
            ),
            "silent": Text(
                "「戸締まりを確かめてください」「見かけたら110番を」のように、お願いや注意を1つ書いてください。",
                "Add one request or one piece of advice.",
            ),
        },
        (SAMPLE, _LOOKOUT),
        (
            ("missing", _LOOKOUT.replace(_REPORT, "").replace(_ADVICE, "問合せ先 前橋警察署\n")),
            ("silent", changed(_REPORT, "").replace(_ADVICE, "前橋警察署\n")),
        ),
        _requestless,
    ),
)
