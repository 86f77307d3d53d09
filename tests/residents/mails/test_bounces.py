"""Every row of what servers say decides its example and leaves its near miss; codes alone say nothing."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from haishin.core.strict_yaml import compose
from haishin.residents.mails import bounces
from haishin.residents.mails.bounces import Report, classify, refusal, rows, table
from support.reports import Answer, answers, stored

PLACES = {"rcpt", "dot", "data", "mail", "-"}


def told(example: str) -> Report:
    """``HOST STAGE ANSWER`` as a report on a@ the domain that the answer names, else the host's."""
    host, stage, said = example.split(" ", 2)
    assert stage in PLACES
    domain = said.partition("@")[2].partition(">")[0].partition(" ")[0] or host
    return Report(f"a@{domain}", "" if host == "-" else host, "" if stage == "-" else stage, "", said, "failed")  # type: ignore[arg-type]


def deciding(report: Report) -> int | None:
    """The number of the row that decides."""
    domain = report.recipient.partition("@")[2]
    asked = bounces.asked(report.host, domain, report.stage, report.status, report.said)
    return next((number for number, row in enumerate(rows()) if row.fits(*asked)), None)


EXAMPLES = [(number, hit) for number, row in enumerate(table()["rows"]) for hit in row["hits"]]
MISSES = [(number, near) for number, row in enumerate(table()["rows"]) for near in row["near"]]


def test_the_file_is_read_strictly() -> None:
    assert compose(bounces.WORDS.read_text("utf-8")).faults == ()


@pytest.mark.parametrize(("number", "example"), EXAMPLES)
def test_a_row_decides_its_example(number: int, example: str) -> None:
    assert deciding(told(example)) == number
    assert classify(told(example), told(example).recipient) == rows()[number].becomes


@pytest.mark.parametrize(("number", "example"), MISSES)
def test_a_row_leaves_what_is_near(number: int, example: str) -> None:
    assert deciding(told(example)) != number


def test_every_word_of_a_row_is_looked_for_in_small_letters() -> None:
    assert [word for row in rows() for word in row.words if word != word.lower()] == []


@pytest.mark.parametrize("row", answers(), ids=lambda row: row.name)
def test_an_answer_to_the_sender_goes_through_the_same_rows(row: Answer) -> None:
    code, _, said = row.says.partition(" ")
    if "\n" not in row.says:
        assert refusal(row.to.partition("@")[2], row.at, int(code), None, said) == row.becomes


def test_codes_of_the_journal() -> None:
    assert refusal("example.jp", "rcpt", 550, "5.1.1", "<a@example.jp>: User unknown") == "unknown"
    assert refusal("example.jp", "rcpt", 550, "5.7.1", "<a@example.jp>: User unknown") == "filtered"
    assert refusal("example.jp", "rcpt", 550, "5.1.1", "no") == "strange"
    assert refusal("docomo.ne.jp", "dot", 550, None, "Unknown user a@docomo.ne.jp") == "filtered"


def report(**changed: str) -> Report:
    fields = {"recipient": "a@example.jp", "host": "mx.example.jp", "stage": "rcpt", "status": "5.1.1"}
    fields |= {"said": "550 5.1.1 <a@example.jp>: User unknown", "action": "failed"} | changed
    return Report(**fields)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("changed", "found"),
    [
        ({}, "unknown"),
        ({"recipient": "A@Example.JP"}, "unknown"),
        ({"recipient": '<"a"@example.jp>'}, "unknown"),
        ({"recipient": "b@example.jp"}, "strange"),  # he forwards
        ({"recipient": ""}, "strange"),
        (
            {"said": "550 5.1.1 <elsewhere@example.com>: User unknown"},
            "strange",
        ),  # he forwards, and his server hides it
        ({"said": "550 5.1.1 User unknown: A@example.jp."}, "unknown"),
        ({"action": "delayed"}, "later"),
        ({"action": ""}, "strange"),
        ({"status": "4.1.1", "said": "550 5.1.1 User unknown"}, "later"),
        ({"status": "5.1.1", "said": "450 User unknown"}, "later"),
        ({"status": "5.1.1", "said": "550 4.1.1 User unknown"}, "later"),
        ({"recipient": ".a@example.jp"}, "strange"),
        ({"action": "delivered"}, "reply"),
        ({"action": "displayed"}, "reply"),
        ({"action": "complaint", "recipient": ""}, "complaint"),
        ({"status": "5.1.1", "said": "550 no"}, "strange"),  # a code without a word
        ({"status": "5.0.0", "said": "User unknown"}, "strange"),  # a word without a code
        ({"status": "5.0.0", "said": "550 User unknown"}, "unknown"),
        ({"status": "5.1.1", "said": "User unknown"}, "unknown"),
        ({"status": "5.1.1", "said": "550 5.7.1 User unknown"}, "filtered"),
        ({"stage": "dot"}, "strange"),
        ({"stage": "data"}, "strange"),
        ({"stage": "mail"}, "ours"),
        ({"stage": ""}, "unknown"),
    ],
)
def test_a_report(changed: dict[str, str], found: str) -> None:
    assert classify(report(**changed), "a@example.jp") == found


@pytest.mark.parametrize("host", ["", "203.0.113.5", "[203.0.113.5]", "2001:db8::1", "mfsmax.docomo.ne.jp."])
def test_a_host_without_a_name_is_that_of_the_mailbox(host: str) -> None:
    said = report(recipient="a@docomo.ne.jp", host=host, status="5.0.0", said="550 Unknown user a@docomo.ne.jp")
    assert classify(said, "a@docomo.ne.jp") == "unknown"


def test_another_server_says_nothing_of_a_carrier_s_mailbox() -> None:
    said = report(recipient="a@docomo.ne.jp", host="relay.example.jp", said="550 5.1.1 <a@docomo.ne.jp>: User unknown")
    assert classify(said, "a@docomo.ne.jp") == "strange"


AGAINST = ("blocked using", "mailbox is full", "over quota", "try again later", "spam", "suspended", "procmail")


@given(
    st.sampled_from(AGAINST),
    st.sampled_from(("550", "550 5.1.1", "550-5.1.1", "550 5.0.0")),
    st.booleans(),
    st.booleans(),
)
def test_one_word_against_it_is_enough(against: str, code: str, first: bool, capital: bool) -> None:
    words = [against, "User unknown"] if first else ["User unknown", against]
    said = f"{code} <a@example.jp>: {' '.join(words)}"
    if capital:
        said = said.upper()
    assert classify(report(said=said), "a@example.jp") != "unknown"


@given(st.text(max_size=300), st.text(max_size=30), st.sampled_from(("", "mail", "rcpt", "data", "dot")))
def test_any_words_have_a_class(said: str, host: str, stage: str) -> None:
    assert refusal(host, stage, 550, None, said) in bounces.CLASSES


@given(st.text(alphabet='a"@<>(). ', max_size=3000))
def test_long_answers_are_cut(said: str) -> None:
    assert refusal("example.jp", "rcpt", 550, "5.1.1", said) == "strange"


def test_no_report_prints_an_address() -> None:
    assert "@" not in repr(report())


@pytest.mark.parametrize("row", answers(), ids=lambda row: row.name)
def test_no_stored_report_is_without_its_answer(row: Answer) -> None:
    assert stored(row.name).count(b"Action: failed\n") == 1
