"""The verb publish: the site made of ledger and texts. A failure leaves the site as it is, and is an alarm."""

from __future__ import annotations

import argparse
from functools import partial
from pathlib import Path

from haishin.cli.context import Acts
from haishin.cli.outside import Outside, outside
from haishin.core.catalogue import Message
from haishin.core.errors import Exit, HaishinError, Refusal, ToolError
from haishin.core.last_build import LastBuild, last_build, note_build
from haishin.core.state import StateFolder
from haishin.office.mailings import read_claims
from haishin.office.publishing.entries import Published
from haishin.office.publishing.pages import Pages
from haishin.office.publishing.placing import held, place, stands
from haishin.send.ledger.records import LedgerRefusal
from haishin.send.ledger.stops import stops
from haishin.send.ledger.unrecorded import with_stops
from haishin.send.mail_host import MailHost


def _publish(arguments: argparse.Namespace, context: Outside) -> int:
    state, failed = MailHost(context.main).state(create=False), "unforeseen"
    last = last_build(state)
    known = None if last is None else last.folder
    try:
        given = arguments.folder.absolute()
        folder = given.parent.resolve() / given.name  # which may be a link itself
        if known is not None and known != str(folder) and stands(Path(known)):
            raise Refusal(Message("office/publishing/elsewhere", folder=known, name=Path(known).name))
        with held(folder, context.environment):
            said = _published(folder, state, context)
        failed, known = "", str(folder)
    except HaishinError as failure:
        failed = getattr(failure.message, "code", failed).rpartition("/")[2]
        raise
    finally:
        note_build(state, LastBuild(context.clock(), failed or None, known))
    context.say(said)
    return Exit.FINE


def _published(folder: Path, state: StateFolder, context: Outside) -> Message:
    main = context.main
    try:
        view = main.ledger(state.root, note=False).read()
    except LedgerRefusal as unread:
        raise ToolError(unread.message, unread.hint) from unread
    contract, now = main.contract_by(view), main.timekeeper(rehearsal=view.rehearsal)()
    view = with_stops(view, stops(main.git, main.remote), now)
    if contract.policy.site is None:
        raise Refusal(Message("office/publishing/no-site", folder=folder, name=folder.name))
    entries = Published(view, contract, now, partial(read_claims, main)).entries()
    pages = Pages(entries, contract, contract.policy.site, now, rehearsal=view.rehearsal)
    place(folder, view.repository, pages.files())
    shown = sum(entry.sealed and entry.words is not None for entry in entries)
    lines = sum(entry.sealed and entry.words is None for entry in entries)
    return Message("cli/published", folder=folder, shown=shown, lines=lines)


VERBS: Acts = outside({"publish": _publish})
