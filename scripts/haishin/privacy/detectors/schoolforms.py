"""How a school, a grade and a class are written, for ``school_victim``.

A school: in full (〇〇小学校, 〇〇学園, 認定こども園〇〇) or in short (〇〇小, 二中, 沼商, 〇〇教室／小5).
A grade: 4年, 四ねん, 小4, 年長, 5歳児クラス, きりん組, 3-1, 学年：4. Reads prose with Japanese letters ``joined``.
"""

from __future__ import annotations

import re

from haishin.privacy.spelling.view import View

_JAPANESE = "ぁ-んァ-ヺー一-龥々"
_GAP = re.compile(
    rf"[ \t](?:(?<=[{_JAPANESE}0-9A-Za-z].)(?<!年[長中少].)(?=[{_JAPANESE}])|(?<=[{_JAPANESE}].)(?=[0-9A-Z]))"
)
_LINE = re.compile(rf"\n(?:(?=[{_JAPANESE}0-9]\n)|(?<=[0-9一二三四五六]\n)(?=年|組))")  # one letter a line, 4\n年
_DOT = re.compile(rf"(?<=[{_JAPANESE}])(?<!年[長中少])・(?=[{_JAPANESE}])")

_D = "[1-6一二三四五六壱弐参]"
_FIGURE = (
    rf"(?:(?<!第){_D}|(?<=第){_D}(?=学年)|[7-9七八九](?=年(?:生|の?[女男児]))|I{{1,3}}|IV|VI?|"
    "(?:いち|に|さん|よ|ご|ろく)(?=ねん)|(?:いち|さん|よん|ろく)(?=年)|[にごl](?=年生)|(?:イチ|ニー?|サン|ヨン?|ゴー?|ロク)(?=[年ネ]))"
)
# What stands behind a 年 that counts years: 3年前, 令和6年5月, 4年担任の教諭.
_YEARS = (
    r"(?![間前後度ぶ目以余来末半経ほ程未越弱強計限内代比期始契齢]|[にのは]?\s?[0-9]{1,2}月|くら|あま|ごと|おき|も|"
    r"に[0-9一]|連続|の?(?:担任|主任|担当|保護者|懲役))"
)
_GROUP = r"(?:の?[1-9一二三四五六A-Hいろは]\s?(?:組|くみ|クミ|クラス))"
_YEAR = (
    "(?:[初中高小幼][等学稚]部の?|小学|中学|高校)?新?(?<![0-9一二三四五六七八九十百成和約役予])"
    rf"{_FIGURE}(?:学年|年|ねん|ネン)次?(?:生|せい|セイ)?{_YEARS}{_GROUP}?"
)
_STAGE = (
    rf"新?[小中高]{_D}(?:(?:年|ねん|ネン)(?:生|せい|セイ)?{_GROUP}?"
    "|(?![0-9一二三四五六七八九時人名件日月分回号番丁つ部学校]))"
    rf"|(?<=[小中高])新?{_D}(?=の?(?:[女男]|子[がをはに、。]|児童|生徒))"  # けやき坂小5の女児
)
_NURSERY = (
    "(?<![0-9今昨来去当同毎一数半青幼少老成本翌学前周通近例])"
    "年[長中少](?:児|組|クラス|さん|の|(?=[女男だで]|[^一-龥ぁ-ん]|[ぁ-ん]{2,6}(?:組|ぐみ)|$))|[0-6一二三四五六](?:[歳才]児|さいじ)(?:クラス|組|さん)?"
)
_CLASS = (
    r"(?:[ぁ-んァ-ヺー]{2,7}(?<!ふたり)(?<!ひとり)|[桜梅菊藤松竹桃星月花虹空海森風光雪赤青黄緑白紫鳩鶴兎象熊])"
    r"(?:組|(?<!め)ぐみ|クラス|学級)(?!織|合|み|員|長|対|む|立)(?:さん)?|[1-9一二三四五六]組(?!織|合|み)"
)
GRADE = re.compile(
    rf"(?P<sure>{_YEAR}|{_STAGE}|{_NURSERY}|[高低]学年|学年[はが:=]{{0,2}}\s?{_D}年?"
    r"|[1-6](?:st|nd|rd|th)[ -](?:grade|year)|(?:[Gg]rade|[Yy]ear)[ -][1-6]|[1-6]\s?-?nen(?:sei)?(?![a-z]))"
    rf"|(?P<weak>{_CLASS}"
    rf"|(?<![0-9])(?<![0-9]-){_D}[-のノ−](?:[1-9一二三四五六]|[A-F](?![A-Za-z]))(?![-0-9丁番時人名点月日/分]|の[0-9]))"
)
# In each grade, not far from where it begins: its unit, the figure behind a stage, the sign between two figures.
GRADE_MARK = re.compile(
    "年|ねん|ネン|児(?<=[歳才]児)|さいじ|組|ぐみ|クラス|学級|grade|year|Grade|Year|nen|"
    + "|".join(rf"{sign}(?<={_D}.)(?=[1-9一二三四五六A-F])" for sign in "-のノ−")
    + "".join(f"|{figure}(?:(?<=[小中高].)|(?<=[小中高]新.))" for figure in _D[1:-1].replace("1-6", "123456"))
)
GRADE_NEXT = GRADE.pattern.replace("?P<sure>", "?:").replace("?P<weak>", "?:")

_LONG = (
    "小・?中学校|小学校|中学校|高等学校|高校|中等教育学校|義務教育学校|(?:特別)?支援学校|特支|養護学校|"
    "(?P<only>[盲聾]学校|ろう学校)|高等専門学校|高専|専門学校|幼稚園|幼稚舎|保育園|保育所|保育室|(?:こ|子)ども園|"
    "学園|学院|学童(?:クラブ|保育所?)?|児童クラブ|児童館|インターナショナルスクール|(?:外国|ブラジル)人学校|ナーサリー|プリスクール|放課後(?:等?デイ(?:サービス)?|クラブ)|フリースクール|"
    "女子(?:高校?|中等?)|しょうがっこう|ちゅうがっこう|こうこう|ようちえん|ほいくえん"
)
_BRIEF = (
    "しょう|ちゅう|小中|中学(?!年[はが:=])|中高|中等|附小|附中|附高|園(?<![公物庭遊入卒登降通同植楽農果田霊].)|[商工農]業|実業|水産|"
    "小|中|高|(?<![彼少長次三男幼婦美老妻児])女|(?<![大人施加細])工|(?<![行通])商|(?<!就)農"
)
_LATIN = (
    "(?:[A-Z][A-Za-z]+ ){1,3}(?:JHS|SHS|HS|ES|(?:Elementary|Primary|Junior High|Senior High|High|Middle) School|"
    "Kindergarten|Nursery(?: School)?)"
    "|[A-Z][a-z]+(?: [A-Z][a-z]+)?[ -](?:[Ss]h[oō]u?|[Cc]h[uū]u?|[Kk][oō]u?)(?:gakk[oō]u?|k[oō]u?)?(?![a-z])"
)
# The letters with which an institution begins.
FIRST = re.compile("[小中高義特支養盲聾ろ幼保こ子学児放フイ外ブナプ女しちよほ附工商農実水園教校塾ゼスア予A-Z]")
SCHOOL = re.compile(
    rf"(?P<long>{_LONG})|(?:教室|校|塾|ゼミ|スクール|アカデミー|予備校)(?=[\s、の・/(]{{0,2}}新?[小中高]{_D})"
    rf"|(?P<latin>{_LATIN})|(?P<brief>{_BRIEF})(?!学(?!年)|[校等])"
)
# The name behind the kind: 認定こども園つくし山の, フリースクール「みなもの家」.
BEHIND = re.compile(
    r"(?:(?<=ども園)|(?<=保育園)|(?<=幼稚園)|(?<=保育所)|(?<=スクール)|(?<=クラブ)|(?<=塾)|(?<=校)名[はが:=]?|(?<=園)名[はが:=]?)\n?(?:「[^」\n]{1,12}」|"
    rf"(?!{GRADE_NEXT})(?![年学卒交のはがをにでとかまだへ付近帰前内外側横裏周送バ職関経北南東西隣敷駐児祭])(?:(?!組|ぐみ|クラス|学級)[{_JAPANESE}]){{2,8}}?"
    r"(?=[のに、(（\s]|[1-6一二三四五六年]))"
)
_NAME = re.compile(rf"(?:[{_JAPANESE}ヶヵA-Z]|第[0-9]){{1,16}}$")
# The last particle; ひばりが丘 and 希望の杜 have none.
_PARTICLE = re.compile(
    "(?:[はをにでともへ]|が(?![丘岡原谷崎浜池島峰森台平瀬沢野])|の(?![杜森丘宮里台丸瀬]))"
    "(?=(?:[^のはがをにでともへ]|が(?=[丘岡原谷崎浜池島峰森台平瀬沢野])|の(?=[杜森丘宮里台丸瀬]))*$)"
)
# Names with what looks like a particle.
_WHOLE = re.compile(
    "[一-龥ァ-ヺー]{0,8}(?:かえで|ひので|やまと|みなと|こばと|はと|あけぼの|つくしの|みどりの|ひばりの|このは|いろは|すもも|もも|はるな|ことり|はなみずき|はなぞの|はまなす|はやぶさ|にじ|"
    "とちのき|とね|もみじ|のぞみ|へいわ)$"
)
_NAMELESS = re.compile(
    r".*(?:[市県町村区管地]内|県外|市外|[公私国県市町村区]立|近所|近隣|地元|隣接|[市県郡]|[定通全][時信日]制|在[籍学]|"
    r"(?!きた$)[いっんしきけせてげべめねれみ][ただ]|[通言使][うい]|同じ|いる|する|れる|なる|ある|ない|しい|から|まで|より|"
    r"では|には|この|その|どの)"
    r"|被害者?|[長次][女男]|娘|息子|[女男]子?|[同本当各某両全母]|認定|個別|学習|進学|別|(?:中高)?一貫|中高|特別|児童|生徒"
)
# What ends in 小, 中, 高 and is no school.
_DURING = re.compile(
    r".*(?:[登下]校|通学|帰宅|授業|部活|活動|休憩|外出|登園|降園|留守番|散歩|遊戯|サイクリング|ランニング|ジョギング|"
    r"ウォーキング|アルバイト|パトロール|キャンプ|ツーリング|ドライブ|ゲーム|プレイ|テスト|イベント|トレーニング|"
    r"ショッピング|歩行|横断|待機|一人歩き|走行|乗車|運転|移動|通行|旅行|買い物|遊び|勤務|入院|練習|試合|"
    r"調査|捜査|逃走|捜索|手配|連絡|通話|電話|配信|自転車|最|途)中?"
    r"|[途背日夜年世市町街家車集夢熱残標円大縮水空地]|一日|真夜|午前|真ん?|在|体|身|女|売上"
)
_BOXED = re.compile(rf"[(\[【「〔](?<=[{_JAPANESE}].)(?P<figure>{_D})[)\]】」〕](?=年|組|ねん)")  # けやき小(5)年(2)組


def joined(prose: View) -> View:
    """The prose without spaces, dots, broken lines and brackets around one figure between Japanese letters."""
    view = prose.rewrite(_DOT, lambda _: "") if "・" in prose.text else prose
    view = view.rewrite(_BOXED, lambda found: found["figure"])
    if "\n" in view.text:
        view = view.rewrite(_LINE, lambda _: "")
    return view.rewrite(_GAP, lambda _: "")


def name_start(text: str, last: int, school: re.Match[str]) -> int | None:
    """Where the institution's own name begins, not before ``last``; None where it has none before its kind."""
    if school["latin"] or school["only"]:
        return school.start()
    run = _NAME.search(text, max(last, school.start() - 16), school.start())
    if run is None:
        return None
    whole = _WHOLE.search(run[0])
    name = whole[0] if whole else _PARTICLE.split(run[0])[-1]
    if not name or _NAMELESS.fullmatch(name) or (school["brief"] and _DURING.fullmatch(name)):
        return None
    return school.start() - len(name)
