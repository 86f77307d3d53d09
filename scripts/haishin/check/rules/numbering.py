"""Rule ``list-number``: a numbered list goes out with the numbers that are written (5(3)).

A list of Markdown begins with its first number and counts up, whatever stands before the other items: of 1. 2. 10. the
mail makes 1. 2. 3. Who reads 「第10項」 then looks in vain.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from haishin.check.document.sample import SAMPLE, changed
from haishin.check.reading import Reading
from haishin.check.rules import Problem
from haishin.core.model import Severity, Text

ID = "list-number"
SEVERITY = Severity.WARNING
NAME = Text("変わってしまう番号", "A number that would change")
SUMMARY = "箇条書きの番号がメールで変わるときは、順に振り直すか、括弧で囲んでください。"

MESSAGES = {
    "other": Text(
        "「{written}」は、メールでは「{sent}」と表示されます。",
        "`{written}` is shown as `{sent}` in the mail.",
    )
}
HINTS = {
    "other": Text(
        "番号を順に振り直すか、書いたとおりに出すには「（{number}）」のように括弧で囲んでください。",
        "Number the items in order, or write `（{number}）`, which stays as it is.",
    )
}
_TEXT = "- 不審な人を"
GOOD = (
    SAMPLE,
    changed(_TEXT, "3. 鍵を掛ける\n4. 通報する\n\n" + _TEXT),
    changed(_TEXT, "（10）鍵を掛ける\n（3）通報する\n\n" + _TEXT),
)
BAD = (("other", changed(_TEXT, "1. 鍵を掛ける\n2. 通報する\n10. 見守る\n\n" + _TEXT)),)

_MARK = re.compile(r"[0-9]{1,9}[.)]")


def check(reading: Reading) -> Iterator[Problem]:
    """Check the file, whether or not an alert was formed."""
    if not reading.structured:
        return
    lines, (tokens, _) = reading.lines, reading.tokens
    counts: list[int | None] = []
    for token in tokens:
        if token.type in ("ordered_list_open", "bullet_list_open"):
            counts.append(int(token.attrs.get("start", 1)) if token.type[0] == "o" else None)
        elif token.type in ("ordered_list_close", "bullet_list_close"):
            counts.pop()
        elif token.type == "list_item_open" and token.map is not None and (number := counts[-1]) is not None:
            counts[-1] = number + 1
            if token.info == str(number):
                continue
            line = reading.document.body_line + token.map[0]
            first = lines.offset(line)
            if match := _MARK.search(reading.source, first):
                first = match.start()
            yield Problem(
                lines.span(first, first + len(token.info) + 1),
                "other",
                {"written": f"{token.info}.", "sent": f"{number}.", "number": token.info},
            )
