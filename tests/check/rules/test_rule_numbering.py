from __future__ import annotations

import pytest

from haishin.check.document.sample import changed
from haishin.message.markup import blocks, plain_text
from support.documents import findings, said

LINE = "- 不審な人を"


def test_place_and_words() -> None:
    (one,) = findings(changed(LINE, "お願いです。\n1. 鍵\n2. 声\n10. 光\n\n" + LINE))
    assert said((one,)) == [
        (
            16,
            1,
            16,
            4,
            "「10.」は、メールでは「3.」と表示されます。",
            "`10.` is shown as `3.` in the mail.",
        )
    ]
    assert one.hint.ja.endswith("「（10）」のように括弧で囲んでください。")
    assert (one.rule, one.severity, one.fix) == ("list-number", "warning", None)


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("3. a\n4. b", []),
        ("10. a\n11. b", []),
        ("10) a\n11) b", []),
        ("3. a\n\n段落\n\n4. b", []),
        ("1. a\n1. b", [("1.", "2.")]),
        ("01. a\n02. b", [("01.", "1."), ("02.", "2.")]),
        ("1. a\n   - x\n   - y\n3. b", [("3.", "2.")]),
        ("1. a\n   1. x\n   7. y\n2. b", [("7.", "2.")]),
        ("- 10. a\n- 3. b", []),
        ("午後3. 5. 7. です", []),
        ("(10) a\n(3) b", []),
    ],
)
def test_the_numbers_of_the_mail_are_those_written_or_told(text: str, told: list[tuple[str, str]]) -> None:
    found = [one for one in findings(changed(LINE, f"{text}\n\n{LINE}")) if one.rule == "list-number"]
    assert [one.message.ja for one in found] == [
        f"「{was}」は、メールでは「{sent}」と表示されます。" for was, sent in told
    ]
    mail = plain_text(blocks(text))
    assert all(sent in mail for _, sent in told)
    assert told or all(word in mail for word in ("10.", "3.") if word in text)
