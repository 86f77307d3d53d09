"""Whose a path of a repository is: the product's, the force's own, or generated from it; and a release's digest.

The paths are rows of ``product.yaml``. Nothing here asks git.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import Enum
from fnmatch import fnmatchcase
from pathlib import Path
from typing import cast

from haishin.core.strict_yaml import compose

PATH = "scripts/haishin/office/product.yaml"  # in a release
MARKED = "README.ja.md"  # which alone has blocks: the mark, lines made of ``schema/``, ``<!-- end -->``
BLOCK = r"(?ms)^(?P<head><!-- schema/: (?P<name>[a-z]+) -->\n).*?(?=^<!-- end -->$)"


class Owner(Enum):
    """The owner of a path; the order is that in which the rows are tried."""

    GENERATED = "generated"
    FORCE = "force"
    PRODUCT = "product"


@dataclass(frozen=True, slots=True)
class Paths:
    """The rows of ``product.yaml``: owner → patterns."""

    rows: Mapping[str, Sequence[str]]

    @classmethod
    def read(cls, text: str) -> Paths:
        """Read the text of that file, as a release has it."""
        return cls(cast("Mapping[str, Sequence[str]]", compose(text).value))

    def owner(self, path: str) -> Owner:
        """Find the owner of a path; a path that no row names is the force's own."""
        for owner in Owner:
            if any(_fits(row, path) for row in self.rows[owner.value]):
                return owner
        return Owner.FORCE


def own() -> Paths:
    """Read the paths of this program's release."""
    return Paths.read(Path(__file__).with_suffix(".yaml").read_text("utf-8"))


def compared(path: str, data: bytes) -> bytes:
    """Return the bytes of a product file that count: all but the blocks made of ``schema/``."""
    return re.sub(BLOCK.encode(), rb"\g<head>", data) if path == MARKED else data


def digest(files: Iterable[tuple[str, str, bytes]]) -> str:
    """Digest a release's product files, each as path, mode of git, bytes: SHA-256 over a line a file.

    A line is ``DIGEST MODE PATH``, in the order of the paths.
    """
    whole = hashlib.sha256()
    for path, mode, data in sorted(files):
        line = f"{hashlib.sha256(compared(path, data)).hexdigest()} {mode} {path}\n"
        whole.update(line.encode("utf-8", "surrogateescape"))
    return whole.hexdigest()


def _fits(row: str, path: str) -> bool:
    if row.endswith("/"):
        return path.startswith(row)
    names, parts = row.split("/"), path.split("/")
    return len(names) == len(parts) and all(map(fnmatchcase, parts, names))
