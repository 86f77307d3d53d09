from __future__ import annotations

import re
from importlib import import_module
from pkgutil import walk_packages

import pytest

import haishin
from haishin.core.text.lazy import lazy

MODULES = sorted(one.name for one in walk_packages(haishin.__path__, "haishin.") if one.name != "haishin.__main__")


def test_a_lazy_pattern_does_what_the_compiled_one_does() -> None:
    pattern, compiled = lazy("a(b)|C", re.IGNORECASE), re.compile("a(b)|C", re.IGNORECASE)
    text = "xabAcAB"
    assert [one.span() for one in pattern.finditer(text)] == [one.span() for one in compiled.finditer(text)]
    assert pattern.sub("-", text) == compiled.sub("-", text)
    assert (pattern.pattern, pattern.groups) == (compiled.pattern, compiled.groups)


def test_it_compiles_at_its_first_use_and_once(monkeypatch: pytest.MonkeyPatch) -> None:
    made: list[str] = []
    compiler = re.compile
    monkeypatch.setattr(re, "compile", lambda source, flags=0: made.append(source) or compiler(source, flags))
    pattern = lazy("[0-9]")
    assert made == []
    assert pattern.search("a1")
    assert pattern.search("a2")
    assert pattern.fullmatch("3")
    assert made == ["[0-9]"]


@pytest.mark.parametrize("module", MODULES)
def test_every_pattern_compiles(module: str) -> None:
    for name, value in vars(import_module(module)).items():
        if type(value) is type(lazy("")):
            assert value.groups >= 0, name
