"""The errors of this room in words: what, where, why, and what to do."""

from __future__ import annotations

from haishin.consult.forge import ForgeError
from haishin.core.errors import ToolError
from haishin.core.model import Text


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


SAME_ID_TWICE = Text("同じ id のファイルが二つあります。", "Two files have this id.")
ID_REMOVED = Text("この id は、以前に main から削除されたものです。", "This id was once removed from main.")
ID_FROM_BEFORE = Text(
    "この id は、配信の仕組みを始める前から main にあったものです。",
    "This id was on main before the service began.",
)


def id_of_another(path: str) -> Text:
    """Say that the id belongs to the file that was begun."""
    return Text(f"この id は、{path} として配信したものです。", f"This id is that of {path}, which was begun.")
