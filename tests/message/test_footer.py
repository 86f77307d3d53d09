from __future__ import annotations

import re
from dataclasses import replace

import pytest
from support_message import CONTRACT, alert, contract

from haishin.contract import Contract
from haishin.contract.frame import RowWords, Tongue
from haishin.errors import Refusal, ToolError
from haishin.message import footer
from haishin.message.footer import voices
from haishin.model import Alert, FollowKind, Follows, Scope
from support_contract import shipped
from support_mails import LANGUAGES, samples, told

ROW = RowWords(None, "近づかないで。", {}, {"stalking": "店に入って。"}, {"lookout": "見た方は110番。"})
KINDS = {"resolution": "終わりました。"}
JAPANESE = Tongue({"advice": "【皆様へ】"}, None, None, None, {}, {}, {"suspicious-person": ROW}, {}, KINDS, None)
ADVISED = replace(CONTRACT, tongues={"ja": JAPANESE})
AREA, WHOLE = Scope(False, ("maebashi",)), Scope(True)


def framed(text: str, of: Alert, by: Contract, list_name: str, leave: str, language: str) -> str:
    return footer.framed(text, footer.frame(of, by, list_name, leave, language))


@pytest.mark.parametrize(
    ("unit", "category", "scope", "sender", "contact"),
    [
        ("maebashi", "suspicious-person", AREA, "maebashi", "maebashi"),
        ("maebashi", "suspicious-person", WHOLE, "jinshin-anzen", "maebashi"),
        ("maebashi", "notice", WHOLE, "koho-kocho", "maebashi"),
        ("jinshin-anzen", "suspicious-person", WHOLE, "jinshin-anzen", "jinshin-anzen"),
        ("jinshin-anzen", "suspicious-person", AREA, "jinshin-anzen", "jinshin-anzen"),
        ("jinshin-anzen", "notice", WHOLE, "jinshin-anzen", "jinshin-anzen"),
        ("koho-kocho", "suspicious-person", WHOLE, "jinshin-anzen", "koho-kocho"),
        ("koho-kocho", "suspicious-person", AREA, "jinshin-anzen", "koho-kocho"),
    ],
)
def test_who_speaks_and_whom_to_ask(unit: str, category: str, scope: Scope, sender: str, contact: str) -> None:
    speaking, asked = voices(alert(unit=unit, category=category, scope=scope), CONTRACT)
    assert (speaking.id, asked.id) == (sender, contact)


def test_a_folder_that_is_no_unit_is_refused() -> None:
    with pytest.raises(Refusal) as error:
        voices(alert(unit="atlantis"), CONTRACT)
    assert error.value.message.ja == "フォルダーの名前が、知られている所属ではないため、配信元が分かりません。"
    assert error.value.hint.en == f"Units are {', '.join(CONTRACT.organization.units)}."


def test_the_footer_follows_the_text() -> None:
    assert framed("本文", alert(scope=WHOLE), CONTRACT, "安心メール", "https://a.jp", "ja") == (
        "本文\n\n--\n発信：人身安全対策課（安心メール）\n問合せ先：前橋警察署 027-000-0110\n変更・停止：https://a.jp\n"
    )


def test_an_exercise_says_so_first() -> None:
    text = framed("本文", alert(exercise=True), CONTRACT, "安心メール", "https://a.jp", "ja")
    assert text.startswith("【訓練】群馬県警察の訓練です。\n\n本文\n\n--\n")


def test_the_frame_is_in_the_reader_s_language_where_there_is_one() -> None:
    both = contract(**{"footer-en": "Sent by {sender}\n"})
    assert framed("本文", alert(), both, "a", "https://a.jp", "en") == "本文\n\nSent by 前橋警察署\n"
    assert framed("本文", alert(), both, "a", "https://a.jp", "pt").startswith("本文\n\n--\n発信：")


def test_a_missing_text_is_an_error() -> None:
    bare = contract()
    bare.wording.texts.pop("footer")  # type: ignore[attr-defined]
    with pytest.raises(ToolError) as error:
        framed("本文", alert(), bare, "a", "https://a.jp", "ja")
    assert error.value.message.ja == "schema/wording.yaml の texts に定型文「footer」がありません。"


@pytest.mark.parametrize("template", ["{recipient}", "{", "{0}", "{sender.unknown}", "{sender[x]}"])
def test_a_hole_that_cannot_be_filled_is_an_error(template: str) -> None:
    with pytest.raises(ToolError) as error:
        framed("本文", alert(), contract(footer=template), "a", "https://a.jp", "ja")
    assert error.value.message.ja == "schema/wording.yaml の定型文「footer」に、埋められない {…} があります。"
    assert error.value.hint.en == (
        "Write it under `texts`. It may use {force}, {sender}, {contact}, {phone}, {list_name}, {leave}."
    )


def test_the_alert_s_text_is_no_template() -> None:
    assert framed("{sender}", alert(), CONTRACT, "{leave}", "https://a.jp", "ja").startswith(
        "{sender}\n\n--\n発信：前橋警察署（{leave}）\n"
    )


@pytest.mark.parametrize(
    ("changes", "advice"),
    [
        ({}, "近づかないで。"),
        ({"case": "stalking"}, "店に入って。"),
        ({"case": "stalking", "content": "lookout"}, "見た方は110番。"),
        ({"case": "stalking", "follows": Follows("x", FollowKind.CORRECTION)}, "店に入って。"),
        ({"case": "stalking", "follows": Follows("x", FollowKind.RESOLUTION)}, "終わりました。"),
        ({"case": "stalking", "follows": Follows("x", FollowKind.CANCELLATION)}, None),
        ({"category": "notice", "case": "safety"}, None),
    ],
)
def test_standing_advice_ends_the_text_of_a_japanese_reader(changes: dict[str, object], advice: str | None) -> None:
    text = framed("本文", alert(**changes), ADVISED, "a", "", "ja")
    assert text.partition("\n\n--\n")[0] == (f"本文\n\n【皆様へ】{advice}" if advice else "本文")


def test_nobody_is_told_to_report_an_exercise() -> None:
    assert "近づかないで" not in framed("本文", alert(exercise=True), ADVISED, "a", "", "ja")


@pytest.mark.parametrize(
    ("body", "stands"),
    [
        ("詳しくは署へ。", True),
        ("問合せ先 前橋警察署 027-000-0110", False),
        ("問合せ先 ０２７－０００－０１１０", False),
        ("電話 0270000110", False),
        ("電話 027-000-0111", True),
    ],
)
def test_whom_to_ask_stands_once(body: str, stands: bool) -> None:
    text = framed(body, alert(body=body), CONTRACT, "a", "https://a.jp", "ja")
    assert ("\n問合せ先：前橋警察署 027-000-0110\n" in text) == stands
    assert "変更・停止：https://a.jp\n" in text


@pytest.mark.parametrize("language", LANGUAGES)
def test_each_sample_s_mail_names_whom_to_ask_once(language: str) -> None:
    for one in samples():
        phone = voices(one, shipped())[1].phone
        assert len(re.findall(re.escape(phone), told(one, language).text)) == 1
