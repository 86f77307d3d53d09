"""The checks that no single JSON Schema can make: names used in one place exist in another, and people fit."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from haishin.contract.crosscheck_drafts import drafts
from haishin.contract.crosscheck_frame import words
from haishin.contract.crosscheck_roster import people
from haishin.contract.organization import InCharge
from haishin.contract.parts import Contract, Mistake, Source, unknown
from haishin.contract.policy import PRIVATE, Row, Selection
from haishin.model import Path, Text


def check(contract: Contract, sources: Mapping[str, Source]) -> tuple[Mistake, ...]:
    """Every mistake across the files, by file and line."""
    found = [
        *_clauses(contract, sources["policy"]),
        *_table(contract, sources["policy"]),
        *_words(contract, sources["policy"]),
        *_answers(contract, sources["policy"]),
        *_supervisor(contract, sources["policy"]),
        *_upkeep(contract, sources["policy"]),
        *_units(contract, sources["organization"]),
        *_in_charge(contract, sources["organization"]),
        *people(contract, sources["roster"]),
        *(words(contract, sources["frame"]) if "frame" in sources else ()),
        *(drafts(contract, sources["drafts"]) if "drafts" in sources else ()),
    ]
    return tuple(sorted(found, key=lambda one: (one.file, one.line, one.reason.ja)))


# --- policy.yaml -----------------------------------------------------------------------------------


def _answers(contract: Contract, source: Source) -> Iterator[Mistake]:
    """What is answered first are rules that there are; what may tell of a person is always among it (5(4))."""
    policy, path = contract.policy, ("answer_first",)
    yield from _among(
        source, path, tuple(sorted(policy.answer_first - {PRIVATE})), policy.rules, "規則(rules の名前)", "rule"
    )
    if PRIVATE not in policy.answer_first:
        yield source.mistake(
            path,
            Text(
                f"「{PRIVATE}」(個人情報などの疑い)は外せません。",
                f"`{PRIVATE}` (personal data) must be listed.",
            ),
        )


def _clauses(contract: Contract, source: Source) -> Iterator[Mistake]:
    """Every clause that is cited stands under ``clauses``."""

    def cited(value: object, path: Path) -> Iterator[tuple[Path, str]]:
        if isinstance(value, Mapping):
            for key, part in value.items():
                if isinstance(part, str) and key in ("clause", "arrest_clause"):
                    yield (*path, key), part
                yield from cited(part, (*path, key))
        elif isinstance(value, list):
            for index, part in enumerate(value):
                yield from cited(part, (*path, index))

    rules = [(("rules", rule), clause) for rule, clause in contract.policy.rules.items()]
    for path, clause in [*cited(source.value, ()), *rules]:
        if clause not in contract.policy.clauses:
            yield source.mistake(path, unknown("条項", "clause", clause))


def _table(contract: Contract, source: Source) -> Iterator[Mistake]:
    """The rows of 別表 fit each other; what speaks of them uses their words."""
    policy = contract.policy
    for index, row in enumerate(policy.table):
        path: Path = ("table", index)
        if row.category in [other.category for other in policy.table[:index]]:
            yield source.mistake(
                (*path, "category"),
                Text(f"配信区分「{row.category}」が2回あります。", f"The category `{row.category}` stands twice."),
            )
        if row.under is not None and row.under not in [other.name for other in policy.table if other.under is None]:
            yield source.mistake(
                (*path, "under"), unknown("上の段の配信区分", "category of the first level", row.under)
            )
        yield from _among(source, (*path, "contents"), row.contents, policy.contents, "配信内容", "content")
        lines = [(("label", at), one.cases, one.contents) for at, one in enumerate(row.labels)]
        lines += [(("must_say", at), one.cases, one.contents) for at, one in enumerate(row.must_say)]
        for line, cases, kinds in lines:
            yield from _among(source, (*path, *line, "cases"), cases or (), row.cases, "事案", "case")
            yield from _among(source, (*path, *line, "contents"), kinds or (), policy.contents, "配信内容", "content")
        if not isinstance(row.recognized, str):
            yield from _among(source, (*path, "recognized"), row.recognized, row.cases, "事案", "case")
        known = {**row.cases, **dict.fromkeys(row.contents)}
        yield from _among(
            source, (*path, "open_days"), tuple(row.open_days), known, "事案か配信内容", "case or content"
        )
    chosen: list[tuple[Path, tuple[Selection, ...]]] = [(("urgent",), policy.urgent_matters)]
    chosen += [(("questions", number, "of"), question.of) for number, question in enumerate(policy.questions)]
    for place, selections in chosen:
        for index, one in enumerate(selections):
            yield from _matter(contract, source, (*place, index), one.category, one.cases or (), one.contents or ())
    yield from _among(
        source, ("outside", "category"), (policy.outside_category,), _rows(contract), "配信区分", "category"
    )
    quoting = policy.press.quotes_pass
    yield from _among(source, ("press", "quotes_pass"), quoting, _rows(contract), "配信区分", "category")
    arrests = policy.press.arrest_contents
    yield from _among(source, ("press", "arrest_contents"), arrests, policy.contents, "配信内容", "content")
    for ground, cases in policy.disclosure_cases.items():
        path = ("disclosure_cases", ground)
        yield from _among(source, path, (ground,), policy.disclosures, "公開の根拠", "ground of a disclosure")
        yield from _among(source, path, cases, _cases(contract), "事案", "case")
    yield from _among(source, ("consent", "case"), (policy.consent.case,), _cases(contract), "事案", "case")
    yield from _among(source, ("consent", "contents"), policy.consent.contents, policy.contents, "配信内容", "content")
    if not policy.hours.opens < policy.hours.closes:
        yield source.mistake(
            ("hours", "closes"),
            Text("配信時間の終わりが始まりより後ではありません。", "The delivery hours do not close after they open."),
        )


def _among(
    source: Source, path: Path, words: tuple[str, ...], known: Mapping[str, object], ja: str, en: str
) -> Iterator[Mistake]:
    for word in words:
        if word not in known:
            yield source.mistake(path, unknown(ja, en, word))


def _rows(contract: Contract) -> dict[str, Row]:
    return {row.category: row for row in contract.policy.table}


def _cases(contract: Contract) -> dict[str, str]:
    return {code: name for row in contract.policy.table for code, name in row.cases.items()}


def _matter(
    contract: Contract, source: Source, path: Path, category: str, cases: tuple[str, ...], contents: tuple[str, ...]
) -> Iterator[Mistake]:
    """A category with its cases and contents, as the table has them."""
    row = contract.policy.row(category)
    if row is None:
        yield source.mistake((*path, "category"), unknown("配信区分", "category", category))
        return
    for case in cases:
        if case not in row.cases:
            reason = unknown(f"配信区分「{category}」に事案", f"case of `{category}` named", case)
            yield source.mistake((*path, "case"), reason)
    for content in contents:
        if content not in row.contents:
            reason = unknown(f"配信区分「{category}」に配信内容", f"content of `{category}` named", content)
            yield source.mistake((*path, "content"), reason)


def _words(contract: Contract, source: Source) -> Iterator[Mistake]:
    """The words under ``when`` name what exists; ids of rows and triggers are unique."""
    policy = contract.policy
    known: tuple[tuple[str, Mapping[str, object], str, str], ...] = (
        ("category", _rows(contract), "配信区分", "category"),
        ("case", _cases(contract), "事案", "case"),
        ("content", policy.contents, "配信内容", "content"),
        ("waiver", policy.waivers, "原則の例外", "waiver"),
        ("words", contract.wording.lists, "wording.yaml の一覧", "list in wording.yaml named"),
    )
    seen: set[str] = set()
    for part, requirements in (("rows", policy.rows), ("triggers", policy.triggers)):
        for index, requirement in enumerate(requirements):
            if requirement.id in seen:
                yield source.mistake(
                    (part, index, "id"),
                    Text(f"id「{requirement.id}」が2回あります。", f"The id `{requirement.id}` stands twice."),
                )
            seen.add(requirement.id)
            for word, names, ja, en in known:
                given = requirement.when.get(word, ())
                words = (given,) if isinstance(given, str) else given if isinstance(given, tuple) else ()
                yield from _among(source, (part, index, "when", word), words, names, ja, en)


def _supervisor(contract: Contract, source: Source) -> Iterator[Mistake]:
    """The unit of the supervisor exists."""
    unit = contract.policy.supervisor_unit
    if unit is not None and unit not in contract.organization.units:
        yield source.mistake(("supervisor_unit",), unknown("所属", "unit", unit))


def _upkeep(contract: Contract, source: Source) -> Iterator[Mistake]:
    """3(1): the last step, and no other, is for all that no step names."""
    *named, _ = steps = contract.policy.upkeep.steps
    for index, step in enumerate(steps):
        if bool(step.paths or step.generated) != (index < len(named)):
            yield source.mistake(
                ("upkeep", "steps", index),
                Text(
                    "paths も generated もない段(ほかのすべて)は、最後に一つだけ書きます。",
                    "The step without paths and generated (all the rest) stands last, once.",
                ),
            )


# --- organization.yaml -----------------------------------------------------------------------------


def _units(contract: Contract, source: Source) -> Iterator[Mistake]:
    """The owner is a section; stations, and they alone, have an area; names tell units apart; phones are public."""
    organization = contract.organization
    if organization.owner not in organization.units:
        yield source.mistake(("owner",), unknown("所属", "unit", organization.owner))
    elif organization.is_station(organization.owner):
        yield source.mistake(
            ("owner",),
            Text("主管課は本部の所属でなければなりません。", "The owner must be a unit of headquarters."),
        )
    phones = {("mail", "leave", "phone"): organization.mail.leave.phone}
    phones |= {("units", unit.id, "phone"): unit.phone for unit in organization.units.values()}
    for place, phone in phones.items():
        if phone is not None and phone not in contract.wording.public_phones:
            yield source.mistake(
                place,
                Text(
                    f"電話番号「{phone}」が wording.yaml の public_phones にありません。",
                    f"The number {phone} is not among public_phones of wording.yaml.",
                ),
            )
    names: set[str] = set()
    for unit in organization.units.values():
        if unit.name in names:
            yield source.mistake(
                ("units", unit.id, "name"),
                Text(f"名称「{unit.name}」の所属が2つあります。", f"Two units are named {unit.name}."),
            )
        names.add(unit.name)
        if (unit.level == "station") != bool(unit.municipalities):
            yield source.mistake(
                ("units", unit.id),
                Text(
                    f"「{unit.id}」: 市町村は警察署にだけ、1つ以上書きます。",
                    f"`{unit.id}`: a station has municipalities, at least one, and no other unit has any.",
                ),
            )


def _in_charge(contract: Contract, source: Source) -> Iterator[Mistake]:
    """4(4)イ: each matter of the table has exactly one section in charge."""
    organization = contract.organization
    for index, line in enumerate(organization.in_charge):
        path: Path = ("in_charge", index)
        cases = () if line.case is None else (line.case,)
        contents = () if line.content is None else (line.content,)
        yield from _matter(contract, source, path, line.category, cases, contents)
        if line.unit == "sender":
            continue
        if line.unit not in organization.units:
            yield source.mistake((*path, "unit"), unknown("所属", "unit", line.unit))
        elif organization.is_station(line.unit):
            yield source.mistake(
                (*path, "unit"),
                Text(
                    f"「{line.unit}」は警察署です。主管課は本部の所属です。",
                    f"`{line.unit}` is a station; a section of headquarters must be in charge.",
                ),
            )
    for row in contract.policy.table:
        if not any(line.category == row.category for line in organization.in_charge):
            yield source.mistake(
                ("in_charge",),
                Text(
                    f"配信区分「{row.category}」の主管課が書かれていません。",
                    f"No section is in charge of the category `{row.category}`.",
                ),
            )
            continue
        for case in row.cases:
            for content in row.contents:
                yield from _one_section(organization.in_charge, source, row.category, case, content)


def _one_section(
    lines: tuple[InCharge, ...], source: Source, category: str, case: str, content: str
) -> Iterator[Mistake]:
    fitting = [(index, line) for index, line in enumerate(lines) if line.covers(category, case, content)]
    matter = f"{category} / {case} / {content}"
    if not fitting:
        yield source.mistake(
            ("in_charge",),
            Text(f"「{matter}」の主管課が書かれていません。", f"No section is in charge of {matter}."),
        )
        return
    best = max(line.precision for _, line in fitting)
    winners = [index for index, line in fitting if line.precision == best]
    if len(winners) > 1:
        yield source.mistake(
            ("in_charge", winners[-1]),
            Text(
                f"「{matter}」の主管課が同じ詳しさの行で2つ以上決まっています。",
                f"Several lines that are equally specific name a section for {matter}.",
            ),
        )
