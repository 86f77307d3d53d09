"""Rule ``path``: the file lies in ``alerts/<unit>/<year>/<id>.md`` and the id is a time and a name (T21, T22).

The id goes into the header of every mail, so no person may be named in it, nor in the names of the folders (5(4)).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from functools import lru_cache, partial
from itertools import pairwise

from haishin.check.document.forming import place_of
from haishin.check.document.sample import SAMPLE
from haishin.check.reading import Reading
from haishin.check.reading.personal import tells_of_a_person
from haishin.check.rules import Problem
from haishin.core.contract import Contract
from haishin.core.contract.policy import id_time
from haishin.core.model import WHOLE_FILE, Severity, Text

ID = "path"
SEVERITY = Severity.ERROR
NAME = Text("ファイルの名前", "Name and place of the file")
SUMMARY = "置き場所、名前、番号が決まりに合わないときは、alerts/所属/年/年月日-時分-名前.md に直してください。"

MESSAGES = {
    "place": Text(
        "ファイルの置き場所が正しくありません。",
        "The file does not lie where alerts lie.",
    ),
    "unit": Text("所属「{unit}」は知られていません。", "There is no unit `{unit}`."),
    "id": Text("ファイルの名前「{id}」が決まりに合いません。", "The file name `{id}` is not formed as it must be."),
    "person": Text(
        "ファイルやフォルダーの名前に、個人の氏名や電話番号などと読めるものがあります。",
        "The name of the file or of a folder holds what reads like a person's name or number.",
    ),
    "time": Text("ファイルの名前の日時「{id}」は実在しません。", "The date and time in `{id}` do not exist."),
    "year": Text(
        "ファイルの名前の年({own})とフォルダーの年({year})が違います。",
        "The year of the file name ({own}) and of the folder ({year}) differ.",
    ),
    "twice": Text(
        "同じ番号の情報メールが {other} にもあります。",
        "The same id is used by {other}.",
    ),
}
HINTS = {
    "place": Text(
        "alerts/所属/年/番号.md に置いてください。番号の例:20261125-1540-koekake",
        "Put it at alerts/UNIT/YEAR/ID.md, with an id as 20261125-1540-koekake.",
    ),
    "unit": Text("使える所属は {units} です。", "Units are {units}."),
    "id": Text(
        "年月日-時分-名前(半角の英小文字・数字・ハイフン、全体で64文字まで)にしてください。例:20261125-1540-koekake",
        "Name it YYYYMMDD-HHMM-name in a-z, 0-9 and hyphens, at most 64 characters, as 20261125-1540-koekake.",
    ),
    "person": Text(
        "番号はメールにも付きます。日時の後は、事案の種類を表す名前にしてください。例:20261125-1540-koekake",
        "The id goes into the mail: name the kind of matter behind the time, as 20261125-1540-koekake.",
    ),
    "time": Text("起案した日時(日本時間)にしてください。", "Use the date and time of drafting, in Japan time."),
    "year": Text("{own} のフォルダーに置いてください。", "Put it into the folder {own}."),
    "twice": Text("どちらかの番号を変えてください。番号は使い回せません。", "Rename one of them; an id is used once."),
}
GOOD = (SAMPLE,)
BAD: tuple[tuple[str, str], ...] = ()  # the fault lies in the name of the file, not in its text

_ID = re.compile(r"[0-9]{8}-[0-9]{4}-[a-z0-9-]+")
_WORD = re.compile(r"[^\W\d_]+")
_HIDDEN = "***"
_LONGEST = 64
_KEPT = 1024  # names of files asked about last
_TIME = len("20261125-1540")
# The day and time of another alert may be told: zokuho-20261124-0910.
_MOMENT = re.compile(r"(?<![0-9])20[0-9]{2}(?:0[1-9]|1[0-2])[0-3][0-9](?:-[0-2][0-9]{3})?(?![0-9])")
_DIGITS = re.compile(r"[0-9]{6}|[0-9](?:-?[0-9]){8}")  # every phone number has nine or more


def check(reading: Reading) -> Iterator[Problem]:
    """Check the path alone."""
    unit, year, alert_id = place_of(reading.path)
    named = _names((unit, year, alert_id), reading.contract)
    if named:
        yield Problem(WHOLE_FILE, "person")
    if reading.path != f"alerts/{unit}/{year}/{alert_id}.md":
        yield Problem(WHOLE_FILE, "place")
    units = reading.contract.organization.units
    if unit not in units:
        yield Problem(WHOLE_FILE, "unit", {"unit": _told(unit, named), "units": ", ".join(units)})
    if len(alert_id) > _LONGEST or not _ID.fullmatch(alert_id):
        yield Problem(WHOLE_FILE, "id", {"id": _told(alert_id, named)})
        return
    try:
        id_time(alert_id)
    except ValueError:
        yield Problem(WHOLE_FILE, "time", {"id": alert_id[:13]})
    if _DIGITS.search(_MOMENT.sub("", alert_id[_TIME:])):
        yield Problem(WHOLE_FILE, "person")
    if alert_id[:4] != year:
        yield Problem(WHOLE_FILE, "year", {"own": alert_id[:4], "year": _told(year, named)})
    for other in reading.tree.holders.get(alert_id.lower(), ()):
        if other != reading.path:
            yield Problem(WHOLE_FILE, "twice", {"other": _HIDDEN if named else other})


def _names(parts: tuple[str, ...], contract: Contract) -> bool:
    """Tell whether two words side by side, or one that is no code, read like a person's name.

    A unit's own id is none, whole and wherever it stands: it bears a town's name (宇都宮南: utsunomiya-minami).
    """
    written = contract.once(_units).sub("", "\n".join(parts))
    words = [_WORD.findall(part) for part in written.split("\n")]
    pairs = "\n".join(f"{word} {other}" for row in words for word, other in pairwise([*row, ""]))
    return contract.once(_teller)(pairs)


def _units(contract: Contract) -> re.Pattern[str]:
    """Match the ids of the force's units, the longer first."""
    ids = sorted(contract.organization.units, key=len, reverse=True)
    return re.compile(rf"(?<![^\W_])(?:{'|'.join(map(re.escape, ids))})(?![^\W_])")


def _teller(contract: Contract) -> Callable[[str], bool]:
    """``tells_of_a_person`` with its last answers: most files of a force are named by a few kinds of matter."""
    return lru_cache(_KEPT)(partial(tells_of_a_person, contract=contract))


def _told(part: str, named: bool) -> str:
    """Mask a part of the path for a message; hide it whole if it names a person or holds a long number."""
    if named or _DIGITS.search(_MOMENT.sub("", part)):
        return _HIDDEN
    return part
