"""The forge that the environment names is found, or refused in words: forge, settings, token."""

from __future__ import annotations

from pathlib import Path

import pytest

from haishin.consult.forge.files import FileForge
from haishin.consult.forge.github import GitHubForge
from haishin.consult.forge_access import ForgeAccess
from haishin.consult.main import Main
from haishin.core.catalogue import Message
from haishin.core.errors import Exit, ToolError
from haishin.send.live.live import settings_of
from support.processes import process

NO_TOKEN = Message("consult/no-token", variable="HAISHIN_FORGE_TOKEN")


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
        ("ftp:x", Message("consult/unknown-forge", value="ftp:x")),
        ("github:", Message("consult/unknown-forge", value="github:")),
        ("file:", Message("consult/unknown-forge", value="file:")),
        ("file:no/such/folder", Message("consult/no-forge-folder", folder="no/such/folder")),
        ("github:o/r", NO_TOKEN),
    ],
)
def test_a_forge_that_cannot_be_asked(tmp_path: Path, forge: str, said: Message) -> None:
    with pytest.raises(ToolError) as error:
        access(tmp_path, HAISHIN_FORGE=forge).open()
    assert (error.value.exit_code, error.value.message) == (Exit.TOOL, said)


@pytest.mark.parametrize(
    ("forge", "said"),
    [
        ("", Message("consult/forge-not-named")),
        ("file:x", Message("consult/forge-without-settings", forge="file:x")),
        ("github:o/r", NO_TOKEN),
    ],
)
def test_settings_that_cannot_be_read(tmp_path: Path, forge: str, said: Message) -> None:
    with pytest.raises(ToolError) as error:
        settings_of(access(tmp_path, HAISHIN_FORGE=forge))
    assert (error.value.exit_code, error.value.message) == (Exit.TOOL, said)
