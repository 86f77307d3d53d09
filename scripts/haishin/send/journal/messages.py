"""The words of the journal and its copies: where, why, and what to do."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from haishin.core.errors import HaishinError, Refusal, ToolError
from haishin.core.model import Text


class JournalError(ToolError):
    """The journal cannot be read or written: nothing may be sent that cannot be remembered."""


class JournalMismatch(JournalError):
    """The journal is readable, but does not hold what was expected: a mistake of the program or a swapped file."""

    def __init__(self, ja: str, en: str) -> None:
        super().__init__(
            Text(ja, en),
            Text(
                "送信を止めて、運用担当者に連絡してください。配信記録のファイルは消さないでください。",
                "Stop sending and call the operator. Do not delete the journal's file.",
            ),
        )


def journal_missing(path: Path) -> JournalError:
    """Report that who only reads has no journal to read."""
    return JournalError(
        Text(f"配信記録 {path} がありません。", f"There is no journal at {path}."),
        Text("HAISHIN_STATE のフォルダを確かめてください。", "Check the folder of HAISHIN_STATE."),
    )


def journal_not_wal(path: Path, mode: str) -> JournalError:
    """Report a file system on which SQLite cannot promise that what was committed stays."""
    return JournalError(
        Text(
            f"配信記録 {path} を安全な方式(WAL)で開けません(応答:{mode})。",
            f"The journal {path} cannot be opened in WAL mode (answer: {mode}).",
        ),
        Text("ネットワーク上でない、この計算機のディスクに置いてください。", "Put it on a local disk of this machine."),
    )


def journal_of_other_form(path: Path, form: int, known: int) -> JournalError:
    """Report a journal of a form that this program does not know."""
    return JournalError(
        Text(
            f"配信記録 {path} の形式は第{form}版で、このプログラムの知る第{known}版までにありません。",
            f"The journal {path} has form {form}; this program knows those up to {known}.",
        ),
        Text(
            "それを作った版のプログラムを使うか、正しいファイルに戻してください。",
            "Use the program that wrote it, or put the right file back.",
        ),
    )


def journal_of_earlier_form(path: Path) -> JournalError:
    """Report to who only looks that a sender must first bring the journal to this program's form."""
    return JournalError(
        Text(
            f"配信記録 {path} は前の版の形式です。見るだけでは書き替えません。",
            f"The journal {path} is of an earlier form, which a mere look does not change.",
        ),
        Text("haishin send を一度実行すると、今の形式になります。", "Run haishin send once: it brings it up to date."),
    )


def journal_damaged(path: Path) -> JournalError:
    """Report a file that SQLite does not read as a database."""
    return JournalError(
        Text(
            f"配信記録 {path} が壊れているか、配信記録ではありません。何も送りません。",
            f"The journal {path} is damaged, or no journal at all. Nothing is sent.",
        ),
        Text(
            "このファイルを別の場所に残し、控えから戻してください(OPERATING.md の Backups)。",
            "Keep this file elsewhere, and restore the backup (OPERATING.md, Backups).",
        ),
    )


def journal_unusable(path: Path, why: str) -> JournalError:
    """Report a journal that cannot be read or written now."""
    return JournalError(
        Text(f"配信記録 {path} を読み書きできません:{why}", f"The journal {path} cannot be read or written: {why}"),
        Text(
            "ディスクの空き容量とフォルダの権限を確かめて、もう一度実行してください。記録できない送信は行いません。",
            "Check the free space of the disk and the rights of the folder, then run again. "
            "Nothing is sent that cannot be recorded.",
        ),
    )


def sender_running() -> Refusal:
    """Refuse a second sender on the same journal."""
    return Refusal(
        Text("別の送信処理が動いています。", "another sender is running"),
        Text(
            "その処理が終わるのを待って、もう一度実行してください。二重には送信されません。",
            "Wait until it has ended, then run again. Nothing is sent twice.",
        ),
    )


def held_elsewhere(host: str, seconds: int) -> Refusal:
    """Refuse a journal that another host was writing a moment ago: this is a copy of it, or it is shared."""
    return Refusal(
        Text(
            f"この配信記録は、別の機械({host})が今使っています。",
            f"This journal is in use by another machine ({host}).",
        ),
        Text(
            f"その機械の送信を止めてください。止まっていれば、{seconds} 秒後にもう一度実行してください。",
            f"Stop the sender of that machine. If it is stopped already, run again in {seconds} seconds.",
        ),
    )


def frozen_already(alert: str) -> Refusal:
    """Refuse a second snapshot of an alert."""
    return Refusal(
        Text(f"{alert} はすでに配信記録にあります。", f"{alert} is already in the journal."),
        Text(
            "同じ情報を二度送ることはできません。訂正は新しい情報として作成してください。",
            "An alert is sent once. Write a correction as a new alert.",
        ),
    )


def not_in_journal(alert: str) -> JournalMismatch:
    """Report that no snapshot of that alert, nonce and state is there."""
    return JournalMismatch(
        f"配信記録に {alert} の該当する記録がありません。", f"The journal has no matching record of {alert}."
    )


def still_waiting(alert: str) -> JournalMismatch:
    """Report that an alert cannot be sealed while somebody is still to be mailed."""
    return JournalMismatch(f"{alert} には送信を待つ宛先が残っています。", f"{alert} still has recipients waiting.")


def not_waiting(alert: str) -> JournalMismatch:
    """Report that a row which was to go is not waiting."""
    return JournalMismatch(f"{alert} の宛先の状態が合いません。", f"Rows of {alert} are not waiting.")


def not_in_the_air(alert: str) -> JournalMismatch:
    """Report an outcome of a row that was not being sent."""
    return JournalMismatch(f"{alert} の宛先の状態が合いません。", f"A row of {alert} was not in the air.")


def sums_differ(alert: str) -> JournalMismatch:
    """Report that the states of an alert do not sum to its snapshot, or that a sealed one has rows waiting."""
    return JournalMismatch(
        f"{alert} の宛先の合計が、記録した数と合いません。", f"The rows of {alert} do not match its snapshot."
    )


_LOST = {False: "", True: " --lost"}
_TAKEN_OVER = {
    False: Text("届いたか分からない人は「要確認」になります", "who may have got the mail is then in doubt"),
    True: Text(
        "届いたか分からない人は「要確認」になり、宛先の記録がないものの配信はそこで終わります",
        "who may have got the mail is then in doubt, and an alert whose recipients are not recorded here ends",
    ),
}


def journal_absent() -> ToolError:
    """Report a state folder that knows of no sending, though the ledger names one."""
    return ToolError(
        Text(
            "この状態フォルダーには、配信した記録がありません。台帳には、始めた配信の記録があります。",
            "No sending is recorded in this state folder, though the ledger names one.",
        ),
        _way_out(lost=True),
    )


def journal_gone(path: Path) -> JournalError:
    """Report that the journal which this folder had is missing, or that an empty one was put in its place."""
    return JournalError(
        Text(
            f"この状態フォルダーにあった配信記録 {path.name} がないか、空のものに替わっています。何も送りません。",
            f"The journal {path.name} that this state folder had is gone, or an empty one is in its place. "
            "Nothing is sent.",
        ),
        _way_out(lost=True),
    )


def journal_foreign(*, lost: bool) -> Refusal:
    """Refuse a journal that is not the last claim's; ``lost``: it does not know all recipients."""
    return Refusal(
        Text(
            "この状態フォルダーの配信記録は、台帳にある最後の配信のものではありません。",
            "The journal in this state folder is not the one that the ledger's last claim names.",
        ),
        _way_out(lost=lost),
    )


def journal_restored(alerts: Iterable[str], *, lost: bool) -> Refusal:
    """Refuse a copy that was left behind; ``alerts``: what may have gone on without it."""
    names = ", ".join(alerts)
    return Refusal(
        Text(
            "この状態フォルダーの配信記録は、古い控えから戻されたもので、その後の送信が入っていません。"
            "このまま続けると、同じ人に二度届くおそれがあります。",
            "The journal in this state folder was restored from an old backup and lacks what was sent since: "
            "going on could mail people twice.",
        ),
        Text(
            f"新しい記録が残っていれば、それに戻してください。なければ、次の情報メールを引き継ぎます({names})。"
            f"{_TAKEN_OVER[lost].ja}:\n  haishin adopt{_LOST[lost]} --by 本人",
            f"Put the newer journal back if there is one. If not, take these over ({names}); "
            f"{_TAKEN_OVER[lost].en}:\n  haishin adopt{_LOST[lost]} --by LOGIN",
        ),
    )


def _way_out(*, lost: bool) -> Text:
    return Text(
        "HAISHIN_STATE を確かめ、配信していたホストの控えがあれば戻してください。"
        f"この機械で引き継ぐと、{_TAKEN_OVER[lost].ja}:\n  haishin adopt{_LOST[lost]} --by 本人",
        "Check HAISHIN_STATE, and restore the backup of the host that was sending if there is one. "
        f"Taken over on this host, {_TAKEN_OVER[lost].en}:\n  haishin adopt{_LOST[lost]} --by LOGIN",
    )


def nothing_to_back_up(root: Path) -> Refusal:
    """Refuse a backup of a folder that holds neither registry nor journal."""
    return Refusal(
        Text(f"{root} に、登録者名簿も配信記録もありません。", f"There is neither registry nor journal in {root}."),
        Text("HAISHIN_STATE を確かめてください。", "Check HAISHIN_STATE."),
    )


def backup_exists(folder: Path) -> Refusal:
    """Refuse to write a backup over anything."""
    return Refusal(
        Text(f"{folder} はすでにあります。", f"{folder} is there already."),
        Text("まだないフォルダーの名前を指定してください(日時を入れるなど)。", "Name a new folder, by the time say."),
    )


def not_copied(place: Path, why: str) -> ToolError:
    """Report a copy that was not made; nothing of it is left."""
    return ToolError(
        Text(f"{place} を写せませんでした({why})。", f"{place} could not be copied ({why})."),
        Text(
            "ディスクの空き、状態、権限を確かめて、もう一度実行してください。途中までのものは残っていません。",
            "Check space, health and permissions of the disk and run again. Nothing is left half-way.",
        ),
    )


def no_backup(folder: Path) -> Refusal:
    """Refuse a folder that no ``backup`` has made."""
    return Refusal(
        Text(f"{folder} は、haishin backup が作った控えではありません。", f"{folder} was not made by haishin backup."),
        Text("manifest.json のあるフォルダーを指定してください。", "Name the folder that holds manifest.json."),
    )


def backup_altered(folder: Path, name: str) -> Refusal:
    """Refuse a backup whose file is not what was copied."""
    return Refusal(
        Text(f"控え {folder} の {name} は、作ったときのものと違います。", f"{name} in {folder} is not as it was made."),
        Text("何も戻していません。別の控えを使ってください。", "Nothing was restored. Use another backup."),
    )


def nothing_to_restore(root: Path) -> Refusal:
    """Refuse to replace what can be read: it may be newer than the backup."""
    return Refusal(
        Text(
            f"{root} の登録者名簿と配信記録は読めます。控えより新しいかもしれないため、置き換えません。",
            f"Registry and journal in {root} can be read. They may be newer than the backup and stay.",
        ),
        Text(
            "それでも戻すときは、そのファイルを別の場所に移してから、もう一度実行してください。",
            "To go back all the same, move the file elsewhere and run again.",
        ),
    )


def beat_unwritten(refused: HaishinError) -> Text:
    """Say that a beat is not on the ledger's branch, which stops nothing."""
    return Text(
        "注意:動いている印(beat.json)を台帳のブランチに書けません。配信は続けますが、続くと見張りは止まったと判断します。"
        f"{refused.message.ja}",
        "Note: the beat (beat.json) cannot be written to the ledger's branch. Sending goes on, but if this lasts a "
        f"watcher will think that it has stopped. {refused.message.en}",
    )


def nothing_begun(refused: HaishinError) -> ToolError:
    """Report that a run could not say before its first mail how far its journal is."""
    return ToolError(
        Text(
            f"台帳のブランチに動いている印(beat.json)を書けないため、何も送っていません。{refused.message.ja}",
            "The beat (beat.json) could not be written to the ledger's branch, so nothing was mailed. "
            f"{refused.message.en}",
        ),
        refused.hint,
    )


class JournalBehind(Refusal):
    """Refuses a journal of which the ledger's branch has heard more than it knows itself."""


def journal_behind(commit: str | None, alerts: Iterable[str] = (), *, lost: bool = False) -> JournalBehind:
    """Refuse to go on; ``commit``: which brought the beat, ``alerts``: what may have gone on without this journal."""
    names = ", ".join(alerts)
    named = Text(f"({names})", f" ({names})") if names else Text("", "")
    return JournalBehind(
        Text(
            "台帳のブランチの印(beat.json)では、この配信記録はもっと先まで進んでいます。古い控えから戻されたものなら、"
            f"このまま続けると、同じ人に二度届くおそれがあります。この印を入れたのはコミット {commit} です。",
            "By the beat on the ledger's branch (beat.json) this journal has gone further than it knows: if it was "
            f"restored from an old copy, going on could mail people twice. The commit {commit} brought that beat.",
        ),
        Text(
            f"まず、コミット {commit} を書いたのが送信側かどうかを確かめてください。ほかの人が書いたものなら、台帳の"
            "ブランチで git revert すれば続けられます(OPERATING.md の Backups, and a lost host)。配信記録を古い控え"
            "から戻したのなら、新しい記録が残っていればそれに戻してください。なければ引き継ぎます"
            f"{named.ja}。{_TAKEN_OVER[lost].ja}:\n  haishin adopt{_LOST[lost]} --by 本人",
            f"First find out whether the sender wrote the commit {commit}. If somebody else did, git revert it on the "
            "ledger's branch (OPERATING.md, Backups, and a lost host). If the journal was restored, put the newer one "
            f"back if there is one. If not, take over what may have gone on{named.en}; {_TAKEN_OVER[lost].en}:\n"
            f"  haishin adopt{_LOST[lost]} --by LOGIN",
        ),
    )
