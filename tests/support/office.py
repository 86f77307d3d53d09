"""The package without ``office/``, which the three programs must not need."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager

OFFICE = "haishin.office"


@contextmanager
def without_office() -> Iterator[None]:
    """Hide what was loaded of it, and refuse whoever imports it."""
    hidden = {name: sys.modules.pop(name) for name in list(sys.modules) if f"{name}.".startswith(f"{OFFICE}.")}
    sys.modules[OFFICE] = None  # type: ignore[assignment]  # so Python refuses to import it
    try:
        yield
    finally:
        del sys.modules[OFFICE]
        sys.modules.update(hidden)
