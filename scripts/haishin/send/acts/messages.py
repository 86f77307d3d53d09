"""The words of a person's acts: where, why, and what to do."""

from __future__ import annotations

from haishin.core.errors import Refusal
from haishin.core.model import LedgerState, Text


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
