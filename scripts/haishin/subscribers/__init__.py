"""The registry of residents, outside git: who wants what, and who gets an alert. Knows no alert's text."""

from haishin.subscribers.registry import Registry, Stats
from haishin.subscribers.subscriber import Subscriber, Wish

__all__ = ["Registry", "Stats", "Subscriber", "Wish"]
