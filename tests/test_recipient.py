"""A recipient prints as a keyed hash, the same within a process, another in the next."""

from __future__ import annotations

import pkgutil
import re
import subprocess
import sys
import traceback
from dataclasses import fields, is_dataclass
from importlib import import_module

import pytest

import haishin
from haishin.core.recipient import Recipient
from haishin.residents.registry.subscriber import Subscriber

ADDRESS = "taro.himitsu@example.jp"
NAMES = {"address", "rcpt_to", "wish", "subscriber", "recipient"}  # of fields


def test_it_prints_as_a_hash() -> None:
    one = Recipient("a" * 26, "taro@example.jp")
    assert re.fullmatch(r"Recipient\(#[0-9a-f]{8}\)", repr(one))
    assert str(one) == repr(one) == f"{one}" == repr(Recipient("a" * 26, "taro@example.jp"))
    assert repr(one) != repr(Recipient("b" * 26, "taro@example.jp"))
    assert repr(one) != repr(Recipient("a" * 26, "hanako@example.jp"))
    assert repr([one, {"to": one}]).count("#") == 2


def test_another_process_another_hash() -> None:
    code = "from haishin.core.recipient import Recipient; print(Recipient('a', 'taro@example.jp'))"
    path = ":".join(part for part in sys.path if part)
    shown = {
        subprocess.run(
            [sys.executable, "-c", code], env={"PYTHONPATH": path}, capture_output=True, check=True, text=True
        ).stdout
        for _ in range(2)
    }
    assert len(shown) == 2


def carriers() -> list[type]:
    """Every dataclass of the package that holds an address of a reader, by the name of its field."""
    found = set()
    for module in pkgutil.walk_packages(haishin.__path__, "haishin."):
        if module.name != "haishin.__main__":
            for one in vars(import_module(module.name)).values():
                if isinstance(one, type) and is_dataclass(one) and NAMES & {part.name for part in fields(one)}:
                    found.add(one)
    return sorted(found, key=lambda one: one.__qualname__)


def test_the_carriers_are_found() -> None:
    names = {one.__name__ for one in carriers()}
    assert names >= {"Recipient", "Wish", "Subscriber", "SnapshotRow", "Envelope", "CsvLine"}


@pytest.mark.parametrize("carrier", carriers(), ids=lambda one: one.__name__)
def test_nothing_that_holds_an_address_prints_it(carrier: type) -> None:
    one = object.__new__(carrier)
    wish = dict.fromkeys((part.name for part in fields(Subscriber)), ADDRESS)
    for part in fields(carrier):
        value = Subscriber(**wish) if part.name in ("wish", "subscriber") else ADDRESS  # type: ignore[arg-type]
        object.__setattr__(one, part.name, value if part.name in NAMES else "x")
    told = "".join(traceback.format_exception(ValueError(one, [one], {"to": one, one.__class__: KeyError(one)})))
    for text in (repr(one), str(one), f"{one}", f"{one!s} {one!r}", "%s %r" % (one, one), repr([one]), told):  # noqa: UP031
        assert "himitsu" not in text
