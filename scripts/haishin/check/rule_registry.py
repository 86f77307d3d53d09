"""The registry of rules, by hand: one that is not listed here does not run."""

from __future__ import annotations

from haishin.check.document import decoding, fences, schema
from haishin.check.rules import (
    Described,
    Rule,
    WordingRule,
    area,
    arrest_release,
    arrest_wording,
    characters,
    clock_time,
    confirmed,
    consent,
    consult,
    disclose,
    doubled_title,
    earlier_mail,
    exact_age,
    exercise,
    follows,
    future_event,
    impossible_number,
    impossible_times,
    incomplete,
    leak,
    length,
    limits,
    lookout_contact,
    markdown,
    missing_person,
    numbering,
    outside,
    path,
    personal_information,
    phone_width,
    placeholder,
    publicity,
    recognized_at,
    relative_day,
    repertoire,
    scope,
    slight_matter,
    special_care,
    table_row,
    tree,
    unlinked,
    unlisted_number,
    urgent_hours,
    vague_title,
    waivers,
    weekday,
    why_late,
    wording_lists,
)

# What needs title and text alone, from wherever they come.
WORDING: tuple[WordingRule, ...] = (
    unlinked,
    arrest_wording,
    exercise,
    repertoire,
    doubled_title,
    vague_title,
    placeholder,
    impossible_number,
    weekday,
    clock_time,
    missing_person,
    publicity,
    *wording_lists.RULES,
)

# What finds a person, in whatever spelling.
PERSONAL: tuple[Rule, ...] = (*personal_information.RULES, special_care, leak)

# What looks at one document. The order is that of the file: where it lies, its items, its text.
RULES: tuple[Rule, ...] = (
    path,
    table_row,
    scope,
    recognized_at,
    impossible_times,
    follows,
    waivers,
    urgent_hours,
    why_late,
    consent,
    disclose,
    outside,
    arrest_release,
    slight_matter,
    confirmed,
    consult,
    limits,
    length,
    incomplete,
    lookout_contact,
    earlier_mail,
    exact_age,
    area,
    characters,
    phone_width,
    markdown,
    numbering,
    relative_day,
    future_event,
    *WORDING,
    *PERSONAL,
    unlisted_number,
)

# What `scan` asks about a mail of which nothing but title, text and perhaps the category is known.
SCANNED: tuple[WordingRule, ...] = (*WORDING, relative_day, special_care)

# What RULES.md describes: the reader's rules, the tree's, and those above.
DESCRIBED: tuple[Described, ...] = (tree, decoding, fences, schema, *RULES)
