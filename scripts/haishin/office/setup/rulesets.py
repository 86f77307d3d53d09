"""``.github/rulesets/*.json``, to import at the forge: as prescribed, with the number of the force's own App."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from haishin.core.contract.policy import Policy
from haishin.send.live.rulesets import FOLDER

_PRESCRIBED: Final = Path(__file__).with_suffix("")
_APP: Final = '"integration_id": 0'
_NAME: Final = '"name": "haishin: main'
_REPLACE: Final = " (REPLACE integration_id 0: forge.app in schema/policy.yaml)"  # JSON knows no comment


def made(policy: Policy) -> dict[str, str]:
    """Make path → text of each ruleset; without an App the name of ``main`` says what to replace."""
    files = {}
    for file in sorted(_PRESCRIBED.glob("*.json")):
        text = file.read_text(encoding="utf-8")
        if policy.app is None and _APP in text:
            text = text.replace(_NAME, _NAME + _REPLACE)
        elif policy.app is not None:
            text = text.replace(_APP, f'"integration_id": {policy.app}')
        files[f"{FOLDER}/{file.name}"] = text
    return files
