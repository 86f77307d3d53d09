from __future__ import annotations

import pytest

from haishin.delivery.naming import meant

ID = "20261125-1605-koekake"


@pytest.mark.parametrize(
    ("text", "target"),
    [
        (ID, ID),
        (f" {ID.upper()} ", ID),
        (f"stop/{ID}", ID),
        (f"STOP/{ID}.MD", ID),
        (f"alerts/maebashi/2026/{ID}.md", ID),
        ("２０２６１１２５－１６０５－koekake", ID),
        ("stop/all", "all"),
        ("ＡＬＬ", "all"),
        ("KOEKAKE", "koekake"),
        ("stop/", ""),
        ("", ""),
        ("allday", "allday"),
        ("20261125-koekake", "20261125-koekake"),
    ],
)
def test_what_is_meant(text: str, target: str) -> None:
    assert meant(text) == target
