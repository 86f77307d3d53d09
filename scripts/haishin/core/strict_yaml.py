"""The one strict YAML reader: every scalar is text, every place is known, nothing clever is let in.

YAML would make ``20:00`` the number 1200 and ``no`` false; whoever types the text does so by a schema. Anchors,
aliases, tags, directives, several documents, duplicate keys, control characters and deep nesting are faults. All faults
of a text come in one run; a syntax fault ends the reading, since nothing after it has a sure meaning.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

import yaml

from haishin.core.model import Path, Span, Text

Value = str | list["Value"] | dict[str, "Value"]

# Line breaks of YAML that are none for an editor (NEL, LS, PS) are here too: they would shift every later line number.
_FORBIDDEN = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\ufeff\ufffe\uffff\ud800-\udfff]")

_LOADER = yaml.CSafeLoader if yaml.__with_libyaml__ else yaml.SafeLoader


@dataclass(frozen=True, slots=True)
class YamlLimits:
    """How deep collections may nest."""

    depth: int = 12  # in all
    flow_depth: int = 3  # within `[…]` and `{…}`


LIMITS = YamlLimits()


@dataclass(frozen=True, slots=True)
class YamlFault:
    """A fault that strict reading refuses."""

    span: Span
    code: str  # a key of `FAULTS`
    message: Text
    hint: Text


@dataclass(frozen=True, slots=True)
class Composed:
    """The result of reading; spans count from 1 in code points."""

    value: Value | None  # None if the syntax broke or the text is empty
    places: Mapping[Path, Span]  # the span of the value at a path
    keys: Mapping[Path, Span]  # the span of the key at a path
    faults: tuple[YamlFault, ...]

    def place(self, *path: str | int) -> Span:
        """Find the span of the key or value at that path, or of the nearest thing around it that was written."""
        for length in range(len(path), 0, -1):
            found = self.keys.get(path[:length]) or self.places.get(path[:length])
            if found is not None:
                return found
        return self.places.get((), Span(1, 1, 1, 1))


FAULTS: dict[str, tuple[Text, Text]] = {
    "character": (
        Text("使えない文字（U+{what}）があります。", "The character U+{what} may not be used."),
        Text("その文字を消してください。改行は LF だけです。", "Delete it. Lines end with LF only."),
    ),
    "syntax": (
        Text("YAML として読めません。{ja}", "This is no valid YAML: {en}."),
        Text(
            "字下げ、「:」の後の半角空白、引用符の閉じ忘れを確かめてください。",
            'Check the indentation, the space after ":", and that quotes are closed.',
        ),
    ),
    "empty": (
        Text("何も書かれていません。", "Nothing is written here."),
        Text("項目を「名前: 値」の形で書いてください。", "Write items as `name: value`."),
    ),
    "duplicate-key": (
        Text("項目「{what}」が2回書かれています。", "The key `{what}` is written twice."),
        Text("どちらか一方を消してください。", "Delete one of the two."),
    ),
    "key": (
        Text("項目の名前が文字ではありません。", "The name of an item is not plain text."),
        Text("「名前: 値」の形で書いてください。", "Write it as `name: value`."),
    ),
    "anchor": (
        Text("YAML のアンカー（&）は使えません。", "YAML anchors (&) may not be used."),
        Text(
            "値をそのまま書いてください。「&」で始まる文は引用符で囲みます。",
            "Write the value out. Put a text that begins with & in quotes.",
        ),
    ),
    "alias": (
        Text("YAML のエイリアス（*）は使えません。", "YAML aliases (*) may not be used."),
        Text(
            "値をそのまま書いてください。「*」で始まる文は引用符で囲みます。",
            "Write the value out. Put a text that begins with * in quotes.",
        ),
    ),
    "tag": (
        Text("YAML のタグ（!）は使えません。", "YAML tags (!) may not be used."),
        Text(
            "タグを消してください。「!」で始まる文は引用符で囲みます。",
            "Delete the tag. Put a text that begins with ! in quotes.",
        ),
    ),
    "directive": (
        Text("YAML の指示行（%）は使えません。", "YAML directives (%) may not be used."),
        Text("その行を消してください。", "Delete that line."),
    ),
    "documents": (
        Text("YAML の文書が2つ以上あります。", "There is more than one YAML document."),
        Text("「---」の行を消して1つにしてください。", "Delete the `---` line to make it one."),
    ),
    "depth": (
        Text("入れ子が深すぎます（{what}段まで）。", "Nesting is too deep (at most {what} levels)."),
        Text("見本と同じ形に書き直してください。", "Rewrite it in the shape of the samples."),
    ),
    "flow-depth": (
        Text(
            "[ ] や { } の入れ子が深すぎます（{what}段まで）。",
            "Nesting of [ ] and { } is too deep (at most {what} levels).",
        ),
        Text("見本と同じ形に書き直してください。", "Rewrite it in the shape of the samples."),
    ),
}

# What the parsers say (libyaml and the Python one word some alike), in words for officers.
_PROBLEMS: tuple[tuple[str, str], ...] = (
    ("mapping values are not allowed", "値の中に「: 」があるか、字下げが合っていません。"),
    ("cannot start any token", "値が使えない記号（@、`、% やタブ）で始まっています。"),
    ("expected ':'", "項目の名前の後に「: 」がありません。"),
    ("unexpected end of stream", "引用符が閉じられていません。"),
    ("expected ',' or", "[ ] や { } の区切りか閉じ括弧がありません。"),
    ("unknown escape", "二重引用符の中に使えない「\\」があります。"),
    ("expected <block end>", "字下げが合っていません。"),
    ("did not find expected key", "字下げが合っていません。"),
    ("did not find expected '-'", "字下げが合っていません。"),
    ("a tab character", "字下げにタブが使われています。"),
    ("maximum nesting depth", "入れ子が深すぎます。"),
    ("expected <document start>", "余分な文字があります。"),
    ("expected '<document start>'", "余分な文字があります。"),
)


class _UnreadableError(Exception):
    """Nothing after this fault can be read with a sure meaning."""


def compose(text: str, *, limits: YamlLimits = LIMITS, first_line: int = 1) -> Composed:
    """Read one YAML document strictly; never raises. ``first_line``: the line of the file on which ``text`` begins."""
    reader = _Reader(limits, first_line - 1)
    cleaned = reader.clean(text)
    value: Value | None = None
    try:
        value = reader.document(yaml.parse(cleaned, Loader=_LOADER))
    except _UnreadableError:
        pass
    except yaml.MarkedYAMLError as error:
        reader.syntax(error, cleaned)
    return Composed(value, reader.places, reader.keys, tuple(sorted(reader.faults, key=lambda fault: fault.span)))


@dataclass(slots=True)
class _Reader:
    """Builds the value from the parser's events and notes places and faults on the way."""

    limits: YamlLimits
    shift: int
    places: dict[Path, Span] = field(default_factory=dict)
    keys: dict[Path, Span] = field(default_factory=dict)
    faults: list[YamlFault] = field(default_factory=list)
    muted: int = 0  # > 0 while reading the value of a duplicate key: its places would hide the first one's

    def fault(self, code: str, span: Span, **values: object) -> None:
        message, hint = FAULTS[code]
        # Only the hole is filled: braces of the text itself are no holes.
        fill = [(f"{{{name}}}", str(value)) for name, value in values.items()]
        self.faults.append(YamlFault(span, code, _filled(message, fill), hint))

    def clean(self, text: str) -> str:
        """Report forbidden characters and replace them with harmless characters of the same length."""
        for line, row in enumerate(text.split("\n"), self.shift + 1):
            for found in _FORBIDDEN.finditer(row):
                column = found.start() + 1
                self.fault("character", Span(line, column, line, column + 1), what=f"{ord(found[0]):04X}")
        return _FORBIDDEN.sub("\ufffd", text.replace("\r", " "))

    def syntax(self, error: yaml.MarkedYAMLError, text: str) -> None:
        """Note a syntax fault at its place; of an unclosed part, at its beginning."""
        mark = error.problem_mark
        if error.context_mark is not None and (mark is None or mark.index >= len(text)):
            mark = error.context_mark
        line = column = 0
        if mark is not None:
            line, column = mark.line, mark.column
        if line > text.count("\n"):  # the parser thinks of a line break after the last character
            line, column = text.count("\n"), len(text) - text.rfind("\n") - 1
        span = Span(self.shift + line + 1, column + 1, self.shift + line + 1, column + 1)
        problem = error.problem or "unreadable"
        japanese = next((ja for part, ja in _PROBLEMS if part in problem), "")
        self.fault("syntax", span, ja=japanese, en=problem)

    def span(self, event: yaml.Event) -> Span:
        start, end = event.start_mark, event.end_mark
        assert start is not None
        assert end is not None
        return Span(self.shift + start.line + 1, start.column + 1, self.shift + end.line + 1, end.column + 1)

    def document(self, events: Iterator[yaml.Event]) -> Value | None:
        next(events)  # the stream's start
        event = next(events)
        if isinstance(event, yaml.StreamEndEvent):
            self.fault("empty", Span(self.shift + 1, 1, self.shift + 1, 1))
            return None
        assert isinstance(event, yaml.DocumentStartEvent)
        if event.version or event.tags:
            self.fault("directive", self.span(event))
        value, _ = self.node(next(events), events, (), 1, 0)
        next(events)  # the document's end
        if not isinstance(event := next(events), yaml.StreamEndEvent):
            self.fault("documents", self.span(event))
        return value

    def node(
        self, event: yaml.Event, events: Iterator[yaml.Event], path: Path, depth: int, flow: int
    ) -> tuple[Value, Span]:
        """Build the value that begins with ``event``, and its span; block collections end with their last part."""
        span = self.span(event)
        if isinstance(event, yaml.AliasEvent):
            self.fault("alias", span)
            return self.note(path, "", span)
        assert isinstance(event, yaml.ScalarEvent | yaml.CollectionStartEvent)
        if event.anchor:
            self.fault("anchor", span)
        if event.tag:
            self.fault("tag", span)
        if isinstance(event, yaml.ScalarEvent):
            return self.note(path, event.value, span)
        flow += 1
        if not event.flow_style:
            flow = 0
        if flow > self.limits.flow_depth:
            self.fault("flow-depth", span, what=self.limits.flow_depth)
            raise _UnreadableError
        if depth > self.limits.depth:
            self.fault("depth", span, what=self.limits.depth)
            raise _UnreadableError
        read = self.sequence
        if isinstance(event, yaml.MappingStartEvent):
            read = self.mapping
        value, last, end = read(events, path, depth, flow)
        closing = last or span
        if event.flow_style:
            closing = self.span(end)
        return self.note(path, value, Span(span.line, span.column, closing.end_line, closing.end_column))

    def note(self, path: Path, value: Value, span: Span) -> tuple[Value, Span]:
        if not self.muted:
            self.places[path] = span
        return value, span

    def sequence(
        self, events: Iterator[yaml.Event], path: Path, depth: int, flow: int
    ) -> tuple[Value, Span | None, yaml.Event]:
        items: list[Value] = []
        last: Span | None = None
        while not isinstance(event := next(events), yaml.SequenceEndEvent):
            item, last = self.node(event, events, (*path, len(items)), depth + 1, flow)
            items.append(item)
        return items, last, event

    def mapping(
        self, events: Iterator[yaml.Event], path: Path, depth: int, flow: int
    ) -> tuple[Value, Span | None, yaml.Event]:
        members: dict[str, Value] = {}
        last: Span | None = None
        while not isinstance(event := next(events), yaml.MappingEndEvent):
            key, fresh = self.key(event, events, path, depth, flow, members)
            self.muted += not fresh
            value, last = self.node(next(events), events, (*path, key), depth + 1, flow)
            self.muted -= not fresh
            if fresh:
                members[key] = value
        return members, last, event

    def key(
        self,
        event: yaml.Event,
        events: Iterator[yaml.Event],
        path: Path,
        depth: int,
        flow: int,
        members: Mapping[str, Value],
    ) -> tuple[str, bool]:
        """Read the key that begins with ``event``, and whether its value counts."""
        self.muted += 1
        key, span = self.node(event, events, path, depth + 1, flow)
        self.muted -= 1
        if not isinstance(key, str):
            self.fault("key", span)
            return "", False
        if key in members:
            self.fault("duplicate-key", span, what=key)
            return key, False
        if not self.muted:
            self.keys[*path, key] = span
        return key, True


def _filled(text: Text, fill: list[tuple[str, str]]) -> Text:
    ja, en = text.ja, text.en
    for hole, value in fill:
        ja, en = ja.replace(hole, value), en.replace(hole, value)
    return Text(ja, en)
