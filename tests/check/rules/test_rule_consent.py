from __future__ import annotations

from datetime import date

import pytest

from haishin.check.document import read
from haishin.check.document.sample import PATH, SAMPLE, changed
from haishin.check.findings import REPORTERS
from haishin.check.reading import Tree
from haishin.check.rules.consent import months_after
from haishin.core.model import Severity
from support.contract import shipped
from support.documents import findings, said

MISSING = changed(
    "suspicious-person\ncase: approach\ncontent: caution", "information-request\ncase: missing-person\ncontent: lookout"
)


def _with(consent: str, *more: str) -> str:
    return MISSING.replace("press: none", "\n".join(["press: none", f"consent: {consent}", *more]))


def test_a_lookout_without_consent() -> None:
    found = findings(MISSING)
    assert said(found) == [
        (
            1,
            1,
            1,
            4,
            "行方不明の方の手配ですが、ご家族の了解(consent)が書かれていません。",
            "A lookout for a missing person needs the item `consent`.",
        )
    ]
    assert found[0].clause == "T4"


@pytest.mark.parametrize(
    ("consent", "place", "message"),
    [
        ("{state: given, at: 2026-11-25T18:10+09:00}", (9, 10), "了解した方の続柄(by)が書かれていません。"),
        ("{state: given, by: 長男}", (9, 10), "了解を得た日時(at)が書かれていません。"),
        (
            "{state: given, by: 山田花子, at: 2026-11-25T18:10+09:00}",
            (9, 29),
            "了解した方(by)に、続柄の一覧にない語が書かれています。",
        ),
        (
            "{state: given, by: 妻, at: 2026-11-25T18:10+09:00, until: 2027-02-26}",
            (9, 67),
            "氏名を載せる期限が、了解から3か月を超えています。",
        ),
    ],
)
def test_what_a_consent_says(consent: str, place: tuple[int, int], message: str) -> None:
    found = findings(_with(consent))
    assert [((one.span.line, one.span.column), one.message.ja) for one in found] == [(place, message)]


@pytest.mark.parametrize(
    "text",
    [
        _with("{state: given, by: 妻, at: 2026-11-25T18:10+09:00, until: 2027-02-25}"),
        _with("{state: pending}"),
        _with("{state: nobody}"),
        MISSING.replace("press: none", "press: none\nfollows: {alert: 20261124-0910-mike, as: correction}"),
        MISSING.replace("content: lookout", "content: information"),
        MISSING.replace("press: none", "press: none\nfollows: {alert: 20261124-0910-mike, as: cancellation}"),
    ],
)
def test_near_misses(text: str) -> None:
    assert findings(text) == ()


FIRST = "20261124-0910-mike"
CORRECTS = MISSING.replace("press: none", f"press: none\nfollows: {{alert: {FIRST}, as: correction}}")
GIVEN = _with("{state: given, by: 妻, at: 2026-11-24T08:10+09:00}")
WAIVED = _with("{state: pending}", "waivers: [{rule: consent, reason: 氷点下のため}]")


def _tree(**files: str) -> Tree:
    """These alerts, by their ids without the digits."""
    written = {f"20261124-091{at}-{name}": text for at, (name, text) in enumerate(files.items())}
    paths = {id_: f"alerts/takasaki/2026/{id_}.md" for id_ in written}
    found = {id_: read(paths[id_], text.encode(), shipped()) for id_, text in written.items()}
    return Tree(frozenset({PATH, *paths.values()}), found.get)


@pytest.mark.parametrize("kind", ["correction", "resolution", "cancellation"])
@pytest.mark.parametrize(
    ("tree", "rests"),
    [
        (_tree(mike=GIVEN), True),
        (_tree(mike=WAIVED), True),
        (_tree(mike=CORRECTS.replace(FIRST, "20261124-0911-first"), first=GIVEN), True),
        (_tree(mike=SAMPLE), False),
        (_tree(mike=GIVEN.replace("missing-person", "animal-sighting")), False),
        (_tree(mike=GIVEN.replace("content: lookout", "content: information")), False),
        (_tree(mike=_with("{state: pending}")), False),
        (_tree(mike=MISSING), False),
        (_tree(mike=CORRECTS.replace(FIRST, "20261124-0911-first"), first=SAMPLE), False),
        (_tree(mike=CORRECTS), False),
        (_tree(other=GIVEN), False),
    ],
)
def test_what_follows_rests_on_the_consent_of_the_first_search(kind: str, tree: Tree, rests: bool) -> None:
    """Also back to the first of a chain; never on an alert that was no search, or had neither consent nor waiver."""
    found = findings(CORRECTS.replace("as: correction", f"as: {kind}"), tree=tree)
    assert [one.span.line for one in found if one.rule == "consent"] == ([] if rests else [1])


def test_a_consent_in_another_case_is_a_warning() -> None:
    (one,) = findings(changed("press: none", "press: none\nconsent: {state: nobody}"))
    assert said((one,)) == [
        (
            9,
            10,
            9,
            25,
            "行方不明の方の事案ではないので、ご家族の了解(consent)は使われません。",
            "This is no missing person: `consent` has no effect.",
        )
    ]
    assert one.severity is Severity.WARNING
    assert one.hint.en == "Delete `consent`; a lookout for a missing person has `case: missing-person`."


def test_the_waiver_of_it_in_another_case_is_a_warning() -> None:
    (one,) = findings(changed("press: none", "press: none\nwaivers: [{rule: consent, reason: 急ぐため}]"))
    assert said((one,)) == [
        (
            9,
            18,
            9,
            25,
            "行方不明の方の事案ではないので、ご家族の了解の例外(consent)は使われません。",
            "This is no missing person: the waiver `consent` has no effect.",
        )
    ]
    assert (one.rule, one.severity) == ("waivers", Severity.WARNING)


def test_a_resolution_repeats_no_name() -> None:
    text = _with(
        "{state: given, by: 妻, at: 2026-11-25T18:10+09:00, names: [前橋花子]}",
        "follows: {alert: 20261124-0910-mike, as: resolution}",
    )
    assert [one.message.en for one in findings(text)] == ["A resolution does not repeat the name."]


@pytest.mark.parametrize(
    ("day", "last"),
    [
        (date(2026, 11, 25), date(2027, 2, 25)),
        (date(2026, 11, 30), date(2027, 2, 28)),
        (date(2027, 11, 30), date(2028, 2, 29)),
        (date(2026, 12, 31), date(2027, 3, 31)),
        (date(2026, 10, 1), date(2027, 1, 1)),
    ],
)
def test_three_months(day: date, last: date) -> None:
    assert months_after(day, 3) == last


def test_who_consented_is_never_shown() -> None:
    text = _with("{state: given, by: 佐藤, at: 2026-11-25T18:10+09:00}")
    found = findings(text)
    assert [(one.rule, one.private) for one in found] == [("consent", True)]
    for name, report in REPORTERS.items():
        assert "佐藤" not in report(found, {found[0].path: text}, "ja", 1), name


@pytest.mark.parametrize(
    ("consent", "offered"),
    [
        ("{state: pending}", False),
        ("{state: nobody}", False),
        ("{state: refused, by: 長女, at: 2026-11-25T15:00+09:00}", False),
        ("{state: given, by: 長男, at: 2026-11-25T15:00+09:00}", False),
        ("{state: given, by: 長男, at: 2026-11-25T15:00+09:00, names: [前橋太郎], until: 2026-12-24}", True),
    ],
)
def test_no_name_passes_by_a_confirmation_where_the_family_has_agreed_to_none(consent: str, offered: bool) -> None:
    """With names that were agreed to, another may be a shop's; without, it may be the very person."""
    waiting = MISSING.replace("press: none", f"press: none\nconsent: {consent}")
    text = f"{waiting}\n関口三郎さん（78歳）を捜しています。\n"
    [found] = [one for one in findings(text) if one.rule == "name" and one.severity is Severity.ERROR]
    assert bool(found.mark) is offered
