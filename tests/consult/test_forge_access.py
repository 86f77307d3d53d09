"""The forge that the environment names is found, or refused in words: forge, settings, token."""

from __future__ import annotations

from pathlib import Path

import pytest

from haishin.consult.forge.files import FileForge
from haishin.consult.forge.github import GitHubForge
from haishin.consult.forge_access import ForgeAccess
from haishin.consult.main import Main
from haishin.core.errors import Exit, ToolError
from haishin.send.live.live import settings_of
from support.processes import process


def access(root: Path, **environment: str) -> ForgeAccess:
    return ForgeAccess(Main(process(root, environment)))


def test_the_forge_that_is_named(tmp_path: Path) -> None:
    assert access(tmp_path).open() is None
    assert isinstance(access(tmp_path, HAISHIN_FORGE=f"file:{tmp_path}").open(), FileForge)
    online = access(tmp_path, HAISHIN_FORGE="github:o/r", HAISHIN_FORGE_TOKEN="t")
    assert (isinstance(online.open(), GitHubForge), online.repository) == (True, "o/r")


@pytest.mark.parametrize(
    ("forge", "said"),
    [
        ("ftp:x", "HAISHIN_FORGE='ftp:x' is not understood."),
        ("github:", "HAISHIN_FORGE='github:' is not understood."),
        ("file:", "HAISHIN_FORGE='file:' is not understood."),
        ("file:no/such/folder", "The folder no/such/folder of HAISHIN_FORGE does not exist."),
        ("github:o/r", "HAISHIN_FORGE_TOKEN is not set."),
    ],
)
def test_a_forge_that_cannot_be_asked(tmp_path: Path, forge: str, said: str) -> None:
    with pytest.raises(ToolError) as error:
        access(tmp_path, HAISHIN_FORGE=forge).open()
    assert (error.value.exit_code, error.value.message.en) == (Exit.TOOL, said)


@pytest.mark.parametrize(
    ("forge", "said"),
    [
        ("", "HAISHIN_FORGE is not set: no setting can be read."),
        ("file:x", "HAISHIN_FORGE ('file:x') names no service whose settings can be read."),
        ("github:o/r", "HAISHIN_FORGE_TOKEN is not set."),
    ],
)
def test_settings_that_cannot_be_read(tmp_path: Path, forge: str, said: str) -> None:
    with pytest.raises(ToolError) as error:
        settings_of(access(tmp_path, HAISHIN_FORGE=forge))
    assert (error.value.exit_code, error.value.message.en) == (Exit.TOOL, said)
