"""A forge with its ledger, for each test."""

from __future__ import annotations

from pathlib import Path

import pytest

from support.ledger import World
from support.review import Office


@pytest.fixture
def office(tmp_path: Path) -> Office:
    return Office(World.active(tmp_path))
