"""Refusals of live mode: a repository that others can read (drafts hold personal data), sample numbers."""

from __future__ import annotations

import re
from typing import Final

from haishin.core.catalogue import Message
from haishin.core.contract import Contract
from haishin.core.errors import Refusal
from haishin.send.live.live import Settings

# An exchange (市内局番) never begins with 0 or 1; numbers without an area have none.
_SAMPLE_PHONE: Final = re.compile(r"0(?!120|570|800|990|50|[6-9]0)\d{1,4}-0\d*-\d+")


def is_sample_phone(number: str) -> bool:
    """Whether nobody can have that number."""
    return _SAMPLE_PHONE.fullmatch(number) is not None


def refuse_sample_phones(contract: Contract) -> None:
    """Raise Refusal if a telephone number of ``schema/`` is a sample."""
    numbers = {unit.phone for unit in contract.organization.units.values()} | set(contract.wording.public_phones)
    samples = sorted(number for number in numbers if is_sample_phone(number))
    if samples:
        raise Refusal(Message("send/live/sample-phones", count=len(samples), sample=samples[0]))


def refuse_exposed(settings: Settings, *, public: bool) -> None:
    """For live mode: raise Refusal if the repository is public or can be forked, unless policy allows it.

    ``public``: the policy's word. Raises ForgeError if the forge does not answer.
    """
    if public:
        return
    exposure = settings.exposure()
    if exposure.private and not exposure.forkable:
        return
    why = Message("send/live/exposed-forkable" if exposure.private else "send/live/exposed-public")
    raise Refusal(Message("send/live/exposed", why=why))
