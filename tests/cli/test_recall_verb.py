"""``recall`` by the real command: what it does and says in each state, and that it never says what leaked."""

from __future__ import annotations

import urllib.parse
from pathlib import Path
from unittest.mock import Mock

import pytest

from haishin.cli import recall
from support.commands import NOW, Scratch, review
from support.force import ROOT
from support.sending import (
    CAUTION,
    CAUTION_ID,
    CAUTION_TEXT,
    alarmed,
    approve,
    clone,
    copies,
    kinds,
    merge,
    ok,
    records,
    service,
    states,
    text_of,
)

PEOPLE = [f"r{number:02}@residents.example.jp" for number in range(3)]
MANAGER = "maebashi-manager"
DRAFT_ID = "20261125-1710-teisei"
DRAFT = f"alerts/maebashi/2026/{DRAFT_ID}.md"
LEAKED = "角の花屋の二階"  # which no detector knows
PLACES = """手で消すもの(上から順に):
  ・申請{pull}のコメントとレビュー、その前の版(「edited」→「Delete revision from history」)
  ・申請{pull}の題名、説明、差分、途中の保存(フォージのサポートか管理者に頼む)
  ・申請の枝(「Delete branch」)
  ・フォージの検索と、保存された表示
  ・main のファイルとその履歴(書き換えると配信はすべて止まる。先に主管課と決める)
  ・知らせのメール、配信簿、手元の写し、控え
"""
LOST = "届いたメールは取り戻せません。できるのは、訂正のメールで削除をお願いすることだけです。\n"
BEFORE = f"{CAUTION_ID} は、2026-11-25 17:10 に maebashi-manager が止めています。もう一度示します。\n"


@pytest.fixture
def scratch(tmp_path: Path) -> Scratch:
    return service(tmp_path, PEOPLE)


def recalled(scratch: Scratch, by: str = MANAGER, now: str = NOW, env: dict[str, str | None] | None = None) -> str:
    said = ok(scratch.run("recall", CAUTION_ID, "--by", by, now=now, env=env))
    assert LEAKED not in said + "".join(path.read_text("utf-8") for path in scratch.state.glob("corrections/*"))
    return said


def corrected(file: Path) -> str:
    return (
        f"訂正の下書き:{file}\n"
        f"  → {DRAFT} として申請し、ほかのメールと同じに承認を受けてください。この操作からは何も送りません。\n"
        "  → 内容の誤りを直すときは、本文を正しい内容に書き換えます。漏れた人の情報は繰り返しません。\n"
    )


def test_merged_and_not_begun(scratch: Scratch) -> None:
    merge(scratch)
    unbegun = (
        "まだ配信していません。だれにも届いていないので、訂正は要りません。ファイルを消す申請をするか、"
        f"haishin ledger refuse {CAUTION_ID} --reason 理由 --by 本人 で終わらせてください。\n"
    )
    told = f"{unbegun}{PLACES.format(pull='')}"
    assert recalled(scratch) == f"{CAUTION_ID} を止め、そのことを記録しました。\n{told}"
    assert recalled(scratch) == f"{BEFORE}{told}"
    assert kinds(scratch) == ["activated", "recalled"]
    assert ok(scratch.run("send")) == f"{CAUTION_ID}:保留しています\n  ・誤りのため、人が止めています。\n"
    assert scratch.mails() == []
    status = ok(scratch.run("status"))
    assert "警報" not in status
    assert f"保留 {CAUTION_ID}:2026-11-25 17:10 から、誤りのため、人が止めました\n" in status
    assert f"  → 訂正の下書きと、手で消すもの:haishin recall {CAUTION_ID} --by 本人\n" in status
    assert "ledger release" not in status
    assert not (scratch.state / "corrections").exists()
    scratch.merge(CAUTION, None)
    ok(scratch.run("send"))
    assert kinds(scratch) == ["activated", "recalled", "withdrawn"]
    assert "配信しないまま終わっています。" in recalled(
        scratch, by="koho-kocho-staff"
    )  # of what is off main, as a release


def test_sent_its_correction_is_approved_and_mailed_like_any_other(scratch: Scratch) -> None:
    approve(scratch)
    scratch.merge(CAUTION, f"{CAUTION_TEXT}\n児童の家は、{LEAKED}です。\n")
    ok(scratch.run("send"))
    file = scratch.state / "corrections" / f"{DRAFT_ID}.md"
    done = "配信は終わっています。訂正を出してください。\n"
    told = f"{done}{corrected(file)}{PLACES.format(pull=' #7 ')}{LOST}"
    assert recalled(scratch) == f"{CAUTION_ID} を止め、そのことを記録しました。\n{told}"
    text = file.read_text("utf-8")
    file.write_text(text + "\n", "utf-8")  # somebody works on it
    assert recalled(scratch) == f"{BEFORE}{told}"
    assert file.read_text("utf-8") == text + "\n"
    assert len(scratch.mails()) == len(PEOPLE)
    [told_there] = [one for one in records(scratch) if one["kind"] == "recalled"]
    assert (told_there["by"], told_there["correction"], told_there["pull"]) == ("maebashi-manager", DRAFT_ID, 7)
    alarm = f"警報:{CAUTION_ID} は誤りのため止めましたが、訂正がまだ配信されていません。\n"
    for verb in (("send",), ("plan",), ("status",), ("health", "--older-than", "30")):
        assert alarm in alarmed(scratch.run(*verb)), verb
    scratch.draft(DRAFT, text)
    assert ok(scratch.run("validate", DRAFT)) == "指摘はありません(1 ファイル)。\n"
    later = "2026-11-25T17:20+09:00"
    approval = review("maebashi-manager", "APPROVED", "2026-11-25T17:15:00+09:00")
    scratch.merge(DRAFT, text)
    assert f"{DRAFT_ID}:保留しています" in alarmed(scratch.run("send", now=later))  # nobody has approved it
    scratch.pull(DRAFT_ID, approval, opened_at="2026-11-25T17:12:00+09:00", merged_at="2026-11-25T17:16:00+09:00")
    assert f"{DRAFT_ID}:配信しました" in ok(scratch.run("send", now=later))
    assert copies(scratch.mails()) == dict.fromkeys(PEOPLE, 2)
    assert sum("先のメールは転送や投稿をせず、削除してください" in text_of(mail) for mail in scratch.mails()) == len(
        PEOPLE
    )
    assert alarm not in ok(scratch.run("status", now=later))
    again = recalled(scratch)
    assert "訂正の下書き" not in again  # it has gone
    story = ok(scratch.run("report", CAUTION_ID))
    assert "\n誤りのため止めた:11月25日(水)17:10、登坂 浩\n  申請 #7 のコメントとレビュー" in story
    assert f"誤りのため停止 2026-11-25 17:10<br>訂正 {DRAFT_ID}" in ok(scratch.run("report", "--form", "register"))


def test_half_sent_nobody_more_gets_it_and_all_get_the_correction(tmp_path: Path) -> None:
    """At night: one wants no mail then, and would have got it at seven."""
    scratch = Scratch(tmp_path)
    heading = "address,stations,municipalities,categories,form,language,night,exercise,origin,consented_at"
    lines = [f"{one},maebashi,,suspicious-person,text,ja,{night},no,test,2026-04-01"
             for one, night in zip(PEOPLE, ("yes", "yes", "no"), strict=True)]  # fmt: skip
    (tmp_path / "residents.csv").write_text("\n".join([heading, *lines, ""]), "utf-8")
    ok(scratch.run("subscribers", "import", str(tmp_path / "residents.csv"), now=None))
    ok(scratch.run("ledger", "init", "--rehearsal", now=None))
    approval = review("maebashi-manager", "APPROVED", "2026-11-25T20:10:00+09:00")
    scratch.pull(CAUTION_ID, approval, opened_at="2026-11-25T20:05:00+09:00", merged_at="2026-11-25T20:12:00+09:00")
    reason = "男が逃走しており、夜の間に危険が及ぶため"
    waived = f"press: none\nwaivers: [{{rule: delivery-hours, reason: {reason}}}]\nwhy_late: 聞き取りのため"
    scratch.merge(CAUTION, CAUTION_TEXT.replace("press: none", waived))
    supervisor = review("koho-kocho-manager", "APPROVED", "2026-11-25T20:11:00+09:00")
    scratch.pull(
        CAUTION_ID, approval, supervisor, opened_at="2026-11-25T20:05:00+09:00", merged_at="2026-11-25T20:12:00+09:00"
    )
    night = "2026-11-25T20:20+09:00"
    ok(scratch.run("send", now=night))
    assert copies(scratch.mails()) == dict.fromkeys(PEOPLE[:2], 1)
    said = recalled(scratch, now=night)
    assert "配信の途中でした。動いている配信も5秒以内に止まります。" in said
    name = "20261125-2020-teisei"
    text = (scratch.state / "corrections" / f"{name}.md").read_text("utf-8")
    assert "waivers: [{rule: delivery-hours, reason: 時間外にお送りしたメールの訂正のため}]" in text
    morning = "2026-11-26T07:00+09:00"
    for verb, line in (
        ("send", ":保留しています\n  ・誤りのため、人が止めています。\n警報"),
        ("plan", ":配信の途中で止められています\n警報"),
    ):
        assert alarmed(scratch.run(verb, now=morning)).startswith(f"{CAUTION_ID}{line}")  # and no word of a release
    assert copies(scratch.mails()) == dict.fromkeys(PEOPLE[:2], 1)
    approval = review("maebashi-manager", "APPROVED", "2026-11-26T07:05:00+09:00")
    scratch.pull(name, approval, opened_at="2026-11-26T07:01:00+09:00", merged_at="2026-11-26T07:06:00+09:00")
    scratch.merge(f"alerts/maebashi/2026/{name}.md", text)
    ok(scratch.run("send", now="2026-11-26T07:10+09:00"))
    assert copies(scratch.mails()) == {PEOPLE[0]: 2, PEOPLE[1]: 2, PEOPLE[2]: 1}
    assert states(scratch)[PEOPLE[2]] == "superseded"


@pytest.mark.parametrize("kind", ["expired", "refused"])
def test_ended_unsent(scratch: Scratch, kind: str) -> None:
    merge(scratch)
    if kind == "refused":
        ok(scratch.run("ledger", "refuse", CAUTION_ID, "--reason", "r", "--by", "koho-kocho-staff"))
    else:
        scratch.run("send", now="2026-12-25T12:00+09:00")
    said = recalled(scratch)
    assert "配信しないまま終わっています。だれにも届いていないので、訂正は要りません。\n手で消すもの" in said
    assert kinds(scratch) == ["activated", kind, "recalled"]


def test_an_exercise(scratch: Scratch) -> None:
    approve(scratch)
    scratch.merge(CAUTION, CAUTION_TEXT.replace("press: none", "press: none\nexercise: true"))
    file = scratch.folder / "residents.csv"
    file.write_text(file.read_text("utf-8").replace(",yes,no,test", ",yes,yes,test"), "utf-8")
    ok(scratch.run("subscribers", "import", str(file), now=None))
    ok(scratch.run("send"))
    assert "\n訓練のメールです。訂正も、訓練用に登録した人にだけ届きます。\n" in recalled(scratch)
    assert "\nexercise: true\n" in (scratch.state / "corrections" / f"{DRAFT_ID}.md").read_text("utf-8")


def test_ended_by_another_since_the_correction_follows_that_one(scratch: Scratch) -> None:
    merge(scratch)
    ok(scratch.run("send"))
    over, later = "20261125-1712-kaiketsu", "2026-11-25T17:20+09:00"
    approval = review("maebashi-manager", "APPROVED", "2026-11-25T17:15:00+09:00")
    scratch.pull(over, approval, opened_at="2026-11-25T17:12:00+09:00", merged_at="2026-11-25T17:16:00+09:00")
    ends = f"press: none\nfollows: {{alert: {CAUTION_ID}, as: resolution}}"
    scratch.merge(f"alerts/maebashi/2026/{over}.md", CAUTION_TEXT.replace("press: none", ends))
    ok(scratch.run("send", now=later))
    assert f"\n{over} が先に出ているので、訂正はそれに続けます(follows)。\n" in recalled(scratch, now=later)
    assert f"follows: {{alert: {over}, as: correction}}" in (
        scratch.state / "corrections" / "20261125-1720-teisei.md"
    ).read_text("utf-8")


def test_on_another_machine_the_same_draft_is_made_again(scratch: Scratch) -> None:
    merge(scratch)
    ok(scratch.run("send"))
    recalled(scratch)
    other = clone(scratch, "other")
    other.state.mkdir(mode=0o700)
    recalled(other, now="2026-11-26T09:00+09:00")
    ours, theirs = ((one.state / "corrections" / f"{DRAFT_ID}.md").read_text("utf-8") for one in (scratch, other))
    assert ours == theirs


def test_with_a_forge_its_page_comes_filled_in(scratch: Scratch) -> None:
    merge(scratch)
    ok(scratch.run("send"))
    said = recalled(scratch, env={"HAISHIN_FORGE": "github:owner/name", "HAISHIN_FORGE_URL": "https://ghe/api/v3"})
    [page] = [line.partition("画面:")[2] for line in said.splitlines() if "画面:" in line]
    place, _, query = page.partition("?")
    assert place == "https://ghe/owner/name/new/main"
    text = (scratch.state / "corrections" / f"{DRAFT_ID}.md").read_text("utf-8")
    assert urllib.parse.parse_qs(query) == {"filename": [DRAFT], "value": [text]}


def test_a_mistyped_id_or_a_stranger_recalls_nothing(scratch: Scratch) -> None:
    merge(scratch)
    wrong = scratch.run("recall", f"{CAUTION_ID}e", "--by", MANAGER)
    assert (wrong.returncode, wrong.stderr.splitlines()[0]) == (
        1,
        f"main に {CAUTION_ID}e という情報メールはありません。",
    )
    assert "haishin stop all で全部を止めてください" in wrong.stderr
    stranger = scratch.run("recall", CAUTION_ID, "--by", "ota-manager")
    assert stranger.returncode == 1
    assert stranger.stderr.startswith("ota-manager はこの操作をできません。")
    assert kinds(scratch) == ["activated"]


def test_a_file_that_the_rules_read_no_longer_has_no_draft_and_is_held_all_the_same(
    scratch: Scratch, monkeypatch: pytest.MonkeyPatch
) -> None:
    merge(scratch)
    ok(scratch.run("send"))
    monkeypatch.setattr(recall, "read_blob", lambda *_: Mock(alert=None))
    assert (
        "訂正を出してください。\n先のファイルを今の決まりで読めないため、訂正の下書きはありません。"
        "手引きの見本から書いてください。\n手で消すもの"
    ) in recalled(scratch)
    assert kinds(scratch)[-1] == "recalled"


def test_a_folder_that_takes_nothing_is_a_fault_after_the_hold(scratch: Scratch) -> None:
    merge(scratch)
    ok(scratch.run("send"))
    (scratch.state / "corrections").write_text("", "ascii")
    done = scratch.run("recall", CAUTION_ID, "--by", MANAGER)
    assert done.returncode == 2
    assert kinds(scratch)[-1] == "recalled"


def test_the_page_of_the_worst_hour_does_what_it_says(scratch: Scratch) -> None:
    """Its commands, in its order, with a person's part in between."""
    page = (ROOT / "OPERATING.md").read_text("utf-8").partition("## The worst hour\n")[2].partition("\n## ")[0]
    assert len(page.strip().splitlines()) <= 15
    words = [line.partition("#")[0].replace("ALERT", CAUTION_ID).replace("LOGIN", MANAGER).split() for line in
             page.partition("```sh\n")[2].partition("```")[0].splitlines()]  # fmt: skip
    stop, recall, *after = [one[1:] for one in words if one[0] == "haishin"]
    merge(scratch)
    ok(scratch.run("send"))
    ok(scratch.run(*stop))
    assert "→ " + DRAFT in ok(scratch.run(*recall))
    approval = review("maebashi-manager", "APPROVED", "2026-11-25T17:15:00+09:00")
    scratch.pull(DRAFT_ID, approval, opened_at="2026-11-25T17:12:00+09:00", merged_at="2026-11-25T17:16:00+09:00")
    scratch.merge(DRAFT, (scratch.state / "corrections" / f"{DRAFT_ID}.md").read_text("utf-8"))
    later = "2026-11-25T17:20+09:00"
    assert f"{DRAFT_ID}:配信しました" in ok(scratch.run("send", now=later))
    status, report = (ok(scratch.run(*one, now=later)) for one in after)
    assert f"{DRAFT_ID}: sealed" in status
    assert "保留" not in status
    assert "\n誤りのため止めた:" in report
    assert f"訂正:{DRAFT_ID}" in report
