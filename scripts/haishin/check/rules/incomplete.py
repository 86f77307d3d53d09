"""Rule ``incomplete``: a warning says who says it, what happened, where, when, and what to do (5(1)).

``must_say`` in the row of 別表 tells which of the five. What the mail says by itself counts as said: at its foot the
sender and whom to ask; what to do it never says. What ends or corrects an alert rests on that, and so do day and place
of a follow-up. An element counts as said if anything in title or text may say it: a missed fault is better than a
false alarm; but a place has a name (路上 is anywhere), and that there was a 事案 does not say what happened.
A row's key tells the element and, behind ``-``, how the word must stand to say it.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator

from haishin.check.document.forming import own_time
from haishin.check.document.sample import SAMPLE, changed
from haishin.check.reading import Reading, Writing
from haishin.check.reading.gazetteer import Gazetteer
from haishin.check.rules import Problem
from haishin.check.rules.worded import Phrase, near
from haishin.core.contract import Contract
from haishin.core.contract.drafts import UNIT, blank, usual_draft
from haishin.core.model import Alert, Severity, Text
from haishin.core.text.calendar import says_when
from haishin.core.text.lazy import lazy

ID = "incomplete"
# The files of its rows: of words that say an element, and of all.
SAYING = (ID, "advice", "advising", "happening", "coming", "hazard", "where", "beside", "when")
WORDS = (*SAYING, "nothing", "reporting")
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
_ASIDE = r"[ \t]*(?:\([^()\n]{0,40}\))?"
# Where a sentence ends: at its own sign, before a blank line or an item, at the end of the text.
_END = rf"(?={_ASIDE}(?:[。!]|[ \t]*(?:\n[ \t]*\n|\n{_ITEM}|\s*\Z)))"
_PHONE = r"\(?0[0-9]{1,4}-?[0-9]{1,4}-?[0-9]{4}\)?"
_POSITION = "の?(?:正門|[東西南北])?(?:前|裏|脇|横|隣|向かい|たもと|そば|[東西南北]側|[東西南北]?口)"
# How the words of a key must stand: what ends before them, what begins behind them.
_FORMS = {
    key: (lazy(rf"(?:{before})\Z"), lazy(behind))
    for key, (before, behind) in {
        "act-closing": ("", f"(?:です)?{_END}"),
        "act-urging": ("", rf"[^。、\n]{{0,12}}[一-龥]{_END}"),
        "act-turn": ("(?<![^、]と)", f"(?:へ|に)(?:すぐ)?{_END}"),
        "act-head": (
            rf"(?m:^)(?:{_ITEM})?[ \t【\[〔(〈<《#]*[^\s。、:】\])>]{{0,14}}",
            r"(?m:(?:の?仕方)?(?=[】\]〕〉)>》」::/\s~～-]|$))",
        ),
        "where-town": ("[一-龥々ヶ]{2}", ""),
        "where-named": ("[一-龥ァ-ヶー]{2}", ""),
        "where-beside": ("[一-龥ァ-ヶー]", _POSITION),
        "where-line": ("[一-龥]{2}", "[上下]り|[のでに)]"),
        "nothing-nobody": ("", "[がの]"),
        "nothing-done": ("", "を?(?:いた)?し[てまた]"),
        "nothing-there": ("[男女童者性]", ""),
        "nothing-went": ("(?<![^男女者人車組]が)(?<!から)(?<!いて)(?<![^走乗]って)(?<![ひ引]き)(?<!当て)", "た?"),
        "hours": ("", r"[^。、\n]{0,10}[0-9][時:][^。\n]{0,30}?(?:まで|受)"),
    }.items()
}
_ANYWHERE = (lazy(""), lazy(""))
_REACH = 48  # no form looks further back
_WHERE = lazy("[ぁ-んァ-ヶー]{3}[市町村](?=[一-龥でのに])|道[0-9]|[0-9]号線?[はでのに、]|県の?[東西南北中]部")
_HAPPENED = lazy(
    # What was done to somebody: 話しかけられ, 割られる.
    "[一-龥ぁ-ん](?:さ|[わかたなまらばが])れ(?:まし|る(?!方)|て(?!お)|た(?!い)|、|けが|(?=[一-龥\ufffc]|$|\n))|"
    # What somebody or something did, or is: シカが線路に入り込みました, 現金を失いました, 夜は渡れません.
    "が[^。\n]{1,40}?(?:ました|ません|います|[らかがたまわれけえせめ]ない|(?:[うくつぬぶむぐる]|(?<![でま])す)(?=。))|[をにへで][^。\n]{1,30}?(?<!てい)ました|"
    "[がをに][^。\n]{1,30}?[いきぎしじちにびみりえけげせぜてでねべめれっん](?<!まし)(?<!でし)[ただ](?:(?=[。\n]|、?と(?![きこお]))|$)|"
    "が[^。、\n]{0,12}[一-龥ァ-ヶー]{2}(?=[。、])|[れけげせてねべめえ]ません|"
    "が、?[^。、\n]{0,20}[0-9一二三四五六七八九十百千数][万億]?[件回]|(?:[うくすつぬぶむぐる]|(?<![似着見乗持いっれ])た)[男女者車](?=[。\n]|$)|"
    "(?m:が[^。、\n]{1,12}[るたく]$)"
)
# What will be, or is usual: 夏は川に子どもが増えます; no request, no state.
_USUAL = lazy("[がを][^。\n]{1,40}?(?<!あり)(?<!てい)ます(?!よう)")
# The name of a matter: 傷害事件, 異臭の発生; not 「事案が発生」.
_NAMED = lazy(
    "[一-龥ァ-ヶ]事件|(?:[一-龥ァ-ヶー]|[一-龥][きりみけ])(?<![案件生種様市町村区県月日額])(?<!被害)(?:[がのも]?(?:発生|発見|多発)|の?被害(?!者))|"
    "[うくぐすつぬぶむるたのな](?<!すぐ)電話|[うくすつぬぶむぐる][男女者車][がを]目撃"
)
# Advice and requests, by how sentences end.
_CALL = lazy(
    r"(?:を|ように?|[おこごそとのぼもろ](?<!だ.)う|て(?<=[ぁ-ん一-龥]て)(?<!ついて)(?<![^気]にかけて)|なさい|[べよ]し|べき(?:です)?|"
    rf"(?:[0-9]{{3}}番|署)(?:{_PHONE})?(?:へ|まで)|[→、][^。、\n]{{1,8}}署{_PHONE}|たら(?:[^。、\n]{{0,6}}1[12][089]番?|{_PHONE}|[^。、\nがを]{{2,10}}[一-龥ァ-ヶー])|る前に、?[^。\n]{{1,10}}|"
    # 守れば安全です, 飲むなら車は家に, お車は裏の道へ, 下道へ.
    r"[けせてねべめれえげ]ば[^。、\n]{0,12}(?:です|(?<!し)ます)|(?:なら|でも|お車は)[^。\n]{1,16}(?:へ|に)|(?<=。)[^。、はがを\n]{1,6}(?:へ|で)|"
    r"[うくぐつぬぶむる]な|にも|ことです(?<!のことです)|(?:(?:方|場合|者)は|たら|ず、|れば)[^。\n]{0,40}(?:まで|(?<![東西南北])へ)|方は[^。\n]{0,40}(?<![東西南北])に|"
    r"(?:は(?<![男女者車人]は)、?[^。、\n]{1,10}|て、?[^。、\n男女車]{1,6}|を(?<=[^。、\n]を)[^。、\n]{1,4}|ず(?:、|に、?)[^。、\n]{0,12})"
    rf"(?<![東西南北方手])(?:に|で|へ)){_END}|署{_PHONE}へ|"
    # 渡さない、この一点です; 走って逃げる、の順で; 来ませんか、防犯の集いへ; of a title: 目を合わせない.
    "(?:ない|[うくすつぬぶむぐる])、(?:この[一二三0-9]|の[順一二三0-9])|ませんか(?:、(?!と)|(?=[。!\\s]|$))|(?:[いちり]ました|済みです)か(?=[。!\\s]|$)|"
    r"(?m:^)[^。がも、\n]*[をにとはで][^。が、\n]{0,9}[らかさたなまわばせけえめれべじ](?<!戻ら)ない(?=[ \t]*\n[ \t]*\n)"
)
# 迂回は南側の町道, 下山は14時が目安; not what reports: けがは軽傷, 男は黒い服.
_TOPIC = lazy(rf"(?<![男女者人車色手姿種])は、?[^。、\n]{{1,12}}[一-龥ァ-ヶ](?<![歳人台円件頭傷体明色服着]){_END}")
_ITEM_SIGN = lazy(_ITEM)
_HEAD_SIGNS = "◆◇■□●◎▼"  # of heads more often than of items
# 確かめる、出ない、掛けておく; a state advises nothing: けがはない、目撃されている、…という、…となる、相談できる.
_DOES = r"(?:(?<![がはもい])ない|[うくぐつぬぶむ](?<!いう)(?<!ろう)|(?<![でま])す|(?<![いあな])(?<!でき)る)"
_PLAIN = lazy(rf"{_DOES}{_ASIDE}(?:([。!])|[ \t]*$)")  # an item may end without a sign
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
            return _happened(text, told) or _USUAL.search(told) is not None or _worded(element, phrases, told)
        case "where":
            text = _OFFICE.sub("", text)
            named = contract.once(Gazetteer).names_any(text)
            return named or _WHERE.search(text) is not None or _worded(element, phrases, text)
        case "when":
            return any(_dated(text, phrases) for _, text in writing.narrow)
    return _worded(element, phrases, text) or _advised(text, phrases)


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


def _happened(text: str, told: str) -> bool:
    """Whether a form of words says that something happened; ``told``: the text without what says no matter."""
    return _NAMED.search(text) is not None or _HAPPENED.search(told) is not None


def _dated(text: str, phrases: Collection[Phrase]) -> bool:
    """Whether a day or time stands in a text: outside of its advice, if it reports or if the day is a phrase."""
    parts = _SENTENCE.findall(_without("hours", phrases, text))
    told = [part for part in parts if not _ADVICE.search(part)]
    if any(says_when(part) or (_worded("when", phrases, part) and not _advised(part, phrases)) for part in told):
        return True
    return any(map(says_when, parts)) and not any(_happened(part, _without("nothing", phrases, part)) for part in told)


def _advised(text: str, phrases: Collection[Phrase]) -> bool:
    """Whether a text advises its readers, by how its heads, items and sentences end: 早めの点灯を。 止まろう。"""
    reports = tuple(row.say for row in phrases if row.key == "reports")
    topics = (*reports, *(row.say for row in phrases if row.key == "topic"))
    called = _worded("act-", phrases, text) or _CALL.search(text) is not None
    told = any(not text.endswith(topics, 0, topic.start()) for topic in _TOPIC.finditer(text))
    return called or told or _plainly(text, reports)


def _plainly(text: str, reports: Collection[str]) -> bool:
    """Whether an item or sentence ends in the plain form of a verb, where neither line nor head reports."""
    head = ""
    for line in filter(str.strip, text.split("\n")):
        item = _ITEM_SIGN.match(line)
        end = _PLAIN.search(line)
        plain = end and (item or end[1])
        if plain and not any(word in head or word in line for word in reports):
            return True
        if not item or (not plain and line.strip()[0] in _HEAD_SIGNS):
            head = line
    return False


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
