"""The CSV of the personnel section, as spreadsheets write it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from haishin.core.errors import Refusal
from haishin.core.model import Role
from haishin.office.setup.staffing import Posting, Stands, read
from support.contract import shipped

HEAD = "所属,役割,ログイン,氏名,人の番号,代決,順番,条件"
NEW = Posting(2, "maebashi", Role.MANAGER, "m-tanaka", "田中 一郎", "m-tanaka", None)


def rows(text: str | bytes) -> tuple[tuple[Posting, ...], list[tuple[int, str]]]:
    data = text if isinstance(text, bytes) else text.encode()
    postings, problems = read(data, shipped().organization)
    return postings, [(problem.line, problem.reason.en) for problem in problems]


ROLES = "For maebashi there are supervisor, manager, officer, staff."
LINE = "前橋警察署,運用管理者,m-tanaka,田中 一郎,m-tanaka,,,"


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
        assert (postings, problems) == ((), [(2, f"There is no role `管理者`. {ROLES}")])
    else:
        assert (postings[0].role, postings[0].stands, problems) == (Role.OFFICER, stands, [])


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("前橋警察署,課長,x,y,,,,", f"There is no role `課長`. {ROLES}"),
        ("前橋警察署,運用管理者,,y,,,,", "`` cannot be a login."),
        ("前橋警察署,運用管理者,a--b,y,,,,", "`a--b` cannot be a login."),
        ("前橋警察署,運用管理者,../x,y,,,,", "`../x` cannot be a login."),
        ("前橋警察署,運用管理者,x,y,a_b,,,", "`a_b` cannot be an id (a-z, 0-9, -)."),
        ("前橋警察署,運用管理者,x,甲\u202e乙,,,,", "The name has a character that nobody sees."),
        ("前橋警察署,運用管理者,x,甲\x1b[2J,,,,", "The name has a character that nobody sees."),
        ("前橋警察署,副署長,x,y,,,1,", "order or when stands there without for."),
        ("前橋警察署,副署長,x,y,,,,不在", "order or when stands there without for."),
        ("前橋警察署,副署長,x,y,,副署長,,", "Only a manager or the supervisor has deputies."),
        ("前橋警察署,副署長,x,y,,署長,0,", "`0` cannot be an order."),
        ("前橋警察署,副署長,x,y,,署長,100,", "`100` cannot be an order."),
        ("前橋警察署,副署長,x,y,,署長,1,いつも", "There is no such circumstance as `いつも`."),
        ("前橋警察署,副署長,x,y,,,,,z", "A value stands below no heading."),
    ],
)
def test_a_wrong_row_costs_itself_alone(line: str, said: str) -> None:
    postings, problems = rows(f"{HEAD}\n{line}\n{LINE}\n")
    assert problems == [(2, said)]
    assert [posting.line for posting in postings] == [3]


def test_a_role_that_is_not_there_is_answered_with_those_of_the_unit() -> None:
    _, (problem,) = read(f"{HEAD}\n前橋警察署,課長,x,y,,,,\n".encode(), shipped().organization)
    assert problem.reason.ja == (
        "役割「課長」はありません。前橋警察署で使えるのは "
        "運用総括管理者、運用管理者(署長)、運用責任者(副署長)、その他 です。"
    )


@pytest.mark.parametrize("unit", ["前橋署", ""])
def test_a_unit_that_is_not_there_is_answered_with_all_of_them_once(unit: str) -> None:
    postings, problems = rows(f"{HEAD}\n" + f"{unit},運用管理者,x,y,,,,\n" * 2 + f"{LINE}\n")
    assert [posting.line for posting in postings] == [4]
    assert problems[:2] == [(line, f"There is no unit `{unit}`.") for line in (2, 3)]
    [(line, units)] = problems[2:]
    assert (line, units.split(", ")[0]) == (0, "Units are koho-kocho (広報広聴課)")
    assert units.count("(") == len(shipped().organization.units)


@pytest.mark.parametrize("head", ["所属,役　割,ログイン 名", "所 属,ROLE,Ｌｏｇｉｎ", "　所属,役割　,ログイン"])
def test_a_heading_that_is_spread_out_is_the_same(head: str) -> None:
    postings, problems = rows(f"{head}\n前橋警察署,署長,x\n")
    assert (len(postings), problems) == (1, [])


@pytest.mark.parametrize(
    ("head", "ja", "en"),
    [
        ("", "所属、役割、ログイン がありません", "lacks unit, role, login"),
        ("所属,役割", "ログイン がありません", "lacks login"),
        ("所属,役割,ログイン,ログイン", "ログイン が重なっています", "repeats login"),
        ("所属,unit,役割,ログイン", "所属 が重なっています", "repeats unit"),
        ("順番,役割,役割,login", "所属 がありません。役割 が重なっています", "lacks unit and repeats role"),
        ("所属,役割,ログイン,備考", "知らない列「備考」があります", "has the unknown `備考`"),
        (
            "所属,役割,番号,備 考,番号",
            "ログイン がありません。知らない列「番号」「備 考」があります",
            "lacks login and has the unknown `番号`, `備 考`",
        ),
    ],
)
def test_a_heading_that_is_wrong_is_refused_with_the_column(head: str, ja: str, en: str) -> None:
    with pytest.raises(Refusal) as caught:
        rows(f"{head}\n{LINE}\n")
    assert (caught.value.message.ja, caught.value.message.en) == (
        f"CSV の1行目(見出し)に、{ja}。",
        f"The heading {en}.",
    )


COLUMNS = (
    "使える列は 所属、役割、ログイン、氏名、人の番号、代決、順番、条件 です(初めの三つは必ず、どれも一度だけ)。"
    "ほかの列は消してください。"
)


@pytest.mark.parametrize("column", ["番号", "職員番号", "アカウントの番号", "account", "Staff Number"])
def test_a_column_of_numbers_is_answered_with_the_one_that_there_is(column: str) -> None:
    """Taken for a person's own id, or passed over, such a column would give people other numbers than it says."""
    with pytest.raises(Refusal) as caught:
        rows(f"所属,役割,ログイン,{column}\n前橋警察署,署長,x,10234\n")
    assert caught.value.message.ja == f"CSV の1行目(見出し)に、知らない列「{column}」があります。"
    assert caught.value.hint.ja == (
        f"{COLUMNS}番号の列は「人の番号」(体制表の id。英小文字、数字、-)だけです。"
        "アカウントの番号(体制表の account)は、ログインを基にサービスに尋ねるので書きません。"
    )


def test_another_unknown_column_is_answered_with_the_columns_alone() -> None:
    with pytest.raises(Refusal) as caught:
        rows("所属,役割,ログイン,備考\n前橋警察署,署長,x,\n")
    assert caught.value.hint.ja == COLUMNS
    assert caught.value.hint.en == (
        "The columns are unit, role, login, name, id, for, order, when (the first three are needed, each once). "
        "Take any other away."
    )


def test_a_value_below_an_empty_heading_is_not_passed_over() -> None:
    postings, problems = rows("所属,,役割,ログイン\n前橋警察署,10234,署長,x\n前橋警察署,,署長,y\n")
    assert [posting.login for posting in postings] == ["y"]
    assert problems == [(2, "A value stands below no heading.")]


def test_a_quotation_mark_that_is_not_closed_is_refused() -> None:
    with pytest.raises(Refusal) as caught:
        rows(f'"所属\n{LINE}\n')
    assert caught.value.message.en == "It is no CSV (line 2)."


@pytest.mark.parametrize("rest", ["", ",,,,\n,,\n"])
def test_a_heading_alone_is_refused(rest: str) -> None:
    with pytest.raises(Refusal) as caught:
        rows(f"{HEAD}\n{rest}")
    assert caught.value.message.ja == "CSV に、見出しのほかの行がありません。"


def test_bytes_of_no_known_encoding_are_refused() -> None:
    with pytest.raises(Refusal) as caught:
        rows(HEAD.encode() + b"\n\xff\xfe")
    assert caught.value.message.en == "The encoding of the CSV is not known."


@given(st.text(max_size=60))
def test_any_text_is_read_or_refused(text: str) -> None:
    try:
        postings, problems = read(f"{HEAD}\n{text}\n".encode("utf-8", "replace"), shipped().organization)
    except Refusal:
        return
    assert all(posting.unit in shipped().organization.units for posting in postings)
    assert all(problem.reason.ja for problem in problems)
