"""Personal information in a text.

One spelling, one module a detector. Knows no files, no front matter, no findings.
"""

from haishin.privacy.detectors import DETECTORS, KINDS
from haishin.privacy.scanning import Hit, scan

__all__ = ["DETECTORS", "KINDS", "Hit", "scan"]
