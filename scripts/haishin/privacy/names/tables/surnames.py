"""Surnames with their readings.

Common ones by hand, of all of Japan and of Gunma and its neighbours before all; rarer ones put together from the
letters that surnames are made of and kept where SudachiDict (Apache License 2.0) knows them, with the reading it
gives. It is no register and names nobody. Left out are names that are words of every day. A name that is missing
here is still found beside a role or an honorific; this list only makes it sure, and finds full names that stand
alone. The tables are split by the first sound of the readings.
"""

from __future__ import annotations

import re

from haishin.privacy.names.tables import (
    surnames_a,
    surnames_h,
    surnames_k,
    surnames_m,
    surnames_s,
    surnames_t,
    surnames_y,
)
from haishin.privacy.names.tables.variants import variants

_TABLES = (surnames_a, surnames_k, surnames_s, surnames_t, surnames_h, surnames_m, surnames_y)
_ENTRY = re.compile(r"(\S*[^ァ-ヶ\s])([ァ-ヶ]+)")  # 三ツ木ミツギ: the reading follows the last letter that is no kana
_USUAL = dict(_ENTRY.findall("".join(table.TABLE for table in _TABLES)))
READINGS: dict[str, str] = dict(variants(_USUAL)) | _USUAL
SURNAMES = frozenset(READINGS)
SURNAME_KANA = frozenset(_USUAL.values())
