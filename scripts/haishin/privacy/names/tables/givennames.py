"""Given names: the letters that they are written with, their readings.

Of all generations now living, from common knowledge; the rarer ones of two and three letters were put together from the
letters of names and kept where SudachiDict (Apache License 2.0) knows them, and some readings are from there. Left out
is most of what would be taken for a word of every day. It names nobody.
"""

from __future__ import annotations

from haishin.privacy.names.tables import givennames_kana, givennames_long, givennames_pairs

# Letters that given names end with, and letters that they are made of.
LAST = frozenset(
    "郎男夫雄子美江枝代介輔助太斗翔樹也哉平一二三司志史之幸弘博浩宏広明昭正誠実勇茂進清孝隆武剛健修治次朗吉造蔵作松"
    "行彦信義和久人仁仁真悠蓮湊陽希香奈菜恵里花華愛結衣乃美咲葵理佳織穂音月海空凛莉穏生央馬士磨悟聡智勝利光英章憲篤"
    "亮涼諒良典則徳紀規洋陸大輝暉貴基巧拓匠徹哲学豊稔守護満寛裕敦淳純潤順準恭康泰春夏秋冬冴桜梅菊松竹鶴亀千世代津絵"
    "栄緒加佐沙紗砂紀妃姫歩羽葉乙音寧々弥耶弓由友優祐佑雅雪百合梨璃瑠留琉玲怜令礼麗敏俊駿瞬伸慎晋新親喜嘉芳好義昌政"
    "将匡国邦安晴遥遼龍竜虎彰朋知直尚忠貞定均等力薫馨操静富登昇賢謙健堅研建憲元源厳剛耕功浩紘鉱興航洸晃滉皓煌郁育勲"
    "文聖星青節雪善全宗宙忍心芯深仲朝潮哲鉄天典展伝渡都冬桃透藤徳南楠日波梛萌望睦茉万未実岬湖緑皆峰宮夢鳴名佑誉頼"
    "来蘭"
)
_ONE = """
一 久 亘 亨 享 亮 仁 伶 伸 佑 侑 俊 保 修 健 優 元 光 克 凌 凛 凜 凪 剛 勇 勉 勝 勲 匡 卓 博 史 叶 司 和 咲 哲 唯 啓
圭 塁 壮 壱 大 妙 孝 学 守 宏 実 寛 寧 寿 尚 岳 崇 巌 巖 巧 希 幸 広 庵 康 弘 弥 彩 征 律 徹 忍 忠 怜 恵 悟 悠 惇 愛
慎 慧 慶 憲 成 拓 操 敏 敦 敬 文 斉 新 旬 旭 昇 昊 明 昭 晃 晄 晋 晏 晧 晴 晶 智 暁 暖 暢 朔 望 杏 柊 柚 栄 栞 桂 桃
桜 梓 梢 棟 椿 楓 楽 樹 正 武 歩 毅 汀 治 泉 泰 洋 洸 活 浩 浬 海 涼 淳 清 渉 渚 湊 源 滋 潔 潤 澄 澪 灯 熙 燈 爽 猛
玄 玲 登 直 眞 真 睦 瞬 瞭 瞳 知 研 碧 祐 祥 秀 稀 稔 稜 空 竜 章 笑 純 紘 紬 結 絢 維 綾 緑 縁 美 義 翔 翠 翼 聖 聡
肇 脩 舞 良 花 茂 茜 茧 菖 華 萌 葵 蒼 蓮 薫 藍 蘭 蛍 衛 裕 覚 詩 誠 諒 諭 謙 豊 豪 貢 貴 賢 輝 進 達 遙 遥 遼 郁 都
采 鈴 陵 陸 陽 隆 隼 雄 雅 雪 雫 靖 静 韻 響 順 顕 類 颯 香 馨 駿 魁 鴻 麗 黎 龍
"""
_PAIRS = (group[0] + letter for group in givennames_pairs.TABLE.split() for letter in group[1:])
COMMON = frozenset((*_ONE.split(), *_PAIRS, *givennames_long.TABLE.split()))
KANA = frozenset(givennames_kana.TABLE.split())
