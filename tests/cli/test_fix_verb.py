"""``haishin fix``: the difference first, the files only with ``--write``, nothing private in either."""

from __future__ import annotations

import io
from pathlib import Path

import pytest

from haishin.check.document.sample import PATH, SAMPLE, changed
from haishin.cli import main
from support.commands import clock
from support.force import put_schema

LINE = "- 不審な人を見かけたときは、110番通報をお願いします。"
LEAK = changed(LINE, "連絡は090-0012-3456へ。")
WIDE = changed(LINE, "- 見かけたら１１０番へ。")
HEADER = f"--- a/{PATH}\n+++ b/{PATH}\n"


@pytest.fixture
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with the schema, from which the command runs."""
    put_schema(tmp_path)
    monkeypatch.chdir(tmp_path)
    return tmp_path


def put(place: Path, data: str | bytes, path: str = PATH) -> Path:
    file = place / path
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_bytes(data if isinstance(data, bytes) else data.encode())
    return file


def fix(*arguments: str, language: str = "ja") -> tuple[int, str, str]:
    out, err = io.StringIO(), io.StringIO()
    code = main(("--lang", language, "fix", *arguments), {}, out, err, io.BytesIO(), io.StringIO(), clock)
    return code, out.getvalue(), err.getvalue()


def test_the_difference_is_shown_and_nothing_written(place: Path) -> None:
    file = put(place, WIDE)
    assert fix() == (
        0,
        HEADER
        + "@@ -10,4 +10,4 @@\n"
        + "".join(f" {line}\n" for line in SAMPLE.split("\n")[9:12])
        + "-- 見かけたら１１０番へ。\n"
        + "+- 見かけたら110番へ。\n"
        + "1 個のファイルに、安全に直せる所があります。--write を付けて実行すると書き換えます。\n",
        "",
    )
    assert file.read_text("utf-8") == WIDE


def test_written_it_is_right_and_again_there_is_nothing_to_do(place: Path) -> None:
    file = put(place, WIDE)
    file.chmod(0o640)
    code, out, _ = fix("--write", PATH, language="en")
    assert (code, out.splitlines()[-1]) == (0, "1 file(s) put right.")
    assert file.read_text("utf-8") == WIDE.replace("１１０", "110")
    assert file.stat().st_mode & 0o777 == 0o640
    assert list(file.parent.iterdir()) == [file]
    assert fix("--write", language="en") == (0, "There is nothing that can safely be put right.\n", "")


def test_bytes_that_the_reader_refuses_are_seen_in_the_difference(place: Path) -> None:
    file = put(place, b"\xef\xbb\xbf" + SAMPLE.replace("\n", "\r\n").rstrip("\r\n").encode())
    _, out, _ = fix("--write")
    assert "-<U+FEFF>---<U+000D>\n" in out
    assert f" {LINE}\n\\ ファイルの最後に改行がありません\n1 個" in out
    assert file.read_bytes() == SAMPLE.rstrip("\n").encode()


def test_a_private_line_is_masked_on_both_sides(place: Path) -> None:
    line = "連絡は090-0012-3456へ、又は１１０番へ。  "
    put(place, changed(LINE, f"{line}\n\n{LINE}"))
    _, out, _ = fix()
    assert "090" not in out
    assert "3456" not in out
    assert "-…［phone ●●●●●●●●●●●●］…\n" in out
    assert "+…［phone ●●●●●●●●●●●●］…\n" in out
    assert out.endswith("まだ残る指摘:エラー 1 件(haishin validate で確かめてください)\n")


def test_a_text_that_only_the_other_side_found_private_is_masked_too(place: Path) -> None:
    put(place, changed(LINE, "連絡は090-0012-34\u200b56へ。\n見本は090-0012-3456です。\n児童か\u3099いました。"))
    _, out, _ = fix()
    assert "0012" not in out
    assert "+児童がいました。\n" in out


@pytest.mark.parametrize(
    "text",
    [
        "連絡は090-0012-3456へ。\n",  # no items at all
        changed("title: ", "title: @090-0012-3456 "),  # items that are no YAML
        changed("press: none", "press: {at: 2026-11-25T18:00+09:00, title: 前橋花子さんの件, consistent: yes}"),
        LEAK.replace(
            "press: none", "press: none\nconfirmed: [{rule: phone, mark: k3f9, reason: 会社の 090-0012-3456}]"
        ),
    ],
)
def test_nothing_private_is_shown_of_a_file_that_is_no_alert_nor_of_its_items(place: Path, text: str) -> None:
    put(place, text.replace("\n", "\r\n"))
    _, out, _ = fix()
    assert out.startswith(HEADER)
    assert "0012" not in out
    assert "花子" not in out


def test_a_name_that_only_a_reader_sees_is_shown_no_more_than_by_validate(place: Path) -> None:
    line = "届出人は山田**太郎**さんで、㋿昨日来ました。"
    file = put(place, changed(LINE, f"{line}\n\n児童か\u3099いました。"))
    _, out, _ = fix("--write")
    assert "太郎" not in out
    assert "山田" not in out
    assert "+児童がいました。\n" in out
    mended = "届出人は山田**太郎**さんで、令和11月24日（火）来ました。"
    assert mended in file.read_text("utf-8"), "what is private is left as it is, the rest of its line is mended"


def test_files_that_cannot_be_read_are_left_and_named(place: Path) -> None:
    put(place, changed(LINE, WIDE.split("\n")[-2]).replace("\n", "\r\n").rstrip("\r\n").encode("cp932"))
    put(place, b"a\r\n" * 20_000, PATH.replace("1540", "1541"))
    code, out, err = fix("--write")
    assert (code, err) == (1, ""), "what is left are errors"
    assert out == (
        f"{PATH} は文字コードが UTF-8 ではないので、直せません。Shift_JIS(メモ帳の ANSI)などで保存されているようです。"
        "元の編集ソフトで開き、「名前を付けて保存」で文字コードに「UTF-8」を選んで保存してから、もう一度実行してください。\n"
        f"{PATH.replace('1540', '1541')} は大きすぎるので(60000バイト、32768バイトまで)、直しません。\n"
        "安全に直せる所はありません。\n"
        "まだ残る指摘:エラー 3 件(haishin validate で確かめてください)\n"
    )


def test_in_a_masked_line_it_is_told_what_changes(place: Path) -> None:
    put(place, changed(LINE, "㋿連絡は090-0012-3456へ、か\u3099駅で。"))
    out = fix()[1]
    assert "0012" not in out
    assert "\\ 変わる文字:「㋿」→「令和」 「か\u3099」→「が」\n" in out
    assert "\\ Changed: 「㋿」→「令和」 「か\u3099」→「が」\n" in fix(language="en")[1]


def test_a_file_elsewhere_may_be_named_and_a_missing_one_is_refused(place: Path, tmp_path: Path) -> None:
    put(place, WIDE, "draft/20261125-1540-koekake.md")
    assert fix("draft/20261125-1540-koekake.md")[1].startswith("--- a/draft/20261125-1540-koekake.md\n")
    code, out, err = fix("nothing.md")
    assert (code, out) == (1, "")
    assert err.startswith("nothing.md というファイルはありません。")


@pytest.mark.parametrize("language", ["ja", "en"])
def test_what_is_no_plain_file_is_refused_and_says_why(place: Path, language: str) -> None:
    file = put(place, SAMPLE)
    link = file.with_name("20261125-1700-link.md")
    link.symlink_to(file.name)
    path = link.relative_to(place).as_posix()
    for named in ((path,), ()):
        code, out, err = fix("--write", *named, language=language)
        assert (code, err, link.is_symlink()) == (1, "", True)
        assert out == (
            f"{path} は直しません。シンボリックリンクは置けません。ファイルそのものを置いてください。\n"
            "安全に直せる所はありません。\n"
            "まだ残る指摘:エラー 1 件(haishin validate で確かめてください)\n"
            if language == "ja"
            else f"{path} is left as it is. This is a symbolic link. Put the file itself there.\n"
            "There is nothing that can safely be put right.\n"
            "Left: 1 error(s) (see haishin validate)\n"
        )


def test_a_folder_that_cannot_be_written_is_told(place: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = put(place, WIDE)

    def full(self: Path, data: bytes) -> int:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, "write_bytes", full)
    code, _, err = fix("--write")
    assert code == 2
    assert err.startswith(f"{file.name} に書けません(No space left on device)。\n")
    assert file.read_text("utf-8") == WIDE
