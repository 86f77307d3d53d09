"""Tries the ways to leave that a mail names, as far as a machine can: the page answers, the mailbox's host is known."""

from __future__ import annotations

import socket
from http.client import HTTPException
from urllib.error import HTTPError
from urllib.request import ProxyHandler, build_opener, getproxies_environment

from haishin.contract.organization import Leave
from haishin.errors import Refusal, ToolError
from haishin.model import Text

SECONDS = 10
_REMEDY = Text(
    "受け付けていないなら、schema/organization.yaml の mail.leave から消してください。",
    "If nobody answers there, take it out of mail.leave in schema/organization.yaml.",
)


def try_out(leave: Leave) -> None:
    """Raises Refusal where the page says that it is not there, ToolError where page or host could not be asked."""
    if leave.page is not None:
        _page(leave.page)
    if leave.mailbox is not None:
        _host(leave.mailbox.rpartition("@")[2])


def _page(url: str) -> None:
    try:
        with build_opener(ProxyHandler(getproxies_environment())).open(url, timeout=SECONDS) as answer:
            answer.read(1)
    except HTTPError as answer:
        answer.close()
        error = Refusal if answer.code in (404, 410) else ToolError
        raise error(_closed(url, str(answer.code)), _REMEDY) from None
    except (OSError, ValueError, HTTPException) as problem:
        raise ToolError(_closed(url, type(problem).__name__), _REMEDY) from None


def _closed(url: str, why: str) -> Text:
    return Text(f"{url} が開けません({why})", f"{url} cannot be opened ({why})")


def _host(name: str) -> None:
    try:
        socket.getaddrinfo(name, 25, type=socket.SOCK_STREAM)
    except OSError as problem:
        raise ToolError(
            Text(f"受信箱のホスト {name} が見つかりません", f"the mailbox's host {name} is not found"), _REMEDY
        ) from problem
