"""For every test: a skip is a courtesy to a user's machine, never to a continuous one."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping

import pytest
from hypothesis import settings
from playwright.sync_api import Browser, sync_playwright

from support_browser import FLAGS, NEEDS, PROGRAM

# No example is late on a busy machine. More of them: HYPOTHESIS_PROFILE=thorough, a command of its own.
settings.register_profile("quick", deadline=None, max_examples=50)
settings.register_profile("thorough", deadline=None, max_examples=1000)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "quick"))


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """One for all tests of a process: a second one would find the loop of the first running."""
    if PROGRAM is None:
        pytest.skip(NEEDS)
    with sync_playwright() as play:
        running = play.chromium.launch(executable_path=PROGRAM, args=FLAGS)
        yield running
        running.close()


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
