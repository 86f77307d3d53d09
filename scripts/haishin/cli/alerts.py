"""Verbs over alerts, without state: validate, decide, table, render, rules, scan."""

from __future__ import annotations

import argparse
import json
import os
from dataclasses import asdict
from pathlib import Path

from haishin import privacy
from haishin.checking import check_files
from haishin.cli.historyfile import read_history
from haishin.cli.world import Verbs, World
from haishin.decision import decide
from haishin.decision.deciding import rejected
from haishin.document import read
from haishin.errors import Exit, Refusal, ToolError
from haishin.forge.files import read_pull
from haishin.message.labels import languages
from haishin.message.rendering import render
from haishin.model import Alert, Case, Change, Document, Finding, History, Pull, Severity, Text
from haishin.report import table, verdict
from haishin.report.findings import REPORTERS
from haishin.report.masking import Mask
from haishin.repository.blobs import CommitSource, WorktreeSource
from haishin.repository.proof import prove
from haishin.rules import Tree, check, coverage, pages


def add(verbs: Verbs) -> None:
    """Add the verbs of this room."""
    validate = verbs.add_parser("validate", help="アラートを検査する / check alerts")
    validate.add_argument("paths", nargs="*", metavar="PATH", help="files (default: everything under alerts/)")
    validate.add_argument("--at", metavar="COMMIT", help="read blobs of a commit instead of the work tree")
    validate.add_argument("--format", choices=tuple(REPORTERS), default="text")
    validate.set_defaults(verb=_validate)

    judge = verbs.add_parser("decide", help="配信できるか、何が足りないかを言う / the verdict on an alert")
    judge.add_argument("alert", metavar="ALERT", help="path or id")
    judge.add_argument("--now", metavar="ISO8601", help="judge as of that time (with offset)")
    judge.add_argument("--change", choices=[change.value for change in Change], default="added")
    judge.add_argument("--pull", type=Path, metavar="FILE", help="the pull request, as JSON")
    judge.add_argument("--history", type=Path, metavar="FILE", help="what the ledger knows, as JSON")
    judge.add_argument("--format", choices=("text", "json"), default="text")
    judge.set_defaults(verb=_decide)

    show = verbs.add_parser("table", help="別表を表示する / print the table of categories")
    show.add_argument("alert", nargs="?", metavar="ALERT", help="mark the row of this alert")
    show.add_argument("--format", choices=("text", "markdown"), default="text")
    show.set_defaults(verb=_table)

    bytes_ = verbs.add_parser("render", help="メールそのものを出力する / the whole message's bytes")
    bytes_.add_argument("alert", metavar="ALERT", help="path or id")
    bytes_.add_argument("--to", required=True, metavar="ADDRESS")
    bytes_.add_argument("--form", choices=("text", "html"), default="text")
    bytes_.add_argument("--language", default="ja", metavar="CODE", help="of what stands around the text (ja, en, …)")
    bytes_.set_defaults(verb=_render)

    rules = verbs.add_parser("rules", help="検査の規則を説明する / explain the rules")
    rules.add_argument("--coverage", action="store_true", help="条項と、それを守る仕組み / clause and what honours it")
    rules.set_defaults(verb=_rules)

    scan = verbs.add_parser("scan", help="個人情報を探す / look for personal information")
    scan.add_argument("--jsonl", action="store_true", required=True, help="read {id, title, body} lines")
    scan.set_defaults(verb=_scan)


def _validate(arguments: argparse.Namespace, world: World) -> int:
    source = CommitSource(world.git, arguments.at) if arguments.at else WorktreeSource(world.root)
    paths = arguments.paths if arguments.at else [_from_root(path, world) for path in arguments.paths]
    documents, findings = check_files(source, world.contract, paths or None)
    sources = {document.path: document.source for document in documents}
    world.out.write(REPORTERS[arguments.format](findings, sources, world.language, len(documents)))
    summary = world.environment.get("GITHUB_STEP_SUMMARY")
    if arguments.format == "github" and summary:  # annotations are capped by the forge; the summary holds all
        with Path(summary).open("a", encoding="utf-8") as page:
            page.write(REPORTERS["summary"](findings, sources, world.language, len(documents)))
    return Exit.REFUSED if any(one.severity is Severity.ERROR for one in findings) else Exit.FINE


def _from_root(path: str, world: World) -> str:
    """A path as the user wrote it in his folder, as the repository says it; an absolute one where it lies outside."""
    whole = Path(os.path.abspath(path))  # no symbolic link is followed: that it is one is a finding
    return whole.relative_to(world.root).as_posix() if whole.is_relative_to(world.root) else str(whole)


def locate(name: str, world: World) -> tuple[Path, str]:
    """The file of an alert given by path or id, and its path in the repository's words (``alerts/unit/year/id.md``)."""
    path = Path(name)
    if not path.is_file():
        found = sorted((world.root / "alerts").glob(f"*/*/{name.removesuffix('.md')}.md")) if "/" not in name else []
        if len(found) != 1:
            raise Refusal(
                Text(f"アラート {name!r} が見つかりません。", f"There is no alert {name!r}."),
                Text(
                    "ファイルのパスか、id(20261125-1605-koekake など)で指定してください。",
                    "Name it by path or by id.",
                ),
            )
        path = found[0]
    parts = path.resolve().parts[-3:]
    return path, "/".join(("alerts", *parts))


def load(name: str, world: World) -> tuple[Document, tuple[Finding, ...]]:
    """The document of an alert and everything that the rules say of it, nothing private in it."""
    path, place = locate(name, world)
    try:
        data = path.read_bytes()
    except OSError as fault:
        raise ToolError(
            Text(f"{name} を読めません({fault.strerror})。", f"{name} cannot be read ({fault.strerror})."),
            Text("ファイルのアクセス権を確かめてください。", "Check the file's permissions."),
        ) from fault
    document = read(place, data, world.contract)
    return document, Mask(check(document, world.contract, Tree()), {place: document.source}).findings


def readable(name: str, world: World) -> Alert:
    """The alert of a file that can be read as one; raises Refusal with the first finding otherwise."""
    document, findings = load(name, world)
    if document.alert is None:
        first = next(one for one in findings if one.severity is Severity.ERROR)
        raise Refusal(
            Text(
                f"{name}:{first.span.line}:{first.span.column} {first.message.ja}",
                f"{name}:{first.span.line}:{first.span.column} {first.message.en}",
            ),
            first.hint,
        )
    return document.alert


def language(code: str, world: World) -> str:
    """The code, if mail can be had in that language; raises Refusal otherwise."""
    known = languages(world.contract)
    if code not in known:
        raise Refusal(
            Text(f"言語 {code!r} の見出しはありません。", f"There is no frame in the language {code!r}."),
            Text(f"使える言語は {', '.join(known)} です。", f"Languages are {', '.join(known)}."),
        )
    return code


def _decide(arguments: argparse.Namespace, world: World) -> int:
    document, findings = load(arguments.alert, world)
    now = world.moment(arguments.now) if arguments.now else world.clock()
    if document.alert is None:
        judged = rejected(findings)
    else:
        forge = world.forge()
        pull: Pull | None = None
        if arguments.pull is not None:
            pull = read_pull(arguments.pull)
        elif forge is not None:
            pull = forge.pull(document.alert.id)
            if pull is not None and not forge.offline:  # what a reviewer saw is git's to say
                blob = world.git.run("hash-object", "--stdin", data=document.source.encode()).decode().strip()
                pull = prove(pull, world.git, world.remote, document.alert.path, blob, believe=False)
        history = read_history(arguments.history) if arguments.history is not None else History()
        case = Case(document.alert, Change(arguments.change), findings, pull, history)
        judged = decide(case, now, world.contract)
    if arguments.format == "json":
        json.dump(verdict.data(judged, world.language), world.out, ensure_ascii=False, indent=2)
        world.out.write("\n")
    else:
        world.out.write(verdict.text(judged, world.contract, world.language))
    return Exit.FINE


def _table(arguments: argparse.Namespace, world: World) -> int:
    choice = None
    if arguments.alert:
        alert = readable(arguments.alert, world)
        choice = table.Choice(alert.category, alert.case, alert.content)
    printer = table.markdown if arguments.format == "markdown" else table.text
    world.out.write(printer(world.contract.policy, world.language, choice))
    return Exit.FINE


def _render(arguments: argparse.Namespace, world: World) -> int:
    alert = readable(arguments.alert, world)
    world.out.flush()
    world.raw_out.write(
        render(alert, arguments.to, arguments.form, world.contract, language(arguments.language, world))
    )
    world.raw_out.flush()
    return Exit.FINE


def _rules(arguments: argparse.Namespace, world: World) -> int:
    world.out.write((coverage if arguments.coverage else pages).render(world.contract))
    return Exit.FINE


def _scan(arguments: argparse.Namespace, world: World) -> int:
    place = 1
    try:
        for line in world.stdin:
            if line.strip():
                json.dump(_scanned(line, world), world.out)
                world.out.write("\n")
            place += 1
    except (ValueError, RecursionError) as fault:  # its words may hold the text that was read: they are not shown
        raise ToolError(
            Text(
                f"{place} 行目を読めません。検査は済んでいません。",
                f"Line {place} cannot be read; nothing after it is checked.",
            ),
            Text(
                '1行に1つ、{"id": "…", "title": "…", "body": "…"} の形で書いてください。',
                'Write one {"id": "…", "title": "…", "body": "…"} a line.',
            ),
        ) from fault
    return Exit.FINE


def _scanned(line: str, world: World) -> dict[str, object]:
    """The findings of one line; raises ValueError where it is not of the form."""
    mail = json.loads(line)
    if not isinstance(mail, dict) or not all(isinstance(mail.get(key), str) for key in ("id", "title", "body")):
        raise ValueError("form")
    category, consent = mail.get("category"), mail.get("consent", False)
    if not isinstance(category, str | None) or not isinstance(consent, bool):
        raise ValueError("form")
    hits = privacy.scan(
        mail["title"],
        mail["body"],
        category=category,
        consent_names=(),
        consent=consent,
        disclosed=(),
        wording=world.contract.wording,
        organization=world.contract.organization,
    )
    return {"id": mail["id"], "findings": [asdict(hit) for hit in hits]}
