"""The operator's CSV: what is read, why a line is refused, and that an export comes back as it was."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from haishin.core.catalogue import Message
from haishin.core.contract import Contract
from haishin.core.model import Text
from haishin.residents.registry import csvfile
from haishin.residents.registry.csvfile import COLUMNS, CsvError, CsvLine, ImportReport, Refused, read, write
from haishin.residents.registry.registry import Registry
from haishin.residents.registry.subscriber import Choices, Subscriber, Wish
from support.selection import by_id

Take = Callable[..., ImportReport]

GOOD = {
    "id": "",
    "address": "taro@example.jp",
    "stations": "maebashi",
    "municipalities": "",
    "categories": "*",
    "form": "text",
    "language": "ja",
    "night": "no",
    "exercise": "no",
    "origin": "窓口",
    "consented_at": "2026-04-01",
    "control": "",
}


def csv_line(**changes: str) -> str:
    return ",".join((GOOD | changes).values())


def judged(choices: Choices, now: datetime, *lines: str) -> list[CsvLine | Refused]:
    return list(read(io.BytesIO("\n".join((",".join(COLUMNS), *lines)).encode()), choices, now))


def test_a_good_line(choices: Choices, now: datetime) -> None:
    (line,) = judged(choices, now, csv_line(stations="ota; maebashi", municipalities="前橋市;*", night="yes"))
    assert isinstance(line, CsvLine)
    assert (line.number, line.id) == (2, None)
    wish = line.wish
    assert (wish.address, wish.form, wish.language, wish.origin) == ("taro@example.jp", "text", "ja", "窓口")
    assert (wish.stations, wish.municipalities) == (frozenset({"maebashi", "ota"}), frozenset({"*"}))
    assert (wish.categories, wish.night, wish.exercise) == (frozenset({"*"}), True, False)
    assert wish.consented_at == "2026-04-01"


def test_the_guide_names_every_column_and_what_may_stand_in_it() -> None:
    first, *lines = csvfile.guide("ja").splitlines()
    assert first.endswith(f":{','.join(COLUMNS)}")
    assert [line.split()[0] for line in lines] == [*COLUMNS]
    told = dict(zip(COLUMNS, lines, strict=True))
    for column, words in {
        "stations": ("; で区切る", "全部は *", "organization.yaml"),
        "municipalities": ("; で区切る", "全部は *"),
        "categories": ("; で区切る", "全部は *", "policy.yaml"),
        "form": ("text、html",),
        "language": ("ja、en",),
        "night": ("yes、no",),
        "exercise": ("yes、no",),
        "consented_at": ("2026-01-31",),
    }.items():
        assert all(word in told[column] for word in words), column


def test_the_contract_names_the_carriers(choices: Choices, now: datetime) -> None:
    (line,) = judged(choices, now, csv_line(address="a..b@docomo.ne.jp"))
    assert isinstance(line, CsvLine)


@pytest.mark.parametrize("head", [b"", b"\xef\xbb\xbf"])
@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_byte_order_mark_and_line_ends(head: bytes, end: str, choices: Choices, now: datetime) -> None:
    data = head + end.join((",".join(COLUMNS), csv_line(), "", ",,,,,,,,,,")).encode()
    (line,) = read(io.BytesIO(data), choices, now)
    assert isinstance(line, CsvLine)


def test_columns_in_another_order_and_without_id(choices: Choices, now: datetime) -> None:
    names = [name for name in reversed(COLUMNS) if name != "id"]
    data = f"{','.join(names)}\n{','.join(GOOD[name] for name in names)}\n".encode()
    (line,) = read(io.BytesIO(data), choices, now)
    assert isinstance(line, CsvLine)
    assert line.wish.address == "taro@example.jp"


@pytest.mark.parametrize(
    ("changes", "column", "reason"),
    [
        (
            {"id": "short"},
            "id",
            Message("residents/line-id"),
        ),
        (
            {"address": "taro@localhost"},
            "address",
            Message("residents/address-domain"),
        ),
        (
            {"stations": "maebasi"},
            "stations",
            Message("residents/line-unknown-stations", place=1),
        ),
        (
            {"stations": "koho-kocho"},
            "stations",
            Message("residents/line-unknown-stations", place=1),
        ),
        (
            {"stations": "hanako@example.jp"},
            "stations",
            Message("residents/line-unknown-stations", place=1),
        ),
        (
            {"stations": "maebashi;;090-1234-5678"},
            "stations",
            Message("residents/line-unknown-stations", place=3),
        ),
        (
            {"stations": "hanako＠example.jp"},
            "stations",
            Message("residents/line-unknown-stations", place=1),
        ),
        (
            {"municipalities": "前橋\x1b[2J"},
            "municipalities",
            Message("residents/line-unknown-municipalities", place=1),
        ),
        (
            {"categories": "crime;sports"},
            "categories",
            Message("residents/line-unknown-categories", place=2),
        ),
        (
            {"stations": " ; "},
            "stations",
            Message("residents/line-no-place"),
        ),
        (
            {"categories": ""},
            "categories",
            Message("residents/line-no-category"),
        ),
        ({"form": "HTML"}, "form", Message("residents/line-form")),
        (
            {"language": "fr"},
            "language",
            Message("residents/line-language", known="ja, en, ja-easy, pt, es, vi, zh"),
        ),
        ({"night": "1"}, "night", Message("residents/line-spoken")),
        ({"exercise": ""}, "exercise", Message("residents/line-spoken")),
        (
            {"origin": " "},
            "origin",
            Message("residents/line-no-origin"),
        ),
        (
            {"origin": "x" * 201},
            "origin",
            Message("residents/line-origin"),
        ),
        (
            {"origin": "窓\x07口"},
            "origin",
            Message("residents/line-origin"),
        ),
        ({"consented_at": ""}, "consented_at", Message("residents/line-no-consent")),
        *(
            (
                {"consented_at": wrong},
                "consented_at",
                Message("residents/line-consent"),
            )
            for wrong in ("令和8年4月1日", "2026-02-30", "2026-04-01T09:00", "2026/04/01")
        ),
        (
            {"control": "nowhere"},
            "control",
            Message("residents/line-control"),
        ),
        (
            {"consented_at": "2026-11-26"},
            "consented_at",
            Message("residents/line-future"),
        ),
        (
            {"consented_at": "2026-11-25T16:01+09:00"},
            "consented_at",
            Message("residents/line-future"),
        ),
    ],
)
def test_refused(changes: dict[str, str], column: str, reason: Text, choices: Choices, now: datetime) -> None:
    lines = judged(choices, now, csv_line(), csv_line(**changes), csv_line())
    masked = "t***@l***" if column == "address" else "t***@e***"
    assert [line for line in lines if isinstance(line, Refused)] == [Refused(3, column, reason, masked)]
    assert len(lines) == 3


@pytest.mark.parametrize(
    "changes",
    [
        {"origin": "x" * 200},
        {"consented_at": "2026-11-25"},
        {"consented_at": "2026-11-25T16:00+09:00"},
        {"stations": "", "municipalities": "みなかみ町"},
        {"stations": ";maebashi;"},
        {"control": "maebashi", "stations": "", "categories": ""},  # it gets every mail of its unit
        {"control": "koho-kocho"},
    ],
)
def test_just_right(changes: dict[str, str], choices: Choices, now: datetime) -> None:
    (line,) = judged(choices, now, csv_line(**changes))
    assert isinstance(line, CsvLine)


def test_every_mistake_of_a_line_is_told(choices: Choices, now: datetime) -> None:
    lines = judged(choices, now, csv_line(address="x", form="", night=""))
    assert [(line.line, line.column) for line in lines if isinstance(line, Refused)] == [
        (2, "address"),
        (2, "form"),
        (2, "night"),
    ]


def test_a_line_that_is_no_csv_costs_itself_only(choices: Choices, now: datetime) -> None:
    lines = judged(choices, now, csv_line(origin='"窓口'), "taro@example.jp,maebashi", csv_line())
    assert lines[:2] == [
        Refused(
            2,
            "",
            Message("residents/line-csv"),
            "***",
        ),
        Refused(
            3,
            "",
            Message("residents/line-fields", found=2, expected=12),
            "***",
        ),
    ]
    assert isinstance(lines[2], CsvLine)
    text = lines[1].text  # type: ignore[union-attr]
    assert text.ja == "3行目 全体(***):項目が2個あります。見出しと同じ12個にしてください。"
    assert text.en == "line 3, whole line (***): The line has 2 fields; the heading has 12."


@pytest.mark.parametrize(
    ("heading", "lacks"),
    [
        ("", ", ".join(COLUMNS[1:-1])),
        ("taro@example.jp,maebashi", ", ".join(COLUMNS[1:-1])),
        ('"', ", ".join(COLUMNS[1:-1])),
        (",".join(COLUMNS[1:-2]), "consented_at"),
        (",".join((*COLUMNS, "phone")), "-"),
        (",".join((*COLUMNS, "id")), "-"),
        (",".join((*COLUMNS, "control")), "-"),
    ],
)
def test_a_wrong_heading(heading: str, lacks: str, choices: Choices, now: datetime) -> None:
    with pytest.raises(CsvError) as caught:
        list(read(io.BytesIO(heading.encode()), choices, now))
    assert caught.value.message == Message("residents/wrong-heading", missing=lacks, columns=",".join(COLUMNS))
    assert caught.value.hint == Message("residents/wrong-heading.do", columns=",".join(COLUMNS))


def test_another_encoding(choices: Choices, now: datetime) -> None:
    data = f"{','.join(COLUMNS)}\n".encode() + csv_line().encode("cp932")
    with pytest.raises(CsvError) as caught:
        list(read(io.BytesIO(data), choices, now))
    assert caught.value.message == Message("residents/not-utf8", line=2)
    assert caught.value.hint == Message("residents/not-utf8.do")
    assert caught.value.__cause__ is None


_some = st.frozensets(st.sampled_from(["maebashi", "ota", "numata"]), max_size=3)
_signs = st.characters(exclude_categories=["C", "Z"]) | st.sampled_from(' ",;')
_subscriber = st.builds(
    Subscriber,
    id=st.text("abcdefghijklmnopqrstuvwxyz234567", min_size=26, max_size=26),
    address=st.from_regex(r"[a-z0-9!#$%&'*+/=?^_`{|}~-]{1,12}(\.[A-Z]{1,3})?@[a-z]{1,9}\.jp", fullmatch=True)
    | st.from_regex(r"[a-z]\.\.[a-z]@docomo\.ne\.jp", fullmatch=True),
    stations=_some.map(lambda chosen: chosen or frozenset({"*"})),
    municipalities=st.frozensets(st.sampled_from(["前橋市", "太田市"])),
    categories=st.just(frozenset({"*"})) | st.frozensets(st.sampled_from(["crime", "fraud"]), min_size=1),
    form=st.sampled_from(["text", "html"]),
    language=st.sampled_from(["ja", "en", "ja-easy", "zh"]),
    night=st.booleans(),
    exercise=st.booleans(),
    origin=st.text(_signs, max_size=199).map(lambda text: f"窓{text}"),
    consented_at=st.dates(max_value=date(2026, 11, 25)).map(date.isoformat),
)


class Pair(tuple[Contract, datetime]):
    """Hypothesis prints the arguments of a failing example; the contract is too long for that."""

    __slots__ = ()

    def __repr__(self) -> str:
        return "contract, now"


@pytest.fixture(scope="session")
def pair(contract: Contract, now: datetime) -> Pair:
    return Pair((contract, now))


@settings(max_examples=60)
@given(st.lists(_subscriber, unique_by=(lambda one: one.id, lambda one: one.address), max_size=5))
def test_an_export_comes_back_as_it_was(pair: Pair, subscribers: list[Subscriber]) -> None:
    contract, now = pair
    written = io.BytesIO()
    assert write(written, subscribers) == len(subscribers)
    with TemporaryDirectory() as folder:
        registry = Registry(Path(folder) / "subscribers.sqlite")
        report = registry.import_csv(io.BytesIO(written.getvalue()), contract, now)
        assert report == ImportReport(len(subscribers), 0, 0, 0, ())
        again = io.BytesIO()
        registry.export_csv(again)
        ids = sorted(subscribers, key=lambda one: one.id)
        assert by_id(registry, *(one.id for one in ids)) == ids
        same = io.BytesIO()
        write(same, ids)
        assert again.getvalue() == same.getvalue()
        report = registry.import_csv(io.BytesIO(again.getvalue()), contract, now)
        assert report == ImportReport(0, 0, len(subscribers), 0, ())


def test_added_updated_unchanged_refused(take: Take, registry: Registry) -> None:
    line = csv_line().strip(",")
    other = csv_line(address="hanako@example.jp").strip(",")
    assert take(
        line, other, line.replace("taro@example.jp", '"""taro""@example.jp"'), other.replace("text", "pdf")
    ) == ImportReport(
        2,
        0,
        0,
        2,
        (
            Refused(4, "address", Message("residents/line-twice", line=2), "t***@e***"),
            Refused(5, "form", Message("residents/line-form"), "h***@e***"),
        ),
    )
    report = take(line, other.replace("text", "html"))
    assert report == ImportReport(0, 1, 1, 0, ())
    assert registry.stats().forms == {"html": 1, "text": 1}


def test_ids_and_addresses_stay_together(take: Take, registry: Registry) -> None:
    heading = ",".join(COLUMNS)
    first, second = "a" * 26, "b" * 26
    take(csv_line(id=first), heading=heading)
    report = take(
        csv_line(id=second),
        csv_line(id=first, address="moved@example.jp"),
        csv_line(id=first, address="again@example.jp"),
        csv_line(id=second, address="new@example.jp"),
        heading=heading,
    )
    assert report == ImportReport(
        1,
        1,
        0,
        2,
        (
            Refused(
                2,
                "id",
                Message("residents/line-taken"),
                "t***@e***",
            ),
            Refused(4, "id", Message("residents/line-twice", line=3), "a***@e***"),
        ),
    )
    found = {one.id: one.address for one in by_id(registry, second, first, "c" * 26)}
    assert found == {second: "new@example.jp", first: "moved@example.jp"}


def test_who_has_left_comes_back_by_a_later_consent_only(take: Take, registry: Registry, now: datetime) -> None:
    line = csv_line().strip(",")
    take(line)
    (one,) = everybody(registry)
    assert registry.leave(one, now.replace(month=5))
    for consent in ("2026-04-01", "2026-05-25", "2026-05-25T16:00+09:00"):
        assert take(line.replace("2026-04-01", consent)).problems == (
            Refused(
                2,
                "consented_at",
                Message("residents/line-left"),
                "t***@e***",
            ),
        )
    assert everybody(registry) == []
    assert take(line.replace("2026-04-01", "2026-05-26")) == ImportReport(1, 0, 0, 0, ())
    (again,) = everybody(registry)
    assert again != one  # carriers hand addresses on: he is another person


def everybody(registry: Registry) -> list[str]:
    text = io.BytesIO()
    registry.export_csv(text)
    return [line.partition(",")[0] for line in text.getvalue().decode().splitlines()[1:]]


def test_a_report_shows_no_address(choices: Choices, now: datetime) -> None:
    address = "hanako.suzuki@example.jp"
    lines = judged(
        choices,
        now,
        csv_line(address=address, form="x"),
        csv_line(address=address, stations=address),
        csv_line(address=f"{address} "),
        csv_line(origin=f'"{address}'),
        f"{address},x",
    )
    shown = repr(lines) + "".join(line.text.ja + line.text.en for line in lines if isinstance(line, Refused))
    assert len(lines) == 5
    assert "hanako" not in shown
    assert "example.jp" not in shown


def test_a_wish_and_a_subscriber_print_no_address(choices: Choices, now: datetime) -> None:
    (line,) = judged(choices, now, csv_line())
    assert isinstance(line, CsvLine)
    assert "@" not in f"{line} {line!r} {line.wish} {line.wish!r}"
    assert repr(replace(line.wish)) == repr(line.wish)


@pytest.mark.parametrize("sign", ["=", "+", "-", "@", "\t", "\r", "'=", "''+"])
def test_no_cell_of_an_export_begins_a_formula(
    sign: str, registry: Registry, take: Take, now: datetime, tmp_path: Path
) -> None:
    """A resident chooses his address, and a clerk opens the file in a spreadsheet."""
    first = sign if sign not in "@\t\r" else "="  # no address begins with those three
    wish = Wish(
        address=f"{first}cmd|'/Ccalc'!A1@example.jp",
        stations=frozenset({"maebashi"}),
        municipalities=frozenset(),
        categories=frozenset({"crime"}),
        form="text",
        language="ja",
        night=True,
        exercise=False,
        origin=f"{sign if sign.isprintable() else '-'}HYPERLINK(1)",
        consented_at="2026-04-01",
    )
    identity = registry.register(wish, now)
    out = io.BytesIO()
    registry.export_csv(out)
    rows = list(csv.reader(io.StringIO(out.getvalue().decode())))
    assert [cell for row in rows for cell in row if cell[:1] in ("=", "+", "-", "@", "\t", "\r") and cell] == []
    again = Registry(tmp_path / "again.sqlite")
    taken = take(*out.getvalue().decode().splitlines()[1:], heading=",".join(rows[0]), into=again)
    assert taken.added == 1
    (found,) = by_id(again, identity)
    assert (found.address, found.origin) == (wish.address, wish.origin)
