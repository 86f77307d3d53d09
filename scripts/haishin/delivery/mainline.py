"""Main only goes forward: what was judged of it once stays on its first-parent line (threats T2, T8).

Who brought an alert, what was withdrawn and which change was proven are all read along that line. A force push, or a
merge whose parents are swapped, takes another line, on which all of that never happened.
"""

from __future__ import annotations

import re
from pathlib import Path

from haishin.delivery.memory import recall, remember, unusable
from haishin.delivery.view import LedgerView
from haishin.errors import Refusal
from haishin.model import Text
from haishin.repository.git import Git
from haishin.repository.history import descends, line_of

FILE = "main-tip"
_REMEMBERED = re.compile(r"([0-9a-f]{40,64}) ([0-9a-f]{32})")

BACK = Text(
    "main が、前に調べた {judged} から続いていません(いまの先端は {tip})。書き換えられたとみられるため、すべての配信を"
    "止めています。",
    "main (now at {tip}) does not continue {judged}, which was judged before. It seems to have been rewritten, so "
    "nothing is sent.",
)
REMEDY = Text(
    "誰が書き換えたかを確かめ、{judged} に続く main に戻してください。戻せないときは、運用総括管理者がいまの main の"
    "内容(取り下げた情報メール、schema/、scripts/)を確かめて haishin ledger accept {tip} --by 本人 を"
    "実行してください。",
    "Find out who rewrote it, and put back a main that continues {judged}. If that cannot be, the supervisor "
    "looks at all of it (withdrawn alerts, schema/, scripts/) and runs haishin ledger accept {tip} --by LOGIN.",
)

_ELSEWHERE = Text(
    "main に、使い始めのコミット {watermark} が含まれていません。",
    "main does not contain the commit of the activation, {watermark}.",
)
_ELSEWHERE_REMEDY = Text(
    "配信はしません。main が書き換えられていないか、リモートが正しいかを確かめてください。",
    "Nothing is sent. Check whether main was rewritten and whether the remote is the right one.",
)


def lost(git: Git, tip: str, view: LedgerView, state: Path | None) -> str | None:
    """A commit that was judged and does not lie on the first-parent line of ``tip``; None where main went forward.

    Judged: where main's line begins, the tip of every claim since, and the one that the state folder remembers (None:
    no folder). Raises Refusal when main does not contain the commit of the activation at all, GitError, ToolError.
    """
    if not descends(git, tip, view.watermark):
        raise Refusal(_ELSEWHERE.format(watermark=view.watermark[:12]), _ELSEWHERE_REMEDY)
    start, commits = view.line
    seen = recall(state / FILE) if state is not None else None
    if seen is not None:
        if (found := _REMEMBERED.fullmatch(seen)) is None:
            raise unusable(Path(FILE), "not a commit")
        commits = (found[1], *commits) if found[2] == start else commits
    line = line_of(git, tip)
    return next((commit for commit in commits if commit not in line), None)


def refuse_back(git: Git, tip: str, view: LedgerView, state: Path | None) -> None:
    """Raises Refusal where ``lost`` finds one."""
    if (judged := lost(git, tip, view, state)) is not None:
        raise Refusal(BACK.format(judged=judged, tip=tip), REMEDY.format(judged=judged, tip=tip))


def note(tip: str, view: LedgerView, state: Path | None) -> None:
    """Remember that this tip is judged. Raises ToolError."""
    if state is not None:
        remember(state / FILE, f"{tip} {view.line[0]}")
