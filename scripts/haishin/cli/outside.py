"""The context of a verb that looks at more than files: main and its ledger, the forge."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields
from functools import cached_property, partial
from typing import TYPE_CHECKING, TypeAlias

from haishin.cli.context import Acts, CommandContext
from haishin.consult.forge_access import ForgeAccess
from haishin.consult.main import Main

if TYPE_CHECKING:
    import argparse
    from collections.abc import Callable

OutsideActs: TypeAlias = "Mapping[str, Callable[[argparse.Namespace, Outside], int]]"


class Outside(CommandContext):
    """A context with main, ledger and forge; each is asked only when it is needed."""

    @cached_property
    def main(self) -> Main:
        """Main of the remote, and its ledger."""
        return Main(self.process)

    @property
    def forge(self) -> ForgeAccess:
        """The way to the forge."""
        return ForgeAccess(self.main)


def outside(acts: OutsideActs) -> Acts:
    """Let each verb act in such a context."""
    return {verb: partial(_in_outside, act) for verb, act in acts.items()}


def _in_outside(
    act: Callable[[argparse.Namespace, Outside], int], arguments: argparse.Namespace, context: CommandContext
) -> int:
    return act(arguments, Outside(**{field.name: getattr(context, field.name) for field in fields(context)}))
