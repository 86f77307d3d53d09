"""Client of a GitHub REST API, bounded in time, size and tries. Whatever goes wrong is a ForgeError in plain words.

The token is sent to the API's own origin only: redirects are refused and the next page is asked for by its number, so
no answer can lead a request elsewhere.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from http.client import HTTPException
from typing import Final
from urllib.error import HTTPError
from urllib.parse import quote, urlencode, urlsplit
from urllib.request import HTTPRedirectHandler, ProxyHandler, Request, build_opener

from haishin.consult.forge import ForgeError, NotThere
from haishin.consult.forge.answers import JsonObject
from haishin.core.catalogue import Message

PUBLIC: Final = "https://api.github.com"
PER_PAGE: Final = 100
PAGES: Final = 30  # GitHub lists at most 3,000 files of a change
SIZE: Final = 16 * 1024 * 1024  # bytes of one answer
TRIES: Final = 3

_LOOPBACK = {"localhost", "127.0.0.1", "::1"}
_NEXT = re.compile(r';\s*rel="?next"?')
_WAIT_UNKNOWN = timedelta(minutes=1)  # GitHub's advice where an answer names no time
_NOT_THERE: Final = (404, 422)  # an unknown commit gets 422
_BROKEN: Final = object()  # an answer that is no JSON: a cut connection leaves half of one


@dataclass(frozen=True, slots=True)
class _Reply:
    status: int
    headers: Mapping[str, str]  # names in lower case
    value: object = _BROKEN


class _NoRedirects(HTTPRedirectHandler):
    def redirect_request(self, *_: object) -> None:
        return None


class Http:
    """A client of an API.

    ``base``: ``https://api.github.com``, or ``https://HOST/api/v3`` of an Enterprise Server; plain http only to this
    machine. ``ticks``: seconds that only grow. ``timeout``: seconds without a byte; an answer may take three times as
    long. ``patience``: the time that this client may wait altogether at the forge's request (rate limits).
    ``proxies``: scheme → address.
    """

    def __init__(
        self,
        token: str,
        *,
        clock: Callable[[], datetime],
        ticks: Callable[[], float],
        sleep: Callable[[float], None],
        base: str = PUBLIC,
        timeout: float = 20,
        patience: timedelta = timedelta(minutes=2),
        proxies: Mapping[str, str] | None = None,
    ) -> None:
        if re.fullmatch(r"[\x21-\x7e]+", token) is None:  # never shown: http.client would print it in its complaint
            raise ForgeError(Message("consult/forge/malformed-token"))
        address = urlsplit(base)
        safe = address.scheme == "https" or (address.scheme == "http" and address.hostname in _LOOPBACK)
        if not (safe and address.hostname) or address.username or address.query or address.fragment:
            raise ForgeError(Message("consult/forge/unusable-address"))
        self._token = token
        self._base = base.rstrip("/")
        self._clock = clock
        self._ticks = ticks
        self._sleep = sleep
        self._timeout = timeout
        self._patience = patience
        self.calls = 0  # requests sent so far: the forge allows so many an hour
        self._opener = build_opener(_NoRedirects, ProxyHandler(dict(proxies or {})))

    def get(self, path: str, **query: str) -> object:
        """Return the value at a path such as ``repos/o/r``; raises NotThere for 404 and 422."""
        return self._send("GET", path, query, None).value

    def bodies(self, path: str, *, inside: str | None = None, **query: str) -> Iterator[object]:
        """Yield every page of a list, as answered; ``inside``: the list is that field of an object.

        A full page is followed even if no Link header asks for it: a proxy may have dropped the header.
        """
        for page in range(1, PAGES + 1):
            where = {**query, "per_page": str(PER_PAGE), "page": str(page)}
            reply = self._send("GET", path, where, None)
            body = reply.value
            items = _list(body, path) if inside is None else JsonObject(body, path).records(inside)
            yield body
            if len(items) < PER_PAGE and _NEXT.search(reply.headers.get("link", "")) is None:
                return
        raise ForgeError(Message("consult/forge/malformed", where=f"{path}: > {PAGES * PER_PAGE}"))

    def items(self, path: str, **query: str) -> tuple[JsonObject, ...]:
        """List the objects of all pages."""
        return tuple(JsonObject(item, path) for body in self.bodies(path, **query) for item in _list(body, path))

    def post(self, path: str, value: Mapping[str, object]) -> object:
        """Write; never repeated after a failure, since the first attempt may have arrived."""
        return self._send("POST", path, {}, value).value

    def patch(self, path: str, value: Mapping[str, object]) -> object:
        """Change; may be repeated."""
        return self._send("PATCH", path, {}, value).value

    def put(self, path: str, value: Mapping[str, object]) -> object:
        """Set; may be repeated."""
        return self._send("PUT", path, {}, value).value

    def delete(self, path: str) -> None:
        """Delete; may be repeated: raises NotThere if it is gone."""
        self._send("DELETE", path, {}, None)

    def _send(self, method: str, path: str, query: Mapping[str, str], value: Mapping[str, object] | None) -> _Reply:
        """Send a request until it succeeds, with the retries and waits that it may cost."""
        url, body, tries, failures = f"{self._base}/{quote(path)}", None, TRIES, 0
        if query:
            url += f"?{urlencode(query)}"
        if value is not None:
            body = json.dumps(value).encode()
        if method == "POST":
            tries = 1
        while True:
            try:
                reply = self._once(method, url, body)
            except (OSError, HTTPException) as fault:
                failures += 1
                if failures >= tries:
                    why = type(fault).__name__
                    raise ForgeError(Message("consult/forge/unreachable", path=path, why=why)) from None
                self._sleep(2.0**failures)
                continue
            if reply.status == 204:
                return reply
            if reply.status in (200, 201):
                if reply.value is not _BROKEN:
                    return reply
            elif reply.status in (403, 429) and (wait := self._asked(reply)) is not None:
                self._wait(wait, path)
                continue
            elif reply.status < 500:
                kind = NotThere if reply.status in _NOT_THERE else ForgeError
                raise kind(Message("consult/forge/refused", path=path, status=reply.status))
            failures += 1
            if failures >= tries:
                if reply.status >= 500:
                    raise ForgeError(Message("consult/forge/failed", path=path, status=reply.status))
                raise ForgeError(Message("consult/forge/malformed", where=path))
            self._sleep(2.0**failures)

    def _once(self, method: str, url: str, body: bytes | None) -> _Reply:
        headers = {
            "Accept": "application/vnd.github+json",
            "Authorization": f"Bearer {self._token}",
            "User-Agent": "haishin",
            "X-GitHub-Api-Version": "2022-11-28",
        }
        if body is not None:
            headers["Content-Type"] = "application/json"
        request = Request(url, data=body, headers=headers, method=method)
        self.calls += 1
        started = self._ticks()
        try:
            with self._opener.open(request, timeout=self._timeout) as answer:
                read = bytearray()
                while chunk := answer.read1(65536):
                    read += chunk
                    if len(read) > SIZE:
                        raise ForgeError(Message("consult/forge/malformed", where=f"> {SIZE} bytes"))
                    if self._ticks() - started > 3 * self._timeout:
                        raise TimeoutError
                return _Reply(answer.status, _lower(answer.headers.items()), _parsed(read))
        except HTTPError as fault:
            with fault:
                return _Reply(fault.code, _lower(fault.headers.items()))

    def _asked(self, reply: _Reply) -> timedelta | None:
        """Return how long a 403 or 429 asks to wait; None for a 403 that is a plain no."""
        after = reply.headers.get("retry-after")
        if after is not None:
            if re.fullmatch(r"[0-9]{1,6}", after) is None:
                return _WAIT_UNKNOWN
            return timedelta(seconds=int(after))
        reset = reply.headers.get("x-ratelimit-reset", "")
        if reply.headers.get("x-ratelimit-remaining") == "0" and re.fullmatch(r"[0-9]{1,12}", reset):
            return timedelta(seconds=max(0.0, int(reset) - self._clock().timestamp()) + 1)
        if reply.status == 429:
            return _WAIT_UNKNOWN
        return None

    def _wait(self, wait: timedelta, path: str) -> None:
        wait = max(wait, timedelta(seconds=1))  # a forge that says "now" for ever must not be asked for ever
        if wait > self._patience:
            minutes = -(-int(wait.total_seconds()) // 60)
            raise ForgeError(Message("consult/forge/rate-limited", path=path, minutes=minutes))
        self._patience -= wait
        self._sleep(wait.total_seconds())


def _list(body: object, path: str) -> list[object]:
    if not isinstance(body, list):
        raise ForgeError(Message("consult/forge/malformed", where=path))
    return body


def _parsed(body: bytearray) -> object:
    try:
        return json.loads(body)
    except (ValueError, RecursionError):
        return _BROKEN


def _lower(headers: Iterable[tuple[str, str]]) -> dict[str, str]:
    return {name.lower(): value for name, value in headers}
