"""``schema/`` out of git: a file beyond measure is refused before it is read."""

from __future__ import annotations

from pathlib import Path

import pytest

from haishin.assembly.schema_versions import contracts_at
from haishin.contract import ContractError
from haishin.repository.git import Git
from support_commands import Scratch


def test_a_file_of_the_rules_beyond_measure_is_refused_unread(tmp_path: Path) -> None:
    scratch = Scratch(tmp_path)
    (scratch.copy / "schema" / "notes.yaml").write_bytes(b"#" * 5_000_000)
    scratch.commit("notes")
    git = Git(scratch.copy)
    with pytest.raises(ContractError) as broken:
        contracts_at(git)("HEAD")
    assert "schema/notes.yaml:1: The file is too large; at most 4194304 bytes are read." in broken.value.message.en
