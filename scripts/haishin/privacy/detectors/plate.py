"""Whole vehicle registrations.

Finds region + class + kana + number (道路運送車両法施行規則, form of plates) in any spelling and spacing, each part
named or not (ひらがな「す」, さしすせその「さ」), kana or class first too, for known regions; a class of one figure
beside a cue; elsewhere with a cue (ナンバー, 車両) or a number in two halves; a motorcycle's without a class where the
mail tells of one; a municipality + kana + number of a moped beside a cue; 分類番号 and 一連番号 told by these names;
the number of a bicycle's registration (防犯登録).
Passes: a region alone, part of a number, the last digits, models, poles (電柱). Confidence: error.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from haishin.privacy.hit import Found
from haishin.privacy.passage import Passage, found

KIND = "plate"
_REGIONS = """
札幌 函館 旭川 室蘭 苫小牧 釧路 知床 帯広 十勝 北見 青森 弘前 八戸 岩手 盛岡 平泉 奥州 宮城 仙台 秋田 山形 庄内 福島
会津 郡山 白河 いわき 水戸 土浦 つくば 宇都宮 那須 とちぎ 栃木 日光 群馬 前橋 高崎 伊勢崎 太田 館林 桐生 大宮 川口 所沢
川越 熊谷 春日部 越谷 埼玉 千葉 成田 習志野 市川 船橋 袖ヶ浦 袖ケ浦 市原 野田 柏 松戸 品川 世田谷 練馬 杉並 板橋 足立
江東 葛飾 江戸川 八王子 多摩 横浜 川崎 湘南 相模 山梨 富士山 新潟 長岡 上越 富山 石川 金沢 福井 長野 松本 諏訪 安曇野
南信州 岐阜 飛騨 静岡 浜松 沼津 伊豆 名古屋 豊橋 三河 岡崎 豊田 尾張小牧 一宮 春日井 三重 鈴鹿 四日市 伊勢志摩 滋賀
京都 大阪 なにわ 和泉 堺 神戸 姫路 奈良 飛鳥 和歌山 鳥取 島根 出雲 岡山 倉敷 広島 福山 山口 下関 徳島 香川 高松 愛媛
高知 福岡 北九州 久留米 筑豊 佐賀 長崎 佐世保 熊本 大分 宮崎 鹿児島 奄美 沖縄
"""
# As they are heard, in katakana too: those one meets in Kanto and around, and the largest.
_READINGS = """
ぐんま まえばし たかさき いせさき おおた たてばやし きりゅう とちぎ うつのみや なす にっこう さいたま おおみや くまがや
ところざわ かわごえ かすかべ かわぐち こしがや しながわ ねりま あだち せたがや すぎなみ いたばし こうとう かつしか
えどがわ はちおうじ たま よこはま かわさき しょうなん さがみ ちば なりた ならしの ふなばし いちかわ まつど かしわ のだ
みと つちうら つくば いわき ふくしま こおりやま あいづ せんだい みやぎ ながの まつもと すわ にいがた ながおか やまなし
ふじさん しずおか はままつ ぬまづ なごや とよた みかわ きょうと おおさか なにわ こうべ ひろしま ふくおか さっぽろ
おきなわ
"""
REGIONS = tuple(_REGIONS.split())
HEARD = (
    *_READINGS.split(),
    *(re.sub("[ぁ-ゖ]", lambda letter: chr(ord(letter[0]) + 0x60), word) for word in _READINGS.split()),
)
_PLACE = "|".join(r"\s?".join(region) for region in sorted(sorted({*REGIONS, *HEARD}), key=len, reverse=True))
_KANA = "あ-けこ-そた-てとな-のはひふほま-もやゆよら-ろわをア-ケコ-ソタ-テトナ-ノハヒフホマ-モヤユヨラ-ロワヲABEHKMTY"
_SIGN = r"[\s\-+=|*→★☆~\"・、,./()\[\]【】「」『』《》〈〉_の:]"
# A part may be told by its name: ひらがな「す」, 分類番号330.
_S = (
    rf"{_SIGN}{{0,3}}(?:(?:分類番号|ひらがな|平仮名|かな文字|かな|一連指定番号|一連番号|番号"
    r"|(?:(?:あいうえお|かきくけこ|さしすせそ|たちつてと|なにぬねの|はひふへほ|まみむめも|やゆよ|らりるれろ)|"
    r"(?<=「)[ぁ-んァ-ヺ一-龥]{1,6}|[ぁ-んァ-ヺ一-龥]{1,8}(?=の「))の)"
    rf"[はが]?{_SIGN}{{0,2}})?"
)
_B = r"\s?(?:[ーの]|[^\w\s、。,])?\s?"  # whatever stands between two figures
_LAST = rf"(?:[・.]{{1,3}}[\s-]?[0-9](?:-?[0-9]){{0,2}}|[0-9](?:{_B}[0-9]){{0,3}})(?![0-9])"
_KNOWN = re.compile(
    rf"(?:{_PLACE})(?:ナンバー)?{_S}[0-9]{_B}[0-9ACFHKLMPXY]{_B}[0-9ACFHKLMPXY]?{_S}[{_KANA}]{_S}{_LAST}"
)
_SWAPPED = re.compile(
    rf"(?:{_PLACE})(?:ナンバー)?{_S}[{_KANA}]{_S}(?<!-)[0-9]{{2}}[0-9ACFHKLMPXY]{_S}[0-9]{{2}}-?[0-9]{{2}}(?![0-9-])"
)
# Plates of old cars have one figure for the class.
_OLD = re.compile(rf"(?:{_PLACE})(?:ナンバー)?{_S}[0-9]{_S}[{_KANA}]{_S}[0-9]{{2}}-[0-9]{{2}}(?![0-9-])")
_OTHER = re.compile(
    rf"(?<![0-9])(?<![0-9][-の])[1-9][0-9][0-9ACFHKLMPXY]{_S}[{_KANA}]{_S}(?P<last>[0-9]{{2}}\s?[-・]\s?[0-9]{{2}}|"
    rf"[0-9]{{4}})(?![0-9])"
)
# The class first.
_FRONT = re.compile(
    rf"[0-9](?<![0-9].)[0-9][0-9ACFHKLMPXY]{_S}(?:{_PLACE}){_S}[{_KANA}]{_S}[0-9]{{2}}\s?[-・の]?\s?[0-9]{{2}}(?![0-9-])"
)
# Each part told by its name, in any order.
_CLASSED = r"分類番号[はが:=、\s]{0,2}[0-9]{2,3}"
_NUMBERED = r"一連(?:指定)?番号[はが:=、\s]{0,2}[0-9・.][-0-9・.]{0,6}"
_LABELLED = re.compile(rf"{_CLASSED}[^。]{{1,30}}{_NUMBERED}|{_NUMBERED}[^。]{{1,30}}{_CLASSED}")
_BICYCLE = re.compile(
    r"防犯登録(?:番号)?[^\n。0-9]{0,12}(?<![0-9-])(?P<number>(?:[A-Z]{1,2}-?)?(?!0[0-9]{1,4}-)[0-9]{4,8})(?![0-9-])"
)
_POLE = re.compile("電柱|電話柱|支柱")
# Class, letter and number, of whatever place: most texts have none.
_PLATED = re.compile(
    rf"[0-9ACFHKLMPXY](?:{_S}[{_KANA}]{_S}[・.0-9]|(?<=[^0-9-][0-9]{{2}}.){_S}[0-9]{{2}}-?[0-9]{{2}}(?![0-9-]))"
)
_CUE = re.compile(r"ナンバー|車両|登録番号|車|プレート|ワゴン|軽|トラック|バイク")
_SMALL = r"(?P<number>[0-9]{1,2}\s?[-の・、/]\s?[0-9]{2,3}|[0-9]{2,5})(?![0-9])"
_CYCLE = re.compile(rf"(?:{_PLACE})(?:ナンバー)?{_S}(?P<kana>[{_KANA}]){_S}{_SMALL}")
_MOPED = re.compile(rf"[一-龥ぁ-ん]{{1,5}}[市町村区]{_S}(?P<kana>[あ-んア-ン]){_S}{_SMALL}")
_MOPED_CUE = re.compile(r"ナンバー|原付|標識|登録番号|スクーター|バイク|オートバイ|二輪|プレート|車両番号")
_COUNT = re.compile(
    r"\s?(?:時|分|人|名|件|台|歳|才|円|日|月|年|代|か所|丁目|号|番|本|メートル|キロ|センチ|"
    r"[-.:][0-9])"
)


def find(passage: Passage) -> Iterator[Found]:
    """Whole plates only."""
    view = passage.digits
    plated = _PLATED.search(view.text) is not None
    for pattern in (_KNOWN, _SWAPPED, _FRONT) if plated else (_FRONT,):
        for match in pattern.finditer(view.text):
            if _POLE.search(view.text, max(0, match.start() - 12), match.start()):
                continue
            # 「…の3466番」 is how one reads it out.
            if not _COUNT.match(view.text, match.end()) or re.match("[0-9]{4}番", view.text[match.end() - 4 :]):
                yield found(view, match.start(), match.end())
    for match in _OLD.finditer(view.text) if plated else ():
        if _CUE.search(view.text, max(0, match.start() - 20), match.end() + 12):
            yield found(view, match.start(), match.end())
    for match in _OTHER.finditer(view.text) if plated else ():
        if (
            "-" in match["last"] or _CUE.search(view.text, max(0, match.start() - 20), match.end() + 12)
        ) and not _COUNT.match(view.text, match.end()):
            yield found(view, match.start(), match.end())
    for match in _LABELLED.finditer(view.text) if "一連" in view.text else ():
        yield found(view, match.start(), match.end())
    for match in _BICYCLE.finditer(view.text) if "防犯登録" in view.text else ():
        if not _COUNT.match(view.text, match.end()):
            yield found(view, *match.span("number"))
    for pattern in (_CYCLE, _MOPED) if _MOPED_CUE.search(view.text) else ():
        for match in pattern.finditer(view.text):
            sure = pattern is _CYCLE and len(match["number"]) > 3 and match["kana"] not in "のにでとはもやへ"
            cue = sure or _MOPED_CUE.search(view.text, max(0, match.start() - 20), match.end() + 20)
            if cue and not _COUNT.match(view.text, match.end()):
                yield found(view, match.start(), match.end())
