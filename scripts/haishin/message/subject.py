"""The subject, ``【強盗】地域：title``: the matter, before it the marks that the reader must know first."""

from __future__ import annotations

from collections.abc import Iterator

from haishin.core.catalogue import Message
from haishin.core.contract import Contract
from haishin.core.contract.frame import EXERCISE, JAPANESE
from haishin.core.contract.policy import SubjectLabel, labels_of
from haishin.core.errors import Refusal
from haishin.core.model import Alert, FollowKind, Scope

EXERCISE_MARK = "訓練"
FOLLOW_MARKS = {
    FollowKind.FOLLOW_UP: "続報",
    FollowKind.CORRECTION: "訂正",
    FollowKind.RESOLUTION: "解決",
    FollowKind.CANCELLATION: "取消",
}
_SHOWN = 3
_OTHERS = "ほか"


def subject(alert: Alert, contract: Contract, language: str = JAPANESE) -> str:
    """Write the line, as in ``【訓練】【訂正】【声かけ】○○：…``, with the table's labels for such an alert.

    All but the title is in the reader's language, as far as the contract has the words. 【解決】 is left out beside a
    second label, which names an arrest.
    """
    row = contract.policy.row(alert.category)
    labels: tuple[SubjectLabel, ...] = (SubjectLabel(alert.category),)
    if row is not None:
        labels = labels_of(alert, row.labels, row.name)
    names = [_named(label, alert, contract, language) for label in labels]
    marks = [*_marks(alert, contract, language, over=len(labels) > 1), *names]
    return "".join(f"【{mark}】" for mark in marks) + f"{region(alert.scope, contract, language)}：{alert.title}"


def _marks(alert: Alert, contract: Contract, language: str, *, over: bool) -> Iterator[str]:
    words = contract.tongue(language).marks
    if alert.exercise:
        yield words.get(EXERCISE, EXERCISE_MARK)
    if alert.follows is not None and not (over and alert.follows.kind is FollowKind.RESOLUTION):
        yield words.get(alert.follows.kind.value, FOLLOW_MARKS[alert.follows.kind])


def _named(label: SubjectLabel, alert: Alert, contract: Contract, language: str) -> str:
    """Return the label; in another language the word for what selects it: content, case or category."""
    tongue = contract.tongue(language)
    if alert.category not in tongue.rows:
        return label.say
    words = tongue.rows[alert.category]
    if label.cases is not None:
        return words.cases.get(alert.case or "") or words.name or label.say
    if label.contents is not None:
        return tongue.contents.get(alert.content) or words.name or label.say
    return words.name or label.say


def region(scope: Scope, contract: Contract, language: str = JAPANESE) -> str:
    """Name all areas, or up to three stations' names without 警察署, in the order of the organization, then ほか.

    Raises Refusal when no station of the scope is known.
    """
    tongue = contract.tongue(language)
    if scope.prefecture:
        return tongue.prefecture or contract.organization.whole_area
    units = contract.organization.units
    known = [station for station in units if station in scope.stations]
    names = [tongue.areas.get(station, units[station].short_name) for station in known]
    if not names:
        raise Refusal(Message("message/no-known-station"))
    joint = ", " if names[0].isascii() else "・"
    if len(names) <= _SHOWN:
        return joint.join(names)
    if tongue.others is None:
        return joint.join(names[:_SHOWN]) + _OTHERS
    return joint.join([*names[:_SHOWN], tongue.others])


def category_name(code: str, contract: Contract, language: str = JAPANESE) -> str:
    """Return the name of the category's row."""
    row = contract.policy.row(code)
    usual = code if row is None else row.name
    return contract.tongue(language).row(code).name or usual
