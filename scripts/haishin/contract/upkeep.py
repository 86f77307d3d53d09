"""Who agrees to a change without an alert, by the paths that it changes (3(1))."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from haishin.model import Role


@dataclass(frozen=True, slots=True)
class Step:
    """Who agrees to a change of these paths: one of these roles (3(1)); ``vacant`` too where nobody fills them.

    A path that ends with a slash is all below it. ``generated``: files that count here as long as they are what the
    program makes of the ``schema/`` that comes with them. A step that names no path is for everything else.
    """

    paths: tuple[str, ...]
    generated: tuple[str, ...]
    roles: tuple[Role, ...]
    vacant: tuple[Role, ...] = ()

    def covers(self, path: str, generated: Collection[str]) -> bool:
        """Whether a change of that path is for these people; ``generated``: the paths that are as made."""
        if not (self.paths or self.generated):
            return True
        named = any(path == one or (one.endswith("/") and path.startswith(one)) for one in self.paths)
        return named or (path in self.generated and path in generated)


@dataclass(frozen=True, slots=True)
class Upkeep:
    """3(1): who agrees to a change without an alert; steps from the loosest to the strictest, which is for the rest."""

    clause: str
    steps: tuple[Step, ...]

    def step(self, paths: Collection[str], generated: Collection[str] = ()) -> Step:
        """The strictest that one of the paths asks for; of no path at all, the last."""
        asked = (next(at for at, step in enumerate(self.steps) if step.covers(path, generated)) for path in paths)
        return self.steps[max(asked, default=len(self.steps) - 1)]
