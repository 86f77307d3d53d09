"""``haishin rulesets``: the prescribed files with the number of the force's App."""

from __future__ import annotations

import json

from haishin.core.contract import load_blobs
from haishin.office.setup.rulesets import made
from support.contract import shipped, spoiled
from support.settings import FILES, ruleset


def test_without_an_app_the_name_says_what_to_replace() -> None:
    """N12: JSON knows no comment."""
    files = {path: json.loads(text) for path, text in made(shipped().policy).items()}
    assert sorted(files) == sorted(f".github/rulesets/{name}.json" for name in FILES)
    main = files[".github/rulesets/main.json"]
    assert main.pop("name") == "haishin: main (REPLACE integration_id 0: forge.app in schema/policy.yaml)"
    assert files == {f".github/rulesets/{name}.json": ruleset(name) for name in FILES} | {
        ".github/rulesets/main.json": {key: value for key, value in ruleset("main").items() if key != "name"}
    }


def test_the_apps_number_stands_where_the_status_is_asked_for() -> None:
    policy = load_blobs(spoiled("policy.yaml", "{public: refused}\n", "{public: refused, app: 987654}\n")).policy
    main = json.loads(made(policy)[".github/rulesets/main.json"])
    assert main["name"] == "haishin: main"
    (status,) = (rule for rule in main["rules"] if rule["type"] == "required_status_checks")
    assert status["parameters"]["required_status_checks"] == [{"context": "consultation", "integration_id": 987654}]
