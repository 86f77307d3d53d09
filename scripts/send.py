"""CI's third stage: main against the ledger. Dry unless ``--live`` and ``HAISHIN_LIVE=1`` both say otherwise."""

import sys

import bootstrap

if __name__ == "__main__":
    sys.exit(bootstrap.main(["send", *sys.argv[1:]]))
