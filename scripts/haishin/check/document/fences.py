"""Rule ``front-matter``: exactly one pair of ``---`` lines around a strict YAML mapping (T18, T19, T20).

python-frontmatter does the splitting. By itself it takes a missing fence, a list or a scalar for "no metadata" and says
nothing; the handler here refuses instead.
"""

from __future__ import annotations

import re
from functools import cached_property
from itertools import pairwise

from frontmatter.default_handlers import YAMLHandler

from haishin.check.document.lines import Lines
from haishin.check.document.problem import Fault
from haishin.check.document.sample import SAMPLE, changed
from haishin.core.model import Path, Severity, Span, Text
from haishin.core.strict_yaml import FAULTS, Composed, Value, YamlFault, YamlLimits, compose

ID = "front-matter"
SEVERITY = Severity.ERROR
NAME = Text("先頭の欄の形", "The form of the front matter")
SUMMARY = "「---」ではさんだ先頭の欄が読めないときは、見本のとおり「名前: 値」を1行ずつ書き直してください。"
MAX_BYTES = 8 * 1024
LIMITS = YamlLimits(depth=6, flow_depth=4)

MESSAGES = {
    "no-fence": Text("1行目が「---」ではありません。", "Line 1 is not `---`."),
    "unclosed": Text("項目の終わりを示す「---」の行がありません。", "The closing line `---` is missing."),
    "fence-like": Text("「---」に似た行があります。", "This line looks like `---` but is not."),
    "fences": Text("「---」の行が3行以上あります。", "There are more than two `---` lines."),
    "size": Text(
        "項目の部分が大きすぎます({size}バイト)。{limit}バイトまでです。",
        "The front matter is too large ({size} bytes); at most {limit} bytes are allowed.",
    ),
    "not-mapping": Text(
        "項目が「名前: 値」の形で書かれていません。", "The front matter is not a set of `name: value` lines."
    ),
    "colon": Text(
        "「{name}」の後が、半角の「:」と空白になっていません。",
        "`{name}` is not followed by a colon and a space.",
    ),
    "wide": Text(
        "{{ }} の中の区切りに、全角の「：」「、」「，」を使っています。",
        "The signs between the items in {{ }} are full-width.",
    ),
    "escape": Text(
        "二重引用符の中で「\\」を使っています。読む人に見えない文字になります。",
        "A backslash in double quotes makes characters that no reader of the file sees.",
    ),
    **{f"yaml-{code}": message for code, (message, _) in FAULTS.items()},
}
HINTS = {
    "no-fence": Text(
        "ファイルの最初の行を、前後に空白のない「---」だけにしてください。",
        "Make the very first line `---`, with nothing around it.",
    ),
    "unclosed": Text("項目の後に「---」だけの行を入れてください。", "Add a line `---` after the last item."),
    "fence-like": Text("ハイフン3つだけの行にするか、消してください。", "Make it exactly three hyphens, or delete it."),
    "fences": Text(
        "本文の区切り線は使えません。この行を消してください。", "The text may hold no such line; delete it."
    ),
    "size": Text("項目の文を短くしてください。", "Shorten the items."),
    "not-mapping": Text(
        "見本のとおり「名前: 値」を1行ずつ書いてください。", "Write one `name: value` a line, as in the sample."
    ),
    "colon": Text(
        "「{name}: 値」のように、半角の「:」の後に半角の空白を1つ入れてください(全角の「：」は使えません)。",
        "Write `{name}: value` (the full-width colon is another character).",
    ),
    "wide": Text(
        "半角の「:」と「,」に直し、後に半角の空白を1つ入れて、「{{{form}}}」の形に書いてください。",
        "Write `{{{form}}}`, with `:` and `,` each followed by a space.",
    ),
    "escape": Text(
        "引用符を単一引用符(')にし、文字をそのまま書いてください。",
        "Use single quotes and write the characters themselves.",
    ),
    **{f"yaml-{code}": hint for code, (_, hint) in FAULTS.items()},
}
GOOD = (SAMPLE, changed("press: none", "press: 'none'  # 広報なし"))
BAD = (
    ("no-fence", "\n" + SAMPLE),
    ("unclosed", changed("---\n11月", "11月")),
    ("fence-like", changed("press: none", "----\npress: none")),
    ("fences", SAMPLE + "---\n"),
    ("not-mapping", "---\n- title\n---\n本文です。\n"),
    ("colon", changed("case: approach", "case：approach")),
    ("colon", changed("press: none", "press:none")),
    ("wide", changed("press: none", "press: {at：2026-11-25T17:00+09:00、consistent：yes}")),
    ("wide", changed("press: none", "press: {at: 2026-11-25T17:00+09:00、consistent: yes}")),
    ("escape", changed("下校中の児童に対する声かけ事案の発生", '"声かけ\\u202E事案"')),
    ("yaml-duplicate-key", changed("press: none", "press: none\npress: undecided")),
    ("yaml-anchor", changed("scope: [maebashi]", "scope: &a [maebashi]")),
    ("yaml-alias", changed("scope: [maebashi]", "scope: *a")),
    ("yaml-tag", changed("press: none", "press: !!str none")),
    ("yaml-flow-depth", changed("[maebashi]", "[[[[[maebashi]]]]]")),
)

_LOOKS_LIKE_FENCE = re.compile(r"-{3,}\s*")
_COLON = re.compile(r"([a-z_]+)(：|:(?=[^ \n]))")
_ITEM = re.compile(r"[a-z_]+[ \t]*[:：]")
_UNREAD = re.compile(r"\s*(?:#.*)?|-{3,}\s*")  # a comment, or what looks like a fence
_TOP = 3  # rows above the first item, if a fence is missing
WIDE = "："
_JOINED = re.compile(r"[{,、，]\s*[a-z_]+：|[、，]\s*[a-z_]+:")
_NAME = re.compile(r"(?<![a-z_])([a-z_]++)\s*+[:：](?![0-9])")
_ESCAPE = re.compile(r"\\([\s\S])")


class UnsplitError(Exception):
    """The text has no pair of fences; deliberately no ValueError, which python-frontmatter would swallow."""

    def __init__(self, key: str, span: Span) -> None:
        super().__init__(key)
        self.key = key
        self.span = span


class StrictHandler(YAMLHandler):
    """Splits and loads a file; the faults stay in its attributes. ``body_line`` counts from 1."""

    def __init__(self, lines: Lines) -> None:
        super().__init__()
        self.faults: list[Fault] = []
        self.body_line = lines.text.count("\n") + 2
        self.composed = Composed(None, {}, {}, ())
        self._lines = lines
        self._first = 2  # the line of the first item

    @property
    def unsure(self) -> frozenset[str]:
        """The items with a fault in their lines."""
        return frozenset(filter(None, (self._item(fault.span.line)[1] for fault in self.faults)))

    def guess(self) -> tuple[dict[str, Value], str]:
        """Load the items of a text without a pair of fences, and cut out its body; without items all is body."""
        rows = self._lines.text.split("\n")
        first = next((index for index, row in enumerate(rows[:_TOP]) if _ITEM.match(row)), 0)
        last = first
        while last < len(rows) and (_ITEM.match(rows[last]) or rows[last][:1] in (" ", "\t", "#")):
            last += 1
        self._first, self.body_line = first + 1, last + 1
        if last < len(rows) and _LOOKS_LIKE_FENCE.fullmatch(rows[last]):
            self.body_line += 1
        items: dict[str, Value] = {}
        if last > first:
            items = self.load("\n".join(rows[first:last]))
        return items, "\n".join(rows[self.body_line - 1 :])

    def detect(self, text: str) -> bool:
        """Whether the text begins with a fence line."""
        return text.startswith("---\n")

    def split(self, text: str) -> tuple[str, str]:
        """Split front matter and body of the file as it is. Raises UnsplitError if no pair of fences stands.

        ``text`` comes stripped, which would hide text before the fence.
        """
        if not self.detect(self._lines.text):
            raise UnsplitError("no-fence", self._lines.line(1))
        rows = self._lines.text.split("\n")
        if "---" not in rows[1:]:
            raise UnsplitError("unclosed", self._lines.line(1))
        closing = rows.index("---", 1)
        self._watch_fences(rows, closing)
        self.body_line = closing + 2
        return "\n".join(rows[1:closing]), "\n".join(rows[closing + 1 :])

    def load(self, fm: str, **_: object) -> dict[str, Value]:
        """Load the items; every scalar is text. Empty if the front matter is no mapping."""
        if (size := len(fm.encode())) > MAX_BYTES:
            self.faults.append(Fault(ID, "size", self._lines.line(1), {"size": size, "limit": MAX_BYTES}))
            return {}
        self.composed = compose(fm, limits=LIMITS, first_line=self._first)
        if self.composed.faults or not isinstance(self.composed.value, dict):
            colons = self._colons(fm)
        else:
            colons = self._wide_names()
        if not isinstance(self.composed.value, dict):
            self.composed = self._apart(fm) or self.composed
        self.faults += colons
        named = {self._item(fault.span.line) for fault in colons}
        for fault in self.composed.faults:
            if self._item(fault.span.line) not in named:  # of the same slip YAML would tell in other words
                self.faults.append(Fault(ID, f"yaml-{fault.code}", fault.span, message=fault.message, hint=fault.hint))
        self._watch_escapes()
        if isinstance(self.composed.value, dict):
            return self.composed.value
        if not self.composed.faults and not colons:
            self.faults.append(Fault(ID, "not-mapping", self.composed.place()))
        return {}

    def _item(self, line: int) -> tuple[int, str]:
        """Find the line and the name of the item in which that line stands; of no item an empty name."""
        return self._items.get(line, (line, ""))

    @cached_property
    def _items(self) -> dict[int, tuple[int, str]]:
        item, items = (0, ""), {}
        rows = self._lines.text.split("\n")[: self.body_line - 1]
        for line, row in enumerate(rows[self._first - 1 :], self._first):
            if match := _ITEM.match(row):
                item = line, match[0].rstrip(" \t:：")
            items[line] = item
        return items

    def _apart(self, fm: str) -> Composed | None:
        """Read each item by itself: whatever is wrong with one, the others are judged in the same run.

        None if nothing can be read so, or nothing is wrong by itself.
        """
        rows = fm.split("\n")
        starts = [0, *(index for index, row in enumerate(rows) if index and _ITEM.match(row)), len(rows)]
        value: dict[str, Value] = {}
        places: dict[Path, Span] = {}
        keys: dict[Path, Span] = {}
        faults: list[YamlFault] = []
        unread = any(map(_LOOKS_LIKE_FENCE.fullmatch, rows))
        for start, end in pairwise(starts):
            item = ["" if _UNREAD.fullmatch(row) else row for row in rows[start:end]]
            if not any(item):
                continue
            part = compose("\n".join(item), limits=LIMITS, first_line=self._first + start)
            faults += part.faults
            if not isinstance(part.value, dict):
                unread = True
            elif twice := value.keys() & part.value:
                span = part.keys[(min(twice),)]
                self.faults.append(Fault(ID, "yaml-duplicate-key", span, {"what": min(twice)}))
            else:
                value |= part.value
                places |= part.places
                keys |= part.keys
        if not value or not unread:
            return None
        return Composed(value, places, keys, tuple(faults))

    def _colons(self, fm: str) -> list[Fault]:
        """Find lines whose colon is full-width or touches the value, and full-width signs between items of a line."""
        found = []
        for number, row in enumerate(fm.split("\n"), self._first):
            if match := _COLON.match(row):
                start = self._lines.offset(number)
                found.append(Fault(ID, "colon", self._lines.span(start, start + match.end()), {"name": match[1]}))
            elif "{" in row and (match := _JOINED.search(row, row.index("{"))):
                start = self._lines.offset(number)
                span = self._lines.span(start + match.start(), start + match.end())
                found.append(Fault(ID, "wide", span, {"form": _form(row[row.index("{") :])}))
        return found

    def _wide_names(self) -> list[Fault]:
        """Find items that YAML takes for a name alone: ``rule：delivery-hours、reason：…``."""
        keys = ((str(path[-1]), span) for path, span in self.composed.keys.items())
        return [Fault(ID, "wide", span, {"form": _form(name)}) for name, span in keys if WIDE in name]

    def _watch_fences(self, rows: list[str], closing: int) -> None:
        for index, row in enumerate(rows[1:], 1):
            if index != closing and _LOOKS_LIKE_FENCE.fullmatch(row):
                key = "fences"
                if index < closing:
                    key = "fence-like"
                self.faults.append(Fault(ID, key, self._lines.line(index + 1)))

    def _watch_escapes(self) -> None:
        for span in (*self.composed.places.values(), *self.composed.keys.values()):
            start = self._lines.offset(span.line, span.column)
            end = self._lines.offset(span.end_line, span.end_column)
            if self._lines.text[start : start + 1] != '"':
                continue
            for found in _ESCAPE.finditer(self._lines.text, start, end):
                if found[1] not in '"\\':
                    self.faults.append(Fault(ID, "escape", self._lines.span(*found.span())))


def _form(text: str) -> str:
    return ", ".join(f"{name}: …" for name in _NAME.findall(text))
