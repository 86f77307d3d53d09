"""Findings as SARIF 2.1.0 (OASIS), for code scanning and editors; columns in code points."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from urllib.parse import quote

from haishin import __version__
from haishin.check.findings.labels import STRENGTH
from haishin.core.escaping import json_text
from haishin.core.masking import Mask
from haishin.core.model import Finding, Language

_SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"


def report(findings: Sequence[Finding], sources: Mapping[str, str], language: Language, files: int) -> str:
    """Write one run with the rules that found something; a private finding offers no fix."""
    masked = Mask(findings, sources).findings
    by_rule: dict[str, list[Finding]] = {}
    for finding in masked:
        by_rule.setdefault(finding.rule, []).append(finding)
    ids = sorted(by_rule)
    driver = {
        "name": "haishin",
        "version": __version__,
        "rules": [_rule(by_rule[rule], language) for rule in ids],
    }
    run = {
        "tool": {"driver": driver},
        "columnKind": "unicodeCodePoints",
        "results": [_result(finding, ids.index(finding.rule), language) for finding in masked],
        "properties": {"files": files},
    }
    return json_text({"$schema": _SCHEMA, "version": "2.1.0", "runs": [run]})


def _rule(findings: Sequence[Finding], language: Language) -> dict[str, object]:
    strongest = min(findings, key=lambda finding: STRENGTH[finding.severity])
    return {
        "id": strongest.rule,
        "help": {"text": strongest.hint[language]},
        "defaultConfiguration": {"level": strongest.severity.value},
        "properties": {"clause": strongest.clause},
    }


def _result(finding: Finding, index: int, language: Language) -> dict[str, object]:
    place = {"uri": quote(finding.path.encode("utf-8", "surrogatepass")), "uriBaseId": "%SRCROOT%"}
    region = {
        "startLine": finding.span.line,
        "startColumn": finding.span.column,
        "endLine": finding.span.end_line,
        "endColumn": finding.span.end_column,
    }
    result: dict[str, object] = {
        "ruleId": finding.rule,
        "ruleIndex": index,
        "level": finding.severity.value,
        "message": {"text": f"{finding.message[language]} {finding.hint[language]}"},
        "locations": [{"physicalLocation": {"artifactLocation": place, "region": region}}],
        "properties": {"clause": finding.clause, "private": finding.private},
    }
    if finding.fix is not None:
        change = {"deletedRegion": region, "insertedContent": {"text": finding.fix.replacement}}
        result["fixes"] = [
            {
                "description": {"text": finding.hint[language]},
                "artifactChanges": [{"artifactLocation": place, "replacements": [change]}],
            }
        ]
    return result
