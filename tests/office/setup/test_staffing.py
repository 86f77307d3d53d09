"""The CSV of the personnel section, as spreadsheets write it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from haishin.core.catalogue import Message, listed
from haishin.core.errors import Refusal
from haishin.core.model import Role, Text
from haishin.office.setup.staffing import Posting, Stands, read
from support.contract import shipped

HEAD = "所属,役割,ログイン,氏名,人の番号,代決,順番,条件"
NEW = Posting(2, "maebashi", Role.MANAGER, "m-tanaka", "田中 一郎", "m-tanaka", None)


def rows(text: str | bytes) -> tuple[tuple[Posting, ...], list[tuple[int, Text]]]:
    data = text if isinstance(text, bytes) else text.encode()
    postings, problems = read(data, shipped().organization)
    return postings, [(problem.line, problem.reason) for problem in problems]


KNOWN = listed(
    (
        Text("運用総括管理者", "supervisor"),
        Text("運用管理者(署長)", "manager"),
        Text("運用責任者(副署長)", "officer"),
        Text("所属員", "staff"),
    )
)
LINE = "前橋警察署,運用管理者,m-tanaka,田中 一郎,m-tanaka,,,"


def no_role(role: str) -> Message:
    return Message("office/setup/row-role", role=role, unit=Text("前橋警察署", "maebashi"), known=KNOWN)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp932"])
@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_what_spreadsheets_write_is_read(encoding: str, end: str) -> None:
    assert rows(f"{HEAD}{end}{LINE}{end},,,,,,,{end}{end}".encode(encoding)) == ((NEW,), [])


@pytest.mark.parametrize(
    "line",
    [
        "maebashi,manager,m-tanaka,田中 一郎,m-tanaka,,,",
        "maebashi,署長,@m-tanaka,田中 一郎,m-tanaka,,,",
        "前橋警察署, 運用管理者 ,ｍ－ｔａｎａｋａ,田中　一郎,Ｍ－ＴＡＮＡＫＡ,,,",
        '"前橋警察署","運用管理者","m-tanaka","田中\n一郎",m-tanaka,,,',
        "前橋警察署,運用管理者,m-tanaka,田中 一郎,m-tanaka",
        "前橋警察署,運用管理者,m-tanaka,田中 一郎,m-tanaka,,,,,,",
    ],
)
def test_other_ways_to_write_the_same(line: str) -> None:
    (posting,), problems = rows(f"{HEAD}\n{line}\n")
    expected = (NEW.unit, NEW.role, NEW.login, NEW.name, NEW.id, None)
    assert (posting.unit, posting.role, posting.login, posting.name, posting.id, posting.stands) == expected
    assert problems == []


def test_other_headings_any_order_and_columns_that_are_empty() -> None:
    postings, problems = rows(",ROLE,ｕｎｉｔ,氏名,login,,\n,officer,numata,千明 聡,o1,,\n")
    assert postings == (Posting(2, "numata", Role.OFFICER, "o1", "千明 聡", "", None),)
    assert problems == []


def test_a_name_keeps_its_own_characters() -> None:
    postings, _ = rows(f"{HEAD}\n前橋警察署,その他,x,神﨑　ﾀﾛｳ,,,,\n")
    assert postings[0].name == "神﨑 ﾀﾛｳ"


@pytest.mark.parametrize(
    ("cells", "stands"),
    [
        ("運用管理者,,", Stands(Role.MANAGER, 1, "absent")),
        ("管理者,,", None),
        ("署長,２,夜間･休日", Stands(Role.MANAGER, 2, "nights-and-holidays")),
        ("manager,12,期間", Stands(Role.MANAGER, 12, "dates")),
        ("運用総括管理者,1,不在", Stands(Role.SUPERVISOR, 1, "absent")),
    ],
)
def test_who_deputises(cells: str, stands: Stands | None) -> None:
    postings, problems = rows(f"{HEAD}\n前橋警察署,副署長,x,y,,{cells}\n")
    if stands is None:
        assert (postings, problems) == ((), [(2, no_role("管理者"))])
    else:
        assert (postings[0].role, postings[0].stands, problems) == (Role.OFFICER, stands, [])


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("前橋警察署,課長,x,y,,,,", no_role("課長")),
        ("前橋警察署,運用管理者,,y,,,,", Message("office/setup/row-login", login="")),
        ("前橋警察署,運用管理者,a--b,y,,,,", Message("office/setup/row-login", login="a--b")),
        ("前橋警察署,運用管理者,../x,y,,,,", Message("office/setup/row-login", login="../x")),
        ("前橋警察署,運用管理者,x,y,a_b,,,", Message("office/setup/row-id", id="a_b")),
        ("前橋警察署,運用管理者,x,甲\u202e乙,,,,", Message("office/setup/row-name")),
        ("前橋警察署,運用管理者,x,甲\x1b[2J,,,,", Message("office/setup/row-name")),
        ("前橋警察署,副署長,x,y,,,1,", Message("office/setup/row-deputy-of-nobody")),
        ("前橋警察署,副署長,x,y,,,,不在", Message("office/setup/row-deputy-of-nobody")),
        ("前橋警察署,副署長,x,y,,副署長,,", Message("office/setup/row-deputy-of-others")),
        ("前橋警察署,副署長,x,y,,署長,0,", Message("office/setup/row-order", order="0")),
        ("前橋警察署,副署長,x,y,,署長,100,", Message("office/setup/row-order", order="100")),
        ("前橋警察署,副署長,x,y,,署長,1,いつも", Message("office/setup/row-when", when="いつも")),
        ("前橋警察署,副署長,x,y,,,,,z", Message("office/setup/row-below-no-heading")),
    ],
)
def test_a_wrong_row_costs_itself_alone(line: str, said: Message) -> None:
    postings, problems = rows(f"{HEAD}\n{line}\n{LINE}\n")
    assert problems == [(2, said)]
    assert [posting.line for posting in postings] == [3]


@pytest.mark.parametrize("unit", ["前橋署", ""])
def test_a_unit_that_is_not_there_is_answered_with_all_of_them_once(unit: str) -> None:
    postings, problems = rows(f"{HEAD}\n" + f"{unit},運用管理者,x,y,,,,\n" * 2 + f"{LINE}\n")
    assert [posting.line for posting in postings] == [4]
    assert problems[:2] == [(line, Message("office/setup/row-unit", unit=unit)) for line in (2, 3)]
    every = listed(
        Text(f"{own.name}({own.id})", f"{own.id} ({own.name})") for own in shipped().organization.units.values()
    )
    assert problems[2:] == [(0, Message("office/setup/units-are", units=every))]


@pytest.mark.parametrize("head", ["所属,役　割,ログイン 名", "所 属,ROLE,Ｌｏｇｉｎ", "　所属,役割　,ログイン"])
def test_a_heading_that_is_spread_out_is_the_same(head: str) -> None:
    postings, problems = rows(f"{head}\n前橋警察署,署長,x\n")
    assert (len(postings), problems) == (1, [])


@pytest.mark.parametrize(
    ("head", "ja", "en"),
    [
        ("", "所属、役割、ログイン がありません", "it lacks unit, role, login"),
        ("所属,役割", "ログイン がありません", "it lacks login"),
        ("所属,役割,ログイン,ログイン", "ログイン が重なっています", "it repeats login"),
        ("所属,unit,役割,ログイン", "所属 が重なっています", "it repeats unit"),
        ("順番,役割,役割,login", "所属 がありません、役割 が重なっています", "it lacks unit; it repeats role"),
        ("所属,役割,ログイン,備考", "知らない列「備考」があります", "it has the unknown `備考`"),
        (
            "所属,役割,番号,備 考,番号",
            "ログイン がありません、知らない列「番号」、「備 考」があります",
            "it lacks login; it has the unknown `番号`, `備 考`",
        ),
    ],
)
def test_a_heading_that_is_wrong_is_refused_with_the_column(head: str, ja: str, en: str) -> None:
    with pytest.raises(Refusal) as caught:
        rows(f"{head}\n{LINE}\n")
    assert (caught.value.message.ja, caught.value.message.en) == (
        f"CSV の1行目(見出し)が違います:{ja}。",
        f"The heading is wrong: {en}.",
    )


@pytest.mark.parametrize(
    ("column", "code"),
    [
        ("番号", "wrong-heading-numbers"),
        ("職員番号", "wrong-heading-numbers"),
        ("アカウントの番号", "wrong-heading-numbers"),
        ("account", "wrong-heading-numbers"),
        ("Staff Number", "wrong-heading-numbers"),
        ("備考", "wrong-heading"),
    ],
)
def test_a_column_of_numbers_is_answered_with_the_one_that_there_is(column: str, code: str) -> None:
    """Taken for a person's own id, or passed over, such a column would give people other numbers than it says."""
    with pytest.raises(Refusal) as caught:
        rows(f"所属,役割,ログイン,{column}\n前橋警察署,署長,x,10234\n")
    message = caught.value.message
    assert isinstance(message, Message)
    assert (message.code, message.ja) == (
        f"office/setup/{code}",
        f"CSV の1行目(見出し)が違います:知らない列「{column}」があります。",
    )


def test_a_value_below_an_empty_heading_is_not_passed_over() -> None:
    postings, problems = rows("所属,,役割,ログイン\n前橋警察署,10234,署長,x\n前橋警察署,,署長,y\n")
    assert [posting.login for posting in postings] == ["y"]
    assert problems == [(2, Message("office/setup/row-below-no-heading"))]


def test_a_quotation_mark_that_is_not_closed_is_refused() -> None:
    with pytest.raises(Refusal) as caught:
        rows(f'"所属\n{LINE}\n')
    assert caught.value.message == Message("office/setup/malformed-csv", line=2)


@pytest.mark.parametrize("rest", ["", ",,,,\n,,\n"])
def test_a_heading_alone_is_refused(rest: str) -> None:
    with pytest.raises(Refusal) as caught:
        rows(f"{HEAD}\n{rest}")
    assert caught.value.message == Message("office/setup/no-rows")


def test_bytes_of_no_known_encoding_are_refused() -> None:
    with pytest.raises(Refusal) as caught:
        rows(HEAD.encode() + b"\n\xff\xfe")
    assert caught.value.message == Message("office/setup/unknown-encoding")


@given(st.text(max_size=60))
def test_any_text_is_read_or_refused(text: str) -> None:
    try:
        postings, problems = read(f"{HEAD}\n{text}\n".encode("utf-8", "replace"), shipped().organization)
    except Refusal:
        return
    assert all(posting.unit in shipped().organization.units for posting in postings)
    assert all(problem.reason.ja for problem in problems)
