"""A process of a test: a folder, variables and a clock that stands still."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from pathlib import Path

from haishin.core.process import Process
from haishin.core.repository.git import Git

CLOCK = datetime(2026, 11, 25, 8, 10, tzinfo=UTC)


def process(root: Path, environment: Mapping[str, str], clock: Callable[[], datetime] = lambda: CLOCK) -> Process:
    return Process(root, environment, Git(root, environment), clock, time.monotonic, time.sleep, {})
