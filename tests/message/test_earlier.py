"""What the first renderer mailed, as it was recorded from it: a mail that lies in a mailbox still verifies."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from pathlib import Path

import pytest
from support_message import SENDER, alert, contract

from haishin.contract.frame import RowWords, Tongue
from haishin.message import earlier
from haishin.message.prepare import Variant
from haishin.message.verify import differences, received
from haishin.model import FollowKind, Follows, Scope

BODY = """\
11月25日（水）午後3時30分ころ、前橋市文京町2丁目地内の路上で、下校中の児童が、男から「お菓子をあげるから一緒に行こう」などと声をかけられる事案が発生しました。

## 行為者の特徴

- 男、40歳代くらい、身長170センチメートルくらい、中肉、黒色の上着、灰色のズボン、白色のマスク
- 白色の軽自動車を使用

似た人や車を見かけたときは、近づかずに110番通報をしてください。
"""
NAMES = {"category": "Category", "case": "Case", "content": "Content", "area": "Area", "date": "Date", "advice": "Do"}
ENGLISH = Tongue(
    NAMES,
    "Japanese below.",
    "Everywhere",
    "others",
    {"exercise": "EXERCISE", "resolution": "Resolved"},
    {"caution": "Take care"},
    {"suspicious-person": RowWords("Suspicious person", "Call 110.", {"approach": "Stranger"}, {}, {})},
    {"maebashi": "Maebashi"},
    {},
    None,
)
CONTRACT = replace(contract(**{"label-notice": "県警から"}), tongues={"en": ENGLISH})
PLAIN = alert(body=BODY)
OVER = replace(PLAIN, exercise=True, follows=Follows("20261124-0900-first", FollowKind.RESOLUTION))
NOTICE = replace(PLAIN, category="notice", case="safety", scope=Scope(prefecture=True))
MAIL = Path(__file__).with_name("earlier.eml")


def test_a_mail_that_was_sent_before_still_verifies() -> None:
    got = received(MAIL.read_bytes())
    assert (got.renderer, got.intact) == ("1", True)
    assert differences(got, PLAIN, CONTRACT) == ()
    assert [one.en for one in differences(got, replace(PLAIN, body=BODY + "\n別\n"), CONTRACT)] == ["text"]


def test_what_is_made_now_is_no_mail_of_then() -> None:
    got = received(MAIL.read_bytes().replace(b"X-Alert-Digest", b"X-Alert-Renderer: 2\nX-Alert-Digest"))
    assert [one.en for one in differences(got, PLAIN, CONTRACT)] == ["subject", "text"]


@pytest.mark.parametrize(
    ("of", "language", "digest", "page"),
    [
        (PLAIN, "ja", "sha256-Jf7TISUo3IsUtzF5l67ieQLp8f5xt4jEVQCzpjEGuWc=", "6190f4633ff378ec"),
        (PLAIN, "en", "sha256-kiR54LQuQxxXP/6xIBXhhXhDr4i/hh/d4inzHCYPTCk=", "61b8d5e7fe52aa6b"),
        (OVER, "ja", "sha256-rGzK/+z/5Gse4Yoin0t22A+YzZa73ZCLwnU7uz+1Fbg=", "7affe6443f8c22f5"),
        (OVER, "en", "sha256-3Jj0TzrDvOcODm9vpnj+ZsgKVAoq0fy7YZq5cOW7Sx0=", "9e00069b0c7bc707"),
        (NOTICE, "ja", "sha256-GPEwTY3vQDHijKhweVXq5QD4xVPDJPKsRz+bwInvLo0=", "6d731e7857a64968"),
        (NOTICE, "en", "sha256-DeN+MQgz1v15Eq970jrUenVYnFw73CPRQW9VWXB8kEI=", "34bf0f94b01df406"),
    ],
)
def test_every_form_is_made_as_it_was(of: object, language: str, digest: str, page: str) -> None:
    told = earlier.compose(of, Variant("html", language), SENDER, CONTRACT)  # type: ignore[arg-type]
    assert told.digest == digest
    assert hashlib.sha256((told.html or "").encode()).hexdigest()[:16] == page


def test_a_frame_of_today_without_a_word_of_then_makes_another_mail_and_no_crash() -> None:
    labels = {name: label for name, label in NAMES.items() if name != "category"}
    today = replace(CONTRACT, tongues={"en": replace(ENGLISH, labels=labels)})
    then, now = (earlier.compose(PLAIN, Variant("plain", "en"), SENDER, rules) for rules in (CONTRACT, today))
    assert now.text == then.text.replace("Category: Suspicious person\n", "")
