"""CI's second stage: the verdict on every pull request of the offline forge (``HAISHIN_FORGE=file:FOLDER``)."""

import os
import sys
from pathlib import Path

from haishin.cli import run
from haishin.errors import Exit

if __name__ == "__main__":
    kind, _, folder = os.environ.get("HAISHIN_FORGE", "").partition(":")
    if kind != "file" or not Path(folder).is_dir():
        print("HAISHIN_FORGE=file:FOLDER が必要です / is needed: a folder of pull files.", file=sys.stderr)
        sys.exit(Exit.TOOL)
    codes = [run(["decide", pull.stem, *sys.argv[1:]]) for pull in sorted(Path(folder).glob("*.json"))]
    sys.exit(max(codes, default=Exit.FINE))
