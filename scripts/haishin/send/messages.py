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
