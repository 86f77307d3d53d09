"""The errors of this room in words: what, where, why, and what to do."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from haishin.core.errors import Refusal, ToolError
from haishin.core.model import Text
from haishin.send.transport.relay import Relay


def distant_relay(relay: Relay) -> Refusal:
    """Refuse a relay of a rehearsal that is another machine."""
    return Refusal(
        Text(
            f"予行演習では、この機械の中の中継サーバーにだけ送れます({relay})。",
            f"A rehearsal sends to a relay on this machine only ({relay}).",
        ),
        Text("HAISHIN_SMTP は 127.0.0.1 にしてください。", "Point HAISHIN_SMTP at 127.0.0.1, or unset it."),
    )


def live_from_checkout() -> Refusal:
    """Refuse to send live by a checkout, which whatever is merged or changed here would change."""
    return Refusal(
        Text(
            "本番の配信は、haishin update で入れたプログラム(current)でだけ行います。これはチェックアウトです。",
            "Live mode sends by the program that haishin update installed (current) only, never by a checkout.",
        ),
        Text(
            "haishin update コミット --into フォルダー で入れ、フォルダー/current/scripts/send.py --live を実行して"
            "ください(OPERATING.md)。",
            "Install it by haishin update COMMIT --into FOLDER, and run FOLDER/current/scripts/send.py --live "
            "(OPERATING.md).",
        ),
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


def sample_phones(samples: Sequence[str]) -> Refusal:
    """Refuse telephone numbers of ``schema/`` that nobody has."""
    return Refusal(
        Text(
            f"見本の電話番号が{len(samples)}件あります({samples[0]} など)。",
            f"{len(samples)} telephone numbers are samples (as {samples[0]}).",
        ),
        Text(
            "schema/organization.yaml と schema/wording.yaml に実際の番号を書いてください。",
            "Write the real ones into schema/organization.yaml and schema/wording.yaml.",
        ),
    )


def exposed(*, private: bool) -> Refusal:
    """Refuse a repository that others can read (``private``: that can only be forked)."""
    why = Text("フォークできます", "can be forked") if private else Text("公開されています", "is public")
    return Refusal(
        Text(
            f"リポジトリが{why.ja}。下書きの個人情報がほかの人に読まれるため、本番の配信はしません。",
            f"The repository {why.en}: others could read the personal data of drafts, so live mode refuses.",
        ),
        Text(
            "設定で非公開・フォーク禁止にしてください。主管課が認めるなら、schema/policy.yaml に "
            "forge: {public: allowed} と書きます。",
            "Make it private without forks, or let the section in charge write forge: {public: allowed} into "
            "schema/policy.yaml.",
        ),
    )


def broken_rulesets(what: str, folder: str) -> ToolError:
    """Report a file of ``.github/rulesets`` that is not there, cannot be read or has lost something."""
    return ToolError(
        Text(f"{folder}/ に、読めないものか足りないものがあります({what})。", f"{folder}/ lacks something ({what})."),
        Text("この版に付いてきたファイルに戻してください。", "Restore the files that came with this version."),
    )


# --- the preview of a push ---


def pushed_live() -> Refusal:
    """Refuse a preview of a push with the switch of a live sending."""
    return Refusal(
        Text("--pushed は下見です。HAISHIN_LIVE とは使えません。", "--pushed is a preview, never with HAISHIN_LIVE."),
        Text("配信するには --live を使ってください。", "Use --live to send."),
    )


def pushed_in_service() -> Refusal:
    """Refuse a preview of a push once a ledger is there."""
    return Refusal(
        Text(
            "台帳があります。使い始めた後なので、--pushed の下見はしません。",
            "There is a ledger: the service has begun, so --pushed shows nothing.",
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
