"""Families of expressions beyond the examples of each rule: what it finds, and what looks alike and passes."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml

from support_wording import scanned

FAMILIES = yaml.safe_load((Path(__file__).parent / "wording_families.yaml").read_text("utf-8"))
CATEGORY = "suspicious-person"


def _said(rule: str, text: str) -> set[str]:
    """The rules that find something in a title, or in a sentence of an otherwise faultless mail."""
    if rule == "vague-title":
        return {name for name, _ in scanned("12月3日、前橋市で声かけ。ご注意ください。前橋警察署", text, CATEGORY)}
    return {name for name, _ in scanned(f"12月3日、{text}。ご注意ください。\n前橋警察署", category=CATEGORY)}


@pytest.mark.parametrize(
    ("rule", "text"), [(rule, text) for rule, family in FAMILIES.items() for text in family["found"]]
)
def test_found(rule: str, text: str) -> None:
    assert rule in _said(rule, text)


@pytest.mark.parametrize(
    ("rule", "text"), [(rule, text) for rule, family in FAMILIES.items() for text in family["near"]]
)
def test_near_misses(rule: str, text: str) -> None:
    assert _said(rule, text) == set()


@pytest.mark.parametrize("rule", FAMILIES)
def test_each_family_is_wide(rule: str) -> None:
    assert len(FAMILIES[rule]["found"]) >= 30
