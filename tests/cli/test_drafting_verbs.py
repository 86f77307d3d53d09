"""``haishin form`` and ``haishin new`` as they are used."""

from __future__ import annotations

from pathlib import Path

import pytest

from haishin.office.drafting.page import render
from support.commands import Scratch
from support.contract import shipped

ID = "20261125-1710-approach-maebashi"
WHERE = f"alerts/maebashi/2026/{ID}.md"
ROW = ("maebashi", "suspicious-person", "approach", "caution")


@pytest.fixture
def scratch(tmp_path: Path) -> Scratch:
    """A rehearsal, so that it is NOW."""
    begun = Scratch(tmp_path)
    assert begun.run("ledger", "init", "--rehearsal").returncode == 0
    return begun


def drafts(scratch: Scratch) -> list[str]:
    return [path.name for path in sorted((scratch.copy / "alerts").glob("*/2026/20261125-1710-*.md"))]


def test_the_page_goes_to_standard_output_or_into_a_file(scratch: Scratch) -> None:
    scratch.git("remote", "set-url", "origin", "git@github.example.jp:keisatsu/joho-mail.git")
    page = render(shipped(), "https://github.example.jp/keisatsu/joho-mail/new/main")
    done = scratch.run("form")
    assert (done.returncode, done.stdout, done.stderr) == (0, page, "")
    file = scratch.folder / "kian.html"
    done = scratch.run("form", "--output", str(file))
    assert done.returncode == 0
    assert done.stdout == f"{file}\nhttps://anzen.example.jp/kian.html に置いてください。\n"
    assert file.read_text(encoding="utf-8") == page


def test_without_an_address_of_a_forge_there_is_no_page(scratch: Scratch) -> None:
    done = scratch.run("form")
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr == (
        "リモート「origin」のアドレスから、GitHub のページが分かりません。\n"
        "→ git remote set-url origin https://github.com/所有者/名前 の後に、もう一度実行してください。\n"
    )


def test_a_page_that_cannot_be_written_is_the_tool_s_failure(scratch: Scratch) -> None:
    scratch.git("remote", "set-url", "origin", "https://github.com/keisatsu/joho-mail")
    done = scratch.run("form", "--output", str(scratch.copy))
    assert done.returncode == 2
    assert done.stderr.startswith(f"{scratch.copy} に書けません(Is a directory)。\n")


def test_a_draft_is_begun_where_its_unit_and_the_time_say(scratch: Scratch) -> None:
    done = scratch.run("new", *ROW)
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout == f"{WHERE}\n＜＜ ＞＞ の印を書き換え、haishin validate {WHERE} で確かめてください。\n"
    text = (scratch.copy / WHERE).read_text(encoding="utf-8")
    assert "\nscope: [maebashi] #" in text
    assert "\nrecognized_at: 2026-11-25T17:10+09:00\n" in text
    checked = scratch.run("validate", WHERE)
    assert checked.returncode == 1
    assert "「＜＜町名＞＞」は、後で書くつもりの印のままです。" in checked.stdout


def test_nothing_is_overwritten(scratch: Scratch) -> None:
    elsewhere = scratch.copy / "alerts/ota/2026" / f"{ID}.md"
    for mine in (scratch.copy / WHERE, elsewhere):  # an id is used once, whoever has it
        mine.parent.mkdir(parents=True, exist_ok=True)
        mine.write_text("mine", encoding="utf-8")
        done = scratch.run("new", *ROW)
        assert done.returncode == 1
        assert done.stderr == (
            f"{WHERE} と同じ番号のファイルが、すでにあります。\n→ 1分待って、もう一度実行してください。\n"
        )
        assert mine.read_text(encoding="utf-8") == "mine"
        mine.unlink()


def test_two_units_that_draft_in_the_same_minute_do_not_collide(scratch: Scratch) -> None:
    assert [scratch.run("new", unit, *ROW[1:]).returncode for unit in ("maebashi", "ota")] == [0, 0]
    assert drafts(scratch) == [f"{ID}.md", "20261125-1710-approach-ota.md"]


def test_what_another_process_has_begun_meanwhile_is_not_overwritten(scratch: Scratch) -> None:
    (scratch.copy / WHERE).symlink_to("nowhere")  # seen by no list, and there all the same
    done = scratch.run("new", *ROW)
    assert (done.returncode, (scratch.copy / WHERE).is_symlink()) == (1, True)


def test_a_folder_that_is_a_file_is_the_tool_s_failure(scratch: Scratch) -> None:
    (scratch.copy / "alerts" / "sosa-3").write_text("", encoding="utf-8")
    done = scratch.run("new", "sosa-3", "crime", "theft", "caution")
    assert done.returncode == 2
    assert done.stderr.startswith("alerts/sosa-3/2026/20261125-1710-theft-sosa-3.md に書けません(")


@pytest.mark.parametrize(
    ("given", "message", "hint"),
    [
        (
            ("maebashi", "crime", "theft"),
            "配信内容が選ばれていません。",
            "lookout 手配、caution 注意喚起、arrest 検挙情報",
        ),
        (
            ("maebashi", "crime", "theft", "sighting"),
            "配信内容に「sighting」はありません。",
            "lookout 手配、caution 注意喚起",
        ),
        (("maebashi", "crime", "stalking"), "事案に「stalking」はありません。", "robbery 強盗、violent-crime 凶悪事件"),
        (("maebashi", "crimes"), "配信区分に「crimes」はありません。", "suspicious-person 不審者情報、crime 事件発生"),
        ((), "所属が選ばれていません。", "koho-kocho 広報広聴課、"),
    ],
)
def test_without_a_terminal_what_is_missing_or_wrong_is_refused(
    scratch: Scratch, given: tuple[str, ...], message: str, hint: str
) -> None:
    done = scratch.run("new", *given)
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr.startswith(f"{message}\n→ 次のどれかを書いてください:")
    assert hint in done.stderr
    assert drafts(scratch) == []


def test_on_a_terminal_what_is_missing_is_asked_for(scratch: Scratch) -> None:
    """By number, by code after a slip, and the usual content by an empty line."""
    done = scratch.run("new", "maebashi", given="1\nnone\n2.\napproach\n\n", terminal=True)
    assert (done.returncode, done.stderr) == (0, "")
    assert "  1 不審者情報 (suspicious-person)\n" in done.stdout
    assert done.stdout.count("事案: ") == 3
    assert "配信内容 [注意喚起]: " in done.stdout
    assert drafts(scratch) == [f"{ID}.md"]


@pytest.mark.parametrize("given", ["", "99\n0\n-1\n1\n"])
def test_who_gives_up_or_answers_wrongly_three_times_begins_nothing(scratch: Scratch, given: str) -> None:
    done = scratch.run("new", "maebashi", given=given, terminal=True)
    assert done.returncode == 1
    assert done.stderr.startswith("配信区分が選ばれていません。\n")
    assert drafts(scratch) == []


def test_what_follows_an_alert_names_it(scratch: Scratch) -> None:
    assert scratch.run("new", *ROW, "--follows", "20261125-1605-koekake", "correction").returncode == 0
    text = (scratch.copy / WHERE).read_text(encoding="utf-8")
    assert "\nfollows: {alert: 20261125-1605-koekake, as: correction}\n" in text
    assert "に誤りがありましたので、訂正します。" in text


@pytest.mark.parametrize(("alert", "kind"), [("koekake", "correction"), ("20261125-1605-koekake", "corrected")])
def test_what_it_follows_must_be_an_id_and_a_known_way(scratch: Scratch, alert: str, kind: str) -> None:
    done = scratch.run("new", *ROW, "--follows", alert, kind)
    assert done.returncode == 1
    assert done.stderr == (
        f"--follows {alert} {kind} を読めません。\n"
        "→ 番号(20261125-1605-koekake など)と、follow-up、correction、resolution、cancellation "
        "のどれかを書いてください。\n"
    )
