"""The migrations of ``schema/``, and the one line of it that every upgrade changes."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, TypeAlias

from haishin.core.catalogue import Message
from haishin.core.contract.loading import FORM
from haishin.core.errors import Refusal
from haishin.office.upgrading.release import read_yaml

Texts: TypeAlias = Mapping[str, str]  # by name, as ``policy.yaml``
Migrations: TypeAlias = Mapping[str, tuple[str, Callable[[Texts], Texts]]]

MIGRATIONS: Migrations = {}  # form → the next form, and what writes the files anew in it, ``form`` included
_POLICY = "policy.yaml"


def migrated(texts: Texts, table: Migrations = MIGRATIONS, known: str = FORM) -> Texts:
    """Bring the files to the form that this release knows. Raises Refusal for a form without a migration."""
    policy: Any = read_yaml(texts[_POLICY]).value
    form = str(policy.get("form", FORM))
    while form != known:
        if form not in table:
            raise Refusal(Message("office/upgrading/no-migration", form=form, known=known))
        form, write = table[form]
        texts = write(texts)
    return texts


def standing_on(texts: Texts, version: str) -> Texts:
    """Write the release's version into the policy, and leave every other character."""
    lines = texts[_POLICY].split("\n")
    place = read_yaml(texts[_POLICY]).places["product", "version"]
    line = lines[place.line - 1]
    lines[place.line - 1] = line[: place.column - 1] + version + line[place.end_column - 1 :]
    return {**texts, _POLICY: "\n".join(lines)}
