"""A mail host in earnest, for what only a ledger that is no rehearsal knows."""

from __future__ import annotations

from support_live import host as host
from support_live import prepared_live as prepared_live
