"""Findings as workflow commands of GitHub Actions, which it shows beside the changed lines (T27).

A runner keeps ten of each type a step and drops the rest silently, and cuts a message at 4,096 characters.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from haishin.check.findings.labels import cited, counted, weight
from haishin.core.catalogue import Message
from haishin.core.escaping import visible
from haishin.core.masking import Mask
from haishin.core.model import Finding, Language, Severity

_COMMAND = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.NOTE: "notice"}
_CAP = 10
_LONGEST = 4096


def report(findings: Sequence[Finding], sources: Mapping[str, str], language: Language, files: int) -> str:
    """Write a command for each finding, errors first, at most ten of a type; a last notice counts the rest."""
    masked = sorted(Mask(findings, sources).findings, key=weight)
    by_type: dict[Severity, list[Finding]] = {severity: [] for severity in _COMMAND}
    for finding in masked:
        by_type[finding.severity].append(finding)
    caps = dict.fromkeys(_COMMAND, _CAP)
    if any(len(of_type) > _CAP for of_type in by_type.values()):
        caps[Severity.NOTE] -= 1  # the last notice is a notice too
    commands, hidden = [], []
    for severity, of_type in by_type.items():
        commands += [_annotation(finding, language) for finding in of_type[: caps[severity]]]
        hidden += of_type[caps[severity] :]
    if hidden:
        message = Message("check/findings/more", cap=_CAP, counts=counted(hidden, language))[language]
        commands.append(_command("notice", {"title": Message("check/findings/more-title")[language]}, message))
    return "".join(f"{command}\n" for command in commands)


def _annotation(finding: Finding, language: Language) -> str:
    span = finding.span
    place = {"file": finding.path, "line": str(span.line)}
    if span.line == span.end_line:  # a runner refuses columns of an annotation over several lines
        place |= {"col": str(span.column)}
    place |= {"endLine": str(span.end_line)}
    if span.line == span.end_line:
        place |= {"endColumn": str(span.end_column)}
    title = finding.rule
    if finding.clause:
        title += f" [{cited(finding.clause, language, ours=finding.ours)}]"
    message = f"{visible(finding.message[language])}\n→ {visible(finding.hint[language])}"
    if len(message) > _LONGEST:
        message = f"{message[: _LONGEST - 1]}…"
    return _command(_COMMAND[finding.severity], {**place, "title": title}, message)


def _command(name: str, properties: Mapping[str, str], message: str) -> str:
    given = ",".join(f"{key}={_property(visible(value))}" for key, value in properties.items())
    return f"::{name} {given}::{_data(message)}"


def _data(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")
