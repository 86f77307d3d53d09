"""The last build of the public list: noted in the state folder by ``publish``, read by the alarms."""

from __future__ import annotations

import json
import re
from contextlib import suppress
from dataclasses import asdict, dataclass
from datetime import datetime

from haishin.core.errors import ToolError
from haishin.core.state import StateFolder, read_line, write_line

_CODE = re.compile("[a-z-]{1,40}")


@dataclass(frozen=True, slots=True)
class LastBuild:
    """A build: its time, and the code of its failure; None: it stands."""

    at: datetime  # with an offset
    failed: str | None = None  # of small letters and hyphens
    folder: str | None = None  # of the last build that stands; None: there was none


def note_build(state: StateFolder, build: LastBuild) -> None:
    """Replace the note of the build before; without a state folder there is none. Raises ToolError."""
    if state.root.exists():
        write_line(state.published, json.dumps(asdict(build) | {"at": build.at.isoformat()}))


def last_build(state: StateFolder) -> LastBuild | None:
    """Read the note; None if it is missing or cannot be read."""
    with suppress(ToolError, ValueError, TypeError, KeyError):
        line = json.loads(read_line(state.published) or "{}")
        at, failed, folder = datetime.fromisoformat(line["at"]), line["failed"], line["folder"]
        known = (failed is None or _CODE.fullmatch(failed)) and isinstance(folder, str | None)
        if at.tzinfo is not None and known:
            return LastBuild(at, failed, folder)
    return None
