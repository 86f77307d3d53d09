"""Verbs over the registry of residents: import, export, stats. Addresses go to the named file alone."""

from __future__ import annotations

import argparse
from pathlib import Path

from haishin.cli.world import Acts, World
from haishin.errors import Exit, ToolError
from haishin.model import Text
from haishin.subscribers.audience import shown
from haishin.subscribers.registry import Registry


def _registry(world: World) -> Registry:
    return Registry(world.state().registry)


def _import(arguments: argparse.Namespace, world: World) -> int:
    try:
        with arguments.file.open("rb") as stream:
            report = _registry(world).import_csv(stream, world.contract, world.clock())
    except OSError as fault:
        raise _file(arguments.file, fault) from fault
    for problem in report.problems:
        reason = problem.reason[world.language]
        world.say(
            Text(
                f"{problem.line}行目 {problem.column or '全体'}:{reason}",
                f"line {problem.line}, {problem.column or 'whole line'}: {reason}",
            )
        )
    world.say(
        Text(
            f"追加 {report.added}、更新 {report.updated}、変更なし {report.unchanged}、取り込めない行 {report.refused}",
            f"{report.added} added, {report.updated} updated, {report.unchanged} unchanged, {report.refused} refused",
        )
    )
    return Exit.REFUSED if report.refused else Exit.FINE


def _export(arguments: argparse.Namespace, world: World) -> int:
    try:
        arguments.file.touch(mode=0o600, exist_ok=False)
        with arguments.file.open("wb") as stream:
            number = _registry(world).export_csv(stream)
    except OSError as fault:
        raise _file(arguments.file, fault) from fault
    world.say(Text(f"{number} 人を書き出しました。", f"{number} written."))
    return Exit.FINE


def _stats(arguments: argparse.Namespace, world: World) -> int:
    stats = _registry(world).stats()
    rows = [(Text("登録者", "registered"), stats.registered), (Text("退会者", "left"), stats.left)]
    rows += [(Text(f"警察署 {name}", f"station {name}"), number) for name, number in stats.stations.items()]
    rows += [(Text(f"区分 {name}", f"category {name}"), number) for name, number in stats.categories.items()]
    for label, number in rows:
        world.say(Text(f"{label.ja}:{shown(number).ja}", f"{label.en}: {shown(number).en}"))
    return Exit.FINE


def _file(path: Path, fault: OSError) -> ToolError:
    return ToolError(
        Text(f"{path} を使えません({fault.strerror})。", f"{path} cannot be used ({fault.strerror})."),
        Text("ファイルの場所と権限を確かめてください。", "Check where the file is and its permissions."),
    )


VERBS: Acts = {
    "import": _import,
    "export": _export,
    "stats": _stats,
}
