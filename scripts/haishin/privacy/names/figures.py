"""Names that are no resident's: of mascots, animals, characters of stories, brands, and of whom everybody knows."""

from __future__ import annotations

import re

from haishin.privacy.names import forms
from haishin.privacy.names.lists import words

_FIGURE = re.compile(
    "(?:(?:マスコット|キャラクター?|ゆるキャラ|着ぐるみ|人形)(?:である|[^。、「]{0,4})"
    "|首輪(?:[にの]は?)|[犬猫馬羊]|モモンガ|ハムスター|パンダ|コアラ|アルパカ|カピバラ|カワウソ|サル|ヤギ|ヒツジ|ねこ|いぬ|くま|クマ|インコ|オウム|ウサギ|うさぎ|ポニー|ペット|ミニパト|パトカー|ロボット)[のはが、・「『]{1,2}(?:[^」』。]{1,8}[、・と])?$"
    "|(?:紙芝居|人形劇|絵本|アニメ|映画|童話|民話|昔話|漫画|ゲーム|トイレの)[のは、]?[「『]?$"
)
_GOODS = (
    "消しゴム|缶?バッジ|ぬいぐるみ|シール|ステッカー|グッズ|クリアファイル|ストラップ|反射|キーホルダー|イラスト|ポスター|うちわ"
    "|塗り絵|ぬりえ|エコバッグ|ボールペン|スタンプ|絵本|絵柄|着ぐるみ|お面|パレード|ラッピング"
)
# Behind who is called くん or ちゃん: what is given away, a festival, another mascot.
_GIVEN_AWAY = re.compile(
    rf"(?:の[^、。]{{0,8}})?[」』]?の?(?:紙芝居|人形劇|絵本|アニメ)|の(?:{_GOODS})|祭り?|まつり|フェス|ショー|体操"
    rf"|[・、とや][^、。・]{{1,6}}(?:くん|ちゃん)の(?:{_GOODS})"
)
# A figure is named, played or comes along somewhere.
_NAMING = re.compile("(?:キャラ(?:クター)?|マスコット)の(?:名前?|愛称)は[^。]{0,24}$")
_PLAYED = re.compile(
    "[」』]?(?:を(?:上演|公演|演じ|披露)|が(?:交番|警察署|会場|学校|駅|イベント|園|教室)[^。、]{0,8}(?:来|登場|参加|やって))"
)
# Behind the calling of an artist: what is shown of a person of the past.
_ARTIST = re.compile(
    "(?:画家|日本画家|版画家|詩人|歌人|俳人|作家|文豪|小説家|作曲家|彫刻家|書家|陶芸家|思想家|教育者|武将|剣豪|俳優|歌手)[・の]?$"
)
_EXHIBITED = re.compile(
    "[^。]{0,24}(?:展|絵はがき|作品|生誕|没後|ゆかり|記念|碑|像|原画|コレクション|文学館|美術館|名曲)"
)
_CALLED = ("くん", "ちゃん", "君", "クン", "チャン")
_HONOUR = re.compile("(?:さん|翁|公|氏)$")
_CHARACTERS = re.compile(
    "クレヨンしん|ガリガリ君|ちびまる子|しまじろう|キティ|マイメロ|シナモロール|ポムポムプリン|ドラミ|ミッフィー|リカちゃん|バービー|のび太"
    "|一休さん|しずかちゃん|アラレちゃん|鬼太郎|桃太郎|金太郎|浦島太郎|かぐや姫|炭治郎|禰豆子|善逸|伊之助|ワカメちゃん|タラちゃん|カツオくん"
)
_BRANDS = re.compile(
    "ケイト・スペード|ポール・スミス|ルイ・(?:ヴィトン|ビトン)|カルバン・クライン|トミー・ヒルフィガー|ラルフ・ローレン|マイケル・コース"
    "|ジミー・チュウ|クリスチャン・(?:ディオール|ルブタン)|イヴ・サンローラン|マーク・(?:ジェイコブス|バイ.*)|トリー・バーチ"
    "|ジョルジオ・アルマーニ|アニエス・ベー|ハーレー・?ダビッドソン|アストン・マーティン|アルファ・?ロメオ|パテック・フィリップ"
    "|オーデマ・ピゲ|フランク・ミュラー|ウォルト・ディズニー|ミスター・ドーナツ|レオナルド・ダ・ヴィンチ|マリー・アントワネット"
    "|ジョン・ディア|吉野家|山田うどん|木村屋|高島屋|松坂屋|川崎大師|成田山|山崎製パン"
)
# In whose names swindlers advertise.
_FAMOUS = words("words", "advertised")
_ALIVE = re.compile(r"\s?[(（、]?\s?(?:さん|様|氏|容疑|[0-9]{1,3}\s?[歳才)）]|を(?:逮捕|検挙|書類))")


def nobody(text: str, start: int, end: int, figures: frozenset[str]) -> bool:
    """Whether what was found there as a name is no resident's. ``figures``: those that the force names."""
    found = text[start:end]
    plain = _HONOUR.sub("", found)
    if (
        plain in _FAMOUS
        or (found.rstrip("翁公") in forms.HISTORY | figures and _ALIVE.match(text, end) is None)
        or _BRANDS.fullmatch(plain)
        or plain.endswith("橋りょう")  # 橋梁, and no given name
        or _CHARACTERS.search(text, max(0, start - 4), end)
    ):
        return True
    if _FIGURE.search(text, max(0, start - 16), start):
        return True
    around = text[max(0, start - 9) : end + 9]
    if any(one in around for one in figures if one.endswith(_CALLED)):
        return True
    if _ARTIST.search(text, max(0, start - 6), start) and _ALIVE.match(text, end) is None:
        return _EXHIBITED.match(text, end) is not None
    return found.endswith(_CALLED) and bool(
        _GIVEN_AWAY.match(text, end) or _PLAYED.match(text, end) or _NAMING.search(text, max(0, start - 32), start)
    )
