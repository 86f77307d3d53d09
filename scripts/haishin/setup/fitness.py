"""What live mode never rests on: a repository that others can read (drafts hold personal data), sample numbers."""

from __future__ import annotations

import re
from typing import Final

from haishin.contract import Contract
from haishin.errors import Refusal
from haishin.model import Text
from haishin.setup.live import Settings

# An exchange (市内局番) never begins with 0 or 1; numbers without an area have none.
_SAMPLE_PHONE: Final = re.compile(r"0(?!120|570|800|990|50|[6-9]0)\d{1,4}-0\d*-\d+")


def refuse_sample_phones(contract: Contract) -> None:
    """Raise Refusal where a telephone number of ``schema/`` is a sample: readers would call nobody."""
    numbers = {unit.phone for unit in contract.organization.units.values()} | set(contract.wording.public_phones)
    samples = sorted(number for number in numbers if _SAMPLE_PHONE.fullmatch(number))
    if samples:
        raise Refusal(
            Text(
                f"見本の電話番号が{len(samples)}件あります({samples[0]} など)。",
                f"{len(samples)} telephone numbers are samples (as {samples[0]}).",
            ),
            Text(
                "schema/organization.yaml と schema/wording.yaml に実際の番号を書いてください。",
                "Write the real ones into schema/organization.yaml and schema/wording.yaml.",
            ),
        )


def refuse_exposed(settings: Settings, *, public: bool) -> None:
    """For live mode: raise Refusal where the repository is public or can be forked, unless policy allows it.

    ``public``: the policy's word. Raises ForgeError where the forge does not tell.
    """
    if public:
        return
    exposure = settings.exposure()
    if exposure.private and not exposure.forkable:
        return
    why = Text("公開されています", "is public") if not exposure.private else Text("フォークできます", "can be forked")
    raise Refusal(
        Text(
            f"リポジトリが{why.ja}。下書きの個人情報がほかの人に読まれるため、本番の配信はしません。",
            f"The repository {why.en}: others could read the personal data of drafts, so live mode refuses.",
        ),
        Text(
            "設定で非公開・フォーク禁止にしてください。主管課が認めるなら、schema/policy.yaml に "
            "forge: {public: allowed} と書きます。",
            "Make it private without forks, or let the section in charge write forge: {public: allowed} into "
            "schema/policy.yaml.",
        ),
    )
