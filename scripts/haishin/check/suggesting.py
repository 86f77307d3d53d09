"""The remedies of a file as whole lines, which the forge offers to be put in place of the lines that stand there."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from haishin.check.document import read
from haishin.check.document.decoding import decode
from haishin.check.engine import check
from haishin.check.findings.labels import STRENGTH
from haishin.check.mending import applied, remedies
from haishin.check.reading import Tree
from haishin.core.contract import Contract
from haishin.core.escaping import visible
from haishin.core.model import Finding, Severity


@dataclass(frozen=True, slots=True)
class Suggestion:
    """Lines to put in place of others."""

    first: int  # of the lines that it replaces
    last: int
    text: str  # without the last line's end


def suggest(path: str, data: bytes, contract: Contract, tree: Tree, most: int) -> tuple[Suggestion, ...]:
    """Give the remedies of the file's errors and warnings as whole lines, in their order, the gravest ``most`` of them.

    None if a private finding is open in the file, before or after. A line with anything private, or one that the
    forge might not show as it is, is left out (T27). Raises RuleError.
    """
    document = read(path, data, contract)
    findings = check(document, contract, tree)
    if not decode(data, [])[1] or any(map(_open_private, findings)):
        return ()
    fixes = remedies(document, findings, contract, tree)
    if any(map(_open_private, check(read(path, applied(document.source, fixes).encode(), contract), contract, tree))):
        return ()
    blocks = [
        block
        for block in _blocks(fix for fix in fixes if fix.severity is not Severity.NOTE)
        if not any(finding.private and _meets(finding, block) for finding in findings)
    ]
    blocks.sort(key=lambda block: min(STRENGTH[fix.severity] for fix in block))
    made = [_rewritten(document.source, block) for block in blocks]
    written = len(document.source.removesuffix("\n").split("\n"))
    shown = [one for one in made if one.last <= written and _showable(one.text)]
    return tuple(sorted(shown[:most], key=lambda one: one.first))


def _open_private(finding: Finding) -> bool:
    return finding.private and finding.severity is not Severity.NOTE


def _meets(finding: Finding, block: Sequence[Finding]) -> bool:
    """Whether the finding lies in a line that the block rewrites."""
    return finding.span.line <= block[-1].span.end_line and block[0].span.line <= finding.span.end_line


def _blocks(fixes: Iterable[Finding]) -> list[list[Finding]]:
    """Group the fixes that share a line."""
    blocks: list[list[Finding]] = []
    for fix in fixes:
        if blocks and fix.span.line <= blocks[-1][-1].span.end_line:
            blocks[-1].append(fix)
        else:
            blocks.append([fix])
    return blocks


def _rewritten(source: str, block: Sequence[Finding]) -> Suggestion:
    first, last = block[0].span.line, block[-1].span.end_line
    before, after = source.split("\n"), applied(source, tuple(block)).split("\n")
    kept = len(before) - last
    return Suggestion(first, last, "\n".join(after[first - 1 : len(after) - kept]))


def _showable(text: str) -> bool:
    """Whether a fence holds it as it is: nothing hides in it, and nothing ends the fence."""
    return visible(text.replace("\n", "")) == text.replace("\n", "") and "``" not in text and "~~" not in text
