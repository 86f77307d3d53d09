"""What a law is: a function of a world that raises ``Broken``; and how a world that breaks one is made small."""

from __future__ import annotations

from collections.abc import Callable

from laws.worlds import World, lesser


class Broken(Exception):
    """A law was not kept. ``law`` names it; the words tell how."""

    def __init__(self, law: str, how: str) -> None:
        super().__init__(f"{law}: {how}")
        self.law = law


Law = Callable[[World], None]


def broken(world: World, law: Law) -> Broken | None:
    """What breaks that law in that world."""
    try:
        law(world)
    except Broken as how:
        return how
    return None


def shrunk(world: World, law: Law) -> tuple[World, Broken]:
    """Take away what the same failure does not need, one thing at a time; the smallest world and how it broke."""
    how = broken(world, law)
    assert how is not None, law
    smaller = True
    while smaller:
        smaller = False
        for less in lesser(world):
            found = broken(less, law)
            if found is not None and found.law == how.law:
                world, how, smaller = less, found, True
                break
    return world, how
