"""Folders that are made once and copied by many tests."""

from __future__ import annotations

import atexit
import shutil
import tempfile
from pathlib import Path


def kept() -> Path:
    """A new folder that lives as long as this process."""
    folder = Path(tempfile.mkdtemp(prefix="haishin-tests-"))
    atexit.register(shutil.rmtree, folder)
    return folder
