"""How far letters look like a surname or a given name that no list knows.

Learnt when the module is read from the lists of names: for kanji, how often a letter stands first, within or last,
against its being any letter (bits, summed over the letters; a listed name gets some more); for kana, whether a
reading is put together from beginnings and ends that many listed readings share. Ordinary words are rarely like both
in a row, so a likely pair is worth a warning by itself, and what the text says around it makes it sure.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Iterable, Mapping
from functools import lru_cache

from haishin.privacy.names import forms
from haishin.privacy.names.tables.foreignnames import FOREIGN_KANJI

_LETTERS = 1500  # that a word of kanji may be written with
_UNSEEN = 0.3  # so often a letter is taken to have stood where none of the lists has it
_LISTED = 6.0
# Words of every day that are written with the letters of given names.
_EVERY_DAY = """
一世 一人 一介 一大 一気 一波 一流 一緒 一見 一重 一道 一行 一向 一次 万一 万人 万博 三世 三月 三男 上人 下人 不一
不二 不平 不明 両人 主人 二人 二世 二次 二男 五月 今春 今月 仁義 他人 代人 仲人 住人 佳作 何人 余人 供人 信心 信望
保守 保留 修正 修理 修行 個人 偉人 倫理 傑人 優勝 優男 優秀 優良 優雅 充実 先代 光景 入江 全一 全治 公人 公司 公園
公文 公正 公海 公理 公道 公知 六月 七月 八月 九月 十月 四月 一月 二月 元利 兼行 判子 判明 別人 利己 前人 前代 力作
力士 力行 助人 励行 勇士 勝地 初代 卵子 原人 厨子 友人 友好 友愛 古人 古代 史実 各人 同一 同人 名人 名代 君子 周波
周知 和学 和室 和式 和服 和紙 和裁 和製 和解 和議 和金 和音 和風 和食 和牛 哲理 唯一 商人 善人 善意 囚人 四大 因子
団子 国人 国大 国道 国花 国文 均一 城代 士人 声明 売人 変人 夏季 夏至 外人 大人 大佐 大作 大典 大勝 大夫 大波 大海
大洋 大男 大道 大雨 大雪 大麻 天人 天子 太子 夫人 夫子 失明 女人 妻子 婦人 嫡男 孫子 守則 安保 安心 安泰 完成 実行
実直 実利 実地 家人 対人 将士 小人 小作 小男 小結 小道 属人 山里 巨人 市子 帰一 常人 年男 年子 幾代 広大 廃人 弁明
当人 当代 役人 征衣 御子 心地 心理 志向 志望 忠実 怪人 恋人 恒久 恩人 息子 悠々 悠久 悪人 情人 惣菜 愚人 愛人 愛好
愛馬 慎重 成果 成文 手代 才人 払子 択一 拍子 振子 政友 敬愛 敬白 文典 文士 文理 文章 斉一 新人 新作 新地 新星 新春
新月 新生 新道 新郎 新雪 旅人 旧人 早春 早生 早朝 明太 明文 明白 明朗 明智 春季 春日 春秋 春雨 晴天 晴朗 暇人 有人
有利 有望 有料 有生 未成 未明 末代 末子 本人 本代 村人 村里 板子 果樹 栄光 栄典 栄華 桂馬 楽人 樹海 次代 次子 次男
正中 正体 正副 正午 正味 正座 正式 正当 正月 正気 正直 正門 正面 正規 正解 正論 正装 武人 武道 歩合 歩行 歩道 歴代
死人 残香 殺人 水利 水夫 水星 水生 水音 永世 永久 永代 永生 求人 治世 法人 法典 法文 法治 法理 法衣 泰平 洋梨 洋々
流人 流行 浪人 海気 海洋 海馬 海道 涼気 清純 清涼 清流 満作 満月 満天 父子 犯人 狂人 狩人 猟人 玉子 王子 理由 理知
甚大 町人 画一 番人 異人 病人 療治 発明 登高 白人 白子 皇子 盗人 盲人 直流 直結 真上 真下 真中 真偽 真冬 真剣 真夏
真実 真昼 真横 真正 真相 真空 真紅 真意 真心 真珠 睦月 知人 知友 知見 研磨 碧空 私人 秀作 秋季 秋冬 秋雨 種子 空文
空路 童子 端子 筋子 節義 粋人 粒子 精子 糾明 素人 素行 紳士 結合 結成 結果 統一 統治 絶美 総代 総則 総和 総菜 線香
罪人 美人 美名 美容 美女 美術 美観 美男 美食 美麗 群馬 義兄 義務 義士 義妹 義姉 義弟 義心 義援 義歯 義母 義父 義理
羽音 老人 職人 育児 育成 育英 育苗 自明 良心 良好 色男 花信 花園 花月 花見 花道 芳香 芸人 若人 英和 英文 英語 英国
茄子 茶人 菊花 菜園 華人 華道 落人 葉音 薬代 行人 表明 裕福 要人 規正 解明 証人 証明 詩人 誠実 誠心 説明 豪華 賢明
赤子 超人 踊子 車代 軍人 辛子 迷子 透明 通人 通信 通則 通行 連子 進行 道人 道理 道義 達成 達人 遊子 酒代 釈明 里人
重代 重大 重心 重重 野人 野生 野菜 野良 量子 金利 金波 鉄人 鉄則 鉄道 銀行 銀子 長久 長大 長男 長音 開明 間代 防人
附子 陸地 陽光 陽気 陽春 隣人 雅楽 雑人 青春 青葉 青菜 非人 音信 音大 順守 順流 順良 顕正 飲代 餃子 養子 香典 香花
骨子 骨太 鮮明 麗人 黒子 代行 走行 飛行 暴行 旅行 直行 同行 連行 犯行 非行 尾行 逆行 先行 徐行 発行 移行 施行 執行
奉行 並行 急行 撮影 路樹 名義 行方 帰宅 生活 安全 警戒 街道 通学 公民 公立 国立 県立 市立 私立 敷地 有無 光学 理学
文学 医学 大学 中学 小学 工学 入学 高校 音響 美化 緑化 進路 線路 航路 道路 水路 海路 通路 岐路 十字 三千 五千 二千
女子 男子 発生 京都 令和 平成 昭和 大正 明治 武士 学生 在学
"""
_WORDS = frozenset(_EVERY_DAY.split())
_NUMERALS = re.compile("[一二三四五六七八九十百千万〇]+")
# An unlisted name before such a letter is a place: 高松村, 中原田町.
_AREA = re.compile(".[市町村区県郡].")
_NO_GIVEN = re.compile(
    "^[市町村区県郡署駅時月日年元第]|^[一二三四五六七八九十]$|[一二三四五六七八九十百千万〇]{2}|[月日年市町村県郡号事署課員者店局所部係車線駅園校館院社]$"
)
_AREAS = tuple("市町村区県郡署駅線港園校院社店組側内")
_COUNTED = re.compile("[一二三四五六七八九十百千万〇]{3}|[0-9一二三四五六七八九十]月")
_HAN = re.compile(f"[{forms.K}ノツケガ]+")
_LONGEST = 8
_KEPT = 1024  # runs asked about last
_NONE = -99.0
# A rare name may have rare letters, words of two fall below; a given name hardly like one needs a surname for certain.
_UNLIKE, _LIKE, _DOUBTFUL = -4.0, 0.5, 4.5

_Place = tuple[bool, bool]  # whether the first letter, whether the last


def _places(name: str) -> Iterable[tuple[_Place, str]]:
    return (((at == 0, at == len(name) - 1), letter) for at, letter in enumerate(name))


def _learn(names: Iterable[str]) -> Mapping[_Place, Mapping[str, float]]:
    """Bits of each letter at each place; under the empty text those of any other."""
    han = list(filter(_HAN.fullmatch, names))
    long = [name for name in han if len(name) > 1]
    counts = {
        (True, True): Counter(name for name in han if len(name) == 1),
        (True, False): Counter(name[0] for name in long),
        (False, False): Counter("".join(name[1:-1] for name in long)),
        (False, True): Counter(name[-1] for name in long),
    }
    return {
        place: {
            letter: math.log2((count + _UNSEEN) * _LETTERS / seen.total()) for letter, count in (*seen.items(), ("", 0))
        }
        for place, seen in counts.items()
    }


_SURNAME, _GIVEN = _learn(forms.SURNAMES), _learn(forms.COMMON)


def _bits(name: str, learnt: Mapping[_Place, Mapping[str, float]], listed: bool) -> float:
    bits = sum(learnt[place].get(letter, learnt[place][""]) for place, letter in _places(name))
    return max(bits, 0.0) + _LISTED if listed else bits


def surname(written: str) -> float:
    """Bits that speak for a surname in kanji; not positive: rather none."""
    listed = written in forms.SURNAMES
    lone = len(written) == 1 and written not in FOREIGN_KANJI
    if not listed and (
        lone or _AREA.search(written) or _NUMERALS.fullmatch(written) or (len(written) > 2 and written.endswith(_AREAS))
    ):
        return _NONE
    return _bits(written, _SURNAME, listed)


def given(written: str) -> float:
    """Bits that speak for a given name in kanji; not positive: rather none."""
    listed = written in forms.ALONE and written not in _WORDS
    if written[:1] in _AREAS or written in forms.PLACES or (len(written) == 1 and _NUMERALS.fullmatch(written)):
        return _NONE
    if not listed and (written[-2:] in _WORDS or written in forms.WORDS or _NO_GIVEN.search(written)):
        return _NONE
    return _bits(written, _GIVEN, listed)


@lru_cache(_KEPT)
def pair(written: str) -> float:
    """Bits of the best split of a run of kanji into what is like a surname and what is like a given name; 0: none."""
    if (
        not 3 <= len(written) <= _LONGEST
        or written[-1] not in _GIVEN[False, True]
        or written.endswith(forms.NOT_GIVEN)
        or written in forms.HISTORY
        or _COUNTED.search(written)
    ):
        return 0.0
    best = 0.0
    alone = 1 if written[0] in forms.SURNAMES else 2  # 全長二メートル
    for size in range(max(alone, len(written) - 3), min(5, len(written) - 1)):
        best = max(best, together(written[:size], written[size:]))
    return best


def together(first: str, second: str) -> float:
    """Bits of a surname and a given name in kanji; 0 where either is unlike one."""
    bits, more = surname(first), given(second)
    if bits > _UNLIKE and more > _LIKE:
        return bits + more
    return _DOUBTFUL if bits > _LISTED and more > _UNLIKE / 2 else 0.0


_VOICED = str.maketrans(
    "ガギグゲゴザジズゼゾダヂヅデドバビブベボパピプペポヴヱヰヲ",
    "カキクケコサシスセソタシステトハヒフヘホハヒフヘホウエイオ",
)

_OLD = str.maketrans("ヂヅヱヰヲ", "ジズエイオ")


def sound(kana: str) -> str:
    """Kana in katakana without what readings of one name differ in: つちばし, ツチハシ; ハルヱ, はるえ."""
    plain = forms.katakana(kana)
    return plain[:1].translate(_OLD) + plain[1:].translate(_VOICED)


class Readings:
    """Readings of a list, and those put together from their beginnings and ends."""

    def __init__(self, readings: Iterable[str], heads: int, tails: int) -> None:
        """``heads``, ``tails``: so many listed readings share a beginning or an end, for it to be one."""
        self._listed = frozenset(map(sound, readings))
        begins = Counter(reading[:size] for reading in self._listed for size in range(2, min(5, len(reading))))
        ends = Counter(reading[size:] for reading in self._listed for size in range(1, min(5, len(reading))))
        self._heads = self._listed | {head for head, count in begins.items() if count >= heads}
        self.grade = lru_cache(_KEPT)(self._grade)
        self._tails = frozenset(tail for tail, count in ends.items() if count >= tails)

    def _grade(self, kana: str) -> int:
        """2 listed, 1 of listed parts, 0 neither."""
        plain = sound(kana)
        if plain in self._listed:
            return 2
        return int(any(plain[:size] in self._heads and plain[size:] in self._tails for size in range(2, len(plain))))


SURNAME_READINGS = Readings(forms.SURNAME_KANA, 3, 4)
GIVEN_READINGS = Readings(forms.KANA, 3, 6)
