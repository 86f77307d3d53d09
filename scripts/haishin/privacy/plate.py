"""Whole vehicle registrations.

Finds region + class + kana + number (道路運送車両法施行規則, form of plates) in any spelling and spacing, each part
named or not (ひらがな「す」), kana before the class too, for known regions; a class of one figure beside a cue;
elsewhere with a cue (ナンバー, 車両) or a number in two halves; a motorcycle's without a class and a municipality +
kana + number of a moped beside a cue.
Passes: a region alone, part of a number, the last digits, models. Confidence: error.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from haishin.privacy.hit import Found
from haishin.privacy.passage import Passage, found

KIND = "plate"
_REGIONS = """
札幌 函館 旭川 室蘭 苫小牧 釧路 知床 帯広 北見 青森 弘前 八戸 岩手 盛岡 平泉 奥州 宮城 仙台 秋田 山形 庄内 福島 会津
郡山 白河 いわき 水戸 土浦 つくば 宇都宮 那須 とちぎ 栃木 日光 群馬 前橋 高崎 伊勢崎 太田 館林 桐生 大宮 川口 所沢
川越 熊谷 春日部 越谷 埼玉 千葉 成田 習志野 市川 船橋 袖ヶ浦 袖ケ浦 市原 野田 柏 松戸 品川 世田谷 練馬 杉並 板橋 足立
江東 葛飾 江戸川 八王子 多摩 横浜 川崎 湘南 相模 山梨 富士山 新潟 長岡 上越 富山 石川 金沢 福井 長野 松本 諏訪 安曇野
南信州 岐阜 飛騨 静岡 浜松 沼津 伊豆 名古屋 豊橋 三河 岡崎 豊田 尾張小牧 一宮 春日井 三重 鈴鹿 四日市 伊勢志摩 滋賀
京都 大阪 なにわ 和泉 堺 神戸 姫路 奈良 飛鳥 和歌山 鳥取 島根 出雲 岡山 倉敷 広島 福山 山口 下関 徳島 香川 高松 愛媛
高知 福岡 北九州 久留米 筑豊 佐賀 長崎 佐世保 熊本 大分 宮崎 鹿児島 奄美 沖縄 ぐんま グンマ まえばし マエバシ たかさき
タカサキ いせさき イセサキ おおた オオタ トチギ うつのみや ウツノミヤ さいたま サイタマ おおみや オオミヤ くまがや
クマガヤ ところざわ トコロザワ かわごえ カワゴエ かすかべ カスカベ しながわ シナガワ ねりま ネリマ あだち アダチ たま
よこはま ヨコハマ ちば チバ みと ミト ながの ナガノ にいがた ニイガタ ながおか まつもと なす きりゅう たてばやし
"""
_PLACE = "|".join(r"\s?".join(region) for region in sorted(_REGIONS.split(), key=len, reverse=True))
_KANA = "あ-けこ-そた-てとな-のはひふほま-もやゆよら-ろわをア-ケコ-ソタ-テトナ-ノハヒフホマ-モヤユヨラ-ロワヲABEHKMTY"
_SIGN = r"[\s\-+\"・、,/()\[\]【】「」_の:]"
# A part may be told by its name: ひらがな「す」, 分類番号330.
_S = rf"{_SIGN}{{0,3}}(?:(?:分類番号|ひらがな|平仮名|かな文字|一連指定番号|一連番号|番号)[はが]?{_SIGN}{{0,2}})?"
_LAST = r"(?:[・.]{1,3}[\s-]?[0-9](?:-?[0-9]){0,2}|[0-9]\s?[0-9]?\s?[-ー・の]?\s?[0-9]?\s?[0-9]?)(?![0-9])"
_KNOWN = re.compile(
    rf"(?:{_PLACE})(?:ナンバー)?{_S}[0-9]\s?[0-9ACFHKLMPXY]\s?[0-9ACFHKLMPXY]?{_S}[「(]?[{_KANA}][」)]?{_S}{_LAST}"
)
_SWAPPED = re.compile(
    rf"(?:{_PLACE})(?:ナンバー)?{_S}[「(]?[{_KANA}][」)]?{_S}(?<!-)[0-9]{{2}}[0-9ACFHKLMPXY]{_S}[0-9]{{2}}-?[0-9]{{2}}(?![0-9-])"
)
# Plates of old cars have one figure for the class.
_OLD = re.compile(rf"(?:{_PLACE})(?:ナンバー)?{_S}[0-9]{_S}[「(]?[{_KANA}][」)]?{_S}[0-9]{{2}}-[0-9]{{2}}(?![0-9-])")
_OTHER = re.compile(
    rf"(?<![0-9])[0-9]{{2}}[0-9ACFHKLMPXY]{_S}[{_KANA}]{_S}(?P<last>[0-9]{{2}}\s?[-・]\s?[0-9]{{2}}|"
    rf"[0-9]{{4}})(?![0-9])"
)
# Class, letter and number, of whatever place: most texts have none.
_PLATED = re.compile(
    rf"[0-9ACFHKLMPXY](?:{_S}[「(]?[{_KANA}][」)]?{_S}[・.0-9]|(?<=[^0-9-][0-9]{{2}}.){_S}[0-9]{{2}}-?[0-9]{{2}}(?![0-9-]))"
)
_CUE = re.compile(r"ナンバー|車両|登録番号|車|プレート|ワゴン|軽|トラック|バイク")
_CYCLE = re.compile(
    rf"(?:(?<![0-9])[0-9C]\s?)?(?:{_PLACE})(?:ナンバー)?{_S}[「(]?[{_KANA}][」)]?{_S}(?P<number>[0-9]{{1,2}}-[0"
    rf"-9]{{2}}|[0-9]{{4}})(?![0-9])"
)
_MOPED = re.compile(
    rf"[一-龥ぁ-ん]{{1,5}}[市町村区]{_S}(?P<kana>[あ-んア-ン]){_S}(?P<number>[0-9]{{1,5}}|[0-9]{{"
    rf"2}}-[0-9]{{2}})(?![0-9])"
)
_MOPED_CUE = re.compile(r"ナンバー|原付|標識|登録番号|スクーター|バイク|オートバイ|二輪|プレート|車両番号")
_COUNT = re.compile(
    r"\s?(?:時|分|人|名|件|台|歳|才|円|日|月|年|代|か所|丁目|号|番|本|メートル|キロ|センチ|"
    r"[-.:][0-9])"
)


def find(passage: Passage) -> Iterator[Found]:
    """Whole plates only."""
    view = passage.digits
    plated = _PLATED.search(view.text) is not None
    for pattern in (_KNOWN, _SWAPPED) if plated else ():
        for match in pattern.finditer(view.text):
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
    if not _MOPED_CUE.search(view.text):
        return
    for match in _CYCLE.finditer(view.text):
        cue = _MOPED_CUE.search(view.text, max(0, match.start() - 20), match.end() + 20)
        if cue and not _COUNT.match(view.text, match.end()):
            yield found(view, match.start(), match.end())
    for match in _MOPED.finditer(view.text):
        cue = _MOPED_CUE.search(view.text, max(0, match.start() - 20), match.end() + 20)
        if cue and len(match["number"]) > 1 and not _COUNT.match(view.text, match.end()):
            yield found(view, match.start(), match.end())
