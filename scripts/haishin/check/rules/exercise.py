"""Rule ``exercise``: what says it is an exercise is one (``exercise: true``), or residents get it as real (5(3)).

Whatever says so of the mail itself (これは訓練です, 【訓練】) is an error in every row, so is a title that begins with
訓練; in a matter of one moment any 訓練 is. Passes: in a notice or a planned regulation an exercise that is held
somewhere (防災訓練に伴う交通規制), anywhere negations, places of training and what somebody said.
"""

from __future__ import annotations

from collections.abc import Iterator

from haishin.check.document.sample import SAMPLE, changed
from haishin.check.reading import Reading, Writing
from haishin.check.reading.items import MAILED
from haishin.check.rules import Problem, Stretch, problems
from haishin.check.rules.worded import matches, near
from haishin.core.contract import Contract
from haishin.core.model import Severity, Text
from haishin.core.text.lazy import lazy

ID = "exercise"
SEVERITY = Severity.ERROR
NAME = Text("訓練の印", "The mark of an exercise")
SUMMARY = "訓練のメールに exercise: true がないときは、書いてください。"

MESSAGES = {
    "unmarked": Text(
        "「{word}」とありますが、訓練(exercise)になっていません。このままでは、実際の事件として、登録者の全員に届きます。",
        "It says `{word}`, but is not marked as an exercise: every reader would get it as real.",
    ),
}
HINTS = {
    "unmarked": Text(
        "訓練の配信なら、「exercise: true」の行を加えてください(訓練用に登録した人にだけ届きます)。"
        "訓練の配信でなければ、「訓練ではありません」のように書くか、ほかの言い方にしてください。",
        "If this is an exercise add a line `exercise: true` (only those registered for exercises get it). If it is "
        "none, say so or word it otherwise.",
    ),
}
_TITLE = "下校中の児童に対する声かけ事案の発生"
_BODY = "- 不審な人を見かけたときは"
GOOD = (
    SAMPLE,
    changed(_BODY, "- これは訓練ではありません。見かけたときは"),
    changed(_TITLE, "訓練 声かけ事案の発生").replace("press: none", "press: none\nexercise: true"),
)
BAD = (
    ("unmarked", changed(_TITLE, '"訓練：声かけ事案の発生"')),
    ("unmarked", changed(_BODY, "- これは訓練です。見かけたときは")),
    ("unmarked", changed(_TITLE, "不審者対応訓練 声かけ事案の発生")),
)

_TRAINING = lazy("訓練(?<!職業訓練)(?!では|でな|校|所|場|士|生|機|施設|どおり|通り|の帰り)")
_BEGINS = lazy(r"\W*訓練[\s:・/\-]")


def look(writing: Writing, contract: Contract) -> Iterator[Stretch]:
    """Yield the first such place of title and text each; nothing if the content is unknown or it is an exercise."""
    if writing.content is None or writing.exercise:
        return
    row = contract.policy.row(writing.category or "")
    momentary = row is not None and row.recognition_required(writing.case)
    written, phrases = dict(writing.fields), near(ID, writing, contract)
    for field, text in writing.plain:
        spans = [(start, end) for start, end, _ in matches(phrases, text)]
        if field == "title" and (begins := _BEGINS.match(text)):
            spans.append(begins.span())
        if momentary and (training := _TRAINING.search(text)):
            spans.append(training.span())
        for start, end in sorted(spans, key=lambda span: (span[0], -span[1]))[:1]:
            yield Stretch(field, start, end, "unmarked", {"word": written[field][start:end]})


def check(reading: Reading) -> Iterator[Problem]:
    """Check the alert, if it was formed."""
    if reading.alert_with("exercise") is not None:
        yield from problems(reading, look, items=MAILED)
