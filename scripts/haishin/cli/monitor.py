"""The outside monitor: one GET that says that a sending has ended well. It never stops one."""

from __future__ import annotations

import ipaddress
from http.client import HTTPException
from urllib.parse import urlsplit
from urllib.request import ProxyHandler, build_opener, getproxies_environment

from haishin.errors import ToolError
from haishin.model import Text

SECONDS = 10


def report(url: str) -> None:
    """GET the address. Raises ToolError; its words hold no part of the address, which is a secret at most services."""
    try:
        parts = urlsplit(url)
        if parts.scheme != "https" and not (parts.scheme == "http" and _loopback(parts.hostname or "")):
            raise _failed("https://…")
        with build_opener(ProxyHandler(getproxies_environment())).open(url, timeout=SECONDS) as answer:
            answer.read(1)
    except (OSError, ValueError, HTTPException) as problem:
        code = getattr(problem, "code", None)
        raise _failed(str(code) if code is not None else type(problem).__name__) from None


def _loopback(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def _failed(why: str) -> ToolError:
    return ToolError(
        Text(
            f"外部の見張り(HAISHIN_MONITOR_URL)に知らせられませんでした({why})。配信には影響しません。",
            f"The outside monitor (HAISHIN_MONITOR_URL) could not be told ({why}). Sending is not affected.",
        ),
        Text("アドレスと接続を確かめてください。", "Check the address and the connection."),
    )
