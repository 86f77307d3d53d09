"""Residents for the tests of leaving."""

from __future__ import annotations

from haishin.residents.subscriber import Wish

TARO = "taro@example.net"


def wish(address: str, *, control: str | None = None, language: str = "ja") -> Wish:
    """Make a wish for all mails."""
    return Wish(
        address=address,
        stations=frozenset({"*"}),
        municipalities=frozenset(),
        categories=frozenset({"*"}),
        form="text",
        language=language,
        night=True,
        exercise=False,
        origin="窓口",
        consented_at="2025-01-01",
        control=control,
    )
