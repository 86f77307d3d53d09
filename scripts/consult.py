"""CI's second stage: the verdict on every open pull request.

``HAISHIN_FORGE=github:OWNER/NAME`` sweeps the forge and writes status, comment and requests there;
``HAISHIN_FORGE=file:FOLDER`` prints the verdict on each pull file of a folder.
"""

import os
import sys
from pathlib import Path

from haishin.cli import run
from haishin.errors import Exit

if __name__ == "__main__":
    kind, _, place = os.environ.get("HAISHIN_FORGE", "").partition(":")
    if kind == "github":
        sys.exit(run(["consult", *sys.argv[1:]]))
    if kind != "file" or not Path(place).is_dir():
        print("HAISHIN_FORGE=github:OWNER/NAME か file:FOLDER が必要です / is needed.", file=sys.stderr)
        sys.exit(Exit.TOOL)
    codes = [run(["decide", pull.stem, *sys.argv[1:]]) for pull in sorted(Path(place).glob("*.json"))]
    sys.exit(max(codes, default=Exit.FINE))
