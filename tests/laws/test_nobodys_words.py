"""Law: each sentence of a Japanese mail stands in the file, or is sender, label, kind, mark, contact, number, way out.

That is 5(3). ``frame``'s other words are for readers of other languages: ``tests/message/test_framing.py`` has them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from html.parser import HTMLParser

import pytest
from hypothesis import given
from hypothesis import strategies as st

from haishin.check.document import read
from haishin.core.model import Alert, FollowKind
from support.contract import publishing_contract, shipped
from support.mails import told

_UNITS = ("maebashi", "numata", "koho-kocho", "jinshin-anzen", "kotsu-kisei")
_ROWS = [(row.category, content) for row in shipped().policy.table for content in row.contents]
_FOLLOWS = "follows: {{alert: 20261125-0905-saki, as: {kind}{necessity}}}\n"

# The parts that are nobody's: who sends it, whom to ask, how to leave, that it is an exercise.
_NAMES = "|".join(re.escape(unit.name) for unit in shipped().organization.units.values())
_FRAME = re.compile(
    rf"-+|【配信元】群馬県警察 (?:{_NAMES})|【問合せ先】(?:{_NAMES}) [0-9-]+"
    r"|このメールは「群馬県警察情報メール」に登録された方に送っています|このアドレスには返信できません"
    r"|【登録内容の変更・配信の停止】\S+"
    r"|【このメールの番号】\S+ \d{4}-\d+ 群馬県警察の一覧と比べられます：\S+"  # where policy publishes
    r"|【訓練】これは訓練のメールです|実際の事件・事故ではありません"
)
# A subject says what the matter is and what the mail is to an earlier one, where, and the title.
_LABELS = {label.say for row in shipped().policy.table for label in row.labels}
_LABELS |= {row.name for row in shipped().policy.table} | {"訓練", "続報", "訂正", "解決", "取消"}
_SUBJECT = re.compile(rf"((?:【(?:{'|'.join(map(re.escape, _LABELS))})】)+)([^：]{{1,30}})：(.*)")

words = st.text(
    "一二東西南北男女車人道時分前後見聞言走知近遠白黒大小あいうえおかきくけこさしすせそたちつてとん0123456789、",
    min_size=1,
    max_size=30,
)
sentences = st.one_of(
    words,
    st.sampled_from(
        [
            "男は離れたとみられ、警戒を解きます",
            "捜査は続けています",
            "もう一人の男は逃走中です",
            "似た人を見かけたときは、近づかずに110番通報をしてください",
            "**絶対に**近づかないでください",
            "この件は終わりました",
            "詳しくは[県警のページ](https://www.police.pref.gunma.jp/)をご覧ください",
        ]
    ),
)
paragraphs = st.lists(sentences, min_size=1, max_size=4).map(lambda some: "".join(f"{one}。" for one in some))
items = st.lists(sentences, min_size=1, max_size=3).map(lambda some: "\n".join(f"- {one}。" for one in some))
heads = words.map(lambda one: f"## 見出し{one}")
bodies = st.lists(st.one_of(paragraphs, items, heads), min_size=1, max_size=5).map(lambda some: "\n\n".join(some))


@st.composite
def files(draw: st.DrawFn, category: str, content: str) -> tuple[str, Alert]:
    """A file of that row and content, with any case, unit, scope and kind, exercise or not, and its alert."""
    row = shipped().policy.row(category)
    assert row is not None
    case, unit = draw(st.sampled_from(sorted(row.cases))), draw(st.sampled_from(_UNITS))
    kind = draw(st.sampled_from([None, *FollowKind]))
    front = [
        f"title: 件名{draw(words)}",
        f"category: {category}",
        f"case: {case}",
        *(["case_name: 特異事案"] if case == "other" else []),
        f"content: {content}",
        f"scope: {draw(st.sampled_from(['prefecture', '[maebashi]', '[kiryu, ota, numata, annaka]']))}",
        *(["recognized_at: 2026-11-25T15:40+09:00"] if row.recognized != "never" else []),
        "press: undecided",
        *(["exercise: true"] if draw(st.booleans()) else []),
        *(["why_mail: 間に合わないため"] if category == "outside" else []),
    ]
    text = "\n".join(["---", *front, ""])
    if kind is not None:
        necessity = ", necessity: 新しい事実" if kind is FollowKind.FOLLOW_UP else ""
        text += _FOLLOWS.format(kind=kind.value, necessity=necessity)
    text += f"---\n{draw(bodies)}\n"
    alert = read(f"alerts/{unit}/2026/20261125-1605-law.md", text.encode(), shipped()).alert
    assert alert is not None, text
    return text, alert


class _Page(HTMLParser):
    """The words of a page, a line for each element that stands by itself."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.lines = ""
        self._hidden = False
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: object) -> None:
        self._hidden = tag == "style"
        if tag not in ("a", "em", "strong", "span"):
            self.lines += "\n"

    def handle_endtag(self, tag: str) -> None:
        self._hidden = False
        if tag not in ("a", "em", "strong", "span"):
            self.lines += "\n"

    def handle_data(self, data: str) -> None:
        if not self._hidden:
            self.lines += data


def said(text: str) -> Iterator[str]:
    """The sentences of a text, without the sign of an item or a head; where a link leads is a sentence."""
    for line in re.sub(r" \((https://[^)]*)\)", r"\n\1\n", text).split("\n"):
        yield from filter(None, (re.sub("^[・■] ?", "", one.strip()) for one in line.split("。")))


def by_nobody(text: str, file: str) -> list[str]:
    """The sentences of a text that neither stand in the file nor are parts of the frame."""
    written = re.sub(r"\*\*", "", re.sub(r"\[([^]]*)\]\(([^)]*)\)", r"\1\n\2\n", file))
    return [one for one in said(text) if one not in written and not _FRAME.fullmatch(one)]


@pytest.mark.parametrize(("category", "content"), _ROWS)
@given(data=st.data())
def test_each_sentence_of_a_japanese_mail_is_somebody_s(category: str, content: str, data: st.DataObject) -> None:
    file, alert = data.draw(files(category, content))
    mail = told(alert)
    subject = _SUBJECT.fullmatch(mail.subject)
    assert subject is not None
    assert subject[3] == alert.title
    assert by_nobody(mail.text, file) == []
    page = _Page(mail.html or "").lines.replace(mail.subject, "", 1)  # its title is the subject
    assert by_nobody(page, file) == []


@given(data=st.data())
def test_the_number_of_a_published_alert_is_the_program_s_own(data: st.DataObject) -> None:
    file, alert = data.draw(files("suspicious-person", "caution"))
    mail = told(alert, by=publishing_contract(), number="前橋 2026-118")
    assert "【このメールの番号】前橋 2026-118 群馬県警察" in mail.text
    assert by_nobody(mail.text, file) == []
    assert by_nobody(_Page(mail.html or "").lines.replace(mail.subject, "", 1), file) == []


def test_the_law_sees_what_nobody_wrote() -> None:
    """What G1 found: sentences that were added to a text that says nothing of the kind."""
    file = "もう一人の男は逃走中です。似た男を見かけたときは、110番通報をしてください。"
    added = "【皆様へ】この件についての通報は、もう要りません。ほかに被害に遭った方は、警察署に相談してください。"
    assert by_nobody(file, file) == []
    assert len(by_nobody(f"{file}\n\n{added}", file)) == 2
