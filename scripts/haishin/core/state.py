"""The state folder: registry, journal, keys and mailbox of a repository, on the mail host, outside git."""

from __future__ import annotations

import os
import re
import stat
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from haishin.core.catalogue import Message
from haishin.core.errors import Refusal, ToolError

_REPOSITORY = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]{0,63}")
_WORKSPACES = ("GITHUB_WORKSPACE", "RUNNER_WORKSPACE")


@dataclass(frozen=True, slots=True)
class StateFolder:
    """The layout of the folder."""

    root: Path

    @property
    def registry(self) -> Path:
        """登録者名簿, SQLite."""
        return self.root / "subscribers.sqlite"

    @property
    def journal(self) -> Path:
        """The journal of all mails, SQLite."""
        return self.root / "journal.sqlite"

    @property
    def journal_id(self) -> Path:
        """The id of the journal that was opened here last: an empty journal in its place is refused."""
        return self.root / "journal-id"

    @property
    def keys(self) -> Path:
        """Secrets by purpose and key id, JSON."""
        return self.root / "keys.json"

    @property
    def leave_key(self) -> Path:
        """The secrets behind the tokens of leaving, JSON; ``haishin inbox`` hands the web a copy."""
        return self.root / "leave.json"

    @property
    def maildir(self) -> Path:
        """The mailbox for mail that goes to no relay."""
        return self.root / "maildir"

    @property
    def last_run(self) -> Path:
        """Faults that only the last run of the sender could find; missing without any."""
        return self.root / "last-run"

    @property
    def published(self) -> Path:
        """When ``haishin publish`` ran last, and whether it failed, JSON (``core/last_build.py``)."""
        return self.root / "published.json"

    @property
    def told_alarms(self) -> Path:
        """The alarms that were sent already."""
        return self.root / "told-alarms"

    @property
    def inbox_lock(self) -> Path:
        """The file that ``haishin inbox`` holds while it runs."""
        return self.root / "inbox-lock"

    @property
    def work(self) -> Path:
        """Scratch space, empty between runs."""
        return self.root / "work"


def locate(environment: Mapping[str, str], repository: str) -> Path:
    """Find the place of the state: ``HAISHIN_STATE``, else the user's state folder by the repository's random id.

    Raises ToolError if neither is known.
    """
    if given := environment.get("HAISHIN_STATE"):
        return Path(given).absolute()
    if not _REPOSITORY.fullmatch(repository):  # it comes from the ledger and becomes part of a path
        raise ToolError(Message("core/ledger-id-malformed"))
    return _user_folder(environment) / "haishin" / repository


def open_state(root: Path, *, create: bool = True) -> StateFolder:
    """The folder, created with mode 0700 if it was missing; without ``create`` it stays missing.

    Raises ToolError if it cannot be made, is no folder, or is open to other users.
    """
    try:
        if not root.exists():
            if not create:
                return StateFolder(root)
            root.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            root.mkdir(mode=0o700, exist_ok=True)
            (root / ".gitignore").write_text("*\n", encoding="ascii")  # nothing in here may ever enter git
        mode = root.stat().st_mode
    except OSError as error:
        raise ToolError(Message("core/state-unusable", why=error.strerror or type(error).__name__)) from error
    if not stat.S_ISDIR(mode):
        raise ToolError(Message("core/state-no-folder"))
    if mode & (stat.S_IRWXG | stat.S_IRWXO):
        raise ToolError(Message("core/state-open-to-others", mode=stat.S_IMODE(mode)))
    return StateFolder(root)


def inside_work_tree(path: Path, environment: Mapping[str, str]) -> bool:
    """Whether the path lies in a git work tree or in the runner's workspace; a checkout cleans both.

    A repository without a work tree counts as well: a clone or copy would take addresses along.
    """
    real = path.resolve()
    around = (real, *real.parents)
    workspaces = [Path(environment[name]).resolve() for name in _WORKSPACES if environment.get(name)]
    return any((folder / ".git").exists() or _is_bare(folder) or folder in workspaces for folder in around)


def _is_bare(folder: Path) -> bool:
    return all((folder / part).exists() for part in ("HEAD", "objects", "refs"))


def refuse_work_tree(path: Path, environment: Mapping[str, str]) -> None:
    """Raises Refusal if a checkout would clean the path away, or git would take addresses in."""
    if inside_work_tree(path, environment):
        raise Refusal(Message("core/state-in-work-tree"))


def _user_folder(environment: Mapping[str, str]) -> Path:
    """XDG_STATE_HOME, which counts only when absolute (XDG Base Directory), else ``~/.local/state``."""
    given = Path(environment.get("XDG_STATE_HOME", ""))
    if given.is_absolute():
        return given
    home = Path(environment.get("HOME", ""))
    if home.is_absolute():
        return home / ".local" / "state"
    raise ToolError(Message("core/state-unplaced"))


def read_line(path: Path) -> str | None:
    """The line that a file of the folder keeps from run to run; None without any. Raises ToolError."""
    try:
        return path.read_text("ascii").strip() or None
    except FileNotFoundError:
        return None
    except (OSError, UnicodeDecodeError) as error:
        raise unusable_file(path, error) from error


def write_line(path: Path, line: str) -> None:
    """Write the line, whole or not at all, unless it stands there. Raises ToolError when it cannot be written."""
    if read_line(path) == line:
        return
    beside = path.with_name(f"{path.name}.{os.getpid()}")
    try:
        beside.touch(mode=0o600)
        beside.write_text(line + "\n", "ascii")
        os.replace(beside, path)
    except OSError as error:
        raise unusable_file(path, error) from error


def version(*files: str) -> str:
    """Digest the program's files that decide something which is kept: what others decided is no use to them."""
    return sha256(b"\0".join(Path(file).read_bytes() for file in files)).hexdigest()


def recall(path: Path, key: str) -> bytes | None:
    """Read what ``keep`` wrote under that key; anything else is thrown away (None), and the work is done anew."""
    try:
        digest, _, rest = path.read_bytes().partition(b"\n")
    except OSError:
        return None
    kept, _, data = rest.partition(b"\n")
    if (digest, kept) != (sha256(rest).hexdigest().encode(), key.encode()):
        return None
    return data


def keep(path: Path, key: str, data: bytes) -> None:
    """Spare the next run some work; ``key`` names all that it rests on. What cannot be written is not kept."""
    rest = key.encode() + b"\n" + data
    beside = path.with_name(f"{path.name}.{os.getpid()}")
    with suppress(OSError):
        beside.write_bytes(sha256(rest).hexdigest().encode() + b"\n" + rest)
        os.replace(beside, path)


def unusable_file(path: Path, why: object) -> ToolError:
    """The error about a file of the folder that cannot be read or written."""
    return ToolError(Message("core/state-file-unusable", name=path.name, why=why))
