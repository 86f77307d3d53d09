"""``haishin demo``: one alert from the draft to the mailbox, in a few lines; exit 0 only if all of it came true.

Every step is the real verb, on a scratch copy of ``schema/``: a bare git remote, the offline forge, a state folder with
SQLite and a Maildir. Force, people, matter and hours are those of ``schema/``; the residents are fictional.
"""

from __future__ import annotations

import argparse
import email
import email.policy
import io
import json
import re
import shutil
import signal
import tempfile
from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from email.message import EmailMessage
from itertools import takewhile
from pathlib import Path
from typing import Any

from haishin.check.findings.labels import cited
from haishin.cli import act
from haishin.cli.context import Acts, CommandContext
from haishin.cli.verbs import parser
from haishin.consult.phrases import person_name, seat_name
from haishin.core.catalogue import Message, said
from haishin.core.contract import Contract, ContractError, load
from haishin.core.contract.loading import LIMITS
from haishin.core.errors import Exit, ToolError
from haishin.core.model import Role, Seat, Text
from haishin.core.repository.git import Git
from haishin.core.strict_yaml import compose
from haishin.message.kinsoku import wrap
from haishin.office.demo_story import MERGED, Story, invented, pull_request, review, story
from haishin.residents.registry.samples import residents
from haishin.residents.registry.subscriber import Choices

RESIDENTS = 200
_WHOM = ("organization.yaml", "policy.yaml")  # say which units and roles there are
_STEP = 10  # the columns of a step's name


def _demo(arguments: argparse.Namespace, context: CommandContext) -> int:
    if arguments.keep is not None:
        return _Stage(context, arguments.keep.absolute()).play(keeps_folder=True)
    with tempfile.TemporaryDirectory(prefix="haishin-demo-") as folder:
        return _Stage(context, Path(folder) / "demo").play(keeps_folder=False)


class _Stage:
    """The scratch folder and the acts in it; raises ToolError at the first act that fails."""

    def __init__(self, context: CommandContext, folder: Path) -> None:
        self.context, self.folder = context, folder
        self.ours: Collection[str] = ()  # the clauses that are the force's own
        self.copy, self.state, self.forge = folder / "repository", folder / "state", folder / "pulls"
        self.git = Git(self.copy, context.environment)
        try:
            self.width = context.columns
            for new in (folder, self.copy, self.forge):
                new.mkdir(parents=new == folder)
            shutil.copytree(context.root / "schema", self.copy / "schema")
        except OSError as fault:
            raise ToolError(Message("cli/no-stage", fault=fault)) from fault

    def play(self, *, keeps_folder: bool) -> int:
        """Play the story from the draft to the second sending."""
        contract, tale = self._cast()
        self.ours = {clause for clause in contract.policy.clauses if contract.policy.is_ours(clause)}
        self._begin(contract, tale)
        self._draft(tale)
        reviews, clause = self._approve(contract, tale)
        self._merge(tale, reviews)
        step, first = ("send" if clause is None else "hold"), tale.at(MERGED)
        begun = sent = self._send(step, tale, first, self._ground(clause))
        if tale.opening > first:
            sent = self._send("send", tale, tale.opening)
        again = self._send("again", tale, tale.opening + timedelta(minutes=10))
        ids = {mail["Message-ID"] for mail in again}
        counts = f"{len(begun)} {len(sent)} {len(again)}"
        self._expect(not (begun and clause) and len(sent) == len(again) == len(ids) > 0, counts)
        self._show(min(again, key=lambda mail: str(mail["To"])))
        if keeps_folder:
            self._tell("next", Message("cli/demo-kept", folder=self.folder))
        else:
            self._tell("next", Message("cli/demo-next"))
        return Exit.FINE

    def _cast(self) -> tuple[Contract, Story]:
        """Find the contract's story; if its own people cannot play it, invent some and say why."""
        roster = self.copy / "schema" / "roster.yaml"
        why = Message("cli/demo-too-few")
        try:
            contract = load(roster.parent)
            if (tale := story(contract)) is not None:
                return contract, tale
        except ContractError as fault:
            if any(mistake.file != roster.name for mistake in fault.mistakes):
                raise
            first = fault.mistakes[0]
            why = Message("cli/demo-roster-line", line=first.line, reason=first.reason)
        read: list[Any] = [compose(roster.with_name(name).read_text("utf-8"), limits=LIMITS).value for name in _WHOM]
        roster.write_text(invented(*read), encoding="utf-8", newline="\n")
        contract = load(roster.parent)
        if (tale := story(contract)) is None:
            raise ToolError(Message("cli/no-row"))
        self._tell("people", Message("cli/demo-invented", why=why))
        return contract, tale

    def _begin(self, contract: Contract, tale: Story) -> None:
        csv, remote, now = self.folder / "residents.csv", f"{self.folder}/remote.git", tale.at(-60)
        lines = residents(RESIDENTS, 1, Choices.of(contract), tale.closing.year - 1)
        csv.write_text("".join(lines), encoding="utf-8", newline="")
        self.git.run("init", "--quiet", "--initial-branch=main")
        self.git.run("init", "--quiet", "--bare", "--initial-branch=main", remote)
        self.git.run("remote", "add", "origin", remote)
        self._commit("schema", now)
        taken = re.findall(r"\d+", self._run(now, "subscribers", "import", str(csv)))[:1]
        self._run(now, "ledger", "init", "--rehearsal")
        self._tell("begin", Message("cli/demo-begin", force=contract.organization.name, number="".join(taken)))

    def _draft(self, tale: Story) -> None:
        """Draft the alert with its slip, which the checks find and the fix mends."""
        file, now = self.copy / tale.path, tale.at(-30)
        file.parent.mkdir(parents=True)
        file.write_text(tale.text, encoding="utf-8", newline="\n")
        self._tell("draft", Message("cli/demo-draft", path=tale.path, who=tale.drafter.name))
        said = self._run(now, "validate", str(file), "--format", "json", code=Exit.REFUSED)
        (slip,) = json.loads(said)["findings"]
        self._tell("validate", Message("cli/demo-found", line=slip["line"], message=slip["message"]))
        remedy = slip["fix"]["replacement"]
        self._tell("", f"→ {remedy}{self._ground(slip['clause'])}")
        fixed = self._run(now, "fix", "--write", str(file)).splitlines()[-1]
        self._expect(remedy in file.read_text(encoding="utf-8"), "fix")
        self._tell("fix", f"{fixed} {self._run(now, 'validate', str(file))}")

    def _approve(self, contract: Contract, tale: Story) -> tuple[list[dict[str, Any]], str | None]:
        """Let all who are missing agree after closing; return the reviews, and the clause by which it waits, if any."""
        self._pull(tale, [], None)
        approvals = self._verdict(tale, tale.at(-20), "consult")["approvals"]
        reviews = []
        for approval in approvals:
            if approval["mode"] != "before":
                continue
            seats = [Seat(Role(seat["role"]), seat["unit"]) for seat in approval["any_of"]]
            who = " / ".join(seat_name(seat, contract, self.context.language) for seat in seats)
            waiting = Message("cli/demo-waiting", who=who)[self.context.language]
            self._tell("consult", waiting + self._ground(approval["clause"]))
            reviews.append(review(approval["candidates"][0], tale.at(5)))
        self._pull(tale, reviews, None)
        verdict = self._verdict(tale, tale.at(5), "hold", "send")
        for approval in verdict["approvals"]:
            if approval["by"] is not None:
                self._tell("approve", f"{tale.at(5):%H:%M} {person_name(approval['by'], contract)}")
        return reviews, next((hold["clause"] for hold in verdict["holds"]), None)

    def _merge(self, tale: Story, reviews: Sequence[Mapping[str, Any]]) -> None:
        now = tale.at(10)
        self._pull(tale, reviews, now)
        self._commit(tale.id, now)
        self._tell("merge", f"{now:%H:%M} {self.git.text('log', '-1', '--format=%s', 'origin/main').strip()} → main")

    def _send(self, step: str, tale: Story, now: datetime, why: str = "") -> list[EmailMessage]:
        """Run the sender once; return the mails in the Maildir."""
        spoken = self._run(now, "send", codes=(Exit.FINE, Exit.REFUSED))  # an empty seat elsewhere is none of the tale
        alarms = Message("cli/alarm", alarm=""), Message("cli/notice", alarm=""), Message("cli/remedy", remedy="")
        heads = tuple(alarm[self.context.language] for alarm in alarms)
        told = "\n".join(line for line in spoken.splitlines() if not line.startswith(heads))
        told = told.replace(tale.id, "").strip(": 。.\n") or Message("cli/demo-nothing-new")[self.context.language]
        mails = [
            email.message_from_bytes(path.read_bytes(), _class=EmailMessage, policy=email.policy.default)
            for path in (self.state / "maildir" / "new").glob("*")
        ]
        self._tell(step, Message("cli/demo-mails", when=f"{now:%H:%M}", said=told + why, number=len(mails)))
        return mails

    def _show(self, mail: EmailMessage) -> None:
        """Show a few lines of a mail as it lies there."""
        body = mail.get_body(("plain",))
        text = "" if body is None else body.get_content()
        self._tell("mail", str(mail["Subject"]))
        self._tell("", "".join(takewhile(bool, text.splitlines())))

    def _run(self, now: datetime, *words: str, code: int = Exit.FINE, codes: tuple[int, ...] = ()) -> str:
        """Run the real verb at that time in the copy; return its output. It must end with such a code."""
        said, wrong = io.StringIO(), io.StringIO()
        inherited = {name: value for name, value in self.context.environment.items() if not name.startswith("HAISHIN_")}
        own = {**inherited, "HAISHIN_STATE": str(self.state), "HAISHIN_FORGE": f"file:{self.forge}"}
        language = self.context.language
        context = CommandContext(
            self.copy, own, said, wrong, io.BytesIO(), io.StringIO(), language, lambda: now, scratch=True
        )
        handlers = {number: signal.getsignal(number) for number in (signal.SIGTERM, signal.SIGINT)}
        try:
            ended = act(parser(own).parse_args(["--lang", language, *words]), context)
        except SystemExit as fault:  # no such verb or option; the parser has said so
            ended = int(fault.code or 0)
        finally:
            for number, handler in handlers.items():
                signal.signal(number, handler)
        self._expect(
            ended in (codes or (code,)), f"haishin {' '.join(words)} ({ended})\n{said.getvalue()}{wrong.getvalue()}"
        )
        return said.getvalue()

    def _verdict(self, tale: Story, now: datetime, *kinds: str) -> dict[str, Any]:
        said = self._run(now, "decide", tale.id, "--now", now.isoformat(), "--format", "json")
        verdict: dict[str, Any] = json.loads(said)
        self._expect(verdict["verdict"] in kinds, f"haishin decide ({verdict['verdict']})")
        return verdict

    def _commit(self, message: str, at: datetime) -> None:
        self.git.run("add", "--", ".")
        own = ("-c", "user.name=demo", "-c", "user.email=demo@localhost.invalid")
        self.git.run(*own, "commit", "--quiet", "--date", at.isoformat(), "-m", message)
        self.git.run("push", "--quiet", "origin", "main")

    def _pull(self, tale: Story, reviews: Sequence[Mapping[str, Any]], merged: datetime | None) -> None:
        (self.forge / f"{tale.id}.json").write_text(json.dumps(pull_request(tale, reviews, merged)), "utf-8")

    def _ground(self, clause: str | None) -> str:
        return "" if clause is None else f" [{cited(clause, self.context.language, ours=clause in self.ours)}]"

    def _tell(self, step: str, text: Text | str) -> None:
        whole, first = " ".join(said(text, self.context.language).split()), f"{step:<{_STEP}}"
        lines: Iterable[str] = [first + whole]
        if self.width is not None:
            lines = wrap(whole, self.width, first, " " * _STEP)
        for line in lines:
            self.context.say(line)
        self.context.out.flush()

    def _expect(self, true: bool, what: str) -> None:
        if not true:
            raise ToolError(Message("cli/untrue-demo", what=what))


VERBS: Acts = {
    "demo": _demo,
}
