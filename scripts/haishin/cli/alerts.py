"""Verbs over the files of alerts: validate, fix, rules, scan; and how a verb finds and reads an alert."""

from __future__ import annotations

import argparse
import json
import os
import shutil
from collections.abc import Collection, Iterable
from dataclasses import asdict, replace
from datetime import date
from pathlib import Path

from haishin.check import coverage, pages
from haishin.check.alert_files import FOLDER, alert_entries, check_files, no_file, tree_of
from haishin.check.difference import difference
from haishin.check.document import oversize, read
from haishin.check.document.decoding import MAX_BYTES, decode
from haishin.check.engine import check
from haishin.check.findings import REPORTERS
from haishin.check.findings.labels import counted
from haishin.check.mail_scan import scan
from haishin.check.mending import mend
from haishin.check.reading import Tree
from haishin.check.rules import path as path_rule
from haishin.check.schema_files import warnings
from haishin.cli.context import Acts, CommandContext, from_root
from haishin.core import shape
from haishin.core.catalogue import Message
from haishin.core.contract.policy import JST
from haishin.core.errors import Exit, Refusal, ToolError
from haishin.core.escaping import visible
from haishin.core.masking import Mask
from haishin.core.model import Alert, Document, Finding, Severity, Text
from haishin.core.repository.git import Git
from haishin.core.repository.history import changed_paths
from haishin.core.repository.sources import CommitSource, Entry, FileSource, IndexSource, WorktreeSource


def _validate(arguments: argparse.Namespace, context: CommandContext) -> int:
    if arguments.show:
        refuse_to_show(arguments.format, context)
    source, paths = _files(arguments, context)
    documents, findings = check_files(source, context.contract, paths)
    findings += tuple(warnings(context.contract, paths, context.clock().astimezone(JST).date()))
    if arguments.base:
        findings += shape.findings(changed_paths(context.git, arguments.base, arguments.at or "HEAD"))
    sources = {document.path: document.source for document in documents}
    shown = findings
    if arguments.show:
        shown = tuple(replace(finding, private=False) for finding in findings)
    context.out.write(REPORTERS[arguments.format](shown, sources, context.language, len(documents)))
    summary = context.environment.get("GITHUB_STEP_SUMMARY")
    if arguments.format == "github" and summary:  # annotations are capped by the forge; the summary holds all
        with Path(summary).open("a", encoding="utf-8") as page:
            page.write(REPORTERS["summary"](findings, sources, context.language, len(documents)))
    return _refused(findings)


def _refused(findings: Iterable[Finding]) -> Exit:
    return Exit.refused_if(any(finding.severity is Severity.ERROR for finding in findings))


def _named(arguments: argparse.Namespace, context: CommandContext) -> list[str]:
    """List the paths that the user named; the whole repository is its alerts."""
    named = [from_root(path, context) for path in arguments.paths]
    whole = {".": FOLDER}
    return [whole.get(path, path) for path in named]


def _files(arguments: argparse.Namespace, context: CommandContext) -> tuple[FileSource, list[str] | None]:
    """Choose the source of the files, and the paths that are checked; None is all paths."""
    if "" in arguments.paths:  # which would be the whole folder
        raise no_file('""')
    if arguments.staged:
        index = context.environment.get("GIT_INDEX_FILE")
        staged = IndexSource(Git(context.root, context.environment, index=os.path.abspath(index) if index else None))
        named = _named(arguments, context) or [FOLDER]
        for path in named:
            if arguments.paths and not staged.entries(path):
                raise no_file(path)
        return staged, [path for prefix in named for path in staged.changed(prefix)]
    if arguments.at:
        return CommitSource(context.git, arguments.at), arguments.paths or None
    return WorktreeSource(context.root), _named(arguments, context) or None


def refuse_to_show(form: str, context: CommandContext) -> None:
    """Refuse to show personal information but at a terminal: anything else may keep it or pass it on."""
    if form != "text" or not context.out.isatty() or context.environment.get("CI"):
        raise Refusal(Message("cli/unmasked-elsewhere"))


def locate(name: str, context: CommandContext) -> tuple[Path, str]:
    """Find the file of an alert by path or id, and its path in the repository (``alerts/unit/year/id.md``)."""
    path = Path(name)
    if not path.is_file():
        files = []
        if "/" not in name:
            files = sorted((context.root / "alerts").glob(f"*/*/{name.removesuffix('.md')}.md"))
        if len(files) != 1:
            raise Refusal(Message("cli/no-alert-file", name=name))
        path = files[0]
    place = path.resolve().parts[-4:]
    if place[0] != FOLDER:
        raise Refusal(Message("cli/file-elsewhere", name=name, folder=FOLDER))
    return path, "/".join(place)


def load(name: str, context: CommandContext, recorded: Collection[str] = ()) -> tuple[Document, tuple[Finding, ...]]:
    """Read an alert's document and check it; the findings hold nothing private.

    ``recorded``: ids that the ledger knows.
    """
    path, place = locate(name, context)
    try:
        data = path.read_bytes()
    except OSError as fault:
        raise ToolError(Message("cli/unreadable-alert", name=name, why=fault.strerror)) from fault
    document = read(place, data, context.contract)
    tree = around(path, context, recorded)
    return document, Mask(check(document, context.contract, tree), {place: document.source}).findings


def around(path: Path, context: CommandContext, recorded: Collection[str] = ()) -> Tree:
    """Read the alerts among which a file lies, be it in another copy of the repository."""
    return tree_of(WorktreeSource(path.resolve().parents[3]), context.contract, recorded)


def readable(name: str, context: CommandContext) -> Alert:
    """Read the alert of a file in the folder of alerts; raises Refusal with the first error otherwise."""
    document, findings = load(name, context)
    errors = [
        finding
        for finding in findings
        if finding.severity is Severity.ERROR and (document.alert is None or finding.rule == path_rule.ID)
    ]
    if document.alert is None or errors:
        first = errors[0]
        place = f"{name}:{first.span.line}:{first.span.column}"
        raise Refusal(Text(f"{place} {first.message.ja}", f"{place} {first.message.en}"), first.hint)
    return document.alert


def showable(name: str, context: CommandContext) -> Alert:
    """Read as ``readable`` does; raises Refusal too while a finding may be private."""
    alert = readable(name, context)
    _, findings = load(name, context)
    if any(finding.private and finding.severity is not Severity.NOTE for finding in findings):
        raise Refusal(Message("cli/private-places"))
    return alert


def _rules(arguments: argparse.Namespace, context: CommandContext) -> int:
    context.out.write((coverage if arguments.coverage else pages).render(context.contract))
    return Exit.FINE


def _scan(arguments: argparse.Namespace, context: CommandContext) -> int:
    place = 1
    try:
        for line in context.stdin:
            if line.strip():
                json.dump(_scanned(line, context), context.out)
                context.out.write("\n")
            place += 1
    except (ValueError, RecursionError) as fault:  # its words may hold the text that was read: they are not shown
        raise ToolError(Message("cli/unread-line", number=place)) from fault
    return Exit.FINE


def _scanned(line: str, context: CommandContext) -> dict[str, object]:
    """Check one line; raises ValueError if it has another form."""
    mail = json.loads(line)
    if not isinstance(mail, dict) or not all(isinstance(mail.get(key), str) for key in ("id", "title", "body")):
        raise ValueError("form")
    category, consent, day = mail.get("category"), mail.get("consent", False), mail.get("date")
    if not (isinstance(category, str | None) and isinstance(consent, bool) and isinstance(day, str | None)):
        raise ValueError("form")
    findings = scan(
        mail["title"],
        mail["body"],
        context.contract,
        category=category,
        consent=consent,
        day=date.fromisoformat(day) if day else None,
    )
    return {"id": mail["id"], "findings": [asdict(finding) for finding in findings]}


def _fix(arguments: argparse.Namespace, context: CommandContext) -> int:
    source = WorktreeSource(context.root)
    named = _named(arguments, context) or None
    entries, misplaced = alert_entries(source, context.contract, named)
    tree = tree_of(source, context.contract)
    changed, left = 0, list(misplaced)
    for finding in misplaced:
        path, why, hint = visible(finding.path), finding.message, finding.hint
        context.say(Message("cli/fix-leaves", path=path, why=why, hint=hint))
    for entry in entries:
        if entry.size > MAX_BYTES:
            context.say(Message("cli/fix-too-large", path=visible(entry.path), size=entry.size, limit=MAX_BYTES))
            left += check(oversize(entry.path, entry.size), context.contract, tree)
            continue
        data = source.read(entry)
        if data and not decode(data, [])[1]:
            context.say(Message("cli/fix-no-utf-8", path=visible(entry.path)))
        mended = mend(entry.path, data, context.contract, tree)
        after = _findings(entry, mended, context, tree)
        left += after
        if mended == data:
            continue
        changed += 1
        before = data.decode(), _findings(entry, data, context, tree)
        context.out.write(difference(entry.path, before, (mended.decode(), after), context.language))
        if arguments.write:
            _write(context.root / entry.path, mended)
    if not changed:
        context.say(Message("cli/nothing-to-fix"))
    else:
        context.say(Message("cli/fixed" if arguments.write else "cli/would-fix", count=changed))
    if left:
        context.say(Message("cli/findings-left", counts=Text(counted(left, "ja"), counted(left, "en"))))
    return _refused(left)


def _findings(entry: Entry, data: bytes, context: CommandContext, tree: Tree) -> tuple[Finding, ...]:
    return check(read(entry.path, data, context.contract), context.contract, tree)


def _write(path: Path, data: bytes) -> None:
    """Replace a file in one step: a reader sees the old file or the new file."""
    draft = path.with_name(f".{path.name}.haishin")
    try:
        draft.write_bytes(data)
        shutil.copymode(path, draft)
        os.replace(draft, path)
    except OSError as fault:
        draft.unlink(missing_ok=True)
        raise ToolError(Message("cli/unwritable-file", name=path.name, why=fault.strerror)) from fault


VERBS: Acts = {
    "validate": _validate,
    "fix": _fix,
    "rules": _rules,
    "scan": _scan,
}
