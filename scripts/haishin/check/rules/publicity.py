"""Rule ``publicity``: recruiting, desks, courses, events go by other means, whatever row they are written under (T7).

A phrase that is nothing else is an error, outside of quotation marks; a word that may be something else a warning, the
first of title and text each. A sentence about safety (an event cancelled, a crowd, a swindle that lures with a job)
passes, unless it invites.
"""

from __future__ import annotations

from collections.abc import Iterator

from haishin.check.document.sample import changed
from haishin.check.reading import Reading, Writing
from haishin.check.reading.items import MAILED
from haishin.check.rules import Problem, Stretch, problems
from haishin.check.rules.worded import matches, near, told
from haishin.core.contract import Contract
from haishin.core.model import Severity, Text
from haishin.core.text.lazy import lazy
from haishin.core.text.sentences import sentence

ID = "publicity"
SEVERITY = Severity.ERROR
NAME = Text("募集や案内", "Publicity")
SUMMARY = "募集や行事の案内は、メールではなくホームページ、X又は広報文で広報してください。"

MESSAGES = {
    "plain": Text(
        "「{word}」は、募集や案内の言い回しです。別表の区分では配信できません。",
        "`{word}` recruits or invites: no row of the table is for that.",
    ),
    "wide": Text(
        "「{word}」とあります。募集、窓口、講習会、行事などの案内は、別の広報手段によります。",
        "It says `{word}`: recruiting, desks, courses and events are announced by other means.",
    ),
}
_OTHERWISE = Text(
    "ホームページ、X又は広報文で広報してください。"
    "メールが必要なら、category を outside にし、why_mail に理由を書きます。"
    "行事の中止や混雑など、安全のためのお知らせなら、そのことを同じ文に書いてください。",
    "Use the website, X or a press text. If mail is needed, set `category: outside` and say why in `why_mail`. "
    "If it is about safety (an event cancelled, a crowd), say so in the same sentence.",
)
HINTS = {
    "plain": _OTHERWISE,
    "wide": Text(
        f"{_OTHERWISE.ja}案内でなければ、そのことを confirmed に書いてください。",
        f"{_OTHERWISE.en} If it announces nothing of the kind, say so in `confirmed`.",
    ),
}
_NOTICE = changed("suspicious-person\ncase: approach", "notice\ncase: safety").replace(
    "下校中の児童が男に声をかけられる事案が発生しました。", "照明の点検を行います。"
)
_CRIME = "- 不審な人を見かけたときは"
GOOD = (
    _NOTICE,
    changed(_CRIME, "- 「採用試験の案内です」と名乗る電話は詐欺です。\n" + _CRIME),
    _NOTICE.replace("照明の点検を行います", "停電のため、公園のイベントは中止です"),
)
BAD = (
    ("plain", _NOTICE.replace("照明の点検を行います", "警察官になりませんか")),
    ("wide", changed(_CRIME, "- 防犯講習会を開催します。\n" + _CRIME)),
    ("wide", _NOTICE.replace("照明の点検を行います", "防犯フェアを行います")),
)


# A sentence about safety, or of what happened: an event cancelled, a crowd, a swindle that lures with a job; not what
# is taught against it (詐欺対策の講座, 事故を防ぐ教室).
_SAFETY = lazy(
    "(?:中止|延期|休止|休み(?:ます|です|し)|停止|閉鎖|規制|通行止|迂回|混雑|混み合|渋滞|満車|停電|爆破|爆発|危険物|異臭|刺激臭|不審|"
    "詐欺|偽|装[いうっ]|称し|名乗|かた[るりっ]|口実|闇バイト|高額|報酬|案件|実行役|応募を?し(?:ない|た|てしま)|言われ|"
    "業者|勧誘|買わせ|払わせ|契約|トラブル|被害(?!者支援|者週間|者の声|相談電話)|狙|ねらい|侵入|施錠|補助錠|盗|奪|ひったく|強盗|刃物|"
    "声をかけ|後をつけ|つきまと|触[らり]|けが|負傷|軽傷|重傷|亡くな|転倒|はねられ|火災|火事|出火|"
    "事件|事案|事故|落石|避難|逃走|逃げ|襲|目撃|レコーダー|行方|見[付つ]か|帰宅し|保護|手配|発生|手口|歩か[なず]|近づか|飲酒運転|にご?注意)"
    "(?!(?:等|など|被害|犯罪)?(?:の|を|から|に)?(?:防止|対策|予防|撲滅|防ぐ|防ぎ|なくす|身を守|ついて学|関する[^。\\n]{0,6}[講教セ]))"
)
# What invites, outside of quotation marks.
_INVITES = lazy(
    "(?:開催|募集)(?:いた)?します|開きます|募集し|ご案内|参加し(?:ません|てくだ)|ご参加|お越しくだ|お越しをお|ご来場|お待ちし|申し?込み?[はをく]|先着|定員|ぜひ|どうぞ|(?:入場|参加費?|見学|受講)料?は?無料|無料で(?:す|参加)|要予約"
    "|(?:教室|講座|講習会?|セミナー|相談会)を(?:行い|実施し|開き)ます|受講し(?:ません|てくだ)|が並びます"
)
# What is said of something offered, not of a place or an act: 教室があります, 見学を再開します; not 教室の前.
_OFFERED = lazy(
    "について|日程|日です|お知らせ|案内|(?:が|も)(?:あ|変わ|並)|でき(?:ます|る)|行[いわう]|開[きくかい]|設け|始め|募[っり]|開催|"
    "開設|再開|実施|です$|どなた|ふるって|歓迎|ご(?:参加|応募|利用|来場|覧)|沿道"
)
_HELD = lazy("開催|のお知らせ|実施し|開きます|行います|があります")  # what is said of something quoted by its name


def look(writing: Writing, contract: Contract) -> Iterator[Stretch]:
    """Yield the phrases in title and text of every row but the row for matters outside the table."""
    policy = contract.policy
    row = policy.row(policy.outside_category)
    if writing.category is not None and writing.category in (policy.outside_category, row and row.name):
        return
    written, phrases = dict(writing.fields), near(ID, writing, contract)
    sought = writing.judged(quotes_pass=_swindle(writing, contract))
    for (field, text), (_, unquoted) in zip(sought, writing.plain, strict=True):
        asked = False
        for start, end, key in matches(phrases, text):
            said, around = sentence(text, start, end), sentence(unquoted, start, end)
            if _SAFETY.search(said) and not _INVITES.search(around):
                continue
            if key == "held" and not _offers(around, writing):
                continue
            own = text[start:end] == unquoted[start:end]
            if key == "plain" and own:
                yield Stretch(field, start, end, "plain", {"word": written[field][start:end]})
            elif not asked and (own or _INVITES.search(around) or _HELD.search(around)):
                asked = True
                yield Stretch(field, start, end, "wide", {"word": written[field][start:end]}, Severity.WARNING)


def _offers(around: str, writing: Writing) -> bool:
    """Whether a sentence offers something; beside a regulation or an incident in the title it must invite."""
    if _SAFETY.search(writing.narrow[0][1]):
        return _INVITES.search(around) is not None
    return bool(_INVITES.search(around) or _OFFERED.search(around))


def check(reading: Reading) -> Iterator[Problem]:
    """Check the alert, if it was formed."""
    if ID in told(reading) and reading.alert is not None:
        yield from problems(reading, look, items=MAILED)


def _swindle(writing: Writing, contract: Contract) -> bool:
    """Whether the mail warns of a swindle, whose script it quotes; by its words if no category is known."""
    if writing.category is None:
        return writing.swindle
    policy = contract.policy
    names = [row.name for row in policy.table if row.category in policy.press.quotes_pass]
    return writing.category in policy.press.quotes_pass or any(name in writing.category for name in names)
