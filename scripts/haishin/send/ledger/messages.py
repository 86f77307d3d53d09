"""The words of the ledger and the stops: where, why, and what to do."""

from __future__ import annotations

from haishin.core.errors import Refusal, ToolError
from haishin.core.model import Text


class LedgerRefusal(Refusal):
    """The ledger is missing, rewound or holds what we cannot vouch for: nothing is sent on it."""


class NoLedger(LedgerRefusal):
    """There is none, and none was seen before."""


def ledger_busy(branch: str, attempts: int) -> ToolError:
    """Report that every attempt to write lost its race."""
    return ToolError(
        Text(
            f"台帳 {branch} に {attempts} 回書けませんでした。ほかの配信が続けて書いています。",
            f"The ledger {branch} could not be written in {attempts} attempts: others keep writing.",
        ),
        Text("少し待って、もう一度実行してください。", "Wait a little and run again."),
    )


def ledger_gone(branch: str) -> LedgerRefusal:
    """Refuse to go on without a ledger that was there before."""
    return LedgerRefusal(
        Text(
            f"台帳(ブランチ {branch})がなくなっています。前回はありました。",
            f"The ledger (branch {branch}) is gone; it was there the last time.",
        ),
        Text(
            "配信はしません。作り直さず、控えのクローンから同じブランチを戻してください。",
            "Nothing is sent. Do not make a new one: restore the same branch from a clone that has it.",
        ),
    )


def ledger_missing(branch: str) -> NoLedger:
    """Refuse to send where there is no ledger, and none was seen before."""
    return NoLedger(
        Text(f"台帳(ブランチ {branch})がありません。", f"There is no ledger (branch {branch})."),
        Text(
            "試すときは haishin demo、本番を始めるときは OPERATING.md の手順です。使い始めた後なら、控えのクローンから"
            "戻してください。",
            "To try it out run haishin demo; to begin in earnest follow OPERATING.md. If it was in use before, restore "
            "it from a clone.",
        ),
    )


def ledger_exists() -> Refusal:
    """Refuse to begin a second ledger."""
    return Refusal(
        Text("台帳は既にあります。", "There is a ledger already."),
        Text("haishin ledger log で中を見てください。", "Look at it with haishin ledger log."),
    )


def ledger_rewound(branch: str) -> LedgerRefusal:
    """Refuse a branch that does not descend from the tip seen last."""
    return LedgerRefusal(
        Text(
            f"台帳(ブランチ {branch})が、前回見たところから続いていません。",
            f"The ledger (branch {branch}) does not continue from where it was last seen.",
        ),
        _REWRITTEN,
    )


def ledger_rewritten(branch: str, file: str) -> LedgerRefusal:
    """Refuse a file whose earlier lines are no more what they were."""
    return LedgerRefusal(
        Text(
            f"台帳(ブランチ {branch})の {file} が、追記でなく書き換えられています。",
            f"{file} of the ledger (branch {branch}) was rewritten instead of continued.",
        ),
        _REWRITTEN,
    )


_REWRITTEN = Text(
    "配信はしません。誰が書き換えたかを確かめ、控えから戻してください。",
    "Nothing is sent. Find out who rewrote it and restore it from a clone.",
)


def ledger_damaged(branch: str, file: str, line: int, what: Text) -> LedgerRefusal:
    """Refuse a record that is none of ours; ``line`` 0: it is about to be written."""
    where = Text(f"{file} の {line} 行目:", f"{file}, line {line}: ") if line else Text("", "")
    return LedgerRefusal(
        Text(
            f"台帳を信用できません。{where.ja}{what.ja}。",
            f"The ledger cannot be trusted. {where.en}{what.en}.",
        ),
        Text(
            f"配信はしません。ブランチ {branch} に誰が書いたかを運用担当者が確かめてください。"
            "プログラムが古い場合は更新してください。",
            f"Nothing is sent. Let the operator find out who wrote to the branch {branch}; "
            "update the program if it is old.",
        ),
    )


def ledger_impossible(file: str, line: int, what: Text) -> LedgerRefusal:
    """Refuse records that tell no possible story."""
    return LedgerRefusal(
        Text(
            f"台帳の記録が食い違っています。{file} の {line} 行目:{what.ja}。",
            f"The ledger contradicts itself. {file}, line {line}: {what.en}.",
        ),
        Text(
            "配信はしません。誰が書いた記録かを運用担当者が確かめてください。",
            "Nothing is sent. Let the operator find out who wrote that record.",
        ),
    )


def in_force_all_the_same(fault: ToolError) -> ToolError:
    """Report that a record stands in the ledger, and that only this host could not note it."""
    return ToolError(
        Text(
            f"台帳には記録され、効力があります。この機械の控えだけが残せません。{fault.message.ja}",
            f"It is recorded in the ledger and in force; only this host cannot note it. {fault.message.en}",
        ),
        fault.hint,
    )


def stop_not_made(target: str, said: str) -> ToolError:
    """Report that the stop branch of an alert id or ``all`` does not stand at the remote; ``said``: git's words."""
    return ToolError(
        Text(
            f"停止用のブランチ stop/{target} を作れませんでした。{said}",
            f"No branch stop/{target} was made. {said}",
        ),
        Text(
            f"フォージの Web の画面で、ブランチ stop/{target} を作ってください。",
            f"Make the branch stop/{target} on the forge's page.",
        ),
    )


def stop_not_deleted(branch: str, said: str) -> ToolError:
    """Report that a stop branch still stands after the act that ended its stop."""
    return ToolError(
        Text(
            f"記録しましたが、停止用のブランチ {branch} を削除できませんでした。{said}",
            f"It is recorded, but the branch {branch} could not be deleted. {said}",
        ),
        Text(
            "台帳に書ける鍵でこのブランチを削除してから、もう一度実行してください。残っていると、次の配信の処理が"
            "また止めます。",
            "Delete that branch with the key that may write the ledger, then run this again: while it "
            "stands the next run of the sender stops once more.",
        ),
    )


STOPPED = Text("人が止めています。", "Stopped by a person.")
UNKNOWN_STOP = Text(
    "どの情報メールを止めるものか分からない停止用のブランチがあります。",
    "There is a stop branch of which nobody knows what alert it means.",
)
