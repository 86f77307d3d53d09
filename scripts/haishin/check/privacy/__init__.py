"""Personal information in a text.

One spelling, one module a detector. Knows no files, no front matter, no findings.
"""

from haishin.check.privacy.detectors import DETECTORS, KINDS
from haishin.check.privacy.scanning import Hit, scan

__all__ = ["DETECTORS", "KINDS", "Hit", "scan"]
