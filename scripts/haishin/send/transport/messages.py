"""The words of the ways out: where, why, and what to do."""

from __future__ import annotations

from pathlib import Path

from haishin.core.errors import Refusal, ToolError
from haishin.core.model import Text


class RelayFault(ToolError):
    """No relay takes mail, or our own set-up keeps it from us."""


def setup_broken(sign: Text) -> RelayFault:
    """Report that our own set-up is at fault; ``sign``: by which it shows."""
    return RelayFault(*_broken(sign))


def all_refused() -> Refusal:
    """Report that the relay has taken nothing and refused one after the other."""
    return Refusal(
        *_broken(
            Text(
                "一通も受け付けられず、宛先が続けて拒否されました",
                "nothing was taken, and one recipient after the other was refused",
            )
        )
    )


def _broken(sign: Text) -> tuple[Text, Text]:
    return (
        Text(
            f"送信側の設定に問題があるとみられるため、送信を止めました:{sign.ja}",
            f"Sending has stopped, our own set-up seems to be broken: {sign.en}",
        ),
        Text(
            "メールサーバーの設定(接続先、認証、宛先の一覧、SPF・DKIM・DMARC、空き容量)を確かめて、もう一度実行して"
            "ください。残りの宛先はその時に続けて送信されます。",
            "Check the mail set-up (relay, login, its table of recipients, SPF, DKIM, DMARC, free space), then run "
            "again. The remaining recipients follow then.",
        ),
    )


def relay_silent(text: str) -> RelayFault:
    """Report that no relay takes mail; ``text``: why, without an address."""
    return RelayFault(
        Text(f"メールサーバーが受け付けません:{text}", f"The relay does not take mail: {text}"),
        Text(
            "サーバーが動いているか、接続できるかを確かめて、もう一度実行してください。残りの宛先はその時に続けて送信されます。",
            "Check that it runs and can be reached, then run again. The remaining recipients follow then.",
        ),
    )


def relay_misnamed(ja: str, en: str) -> ToolError:
    """Report a value of HAISHIN_SMTP that names no relay; the value itself is never shown."""
    return ToolError(
        Text(f"HAISHIN_SMTP の値を使えません:{ja}。", f"HAISHIN_SMTP cannot be used: {en}."),
        Text(
            "例:smtp+starttls://利用者:パスワード@mail.example.jp:587",
            "For example smtp+starttls://user:password@mail.example.jp:587",
        ),
    )


def maildir_unusable(folder: Path, why: str | None) -> ToolError:
    """Report a Maildir that cannot be made."""
    return ToolError(
        Text(f"Maildir {folder} を作成できません:{why}", f"The Maildir {folder} cannot be made: {why}"),
        Text("フォルダの場所と権限を確かめてください。", "Check the place of the folder and its rights."),
    )
