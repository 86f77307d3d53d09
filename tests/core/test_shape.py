"""What a pull request is by its paths."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from haishin.core.catalogue import Message
from haishin.core.shape import Shape, findings, shape

ONE = "alerts/maebashi/2026/20261125-1605-koekake.md"
TWO = "alerts/takasaki/2026/20261125-1610-hittakuri.md"


@pytest.mark.parametrize(
    ("paths", "expected"),
    [
        ([ONE], Shape(ONE)),
        ([ONE, ONE], Shape(ONE)),
        (["schema/policy.yaml", "scripts/send.py"], Shape(None)),
        (["alerts.md", "schema/alerts/x.md"], Shape(None)),
        ([], Shape(None)),
        ([ONE, TWO], Shape(None, (Message("core/pull-several-alerts"),))),
        ([ONE, "README.md"], Shape(ONE, (Message("core/pull-mixed"),))),
        (
            [ONE, TWO, ".github/CODEOWNERS"],
            Shape(None, (Message("core/pull-several-alerts"), Message("core/pull-mixed"))),
        ),
        (["alerts/.gitattributes"], Shape("alerts/.gitattributes")),
    ],
)
def test_shape(paths: list[str], expected: Shape) -> None:
    assert shape(paths) == expected


def test_a_drafter_is_told_which_files_to_take_out() -> None:
    found = findings(["README.md", ONE, TWO])
    assert [(one.path, one.message) for one in found] == [
        ("README.md", Message("core/pull-mixed")),
        (TWO, Message("core/pull-several-alerts")),
    ]
    assert all(one.rule == "pull-request" for one in found)
    assert all(one.hint == Message("core/pull-mixed").remedy or one.path == TWO for one in found)
    assert findings(["README.md", "schema/policy.yaml"]) == findings([ONE]) == ()


@given(st.lists(st.sampled_from([ONE, TWO, "schema/policy.yaml", "README.md", "alerts/x"]), max_size=6))
def test_a_finding_wherever_the_shape_is_wrong(paths: list[str]) -> None:
    assert bool(findings(paths)) == bool(shape(paths).reasons)
