from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime
from itertools import product

import pytest

from haishin.core.catalogue import Message
from haishin.core.contract import Contract
from haishin.core.contract.frame import NO_TONGUE, Checked, RowWords, Tongue
from haishin.core.errors import Refusal, ToolError
from haishin.core.model import Alert, FollowKind, Follows, Scope
from haishin.message import framing
from haishin.message.framing import date_of, labels, languages, number_to_come, trusted, voices
from haishin.message.headers import refuse_unsafe
from haishin.message.preview import render
from haishin.message.subject import region, subject
from support.contract import publishing_contract, shipped
from support.force import FORCE
from support.mails import LANGUAGES, samples, told
from support.message import CONTRACT, alert, contract, read
from support.pages import Page

AREA, WHOLE = Scope(False, ("maebashi",)), Scope(True)


def framed(text: str, of: Alert, by: Contract, list_name: str, leave: str, language: str) -> str:
    return framing.framed(text, framing.frame(of, by, list_name, leave, language))


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
    assert error.value.message == Message("message/unknown-unit", units=", ".join(CONTRACT.organization.units))


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
    assert error.value.message == Message("message/standing-text-missing", name="footer")


@pytest.mark.parametrize("template", ["{recipient}", "{", "{0}", "{sender.unknown}", "{sender[x]}"])
def test_a_hole_that_cannot_be_filled_is_an_error(template: str) -> None:
    with pytest.raises(ToolError) as error:
        framed("本文", alert(), contract(footer=template), "a", "https://a.jp", "ja")
    assert error.value.message == Message("message/standing-text-unfillable", name="footer")
    assert "It may use {force}, {sender}," in error.value.hint.en


def test_the_alert_s_text_is_no_template() -> None:
    assert framed("{sender}", alert(), CONTRACT, "{leave}", "https://a.jp", "ja").startswith(
        "{sender}\n\n--\n発信：前橋警察署（{leave}）\n"
    )


@pytest.mark.parametrize("kind", [None, *FollowKind])
@pytest.mark.parametrize("exercise", [False, True])
@pytest.mark.parametrize("content", ["caution", "lookout", "arrest"])
def test_a_japanese_reader_is_given_no_advice_but_that_of_the_text(
    kind: FollowKind | None, exercise: bool, content: str
) -> None:
    follows = Follows("20261124-0900-first", kind) if kind is not None else None
    one = alert(content=content, follows=follows, exercise=exercise)
    standing = ("【訓練】群馬県警察の訓練です。\n\n" if exercise else "") + "本文\n\n--\n"
    assert framed("本文", one, BOTH, "a", "", "ja").startswith(standing)


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


NUMBER = "前橋 2026-118"
OF_THE_NUMBER = {
    "ja": "【このメールの番号】前橋 2026-118 群馬県警察の一覧と比べられます：https://www.police.aono.jp/anzen",
    "ja-easy": "この メールの 番号（ばんごう）: 前橋 2026-118 "
    "警察（けいさつ）の ページの 番号（ばんごう）と くらべる ことが できます: https://www.police.aono.jp/anzen",
    "en": "Number of this mail: 前橋 2026-118. You can compare it with the list of 群馬県警察: "
    "https://www.police.aono.jp/anzen",
    "pt": "Número deste e-mail: 前橋 2026-118. Você pode compará-lo com a lista da polícia: https://www.police.aono.jp/anzen",
    "es": "Número de este correo: 前橋 2026-118. Puede compararlo con la lista de la policía: "
    "https://www.police.aono.jp/anzen",
    "vi": "Số của thư này: 前橋 2026-118. Có thể so sánh với danh sách của cảnh sát: https://www.police.aono.jp/anzen",
    "zh": "本邮件的编号：前橋 2026-118。可以与警方的列表对照：https://www.police.aono.jp/anzen",
}


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_published_alert_s_mail_says_its_number_and_where_the_list_is(language: str) -> None:
    said, plain = (told(alert(), language, by=publishing_contract(), number=number) for number in (NUMBER, None))
    assert OF_THE_NUMBER[language] in said.text.split("\n")
    assert said.text.replace(f"{OF_THE_NUMBER[language]}\n", "") == plain.text == told(alert(), language).text
    assert Page(said.html or "").links == ["https://www.police.aono.jp/anzen", *Page(plain.html or "").links]
    assert said.digest != plain.digest


@pytest.mark.parametrize(
    ("language", "said"), [("ja", "（配信のときに付きます）"), ("pt", "(comes when the mail goes)")]
)
def test_before_the_claim_it_says_that_the_number_comes(language: str, said: str) -> None:
    assert number_to_come(alert(), publishing_contract(), language) == said
    assert number_to_come(alert(exercise=True), publishing_contract(), language) is None
    assert number_to_come(alert(category="crime"), publishing_contract(), language) is None
    assert number_to_come(alert(), CONTRACT, language) is None


@pytest.mark.parametrize("language", LANGUAGES)
def test_each_sample_s_mail_names_whom_to_ask_once(language: str) -> None:
    for one in samples():
        phone = voices(one, shipped())[1].phone
        assert len(re.findall(re.escape(phone), told(one, language).text)) == 1


NAMES = {"category": "Category", "case": "Case", "content": "Content", "area": "Area", "date": "Date", "advice": "Do"}
BARE = Tongue(NAMES)
FULL = Tongue(
    NAMES,
    "Japanese below.",
    "Everywhere",
    "others",
    {"exercise": "EXERCISE", "correction": "Correction", "resolution": "Resolved"},
    {"caution": "Take care"},
    {
        "suspicious-person": RowWords(
            "Suspicious person", "Call 110.", {"approach": "Stranger"}, {}, {"lookout": "Look out."}
        )
    },
    {"maebashi": "Maebashi", "maebashi-higashi": "Maebashi Higashi", "takasaki": "Takasaki", "fujioka": "Fujioka"},
    checked=Checked("a speaker", date(2026, 11, 1)),
)
BOTH = replace(CONTRACT, tongues={"en": FULL, "xx": BARE})


def test_every_field_is_told_in_the_reader_s_words() -> None:
    assert labels(alert(), BOTH, "en") == (
        "Category: Suspicious person\nCase: Stranger\nContent: Take care\nArea: Maebashi\nDate: 2026-11-25\n"
        "Do: Call 110.\nJapanese below."
    )


def test_what_is_missing_stays_japanese() -> None:
    assert labels(alert(), BOTH, "xx") == (
        "Category: 不審者情報\nCase: 声かけ事案\nContent: 注意喚起\nArea: 前橋\nDate: 2026-11-25"
    )
    other = labels(alert(case="stalking", content="lookout"), BOTH, "en") or ""
    assert "Case: つきまとい事案\nContent: 手配\n" in other


def test_without_words_nothing_stands_above() -> None:
    assert labels(alert(), BOTH, "ja") is None
    assert labels(alert(), CONTRACT, "en") is None


def test_what_an_author_called_the_case_is_not_translated() -> None:
    assert "Case: その他(等) (盗撮)\n" in (labels(alert(case="other", case_name="盗撮"), BOTH, "en") or "")
    assert "Case:" not in (labels(alert(case=None), BOTH, "en") or "")


@pytest.mark.parametrize(
    ("changes", "content", "advice"),
    [
        ({"content": "lookout"}, "手配", "Look out."),
        ({"content": "arrest"}, "検挙情報", None),
        ({"follows": Follows("x", FollowKind.RESOLUTION)}, "Resolved", None),
        ({"follows": Follows("x", FollowKind.RESOLUTION), "content": "arrest"}, "検挙情報", None),
        ({"follows": Follows("x", FollowKind.CORRECTION)}, "Take care", "Call 110."),
        ({"exercise": True}, "EXERCISE", None),
        ({"follows": Follows("x", FollowKind.CANCELLATION)}, "Take care", None),
    ],
)
def test_of_an_arrest_and_what_is_over_only_that_it_is_one_is_told(
    changes: dict[str, object], content: str, advice: str | None
) -> None:
    lines = (labels(alert(**changes), BOTH, "en") or "").split("\n")
    assert f"Content: {content}" in lines
    assert [line for line in lines if line.startswith("Do: ")] == ([f"Do: {advice}"] if advice else [])


def test_a_language_that_nobody_looked_through_is_not_trusted() -> None:
    assert [trusted(one, BOTH) for one in ("ja", "en", "xx", "fr")] == ["ja", "en", "ja", "ja"]


def test_the_date_is_that_of_the_matter_in_japan() -> None:
    known = datetime(2026, 11, 23, 16, 0, tzinfo=UTC)
    assert "Date: 2026-11-24\n" in (labels(alert(recognized_at=known), BOTH, "en") or "")


def test_the_subject_is_in_the_reader_s_words() -> None:
    exercise = alert(exercise=True, follows=Follows("20261124-0900-first", FollowKind.CORRECTION), title="校門前")
    assert subject(exercise, BOTH, "en") == "【EXERCISE】【Correction】【Stranger】Maebashi：校門前"
    assert subject(exercise, BOTH, "xx") == subject(exercise, BOTH) == "【訓練】【訂正】【声かけ】前橋：校門前"


@pytest.mark.parametrize(
    ("scope", "en", "xx"),
    [
        (Scope(True), "Everywhere", "県内全域"),
        (Scope(False, ("maebashi", "takasaki")), "Maebashi, Takasaki", "前橋・高崎"),
        (Scope(False, ("takasaki-kita",)), "高崎北", "高崎北"),
        (
            Scope(False, ("fujioka", "maebashi", "maebashi-higashi", "takasaki")),
            "Maebashi, Maebashi Higashi, Takasaki, others",
            "前橋・前橋東・高崎ほか",
        ),
    ],
)
def test_areas(scope: Scope, en: str, xx: str) -> None:
    assert region(scope, BOTH, "en") == en
    assert region(scope, BOTH, "xx") == xx


def test_languages_are_those_with_words_or_with_a_footer() -> None:
    assert languages(CONTRACT) == ("ja",)
    assert languages(BOTH) == ("ja", "en", "xx")
    assert languages(shipped()) == ("ja", "ja-easy", "en", "pt", "es", "vi", "zh")


@pytest.mark.parametrize("language", LANGUAGES[1:])
def test_the_shipped_words_are_complete_and_fit_a_header(language: str) -> None:
    contract = shipped()
    tongue = contract.tongues[language]
    assert contract.lacking == ()
    assert set(tongue.areas) == set(contract.organization.stations)
    assert tongue.prefecture
    assert tongue.others
    assert tongue.note
    names = [word for row in tongue.rows.values() for word in (row.name, *row.cases.values()) if word]
    for word in (*names, *tongue.marks.values(), *tongue.areas.values(), tongue.prefecture, tongue.others):
        refuse_unsafe(word, Message("message/field-subject"))
    assert f"exercise-{language}" in contract.wording.texts
    assert re.search(
        r"\{force\} ?[(（]", contract.wording.texts[f"footer-{language}"]
    )  # who it is, to who reads no kanji


def matters() -> Iterator[Alert]:
    """An alert of every row, case and content."""
    for row in shipped().policy.table:
        for case, content in product(row.cases, row.contents):
            yield alert(category=row.category, case=case, content=content)


def called(advice: str | None) -> set[str] | None:
    """The numbers that it has people call; None where there is no advice."""
    return set(re.findall(r"#?[0-9]{3,4}", advice)) if advice is not None else None


@pytest.mark.parametrize("language", [one for one in LANGUAGES if one not in ("ja", "en")])
def test_all_languages_have_people_call_the_same_numbers(language: str) -> None:
    ours, theirs = shipped().tongues["en"], shipped().tongues[language]
    assert [one for one in matters() if called(theirs.advice(one)) != called(ours.advice(one))] == []


@pytest.mark.parametrize(
    ("language", "advice"),
    [
        (
            "ja-easy",
            "動物（どうぶつ）を 見（み）たら、近（ちか）くに 行（い）かないで、たてものに 入（はい）って、"
            "110番（ばん）に 電話（でんわ）を して ください。",
        ),
        ("en", "If you see the animal, keep away, go indoors and call 110."),
        ("pt", "Se vir o animal, não se aproxime, entre em um prédio e ligue para o 110."),
        ("es", "Si ve al animal, no se acerque, entre en un edificio y llame al 110."),
        ("vi", "Nếu thấy con vật, đừng đến gần, hãy vào trong nhà và gọi 110."),
        ("zh", "看到该动物时，请不要靠近。请进入建筑物，并拨打110。"),
    ],
)
def test_who_sees_a_bear_keeps_away_goes_indoors_and_calls(language: str, advice: str) -> None:
    bear = alert(category="information-request", case="animal-sighting", content="information")
    assert shipped().tongues[language].advice(bear) == advice


@pytest.mark.parametrize(("language", "run_on"), [("zh", "不要靠近(?!。)"), ("vi", "đến gần(?!, hãy)")])
def test_keep_away_does_not_run_on_into_what_is_to_be_done(language: str, run_on: str) -> None:
    """Without a new start 不要靠近，进入建筑物并拨打110 forbids all three."""
    advice = {shipped().tongues[language].advice(one) or "" for one in matters()}
    assert [one for one in advice if re.search(run_on, one)] == []


@pytest.mark.parametrize("language", LANGUAGES[1:])
def test_a_road_that_closes_on_another_day_is_not_told_as_closed(language: str) -> None:
    tongue = shipped().tongues[language]
    closed = alert(category="traffic-regulation", case="disaster", content="regulation")
    assert tongue.advice(closed) != tongue.advice(replace(closed, case="event"))


def test_easy_japanese_has_a_reading_behind_every_kanji() -> None:
    words = (
        (FORCE / "schema/frame.yaml").read_text(encoding="utf-8").partition("  ja-easy:\n")[2].partition("  en:\n")[0]
    )
    texts = shipped().wording.texts
    words += texts["footer-ja-easy"] + texts["exercise-ja-easy"]
    assert re.findall(r"[一-龥々]+(?!（[ぁ-ん]+）|[一-龥々])", words) == []


def test_the_words_stand_above_the_text_and_after_the_exercise() -> None:
    text = read(render(alert(exercise=True), "a@b.jp", "text", shipped(), "zh")).text
    assert text.startswith(
        "【演习】本邮件为演习，并未发生任何事件。\n\n类别: 可疑人员\n事项: 陌生人搭话\n通知内容: 演习\n地区: 前桥\n"
    )
    assert "\n以下正文为日语。\n\n11月25日（水）午後3時30分ころ" in text


@pytest.mark.parametrize(
    ("language", "written"),
    [
        ("ja-easy", "11がつ 25にち"),
        ("en", "November 25, 2026"),
        ("pt", "25/11/2026"),
        ("es", "25/11/2026"),
        ("vi", "25/11/2026"),
        ("zh", "2026年11月25日"),
    ],
)
def test_the_day_is_written_as_the_language_has_it(language: str, written: str) -> None:
    day = alert(recognized_at=datetime(2026, 11, 25, 6, 40, tzinfo=UTC))
    assert date_of(day, shipped().tongue(language)) == written
    assert date_of(day, NO_TONGUE) == "2026-11-25"
