"""Which product files are taken over: every case of three lists."""

from __future__ import annotations

import pytest

from haishin.core.catalogue import Message, listed
from haishin.core.errors import Refusal
from haishin.office.upgrading.release import ProductFile
from haishin.office.upgrading.upgrade import Files, takeover


def side(word: str) -> Files:
    """``-``: nothing there, ``x``: an executable file, else its text."""
    return {} if word == "-" else {"p": ProductFile("100755" if word == "x" else "100644", word, word)}


@pytest.mark.parametrize(
    ("base", "own", "new", "what"),
    [
        ("a", "a", "a", ""),
        ("a", "a", "b", "put"),
        ("a", "a", "-", "removed"),
        ("-", "-", "b", "put"),
        ("a", "a", "x", "put"),
        ("a", "b", "b", ""),
        ("-", "b", "b", ""),
        ("a", "-", "-", ""),
        ("a", "c", "b", "kept"),
        ("a", "c", "a", "kept"),
        ("a", "c", "-", "kept"),
        ("a", "-", "b", "kept"),
        ("-", "c", "b", "kept"),
        ("-", "c", "-", ""),
    ],
)
def test_every_case(base: str, own: str, new: str, what: str) -> None:
    lists = (side(base), side(own), side(new))
    changes = {"put": side(new), "removed": {"p": None}}
    assert takeover(*lists, frozenset()) == (changes.get(what, {}), ["p"] * (what == "kept"))
    if what == "kept":
        assert takeover(*lists, {"p"}) == (side(new) or {"p": None}, [])


@pytest.mark.parametrize(("base", "own", "new"), [("a", "a", "a"), ("-", "c", "-"), ("a", "-", "-")])
def test_only_what_the_force_changed_can_be_taken(base: str, own: str, new: str) -> None:
    with pytest.raises(Refusal) as caught:
        takeover(side(base), side(own), side(new), {"p", "alerts/x.md"})
    assert caught.value.message == Message("office/upgrading/nothing-to-take", paths=listed(["alerts/x.md", "p"]))


def test_what_counts_for_nothing_makes_no_difference() -> None:
    one, other = ProductFile("100644", "same", "1"), ProductFile("100644", "same", "2")
    assert takeover({"p": one}, {"p": other}, {"p": one}, frozenset()) == ({}, [])
