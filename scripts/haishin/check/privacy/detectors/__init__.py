"""The registry of detectors, by hand: a detector that is not listed here does not run."""

from __future__ import annotations

from haishin.check.privacy.detector import Detector
from haishin.check.privacy.detectors import (
    address,
    birthdate,
    email,
    gps,
    name,
    numbers,
    phone,
    plate,
    school_victim,
    sns,
    workplace,
)

# Of two findings in one place the earlier kind stands: first those that can never be confirmed, then the surer form.
_ONE_KIND = (school_victim, birthdate, gps, email, sns, plate, phone, address, name, workplace)
DETECTORS: tuple[Detector, ...] = (*numbers.DETECTORS, *(module.DETECTOR for module in _ONE_KIND))
KINDS = tuple(detector.kind for detector in DETECTORS)
