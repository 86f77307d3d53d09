"""Who came, left and fell silent, counted from the registry's history; no address is read."""

from __future__ import annotations

from haishin.core.stored import Damage
from haishin.residents.registry.registry import Registry
from haishin.residents.registry.registry_file import reading

# Whoever is erased before he left has left. Control addresses are a unit's own.
_BY_MONTH = """\
SELECT strftime('%Y-%m', at, '+9 hours') AS month, iif(what = 'erased', 'left', what) AS what, count(*) AS number
FROM event
WHERE (
    what IN ('registered', 'left', 'silent')
    OR what = 'erased' AND how <> 'retention' AND id NOT IN (SELECT id FROM event WHERE what = 'left')
) AND id NOT IN (SELECT id FROM subscriber WHERE control IS NOT NULL)
GROUP BY 1, 2
"""


def movements(registry: Registry) -> dict[str, dict[str, int]]:
    """Count by month of Japan time (``2026-11``) who ``registered``, ``left``, fell ``silent``. Raises ToolError."""
    found: dict[str, dict[str, int]] = {}
    with reading(registry.path, registry.patience) as connection:
        for month, what, number in connection.execute(_BY_MONTH):
            if month is None:
                raise Damage
            found.setdefault(month, {})[what] = number
    return found
