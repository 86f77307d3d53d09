"""Rules ``no-contact`` and ``no-call-to-action``: what a reader should do, and whom he tells (5(1), 5(3)).

A text that asks for a report, and every lookout, names 110, a station or a public number; a lookout asks for something,
and a caution says what to beware of. The foot that is put below each mail names the sender, but a reader does not look
there for whom to call. What only tells of a report passes (通報がありました), and so does a request with an addressee
(ご近所の方にもお知らせください). Where the content is not known a mail of mere facts passes: many an alert is one.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from haishin.contract import Contract
from haishin.document.sample import SAMPLE, changed
from haishin.model import ENDING, Document, Severity, Text
from haishin.privacy.seeking import begun
from haishin.rules.phrases import listed
from haishin.rules.problem import Context, Problem
from haishin.rules.writing import Look, Stretch, Writing, problems

_NUMBER = re.compile(
    r"(?<!\d)\d{2,5}[-−‐ー()・](?:\d{1,4}[-−‐ー()・])?\d{3,4}(?!\d)|#\d{4}|(?<!\d)(?:110|118|119|171|188|"
    r"189)(?!\d|番の家)"
)
_FIRST = re.compile(r"[\d#](?<!\d\d)")  # of a number
_TO = re.compile(
    "(?:警察|署|交番|駐在所|[課隊係室]|センター|市役所|役場|県庁|消防)[^。、\n]{0,10}?(?:へ|まで|に(?:お|ご|情報|"
    "連絡|通報|相談|届))"
)
# A number in any spelling.
_SPELT = r"[\d〇○零一二三四五六七八九十ゼロイチニサンヨンゴロクナハキュウマルOo()・.,、/:のノー−‐ -]"
_SIGNED = re.compile(
    rf"(?:警察署|警察本部|[課隊係室]|(?<!部)署|交番|市役所|役場)(?:[^。、\n]{{0,8}}|[^。\n]{{0,6}}?{_SPELT}{{6,30}})$",
    re.MULTILINE,
)
# What tells of a report behind its word; whom a request names before it.
_TOLD = re.compile(
    r"が(?:あり(?!まし?たら|の)|あった(?!ら|場合|際)|相次|続|寄せ|入|多|増)|は[^。\n]{0,40}(?:でし|まし)た|"
    r"は[、 ]?[\d〇一二三四五六七八九十]{1,3}時|に(?:感謝|よ[りるっれ]|基づ)|を(?:受け|いただ|頂)|され|"
    r"した(?!い|ら|場合|とき|際)|[のが]あった|ありがとう|あり、|数|者"
)
_NAMED = re.compile(r"(?:ください|連絡)$")
_ADDRESSED = re.compile(
    r"(?:方|さん|様|人|家族|家庭|周り|周囲|近所|近隣|職場|親|保護者|先生|学校|子ども|子供|同僚|地域|皆|店員?|駅員|会社|"
    r"銀行|友達|仲間|孫)(?:など)?[にへと][もは]?、?$"
)
_WRITTEN = re.compile(r"\w")
# What ends or corrects a mail, and what is advice in any form.
_ENDED = re.compile(
    "逮捕|検挙|送致|解決|解除|保護(?:され|しま|し、|済)|発見(?:され|しま|に至)|判明|特定|訂正|取消|取り消|誤り|"
    "事件性|確保し|身柄を?確保|無事|終了|感謝|"
    "ありがとうございま|心配|ご安心|御安心|見つかり|復旧|開通|訓練|防ぎました|防いだ|ではありませんでした|行為者"
)
_ADVISED = re.compile(
    r"注意|下さい|願います|願う|協力|[をへまにもで](?:[。！!]|$)|ないで(?:[。！!、]|$)|べき|必要|有効|効果|大切|"
    r"重要|控え|避け|やめ|危険です|危な|"
    r"防[げぎぐご]|防止(?!課)|予防|備え|対策(?![課室係])|詐欺です|詐欺。|犯罪です|犯罪。|違反です|(?:ありま|"
    r"できま|戻りま|しま)せん|疑[っい]て|優先|早め|"
    r"徹底|確かめ|用心|警戒|気を[付つ]け|相談(?!専用|室|セ|窓口|電話|ダ)|連絡(?!先)|届け|[う迂]回|求め|捜[しす]|"
    r"探[しす]|募|呼び?[掛か]け|通報(?!があ|され)|"
    r"ましょう|ように(?:[。し]|$)|こと(?:。|が大)|ことです|しない[。！]|通行止|規制|見込み|消えて|恐れ|おそれ|"
    r"可能性|続いて|増え|多発|調べて|点灯|施錠を"
)
_DIRECTED = re.compile(
    r"(?:方|人|とき|場合|際)は、[^。\n]{1,60}へ(?:。|$)", re.MULTILINE
)  # 見かけた方は、前橋署（…）へ。
_SOUGHT = re.compile("手配|逃走|捜してい|探してい|行方を")


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
    """Where a report is asked for; every lookout, known by its content or, where that is not known, by its words."""
    (_, title), (_, body) = writing.plain
    asked = next((one for one in listed(contract, "report_requests").finditer(body) if _asks(body, one)), None)
    if writing.content is None:
        sought = _sought(title, body)
    else:
        sought = writing.content in contract.wording.lists["lookout_contents"]
    if (asked or sought) and not _reached(title, body, contract):
        yield (*(asked.span() if asked else _last(writing.body)), "missing")


def _requestless(writing: Writing, contract: Contract) -> Iterator[tuple[int, int, str]]:
    """Every lookout; a caution without any advice."""
    (_, title), (_, body) = writing.plain
    if listed(contract, "requests").search(body) or _DIRECTED.search(body):
        return
    lists = contract.wording.lists
    if writing.content is None:
        if _sought(title, body) and not _reached(title, body, contract):
            yield (*_last(writing.body), "missing")
    elif writing.content in lists["lookout_contents"]:
        yield (*_last(writing.body), "missing")
    elif writing.content in lists.get("caution_contents", ()) and not _advised(title, body):
        yield (*_last(writing.body), "silent")


def _asks(body: str, found: re.Match[str]) -> bool:
    """Whether the word asks every reader for a report."""
    start, end = found.span()
    if _TOLD.match(body, end):
        return False
    return not (_NAMED.search(found[0]) and _ADDRESSED.search(body, max(0, start - 10), start))


def _sought(title: str, body: str) -> bool:
    """Whether somebody is looked for, and not found yet."""
    return any(map(_SOUGHT.search, (title, body))) and not any(map(_ENDED.search, (title, body)))


def _advised(title: str, body: str) -> bool:
    return any(one.search(text) for one in (_ENDED, _ADVISED) for text in (title, body))


def _reached(title: str, body: str, contract: Contract) -> bool:
    contacts = listed(contract, "contacts")
    return any(
        contacts.search(text) or any(begun(_FIRST, _NUMBER, text)) or _TO.search(text) or _SIGNED.search(text)
        for text in (title, body)
    )


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
