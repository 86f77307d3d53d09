"""``pages/``: the files of the residents' page, laid there by the inbox, each whole or not at all.

The page of choices is made of the contract, in each language of the frame; the web marks the choices.
"""

from __future__ import annotations

import os
import re
import secrets
from collections.abc import Iterable, Iterator, Mapping
from hashlib import sha256
from html import escape
from pathlib import Path
from string import Template
from typing import Final, cast

from haishin.core.catalogue import Message
from haishin.core.contract import Contract
from haishin.core.errors import Refusal, ToolError
from haishin.core.model import Text
from haishin.core.strict_yaml import compose
from haishin.message.keys import LeaveKey
from haishin.residents.desk.desk import KEY, folder, write
from haishin.residents.registry.subscriber import ALL, FORMS, Choices

LINK: Final = re.compile("[0-9a-f]{64}")  # the file of an open link (``choosing.lay_out``)
_PAGE: Final = Path(__file__).parent / "page"  # *.html with $holes, and the style
_FORM: Final = Path(__file__).parent / "form"  # of registering: the same, and the words of the page by language


def key_of(key: Path, pages: Path | None) -> LeaveKey:
    """Load the key of leaving by which the page's copy was made; without a copy, make the key if it is missing.

    Links were mailed by the page's key. Raises Refusal if it is the key of another registry, or if this registry has
    lost its own key (nobody could leave by those links any more), ToolError.
    """
    copy = None if pages is None else pages / KEY
    if copy is not None and copy.is_file():
        theirs = LeaveKey.load(copy, create=False).ring.secrets
        if not key.exists() or not theirs.items() <= LeaveKey.load(key, create=False).ring.secrets.items():
            raise Refusal(Message("residents/desk-of-another", key=key, copy=copy))
    return LeaveKey.load(key, create=True)


def refuse_two_groups(requests: Path, pages: Path) -> None:
    """Raise ToolError if one user, the page's, cannot both read in ``pages`` and write into ``requests``."""
    with folder(pages):
        if requests.stat().st_gid != pages.stat().st_gid:
            raise ToolError(Message("residents/desk-unusable", folder=pages, why=Message("residents/two-groups")))


def publish(pages: Path, key: Path, force: str, phone: str, stop: str, more: Mapping[str, bytes] | None = None) -> None:
    """Bring ``pages/`` up to date: the static pages, what ``offered`` made, and a copy of the key of leaving.

    ``stop``: the address by which residents leave without the page. Raises ToolError.
    """
    holes = {"force": escape(force), "phone": escape(phone), "stop": escape(stop)}
    with folder(pages):
        files = {KEY: key.read_bytes()} | dict(more or {})
        for page in _PAGE.iterdir():
            text = page.read_text("utf-8")
            files[page.name] = (Template(text).substitute(holes) if page.suffix == ".html" else text).encode()
        for left in pages.iterdir():
            if left.name not in files and not LINK.fullmatch(left.name):
                left.unlink()  # of an earlier version, or what a pass that was killed had begun
        for name, data in files.items():
            if not (pages / name).exists() or (pages / name).read_bytes() != data:
                lay(pages, name, data)


def lay(pages: Path, name: str, data: bytes) -> None:
    """Write a file of ``pages/``, over an earlier file. It may raise OSError."""
    draft = f"{pages}/.{name}.{secrets.token_hex(8)}"
    write(draft, data, 0o440)
    os.rename(draft, pages / name)


def offered(contract: Contract, register: str) -> dict[str, bytes]:
    """Make the pages of registering: how to begin, the choices and the receipt in each language, the dead link."""
    organization = contract.organization
    local, _, domain = register.partition("@")
    named = [(f"{local}-{name}@{domain}", organization.units[name].name) for name in organization.stations]
    holes = {
        "force": escape(organization.name),
        "phone": escape(organization.units[organization.owner].phone),
        "register": escape(register),
        "sender": escape(organization.mail.from_address),
        "domain": escape(organization.mail.from_address.partition("@")[2]),
        "stations": "\n".join(f'<li>{name}:<a href="mailto:{at}">{at}</a></li>' for at, name in _escaped(named)),
        "moving": f"{escape(local)}+%TOKEN%@{escape(domain)}",  # the web knows it
    }
    templates = {path.stem: Template(path.read_text("utf-8")) for path in _FORM.glob("*.html")}
    files = {f"{name}.html": templates[name].substitute(holes).encode() for name in ("welcome", "gone")}
    words = {one: row for one, row in _words().items() if one in Choices.of(contract).languages}
    for language in words:
        others = [one for one in words if one != language]
        links = "\n".join(f'<a href="?l={one}" lang="{one[:2]}">{words[one]["self"]}</a>' for one in others)
        said = holes | words[language] | {"lang": language[:2], "others": links} | _fields(contract, language, words)
        page = templates["choose"].substitute(said)
        digest = sha256(page.encode()).hexdigest()[:16]
        files[f"choose.{language}.html"] = page.replace("%PAGE%", digest).encode()
        files[f"saved.{language}.html"] = templates["saved"].substitute(said).encode()
    return files


def names(contract: Contract) -> dict[str, Text]:
    """Name each choice by its value, in the order of ``schema/``."""
    choices, english, units = Choices.of(contract), contract.tongue("en"), contract.organization.units
    words = _words()
    named = {ALL: Text(words["ja"]["all"], words["en"]["all"])}
    named |= {one: Text(units[one].name, english.areas.get(one, units[one].name)) for one in choices.stations}
    named |= {one: Text(one, one) for one in choices.municipalities}
    rows = ((row.category, row.name) for row in contract.policy.table)
    return named | {one: Text(name, english.row(one).name or name) for one, name in rows}


def digests(files: Mapping[str, bytes]) -> frozenset[str]:
    """List the digests of the pages of choices of ``offered``, by which a consent names the page that was read."""
    texts = (data.decode() for name, data in files.items() if name.startswith("choose."))
    return frozenset(text.partition('name="page" value="')[2][:16] for text in texts)


def _words() -> dict[str, dict[str, str]]:
    """Read the words of the page by language; ``$`` begins no hole there."""
    rows = cast("Mapping[str, Mapping[str, str]]", compose((_FORM / "choose.yaml").read_text("utf-8")).value)
    languages = rows["self"]
    return {one: {key: row[one] for key, row in rows.items()} for one in languages}


def _fields(contract: Contract, language: str, words: Mapping[str, Mapping[str, str]]) -> dict[str, str]:
    """Write the fields of the form, with the names that the frame has in that language."""
    choices, tongue, units = Choices.of(contract), contract.tongue(language), contract.organization.units
    rows = {row.category: row.name for row in contract.policy.table}
    said = words[language]
    every = (ALL, said["all"])
    areas = [(name, tongue.areas.get(name, units[name].name)) for name in choices.stations]
    categories = [(name, tongue.row(name).name or rows[name]) for name in choices.categories]
    return {
        "station": _boxes("checkbox", "station", (every, *areas)),
        "municipality": _boxes("checkbox", "municipality", (every, *((name, name) for name in choices.municipalities))),
        "category": _boxes("checkbox", "category", (every, *categories)),
        "form": _boxes("radio", "form", [(form, said[f"form_{form}"]) for form in FORMS]),
        "night": _boxes("checkbox", "night", [("yes", said["night_yes"])]),
        "language": _boxes("radio", "language", [(one, words[one]["self"]) for one in words]),
    }


def _boxes(kind: str, name: str, values: Iterable[tuple[str, str]]) -> str:
    return "\n".join(
        f'<label><input type="{kind}" name="{name}" value="{value}"> {shown}</label>'
        for value, shown in _escaped(values)
    )


def _escaped(pairs: Iterable[tuple[str, str]]) -> Iterator[tuple[str, str]]:
    return ((escape(one), escape(other)) for one, other in pairs)
