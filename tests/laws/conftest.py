"""A mail host in earnest, for what only a ledger that is no rehearsal knows."""

from __future__ import annotations

from support.live import host as host
from support.live import prepared_live as prepared_live
