"""The subject: ``【区分】地域：title``, before it what the reader must know first."""

from __future__ import annotations

from haishin.contract import Contract
from haishin.errors import Refusal
from haishin.model import Alert, FollowKind, Scope, Text

FIELD = Text("件名（title）", "subject (title)")
_JAPANESE = "ja"
_EXERCISE = "訓練"
_FOLLOWS = {
    FollowKind.FOLLOW_UP: "続報",
    FollowKind.CORRECTION: "訂正",
    FollowKind.RESOLUTION: "解決",
    FollowKind.CANCELLATION: "取消",
}
_WHOLE = "県内全域"
_SHOWN = 3
_OTHERS = "ほか"
_SUFFIX = "警察署"
_NO_AREA = Text("地域（scope）に、知られている警察署がありません。", "The scope names no station that is known.")
_NO_AREA_HINT = Text(
    "scope に、警察署か全県（prefecture）を書いてください。", "Write stations, or prefecture, under `scope`."
)


def subject(alert: Alert, contract: Contract, language: str = _JAPANESE) -> str:
    """One line, as in ``【訓練】【訂正】【不審者情報】前橋：…``, with the category's name in the table.

    All but the title is in the reader's language, as far as the contract has the words.
    """
    tongue = contract.tongues.get(language)
    words = tongue.marks if tongue is not None else {}
    marks = [words.get("exercise", _EXERCISE)] if alert.exercise else []
    if alert.follows is not None:
        marks.append(words.get(alert.follows.kind.value, _FOLLOWS[alert.follows.kind]))
    marks.append(category_name(alert.category, contract, language))
    return "".join(f"【{mark}】" for mark in marks) + f"{region(alert.scope, contract, language)}：{alert.title}"


def region(scope: Scope, contract: Contract, language: str = _JAPANESE) -> str:
    """県内全域, or up to three stations' names without 警察署, in the order of the organization, then ほか.

    Raises Refusal when no station of the scope is known.
    """
    tongue = contract.tongues.get(language)
    whole, others = (tongue.prefecture, tongue.others) if tongue is not None else (None, None)
    if scope.prefecture:
        return whole or _WHOLE
    known = tongue.areas if tongue is not None else {}
    units = contract.organization.units
    names = [
        known.get(station, units[station].name.removesuffix(_SUFFIX)) for station in units if station in scope.stations
    ]
    if not names:
        raise Refusal(_NO_AREA, _NO_AREA_HINT)
    joint = ", " if names[0].isascii() else "・"
    if len(names) > _SHOWN and others is not None:
        return joint.join([*names[:_SHOWN], others])
    return joint.join(names[:_SHOWN]) + (_OTHERS if len(names) > _SHOWN else "")


def category_name(code: str, contract: Contract, language: str = _JAPANESE) -> str:
    """The row's name, unless the wording has a better one for residents (``label-CODE``), as for ``outside``."""
    tongue = contract.tongues.get(language)
    words = tongue.rows.get(code) if tongue is not None else None
    row = contract.policy.row(code)
    japanese = contract.wording.texts.get(f"label-{code}") or (row.name if row is not None else code)
    return (words.name if words is not None else None) or japanese
