"""One sweep of the forge, put together: main's rules, ledger and published counts, the writers and their accounts."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime

from haishin.consult.forge.github import GitHubForge, recently_merged
from haishin.consult.forge.writer import GitHubWriter
from haishin.consult.forge_access import ForgeAccess
from haishin.consult.main import Main
from haishin.consult.review.facts import Reach
from haishin.consult.review.judging import PullJudge
from haishin.consult.review.sweep import WEEK, SweepContext, Tally, look_back, remind_open, sweep
from haishin.consult.schema_versions import proposals
from haishin.consult.upkeep import contract_in_force
from haishin.core.catalogue import Message
from haishin.core.errors import HaishinError, ToolError
from haishin.core.model import Alert, Language, Text
from haishin.core.repository.history import fetch
from haishin.send.ledger.beginning import beginning, never_begun
from haishin.send.ledger.published import Published, read_published

_ACTIONS = "github-actions[bot]"  # whose GITHUB_TOKEN a workflow writes with
_STATUS_TOKEN, _STATUS_LOGIN = "HAISHIN_STATUS_TOKEN", "HAISHIN_STATUS_LOGIN"


@dataclass(frozen=True)
class Sweep:
    """The result of a sweep, and its calls of the forge's API."""

    tally: Tally
    calls: int


def sweep_forge(
    main: Main,
    now: datetime,
    until: datetime,
    language: Language,
    say: Callable[[str], None],
    warn: Callable[[Text], None],
) -> Sweep:
    """Judge the open pull requests, write accordingly, look back at merged pull requests and remind.

    ``until``: see SweepContext. ``say`` logs a pull request's fault, ``warn`` that main's rules are broken. Raises
    ToolError if the environment names no forge, or not the account of a token.
    """
    access, environment = ForgeAccess(main), main.process.environment
    repository, writer, http = _repository(access), _writer(environment), access.http()
    apart = bool(environment.get(_STATUS_TOKEN))
    statuses, status_writer = http, writer
    if apart:
        statuses, status_writer = access.http(_STATUS_TOKEN), _status_writer(environment)
    forge = GitHubForge(http, repository, lambda _: None, access.changing, access.earlier, access.template())
    branch = forge.home().branch
    judge = _pull_judge(main, forge, branch)
    context = SweepContext(
        statuses=GitHubWriter(statuses, repository, status_writer),
        comments=GitHubWriter(http, repository, writer),
        reach=_reach(_published(main)),
        now=now,
        language=language,
        say=say,
        sole=apart,
        until=until,
    )
    tally = sweep(judge, forge.open_pulls(), context)
    if tally.broken is not None:
        warn(Message("consult/rules-broken", why=tally.broken))
    if isinstance(judge, PullJudge):
        try:
            look_back(judge, recently_merged(http, repository, branch, now - WEEK), context, tally)
            remind_open(judge, context, tally)
        except HaishinError as fault:  # only comments hang on it
            say(fault.message[language])
    calls = http.calls
    if apart:
        calls += statuses.calls
    return Sweep(tally, calls)


def sweep_clock(main: Main) -> Callable[[], datetime]:
    """Choose the clock of the sweeps; a replaced clock needs the ledger of a rehearsal."""
    if not main.process.environment.get("HAISHIN_NOW"):
        return main.process.clock
    return main.timekeeper(rehearsal=main.ledger().read().rehearsal)


def _repository(access: ForgeAccess) -> str:
    if access.repository is None:
        raise ToolError(Message("consult/no-repository"))
    return access.repository


def _writer(environment: Mapping[str, str]) -> str:
    """Name the account of the comments' token: a sweep that does not know its own comment would write another."""
    if login := environment.get("HAISHIN_FORGE_LOGIN"):
        return login
    if environment.get("GITHUB_ACTIONS") == "true":
        return _ACTIONS
    raise ToolError(Message("consult/no-login-of-comments"))


def _status_writer(environment: Mapping[str, str]) -> str:
    """Name the account of the status's token: a required check that is bound to it takes no other account's status."""
    if login := environment.get(_STATUS_LOGIN):
        return login
    raise ToolError(Message("consult/no-login-of-statuses"))


def _pull_judge(main: Main, forge: GitHubForge, branch: str) -> PullJudge | HaishinError:
    """Gather the basis of the verdicts, or the error for which there can be none."""
    git, remote = main.git, main.remote
    try:
        tip = fetch(git, remote, branch)
        # Before any activation a try-out: what is on main now is history, as if it were activated here.
        begun = not never_begun(git, remote)
        view = main.ledger().read() if begun else beginning(tip, main.process.clock())
        rules = contract_in_force(git, main.contract_at, view, tip)
        return PullJudge(proposals(git), remote, tip, rules, view, forge)
    except HaishinError as fault:
        return fault


def _published(main: Main) -> Published | None:
    try:
        return read_published(main.git, main.remote)
    except HaishinError:  # unknown is said; it decides nothing
        return None


def _reach(published: Published | None) -> Callable[[Alert], Reach]:
    def reach(alert: Alert) -> Reach:
        if published is None:
            return Reach()
        scope, category = alert.scope, alert.category
        return Reach(published.reach(scope, category), published.at, published.reach_at_night(scope, category))

    return reach
