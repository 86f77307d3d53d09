"""Rule ``incomplete``: a warning says who says it, what happened, where, when, and what to do (5(1)).

``must_say`` in the row of 別表 tells which of the five. What the mail says by itself counts as said: at its foot the
sender and whom to ask; what to do it never says. What ends or corrects an alert rests on that, and so do day and place
of a follow-up. An element counts as said if anything in title or text may say it: a missed fault is better than a
false alarm; but a place has a name (路上 is anywhere), and that there was a 事案 does not say what happened. No list
is complete: a title says what happened if it holds more than places, persons and words of any mail, and a sentence of
the text that reports nothing is taken for a request.
A row's key tells the element and, behind ``-``, how the word must stand to say it.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator

from haishin.check.document.forming import own_time
from haishin.check.document.sample import SAMPLE, changed
from haishin.check.reading import Reading, Writing
from haishin.check.reading.gazetteer import Gazetteer
from haishin.check.rules import Problem, vague_title
from haishin.check.rules.worded import Phrase, near, rows
from haishin.core.contract import Contract
from haishin.core.contract.drafts import UNIT, blank, usual_draft
from haishin.core.model import Alert, Severity, Text
from haishin.core.text.calendar import says_when
from haishin.core.text.lazy import lazy
from haishin.core.text.normalising import narrowed

ID = "incomplete"
# The files of its rows: of words that say an element, and of all.
SAYING = (ID, "advice", "happening", "coming", "hazard", "where", "beside", "when")
WORDS = (*SAYING, "nothing", "reporting", "bare-title")
SEVERITY = Severity.WARNING
NAME = Text("書かれていないこと", "What is left unsaid")
SUMMARY = "どこからの知らせか、何が、どこで、いつ、してほしいことのどれかがないときは、書き足してください。"

_ELEMENTS = {
    "who": Text("「どこからの知らせか(所属と電話番号)」", "who sends it, with a number"),
    "what": Text("「何があったか」", "what happened"),
    "where": Text("「どこで」", "where"),
    "when": Text("「いつ」", "when"),
    "act": Text("「してほしいこと」", "what to do"),
}
_REPORT = ("what", "where", "when")
MESSAGES = {
    "missing": Text(
        "{lacking}が書かれていません。読んだ方が、自分に関わることか、どうすればよいかを決められません。",
        "It does not say {lacking_en}: its readers cannot tell whether it concerns them, or what to do.",
    )
}
HINTS = {
    "missing": Text(
        "いつもの書き方のように、書き足してください:{wording}", "Add it, as it is usually worded: {wording}"
    )
}
_TIME = "＜＜日時＞＞"  # of a draft
_HEAD = "11月25日午後3時30分ころ、"
_FOLLOWS = "press: none\nfollows: {alert: 20261125-1400-koekake, as: follow-up, necessity: 新しい特徴}"
GOOD = (changed(_HEAD, "").replace("press: none", _FOLLOWS), SAMPLE)
BAD = (
    ("missing", changed(_HEAD, "")),
    ("missing", changed("前橋市文京町2丁目地内の路上で、", "")),
)

# A sign of its own (・, ■, ①), or a number; what opens a head or a quotation is none.
_ITEM = r"[ \t]*(?:[^\w\s、。!?(+#<>\[\]{}【】〔〕〈〉《》「」『』~〜\"'\ufffc]|[①-⑳]|\(?[0-9]{1,2}[).]|[0-9]{1,2} )"
_ASIDE = lazy(r"\([^()\n]{0,40}\)")
# Where a sentence ends: at its own sign, before a blank line, an item, a line with a label.
_ENDS = lazy(rf"[。!?]|\n(?=[ \t]*\n|{_ITEM}|[^\s、。:]{{1,8}}[:/])")
_POSITION = "の?(?:正門|[東西南北])?(?:前|裏|脇|横|隣|向かい|たもと|そば|[東西南北]側|[東西南北]?口)"
_TOPIC = (r"\A[\W_]*[^、\s]{0,8}", r"[はがもの、:/]|に(?:は|対)|\Z")  # 男は, 手口/
# How the words of a key must stand: what ends before them, what begins behind them.
_FORMS = {
    key: (lazy(rf"(?:{before})\Z"), lazy(behind))
    for key, (before, behind) in {
        "where-town": ("[一-龥々ヶ]{2}", ""),
        "where-named": ("[一-龥ァ-ヶー]{2}", ""),
        "where-beside": ("[一-龥ァ-ヶー]", _POSITION),
        "where-line": ("[一-龥]{2}", "[上下]り|[のでに)]"),
        "nothing-nobody": ("", "[がの]"),
        "nothing-done": ("", "を?(?:いた)?し[てまた]"),
        "nothing-there": ("[男女童者性]", ""),
        "nothing-went": ("(?<![^男女者人車組]が)(?<!から)(?<!いて)(?<![^走乗]って)(?<![ひ引]き)(?<!当て)", "た?"),
        "topic": _TOPIC,
        "topic-head": _TOPIC,
        "hours": ("", r"[^。、\n]{0,10}[0-9][時:][^。\n]{0,30}?(?:まで|受)"),
    }.items()
}
_ANYWHERE = (lazy(""), lazy(""))
_SHORTEST = 3  # letters of a sentence
_REACH = 48  # no form looks further back
_WHERE = lazy("[ぁ-んァ-ヶー]{3}[市町村](?=[一-龥でのに])|道[0-9]|[0-9]号線?[はでのに、]|県の?[東西南北中]部")
_HAPPENED = lazy(
    # What was done to somebody: 話しかけられ, 割られる.
    "[一-龥ぁ-ん](?:さ|[わかたなまらばが])れ(?:まし|る(?!方)|て(?!お)|た(?!い)|、|けが|(?=[一-龥\ufffc]|$|\n))|"
    # What somebody or something did, or is: シカが線路に入り込みました, 現金を失いました.
    "が[^。\n]{1,40}?(?:ました|ません|います|[らかがたまわれけえせめ]ない|(?:[うくつぬぶむぐる]|(?<![でま])す)(?=。))|"
    "[をにへで][^。\n]{1,30}?(?<!てい)ました|"
    "[がをに][^。\n]{1,30}?[いきぎしじちにびみりえけげせぜてでねべめれっん](?<!まし)(?<!でし)[ただ]"
    "(?:(?=[。\n]|、?と(?![きこお]))|$)|(?:[うくすつぬぶむぐる]|(?<![似着見乗持いっれ])た)[男女者車](?=[。\n]|$)"
)
# The name of a matter: 傷害事件, 異臭の発生; not 「事案が発生」.
_NAMED = lazy(
    "[一-龥ァ-ヶ]事件|(?:[一-龥ァ-ヶー]|[一-龥][きりみけ])(?<![案件生種様市町村区県月日額])(?<!被害)(?:[がのも]?(?:発生|発見|多発)|の?被害(?!者))|"
    "[うくぐすつぬぶむるたのな](?<!すぐ)電話|[うくすつぬぶむぐる][男女者車][がを]目撃"
)
# How a request ends: 早めの点灯を, 家族へ, 鍵を二つ, 見た方は署まで; the plain form of a verb without a subject; what
# begins with a condition: 鳴ったら電源オフ.
_CALL = lazy(
    r"(?:[をへ]|(?<![時日頃分月手間末])に|(?<![間場ま])で|て(?<![いけ]て)|[署番][^、]{0,14}まで|[0-9]番|よう(?:に|子)?|ませんか|れたい|[るい]こと"
    r"|[おこごそとのぼもろ](?<!だ.)う|[一-龥]を?[0-9二三]つ)\Z"
    r"|^[^が]*(?:[うくぐつぬぶむ](?<![いろょ]う)|(?<![でま])す|(?<![いあなきと])る"
    r"|[らかさたなまわばせけえめれべじ出見]ない(?<!分からない)(?<!戻らない)(?<!帰らない)(?<!つからない))\Z"
    r"|^[^が]*(?:[えけせてねめれげ]ば|たら|なら|る前に)、?[^、が]{1,24}(?<![ただ])(?<!という)\Z|ませんか、(?!と)"
)
# How a report ends: 盗まれました, 調べています, 通行止め中; with a number of things, an hour, an age.
_TOLD = lazy(
    "(?:[ただ]|てい(?:ます|る)|であり|ません|おり|ない|いる|不明|模様|見込み|予定|状態|[一-龥ァ-ヺ]中|に(?:かけ|つい|おい)て|(?:なり|され|られ|でき|あり|続き)ます)"
    r"(?:もの|との?こと|ところ|ため|まま|そう|模様|よう|という|由)?(?:です|である|だ)?\Z"
)
_COUNTED = lazy(
    r"[0-9][万千]?\s?(?:月|日|時|分|歳|代|センチ|cm|メートル|m|人|名|件|円|台|キロ|頭|号|回|年|[:/]|丁目|割|棟|か所|%)(?!以降|以内|以上|まで)"
)
_ASKED = lazy("方は|人は|たら|(?:ば|は)、")  # whom to call, not who sends
_ITEM_SIGN = lazy(_ITEM)
_HEAD_SIGNS = "◆◇■□●◎▼【〈"  # of heads more often than of items
_NUMBER = lazy(r"(?<!\d)0\d{1,4}[-−‐ー(・]\d{1,4}[-−‐ー)・]\d{3,4}(?!\d)|#\d{4}")
# No place of the matter: an office that sends or is to be told, whom it calls (前橋市の皆様へ), a plate, 昭和18年.
_OFFICE = lazy(
    "[一-龥ヶぁ-かき-てど-なぬねば-ゑん]{1,8}?(?:署(?!で、|の留置|から逃)|[市町村内]民?の(?:皆さ[んま]|皆様|みなさ[んま]|方々?)へ)|"
    r"[一-龥]{2,4}\s*[0-9]{2,3}\s*[ぁ-ん]\s*[0-9]|昭和[0-9元]|[ぁ-ん]{2,4}色"
)
# Where readers should go or not go, and when: neither place nor time of the matter.
_SENTENCE = lazy("[^。\n!]+")
_ADVICE = lazy("ください|お願い|控え|避け")


def check(reading: Reading) -> Iterator[Problem]:
    """Check the alert, if it was formed and has a text."""
    alert, contract = reading.alert_with("follows"), reading.contract
    if alert is None or not alert.body.strip():
        return
    missing = lacking(reading.writing, _due(alert, contract), contract)
    if not missing:
        return
    end = len(alert.body.rstrip())
    start = end - 1
    head = alert.body.partition("\n")[0]
    if head and not {*missing}.isdisjoint(_REPORT):
        start, end = 0, len(head)
    lacking_ja = "".join(_ELEMENTS[element].ja for element in missing)
    lacking_en = ", ".join(_ELEMENTS[element].en for element in missing)
    wording = " ".join(_usual(alert, missing, contract))
    values = {"lacking": lacking_ja, "lacking_en": lacking_en, "wording": wording}
    yield Problem(reading.in_text(start, end), "missing", values)


def lacking(writing: Writing, due: Collection[str], contract: Contract) -> tuple[str, ...]:
    """List which of these elements neither title nor text says; of a quotation its day alone counts."""
    phrases = [row for table in WORDS for row in near(table, writing, contract)]
    return tuple(element for element in _ELEMENTS if element in due and not _says(element, phrases, writing, contract))


def _says(element: str, phrases: Collection[Phrase], writing: Writing, contract: Contract) -> bool:
    """Whether a phrase or a form of words says an element; a day counts in a quotation, too."""
    text = "\n\n".join(text for _, text in writing.plain)  # a title ends
    match element:
        case "who":
            named = any(unit.name in text for unit in contract.organization.units.values())
            return named or _NUMBER.search(text) is not None or _worded(element, phrases, text)
        case "what":
            told = _without("nothing", phrases, text)
            return _happened(text, told) or _worded(element, phrases, told) or _titled(writing, contract)
        case "where":
            text = _OFFICE.sub("", text)
            named = contract.once(Gazetteer).names_any(text)
            return named or _WHERE.search(text) is not None or _worded(element, phrases, text)
        case "when":
            return any(_dated(text, phrases) for _, text in writing.narrow)
    return _worded(element, phrases, text) or any(
        _advised(text, phrases, title=field == "title") for field, text in writing.plain
    )


def stretches(row: Phrase, text: str) -> Iterator[tuple[int, int]]:
    """Yield where a phrase stands in a text as the form of its key asks, with what the form holds behind it."""
    before, behind = _FORMS.get(row.key, _ANYWHERE)
    for start, end in row.spans(text):
        rest = behind.match(text, end)
        if rest and before.search(text, max(0, start - _REACH), start):
            yield start, rest.end()


def _worded(key: str, phrases: Collection[Phrase], text: str) -> bool:
    """Whether a phrase of this key, or of a form of it, stands in a text."""
    return any(any(stretches(row, text)) for row in phrases if row.key.startswith(key))


def _without(key: str, phrases: Collection[Phrase], text: str) -> str:
    """Put line ends in the place of the phrases of this key, in the order of their rows."""
    for row in phrases:
        if row.key.startswith(key):
            for start, end in stretches(row, text):
                text = text[:start] + "\n" * (end - start) + text[end:]
    return text


def _titled(writing: Writing, contract: Contract) -> bool:
    """Whether the title says more than places, persons and the words of any mail."""
    title = vague_title.PLACE.sub("", narrowed(writing.title))
    return title != "" and contract.once(_bare_title).fullmatch(title) is None


def _bare_title(contract: Contract) -> re.Pattern[str]:
    """Make the pattern of a title that is of any mail: hiragana says no matter by itself."""
    tables = (vague_title.ID, "nothing", "bare-title")
    words = (row.say for table in tables for row in rows(table, contract))
    bare = vague_title.nothing_but(*words, *contract.once(Gazetteer).names)
    return re.compile(f"(?:{bare.pattern}|[ぁ-ん])++")  # never tried again: cost stays linear


def _happened(text: str, told: str) -> bool:
    """Whether a form of words says that something happened; ``told``: the text without what says no matter."""
    return _NAMED.search(text) is not None or _HAPPENED.search(told) is not None


def _dated(text: str, phrases: Collection[Phrase]) -> bool:
    """Whether a day or time stands in a text: outside of its advice, if it reports or if the day is a phrase."""
    parts = _SENTENCE.findall(_without("hours", phrases, text))
    told = [part for part in parts if not _ADVICE.search(part)]
    if any(says_when(part) or (_worded("when", phrases, part) and not _bids(part)) for part in told):
        return True
    return any(map(says_when, parts)) and not any(_happened(part, _without("nothing", phrases, part)) for part in told)


def _bids(sentence: str) -> bool:
    """Whether a sentence is a request, not one that ends with its hour: 登校時間帯に."""
    return _CALL.search(sentence) is not None and not sentence.endswith(("に", "で"))


def _advised(text: str, phrases: Collection[Phrase], *, title: bool) -> bool:
    """Whether a sentence asks something of its readers; of a text, not of a title, also one that reports nothing."""
    heads = [row.say for row in phrases if row.key == "topic-head"]
    features = [row.say for row in phrases if row.key == "feature"]
    head = ""
    for part in _ENDS.split(text):
        sentence = _ASIDE.sub("", part).strip().rstrip("」』")
        item = _ITEM_SIGN.match(sentence)
        if sentence and (not item or sentence[0] in _HEAD_SIGNS):
            head = sentence
        reported = _worded("topic", phrases, sentence) or (item and any(word in head for word in heads))
        if reported or len(sentence) < _SHORTEST:
            continue
        if _CALL.search(sentence) or (_NUMBER.search(part) and _ASKED.search(part)):
            return True
        if not title and not any(word in sentence for word in features) and not _reports(part, sentence, phrases):
            return True
    return False


def _reports(part: str, sentence: str, phrases: Collection[Phrase]) -> bool:
    """Whether a sentence tells what happened, by its end, by what it counts, by its words."""
    counted = _COUNTED.search(sentence) or _NUMBER.search(part)
    told = _without("nothing", phrases, sentence)
    return bool(counted or _TOLD.search(sentence) or _happened(sentence, told) or _worded("what", phrases, told))


def _due(alert: Alert, contract: Contract) -> set[str]:
    """List the elements that the text itself must say."""
    row = contract.policy.row(alert.category)
    if row is None or alert.ends is not None:
        return set()
    due = set(row.due(alert.case, alert.content))
    if alert.follows is not None:
        due -= {"where", "when"}
    foot = contract.wording.texts.get("footer", "")
    if "{contact}" in foot and "{phone}" in foot:
        due.discard("who")
    return due


def _usual(alert: Alert, missing: Collection[str], contract: Contract) -> Iterator[str]:
    """Yield the row's usual wording of the missing elements: the report begins it, the advice ends it."""
    kind = None if alert.follows is None else alert.follows.kind
    draft = usual_draft(contract.drafts, alert.category, alert.case or "", alert.content, kind)
    unit = contract.organization.units.get(alert.unit)
    name = "当署"
    if unit is not None:
        name = unit.name
    day = own_time(alert.path)["date"]
    lines = blank(draft.text.replace(UNIT, name)).replace(_TIME, f"{day}＜＜時刻＞＞ころ").split("\n")
    if not {*missing}.isdisjoint(_REPORT):
        yield lines[0]
    if "act" in missing:
        yield lines[-1].removeprefix("- ")
    if "who" in missing and unit is not None:
        yield f"{unit.name} {unit.phone}"
