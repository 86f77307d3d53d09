"""Whether a text advises or asks for something, by how its heads, items and sentences end: no word need say so.

So do 「早めの点灯を。」, 「止まろう。」, 「・合鍵を置かない」 and whatever stands under 「■防犯のポイント」;
「・右足を引きずる」 under 「男の特徴」 does not.
"""

from __future__ import annotations

import re

_ITEM = r"[ \t]*(?:[-*・●○◎◇◆■□▼▶→※☆★✓✔☑]|[①-⑳]|\(?[0-9]{1,2}[).]|[0-9]{1,2} )"
_ASIDE = r"[ \t]*(?:\([^()\n]{0,40}\))?"
# Where a sentence ends: at its own sign, before a blank line or an item, at the end of the text.
_END = rf"(?={_ASIDE}(?:[。!]|[ \t]*(?:\n[ \t]*\n|\n{_ITEM}|\s*\Z)))"
_CALL = re.compile(
    rf"(?:を|ように?|(?<!だ)[おこごそとのぼもろ]う|(?<=[ぁ-ん一-龥])(?<!つい)(?<!立)て|ませんか|なさい|べし|べき(?:です|だ)?|"
    rf"(?:大切|大事|重要|有効|効果的|必要|肝心)(?:です|だ)?|徹底|励行|"
    rf"(?:(?:方|とき|際|場合)は|たら)[^。\n]{{0,40}}(?:まで|へ)){_END}|厳禁|禁物|用心|心[が掛]け"
)
_HEAD = re.compile(
    r"^[ \t【\[〔(<《「#◆◇■□●○◎▼▶※*・-]*[^\s。、:】\])>]{0,14}?"
    r"(?:対策(?![課室係班本])|対処|ポイント|心得|心構え|予防|備え|留意|見分け|防ぐ|気を[つ付]け\S{0,8}|守[るろ]|ために|"
    r"すること|(?:様|さま|皆さん|方|者|ドライバー)へ)(?:は|に|の?ため(?:に|には)?|事項|方法|の?しかた|の?仕方)?"
    r"(?=[】\]〕)>》」::\s~～-]|$)",
    re.MULTILINE,
)
_REPORT = re.compile("手口|特徴|状況|概要|経緯|経過|言い方|言葉|やりとり|やり取り|内容|規制|人相|人着|服装|被害|例")
_ITEM_SIGN = re.compile(_ITEM)
_HEAD_SIGNS = "◆◇■□●◎▼"  # of heads more often than of items
# 確かめる、出ない、掛けておく; a state advises nothing: けがはない、目撃されている、…という、…となる、相談できる.
_PLAIN = re.compile(
    rf"(?:(?<![がはもい])ない|[うくぐすつぬぶむ](?<!いう)|(?<![いあな])(?<!でき)る){_ASIDE}[。!]?[ \t]*$"
)


def advises(text: str) -> bool:
    """Whether a text in narrow signs, what it quotes blanked out, tells its readers what to do."""
    return _CALL.search(text) is not None or _HEAD.search(text) is not None or _lists(text)


def _lists(text: str) -> bool:
    """Whether an item ends in the plain form of a verb, and stands under nothing that reports."""
    head = ""
    for line in filter(str.strip, text.split("\n")):
        item, plain = _ITEM_SIGN.match(line), _PLAIN.search(line)
        if item and plain and not _REPORT.search(head):
            return True
        if not item or (not plain and line.strip()[0] in _HEAD_SIGNS):
            head = line
    return False
