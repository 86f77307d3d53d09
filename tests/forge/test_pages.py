from __future__ import annotations

from urllib.parse import parse_qs, urlsplit

import pytest

from haishin.forge.http import PUBLIC
from haishin.forge.pages import new_file

PATH = "alerts/maebashi/2026/20261125-1710-teisei.md"


@pytest.mark.parametrize(
    ("api", "site"),
    [(PUBLIC, "https://github.com"), ("https://ghe.example.jp/api/v3", "https://ghe.example.jp")],
)
def test_the_page_of_a_new_file_comes_with_path_and_text(api: str, site: str) -> None:
    page = new_file(api, "owner/name", "main", PATH, "題: 一&二\n")
    assert page.startswith(f"{site}/owner/name/new/main?")
    assert parse_qs(urlsplit(page).query) == {"filename": [PATH], "value": ["題: 一&二\n"]}


def test_what_would_be_too_long_is_left_out() -> None:
    page = new_file(PUBLIC, "owner/name", "main", PATH, "字" * 1000)
    assert parse_qs(urlsplit(page).query) == {"filename": [PATH]}
