"""Verbs around the service: code owners, doctor, the service unit, transfers of people."""

from __future__ import annotations

import argparse
import difflib
import re
import sys
from collections.abc import Callable, Iterable
from contextlib import suppress
from datetime import date
from functools import cache, partial
from pathlib import Path
from typing import TypeVar

from haishin.cli.context import Acts
from haishin.cli.given import unusable
from haishin.cli.outside import Outside, outside
from haishin.consult import codeowners
from haishin.consult.codeowners import parse
from haishin.core import contract as contracts
from haishin.core.catalogue import Message
from haishin.core.contract import Contract
from haishin.core.contract.organization import Leave, Mail, Organization
from haishin.core.contract.policy import JST
from haishin.core.errors import Exit, HaishinError, Refusal, ToolError
from haishin.core.escaping import line_start
from haishin.core.model import Account, Text
from haishin.core.release import released
from haishin.core.repository.git import records
from haishin.message.sender import Sender, refuse_example_host
from haishin.office.setup import guarantee, local, prescribed, staffing, transfers
from haishin.office.setup.guarantee import Guarantee
from haishin.office.setup.probes import refused_addresses, try_leaving, try_records, try_relay
from haishin.office.setup.rosterfile import edited
from haishin.office.setup.service import units
from haishin.send.live.live import settings_of
from haishin.send.mail_host import MailHost
from haishin.send.transport.relay import is_loopback
from haishin.send.transport.relay import parse as parse_relay

_T = TypeVar("_T")


def _codeowners(arguments: argparse.Namespace, context: Outside) -> int:
    path = context.root / codeowners.PATH
    made = codeowners.render(context.contract.organization, context.contract.roster)
    gaps = tuple(codeowners.problems(made, _tracked(context), context.contract.roster))
    for gap in gaps:
        context.say(gap)
    if context.contract.roster.is_sample:
        context.say(Message("cli/owners-sample"))
    elif not parse(made).lines:
        context.say(Message("cli/owners-nobody"))
    if arguments.check:
        present = _text(path) or ""
        context.out.writelines(
            difflib.unified_diff(
                present.splitlines(keepends=True),
                made.splitlines(keepends=True),
                codeowners.PATH,
                f"{codeowners.PATH} (schema/)",
            )
        )
        return Exit.refused_if(present != made or gaps)
    _write(path, made)
    context.say(Message("cli/owners-written", path=codeowners.PATH))
    return Exit.refused_if(gaps)


def _tracked(context: Outside) -> tuple[str, ...]:
    """List everything that git tracks at the root."""
    return tuple(records(context.git.run("ls-files", "-z")))


def _code_owners(commit: str | None, context: Outside) -> str | None:
    """Read the file as a commit of main has it; without a commit, as the folder has it."""
    if commit is None:
        return _text(context.root / codeowners.PATH)
    blob = context.git.attempt("cat-file", "blob", f"{commit}:{codeowners.PATH}")
    return blob.stdout.decode("utf-8", "replace") if blob.returncode == 0 else None


def guarantees_here(context: Outside) -> tuple[Guarantee, ...]:
    """Judge this machine and the ``schema/`` that residents are mailed by: main's, or the folder's without a main."""
    contract, commit, newest = context.contract, None, None
    try:
        rules, newest = context.main.rules, context.main.newest.commit
    except HaishinError:  # no main, or none that can be read: the folder's
        pass
    else:
        contract, commit = rules.contract, rules.commit
    page = Leave()
    if contract.organization.mail.desk is not None:
        page = Leave(f"{contract.organization.mail.desk.page}/page.css")
    return local.judge(
        local.LocalFacts(
            python=sys.version_info[:3],
            today=context.clock().astimezone(JST).date(),
            contract=contract,
            environment=context.environment,
            state=_tried(MailHost(context.main).state_folder),
            ledger=_tried(partial(_rehearsal, context)),
            records=_tried(partial(_records, contract.organization.mail)),
            leave=_tried(partial(_leave, context)),
            refused=_tried(partial(_refused, contract.organization, context)),
            relays=_tried(partial(_relays, context)),
            code_owners=_code_owners(commit, context),
            paths=_tracked(context),
            released=released(Path(__file__)) is not None,
            signatures=_tried(partial(_signatures, context, contract)),
            page=_tried(partial(try_leaving, page, context.process.proxies)),
            inbox=_tried(partial(_inbox, context)),
            commits=(commit, newest),
        )
    )


def _signatures(context: Outside, contract: Contract) -> list[set[str]] | None:
    mailboxes = context.environment.get("HAISHIN_LISTEN")
    if not mailboxes or contract.organization.mail.desk is None:
        return None
    from haishin.send.listening import signatures  # not before: it loads what reads mailboxes

    view, state = context.main.ledger().read(), MailHost(context.main).state(create=False)
    return signatures(mailboxes, view, state, contract, context.main.now())


def _rehearsal(context: Outside) -> bool:
    return context.main.ledger().read().rehearsal


def _relays(context: Outside) -> tuple[local.RelayFacts, ...]:
    """Parse all relays before the first is tried. Raises ToolError."""
    named = [parse_relay(url) for url in context.environment.get("HAISHIN_SMTP", "").split()]
    return tuple(try_relay(relay) for relay in named)


def _doctor(arguments: argparse.Namespace, context: Outside) -> int:
    forge = _forge(context)
    here = guarantees_here(context)
    fine = all(guaranteed.state.fine for guaranteed in (*forge, *here))
    if arguments.format == "json":
        answer = {
            "fine": fine,
            "forge": guarantee.data(forge, context.language),
            "local": guarantee.data(here, context.language),
        }
        context.say_json(answer)
    else:
        for heading, part in (
            (Message("cli/doctor-forge"), forge),
            (Message("cli/doctor-local"), here),
        ):
            for line in guarantee.lines(heading, part, context.language):
                context.say(line_start(line))
        context.say(guarantee.summary((*forge, *here)))
    return Exit.refused_if(not fine)


def _forge(context: Outside) -> tuple[Guarantee, ...]:
    owned = bool(parse(_text(context.root / codeowners.PATH) or "").lines)
    public, acts = context.contract.policy.public_forge, context.environment.get("GITHUB_ACTIONS") == "true"
    pulls = None  # a checkout that no workflow has made says nothing of where the sender runs
    if acts:
        pulls = False
    elif released(Path(__file__)) is not None:
        pulls = True
    wanted = prescribed.Prescription.read(context.root, owned=owned, public=public, pulls=pulls)
    try:
        return prescribed.judge(settings_of(context.forge).live(context.main.branch), wanted)
    except ToolError as fault:  # for example no token: the machine is judged all the same
        return prescribed.unreadable(fault)


def _records(mail: Mail) -> tuple[str, ...] | None:
    refuse_example_host(Sender.of(mail))
    return try_records(mail.from_address.rpartition("@")[2], mail.return_domain)


def _leave(context: Outside) -> None:
    mail = context.contract.organization.mail
    refuse_example_host(Sender.of(mail))  # which nobody need be asked for
    try_leaving(mail.leave, context.process.proxies)


def _refused(organization: Organization, context: Outside) -> tuple[str, ...] | None:
    """Ask the relay that is here, where residents leave by themselves, for each form of an address that matters."""
    mail = organization.mail
    named = [parse_relay(url) for url in context.environment.get("HAISHIN_SMTP", "").split()]
    ports = [relay.port for relay in named if is_loopback(relay.host)]
    if mail.desk is None or not ports:
        return None
    stop, _, domain = mail.desk.stop.rpartition("@")
    asked = [mail.from_address, f"bounce+x.y.z@{mail.return_domain}", mail.desk.stop, f"{stop}+x.y@{domain}"]
    if mail.desk.register is not None:
        register, _, at = mail.desk.register.rpartition("@")
        stations = [f"-{station}" for station in organization.stations[:1]]
        asked += [f"{register}{tail}@{at}" for tail in ("", "+x", *stations)]
    hosts = dict.fromkeys(address.rpartition("@")[2] for address in asked)
    return refused_addresses([*asked, *(f"postmaster@{host}" for host in hosts)], ports[0])


def _inbox(context: Outside) -> None:
    url = context.environment.get("HAISHIN_INBOX")
    if url:
        from haishin.residents.mails.mailbox import open_mailbox  # not before: it loads what reads mailboxes

        with open_mailbox(url, readonly=True):
            pass


def _tried(ask: Callable[[], _T]) -> _T | HaishinError:
    try:
        return ask()
    except HaishinError as fault:
        return fault


def _service(arguments: argparse.Namespace, context: Outside) -> int:
    made = units(context.root, arguments.user, arguments.program.absolute())
    if arguments.into is None:
        context.out.write("\n".join(made.values()))
        return Exit.FINE
    for name, text in made.items():
        _write(arguments.into / name, text)
    context.say(Message("cli/service-written", into=arguments.into, count=len(made)))
    return Exit.FINE


def _import(arguments: argparse.Namespace, context: Outside) -> int:
    since = _day(arguments.since)
    try:
        data = arguments.file.read_bytes()
    except OSError as fault:
        raise unusable(arguments.file, fault) from fault
    blobs = contracts.blobs_of(context.root / "schema")
    contract = contracts.load_parts(blobs)  # a first roster has nobody yet
    postings, wrong = staffing.read(data, contract.organization)
    settings = _tried(lambda: settings_of(context.forge))
    find: Callable[[str], Account | None] = Account  # only tried: no number is asked for
    if not isinstance(settings, HaishinError):
        find = cache(settings.account)
    elif arguments.write or context.environment.get("HAISHIN_FORGE"):
        if wrong:
            return _wrong(wrong, context)  # the form is judged without a forge, too
        raise settings
    else:
        context.say(Message("cli/roster-offline"))
    outcome = transfers.plan(postings, contract, since, find)
    problems, path = (*wrong, *outcome.problems), context.root / "schema" / "roster.yaml"
    before = after = blobs[path.name].decode()
    if not problems:
        after = edited(before, outcome.edits, contract.organization)
        contracts.load_blobs({**blobs, path.name: after.encode()})  # refuses what the sender would refuse
    for text in (*outcome.differences, *outcome.kept, *outcome.notes):
        _say(text, context)
    if since < context.clock().astimezone(JST).date():
        context.say(Message("cli/roster-day-past"))
    if problems:
        return _wrong(problems, context)
    if not outcome.edits:
        context.say(Message("cli/roster-as-it-is"))
        return Exit.FINE
    if arguments.write:
        _write(path, after)
        context.say(Message("cli/roster-written"))
        return Exit.FINE
    context.out.writelines(
        difflib.unified_diff(before.splitlines(True), after.splitlines(True), "schema/roster.yaml", f"{since}")
    )
    context.say(Message("cli/roster-not-written"))
    return Exit.FINE


def _wrong(problems: Iterable[staffing.PostingProblem], context: Outside) -> int:
    for problem in problems:
        if problem.line:
            _say(Message("cli/roster-line", line=problem.line, reason=problem.reason), context)
        else:
            _say(problem.reason, context)
    context.say(Message("cli/roster-unchanged"))
    return Exit.REFUSED


def _say(text: Text, context: Outside) -> None:
    """Say a line that holds words of others: of the forge, of a CSV."""
    context.say(Text(line_start(text.ja), line_start(text.en)))


def _day(text: str) -> date:
    """Read a day as YYYY-MM-DD, which has a day before it; Python would take weeks and bare digits, too."""
    day = date.min
    if re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", text):
        with suppress(ValueError):
            day = date.fromisoformat(text)
    if day == date.min:
        raise Refusal(Message("cli/unreadable-day", text=text))
    return day


def _text(path: Path) -> str | None:
    """Read the text of a file; None if it is missing."""
    try:
        return path.read_text(encoding="utf-8")
    except FileNotFoundError:
        return None
    except (OSError, UnicodeDecodeError) as fault:
        raise unusable(path, fault) from fault


def _write(path: Path, text: str) -> None:
    try:
        path.write_text(text, encoding="utf-8")
    except OSError as fault:
        raise unusable(path, fault) from fault


VERBS: Acts = outside(
    {
        "codeowners": _codeowners,
        "doctor": _doctor,
        "service": _service,
        "import": _import,
    }
)
