"""The words of the sender: where, why, and what to do."""

from __future__ import annotations

from haishin.core.errors import Refusal, ToolError
from haishin.core.model import Text


def no_commit(commit: str) -> Refusal:
    """Refuse a commit that is not named in full, or not here."""
    return Refusal(
        Text(f"コミット {commit} がありません。", f"There is no commit {commit}."),
        Text("コミットの番号を省略せずに書いてください。", "Write the whole id of the commit."),
    )


def not_on_main(commit: str, tip: str) -> Refusal:
    """Refuse to make a program of a commit that is not on main's first-parent line."""
    return Refusal(
        Text(
            f"コミット {commit} は、main の第一親の列にありません。",
            f"The commit {commit} is not on main's first-parent line.",
        ),
        Text(
            f"main のコミットの番号を、省略せずに書いてください(今の先端は {tip})。",
            f"Name a commit of main by its whole id (main's tip is {tip}).",
        ),
    )


def nobody_answers(commit: str) -> Refusal:
    """Refuse a program with a change that nothing proves and for which nobody answers."""
    return Refusal(
        Text(
            f"コミット {commit} を認める人の承認を確かめられないため、プログラムを替えません。",
            f"No approval of the commit {commit} can be proven, so the program stays as it is.",
        ),
        Text(
            "認める人(schema/policy.yaml の upkeep:プログラムは運用総括管理者)が変更を確かめ、--by に本人のログイン名を"
            "書いて、もう一度実行してください。承認があるはずなら、HAISHIN_FORGE と HAISHIN_FORGE_TOKEN"
            "(読むだけのもの)を設定してください。",
            "Let one of those whom upkeep of schema/policy.yaml names (for the program the supervisor) look at it, and "
            "run again with --by LOGIN. If it was approved set HAISHIN_FORGE and HAISHIN_FORGE_TOKEN (which may only "
            "read).",
        ),
    )


def not_part_of_a_program(commit: str, path: str) -> Refusal:
    """Refuse to export a link, another repository, or a name that leaves the folder."""
    return Refusal(
        Text(
            f"コミット {commit} の {path!a} は、プログラムに含められません。",
            f"The commit {commit} holds {path!a}, which cannot be part of a program.",
        ),
        Text("main から取り除いてください。", "Take it away from main."),
    )


def update_running() -> Refusal:
    """Refuse a second update at the same time."""
    return Refusal(
        Text("別の更新が動いています。", "Another update is running."),
        Text("終わるのを待って、もう一度実行してください。", "Wait for its end and run again."),
    )


def no_forge() -> ToolError:
    """Report that no forge is named whose pull requests could be looked up."""
    return ToolError(
        Text(
            "HAISHIN_FORGE が設定されていないため、承認を確かめられません。",
            "HAISHIN_FORGE is not set: no approval can be looked up.",
        ),
        Text("HAISHIN_FORGE を設定してください。", "Set HAISHIN_FORGE."),
    )
