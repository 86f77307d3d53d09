"""A small product with three releases, and a force that stands on the first: made once, copied for each test.

The middle one is of the version that runs, so that this program takes it over itself.
"""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Mapping
from functools import cache
from pathlib import Path

import haishin
from haishin.core.repository.git import Git
from haishin.office import product
from support.folders import kept
from support.force import ROOT, blobs

BEFORE, NOW = "0.0.9", haishin.__version__
LATER = f"{int(NOW.partition('.')[0]) + 1}.0.0"
EXAMPLE = "tests/examples/force/schema"
# Instead of the bootstrap: notes how it was called and from where; fails by the words of FAILS.
_STUB = """import os, sys
with open(os.environ["CALLS"], "a") as file:
    print(os.path.basename(os.getcwd()), *sys.argv[1:], file=file)
sys.exit(int(sys.argv[1] in os.environ.get("FAILS", "").split()))
"""
_MANUAL = "# 手引き {0}\n<!-- schema/: hours -->\n{1}\n<!-- end -->\n"
ALERT = "alerts/maebashi/2026/20261125-1605-koekake.md"


def _release(version: str, files: Mapping[str, str]) -> dict[str, str]:
    """The files of a release: what all have, and its own."""
    return {
        "scripts/haishin/__init__.py": f'__version__ = "{version}"\n',
        "scripts/bootstrap.py": _STUB,
        product.PATH: Path(product.__file__).with_suffix(".yaml").read_text("utf-8"),
        "README.ja.md": _MANUAL.format(version, "例の時間"),
        "alerts/example.md": "of the example\n",
        "schema/policy.yaml": "of the example\n",
        **files,
    }


_CHANGES = (
    f"## {LATER}\n\n**What you must do.** Read\nit.\n\n- Later.\n\n"
    f"## {NOW}\n\n**What you must do.** Back up.\n\n- More.\n\n"
    f"## {BEFORE}\n\n**What you must do.** Nothing.\n\n- All.\n"
)
FIRST = {
    "CHANGELOG.md": "",
    "SECURITY.md": "one\n",
    "scripts/tool.py": "one\n",
    "scripts/gone.py": "one\n",
    "tests/kept.py": "one\n",
    f"{EXAMPLE}/policy.yaml": f"product: {{version: {BEFORE}}}\n",
    f"{EXAMPLE}/wording.yaml": "official_hosts: []\n",
}
SECOND = {
    "CHANGELOG.md": _CHANGES,
    "SECURITY.md": "two\n",
    "scripts/tool.py": "two\n",
    "scripts/new/one.py": "two\n",
    "tests/kept.py": "one\n",
    f"{EXAMPLE}/policy.yaml": f"product: {{version: {NOW}}}\n",
    f"{EXAMPLE}/wording.yaml": "official_hosts: []\nbrand_new: x\n",
}


@cache
def made() -> Path:
    """The folder to be copied."""
    folder = kept()
    for name in ("product", "force"):
        (folder / name).mkdir()
        _git(folder / name, "init", "--quiet", "--template=", "--initial-branch=main")
    for version, files in ((BEFORE, FIRST), (NOW, SECOND), (LATER, SECOND)):
        written = _release(version, files)
        _commit(folder / "product", written)
        _git(folder / "product", "tag", f"v{version}")
        if version == BEFORE:
            own = {path: text for path, text in written.items() if path != "alerts/example.md"}
            _commit(folder / "force", own | _own())
    for name in ("product", "force"):
        _git(folder / name, "repack", "-adq")  # a few files to copy instead of hundreds
        for what, value in (("name", "Hanako"), ("email", "hanako@localhost.invalid")):
            _git(folder / name, "config", f"user.{what}", value)
    return folder


def _own() -> dict[str, str]:
    """What is the force's own, or changed by it."""
    schema = {f"schema/{name}": data.decode() for name, data in blobs().items() if name.endswith(".yaml")}
    schema["schema/policy.yaml"] = schema["schema/policy.yaml"].replace(f"version: {NOW}", f"version: {BEFORE}")
    return {
        **schema,
        ALERT: (ROOT / "tests/examples/force" / ALERT).read_text("utf-8"),
        "README.ja.md": _MANUAL.format(BEFORE, "当庁の時間"),
        "tests/own.py": "own\n",
        "NOTES.md": "own\n",
    }


def _commit(folder: Path, files: Mapping[str, str]) -> None:
    if (folder / ".git" / "index").exists():
        _git(folder, "rm", "-rq", ".")
    for path, text in files.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_text(text, "utf-8")
    _git(folder, "add", "--all")
    _git(folder, "commit", "--quiet", "--message=files")


def _git(folder: Path, *words: str) -> str:
    who = ("-c", "user.name=tester", "-c", "user.email=tester@localhost.invalid")
    done = subprocess.run(
        ["git", *who, *words], cwd=folder, env=_environment(), capture_output=True, encoding="utf-8", check=True
    )
    return done.stdout


def _environment() -> dict[str, str]:
    """Of the machine nothing but its programs."""
    return {"PATH": os.environ["PATH"], "HOME": os.devnull, "GIT_CONFIG_NOSYSTEM": "1"}


class Scratch:
    """Copies of both in a folder."""

    def __init__(self, folder: Path) -> None:
        shutil.copytree(made(), folder, dirs_exist_ok=True)
        self.folder, self.force, self.product = folder, folder / "force", folder / "product"
        self.calls = folder / "calls"
        self.environment = _environment() | {"CALLS": str(self.calls)}
        self.root = Git(self.force, self.environment)

    def clone(self) -> Git:
        """Git in a folder that is not there yet."""
        return Git(self.folder / "scratch" / "clone", self.environment)

    def source(self, version: str = NOW) -> str:
        """A release as it is asked for."""
        return f"{self.product}@v{version}"

    def change(self, files: Mapping[str, str]) -> None:
        """Commit files to the force's main."""
        for path, text in files.items():
            (self.force / path).write_text(text, "utf-8")
        _git(self.force, "commit", "--quiet", "--all", "--message=change")

    def git(self, *words: str) -> str:
        """Run git in the product's repository."""
        return _git(self.product, *words)

    def state(self) -> tuple[str, str, str]:
        """What of the force's repository a person sees: refs, where HEAD is, what differs from it."""
        return tuple(
            self.root.text(*words) for words in (("show-ref",), ("symbolic-ref", "HEAD"), ("status", "--porcelain"))
        )  # type: ignore[return-value]
