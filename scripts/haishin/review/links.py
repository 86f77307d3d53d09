"""Where each button is: pages of the forge, as links of Markdown. What is no plain address becomes no link (T27)."""

from __future__ import annotations

import re
from typing import Final
from urllib.parse import quote, unquote

from haishin.model import Change, Language, Text
from haishin.report.escaping import code
from haishin.review.judging import Judged

_STOP = Text(
    "配信中に止めるとき:{link}で {branch} を作ります(だれでも、承認なしで)。",
    "To stop it while it goes out: make {branch} on {link} (anybody may).",
)
_BRANCHES = Text("枝の画面", "the page of branches")
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


def stopping(alert: str, page: str, language: Language) -> str:
    """How whoever sees a mistake stops the mail while it goes out; ``page``: that of its pull request."""
    home, found, _ = page.rpartition("/pull/")
    there = link(_BRANCHES[language], f"{home}/branches" if found else "")
    return _STOP.format(link=there, branch=code(f"stop/{alert}"))[language]


def editor(judged: Judged) -> str:
    """Where the alert's file is edited on its branch; empty where that is unknown or would tell something private."""
    path = next((one.path for one in judged.mask.findings), judged.alert.path if judged.alert is not None else "")
    if judged.change is Change.DELETED:
        return ""
    address = f"{judged.opened.editing}/{quote(path)}" if judged.opened.editing and path else ""
    plainly = unquote(address)
    return address if judged.mask.text(plainly) == plainly else ""
