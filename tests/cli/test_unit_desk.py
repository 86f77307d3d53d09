"""A unit's control address from the operator's CSV to its mailbox: every mail of the unit, and no number of it."""

from __future__ import annotations

from pathlib import Path

from support.sending import CAUTION_ID, copies, merge, ok, records, service

PEOPLE = [f"r{number:02}@residents.example.jp" for number in range(12)]
CSV = """address,stations,municipalities,categories,form,language,night,exercise,origin,consented_at,control
desk@police.example.jp,,,,html,en,no,no,当直,2026-04-01,maebashi
other@police.example.jp,,,,text,ja,yes,no,当直,2026-04-01,ota
"""


def test_the_desk_of_the_unit_gets_its_mail_and_nobody_counts_it(tmp_path: Path) -> None:
    scratch = service(tmp_path, PEOPLE)
    (scratch.folder / "desks.csv").write_text(CSV, encoding="utf-8")
    ok(scratch.run("subscribers", "import", str(scratch.folder / "desks.csv")))
    before = ok(scratch.run("subscribers", "stats")).splitlines()
    assert before[:3] == ["登録者:約10人", "退会者:10人未満", "所属の確認用アドレス:10人未満"]
    merge(scratch)
    ok(scratch.run("send"))
    assert copies(scratch.mails()) == dict.fromkeys(sorted({*PEOPLE, "desk@police.example.jp"}), 1)
    told = ok(scratch.run("status", CAUTION_ID, terminal=True))
    assert f"accepted={len(PEOPLE)}" in told
    sealed = records(scratch)[-1]
    assert (sealed["alert"], sealed["kind"], sealed["counts"]) == (CAUTION_ID, "sealed", {"accepted": 10})
    ok(scratch.run("send"))
    assert len(scratch.mails()) == len(PEOPLE) + 1
