"""The verb ``consult``: the open pull requests of the forge judged by main's rules, and what follows written there."""

from __future__ import annotations

import argparse
from collections.abc import Callable, Iterable
from datetime import datetime, timedelta

from haishin.assembly.contracts import contracts_at, proposals
from haishin.cli import messages
from haishin.cli.context import Acts, CommandContext
from haishin.delivery.mainline import rules_of
from haishin.delivery.plan import beginning, never_begun
from haishin.delivery.published import Published, read_published
from haishin.errors import Exit, HaishinError
from haishin.forge.github import GitHubForge, recently_merged
from haishin.forge.writer import GitHubWriter
from haishin.model import Alert, Text
from haishin.repository.history import fetch
from haishin.review.judging import PullJudge
from haishin.review.page import Reach
from haishin.review.staying import stay
from haishin.review.sweep import WEEK, SweepContext, Tally, look_back, remind_open, sweep

_ACTIONS = "github-actions[bot]"  # whose GITHUB_TOKEN a workflow writes with
_STATUS_TOKEN, _STATUS_LOGIN = "HAISHIN_STATUS_TOKEN", "HAISHIN_STATUS_LOGIN"
_BROKEN = Text(
    "警報:main の schema/ を読めないため、読める最後の版で判定しています(直す申請も)。{why}",
    "Alarm: main's schema/ cannot be read. The last one that can judges, also the pull request that mends it. {why}",
)
_SUM = Text(
    "プルリクエスト {judged} 件を判定しました(判定できないもの {failed} 件)。書き込み {written} 件、API {calls} 回。",
    "{judged} pull request(s) judged, {failed} of them in vain; {written} write(s), {calls} call(s) of the API.",
)


def _consult(arguments: argparse.Namespace, context: CommandContext) -> int:
    codes: list[Exit] = []

    def once(now: datetime, until: datetime) -> Iterable[datetime]:
        tally = _sweep(context, now, until)
        codes.append(Exit.TOOL if tally.failed else Exit.REFUSED if tally.broken else Exit.FINE)
        return tally.due

    standing = bool(context.environment.get("HAISHIN_NOW"))  # such a clock never comes to a later minute
    stay(once, _clock(context), context.sleep, timedelta() if standing else arguments.stay)
    return max(codes)


def _sweep(context: CommandContext, now: datetime, until: datetime) -> Tally:
    repository, writer, http = _repository(context), _writer(context), context.services.http()
    apart = bool(context.environment.get(_STATUS_TOKEN))
    statuses = context.services.http(_STATUS_TOKEN) if apart else http
    teller = _teller(context) if apart else writer
    forge = GitHubForge(http, repository, lambda _: None, context.services.changing, context.services.template())
    branch = forge.home().branch
    judge = _pull_judge(context, forge, branch)
    published = _published(context)

    def reach(alert: Alert) -> Reach:
        if published is None:
            return Reach()
        scope, category = alert.scope, alert.category
        return Reach(published.reach(scope, category), published.at, published.reach_at_night(scope, category))

    sweeping = SweepContext(
        statuses=GitHubWriter(statuses, repository, teller),
        comments=GitHubWriter(http, repository, writer),
        reach=reach,
        now=now,
        language=context.language,
        say=lambda line: print(line, file=context.err),
        sole=apart,
        until=until,
    )
    tally = sweep(judge, forge.open_pulls(), sweeping)
    if tally.broken is not None:
        context.warn(Text(_BROKEN.ja.format(why=tally.broken.ja), _BROKEN.en.format(why=tally.broken.en)))
    if isinstance(judge, PullJudge):
        try:
            look_back(judge, recently_merged(http, repository, branch, now - WEEK), sweeping, tally)
            remind_open(judge, sweeping, tally)
        except HaishinError as fault:  # only comments hang on it
            sweeping.say(fault.message[context.language])
    calls = http.calls + (statuses.calls if statuses is not http else 0)
    context.say(_SUM.format(judged=tally.judged, failed=tally.failed, written=tally.written, calls=calls))
    return tally


def _repository(context: CommandContext) -> str:
    if context.services.repository is None:
        raise messages.no_repository()
    return context.services.repository


def _writer(context: CommandContext) -> str:
    """Name the account of the comments' token: not knowing its own ones, every sweep would write another."""
    named = context.environment.get("HAISHIN_FORGE_LOGIN")
    if named:
        return named
    if context.environment.get("GITHUB_ACTIONS") == "true":
        return _ACTIONS
    raise messages.no_login_of_comments()


def _teller(context: CommandContext) -> str:
    """Name the account of the status's token: a gate that is bound to it stays shut for the same words of another."""
    named = context.environment.get(_STATUS_LOGIN)
    if named:
        return named
    raise messages.no_login_of_statuses()


def _clock(context: CommandContext) -> Callable[[], datetime]:
    if not context.environment.get("HAISHIN_NOW"):
        return context.clock
    return context.services.timekeeper(rehearsal=context.services.ledger().read().rehearsal)


def _pull_judge(context: CommandContext, forge: GitHubForge, branch: str) -> PullJudge | HaishinError:
    """Gather what the verdicts rest on, or why there can be none."""
    try:
        tip = fetch(context.git, context.services.remote, branch)
        rules = rules_of(context.git, contracts_at(context.git), tip)
        # Before any activation a try-out: what is on main now is history, as if it were activated here.
        begun = not never_begun(context.git, context.services.remote)
        view = context.services.ledger().read() if begun else beginning(tip, context.clock())
        return PullJudge(proposals(context.git), context.services.remote, tip, rules, view, forge)
    except HaishinError as fault:
        return fault


def _published(context: CommandContext) -> Published | None:
    try:
        return read_published(context.git, context.services.remote)
    except HaishinError:  # unknown is said; it decides nothing
        return None


VERBS: Acts = {
    "consult": _consult,
}
