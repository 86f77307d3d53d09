"""The same surname in older or rarer letters (沢 and 澤, 崎 and 﨑), one or several of them at once (髙栁)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import product

# Letters that stand for one another; the first of each group is the usual one.
_GROUPS = """
沢澤 島嶋嶌 崎﨑嵜 高髙 斎齋斉齊 浜濱 広廣 辺邊邉 桜櫻 渕淵渊 吉𠮷 国國 滝瀧 条條 恵惠 真眞 富冨
峰峯 曽曾 柳栁 桑桒 栄榮 宝寶寳 関關 塩鹽 徳德 黒黑 館舘 薮藪籔 剣劔剱劒 児兒 豊豐 籠篭 野埜 瀬瀨
橋𣘺 藤籐 角⻆ 万萬 与與 来來 竜龍 亀龜 当當 蔵藏 槙槇 船舩 円圓 県縣 芸藝 寿壽 仏佛 檜桧 鉄鐵
渋澁 学學 静靜 増增 清淸 青靑 緑綠 横橫 猪豬 桝枡 祢禰 弥彌 礼禮 双雙
"""
_OTHERS = {letter: group for group in _GROUPS.split() for letter in group}


def variants(readings: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    """Each name of the table with its letters replaced by their variants, and its reading."""
    for name, reading in readings.items():
        if not _OTHERS.keys().isdisjoint(name):
            for letters in product(*(_OTHERS.get(letter, letter) for letter in name)):
                yield "".join(letters), reading
