"""The sender's stories: each row of ``tests/examples/sending``."""

from __future__ import annotations

from pathlib import Path

import pytest

from support.stories import Story, stories

STORIES = stories()


@pytest.mark.parametrize("name", STORIES)
def test_story(name: str, tmp_path: Path) -> None:
    Story(STORIES[name], tmp_path).play()
