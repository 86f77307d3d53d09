"""Another force's repository, made as its operator makes it: the product's files of this checkout, ``init``, releases.

``PYTHONPATH=scripts:tests .venv/bin/python -m years.another FOLDER [WORDS OF PYTEST]`` makes one and runs the tests in
it: all of them, if no word says otherwise.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

import haishin
from haishin.core.contract.loading import FORM
from haishin.office.product import Owner, own
from support.environment import complete
from support.force import EXAMPLES, ROOT

FIRST = haishin.__version__
NEXT = f"{int(FIRST.partition('.')[0]) + 1}.0.0"
LATER = str(int(FORM) + 1)
DOMAIN = "police.aono.jp"
_POLICIES = [f"tests/examples/{name}/schema/policy.yaml" for name in ("force", "city")]
# What the next release changes: path → texts and what stands there then. It has a new form of ``schema/``, and an item.
_CHANGES: Mapping[str, Mapping[str, str]] = {
    "scripts/haishin/core/contract/loading.py": {f'\nFORM = "{FORM}"': f'\nFORM = "{LATER}"'},
    "scripts/haishin/office/upgrading/migrations.py": {
        "MIGRATIONS: Migrations = {": f'MIGRATIONS: Migrations = {{"{FORM}": ("{LATER}", lambda texts: '
        f'{{**texts, _POLICY: texts[_POLICY].replace("\\nform: {FORM}\\n", "\\nform: {LATER}\\n")}}), '
    },
    "schema/policy.schema.json": {f'"const": "{FORM}"': f'"const": "{LATER}"'},
    "schema/wording.schema.json": {
        '  "properties": {\n    "public_phones"': '  "properties": {\n    "motto": {"type": "string", "description": '
        '"標語。なければ、標語なしで送ります"},\n    "public_phones"'
    },
    "scripts/haishin/core/contract/wording.py": {
        "    texts: Mapping[str, str]\n": '    texts: Mapping[str, str]\n    motto: str = ""\n'
    },
    "tests/examples/force/schema/wording.yaml": {"\npublic_phones:\n": "\nmotto: 安全に\npublic_phones:\n"},
    **{
        each: {f"\nform: {FORM}\n": f"\nform: {LATER}\n", f"version: {FIRST}": f"version: {NEXT}"} for each in _POLICIES
    },
    "scripts/haishin/__init__.py": {f'"{FIRST}"': f'"{NEXT}"'},
    "pyproject.toml": {f'version = "{FIRST}"': f'version = "{NEXT}"'},
    "CHANGELOG.md": {
        f"\n## {FIRST}\n": f"\n## {NEXT}\n\n**What you must do.** Back up first.\n\n- A motto.\n\n## {FIRST}\n"
    },
    "SECURITY.md": {"# Security": "# Security, anew"},
    "LICENSE": {"MIT License": "MIT License, anew"},
}
# Every environment is this one: what starts the bootstrap of a clone finds it made, as pip would without a network.
_OFFLINE = f"""
import os, subprocess, sys
def _run(command, *given, _run=subprocess.run, **more):
    for script in (each for each in command[2:3] if os.path.basename(each) == "bootstrap.py"):
        sys.path += {[str(ROOT / "tests"), str(ROOT / "scripts")]!r}
        from years.another import equip
        equip(os.path.dirname(os.path.dirname(script)))
        del sys.path[-2:]
    return _run(command, *given, **more)
subprocess.run = _run
"""


def equip(root: str | Path) -> None:
    """Make ``.venv`` of that folder, in which whatever it starts has an environment, too."""
    folder = Path(root)
    if not (folder / ".venv").exists():
        complete(folder)
        [site] = (folder / ".venv").rglob("site-packages")
        (site / "offline.py").write_text(_OFFLINE, "utf-8")
        (site / "offline.pth").write_text("import offline\n", "ascii")


def environment() -> dict[str, str]:
    """Of the machine nothing but its programs; a person who commits."""
    people = {f"GIT_{who}_NAME": "operator" for who in ("AUTHOR", "COMMITTER")}
    people |= {f"GIT_{who}_EMAIL": "operator@localhost.invalid" for who in ("AUTHOR", "COMMITTER")}
    quiet = {"GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_SYSTEM": os.devnull, "PYTHONDONTWRITEBYTECODE": "1"}
    return {"PATH": os.environ["PATH"], "HAISHIN_LANG": "en", **people, **quiet}


def git(root: Path, *words: str) -> str:
    done = subprocess.run(
        ["git", *words], cwd=root, env=environment(), capture_output=True, encoding="utf-8", check=False
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def bootstrapped(root: Path, *words: str, **more: str) -> subprocess.CompletedProcess[str]:
    """``python3 scripts/bootstrap.py …`` of a folder and in it."""
    equip(root)
    return subprocess.run(
        [sys.executable, "-I", "scripts/bootstrap.py", *words],
        cwd=root,
        env=environment() | more,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        encoding="utf-8",
        check=False,
    )


def product(root: Path) -> None:
    """Make the product's repository with its first release: this checkout's product files, whatever force it is of."""
    listed = git(ROOT, "-c", "safe.directory=*", "ls-files", "-z", "--cached", "--others", "--exclude-standard")
    paths = own()
    for name in listed.split("\0"):
        if name and paths.owner(name) is Owner.PRODUCT and (ROOT / name).is_file():
            (root / name).parent.mkdir(parents=True, exist_ok=True)
            (root / name).write_bytes((ROOT / name).read_bytes())
            (root / name).chmod((ROOT / name).stat().st_mode)
    git(root, "init", "--quiet", "--template=", "--initial-branch=main")
    released(root, FIRST)


def next_release(root: Path, key: Path) -> str:
    """Make and sign the release after the first as ARCHITECTURE.md has it; return its digest, as its notes say it."""
    for path, texts in _CHANGES.items():
        text = (root / path).read_text("utf-8")
        for old, new in texts.items():
            assert text.count(old) == 1, (path, old)
            text = text.replace(old, new)
        (root / path).write_text(text, "utf-8")
    released(root, NEXT, key)
    notes = bootstrapped(root, "--version")
    return re.findall(r"[0-9a-f]{64}", notes.stdout)[0]


def released(root: Path, version: str, key: Path | None = None) -> None:
    git(root, "add", "--all")
    git(root, "commit", "--quiet", "-m", version)
    signed = () if key is None else ("-c", "gpg.format=ssh", "-c", f"user.signingKey={key}")
    git(root, *signed, "tag", "-a" if key is None else "-s", "-m", f"haishin {version}", f"v{version}")


def founded(root: Path, product: Path) -> str:
    """Run ``init`` by the answers and the roster of the tests; return what it says."""
    answers, roster = (EXAMPLES / "founding" / name for name in ("answers.yaml", "roster.csv"))
    (root.parent / "answers.yaml").write_text(answers.read_text("utf-8").replace("DOMAIN", DOMAIN), "utf-8")
    (root.parent / "roster.csv").write_bytes(roster.read_bytes())
    done = bootstrapped(product, "init", os.fspath(root), "--from", os.fspath(root.parent / "answers.yaml"))
    assert done.returncode == 0, done.stdout
    return done.stdout


def main(folder: Path, words: list[str]) -> int:
    """Make a force's repository in the folder, and run tests in it."""
    product(folder / "product")
    founded(folder / "force", folder / "product")
    command = [sys.executable, "-I", "scripts/bootstrap.py", "test", *words]
    return subprocess.run(command, cwd=folder / "force", check=False).returncode


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1]).absolute(), sys.argv[2:]))
