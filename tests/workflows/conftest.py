"""One service is set up for all the tests here; each gets a copy."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from support_hub import Hub, prepare, service


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
