"""The errors of this room in words: what, where, why, and what to do."""

from __future__ import annotations

from typing import Final

from haishin.delivery.transport.relay import Relay
from haishin.errors import HaishinError, Refusal, ToolError
from haishin.forge import ForgeError
from haishin.model import Text

# --- what the environment names -------------------------------------------------------------------------------------


def no_forge_folder(folder: str) -> ToolError:
    """Report ``HAISHIN_FORGE=file:…`` of a folder that is not there."""
    return ToolError(
        Text(
            f"HAISHIN_FORGE のフォルダー {folder} がありません。",
            f"The folder {folder} of HAISHIN_FORGE does not exist.",
        ),
        Text("フォルダーの場所を確かめてください。", "Check where the folder is."),
    )


def unknown_forge(value: str) -> ToolError:
    """Report a value of ``HAISHIN_FORGE`` of another form."""
    return ToolError(
        Text(f"HAISHIN_FORGE の値 {value!r} は使えません。", f"HAISHIN_FORGE={value!r} is not understood."),
        Text(
            "github:所有者/名前 か file:フォルダー の形で指定してください。",
            "Write github:OWNER/NAME or file:FOLDER.",
        ),
    )


def no_settings(forge: str) -> ForgeError:
    """Report a forge (empty: none is named) whose settings cannot be read."""
    return ForgeError(
        Text(
            f"HAISHIN_FORGE({forge!r})は、設定を読めるサービスを指していません。",
            f"HAISHIN_FORGE ({forge!r}) names no service whose settings can be read.",
        )
        if forge
        else Text(
            "HAISHIN_FORGE がないため、フォージの設定を読めません。",
            "HAISHIN_FORGE is not set: no setting can be read.",
        ),
        Text(
            "HAISHIN_FORGE=github:所有者/名前 と、設定を読めるトークン HAISHIN_FORGE_TOKEN を指定してください。",
            "Set HAISHIN_FORGE=github:OWNER/NAME and, in HAISHIN_FORGE_TOKEN, a token that may read the settings.",
        ),
    )


def no_token(variable: str) -> ToolError:
    """Report a variable for a token that is not set."""
    return ToolError(
        Text(f"{variable} がありません。", f"{variable} is not set."),
        Text(
            "プルリクエストを読むことだけを許したトークンを設定してください。",
            "Set a token that may read pull requests, and nothing more.",
        ),
    )


def other_clock() -> Refusal:
    """Refuse ``HAISHIN_NOW`` where the ledger is no rehearsal."""
    return Refusal(
        Text("HAISHIN_NOW は予行演習でだけ使えます。", "HAISHIN_NOW is honoured in a rehearsal only."),
        Text("環境変数 HAISHIN_NOW を消してから実行してください。", "Unset HAISHIN_NOW and run again."),
    )


def no_repository() -> ToolError:
    """Report a sweep without a forge."""
    return ToolError(
        Text("判定するプルリクエストのあるフォージが分かりません。", "No forge with pull requests is named."),
        Text("HAISHIN_FORGE を github:所有者/名前 の形で指定してください。", "Set HAISHIN_FORGE=github:OWNER/NAME."),
    )


def no_login_of_comments() -> ToolError:
    """Report a token of the comments whose account is not known."""
    return ToolError(
        Text("コメントを書くアカウントの名前が分かりません。", "Whose token writes the comments is not said."),
        Text(
            "HAISHIN_FORGE_LOGIN にログイン名を設定してください。", "Set HAISHIN_FORGE_LOGIN to that account's login."
        ),
    )


def no_login_of_statuses() -> ToolError:
    """Report a token of the status whose account is not known."""
    return ToolError(
        Text("状態を書くアカウントの名前が分かりません。", "Whose token writes the status is not said."),
        Text(
            "HAISHIN_STATUS_LOGIN にログイン名(App は「名前[bot]」)を設定してください。",
            "Set HAISHIN_STATUS_LOGIN to that account's login (an App's is NAME[bot]).",
        ),
    )


def rules_broken(why: Text) -> Text:
    """Report that the sweep goes by rules from before main's."""
    return Text(
        f"警報:main の schema/ を読めないため、読める最後の版で判定しています(直す申請も)。{why.ja}",
        "Alarm: main's schema/ cannot be read. The last one that can judges, also the pull request that mends it. "
        f"{why.en}",
    )


def unreadable_moment(text: str, error: type[HaishinError]) -> HaishinError:
    """Report a time without offset, or none: a wrong argument (Refusal) or environment (ToolError)."""
    return error(
        Text(f"時刻 {text!r} を読めません。", f"The time {text!r} cannot be read."),
        Text(
            "2026-11-25T15:40+09:00 のように、時差を付けて書いてください。",
            "Write it with its offset, as 2026-11-25T15:40+09:00.",
        ),
    )


# --- what live mode never rests on ----------------------------------------------------------------------------------


def distant_relay(relay: Relay) -> Refusal:
    """Refuse a relay of a rehearsal that is another machine."""
    return Refusal(
        Text(
            f"予行演習では、この機械の中の中継サーバーにだけ送れます({relay})。",
            f"A rehearsal sends to a relay on this machine only ({relay}).",
        ),
        Text("HAISHIN_SMTP は 127.0.0.1 にしてください。", "Point HAISHIN_SMTP at 127.0.0.1, or unset it."),
    )


def offline_approvals() -> Refusal:
    """Refuse approvals from files, which prove nothing."""
    return Refusal(
        Text(
            "本番の配信は、ファイルに書かれた承認(HAISHIN_FORGE=file:…)には基づけません。",
            "Live mode does not rest on approvals from files (HAISHIN_FORGE=file:…).",
        ),
        Text("サービス上の承認を確かめられる設定にしてください。", "Name a forge whose reviews can be proven."),
    )


def unnumbered_people() -> Refusal:
    """Refuse a roster that knows somebody by his login alone."""
    return Refusal(
        Text(
            "体制表に、アカウントの番号がない人がいます。本番の配信はできません。",
            "Somebody in the roster has no account id: live mode refuses.",
        ),
        Text(
            "schema/roster.yaml にアカウントの番号を書いてください。",
            "Write the account ids into schema/roster.yaml.",
        ),
    )


def no_relay() -> ToolError:
    """Report live mode without ``HAISHIN_SMTP``."""
    return ToolError(
        Text("送信先の中継サーバー(HAISHIN_SMTP)がありません。", "Live mode needs a relay (HAISHIN_SMTP)."),
        Text("smtps://利用者:パスワード@ホスト の形で設定してください。", "Set it as smtps://USER:PASSWORD@HOST."),
    )


def pushed_live() -> Refusal:
    """Refuse a preview of a push with the switch of a live sending."""
    return Refusal(
        Text("--pushed は下見です。HAISHIN_LIVE とは使えません。", "--pushed is a preview, never with HAISHIN_LIVE."),
        Text("配信するには --live を使ってください。", "Use --live to send."),
    )


def pushed_in_service() -> Refusal:
    """Refuse a preview of a push once a ledger or a heartbeat is there."""
    return Refusal(
        Text(
            "台帳か送信側の印があります。使い始めた後なので、--pushed の下見はしません。",
            "There is a ledger or a sender's heartbeat: the service has begun, so --pushed shows nothing.",
        ),
        Text(
            "リポジトリの変数 HAISHIN_RUNNER を haishin-mail か none にしてください。ないと配信が始まりません。",
            "Set the repository's variable HAISHIN_RUNNER to haishin-mail or none: without it nothing is sent.",
        ),
    )


UNNUMBERED_SAMPLE: Final = Text(
    "体制表のアカウントの番号。まだだれにもないため、この下見では、人をログイン名で見分けました",
    "The account ids of the roster: nobody has one yet, so this preview told people apart by their logins",
)
UNNUMBERED_OTHERS: Final = Text("体制表の、残りの人のアカウントの番号", "The account ids of the others in the roster")

# --- what is asked of the outside -----------------------------------------------------------------------------------

_LEAVE: Final = Text(
    "受け付けていないなら、schema/organization.yaml の mail.leave から消してください。",
    "If nobody answers there, take it out of mail.leave in schema/organization.yaml.",
)


def monitor_unreached(why: str) -> ToolError:
    """Report an outside monitor that did not answer. ``why`` holds no part of its address, often a secret."""
    return ToolError(
        Text(
            f"外部の見張り(HAISHIN_MONITOR_URL)に知らせられませんでした({why})。配信には影響しません。",
            f"The outside monitor (HAISHIN_MONITOR_URL) could not be told ({why}). Sending is not affected.",
        ),
        Text("アドレスと接続を確かめてください。", "Check the address and the connection."),
    )


def _closed(url: str, why: str) -> Text:
    return Text(f"{url} が開けません({why})", f"{url} cannot be opened ({why})")


def no_leaving_page(url: str, code: int) -> Refusal:
    """Refuse a page for leaving of which its server says that it is not there."""
    return Refusal(_closed(url, str(code)), _LEAVE)


def leaving_page_unreached(url: str, why: str) -> ToolError:
    """Report a page for leaving that could not be asked."""
    return ToolError(_closed(url, why), _LEAVE)


def no_mailbox_host(name: str) -> ToolError:
    """Report a mailbox for leaving on a host without an address."""
    return ToolError(Text(f"受信箱のホスト {name} が見つかりません", f"the mailbox's host {name} is not found"), _LEAVE)
