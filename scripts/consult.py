"""CI's second stage: the verdict on every open pull request.

``HAISHIN_FORGE=github:OWNER/NAME`` sweeps the forge and writes status, comment and requests there;
``HAISHIN_FORGE=file:FOLDER`` prints the verdict on each pull file of a folder.
"""

import os
import subprocess
import sys
from pathlib import Path

import bootstrap

if __name__ == "__main__":
    kind, _, place = os.environ.get("HAISHIN_FORGE", "").partition(":")
    if kind != "file" or not Path(place).is_dir():
        sys.exit(bootstrap.main(["consult", *sys.argv[1:]]))
    pulls = sorted(Path(place).glob("*.json"))
    sys.exit(max((bootstrap.main(["decide", one.stem, *sys.argv[1:]], subprocess.call) for one in pulls), default=0))
