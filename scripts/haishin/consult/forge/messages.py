"""The errors of this room in words: what, where, why, and what to do."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from haishin.consult.forge import ForgeError, NotThere
from haishin.core.model import Text

_LATER: Final = Text(
    "読めない間は、承認はないものとして扱います。しばらくしてからもう一度実行してください。",
    "Until it can be read nothing counts as approved. Run again in a while.",
)
_HELD: Final = Text(
    "このメールは配信されません。管理者に知らせてください。",
    "This alert is not sent. Tell the administrator.",
)


# --- set-up ---------------------------------------------------------------------------------------------------------


def malformed_repository() -> ForgeError:
    """Report a name of another form than ``owner/name``."""
    return ForgeError(
        Text("リポジトリの名前が正しくありません。", "The repository's name is malformed."),
        Text("「所有者/名前」の形で書いてください。", "Write it as OWNER/NAME."),
    )


def malformed_token() -> ForgeError:
    """Report a token that no header can hold; it is never shown."""
    return ForgeError(
        Text("フォージのトークンの形が正しくありません。", "The forge's token is malformed."),
        Text("トークンを、空白や改行を入れずに設定し直してください。", "Set it again, without blanks or line breaks."),
    )


def unusable_address() -> ForgeError:
    """Report an address of the API that is not safe to send the token to."""
    return ForgeError(
        Text("フォージの API のアドレスが正しくありません。", "The address of the forge's API is not usable."),
        Text("https://api.github.com か https://ホスト名/api/v3 にしてください。", "Use https://HOST/api/v3."),
    )


# --- answers --------------------------------------------------------------------------------------------------------


def malformed(where: str) -> ForgeError:
    """Report an answer that is not what GitHub's description says; ``where`` names the field, not its value."""
    return ForgeError(
        Text(
            f"フォージ(GitHub)の応答が読めません({where})。",
            f"The forge (GitHub) answered something that cannot be read ({where}).",
        ),
        Text(
            "読めない間は、承認はないものとして扱います。しばらくして同じなら、管理者に知らせてください。",
            "Until it can be read nothing counts as approved. If it stays so, tell the administrator.",
        ),
    )


def unreachable(path: str, why: str) -> ForgeError:
    """Report that there was no answer at all."""
    return ForgeError(
        Text(
            f"フォージ(GitHub)につながりません({path}、{why})。",
            f"The forge (GitHub) cannot be reached ({path}, {why}).",
        ),
        _LATER,
    )


def failed(path: str, status: int) -> ForgeError:
    """Report a status of 500 and more."""
    return ForgeError(
        Text(
            f"フォージ(GitHub)が応答できません({path}、{status})。",
            f"The forge (GitHub) failed ({path}, {status}).",
        ),
        _LATER,
    )


def refused(path: str, status: int) -> ForgeError:
    """Report a status other than success: NotThere for 404, and for 422, which an unknown commit gets."""
    kind = NotThere if status in (404, 422) else ForgeError
    return kind(
        Text(
            f"フォージ(GitHub)が応じません({path}、{status})。",
            f"The forge (GitHub) refused ({path}, {status}).",
        ),
        Text(
            "トークンの期限と権限、リポジトリの名前、API のアドレスを確かめてください。"
            "それまでは、承認はないものとして扱います。",
            "Check the token's expiry and rights, the repository's name and the API's address. Until then nothing "
            "counts as approved.",
        ),
    )


def rate_limited(path: str, minutes: int) -> ForgeError:
    """Report so many requests that the forge asks for a longer wait than there is patience."""
    return ForgeError(
        Text(
            f"フォージ(GitHub)の利用回数の上限に達しました({path})。約 {minutes} 分後に戻ります。",
            f"The forge's (GitHub's) rate limit is reached ({path}); about {minutes} minutes remain.",
        ),
        _LATER,
    )


def unreadable_file(name: str, why: Text) -> ForgeError:
    """Report a pull request of the offline forge that cannot be read."""
    return ForgeError(
        Text(
            f"プルリクエストのファイル {name} を読めません。{why.ja}",
            f"The pull file {name} cannot be read. {why.en}",
        ),
        Text(
            "形式を確かめてください。読めない間は、承認はないものとして扱います。",
            "Check its format; until it can be read nothing counts as approved.",
        ),
    )


# --- what they say --------------------------------------------------------------------------------------------------


def changes_more(number: int) -> ForgeError:
    """Report a merged pull request that brought other files with the alert."""
    return ForgeError(
        Text(
            f"プルリクエスト #{number} は、この情報メールのファイルのほかにも変更しています。",
            f"Pull request #{number} changes more than this alert's file.",
        ),
        _HELD,
    )


def several_claims(numbers: Iterable[int]) -> ForgeError:
    """Report several pull requests whose merge made one commit."""
    named = ", ".join(f"#{number}" for number in numbers)
    return ForgeError(
        Text(
            f"一つのコミットに二つ以上のプルリクエスト({named})があり、どの協議によるものか決められません。",
            f"Several pull requests ({named}) claim one commit; whose consultation counts cannot be told.",
        ),
        _HELD,
    )


def other_writer(found: str | None, own: str) -> ForgeError:
    """Report a status that was taken down as another account's: each sweep would write it again."""
    return ForgeError(
        Text(
            f"状態 consultation を書いたアカウントは {found or '-'} で、設定にある {own} ではありません。",
            f"The status `consultation` was written as {found or '-'}, and not as {own}, as is set.",
        ),
        Text(
            "HAISHIN_STATUS_LOGIN(App がないときは HAISHIN_FORGE_LOGIN)に、書いたアカウントの名前を設定してください。",
            "Set HAISHIN_STATUS_LOGIN (without an App HAISHIN_FORGE_LOGIN) to the account that wrote it.",
        ),
    )
