"""Every file that is made of ``schema/``: the generated ones of ``product.yaml``, and the manual's marked blocks."""

from __future__ import annotations

from typing import Final

from haishin.consult.schema_versions import generated
from haishin.core.contract import Contract
from haishin.office.drafting import manual, samples
from haishin.office.setup import rulesets

SAMPLES: Final = "schema/SAMPLES.md"


def made(contract: Contract, readme: str) -> dict[str, str]:
    """Make path → text; ``readme``: the manual, as README.ja.md of the product or of the force has it."""
    return {
        **generated(contract),
        **rulesets.made(contract.policy),
        SAMPLES: samples.render(contract),
        manual.PATH: manual.render(readme, contract),
    }
