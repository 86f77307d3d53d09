"""The signs that the phones of ten years ago show: those of 2016 (iOS 10, Android 6).

Their fonts hold what JIS X 0213 and CP932 (with the extensions of NEC and IBM) do, the BMP as Unicode 3.2 has it, and
the emoji of Unicode 8. The last phones that showed less ended with their network (i-mode, March 2026).
"""

from __future__ import annotations

import re
import unicodedata
from functools import cache

# Most of a text: none of these signs is new, none hides, and none is a mark.
_USUAL = "\n -~\u3000-\u3029\u3030-\u3039\u3041-\u3096\u309b-\u30ff\u4e00-\u9fa5\uff01-\uff9f"
ODD = re.compile(f"[^{_USUAL}][^{_USUAL}]*")  # the first apart: a search skips by it
# Emoji and Present_In=8.0 of the Unicode Character Database, and the blocks of the BMP that hold the older ones.
_EMOJI = (
    "©®‼⁉™ℹ\u2190-\u21ff\u2300-\u23ff\u2460-\u24ff\u25a0-\u27bf\u2900-\u297f\u2b05-\u2b55〰〽㊗㊙🀄🃏🅰🅱🅾🅿🆎🆑-🆚"
    "🇦-🇿🈁🈂🈚🈯🈲-🈺🉐🉑🌀-🌡🌤-🎓🎖🎗🎙-🎛🎞-🏰🏳-🏵🏷-📽📿-🔽🕉-🕎🕐-🕧🕯🕰🕳-🕹🖇🖊-🖍🖐🖕🖖🖥🖨🖱🖲🖼🗂-🗄🗑-🗓🗜-🗞"
    "🗡🗣🗨🗯🗳🗺-🙏🚀-🛅🛋-🛐🛠-🛥🛩🛫🛬🛰🛳🤐-🤘🦀-🦄🧀"
)
_OF_2016 = re.compile(f"[{_EMOJI}]")
# A picture in its coloured form, and a framed digit: every part of them is seen.
PICTURED = re.compile(f"[\ufe0e\ufe0f](?<=[{_EMOJI}].)|\u20e3(?<=[0-9#*].)|\ufe0f\u20e3(?<=[0-9#*]..)")
_BEYOND = frozenset("𠮷")  # in Adobe-Japan1-6 alone


@cache
def shown(character: str) -> bool:
    """Whether a phone of 2016 has a glyph for it; true of a hidden character as well."""
    if character <= "\uffff" and unicodedata.ucd_3_2_0.category(character) != "Cn":
        return True
    return _OF_2016.match(character) is not None or character in _BEYOND or _in_jis(character)


def _in_jis(character: str) -> bool:
    """Whether JIS X 0213 holds the character."""
    try:
        character.encode("euc_jis_2004")
    except UnicodeEncodeError:
        return False
    return True
