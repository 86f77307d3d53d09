"""A force's repository, made beside its place and put there by one rename: a kill leaves the folder as it was."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import Final

from haishin import __version__
from haishin.core.catalogue import PACKAGE, Message
from haishin.core.contract import load_blobs
from haishin.core.errors import Refusal, ToolError
from haishin.core.repository.git import Git, object_ids, records
from haishin.office import product
from haishin.office.drafting import manual
from haishin.office.made import made
from haishin.office.product import Owner

PRODUCT: Final = PACKAGE.parents[1]  # the checkout that this program is of
_EXAMPLE: Final = "tests/examples/force/schema"
_BY: Final = ("-c", "user.name=haishin", "-c", "user.email=haishin@localhost.invalid")


def example() -> dict[str, bytes]:
    """Read the example force's ``schema/``, by file name. Raises ToolError if this is no checkout of the product."""
    try:
        files = sorted((PRODUCT / _EXAMPLE).iterdir())
        return {file.name: file.read_bytes() for file in files}
    except OSError as fault:
        raise ToolError(Message("office/founding/no-product", path=_EXAMPLE)) from fault


def refuse_filled(folder: Path) -> None:
    """Raise Refusal if something lies at the place of the folder that is to be made."""
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise Refusal(Message("office/founding/not-empty", folder=folder))


def found(folder: Path, schema: Mapping[str, bytes], environment: Mapping[str, str]) -> str:
    """Make the repository with one first commit, and return the product's commit, of which its files are.

    ``schema``: the force's ``schema/*.yaml`` by name, which must load. Raises ToolError if the folder cannot be made or
    is not empty, or if the product cannot be read.
    """
    commit, place = Git(PRODUCT, environment).text("rev-parse", "HEAD"), folder.absolute().parent
    try:
        with tempfile.TemporaryDirectory("", f".{folder.name}-", place, ignore_cleanup_errors=True) as beside:
            _make(Path(beside), commit, schema, environment)
            os.chmod(beside, 0o755)
            os.rename(beside, folder)
    except OSError as fault:
        raise ToolError(Message("office/founding/no-parent", folder=folder, why=fault.strerror)) from fault
    return commit


def is_release(commit: str, environment: Mapping[str, str]) -> bool:
    """Whether the tag of this program's version names that commit of the product."""
    return object_ids(Git(PRODUCT, environment), [f"refs/tags/v{__version__}^{{commit}}"]) == [commit]


def _make(root: Path, commit: str, schema: Mapping[str, bytes], environment: Mapping[str, str]) -> None:
    git, contract, paths, index = Git(root, environment), load_blobs(schema), product.own(), root / "index"
    source = Git(PRODUCT, environment, index=os.fspath(index))
    source.run("read-tree", commit)
    listed = records(source.run("ls-files", "-z"))
    tracked = "".join(f"{path}\0" for path in listed if paths.owner(path) is Owner.PRODUCT)
    wanted = ("checkout-index", "-z", "--stdin", f"--prefix={root}/")
    source.run(*wanted, data=tracked.encode("utf-8", "surrogateescape"))
    index.unlink()
    git.run("init", "--quiet", "--initial-branch=main")
    files = {f"schema/{name}": blob.decode() for name, blob in schema.items()}
    files |= made(contract, (root / manual.PATH).read_text(encoding="utf-8"))
    for path, text in files.items():
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).write_text(text, encoding="utf-8", newline="\n")
    (root / "alerts").mkdir()
    git.run("add", "--all")
    git.run(*_BY, "commit", "--quiet", "-m", f"{contract.organization.name} (haishin {commit})")
