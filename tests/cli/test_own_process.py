"""Every verb in a process of its own, as users start it, says what it says in the process of the tests.

Only so does it show that a verb brings along everything that it needs: in the tests' process all is imported already.
"""

from __future__ import annotations

import argparse
import re

import pytest

from haishin.cli.verbs import parser
from support.commands import Scratch
from support.sending import CAUTION_ID, merge, ok, service

CALLS = {
    "validate": (),
    "table": (CAUTION_ID,),
    "sheet": (),
    "render": (CAUTION_ID, "--to", "-"),
    "rules": ("--coverage",),
    "scan": ("--jsonl",),
    "decide": (CAUTION_ID, "--now", "2026-11-25T17:10+09:00"),
    "consult": (),
    "fix": (),
    "hook": ("remove",),
    "form": (),
    "new": ("nosuch",),
    "preview": (CAUTION_ID,),
    "verify": ("none.eml",),
    "plan": (),
    "send": (),
    "stop": ("nosuch",),
    "status": (),
    "health": ("--older-than", "30"),
    "report": (CAUTION_ID,),
    "audit": ("--offline",),
    "publish": ("../site",),
    "settle": (CAUTION_ID,),
    "go": (CAUTION_ID, "--by", "nobody"),
    "refuse": (CAUTION_ID, "--reason", "r", "--by", "nobody"),
    "accept": ("f" * 40, "--by", "nobody"),
    "adopt": ("--by", "nobody"),
    "ledger": ("log",),
    "subscribers": ("stats",),
    "web": (),
    "inbox": ("--once",),
    "backup": ("schema",),
    "restore": ("schema",),
    "codeowners": ("--check",),
    "doctor": (),
    "update": ("f" * 40, "--into", "scripts/send.py"),
    "service": (),
    "rulesets": (),
    "manual": (),
    "roster": ("import", "none.csv", "--from", "2027-04-01"),
    "init": ("--empty",),
    "version": (),
    "upgrade": ("nosuch",),
    "demo": ("--keep", "."),
}


@pytest.fixture(scope="module")
def sent(tmp_path_factory: pytest.TempPathFactory) -> Scratch:
    """One alert was sent; whatever is asked now changes nothing."""
    scratch = service(tmp_path_factory.mktemp("own"), ["r00@residents.example.jp"])
    merge(scratch)
    ok(scratch.run("send"))
    return scratch


def test_every_verb_is_called() -> None:
    [verbs] = [action for action in parser({})._actions if isinstance(action, argparse._SubParsersAction)]
    assert list(verbs.choices) == list(CALLS)


@pytest.mark.parametrize("verb", CALLS)
def test_apart_as_here(sent: Scratch, verb: str) -> None:
    here, apart = (sent.run(verb, *CALLS[verb], apart=own) for own in (False, True))
    printed = re.compile(r"2\d{3}-\d\d-\d\d 印刷")  # a page says on which day, and only this process has a fixed clock
    told = [(one.returncode, printed.sub("", one.stdout), one.stderr) for one in (apart, here)]
    assert told[0] == told[1]
    assert here.stdout + here.stderr or verb == "scan"
