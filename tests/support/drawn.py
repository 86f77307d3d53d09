"""Strategies: alerts, reviews, moments."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

from hypothesis import strategies as st

from haishin.core.model import Account, Alert, Review, ReviewState, Scope, Word
from support.decision import alert, contract, moment

LOGINS = [
    *(f"maebashi-{role}" for role in ("manager", "officer", "duty", "staff")),
    *(f"{unit}-{role}" for unit in ("jinshin-anzen", "takasaki", "koho-kocho") for role in ("manager", "officer")),
    "koho-kocho-staff",
    "MAEBASHI-MANAGER",
    "outsider",
]


moments = st.integers(-30 * 60, 30 * 60).map(lambda minutes: moment("16:00") + timedelta(minutes=minutes))


reviews = st.builds(
    Review,
    account=st.sampled_from(LOGINS).map(Account),
    state=st.sampled_from(ReviewState),
    submitted_at=moments,
    commit=st.none(),
    text=st.sampled_from(["same", "same", "same", "other", "unknown"]),
    says=st.frozensets(st.sampled_from(Word)),
)


stations = st.sampled_from(contract().organization.stations)


scopes = st.one_of(
    st.just(Scope(True)),
    st.lists(stations, min_size=1, max_size=4, unique=True).map(lambda some: Scope(False, tuple(sorted(some)))),
)


@st.composite
def alerts(draw: st.DrawFn) -> Alert:
    row = draw(st.sampled_from(contract().policy.table))
    fields: dict[str, Any] = {
        "unit": draw(st.sampled_from(["maebashi", "takasaki", "jinshin-anzen", "sosa-1", "koho-kocho"])),
        "category": row.category,
        "case": draw(st.sampled_from(sorted(row.cases))),
        "content": draw(st.sampled_from(row.contents)),
        "press": draw(st.sampled_from(["none", "undecided", {"at": "17:00", "consistent": "yes"}])),
        "waivers": draw(st.sampled_from([[], [], ["delivery-hours"]])),
        "consult": draw(st.sampled_from([[], [], ["supervisor"], ["takasaki"], ["jinshin-anzen"]])),
        "why_late": draw(st.sampled_from([None, "確認に時間を要したため"])),
    }
    return replace(alert(**fields), scope=draw(scopes))
