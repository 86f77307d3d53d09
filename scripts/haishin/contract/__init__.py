"""``schema/`` → Contract: policy, organization, roster, wording, each checked by its own JSON Schema."""

from haishin.contract.loading import ContractError, UnknownForm, blobs_of, load, load_blobs, load_parts
from haishin.contract.parts import Contract, Mistake

__all__ = ["Contract", "ContractError", "Mistake", "UnknownForm", "blobs_of", "load", "load_blobs", "load_parts"]
