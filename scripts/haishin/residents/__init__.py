"""The registry of residents, outside git: who wants what, and who gets an alert. Knows no alert's text."""

from haishin.residents.registry import Registry, Stats
from haishin.residents.subscriber import Subscriber, Wish

__all__ = ["Registry", "Stats", "Subscriber", "Wish"]
