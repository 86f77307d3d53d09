"""CI's first stage: every alert through the rules; annotations and a summary where a forge reads them."""

import os
import sys

import bootstrap

if __name__ == "__main__":
    annotated = ["--format", "github"] if os.environ.get("GITHUB_ACTIONS") == "true" else []
    sys.exit(bootstrap.main(["validate", *annotated, *sys.argv[1:]]))
