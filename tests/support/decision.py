"""Short ways to say a case of the policy: an alert from a few fields, reviews from a line each."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, time
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from haishin.check.document import read
from haishin.check.engine import check
from haishin.check.reading import Tree
from haishin.core.contract import Contract, load_blobs
from haishin.core.contract.policy import JST
from haishin.core.model import (
    Account,
    Alert,
    Case,
    Change,
    Consent,
    ConsentState,
    Disclosure,
    Finding,
    FollowKind,
    Follows,
    History,
    LedgerState,
    Past,
    Press,
    PressKind,
    Pull,
    Review,
    ReviewState,
    Role,
    Scope,
    Seat,
    Waiver,
    Word,
)
from support.contract import shipped
from support.force import CITY, blobs

contract = shipped
DAY = "2026-11-25"  # a Wednesday
BASE: dict[str, Any] = {
    "unit": "maebashi",
    "id": "20261125-1605-koekake",
    "title": "前橋市文京町における声かけ事案の発生",
    "category": "suspicious-person",
    "case": "approach",
    "content": "caution",
    "scope": ["maebashi"],
    "recognized_at": "15:40",
    "press": "none",
    "body": "11月25日(水)午後3時30分ころ、前橋市文京町2丁目地内の路上で、"
    "下校中の児童に対する声かけ事案が発生しました。\n",
}


@cache
def city() -> Contract:
    """Another force."""
    return load_blobs(blobs(CITY))


def moment(text: str) -> datetime:
    """``HH:MM[:SS]`` on the day of the cases, or ``YYYY-MM-DDTHH:MM[:SS]``; Japan time without an offset."""
    whole = text if "T" in text else f"{DAY}T{text}"
    found = datetime.fromisoformat(whole)
    return found if found.tzinfo is not None else found.replace(tzinfo=JST)


def _press(value: Any) -> Press:
    if isinstance(value, str):
        return Press(PressKind(value))
    return Press(
        PressKind.RELEASE,
        moment(value["at"]) if "at" in value else None,
        value.get("title"),
        value.get("by") == "unit",
        value.get("consistent"),
    )


def _scope(value: Any) -> Scope:
    return Scope(True) if value == "prefecture" else Scope(False, tuple(sorted(value)))


def alert(**fields: Any) -> Alert:
    """An alert of Maebashi station with some fields changed."""
    value = {**BASE, **fields}
    consent = value.get("consent")
    follows = value.get("follows")
    times = {name: moment(value[name]) for name in ("recognized_at", "expires_at", "not_before") if value.get(name)}
    return Alert(
        unit=value["unit"],
        year=value["id"][:4],
        id=value["id"],
        title=value["title"],
        category=value["category"],
        case=value["case"],
        content=value["content"],
        scope=_scope(value["scope"]),
        press=_press(value["press"]),
        body=value["body"],
        case_name=value.get("case_name"),
        follows=Follows(follows["alert"], FollowKind(follows["as"]), follows.get("necessity")) if follows else None,
        consent=Consent(
            ConsentState(consent["state"]),
            consent.get("by"),
            moment(consent["at"]) if "at" in consent else None,
            tuple(consent.get("names", ())),
            datetime.fromisoformat(consent["until"]).date() if "until" in consent else None,
        )
        if consent
        else None,
        disclose=tuple(Disclosure(one["text"], one["ground"]) for one in value.get("disclose", ())),
        waivers=tuple(Waiver(rule, "人命に関わるため") for rule in value.get("waivers", ())),
        consult=tuple(value.get("consult", ())),
        why_mail=value.get("why_mail"),
        why_late=value.get("why_late"),
        exercise=value.get("exercise", False),
        **times,
    )


def review(line: str) -> Review:
    """``LOGIN STATE TIME [other|unknown] [acting] [press-released] [at=H:MM] [edited] [was=STATE] [by=LOGIN]``.

    The last two say who dismissed what; ``at``: the time in 「広報済 H:MM」.
    """
    login, state, at, *words = line.split()
    text = next((word for word in words if word in ("other", "unknown")), "same")
    says = frozenset(Word(word) for word in words if word in ("acting", "press-released"))
    told = dict(word.split("=") for word in words if "=" in word)
    return Review(
        Account(login),
        ReviewState(state),
        moment(at),
        None,
        text,  # type: ignore[arg-type]
        says,
        ReviewState(told["was"]) if "was" in told else None,
        Account(told["by"]) if "by" in told else None,
        edited="edited" in words,
        press_released=time.fromisoformat(told["at"]) if "at" in told else None,
    )


def pull(*reviews: str, **fields: Any) -> Pull:
    """A pull request by the station's staff with these reviews."""
    return Pull(
        number=7,
        author=Account(fields.get("author", "maebashi-staff")),
        committers=tuple(
            Account(login) if login is not None else None for login in fields.get("committers", ["maebashi-staff"])
        ),
        checklist=fields.get("checklist", "complete"),
        opened_at=moment("15:50"),
        merged_at=moment(fields["merged_at"]) if fields.get("merged_at") else None,
        reviews=tuple(review(line) for line in reviews),
        files=tuple(fields["files"]) if "files" in fields else None,
        unverified=tuple(Account(login) for login in fields.get("unverified", ())),
        commits=fields.get("commits", 1),
        draft=fields.get("draft", False),
        automatic=fields.get("automatic", False),
        seen_at=moment(fields["seen_at"]) if "seen_at" in fields else None,
    )


def past(value: dict[str, Any]) -> Past:
    """What the ledger knows, from the fields of a history file."""
    return Past(
        LedgerState(value.get("state", "unsent")),
        None,
        _scope(value["scope"]) if "scope" in value else None,
        value.get("reached"),
        tuple(value.get("waivers", ())),
        value.get("ended_by"),
        value.get("removed", False),
        category=value.get("category", BASE["category"]),
        due=tuple(tuple(_seat(seat) for seat in words.split(" | ")) for words in value.get("due", ())),
    )


def _seat(words: str) -> Seat:
    role, _, unit = words.partition("@")
    return Seat(Role(role), unit)


def written(
    front: Mapping[str, str | None], body: str, force: Contract, base: Mapping[str, Any]
) -> tuple[Alert | None, tuple[Finding, ...]]:
    """What reader and rules make of a file: the base alert's items, some of them replaced (None: left out)."""
    usual = {**BASE, **base}
    items = {
        **{key: usual[key] for key in ("title", "category", "case", "content")},
        "scope": f"[{usual['unit']}]",
        "recognized_at": f"{DAY}T15:40+09:00",
        "press": "none",
        **front,
    }
    lines = [f"{key}: {value}" for key, value in items.items() if value is not None]
    text = "\n".join(["---", *lines, "---", body])
    document = read(f"alerts/{usual['unit']}/2026/{usual['id']}.md", text.encode(), force)
    return document.alert, check(document, force, Tree())


def table(folder: Path) -> dict[str, dict[str, Any]]:
    """Every case of a folder of YAML files, by file and name."""
    return {
        f"{file.stem}: {one['name']}": one
        for file in sorted(folder.glob("*.yaml"))
        for one in yaml.safe_load(file.read_text(encoding="utf-8"))
    }


def case(made: Alert, given: Pull | None = None, change: str = "added", **pasts: dict[str, Any]) -> Case:
    """The case of an alert, without findings."""
    return Case(made, Change(change), (), given, History({name: past(value) for name, value in pasts.items()}))
