"""The shipped contract, a fixed clock, and a way to import text."""

from __future__ import annotations

import io
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

import pytest

from haishin.core.contract import Contract
from haishin.residents.registry.csvfile import ImportReport
from haishin.residents.registry.registry import Registry
from haishin.residents.registry.subscriber import Choices
from support.contract import shipped

HEADING = "address,stations,municipalities,categories,form,language,night,exercise,origin,consented_at"


@pytest.fixture(scope="session")
def contract() -> Contract:
    return shipped()


@pytest.fixture(scope="session")
def choices(contract: Contract) -> Choices:
    return Choices.of(contract)


@pytest.fixture(scope="session")
def now() -> datetime:
    return datetime.fromisoformat("2026-11-25T16:00+09:00")


@pytest.fixture
def registry(tmp_path: Path) -> Registry:
    return Registry(tmp_path / "subscribers.sqlite", patience=0)


Take = Callable[..., ImportReport]


@pytest.fixture
def take(registry: Registry, contract: Contract, now: datetime) -> Take:
    """Import those lines under the usual heading, or under another."""

    def run(*lines: str, heading: str = HEADING, into: Registry = registry) -> ImportReport:
        return into.import_csv(io.BytesIO("\n".join((heading, *lines, "")).encode()), contract, now)

    return run
