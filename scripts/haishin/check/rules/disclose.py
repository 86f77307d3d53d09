"""Rule ``disclose``: what is disclosed stands in the text, on a ground that the policy knows (5(4))."""

from __future__ import annotations

from collections.abc import Iterator

from haishin.check.document.codes import listed
from haishin.check.document.sample import SAMPLE, changed
from haishin.check.reading import Reading
from haishin.check.rules import Problem
from haishin.core.model import Severity, Text

ID = "disclose"
SEVERITY = Severity.ERROR
NAME = Text("公開の根拠", "The ground to disclose")
SUMMARY = "公開する語に合う根拠がないときは、根拠か事案を確かめて disclose を直してください。"

MESSAGES = {
    "ground": Text("「{value}」は公開の根拠の一覧にありません。", "`{value}` is no known ground for a disclosure."),
    "foreign": Text(
        "根拠「{value}」({name})は、この事案では使わないものです。",
        "The ground `{value}` does not belong to this case.",
    ),
    "absent": Text(
        "公開する語が、件名にも本文にもありません。", "The disclosed text stands in neither title nor text."
    ),
}
HINTS = {
    "ground": Text("使える根拠は {known} です。", "Grounds are {known}."),
    "foreign": Text(
        "根拠か事案(case)を確かめてください。この根拠を使う事案は {cases} です。",
        "Check the ground and the `case`; the ground is for {cases}.",
    ),
    "absent": Text("本文と同じ書き方にするか、この行を消してください。", "Write it as in the text, or delete it."),
}
_DISCLOSE = "press: none\ndisclose:\n  - {text: 文京町2丁目, ground: public-wanted}"
GOOD = (SAMPLE, changed("press: none", _DISCLOSE))
BAD = (
    ("ground", changed("press: none", _DISCLOSE.replace("public-wanted", "curiosity"))),
    ("foreign", changed("press: none", _DISCLOSE.replace("public-wanted", "hit-and-run"))),
    ("absent", changed("press: none", _DISCLOSE.replace("文京町2丁目", "群馬 300 あ 12-34"))),
)


def check(reading: Reading) -> Iterator[Problem]:
    """Check the alert, if it was formed."""
    alert = reading.alert
    if alert is None:
        return
    policy = reading.contract.policy
    grounds = policy.disclosures
    for index, disclosure in enumerate(alert.disclose):
        if disclosure.ground not in grounds:
            values = {"value": disclosure.ground, "known": listed(grounds, disclosure.ground)}
            yield Problem(reading.place("disclose", index, "ground"), "ground", values)
        elif reading.alert_with("case") is not None and not policy.discloses(disclosure.ground, alert.case):
            cases = ", ".join(policy.disclosure_cases[disclosure.ground])
            values = {"value": disclosure.ground, "name": grounds[disclosure.ground], "cases": cases}
            place = reading.place("disclose", index, "ground")
            yield Problem(place, "foreign", values, severity=Severity.WARNING)
        if disclosure.text not in alert.title and disclosure.text not in alert.body:
            yield Problem(reading.place("disclose", index, "text"), "absent", private=True)
