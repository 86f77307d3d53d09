"""The browser of the tests and of the pictures."""

from __future__ import annotations

import shutil
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, sync_playwright

PROGRAM = shutil.which("chromium")
NEEDS = "needs Chromium and a Japanese font (the Debian packages chromium and fonts-noto-cjk)"
FLAGS = [
    "--no-sandbox",  # as root there is none
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """One for all tests of a process: a second one would find the loop of the first running."""
    if PROGRAM is None:
        pytest.skip(NEEDS)
    with sync_playwright() as play:
        running = play.chromium.launch(executable_path=PROGRAM, args=FLAGS)
        yield running
        running.close()
