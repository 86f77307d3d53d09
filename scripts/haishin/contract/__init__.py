"""``schema/`` → Contract: policy, organization, roster, wording, each checked by its own JSON Schema."""

from haishin.contract.loading import (
    FILES,
    ContractError,
    UnknownForm,
    blobs_of,
    load,
    load_blobs,
    load_parts,
    measure,
)
from haishin.contract.parts import Contract, Mistake

__all__ = [
    "FILES",
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
