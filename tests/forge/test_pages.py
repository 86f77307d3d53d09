from __future__ import annotations

import pytest

from haishin.forge.http import PUBLIC
from haishin.forge.pages import editing, new_file
from haishin.forge.reading import Record


@pytest.mark.parametrize(
    ("api", "site"),
    [(PUBLIC, "https://github.com"), ("https://ghe.example.jp/api/v3", "https://ghe.example.jp")],
)
def test_the_page_of_a_new_file_is_on_the_site_of_the_api(api: str, site: str) -> None:
    assert new_file(api, "owner/name", "a b") == f"{site}/owner/name/new/a%20b"


def test_a_file_is_edited_on_the_branch_that_the_forge_names() -> None:
    home = {"html_url": "https://github.example/kenkei/joho"}
    assert editing(Record({"ref": "20261125-1605-koekake", "repo": home}, "head")) == (
        "https://github.example/kenkei/joho/edit/20261125-1605-koekake"
    )
    assert editing(Record({"ref": "a/b) [x](y", "repo": home}, "head")).endswith("/edit/a/b%29%20%5Bx%5D%28y")
    for gone in ({"ref": "x", "repo": None}, {"ref": "x"}, {"repo": home}):
        assert editing(Record(gone, "head")) == ""
