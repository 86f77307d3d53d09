"""The verb ``consult``: the open pull requests of the forge judged by main's rules, and what follows written there."""

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
        code = Exit.REFUSED if tally.broken else Exit.FINE
        codes.append(Exit.TOOL if tally.failed else code)
        return tally.due

    standing = bool(context.environment.get("HAISHIN_NOW"))  # such a clock never comes to a later minute
    stay(once, sweep_clock(context.main), context.sleep, timedelta() if standing else arguments.stay)
    return max(codes)


VERBS: Acts = outside(
    {
        "consult": _consult,
    }
)
