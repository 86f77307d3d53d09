"""What people must remove by hand after a recall, as its record lists it; no word of the recalled text is in it."""

from __future__ import annotations

from collections.abc import Iterator

from haishin.model import Language, LedgerRecord, Text

_PLACES = {
    "comments": Text(
        "申請{pull}のコメントとレビュー、その前の版(「edited」→「Delete revision from history」)",
        "the comments and reviews of the pull request{pull}, and their earlier versions (“edited”)",
    ),
    "pull-request": Text(
        "申請{pull}の題名、説明、差分、途中の保存(フォージのサポートか管理者に頼む)",
        "title, text, diff and commits of the pull request{pull} (by the forge's support or administrator)",
    ),
    "branch": Text("申請の枝(「Delete branch」)", "its branch"),
    "search": Text("フォージの検索と、保存された表示", "the forge's search and its cached views"),
    "history": Text(
        "main のファイルとその履歴(書き換えると配信はすべて止まる。先に主管課と決める)",
        "the file on main and its history (rewriting it stops all sending: agree with the owning section first)",
    ),
    "copies": Text(
        "知らせのメール、配信簿、手元の写し、控え",
        "the forge's notices by mail, the register, clones, backups",
    ),
}
LOST = Text(
    "届いたメールは取り戻せません。できるのは、訂正のメールで削除をお願いすることだけです。",
    "What is in mailboxes cannot be taken back: all that can be done is to ask for its deletion by the correction.",
)


def removals(recalled: LedgerRecord, language: Language) -> Iterator[str]:
    """A line for each place."""
    number = recalled.fields["pull"]
    pull = "" if number is None else f" #{number} "
    yield from (
        _PLACES[one].format(pull=pull if language == "ja" else pull.rstrip())[language] for one in _of(recalled)
    )


def _of(recalled: LedgerRecord) -> tuple[str, ...]:
    return tuple(recalled.fields["remove"])
