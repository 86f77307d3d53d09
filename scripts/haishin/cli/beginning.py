"""Verbs that begin a draft: form, new. Without state."""

from __future__ import annotations

import argparse
from collections.abc import Mapping

from haishin.cli.context import Acts
from haishin.cli.outside import Outside, outside
from haishin.core.catalogue import Message, listed
from haishin.core.errors import Exit, Refusal, ToolError
from haishin.core.model import FollowKind, Text
from haishin.office.drafting import samples
from haishin.office.drafting.link import page_of
from haishin.office.drafting.page import render
from haishin.office.drafting.text import ALERT, Situation, draft, moment, path, usual

_TRIES = 3  # wrong answers to one question


def _form(arguments: argparse.Namespace, context: Outside) -> int:
    page = samples.render(context.contract) if arguments.samples else render(context.contract, _forge(context))
    if arguments.output is None:
        context.out.write(page)
        return Exit.FINE
    try:
        arguments.output.write_text(page, encoding="utf-8", newline="\n")
    except OSError as fault:
        raise ToolError(Message("cli/unwritten-draft", path=str(arguments.output), why=fault.strerror)) from fault
    context.say(str(arguments.output))
    if not arguments.samples and (where := context.contract.organization.form_url) is not None:
        context.say(Message("cli/put-form-at", where=where))
    return Exit.FINE


def _forge(context: Outside) -> str:
    """Find the forge's page for a new file; raises Refusal if the remote is not at a forge."""
    answer = context.git.attempt("remote", "get-url", context.main.remote)
    page = page_of(answer.stdout.decode("utf-8", "replace").strip(), context.main.branch)
    if page is None:
        raise Refusal(Message("cli/no-page-of-forge", remote=context.main.remote))
    return page


def _new(arguments: argparse.Namespace, context: Outside) -> int:
    policy, organization = context.contract.policy, context.contract.organization
    alert, follows = _followed(arguments.follows)
    unit = _chosen("unit", arguments.unit, {each.id: each.name for each in organization.units.values()}, context)
    category = _chosen("category", arguments.category, {row.category: row.name for row in policy.table}, context)
    row = next(row for row in policy.table if row.category == category)
    case = _chosen("case", arguments.case, row.cases, context)
    contents = {code: policy.contents[code] for code in row.contents}
    content = _chosen("content", arguments.content, contents, context, usual(context.contract, row, case))
    now = context.main.now()
    chosen = {"recognized_at": moment(now)}
    if alert:
        chosen["alert"] = alert
    text = draft(context.contract, organization.units[unit], Situation(category, case, content, follows), chosen)
    where = path(unit, case, now)
    file = context.root / where
    if any((context.root / "alerts").glob(f"*/*/{file.name}")):
        raise Refusal(Message("cli/taken-id", path=where))
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        with file.open("x", encoding="utf-8", newline="\n") as begun:
            begun.write(text)
    except FileExistsError as fault:
        raise Refusal(Message("cli/taken-id", path=where)) from fault
    except OSError as fault:
        raise ToolError(Message("cli/unwritten-draft", path=where, why=fault.strerror)) from fault
    context.say(Message("cli/drafted", where=where))
    return Exit.FINE


def _followed(given: list[str] | None) -> tuple[str, FollowKind | None]:
    """Read the alert that is followed, and the way; raises Refusal if either has another form."""
    if given is None:
        return "", None
    alert, kind = given
    if ALERT.fullmatch(alert) is None or kind not in set(FollowKind):
        raise Refusal(
            Message(
                "cli/unknown-follow",
                alert=alert,
                kind=kind,
                kinds=listed(FollowKind),
            )
        )
    return alert, FollowKind(kind)


def _chosen(
    question: str, given: str | None, names: Mapping[str, str], context: Outside, default: str | None = None
) -> str:
    """Take the code that was given or, on a terminal, ask for it; raises Refusal if it is none of ``names``."""
    what = Message(f"cli/choice-{question}")
    if given is None and context.stdin.isatty() and context.out.isatty():
        given = _asked(what[context.language], names, context, default)
    if given is not None and given in names:
        return given
    choices = Text("、".join(f"{code} {name}" for code, name in names.items()), ", ".join(names))
    if given is None:
        raise Refusal(Message("cli/no-choice", what=what, choices=choices))
    raise Refusal(Message("cli/unknown-choice", what=what, given=given, choices=choices))


def _asked(what: str, names: Mapping[str, str], context: Outside, default: str | None) -> str | None:
    """Ask a person for a number or code; None if he gives up."""
    codes = list(names)
    context.out.write("".join(f"{place:>3} {names[code]} ({code})\n" for place, code in enumerate(codes, 1)))
    usual_name = f" [{names[default]}]" if default else ""
    for _ in range(_TRIES):
        context.out.write(f"{what}{usual_name}: ")
        context.out.flush()
        line = context.stdin.readline()
        answer = line.strip()
        if not line:
            return None
        if not answer and default:
            return default
        if answer.isascii() and answer.isdigit() and 0 < int(answer[:4]) <= len(codes):
            return codes[int(answer[:4]) - 1]
        if answer in names:
            return answer
    return None


VERBS: Acts = outside({"form": _form, "new": _new})
