"""The errors of this room in words: what, where, why, and what to do."""

from __future__ import annotations

from haishin.consult.forge import ForgeError
from haishin.core.errors import HaishinError, Refusal, ToolError
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


MAIN_WENT_BACK = Text(
    "main が、前に調べた {judged} から続いていません(いまの先端は {tip})。書き換えられたとみられるため、すべての配信を"
    "止めています。",
    "main (now at {tip}) does not continue {judged}, which was judged before. It seems to have been rewritten, so "
    "nothing is sent.",
)
PUT_MAIN_BACK = Text(
    "誰が書き換えたかを確かめ、{judged} に続く main に戻してください。戻せないときは、運用総括管理者がいまの main の"
    "内容(取り下げた情報メール、schema/、scripts/)を確かめて haishin accept {tip} --by 本人 を"
    "実行してください。",
    "Find out who rewrote it, and put back a main that continues {judged}. If that cannot be, the supervisor "
    "looks at all of it (withdrawn alerts, schema/, scripts/) and runs haishin accept {tip} --by LOGIN.",
)


def main_went_back(judged: str, tip: str) -> Refusal:
    """Refuse a main that does not continue a commit which was judged before."""
    return Refusal(
        MAIN_WENT_BACK.format(judged=judged, tip=tip),
        PUT_MAIN_BACK.format(judged=judged, tip=tip),
    )


def another_main(watermark: str) -> Refusal:
    """Refuse a main that does not contain the commit of the activation."""
    return Refusal(
        Text(
            f"main に、使い始めのコミット {watermark} が含まれていません。",
            f"main does not contain the commit of the activation, {watermark}.",
        ),
        Text(
            "配信はしません。main が書き換えられていないか、リモートが正しいかを確かめてください。",
            "Nothing is sent. Check whether main was rewritten and whether the remote is the right one.",
        ),
    )


def unproven(commit: str, why: Text) -> Refusal:
    """Report a change outside ``schema/`` for which nobody answers: nothing of it runs on the mail host."""
    return Refusal(
        Text(
            f"コミット {commit} が alerts/ と schema/ の外を変えていますが、それを認める人の承認を確かめられません。"
            f"{why.ja}配信は入れてあるプログラムで続けていますが、プルリクエストの判定は main のもので行われます。",
            f"The commit {commit} changes what lies outside alerts/ and schema/, and no approval by a person who "
            f"answers for it can be proven. {why.en} Sending goes on by the program that is installed, but main's own "
            "judges pull requests and writes the comments there.",
        ),
        Text(
            f"認める人(schema/policy.yaml の upkeep:プログラムは運用総括管理者)が変更を確かめ、haishin accept {commit} "
            "--by 本人 を実行してください。認めないときは、元に戻すプルリクエストを出し、そのコミットも同じように認めて"
            "ください。",
            f"Let one of those whom upkeep of schema/policy.yaml names (for the program the supervisor) look at it and "
            f"run haishin accept {commit} --by LOGIN. If it is not to stand, take it back by a pull request first.",
        ),
    )


def unproven_rules(commit: str, why: Text) -> Refusal:
    """Report a change of ``schema/`` for which nobody answers: all go on by what stood before it."""
    return Refusal(
        Text(
            f"コミット {commit} による schema/ の変更は、それを認める人の承認を確かめられません。{why.ja}"
            "その前の schema/ で判定と配信を続けています。",
            f"No approval by a person who answers for the change of schema/ by commit {commit} can be proven. {why.en} "
            "Judging and sending go on by what stood before it.",
        ),
        Text(
            f"認める人(schema/policy.yaml の upkeep)が変更を確かめ、haishin accept {commit} --by 本人 を実行する"
            "と、使われるようになります。認めないときは、元に戻すプルリクエストを出し、そのコミットも同じように認めてください。",
            f"It comes into force when one of those whom upkeep of schema/policy.yaml names has looked at it and runs "
            f"haishin accept {commit} --by LOGIN. If it is not to stand, take it back by a pull request first.",
        ),
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


UNPROVEN_NO_FORGE = Text(
    "プルリクエストを調べられるサービス(HAISHIN_FORGE=github:…)がありません。",
    "There is no forge (HAISHIN_FORGE=github:…) whose pull requests could be looked up.",
)
UNPROVEN_PUSHED = Text(
    "このコミットを作ったプルリクエストがありません。", "No merged pull request made this commit: it was pushed."
)
UNPROVEN_WITH_ALERT = Text("情報メールと一緒に変えています。", "It changes an alert as well.")
UNPROVEN_OTHER_RULES = Text(
    "変える前の schema/ は版が違い、このプログラムでは読めません。",
    "The schema/ from before is of another version, which this program cannot read.",
)
