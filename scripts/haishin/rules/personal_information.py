"""Rules ``phone``, ``address``, ``name`` … : personal information in the file, one rule for each detector (5(4)).

Title and text are mailed, and so is ``case_name``; the other items stay in git and in the consultation.

Each has its own name, because a person confirms one kind and not all, and because policy names kinds that nobody can
confirm.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from haishin.document.sample import SAMPLE, changed
from haishin.document.schema import words
from haishin.model import Document, Severity, Text
from haishin.privacy.masked import masked
from haishin.rules.private import found
from haishin.rules.problem import Context, Problem

_REMOVE = Text(
    "本文から除いてください。公開の根拠があるときは disclose に書き、運用総括管理者と協議してください。",
    "Take it out. Where there is a ground to publish it, write it under `disclose`.",
)
_DELETE = Text("本文から除いてください。", "Take it out of the text.")
_REMOVE_ITEM = Text(
    "この欄から除いてください。欄に書いたことは、メールや記録に残ります。",
    "Take it out of this item: what it says goes into the mail or stays on record.",
)
# What is no item: a comment, or lines that cannot be read as items.
_BETWEEN: dict[str, object] = {"label": "先頭の欄", "name": "front matter"}


@dataclass(frozen=True, slots=True)
class PersonalInformation:
    """The rule of one kind of hit."""

    ID: str
    NAME: Text
    SUMMARY: str
    MESSAGES: dict[str, Text]
    HINTS: dict[str, Text]
    GOOD: tuple[str, ...]
    BAD: tuple[tuple[str, str], ...]
    SEVERITY: Severity = Severity.ERROR

    def check(self, document: Document, context: Context) -> Iterator[Problem]:
        """Needs no alert: what is private must be known even where other findings show the text."""
        for one in found(document, context):
            if one.kind == self.ID:
                key = "found" if one.severity is Severity.ERROR or "look" not in self.MESSAGES else "look"
                values: dict[str, object] = {"masked": masked(one.text)}
                if one.path is not None:
                    key = f"item-{key}"
                    values |= words(one.path, context.contract.schemas["alert"].source) if one.path else _BETWEEN
                yield Problem(one.span, key, values, private=True, severity=one.severity, matched=one.text)


def _rule(
    kind: str,
    name: str,
    summary: str,
    ja: str,
    en: str,
    bad: str,
    hint: Text = _REMOVE,
    good: str = "",
    look: Text | None = None,
    item: str = "",
) -> PersonalInformation:
    messages = {
        "found": Text(f"{ja}が書かれています:{{masked}}", f"There is {en}: {{masked}}"),
        "item-found": Text(f"{{label}}に{ja}が書かれています:{{masked}}", f"There is {en} in `{{name}}`: {{masked}}"),
    }
    hints = {"found": hint, "item-found": _REMOVE_ITEM}
    if look is not None:
        messages["look"] = Text(f"{look.ja}:{{masked}}", f"{look.en}: {{masked}}")
        messages["item-look"] = Text(f"{{label}}について、{look.ja}:{{masked}}", f"`{{name}}`: {look.en}: {{masked}}")
        hints |= {"look": hint, "item-look": _REMOVE_ITEM}
    return PersonalInformation(
        kind,
        Text(name, en[0].upper() + en[1:]),
        summary,
        messages,
        hints,
        (SAMPLE, *([f"{SAMPLE}\n{good}\n"] if good else [])),
        (("found", f"{SAMPLE}\n{bad}\n"), *([("item-found", changed("press: none", item))] if item else [])),
    )


RULES: tuple[PersonalInformation, ...] = (
    _rule(
        "phone",
        "公開していない電話番号",
        "公開の一覧にない電話番号は、除くか、公の窓口のものなら主管課に頼んで一覧に加えてください。",
        "公開の一覧にない電話番号",
        "a phone number that is not listed as public",
        "お心当たりの方は、090-0012-3456 までご連絡ください。",
        Text(
            "個人の番号は除いてください。公の窓口の番号は、主管課に頼んで wording.yaml の public_phones "
            "に加えてください。",
            "Take out a private number. A public office's number belongs into `public_phones` of wording.yaml.",
        ),
        "お心当たりの方は、前橋警察署（027-001-0110）までご連絡ください。",
        item="press: none\nwhy_late: 通報した方（090-0012-3456）に確かめていたため",
    ),
    _rule(
        "address",
        "住居を特定できる所在地",
        "番地など住居が分かる所在地は、町名か丁目までにしてください。",
        "住居を特定できる所在地",
        "an address down to a dwelling",
        "被害に遭ったのは、前橋市文京町2丁目34番5号の住宅です。",
        Text("町名・丁目までにしてください。", "Stop at the town or 丁目."),
        "被害に遭ったのは、前橋市文京町2丁目の住宅です。",
        Text("住居を特定できるかもしれない所在地が書かれています", "This place may tell a dwelling"),
    ),
    _rule(
        "name",
        "個人の氏名",
        "個人の氏名は、「女性」「70歳代の男性」などに直してください。",
        "個人の氏名",
        "a person's name",
        "通報したのは、近くに住む前橋花子さんです。",
        Text(
            "「女性」「70歳代の男性」などと書いてください。ご家族の了解がある行方不明の方は consent "
            "の names に氏名を、公開手配などの方は disclose に「{{text: 氏名, ground: public-wanted}}」のように書きます"
            "(敬称や年齢は要りません)。",
            "Write 女性, 70歳代の男性 … A missing person whose family agreed is listed under `consent.names`, somebody "
            "wanted in public under `disclose` as `{{text: NAME, ground: public-wanted}}` (without title and age).",
        ),
        "通報したのは、近くに住む女性です。",
        Text("個人の氏名かもしれない語が書かれています", "This may be a person's name"),
    ),
    _rule(
        "plate",
        "車両の登録番号",
        "車両の登録番号の全部は、「群馬ナンバー」など一部だけにしてください。",
        "車両の登録番号の全部",
        "a whole registration of a vehicle",
        "逃走した車は、群馬 300 あ 12-34 の軽自動車です。",
        Text(
            "「群馬ナンバー」「下2けたは34」など、一部だけにしてください。手配に要るときは disclose に書きます。",
            "Give a part only (群馬ナンバー, 下2けた). For a lookout, use `disclose`.",
        ),
        "逃走した車は、群馬ナンバーの軽自動車です。",
    ),
    _rule(
        "email",
        "個人のメールアドレス",
        "個人のメールアドレスは、本文から除いてください。",
        "個人のメールアドレス",
        "a private mail address",
        "情報は hanako@example.jp へ送ってください。",
    ),
    _rule(
        "sns",
        "個人のSNSのアカウント",
        "個人のSNSのアカウントは、本文から除いてください。",
        "個人のSNSのアカウント",
        "a private account of a social network",
        "男の LINE の ID は hanako_0315 です。",
        look=Text("個人のSNSのアカウントかもしれません", "This may be a private account"),
    ),
    _rule(
        "mynumber",
        "マイナンバー",
        "マイナンバーと読める番号は、除いてください。",
        "マイナンバー",
        "a My Number",
        "男が聞き出したのは、123456789018 という番号です。",
        _DELETE,
    ),
    _rule(
        "licence",
        "運転免許証の番号",
        "運転免許証の番号は、除いてください。",
        "運転免許証の番号",
        "a number of a driving licence",
        "免許証の番号は 309012345620 です。",
        _DELETE,
    ),
    _rule(
        "bank",
        "銀行口座の番号",
        "銀行口座の番号は、除いてください。",
        "銀行口座の番号",
        "a number of a bank account",
        "振込先は、普通 1234567 です。",
        _DELETE,
    ),
    _rule(
        "school_victim",
        "子どもの学校と学年や組",
        "子どもの学校が学年や組とともに分かるときは、「市内の小学校の児童」などに直してください。",
        "子ども(被害に遭った子、少年の被疑者など)の学校と学年・組",
        "the school of a child (victim or suspect) with grade or class",
        "声をかけられたのは、けやき小学校の5年生の女児です。",
        Text("「小学生」「市内の小学校の児童」などと書いてください。", "Write 小学生 or 市内の小学校の児童."),
        "声をかけられたのは、市内の小学校の5年生の女児です。",
        Text("子どもの学校と学年・組かもしれません", "This may be a child's school with grade or class"),
    ),
    _rule(
        "birthdate",
        "生年月日",
        "生年月日は、「50歳代」などの年代にしてください。",
        "生年月日",
        "a full date of birth",
        "男は、昭和50年3月3日生まれです。",
        Text("「50歳代」などの年代にしてください。", "Give an age band instead."),
        "男は、50歳代です。",
    ),
    _rule(
        "gps",
        "詳しい位置情報",
        "緯度と経度や地図へのリンクは、町名や近くの目印に直してください。",
        "詳しい位置情報",
        "an exact position",
        "現場は、36.3912,139.0601 です。",
        Text("町名や、近くの目印で書いてください。", "Name the town or a landmark."),
        look=Text("地図へのリンクが書かれています", "There is a link to a map"),
    ),
    _rule(
        "passport",
        "旅券や在留カードの番号",
        "旅券や在留カードの番号は、除いてください。",
        "旅券・在留カードの番号",
        "a number of a passport or residence card",
        "旅券番号は TK1234567 です。",
        _DELETE,
    ),
    _rule(
        "card",
        "支払用カードの番号",
        "支払用カードの番号は、除いてください。",
        "支払用カードの番号",
        "a number of a payment card",
        "番号 4111 1111 1111 1111 を入力させられました。",
        _DELETE,
    ),
)
