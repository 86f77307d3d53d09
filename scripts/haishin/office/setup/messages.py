"""The errors of this room in words: what, where, why, and what to do."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Final

from haishin.core.errors import Refusal, ToolError
from haishin.core.model import Account, Text

# --- files of the repository ----------------------------------------------------------------------------------------


def unusable_user(user: str) -> Refusal:
    """Refuse a name that systemd or useradd would not take, or root."""
    return Refusal(
        Text(f"利用者名「{user}」は使えません。", f"`{user}` cannot be the service's user."),
        Text(
            "送信だけに使う利用者を作り、その名前(小文字、数字、- と _)を書いてください。",
            "Make a user for this alone; its name has lower-case letters, digits, - and _.",
        ),
    )


def unusable_folder(place: Path) -> Refusal:
    """Refuse a place that systemd would split, expand or unescape."""
    return Refusal(
        Text(f"フォルダー {place} の名前は、service に書けません。", f"The folder {place} cannot be named in it."),
        Text(
            "空白や記号のない場所にしてください(/srv/haishin など)。",
            "Take a place without spaces and signs, as /srv/haishin.",
        ),
    )


# --- the CSV of a transfer ------------------------------------------------------------------------------------------


def unknown_encoding() -> Refusal:
    """Refuse bytes that are no text of either encoding."""
    return Refusal(
        Text("CSV の文字コードが分かりません。", "The encoding of the CSV is not known."),
        Text("UTF-8 か Shift_JIS(Excel の標準)で保存してください。", "Save it as UTF-8 or as Shift_JIS."),
    )


def malformed_csv(line: int) -> Refusal:
    """Refuse a quotation mark that does not end, or the like."""
    return Refusal(
        Text(f"CSV として読めません({line}行目)。", f"It is no CSV (line {line})."),
        Text("引用符の閉じ忘れを確かめてください。", "Look for a quotation mark that is not closed."),
    )


def no_rows() -> Refusal:
    """Refuse a CSV of a heading alone."""
    return Refusal(
        Text("CSV に、見出しのほかの行がありません。", "The CSV has no rows below its heading."),
        Text("異動する人を、1行に1人ずつ書いてください。", "Write a row for each person who is posted."),
    )


def wrong_heading(faults: Sequence[Text], *, numbers: bool) -> Refusal:
    """Refuse a first line that lacks, repeats or adds a column; ``numbers``: an added one holds numbers."""
    ja = (
        "使える列は 所属、役割、ログイン、氏名、人の番号、代決、順番、条件 です(初めの三つは必ず、どれも一度だけ)。"
        "ほかの列は消してください。"
    )
    en = (
        "The columns are unit, role, login, name, id, for, order, when (the first three are needed, each once). "
        "Take any other away."
    )
    if numbers:
        ja += (
            "番号の列は「人の番号」(体制表の id。英小文字、数字、-)だけです。"
            "アカウントの番号(体制表の account)は、ログインを基にサービスに尋ねるので書きません。"
        )
        en += (
            " The one number is `id`, the person's own in the roster (a-z, 0-9, -); the account id"
            " (`account` in the roster) is asked of the forge by the login and never written here."
        )
    return Refusal(
        Text(
            f"CSV の1行目(見出し)に、{'。'.join(fault.ja for fault in faults)}。",
            f"The heading {' and '.join(fault.en for fault in faults)}.",
        ),
        Text(ja, en),
    )


# --- whom a posting means -------------------------------------------------------------------------------------------


def no_such_account(login: str) -> Text:
    """Report a login that nobody has."""
    return Text(
        f"ログイン名「{login}」の人が、サービスにいません。", f"The forge has no person with the login `{login}`."
    )


def name_needed(login: str) -> Text:
    """Report a person whom the roster does not have, without a name."""
    return Text(f"新しい人「{login}」の氏名がありません。", "A new one needs a name.")


def id_taken(given: str) -> Text:
    """Report an id of the roster that is another account's."""
    return Text(
        f"人の番号「{given}」は、別のアカウントの人が使っています。",
        f"The id `{given}` belongs to somebody with another account.",
    )


def login_passed_on(account: Account) -> Text:
    """Report a login of the roster that is another account's now."""
    return Text(
        f"ログイン名「{account.login}」は、今は別の人のもの(アカウントの番号 {account.number})です。",
        f"The login `{account.login}` is somebody else's now (account {account.number}).",
    )


def other_id(login: str, known: str, given: str) -> Text:
    """Report another id in the CSV than in the roster."""
    return Text(
        f"ログイン名「{login}」の人は、人の番号が「{known}」です(CSV では「{given}」)。",
        f"Whose login `{login}` is has the id `{known}`, not `{given}`.",
    )


# --- the ways to leave ----------------------------------------------------------------------------------------------

_LEAVE: Final = Text(
    "受け付けていないなら、schema/organization.yaml の mail.leave から消してください。",
    "If nobody answers there, take it out of mail.leave in schema/organization.yaml.",
)


def _closed(url: str, why: str) -> Text:
    return Text(f"{url} が開けません({why})", f"{url} cannot be opened ({why})")


def no_leaving_page(url: str, code: int) -> Refusal:
    """Refuse a page for leaving of which its server says that it is not there."""
    return Refusal(_closed(url, str(code)), _LEAVE)


def leaving_page_unreached(url: str, why: str) -> ToolError:
    """Report a page for leaving that could not be asked."""
    return ToolError(_closed(url, why), _LEAVE)


def no_mailbox_host(name: str) -> ToolError:
    """Report a mailbox for leaving on a host without an address."""
    return ToolError(Text(f"受信箱のホスト {name} が見つかりません", f"the mailbox's host {name} is not found"), _LEAVE)
