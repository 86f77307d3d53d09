"""Verbs over mails, without state: render, preview, verify."""

from __future__ import annotations

import argparse
import os
import tempfile
import webbrowser
from collections.abc import Sequence
from pathlib import Path

from haishin.check.document import read
from haishin.cli.alerts import readable, refuse_to_show, showable
from haishin.cli.context import Acts
from haishin.cli.given import addresses, unusable
from haishin.cli.outside import Outside, outside
from haishin.consult.mainline import contract_of_claim
from haishin.core.catalogue import Message, listed
from haishin.core.contract import Contract
from haishin.core.contract.numbering import public_number
from haishin.core.errors import Exit, Refusal, ToolError
from haishin.core.model import Alert, Text
from haishin.core.repository.sources import CommitSource
from haishin.message.framing import languages
from haishin.message.kinsoku import folded
from haishin.message.prepare import Variant, foretold
from haishin.message.preview import preview, render
from haishin.message.sender import Sender
from haishin.message.verify import Received, differences, received

_EXAMPLE = "toroku.sha@example.jp"  # the reader of a sample


def _language(code: str, context: Outside) -> str:
    """Take the code if mail can be had in that language; raises Refusal otherwise."""
    known = languages(context.contract)
    if code not in known:
        raise Refusal(Message("cli/no-frame", code=code, known=", ".join(known)))
    return code


def _render(arguments: argparse.Namespace, context: Outside) -> int:
    if arguments.show:
        refuse_to_show("text", context)
        alert = readable(arguments.alert, context)
    else:
        alert = showable(arguments.alert, context)
    readers = [_EXAMPLE]
    if arguments.to:
        readers = [line.strip() for line in addresses(None, context) if line.strip()]
    if len(readers) != 1:
        raise Refusal(Message("cli/not-one-reader"))
    code = _language(arguments.language, context)
    if context.columns is not None:
        mail = foretold(alert, Variant("text", code), Sender.of(context.contract.organization.mail), context.contract)
        context.out.write(folded(f"{mail.subject}\n\n{mail.text}", context.columns) + "\n")
        return Exit.FINE
    context.out.flush()
    context.raw_out.write(render(alert, readers[0], arguments.form, context.contract, code))
    context.raw_out.flush()
    return Exit.FINE


def _preview(arguments: argparse.Namespace, context: Outside) -> int:
    alert = showable(arguments.alert, context)
    page = preview(alert, context.contract, context.language, _language(arguments.language, context))
    file = arguments.output
    if file is None and not arguments.open:
        context.out.write(page)
        return Exit.FINE
    try:
        if file is None:
            handle, name = tempfile.mkstemp(prefix=f"haishin-{alert.id}-", suffix=".html")
            os.close(handle)
            file = Path(name)
        file.write_text(page, encoding="utf-8", newline="\n")
    except OSError as fault:
        raise unusable(file or Path(tempfile.gettempdir()), fault) from fault
    context.say(str(file))
    if arguments.open and not webbrowser.open(file.resolve().as_uri()):
        raise ToolError(Message("cli/no-browser"))
    return Exit.FINE


def _verify(arguments: argparse.Namespace, context: Outside) -> int:
    try:
        data = arguments.mail.read_bytes()
    except OSError as fault:
        raise unusable(arguments.mail, fault) from fault
    mail = received(data)
    commit = mail.commit or "-"
    context.say(Message("cli/mail-alert", alert=mail.alert))
    context.say(Message("cli/mail-commit", commit=commit))
    context.out.flush()
    if not mail.intact:
        raise Refusal(Message("cli/tampered-mail"))
    _compare(mail, context)
    context.say(Message("cli/mail-as-merged"))
    return Exit.FINE


def _compare(mail: Received, context: Outside) -> None:
    """Raise Refusal if main never held that mail, ToolError if that cannot be known here."""
    if mail.commit is None:
        raise Refusal(Message("cli/sample-mail"))
    if context.git.attempt("cat-file", "-e", f"{mail.commit}^{{commit}}").returncode != 0:
        raise ToolError(Message("cli/absent-commit", commit=mail.commit))
    if not _merged(mail.commit, context):
        raise Refusal(Message("cli/unmerged-commit", commit=mail.commit, branch=context.main.branch))
    source = CommitSource(context.git, mail.commit)
    entries = [entry for entry in source.entries("alerts") if entry.path.endswith(f"/{mail.alert}.md")]
    contract = contract_of_claim(context.git, context.main.contract_at, mail.commit)
    unequal: Sequence[Text] = (Message("cli/part-alert"),)
    if len(entries) == 1:
        alert = read(entries[0].path, source.read(entries[0]), contract).alert
        if alert is not None:
            unequal = differences(mail, alert, contract, _number(alert, contract, context))
    if unequal:
        raise Refusal(Message("cli/differing-mail", parts=listed(unequal)))


def _number(alert: Alert, contract: Contract, context: Outside) -> str | None:
    """Say the number that its mail has, by the ledger; of an alert that policy does not publish it is not asked."""
    if contract.policy.publish_days(alert) is None:
        return None
    view = context.main.ledger().read()
    claim = view.of(alert.id).claim
    if claim is None or view.rehearsal:
        return None
    return public_number(alert, claim, contract)


def _merged(commit: str, context: Outside) -> bool:
    """Return whether main, as this repository knows it, holds the commit."""
    for name in (
        f"refs/remotes/{context.main.remote}/{context.main.branch}",
        f"refs/heads/{context.main.branch}",
    ):
        if context.git.attempt("merge-base", "--is-ancestor", commit, name).returncode == 0:
            return True
    return False


VERBS: Acts = outside(
    {
        "render": _render,
        "preview": _preview,
        "verify": _verify,
    }
)
