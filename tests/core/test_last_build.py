from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from haishin.core.last_build import LastBuild, last_build, note_build
from haishin.core.state import StateFolder

AT = datetime(2026, 11, 25, 7, tzinfo=UTC)


@pytest.mark.parametrize("build", [LastBuild(AT), LastBuild(AT, "blob-gone", "/srv/www/一覧")])
def test_the_last_build_is_noted(build: LastBuild, tmp_path: Path) -> None:
    state = StateFolder(tmp_path)
    note_build(state, LastBuild(AT, "other"))
    note_build(state, build)
    assert last_build(state) == build
    assert [file.name for file in tmp_path.iterdir()] == ["published.json"]


@pytest.mark.parametrize(
    "kept",
    [
        "",
        "{",
        "[]",
        "{}",
        '{"at": "2026-11-25T07:00:00+09:00", "failed": "A\\n", "folder": null}',
        '{"at": "2026-11-25T07:00:00+09:00", "failed": 1, "folder": null}',
        '{"at": "2026-11-25T07:00:00", "failed": null, "folder": null}',
        '{"at": "2026-11-25T07:00:00+09:00", "failed": null, "folder": 1}',
        '{"at": "2026-11-25T07:00:00+09:00", "failed": null}',
        "\N{BULLET}",
    ],
)
def test_a_note_that_cannot_be_read_is_none(kept: str, tmp_path: Path) -> None:
    StateFolder(tmp_path).published.write_text(kept, encoding="utf-8")
    assert last_build(StateFolder(tmp_path)) is None


def test_without_a_state_folder_nothing_is_noted(tmp_path: Path) -> None:
    state = StateFolder(tmp_path / "none")
    note_build(state, LastBuild(AT))
    assert (last_build(state), list(tmp_path.iterdir())) == (None, [])
