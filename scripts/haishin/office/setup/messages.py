"""The errors of this room in words: what, where, why, and what to do."""

from __future__ import annotations

from collections.abc import Sequence

from haishin.core.catalogue import Message
from haishin.core.errors import Refusal, ToolError
from haishin.core.model import Text

# --- files of the repository ----------------------------------------------------------------------------------------


# --- the CSV of a transfer ------------------------------------------------------------------------------------------


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


# --- the ways to leave ----------------------------------------------------------------------------------------------


def no_leaving_page(url: str, code: int) -> Refusal:
    """Refuse a page for leaving of which its server says that it is not there."""
    return Refusal(Message("office/setup/closed", url=url, why=str(code)), Message("office/setup/leave"))


def leaving_page_unreached(url: str, why: str) -> ToolError:
    """Report a page for leaving that could not be asked."""
    return ToolError(Message("office/setup/closed", url=url, why=why), Message("office/setup/leave"))
