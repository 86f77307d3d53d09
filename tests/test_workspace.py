"""The workspace of VS Code: its schemas fit what an editor reads, its tasks are verbs and find what validate says."""

from __future__ import annotations

import json
import re
from typing import Any

import yaml
from jsonschema import Draft202012Validator

from haishin.check.document.sample import PATH, changed
from haishin.check.findings import REPORTERS
from haishin.check.findings.labels import SEVERITY
from haishin.cli.verbs import parser
from haishin.core.model import Severity
from support.documents import document, findings
from support.force import FORCE, ROOT

WORKSPACE: dict[str, Any] = json.loads((ROOT / ".github" / "haishin.code-workspace").read_text(encoding="utf-8"))
TASKS = {task["args"][1]: task for task in WORKSPACE["tasks"]["tasks"]}


def test_a_schema_finds_no_fault_in_its_file_as_an_editor_reads_it() -> None:
    for schema, file in WORKSPACE["settings"]["yaml.schemas"].items():
        judge = Draft202012Validator(json.loads((ROOT / schema).read_text(encoding="utf-8")))
        value = yaml.safe_load((FORCE / file.lstrip("/")).read_text(encoding="utf-8"))
        assert [fault.message for fault in judge.iter_errors(value)] == []


def test_every_task_is_a_verb_with_arguments_that_it_takes() -> None:
    assert TASKS.keys() == {"new", "validate", "preview"}
    for task in TASKS.values():
        assert (task["command"], task["args"][0]) == ("python3", "scripts/bootstrap.py")
        given = [word.replace("${relativeFile}", PATH) for word in task["args"][1:]]
        assert parser({}).parse_args(given).verb == given[0]


def test_what_validate_says_is_found_with_its_place() -> None:
    first, second = (re.compile(one["regexp"], re.M) for one in TASKS["validate"]["problemMatcher"]["pattern"])
    text = changed("11月25日", "昨日")
    found = findings(text)
    said = REPORTERS["text"](found, {PATH: document(text).source}, "ja", 1).splitlines()
    places = [number for number, line in enumerate(said) if first.match(line)]
    assert [first.match(said[number]).groups() for number in places] == [  # type: ignore[union-attr]
        (one.path, str(one.span.line), str(one.span.column), one.rule) for one in found
    ]
    assert [second.match(said[number + 1])[1] for number in places] == [one.message.ja for one in found]  # type: ignore[index]
    assert found != ()


def test_every_severity_is_known() -> None:
    (pattern, _) = TASKS["validate"]["problemMatcher"]["pattern"]
    for severity in Severity:
        assert re.match(pattern["regexp"], f"{PATH}:9:1 {SEVERITY[severity].ja} incomplete [要領 5(1)]")
