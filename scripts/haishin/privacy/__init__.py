"""Personal information in a text.

One normaliser, one module a detector. Knows no files, no front matter, no findings.
"""

from haishin.privacy.hit import Hit
from haishin.privacy.scanning import KINDS, scan

__all__ = ["KINDS", "Hit", "scan"]
