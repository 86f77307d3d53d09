from __future__ import annotations

import json

from haishin.check.findings import REPORTERS
from support.report import ALL, PATH, SCOPE, SOURCES

GOLDEN = """\
{
  "findings": [
    {
      "rule": "scope",
      "severity": "error",
      "clause": "4(1)",
      "path": "alerts/maebashi/2026/20261125-1540-koekake.md",
      "line": 3,
      "column": 9,
      "end_line": 3,
      "end_column": 16,
      "message": "「maebasi」という警察署はありません。",
      "hint": "「maebashi」ではありませんか。",
      "private": false,
      "mark": null,
      "fix": {
        "replacement": "maebashi"
      }
    }
  ],
  "files": 1
}
"""


def test_golden() -> None:
    assert REPORTERS["json"]([SCOPE], SOURCES, "ja", 1) == GOLDEN


def test_clean() -> None:
    assert REPORTERS["json"]([], {}, "en", 0) == '{\n  "findings": [],\n  "files": 0\n}\n'


def test_a_private_finding_carries_no_text_of_its_own() -> None:
    value = json.loads(REPORTERS["json"](ALL, SOURCES, "en", 2))
    private = next(finding for finding in value["findings"] if finding["private"])
    assert private == {
        "rule": "phone",
        "severity": "error",
        "clause": "5(4)",
        "path": PATH,
        "line": 5,
        "column": 4,
        "end_line": 5,
        "end_column": 17,
        "message": "There is a phone number.",
        "hint": "Write published numbers only.",
        "private": True,
        "mark": None,
        "fix": None,
    }
    neighbour = next(finding for finding in value["findings"] if finding["rule"] == "honorific")
    assert neighbour["message"] == "It says ［phone ●●●●●●●●●●●●］."
    assert neighbour["fix"] is None


def test_sorted_by_place_and_hostile_text_reads_back() -> None:
    value = json.loads(REPORTERS["json"](ALL, SOURCES, "ja", 2))
    assert [finding["rule"] for finding in value["findings"]] == ["scope", "phone", "honorific", "hearsay", "file-name"]
    assert value["findings"][-1]["message"] == "名前が正しくありません。\n::add-mask::x ##[error]y"
    assert value["findings"][-1]["path"] == "alerts/\u202e\n::error::x,y:%.md"
