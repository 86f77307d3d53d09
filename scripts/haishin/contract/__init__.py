"""``schema/`` → Contract: policy, organization, roster, wording, each checked by its own JSON Schema."""

from haishin.contract.loading import ContractError, UnknownForm, load, load_blobs
from haishin.contract.parts import Contract, Mistake

__all__ = ["Contract", "ContractError", "Mistake", "UnknownForm", "load", "load_blobs"]
