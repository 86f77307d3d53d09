"""The worst night, by the real command: a missing person of 80 in January, mailed at night, found before midnight."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from support.commands import Scratch, review
from support.sending import alarmed, copies, kinds, ok, tells

NIGHT = ["night1@residents.example.jp", "night2@residents.example.jp"]
DAY = ["day@residents.example.jp"]
ELSEWHERE = ["ota@residents.example.jp"]
FIRST_ID = "20270114-2030-yukue-fumei"
FOUND_ID = "20270114-2300-hogo"
FIRST = f"alerts/maebashi/2027/{FIRST_ID}.md"
FOUND = f"alerts/maebashi/2027/{FOUND_ID}.md"
FIRST_TEXT = """---
title: 高齢の女性が行方不明になっています
category: information-request
case: missing-person
content: lookout
scope: [maebashi]
recognized_at: 2027-01-14T20:05+09:00
press: none
consent: {state: given, by: 長男, at: 2027-01-14T20:15+09:00, names: [前橋花子], until: 2027-04-14}
waivers: [{rule: delivery-hours, reason: 気温が氷点下で、朝まで待つと生命に危険が及ぶため}]
---
1月14日(木)午後6時ころ、前橋市文京町地内の自宅を出た前橋花子さん(80歳)の行方が分からなくなっています。ご家族の了解を得てお知らせします。

見かけた方は、やさしく声をかけ、110番してください。
"""
FOUND_TEXT = f"""---
title: 行方不明の高齢女性は無事に保護されました
category: information-request
case: missing-person
content: information
scope: [maebashi]
recognized_at: 2027-01-14T22:50+09:00
press: none
follows: {{alert: {FIRST_ID}, as: resolution}}
waivers: [{{rule: delivery-hours, reason: 夜間に捜している方に、すぐ知らせるため}}]
---
1月14日(木)の夜に配信した、前橋市内で行方が分からなくなっていた高齢の女性は、無事に保護されました。ご協力ありがとうございました。
"""
# Those who want no mail at night are still to come.
LEFT = f"{FIRST_ID}:送り終えていません(送信待ち 10人未満)。次の haishin send が続きを送ります\n"


@pytest.fixture
def scratch(tmp_path: Path) -> Scratch:
    """Activated in the afternoon; two readers also want mail at night, one does not, one lives elsewhere."""
    scratch = Scratch(tmp_path)
    people = [*((one, "maebashi", "yes") for one in NIGHT), (DAY[0], "maebashi", "no"), (ELSEWHERE[0], "ota", "yes")]
    lines = [
        f"{one},{station},,information-request,text,ja,{night},no,test,2026-04-01" for one, station, night in people
    ]
    heading = "address,stations,municipalities,categories,form,language,night,exercise,origin,consented_at"
    file = tmp_path / "residents.csv"
    file.write_text("\n".join([heading, *lines, ""]), encoding="utf-8")
    ok(scratch.run("subscribers", "import", str(file), now=None))
    ok(scratch.run("ledger", "init", "--rehearsal", now="2027-01-14T15:00+09:00"))
    return scratch


def verdict(scratch: Scratch, path: str, now: str) -> dict[str, object]:
    found = json.loads(ok(scratch.run("decide", path, "--format", "json", "--now", f"2027-01-14T{now}+09:00")))
    return {key: found[key] for key in ("verdict", "mergeable", "not_before", "since")}


def draft_first(scratch: Scratch) -> None:
    scratch.draft(FIRST, FIRST_TEXT)
    ok(scratch.run("validate", FIRST))
    scratch.pull(FIRST_ID, opened_at="2027-01-14T20:30:00+09:00")


def approve(scratch: Scratch, alert: str, at: str, merged: str) -> None:
    scratch.pull(
        alert,
        review("maebashi-duty", "APPROVED", f"2027-01-14T{at}+09:00"),
        opened_at=f"2027-01-14T{at}+09:00",
        merged_at=f"2027-01-14T{merged}+09:00",
    )


def mail_first(scratch: Scratch) -> None:
    """Approved by the deputy on duty, merged, and sent at once."""
    approve(scratch, FIRST_ID, "20:35:00", "20:38:00")
    scratch.merge(FIRST, FIRST_TEXT)
    assert LEFT in ok(scratch.run("send", now="2027-01-14T20:40+09:00"))


def test_drafted_approved_and_sent_at_night(scratch: Scratch) -> None:
    draft_first(scratch)
    assert verdict(scratch, FIRST, "20:31") == {
        "verdict": "consult",
        "mergeable": False,
        "not_before": None,
        "since": None,
    }
    spoken = ok(scratch.run("decide", FIRST, "--now", "2027-01-14T20:31+09:00"))
    assert "前橋警察署" in spoken
    assert "代決" in spoken  # who can give it tonight
    approve(scratch, FIRST_ID, "20:35:00", "20:38:00")
    assert verdict(scratch, FIRST, "20:39") == {
        "verdict": "send",
        "mergeable": True,
        "not_before": None,
        "since": "2027-01-14T20:38:00+09:00",
    }
    mail_first(scratch)
    assert copies(scratch.mails()) == dict.fromkeys(NIGHT, 1)
    assert all(tells(mail, FIRST_TEXT) for mail in scratch.mails())


def test_who_wants_no_mail_at_night_gets_it_at_seven(scratch: Scratch) -> None:
    draft_first(scratch)
    mail_first(scratch)
    ok(scratch.run("send", now="2027-01-15T06:59:59+09:00"))
    assert copies(scratch.mails()) == dict.fromkeys(NIGHT, 1)
    ok(scratch.run("send", now="2027-01-15T07:00+09:00"))
    assert copies(scratch.mails()) == dict.fromkeys([*NIGHT, *DAY], 1)
    ok(scratch.run("send", now="2027-01-15T07:01+09:00"))
    assert copies(scratch.mails()) == dict.fromkeys([*NIGHT, *DAY], 1)
    assert kinds(scratch) == ["activated", "claimed", "sealed"]


def test_found_the_resolution_goes_to_those_who_got_the_first(scratch: Scratch) -> None:
    draft_first(scratch)
    mail_first(scratch)
    approve(scratch, FOUND_ID, "22:58:00", "22:59:00")
    scratch.merge(FOUND, FOUND_TEXT)
    assert f"{FOUND_ID}:配信しました\n" in ok(scratch.run("send", now="2027-01-14T23:00+09:00"))
    assert copies(scratch.mails()) == dict.fromkeys(NIGHT, 2)
    assert sum(tells(mail, FOUND_TEXT) for mail in scratch.mails()) == len(NIGHT)
    for now in ("2027-01-15T07:00+09:00", "2027-01-15T12:00+09:00"):  # nobody is told in the morning of what is over
        ok(scratch.run("send", now=now))
        assert copies(scratch.mails()) == dict.fromkeys(NIGHT, 2)
    assert "前橋花子" not in "".join(str(mail) for mail in scratch.mails() if tells(mail, FOUND_TEXT))


NEITHER = (
    f"警報:{FOUND_ID} は {FIRST_ID} に続くものですが、{FIRST_ID} は、まだだれにも届いていません。"
    "どちらも配信していません。\n"
)


@pytest.mark.parametrize("waived", [True, False])
def test_found_before_the_first_went_out_nobody_gets_a_false_alarm(scratch: Scratch, waived: bool) -> None:
    """G3: nobody waits to hear the end; merged all the same neither goes, and the first is withdrawn."""
    first = without_waiver(FIRST_TEXT) if not waived else FIRST_TEXT
    approve(scratch, FIRST_ID, "20:35:00", "20:38:00")
    scratch.merge(FIRST, first)  # merged, but it waits for the morning, or no sender ran
    approve(scratch, FOUND_ID, "22:58:00", "22:59:00")
    scratch.merge(FOUND, without_waiver(FOUND_TEXT) if not waived else FOUND_TEXT)
    for now in ("2027-01-14T23:00+09:00", "2027-01-15T07:00+09:00"):
        said = alarmed(scratch.run("send", now=now))
        assert f"{FIRST_ID}:保留しています\n  ・{FOUND_ID} が、これに続くものとして main にあります。" in said
        assert NEITHER in said
        assert scratch.mails() == []
    scratch.merge(FIRST, None)
    said = alarmed(scratch.run("send", now="2027-01-15T07:10+09:00"))
    assert f"  → {FOUND_ID} を main から削除し、必要なら、新しい情報として(follows なしで)" in said
    scratch.merge(FOUND, None)
    ok(scratch.run("send", now="2027-01-15T07:20+09:00"))
    assert scratch.mails() == []
    assert kinds(scratch) == ["activated", "held", "held", "withdrawn", "withdrawn"]


def without_waiver(text: str) -> str:
    return "".join(line for line in text.splitlines(keepends=True) if not line.startswith("waivers:"))


def test_the_resolution_is_taken_back_and_the_first_goes(scratch: Scratch) -> None:
    """The found person was another one: the file of the resolution is withdrawn."""
    draft_first(scratch)
    approve(scratch, FIRST_ID, "20:35:00", "20:38:00")
    scratch.merge(FIRST, FIRST_TEXT)
    scratch.merge(FOUND, FOUND_TEXT)
    alarmed(scratch.run("send", now="2027-01-14T23:00+09:00"))
    scratch.merge(FOUND, None)
    assert LEFT in ok(scratch.run("send", now="2027-01-14T23:10+09:00"))
    assert copies(scratch.mails()) == dict.fromkeys(NIGHT, 1)
