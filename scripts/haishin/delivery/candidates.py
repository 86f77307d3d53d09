"""An alert of main that was not begun, and what becomes of it: the words of the selection."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from haishin.delivery.rows import Row
from haishin.errors import HaishinError, ToolError
from haishin.model import ENDING, Alert, Finding, Pull, Severity, Text, Verdict
from haishin.repository.history import AlertFile, Commit

STOPPED = Text("人が止めています。", "Stopped by a person.")
RECALLED = Text("回収しています。", "It is recalled.")
HALTED = Text("全停止中です。", "All sending is halted.")
STRANGE = Text(
    "当たる情報メールのない停止用のブランチがあります。", "A stop branch that names no alert stops everything new."
)


def why_stopped(*, alone: bool, recalled: bool) -> Text:
    """Why a person has stopped it: by its recall, by itself (``alone``), or with everything."""
    return RECALLED if recalled else STOPPED if alone else HALTED


_PUSHED = Text(
    "このファイルを main に入れた、マージ済みのプルリクエストがありません(直接の変更とみられます)。"
    "main から取り除き、新しい id でプルリクエストを出してください。",
    "No merged pull request brought this file to main: it seems to have been pushed. Take it away and open a pull "
    "request with a new id.",
)


class Fate(StrEnum):
    """What becomes of an alert now: it goes, waits for the clock or for a person, or has ended unsent."""

    SEND = "send"
    WAIT = "wait"
    HELD = "held"
    LIMIT = "limit"
    NOBODY = "nobody"
    STOPPED = "stopped"
    EXPIRED = "expired"
    CANCELLED = "cancelled"


# By what the ledger says that an alert is held.
CAUSES = {Fate.HELD: "verdict", Fate.LIMIT: "limit", Fate.NOBODY: "limit", Fate.STOPPED: "stop"}


@dataclass(frozen=True)
class Candidate:
    """An alert of main that the ledger has neither begun nor ended. ``crash``: reading or checking it failed."""

    file: AlertFile
    commit: Commit
    alert: Alert | None
    findings: tuple[Finding, ...] = ()
    crash: Text | None = None

    @property
    def id(self) -> str:
        """The alert's id."""
        return self.file.id

    @property
    def ends(self) -> str | None:
        """The alert that this one ends, if it ends one."""
        follows = self.alert.follows if self.alert is not None else None
        return follows.alert if follows is not None and follows.kind in ENDING else None


@dataclass(frozen=True)
class Item:
    """A candidate and its fate; ``until`` is when a waiting one goes, None where that is unknown.

    ``verdict``: None where something else was enough. ``unknown``: it is held because something could not be known;
    ``fault``: that is its pull request, and why: of the alert itself nothing is amiss.
    """

    candidate: Candidate
    fate: Fate
    reasons: tuple[Text, ...] = ()
    until: datetime | None = None
    verdict: Verdict | None = None
    unknown: bool = False
    fault: ToolError | None = None


@dataclass(frozen=True, kw_only=True)
class Ready(Item):
    """One that goes now: what it rests on, and its snapshot, which is empty before the registry was asked."""

    alert: Alert
    pull: Pull | None
    verdict: Verdict
    rows: tuple[Row, ...]


def item_of(candidate: Candidate, fate: Fate, ja: str, en: str) -> Item:
    """The item with that one reason."""
    return Item(candidate, fate, (Text(ja, en),))


def errors_of(candidate: Candidate) -> tuple[Text, ...]:
    """Which rules find errors, and in which line; never in the words of the file, which end in logs (T27)."""
    errors = [finding for finding in candidate.findings if finding.severity is Severity.ERROR]
    return tuple(
        dict.fromkeys(
            Text(f"{one.span.line}行目:検査「{one.rule}」のエラー", f"line {one.span.line}: error `{one.rule}`")
            for one in errors
        )
    )


def faults_of(candidate: Candidate) -> tuple[Text, ...]:
    """Why the file as it stands can never go: what failed over it, else its errors."""
    return (candidate.crash,) if candidate.crash is not None else errors_of(candidate)


def joined(reasons: Iterable[Text]) -> Text:
    """Several reasons as one."""
    told = tuple(reasons)
    return Text("、".join(one.ja for one in told), ", ".join(one.en for one in told))


def crashed(crash: Exception) -> Text:
    """What is said of a failure of the program over one alert; never its own words, which may quote the file."""
    if isinstance(crash, HaishinError):
        return crash.message
    what = type(crash).__name__
    return Text(f"処理が途中で失敗しました({what})。", f"The program failed on it ({what}).")


def reasons_of(verdict: Verdict, pull: Pull | None) -> tuple[Text, ...]:
    """Why it is not sent: where no pull request brought it that first, at last what was said and does not count."""
    messages = tuple(one.logged or one.message for one in verdict.reasons)
    if verdict.mergeable:
        return messages
    ignored = (
        Text(
            f"{one.login} の記録は数えません:{one.reason.ja}",
            f"What {one.login} said does not count: {one.reason.en}",
        )
        for one in verdict.ignored
    )
    return (*(() if pull is not None else (_PUSHED,)), *messages, *ignored)


def nobody(alert: str) -> Text:
    """It would reach nobody."""
    return Text(
        "この情報メールを受け取る登録者が一人もいません。対象の範囲と登録者名簿を確かめてください。"
        f"だれにも送らずに終えるには haishin ledger lift {alert} --by 本人 を実行してください。",
        "Nobody who is registered gets this alert. Check its scope and the registry. Run "
        f"haishin ledger lift {alert} --by LOGIN to end it with nobody.",
    )


def too_old(alert: str, minutes: int) -> Text:
    """Over the limit of age."""
    return Text(
        f"配信できるようになってから {minutes} 分を過ぎています。"
        f"配信するには haishin ledger lift {alert} --by 本人 を実行してください。",
        f"It could have gone more than {minutes} minutes ago. "
        f"Run haishin ledger lift {alert} --by LOGIN to send it all the same.",
    )


def too_many(alert: str, ceiling: int) -> Text:
    """Over the ceiling of the audience."""
    return Text(
        f"対象が上限の {ceiling:,} 人を超えています。"
        f"配信するには haishin ledger lift {alert} --by 本人 を実行してください。",
        f"The audience is above the ceiling of {ceiling:,}. "
        f"Run haishin ledger lift {alert} --by LOGIN to send it all the same.",
    )
