"""The words of a sending, and why an alert does not go: where, why, and what to do."""

from __future__ import annotations

from datetime import timedelta

from haishin.core.catalogue import Message
from haishin.core.errors import HaishinError, Refusal
from haishin.core.model import Text
from haishin.residents.reach import shown


class UnknownAudience(Refusal):
    """Whom the followed alert reached cannot be told here, so nobody can be chosen."""


def followed_elsewhere(followed: str, *, first: bool) -> UnknownAudience:
    """Refuse to choose people whom the journal of another host knows; ``first``: it is the first alert of its thread.

    A correction needs to know whom the first one went to, and nothing of those after it.
    """
    lost = Message("send/sending/followed-elsewhere-2") if first else Message("send/sending/followed-elsewhere-3")
    return UnknownAudience(
        Message("send/sending/followed-elsewhere", followed=followed, lost=lost),
    )


def why_stopped(*, alone: bool) -> Text:
    """Say that a person has stopped it, by itself (``alone``) or with everything."""
    return Message("send/ledger/stopped") if alone else Message("send/sending/halted")


def not_done_today(alert: str, needed: timedelta) -> Text:
    """Say that the sending will go on at the next opening."""
    minutes = round(needed.total_seconds() / 60)
    return Message("send/sending/not-done-today", alert=alert, minutes=minutes)


def not_as_shown(alert: str, size: int, shown_then: int) -> Text:
    """Say that its readers are many more or fewer than its approvers were shown."""
    then, now = shown(shown_then), shown(size)
    return Message("send/sending/not-as-shown", then=then, now=now, alert=alert)


def program_failed(crash: Exception) -> Text:
    """Say that the program fails over one alert; never in the failure's own words, which may quote the file."""
    if isinstance(crash, HaishinError):
        return crash.message
    kind = type(crash).__name__
    return Message("send/sending/program-failed", kind=kind)
