"""The units of a mail host that pulls, to be read before they are installed: the sender, and the update of the program.

They are two users. The sender has the secrets and cannot write its program; the builder of the program has no secret.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Final

from haishin.core.catalogue import Message
from haishin.core.errors import Refusal

_USER: Final = re.compile(r"[a-z_][a-z0-9_-]{0,30}")  # as useradd takes it
_PLAIN: Final = re.compile(r"/[A-Za-z0-9._/+@-]*")  # nothing that systemd would split, expand or unescape
_UNITS: Final = Path(__file__).parent / "units"  # as systemd reads them, with {holes}


def units(root: Path, user: str, program: Path) -> Mapping[str, str]:
    """Write the units by file name, for a clone at ``root``, run as ``user``, and releases below ``program``.

    Raises Refusal for a name or a place that systemd would read as something else.
    """
    if _USER.fullmatch(user) is None or user == "root":
        raise Refusal(Message("office/setup/unusable-user", user=user))
    for place in (root, program):
        if _PLAIN.fullmatch(str(place)) is None:
            raise Refusal(Message("office/setup/unusable-folder", place=place))

    def filled(template: str, place: Path, **values: str) -> str:
        """Fill a unit that may write at that place only."""
        home = "read-only" if place.is_relative_to("/home") or place.is_relative_to("/root") else "yes"
        hardened = _template("hardening").format(home=home).rstrip("\n")
        return _template(template).format(user=user, root=root, program=program, hardened=hardened, **values)

    send = {"name": "haishin-send", "what": "look for what is merged, every minute", "boot": "30s", "every": "1min"}
    update = {"name": "haishin-update", "what": "look for a newer program", "boot": "2min", "every": "5min"}
    return {
        "haishin-send.service": filled("haishin-send.service", root),
        "haishin-send.timer": filled("haishin.timer", root, **send),
        "haishin-update.service": filled("haishin-update.service", program),
        "haishin-update.timer": filled("haishin.timer", program, **update),
        "haishin-alarm.service": filled("haishin-alarm.service", root),
    }


def _template(name: str) -> str:
    return (_UNITS / name).read_text(encoding="utf-8")
