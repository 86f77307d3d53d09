"""``schema/`` → Contract: policy, organization, roster, wording, each checked by its JSON Schema."""

from haishin.core.contract.loading import (
    FILES,
    JSON_SCHEMAS,
    ContractError,
    UnknownForm,
    blobs_of,
    load,
    load_blobs,
    load_parts,
    measure,
)
from haishin.core.contract.parts import Contract, Mistake

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
