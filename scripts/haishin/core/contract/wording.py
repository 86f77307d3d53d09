"""Public phone numbers, official hosts, wording lists, standing texts (``schema/wording.yaml``)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from haishin.core.contract.forming import form


@dataclass(frozen=True, slots=True)
class Wording:
    """``lists`` holds each wording list by its name; ``texts`` the standing texts, with named holes, by name."""

    public_phones: Mapping[str, str]
    official_hosts: tuple[str, ...]
    lists: Mapping[str, tuple[str, ...]]
    texts: Mapping[str, str]


def wording_from(value: Mapping[str, Any]) -> Wording:
    """Form the wording from the mapping of ``wording.yaml``, which has passed its JSON Schema."""
    return form(Wording, value)
