"""Links to the forge's buttons: plain addresses alone, and none that would tell something private (T27)."""

from __future__ import annotations

from dataclasses import replace

import pytest

from haishin.consult.review.call import file_editor, how_to_stop, merge_box, review_tab
from support.comments import HOME, Shown, judged, shown
from support.review import PATH, TEXT
from support.situations import PRIVATE, SLIPS


def test_each_button_has_its_page() -> None:
    found = judged(TEXT)
    assert review_tab(found) == f"{HOME}/pull/7/files"
    assert merge_box(found) == f"{HOME}/pull/7#partial-pull-merging"
    assert f"[ブランチの画面]({HOME}/branches)で <code>stop" in how_to_stop("x", found.opened.page, "ja")
    assert file_editor(found) == f"{HOME}/edit/20261125-1605-koekake/{PATH}"


@pytest.mark.parametrize(
    "page",
    [
        "javascript:alert(1)",
        "https://forge.example/pull/7) [x](https://evil.example",
        "https://forge.example/pull/7<script>",
        "https://forge.example/@maebashi-manager/pull/7",
        "https://forge.example/pull/7 title",
        "",
    ],
)
def test_what_is_no_plain_address_becomes_no_link(page: str) -> None:
    found = judged(TEXT)
    text = shown(replace(found, opened=replace(found.opened, page=page)))
    assert "▶ 本文を開く → 右上" in Shown(text).words
    assert "](" not in text.replace("](https://forge.example/edit", "")


def test_without_a_branch_the_way_to_the_editor_is_told() -> None:
    found = judged(SLIPS)
    text = shown(replace(found, opened=replace(found.opened, editing="")))
    assert f"[▶ ファイルを開く]({HOME}/pull/7/files) → 右上の「…」→「Edit file」→「Commit changes…」。" in text


@pytest.mark.parametrize("branch", ["090-1234-5678", "090%2D1234%2D5678", "x-090-1234-5678"])
def test_no_address_tells_what_is_private(branch: str) -> None:
    found = judged(PRIVATE)
    text = shown(replace(found, opened=replace(found.opened, editing=f"{HOME}/edit/{branch}")))
    assert "090" not in text.replace("&#58;090&#45;&#42;", "")  # what the finding itself leaves of it
    assert "▶ ファイルを開く" in text
