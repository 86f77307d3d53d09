"""Rule ``arrest-release``: an arrest goes after its press release, so it names one (T2); an exercise needs none.

Nobody can confirm that away: the guideline knows no exception.
"""

from __future__ import annotations

from collections.abc import Iterator

from haishin.check.document.sample import SAMPLE, changed
from haishin.check.reading import Reading
from haishin.check.rules import Problem
from haishin.core.model import PressKind, Severity, Text

ID = "arrest-release"
SEVERITY = Severity.ERROR
NAME = Text("検挙の報道発表", "The press release of an arrest")
SUMMARY = "検挙情報に報道発表の予定がないときは、press に書いてください。"

MESSAGES = {
    "release": Text(
        "検挙情報は、報道発表の後でなければ配信できません(例外はありません)。",
        "An arrest may be mailed after its press release alone, without exception.",
    ),
}
HINTS = {
    "release": Text(
        '「press: {{at: 2026-11-25T17:00+09:00, title: 発表の題, consistent: "yes"}}」のように、'
        "発表の予定を書いてください。"
        "発表しない検挙は、メールでは配信できません。",
        'Write its plan as `press: {{at: …, title: …, consistent: "yes"}}`. An arrest without a release is not mailed.',
    ),
}
_ARREST = changed("content: caution", "content: arrest")
GOOD = (
    SAMPLE,
    _ARREST.replace("press: none", "press: undecided"),
    _ARREST.replace("press: none", "press: none\nexercise: true"),
)
BAD = (("release", _ARREST),)


def check(reading: Reading) -> Iterator[Problem]:
    """Check the alert, if it was formed."""
    alert = reading.alert_with("content", "press", "exercise")
    if alert is None or alert.exercise or alert.content not in reading.contract.policy.press.arrest_contents:
        return
    if alert.press.kind is PressKind.NONE:
        yield Problem(reading.place("press"), "release")
