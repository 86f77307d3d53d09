"""The verb ``web``: the residents' page, which needs neither repository nor schema; and the page for another server."""

from __future__ import annotations

import argparse
import os
import socket
from collections.abc import Iterable, Mapping
from contextlib import suppress
from typing import TYPE_CHECKING

from haishin.cli.context import Acts, CommandContext
from haishin.core.catalogue import Message
from haishin.core.errors import Exit, ToolError
from haishin.residents.desk import desk, web

if TYPE_CHECKING:
    from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment

_FIRST_PASSED = 3  # sd_listen_fds(3)


def application(environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
    """Serve the page of ``HAISHIN_DESK``, for any WSGI server: ``gunicorn haishin.cli.web:application``."""
    return _page(os.environ)(environ, start_response)


def _page(environment: Mapping[str, str]) -> WSGIApplication:
    folder = desk.place(environment)
    if folder is None:
        raise ToolError(Message("cli/desk-unnamed"))
    for name in (desk.PAGES, desk.REQUESTS):
        if not (folder / name).is_dir():
            raise ToolError(Message("cli/desk-absent", folder=folder / name))
    return web.app(folder / desk.PAGES, desk.Requests(folder / desk.REQUESTS))


def _web(arguments: argparse.Namespace, context: CommandContext) -> int:
    if os.geteuid() == 0:
        raise ToolError(Message("cli/web-is-root"))
    page = _page(context.environment)
    with _listening(arguments.listen, context.environment) as listening, suppress(KeyboardInterrupt):
        context.say(Message("cli/web-serves", place="{}:{}".format(*listening.getsockname()[:2])))
        context.out.flush()
        web.Server(listening, page).run()
    return Exit.FINE


def _listening(place: tuple[str, int] | None, environment: Mapping[str, str]) -> socket.socket:
    """Listen at that place; at none, take the socket that systemd hands over. Raises ToolError."""
    if place is not None:
        family = socket.AF_INET6 if ":" in place[0] else socket.AF_INET
        try:
            return socket.create_server(place, family=family, backlog=web.BACKLOG)
        except OSError as fault:
            raise ToolError(Message("cli/web-cannot-listen", why=fault.strerror)) from fault
    if environment.get("LISTEN_PID") != str(os.getpid()) or environment.get("LISTEN_FDS") != "1":
        raise ToolError(Message("cli/web-nowhere"))
    return socket.socket(fileno=_FIRST_PASSED)


VERBS: Acts = {"web": _web}
