"""The words of a sending, and why an alert does not go: where, why, and what to do."""

from __future__ import annotations

from datetime import timedelta

from haishin.core.errors import HaishinError, Refusal, ToolError
from haishin.core.model import Text
from haishin.residents.reach import shown
from haishin.send.ledger.messages import STOPPED, LedgerRefusal


class UnknownAudience(Refusal):
    """Whom the followed alert reached cannot be told here, so nobody can be chosen."""


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


def form_unread(form: str) -> ToolError:
    """Report a ``schema/`` of a form that this program does not know."""
    return ToolError(
        Text(
            f"main の schema/ の書式(form: {form})を、このプログラムは読めません。",
            f"This program cannot read the form of main's schema/ (form: {form}).",
        ),
        Text("main のプログラムで実行してください。", "Run it by the program of main."),
    )


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


HALTED = Text("全停止中です。", "All sending is halted.")
TIME_PASSED = Text("期限を過ぎました。", "Its time has passed.")


def why_stopped(*, alone: bool) -> Text:
    """Say that a person has stopped it, by itself (``alone``) or with everything."""
    return STOPPED if alone else HALTED


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
        f"だれにも送らずに終えるには haishin go {alert} --by 本人 を実行してください。",
        "Nobody who is registered gets this alert. Check its scope and the registry. Run "
        f"haishin go {alert} --by LOGIN to end it with nobody.",
    )


def too_old(alert: str, minutes: int) -> Text:
    """Say that it is over the limit of age."""
    return Text(
        f"配信できるようになってから {minutes} 分を過ぎています。"
        f"配信するには haishin go {alert} --by 本人 を実行してください。",
        f"It could have gone more than {minutes} minutes ago. "
        f"Run haishin go {alert} --by LOGIN to send it all the same.",
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
        f"対象が上限の {ceiling:,} 人を超えています。配信するには haishin go {alert} --by 本人 を実行してください。",
        f"The audience is above the ceiling of {ceiling:,}. Run haishin go {alert} --by LOGIN to send it all the same.",
    )


def not_as_shown(alert: str, size: int, shown_then: int) -> Text:
    """Say that its readers are many more or fewer than its approvers were shown."""
    then, now = shown(shown_then), shown(size)
    return Text(
        f"承認のときに示した人数は{then.ja}でしたが、今は{now.ja}です。範囲と登録者名簿を確かめ、これでよければ "
        f"haishin go {alert} --by 本人 を実行してください。",
        f"Its approvers were shown {then.en}, and it would go to {now.en}. Check its scope and the registry; if that "
        f"is right run haishin go {alert} --by LOGIN.",
    )


def program_failed(crash: Exception) -> Text:
    """Say that the program fails over one alert; never in the failure's own words, which may quote the file."""
    if isinstance(crash, HaishinError):
        return crash.message
    kind = type(crash).__name__
    return Text(f"処理が途中で失敗しました({kind})。", f"The program failed on it ({kind}).")
