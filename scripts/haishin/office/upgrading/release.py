"""A release of the product: read as its commit has it, fetched from its source, compared with its announcement."""

from __future__ import annotations

import os
import re
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path
from typing import Any

from haishin.core.catalogue import Message
from haishin.core.contract.loading import LIMITS
from haishin.core.errors import Refusal
from haishin.core.repository.git import Git, blobs, object_ids, shown, small_file
from haishin.core.repository.history import ROOT
from haishin.core.repository.sources import CommitSource
from haishin.core.strict_yaml import Composed, compose
from haishin.office import product
from haishin.office.product import Owner, Paths

_POLICY = "schema/policy.yaml"
_NUMBER = r"[0-9]{1,3}(?:\.[0-9]{1,3}){2}"
_SOURCE = re.compile(rf"(?P<source>.+)@(?P<tag>v(?P<version>{_NUMBER}))")
_VERSION = re.compile(rf'^__version__ = "({_NUMBER})"$', re.MULTILINE)
_VERSION_FILE = "scripts/haishin/__init__.py"
_LARGEST = 256 * 1024  # bytes of a file that is read before a release is believed
_LONG = 3600.0  # seconds that a fetch may take
# Only the SSH keys that the force names vouch for a tag: no key ring of whoever runs this.
_NO_KEY_RING = ("-c", f"gpg.program={os.devnull}", "-c", f"gpg.x509.program={os.devnull}")


@dataclass(frozen=True, slots=True)
class ProductFile:
    """A file at a product's path; two are equal if they differ only between the force's marks."""

    mode: str  # git's
    counts: str  # the id of the bytes that count
    blob: str = field(compare=False)


@dataclass(frozen=True)
class Release:
    """A release, or a force's copy of it, at a commit."""

    git: Git
    commit: str
    version: str
    paths: Paths

    @classmethod
    def at(cls, git: Git, name: str) -> Release:
        """Read the release that a name of git stands for. Raises Refusal if it is none."""
        commit = object_ids(git, [f"{name}^{{commit}}"])[0] or name
        first, rows = (small_file(git, commit, path, _LARGEST) for path in (_VERSION_FILE, product.PATH))
        version = _VERSION.search((first or b"").decode("utf-8", "replace"))
        if version is None or rows is None:
            raise Refusal(Message("office/upgrading/no-release", name=name))
        return cls(git, commit, version[1], Paths.read(rows.decode("utf-8", "replace")))

    def text(self, path: str) -> str:
        """Read a file. Raises GitError if there is none."""
        return self.git.run("cat-file", "blob", f"{self.commit}:{path}").decode("utf-8", "replace")

    def digest(self) -> str:
        """Digest its product files."""
        files = product_files(self.git, self.commit, self.paths)
        read = blobs(self.git, [file.blob for file in files.values()])
        return product.digest((path, file.mode, data) for (path, file), data in zip(files.items(), read, strict=True))


def product_files(git: Git, commit: str, paths: Paths) -> dict[str, ProductFile]:
    """List the product's files of a commit by path; an alert is none, whatever the rows say."""
    source, found = CommitSource(git, commit), {}
    for entry in source.entries(""):
        if paths.owner(entry.path) is not Owner.PRODUCT or entry.path.startswith(f"{ROOT}/") or entry.blob is None:
            continue
        counts = entry.blob
        if entry.path == product.MARKED:
            counts = sha256(product.compared(entry.path, source.read(entry))).hexdigest()
        found[entry.path] = ProductFile(entry.mode, counts, entry.blob)
    return found


def read_yaml(text: str) -> Composed:
    """Read a file of ``schema/``, of whatever form."""
    return compose(text, limits=LIMITS)


def ordered(version: str) -> tuple[int, ...]:
    """Make a version comparable."""
    return tuple(map(int, version.split(".")))


@dataclass(frozen=True)
class Found:
    """A release that may be taken over."""

    release: Release  # in a clone of the force's repository, elsewhere
    head: str  # the force's commit
    standing: str  # the version on which the force stands; its tag is there, too
    compared: Message  # with what it was compared

    @property
    def branch(self) -> str:
        """The name of the branch that holds it in the end."""
        return f"upgrade-{self.release.version}"


def find(root: Git, clone: Git, asked: str, digest: str | None) -> Found:
    """Fetch the release ``SOURCE@TAG`` into a clone of the repository, and compare it.

    ``clone``: in a folder that is not there yet; ``digest``: as announced. Raises Refusal for an unclean repository,
    if git does not know who commits, for an older, altered or wrongly signed release.
    """
    named = _SOURCE.fullmatch(asked)
    if named is None:
        raise Refusal(Message("office/upgrading/source-unreadable", asked=asked))
    if root.run("status", "--porcelain", "-z"):
        raise Refusal(Message("office/upgrading/unclean"))
    if root.attempt("var", "GIT_COMMITTER_IDENT").returncode != 0:  # who commits at the end, hours of tests later
        raise Refusal(Message("office/upgrading/nobody"))
    head = root.text("rev-parse", "HEAD")
    standing, signers = _product((small_file(root, head, _POLICY, _LARGEST) or b"").decode("utf-8", "replace"))
    tag = named["tag"]
    shared = ("--quiet", "--shared", "--no-checkout", "--no-tags", "--template=")
    root.run("clone", *shared, "--", os.fspath(root.folder), os.fspath(clone.folder), timeout=_LONG)
    for wanted in dict.fromkeys((tag, f"v{standing}")):
        _fetch(clone, named["source"], wanted)
    release = Release.at(clone, f"refs/tags/{tag}")
    if release.version != named["version"]:
        raise Refusal(Message("office/upgrading/other-version", tag=tag, version=release.version))
    if ordered(release.version) < ordered(standing):
        raise Refusal(Message("office/upgrading/older", version=release.version, standing=standing))
    if signers and not _signed(clone, tag, signers):
        raise Refusal(Message("office/upgrading/wrongly-signed", tag=tag))
    if digest is not None and digest != (found := release.digest()):
        raise Refusal(Message("office/upgrading/altered", tag=tag, announced=digest, found=found))
    how = [name for name, done in (("digest", digest is not None), ("signature", signers)) if done]
    compared = Message(f"office/upgrading/compared-{'-'.join(how) or 'nothing'}", tag=tag)
    return Found(release, head, standing, compared)


def _product(policy: str) -> tuple[str, tuple[str, ...]]:
    """Read ``product`` of a policy of any form: version, keys of the signers. Raises Refusal without it."""
    whole: Any = read_yaml(policy).value
    item = whole.get("product") if isinstance(whole, dict) else None
    if not isinstance(item, dict) or re.fullmatch(_NUMBER, str(item.get("version"))) is None:
        raise Refusal(Message("office/upgrading/no-product"))
    return item["version"], tuple(map(str, item.get("signers", ())))


def _fetch(clone: Git, source: str, tag: str) -> None:
    if Path(source).exists():
        source = os.fspath(Path(source).absolute())
    ref = f"refs/tags/{tag}"
    wanted = ("--quiet", "--no-tags", "--no-write-fetch-head", "--", source, f"+{ref}:{ref}")
    done = clone.attempt("fetch", *wanted, timeout=_LONG)
    if done.returncode != 0:
        said = shown(done.stderr.decode("utf-8", "replace"))
        raise Refusal(Message("office/upgrading/not-fetched", tag=tag, said=said))


def _signed(clone: Git, tag: str, signers: tuple[str, ...]) -> bool:
    file = clone.folder / ".git" / "signers"
    file.write_text("".join(f'release namespaces="git" {key}\n' for key in signers), encoding="utf-8")
    keys = ("-c", f"gpg.ssh.allowedSignersFile={file}")
    return clone.attempt(*_NO_KEY_RING, *keys, "verify-tag", "--", tag).returncode == 0
