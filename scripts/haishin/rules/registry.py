"""Every rule there is, by hand: a rule that is not listed here does not run."""

from __future__ import annotations

from haishin.document import decoding, fences, schema
from haishin.rules import (
    arrest_wording,
    characters,
    confirmed,
    consent,
    consult,
    disclose,
    follows,
    limits,
    markdown,
    outside,
    path,
    personal_information,
    recognized_at,
    relative_day,
    scope,
    table_row,
    tree,
    waivers,
)
from haishin.rules.problem import Described, Rule

# What looks at one document. The order is that of the file: where it lies, its items, its text.
RULES: tuple[Rule, ...] = (
    path,
    table_row,
    scope,
    recognized_at,
    follows,
    waivers,
    consent,
    disclose,
    outside,
    confirmed,
    consult,
    limits,
    characters,
    markdown,
    relative_day,
    arrest_wording,
    *personal_information.RULES,
)

# What RULES.md describes: the reader's rules, the tree's, and those above.
DESCRIBED: tuple[Described, ...] = (tree, decoding, fences, schema, *RULES)
