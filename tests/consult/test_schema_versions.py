"""``schema/`` out of git: a file beyond measure is refused before it is read."""

from __future__ import annotations

from pathlib import Path

import pytest

from haishin.consult.schema_versions import contracts_at
from haishin.core.contract import ContractError
from haishin.core.contract.loading import LARGEST
from haishin.core.repository.git import Git
from support.commands import Scratch


def test_files_of_the_rules_beyond_measure_are_refused_unread(tmp_path: Path) -> None:
    """S13: each is named; what no contract is made of costs nothing and is not measured."""
    scratch = Scratch(tmp_path)
    schema = scratch.copy / "schema"
    for name in ("wording.yaml", "frame.yaml", "notes.yaml"):
        (schema / name).write_bytes(b"#" * (LARGEST + 1))
    scratch.commit("notes")
    with pytest.raises(ContractError) as broken:
        contracts_at(Git(scratch.copy))("HEAD")
    assert [(mistake.file, mistake.line) for mistake in broken.value.mistakes] == [
        ("frame.yaml", 1),
        ("wording.yaml", 1),
    ]
    assert "at most 256 KiB" in broken.value.message.en
