"""The same surname in older or rarer letters (沢 and 澤, 崎 and 﨑)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

_LETTERS = """
沢澤 島嶋 島嶌 崎﨑 崎嵜 高髙 斎齋 斎斉 斎齊 浜濱 広廣 辺邊 辺邉 桜櫻 渕淵 渕渊 吉𠮷 国國 滝瀧 条條 恵惠 真眞 富冨
峰峯 曽曾 柳栁 桑桒 栄榮 宝寶 関關 塩鹽 徳德 黒黑 館舘 薮藪 剣劔 剣剱 児兒 豊豐 籠篭 野埜
"""


def variants(readings: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    """Each name of the table with one letter replaced throughout, and its reading."""
    for pair in _LETTERS.split():
        for one, two in ((pair[0], pair[1]), (pair[1], pair[0])):
            yield from ((name.replace(one, two), reading) for name, reading in readings.items() if one in name)
