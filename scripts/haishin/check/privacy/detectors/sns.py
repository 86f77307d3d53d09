"""Private accounts of social networks.

Finds @name, the address of a profile, a name behind a network or 「ID」「アカウント」 where it looks like one (has a
digit, dot, underscore or hyphen, or stands in quotation marks or behind は or a colon), a name before 「（インスタ）」,
and a Japanese name that is said to be an account's, or has a number sign (「太郎#1234」).
Passes: accounts of ``official_accounts``, names of forces and municipalities beside 「公式」, names of products, of
bodies and of what one offers (副業 …), hosts that the contract lists.
Confidence: error; warning for a name of letters alone, for a Japanese one, and beside 「公式」.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from haishin.check.privacy.detector import Candidate, Detector, Passage, around, with_part
from haishin.check.privacy.detectors.email import ACCOUNT
from haishin.check.privacy.names.lists import words
from haishin.core.model import Severity
from haishin.core.text.lazy import lazy
from haishin.core.text.seeking import begun

_NET = (
    r"(?i:Instagram|Twitter|TikTok|Facebook|Telegram|Signal|Discord|Kakao|WeChat|Skype|Snapchat|Threads|YouTube"
    r"|WhatsApp|BeReal|Bluesky|LINE)|ライン|インスタグラム|インスタ|ツイッター|ティックトック|フェイスブック|テレグラム|シグナル"
    r"|ディスコード|カカオトーク|カカオ|スカイプ|スナップチャット"
    r"|スナチャ|スレッズ|ブルースカイ|ユーチューブ|X(?<![A-Za-z]X)(?=[ぁ-んの「(@ :はI])|アプリ"
)
_CUE = (
    rf"(?:{_NET}|ニックネーム|プレイヤー名|ゲーム内の名前|表示名|登録名|アカウント名?|アカ|ユーザー?名?|ユーザーネーム"
    rf"|ハンドル(?:ネーム)?|投稿者名?|配信者名?|チャンネル|ID(?<![A-Za-z-]ID)|裏垢|垢|プロフィール|DM(?<![A-Za-z]DM))"
)
# Letters with which a cue begins; ``i`` has four forms where upper and lower case are one.
_FIRST = lazy("[A-Za-zİıſアイカゲシスチツテデニハフブプユラ投垢登表裏配]")
_NAME = lazy(
    rf"{_CUE}(?P<link>[^A-Za-z0-9@。\n]{{0,14}}?(?:ID|アカウント)?[^A-Za-z0-9@。\n]{{0,8}}?\n?)"
    r"(?P<name>@?\s?[A-Za-z0-9][A-Za-z0-9_.-]{2,29}(?:#[0-9]{4})?)(?![A-Za-z0-9])"
)
_BACK = lazy(
    rf"(?P<name>[A-Za-z](?<![A-Za-z0-9_.@/-].)[A-Za-z0-9_.-]{{3,29}})[」』]?\s?"
    rf"(?:(?:という|との|と名乗る|の)(?:{_NET})?の?(?:アカウント|ID|ユーザー|垢)|\((?:{_NET}|X)\))"
)
_AT = lazy(r"@(?<![A-Za-z0-9._%+@/-].)\s?(?P<name>[A-Za-z0-9_][A-Za-z0-9_.]{1,29})")
_SITE = lazy("[dfhilmtwxy]")  # how these begin
_URL = lazy(
    r"(?<![A-Za-z0-9.-])(?:https?://)?(?:www\.|m\.|mobile\.)?"
    r"(?:x\.com|twitter\.com|instagram\.com|tiktok\.com|facebook\.com|line\.me/(?:ti/p|R/ti/p)|lin\.ee|t\.me"
    r"|youtube\.com/(?:@|c/|channel/|user/)|threads\.(?:net|com)|discord\.gg)/?(?P<name>@?[A-Za-z0-9_.~%-]{2,40})"
)
# A name in Japanese, where it is said to be the name of an account.
_TITLE = lazy(
    r"(?:(?:アカウント|垢|ユーザー?|LINE|ライン|インスタ|ツイッター|SNS|エスエヌエス|プレイヤー|投稿者|配信者|ハンドル)の?名前?"
    r"|アプリのニックネーム|ハンドルネーム|アカウント|表示名|登録名)"
    r"(?:[はがの:、]{0,2}(?:(?:ひらがな|カタカナ|漢字)で)?[「『](?P<name>[^」』\n]{2,20})[」』]|\s?:(?P<bare>[ぁ-んァ-ヺ一-龥][^\s、。()「」\n]{1,20}))"
)
_CALLED = lazy(
    r"[「『](?P<name>[^」』\n]{2,20})[」』](?:という|との|名義の)(?:名前の|名の)?(?:アカウント|ユーザー|垢|(?:LINE"
    r"|ライン|インスタ)(?!グループ|公式|スタンプ|の?友))|[「『](?P<tag>[^」』\n]{2,20}#[0-9〇一二三四五六七八九]{4})[」』]"
)
_BODY = lazy(
    "警察|[県市町村区庁省課署官係株]|銀行|センター|会社|公式|協会|先生|投資|案内|サポート|無料|副業|バイト|案件|窓口"
    "|資産|募集|支援|[〇○◯]|(?:ください|ましょう|です|ます)$"
)
_PRODUCTS = lazy("https?|qr.*|www.*|ver.*|[0-9-]+", re.IGNORECASE)  # beside those of words.tsv
_FORCE = lazy("police|kenkei|keisatsu|pref|city|official|bou?sai", re.IGNORECASE)
# What has an ID and is nobody.
_THING = lazy("シール|ステッカー|ラベル|タグ|端末|機器|カメラ|製品|会議|配信|文書|記事|申請|受付|手続|システム|試験")
_PHRASE = lazy("[「『(:=はが名]$|ID$|アカウント$")


def _find(text: str, _: Passage) -> Iterator[Candidate]:
    """Yield account names: called so, as an address, with an at-mark, behind a network or before it."""
    for match in (*_TITLE.finditer(text), *_CALLED.finditer(text)):
        yield Candidate(text, *match.span(), Severity.WARNING, value=match[match.lastgroup or 0], form="called")
    found = (*begun(_SITE, _URL, text), *_AT.finditer(text), *begun(_FIRST, _NAME, text), *_BACK.finditer(text))
    for match in found:
        name, pattern = match["name"].lstrip("@ ").rstrip(".-"), match.re.pattern
        if len(name) < 2:
            continue
        form = "word" if pattern in (_NAME.pattern, _BACK.pattern) and "@" not in match["name"] else "account"
        shaped = form == "account" or (re.search("[0-9_.-]", name) and re.search("[A-Za-z]", name))
        if not (shaped or pattern == _BACK.pattern or _PHRASE.search(match["link"].strip())):
            continue
        sure = (shaped or "ID" in match[0]) and "公式" not in around(text, *match.span())[0]
        yield Candidate(text, *match.span(), Severity.ERROR if sure else Severity.WARNING, value=name, form=form)


def listed(candidate: Candidate, passage: Passage) -> bool:
    """Whether the contract lists the account, or it is a page of a public body."""
    public = passage.public
    return public.account(candidate.value) or (candidate.form != "called" and public.domain(candidate.value))


def of_a_body(candidate: Candidate, _: Passage) -> bool:
    """Whether its name is not a person's but that of a body, or of an offer."""
    return candidate.form == "called" and _BODY.search(candidate.value) is not None


def of_a_thing(candidate: Candidate, _: Passage) -> bool:
    """Whether it is the name of a product, a password, the ID of a thing."""
    if candidate.form != "word":
        return False
    written, text = candidate.written, candidate.text
    thing = written.startswith("ID") and _THING.search(text, max(0, candidate.start - 16), candidate.end + 16)
    product = candidate.value.lower() in words("product") or _PRODUCTS.fullmatch(candidate.value)
    return bool(product or "パスワード" in written or thing)


def of_a_force(candidate: Candidate, _: Passage) -> bool:
    """Whether it is the name of a force or municipality beside 「公式」."""
    beside = "".join(candidate.around())
    return candidate.form != "called" and "公式" in beside and _FORCE.search(candidate.value) is not None


DETECTOR = Detector(
    kind="sns",
    reads=lambda passage: passage.accounts,
    cue=lazy("[A-Za-z@#垢]|アカウント|ネーム|ユーザ|ライン|インスタ|エスエヌエス|(?:ター|ヤー|者|ドル|表示|登録)名"),
    find=_find,
    filters=(listed, of_a_body, of_a_thing, of_a_force),
    fragments=with_part(ACCOUNT),
)
