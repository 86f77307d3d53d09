"""The process of a run: its repository, environment and clocks, passed in from the edge."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from haishin.core.repository.git import Git


@dataclass(frozen=True)
class Process:
    """The means of a run within its process; nothing of it asks outside."""

    root: Path  # of the repository
    environment: Mapping[str, str]
    git: Git  # in the repository
    clock: Callable[[], datetime]  # the machine's, aware of its zone
    ticks: Callable[[], float]  # seconds that only grow
    sleep: Callable[[float], None]
    proxies: Mapping[str, str]  # scheme → address
    scratch: bool = False  # `demo` runs on a folder of its own making, which may lie anywhere and holds no program
