"""The verb ``hook``: the check before a commit, since git keeps every commit."""

from __future__ import annotations

import argparse
import os
import shlex
import sys
from pathlib import Path

from haishin.cli.context import Acts, CommandContext
from haishin.core.catalogue import Message
from haishin.core.errors import Exit, Refusal, ToolError

NAME = "pre-commit"
MARK = "# haishin hook install"

# Started by programs with a window, a hook has hardly a PATH: the command is found by its place, git by git itself.
_SCRIPT = """\
#!/bin/sh
{mark} が作りました。コミットする情報メールを検査します(消すときは haishin hook remove)。
# Checks the alerts of a commit before it is made; taken away by: haishin hook remove
cd "$(git rev-parse --show-toplevel)" || exit 1
[ -f schema/policy.yaml ] || exit 0
tracked=$(git ls-files -- ':(icase).venv') || exit 1
if [ -n "$tracked" ]; then
  echo '.venv が git で管理されているので、検査を動かせません。git rm -r --cached .venv で外してください。' >&2
  echo 'git tracks files under .venv: nothing in there is run. Take them out: git rm -r --cached .venv' >&2
  exit 1
elif [ -x .venv/bin/python ]; then
  set -- .venv/bin/python -I -m haishin
elif [ -x {python} ]; then
  set -- {python} -I -m haishin
else
  echo '検査のコマンドが見つかりません。python3 scripts/bootstrap.py validate を一度実行してください。' >&2
  echo 'The command of the check is missing. Run once: python3 scripts/bootstrap.py validate' >&2
  exit 1
fi
"$@" validate --staged >&2 || {{
  echo 'コミットしませんでした。上のエラーを直し、git add をしてから、もう一度コミットしてください。' >&2
  echo 'Not committed. Put the errors above right, git add, and commit again.' >&2
  exit 1
}}
"""
_LINE = ".venv/bin/python -I -m haishin validate --staged || exit 1"


def _install(arguments: argparse.Namespace, context: CommandContext) -> int:
    hook = _place(context)
    if _foreign(hook):
        raise Refusal(Message("cli/other-hook", hook=hook, line=_LINE))
    script = _SCRIPT.format(mark=MARK, python=shlex.quote(sys.executable))
    try:
        hook.parent.mkdir(parents=True, exist_ok=True)
        draft = hook.with_name(f"{NAME}.haishin")
        draft.write_bytes(script.encode())
        draft.chmod(0o755)
        os.replace(draft, hook)
    except OSError as fault:
        raise ToolError(Message("cli/unwritable-file", name=hook, why=fault.strerror)) from fault
    context.say(Message("cli/hook-installed", hook=hook))
    return Exit.FINE


def _remove(arguments: argparse.Namespace, context: CommandContext) -> int:
    hook = _place(context)
    if not os.path.lexists(hook):
        context.say(Message("cli/no-hook"))
        return Exit.FINE
    if _foreign(hook):
        raise Refusal(Message("cli/not-our-hook", hook=hook, line=_LINE))
    try:
        hook.unlink()
    except OSError as fault:
        raise ToolError(Message("cli/unwritable-file", name=hook, why=fault.strerror)) from fault
    context.say(Message("cli/hook-removed"))
    return Exit.FINE


def _place(context: CommandContext) -> Path:
    """Find the hook's path. ``core.hooksPath`` counts from the top of the work tree, ``~`` is at home."""
    git = context.git
    top = Path(git.text("rev-parse", "--show-toplevel"))
    answer = git.attempt("config", "--show-scope", "--get-all", "--type=path", "-z", "core.hooksPath").stdout
    words = answer.decode("utf-8", "surrogateescape").split("\0")
    # Each value comes behind its scope; the one of the command line is our own, which keeps hooks off.
    paths = [path for scope, path in zip(words[::2], words[1::2], strict=False) if scope != "command"]
    if paths and not paths[-1]:
        raise Refusal(Message("cli/hooks-off"))
    if paths:
        return top / paths[-1] / NAME
    return top / git.text("rev-parse", "--git-common-dir") / "hooks" / NAME


def _foreign(hook: Path) -> bool:
    """Return whether another hook stands there, not made by this command."""
    if not os.path.lexists(hook):
        return False
    try:
        return hook.is_symlink() or MARK.encode() not in hook.read_bytes()
    except OSError:
        return True


VERBS: Acts = {
    "install": _install,
    "remove": _remove,
}
