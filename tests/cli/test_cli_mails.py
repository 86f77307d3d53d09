from __future__ import annotations

import base64
from dataclasses import replace
from pathlib import Path
from unittest.mock import Mock

import pytest

from haishin.cli.mails import _number
from haishin.send.ledger.ledger_view import LedgerView
from support.commands import Scratch
from support.contract import publishing_contract, shipped
from support.message import alert
from support.records import FIRST, claimed
from support.sending import CAUTION, CAUTION_ID, CAUTION_TEXT, approve, ok

HEADING = "address,stations,municipalities,categories,form,language,night,exercise,origin,consented_at"
ANN, BOB = "ann@example.jp", "bob@example.jp"


@pytest.fixture(scope="module")
def sent(tmp_path_factory: pytest.TempPathFactory) -> Scratch:
    """A rehearsal that mailed one alert to a reader of each form."""
    scratch = Scratch(tmp_path_factory.mktemp("mails"))
    file = scratch.folder / "residents.csv"
    lines = [
        f"{address},maebashi,,suspicious-person,{form},{language},yes,no,test,2026-04-01"
        for address, form, language in ((ANN, "html", "en"), (BOB, "text", "ja"))
    ]
    file.write_text("\n".join([HEADING, *lines, ""]), encoding="utf-8")
    ok(scratch.run("subscribers", "import", str(file), now=None))
    ok(scratch.run("ledger", "init", "--rehearsal", now=None))
    ok(scratch.run("send"))
    approve(scratch)
    scratch.merge(CAUTION, CAUTION_TEXT)
    ok(scratch.run("send"))
    assert len(list(mails(scratch))) == 2
    return scratch


def mails(scratch: Scratch) -> dict[str, Path]:
    """The mails' files by address."""
    files = (scratch.state / "maildir" / "new").iterdir()
    return {address: file for file in files for address in (ANN, BOB) if f"To: {address}".encode() in file.read_bytes()}


def commit_of(scratch: Scratch) -> str:
    return scratch.git("rev-parse", "HEAD").strip()


def told(scratch: Scratch) -> str:
    return f"情報メール:{CAUTION_ID}\nコミット:{commit_of(scratch)}\n"


def test_each_reader_got_the_form_of_his_choice(sent: Scratch) -> None:
    by_address = {str(mail["To"]): mail for mail in sent.mails()}
    assert by_address[ANN].get_content_type() == "multipart/alternative"
    assert [part.get_content_type() for part in by_address[ANN].iter_parts()] == ["text/plain", "text/html"]
    assert by_address[BOB].get_content_type() == "text/plain"
    assert by_address[ANN]["Subject"] == "【Stranger approaching people】Maebashi：下校中の児童に対する声かけ事案の発生"
    assert by_address[BOB]["Subject"] == "【声かけ】前橋：下校中の児童に対する声かけ事案の発生"


@pytest.mark.parametrize("address", [ANN, BOB])
def test_what_was_sent_is_what_was_merged(sent: Scratch, address: str) -> None:
    done = sent.run("verify", str(mails(sent)[address]))
    assert done.stdout == (told(sent) + "一致しました。マージされた情報メールと、件名も本文も同じです。\n")
    assert (done.returncode, done.stderr) == (0, "")


def changed(sent: Scratch, tmp_path: Path, old: bytes, new: bytes, address: str = BOB) -> str:
    """The path of a copy of the mail with that change."""
    data = mails(sent)[address].read_bytes()
    assert old in data
    file = tmp_path / "changed.eml"
    file.write_bytes(data.replace(old, new))
    return str(file)


def test_a_changed_mail_is_told(sent: Scratch, tmp_path: Path) -> None:
    body = mails(sent)[BOB].read_bytes().replace(b"\r\n", b"\n").partition(b"\n\n")[2]
    line = body.splitlines()[0]
    other = base64.b64encode(base64.b64decode(line).replace("25日".encode(), "26日".encode()))
    done = sent.run("verify", changed(sent, tmp_path, line, other))
    assert done.returncode == 1
    assert done.stdout == told(sent)
    assert done.stderr == (
        "件名か本文が、メール自身のダイジェストと合いません。途中で変えられています。\n"
        "→ このメールの内容を信用しないでください。\n"
    )


def test_an_invented_mail_with_a_right_digest_is_told(sent: Scratch, tmp_path: Path) -> None:
    rendered = sent.run("render", "20261125-1510-waisetsu-kenkyo")
    file = tmp_path / "forged.eml"
    file.write_text(
        rendered.stdout.replace("20261125-1510-waisetsu-kenkyo", CAUTION_ID).replace(
            "X-Alert-Commit: preview", f"X-Alert-Commit: {commit_of(sent)}"
        ),
        encoding="utf-8",
    )
    done = sent.run("--lang", "en", "verify", str(file))
    assert done.returncode == 1
    assert "It is not what the merged alert makes (subject, text)." in done.stderr


def test_an_alert_that_the_commit_does_not_hold_is_told(sent: Scratch, tmp_path: Path) -> None:
    done = sent.run("verify", changed(sent, tmp_path, CAUTION_ID.encode(), b"20261125-1606-other"))
    assert done.returncode == 1
    assert "マージされた情報メールと合いません(情報メール)。\n" in done.stderr


def test_a_commit_that_is_not_here_is_an_error(sent: Scratch, tmp_path: Path) -> None:
    done = sent.run("verify", changed(sent, tmp_path, commit_of(sent).encode(), b"f" * 40))
    assert done.returncode == 2
    assert done.stderr == (
        f"コミット {'f' * 40} がこのリポジトリにないため、確かめられません。\n"
        "→ git fetch を実行してから、もう一度試してください。\n"
    )


def test_a_commit_that_was_never_merged_is_told(sent: Scratch, tmp_path: Path) -> None:
    tree = sent.git("rev-parse", "HEAD^{tree}").strip()
    draft = sent.git("commit-tree", "-p", "HEAD", "-m", "draft", tree).strip()
    done = sent.run("verify", changed(sent, tmp_path, commit_of(sent).encode(), draft.encode()))
    assert done.returncode == 1
    assert done.stderr.startswith(f"コミット {draft} は main に含まれていません。マージされていない内容です。\n")


def test_a_sample_is_no_mail_that_was_sent(sent: Scratch, tmp_path: Path) -> None:
    file = tmp_path / "sample.eml"
    file.write_text(sent.run("render", CAUTION_ID, "--form", "html").stdout, encoding="utf-8")
    done = sent.run("--lang", "en", "verify", str(file))
    assert done.returncode == 1
    assert done.stdout == f"alert: {CAUTION_ID}\ncommit: -\n"
    assert done.stderr.startswith("It names no commit: a sample made by haishin render, not a mail that was sent.\n")


def test_a_file_that_is_not_there_is_an_error(sent: Scratch) -> None:
    done = sent.run("verify", "none.eml")
    assert done.returncode == 2
    assert done.stderr.startswith("none.eml を使えません(No such file or directory)。\n")


# --- preview --------------------------------------------------------------------------------------


def test_the_page_goes_to_standard_output(sent: Scratch) -> None:
    done = sent.run("preview", CAUTION_ID)
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.startswith("<!DOCTYPE html>\n")
    assert done.stdout.endswith("</html>\n")
    assert "下校中の児童に対する声かけ事案の発生" in done.stdout


def test_the_page_goes_to_a_file(sent: Scratch, tmp_path: Path) -> None:
    page = tmp_path / "page.html"
    assert sent.run("preview", CAUTION, "--output", str(page)).stdout == f"{page}\n"
    assert page.read_text(encoding="utf-8") == sent.run("preview", CAUTION_ID).stdout


def test_a_file_that_cannot_be_written_is_an_error(sent: Scratch, tmp_path: Path) -> None:
    done = sent.run("preview", CAUTION_ID, "--output", str(tmp_path))
    assert done.returncode == 2
    assert done.stderr.startswith(f"{tmp_path} を使えません(Is a directory)。\n")


def test_the_page_is_opened(sent: Scratch, tmp_path: Path) -> None:
    page = tmp_path / "page.html"
    env = {"BROWSER": "true %s", "TMPDIR": str(tmp_path)}  # read by the standard library, so from the process's own
    ok(sent.run("preview", CAUTION_ID, "--open", "--output", str(page), env=env, apart=True))
    own = Path(ok(sent.run("preview", CAUTION_ID, "--open", env=env, apart=True)).strip())
    assert own.parent == tmp_path
    assert own.stat().st_mode & 0o777 == 0o600
    assert own.read_bytes() == page.read_bytes()


def test_without_a_browser_the_file_is_named(sent: Scratch, tmp_path: Path) -> None:
    page = tmp_path / "page.html"
    prelude = "import webbrowser; webbrowser.open = lambda url: False"
    done = sent.run("preview", CAUTION_ID, "--open", "--output", str(page), prelude=prelude)
    assert done.returncode == 2
    assert done.stdout == f"{page}\n"
    assert done.stderr.startswith("ブラウザーを開けませんでした。\n")


def test_the_frame_is_in_the_language_asked_for(sent: Scratch) -> None:
    page = ok(sent.run("preview", CAUTION_ID, "--language", "pt"))
    assert "【Desconhecido abordando pessoas】Maebashi：" in page
    assert "Enviado por: 群馬県警察 (Polícia da Província de Gunma) 前橋警察署" in page
    assert ok(sent.run("render", CAUTION_ID, "--language", "pt")) != ok(sent.run("render", CAUTION_ID))


@pytest.mark.parametrize("verb", [("preview",), ("render",)])
def test_a_language_without_words_is_refused(sent: Scratch, verb: tuple[str, ...]) -> None:
    done = sent.run(*verb, CAUTION_ID, "--language", "fr")
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr == ("言語 'fr' の見出しはありません。\n→ 使える言語は ja, ja-easy, en, pt, es, vi, zh です。\n")


def test_while_something_may_be_private_there_is_no_page(sent: Scratch) -> None:
    path = "alerts/maebashi/2026/20261125-1607-koekake.md"
    disclosed = "press: none\ndisclose:\n  - {text: 群馬 300 あ 12-34, ground: hit-and-run}"
    file = sent.draft(path, CAUTION_TEXT.replace("press: none", disclosed))
    done = [sent.run(verb, path) for verb in ("preview", "render")]
    refused = sent.run("render", path, "--show")
    shown = sent.run("render", path, "--show", terminal=True)
    in_ci = sent.run("render", path, "--show", terminal=True, env={"CI": "true"})
    file.unlink()
    assert (shown.returncode, shown.stdout[:5]) == (0, "【声かけ】")
    for one in (refused, in_ci):
        assert (one.returncode, one.stdout, one.stderr[:6]) == (1, "", "--show")
    assert {(one.returncode, one.stdout) for one in done} == {(1, "")}
    [told] = {one.stderr for one in done}
    assert told == (
        "個人情報などの疑いがある箇所が残っているため、メールの形では出しません。\n"
        "→ haishin validate で箇所を確かめ、直してください。\n"
    )


@pytest.mark.parametrize("verb", [("preview",), ("render",), ("table",)])
@pytest.mark.parametrize(
    ("folder", "why"),
    [
        ("atlantis/2026", "所属「atlantis」は知られていません。\n→ 使える所属は koho-kocho, "),
        ("maebashi/2025", "ファイルの名前の年(2026)とフォルダーの年(2025)が違います。\n→ 2026 の"),
    ],
)
def test_what_lies_in_a_wrong_folder_is_refused_in_plain_words(
    sent: Scratch, verb: tuple[str, ...], folder: str, why: str
) -> None:
    path = f"alerts/{folder}/20261125-1607-koekake.md"
    file = sent.draft(path, CAUTION_TEXT)
    done = sent.run(*verb, path)
    file.unlink()
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr.startswith(f"{path}:1:1 {why}")


@pytest.mark.parametrize("verb", [("decide",), ("preview",), ("render",), ("table",)])
def test_a_file_of_the_system_is_no_alert(sent: Scratch, verb: tuple[str, ...]) -> None:
    done = sent.run(*verb, "/etc/passwd")
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr == (
        "/etc/passwd は alerts/ の中にありません。\n"
        "→ alerts/所属/年/番号.md の形の場所に置いてから、もう一度実行してください。\n"
    )


# --- the number of its claim ------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("changes", "rehearsal", "number"),
    [
        ({}, False, "前橋 2026-118"),
        ({}, True, None),
        ({"id": "20261125-1700-other"}, False, None),  # the ledger knows of no claim
    ],
)
def test_a_mail_of_a_published_alert_is_compared_with_the_number_in_the_ledger(
    changes: dict[str, str], rehearsal: bool, number: str | None
) -> None:
    of = replace(alert(), **changes)
    first = replace(FIRST, fields={**FIRST.fields, "rehearsal": rehearsal})
    view = LedgerView("t" * 40, (first, claimed(alert().id, number=118)))
    read = Mock(**{"main.ledger.return_value.read.return_value": view})
    assert _number(of, publishing_contract(), read) == number


def test_the_ledger_is_not_asked_of_what_policy_does_not_publish() -> None:
    assert _number(alert(), shipped(), Mock(spec=())) is None
    assert _number(replace(alert(), exercise=True), publishing_contract(), Mock(spec=())) is None
