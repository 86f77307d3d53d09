from __future__ import annotations

import pytest

from haishin.forge.http import PUBLIC
from haishin.forge.pages import new_file


@pytest.mark.parametrize(
    ("api", "site"),
    [(PUBLIC, "https://github.com"), ("https://ghe.example.jp/api/v3", "https://ghe.example.jp")],
)
def test_the_page_of_a_new_file_is_on_the_site_of_the_api(api: str, site: str) -> None:
    assert new_file(api, "owner/name", "a b") == f"{site}/owner/name/new/a%20b"
