"""``python -m haishin``."""

from haishin.cli import script

script()
