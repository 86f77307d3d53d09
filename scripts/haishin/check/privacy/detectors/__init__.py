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
DETECTORS: tuple[Detector, ...] = (
    *numbers.DETECTORS,
    school_victim.DETECTOR,
    birthdate.DETECTOR,
    gps.DETECTOR,
    email.DETECTOR,
    sns.DETECTOR,
    plate.DETECTOR,
    phone.DETECTOR,
    address.DETECTOR,
    name.DETECTOR,
    workplace.DETECTOR,
)
KINDS = tuple(detector.kind for detector in DETECTORS)
