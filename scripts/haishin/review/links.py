"""Where each button is: pages of the forge, as links of Markdown. What is no plain address becomes no link (T27)."""

from __future__ import annotations

import re
from typing import Final
from urllib.parse import quote, unquote

from haishin.model import Change
from haishin.review.judging import Judged

_ADDRESS: Final = re.compile(r"https?://[A-Za-z0-9.-]+(?::[0-9]{1,5})?(?:/[A-Za-z0-9._~%-]+)+(?:#[a-z-]+)?")


def link(words: str, address: str) -> str:
    """The words as a link; alone where the address is none."""
    return f"[{words}]({address})" if _ADDRESS.fullmatch(address) else words


def text(judged: Judged) -> str:
    """The tab of the changed files, where a review is written."""
    return f"{judged.opened.page}/files"


def foot(judged: Judged) -> str:
    """The box below the conversation, where it is merged, closed and taken out of its draft."""
    return f"{judged.opened.page}#partial-pull-merging"


def branches(judged: Judged) -> str:
    """Where a branch is made; empty where the pull request's page does not tell."""
    home, found, _ = judged.opened.page.rpartition("/pull/")
    return f"{home}/branches" if found else ""


def editor(judged: Judged) -> str:
    """Where the alert's file is edited on its branch; empty where that is unknown or would tell something private."""
    path = next((one.path for one in judged.mask.findings), judged.alert.path if judged.alert is not None else "")
    if judged.change is Change.DELETED:
        return ""
    address = f"{judged.opened.editing}/{quote(path)}" if judged.opened.editing and path else ""
    plainly = unquote(address)
    return address if judged.mask.text(plainly) == plainly else ""
