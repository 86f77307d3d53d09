"""The words of the watch: where, why, and what to do."""

from __future__ import annotations

from haishin.core.errors import ToolError
from haishin.core.model import Text


def monitor_unreached(why: str) -> ToolError:
    """Report an outside monitor that did not answer. ``why`` holds no part of its address, often a secret."""
    return ToolError(
        Text(
            f"外部の見張り(HAISHIN_MONITOR_URL)に知らせられませんでした({why})。配信には影響しません。",
            f"The outside monitor (HAISHIN_MONITOR_URL) could not be told ({why}). Sending is not affected.",
        ),
        Text("アドレスと接続を確かめてください。", "Check the address and the connection."),
    )
