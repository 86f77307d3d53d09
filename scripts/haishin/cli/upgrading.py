"""The verbs of releases: version, upgrade."""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path

from haishin import __version__
from haishin.cli.context import Acts, CommandContext
from haishin.cli.update import SECRETS
from haishin.core.catalogue import Message, listed
from haishin.core.contract.loading import FORM, own_schemas
from haishin.core.errors import Exit, Refusal
from haishin.core.release import released
from haishin.core.repository.git import Git, object_ids
from haishin.office.upgrading.release import Found, Release, find
from haishin.office.upgrading.upgrade import description, leave, prepare, results
from haishin.residents.registry.registry_file import STEPS as REGISTRY
from haishin.send.journal.journal_forms import STEPS as JOURNAL


def _version(arguments: argparse.Namespace, context: CommandContext) -> int:
    context.say(Message("cli/version", version=__version__))
    place = released(Path(__file__))
    try:
        release = Release.at(context.git, "HEAD" if place is None else place.name)
    except Refusal:
        release = None
    if release is None or release.version != __version__:
        context.say(Message("cli/version-elsewhere", commit="" if place is None else place.name))
    else:
        context.say(Message("cli/version-commit", commit=release.commit, digest=release.digest()))
        if place is None and context.git.run("status", "--porcelain", "-z"):
            context.say(Message("cli/version-changed"))
    kinds = [kind["$ref"].rpartition("/")[2] for kind in json.loads(own_schemas()["ledger.schema.json"])["oneOf"]]
    forms = {"registry": len(REGISTRY), "journal": len(JOURNAL), "kinds": listed(kinds)}
    context.say(Message("cli/version-forms", form=FORM, **forms))
    return Exit.FINE


def _upgrade(arguments: argparse.Namespace, context: CommandContext) -> int:
    with tempfile.TemporaryDirectory(prefix="haishin-upgrade-") as scratch:
        clone = Git(Path(scratch) / "clone", context.environment)
        found = find(context.git, clone, arguments.release, arguments.digest)
        if found.release.version == found.standing and not arguments.take:
            context.say(Message("cli/upgrade-stands", version=found.standing))
            return Exit.FINE
        if found.release.version != __version__:
            return _hand_over(found, arguments, context)
        if object_ids(context.git, [f"refs/heads/{found.branch}"]) != [None]:
            context.say(Message("cli/upgrade-there", branch=found.branch))
            return Exit.FINE
        upgrade = prepare(found, frozenset(arguments.take))
        for line in upgrade.said:
            context.say(line)
        passed = {
            verb: _run(found, [verb], context, found.release.git.folder) == Exit.FINE for verb in ("validate", "test")
        }
        leave(context.git, upgrade, description(upgrade, passed, context.language))
        for line in (*results(passed), upgrade.order):
            context.say(line)
        return Exit.refused_if(not all(passed.values()))


def _hand_over(found: Found, arguments: argparse.Namespace, context: CommandContext) -> int:
    """Let the release's own program go on: it alone knows its forms, and how to come to them."""
    found.release.git.run("reset", "--hard", "--quiet", found.release.commit)
    words = ["upgrade", f"{found.release.git.folder}@v{found.release.version}"]
    if arguments.digest is not None:
        words += ["--digest", arguments.digest]
    words += [word for path in arguments.take for word in ("--take", path)]
    return _run(found, words, context, context.root)


def _run(found: Found, words: list[str], context: CommandContext, folder: Path) -> int:
    """Run the program of the scratch clone, told no secret of ours, its output on this process's own streams."""
    environment = {name: value for name, value in context.environment.items() if not name.startswith(SECRETS)}
    environment["HAISHIN_LANG"] = context.language
    context.out.flush()  # what was said so far stands before what it says
    command = [sys.executable, "-I", os.fspath(found.release.git.folder / "scripts" / "bootstrap.py"), *words]
    return subprocess.run(command, cwd=folder, env=environment, stdin=subprocess.DEVNULL, check=False).returncode


VERBS: Acts = {"version": _version, "upgrade": _upgrade}
