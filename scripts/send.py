"""CI's third stage: main against the ledger. Dry unless ``--live`` and ``HAISHIN_LIVE=1`` both say otherwise."""

import sys

from haishin.cli import run

if __name__ == "__main__":
    sys.exit(run(["send", *sys.argv[1:]]))
