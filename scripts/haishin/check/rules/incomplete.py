"""Rule ``incomplete``: a warning says who says it, what happened, where, when, and what to do (5(1)).

``must_say`` in the row of 別表 tells which of the five. What the mail says by itself counts as said: at its foot the
sender and whom to ask; what to do it never says. What ends or corrects an alert rests on that, and so do day and place
of a follow-up. An element counts as said where anything in title or text may say it: better one too few than a false
alarm.
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
from haishin.core.text.advising import advises
from haishin.core.text.calendar import says_when
from haishin.core.text.lazy import lazy

ID = "incomplete"
WORDS = (ID, "happening", "where", "when")  # the files of its rows: of all elements, verbs of what happened …
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

_WHERE = lazy(
    "[一-龥々ぁ-んァ-ヶー]{2}(?:(?<!市)町|(?<!市町)村|市(?!民|町村)|区(?!別|間|分)|郡)|丁目|"
    "[県市町村管]内|県(?:で|[東西南北中]部)|[一-龥]{2}線[のでに]|国道|[県市町村林農車]道(?=[0-9でのに沿上付])|(?:インター|バイパス|IC)(?!ホン|ネット|カード)|"
    "(?:刑務所|裁判所|留置施設|病院)(?:の|で|から)|警察署(?:で、|の留置|から逃)|(?:ホームページ|サイト)[がを]"
)
# What was done to somebody: 話しかけられ, 割られる; not what police do or expect: 実施されます, 注意が求められます.
_HARMED = lazy(
    "[一-龥ぁ-ん](?:さ|[わかたなまらばが])れ(?:まし|る(?!方)|て(?!お|は)|た(?!い|こと)|そう|、|けが|(?=[一-龥]|$|\n))"
)
_EXPECTED = lazy(
    "(?:警察官?|県警|警察署|当署|署員|職員|隊員?|捜査員?|捜索|警戒|パトロール|情報|特徴|協力|連絡|通報|相談|問合せ|(?:事案|事件|被害)(?!が(?:起き|出て|出ま|相次)))が|"
    "が[^。\n]{0,20}(?:付い|書か|描か)|(?:思わ|行わ|使わ|知ら|寄せら|見ら|考えら|求めら|込ま|含ま|得ら|られら|(?:予想|予測|期待|心配|懸念|確認|配信|掲載|実施|警戒|捜査|配備|"
    "強化|派遣|解除|設置|開催|予定|保護|注意|通報|処理|帰宅|対応)さ|見守ら)れ"
)
# What somebody or something did, or is: シカが線路に入り込みました, 信号が消えています.
_DONE = lazy(
    "が[^。\n]{1,40}?(?:ました|て[いお]ります|てい(?:ます|ません)|ません|[に出な]ます|います)|[付つ]いて(?:[来く]る|[来き]まし)|(?:飛び|入り|迷い|突っ)込[んみ]|名乗[るっ]|"
    "てきました|(?m:が[^。、\n]{1,12}[るたく]$)"
)
# The name of a matter: 傷害事件, のぞき事案, 異臭の発生; not 「事案が発生」, 「発生日時」.
_NAMED = lazy(
    "[一-龥ァ-ヶ](?:事案|事件)|(?:[一-龥ァ-ヶー]|[一-龥][きりみけ])(?<![案件生種様])(?:[がのも]?(?:発生(?!日時|場所|状況|件数)|発見|多発)|(?:の|による)?被害(?!者|品|額|状況|日時|場所))"
)
# What will happen: 取締りを強化します, 点灯式をします, 歩行者専用に。
_PLANNED = lazy(
    "(?:行い|開催し|実施し|開き|始まり|変わり|混み合い|閉鎖し)ます|(?:中止|休[業止館校園診]|運休|欠航|延期|閉鎖|専用)に(?:し|なり|。|$)|"
    "を(?:強化|休止|中止|閉鎖|配布|掲示)|を(?:無料で)?(?:し|配り|休み|掲げてい)ます|入れません|[断給出]水し"
)
_NUMBER = lazy(r"(?<!\d)0\d{1,4}[-−‐ー(・]\d{1,4}[-−‐ー)・]\d{3,4}(?!\d)|#\d{4}")
# An office names its sender, or whom to tell, and no place of the matter.
_OFFICE = lazy(
    "(?:(?![のをにはがでと])[一-龥ヶぁ-ん]){1,8}?(?:県警|府警|警察署|警察本部|署)(?!管?内|で、|の留置|から逃)"
)
# Where readers should go or not go: no place of the matter.
_SENTENCE = lazy("[^。\n!]+")
_ADVICE = lazy("ください|下さい|ましょう|お願い|控え|避け")


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
    said: set[str] = set()
    phrases = [row for table in WORDS for row in near(table, writing, contract)]
    for _, text in writing.plain:
        for row in phrases:
            if row.key in due and row.key not in said and _stands(row, text):
                said.add(row.key)
    open_ = [element for element in _ELEMENTS if element in due and element not in said]
    return tuple(element for element in open_ if not _says(element, writing, contract))


def _stands(row: Phrase, text: str) -> bool:
    """Whether a phrase stands in a text; of place and time outside of its sentences of advice."""
    if row.key not in ("where", "when"):
        return any(row.spans(text))
    told = (part for part in _SENTENCE.findall(text) if any(row.spans(part)))
    return any(not (_ADVICE.search(part) or advises(part)) for part in told)


def _says(element: str, writing: Writing, contract: Contract) -> bool:
    """Whether a form of words says an element that no row can say; a day counts in a quotation, too."""
    if element == "when":
        return any(says_when(text) for _, text in writing.narrow)
    texts = [text for _, text in writing.plain]
    match element:
        case "who":
            units = contract.organization.units.values()
            return any(map(_NUMBER.search, texts)) or any(unit.name in text for unit in units for text in texts)
        case "what":
            return any(_happened(text) for text in texts)
        case "where":
            gazetteer = contract.once(Gazetteer)
            placed = [_OFFICE.sub("", text) for text in texts]
            return any(map(_WHERE.search, placed)) or any(any(gazetteer.places(text)) for text in placed)
    return advises("\n\n".join(texts))  # a title ends


def _happened(text: str) -> bool:
    """Whether a form of words says that something happened, or will."""
    forms = (_HARMED, _DONE, _NAMED, _PLANNED)
    own = _EXPECTED.sub("。", text)
    return any(form.search(own) for form in forms)


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
