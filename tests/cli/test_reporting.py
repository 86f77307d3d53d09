"""``report``: the register and one mail's story, of mails that were really sent; for officers, and of no resident."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable
from pathlib import Path
from unittest.mock import Mock

import pytest

from haishin.consult import main
from haishin.consult.schema_versions import contracts_at
from haishin.core.catalogue import Message
from haishin.core.contract import Contract, ContractError
from haishin.core.errors import Refusal
from haishin.core.model import Text
from haishin.core.repository.git import Git
from haishin.office import mailings
from support.commands import Scratch, review
from support.sending import CAUTION, CAUTION_ID, CAUTION_TEXT, MERGED_AT, clone, merge, ok, records, service

PEOPLE = [f"r{number:02}@residents.example.jp" for number in range(12)]
FIXED_ID, WAITING_ID = "20261201-0710-teisei", "20261201-0720-mada"
FIXED_TEXT = CAUTION_TEXT.replace(
    "press: none", f"press: none\nfollows: {{alert: {CAUTION_ID}, as: correction}}"
).replace("title: 下校中の児童に対する声かけ事案の発生", "title: 声かけ事案の車の色の訂正")
LATER = "2026-12-01T07:30+09:00"


@pytest.fixture(scope="module")
def sent(tmp_path_factory: pytest.TempPathFactory) -> Scratch:
    """A caution in November, its correction in December, and one that is merged and not begun."""
    scratch = service(tmp_path_factory.mktemp("reported"), PEOPLE)
    merge(scratch)
    ok(scratch.run("send"))
    approval = review("maebashi-manager", "APPROVED", "2026-12-01T07:25:00+09:00")
    scratch.pull(FIXED_ID, approval, opened_at="2026-12-01T07:15:00+09:00", merged_at="2026-12-01T07:28:00+09:00")
    late = FIXED_TEXT.replace("press: none", "press: none\nwhy_late: 車の色が後で分かったため")
    scratch.merge(f"alerts/maebashi/2026/{FIXED_ID}.md", late)
    ok(scratch.run("send", now=LATER))
    scratch.merge(f"alerts/maebashi/2026/{WAITING_ID}.md", CAUTION_TEXT)
    return scratch


def rows(text: str) -> list[list[str]]:
    return list(csv.reader(io.StringIO(text.removeprefix("\ufeff"), newline="")))


def test_the_register_of_a_month_and_a_unit_as_page_and_spreadsheet(sent: Scratch, tmp_path: Path) -> None:
    ask = ("report", "--form", "register", "--month", "2026-11", "--unit", "maebashi", "--into")
    into = tmp_path / "new" / "folder"
    said = ok(sent.run(*ask, str(into), now=LATER))
    html, table = (into / f"register-2026-11-maebashi.{ending}" for ending in ("html", "csv"))
    assert said == f"{html}\n{table}\n"
    assert table.read_bytes().startswith(b"\xef\xbb\xbf")
    assert rows(table.read_text("utf-8"))[1:] == [
        [
            CAUTION_ID, "2026-11-25 15:40", "2026-11-25 17:10", "2026-11-25 17:10",
            "【声かけ】前橋：下校中の児童に対する声かけ事案の発生",
            "不審者情報 / 声かけ事案 / 注意喚起", "前橋警察署", "長井 浩",
            "前橋警察署の運用管理者(署長)、登坂 浩、11月25日(水)16:50", "", "なし", "", "", "70", "85", "90",
            f"訂正 {FIXED_ID}",
        ]
    ]  # fmt: skip
    page = html.read_text("utf-8")
    assert "<h1>情報メール配信簿 (予行演習) 2026年11月 前橋警察署</h1>" in page
    assert "　1 件　2026-12-01 07:30 作成</p>" in page
    assert "@residents" not in page + table.read_text("utf-8")


def test_the_register_of_everything_is_printed(sent: Scratch) -> None:
    whole, of = (ok(sent.run("report", "--form", "register", *more)) for more in ((), ("--unit", "ota")))
    assert re.findall(r"<tr><td>([^<]*)", whole) == [CAUTION_ID, FIXED_ID]
    assert re.findall(r"<tr><td>([^<]*)", of) == []
    assert "配信したものはありません。" in of


def test_the_figures_of_a_period_as_page_and_spreadsheet(sent: Scratch, tmp_path: Path) -> None:
    """On the mail host with what its registry tells; what is merged and not begun is no mail yet."""
    said = ok(sent.run("report", "--period", "2026-11..2027-01", "--into", str(tmp_path), now=LATER))
    html, table = (tmp_path / f"period-2026-11-2027-01.{ending}" for ending in ("html", "csv"))
    assert said == f"{html}\n{table}\n"
    assert table.read_bytes().startswith(b"\xef\xbb\xbf")
    figures = {tuple(row[:3]): row[3] for row in rows(table.read_text("utf-8"))}
    months = ("2026年11月", "2026年12月", "2027年1月", "計")
    assert [figures["月ごと", month, "配信(件)"] for month in months] == ["1", "1", "0", "2"]
    assert [figures["月ごと", month, "うち訂正・取消"] for month in months] == ["0", "1", "0", "1"]
    assert figures["認知からの時間(区分ごと)", "計", "承認まで:件"] == "2"
    assert figures["登録者の増減", "2026年11月", "登録(約、人)"] == "10"  # 12 people
    page = html.read_text("utf-8")
    assert "<h1>情報メールの集計 2026年11月〜2027年1月 (予行演習)</h1>" in page
    assert "群馬県警察 2026-12-01 07:30 作成" in page
    assert "@residents" not in page + table.read_text("utf-8")


def test_a_clone_prints_the_figures_without_residents(sent: Scratch, tmp_path: Path) -> None:
    desk = clone(sent, "figures")
    page = ok(desk.run("report", "--period", "2026-12..2026-12", env={"HAISHIN_STATE": None, "HOME": str(tmp_path)}))
    assert "登録者名簿のある配信ホストで作ったときだけ載ります" in page
    assert "登録者の増減</strong>" not in page


@pytest.mark.parametrize(
    "wrong", ["2026-04", "2026-04..", "2026-13..2027-03", "2027-03..2026-04", "去年", "2026..2027"]
)
def test_a_period_that_is_none_is_told(sent: Scratch, wrong: str) -> None:
    done = sent.run("report", "--period", wrong)
    assert (done.returncode, done.stdout) == (1, "")
    told = Message("cli/no-period", text=wrong)
    assert done.stderr == f"{told.ja}\n→ {told.remedy.ja}\n"


def test_a_station_prints_its_register_from_a_clone(tmp_path: Path) -> None:
    """Without state folder and forge; whether somebody looked at what was approved for him only the forge can tell."""
    scratch = service(tmp_path / "service", PEOPLE)
    acted = review("maebashi-officer", "APPROVED", "2026-11-25T16:50:00+09:00", "acting")
    times = {"opened_at": "2026-11-25T16:30:00+09:00", "merged_at": MERGED_AT}
    scratch.pull(CAUTION_ID, acted, **times)
    scratch.merge(CAUTION, CAUTION_TEXT)
    ok(scratch.run("send"))
    desk = clone(scratch, "desk")

    def listed(**more: str | None) -> str:
        mine = {"HAISHIN_STATE": None, "HOME": str(tmp_path), **more}
        return ok(desk.run("report", "--form", "register", "--unit", "maebashi", env=mine))

    assert f"<td>{CAUTION_ID}</td>" in listed(HAISHIN_FORGE=None)
    assert "<td>登坂 浩(申請 #7 で確かめる)</td>" in listed(HAISHIN_FORGE=None)
    assert "<td>登坂 浩(申請 #7 で確かめる)</td>" in listed(HAISHIN_FORGE="github:kenkei/haishin")  # and no token
    assert "<td>登坂 浩はまだです</td>" in listed()
    scratch.pull(CAUTION_ID, acted, review("maebashi-manager", "COMMENTED", "2026-11-26T08:40:00+09:00"), **times)
    assert "<td>登坂 浩、11月26日(木)8:40</td>" in listed()


def test_the_story_of_one_mail(sent: Scratch) -> None:
    told = ok(sent.run("report", CAUTION_ID))
    assert told.splitlines()[:5] == [
        CAUTION_ID,
        "件名:【声かけ】前橋：下校中の児童に対する声かけ事案の発生",
        "区分:不審者情報、声かけ事案、注意喚起",
        "範囲:前橋警察署",
        "起案:長井 浩",
    ]
    assert told.splitlines()[-1] == f"訂正:{FIXED_ID}(12月1日(火)7:30)"
    assert "why late: 車の色が後で分かったため" in ok(sent.run("--lang", "en", "report", FIXED_ID)).splitlines()
    assert "@residents" not in told


def test_a_mail_of_a_schema_that_is_read_no_longer_is_reported_by_the_present_one(
    sent: Scratch, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = ok(sent.run("report", CAUTION_ID))
    then = next(one["commit"] for one in records(sent) if one["kind"] == "claimed")

    def old(git: Git) -> Callable[[str], Contract]:
        def at(commit: str) -> Contract:
            if commit == then:
                raise ContractError(())
            return contracts_at(git)(commit)

        return at

    monkeypatch.setattr(main, "contracts_at", old)
    assert ok(sent.run("report", CAUTION_ID)) == whole
    monkeypatch.setattr(mailings, "subject", Mock(side_effect=Refusal(Text("", ""), Text("", ""))))
    assert ok(sent.run("report", CAUTION_ID)).splitlines()[1] == "件名:(ファイルを読めません)"


def test_of_what_ended_unsent_it_says_by_whom_and_why(tmp_path: Path) -> None:
    scratch = service(tmp_path, PEOPLE)
    merge(scratch)
    by, why = "koho-kocho-staff", "確認中"
    ok(scratch.run("refuse", CAUTION_ID, "--reason", why, "--by", by))
    ended = Message("cli/refused-by", alert=CAUTION_ID, at="2026-11-25 17:10", by=by, why=why)
    assert ok(scratch.run("report", CAUTION_ID)) == f"{ended.ja}\n"


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        (
            (WAITING_ID,),
            f"{WAITING_ID} は、まだ配信を始めていません。\n→ 状況は haishin status で見てください。\n",
        ),
        (
            ("20261125-1606-koekak",),
            "main に 20261125-1606-koekak という情報メールはありません。\n"
            f"→ 何もしていません。id を確かめてください。近い id:{CAUTION_ID}、",
        ),
        (
            (CAUTION_ID, "--month", "2026-11"),
            f"--month、--unit、--into は、配信簿(--form register)に付けてください。\n→ haishin report {CAUTION_ID}\n",
        ),
        (
            ("--period", "2026-04..2027-03", "--unit", "maebashi"),
            "--month、--unit は、配信簿(--form register)に付けてください。\n"
            "→ haishin report --period 2026-04..2027-03\n",
        ),
        (
            ("--form", "register", "--unit", "maebasi"),
            "所属 maebasi はありません。\n→ 所属の id を確かめてください。近い id:maebashi、",
        ),
    ],
    ids=["not begun", "mistyped", "both", "of a unit", "no unit"],
)
def test_what_cannot_be_reported_is_refused(sent: Scratch, asked: tuple[str, ...], said: str) -> None:
    done = sent.run("report", *asked)
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr.startswith(said)


@pytest.mark.parametrize("asked", [(CAUTION_ID,), ("--form", "register"), ("--period", "2026-04..2027-03")])
def test_nothing_is_reported_into_a_log(sent: Scratch, asked: tuple[str, ...]) -> None:
    done = sent.run("report", *asked, env={"CI": "true"})
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr == (
        "件名と理由を書いたとおりに出すため、CI では使えません。\n→ 配信ホストの端末で実行してください。\n"
    )


@pytest.mark.parametrize("month", ["2026-13", "11月", "1999-01"])
def test_a_month_that_is_none_is_told(sent: Scratch, month: str) -> None:
    done = sent.run("report", "--form", "register", "--month", month)
    assert done.returncode == 2
    assert "2026-11 のように書いてください" in done.stderr


def test_a_folder_that_cannot_be_written_is_the_tools_failure(sent: Scratch, tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    done = sent.run("report", "--form", "register", "--into", str(tmp_path / "file"))
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.endswith("→ ファイルの場所と権限を確かめてください。\n")
