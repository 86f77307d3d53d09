"""What holds of every detector: its cue hides nothing from it, and each of its filters spares something."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from corpus.judge import SETS, Mail, mails_of
from haishin.check.privacy import DETECTORS, scanning
from haishin.check.privacy.detector import Detector, Filter, Passage
from haishin.check.privacy.detectors.name import DETECTOR as NAME
from haishin.check.privacy.public import public_from
from haishin.core.text.normalising import prose
from support.contract import shipped
from support.privacy import kanji, spaced, wide

MAILS = tuple(mail for path in SETS for mail in mails_of(path))
# Runs of one script, cut so that they meet in new ways; signs stand alone.
PIECES = sorted({piece for mail in MAILS for piece in re.findall(r"[0-9]{1,4}|[^\W0-9]{1,6}|[\W_]", mail.body)})
TEXTS = st.lists(st.sampled_from(PIECES), max_size=16).map("".join)
BY_KIND = pytest.mark.parametrize("detector", DETECTORS, ids=[detector.kind for detector in DETECTORS])
WORDING = shipped().wording
ACCOUNTS = ("123456789018", "4111111111111111", "7654321")
LISTING = replace(WORDING, lists={**WORDING.lists, "official_accounts": ACCOUNTS})
PUBLIC = public_from(replace(shipped(), wording=LISTING))
FILTERS = [(detector, passes) for detector in DETECTORS for passes in detector.filters]


def passages(mail: Mail) -> Iterator[Passage]:
    fields = tuple(prose(text) for text in (mail.title, mail.body) if text)
    for view in fields:
        yield Passage(view, mail.category, tuple(one.text for one in fields), PUBLIC)


def assert_cued(detector: Detector, mail: Mail) -> None:
    for passage in passages(mail):
        text = detector.reads(passage).text
        if next(detector.find(text, passage), None) is not None:
            assert detector.cue.search(text)


@BY_KIND
@pytest.mark.parametrize("spelt", [str, wide, kanji, spaced])
def test_the_cue_stands_in_whatever_the_detector_finds(detector: Detector, spelt: type[str]) -> None:
    for mail in MAILS:
        assert_cued(detector, Mail(mail.id, spelt(mail.title), spelt(mail.body), category="suspicious-person"))


@BY_KIND
@given(text=TEXTS)
@example("電話は23-4567へ、自宅です")
@example("ゆうちょ記号12345番号678")
@example("グーグルマップ geo:36.39,139.06")
@example("「たろう」という名前のインスタ")
def test_the_cue_stands_in_whatever_it_finds_in_any_text(detector: Detector, text: str) -> None:
    assert_cued(detector, Mail("", "", text, category="suspicious-person"))


# What no set of mails has an example of.
SPARED = (
    Mail("", "", "番号は 4111 1111 1111 1112 です。"),
    Mail("", "", "免許証とともに AB1234567 と書かれていました。"),
    Mail("", "", "運転免許の手数料は、銀行で 1234567 と書きます。"),
    Mail("", "不審な人に注意", "けやき小学校の4年生は東門を使います。", category="traffic-regulation"),
    Mail("", "", "防犯登録の受付番号 123456 を控えてください。"),
    Mail("", "", "防犯登録 7654321 へ"),
    Mail("", "", "群馬県警察 123456"),
    # the account of a body, as the contract lists it
    *(Mail("", "", f"口座 {number} へ") for number in ("123456789018", "4111111111111111", "AB7654321", "7654321")),
)


@pytest.mark.parametrize(
    ("detector", "passes"), FILTERS, ids=[f"{detector.kind}-{passes.__name__}" for detector, passes in FILTERS]
)
def test_each_filter_spares_something(detector: Detector, passes: Filter) -> None:
    earlier = detector.filters[: detector.filters.index(passes)]
    assert any(
        passes(candidate, passage) and not any(other(candidate, passage) for other in earlier)
        for mail in (*SPARED, *MAILS)
        for passage in passages(mail)
        for candidate in detector.find(detector.reads(passage).text, passage)
    )


def test_of_a_name_the_older_letters_are_read_as_the_usual_ones_each_in_its_place() -> None:
    (passage,) = passages(Mail("", "", "澤田花子さん"))
    assert [(found.start, found.end) for found in NAME.reported(passage)][:1] == [(0, 6)]


def test_what_is_asked_ahead_is_found_as_it_is_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    mails = [(mail.title, mail.body, mail.category) for mail in MAILS[:40]]
    alone = [scanning.scan(title, body, shipped(), category=category) for title, body, category in mails]
    scanning._passages.cache_clear()
    scanning.ask_ahead([*mails, *mails], shipped())
    with monkeypatch.context() as patch:
        patch.setattr(Detector, "reported", None)  # nobody is asked again
        ahead = [scanning.scan(title, body, shipped(), category=category) for title, body, category in mails]
    assert ahead == alone
    assert any(alone)


def test_a_crash_leaves_no_half_of_the_answers(monkeypatch: pytest.MonkeyPatch) -> None:
    mail = ("", "お心当たりの方は、090-0012-3456 までご連絡ください。", None)
    scanning._passages.cache_clear()
    with monkeypatch.context() as patch:
        patch.setattr(scanning, "DETECTORS", (*DETECTORS[:3], None))
        scanning.ask_ahead([mail], shipped())
        with pytest.raises(AttributeError):
            scanning.scan(*mail[:2], shipped())
    assert [hit.kind for hit in scanning.scan(*mail[:2], shipped())] == ["phone"]
