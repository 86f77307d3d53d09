"""As the web's user, who is another than the registry's: what a program that took the page over can do (W1, W3, W4).

Three users that no file of the machine names: of the sender and inbox, of the web, and nobody's friend. Only root can
become them, as in ``.ci/run``.
"""

from __future__ import annotations

import json
import os
import stat
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest

from haishin.message.keys import LeaveKey
from haishin.residents.desk import desk
from support.desk import FORCE, PHONE, STOP
from support.force import ROOT

SENDER, WEB, STRANGER, GROUP = 61001, 61002, 61003, 61004
KEPT = "kept"  # a resident whose request waits already

pytestmark = pytest.mark.skipif(os.geteuid() != 0, reason="only root can become another user")

# All is imported before the user changes, who may not be able to read Python itself.
PRELUDE = f"""
import errno, json, os, socket, stat, sys
sys.path.insert(0, {str(ROOT / "scripts")!r})
from datetime import UTC, datetime
from pathlib import Path
import haishin.residents.desk.desk as desk, haishin.message.keys, haishin.residents.desk.web as web
from haishin.residents.desk.pages import publish
folder, user, groups, rest = json.loads(sys.argv[1])
os.setgroups(groups)
os.setgid(groups[0])
os.setuid(user)
os.umask(0o077)  # as the units have it
folder = Path(folder)
requests, pages, state = folder / "desk/requests", folder / "desk/pages", folder / "state"

def tried(act):
    try:
        return repr(act())
    except OSError as fault:
        return errno.errorcode[fault.errno]
"""


class House:
    """A mail host's two folders and its state folder, with the rights that OPERATING.md gives them."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        folder.chmod(0o711)
        for name, user, group, mode in (
            ("state", SENDER, SENDER, 0o700),
            ("desk", 0, 0, 0o711),
            ("desk/requests", SENDER, GROUP, 0o2730),
            ("desk/pages", SENDER, GROUP, 0o2710),
        ):
            (folder / name).mkdir()
            os.chown(folder / name, user, group)
            (folder / name).chmod(mode)
        for name in ("subscribers.sqlite", "journal.sqlite", "keys.json"):
            self.of_the_sender(folder / "state" / name)
        self.key = LeaveKey.load(folder / "state/leave.json", create=True)
        os.chown(folder / "state/leave.json", SENDER, SENDER)
        self.act(SENDER, f"publish(pages, state / 'leave.json', {FORCE!r}, {PHONE!r}, {STOP!r})")
        self.act(WEB, f"desk.Requests(requests).put({self.key.token(KEPT)!r}, 'button')")

    def of_the_sender(self, path: Path) -> None:
        path.write_bytes(b"taro@residents.example.jp")
        path.chmod(0o600)
        os.chown(path, SENDER, SENDER)

    def act(self, user: int, program: str, *rest: object) -> Any:
        """What a program of that user prints as JSON; None where it prints nothing."""
        groups = {SENDER: [SENDER, GROUP], WEB: [GROUP], STRANGER: [STRANGER]}[user]
        told = json.dumps([str(self.folder), user, groups, rest])
        command = [sys.executable, "-I", "-c", PRELUDE + program, told]
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        assert (done.returncode, done.stderr) == (0, "")
        return json.loads(done.stdout) if done.stdout else None

    def tried(self, user: int, acts: dict[str, str]) -> dict[str, str]:
        """Each act's value, or the name of what the system says of it."""
        lines = ", ".join(f"{name!r}: tried(lambda: {act})" for name, act in acts.items())
        answers: dict[str, str] = self.act(user, f"print(json.dumps({{{lines}}}))")
        return answers

    @property
    def pages(self) -> Path:
        return self.folder / "desk/pages"

    @property
    def requests(self) -> Path:
        return self.folder / "desk/requests"


@pytest.fixture
def house() -> Iterator[House]:
    """Outside of pytest's own folder, which is closed to others."""
    with TemporaryDirectory(dir="/var/tmp") as folder:
        yield House(Path(folder))


DENIED = {
    "list the requests": "os.listdir(requests)",
    "look through the requests": "list(os.scandir(requests))",
    "take the requests": "list(requests.iterdir())",
    "list the pages": "os.listdir(pages)",
    "write a page": "open(pages / 'new.html', 'w')",
    "change a page": "open(pages / 'leave.html', 'w')",
    "append to a page": "open(pages / 'page.css', 'a')",
    "change the key": "open(pages / 'leave.json', 'r+')",
    "remove a page": "os.unlink(pages / 'leave.html')",
    "rename a page": "os.rename(pages / 'leave.html', requests / 'x')",
    "replace a page": "os.replace(pages / 'again.html', pages / 'leave.html')",
    "link into the pages": "os.symlink('/etc/passwd', pages / 'x')",
    "open a page to others": "os.chmod(pages / 'leave.html', 0o666)",
    "open the pages": "os.chmod(pages, 0o777)",
    "open the requests": "os.chmod(requests, 0o777)",
    "take the folder": "os.chown(requests, user, groups[0])",
    "replace the requests": "os.rename(requests, folder / 'desk/x')",
    "put something beside them": "open(folder / 'desk/x', 'w')",
    "list the state folder": "os.listdir(state)",
    "read the registry": "open(state / 'subscribers.sqlite')",
    "read the journal": "open(state / 'journal.sqlite')",
    "read the other keys": "open(state / 'keys.json')",
    "read the first key": "open(state / 'leave.json')",
    "write beside the registry": "open(state / 'x', 'w')",
    "link the registry": "os.link(state / 'subscribers.sqlite', requests / 'x')",
    "become the sender": f"os.setuid({SENDER})",
    "become root": "os.setuid(0)",
}


def test_a_web_that_was_taken_over_gets_nothing(house: House) -> None:
    """W1: neither the registry, nor the requests of others, nor a page to change."""
    before = house.folder / "desk/pages"
    pages = {path.name: path.read_bytes() for path in before.iterdir()}
    answers = house.tried(WEB, DENIED)
    assert {name: said for name, said in answers.items() if said not in ("EACCES", "EPERM")} == {}
    assert {path.name: path.read_bytes() for path in before.iterdir()} == pages
    assert len(os.listdir(house.requests)) == 1


def test_what_it_needs_it_can_do(house: House) -> None:
    """The denials above are none of a folder that is not there."""
    needed = {name: f"len((pages / {name!r}).read_bytes())" for name in ("leave.html", "page.css", "leave.json")}
    answers = house.tried(WEB, {**needed, "free room": "os.statvfs(requests).f_bavail > 0"})
    assert {
        name: said.isdigit() and int(said) > 99 for name, said in answers.items() if name in needed
    } == dict.fromkeys(needed, True)
    assert answers["free room"] == "True"
    token = house.key.token("another")
    house.act(WEB, f"desk.Requests(requests).put({token!r}, 'one-click')")
    facts = [path.stat() for path in house.requests.iterdir()]
    assert {(one.st_uid, one.st_gid, stat.S_IMODE(one.st_mode)) for one in facts} == {(WEB, GROUP, 0o040)}


def test_it_cannot_read_a_request_again_even_by_its_name(house: House) -> None:
    """Written for the group alone, which has the inbox and, of the web, only files that it has made."""
    [name] = os.listdir(house.requests)
    assert house.tried(WEB, {"read": f"open(requests / {name!r}).read()"}) == {"read": "EACCES"}
    assert house.tried(STRANGER, {"read": f"open(requests / {name!r}).read()"}) == {"read": "EACCES"}


def test_a_stranger_on_the_machine_has_neither_folder(house: House) -> None:
    acts = {"list": "os.listdir(pages)", "page": "open(pages / 'leave.html')", "key": "open(pages / 'leave.json')"}
    acts |= {"ask": "open(requests / 'x', 'w')", "see": "os.listdir(requests)"}
    assert set(house.tried(STRANGER, acts).values()) == {"EACCES"}


TAKE = """
asked = desk.Requests(requests)
now = datetime(9999, 1, 1, tzinfo=UTC)
key = haishin.message.keys.LeaveKey.load(state / "leave.json", create=False)
found = [(one.token, one.how, key.resident(one.token)) for one in asked.take(now)]
for name in [one.name for one in asked.take(now)]:
    asked.done(name)
print(json.dumps([found, asked.strange, os.listdir(os.fsencode(requests)).__len__()]))
"""


def test_the_inbox_takes_what_the_web_has_written(house: House) -> None:
    found, strange, left = house.act(SENDER, TAKE)
    assert (found, strange, left) == ([[house.key.token(KEPT), "button", KEPT]], 0, 0)


def test_forged_requests_of_a_web_that_was_taken_over_belong_to_nobody(house: House) -> None:
    """W3: the MAC is checked again behind the page."""
    forged = LeaveKey.throwaway().token(KEPT)
    house.act(WEB, f"desk.Requests(requests).put({forged!r}, 'button')")
    found, strange, _ = house.act(SENDER, TAKE)
    assert sorted(found) == sorted([[house.key.token(KEPT), "button", KEPT], [forged, "button", None]])
    assert strange == 0


POISON = """
import hashlib
def name(what):
    return requests / hashlib.sha256(what.encode()).hexdigest()
os.symlink("/etc/passwd", name("link"))
os.symlink(state / "keys.json", name("link to a secret"))
os.symlink(name("loop"), name("loop"))
os.mkfifo(name("pipe"))
os.mkfifo(name("pipe of nobody"), 0)
open(name("huge"), "wb").truncate(1 << 30)
open(name("deep"), "wb").write(b"[" * 4096)
open(name("closed"), "wb").write(b"{}")
os.chmod(name("closed"), 0)
open(name("open"), "wb").write(b'{"token": "x", "how": "button", "by": "root"}')
os.chmod(name("open"), 0o777)
os.mkdir(name("folder"))
os.mkdir(name("full folder"))
open(name("full folder") / "x", "w").close()
os.chmod(name("full folder"), 0)
for odd in (b"..x", b"x\\n", b"\\xff", b"-rf", b"a" * 255, "停止".encode()):
    open(os.fsencode(requests) + b"/" + odd, "w").close()
one = socket.socket(socket.AF_UNIX)
os.chdir(requests)
one.bind("socket")
for number in range(1000):
    open(requests / f"{number}", "w").close()
"""


def test_whatever_it_puts_there_is_removed_and_nothing_is_followed(house: House) -> None:
    """W4. A closed folder that is not empty only root can take away; it is told at each look."""
    house.act(WEB, POISON)
    before = {path.name: path.read_bytes() for path in (house.folder / "state").iterdir()}
    found, strange, left = house.act(SENDER, TAKE)
    assert found == [[house.key.token(KEPT), "button", KEPT]]
    assert strange == 11 + 6 + 1 + 1000 + 1  # the full folder at the second look, too
    assert left == 1
    assert {path.name: path.read_bytes() for path in (house.folder / "state").iterdir()} == before


SERVE = """
import io
told = []
def call(method, path):
    environ = {"REQUEST_METHOD": method, "PATH_INFO": path, "CONTENT_TYPE": "application/x-www-form-urlencoded",
               "CONTENT_LENGTH": "0", "wsgi.input": io.BytesIO(), "wsgi.errors": sys.stderr}
    body = web.app(pages, desk.Requests(requests))(environ, lambda status, headers: told.append(status))
    return b"".join(body).decode()
print(json.dumps([[call("GET", rest[0]), call("POST", rest[0]), call("POST", "/l/x"), call("HEAD", rest[0])], told]))
"""


def test_the_page_works_as_that_user(house: House) -> None:
    bodies, told = house.act(WEB, SERVE, f"/l/{house.key.token('third')}")
    assert told == ["200 OK"] * 4
    assert bodies[1] == bodies[2] == (house.pages / "accepted.html").read_text("utf-8")
    found, strange, _ = house.act(SENDER, TAKE)
    assert sorted(one[2] for one in found) == ["kept", "third"]
    assert strange == 0


def test_the_pages_are_renewed_by_the_inbox_and_stay_the_groups(house: House) -> None:
    house.act(SENDER, f"publish(pages, state / 'leave.json', '別の警察', {PHONE!r}, {STOP!r})")
    facts = {path.name: path.stat() for path in house.pages.iterdir()}
    assert set(facts) == {"accepted.html", "again.html", "leave.html", "page.css", desk.KEY}
    assert {(one.st_uid, one.st_gid, stat.S_IMODE(one.st_mode)) for one in facts.values()} == {(SENDER, GROUP, 0o440)}
    assert house.tried(WEB, {"read": "'別の警察' in (pages / 'leave.html').read_text('utf-8')"}) == {"read": "True"}
