"""The verb ``consult``: the open pull requests of the forge judged by main's rules; writes status and comment there."""

from __future__ import annotations

import argparse
from collections.abc import Iterable
from datetime import datetime, timedelta

from haishin.cli.context import Acts
from haishin.cli.outside import Outside, outside
from haishin.consult.review.schedule import stay
from haishin.consult.review.sweeping import sweep_clock, sweep_forge
from haishin.core.catalogue import Message
from haishin.core.errors import Exit


def _consult(arguments: argparse.Namespace, context: Outside) -> int:
    codes: list[Exit] = []

    def say(line: str) -> None:
        print(line, file=context.err)

    def once(now: datetime, until: datetime) -> Iterable[datetime]:
        sweep = sweep_forge(context.main, now, until, context.language, say, context.warn)
        tally = sweep.tally
        context.say(
            Message("cli/swept", judged=tally.judged, failed=tally.failed, written=tally.written, calls=sweep.calls)
        )
        codes.append(Exit.refused_if(tally.broken))
        if tally.failed:
            codes.append(Exit.TOOL)
        return tally.due

    how_long = arguments.stay
    if context.environment.get("HAISHIN_NOW"):  # such a clock never comes to a later minute
        how_long = timedelta()
    stay(once, sweep_clock(context.main), context.sleep, how_long)
    return max(codes)


VERBS: Acts = outside(
    {
        "consult": _consult,
    }
)
