"""Rule ``tree``: what may lie in ``alerts/`` at all (T21, T26). Looks at names, modes and sizes; reads nothing."""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence

from haishin.core.contract import Contract
from haishin.core.model import WHOLE_FILE, Finding, Severity, Text
from haishin.core.repository.sources import REGULAR, Entry

ID = "tree"
SEVERITY = Severity.ERROR
NAME = Text("置けないファイル", "A file that may not lie there")
SUMMARY = "情報メールでないもの、実行できるもの、置き場所の違うものは、消すか、表に示す場所に移してください。"

MESSAGES = {
    "link": Text("シンボリックリンクは置けません。", "This is a symbolic link."),
    "submodule": Text("サブモジュールは置けません。", "This is a submodule."),
    "executable": Text("実行できるファイルになっています。", "This file is executable."),
    "mode": Text("ふつうのファイルではありません({mode})。", "This is no regular file ({mode})."),
    "stray": Text("情報メールではないファイルがあります。", "This file is no alert."),
    "astray": Text(
        "情報メールの置き場所か、ファイルの名前が違います。", "An alert lies elsewhere, or is named otherwise."
    ),
    "twin": Text(
        "大文字・小文字や濁点の表し方だけが違う名前が、ほかにもあります({other})。",
        "Another name differs only in case or composition ({other}).",
    ),
}
HINTS = {
    "link": Text("ファイルそのものを置いてください。", "Put the file itself there."),
    "submodule": Text("サブモジュールを外してください。", "Remove the submodule."),
    "executable": Text(
        "実行の許可を外してください(git update-index --chmod=-x)。",
        "Take the permission away (git update-index --chmod=-x).",
    ),
    "mode": Text("ファイルを消し、ブラウザーから作り直してください。", "Delete it and create it again."),
    "stray": Text(
        "alerts/ には 所属/年/番号.md だけを置きます。このファイルを消してください。",
        "Only UNIT/YEAR/ID.md lies in alerts/; delete this file.",
    ),
    "astray": Text(
        "ファイルの名前の欄を直し、{place} に移してください。",
        "Move it to {place}, by its name in the editor.",
    ),
    "twin": Text("どちらかの名前を変えてください。", "Rename one of them."),
}
GOOD: tuple[str, ...] = ()  # it looks at trees, not at texts
BAD: tuple[tuple[str, str], ...] = ()

_MODES = {"120000": "link", "160000": "submodule", "100755": "executable"}
# What an editor or a browser makes of the ending, among it: .md.txt, .MD, .txt, none.
_WORD = "(?:[a-z]+[0-9]{0,2}|[0-9]{1,2})"  # a longer number may be somebody's: not repeated
_NAMED = re.compile(
    rf"(?P<id>(?P<year>20[0-9]{{2}})[0-9]{{4}}-[0-9]{{4}}(?:-{_WORD})+)(?:\.(?:md|txt|markdown))*", re.IGNORECASE
)
_ALERT = re.compile(r"alerts/[^/]+/[^/]+/[^/]+\.md")


def check_tree(entries: Sequence[Entry], contract: Contract) -> Iterator[Finding]:
    """List everything that is wrong with the files of ``alerts/``, whatever they hold."""
    clause = contract.policy.rules.get(ID)
    twins = _twins(entry.path for entry in entries)
    for entry in entries:
        if entry.mode != REGULAR:
            yield _finding(entry, _MODES.get(entry.mode, "mode"), clause, mode=entry.mode)
        elif not readable(entry):
            place = _meant(entry.path, contract)
            yield _finding(entry, "astray" if place else "stray", clause, place=place)
        if entry.path in twins:
            yield _finding(entry, "twin", clause, other=twins[entry.path])


def readable(entry: Entry) -> bool:
    """Whether the file is to be read as an alert; unit, year and id are judged by the rule ``path``."""
    return entry.mode == REGULAR and _ALERT.fullmatch(entry.path) is not None


def _meant(path: str, contract: Contract) -> str | None:
    """Find where an alert of that name belongs, with 所属 for an unknown unit; None for a name of another form."""
    folder, _, name = path.rpartition("/")
    match = _NAMED.fullmatch(name)
    if match is None:
        return None
    unit = next((part for part in folder.split("/")[1:] if part in contract.organization.units), "所属")
    return f"alerts/{unit}/{match['year']}/{match['id']}.md"


def _twins(paths: Iterable[str]) -> dict[str, str]:
    """Map each path that a file system may take for another to such another path."""
    groups: dict[str, list[str]] = defaultdict(list)
    for path in paths:
        groups[unicodedata.normalize("NFC", unicodedata.normalize("NFC", path).casefold())].append(path)
    twins = {}
    for group in groups.values():
        if len(group) > 1:
            for path in group:
                twins[path] = next((other for other in group if other != path), path)
    return twins


def _finding(entry: Entry, key: str, clause: str | None, **values: object) -> Finding:
    return Finding(
        entry.path,
        WHOLE_FILE,
        ID,
        SEVERITY,
        MESSAGES[key].format(**values),
        HINTS[key].format(**values),
        clause,
    )
