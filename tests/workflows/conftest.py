"""One service is set up for all the tests here; each gets a copy."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from support.hub import Hub, fork, prepare, prepare_fork, service
from support.live import host as host
from support.live import prepared_live as prepared_live


@pytest.fixture(scope="session")
def prepared(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A forge, a mail host and a runner that nothing has happened on."""
    folder = tmp_path_factory.mktemp("service")
    prepare(folder)
    return folder


@pytest.fixture
def hub(prepared: Path, tmp_path: Path) -> Iterator[Hub]:
    """A copy of it, at 16:00 of 25 November."""
    with service(prepared, tmp_path / "service") as hub:
        yield hub


@pytest.fixture(scope="session")
def prepared_fork(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The project as it is shipped, on a forge."""
    folder = tmp_path_factory.mktemp("fork")
    prepare_fork(folder)
    return folder


@pytest.fixture
def first_hour(prepared_fork: Path, tmp_path: Path) -> Iterator[Hub]:
    """A copy of it, at 16:00 of 25 November."""
    with fork(prepared_fork, tmp_path / "fork") as hub:
        yield hub
