"""The links from a mail that went to the page for drafters: what each tells, and which stand there."""

from __future__ import annotations

import re
from dataclasses import replace
from urllib.parse import parse_qsl, urlsplit

import pytest

from haishin.check.document import read
from haishin.consult.review.following import follow_links
from haishin.core.model import Alert, FollowKind, Follows, LedgerRecord
from support.comments import Shown, claimed, ledger, record
from support.review import ALERT, PATH, TEXT, contract

PAGE = "https://anzen.example.jp/kian.html"
SEALED = record("sealed", 29, journal="c" * 32, counts={"accepted": 1200}, in_doubt=False)
STOPPED = record("held", 30, cause="stop", reason="x")
TOLD = {
    "unit": "maebashi",
    "alert": ALERT,
    "sent": "2026-11-25T16:26",
    "scope": "maebashi",
    "case": "suspicious-person/approach",
    "content": "caution",
    "title": "下校中の児童に対する声かけ事案の発生",
    "place": "前橋市文京町2丁目地内の路上",
}


def first(text: str = TEXT) -> Alert:
    found = read(PATH, text.encode(), contract()).alert
    assert found is not None
    return found


def links(*records: LedgerRecord, alert: Alert | None = None) -> dict[str, dict[str, str]]:
    """Label → what the address tells behind the #."""
    line = follow_links(alert or first(), ledger(*records).of(ALERT), contract(), "ja")
    Shown(line)
    found = {}
    for label, address in re.findall(r"\[([^\]]+)\]\(([^)]+)\)", line):
        parts = urlsplit(address)
        assert (address.partition("#")[0], parts.query) == (PAGE, "")  # what a server sees
        assert re.fullmatch("[A-Za-z0-9._~%=&-]+", parts.fragment)
        found[label] = dict(parse_qsl(parts.fragment, strict_parsing=True))
    return found


@pytest.mark.parametrize("records", [(claimed(),), (claimed(), SEALED)], ids=["begun", "sent"])
def test_a_mail_that_went_offers_the_four_ways(records: tuple[LedgerRecord, ...]) -> None:
    assert links(*records) == {
        "続報": TOLD | {"way": "follow-up"},
        "訂正": TOLD | {"way": "correction"},
        "解決・解除": TOLD | {"way": "resolution"},
        "取消": TOLD | {"way": "cancellation"},
    }


def test_of_a_stopped_mail_no_word_is_told() -> None:
    kept = {name: TOLD[name] for name in ("unit", "alert", "sent", "scope")} | {"case": "suspicious-person/"}
    assert links(claimed(), SEALED, STOPPED) == {
        "訂正": kept | {"way": "correction", "stopped": "1"},
        "取消": kept | {"way": "cancellation", "stopped": "1"},
    }


def test_what_nobody_got_or_is_over_offers_nothing() -> None:
    nobody = record("sealed", 29, journal="c" * 32, counts={}, in_doubt=False, nobody=True)
    assert links() == links(record("withdrawn", 28, reason="x")) == links(claimed(None), nobody) == {}
    entry = replace(ledger(claimed(), SEALED).of(ALERT), ended_by="20261125-1700-teisei")
    assert follow_links(first(), entry, contract(), "ja") == ""


def test_without_a_page_there_is_no_line() -> None:
    without = replace(contract(), organization=replace(contract().organization, form_url=None))
    assert follow_links(first(), ledger(claimed()).of(ALERT), without, "ja") == ""


def test_an_end_may_be_corrected_alone_and_an_exercise_stays_one() -> None:
    over = replace(first(), follows=Follows("20261125-1500-a", FollowKind.RESOLUTION))
    assert list(links(claimed(), alert=over)) == ["訂正"]
    drill = replace(first(), exercise=True)
    assert {one["exercise"] for one in links(claimed(), alert=drill).values()} == {"1"}


@pytest.mark.parametrize(
    ("body", "place"),
    [
        (
            "11月25日（水）午前10時ころ、前橋市総社町地内の自宅から歩いて外出した80歳代の男性の",
            "前橋市総社町地内の自宅",
        ),
        ("11月23日（月）から11月25日（水）までの間に、前橋市内の工事現場で、電線が盗まれる", "前橋市内の工事現場"),
        ("前橋警察署は、11月25日（水）、前橋市荒牧町地内で現金を奪った疑いで、", "前橋市荒牧町地内"),
        ("刃物を持った男が逃走しています。前橋市内で、", None),
    ],
)
def test_the_place_is_that_of_the_first_sentence(body: str, place: str | None) -> None:
    told = links(claimed(), alert=replace(first(), body=body))["続報"]
    assert told.get("place") == place


def test_hostile_words_stay_words() -> None:
    evil = replace(first(), title="](javascript:alert(1)) <script> & = # %41 @maebashi-manager")
    assert {one["title"] for one in links(claimed(), alert=evil).values()} == {evil.title}
