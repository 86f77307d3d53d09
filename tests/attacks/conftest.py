"""A mail host in earnest, for each attack a copy."""

from __future__ import annotations

from support_live import host as host
from support_live import prepared_live as prepared_live
