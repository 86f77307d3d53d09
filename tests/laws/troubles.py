"""Troubles of one alert, as rows: how each is made, whether the alert is mailed all the same, by which code it is told.

``USUAL`` are those of every day, ``ODD`` those that nobody means, or means harm by. To add one: a row here.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any

from support.commands import Scratch, review
from support.contract import vacated
from support.forged import YEAR_10000, ZONES, commit
from support.sending import CAUTION_TEXT, MERGED_AT, approve

OPENED_AT = "2026-11-25T16:10:00+09:00"
MANAGER, SAID_AT = "maebashi-manager", "2026-11-25T16:50:00+09:00"
KIB = 1024


@dataclass(frozen=True)
class Trouble:
    """One way in which an alert may be; ``goes``: it is mailed. ``condition``: the code by which it is told."""

    make: Callable[[Scratch, str], None]
    goes: bool = False
    condition: str | None = None


def path(alert: str) -> str:
    return f"alerts/maebashi/2026/{alert}.md"


def text(**items: str) -> str:
    """The caution with these items in the place of its own, or beside them."""
    lines = CAUTION_TEXT.split("\n")
    for name, value in items.items():
        row = f"{name}: {value}"
        at = next((number for number, line in enumerate(lines) if line.startswith(f"{name}:")), None)
        if at is None:
            lines.insert(1, row)
        else:
            lines[at] = row
    return "\n".join(lines)


# --- how they are made ------------------------------------------------------------------------------


def merged(scratch: Scratch, alert: str, source: str = CAUTION_TEXT) -> None:
    approve(scratch, alert)
    scratch.merge(path(alert), source)


def as_it_is(scratch: Scratch, alert: str, data: bytes, where: str = "") -> None:
    """These bytes, approved, under that path (``{}``: the id), by default the alert's own."""
    approve(scratch, alert)
    file = scratch.copy / (where or path("{}")).format(alert)
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_bytes(data)
    scratch.commit(alert)


def placed(where: str) -> Callable[[Scratch, str], None]:
    """The caution, approved, under another path."""
    return lambda scratch, alert: as_it_is(scratch, alert, CAUTION_TEXT.encode(), where)


def reviewed(scratch: Scratch, alert: str, *reviews: Mapping[str, Any], **fields: Any) -> None:
    """The caution, with these words on its pull request."""
    scratch.pull(alert, *reviews, **{"opened_at": OPENED_AT, "merged_at": MERGED_AT, **fields})
    scratch.merge(path(alert), CAUTION_TEXT)


def approved(login: str, at: str = SAID_AT, state: str = "APPROVED", **how: str) -> Mapping[str, Any]:
    return review(login, state, at, **how)


def unread(scratch: Scratch, alert: str, source: str) -> None:
    """The caution, approved, and then what the forge says of it is not what it should be."""
    merged(scratch, alert)
    (scratch.forge / f"{alert}.json").write_text(source, "utf-8")


def stopped(scratch: Scratch, alert: str) -> None:
    merged(scratch, alert)
    pushed(scratch, f"HEAD:refs/heads/stop/{alert}")


def pushed(scratch: Scratch, refspec: str) -> None:
    scratch.git("push", "--quiet", "origin", refspec)


def beside(scratch: Scratch, alert: str, *words: str) -> None:
    """The caution, in order, and then something that git does."""
    merged(scratch, alert)
    for word in words:
        scratch.git(*word.format(alert).split())


def twice(scratch: Scratch, alert: str) -> None:
    merged(scratch, alert)
    scratch.merge(f"alerts/takasaki/2026/{alert}.md", CAUTION_TEXT)


def linked(scratch: Scratch, alert: str) -> None:
    approve(scratch, alert)
    file = scratch.copy / path(alert)
    file.parent.mkdir(parents=True, exist_ok=True)
    file.symlink_to("../../../README.md")
    scratch.commit(alert)


def foreign(scratch: Scratch, alert: str) -> None:
    """A commit of another repository, where the file should be."""
    approve(scratch, alert)
    scratch.git("update-index", "--add", "--cacheinfo", f"160000,{'1' * 40},{path(alert)}")
    scratch.git("commit", "--quiet", "-m", alert)
    pushed(scratch, "main")
    (scratch.copy / path(alert)).mkdir(parents=True)  # as git makes it, so that it is not taken away again


def chiefless(scratch: Scratch, alert: str) -> None:
    """Of a station whose chief left the roster before he approved."""
    roster = scratch.copy / "schema" / "roster.yaml"
    files = vacated({"roster.yaml": roster.read_bytes()}, "manager", "takasaki", "2026-11-24")
    roster.write_bytes(files["roster.yaml"])
    scratch.pull(alert, approved("takasaki-manager"), opened_at=OPENED_AT, merged_at=MERGED_AT, author="takasaki-staff")
    scratch.merge(f"alerts/takasaki/2026/{alert}.md", text(scope="[takasaki]"))


def dated(scratch: Scratch, alert: str, when: str) -> None:
    """Brought to main by a commit of that date."""
    approve(scratch, alert)
    scratch.draft(path(alert), CAUTION_TEXT)
    scratch.git("add", "--all", ".")
    made = commit(scratch.copy, scratch.git("write-tree").strip(), scratch.git("rev-parse", "HEAD").strip(), when=when)
    scratch.git("reset", "--quiet", "--hard", made)
    pushed(scratch, "main")


def grafted(scratch: Scratch, alert: str) -> None:
    """The clone takes the commit that brought it for the first one."""
    merged(scratch, alert)
    grafts = scratch.copy / ".git" / "info" / "grafts"
    grafts.parent.mkdir(exist_ok=True)
    grafts.write_text(scratch.git("rev-parse", "HEAD"), "ascii")


def replaced(scratch: Scratch, alert: str) -> None:
    """The clone takes another text for the approved one."""
    merged(scratch, alert)
    other = scratch.folder / "other"
    other.write_text(CAUTION_TEXT.replace("15:40", "15:41"), "utf-8")
    blob = scratch.git("hash-object", "-w", str(other)).strip()
    scratch.git("replace", scratch.git("rev-parse", f"HEAD:{path(alert)}").strip(), blob)


def taken_in(scratch: Scratch, alert: str) -> None:
    """Brought by a merge with two parents."""
    approve(scratch, alert)
    scratch.git("checkout", "--quiet", "-b", alert)
    scratch.draft(path(alert), CAUTION_TEXT)
    scratch.git("add", "--all", ".")
    scratch.git("commit", "--quiet", "-m", "draft")
    scratch.git("checkout", "--quiet", "main")
    scratch.git("merge", "--quiet", "--no-ff", "-m", alert, alert)
    pushed(scratch, "main")


# --- the rows ---------------------------------------------------------------------------------------

USUAL: Mapping[str, Trouble] = {
    "in order": Trouble(merged, goes=True),
    "in order, with a note": Trouble(lambda s, a: merged(s, a, text(why_late="確認に時間がかかったため")), goes=True),
    "unapproved": Trouble(reviewed, condition="held"),
    "without a pull request": Trouble(lambda s, a: s.merge(path(a), CAUTION_TEXT), condition="held"),
    "unreadable pull request": Trouble(partial(unread, source="{"), condition="unasked"),
    "objected to": Trouble(
        lambda s, a: reviewed(
            s, a, approved(MANAGER), approved("koho-kocho-manager", "2026-11-25T16:55:00+09:00", "CHANGES_REQUESTED")
        ),
        condition="held",
    ),
    "erroneous": Trouble(lambda s, a: merged(s, a, text(case="nothing")), condition="faulty"),
    "unreadable": Trouble(lambda s, a: merged(s, a, "---\n"), condition="faulty"),
    "not yet": Trouble(lambda s, a: merged(s, a, text(not_before="2026-11-25T18:00+09:00"))),
    "expired": Trouble(lambda s, a: merged(s, a, text(expires_at="2026-11-25T16:30+09:00"))),
    "stopped": Trouble(stopped),
    "oddly named": Trouble(lambda s, a: s.merge(path(f"{a}B"), CAUTION_TEXT), condition="odd-file"),
}
_WRITTEN = CAUTION_TEXT.encode()
_BODY = f"{CAUTION_TEXT}\n"
ODD: Mapping[str, Trouble] = {
    # a file
    "not UTF-8": Trouble(partial(as_it_is, data=_WRITTEN + b"\xff\xfe"), condition="faulty"),
    "with a byte of nothing": Trouble(partial(as_it_is, data=_WRITTEN + b"\0"), condition="faulty"),
    "huge": Trouble(partial(as_it_is, data=_WRITTEN + b"a\n" * 512 * KIB), condition="faulty"),
    "empty": Trouble(partial(as_it_is, data=b""), condition="faulty"),
    "of one sign": Trouble(lambda s, a: merged(s, a, _BODY + "_" * 30 * KIB), condition="faulty"),
    "of brackets": Trouble(lambda s, a: merged(s, a, text(scope="[" * KIB)), condition="faulty"),
    "with an alias": Trouble(lambda s, a: merged(s, a, text(scope="&a [*a]")), condition="faulty"),
    "following itself": Trouble(
        lambda s, a: merged(s, a, text(follows=f"{{alert: {a}, as: correction}}")), condition="faulty"
    ),
    "following what never was": Trouble(
        lambda s, a: merged(s, a, text(follows="{alert: 20261101-1200-x, as: correction}")), condition="faulty"
    ),
    "asking a unit that is none": Trouble(lambda s, a: merged(s, a, text(consult="[nobody]")), condition="faulty"),
    "with somebody's number": Trouble(lambda s, a: merged(s, a, f"{_BODY}090-1234-5678\n"), condition="faulty"),
    # a unit or a path
    "of no unit": Trouble(placed("alerts/nobody/2026/{}.md"), condition="faulty"),
    "of another year": Trouble(placed("alerts/maebashi/2025/{}.md"), condition="faulty"),
    "of an odd unit": Trouble(placed("alerts/Maebashi/2026/{}.md"), condition="odd-file"),
    "twice": Trouble(twice, condition="id-used"),
    "named over two lines": Trouble(placed("alerts/maebashi/2026/{}\n.md"), condition="odd-file"),
    "a folder": Trouble(placed(f"{path('{}')}/a.md"), condition="odd-file"),
    "a link": Trouble(linked, condition="odd-file"),
    "another repository": Trouble(foreign, condition="odd-file"),
    # a person or an approval
    "of an author whom nobody knows": Trouble(
        lambda s, a: reviewed(s, a, approved(MANAGER), author="outsider"), condition="held"
    ),
    "of a station without a chief": Trouble(chiefless, condition="held"),
    "approved by whom nobody knows": Trouble(lambda s, a: reviewed(s, a, approved("outsider")), condition="held"),
    "approved by its author": Trouble(lambda s, a: reviewed(s, a, approved(MANAGER), author=MANAGER), condition="held"),
    "approved by another unit": Trouble(lambda s, a: reviewed(s, a, approved("ota-manager")), condition="held"),
    "approved in another text": Trouble(lambda s, a: reviewed(s, a, approved(MANAGER, text="other")), condition="held"),
    "approved, and taken back": Trouble(
        lambda s, a: reviewed(s, a, approved(MANAGER, state="DISMISSED")), condition="held"
    ),
    "approved tomorrow": Trouble(
        lambda s, a: reviewed(s, a, approved(MANAGER, "2026-11-26T16:50:00+09:00")), condition="held"
    ),
    "of a forge that says more": Trouble(partial(unread, source='{"x": 1}'), condition="unasked"),
    "of a forge that says a number": Trouble(partial(unread, source="1" * 5000), condition="unasked"),
    # a commit
    "of the year 10000": Trouble(partial(dated, when=YEAR_10000), condition="crashed"),
    "of a zone that is none": Trouble(partial(dated, when=ZONES[0]), goes=True),
    "by a merge": Trouble(taken_in, goes=True),
    "grafted": Trouble(grafted, goes=True),
    "replaced": Trouble(replaced, goes=True),
    # a stop
    "stopped": Trouble(stopped),
    "with a tag named as a stop": Trouble(
        lambda s, a: beside(s, a, "tag stop/{}", "push --quiet origin refs/tags/stop/{}"), goes=True
    ),
    "with a stop of what is history": Trouble(
        lambda s, a: beside(s, a, "push --quiet origin HEAD:refs/heads/stop/20261125-1605-koekake"), goes=True
    ),
    "with a stop in the clone alone": Trouble(lambda s, a: beside(s, a, "branch stop/{}"), goes=True),
}
TROUBLES: Mapping[str, Trouble] = {**USUAL, **ODD}
