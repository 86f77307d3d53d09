"""Rule ``slight-matter``: damage alone, a slight injury or a lost pet is no matter of the table (T5), in any case.

Damage and injuries are looked for in the rows of the rule's own clause, if the text tells of nothing graver; lost
pets in every row.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from haishin.check.document.sample import SAMPLE, changed
from haishin.check.reading import Reading
from haishin.check.rules import Problem
from haishin.core.model import Severity, Text

ID = "slight-matter"
SEVERITY = Severity.WARNING
NAME = Text("軽い事案", "A slight matter")
SUMMARY = "物損、軽傷、ペットなどの事案は、ホームページなどで広報するか、県民の安全に関わる理由を書いてください。"
_DAMAGE = re.compile(
    "物損|物件事故|軽傷|軽い(?:けが|怪我)|(?:けが|負傷)(?:人|者|をした[人方])?(?:[はも](?:い(?:ません|ない|な)|あり|出てい)|[はも]?なし)"
)
_GRAVE = re.compile(
    "(?:死亡|亡くな|死者|重体|重傷|意識不明|骨折|大けが)(?!(?:した|の)?[人者方]?(?:は|も)?(?:い(?:ません|ない)|あり|なし))"
)
_LOST = "[^。\\n]{0,12}(?:いなくな|行方|逃げ出|逃げて|迷子|捜して|探して|保護)"
_PETS = re.compile(
    f"迷い[犬猫]|迷子の(?:犬|猫|ペット)|飼い?[犬猫]{_LOST}|ペット(?!ボトル|ショップ|フード|サロン|ホテル|用品){_LOST}"
    f"|インコ{_LOST}|うさぎ{_LOST}|ウサギ{_LOST}"
)

MESSAGES = {
    "slight": Text(
        "「{word}」とあります。物損、軽傷、ペットなどは、別表の事案ではありません。",
        "It says `{word}`: damage alone, slight injuries or pets are none of the table's matters.",
    ),
}
HINTS = {
    "slight": Text(
        "ホームページ、X又は広報文で広報してください。"
        "県民の安全に関わるときは、その理由を confirmed に書いてください。",
        "Use the website, X or a press text. If residents' safety is at stake, say why in `confirmed`.",
    ),
}
_CASE = "traffic\ncase: other\ncase_name: 多重事故\ncontent: caution"
_TRAFFIC = changed("suspicious-person\ncase: approach\ncontent: caution", _CASE).replace(
    "下校中の児童が男に声をかけられる事案", "車三台が関係する事故"
)
GOOD = (SAMPLE, _TRAFFIC)
BAD = (
    ("slight", _TRAFFIC.replace("関係する事故", "関係する物損事故")),
    ("slight", _TRAFFIC.replace("下校中の児童に対する声かけ事案の発生", "軽傷事故の発生")),
)


def check(reading: Reading) -> Iterator[Problem]:
    """Check the alert, if it was formed; reports the first such word of the title, else of the text."""
    alert = reading.alert
    if alert is None:
        return
    policy = reading.contract.policy
    row = policy.row(alert.category)
    damage = row is not None and row.clause == policy.rules.get(ID)  # elsewhere an injury is part of what happened
    grave = _GRAVE.search(alert.title) or _GRAVE.search(reading.body)
    slight = [_PETS]
    if damage and not grave:
        slight.append(_DAMAGE)
    for words in slight:
        if (match := words.search(alert.title)) is not None:
            yield Problem(reading.in_title(*match.span()), "slight", {"word": match[0]})
            return
        if (match := words.search(reading.body)) is not None:
            yield Problem(reading.in_text(*match.span()), "slight", {"word": match[0]})
            return
