"""A child victim's school together with grade or class.

Judges the combination: a school or nursery with its own name, and behind or before it in the same sentence a grade,
class or year, in a mail that tells of harm to somebody.
Passes: a school as a place (付近, 校門, 通学路), schools without a name (市内の小学校5年生), grades alone, mails of
traffic rules and events.
Confidence: error where name and grade stand together, warning where words stand between.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from haishin.model import Severity
from haishin.privacy.hit import Found
from haishin.privacy.passage import Passage, found
from haishin.privacy.seeking import begun

KIND = "school_victim"
HARM = re.compile(
    r"被害|狙われ|声を?(?:か|掛)け|話し?(?:か|掛)け|つきまと|つけられ|追いかけ|触られ|触ら|"
    r"さわられ|わいせつ|痴漢|盗撮|露出|見せられ|撮影され|撮られ|連れ去|誘拐|襲われ|殴|蹴|はねられ"
    r"|死亡|重体|けが|怪我|負傷|いじめ|脅され|脅迫|虐待|誘われ|腕をつか|つかまれ|引っ張|写真を|"
    r"不審|女児|男児|被害者|誘い出|のぞ|性的|ぶつかられ|行方不明|自撮り|暴行|強要|連れ|待ち伏せ|つけてき|後をつ"
    r"け|尾行|抱きつ|抱き着|押し倒|下半身|裸の|監禁|切りつけ|刺され|ひき逃げ|引きず|握られ|殺|ストーカー|溺れ|おぼ"
    r"れ|流され|救助|搬送|転落|転倒|接触|衝突|保護され|"
    r"保護し|家出|補導|万引|映って|晒|拡散し|裸|自傷|逮捕|検挙|非行|誘い|声掛け|声かけ|いたずら|隠し撮|奪われ|盗ま"
    r"れ|取られ|"
    r"金を要求|ゆすり|恐喝|けられ|たたかれ|叩かれ|抱え"
)
# Rows of the table whose mails name schools for traffic and events, unless they speak of a victim.
_QUIET = frozenset({"notice", "traffic-regulation", "outside", "お知らせ", "交通規制情報", "交通情報（交通規制情報）"})
_VICTIM = re.compile(r"女児|男児|被害|狙われ|触られ|わいせつ|痴漢|盗撮|連れ去|声を(?:か|掛)けられ")
_NAME = r"[一-龥々ヶヵノケァ-ヺーぁ-んA-Za-z]"
_SCHOOL = re.compile(
    r"(?P<kind>小学校|中学校|中学(?=[\s(（のに、]{0,2}[中]?[0-9一二三]\s?(?:年|-))|高等学校|高校|中等教育学校|義務"
    r"教育学校|"
    r"特別支援学校|支援学校|幼稚園|保育園|保育所|認定こども園|こども園|学園|学院|女子高|工業高|"
    r"商業高|農業高"
    r"|(?<=[一-龥ヶぁ-んァ-ヺー])(?:小中|小|中|高|附中|附小)(?=[\s(（のに、]{0,2}[小中高]?[0-9一二三四五六]|"
    r"[\s]?の?児童|[\s]?の?生徒|に通|[にの]?在[籍園学]|に所属|[（()）]))"
)
_FIRST = re.compile("[小中高義特支幼保認こ学女工商農附]")
_PARTS = re.compile(r"[のはがをにでと、](?=[^のはがをにでと、]*$)|被害者[はの]")
_BARE = re.compile("[女男]子|[同本当各]")
_NAMED = re.compile(rf"{_NAME}{{1,14}}\s?$")
_GRADE = (
    r"(?:[小中高]\s?[0-9](?:年|の|女|男|生)|[0-9一二三四五六]\s?年(?:生|\s?[0-9一二三四五六A-Z]\s?組|\s?(?:の|"
    r"男|女)|(?=[\s、。(（)）]|児童|生徒|に?在|$))|[0-9]\s?年(?!間|前|後|度|ぶり|連続)|[1-6]-[A-F](?![A-Za-z0-9])|[0-9一二三四五六]\s?[-の]"
    r"\s?[0-9一二三]\s?(?![0-9丁番])|[0-9一二三四五六]\s?学年"
    r"|年\s?[長中少](?:児|組|クラス|さん)?|[満]?[0-9]歳児(?:クラス)?|[ぁ-んァ-ヺー一-龥]{1,6}(?:組|"
    r"ぐみ|クラス)(?!織|合|み)|(?<=の)[0-9]組|[0-9]年次|高学年|低学年)"
)
_BEHIND = re.compile(rf"(?P<link>[^。0-9一二三四五六]{{0,24}}?)(?P<grade>{_GRADE})")
_BEFORE = re.compile(rf"(?P<grade>{_GRADE})(?P<link>[^。0-9]{{0,16}})$")
_PLACE = re.compile(
    r"付近|前[のでに、]|近く|北側|南側|東側|西側|校門|正門|校庭|グラウンド|体育館|通学路|周辺|"
    r"方面|裏|横|隣|から|まで|バス停|交差点|入口|駐車場|沿い|プール|学区|PTA|を会場|で開|避難所"
)
_APART = re.compile("[)、。]")
_GENERIC = re.compile(
    r"(?:^|.*(?:市内|県内|町内|村内|区内|管内|地内|近く|付近|地元|各地|ある|通う|同じ|別|隣)の|"
    r".*(?:[登下]校|通学|帰宅|授業|部活|休憩|外出|登園|降園|留守番|散歩|遊戯|活動|サイクリング|ランニング|ジョギング|ウ"
    r"ォーキング|アルバイト|パトロール|キャンプ|ツーリング|ドライブ|ゲーム|プレイ|"
    r"テスト|イベント|トレーニング|ショッピング|歩行|待機|一人歩き|自転車で走行|走"
    r"行|調査|捜査)(?=$)|.*(?:各|某|同|両|全)|.*(?:公立|私立|国立)の?|.*[市町村県区]立の?|.*[市町村県区]の"
    r"|.*(?:から|では|には|する|した|ている|された|なる|この|その|どの|いる|女子|男子|[をはがにでと、]))$"
)


def find(passage: Passage) -> Iterator[Found]:
    """Named school, then a grade beside it."""
    if not passage.harm or (passage.category in _QUIET and not _VICTIM.search(passage.prose.text)):
        return
    view = passage.prose
    last = 0
    for match in begun(_FIRST, _SCHOOL, view.text):
        run = _NAMED.search(view.text, max(last, match.start() - 15), match.start())
        last = match.end()
        if run is None:
            continue
        whole = run[0].rstrip()
        name = _PARTS.split(whole)[-1] or whole
        if _GENERIC.match(whole) or _BARE.fullmatch(name):
            continue
        first = run.start() + len(whole) - len(name)
        behind = _BEHIND.match(view.text, match.end(), match.end() + 40)
        if behind and not _PLACE.search(behind["link"]):
            yield found(view, first, behind.end(), _sure(behind["link"]))
            continue
        start = max(0, first - 30)
        before = _BEFORE.search(view.text[start:first])
        after = _APART.split(view.text[match.end() : match.end() + 6])[0]
        if before and not _PLACE.search(before["link"]) and not _PLACE.search(after):
            yield found(view, start + before.start(), match.end(), _sure(before["link"]))


def _sure(link: str) -> Severity:
    return Severity.ERROR if len(link) <= 8 else Severity.WARNING
