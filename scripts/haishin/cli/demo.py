"""``haishin demo``: the main job from file to mailbox in a scratch copy; exit 0 only if all of it came true.

Every step is the real command, run in the copy: a bare git remote, a state folder, a Maildir, the offline forge.
"""

from __future__ import annotations

import argparse
import email
import email.policy
import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from haishin.cli.world import Acts, World
from haishin.errors import Exit, ToolError
from haishin.model import Text
from haishin.repository.git import Git
from haishin.subscribers.samples import residents
from haishin.subscribers.subscriber import Choices

RESIDENTS = 1000
CAUTION = "maebashi/2026/20261125-1605-koekake.md"
ARREST = "ota/2026/20261125-1510-waisetsu-kenkyo.md"
NOON = "2026-11-25T17:10+09:00"
_PROGRAM = "from haishin.cli import scratch_script; scratch_script()"
LATER = "2026-11-25T17:40+09:00"


def _demo(arguments: argparse.Namespace, world: World) -> int:
    if arguments.keep is not None:
        return _Story(world, arguments.keep).tell()
    with tempfile.TemporaryDirectory(prefix="haishin-demo-") as folder:
        return _Story(world, Path(folder) / "demo").tell()


class _Story:
    def __init__(self, world: World, folder: Path) -> None:
        self.world = world
        self.copy = folder / "repository"
        self.state = folder / "state"
        self.forge = folder / "pulls"
        self.remote = folder / "remote.git"
        self.csv = folder / "residents.csv"
        try:
            for new in (folder, self.copy, self.forge):
                new.mkdir(parents=new == folder)
            for part in ("schema", "scripts", "alerts"):
                shutil.copytree(
                    world.root / part, self.copy / part, ignore=shutil.ignore_patterns("__pycache__", "*.egg-info")
                )
        except OSError as fault:
            raise ToolError(
                Text(f"作業用のフォルダーを作れません({fault}).", f"The scratch folder cannot be made ({fault})."),
                Text(
                    "空き容量と、--keep のフォルダーを確かめてください。", "Check the disk, and the folder of --keep."
                ),
            ) from fault
        self.git = Git(self.copy, world.environment)

    def tell(self) -> int:
        """The whole story; each ``_expect`` raises where it did not come true."""
        drafts = {path: (self.copy / "alerts" / path).read_bytes() for path in (CAUTION, ARREST)}
        for path in drafts:
            (self.copy / "alerts" / path).unlink()
        self._chapter("1 使い始める:リモートと、架空の登録者", "Begin: a bare remote and fictional residents")
        self._prepare_git()
        self.csv.write_text(
            "".join(residents(RESIDENTS, 1, Choices.of(self.world.contract))), encoding="utf-8", newline=""
        )
        self._run("subscribers", "import", str(self.csv))
        self._run("ledger", "init", "--rehearsal")
        self._run("send")
        self._expect(not self._mails(), "activation mails nobody")

        self._chapter("2 起案する:検査と、今の判定", "Draft: checks and the verdict")
        self._draft(CAUTION, drafts[CAUTION])
        self._run("validate", f"alerts/{CAUTION}")
        self._pull(CAUTION, [])
        self._expect(self._verdict(CAUTION, NOON) == "consult", "without the manager's approval it is not sent")

        self._chapter("3 承認する:署長の承認で配信できる", "Approve: the station's manager agrees")
        self._pull(CAUTION, [_review("maebashi-manager", "APPROVED", "2026-11-25T16:50+09:00")])
        self._expect(self._verdict(CAUTION, NOON) == "send", "the manager's approval is enough in the station's area")

        self._chapter("4 検挙情報:報道発表を待つ", "An arrest waits for its press release")
        self._draft(ARREST, drafts[ARREST])
        approved = _review("ota-manager", "APPROVED", "2026-11-25T16:40+09:00")
        self._pull(ARREST, [approved])
        self._expect(self._verdict(ARREST, NOON) == "hold", "approving the text confirms no release")

        self._chapter("5 マージする:配信", "Merge: the sending")
        self._merge(CAUTION)
        self._run("plan")
        self._run("send")
        first = self._mails()
        self._expect(len(first) > 0 and _once(first), "every reader got it once")
        self._show(first[0])

        self._chapter("6 もう一度:何も起きない", "Again: nothing happens")
        self._run("send")
        self._expect(len(self._mails()) == len(first), "running it again sends nothing")

        self._chapter("7 広報済:検挙情報が出る", "「広報済」: the arrest goes")
        self._pull(
            ARREST, [approved, _review("koho-kocho-staff", "COMMENTED", "2026-11-25T17:30+09:00", "press-released")]
        )
        self._expect(self._verdict(ARREST, LATER) == "send", "the word of the public relations section ends the hold")
        self._merge(ARREST)
        self._run("send", now=LATER)
        both = self._mails()
        self._expect(len(both) > len(first) and _once(both), "its readers got it once, nobody got a second copy")

        self._chapter("8 記録", "The record")
        self._run("status", now=LATER)
        self._run("ledger", "log", now=LATER)
        self.world.say(
            Text(
                f"できました。{len(both)} 通を、だれにも二重に送らず配信しました(上の人数は、丸めて表示しています)。",
                f"Done: {len(both)} mails, to nobody twice (the numbers above are rounded).",
            )
        )
        return Exit.FINE

    # --- the steps ------------------------------------------------------------------------------

    def _chapter(self, ja: str, en: str) -> None:
        self.world.say(Text(f"\n== {ja} ==", f"\n== {en} =="))
        self.world.out.flush()

    def _expect(self, true: bool, what: str) -> None:
        if not true:
            raise ToolError(
                Text(f"デモが予定どおりに進みませんでした:{what}", f"The demo did not come true: {what}."),
                Text("この出力を添えて知らせてください。", "Report it with this output."),
            )

    def _run(self, *arguments: str, now: str = NOON, quiet: bool = False) -> str:
        """One real command in the copy; its output is shown and returned."""
        if not quiet:
            shown = [argument.replace(f"{self.csv.parent}{os.sep}", "") for argument in arguments]
            self.world.say(Text(f"$ haishin {' '.join(shown)}", f"$ haishin {' '.join(shown)}"))
        done = subprocess.run(
            [sys.executable, "-P", "-c", _PROGRAM, "--lang", self.world.language, *arguments],
            cwd=self.copy,
            env={
                **{name: value for name, value in self.world.environment.items() if not name.startswith("HAISHIN_")},
                "PYTHONPATH": str(self.copy / "scripts"),
                "PYTHONDONTWRITEBYTECODE": "1",
                "HAISHIN_STATE": str(self.state),
                "HAISHIN_FORGE": f"file:{self.forge}",
                "HAISHIN_NOW": now,
            },
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            check=False,
        )
        said = done.stdout.decode("utf-8", "replace")
        if not quiet:
            self.world.out.write(said)
            self.world.out.flush()
        self._expect(done.returncode == 0, f"{arguments[0]} ended with {done.returncode}\n{said if quiet else ''}")
        return said

    def _verdict(self, path: str, now: str) -> str:
        self._run("decide", f"alerts/{path}", "--now", now)
        return str(
            json.loads(self._run("decide", f"alerts/{path}", "--now", now, "--format", "json", quiet=True))["verdict"]
        )

    def _prepare_git(self) -> None:
        self.git.run("init", "--quiet", "--initial-branch=main")
        self.git.run("init", "--quiet", "--bare", "--initial-branch=main", str(self.remote))
        self.git.run("remote", "add", "origin", str(self.remote))
        self._commit("the alerts before the activation")

    def _draft(self, path: str, data: bytes) -> None:
        file = self.copy / "alerts" / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(data)

    def _merge(self, path: str) -> None:
        identifier = Path(path).stem
        self.world.say(
            Text(f"(プルリクエスト {identifier} を main にマージ)", f"(pull request {identifier} is merged)")
        )
        self._commit(identifier, f"alerts/{path}")

    def _commit(self, message: str, *paths: str) -> None:
        self.git.run("add", "--", *(paths or (".",)))
        self.git.run(
            "-c", "user.name=demo", "-c", "user.email=demo@localhost.invalid", "commit", "--quiet",
            "--date", NOON, "-m", message,
        )  # fmt: skip
        self.git.run("push", "--quiet", "origin", "main")

    def _pull(self, path: str, reviews: Sequence[dict[str, Any]]) -> None:
        unit = path.split("/")[0]
        value = {
            "number": 7,
            "author": f"{unit}-staff",
            "committers": [f"{unit}-staff"],
            "checklist": "complete",
            "opened_at": "2026-11-25T16:10:00+09:00",
            "merged_at": "2026-11-25T17:05:00+09:00" if reviews else None,
            "reviews": list(reviews),
        }
        (self.forge / f"{Path(path).stem}.json").write_text(json.dumps(value, ensure_ascii=False), encoding="utf-8")

    def _mails(self) -> list[bytes]:
        return [path.read_bytes() for path in sorted((self.state / "maildir" / "new").glob("*"))]

    def _show(self, mail: bytes) -> None:
        message = email.message_from_bytes(mail, policy=email.policy.default)
        body = message.get_body(("plain",))
        text = body.get_content() if body is not None else ""
        for line in (f"Subject: {message['Subject']}", "", *text.splitlines()):
            self.world.say(Text(f"  | {line}", f"  | {line}"))


def _review(login: str, state: str, at: str, *says: str) -> dict[str, Any]:
    return {"login": login, "state": state, "submitted_at": at, "commit": None, "text": "same", "says": list(says)}


def _once(mails: Sequence[bytes]) -> bool:
    """Whether no Message-ID stands twice; it is the same for the same alert and reader."""
    ids = Counter(email.message_from_bytes(mail)["Message-ID"] for mail in mails)
    return set(ids.values()) == {1}


VERBS: Acts = {
    "demo": _demo,
}
