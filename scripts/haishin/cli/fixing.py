"""The verb ``fix``: the safe remedies of what ``validate`` finds, shown as a difference or written."""

from __future__ import annotations

import argparse
import os
import shutil
from pathlib import Path

from haishin.checking import alert_entries, check, tree_of
from haishin.checking.mending import mend
from haishin.cli.context import Acts, CommandContext, from_root
from haishin.document import oversize, read
from haishin.document.decoding import MAX_BYTES, decode
from haishin.errors import Exit, ToolError
from haishin.model import Finding, Severity, Text
from haishin.reading import Tree
from haishin.report.difference import difference
from haishin.report.escaping import visible
from haishin.report.findings.labels import counted
from haishin.repository.sources import Entry, WorktreeSource

_WRITTEN = Text("{n} 個のファイルを直しました。", "{n} file(s) put right.")
_WOULD = Text(
    "{n} 個のファイルに、安全に直せる所があります。--write を付けて実行すると書き換えます。",
    "{n} file(s) have what can safely be put right; run it with --write to write them.",
)
_NOTHING = Text("安全に直せる所はありません。", "There is nothing that can safely be put right.")
_UNREADABLE = Text(
    "{path} は文字コードが UTF-8 ではないので、直せません。Shift_JIS(メモ帳の ANSI)などで保存されているようです。"
    "元の編集ソフトで開き、「名前を付けて保存」で文字コードに「UTF-8」を選んで保存してから、もう一度実行してください。",
    "{path} is not UTF-8, so nothing in it can be put right. Open it in the editor it was written with, "
    "save it with the encoding UTF-8, and run this again.",
)
_TOO_LARGE = Text(
    "{path} は大きすぎるので({size}バイト、{limit}バイトまで)、直しません。",
    "{path} is too large to be put right ({size} bytes of at most {limit}).",
)
_LEFT = Text("まだ残る指摘:{counts}(haishin validate で確かめてください)", "Left: {counts} (see haishin validate)")


def _fix(arguments: argparse.Namespace, context: CommandContext) -> int:
    source = WorktreeSource(context.root)
    named = [from_root(path, context) for path in arguments.paths] or None
    entries, misplaced = alert_entries(source, context.contract, named)
    tree = tree_of(source, context.contract)
    changed, left = 0, list(misplaced)
    for one in misplaced:
        path = visible(one.path)
        context.say(
            Text(
                f"{path} は直しません。{one.message.ja}{one.hint.ja}",
                f"{path} is left as it is. {one.message.en} {one.hint.en}",
            )
        )
    for entry in entries:
        if entry.size > MAX_BYTES:
            context.say(_TOO_LARGE.format(path=visible(entry.path), size=entry.size, limit=MAX_BYTES))
            left += check(oversize(entry.path, entry.size), context.contract, tree)
            continue
        data = source.read(entry)
        if data and not decode(data, [])[1]:
            context.say(_UNREADABLE.format(path=visible(entry.path)))
        mended = mend(entry.path, data, context.contract, tree)
        after = _found(entry, mended, context, tree)
        left += after
        if mended == data:
            continue
        changed += 1
        before = data.decode(), _found(entry, data, context, tree)
        context.out.write(difference(entry.path, before, (mended.decode(), after), context.language))
        if arguments.write:
            _write(context.root / entry.path, mended)
    context.say((_WRITTEN if arguments.write else _WOULD).format(n=changed) if changed else _NOTHING)
    if left:
        context.say(Text(*(_LEFT[tongue].format(counts=counted(left, tongue)) for tongue in ("ja", "en"))))
    return Exit.REFUSED if any(one.severity is Severity.ERROR for one in left) else Exit.FINE


def _found(entry: Entry, data: bytes, context: CommandContext, tree: Tree) -> tuple[Finding, ...]:
    return check(read(entry.path, data, context.contract), context.contract, tree)


def _write(path: Path, data: bytes) -> None:
    """In one step: whoever reads meanwhile sees the old file or the new one."""
    draft = path.with_name(f".{path.name}.haishin")
    try:
        draft.write_bytes(data)
        shutil.copymode(path, draft)
        os.replace(draft, path)
    except OSError as fault:
        draft.unlink(missing_ok=True)
        raise ToolError(
            Text(f"{path.name} に書けません({fault.strerror})。", f"{path.name} cannot be written ({fault.strerror})."),
            Text("フォルダーのアクセス権を確かめてください。", "Check the permissions of its folder."),
        ) from fault


VERBS: Acts = {
    "fix": _fix,
}
