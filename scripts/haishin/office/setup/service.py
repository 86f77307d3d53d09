"""The units of a mail host that pulls, to be read before they are installed.

Who sends has the secrets and cannot write his program; that is another user's, whom only the operator becomes. The
residents' page is a third one's, who has neither secrets nor a network. A unit runs once it is enabled.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Final

from haishin.core.catalogue import Message
from haishin.core.errors import Refusal

_USER: Final = re.compile(r"[a-z_][a-z0-9_-]{0,26}")  # as useradd takes it, with -web behind it
_PLAIN: Final = re.compile(r"/[A-Za-z0-9._/+@-]*")  # nothing that systemd would split, expand or unescape
_UNITS: Final = Path(__file__).parent / "units"  # as systemd reads them, with {holes}
_NAMES: Final = (
    "haishin-send.service",
    "haishin-send.timer",
    "haishin-alarm.service",
    "haishin-web.socket",
    "haishin-web.service",
    "haishin-inbox.service",
)


def units(root: Path, user: str, program: Path) -> Mapping[str, str]:
    """Write the units by file name, for a clone at ``root``, run as ``user``, and releases below ``program``.

    Raises Refusal for a name or a place that systemd would read as something else.
    """
    if _USER.fullmatch(user) is None or user == "root":
        raise Refusal(Message("office/setup/unusable-user", user=user))
    for place in (root, program):
        if _PLAIN.fullmatch(str(place)) is None:
            raise Refusal(Message("office/setup/unusable-folder", place=place))

    home = "read-only" if root.is_relative_to("/home") or root.is_relative_to("/root") else "yes"
    hardened = _template("hardening").format(home=home).rstrip("\n")
    desk = f"/var/lib/{user}-desk"

    def filled(name: str) -> str:
        return _template(name).format(user=user, root=root, program=program, desk=desk, hardened=hardened)

    return {name: filled(name) for name in _NAMES}


def _template(name: str) -> str:
    return (_UNITS / name).read_text(encoding="utf-8")
