"""Words that names of other languages are made of, as they are written in kana and in letters; Chinese and Korean
surnames in kanji.

Made by hand from common knowledge: frequent names of the countries from which most foreign residents of Japan come.
It is no register and names nobody.
"""

from __future__ import annotations

_KANA = """
グエン グェン チャン ファム レ ホアン フアン ファン ヴォ ボー ダン ブイ ドー ホー ゴー ズオン リー ディン ティ ヴァン
バン ミン アン フン フォン フオン ハー ハイ トゥアン トアン ナム ラン リン ロン タン タオ トゥイ トゥー フック クアン
クオン ゴック ニャン バオ ビン ズン ズック チュン トラン ナット マイ リエン ニュン ホア ホン イエン シルバ ダシルバ
サントス ソウザ オリベイラ ペレイラ フェレイラ リマ コスタ ロドリゲス ロドリゴ アルメイダ ナシメント アラウージョ
カルドーゾ カルバーリョ ゴメス マルティンス バルボーザ リベイロ アウベス アルベス ロペス ガルシア マルティネス
ゴンサレス ゴンザレス エルナンデス ペレス サンチェス ラミレス トーレス フローレス リベラ ディアス クルス レイエス
モラレス バウティスタ オカンポ デラクルス デ ダ ドス デル ラモス メンドーサ アキノ マリア マリオ マルコ マルコス
カルロス ジョゼ ホセ ミゲル ルイス パウロ ペドロ ジョアン ジョアナ アナ アンナ パトリシア ファビオ フェルナンド
フェルナンダ ブルーノ チアゴ ラファエル ガブリエル ルーカス マテウス ディエゴ エドゥアルド リカルド アントニオ
フランシスコ アレハンドロ ジュリアナ カミラ ベアトリス イザベラ ソフィア カレン ジェニファー ジェシカ ミシェル
グレース ローズ ジョイ ロサ エレナ ジョン ジョーン ジェームズ ジェイムズ マイケル ウィリアム デイビッド デービッド
デヴィッド ロバート リチャード トーマス チャールズ ダニエル マシュー アンソニー マーク ポール スティーブン スティーブ
アンドリュー ケビン ブライアン ジョージ エドワード ピーター ヘンリー アレックス サム トム ボブ ニック クリス メアリー
マリー エリザベス ジェーン サラ エミリー アリス リサ キャサリン スミス ジョンソン ウィリアムズ ブラウン ジョーンズ
ミラー デイビス ウィルソン アンダーソン テイラー ムーア ジャクソン マーティン トンプソン ホワイト ハリス クラーク
ロビンソン ウォーカー ヤング アレン キング ライト スコット ヒル グリーン アダムス ベーカー ネルソン ハリントン
アハメド アフマド アハマド アリ モハメド モハマド ムハンマド ハッサン フセイン ハサン カーン フサイン イスラム
ラフマン シン クマール シャルマ パテル グプタ ラム ラジ タパ グルン ライ シュレスタ タマン カルキ アディカリ
バハドゥル ギリ ラマ ペレラ シルワ バンダラ ジャヤワルダナ ワン スティアワン セティアワン ヌグロホ サプトラ プラタマ
ワヒュー スリ デウィ プトラ アグス ブディ イワン アディ リズキ ウェイ チェン チョウ チャオ ジャン ザオ シュー スン
マー ジュー フー グオ リウ リュウ ヤン ホウ シア リャン キム イ パク チェ チョン カン ユン ハン ミンス ジフン ジウ
ミンジュン ソヨン ジヨン ヘジン ヨンス チョルス ソムチャイ ソムサック ナロン プラヤット アナン スパポーン ニッタヤ
アウン ゾー ミョー キン ティン トゥン ウィン モー イワノフ ペトロフ イヴァン ナターシャ オルガ セルゲイ アンドレイ
ドミトリー
"""
FOREIGN_KANA = frozenset(_KANA.split())
_ROMAN = """
nguyen tran pham hoang phan vu vo dang bui do ho ngo duong dinh thi van minh anh hung phuong tuan nam lan linh long
thanh thao thuy quang cuong ngoc bao binh dung duc trung hong yen
silva santos souza sousa oliveira pereira ferreira lima costa rodrigues rodriguez rodrigo almeida nascimento araujo
gomes gomez martins ribeiro alves lopez lopes garcia martinez gonzalez hernandez perez sanchez ramirez torres flores
rivera diaz cruz reyes morales bautista ramos mendoza aquino maria mario marco marcos carlos jose juan miguel luis
paulo pedro joao ana anna patricia fernando fernanda bruno rafael gabriel lucas diego eduardo ricardo antonio julia
juliana camila beatriz isabella sofia karen jennifer jessica michelle grace rose joy rosa elena dela
john james michael william david robert richard thomas charles daniel matthew anthony mark paul steven andrew kevin
brian george edward peter henry alex sam tom bob nick chris mary elizabeth jane sarah emily alice lisa smith johnson
williams brown jones miller davis wilson anderson taylor moore jackson martin thompson harris clark lewis robinson
walker young allen scott green adams baker nelson
ahmed ahmad ali mohamed mohammed mohammad muhammad hassan hussein hussain khan islam rahman singh kumar sharma patel
gupta thapa gurung rai shrestha tamang karki adhikari bahadur perera bandara wang li zhang liu chen yang zhao huang
zhou wu xu sun zhu hu guo he lin luo zheng liang kim lee park choi jung kang yoon jang lim han
"""
FOREIGN_ROMAN = frozenset(_ROMAN.split())
_KANJI = """
王 李 張 劉 陳 楊 趙 黄 周 呉 徐 孫 朱 馬 胡 郭 何 高 林 羅 鄭 梁 謝 宋 唐 許 鄧 韓 曹 曾 彭 蕭 蔡 潘 田 董 袁 金 朴 崔
姜
尹 申 柳 洪 全 権 安 文 孔 郝
"""
FOREIGN_KANJI = frozenset(_KANJI.split())
