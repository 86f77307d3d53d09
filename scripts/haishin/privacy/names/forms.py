"""What a name may look like: lists, letters and forms that the detector of names rests on."""

from __future__ import annotations

import re

from haishin.privacy.names.tables.givennames import COMMON, LAST
from haishin.privacy.names.tables.givennames import KANA as _READINGS
from haishin.privacy.names.tables.surnames import READINGS, SURNAME_KANA, SURNAMES

K = "一-龥々〆ヶヵ\u3400-\u4dbf\u9fa6-\u9fff\uf900-\ufaff\U00020000-\U0003134f"
_KATAKANA = {code: code + 0x60 for code in range(ord("ぁ"), ord("ゖ") + 1)}
_HIRAGANA = {kata: hira for hira, kata in _KATAKANA.items()}
GIVEN_ENDING = frozenset(
    "郎男夫雄子美江枝代介輔助斗翔樹也哉平司志史之幸弘浩宏昭造蔵吉彦香菜奈恵里織乃穂音希佳紀則徳亮治次朗太悟聡巳三吾"
)
# Surnames that are also places here or things: alone they are the place.
_PLACES = """
山中 二階 三階 大家 市道 県道 町内 校庭 中庭 河原 川端 堤防 田畑 竹林 水田 太田 藤岡 富岡 桐生 渋川 千葉 福島 山口
宮崎 石川 福井 川崎 奈良 熊谷 市川 川口 成田 中野 上野 目黒 長野 町田 立川 高崎 前橋 館林 伊勢崎 沼田 榛東 長野原
邑楽 下仁田 甘楽 昭和 片品 嬬恋 大泉 明和 本町 栄町 東京 大宮 浦和 秩父 宇都宮 水戸 深谷 小山 金井 新田 神戸 東 大島
関 三島 松本 松山 福山 岡崎 安中 板倉 吉岡 吉井 水上 本庄 春日 和泉 秋田 神田 境 結城 足利 佐野 日光 鹿沼 国定
伊香保 草津 妙義 榛名 月夜野 川場 粕川 宮城 大胡 赤堀 尾島 藪塚 高山 玉村 羽生 所沢 川越 大和 石和 宇治 酒田 津山
伊勢 伊賀 刈谷 越前 丹波 座間 白河 天童 大館 美里 宇部 新宮 米原 守山 大津 亀岡 吹田 坂出 西条 唐津 臼杵 石垣 宮古
糸満 浦添 横手 鶴岡 米沢 郡山 須賀川 笠間 真岡 鎌倉 平塚 秦野 大月 都留 塩尻 諏訪 岡谷 佐久 飯山 佐渡 金沢 加賀 七尾
大垣 掛川 鈴鹿 桑名 熊野 赤羽 深川 蒲田 荻窪 戸塚 鶴見 日吉 清瀬 湯沢 箱崎 神川 横瀬 滑川 新里 吾妻 白沢 倉渕
"""
PLACES = frozenset(_PLACES.split())
# What may stand where a name could, and is none.
_NOUNS = """
書記 会計 幹事 監査 理事 会頭 皆 客 患者 業者 奥 娘 息子 婿 嫁 母 父 婆 爺 祖父 祖母 姉 兄 妹 弟 孫 子 児 童 徒 人
員 者 手 性 女 男 年 官 士 師 長 生 家 方 主 親 友 達 神 仏 王 殿 姫 嬢 坊 赤 旦那 大家 先輩 後輩 店 屋 工 各位 皆々
会 社 課 署 県 市 町 村 区 局 所 部 庁 室 係 隊 団 組 班 校 園 館 院 模 同 仕 多 異 一 今 各 有 両 諸 摂 華 彼 上州
群馬 手配 殺人 詐欺 窃盗 強盗 傷害 事件 逮捕 在宅 指名 外国 犯 側 宅 隣 車 駅 線 様 民 俗 行方 何 誰 某 当 本 別 他
沢山 担当 共犯 主犯 実行 公表 公開 公示 不詳 不明 未定 確認 省略 秘匿 匿名 記入 記載 記名 回答 調査中 捜査中 聴取中
東武 西武 首謀 逃走中 未成年 実 元 現 前 俺 私 僕 貴 尊 呑龍
"""
NOUNS = tuple(_NOUNS.split())
# Whom one calls さん or 様 by what they are.
_CALLINGS = """
上司 部下 新郎 新婦 仲居 里親 保護司 県警 警察 施設 店舗 車掌 監事 総代 常連 新人 相棒 彼氏 遺族 名人 鉄人 達人 新婚
番頭 舞妓 巨匠 師匠 親戚 身内 検事 判事 裁判官 検察官 弁護人 見物人 学生 大学生 高校生 中学生 小学生 新入生 卒業生
在校生 同級生 上級生 下級生 留学生 実習生 研修生 受講生 園児 児童 生徒 外国人 親御 末っ子 甥っ子 姪っ子 保育士 介護士
看護師 介護福祉士 社会福祉士 保健師 助産師 薬剤師 医師 歯科医師 獣医 獣医師 税理士 弁護士 司法書士 行政書士 会計士
公認会計士 社労士 建築士 設計士 整備士 測量士 消防士 救命士 運転士 操縦士 機関士 航海士 力士 横綱 棋士 騎手 選手 監督
主将 声優 俳優 女優 歌手 画家 作家 詩人 僧侶 住職 和尚 神主 宮司 巫女 牧師 神父 通訳 記者 職人 棟梁 大工 左官 板前
庭師 漁師 猟師 農家 酪農家 八百屋 魚屋 肉屋 花屋 酒屋 本屋 薬屋 床屋 茶屋 呉服屋 電気屋 自転車屋 郵便屋 新聞屋
不動産屋 駐在 交番 刑事 警官 警察官 巡査 署員 隊員 団員 署長 銀行 企業 会社 取引先 得意先 勤務先 農協 漁協 生協 商工会
町内会 自治会 老人会 婦人会 育成会 消防団 受付 窓口 事務局 担任 校長 教頭 園長 先生 教師 教員 講師 大家 家主 地主
世帯主 名義人 管理人 世話人 保証人 住人 隣人 友人 知人 主人 本人 客人 旅人 釣り人 観音 弁天 天神 地蔵 稲荷 大師
仏 神 店長 社長 会長 部長 課長 係長 主任 班長 組長 区長 市長 町長 村長 知事 議員 委員 理事 役員 社員 職員 駅員 店員
船員 乗務員 警備員 作業員 従業員 調査員 配達員 集金人 宅配 運転手 助手 歩行者 利用者 参加者 来場者 患者 業者 事業者
生産者 保護者 高齢者 年配 若者 親子 夫婦 双子 姉妹 兄弟 叔父 叔母 伯父 伯母 祖父 祖母 義父 義母 両親 息子 娘 花嫁 花婿
旦那 奥 妊婦 主婦 赤
"""
CALLINGS = frozenset(_CALLINGS.split())
_KANA_NOUNS = """
みな みんな たく おばあ おじい ばあ じい おば おじ おねえ おにい ねえ にい おとう おかあ かあ とう おまわり おじょう
じょう おこ おまご まご むすめ どちら そちら こちら あちら やつ ごちそう ごくろう おつかれ だんな およめ よめ おく
あか おきゃく きゃく おとなり となり おいしゃ こぞう おばけ くま ぞう うさぎ ねこ いぬ ひばり ぐんま じょうしゅう
るり ぴーぽ ふっか ゆうま いろは しま せんと くまもん お子 お ご いたく ちゃ なに かくかく いわ すい まもりん みやま
ぼっ ほう そつ どく すみま ちか まもる つかま
"""
KANA_NOUNS = tuple(_KANA_NOUNS.split())
_KATAKANA_NOUNS = """
サンタ サザエ チコ ハート コンビニ ドラえもん ヤマト サガワ アマゾン ルリ ピーポ グンマ パトカー ママ パパ ドライバー
ユーザー メンバー スタッフ オーナー テレビ ライダー ボランティア ガードマン カメラマン セールスマン ヘルパー リーダー
タクシー マスター マンション クマ サル シカ イノシシ ウサギ ネコ イヌ ジョウシュウ マツモトキヨシ ヤマダデンキ
クロネコ ツキノワグマ サイクリング トレーニング グループ チーム クラブ ガイド サイト サイレン マイナス ポリス フクロウ
コース サイクリスト ツーリスト サポーター パートナー オペレーター コンビニ スーパー ホテル レストラン タクシー
マネージャー キャスター アナウンサー モデル アイドル タレント シェフ ナース ドクター ケアマネ デザイナー カウンセラー
アドバイザー センサーライト ヘッドライト テールライト ペンライト インストラクター トレーナー ランナー ハイカー
フォロワー バイヤー ライター スカウト ブローカー トレーダー コンサルタント プロデューサー ミュージシャン
アーティスト フリーター ジャーナリスト ユーチューバー インフルエンサー リサイクル エンジニア ワン ニャン
ベビー キッズ シニア レディ ジュニア キャラ コーチ ベテラン
"""
KATAKANA_NOUNS = tuple(_KATAKANA_NOUNS.split())
ROMAJI = re.compile(
    r"(?:(?:[KSTNHMYRGZDBPJF]|CH|SH|TS|KY|SHY|NY|HY|MY|RY|GY|BY|PY|W)?[AIUEO]|N(?![AIUEO])|"
    r"(?:K|S|T|P)(?=[KSTPC])|H(?![AIUEO]))+",
    re.IGNORECASE,
)


# Readings of given names that are words of every day.
_KANA_WORDS = """
サイト ヒトリ フタリ トオリ マトイ リング ゼロ カルタ ホカ クマ ダケ ナド マデ モノ アト ノチ ナイ ナシ テレビ
トヨタ セット ロック セン ソウ テン ハン カン ドウ コウ コノ ソノ アノ イマ マエ ウエ シタ バン ゴメン ゴミ キケン
サイン マツリ
"""
KANA = _READINGS - frozenset(_KANA_WORDS.split())
# As verbs, what is said politely and words in hiragana end.
_POLITE = """
ます ました ません ましょう ください です ので ため して こと って いいね わいい つきまとい ひったくり ひとり ひとりの
わいせつ みなかみ どこ だれ いくつ
"""
POLITE = tuple(_POLITE.split())


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
北里柴三郎 徳冨蘆花 小栗上野介 津田梅子 樋口一葉 夏目漱石 太宰治 宮沢賢治 松本清張 山本五十六 伊能忠敬
田中正造 二宮金次郎 二宮尊徳 武田信玄 上杉謙信 伊達政宗 織田信長 豊臣秀吉 明智光秀 石田三成 真田昌幸 源義経 藤原秀郷
楠木正成 北条早雲 北条氏康 太田道灌 井伊直政 前田慶次 加藤清正 本多忠勝 榊原康政 酒井忠次 松平定信 大岡忠相 遠山金四郎
大石内蔵助 近藤勇 土方歳三 沖田総司 勝海舟 大久保利通 木戸孝允 伊藤博文 板垣退助 大隈重信 高杉晋作 中島知久平 鈴木貫太郎
福田赳夫 中曽根康弘 小渕恵三 山本有三 志賀直哉 芥川龍之介 森鴎外 与謝野晶子 石川啄木 北原白秋 島崎藤村 田中角栄 土屋文明
萩原恭次郎 大手拓次 山村暮鳥 高村光太郎 金子兜太 小林一茶 松尾芭蕉 与謝蕪村 葛飾北斎 歌川広重 岡本太郎 平賀源内 杉田玄白
新井白石 本居宣長 新井領一郎 速水堅曹 尾高惇忠 下村善太郎 中居屋重兵衛 星野長太郎 大前田英五郎 清水次郎長 石川五右衛門
鼠小僧次郎吉 宮本武蔵 佐々木小次郎 柳生十兵衛 上泉信綱 長野業政 脇屋義助 児島高徳 畠山重忠 熊谷直実 斎藤実盛 由良成繁
小栗忠順 新美南吉 金子みすゞ 手塚治虫 黒澤明 美空ひばり 古賀政男 滝廉太郎 山田耕筰 井上房一郎 南方熊楠 牧野富太郎
"""
BEHIND = COMMON - ONE_LETTER_WORDS  # what is a given name where it is written on to a surname
HISTORY = frozenset(_HISTORY.split())
_NOT_GIVEN = """
法人名 会社名 店舗名 学校名 団体名 本人名 別人名 個人名 出張中 外出中 入院中 勤務中 運転中 散歩中 旅行中 通院中
留守中 療養中 避難中 就寝中 帰宅中 下校中 登校中 通勤中 逃走中 捜査中 調査中 休憩中 作業中 停車中 駐車中 代理人
管理人 料理人 弁護人 保証人 世話人 相続人 案内人 仲介人 支配人 通行人 月日 住所 番号 職業 年齢 性別 女子 男子 様子
帽子 菓子 電子 椅子 弟子 調子 冊子 原子 格子 扇子 双子 親子 母子 障子 時代 世代 年代 交代 代代 十代 地代 現代 近代
御代 水平 公平 太平 和平 理美 賛美 大幸 不幸 行幸 歴史 役司 上司 行司 会司 寿司 自治 政治 退治 明治 目次 次次
順次 取次 漸次 仲介 紹介 媒介 厄介 魚介 補助 援助 救助 介助 幇助 自助 互助 規則 法則 原則 反則 違反則 道徳 世紀 風紀
綱紀 稲穂 組織 羽織 騒音 発音 録音 古希 再三 工夫 農夫 漁夫 丈夫 大丈夫 人夫 製造 構造 改造 偽造 密造 酒造 木造 鉄造
荒造 醸造 創造 模造 捏造 冷蔵 貯蔵 所蔵 埋蔵 土蔵 内蔵 住吉 不吉 郷里 海里 万里 民家 豆太 丸太 知恵 恩恵 意志 有志
同志 闘志 北斗 漏斗 身代 足代 茶代 宅配 身柄 水門 正門 校門 専門 部門 名門 江戸 本部
"""
NOT_GIVEN = tuple(_NOT_GIVEN.split())
_ROMAN_SOUNDS = """
a i u e o ka ki ku ke ko sa shi su se so ta chi tsu te to na ni nu ne no ha hi fu he ho ma mi mu me mo ya yu yo ra
ri ru re ro wa o n ga gi gu ge go za ji zu ze zo da ji zu de do ba bi bu be bo pa pi pu pe po i e bu
"""
_ROMAN = str.maketrans(
    dict(
        zip(
            "アイウエオカキクケコサシスセソタチツテトナニヌネノハヒフヘホマミムメモヤユヨラリルレ"
            "ロワヲンガギグゲゴザジズゼゾダヂヅデドバビブベボパピプペポヰヱヴ",
            _ROMAN_SOUNDS.split(),
            strict=True,
        )
    )
    | dict.fromkeys("ーヽヾゝゞ", "")
)
_SMALL = (("ャ", "a"), ("ュ", "u"), ("ョ", "o"))


def roman(kana: str) -> str:
    """Katakana in the letters of passports: long vowels short (オオタ and オータ are OTA); of many words at once."""
    text = kana.translate(_ROMAN)
    for small, vowel in _SMALL:
        for sound in ("sh", "ch", "j"):
            text = text.replace(f"{sound}i{small}", sound + vowel)
        text = text.replace(f"i{small}", f"y{vowel}")
    return short(re.sub("ッ([a-z]?)", r"\1\1", text))


def short(text: str) -> str:
    """Long vowels as one letter."""
    return re.sub(r"ou|oo|oh(?![aiueo])", "o", text.lower()).replace("uu", "u")


SURNAMES_ROMAN = frozenset(roman(" ".join(SURNAME_KANA)).split())
GIVEN_ROMAN = frozenset(roman(" ".join(KANA)).split())

__all__ = ["COMMON", "KANA", "LAST", "READINGS", "SURNAMES", "SURNAME_KANA"]
