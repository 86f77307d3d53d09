"""Verbs over mails and the page before them: preview, verify. Without state."""

from __future__ import annotations

import argparse
import os
import tempfile
import webbrowser
from pathlib import Path

from haishin.cli.alerts import language, showable
from haishin.cli.context import Acts, CommandContext
from haishin.delivery.mainline import rules_at
from haishin.document import read
from haishin.errors import Exit, Refusal, ToolError
from haishin.message.preview import preview
from haishin.message.verify import Received, differences, received
from haishin.model import Text
from haishin.repository.sources import CommitSource


def _preview(arguments: argparse.Namespace, context: CommandContext) -> int:
    alert = showable(arguments.alert, context)
    page = preview(alert, context.contract, context.language, language(arguments.language, context))
    file = arguments.output
    if file is None and not arguments.open:
        context.out.write(page)
        return Exit.FINE
    try:
        if file is None:
            handle, name = tempfile.mkstemp(prefix=f"haishin-{alert.id}-", suffix=".html")
            os.close(handle)
            file = Path(name)
        file.write_text(page, encoding="utf-8", newline="\n")
    except OSError as fault:
        raise _unusable(file or Path(tempfile.gettempdir()), fault) from fault
    context.say(Text(str(file), str(file)))
    if arguments.open and not webbrowser.open(file.resolve().as_uri()):
        raise ToolError(
            Text("ブラウザーを開けませんでした。", "No browser could be opened."),
            Text("上に示したファイルを自分で開いてください。", "Open the file named above yourself."),
        )
    return Exit.FINE


def _verify(arguments: argparse.Namespace, context: CommandContext) -> int:
    try:
        data = arguments.mail.read_bytes()
    except OSError as fault:
        raise _unusable(arguments.mail, fault) from fault
    got = received(data)
    commit = got.commit or "-"
    context.say(Text(f"アラート:{got.alert}", f"alert: {got.alert}"))
    context.say(Text(f"コミット:{commit}", f"commit: {commit}"))
    context.out.flush()
    if not got.intact:
        raise Refusal(
            Text(
                "件名か本文が、メール自身のダイジェストと合いません。途中で変えられています。",
                "Subject or text are not those of the mail's own digest: they were changed on the way.",
            ),
            Text("このメールの内容を信用しないでください。", "Do not trust what this mail says."),
        )
    _compare(got, context)
    context.say(
        Text(
            "一致しました。マージされたアラートから作られるメールと、件名も本文も同じです。",
            "The same: subject and content are what the merged alert makes.",
        )
    )
    return Exit.FINE


def _compare(got: Received, context: CommandContext) -> None:
    """Raise Refusal where main never held what the mail says, ToolError where that cannot be known here."""
    if got.commit is None:
        raise Refusal(
            Text(
                "コミットが書かれていません。haishin render で作った見本で、配信されたメールではありません。",
                "It names no commit: a sample made by haishin render, not a mail that was sent.",
            ),
            Text("受信したメールを指定してください。", "Name a mail that was received."),
        )
    if context.git.attempt("cat-file", "-e", f"{got.commit}^{{commit}}").returncode != 0:
        raise ToolError(
            Text(
                f"コミット {got.commit} がこのリポジトリにないため、確かめられません。",
                f"The commit {got.commit} is not in this repository: nothing can be said.",
            ),
            Text("git fetch を実行してから、もう一度試してください。", "Run git fetch and try again."),
        )
    if not _merged(got.commit, context):
        raise Refusal(
            Text(
                f"コミット {got.commit} は {context.branch} に含まれていません。マージされていない内容です。",
                f"The commit {got.commit} is not on {context.branch}: its content was never merged.",
            ),
            Text(
                "手元が古いときは git fetch の後でもう一度試してください。それでも同じなら信用しないでください。",
                "If this copy is old, run git fetch and try again. If it stays so, do not trust the mail.",
            ),
        )
    source = CommitSource(context.git, got.commit)
    found = [one for one in source.entries("alerts") if one.path.endswith(f"/{got.alert}.md")]
    contract = rules_at(context.git, context.contract_at, got.commit)
    alert = read(found[0].path, source.read(found[0]), contract).alert if len(found) == 1 else None
    unequal = differences(got, alert, contract) if alert is not None else (Text("アラート", "alert"),)
    if unequal:
        raise Refusal(
            Text(
                f"マージされたアラートと合いません({'、'.join(one.ja for one in unequal)})。",
                f"It is not what the merged alert makes ({', '.join(one.en for one in unequal)}).",
            ),
            Text(
                "メールを作るプログラムがその後に変わったときも合いません。そのコミットのプログラムで試してください。"
                "それでも合わなければ信用しないでください。",
                "It also differs where the program that makes mails has changed since: try with the program of that "
                "commit. If it still differs, do not trust the mail.",
            ),
        )


def _merged(commit: str, context: CommandContext) -> bool:
    """Whether main, as this repository knows it, holds the commit."""
    for name in (f"refs/remotes/{context.remote}/{context.branch}", f"refs/heads/{context.branch}"):
        if context.git.attempt("merge-base", "--is-ancestor", commit, name).returncode == 0:
            return True
    return False


def _unusable(path: Path, fault: OSError) -> ToolError:
    return ToolError(
        Text(f"{path} を使えません({fault.strerror})。", f"{path} cannot be used ({fault.strerror})."),
        Text("ファイルの場所と権限を確かめてください。", "Check where the file is and its permissions."),
    )


VERBS: Acts = {
    "preview": _preview,
    "verify": _verify,
}
