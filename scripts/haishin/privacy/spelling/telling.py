"""Numbers as one tells them: in parts (頭が…、下4桁は…), with ええと between, in brackets, misread by a scan."""

from __future__ import annotations

import re

from haishin.privacy.spelling.view import View

# A sound of hesitation before a number.
_PAUSE = re.compile(
    r"(?:(?:ええっ?と|えーっ?と|えっと|うーんと)[、,\s]{0,2}|(?:あのー?|えー)[、,\s]{1,2})(?=[0-9〇零一二三四五六七八九ァ-ヺぁ-ん「])"
)
_SOUND = re.compile("え[ーえっ]|うーん|あの")
# Half of it are digits still.
_SCANNED = re.compile(
    r"[0-9OolI|](?:(?<![A-Za-z0-9].)|(?<=[A-Z]{2}.)(?<![A-Za-z][A-Z]{2}.))(?:(?<=[OolI|])|(?=[-0-9 /.()]{0,26}[OolI|]))"
    r"(?:(?:[- /.()]{0,2}[0-9OolI|]){1,24}|[0-9OolI]{0,3}(?=[年月日]))(?![A-Za-z])"
)
_PLATED = re.compile(r"[ ・の、]{0,2}[あ-ん][ ・の、]{0,2}[0-9OolI|]{1,2}[-0-9OolI|]")
_LOOK_ALIKE = str.maketrans("OolI|", "00111")
_DASH = re.compile(
    r"(?<=[0-9〇零一二三四五六七八九ァ-ヺぁ-んー])[\s、・]?(?:ハイフン|はいふん|マイナス|ダッシュ|だっしゅ)[\s、・]?(?=[0-9〇零一二三四五六七八九ァ-ヺぁ-ん])"
)
_DASHED = re.compile("ハイフン|はいふん|マイナス|ダッシュ|だっしゅ")
# Right behind a figure, in each joint.
_PARTED = re.compile(
    r"[0-9](?:[」』】\])}〕》〉>]|[、,。\s]{0,2}(?:(?:で|から)(?:始|はじ)|[に後の次つ続そ最終お残あ]))"
)
_JOINT = re.compile(
    r"[」』】\])}〕》〉>](?<=[0-9].)\s?[、,・と/-]?\s?[「『【\[({〔《〈<](?=[0-9])"
    r"|(?<=[0-9])[、,。\s]{0,2}(?:(?:で|から)(?:始|はじ)ま(?:り|って)|に続けて|に続いて|のあと|の後|の次|次|つぎ|続けて|続いて|つづけて|そのあと"
    r"|その次|それから|最後|終わり|おわり|残り|(?:残り|あと)の[0-9一二三四五六七八九]{1,2}桁)[にがはで]?[、,\s]{0,2}(?=[0-9])"
)
_BOXED = re.compile(
    r"[(\[【「〔](?P<number>[0-9〇零一二三四五六七八九十元]{1,4})[)\]】」〕](?=[年月日]|丁目|番地?[0-9(\[【の、]|号[室、。\s]|号$)"
)

# What a part may be called, by its place in the whole.
_RANKS = {
    0: "市外局番 市外 上(?=[はが]) 頭 最初 はじめ 初め 先頭 冒頭 前半 上[0-9]桁",
    1: "市内局番 市内 局番 真ん中 まん中 真中 中央 途中 中[0-9]桁 中(?=[はが]) その次 次 つぎ 続いて つづいて"
    " 続けて 続き そのあと その後",
    2: "下[0-9四]桁 しも[0-9]桁 末尾 最後 終わり おわり 後半 残り のこり 加入者番号 番号 下(?=[はが])",
}
_LABEL = "|".join(word for words in _RANKS.values() for word in sorted(words.split(), key=len, reverse=True))
_LINK = r"(?:の[0-9]桁|[0-9]桁)?(?:から|[がはにの:=、,]|\s){0,2}"
_FIGURES = r"[0-9](?:[-\s・の]?[0-9]){0,11}"
_TOLD = re.compile(rf"(?:{_LABEL}){_LINK}{_FIGURES}(?:[、,。\sで]{{1,3}}(?:(?:{_LABEL}){_LINK})?{_FIGURES}){{1,4}}")
_PART = re.compile(rf"(?:(?P<label>{_LABEL}){_LINK})?(?P<figures>{_FIGURES})")
_RANK = tuple((re.compile(words.replace(" ", "|")), rank) for rank, words in _RANKS.items())
_FEW = 2  # letters and figures
_ENOUGH = 7  # digits: no shorter number is private


def unhesitating(view: View) -> View:
    """Without ええと before numbers and brackets around parts of a date, with dashes and misread digits as such."""
    if _SOUND.search(view.text):
        view = view.rewrite(_PAUSE, lambda _: "")
    view = view.rewrite(_BOXED, lambda found: found["number"]).rewrite(_SCANNED, _scanned)
    return view.rewrite(_DASH, lambda _: "-") if _DASHED.search(view.text) else view


def joined(view: View) -> View:
    """The parts of a number in one place and in their order."""
    if _PARTED.search(view.text):
        view = view.rewrite(_JOINT, lambda _: "-")
    return view.rewrite(_TOLD, _in_order)


def _scanned(found: re.Match[str]) -> str | None:
    text, after = found[0], found.string[found.end() : found.end() + 8]
    right = sum(character.isdecimal() for character in text)
    long = sum(character.isalnum() for character in text) > _FEW and (right > 1 or text[0].isdecimal())
    if long or after[:1] in tuple("年月日") or (right and after[:1] in tuple("番号丁")) or _PLATED.match(after):
        return text.translate(_LOOK_ALIKE)
    return None


def _in_order(found: re.Match[str]) -> str | None:
    parts = [(part["label"], part["figures"]) for part in _PART.finditer(found[0])]
    count = sum(character.isdecimal() for _, figures in parts for character in figures)
    if count < _ENOUGH or sum(label is not None for label, _ in parts) < 2:
        return None
    return "-".join(figures for _, figures in sorted(parts, key=lambda part: _rank(part[0])))


def _rank(label: str | None) -> int:
    return next((rank for words, rank in _RANK if label and words.fullmatch(label)), 1)
