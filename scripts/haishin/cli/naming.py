"""An alert's id as a person writes it: understood where it is clear, refused with the near ones where it is none."""

from __future__ import annotations

import difflib
from collections.abc import Set

from haishin.cli.context import CommandContext
from haishin.delivery.stops import meant
from haishin.errors import Refusal
from haishin.model import Text
from haishin.repository.history import alert_files, fetch


def on_main(context: CommandContext) -> frozenset[str]:
    """The ids of main."""
    return frozenset(file.id for file in alert_files(context.git, fetch(context.git, context.remote, context.branch)))


def unit_of(alert: str, context: CommandContext) -> str | None:
    """The unit whose manager answers for the alert, by its path on main; None where it is not there."""
    tip = fetch(context.git, context.remote, context.branch)
    return next((file.path.split("/")[1] for file in alert_files(context.git, tip) if file.id == alert), None)


def known_id(text: str, known: Set[str], *, stopping: bool = False) -> str:
    """The one of the known ids that is meant. Raises Refusal, which says how to stop all where one is to be stopped."""
    target = meant(text)
    if target in known:
        return target
    near = "、".join(difflib.get_close_matches(target, known)) or "-"
    raise Refusal(
        Text(f"main に {target} という情報メールはありません。", f"There is no alert {target} on main."),
        Text(
            f"何も止めていません。id を確かめるか、haishin stop all で全部を止めてください。近い id:{near}",
            f"Nothing was stopped. Check the id, or stop all with haishin stop all. Near: {near}",
        )
        if stopping
        else Text(
            f"何もしていません。id を確かめてください。近い id:{near}",
            f"Nothing was done. Check the id. Near: {near}",
        ),
    )
