"""The verb ``consult``: the open pull requests of the forge judged by main's rules, and what follows written there."""

from __future__ import annotations

import argparse
from collections.abc import Iterable
from datetime import datetime, timedelta

from haishin.cli.context import Acts
from haishin.cli.outside import Outside, outside
from haishin.consult.review.schedule import stay
from haishin.consult.review.sweeping import sweep_clock, sweep_forge
from haishin.core.errors import Exit
from haishin.core.model import Text

_SUM = Text(
    "プルリクエスト {judged} 件を判定しました(判定できないもの {failed} 件)。書き込み {written} 件、API {calls} 回。",
    "{judged} pull request(s) judged, {failed} of them in vain; {written} write(s), {calls} call(s) of the API.",
)


def _consult(arguments: argparse.Namespace, context: Outside) -> int:
    codes: list[Exit] = []

    def say(line: str) -> None:
        print(line, file=context.err)

    def once(now: datetime, until: datetime) -> Iterable[datetime]:
        sweep = sweep_forge(context.main, now, until, context.language, say, context.warn)
        tally = sweep.tally
        context.say(_SUM.format(judged=tally.judged, failed=tally.failed, written=tally.written, calls=sweep.calls))
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
