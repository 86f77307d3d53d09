"""後閲: whose own look follows a 代決, and what counts as one."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import pytest

from haishin.consult.consultation import consult
from haishin.consult.consultation.looking import after_the_claim, before_the_merge
from haishin.core.model import LedgerClaim, Look, Scope
from support.decision import alert, case, contract, moment, pull, review

ACTED = "maebashi-officer APPROVED 16:10 acting"
DUE = (Look("maebashi-manager", moment("16:10")),)


def looks(*reviews: str, **fields: Any) -> tuple[Look, ...]:
    asked = pull(*reviews, **fields)
    approvals = consult(case(alert(), asked), moment("18:00"), contract()).approvals
    return before_the_merge(approvals, asked, contract())


def claim(acting: str | None, at: str | None = "16:10", drafter: str | None = "maebashi-staff") -> LedgerClaim:
    given = {"acting": acting, "at": None if at is None else moment(at).isoformat()}
    fields: dict[str, Any] = dict.fromkeys(LedgerClaim.__dataclass_fields__)
    fields |= {"alert": "20261125-1605-koekake", "scope": Scope(True), "approvals": (given,), "drafter": drafter}
    return LedgerClaim(**fields)


@pytest.mark.parametrize("state", ["APPROVED", "COMMENTED", "CHANGES_REQUESTED", "DISMISSED"])
def test_any_later_review_of_his_is_his_look(state: str) -> None:
    assert looks(ACTED) == DUE
    seen = Look("maebashi-manager", moment("16:10"), moment("16:11"))
    assert looks(ACTED, f"maebashi-manager {state} 16:11") == (seen,)


def test_the_first_one_is_told() -> None:
    assert looks("maebashi-manager COMMENTED 16:10", ACTED) == DUE  # at the same moment he has not seen it
    [look] = looks(ACTED, "maebashi-manager COMMENTED 17:30", "maebashi-manager COMMENTED 16:40")
    assert look.seen == moment("16:40")
    [another] = looks(ACTED, "takasaki-manager COMMENTED 16:40")
    assert another.seen is None


def test_nobody_looks_at_what_he_wrote_and_nobody_where_the_seat_is_empty() -> None:
    own = {"author": "maebashi-manager", "committers": ["maebashi-manager"]}
    assert looks(ACTED, **own) == ()
    assert looks("maebashi-manager APPROVED 16:10") == ()
    assert after_the_claim(claim("manager@maebashi"), (), contract()) == ()
    assert after_the_claim(claim("maebashi-manager", drafter="Maebashi-Manager"), (), contract()) == ()
    assert after_the_claim(claim("maebashi-manager", at=None), (), contract()) == ()
    assert after_the_claim(claim(None), (), contract()) == ()


def test_after_the_claim_a_review_after_the_merge_counts() -> None:
    given = claim("maebashi-manager")
    late = review("maebashi-manager COMMENTED 2026-11-26T08:40")
    assert after_the_claim(given, (late,), contract()) == (
        Look("maebashi-manager", moment("16:10"), datetime.fromisoformat("2026-11-26T08:40+09:00")),
    )
    assert after_the_claim(given, (), contract()) == DUE
    assert after_the_claim(claim("maebashi-manager", drafter=None), (), contract()) == DUE
    assert after_the_claim(given, None, contract()) == (Look("maebashi-manager", moment("16:10"), None, known=False),)
