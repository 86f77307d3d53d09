"""Private accounts of social networks.

Finds @name, the address of a profile, a name behind a network or 「ID」「アカウント」「ユーザー名」 (in the sentence
before, too) where it looks like one (has a digit, dot, underscore or hyphen, or stands in quotation marks or behind は
or a colon), a name before 「（インスタ）」「というアカウント」, and a Japanese name that is said to be an account's.
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
_LATIN_NETS = (
    "Instagram Twitter TikToker TikTok Facebook Telegram Signal Discord KakaoTalk Kakao WeChat Skype Snapchat Threads"
    " YouTube WhatsApp BeReal mixi2 mixi Bluesky Tinder Pairs Viber Messenger Twitch"
)
_NET = (
    "|".join(word for one in _LATIN_NETS.split() for word in dict.fromkeys((one, one.lower(), one.upper())))
    + "|Tik Tok"
    r"|LINE|ライン|らいん|インスタグラム|インスタ|いんすた|ツイッター|ついったー|ティックトック|てぃっくとっく|フェイスブック"
    r"|テレグラム|シグナル|ディスコード|カカオトーク|カカオ|ウィーチャット|微信|スカイプ|スナップチャット|スナチャ|スレッズ"
    r"|ユーチューブ|ワッツアップ|ミクシィ|ブルースカイ|メッセンジャー|X(?<![A-Za-z]X)(?=[ぁ-んの「(@ :はID])"
    r"|配信アプリ|マッチングアプリ|ゲームアプリ"
)
_CUE = (
    f"(?:{_NET}|ニックネーム|プレイヤー名|ゲーム内の名前|ゲーム名|表示名|登録名|HN|アカウント名?|アカ|ユーザー?名?|"
    r"ユーザーネーム|ユーザーID|アイディー|アイディ|ハンドルネーム|ハンドル|フォロワー|投稿者名?|配信者名?|チャンネル"
    r"|ID(?<![A-Za-z-]ID)|裏垢|サブ垢|本垢|垢|プロフィール|DM(?<![A-Za-z]DM))"
)
_NAME = re.compile(
    rf"{_CUE}(?P<link>[^A-Za-z0-9@。\n]{{0,14}}?(?:ID|id|アカウント)?[^A-Za-z0-9@。\n]{{0,8}}?(?:\n|。(?=[a-z]))?)(?"
    rf"P<name>@?\s?[A-Za-z0-9](?:[A-Za-z0-9_.-]|\n(?=[a-z0-9]{{0,15}}_)){{2,29}}(?:#[0-9]{{4}})?)(?![A-Za-z0-9])"
)
# A name in Japanese, where it is said to be the name of an account.
_TITLE = re.compile(
    r"(?:(?:アカウント|ユーザー?|LINE|ライン|インスタ|ツイッター|プレイヤー|ライバー|チャンネル|出品者|ハンドル)名|(?:配信|投稿)者名?"
    r"|ユーザーネーム|ニックネーム|ハンドルネーム|アカウント|表示名|登録名|ゲーム内の名前|(?:LINE|ライン|インスタ|ツイッター)の?"
    r"(?:名前?|登録名|表示名))"
    r"(?:(?:は|の|が|:|、|で)?[「『\"](?P<name>[^」』\"\n]{2,20})[」』\"]|\s?[:=]\s?(?P<bare>[^\s、。()「」\n]{2,20}))"
)
# In each of them; most texts have none.
_TITLED = re.compile(
    "|".join(rf"{end}(?=(?:は|の|が|:|、|で)?[「『\"]|\s?[:=])" for end in ("名前?", "者", "アカウント", "ネーム"))
)
_CALLED = re.compile(
    r"[「『](?P<name>[^」』\n]{2,20})[」』](?:という|との|なる|を名乗る|と名乗る|名義の)(?:名前の|名の)?(?:アカウント|ユーザー|垢|ハンドル|(?:LINE|ライン|インスタ)(?!グループ|公式|スタンプ|の?友))"
)
_CODE = re.compile(
    r"(?:フレンドコード|プレイヤーID|ユーザーID|ゲームID|フレンドID)[はが:\s「]{0,3}[0-9](?:[ -]?[0-9]){6,14}(?![0-9])"
)
_BODY = re.compile(
    "警察|県|市|町|村|区|庁|省|課|署|銀行|センター|会社|公式|協会|先生|投資|案内|サポート|無料|副業|バイト|案件|窓口|官|係"
    "|株|資産|募集|支援|[〇○◯]|(?:ください|ましょう|です|ます)$"
)
_BACK = re.compile(
    r"(?<![A-Za-z0-9_.@/-])(?P<name>[A-Za-z][A-Za-z0-9_.-]{3,29})[」』\"']?\s?(?:(?:という|との|"
    rf"と名乗る|の)(?:(?:名前|{_NET})の)?(?:アカウント|ID|ユーザー|垢|ハンドル)|\((?:{_NET}|X)\)|[がは](?:{_NET})の(?:ID|アカウント))"
)
_AT = re.compile(r"(?<![A-Za-z0-9._%+@/-])@\s?(?P<name>[A-Za-z0-9_][A-Za-z0-9_.]{1,29})")
_URL = re.compile(
    r"(?<![A-Za-z0-9.-])(?:https?\s?:\s?//)?(?:www\.|m\.|mobile\.)?"
    r"(?:x\.com|twitter\.com|instagram\.com|tiktok\.com|facebook\.com|fb\.com|line\.me/(?:ti/p|"
    r"R/ti/p)|lin\.ee|t\.me|youtube\.com/(?:@|c/|channel/|user/)"
    r"|threads\.(?:net|com)|discord\.gg|discord\.com/users|wa\.me|lit\.link|linktr\.ee|ask\.fm|twitcasting\.tv|mixi\.jp|pixiv\.net"
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
_FORCE = re.compile("police|kenkei|keisatsu|pref|city|official|bou?sai", re.IGNORECASE)
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
    titles = _TITLE.finditer(view.text) if _TITLED.search(view.text) else ()
    for match in (*titles, *_CALLED.finditer(view.text), *_CODE.finditer(view.text)):
        name = match[match.lastgroup or 0]
        if not (passage.public.account(name) or _BODY.search(name) or (match.lastgroup == "bare" and name.isascii())):
            yield found(view, match.start(), match.end(), Severity.WARNING)
    for pattern in (_URL, _AT, _BLUESKY, _NAME, _BACK) if _LATIN.search(view.text) else (_NAME,):
        for match in pattern.finditer(view.text):
            name = match["name"].lstrip("@ ").rstrip(".-")
            if len(name) < 2 or passage.public.account(name) or passage.public.domain(name):
                continue
            severity = Severity.ERROR
            if pattern in (_NAME, _BACK) and "@" not in match["name"]:
                if _PRODUCTS.fullmatch(name) or "パスワード" in match[0]:
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
