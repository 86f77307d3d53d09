"""What the earlier renderers mailed, as recorded from them: a mail that lies in a mailbox still verifies."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from pathlib import Path

import pytest

from haishin.core.contract.frame import RowWords, Tongue
from haishin.core.errors import Refusal
from haishin.core.model import Alert, FollowKind, Follows, Scope
from haishin.message import earlier
from haishin.message.prepare import Variant, compose
from haishin.message.verify import differences, received
from support.message import SENDER, alert, contract

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
)
ROW = RowWords(None, None, {}, {"approach": "逃げて、110番。"}, by_kind={"lookout": "見た方は110番か警察署に。"})
ENDS = {"resolution": "この件は終わりました。", "arrest": "通報は要りません。"}
JAPANESE = Tongue({"advice": "【皆様へ】"}, rows={"suspicious-person": ROW}, by_kind=ENDS)
ENDED = replace(ENGLISH, by_kind={"resolution": "It is over.", "arrest": "No need to call."})
CONTRACT = replace(contract(**{"label-notice": "県警から"}), tongues={"en": ENGLISH})
ADVISED = replace(CONTRACT, tongues={"ja": JAPANESE, "en": ENDED})
FIRST = Follows("20261124-0900-first", FollowKind.RESOLUTION)
PLAIN = alert(body=BODY)
OVER = replace(PLAIN, exercise=True, follows=FIRST)
NOTICE = replace(PLAIN, category="notice", case="safety", scope=Scope(prefecture=True))
LOOKOUT = replace(PLAIN, content="lookout")
ARREST = replace(PLAIN, content="arrest", follows=FIRST)
MAIL = (Path(__file__).parent / "earlier-2.eml").read_bytes()


def test_a_mail_that_was_sent_before_still_verifies() -> None:
    got = received(MAIL)
    assert (got.renderer, got.intact) == ("2", True)
    assert differences(got, PLAIN, ADVISED) == ()
    other = differences(got, replace(PLAIN, body=BODY + "\n別\n"), ADVISED)
    assert [one.en for one in other] == ["text", "page"]


def test_what_is_made_now_is_no_mail_of_then() -> None:
    got = received(MAIL.replace(b"X-Alert-Renderer: 2\n", b"X-Alert-Renderer: 4\n"))
    assert [one.en for one in differences(got, PLAIN, ADVISED)] == ["text", "page"]


def test_a_mail_that_names_no_renderer_is_none_of_ours() -> None:
    with pytest.raises(Refusal):
        received(MAIL.replace(b"X-Alert-Renderer: 2\n", b""))


def test_advice_that_nobody_wrote_then_is_seen() -> None:
    got = received(MAIL)
    row = replace(ROW, by_case={"approach": "110番。"})
    other = replace(JAPANESE, rows={"suspicious-person": row})
    unequal = differences(got, PLAIN, replace(ADVISED, tongues={"ja": other}))
    assert [one.en for one in unequal] == ["text", "page"]


@pytest.mark.parametrize(
    ("renderer", "of", "language", "digest", "page"),
    [
        ("2", PLAIN, "ja", "sha256-wPJObzHOT897CvDEax+81YiTHEUOrnmFQ/kaMUHWse0=", "3dfbf2618d2a1735"),
        ("2", PLAIN, "en", "sha256-3GmZCGEYJbuoLYRTp5J0+cSp9YWxhD/vMM8ZnxRKXPI=", "1c9f2a9714675627"),
        ("2", OVER, "ja", "sha256-pgwIPGJBvx9mIjssdvD2fmvpieVYFPMIIKsI/4aEw/A=", "cf28b8791adc7ae8"),
        ("2", OVER, "en", "sha256-iHW1VM6R+3tFvpONprawzmhk3tgB/T++HUGEXzsVRB4=", "bba87db26058edb8"),
        ("2", NOTICE, "ja", "sha256-cIOokC5I1L/3BCYZO2YJBQBEYhimAGqnHyZo5Hhf7l0=", "5e2905cd3c0fdd8d"),
        ("2", NOTICE, "en", "sha256-pvVdPd4s5NdPIb3tf6fGG1H6EFhchIu5DFX2fSfTl1Y=", "eeb4da9c618d16c2"),
        ("2", LOOKOUT, "ja", "sha256-8BCNDGI7lamRg5RV3GBwLdXh0My3F6douc1oHeFleBk=", "57cc30aab6f62857"),
        ("2", LOOKOUT, "en", "sha256-0ibeJPz9W54Mu00hdtC5HJY36vsj6rOqmW5B/uE8chg=", "48e546cf34db2c95"),
        ("2", ARREST, "ja", "sha256-SIe7fqWkMDEJVIbuuv7d+WMtz+/CeGKCgWtRd8RTgIs=", "d689d4f68b441dec"),
        ("2", ARREST, "en", "sha256-1TcHGqebn3+vINzDEmkLEZXTgPi0SCF3bKy4CSVq21Q=", "ae87fdb883755b36"),
    ],
)
def test_every_form_is_made_as_it_was(renderer: str, of: Alert, language: str, digest: str, page: str) -> None:
    told = earlier.COMPOSE[renderer](of, Variant("html", language), SENDER, ADVISED)
    assert told.digest == digest
    assert hashlib.sha256((told.html or "").encode()).hexdigest()[:16] == page


@pytest.mark.parametrize("renderer", ["2", "3"])
def test_dates_were_written_as_iso(renderer: str) -> None:
    dated = replace(CONTRACT, tongues={"en": replace(ENGLISH, date="{day}/{month}/{year}")})
    told = earlier.COMPOSE[renderer](PLAIN, Variant("html", "en"), SENDER, dated)
    assert "Date: 2026-11-25\n" in told.text
    assert "Date: 25/11/2026\n" in compose(PLAIN, Variant("html", "en"), SENDER, dated).text
