"""For every test: which are quick; the three programs without the office; a skip is for a user's machine alone."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from contextlib import nullcontext
from pathlib import Path
from unittest import mock

import pytest
from hypothesis import HealthCheck, settings

from support.browser import browser as browser
from support.office import without_office

# No example is late on a busy machine. More of them: HYPOTHESIS_PROFILE=thorough, a command of its own.
PATIENT = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.register_profile("quick", PATIENT, max_examples=50)
settings.register_profile("thorough", PATIENT, max_examples=1000)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "quick"))


TESTS = Path(__file__).parent
# The folders and files of tests/ that try the three programs and what they rest on.
PROGRAMS = frozenset(
    {"check", "consult", "core", "laws", "message", "residents", "send"}
    | {"test_consult.py", "test_send.py", "test_stopping.py"}
)

# What starts a server, a browser, a runner of workflows, a sweep of kills or a simulation. A test is quick unless its
# module takes something from these, or one of its fixtures does, or it is marked as a long sweep.
HEAVY = frozenset(
    {
        "laws.law",
        "simulation.world",
        "support.act",
        "support.browser",
        "support.dovecot",
        "support.hub",
        "support.inbox_kills",
        "support.kills",
        "support.live",
        "support.postfix",
        "support.programs",
        "support.syscalls",
        "support.town",
        "support.written_reports",
    }
)


# How long the program waits for others, where a test tries no patience: nobody is late on a busy machine.
PATIENCES = (
    "haishin.send.ledger.stops._PATIENCE",
    "haishin.residents.mails.listener._SECONDS",
    "haishin.send.watch.monitor.SECONDS",
)


def pytest_configure() -> None:
    for place in PATIENCES:
        mock.patch(place, 120.0).start()


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--quick", action="store_true", help="leave out what starts a server, a browser, a simulation …")


def takes_heavy(names: Mapping[str, object]) -> bool:
    """Whether a module, by what its names stand for, uses one of these."""
    return any(
        getattr(value, "__module__", None) in HEAVY or getattr(value, "__name__", None) in HEAVY
        for value in names.values()
    )


def is_quick(item: pytest.Function) -> bool:
    """Whether it is no long sweep, and neither its module nor that of one of its fixtures uses them."""
    if item.get_closest_marker("sweep"):
        return False
    fixtures = [each.func for found in item._fixtureinfo.name2fixturedefs.values() for each in found]
    used = [vars(item.module), *(getattr(function, "__globals__", {}) for function in fixtures)]
    return not any(takes_heavy(names) for names in used)


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Function]) -> None:
    if config.getoption("--quick"):
        heavy = [item for item in items if not is_quick(item)]
        items[:] = [item for item in items if is_quick(item)]
        config.hook.pytest_deselected(items=heavy)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_call(item: pytest.Item) -> Iterator[None]:
    """Run the tests of core, check, consult, send and the laws as if ``office/`` had been deleted."""
    with without_office() if PROGRAMS & set(item.path.relative_to(TESTS).parts) else nullcontext():
        yield


def forbidden_skips(skipped: int, environment: Mapping[str, str]) -> str | None:
    """The sentence that fails the run, or None. With ``CI=true`` every test must have run."""
    if skipped and environment.get("CI") == "true":
        return f"CI=true: {skipped} skipped; .ci/run installs what the tests use, so a skip is a failure"
    return None


def skips(config: pytest.Config) -> int:
    """How many tests and modules were skipped; the terminal reporter counts those of all workers."""
    reporter = config.pluginmanager.get_plugin("terminalreporter")
    return len(reporter.stats.get("skipped", ())) if reporter else 0


@pytest.hookimpl(trylast=True)
def pytest_sessionfinish(session: pytest.Session) -> None:
    if forbidden_skips(skips(session.config), os.environ) and session.exitstatus in (
        pytest.ExitCode.OK,
        pytest.ExitCode.NO_TESTS_COLLECTED,
    ):
        session.exitstatus = pytest.ExitCode.TESTS_FAILED


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter, config: pytest.Config) -> None:
    if text := forbidden_skips(skips(config), os.environ):
        terminalreporter.write_sep("=", text, red=True)
