"""The errors of main line, proof and clock, until their modules raise them by their codes themselves."""

from __future__ import annotations

from haishin.core.catalogue import Message
from haishin.core.errors import HaishinError, Refusal
from haishin.core.model import Text


def other_clock() -> Refusal:
    """Refuse ``HAISHIN_NOW`` if the ledger is no rehearsal."""
    return Refusal(Message("consult/other-clock"))


def unreadable_moment(text: str, error: type[HaishinError]) -> HaishinError:
    """Report a time without offset, or none: a wrong argument (Refusal) or environment (ToolError)."""
    return error(Message("consult/unreadable-moment", text=text))


# The condition `main-back` of the watch fills the holes itself.
MAIN_WENT_BACK = Message("consult/main-went-back", judged="{judged}", tip="{tip}")
PUT_MAIN_BACK = Message("consult/main-went-back.do", judged="{judged}", tip="{tip}")


def main_went_back(judged: str, tip: str) -> Refusal:
    """Refuse a main that does not continue a commit which was judged before."""
    return Refusal(Message("consult/main-went-back", judged=judged, tip=tip))


def another_main(watermark: str) -> Refusal:
    """Refuse a main that does not contain the commit of the activation."""
    return Refusal(Message("consult/another-main", watermark=watermark))


def unproven(commit: str, why: Text) -> Refusal:
    """Refuse to rest on a change that is not proven."""
    return Refusal(Message("consult/unproven", commit=commit, why=why))


def unproven_rules(commit: str, why: Text) -> Refusal:
    """Report a change of ``schema/`` that is not proven: all go on by the version before it."""
    return Refusal(Message("consult/unproven-rules", commit=commit, why=why))


UNPROVEN_NO_FORGE = Message("consult/unproven-no-forge")
UNPROVEN_PUSHED = Message("consult/unproven-pushed")
UNPROVEN_WITH_ALERT = Message("consult/unproven-with-alert")
UNPROVEN_OTHER_RULES = Message("consult/unproven-other-rules")
