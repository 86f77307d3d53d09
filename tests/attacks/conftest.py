"""A mail host in earnest, for each attack a copy."""

from __future__ import annotations

from support.live import host as host
from support.live import prepared_live as prepared_live
