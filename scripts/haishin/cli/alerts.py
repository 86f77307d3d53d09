"""Verbs over alerts, without state: validate, table, render, rules, scan; and how a verb finds and reads an alert."""

from __future__ import annotations

import argparse
import json
import os
from collections.abc import Collection, Iterator
from dataclasses import asdict, replace
from datetime import date
from pathlib import Path

from haishin.checking import FOLDER, check, check_files, coverage, no_file, pages, scan, tree_of
from haishin.cli.context import Acts, CommandContext, from_root
from haishin.cli.private import addresses
from haishin.contract.endings import gap_texts, gaps
from haishin.contract.policy import JST
from haishin.decision import upkeep
from haishin.document import read
from haishin.errors import Exit, Refusal, ToolError
from haishin.message.framing import languages
from haishin.message.kinsoku import folded
from haishin.message.prepare import Variant, compose
from haishin.message.preview import render
from haishin.message.sender import Sender
from haishin.model import WHOLE_FILE, Alert, Document, Finding, Severity, Span, Text
from haishin.reading import Tree
from haishin.report import table
from haishin.report.findings import REPORTERS
from haishin.report.masking import Mask
from haishin.repository.git import Git
from haishin.repository.history import changed_paths
from haishin.repository.sources import CommitSource, IndexSource, Source, WorktreeSource
from haishin.rules import path as path_rule

_NO_WORD_HINT = Text(
    "その言語の所に書いてください。書くまで、日本語で、又は助言なしで送られます。",
    "Write it under that language. Until then it is mailed in Japanese, or without advice.",
)
EXAMPLE = "toroku.sha@example.jp"  # the reader of a sample


def _validate(arguments: argparse.Namespace, context: CommandContext) -> int:
    if arguments.show:
        refuse_to_show(arguments.format, context)
    source, paths = _files(arguments, context)
    documents, findings = check_files(source, context.contract, paths)
    findings += tuple(_gaps(paths, context)) + (_lacking(context) if paths is None else ())
    if arguments.base:
        findings += upkeep.findings(changed_paths(context.git, arguments.base, arguments.at or "HEAD"))
    sources = {document.path: document.source for document in documents}
    shown = tuple(replace(one, private=False) for one in findings) if arguments.show else findings
    context.out.write(REPORTERS[arguments.format](shown, sources, context.language, len(documents)))
    summary = context.environment.get("GITHUB_STEP_SUMMARY")
    if arguments.format == "github" and summary:  # annotations are capped by the forge; the summary holds all
        with Path(summary).open("a", encoding="utf-8") as page:
            page.write(REPORTERS["summary"](findings, sources, context.language, len(documents)))
    return Exit.REFUSED if any(one.severity is Severity.ERROR for one in findings) else Exit.FINE


def _gaps(paths: Collection[str] | None, context: CommandContext) -> Iterator[Finding]:
    """A warning for each unit, among those of the paths, that cannot send today: nobody can approve (3(1))."""
    contract, today = context.contract, context.clock().astimezone(JST).date()
    meant = {path.split("/")[1] if "/" in path else "" for path in paths or ("",)}
    for gap in gaps(contract, today):
        if gap.since == today and not meant.isdisjoint(("", gap.seat.unit)):
            message, hint = gap_texts(gap, contract, today)
            yield Finding("schema/roster.yaml", WHOLE_FILE, "empty-seat", Severity.WARNING, message, hint)


def _lacking(context: CommandContext) -> tuple[Finding, ...]:
    """A warning for each word that ``frame.yaml`` does not have in one of its languages."""
    return tuple(
        Finding(
            f"schema/{one.file}", Span(one.line, 1, one.line, 1), "frame", Severity.WARNING, one.reason, _NO_WORD_HINT
        )
        for one in context.contract.lacking
    )


def _files(arguments: argparse.Namespace, context: CommandContext) -> tuple[Source, list[str] | None]:
    """Where the files come from, and which of them are meant; None is all of them."""
    if arguments.staged:
        index = context.environment.get("GIT_INDEX_FILE")
        staged = IndexSource(Git(context.root, context.environment, index=os.path.abspath(index) if index else None))
        named = [from_root(path, context) for path in arguments.paths] or [FOLDER]
        for path in named:
            if arguments.paths and not staged.entries(path):
                raise no_file(path)
        return staged, [path for prefix in named for path in staged.changed(prefix)]
    if arguments.at:
        return CommitSource(context.git, arguments.at), arguments.paths or None
    return WorktreeSource(context.root), [from_root(path, context) for path in arguments.paths] or None


def refuse_to_show(form: str, context: CommandContext) -> None:
    """Personal information is shown to the person at a terminal alone: anything else may keep it or pass it on."""
    if form != "text" or not context.out.isatty() or context.environment.get("CI"):
        raise Refusal(
            Text(
                "--show が使えるのは、画面に直接表示するときだけです(ファイルや別のプログラム、CI では使えません)。",
                "--show works on a terminal alone: not into a file or another program, and not in CI.",
            ),
            Text(
                "--show を外すと、個人情報を伏せた結果が出ます。",
                "Without --show the findings come with personal information masked.",
            ),
        )


def locate(name: str, context: CommandContext) -> tuple[Path, str]:
    """The file of an alert given by path or id, and its path in the repository's words (``alerts/unit/year/id.md``)."""
    path = Path(name)
    if not path.is_file():
        found = sorted((context.root / "alerts").glob(f"*/*/{name.removesuffix('.md')}.md")) if "/" not in name else []
        if len(found) != 1:
            raise Refusal(
                Text(f"アラート {name!r} が見つかりません。", f"There is no alert {name!r}."),
                Text(
                    "ファイルのパスか、id(20261125-1605-koekake など)で指定してください。",
                    "Name it by path or by id.",
                ),
            )
        path = found[0]
    place = path.resolve().parts[-4:]
    if place[0] != FOLDER:
        raise Refusal(
            Text(f"{name} は {FOLDER}/ の中にありません。", f"{name} does not lie in {FOLDER}/."),
            Text(
                f"{FOLDER}/所属/年/番号.md の形の場所に置いてから、もう一度実行してください。",
                f"Put it where alerts lie ({FOLDER}/UNIT/YEAR/ID.md), then run this again.",
            ),
        )
    return path, "/".join(place)


def load(name: str, context: CommandContext, recorded: Collection[str] = ()) -> tuple[Document, tuple[Finding, ...]]:
    """The document of an alert and everything that the rules say of it, nothing private in it.

    ``recorded``: ids that the ledger knows.
    """
    path, place = locate(name, context)
    try:
        data = path.read_bytes()
    except OSError as fault:
        raise ToolError(
            Text(f"{name} を読めません({fault.strerror})。", f"{name} cannot be read ({fault.strerror})."),
            Text("ファイルのアクセス権を確かめてください。", "Check the file's permissions."),
        ) from fault
    document = read(place, data, context.contract)
    tree = around(path, context, recorded)
    return document, Mask(check(document, context.contract, tree), {place: document.source}).findings


def around(path: Path, context: CommandContext, recorded: Collection[str] = ()) -> Tree:
    """The alerts among which a file lies, be it in another copy of the repository."""
    return tree_of(WorktreeSource(path.resolve().parents[3]), context.contract, recorded)


def readable(name: str, context: CommandContext) -> Alert:
    """The alert of a file that can be read and lies where alerts lie; raises Refusal with the finding otherwise."""
    document, findings = load(name, context)
    errors = [
        one
        for one in findings
        if one.severity is Severity.ERROR and (document.alert is None or one.rule == path_rule.ID)
    ]
    if document.alert is None or errors:
        first = errors[0]
        raise Refusal(
            Text(
                f"{name}:{first.span.line}:{first.span.column} {first.message.ja}",
                f"{name}:{first.span.line}:{first.span.column} {first.message.en}",
            ),
            first.hint,
        )
    return document.alert


def showable(name: str, context: CommandContext) -> Alert:
    """As ``readable``; raises Refusal too while a place may hold what nobody may see yet."""
    alert = readable(name, context)
    _, findings = load(name, context)
    if any(one.private and one.severity is not Severity.NOTE for one in findings):
        raise Refusal(
            Text(
                "個人情報などの疑いがある箇所が残っているため、メールの形では出しません。",
                "The mail is not shown while a place may hold private information.",
            ),
            Text("haishin validate で箇所を確かめ、直してください。", "See the places with haishin validate."),
        )
    return alert


def language(code: str, context: CommandContext) -> str:
    """The code, if mail can be had in that language; raises Refusal otherwise."""
    known = languages(context.contract)
    if code not in known:
        raise Refusal(
            Text(f"言語 {code!r} の見出しはありません。", f"There is no frame in the language {code!r}."),
            Text(f"使える言語は {', '.join(known)} です。", f"Languages are {', '.join(known)}."),
        )
    return code


def _table(arguments: argparse.Namespace, context: CommandContext) -> int:
    choice = None
    if arguments.alert:
        alert = readable(arguments.alert, context)
        choice = table.Choice(alert.category, alert.case, alert.content)
    printer = table.markdown if arguments.format == "markdown" else table.text
    context.out.write(printer(context.contract.policy, context.language, choice))
    return Exit.FINE


def _render(arguments: argparse.Namespace, context: CommandContext) -> int:
    if arguments.show:
        refuse_to_show("text", context)
        alert = readable(arguments.alert, context)
    else:
        alert = showable(arguments.alert, context)
    given = [one.strip() for one in addresses(None, context) if one.strip()] if arguments.to else [EXAMPLE]
    if len(given) != 1:
        raise Refusal(
            Text("アドレスは一つだけ書いてください。", "Write one address."),
            Text(
                "標準入力に、宛先を一行で入れてください。", "Give the reader's address in one line on standard input."
            ),
        )
    tongue = language(arguments.language, context)
    if context.columns is not None:
        told = compose(alert, Variant("text", tongue), Sender.of(context.contract.organization.mail), context.contract)
        context.out.write(folded(f"{told.subject}\n\n{told.text}", context.columns) + "\n")
        return Exit.FINE
    context.out.flush()
    context.raw_out.write(render(alert, given[0], arguments.form, context.contract, tongue))
    context.raw_out.flush()
    return Exit.FINE


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
        raise ToolError(
            Text(
                f"{place} 行目を読めません。検査は済んでいません。",
                f"Line {place} cannot be read; nothing after it is checked.",
            ),
            Text(
                '1行に1つ、{"id": "…", "title": "…", "body": "…"} の形で書いてください(任意で category, date)。',
                'Write one {"id": "…", "title": "…", "body": "…"} a line; `category` and `date` may be added.',
            ),
        ) from fault
    return Exit.FINE


def _scanned(line: str, context: CommandContext) -> dict[str, object]:
    """The findings of one line; raises ValueError where it is not of the form."""
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
    return {"id": mail["id"], "findings": [asdict(one) for one in findings]}


VERBS: Acts = {
    "validate": _validate,
    "table": _table,
    "render": _render,
    "rules": _rules,
    "scan": _scan,
}
