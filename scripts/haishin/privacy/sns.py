"""Private accounts of social networks.

Finds @name, the address of a profile, a name behind a network or 「ID」「アカウント」「ユーザー名」 where it looks
like one (has a digit, dot, underscore or hyphen, or stands in quotation marks or behind は or a colon), and a
Japanese name in quotation marks that is said to be an account's.
Passes: accounts of ``official_accounts``, names of forces and municipalities beside 「公式」, names of products, hosts
that the contract lists.
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
    "LINE|ライン|らいん|Instagram|インスタグラム|インスタ|Twitter|ツイッター|TikTok|ティッ"
    "クトック|Facebook|フェイスブック|Telegram|テレグラム|Signal|シグナル"
    "|Discord|ディスコード|KakaoTalk|カカオトーク|カカオ|WeChat|ウィーチャット|微信|Skype|"
    "スカイプ|Snapchat|スナップチャット|スナチャ|Threads|スレッズ|YouTube"
    "|ユーチューブ|WhatsApp|ワッツアップ|BeReal|mixi|ミクシィ|Bluesky|ブルースカイ|Tinder|"
    "Pairs|Viber|Messenger|メッセンジャー|Twitch|X(?<![A-Za-z]X)(?=[ぁ-んの「(@ :はID])"
    "|配信アプリ|マッチングアプリ|ゲームアプリ"
)
_CUE = (
    f"(?:{_NET}|ニックネーム|プレイヤー名|ゲーム内の名前|表示名|登録名|HN|アカウント名?|アカ|ユーザー?名|ユーザ"
    "ーネーム|ユーザーID|ハンドルネーム|ハ"
    f"ンドル|ID(?<![A-Za-z-]ID)|裏垢|サブ垢|本垢|垢|プロフィール|DM(?<![A-Za-z]DM))"
)
_NAME = re.compile(
    rf"{_CUE}(?P<link>[^A-Za-z0-9@。\n]{{0,14}}?(?:ID|アカウント)?[^A-Za-z0-9@。\n]{{0,8}}?\n?)(?"
    rf"P<name>@?\s?[A-Za-z0-9][A-Za-z0-9_.-]{{2,29}}(?:#[0-9]{{4}})?)(?![A-Za-z0-9])"
)
# A name in Japanese, where it is said to be the name of an account.
_TITLE = re.compile(
    r"(?:アカウント名?|ユーザー?名|ユーザーネーム|ニックネーム|LINEの?(?:名前?|登録名|表示名)|ラインの?(?:名前?|登"
    r"録名|表示名)|インスタの?(?:名前?|登録名|表示名)|ツイッターの?(?:名前?|登録名|表示名)|表示名|登録名|プレイヤー"
    r"名|ハンドルネーム"
    r"|チャンネル名)"
    r"(?:は|の|が|:|、|で)?[「『\"](?P<name>[^」』\"\n]{2,20})[」』\"]"
)
_BODY = re.compile("警察|県|市|町|村|区|庁|省|課|署|銀行|センター|会社|公式|協会")
_BACK = re.compile(
    r"(?<![A-Za-z0-9_.@/-])(?P<name>[A-Za-z][A-Za-z0-9_.-]{3,29})[」』\"']?(?:という|との|"
    r"と名乗る|の)(?:名前の)?(?:アカウント|ID|ユーザー|垢|ハンドル)"
)
_AT = re.compile(r"(?<![A-Za-z0-9._%+@/-])@\s?(?P<name>[A-Za-z0-9_][A-Za-z0-9_.]{1,29})")
_URL = re.compile(
    r"(?<![A-Za-z0-9.-])(?:https?\s?:\s?//)?(?:www\.|m\.|mobile\.)?"
    r"(?:x\.com|twitter\.com|instagram\.com|tiktok\.com|facebook\.com|fb\.com|line\.me/(?:ti/p|"
    r"R/ti/p)|lin\.ee|t\.me|youtube\.com/(?:@|c/|channel/|user/)"
    r"|threads\.(?:net|com)|discord\.gg|wa\.me|lit\.link|linktr\.ee|ask\.fm|twitcasting\.tv|mixi\.jp|pixiv\.net"
    r"|note\.com|bsky\.app/profile)/?(?P<name>@?[A-Za-z0-9_.~%-]{2,40})"
)
_BLUESKY = re.compile(r"(?<![A-Za-z0-9.-])(?P<name>[A-Za-z0-9-]{2,30})\.bsky\.social")
_PRODUCTS = re.compile(
    r"(?:line|paypay|instagram|twitter|facebook|telegram|signal|discord|tiktok|youtube|google|"
    r"apple|amazon|itunes|app|store|play|pay|works|messenger|android|iphone"
    r"|ipad|windows|sns|url|http|https|qr|id|pc|sim|dm|atm|nft|fx|usdt|btc|skype|whatsapp|"
    r"wechat|zoom|web|www.*|version|ver.*|pdf|qrコード|pay-easy|e-tax|wi-fi|\d+|20[2-4]\d{5}-?\d{3,4})",
    re.IGNORECASE,
)
_LATIN = re.compile("[A-Za-z@]")
_OFFICIAL = re.compile("公式")
_FORCE = re.compile("police|kenkei|keisatsu|pref|city|gunma|official|bou?sai", re.IGNORECASE)
_FALSE = re.compile("装|偽|かた|騙|なりすま")
# What has an ID and is nobody.
_THING = re.compile(
    "シール|ステッカー|ラベル|(?<!名)札|タグ|端末|機器|カメラ|電柱|製品|会議|配信|文書|記事|申請|受付|手続|システム"
    "|テスト|試験"
)
_PHRASE = re.compile(r"[「『\"'(:=]|は$|が$|名$|ID$|アカウント$|「$")


def find(passage: Passage) -> Iterator[Found]:
    """Account names: written with an at-mark, as an address, behind a cue."""
    view = passage.accounts
    for match in _TITLE.finditer(view.text):
        if not (passage.public.account(match["name"]) or _BODY.search(match["name"])):
            yield found(view, match.start("name"), match.end("name"), Severity.WARNING)
    for pattern in (_URL, _AT, _BLUESKY, _NAME, _BACK) if _LATIN.search(view.text) else (_NAME,):
        for match in pattern.finditer(view.text):
            name = match["name"].lstrip("@ ").rstrip(".-")
            if len(name) < 2 or passage.public.account(name) or passage.public.domain(name):
                continue
            severity = Severity.ERROR
            if pattern in (_NAME, _BACK) and "@" not in match["name"]:
                if _PRODUCTS.fullmatch(name):
                    continue
                shaped = re.search("[0-9_.-]", name) and re.search("[A-Za-z]", name)
                link = match["link"].strip() if pattern is _NAME else "「"
                if not shaped and not _PHRASE.search(link):
                    continue
                if match[0].startswith("ID") and _THING.search(view.text, max(0, match.start() - 16), match.end() + 16):
                    continue
                severity = Severity.ERROR if shaped or "ID" in match[0] else Severity.WARNING
            before, after = around(view.text, match.start(), match.end())
            if _OFFICIAL.search(before + after) and _FORCE.search(name) and not _FALSE.search(before + after):
                continue
            if _OFFICIAL.search(before) and not _FALSE.search(before + after):
                severity = Severity.WARNING
            yield found(view, match.start(), match.end(), severity)
