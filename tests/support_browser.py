"""The browser of the tests and of the pictures."""

from __future__ import annotations

import shutil

PROGRAM = shutil.which("chromium")
NEEDS = "needs Chromium and a Japanese font (the Debian packages chromium and fonts-noto-cjk)"
FLAGS = [
    "--no-sandbox",  # as root there is none
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
