"""Letters as they are spoken: エム・アイ・オー アンダーバー ハチイチ → mio_81, ティー・ケー 330 → TK 330."""

from __future__ import annotations

import re
from collections.abc import Iterable

from haishin.privacy.seeking import either
from haishin.privacy.spelling.view import View


def _table(words: str) -> dict[str, str]:
    """``a=エー/エイ b=ビー``, and the same in hiragana."""
    spoken = {word: sign for sign, _, all_ in (one.partition("=") for one in words.split()) for word in all_.split("/")}
    return spoken | {
        "".join(chr(ord(c) - 0x60) if "ァ" <= c <= "ヶ" else c for c in word): sign for word, sign in spoken.items()
    }


_LETTERS = _table(
    "a=エー/エイ b=ビー c=シー/スィー d=ディー/デー e=イー f=エフ g=ジー h=エイチ/エッチ i=アイ j=ジェー/ジェイ"
    " k=ケー/ケイ l=エル m=エム n=エヌ o=オー p=ピー q=キュー r=アール s=エス t=ティー/テー u=ユー v=ブイ/ヴィー/ヴイ"
    " w=ダブリュー/ダブル x=エックス y=ワイ z=ゼット/ゼッド/ズィー"
)
_DIGITS = _table(
    "0=ゼロ/レイ/マル 1=イチ/ワン 2=ニイ/ニー/ニ/ツー 3=サン/スリー 4=ヨン/シ/フォー 5=ゴー/ゴ/ファイブ 6=ロク/シックス"
    " 7=ナナ/シチ/セブン 8=ハチ/エイト 9=キュウ/ナイン"
)
_SIGNS = _table(
    "@=アットマーク/アット .=ドット/テン/ピリオド _=アンダーバー/アンダースコア/アンダーライン -=ハイフン/マイナス"
    " /=スラッシュ"
)
_HOSTS = _table(
    "com=コム net=ネット org=オルグ jp=ジェーピー/ジェイピー co=シーオー ne=エヌイー example=イグザンプル/エグザンプル"
    " gmail=ジーメール yahoo=ヤフー icloud=アイクラウド docomo=ドコモ softbank=ソフトバンク outlook=アウトルック"
    " hotmail=ホットメール facebook=フェイスブック instagram=インスタグラム"
)
_ALL = _LETTERS | _DIGITS | _SIGNS | dict(zip("〇零一二三四五六七八九0123456789", "001234567890123456789", strict=True))


def _any(words: Iterable[str], first: str, last: str) -> str:
    return either(sorted((word for word in words if first <= word[0] <= last), key=len, reverse=True))


_GAP = r"[\s・、,]{0,2}"
_LINK = rf"{_GAP}(?:(?:そのあと|その後|それから|次に|最後に|続けて|数字[のでが]|[大小]文字[のでが]){_GAP}){{0,2}}"
_WRITTEN = "[0-9〇零一二三四五六七八九]"
_LETTER = _any(_LETTERS, "ぁ", "ヺ")
_KATAKANA = _any(_LETTERS | _DIGITS, "ァ", "ヺ")
_HIRAGANA = _any(_LETTERS | _DIGITS, "ぁ", "ゖ")
# In hiragana the words of a text run into each other: there something must stand between.
_RUN = re.compile(
    rf"(?<![ァ-ヺー])(?!アイディー?は)(?:{_KATAKANA})"
    rf"(?:{_LINK}(?:{_KATAKANA}|{_any(_SIGNS, 'ァ', 'ヺ')}|{_WRITTEN})){{1,40}}(?![ァ-ヺー])"
    rf"|(?:(?<![ぁ-ん])|(?<=[はがのでを]))(?:{_HIRAGANA})"
    rf"(?:[\s・、,]{{1,2}}(?:{_HIRAGANA}|{_any(_SIGNS, 'ぁ', 'ヺ')}|{_WRITTEN})(?:{_any(_DIGITS, 'ぁ', 'ゖ')}){{0,12}})"
    rf"{{1,40}}(?=[^ぁ-ん]|です|[とでにがはを]|$)"
    rf"|(?:(?<![ぁ-ん])|(?<=[はがのでを]))(?:{_any(_LETTERS, 'ぁ', 'ゖ')}){{2,8}}{_GAP}(?:{_any(_SIGNS, 'ぁ', 'ヺ')})"
    rf"(?:{_GAP}(?:{_HIRAGANA}|{_WRITTEN})){{1,20}}(?=[^ぁ-ん]|です|[とでにがはを]|$)"
)
# In each run; most texts have none.
_BEGUN = re.compile(rf"(?:{_LETTER}){_GAP}(?:{_LETTER}|{_any(_SIGNS, 'ぁ', 'ヺ')})")
_TOKEN = re.compile(f"{_any(_LETTERS | _DIGITS | _SIGNS, 'ぁ', 'ヺ')}|{_WRITTEN}")
_HOST = re.compile(
    rf"(?P<sign>アットマーク|アット|ドット|あっとまーく|あっと|どっと|\.|@){_GAP}"
    rf"(?P<word>{_any(_HOSTS, 'ァ', 'ヺ')})(?![ァ-ヺー])"
)
_PAIR = re.compile(rf"(?P<one>{_LETTER})[\s・、,の]{{0,2}}(?P<two>{_LETTER})(?P<gap>[の\s・、,-]{{0,3}})(?=[0-9])")


def spelt(view: View) -> View:
    """Spoken letters, with the digits and signs among them, and the words of hosts, as they are typed."""
    if _BEGUN.search(view.text):
        view = view.rewrite(_RUN, _typed)
    return view.rewrite(_HOST, lambda found: found["sign"] + _HOSTS[found["word"]])


def paired(view: View) -> View:
    """Two spoken letters before a number, as on a passport."""
    return view.rewrite(_PAIR, lambda found: (_LETTERS[found["one"]] + _LETTERS[found["two"]]).upper() + found["gap"])


def _typed(found: re.Match[str]) -> str | None:
    words = _TOKEN.findall(found[0])
    letters = sum(word in _LETTERS for word in words)
    if letters < 2 and not (letters and len(words) > 2 and any(word in _SIGNS for word in words)):
        return None
    return "".join(_ALL[word] for word in words)
