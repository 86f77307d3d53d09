"""Advice and requests, known by how heads, items and sentences end: they need no word of their own.

So do 「早めの点灯を。」, 「止まろう。」, 「・合鍵を置かない」 and whatever stands under 「■防犯のポイント」;
「・右足を引きずる」 under 「男の特徴」 does not.
"""

from __future__ import annotations

import re

from haishin.core.text.lazy import lazy

# A sign of its own (・, ■, ①), or a number; what opens a head or a quotation is none.
_ITEM = r"[ \t]*(?:[^\w\s、。!?(+#<>\[\]{}【】〔〕〈〉《》「」『』~〜\"'\ufffc]|[①-⑳]|\(?[0-9]{1,2}[).]|[0-9]{1,2} )"
_ASIDE = r"[ \t]*(?:\([^()\n]{0,40}\))?"
# Where a sentence ends: at its own sign, before a blank line or an item, at the end of the text.
_END = rf"(?={_ASIDE}(?:[。!]|[ \t]*(?:\n[ \t]*\n|\n{_ITEM}|\s*\Z)))"
_CALL = lazy(
    rf"(?:を|ように?|[おこごそとのぼもろ](?<!だ.)う|て(?<=[ぁ-ん一-龥]て)(?<!ついて)(?<!立て)(?<![^気]にかけて)|なさい|[べよ]し|べき(?:です|だ)?|"
    r"(?:大切|大事|重要|有効|効果的|必要|肝心|必須|不可欠|第一|たい|ほしい|欲しい)(?:です|だ)?|徹底|励行|"
    r"(?:#[0-9]{4}|[0-9]{3}番|署|交番)(?:\(?0[0-9]{1,4}-[0-9]{1,4}-[0-9]{4}\)?)?(?:へ|まで)|"
    r"[→、][^。、\n]{1,8}署\(?0[0-9]{1,4}-?[0-9]{1,4}-?[0-9]{4}\)?|は[^。、\n]{1,8}署\(?[0-9-]*\)?|(?:たら|→|て)[^。、\n]{0,6}(?:1[12][089]|#[0-9]{4})|"
    # 迂回は南側の町道, 下山は14時が目安; not what reports: けがは軽傷, 男は黒い服.
    r"(?<![男女者人車色手姿種])(?<!けが|被害|原因|現場|特徴|服装|身長|年齢|方向|開通|復旧|時間|日時|場所|概要|手口|逃走|金額|行方|相手|容疑|余罪|現在|状況|規制|"
    r"区間|期間|視界|路面|信号|全員|児童|生徒|男性|女性|男児|女児|最後|車両|天候|所持|頭部|上衣|下衣|髪型)は、?[^。、\n]{1,12}[一-龥ァ-ヶ](?<![歳人台円件頭傷体明色服着])(?<!無事|行中)|"
    # 守れば安全です, 飲むなら車は家に, お車は裏の道へ, 下道へ.
    r"[けせてねべめれえげ]ば[^。、\n]{0,12}(?:です|(?<!し)ます)|(?<!無施)[鍵錠]|てから|(?:なら|でも|お車は)[^。\n]{1,16}(?:へ|に)|(?<=。)[^。、はがを\n]{1,6}(?<![東西南北方])へ|"
    r"[うくぐつぬぶむる]な|施錠(?<!無施錠)|鍵かけ|徐行|減速|は(?:無視|詐欺です)|"
    r"(?:必ず|すぐに?|直ちに|まず|迷わず|早めに|しっかり|確実に|こまめに)[^。、\n]{0,12}[一-龥]|"
    rf"(?:(?:方|とき|際|場合|者)は|たら|ず、|れば)[^。\n]{{0,40}}(?:まで|(?<![東西南北])(?<!の方)へ)|ことです(?<!のことです)|物は[^。、\n]{{1,12}}へ|"
    rf"(?:は(?<![男女者車人]は)、?[^。、\n]{{1,10}}|て、?[^。、\n男女車]{{1,6}}|を(?<=[^。、\n]を)[^。、\n]{{1,4}}|ず、[^。\n]{{0,8}})(?<![東西南北方手])(?:に|で|へ)){_END}|"
    # Whom to turn to or to tell: 係の人へ, 見たら警察に, 離れて119番, と、お子さんに.
    rf"(?<![^、]と)(?:係の人|[係駅店]員|先生|大人|警察(?:署|官)?|役場|窓口|お子(?:さん|様)|家族)(?:へ|まで|に)(?:も|すぐ)?{_END}|119番{_END}|"
    # 渡さない、この一点です; 走って逃げる、の順で; 来ませんか、防犯の集いへ; of a title: 目を合わせない.
    "(?:ない|[うくすつぬぶむぐる])、(?:この[一二三0-9]|これ[だもがで]|それ[だが]|の[順一二三0-9])|ませんか(?:、(?!と)|(?=[。!\\s]|$))|"
    r"(?m:^)[^。がも、\n]*[をにとはで][^。が、\n]{0,9}[らかさたなまわばせけえめれべじ](?<!戻ら)(?<!帰ら)(?<!着か)(?<!つから)ない"
    r"(?=[ \t]*\n[ \t]*\n)|"
    r"署\(?0[0-9]{1,4}-[0-9]{1,4}-[0-9]{4}\)?(?:へ|まで)|(?:誘導|案内|指示|規制)に従|(?:情報(?:提供)?|目撃者)を(?:求め|お待ち|募)|通行はでき(?:ません|ない)|"
    "(?:安心|が安全|一番|正解|大丈夫|基本)です|ヨシ|守れます|どうぞ|厳禁|禁物|用心|心[が掛]け|欠かせ|お(?:すす|勧)め|推奨|呼び[か掛]け(?!られ)|効果が|防げ|防ぐこと|防止に[なつ役]"
)
_HEAD = lazy(
    rf"^(?:{_ITEM})?[ \t【\[〔(〈<《#]*[^\s。、:】\])>]{{0,14}}?"
    r"(?:対策(?![課室係班本])|対処|ポイント|アドバイス|[か力ヵカヶケ箇]条|鉄則|約束|できること|心得|心構え|予防|備え|留意|見分け|"
    r"防ぐ|気を[つ付]け\S{0,8}|守[るろ]|ために|すること|(?:様|さま|皆さん|方|者|ドライバー)へ)"
    r"(?:は|に|の?ため(?:に|には)?|事項|方法|の?しかた|の?仕方)?(?=[】\]〕〉)>》」::\s~～-]|$)",
    re.MULTILINE,
)
_REPORT = lazy("手口|特徴|状況|概要|経緯|経過|言い方|言葉|やりとり|やり取り|内容|規制|人相|人着|服装|被害|例")
_ITEM_SIGN = lazy(_ITEM)
_HEAD_SIGNS = "◆◇■□●◎▼"  # of heads more often than of items
# 確かめる、出ない、掛けておく; a state advises nothing: けがはない、目撃されている、…という、…となる、相談できる.
_DOES = r"(?:(?<![がはもい])ない|[うくぐつぬぶむ](?<!いう)(?<!ろう)|(?<![でま])す|(?<![いあな])(?<!でき)る)"
_PLAIN = lazy(rf"{_DOES}{_ASIDE}(?:[。!]|[ \t]*$)")
_SENTENCE = lazy(rf"{_DOES}{_ASIDE}[。!]")


def advises(text: str) -> bool:
    """Whether a text advises its readers; it is in narrow signs, its quotations blanked out."""
    return _CALL.search(text) is not None or _HEAD.search(text) is not None or _plainly(text)


def _plainly(text: str) -> bool:
    """Whether an item or sentence ends in the plain form of a verb, where neither line nor head reports."""
    head = ""
    for line in filter(str.strip, text.split("\n")):
        item = _ITEM_SIGN.match(line)
        form = _SENTENCE
        if item:
            form = _PLAIN
        plain = form.search(line)
        if plain and not _REPORT.search(head) and not _REPORT.search(line):
            return True
        if not item or (not plain and line.strip()[0] in _HEAD_SIGNS):
            head = line
    return False
