"""The words of the journal and its copies: where, why, and what to do."""

from __future__ import annotations

from collections.abc import Iterable

from haishin.core.catalogue import Message
from haishin.core.errors import Refusal, ToolError
from haishin.core.model import Text


class JournalError(ToolError):
    """The journal cannot be read or written: nothing may be sent that cannot be remembered."""


class JournalMismatch(JournalError):
    """The journal is readable, but does not hold what was expected: a mistake of the program or a swapped file."""

    def __init__(self, ja: str, en: str) -> None:
        super().__init__(
            Text(ja, en),
            Message("send/journal/init"),
        )


def not_in_journal(alert: str) -> JournalMismatch:
    """Report that no snapshot of that alert, nonce and state is there."""
    return JournalMismatch(
        f"配信記録に {alert} の該当する記録がありません。", f"The journal has no matching record of {alert}."
    )


def still_waiting(alert: str) -> JournalMismatch:
    """Report that an alert cannot be sealed while somebody is still to be mailed."""
    return JournalMismatch(f"{alert} には送信を待つ宛先が残っています。", f"{alert} still has recipients waiting.")


def not_waiting(alert: str) -> JournalMismatch:
    """Report that a row which was to go is not waiting."""
    return JournalMismatch(f"{alert} の宛先の状態が合いません。", f"Rows of {alert} are not waiting.")


def not_in_the_air(alert: str) -> JournalMismatch:
    """Report an outcome of a row that was not being sent."""
    return JournalMismatch(f"{alert} の宛先の状態が合いません。", f"A row of {alert} was not in the air.")


def sums_differ(alert: str) -> JournalMismatch:
    """Report that the states of an alert do not sum to its snapshot, or that a sealed one has rows waiting."""
    return JournalMismatch(
        f"{alert} の宛先の合計が、記録した数と合いません。", f"The rows of {alert} do not match its snapshot."
    )


_LOST = {False: "", True: " --lost"}
_TAKEN_OVER = {
    False: Message("send/journal/taken-over-false"),
    True: Message("send/journal/taken-over-true"),
}


def journal_restored(alerts: Iterable[str], *, lost: bool) -> Refusal:
    """Refuse a copy that was left behind; ``alerts``: what may have gone on without it."""
    names = ", ".join(alerts)
    return Refusal(
        Message("send/journal/journal-restored", names=names, taken_over=_TAKEN_OVER[lost], lost=_LOST[lost]),
    )


class JournalBehind(Refusal):
    """Refuses a journal of which the ledger's branch has heard more than it knows itself."""


def journal_behind(commit: str | None, alerts: Iterable[str] = (), *, lost: bool = False) -> JournalBehind:
    """Refuse to go on; ``commit``: which brought the beat, ``alerts``: what may have gone on without this journal."""
    names = ", ".join(alerts)
    named = Text(f"({names})", f" ({names})") if names else Text("", "")
    return JournalBehind(
        Message(
            "send/journal/journal-behind", commit=commit, named=named, taken_over=_TAKEN_OVER[lost], lost=_LOST[lost]
        ),
    )


def way_out(*, lost: bool) -> Message:
    """Say how to go on with another journal; ``lost``: it does not know all recipients."""
    return Message("send/journal/way-out", taken_over=_TAKEN_OVER[lost], lost=_LOST[lost])
