"""Rule ``incomplete``: a warning says who says it, what happened, where, when, and what to do (5(1)).

``must_say`` in the row of 別表 tells which of the five. What the mail says by itself counts as said: at its foot the
sender and whom to ask; what to do it never says. What ends or corrects an alert rests on that, and so do day and place
of a follow-up. An element counts as said if anything in title or text may say it: a missed fault is better than a
false alarm; but a place has a name (路上 is anywhere), and that there was a 事案 does not say what happened.
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
WORDS = (ID, "advice", "happening", "hazard", "where", "when")  # the files of its rows
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

# A place by its name: 文京町, 県道24号, 両毛線の, 高崎駅; or what it lies beside: 本屋の前. 路上 and 店 are anywhere.
_WHERE = lazy(
    "[一-龥々ヶ]{2}(?:(?<!市)町|(?<!市町)村|市(?!民|町村|役所|立)|区(?!別|間|分)|郡)|[ぁ-んァ-ヶー]{3}[市町村](?=[一-龥内でのに])(?!役[所場]|民|立)|丁目|[県市町村管]内(?!の(?:方|皆|みな|住民))|県(?:で|の?[東西南北中]部)|[国県市町村林農]道(?:[0-9]|[一-龥]{2,6}線)|[0-9]号(?:線|バイパス|[上下]り|[はでのに])|"
    "[一-龥]{2}道(?<![車歩国県市町村林農側坂山夜近横裏速水鉄軌用報武下]道)(?:[上下]り|[のでに])|[一-龥]{2}(?<![路車上下内無白曲])線(?<!新幹線)[のでに)]|[一-龥ァ-ヶー](?:インター|バイパス|IC|JCT|SA|PA|ジャンクション|サービスエリア|パーキングエリア)(?!ホン|ネット|カード)|"
    "[一-龥ァ-ヶー]{2}(?:駅(?<!最寄駅)(?!員)|橋(?<![道陸高]橋)(?<!架橋)|連峰|[山岳峠](?<!登山)(?<!冬山)|[川湖沼](?<!河川)|高原|温泉|地区|街道|自動車道|道路(?<!速道路)(?<!幹線道路)|通り(?<!予定通り)(?<!計画通り)(?<!通常通り)(?<!時間通り)(?<!文字通り)(?![過抜掛か魔])|公園(?<!児童公園)(?<!都市公園)|病院(?<!合病院)|"
    "神社|団地(?<!営団地)|小学校(?<![公市県国私]立小学校)|中学校(?<![公市県国私]立中学校)|高校(?<![公市県国私]立高校)(?!生)|大学(?!生)|トンネル|ダム)|[一-龥ァ-ヶー](?:[屋館校園院場駅橋社寺塾]|ビル|センター|公園)(?<![現市立広車]場)の?(?:正門|[東西南北])?(?:前|裏|脇|横|隣|向かい|たもと|そば|[東西南北]側|[東西南北]?口)|"
    "(?:刑務所|拘置所|裁判所|留置施設)(?:の|で|から)|警察署(?:で、|の留置|から逃)|(?:ホームページ|サイト)[がを](?!ご?(?:覧|確認|参照)|見て)"
)
# What says no matter: what police do or expect, how somebody looks, that something happened, how he went away.
_EMPTY = lazy(
    "(?:起き|発生し|あっ|認知し)た(?:事案|事件|件|こと)|(?<![るたのうな])電話が(?:あり|かか|掛か)[^。、\n]*|(?:警察官?|県警|警察署|当署|署員|職員|隊員?|捜査員?|捜索|警戒|パトロール|情報|特徴|協力|連絡|通報|相談|問合せ|認知|目撃|発生|できごと|出来事|トラブル|(?:(?<![たる])(?<![^市町村内]の)(?:事案|事件|被害)|(?:事案|事件|被害)(?!が(?:起き|出て|出ま|相次))))[がの]|"
    "(?<=[男女童者性])がい(?:た|まし)|被害に[遭あ]|ことが分か|(?:相談|通報|届け?出)を受け|関係し(?:て|ま)|(?<!が)発生し(?:て|ま|た)|が[^。\n]{0,20}(?:(?<!り)付い(?=て[いおる])|書か|描か)|(?:思わ|行わ|使わ|知ら|寄せら|見ら|考えら|求めら|込ま|含ま|得ら|られら|(?:予想|予測|期待|心配|懸念|確認|配信|掲載|実施|警戒|捜査|配備|"
    "強化|派遣|解除|設置|開催|予定|保護|注意|通報|処理|帰宅|対応|認知|発生|目撃|逮捕|検挙)さ|見守ら)れ|"
    "ありがとうござい|(?:お知らせ|お願い|配信|逮捕|検挙|捜査|捜索|対応|認知|把握|受理|確認|送致)(?:を(?:いた)?)?し(?:て|ま|た)|(?:(?<![^男女者人車組]が)(?<!から)(?<!いて)(?<!んで)(?<![^走乗]って)(?<![ひ引]き)(?<!当て)(?:逃げ(?!出|込|回)|逃走)|立ち去|走り去|向か[いっ])(?:て|た|まし|[りっ](?:た|まし))?"
)
_HAPPENED = lazy(
    # What was done to somebody: 話しかけられ, 割られる; not what police do or expect: 実施されます, 注意が求められます.
    "[一-龥ぁ-ん](?:さ|[わかたなまらばが])れ(?:まし|る(?!方)|て(?!お|は)|た(?!い|こと)|そう|、|けが|(?=[一-龥\ufffc]|$|\n))|"
    # What somebody or something did, or is: シカが線路に入り込みました, 現金を失いました, 夜は渡れません.
    "が[^。\n]{1,40}?(?:ました|てい?[たる](?=[。、\n])|て[いお]ります|てい(?:ます|ません)|ません|[に出な]ます|います|[らかがたまわれけえせめ]ない|(?<![東西南北方])に(?=。)|(?:[うくつぬぶむぐる]|(?<![でま])す)(?=。))|"
    "[をにへで][^。\n]{1,30}?(?<!てい)(?<!でし)ました|[がをに][^。\n]{1,30}?(?<!てい)(?<!だっ)[いきぎしじちにびみりえけげせぜてでねべめれっん](?<!まし)(?<!でし)[ただ](?:(?=[。\n]|、?と(?![きこお]))|$)|が[^。、\n]{0,12}(?:[一-龥ァ-ヶー]{2}|[一-龥]中)(?<!着用)(?<!所持)(?<!方向)(?<!方面)(?<!以上)(?=[。、])|"
    "(?<!分かっ)て(?:い|き)ません|てこない|[がも][^。、\n]{0,10}れず|[れけげせてねべめえ]ません(?!か)|分から(?:ない|ず|ません)|[えけせてねべめれろ]という|が[^。、\n]{0,15}[0-9一二三四五六七八九十百千数][万億]?(?:件|台|本|頭|匹|羽|回|か所|円)|(?:[うくすつぬぶむぐる]|(?<![似着見乗持いっれ])た|んだ)(?:[男女者車]|二?人組)(?:あり|が[いあ]|が現|が出|(?=[。\n])|$)|"
    "(?:飛び|入り|迷い|突っ)込[んみ]|(?m:が[^。、\n]{1,12}[るたく]$)|"
    # What will happen: 取締りを強化します, 点灯式をします, 歩行者専用に。
    "(?:行い|開催し|実施し|開き|始まり|変わり|混み合い|閉鎖し|止め|止まり)ます|(?:中止|休[業止館校園診]|運休|欠航|延期|閉鎖|専用)に(?:し|なり|。|$)|を(?:強化|休止|中止|閉鎖|配布|掲示)|を(?:無料で)?(?:し|配り|休み|掲げてい)ます|入れません|[断給出]水し"
)
# The name of a matter: 傷害事件, のぞき事案, 異臭の発生; not 「事案が発生」, 「発生日時」, 「不審者事案」.
_NAMED = lazy(
    "[一-龥ァ-ヶ](?<!審者)(?<![同類][種似])(?:事案|事件)|(?:[一-龥ァ-ヶー]|[一-龥][きりみけ])(?<![案件生種様市町村区県月日])(?<!被害)(?:[がのも]?(?:発生(?!日時|場所|状況|件数|情報)|発見|多発)|(?:の|による)?被害(?!者|品|額|状況|日時|場所))|[るたのうな]電話|[うくすつぬぶむぐる](?:[男女者車]|人物)[がを]目撃"
)
_NUMBER = lazy(r"(?<!\d)0\d{1,4}[-−‐ー(・]\d{1,4}[-−‐ー)・]\d{3,4}(?!\d)|#\d{4}")
# No place of the matter: an office that sends or is to be told, whom it calls (前橋市の皆様へ), a plate, 昭和18年.
_OFFICE = lazy(
    "(?:(?![のをにはがでと])[一-龥ヶぁ-ん]){1,8}?(?:(?:県警|府警|警察署|警察本部|署)(?!管?内|で、|の留置|から逃)|[市町村内]民?の(?:皆さ[んま]|皆様|みなさ[んま]|方々?)へ)|"
    r"[一-龥]{2,4}\s*[0-9]{2,3}\s*[ぁ-ん]\s*[0-9]|昭和[0-9元]|[ぁ-ん]{2,4}色"
)
# When an office is open: 平日午前8時30分から午後5時15分まで.
_HOURS = lazy("(?:平日|受付|窓口|営業|相談|合わせ)[^。、\n]{0,10}[0-9][時:][^。\n]{0,30}?(?:まで|受)")
# Where readers should go or not go, and when: neither place nor time of the matter.
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
    phrases = [row for table in WORDS for row in near(table, writing, contract)]
    return tuple(element for element in _ELEMENTS if element in due and not _says(element, phrases, writing, contract))


def _says(element: str, phrases: Collection[Phrase], writing: Writing, contract: Contract) -> bool:
    """Whether a phrase or a form of words says an element; a day counts in a quotation, too."""
    rows = [row for row in phrases if row.key == element]
    texts = [text for _, text in writing.plain]
    match element:
        case "what":
            return any(_happened(text, rows) for text in texts)
        case "when":
            return any(_dated(text, rows) for _, text in writing.narrow)
        case _ if any(_worded(rows, text) for text in texts):
            return True
        case "who":
            units = contract.organization.units.values()
            return any(map(_NUMBER.search, texts)) or any(unit.name in text for unit in units for text in texts)
        case "where":
            stations, known = contract.organization.stations, contract.once(Gazetteer)
            placed = [_OFFICE.sub("", text) for text in texts]
            return any(_WHERE.search(text) or known.names_any(text, stations) for text in placed)
    return advises("\n\n".join(texts))  # a title ends


def _worded(rows: Collection[Phrase], text: str) -> bool:
    """Whether any of the phrases stands in a text."""
    return any(any(row.spans(text)) for row in rows)


def _happened(text: str, rows: Collection[Phrase] = ()) -> bool:
    """Whether a phrase or a form of words says that something happened, or will."""
    told = _EMPTY.sub("\n", text)
    return _NAMED.search(text) is not None or _HAPPENED.search(told) is not None or _worded(rows, told)


def _dated(text: str, rows: Collection[Phrase]) -> bool:
    """Whether a day or time stands in a text: outside of its advice, if it reports or if the day is a phrase."""
    parts = _SENTENCE.findall(_HOURS.sub("", text))
    told = [part for part in parts if not _ADVICE.search(part)]
    if any(says_when(part) or (_worded(rows, part) and not advises(part)) for part in told):
        return True
    return any(map(says_when, parts)) and not any(map(_happened, told))


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
