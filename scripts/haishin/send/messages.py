"""The errors of this room and their words: what happened, where and why, and what to do.

A function for each error, named by what happened; the module that raises it shows one line. The sentences of alarms
stand in ``conditions``.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta
from pathlib import Path

from haishin.core.errors import HaishinError, Refusal, ToolError
from haishin.core.model import LedgerState, Text
from haishin.residents.reach import shown


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


class LedgerRefusal(Refusal):
    """The ledger is missing, rewound or holds what we cannot vouch for: nothing is sent on it."""


class NoLedger(LedgerRefusal):
    """There is none, and none was seen before."""


class UnknownAudience(Refusal):
    """Whom the followed alert reached cannot be told here, so nobody can be chosen."""


# --- the journal --------------------------------------------------------------------------------


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


# --- the ledger ---------------------------------------------------------------------------------


def ledger_busy(branch: str, attempts: int) -> ToolError:
    """Report that every attempt to write lost its race."""
    return ToolError(
        Text(
            f"台帳 {branch} に {attempts} 回書けませんでした。ほかの配信が続けて書いています。",
            f"The ledger {branch} could not be written in {attempts} attempts: others keep writing.",
        ),
        Text("少し待って、もう一度実行してください。", "Wait a little and run again."),
    )


def ledger_gone(branch: str) -> LedgerRefusal:
    """Refuse to go on without a ledger that was there before."""
    return LedgerRefusal(
        Text(
            f"台帳(ブランチ {branch})がなくなっています。前回はありました。",
            f"The ledger (branch {branch}) is gone; it was there the last time.",
        ),
        Text(
            "配信はしません。作り直さず、控えのクローンから同じブランチを戻してください。",
            "Nothing is sent. Do not make a new one: restore the same branch from a clone that has it.",
        ),
    )


def ledger_missing(branch: str) -> NoLedger:
    """Refuse to send where there is no ledger, and none was seen before."""
    return NoLedger(
        Text(f"台帳(ブランチ {branch})がありません。", f"There is no ledger (branch {branch})."),
        Text(
            "試すときは haishin demo、本番を始めるときは OPERATING.md の手順です。使い始めた後なら、控えのクローンから"
            "戻してください。",
            "To try it out run haishin demo; to begin in earnest follow OPERATING.md. If it was in use before, restore "
            "it from a clone.",
        ),
    )


def ledger_exists() -> Refusal:
    """Refuse to begin a second ledger."""
    return Refusal(
        Text("台帳は既にあります。", "There is a ledger already."),
        Text("haishin ledger log で中を見てください。", "Look at it with haishin ledger log."),
    )


def ledger_rewound(branch: str) -> LedgerRefusal:
    """Refuse a branch that does not descend from the tip seen last."""
    return LedgerRefusal(
        Text(
            f"台帳(ブランチ {branch})が、前回見たところから続いていません。",
            f"The ledger (branch {branch}) does not continue from where it was last seen.",
        ),
        _REWRITTEN,
    )


def ledger_rewritten(branch: str, file: str) -> LedgerRefusal:
    """Refuse a file whose earlier lines are no more what they were."""
    return LedgerRefusal(
        Text(
            f"台帳(ブランチ {branch})の {file} が、追記でなく書き換えられています。",
            f"{file} of the ledger (branch {branch}) was rewritten instead of continued.",
        ),
        _REWRITTEN,
    )


_REWRITTEN = Text(
    "配信はしません。誰が書き換えたかを確かめ、控えから戻してください。",
    "Nothing is sent. Find out who rewrote it and restore it from a clone.",
)


def ledger_damaged(branch: str, file: str, line: int, what: Text) -> LedgerRefusal:
    """Refuse a record that is none of ours; ``line`` 0: it is about to be written."""
    where = Text(f"{file} の {line} 行目:", f"{file}, line {line}: ") if line else Text("", "")
    return LedgerRefusal(
        Text(
            f"台帳を信用できません。{where.ja}{what.ja}。",
            f"The ledger cannot be trusted. {where.en}{what.en}.",
        ),
        Text(
            f"配信はしません。ブランチ {branch} に誰が書いたかを運用担当者が確かめてください。"
            "プログラムが古い場合は更新してください。",
            f"Nothing is sent. Let the operator find out who wrote to the branch {branch}; "
            "update the program if it is old.",
        ),
    )


def ledger_impossible(file: str, line: int, what: Text) -> LedgerRefusal:
    """Refuse records that tell no possible story."""
    return LedgerRefusal(
        Text(
            f"台帳の記録が食い違っています。{file} の {line} 行目:{what.ja}。",
            f"The ledger contradicts itself. {file}, line {line}: {what.en}.",
        ),
        Text(
            "配信はしません。誰が書いた記録かを運用担当者が確かめてください。",
            "Nothing is sent. Let the operator find out who wrote that record.",
        ),
    )


def claim_not_in_ledger(alert: str) -> LedgerRefusal:
    """Refuse to go on with an alert that the journal has begun and the ledger does not know."""
    return LedgerRefusal(
        Text(
            f"日誌では {alert} の配信を始めていますが、台帳にその記録がありません。",
            f"The journal has begun {alert}, but the ledger does not know it.",
        ),
        Text(
            "配信はしません。リモートと HAISHIN_STATE の組合せが正しいか確かめてください。",
            "Nothing is sent. Check that this remote and this HAISHIN_STATE belong together.",
        ),
    )


def claimed_text_unreadable(alert: str) -> LedgerRefusal:
    """Refuse to send a claimed text that this program does not read."""
    return LedgerRefusal(
        Text(f"台帳の {alert} の本文を読めません。", f"The text of {alert} in the ledger is unreadable."),
        Text("台帳を確かめてください。", "Check the ledger."),
    )


# --- a journal that may not go on ---------------------------------------------------------------

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
            f"{_TAKEN_OVER[lost].ja}:\n  haishin ledger adopt --all{_LOST[lost]} --by 本人",
            f"Put the newer journal back if there is one. If not, take these over ({names}); "
            f"{_TAKEN_OVER[lost].en}:\n  haishin ledger adopt --all{_LOST[lost]} --by LOGIN",
        ),
    )


def _way_out(*, lost: bool) -> Text:
    return Text(
        "HAISHIN_STATE を確かめ、配信していたホストの控えがあれば戻してください。"
        f"この機械で引き継ぐと、{_TAKEN_OVER[lost].ja}:\n  haishin ledger adopt --all{_LOST[lost]} --by 本人",
        "Check HAISHIN_STATE, and restore the backup of the host that was sending if there is one. "
        f"Taken over on this host, {_TAKEN_OVER[lost].en}:\n  haishin ledger adopt --all{_LOST[lost]} --by LOGIN",
    )


# --- backup and restore -------------------------------------------------------------------------


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


# --- a person's acts ----------------------------------------------------------------------------


def in_force_all_the_same(fault: ToolError) -> ToolError:
    """Report that a record stands in the ledger, and that only this host could not note it."""
    return ToolError(
        Text(
            f"台帳には記録され、効力があります。この機械の控えだけが残せません。{fault.message.ja}",
            f"It is recorded in the ledger and in force; only this host cannot note it. {fault.message.en}",
        ),
        fault.hint,
    )


def not_entitled(by: str, ja: str, en: str) -> Refusal:
    """Refuse an act to a person who has no such role; ``ja``, ``en``: who has."""
    return Refusal(
        Text(f"{by} はこの操作をできません。できるのは{ja}です。", f"{by} may not do this; {en} may."),
        Text("--by に、できる人のアカウント名を書いてください。", "Give the login of a person who may with --by."),
    )


def author_answers(by: str) -> Refusal:
    """Refuse to let somebody answer for his own change."""
    return Refusal(
        Text(f"{by} は、この変更を書いた本人です。", f"{by} wrote this change."),
        Text("書いていない人が確かめてください。", "Let somebody answer for it who has not written it."),
    )


def no_commit(commit: str) -> Refusal:
    """Refuse a commit that is not named in full, or not here."""
    return Refusal(
        Text(f"コミット {commit} がありません。", f"There is no commit {commit}."),
        Text("コミットの番号を省略せずに書いてください。", "Write the whole id of the commit."),
    )


def recipients_unknown(alerts: str) -> Refusal:
    """Refuse to take over alerts whose recipients this journal does not know."""
    return Refusal(
        Text(
            f"この日誌には {alerts} の宛先の記録がありません。",
            f"This journal does not know the recipients of {alerts}.",
        ),
        Text(
            "配信していたホストの控えを HAISHIN_STATE に戻してから実行してください。控えがどこにもないときだけ "
            "--lost を付けます。その情報メールの配信はそこで終わり、まだ届いていない人にも、もう届きません。",
            "Restore the backup of the host that was sending it into HAISHIN_STATE first. Only if there is none "
            "anywhere add --lost: the alert then ends here, and those who have not got it do not get it any more.",
        ),
    )


def too_late_for(alert: str, state: LedgerState) -> Refusal:
    """Refuse an act that the state of the alert leaves no room for."""
    return nothing_to_do(
        f"{alert} には、もうこの操作はできません({state.value})。", f"{alert} is past that: it is {state.value}."
    )


def nothing_to_do(ja: str, en: str) -> Refusal:
    """Refuse an act that would change nothing."""
    return Refusal(
        Text(ja, en), Text("haishin ledger log で状態を見てください。", "Look at its state with haishin ledger log.")
    )


def not_sent_here(alert: str) -> Refusal:
    """Refuse to settle what another journal has sent."""
    return Refusal(
        Text(f"この日誌は {alert} を配信していません。", f"This journal has not sent {alert}."),
        Text("id と HAISHIN_STATE を確かめてください。", "Check the id and HAISHIN_STATE."),
    )


def recipients_lost(alert: str) -> Refusal:
    """Refuse to mail those again whom no journal knows any more."""
    return Refusal(
        Text(
            f"{alert} の宛先はこの機械に残っていないため、送り直せません。",
            f"This host does not know the recipients of {alert}: nobody can be mailed again.",
        ),
        Text(
            "届いたものとして終えるなら --delivered です。要るときは、訂正か新しい情報メールを出してください。",
            "Add --delivered instead to end it as it is; where it is needed, send a correction or a new alert.",
        ),
    )


def ended_by_another(alert: str, by: str) -> Refusal:
    """Refuse to mail those again what another alert has put right or ended."""
    return Refusal(
        Text(
            f"{alert} は {by} で終わっているため、送り直せません。",
            f"{alert} was ended by {by}: nobody is mailed it again.",
        ),
        Text(
            "届いたものとして終えるなら --delivered です。伝えることが残っているときは、"
            f"{by} の訂正を申請してください。最初のメールの宛先全員に届きます。",
            f"Add --delivered instead to end it as it is. Where more is to be said, send a correction of {by}: it goes "
            "to all readers of the first mail.",
        ),
    )


def log_not_whole() -> Refusal:
    """Refuse to believe a relay's log that does not show our mails before and after those in doubt."""
    return Refusal(
        Text(
            "ログに、届いたか分からないメールの直前と直後に配信したメールがありません。全体がそろっていないとみられる"
            "ため、だれにも送り直しません。",
            "The log does not show the mails sent just before and just after those in doubt, so it may not be whole: "
            "nobody is mailed again.",
        ),
        Text(
            "使ったすべての中継サーバーの、直前の配信から直後の配信までのログを一つのファイルにつないで、もう一度"
            "実行してください。後の配信がまだなければ、それを待ってください。",
            "Join the logs of every relay used, from the mail before to the mail after, into one file and run it "
            "again. Where nothing has been sent since, wait for the next sending.",
        ),
    )


def stop_not_made(target: str, said: str) -> ToolError:
    """Report that the stop branch of an alert id or ``all`` does not stand at the remote; ``said``: git's words."""
    return ToolError(
        Text(
            f"停止用のブランチ stop/{target} を作れませんでした。{said}",
            f"No branch stop/{target} was made. {said}",
        ),
        Text(
            f"Web の画面でブランチ stop/{target} を作るか、配信ホストで haishin ledger hold または halt を"
            "実行してください。",
            f"Make the branch stop/{target} in the browser, or run haishin ledger hold or halt on the mail host.",
        ),
    )


def stop_not_deleted(branch: str, said: str) -> ToolError:
    """Report that a stop branch still stands after the act that ended its stop."""
    return ToolError(
        Text(
            f"記録しましたが、停止用のブランチ {branch} を削除できませんでした。{said}",
            f"It is recorded, but the branch {branch} could not be deleted. {said}",
        ),
        Text(
            "台帳に書ける鍵でこのブランチを削除してから、もう一度実行してください。残っていると、次の配信の処理が"
            "また止めます。",
            "Delete that branch with the key that may write the ledger, then run this again: while it "
            "stands the next run of the sender stops once more.",
        ),
    )


# --- main and the program -----------------------------------------------------------------------

MAIN_WENT_BACK = Text(
    "main が、前に調べた {judged} から続いていません(いまの先端は {tip})。書き換えられたとみられるため、すべての配信を"
    "止めています。",
    "main (now at {tip}) does not continue {judged}, which was judged before. It seems to have been rewritten, so "
    "nothing is sent.",
)
PUT_MAIN_BACK = Text(
    "誰が書き換えたかを確かめ、{judged} に続く main に戻してください。戻せないときは、運用総括管理者がいまの main の"
    "内容(取り下げた情報メール、schema/、scripts/)を確かめて haishin ledger accept {tip} --by 本人 を"
    "実行してください。",
    "Find out who rewrote it, and put back a main that continues {judged}. If that cannot be, the supervisor "
    "looks at all of it (withdrawn alerts, schema/, scripts/) and runs haishin ledger accept {tip} --by LOGIN.",
)


def main_went_back(judged: str, tip: str) -> Refusal:
    """Refuse a main that does not continue a commit which was judged before."""
    return Refusal(
        MAIN_WENT_BACK.format(judged=judged, tip=tip),
        PUT_MAIN_BACK.format(judged=judged, tip=tip),
    )


def another_main(watermark: str) -> Refusal:
    """Refuse a main that does not contain the commit of the activation."""
    return Refusal(
        Text(
            f"main に、使い始めのコミット {watermark} が含まれていません。",
            f"main does not contain the commit of the activation, {watermark}.",
        ),
        Text(
            "配信はしません。main が書き換えられていないか、リモートが正しいかを確かめてください。",
            "Nothing is sent. Check whether main was rewritten and whether the remote is the right one.",
        ),
    )


def unproven(commit: str, why: Text) -> Refusal:
    """Refuse to rest on a change for which nobody answers."""
    return Refusal(
        Text(
            f"使い始めの後のコミット {commit} が alerts/ の外を変えていますが、"
            f"それを認める人の承認を確かめられません。{why.ja}",
            f"The commit {commit} changes what lies outside alerts/ since the activation, and no approval by a person "
            f"who answers for it can be proven. {why.en}",
        ),
        Text(
            f"認める人(schema/policy.yaml の upkeep:要領の定めやプログラムは運用総括管理者)が変更を確かめ、"
            f"haishin ledger accept {commit} --by 本人 を実行するまで、配信はしません。",
            f"Nothing is sent until one of those whom upkeep of schema/policy.yaml names (for policy and program the "
            f"supervisor) has looked at it and runs haishin ledger accept {commit} --by LOGIN.",
        ),
    )


def unproven_rules(commit: str, why: Text) -> Refusal:
    """Report a change of ``schema/`` for which nobody answers: all go on by what stood before it."""
    return Refusal(
        Text(
            f"コミット {commit} による schema/ の変更は、それを認める人の承認を確かめられません。{why.ja}"
            "その前の schema/ で判定と配信を続けています。",
            f"No approval by a person who answers for the change of schema/ by commit {commit} can be proven. {why.en} "
            "Judging and sending go on by what stood before it.",
        ),
        Text(
            f"認める人(schema/policy.yaml の upkeep)が変更を確かめ、haishin ledger accept {commit} --by 本人 を実行する"
            "と、使われるようになります。認めないときは、元に戻すプルリクエストを出し、そのコミットも同じように認めてください。",
            f"It comes into force when one of those whom upkeep of schema/policy.yaml names has looked at it and runs "
            f"haishin ledger accept {commit} --by LOGIN. If it is not to stand, take it back by a pull request first.",
        ),
    )


def form_unread(form: str) -> ToolError:
    """Report a ``schema/`` of a form that this program does not know."""
    return ToolError(
        Text(
            f"main の schema/ の書式(form: {form})を、このプログラムは読めません。",
            f"This program cannot read the form of main's schema/ (form: {form}).",
        ),
        Text("main のプログラムで実行してください。", "Run it by the program of main."),
    )


def not_part_of_a_program(commit: str, path: str) -> Refusal:
    """Refuse to export a link, another repository, or a name that leaves the folder."""
    return Refusal(
        Text(
            f"コミット {commit} の {path!a} は、プログラムに含められません。",
            f"The commit {commit} holds {path!a}, which cannot be part of a program.",
        ),
        Text("main から取り除いてください。", "Take it away from main."),
    )


def update_running() -> Refusal:
    """Refuse a second update at the same time."""
    return Refusal(
        Text("別の更新が動いています。", "Another update is running."),
        Text("終わるのを待って、もう一度実行してください。", "Wait for its end and run again."),
    )


def no_forge() -> ToolError:
    """Report that no forge is named whose pull requests could be looked up."""
    return ToolError(
        Text(
            "HAISHIN_FORGE が設定されていないため、承認を確かめられません。",
            "HAISHIN_FORGE is not set: no approval can be looked up.",
        ),
        Text("HAISHIN_FORGE を設定してください。", "Set HAISHIN_FORGE."),
    )


# --- who gets an alert --------------------------------------------------------------------------


def registry_empty() -> ToolError:
    """Report a registry that holds nobody: an import that took no line."""
    return ToolError(
        Text("登録者名簿に、登録者が一人もいません。", "The registry holds nobody at all."),
        Text(
            "配信はしません。HAISHIN_STATE の指すフォルダーと、haishin subscribers import の結果"
            "(受け付けなかった行)を確かめてください。",
            "Nothing is sent. Check the folder that HAISHIN_STATE names, and which lines "
            "haishin subscribers import refused.",
        ),
    )


def exercise_mixed(followed: str) -> UnknownAudience:
    """Refuse an exercise that follows a real alert, or the reverse."""
    return UnknownAudience(
        Text(
            f"訓練と本番が混ざっています({followed} の続き)。",
            f"An exercise and a real alert are mixed (what follows {followed}).",
        ),
        Text("exercise を元の情報と同じにしてください。", "Make exercise the same as in the alert it follows."),
    )


def registry_changing(attempts: int) -> ToolError:
    """Report a registry that was another one at every attempt to freeze what had just been counted."""
    return ToolError(
        Text(
            f"登録者名簿が書き換えられ続けているので、宛先を {attempts} 回確定できませんでした。何も送っていません。",
            f"The registry kept changing: the recipients could not be frozen in {attempts} attempts. Nothing was sent.",
        ),
        Text("名簿の取込みが終わってから、もう一度実行してください。", "Run again when nobody imports residents."),
    )


def followed_unsent(followed: str) -> UnknownAudience:
    """Refuse to choose people of an alert that was never begun."""
    return UnknownAudience(
        Text(f"{followed} は、まだ配信していません。", f"{followed} was never sent."),
        Text("続くものは、先のメールが届いた方にだけ送れます。", "What follows it goes to those who got it."),
    )


def followed_elsewhere(followed: str, *, first: bool) -> UnknownAudience:
    """Refuse to choose people whom the journal of another host knows; ``first``: it is the first alert of its thread.

    A correction needs to know whom the first one went to, and nothing of those after it.
    """
    lost = (
        Text(
            "そのホストがもうないときは、follows の行を消し、新しい情報として起案し直してください。",
            "Where that host is gone, take the line `follows` away and draft a new alert.",
        )
        if first
        else Text(
            "そのホストがもうないときは、訂正(as: correction)として起案し直してください。訂正は、最初のメールの宛先"
            "全員に送れます。",
            "Where that host is gone, draft a correction (as: correction) instead: it goes to all readers of the first "
            "mail.",
        )
    )
    return UnknownAudience(
        Text(
            f"{followed} を誰に送ったかの記録が、このホストの日誌にありません。",
            f"The journal of this host does not know whom {followed} went to.",
        ),
        Text(
            f"{followed} を配信したホストで実行してください。{lost.ja}",
            f"Run on the host that sent {followed}. {lost.en}",
        ),
    )


def followed_too_late(followed: str) -> UnknownAudience:
    """Refuse to choose people whom the journal has forgotten by the policy's days."""
    return UnknownAudience(
        Text(
            f"{followed} を誰に送ったかの記録は、保存の期間(policy.yaml の retention)が過ぎたため、もうありません。",
            f"Whom {followed} went to is no longer recorded: the days of retention in policy.yaml have passed.",
        ),
        Text(
            "続報や訂正としては送れません。新しい情報として起案し直してください。",
            "It cannot be followed any more. Draft a new alert instead.",
        ),
    )


# --- the relay ----------------------------------------------------------------------------------


class RelayFault(ToolError):
    """No relay takes mail, or our own set-up keeps it from us."""


def setup_broken(sign: Text) -> RelayFault:
    """Report that our own set-up is at fault; ``sign``: by which it shows."""
    return RelayFault(*_broken(sign))


def all_refused() -> Refusal:
    """Report that the relay has taken nothing and refused one after the other."""
    return Refusal(
        *_broken(
            Text(
                "一通も受け付けられず、宛先が続けて拒否されました",
                "nothing was taken, and one recipient after the other was refused",
            )
        )
    )


def _broken(sign: Text) -> tuple[Text, Text]:
    return (
        Text(
            f"送信側の設定に問題があるとみられるため、送信を止めました:{sign.ja}",
            f"Sending has stopped, our own set-up seems to be broken: {sign.en}",
        ),
        Text(
            "メールサーバーの設定(接続先、認証、宛先の一覧、SPF・DKIM・DMARC、空き容量)を確かめて、もう一度実行して"
            "ください。残りの宛先はその時に続けて送信されます。",
            "Check the mail set-up (relay, login, its table of recipients, SPF, DKIM, DMARC, free space), then run "
            "again. The remaining recipients follow then.",
        ),
    )


def relay_silent(text: str) -> RelayFault:
    """Report that no relay takes mail; ``text``: why, without an address."""
    return RelayFault(
        Text(f"メールサーバーが受け付けません:{text}", f"The relay does not take mail: {text}"),
        Text(
            "サーバーが動いているか、接続できるかを確かめて、もう一度実行してください。残りの宛先はその時に続けて送信されます。",
            "Check that it runs and can be reached, then run again. The remaining recipients follow then.",
        ),
    )


def relay_misnamed(ja: str, en: str) -> ToolError:
    """Report a value of HAISHIN_SMTP that names no relay; the value itself is never shown."""
    return ToolError(
        Text(f"HAISHIN_SMTP の値を使えません:{ja}。", f"HAISHIN_SMTP cannot be used: {en}."),
        Text(
            "例:smtp+starttls://利用者:パスワード@mail.example.jp:587",
            "For example smtp+starttls://user:password@mail.example.jp:587",
        ),
    )


def maildir_unusable(folder: Path, why: str | None) -> ToolError:
    """Report a Maildir that cannot be made."""
    return ToolError(
        Text(f"Maildir {folder} を作成できません:{why}", f"The Maildir {folder} cannot be made: {why}"),
        Text("フォルダの場所と権限を確かめてください。", "Check the place of the folder and its rights."),
    )


# --- why an alert does not go -------------------------------------------------------------------

STOPPED = Text("人が止めています。", "Stopped by a person.")
RECALLED = Text("誤りのため、人が止めています。", "A person has stopped it for an error.")
HALTED = Text("全停止中です。", "All sending is halted.")
UNKNOWN_STOP = Text(
    "どの情報メールを止めるものか分からない停止用のブランチがあります。",
    "There is a stop branch of which nobody knows what alert it means.",
)
SAME_ID_TWICE = Text("同じ id のファイルが二つあります。", "Two files have this id.")
ID_REMOVED = Text("この id は、以前に main から削除されたものです。", "This id was once removed from main.")
ID_FROM_BEFORE = Text(
    "この id は、配信の仕組みを始める前から main にあったものです。",
    "This id was on main before the service began.",
)
TIME_PASSED = Text("期限を過ぎました。", "Its time has passed.")


def id_of_another(path: str) -> Text:
    """Say that the id belongs to the file that was begun."""
    return Text(f"この id は、{path} として配信したものです。", f"This id is that of {path}, which was begun.")


def why_stopped(*, alone: bool, recalled: bool) -> Text:
    """Say why a person has stopped it: for an error (``recalled``), by itself (``alone``), or with everything."""
    return RECALLED if recalled else STOPPED if alone else HALTED


def is_followed(by: str) -> Text:
    """Say that an alert on main follows this one, which nobody has got."""
    return Text(
        f"{by} が、これに続くものとして main にあります。どちらかを取り下げるまで、どちらも配信しません。",
        f"{by} on main follows this one, which nobody has got. Neither goes until one of the two is withdrawn.",
    )


def reaches_nobody(alert: str) -> Text:
    """Say that it would reach nobody."""
    return Text(
        "この情報メールを受け取る登録者が一人もいません。対象の範囲と登録者名簿を確かめてください。"
        f"だれにも送らずに終えるには haishin ledger lift {alert} --by 本人 を実行してください。",
        "Nobody who is registered gets this alert. Check its scope and the registry. Run "
        f"haishin ledger lift {alert} --by LOGIN to end it with nobody.",
    )


def too_old(alert: str, minutes: int) -> Text:
    """Say that it is over the limit of age."""
    return Text(
        f"配信できるようになってから {minutes} 分を過ぎています。"
        f"配信するには haishin ledger lift {alert} --by 本人 を実行してください。",
        f"It could have gone more than {minutes} minutes ago. "
        f"Run haishin ledger lift {alert} --by LOGIN to send it all the same.",
    )


def not_done_today(alert: str, needed: timedelta) -> Text:
    """Say that the sending will go on at the next opening."""
    minutes = round(needed.total_seconds() / 60)
    return Text(
        f"{alert}:前回の速さでは約{minutes}分かかり、配信時間の内に終わらない見込みです。残りは次の配信時間に続けます。",
        f"{alert}: at the pace of the last one it takes some {minutes} minutes, longer than the delivery hours last. "
        "The rest goes at the next opening.",
    )


def too_many(alert: str, ceiling: int) -> Text:
    """Say that it is over the ceiling of the audience."""
    return Text(
        f"対象が上限の {ceiling:,} 人を超えています。"
        f"配信するには haishin ledger lift {alert} --by 本人 を実行してください。",
        f"The audience is above the ceiling of {ceiling:,}. "
        f"Run haishin ledger lift {alert} --by LOGIN to send it all the same.",
    )


def not_as_shown(alert: str, size: int, shown_then: int) -> Text:
    """Say that its readers are many more or fewer than its approvers were shown."""
    then, now = shown(shown_then), shown(size)
    return Text(
        f"承認のときに示した人数は{then.ja}でしたが、今は{now.ja}です。範囲と登録者名簿を確かめ、これでよければ "
        f"haishin ledger lift {alert} --by 本人 を実行してください。",
        f"Its approvers were shown {then.en}, and it would go to {now.en}. Check its scope and the registry; if that "
        f"is right run haishin ledger lift {alert} --by LOGIN.",
    )


def program_failed(crash: Exception) -> Text:
    """Say that the program fails over one alert; never in the failure's own words, which may quote the file."""
    if isinstance(crash, HaishinError):
        return crash.message
    kind = type(crash).__name__
    return Text(f"処理が途中で失敗しました({kind})。", f"The program failed on it ({kind}).")


def rule_error(line: int, rule: str) -> Text:
    """Name a rule that finds an error in a line; never the words of the file, which end in logs (T27)."""
    return Text(f"{line}行目:検査「{rule}」のエラー", f"line {line}: error `{rule}`")


# --- why a change is not proven -----------------------------------------------------------------

UNPROVEN_NO_FORGE = Text(
    "プルリクエストを調べられるサービス(HAISHIN_FORGE=github:…)がありません。",
    "There is no forge (HAISHIN_FORGE=github:…) whose pull requests could be looked up.",
)
UNPROVEN_PUSHED = Text(
    "このコミットを作ったプルリクエストがありません。", "No merged pull request made this commit: it was pushed."
)
UNPROVEN_WITH_ALERT = Text("情報メールと一緒に変えています。", "It changes an alert as well.")
UNPROVEN_RETRACTED = Text("一度認めた後に、取り消されています。", "A person accepted it and then took that back.")
UNPROVEN_OTHER_RULES = Text(
    "変える前の schema/ は版が違い、このプログラムでは読めません。",
    "The schema/ from before is of another version, which this program cannot read.",
)


def heartbeat_unwritten(branch: str, refused: ToolError) -> Text:
    """Say that the remote refuses the heartbeat, which stops nothing."""
    return Text(
        f"注意:ブランチ {branch} に書けません。配信は続けますが、見張りは止まったと判断します。{refused.message.ja}",
        f"Note: the branch {branch} cannot be written. Sending goes on, but a watcher will think that it has stopped. "
        f"{refused.message.en}",
    )


def monitor_unreached(why: str) -> ToolError:
    """Report an outside monitor that did not answer. ``why`` holds no part of its address, often a secret."""
    return ToolError(
        Text(
            f"外部の見張り(HAISHIN_MONITOR_URL)に知らせられませんでした({why})。配信には影響しません。",
            f"The outside monitor (HAISHIN_MONITOR_URL) could not be told ({why}). Sending is not affected.",
        ),
        Text("アドレスと接続を確かめてください。", "Check the address and the connection."),
    )
