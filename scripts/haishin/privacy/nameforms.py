"""What a name may look like: lists, letters and forms that the detector of names rests on."""

from __future__ import annotations

import re
from collections import Counter

from haishin.privacy.givennames import COMMON, KANA, LAST
from haishin.privacy.surnames import READINGS, SURNAME_KANA, SURNAMES

K = "一-龥々〆ヶヵ\u3400-\u4dbf\u9fa6-\u9fff\uf900-\ufaff\U00020000-\U0003134f"
_KATAKANA = {code: code + 0x60 for code in range(ord("ぁ"), ord("ゖ") + 1)}
_HIRAGANA = {kata: hira for hira, kata in _KATAKANA.items()}
GIVEN_ENDING = frozenset(
    "郎男夫雄子美江枝代介輔助斗翔樹也哉平司志史之幸弘浩宏昭造蔵吉彦香菜奈恵里織乃穂音希佳紀則徳亮治次朗太悟聡巳三吾"
)
# Surnames that are also places here: alone they are the place.
_PLACES = """
太田 藤岡 富岡 桐生 渋川 千葉 福島 山口 宮崎 石川 福井 川崎 奈良 熊谷 市川 川口 成田 中野 上野 目黒 長野 町田 立川
深谷 小山 金井 新田 神戸 東 大島 関 三島 松本 松山 福山 岡崎 沼田 安中 板倉 吉岡 吉井 水上 本庄 春日 和泉 秋田 神田 境
結城 足利 佐野 日光 鹿沼 国定 伊香保 草津 妙義 榛名 月夜野 川場 片品 粕川 宮城 大胡 赤堀 尾島 藪塚 高山 玉村 羽生 所沢
川越
"""
PLACES = frozenset(_PLACES.split())
# What may stand where a name could, and is none.
_NOUNS = """
皆 客 患者 業者 奥 娘 息子 婿 嫁 母 父 婆 爺 祖父 祖母 姉 兄 妹 弟 孫 子 児 童 徒 人 員 者 手 性 女 男 年 官 士 師
長 生 家 方 主 親 友 達 神 仏 王 殿 姫 嬢 坊 赤 旦那 大家 先輩 後輩 店 屋 工 各位 皆々 会 社 課 署 県 市 町 村 区
局 所 部 庁 室 係 隊 団 組 班 校 園 館 院 模 同 仕 多 異 一 今 各 有 両 諸 摂 華 彼 上州 群馬 手配 殺人 詐欺 窃盗
強盗 傷害 事件 逮捕 在宅 指名 外国 犯 側 宅 隣 車 駅 線 様 民 俗 行方 何 誰 某 当 本 別 他 沢山 担当 共犯 主犯 実行
首謀 逃走中 未成年 匿名 実 元 現 前 俺 私 僕 貴 尊 呑龍
"""
NOUNS = tuple(_NOUNS.split())
_KANA_NOUNS = """
みな みんな たく おばあ おじい ばあ じい おば おじ おねえ おにい ねえ にい おとう おかあ かあ とう おまわり
おじょう じょう おこ おまご まご むすめ どちら そちら こちら あちら やつ ごちそう ごくろう おつかれ だんな およめ
よめ おく あか おきゃく きゃく おとなり となり おいしゃ こぞう おばけ くま ぞう うさぎ ねこ いぬ ひばり ぐんま
じょうしゅう るり ぴーぽ ふっか ゆうま いろは しま せんと くまもん お子 お ご いたく ちゃ なに かくかく いわ すい
ぼっ ほう そつ どく すみま ちか まもる つかま
"""
KANA_NOUNS = tuple(_KANA_NOUNS.split())
_KATAKANA_NOUNS = """
サンタ ハート コンビニ ドラえもん ヤマト サガワ アマゾン ルリ ピーポ グンマ パトカー ママ パパ ドライバー ユーザー
メンバー スタッフ オーナー テレビ ライダー ボランティア ガードマン カメラマン セールスマン ヘルパー リーダー
タクシー マスター マンション クマ サル シカ イノシシ ウサギ ネコ イヌ ジョウシュウ マツモトキヨシ ヤマダデンキ
クロネコ ポリス フクロウ シニア レディ ジュニア キャラ コーチ ベテラン
"""
KATAKANA_NOUNS = tuple(_KATAKANA_NOUNS.split())
ROMAJI = re.compile(
    r"(?:(?:[KSTNHMYRGZDBPJF]|CH|SH|TS|KY|SHY|NY|HY|MY|RY|GY|BY|PY|W)?[AIUEO]|N(?![AIUEO])|"
    r"(?:K|S|T|P)(?=[KSTPC])|H(?![AIUEO]))+",
    re.IGNORECASE,
)


def katakana(text: str) -> str:
    """Hiragana as katakana."""
    return text.translate(_KATAKANA)


def hiragana(text: str) -> str:
    """Katakana as hiragana."""
    return text.translate(_HIRAGANA)


_FIRST = frozenset(surname[0] for surname in SURNAMES)
_HEADS = frozenset(surname[:2] for surname in SURNAMES)
# Surnames of one letter, and all second letters.
SINGLE = "".join(sorted(head for head in _HEADS if len(head) == 1))
SECOND = "".join(sorted({head[1] for head in _HEADS if len(head) > 1}))

_PAIRS = [surname for surname in SURNAMES if len(surname) == 2]
_HEAD_COUNT, _TAIL_COUNT = Counter(pair[0] for pair in _PAIRS), Counter(pair[1] for pair in _PAIRS)
_OFTEN = 4  # surnames that share a letter, for it to be one of which surnames are made


def like_surname(text: str) -> bool:
    """Whether two letters are such as surnames are made of: 永林, 塚木. Many words are so too: only with a cue."""
    return (
        len(text) == 2
        and _HEAD_COUNT[text[0]] >= _OFTEN
        and _TAIL_COUNT[text[1]] >= _OFTEN
        and text not in PLACES
        and not text.endswith(NOUNS)
    )


def may_begin(text: str, start: int) -> bool:
    """Whether a listed surname can begin there, its letters spaced or not; most kanji are refused at once."""
    return text[start] in _HEADS or text[start : start + 2] in _HEADS or text[start + 1 : start + 2] in " \n・_"


def surnames_of(text: str) -> tuple[str, ...]:
    """The listed surnames with which the text begins, the longest first."""
    if text[:1] not in _FIRST:
        return ()
    return tuple(text[:size] for size in (5, 4, 3, 2, 1) if len(text) >= size and text[:size] in SURNAMES)


def surname_of(text: str) -> str | None:
    """The longest of them."""
    return next(iter(surnames_of(text)), None)


def given(text: str) -> bool:
    """Whether the text is written as a given name is."""
    return text in COMMON or (1 < len(text) <= 3 and all(letter in LAST for letter in text))


def ends_as_name(text: str) -> bool:
    """Whether an unknown run of kanji ends as given names do."""
    return text[-1:] in GIVEN_ENDING and not text.endswith(NOT_GIVEN)


# Given names that are words of every day: alone behind an unknown surname they are the word.
_WORDS = """
元気 勇気 大河 大地 大和 未来 希望 宇宙 公平 青空 流星 太陽 真心 素直 聡明 文明 正道 正直 永遠 千秋 千代 八千代 和泉
日向 美里 里美 弥生 葉月 皐月 若葉 若菜 水月 望月 大吉 吉江 小春 小雪 百合 胡桃 春日 明日香 平和 一成 一生 光明 光輝
光男 正夫 大志 大成 大智 有美 文香 風雅 幸生 美空 美波 美海 美好 美智 千里 万里 三恵 良明 音々 宗一 海里 利男 正文
正春 正次 保子 益子 花代 茶子 金吾 長治 長吉 泰平 安江 天音 義人 美人 美園 桃花 桜花 梨花 菊花 花梨 花菜 菜花 杏子
茉莉花 金一 照明 光治 明治 治明 治子 忠義 正義 義理 恒久 久遠 友美 友和 実花 美容 美徳 高明 公明 実香 朝日 夢実 常夏
"""
WORDS = frozenset(_WORDS.split())
ALONE = COMMON - WORDS  # what is a given name and no word besides
# Given names of one letter that, written on to a surname, are a mountain, a spring, a school.
ONE_LETTER_WORDS = frozenset("岳泉海空桜光学春夏秋冬森岬港橋楓椿藍緑聖都音虹霞湊環守")
# Persons of history after whom places and events are named.
_HISTORY = """
国定忠治 新田義貞 内村鑑三 新島襄 萩原朔太郎 田山花袋 塩原太助 高山彦九郎 関孝和 船津伝次平 竹久夢二 星野富弘 相沢忠洋
木曽義仲 足利尊氏 徳川家康 源頼朝 渋沢栄一 楫取素彦 真田幸村 真田信之 吉田松陰 西郷隆盛 坂本龍馬 福沢諭吉 野口英世
北里柴三郎 津田梅子 樋口一葉 夏目漱石 太宰治 宮沢賢治 松本清張 山本五十六 伊能忠敬
"""
BEHIND = COMMON - ONE_LETTER_WORDS  # what is a given name where it is written on to a surname
HISTORY = frozenset(_HISTORY.split())
_NOT_GIVEN = """
月日 住所 番号 職業 年齢 性別 女子 男子 様子 帽子 菓子 電子 椅子 弟子 調子 冊子 原子 格子 扇子 双子 親子 母子 障子
時代 世代 年代 交代 代代 十代 地代 現代 近代 御代 水平 公平 太平 和平 江戸 理美 賛美 大幸 不幸 行幸 歴史 役司 上司
行司 会司 寿司 自治 政治 退治 明治 目次 次次 順次 取次 漸次 仲介 紹介 媒介 厄介 魚介 補助 援助 救助 介助 幇助 自助
互助 規則 法則 原則 反則 違反則 道徳 世紀 風紀 綱紀 稲穂 組織 羽織 騒音 発音 録音 古希 再三 工夫 農夫 漁夫 丈夫 大丈夫
人夫 製造 構造 改造 偽造 密造 酒造 木造 鉄造 荒造 醸造 創造 模造 捏造 冷蔵 貯蔵 所蔵 埋蔵 土蔵 内蔵 住吉 不吉 郷里
海里 万里 民家 豆太 丸太 知恵 恩恵 意志 有志 同志 闘志 北斗 漏斗 身代 足代 茶代 宅配 身柄
"""
NOT_GIVEN = tuple(_NOT_GIVEN.split())
_ROMAN_SOUNDS = """
a i u e o ka ki ku ke ko sa shi su se so ta chi tsu te to na ni nu ne no ha hi fu he ho ma mi mu me mo ya yu yo ra
ri ru re ro wa o n ga gi gu ge go za ji zu ze zo da ji zu de do ba bi bu be bo pa pi pu pe po
"""
_ROMAN = dict(
    zip(
        "アイウエオカキクケコサシスセソタチツテトナニヌネノハヒフヘホマミムメモヤユヨラリルレ"
        "ロワヲンガギグゲゴザジズゼゾダヂヅデドバビブベボパピプペポ",
        _ROMAN_SOUNDS.split(),
        strict=True,
    )
)
_SMALL = {"ャ": "ya", "ュ": "yu", "ョ": "yo"}


def roman(kana: str) -> str:
    """Katakana in the letters of passports: long vowels short (オオタ and オータ are OTA)."""
    text = ""
    double = False
    for letter in kana:
        if letter in _SMALL:
            text = text[:-1] + (_SMALL[letter][1:] if text[:-1].endswith(("sh", "ch", "j")) else _SMALL[letter])
        elif letter == "ッ":
            double = True
        else:
            sound = _ROMAN[letter]
            text += sound[0] + sound if double else sound
            double = False
    return short(text)


def short(text: str) -> str:
    """Long vowels as one letter."""
    return re.sub(r"ou|oo|oh(?![aiueo])", "o", text.lower()).replace("uu", "u")


SURNAMES_ROMAN = frozenset(map(roman, SURNAME_KANA))
GIVEN_ROMAN = frozenset(map(roman, KANA))

__all__ = ["COMMON", "KANA", "LAST", "READINGS", "SURNAMES", "SURNAME_KANA"]
