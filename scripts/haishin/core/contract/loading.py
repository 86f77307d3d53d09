"""Reading ``schema/``: strict YAML, each file's JSON Schema, then the checks across files. All mistakes at once.

The JSON Schemas are this program's own, whatever ``schema/`` holds beside its YAML: they are part of the program, which
its operator changes and no merge.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from functools import cache, lru_cache
from pathlib import Path
from typing import Any

from haishin.core.catalogue import Message, linked
from haishin.core.contract.crosscheck import check, lacking
from haishin.core.contract.drafts import drafts_from, fields_from
from haishin.core.contract.frame import tongues_from
from haishin.core.contract.organization import organization_from
from haishin.core.contract.parts import Contract, Mistake, Source
from haishin.core.contract.policy import policy_from
from haishin.core.contract.roster import roster_from
from haishin.core.contract.wording import wording_from
from haishin.core.errors import ToolError
from haishin.core.json_schema import DAYS, THIS_CENTURY, Schema, UnusableSchema, Violation
from haishin.core.model import Path as Place
from haishin.core.model import Text
from haishin.core.strict_yaml import YamlLimits, compose

__all__ = [
    "FILES",
    "JSON_SCHEMAS",
    "Contract",
    "ContractError",
    "Mistake",
    "UnknownForm",
    "blobs_of",
    "load",
    "load_blobs",
    "load_parts",
    "measure",
]

FORM = "1"  # of ``schema/``, as policy.yaml names it; a release that changes it migrates the files

PARTS = ("policy", "organization", "roster", "wording")
OPTIONAL = ("frame", "drafts")  # who mails in Japanese only has no frame, who has no wording of his own no drafts
SCHEMAS = ("alert", "ledger")
_FORMED: Mapping[str, Callable[[Mapping[str, Any]], object]] = {
    "policy": policy_from,
    "organization": organization_from,
    "roster": roster_from,
    "wording": wording_from,
    "frame": tongues_from,
    "drafts": drafts_from,
}
# What is wrong in a file and leaves the shape by which it is formed: the rest can be judged. Not what is too long, for
# judging it would take as long.
_HARMLESS = frozenset(("additionalProperties", "duplicate-key", "uniqueItems"))
LIMITS = YamlLimits(depth=12, flow_depth=4)
LARGEST = 256 * 1024  # bytes of one file of ``schema/``
MOST = 100  # mistakes that are told at once: nobody mends more, and a file can hold a hundred thousand
_SUFFIX = ".schema.json"
_ALERT = "alert" + _SUFFIX
# The files of ``schema/`` that are read; whatever else lies there costs nothing.
FILES = frozenset(f"{part}.yaml" for part in (*PARTS, *OPTIONAL))
JSON_SCHEMAS = tuple(name + _SUFFIX for name in (*PARTS, *OPTIONAL, *SCHEMAS))  # of this program
_OWN = Path(__file__).resolve().parents[4] / "schema"
# What a force that began with an earlier release may still have, and what to write now.
_RETIRED: Mapping[tuple[str, Place], str] = {
    ("organization.yaml", ("mail", "base_url")): "base-url",
}


class ContractError(ToolError):
    """``schema/`` cannot be used; ``mistakes``: at most ``MOST``, with a remark if there are more."""

    def __init__(self, mistakes: tuple[Mistake, ...]) -> None:
        if len(mistakes) > MOST:
            more = Message("core/contract/more-mistakes", most=MOST)
            mistakes = (*mistakes[:MOST], replace(mistakes[MOST - 1], reason=more))
        self.mistakes = mistakes
        told = linked((mistake.text for mistake in mistakes), "\n")
        super().__init__(Message("core/contract/mistakes", mistakes=told))


class UnknownForm(ToolError):
    """``schema/`` is of a form that this program does not know; ``form`` names it, and the release if that is told."""

    def __init__(self, form: str, release: str | None = None) -> None:
        self.form = form if release is None else f"{form}, haishin {release}"
        needed = Text("", "") if release is None else Message("core/needed-release", version=release)
        super().__init__(Message("core/contract/form-unknown", form=form, known=FORM, needed=needed))


def load(folder: Path) -> Contract:
    """Load the contract from a folder. Raises ContractError, also if the folder or a file cannot be read."""
    return load_blobs(blobs_of(folder))


def blobs_of(folder: Path) -> dict[str, bytes]:
    """Read file name → bytes of ``FILES`` in a folder. Raises ContractError if a file is unreadable or too large."""
    blobs = {}
    try:
        for path in sorted(folder.iterdir()):
            if path.name in FILES and path.is_file():
                with path.open("rb") as file:
                    blobs[path.name] = file.read(LARGEST + 1)
    except OSError as error:
        reason = Message("core/contract/file-unreadable", why=error.strerror)
        raise ContractError((Mistake(Path(error.filename).name, 1, reason),)) from error
    measure({name: len(blob) for name, blob in blobs.items()})
    return blobs


def measure(sizes: Mapping[str, int]) -> None:
    """Measure files of ``schema/``, given as name → bytes. Raises ContractError naming each that is too large."""
    reason = Message("core/contract/file-too-large", kib=LARGEST // 1024)
    large = tuple(Mistake(name, 1, reason) for name, size in sizes.items() if size > LARGEST)
    if large:
        raise ContractError(large)


@cache
def own_schemas() -> Mapping[str, bytes]:
    """Read file name → bytes of the JSON Schemas that came with this program; unreadable schemas are left out."""
    schemas = {}
    for name in JSON_SCHEMAS:
        try:
            schemas[name] = (_OWN / name).read_bytes()
        except OSError:
            continue
    return schemas


def load_blobs(
    blobs: Mapping[str, bytes], tree: str | None = None, schemas: Mapping[str, bytes] | None = None
) -> Contract:
    """Load the contract from file name → bytes, as ``schema/`` holds them.

    ``schemas``: the JSON Schemas by file name, None: this program's own.
    Raises UnknownForm, or ContractError with every mistake that can be judged.
    """
    contract, mistakes = _formed(blobs, tree, own_schemas() if schemas is None else schemas)
    if mistakes := (*mistakes, *check(contract)):
        raise ContractError(mistakes)
    return replace(contract, lacking=tuple(lacking(contract)))


def load_parts(blobs: Mapping[str, bytes]) -> Contract:
    """Load the contract with each file right by itself, to mend its mistakes across files: a first roster.

    Nothing may be checked or sent by it. Raises UnknownForm, or ContractError.
    """
    contract, mistakes = _formed(blobs, None, own_schemas())
    if mistakes:
        raise ContractError(mistakes)
    return contract


def _formed(
    blobs: Mapping[str, bytes], tree: str | None, own: Mapping[str, bytes]
) -> tuple[Contract, tuple[Mistake, ...]]:
    """Form the parts that can be formed, and find the mistakes of each file by itself.

    For a file that cannot be judged the contract, which must then not be used, holds None and no source.
    """
    mistakes: list[Mistake] = []
    parts = (*PARTS, *(part for part in OPTIONAL if f"{part}.yaml" in blobs))
    schemas = _schemas(own, mistakes)
    read = {part: _source(f"{part}.yaml", blobs, schemas.get(part), mistakes) for part in parts}
    if (form := read["policy"].source.value.get("form", FORM)) != FORM:  # whatever else it says is not ours to judge
        product: Any = read["policy"].source.value.get("product")
        is_later = str(form).isdecimal() and int(form) > int(FORM)  # an earlier form needs no later program
        raise UnknownForm(str(form), product.get("version") if is_later and isinstance(product, dict) else None)
    sources = {part: file.source for part, file in read.items() if file.sound}
    made: dict[str, Any] = dict.fromkeys(PARTS)
    made |= {part: _FORMED[part](source.value) for part, source in sources.items()}
    contract = Contract(
        made["policy"],
        made["organization"],
        made["roster"],
        made["wording"],
        schemas,
        tree,
        made.get("frame", {}),
        made.get("drafts", ()),
        fields_from(sources["drafts"].value) if "drafts" in sources else (),
        sources=sources,
    )
    return contract, tuple(mistakes)


def _schemas(own: Mapping[str, bytes], mistakes: list[Mistake]) -> dict[str, Schema]:
    """Read every usable JSON Schema by stem; all of them must be there."""
    found = {}
    for file in sorted(JSON_SCHEMAS):
        text = _text(file, own, mistakes)
        if text is None:
            continue
        read = _schema(file, text)
        if isinstance(read, Mistake):
            mistakes.append(read)
        else:
            found[file.removesuffix(_SUFFIX)] = read
    return found


@lru_cache(maxsize=64)
def _schema(file: str, text: str) -> Schema | Mistake:
    """Read a schema once by its text: audit loads the same at many commits."""
    formats = THIS_CENTURY if file == _ALERT else DAYS
    try:
        return Schema(json.loads(text), formats)
    except UnusableSchema as error:
        return Mistake(file, 1, error.why)
    except json.JSONDecodeError as error:
        return Mistake(file, error.lineno, Message("core/contract/file-no-json", error=str(error)))
    except RecursionError as error:
        return Mistake(file, 1, Message("core/contract/file-no-json", error=str(error)))


def _source(file: str, blobs: Mapping[str, bytes], schema: Schema | None, mistakes: list[Mistake]) -> _File:
    """Read a file strictly and check it by its schema; add its mistakes to ``mistakes``."""
    text = _text(file, blobs, mistakes)
    if text is None:
        return replace(_read(file, "", None), sound=False)
    read = _read(file, text, schema)
    mistakes.extend(read.mistakes)
    return read


@dataclass(frozen=True, slots=True)
class _File:
    """A file as read."""

    source: Source
    mistakes: tuple[Mistake, ...]
    sound: bool  # it has the shape that it is formed by


@lru_cache(maxsize=64)
def _read(file: str, text: str, schema: Schema | None) -> _File:
    """Read a file once by its text: the sender reads the folder and then main, where most often the same stands."""
    composed = compose(text, limits=LIMITS)
    source = Source(file, composed.value if isinstance(composed.value, dict) else {}, composed)
    mistakes = [Mistake(file, fault.span.line, fault.message) for fault in composed.faults[: MOST + 1]]
    sound = schema is not None and composed.value is not None
    if composed.value is not None and schema is not None:
        broken = schema.violations(composed.value)
        wrong = {fault.code for fault in composed.faults} | {violation.keyword for violation in broken}
        sound = wrong <= _HARMLESS
        mistakes += [source.mistake(breach.path, _reason(file, breach)) for breach in broken[: MOST + 1]]
    return _File(source, tuple(mistakes), sound)


def _reason(file: str, wrong: Violation) -> Text:
    retired = _RETIRED.get((file, wrong.path))
    if retired is None:
        return wrong.message
    return Message(f"core/contract/retired-{retired}")


def _text(file: str, blobs: Mapping[str, bytes], mistakes: list[Mistake]) -> str | None:
    if file not in blobs:
        mistakes.append(Mistake(file, 1, Message("core/contract/file-missing")))
        return None
    try:
        return blobs[file].decode("utf-8")
    except UnicodeDecodeError as error:
        line = blobs[file].count(b"\n", 0, error.start) + 1
        mistakes.append(Mistake(file, line, Message("core/contract/file-not-utf8")))
        return None
