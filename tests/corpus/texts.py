"""The texts of the dump of findings (``dump.py``): all of this checkout and its example force, and seeded variations.

Nothing of the package is imported, so that the texts stay the same while it is rebuilt.
"""

from __future__ import annotations

import ast
import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, TypeGuard

import yaml

from corpus.variations import VARIATIONS, varied
from support.force import FORCE, ROOT

SAMPLES = sorted((FORCE / "alerts").glob("*/*/*.md"))
PLAIN = "alerts/maebashi/2026/20261125-1605-koekake.md"  # the sample alert whose front matter asks the least

_MAILS = (
    "tests/corpus/*.jsonl",
    "tests/check/rules/*_mails.yaml",
    "tests/check/rules/*.jsonl",
    "tests/examples/force/schema/drafts.yaml",
)
_LINES = ("tests/check/privacy/*.txt",)
_PROGRAMS = (
    *(f"tests/{room}/test_*.py" for room in ("check/privacy", "core/text", "check/reading", "check/rules", "check")),
    "scripts/haishin/check/rules/*.py",
)
_MISPLACED = (
    "alerts/20261125-1605-koekake.md",
    "alerts/maebashi/20261125-1605-koekake.md",
    "alerts/maebashi/2026/koekake.md",
    "alerts/maebashi/2026/20261125-1605-Koekake.md",
    "alerts/maebashi/2026/20261125-1605-声かけ.md",
    "alerts/maebashi/2026/20261125-1605-yamada-hanako.md",
    "alerts/maebashi/2026/20261125-1605-090-0012-3456.md",
    "alerts/maebashi/2026/20261125-2605-koekake.md",
    "alerts/maebashi/2026/20261125-1605-koekake.txt",
    "alerts/maebashi/2025/20261125-1605-koekake.md",
    "alerts/tokyo/2026/20261125-1606-koekake.md",
)
_JAPANESE = re.compile(r"[ぁ-ヿ一-鿿]")
_ITEM = re.compile(r"(?m)^([a-z_]+): ")
_SHOWN = re.compile(r"`([^`]+)`")
_PACKED = 12  # literals of programs in one text
_VARIATIONS = 2  # of each mail; one of every eighth line, all of each sample alert
_MAIL = 60  # letters of a body that is more than a sentence


@dataclass(frozen=True)
class Text:
    """One file, as ``validate`` reads it, and the title and body by themselves, as ``scan`` does.

    ``path``: where in the tree, the sample alerts at their own, for others follow them.
    """

    id: str
    path: str
    data: bytes
    title: str = ""
    body: str = ""


def texts() -> list[Text]:
    """Every text, in order; the ids are unique."""
    found = [*_samples(), *_examples(), *_places(), *_rules_page(), *_mails(), *_lines(), *_literals(), *_changed()]
    assert len({one.id for one in found}) == len(found) == len({one.path for one in found})
    return found


def city_texts() -> list[Text]:
    """The bodies of the whole mails, as alerts of the example city."""
    front = (
        "title: {}\ncategory: higai\ncase: ranbo\ncontent: chui\nscope: [kita]\nrecognized_at: 2026-11-25T15:40+09:00"
    )
    return [
        Text(
            f"city/{name}",
            f"alerts/kita/2026/20261125-1605-{_slug(number)}.md",
            _file(front.format(json.dumps(title, ensure_ascii=False)), body).encode(),
        )
        for number, (name, title, body) in enumerate(_all_mails("tests/corpus/*.jsonl"))
    ]


def _samples() -> Iterator[Text]:
    for path in SAMPLES:
        written = path.read_text("utf-8")
        name = _name(path)
        front, _, body = written.removeprefix("---\n").partition("\n---\n")
        title = re.findall(r"(?m)^title: (.*)$", front)[0]
        yield Text(name, name, written.encode(), title, body)
        for kind, changed in varied(name, body, len(VARIATIONS)):
            yield _alert(f"{name}+{kind}", title, changed, name)


def _examples() -> Iterator[Text]:
    for path in _found("tests/examples/*/*.md"):
        name = _name(path)
        yield Text(name, _place(name, PLAIN).replace("-1605-", "-1540-"), path.read_bytes())


def _places() -> Iterator[Text]:
    """The plain sample where no alert lies, or by a name that none has."""
    data = (FORCE / PLAIN).read_bytes()
    for path in _MISPLACED:
        yield Text(path, path, data)


def _rules_page() -> Iterator[Text]:
    """What the page of the rules shows as good and as bad."""
    for number, line in enumerate((ROOT / "schema/RULES.md").read_text("utf-8").split("\n"), 1):
        if line.startswith(("- 指摘される例", "- よい例")):
            shown = re.sub(r"<U\+([0-9A-F]+)>", lambda code: chr(int(code[1], 16)), "\n".join(_SHOWN.findall(line)))
            yield from _snippet(f"RULES.md:{number}", shown)


def _mails() -> Iterator[Text]:
    for number, (name, title, body) in enumerate(_all_mails(*_MAILS)):
        frame = _name(SAMPLES[number % len(SAMPLES)])
        yield _alert(name, title, body, PLAIN)
        if len(body) >= _MAIL:
            yield _alert(f"{name}+frame", title, body, frame)
            for kind, changed in varied(name, body, _VARIATIONS):
                yield _alert(f"{name}+{kind}", title, changed, PLAIN)


def _lines() -> Iterator[Text]:
    for path in _found(*_LINES):
        for number, line in enumerate(path.read_text("utf-8").split("\n"), 1):
            body = re.sub(r"^[a-z]+\|(?=.*«)", "", line).translate({ord("«"): None, ord("»"): None})
            body = body.replace("\\n", "\n").replace("\\z", "\u200b")
            if body:
                name = f"{_name(path)}:{number}"
                yield (whole := _alert(name, "", body, PLAIN))
                if number % 8 == 0:
                    yield from (_alert(f"{name}+{kind}", "", changed, PLAIN) for kind, changed in varied(name, body, 1))
                elif number % 8 == 4:
                    for kind, changed in varied(name, body, 1):
                        yield _corrected(f"{name}!{kind}", changed, whole)


def _corrected(name: str, body: str, first: Text) -> Text:
    """The correction of an alert that repeats what stood in it, for rule ``leak``."""
    found = _alert(name, "", body, PLAIN)
    follows = f"press: none\nfollows: {{alert: {Path(first.path).stem}, as: correction}}\n"
    return replace(found, data=found.data.replace(b"press: none\n", follows.encode(), 1))


def _literals() -> Iterator[Text]:
    """Japanese texts of the tests and of the rules: whole files, stretches of front matter, and the rest by dozens."""
    for path in _found(*_PROGRAMS):
        name = _name(path)
        nodes = ast.walk(ast.parse(path.read_text("utf-8")))
        said = dict.fromkeys(node.value for node in nodes if isinstance(node, ast.Constant) and _japanese(node.value))
        short = [one for one in said if not _ITEM.search(one)]
        for number, one in enumerate(one for one in said if _ITEM.search(one)):
            yield from _snippet(f"{name}#{number}", one)
        for start in range(0, len(short), _PACKED):
            body = "\n\n".join(short[start : start + _PACKED]).translate({ord("«"): None, ord("»"): None})
            yield _alert(f"{name}@{start}", "", body, PLAIN)


def _changed() -> Iterator[Text]:
    """What tests and rules make of the small sample, by ``changed`` and ``replace``: their samples."""
    names = _assigned(_found("scripts/haishin/check/document/sample.py")[0], {})
    for path in _found(*_PROGRAMS):
        name = _name(path)
        known = _assigned(path, names)
        calls = (one for one in ast.walk(ast.parse(path.read_text("utf-8"))) if isinstance(one, ast.Call))
        made = dict.fromkeys(text for one in calls if (text := _value(one, known)) and text.startswith("---\n"))
        for number, text in enumerate(made):
            place = _place(f"{name}*{number}", PLAIN).replace("-1605-", "-1540-")
            yield Text(f"{name}*{number}", place, text.encode("utf-8", "surrogatepass"))


def _assigned(path: Path, names: Mapping[str, str]) -> dict[str, str]:
    """The texts that a program gives a name, by name, and those known before."""
    known = dict(names)
    for one in ast.parse(path.read_text("utf-8")).body:
        if isinstance(one, ast.Assign) and isinstance(one.targets[0], ast.Name) and (text := _value(one.value, known)):
            known[one.targets[0].id] = text
    return known


def _value(node: ast.expr, names: Mapping[str, str]) -> str | None:
    """The text that an expression of literals, names, ``changed`` and ``replace`` makes; None of any other."""
    match node:
        case ast.Constant(value=str(text)):
            return text
        case ast.Name(id=name):
            return names.get(name)
        case ast.Call(func=ast.Name(id="changed"), args=[old, new]):
            whole = names["SAMPLE"]
        case ast.Call(func=ast.Attribute(value=beneath, attr="replace"), args=[old, new]):
            whole = _value(beneath, names) or ""
        case _:
            return None
    words = _value(old, names), _value(new, names)
    return None if None in words else whole.replace(str(words[0]), str(words[1]))


def _snippet(name: str, shown: str) -> Iterator[Text]:
    """A whole file as it is; lines of front matter in place of the plain sample's; other lines beneath its body."""
    written = (FORCE / PLAIN).read_text("utf-8")
    front, _, body = written.removeprefix("---\n").partition("\n---\n")
    if shown.startswith("---\n"):
        yield Text(name, _place(name, PLAIN), shown.encode("utf-8", "surrogatepass"))
        return
    if found := _ITEM.match(shown):
        items = [line for line in front.split("\n") if not line.startswith(f"{found[1]}:")]
        yield Text(name, _place(name, PLAIN), _file("\n".join([*items, shown.rstrip("\n")]), body).encode())
    yield _alert(f"{name}=", "", f"{body}\n{shown}\n", PLAIN)


def _all_mails(*patterns: str) -> Iterator[tuple[str, str, str]]:
    """Id, title and body of whatever in these files has a body, or is a text of its own."""
    for path in _found(*patterns):
        name = _name(path)
        written = path.read_text("utf-8")
        rows = written.split("\n")
        value = yaml.safe_load(written) if path.suffix == ".yaml" else [json.loads(row) for row in rows if row.strip()]
        for number, (title, body) in enumerate(_told(value)):
            yield f"{name}#{number}", title, body


def _told(value: Any) -> Iterator[tuple[str, str]]:
    if isinstance(value, dict) and isinstance(body := value.get("body", value.get("text")), str):
        yield str(value.get("title", "")), body
    elif isinstance(value, dict | list):
        for one in value.values() if isinstance(value, dict) else value:
            yield from _told(one)
    elif _japanese(value):
        yield "", value


def _found(*patterns: str) -> list[Path]:
    """The files, in order. Every pattern must lead to one: a text that went missing would be no difference."""
    for pattern in patterns:
        assert any(ROOT.glob(pattern)), f"no file {pattern}"
    return [path for pattern in patterns for path in sorted(ROOT.glob(pattern)) if path.name != "__init__.py"]


def _name(path: Path) -> str:
    """Where a file lies in this repository, or in that of the example force."""
    return path.relative_to(FORCE if path.is_relative_to(FORCE) else ROOT).as_posix()


def _japanese(value: object) -> TypeGuard[str]:
    return isinstance(value, str) and len(_JAPANESE.findall(value)) >= 4


def _alert(name: str, title: str, body: str, frame: str) -> Text:
    """The body, and the title if there is one, in the frame of a sample alert."""
    front = (FORCE / frame).read_text("utf-8").removeprefix("---\n").partition("\n---\n")[0]
    if title:
        front = re.sub(r"(?m)^title: .*$", lambda _: f"title: {json.dumps(title, ensure_ascii=False)}", front)
    return Text(name, _place(name, frame), _file(front, body).encode("utf-8", "surrogatepass"), title, body)


def _file(front: str, body: str) -> str:
    return f"---\n{front}\n---\n{body.rstrip()}\n"


_given: dict[str, str] = {}


def _place(name: str, frame: str) -> str:
    """The path of a text: beside the sample, with the same times."""
    return _given.setdefault(name, re.sub(r"(?<=[0-9]-)[a-z-]+\.md$", f"{_slug(len(_given))}.md", frame))


def _slug(number: int) -> str:
    """A number in letters, that no detector takes for one."""
    return "x" + "".join("bcdfghjklm"[int(digit)] for digit in str(number))
