"""Each rule is silent on its good samples and says of each bad one what the sample is there for."""

from __future__ import annotations

import pytest

from haishin.check.rule_registry import DESCRIBED, RULES
from haishin.core.model import Severity
from support.documents import findings

GOOD = [(rule.ID, text) for rule in DESCRIBED for text in rule.GOOD]
BAD = [(rule.ID, key, text) for rule in DESCRIBED for key, text in rule.BAD]
BY_ID = {rule.ID: rule for rule in DESCRIBED}


@pytest.mark.parametrize(("rule", "text"), GOOD)
def test_good(rule: str, text: str) -> None:
    assert [one for one in findings(text) if one.rule == rule] == []


@pytest.mark.parametrize("text", [rule.GOOD[-1] for rule in DESCRIBED if rule.GOOD])
def test_what_the_page_shows_as_good_is_good(text: str) -> None:
    assert [one for one in findings(text) if one.severity is not Severity.NOTE] == []


@pytest.mark.parametrize(("rule", "key", "text"), BAD)
def test_bad(rule: str, key: str, text: str) -> None:
    fixed = BY_ID[rule].MESSAGES[key].ja.split("{")[0]
    assert any(one.rule == rule and one.message.ja.startswith(fixed) for one in findings(text))


def test_names_are_unique_and_every_message_has_its_remedy() -> None:
    assert len(BY_ID) == len(DESCRIBED) == len(RULES) + 4
    for rule in DESCRIBED:
        assert rule.MESSAGES.keys() == rule.HINTS.keys()
        for text in (*rule.MESSAGES.values(), *rule.HINTS.values()):
            assert "jsonschema" not in text.en.lower()
