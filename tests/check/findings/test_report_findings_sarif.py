from __future__ import annotations

import json
from dataclasses import replace

from haishin import __version__
from haishin.check.findings import REPORTERS
from haishin.core.model import Severity
from support.report import ALL, HEARSAY, PATH, SCOPE, SOURCES

REGION = {"startLine": 3, "startColumn": 9, "endLine": 3, "endColumn": 16}
PLACE = {"uri": PATH, "uriBaseId": "%SRCROOT%"}
GOLDEN = {
    "$schema": "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json",
    "version": "2.1.0",
    "runs": [
        {
            "tool": {
                "driver": {
                    "name": "haishin",
                    "version": __version__,
                    "rules": [
                        {
                            "id": "scope",
                            "help": {"text": "「maebashi」ではありませんか。"},
                            "defaultConfiguration": {"level": "error"},
                            "properties": {"clause": "4(1)"},
                        }
                    ],
                }
            },
            "columnKind": "unicodeCodePoints",
            "results": [
                {
                    "ruleId": "scope",
                    "ruleIndex": 0,
                    "level": "error",
                    "message": {"text": "「maebasi」という警察署はありません。 「maebashi」ではありませんか。"},
                    "locations": [{"physicalLocation": {"artifactLocation": PLACE, "region": REGION}}],
                    "properties": {"clause": "4(1)", "private": False},
                    "fixes": [
                        {
                            "description": {"text": "「maebashi」ではありませんか。"},
                            "artifactChanges": [
                                {
                                    "artifactLocation": PLACE,
                                    "replacements": [
                                        {"deletedRegion": REGION, "insertedContent": {"text": "maebashi"}}
                                    ],
                                }
                            ],
                        }
                    ],
                }
            ],
            "properties": {"files": 1},
        }
    ],
}


def test_golden() -> None:
    assert json.loads(REPORTERS["sarif"]([SCOPE], SOURCES, "ja", 1)) == GOLDEN


def test_clean() -> None:
    (run,) = json.loads(REPORTERS["sarif"]([], SOURCES, "ja", 1))["runs"]
    assert run["results"] == run["tool"]["driver"]["rules"] == []


def test_every_result_points_to_its_rule() -> None:
    (run,) = json.loads(REPORTERS["sarif"](ALL, SOURCES, "en", 2))["runs"]
    rules = [rule["id"] for rule in run["tool"]["driver"]["rules"]]
    assert rules == sorted(set(rules))
    assert [rules[result["ruleIndex"]] for result in run["results"]] == [result["ruleId"] for result in run["results"]]


def test_a_private_finding_has_no_fix_and_a_hostile_path_is_an_address() -> None:
    (run,) = json.loads(REPORTERS["sarif"](ALL, SOURCES, "en", 2))["runs"]
    assert [result["ruleId"] for result in run["results"] if "fixes" in result] == ["scope"]
    uri = run["results"][-1]["locations"][0]["physicalLocation"]["artifactLocation"]["uri"]
    assert uri == "alerts/%E2%80%AE%0A%3A%3Aerror%3A%3Ax%2Cy%3A%25.md"


def test_a_rule_has_the_level_of_its_strongest_finding() -> None:
    weak = replace(HEARSAY, severity=Severity.NOTE)
    (run,) = json.loads(REPORTERS["sarif"]([weak, HEARSAY], SOURCES, "en", 1))["runs"]
    assert run["tool"]["driver"]["rules"][0]["defaultConfiguration"] == {"level": "warning"}
    assert sorted(result["level"] for result in run["results"]) == ["note", "warning"]
