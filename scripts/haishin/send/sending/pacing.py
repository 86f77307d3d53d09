"""How fast each destination may be mailed: token buckets, halved on throttling, recovered slowly, kept over a restart.

Carriers bound the mail of a single sender. A relay that passes their refusals on, or that is a carrier's own, is kept
below its limit instead of running into it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from math import inf
from typing import Protocol

from haishin.core.contract.policy import Destination
from haishin.core.model import RowState
from haishin.send.rows import Outcome

SLOWEST = 1.0  # messages a second; a throttled destination is never given up
_UNKNOWN = 20.0  # messages a second, the least that a destination is taken to have got when it throttles first
_ONCE_IN = 10.0  # seconds: refusals that come together are one
FREE = 1000.0  # messages a second, from which a destination that policy does not name is not held back any more
_RECOVERY_SECONDS = 600.0  # from half the rate back to the whole
_SAVE_SECONDS = 1.0
# "Too many, too fast": 421, 4.7.28 of one large receiver, 4.3.2 and 4.4.5 of a system that is congested (RFC 3463). Not
# 4.7.1 and the like: by those one recipient is greylisted or refused by a rule, and the destination is not in haste.
_THROTTLED = {"4.7.28", "4.3.2", "4.4.5"}


@dataclass
class Bucket:
    """The pace of a destination."""

    rate: float  # messages a second now
    tokens: float  # messages that may go at once
    at: float  # the moment of both, in seconds


class Buckets(Protocol):
    """Keeps the buckets between two runs."""

    def buckets(self) -> dict[str, tuple[float, float, float]]:
        """Return rate, tokens and moment by destination."""
        ...

    def keep_buckets(self, buckets: Mapping[str, tuple[float, float, float]]) -> None:
        """Write them, and forget all others."""
        ...


class Pacing:
    """The rates of a run. ``now``: seconds since the epoch."""

    def __init__(self, kept: Buckets, now: Callable[[], float]) -> None:
        self._kept = kept
        self._now = now
        self._saved = now()
        self._sent: Counter[str] = Counter()  # since the run began, by destination
        self._begun = now()
        self._halved: dict[str, float] = {}  # when that was done last, by destination
        self._buckets = {name: Bucket(*values) for name, values in kept.buckets().items()}
        self._limits: Mapping[str, Destination] = {}
        self._named: Mapping[str, str] = {}

    def limit(self, limits: Mapping[str, Destination]) -> None:
        """Take over policy's limits, by name, which may have changed while mail goes."""
        self._limits = limits
        self._named = {domain: name for name, limit in limits.items() for domain in limit.domains}
        for name, limit in limits.items():
            bucket = self._buckets.setdefault(name, Bucket(limit.per_second, 1, self._now()))
            bucket.rate = min(bucket.rate, limit.per_second)
        for name in [name for name in self._buckets if name not in limits and ("." not in name or name in self._named)]:
            del self._buckets[name]  # policy names it no more, or a destination that it is a part of

    def destination(self, domain: str) -> str:
        """Return by what name a domain's rate is kept."""
        return self._named.get(domain, domain)

    @property
    def bounded(self) -> dict[str, tuple[str, ...]]:
        """Domains of each destination that has a rate."""
        bounded = {}
        for name in [*self._buckets]:
            if name in self._limits:
                bounded[name] = self._limits[name].domains
            elif self._filled(name).rate < FREE:
                bounded[name] = (name,)
            else:
                del self._buckets[name]
        return bounded

    def tokens(self, destination: str) -> int:
        """Return how many messages may go to it now."""
        return int(self._filled(destination).tokens)

    def spend(self, destination: str, messages: int = 1) -> None:
        """Count messages that go to it."""
        self._sent[destination] += messages
        if destination in self._buckets:
            self._filled(destination).tokens -= messages

    def pause(self, destinations: Iterable[str]) -> float:
        """Return the seconds until the first of them has a message free."""
        return min(max(0.0, (1 - bucket.tokens) / bucket.rate) for bucket in map(self._filled, destinations))

    def heard(self, domain: str, outcome: Outcome) -> None:
        """Halve the rate of a destination that throttles."""
        temporary = outcome.state in (RowState.DEFERRED, RowState.PENDING) and outcome.stage in ("rcpt", "dot")
        if not temporary or not (outcome.code == 421 or outcome.enhanced in _THROTTLED):
            return
        name, now = self.destination(domain), self._now()
        if name not in self._buckets:
            self._buckets[name] = Bucket(max(self._sent[name] / max(now - self._begun, 1), _UNKNOWN), 0, now)
        bucket = self._filled(name)
        if now - self._halved.get(name, 0) < _ONCE_IN:
            return
        self._halved[name] = now
        bucket.rate = max(bucket.rate / 2, SLOWEST)
        bucket.tokens = min(bucket.tokens, 0)

    def save(self) -> None:
        """Write the buckets, inside a transaction of the journal, once a second at most."""
        now = self._now()
        if self._buckets and now - self._saved >= _SAVE_SECONDS:
            self._saved = now
            self._kept.keep_buckets(
                {name: (bucket.rate, bucket.tokens, bucket.at) for name, bucket in self._buckets.items()}
            )

    def _filled(self, destination: str) -> Bucket:
        """Let time pass for a bucket; a clock that went back adds nothing, and never takes."""
        bucket, now = self._buckets[destination], self._now()
        passed = max(now - bucket.at, 0.0)
        bucket.at = now
        most = inf
        if destination in self._limits:
            most = self._limits[destination].per_second
        if bucket.rate < most:
            grown = bucket.rate * 2 ** min(passed / _RECOVERY_SECONDS, 60)  # a year's would be no number any more
            bucket.rate = min(grown, most)
        bucket.tokens = min(bucket.tokens + passed * bucket.rate, max(bucket.rate, 1.0))
        return bucket
