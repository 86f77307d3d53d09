"""Private accounts of social networks.

Finds @name, the address of a profile, a name behind a network or 「ID」「アカウント」 where it looks like one (has a
digit, dot, underscore or hyphen, or stands in quotation marks or behind は or a colon), a name before 「（インスタ）」,
and a Japanese name that is said to be an account's.
Passes: accounts of ``official_accounts``, names of forces and municipalities beside 「公式」, names of products, of
bodies and of what one offers (副業 …), hosts that the contract lists.
Confidence: error; warning for a name of letters alone, for a Japanese one, and beside 「公式」.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from haishin.model import Severity
from haishin.privacy.hit import Found
from haishin.privacy.passage import Passage, around, found

KIND = "sns"
_NET = (
    r"(?i:Instagram|Twitter|TikTok|Facebook|Telegram|Signal|Discord|Kakao|WeChat|Skype|Snapchat|Threads|YouTube"
    r"|WhatsApp|BeReal"
    r"|Bluesky|LINE)|ライン|インスタグラム|インスタ|ツイッター|ティックトック|フェイスブック|テレグラム|シグナル"
    r"|ディスコード|カカオトーク|カカオ|スカイプ|スナップチャット"
    r"|スナチャ|スレッズ|ブルースカイ|ユーチューブ|X(?<![A-Za-z]X)(?=[ぁ-んの「(@ :はI])|アプリ"
)
_CUE = (
    rf"(?:{_NET}|ニックネーム|プレイヤー名|ゲーム内の名前|表示名|登録名|アカウント名?|アカ|ユーザー?名?|ユーザーネーム"
    rf"|ハンドル(?:ネーム)?"
    r"|投稿者名?|配信者名?|チャンネル|ID(?<![A-Za-z-]ID)|裏垢|垢|プロフィール|DM(?<![A-Za-z]DM))"
)
_NAME = re.compile(
    rf"{_CUE}(?P<link>[^A-Za-z0-9@。\n]{{0,14}}?(?:ID|アカウント)?[^A-Za-z0-9@。\n]{{0,8}}?\n?)"
    r"(?P<name>@?\s?[A-Za-z0-9][A-Za-z0-9_.-]{2,29}(?:#[0-9]{4})?)(?![A-Za-z0-9])"
)
_BACK = re.compile(
    rf"(?<![A-Za-z0-9_.@/-])(?P<name>[A-Za-z][A-Za-z0-9_.-]{{3,29}})[」』]?\s?"
    rf"(?:(?:という|との|と名乗る|の)(?:{_NET})?の?(?:アカウント|ID|ユーザー|垢)|\((?:{_NET}|X)\))"
)
_AT = re.compile(r"(?<![A-Za-z0-9._%+@/-])@\s?(?P<name>[A-Za-z0-9_][A-Za-z0-9_.]{1,29})")
_URL = re.compile(
    r"(?<![A-Za-z0-9.-])(?:https?://)?(?:www\.|m\.|mobile\.)?"
    r"(?:x\.com|twitter\.com|instagram\.com|tiktok\.com|facebook\.com|line\.me/(?:ti/p|R/ti/p)|lin\.ee|t\.me"
    r"|youtube\.com/(?:@|c/|channel/|user/)|threads\.(?:net|com)|discord\.gg)/?(?P<name>@?[A-Za-z0-9_.~%-]{2,40})"
)
# A name in Japanese, where it is said to be the name of an account.
_TITLE = re.compile(
    r"(?:(?:アカウント|ユーザー?|LINE|ライン|インスタ|ツイッター|プレイヤー|投稿者|配信者|ハンドル)名|ニックネーム"
    r"|ハンドルネーム|アカウント|表示名|登録名)"
    r"(?:[はがの:、]?[「『](?P<name>[^」』\n]{2,20})[」』]|\s?:(?P<bare>[ぁ-んァ-ヺ一-龥][^\s、。()「」\n]{1,20}))"
)
_CALLED = re.compile(
    r"[「『](?P<name>[^」』\n]{2,20})[」』](?:という|との|名義の)(?:名前の|名の)?(?:アカウント|ユーザー|垢|(?:LINE"
    r"|ライン|インスタ)(?!グループ|公式|スタンプ|の?友))"
)
_BODY = re.compile(
    "警察|[県市町村区庁省課署官係株]|銀行|センター|会社|公式|協会|先生|投資|案内|サポート|無料|副業|バイト|案件|窓口"
    "|資産|募集|支援|[〇○◯]"
    "|(?:ください|ましょう|です|ます)$"
)
_PRODUCTS = re.compile(
    "line|paypay|instagram|twitter|facebook|telegram|signal|discord|tiktok|youtube|google|apple|amazon|itunes|app"
    "|store|play|pay"
    r"|android|iphone|ipad|windows|sns|url|https?|qr.*|id|pc|sim|dm|atm|skype|whatsapp|wechat|zoom|web|www.*|ver.*"
    r"|pdf|[0-9-]+",
    re.IGNORECASE,
)
_LATIN = re.compile("[A-Za-z@]")
_OFFICIAL = re.compile("公式")
_FORCE = re.compile("police|kenkei|keisatsu|pref|city|official|bou?sai", re.IGNORECASE)
# What has an ID and is nobody.
_THING = re.compile(
    "シール|ステッカー|ラベル|タグ|端末|機器|カメラ|製品|会議|配信|文書|記事|申請|受付|手続|システム|試験"
)
_PHRASE = re.compile("[「『(:=はが名]$|ID$|アカウント$")


def find(passage: Passage) -> Iterator[Found]:
    """Account names: written with an at-mark, as an address, behind a cue."""
    view = passage.accounts
    for match in (*_TITLE.finditer(view.text), *_CALLED.finditer(view.text)):
        name = match[match.lastgroup or 0]
        if not (passage.public.account(name) or _BODY.search(name)):
            yield found(view, match.start(), match.end(), Severity.WARNING)
    for pattern in (_URL, _AT, _NAME, _BACK) if _LATIN.search(view.text) else ():
        for match in pattern.finditer(view.text):
            name = match["name"].lstrip("@ ").rstrip(".-")
            severity = Severity.ERROR
            if len(name) < 2 or passage.public.account(name) or passage.public.domain(name):
                continue
            if pattern in (_NAME, _BACK) and "@" not in match["name"]:
                shaped = re.search("[0-9_.-]", name) and re.search("[A-Za-z]", name)
                told = pattern is _BACK or _PHRASE.search(match["link"].strip())
                thing = match[0].startswith("ID") and _THING.search(
                    view.text, max(0, match.start() - 16), match.end() + 16
                )
                if _PRODUCTS.fullmatch(name) or "パスワード" in match[0] or thing or not (shaped or told):
                    continue
                severity = Severity.ERROR if shaped or "ID" in match[0] else Severity.WARNING
            before, after = around(view.text, match.start(), match.end())
            if _OFFICIAL.search(before + after) and _FORCE.search(name):
                continue
            yield found(view, *match.span(), Severity.WARNING if _OFFICIAL.search(before) else severity)
