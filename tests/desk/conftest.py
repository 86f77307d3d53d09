"""A remote with its ledger, made once and copied for each test."""

from __future__ import annotations

from pathlib import Path

import pytest

from support_desk import Office, activated


@pytest.fixture(scope="session")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return activated(tmp_path_factory.mktemp("template"))


@pytest.fixture
def office(tmp_path: Path, template: Path) -> Office:
    return Office.make(tmp_path, template)
