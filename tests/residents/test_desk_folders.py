"""The two folders: what the web writes is taken once and whole, and whatever else lies there is removed (W4, W20)."""

from __future__ import annotations

import json
import os
import socket
import stat
from collections import namedtuple
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from pathlib import Path
from threading import Barrier, Thread
from types import SimpleNamespace
from typing import Any
from unittest import mock

import pytest
from hypothesis import given
from hypothesis import strategies as st

from haishin.core.catalogue import Message
from haishin.core.errors import Refusal, ToolError
from haishin.message.keys import LeaveKey
from haishin.residents.desk import desk
from haishin.residents.desk.desk import LARGEST, NoRoom, Request, Requests
from haishin.residents.desk.pages import key_of, publish, refuse_two_groups
from support.desk import FORCE, PHONE, STOP, Page
from support.raising import raises

TOKEN = "a" * 26 + "." + "b" * 14
NAME = sha256(TOKEN.encode()).hexdigest()
DRAFT = f"{NAME}.{'0' * 16}"
GOOD = json.dumps({"token": TOKEN, "how": "button"}).encode()
Disk = namedtuple("Disk", ["f_bavail", "f_frsize"])


@pytest.fixture
def requests(tmp_path: Path) -> Requests:
    (tmp_path / "requests").mkdir()
    return Requests(tmp_path / "requests")


@pytest.fixture
def page(tmp_path: Path) -> Page:
    return Page.published(tmp_path)


def written(path: Path) -> datetime:
    return datetime.fromtimestamp(path.lstat().st_ctime, UTC)


def later(path: Path, seconds: float) -> datetime:
    """So long after the entry was written."""
    return written(path) + timedelta(seconds=seconds)


def put(requests: Requests, name: str, data: bytes = GOOD) -> Path:
    path = requests.folder / name
    path.write_bytes(data)
    return path


# --- a request and its way ------------------------------------------------------------------------------------------


def test_what_was_put_is_taken_until_it_is_done(requests: Requests) -> None:
    requests.put(TOKEN, "one-click")
    at = written(requests.folder / NAME)
    asked = Request(NAME, TOKEN, "one-click")
    assert list(requests.take(at)) == [asked]
    assert list(requests.take(at)) == [asked]
    requests.done(NAME)
    assert list(requests.take(at)) == []
    requests.done(NAME)
    assert requests.strange == 0


def test_no_token_is_printed(requests: Requests) -> None:
    requests.put(TOKEN, "button")
    [asked] = requests.take(written(requests.folder / NAME))
    assert TOKEN not in repr(asked)
    assert TOKEN not in os.listdir(requests.folder)[0]


def test_a_repeated_request_writes_nothing(requests: Requests) -> None:
    requests.put(TOKEN, "button")
    [path] = requests.folder.iterdir()
    before = path.stat()
    requests.put(TOKEN, "one-click")
    assert [path] == list(requests.folder.iterdir())
    assert path.stat() == before


def test_many_at_once_make_one(requests: Requests) -> None:
    start, faults = Barrier(8), []

    def press() -> None:
        start.wait()
        try:
            requests.put(TOKEN, "button")
        except (OSError, NoRoom) as fault:
            faults.append(fault)

    threads = [Thread(target=press) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert (faults, os.listdir(requests.folder)) == ([], [NAME])


def test_nobody_but_the_folders_group_may_open_it(requests: Requests) -> None:
    """Where web and inbox are two users, as they are to be."""
    with mock.patch.object(os, "geteuid", return_value=12345):
        requests.put(TOKEN, "button")
    assert stat.S_IMODE((requests.folder / NAME).stat().st_mode) == 0o040


def test_it_is_on_the_disk_before_it_is_accepted(requests: Requests) -> None:
    """Written whole, then synced, then called by its name."""
    steps: list[str] = []
    for name in ("write", "fchmod", "fsync", "rename"):
        real: Callable[..., object] = getattr(os, name)
        mock.patch.object(os, name, side_effect=lambda *a, n=name, r=real: steps.append(n) or r(*a)).start()
    try:
        requests.put(TOKEN, "button")
    finally:
        mock.patch.stopall()
    assert steps == ["write", "fchmod", "fsync", "rename"]


@pytest.mark.parametrize("step", ["write", "fchmod", "fsync"])
def test_what_cannot_be_written_leaves_nothing(requests: Requests, step: str) -> None:
    with (
        mock.patch.object(os, step, side_effect=OSError(28, "No space left on device")),
        pytest.raises(OSError, match="No space left"),
    ):
        requests.put(TOKEN, "button")
    assert os.listdir(requests.folder) == []


def test_half_a_write_is_none(requests: Requests) -> None:
    with mock.patch.object(os, "write", return_value=3), pytest.raises(OSError, match="No space left"):
        requests.put(TOKEN, "button")
    assert os.listdir(requests.folder) == []


@pytest.mark.parametrize(("free", "taken"), [((64 << 20) - 1, False), (64 << 20, True)])
def test_the_last_of_the_disk_is_left_to_others(requests: Requests, free: int, taken: bool) -> None:
    with mock.patch.object(os, "statvfs", return_value=Disk(free, 1)):
        if taken:
            requests.put(TOKEN, "button")
        else:
            with pytest.raises(NoRoom):
                requests.put(TOKEN, "button")
    assert os.listdir(requests.folder) == ([NAME] if taken else [])


def test_the_inbox_may_be_quicker_than_the_last_step(requests: Requests) -> None:
    real = os.rename

    def taken(draft: str, path: str) -> None:
        os.unlink(draft)
        real(draft, path)

    with mock.patch.object(os, "rename", side_effect=taken):
        requests.put(TOKEN, "button")
    assert os.listdir(requests.folder) == []


def test_a_web_that_died_over_the_last_step_has_accepted_nothing_yet_and_loses_nothing(requests: Requests) -> None:
    path = put(requests, DRAFT)
    assert list(requests.take(later(path, 59))) == []
    assert [one.token for one in requests.take(later(path, 60))] == [TOKEN]
    assert (path.exists(), requests.strange) == (True, 0)
    requests.done(DRAFT)
    assert not path.exists()


# --- what is no request (W4) ----------------------------------------------------------------------------------------


def linked(path: Path) -> None:
    path.symlink_to("/etc/passwd")


def dangling(path: Path) -> None:
    path.symlink_to(path.with_name("nowhere"))


def to_a_request(path: Path) -> None:
    (path.parent.parent / "outside").write_bytes(GOOD)
    path.symlink_to(path.parent.parent / "outside")


def piped(path: Path) -> None:
    os.mkfifo(path)


def listening(path: Path) -> None:
    with socket.socket(socket.AF_UNIX) as one:
        here = os.open(path.parent, os.O_RDONLY)
        try:
            one.bind(f"/proc/self/fd/{here}/{path.name}")
        finally:
            os.close(here)


def foldered(path: Path) -> None:
    path.mkdir()


def huge(path: Path) -> None:
    with path.open("wb") as file:
        file.truncate(1 << 30)


def a_byte_too_large(path: Path) -> None:
    path.write_bytes(GOOD.ljust(LARGEST + 1))


AT_ONCE = [linked, dangling, to_a_request, piped, listening, foldered, huge, a_byte_too_large]


@pytest.mark.parametrize("make", AT_ONCE, ids=lambda make: make.__name__)
def test_what_can_never_be_one_is_removed_at_once(requests: Requests, make: Callable[[Path], None]) -> None:
    path = requests.folder / NAME
    make(path)
    with mock.patch.object(os, "read", side_effect=AssertionError("read")):
        assert list(requests.take(written(path))) == []
    assert (os.listdir(requests.folder), requests.strange) == ([], 1)


@pytest.mark.parametrize(
    "make", [to_a_request, dangling, piped, listening, foldered, huge], ids=lambda make: make.__name__
)
def test_what_takes_a_requests_place_while_it_is_looked_at_is_none(
    requests: Requests, make: Callable[[Path], None]
) -> None:
    """The look at its kind saw a request; what is opened is another."""
    path = put(requests, NAME)
    entries = list(requests._entries())
    path.unlink()
    make(path)
    with mock.patch.object(Requests, "_entries", return_value=entries):
        assert list(requests.take(written(path))) == []
    assert requests.strange == 1


NAMES = [
    "x",
    ".hidden",
    NAME[:-1],
    f"{NAME}0",
    NAME.upper(),
    f"{NAME}.",
    f"{NAME}.{'0' * 15}",
    f"{NAME}\n",
    "停止",
    "-rf",
]


@pytest.mark.parametrize("name", NAMES)
def test_an_odd_name_is_removed_at_once(requests: Requests, name: str) -> None:
    path = put(requests, name)
    assert list(requests.take(written(path))) == []
    assert (os.listdir(requests.folder), requests.strange) == ([], 1)


def test_a_name_that_is_no_text_is_removed(requests: Requests) -> None:
    path = os.fsencode(requests.folder) + b"/\xff\xfe"
    Path(os.fsdecode(path)).write_bytes(GOOD)
    assert list(requests.take(written(Path(os.fsdecode(path))))) == []
    assert (os.listdir(requests.folder), requests.strange) == ([], 1)


WRONG = {
    "empty": b"",
    "half": GOOD[:-1],
    "no JSON": "停止".encode(),
    "no UTF-8": b'{"token": "\xff"}',
    "deep": b"[" * LARGEST,
    "deep keys": b'{"token":' * (LARGEST // 9),
    "a list": b"[]",
    "a number": b"1" * LARGEST,
    "a word": b'"token"',
    "nothing": b"null",
    "no keys": b"{}",
    "no how": json.dumps({"token": TOKEN}).encode(),
    "no token": json.dumps({"how": "button"}).encode(),
    "one key more": json.dumps({"token": TOKEN, "how": "button", "at": "2026"}).encode(),
    "another how": json.dumps({"token": TOKEN, "how": "operator"}).encode(),
    "a list as how": json.dumps({"token": TOKEN, "how": ["button"]}).encode(),
    "a number as token": json.dumps({"token": 1, "how": "button"}).encode(),
    "another's token": json.dumps({"token": TOKEN[:-1] + "c", "how": "button"}).encode(),
    "NaN": b'{"token": NaN, "how": "button"}',
}


@pytest.mark.parametrize("data", WRONG.values(), ids=WRONG)
def test_what_is_wrong_inside_is_removed_once_nobody_can_be_writing_it(requests: Requests, data: bytes) -> None:
    draft = f"{NAME}.{'0' * 16}"
    path = put(requests, draft, data)
    assert list(requests.take(later(path, 59))) == []
    assert (os.listdir(requests.folder), requests.strange) == ([draft], 0)
    assert list(requests.take(later(path, 60))) == []
    assert (os.listdir(requests.folder), requests.strange) == ([], 1)
    path = put(requests, NAME, data)  # its last name: it is whole
    assert list(requests.take(written(path))) == []
    assert (os.listdir(requests.folder), requests.strange) == ([], 2)


@pytest.mark.parametrize("token", ["", "a" * 65, "a b", "a/b", "a\nb", "あ", "a@b.example.jp", "\x00"])
def test_no_token_of_another_form_comes_in(requests: Requests, token: str) -> None:
    name = sha256(token.encode()).hexdigest()
    path = put(requests, name, json.dumps({"token": token, "how": "button"}).encode())
    assert list(requests.take(later(path, 60))) == []
    assert requests.strange == 1


@given(st.binary(max_size=200) | st.dictionaries(st.text(), st.text() | st.integers()).map(json.dumps).map(str.encode))
def test_nothing_but_a_request_is_ever_taken(tmp_path_factory: pytest.TempPathFactory, data: bytes) -> None:
    requests = Requests(tmp_path_factory.mktemp("requests"))
    path = put(requests, NAME, data)
    assert list(requests.take(later(path, 60))) == []


def test_a_good_one_among_thirty_others_is_taken(requests: Requests) -> None:
    for number, make in enumerate(AT_ONCE):
        make(requests.folder / sha256(b"%d" % number).hexdigest())
    for number, data in enumerate(WRONG.values()):
        put(requests, sha256(b"wrong %d" % number).hexdigest(), data)
    path = put(requests, NAME)
    assert [one.token for one in requests.take(later(path, 61))] == [TOKEN]
    assert (os.listdir(requests.folder), requests.strange) == ([NAME], len(AT_ONCE) + len(WRONG))


def test_a_folder_that_is_not_empty_stays_and_is_told_at_each_look(requests: Requests) -> None:
    path = requests.folder / NAME
    (path / "inner").mkdir(parents=True)
    for look in (1, 2):
        assert list(requests.take(written(path))) == []
        assert requests.strange == look
    assert path.exists()


def test_an_entry_that_goes_while_it_is_looked_at_is_passed_over(requests: Requests) -> None:
    first, second = put(requests, NAME), put(requests, DRAFT)
    entries = list(os.scandir(requests.folder))
    second.unlink()
    with mock.patch.object(os, "scandir") as scandir:
        scandir.return_value.__enter__.return_value = iter(entries)
        assert [one.name for one in requests.take(later(first, 60))] == [NAME]


# --- for the alarm --------------------------------------------------------------------------------------------------


def test_how_long_the_oldest_waits(requests: Requests) -> None:
    now = datetime(2026, 11, 25, tzinfo=UTC)
    assert requests.oldest(now) is None
    path = put(requests, "anything")
    os.utime(path, (0, 0))  # the web may say so of its own file; the disk knows better
    assert requests.oldest(later(path, 90)) == timedelta(seconds=90)


@pytest.mark.parametrize(
    "look",
    [
        lambda one: list(one.take(datetime.max.replace(tzinfo=UTC))),
        lambda one: one.oldest(datetime.max.replace(tzinfo=UTC)),
        lambda one: one.done("x/y"),
    ],
)
def test_a_folder_that_is_not_there_is_told(tmp_path: Path, look: Callable[[Requests], object]) -> None:
    (tmp_path / "requests").write_text("")
    with pytest.raises(ToolError) as caught:
        look(Requests(tmp_path / "requests"))
    assert caught.value.message == Message(
        "residents/desk-unusable", folder=tmp_path / "requests", why="Not a directory"
    )


# --- pages/ ---------------------------------------------------------------------------------------------------------


def test_the_pages_and_the_key_are_published_for_the_group(page: Page) -> None:
    found = {path.name: stat.S_IMODE(path.stat().st_mode) for path in page.pages.iterdir()}
    names = ("accepted.html", "again.html", "leave.html", "leave.json", "page.css")
    assert found == dict.fromkeys(names, 0o440)
    assert (page.pages / "leave.json").read_bytes() == (page.folder / "leave.json").read_bytes()


def test_what_is_the_same_is_not_written_again(page: Page) -> None:
    before = page.files()
    page.publish()
    assert page.files() == before


def test_another_telephone_number_reaches_the_pages_and_the_key_as_it_grows(page: Page) -> None:
    (page.folder / "leave.json").write_text("{}", encoding="ascii")
    publish(page.pages, page.folder / "leave.json", FORCE, "027-999-9999", STOP)
    for name in ("accepted.html", "again.html", "leave.html"):
        text = (page.pages / name).read_text("utf-8")
        assert ("027-999-9999" in text, PHONE in text) == (True, False)
    assert (page.pages / "leave.json").read_text("ascii") == "{}"
    assert len(list(page.pages.iterdir())) == 5


def test_what_a_killed_pass_had_begun_is_cleared_away(page: Page) -> None:
    """Half a page, or a copy of the key that is no longer renewed."""
    for name in (".leave.json.0123456789abcdef", ".page.css.0123456789abcdef"):
        (page.pages / name).touch(0)
    before = {path.name for path in page.pages.iterdir()}
    page.publish()
    assert {path.name for path in page.pages.iterdir()} == {name for name in before if not name.startswith(".")}


def test_a_name_is_no_markup(page: Page) -> None:
    publish(page.pages, page.folder / "leave.json", '<b>"&$phone', PHONE, STOP)
    text = (page.pages / "leave.html").read_text("utf-8")
    assert "&lt;b&gt;&quot;&amp;$phone" in text
    assert "<b>" not in text


def test_a_key_that_is_not_there_is_told(page: Page) -> None:
    with pytest.raises(ToolError) as caught:
        publish(page.pages, page.folder / "none.json", FORCE, PHONE, STOP)
    assert caught.value.message == Message(
        "residents/desk-unusable", folder=page.pages, why="No such file or directory"
    )


def test_the_page_belongs_to_the_registry_whose_key_lies_there(page: Page, tmp_path: Path) -> None:
    """Else a request is taken for a stranger's and deleted, and every link mailed so far is dead."""
    ours, other = page.folder / "leave.json", tmp_path / "other" / "leave.json"
    other.parent.mkdir()
    assert key_of(ours, page.pages) == page.key
    kept = ours.read_bytes()
    for anew in (False, True):
        ours.unlink(missing_ok=True)
        if anew:
            LeaveKey.load(ours, create=True)  # by a sender, which stops for no lost key
        with raises(Refusal, "residents/desk-of-another", key=ours, copy=page.pages / "leave.json"):
            key_of(ours, page.pages)
        assert ours.exists() == anew
    ours.write_bytes(kept)
    assert key_of(ours, page.pages) == page.key
    (page.pages / "leave.json").unlink()
    assert key_of(other, page.pages) == key_of(other, None)  # the first start


def test_two_groups_that_no_page_can_use_are_told(page: Page) -> None:
    requests = page.requests.folder
    refuse_two_groups(requests, page.pages)
    other: Any = SimpleNamespace(stat=lambda: SimpleNamespace(st_gid=page.pages.stat().st_gid + 1))
    with raises(ToolError, "residents/desk-unusable", folder=page.pages, why=Message("residents/two-groups")):
        refuse_two_groups(other, page.pages)


@pytest.mark.parametrize(
    ("told", "place"), [({}, None), ({"HAISHIN_DESK": ""}, None), ({"HAISHIN_DESK": "/a"}, Path("/a"))]
)
def test_where_the_desk_is(told: dict[str, str], place: Path | None) -> None:
    assert desk.place(told) == place
