"""The checks that no single JSON Schema can make: names exist in the files that define them, and people fit."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from datetime import date, datetime

from haishin.core.catalogue import Message
from haishin.core.contract.drafts import MARK, REQUESTS, UNIT
from haishin.core.contract.frame import EXERCISE, RowWords, Tongue
from haishin.core.contract.organization import InCharge, leads_nowhere
from haishin.core.contract.parts import Contract, Mistake, Source, not_the_supervisor, unknown_name
from haishin.core.contract.policy import JST, PRIVATE, Need, Place, Row, Selection
from haishin.core.model import FollowKind, Path, Role, Seat, Text

_ANY = ""  # the content of a draft that is for each of them
_TAKEN = ("sender", "supervisor")  # stand where a unit's id may stand, with another meaning
_OF_A_RELEASE = ("sender", "owner")
_WORDS = (*_OF_A_RELEASE, "in-charge", "other", "others")  # name a unit of each alert, in a place
_STOP = 15  # characters of a local part behind which ``+``, an id of 33, a dot and a MAC of 14 still fit in 64
_NUMBER = re.compile("[0-9](?:-?[0-9]){8}")  # the rules take it for somebody's telephone number


def check(contract: Contract) -> tuple[Mistake, ...]:
    """Find every mistake across the files, by file and line; what rests on a file that was not formed is left out."""
    found = [
        mistake
        for find, part, others in _CHECKS
        if {part, *others} <= contract.sources.keys()
        for mistake in find(contract, contract.sources[part])
    ]
    return tuple(sorted(found, key=lambda mistake: (mistake.file, mistake.line, mistake.reason.ja)))


# --- policy.yaml -----------------------------------------------------------------------------------


def _answers(contract: Contract, source: Source) -> Iterator[Mistake]:
    """Check that ``answer_first`` names rules, personal data always among them (5(4))."""
    policy, path = contract.policy, ("answer_first",)
    yield from _among(source, path, tuple(sorted(policy.answer_first - {PRIVATE})), policy.rules, "rule")
    if PRIVATE not in policy.answer_first:
        yield source.mistake(path, Message("core/contract/private-missing", private=PRIVATE))


def _clauses(contract: Contract, source: Source) -> Iterator[Mistake]:
    """Check that every clause that is cited stands under ``clauses``."""

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
            yield source.mistake(path, unknown_name("clause", clause))


def _table(contract: Contract, source: Source) -> Iterator[Mistake]:
    """Check that the rows of 別表 fit each other, and that what refers to them uses their codes."""
    policy = contract.policy
    for index, row in enumerate(policy.table):
        path: Path = ("table", index)
        if row.category in [other.category for other in policy.table[:index]]:
            yield source.mistake((*path, "category"), Message("core/contract/category-twice", category=row.category))
        if row.under is not None and row.under not in [other.name for other in policy.table if other.under is None]:
            yield source.mistake((*path, "under"), unknown_name("first-level", row.under))
        yield from _among(source, (*path, "contents"), row.contents, policy.contents, "content")
        lines = [(("label", at), label.cases, label.contents) for at, label in enumerate(row.labels)]
        lines += [(("must_say", at), due.cases, due.contents) for at, due in enumerate(row.must_say)]
        for line, cases, kinds in lines:
            yield from _among(source, (*path, *line, "cases"), cases or (), row.cases, "case")
            yield from _among(source, (*path, *line, "contents"), kinds or (), policy.contents, "content")
        if not isinstance(row.recognized, str):
            yield from _among(source, (*path, "recognized"), row.recognized, row.cases, "case")
        if row.publish_days is not None and policy.site is None:
            yield source.mistake((*path, "publish"), Message("core/contract/site-missing", category=row.category))
        known = {**row.cases, **dict.fromkeys(row.contents)}
        yield from _among(source, (*path, "open_days"), tuple(row.open_days), known, "case-or-content")
    places: list[tuple[Path, tuple[Selection, ...]]] = [(("urgent",), policy.urgent_matters)]
    places += [(("questions", number, "of"), question.of) for number, question in enumerate(policy.questions)]
    for place, selections in places:
        for index, selection in enumerate(selections):
            yield from _matter(
                contract, source, (*place, index), selection.category, selection.cases or (), selection.contents or ()
            )
    yield from _among(source, ("outside", "category"), (policy.outside_category,), _rows(contract), "category")
    quoting = policy.press.quotes_pass
    yield from _among(source, ("press", "quotes_pass"), quoting, _rows(contract), "category")
    arrests = policy.press.arrest_contents
    yield from _among(source, ("press", "arrest_contents"), arrests, policy.contents, "content")
    for ground, cases in policy.disclosure_cases.items():
        path = ("disclosure_cases", ground)
        yield from _among(source, path, (ground,), policy.disclosures, "ground")
        yield from _among(source, path, cases, _cases(contract), "case")
    yield from _among(source, ("consent", "case"), (policy.consent.case,), _cases(contract), "case")
    yield from _among(source, ("consent", "contents"), policy.consent.contents, policy.contents, "content")
    if not policy.hours.is_open(datetime.combine(date.min, policy.hours.opens, JST)):
        yield source.mistake(("hours", "closes"), Message("core/contract/hours-reversed"))
    elif policy.quiet is not None:
        days = (datetime.combine(date.min, clock, JST) for clock in (policy.hours.opens, policy.quiet.ends))
        if not any(policy.hours.is_open(day) and policy.is_day(day) for day in days):
            yield source.mistake(("quiet",), Message("core/contract/quiet-all-hours"))


def _among(
    source: Source, path: Path, words: tuple[str, ...], known: Mapping[str, object], kind: str
) -> Iterator[Mistake]:
    for word in words:
        if word not in known:
            yield source.mistake(path, unknown_name(kind, word))


def _rows(contract: Contract) -> dict[str, Row]:
    return {row.category: row for row in contract.policy.table}


def _cases(contract: Contract) -> dict[str, str]:
    return {code: name for row in contract.policy.table for code, name in row.cases.items()}


def _matter(
    contract: Contract,
    source: Source,
    path: Path,
    category: str,
    cases: Iterable[str | None],
    contents: Iterable[str | None],
) -> Iterator[Mistake]:
    """Check a category with its cases and contents (None: any) against the table."""
    row = contract.policy.row(category)
    if row is None:
        yield source.mistake((*path, "category"), unknown_name("category", category))
        return
    for case in filter(None, cases):
        if case not in row.cases:
            reason = Message("core/contract/case-of-other-category", category=category, name=case)
            yield source.mistake((*path, "case"), reason)
    for content in filter(None, contents):
        if content not in row.contents:
            reason = Message("core/contract/content-of-other-category", category=category, name=content)
            yield source.mistake((*path, "content"), reason)


def _words(contract: Contract, source: Source) -> Iterator[Mistake]:
    """Check that the words under ``when`` name what exists, and that ids of rows and triggers are unique."""
    policy = contract.policy
    known: tuple[tuple[str, Mapping[str, object], str], ...] = (
        ("category", _rows(contract), "category"),
        ("case", _cases(contract), "case"),
        ("content", policy.contents, "content"),
        ("waiver", policy.waivers, "waiver"),
        ("waiver_not_urgent", policy.waivers, "waiver"),
        ("words", contract.wording.lists, "list"),
    )
    seen: set[str] = set()
    for part, requirements in (("rows", policy.rows), ("triggers", policy.triggers)):
        for index, requirement in enumerate(requirements):
            if requirement.id in seen:
                yield source.mistake((part, index, "id"), Message("core/contract/id-twice", id=requirement.id))
            seen.add(requirement.id)
            for word, names, kind in known:
                given = requirement.when.get(word, ())
                if isinstance(given, str):
                    given = (given,)
                words = given if isinstance(given, tuple) else ()
                yield from _among(source, (part, index, "when", word), words, names, kind)
            for number, need in enumerate(requirement.need):
                if not _lasts(need):
                    yield source.mistake((part, index, "need", number), Message("core/contract/need-lost"))


def _lasts(need: Need) -> bool:
    """Whether the need stays however wide the scope grows: a single other station is then several."""
    units = {place.unit for place in need.any_of}
    return need.mode == "inform" or not (units == {"other"} or "others" in units)


def _site(contract: Contract, source: Source) -> Iterator[Mistake]:
    """Check that the list is on a host of the force's own: the mails of its rows lead there."""
    site = contract.policy.site
    if site is None:
        return
    host = site.url.split("/")[2]
    if leads_nowhere(host):
        yield source.mistake(("site", "address"), Message("core/contract/example-host", host=host))


def _supervisor(contract: Contract, source: Source) -> Iterator[Mistake]:
    """Check that the unit of the supervisor exists."""
    unit = contract.policy.supervisor_unit
    if unit is not None and unit not in contract.organization.units:
        yield source.mistake(("supervisor_unit",), unknown_name("unit", unit))


def _places(contract: Contract, source: Source) -> Iterator[Mistake]:
    """Check that places name words or units, and that 「広報済」 is written by units that are known for each alert."""
    policy, units = contract.policy, contract.organization.units
    named: list[tuple[Path, Place, Collection[str]]] = []
    for part, requirements in (("rows", policy.rows), ("triggers", policy.triggers)):
        for index, requirement in enumerate(requirements):
            for number, need in enumerate(requirement.need):
                path: Path = (part, index, "need", number, "any_of")
                named += [((*path, at), place, _WORDS) for at, place in enumerate(need.any_of)]
    for part, places in (
        ("confirmed_by", policy.press.confirmed_by),
        ("confirmed_by_unit", policy.press.confirmed_by_unit),
    ):
        named += [(("press", part, at), place, _OF_A_RELEASE) for at, place in enumerate(places)]
    for path, place, words in named:
        if place.unit in words:
            continue
        if place.unit in _WORDS:
            yield source.mistake((*path, "unit"), Message("core/contract/place-of-no-release", name=place.unit))
        elif place.unit not in units:
            yield source.mistake((*path, "unit"), unknown_name("unit", place.unit))
        elif place.role is Role.SUPERVISOR and place.unit != policy.supervisor_unit:
            yield source.mistake((*path, "unit"), not_the_supervisor(place.unit, contract))


def _upkeep(contract: Contract, source: Source) -> Iterator[Mistake]:
    """Check that the last step, and no other, is for all that no step names (3(1))."""
    *named, _ = steps = contract.policy.upkeep.steps
    for index, step in enumerate(steps):
        if bool(step.paths or step.generated) != (index < len(named)):
            yield source.mistake(("upkeep", "steps", index), Message("core/contract/step-for-all"))


# --- organization.yaml -----------------------------------------------------------------------------


def _units(contract: Contract, source: Source) -> Iterator[Mistake]:
    """Check that the owner is a section, that stations alone have an area, that names differ and phones are public."""
    organization = contract.organization
    if organization.owner not in organization.units:
        yield source.mistake(("owner",), unknown_name("unit", organization.owner))
    elif organization.is_station(organization.owner):
        yield source.mistake(("owner",), Message("core/contract/owner-no-section"))
    phones = {("mail", "leave", "phone"): organization.mail.leave.phone}
    phones |= {("units", unit.id, "phone"): unit.phone for unit in organization.units.values()}
    for place, phone in phones.items():
        if phone is not None and phone not in contract.wording.public_phones:
            yield source.mistake(place, Message("core/contract/phone-not-public", phone=phone))
    for unit_id in organization.units:
        if (why := _unfit(unit_id)) is not None:
            yield source.mistake(("units", unit_id), why)
    names: set[str] = set()
    for unit in organization.units.values():
        if unit.name in names:
            yield source.mistake(("units", unit.id, "name"), Message("core/contract/unit-name-twice", name=unit.name))
        names.add(unit.name)
        if (unit.level == "station") != bool(unit.municipalities):
            yield source.mistake(("units", unit.id), Message("core/contract/unit-municipalities", id=unit.id))


def _desk(contract: Contract, source: Source) -> Iterator[Mistake]:
    """Check that a token fits behind the address to stop at, and that nothing else comes to it (RFC 5321 4.5.3.1.1)."""
    mail = contract.organization.mail
    if mail.desk is None:
        return
    place: Path = ("mail", "desk", "stop")
    if len(mail.desk.stop.partition("@")[0]) > _STOP:
        yield source.mistake(place, Message("core/contract/stop-too-long", most=_STOP))
    taken = [mail.from_address, f"bounce@{mail.return_domain}"]
    register, _, at = (mail.desk.register or "").partition("@")
    for name, address in (("stop", mail.desk.stop), ("register", mail.desk.register or "")):
        local, _, domain = address.partition("@")
        of_a_station = domain == at and local.startswith(f"{register}-")
        if address in taken or local == "postmaster" or of_a_station:
            yield source.mistake(("mail", "desk", name), Message("core/contract/stop-taken", address=address))
        taken.append(address)


def _unfit(unit_id: str) -> Text | None:
    """Say why a unit with this id could never mail, or not under its own name; every other id can."""
    if unit_id in _TAKEN:
        return Message(f"core/contract/unit-id-{unit_id}", unit_id=unit_id)
    if _NUMBER.search(unit_id):
        return Message("core/contract/unit-id-telephone", unit_id=unit_id)
    return None


def _in_charge(contract: Contract, source: Source) -> Iterator[Mistake]:
    """Check that each matter of the table has a single section in charge (4(4)イ)."""
    organization = contract.organization
    for index, line in enumerate(organization.in_charge):
        path: Path = ("in_charge", index)
        cases, contents = [line.case], [line.content]
        yield from _matter(contract, source, path, line.category, cases, contents)
        if line.unit == "sender":
            continue
        if line.unit not in organization.units:
            yield source.mistake((*path, "unit"), unknown_name("unit", line.unit))
        elif organization.is_station(line.unit):
            yield source.mistake((*path, "unit"), Message("core/contract/section-is-station", unit=line.unit))
    for row in contract.policy.table:
        if not any(line.category == row.category for line in organization.in_charge):
            yield source.mistake(("in_charge",), Message("core/contract/section-missing", category=row.category))
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
        yield source.mistake(("in_charge",), Message("core/contract/section-missing-of-matter", matter=matter))
        return
    best = max(line.precision for _, line in fitting)
    winners = [index for index, line in fitting if line.precision == best]
    if len(winners) > 1:
        yield source.mistake(("in_charge", winners[-1]), Message("core/contract/section-ambiguous", matter=matter))


# --- roster.yaml ----------------------------------------------------------------------------------


def _identities(contract: Contract, source: Source) -> Iterator[Mistake]:
    """Check that each id, login (without case) and account number belongs to a single person, once."""
    ids: set[str] = set()
    logins: set[str] = set()
    numbers: set[int] = set()
    for index, person in enumerate(contract.roster.people):
        if person.id in ids:
            yield source.mistake(("people", index, "id"), Message("core/contract/person-id-twice", id=person.id))
        ids.add(person.id)
        for number, account in enumerate(person.accounts):
            path: Path = ("people", index, "accounts", number)
            if account.login.lower() in logins:
                yield source.mistake((*path, "login"), Message("core/contract/login-twice", login=account.login))
            logins.add(account.login.lower())
            if account.number is None:
                continue
            if account.number in numbers:
                yield source.mistake(
                    (*path, "account"), Message("core/contract/account-number-twice", number=account.number)
                )
            numbers.add(account.number)


def _tenures(contract: Contract, source: Source) -> Iterator[Mistake]:
    """Check that open entries name seats of units that exist, and that nothing ends before it begins."""
    for index, person in enumerate(contract.roster.people):
        for number, tenure in enumerate(person.roles):
            path: Path = ("people", index, "roles", number)
            yield from _period(source, path, tenure.since, tenure.until)
            if tenure.until is None:  # what is closed may rest in a unit that was dissolved since
                yield from _seat_unit(contract, source, (*path, "unit"), tenure.seat)
        for number, deputy in enumerate(person.deputies):
            path = ("people", index, "deputy", number)
            yield from _period(source, path, deputy.since, deputy.until)
            if deputy.until is None:
                yield from _seat_unit(contract, source, (*path, "for"), deputy.seat)


def _period(source: Source, path: Path, since: date, until: date | None) -> Iterator[Mistake]:
    if until is not None and until < since:
        yield source.mistake((*path, "until"), Message("core/contract/period-reversed", until=until, since=since))


def _seat_unit(contract: Contract, source: Source, path: Path, seat: Seat) -> Iterator[Mistake]:
    if seat.unit not in contract.organization.units:
        yield source.mistake(path, unknown_name("unit", seat.unit))
    elif seat.role is Role.SUPERVISOR and seat.unit != contract.policy.supervisor_unit:
        yield source.mistake(path, not_the_supervisor(seat.unit, contract))


# --- frame.yaml -----------------------------------------------------------------------------------


def _languages(contract: Contract, source: Source) -> Iterator[Mistake]:
    """Find stations, categories, cases and contents that do not exist: a misspelt code would stay Japanese."""
    arrests = contract.policy.press.arrest_contents
    advised = {code: name for code, name in contract.policy.contents.items() if code not in arrests}
    for station in source.value["areas"]:
        if station not in contract.organization.stations:
            yield source.mistake(("areas", station), unknown_name("station", station))
    for language, tongue in contract.tongues.items():
        at: Path = ("languages", language)
        yield from _codes(source, (*at, "contents"), tongue.contents, contract.policy.contents, "content")
        for category, given in tongue.rows.items():
            place: Path = (*at, "rows", category)
            row = contract.policy.row(category)
            if row is None:
                yield source.mistake(place, unknown_name("category", category))
                continue
            yield from _codes(source, (*place, "cases"), given.cases, row.cases, "case")
            yield from _codes(source, (*place, "advice_by_case"), given.by_case, row.cases, "case")
            yield from _codes(source, (*place, "advice_by_content"), given.by_content, advised, "content")


def _codes(source: Source, path: Path, used: Iterable[str], known: Mapping[str, str], kind: str) -> Iterator[Mistake]:
    """Check codes that are names of items: each that is not known, at its own line."""
    for code in used:
        yield from _among(source, (*path, code), (code,), known, kind)


def lacking(contract: Contract) -> Iterator[Mistake]:
    """List the missing words of each language: a reader gets them in Japanese, or not at all."""
    for language, tongue in contract.tongues.items():
        source = contract.sources["frame"]
        at: Path = ("languages", language)
        yield from _unnamed(tongue, contract, source, at, language)
        for row in contract.policy.table:
            given = tongue.row(row.category)
            place: Path = (*at, "rows", row.category) if row.category in tongue.rows else at
            if given.name is None:
                yield source.mistake(
                    place, Message("core/contract/lacking-label", language=language, item="name", code=row.category)
                )
            for case in row.cases:
                if case not in given.cases:
                    yield source.mistake(
                        place, Message("core/contract/lacking-label", language=language, item="cases", code=case)
                    )
            for case in _unadvised(row, given):
                yield source.mistake(
                    place, Message("core/contract/lacking-advice", language=language, item="advice_by_case", code=case)
                )


def _unnamed(tongue: Tongue, contract: Contract, source: Source, at: Path, language: str) -> Iterator[Mistake]:
    for content in contract.policy.contents:
        if content not in tongue.contents:
            yield source.mistake(
                at, Message("core/contract/lacking-label", language=language, item="contents", code=content)
            )
    for mark in (EXERCISE, *(kind.value for kind in FollowKind)):
        if mark not in tongue.marks:
            yield source.mistake(at, Message("core/contract/lacking-label", language=language, item="marks", code=mark))


def _unadvised(row: Row, given: RowWords) -> Iterator[str]:
    """Yield the cases without advice of a row of incidents; no other row calls for caution."""
    if row.recognized != "never" and given.advice is None:
        yield from (case for case in row.cases if case not in given.by_case)


def sleepless(contract: Contract) -> Iterator[Mistake]:
    """Find hours without an end beside which no ``quiet`` says when it is night for who wants no mail then."""
    if contract.policy.hours.whole_day and contract.policy.quiet is None:
        yield contract.sources["policy"].mistake(("hours",), Message("core/contract/quiet-missing"))


# --- wording.yaml ---------------------------------------------------------------------------------


def _footers(contract: Contract, source: Source) -> Iterator[Mistake]:
    """Check that each footer says the number if policy publishes: the mail must have it, as the list has."""
    if contract.policy.publishes:
        for name, text in contract.wording.texts.items():
            if name.partition("-")[0] == "footer" and "{number}" not in text:
                yield source.mistake(("texts", name), Message("core/contract/footer-without-number"))


# --- drafts.yaml ----------------------------------------------------------------------------------


def _drafts(contract: Contract, source: Source) -> Iterator[Mistake]:
    """Find codes that do not exist, drafts for the same matter, and marks that would be left over unseen."""
    policy = contract.policy
    for index, draft in enumerate(contract.drafts):
        at: Path = ("drafts", index)
        row = policy.row(draft.category or "")
        if draft.category is not None and row is None:
            yield source.mistake((*at, "category"), unknown_name("category", draft.category))
        elif draft.case is not None and row is None:
            yield source.mistake((*at, "case"), Message("core/contract/case-alone"))
        elif draft.case is not None and row is not None and draft.case not in row.cases:
            yield source.mistake((*at, "case"), unknown_name("case", draft.case))
        for content in draft.contents:
            if content not in _contents(contract, row):
                yield source.mistake((*at, "contents"), unknown_name("content", content))
        for item, text in (("title", draft.title), ("text", draft.text)):
            yield from _marks(source, (*at, item), text)
    taken: dict[object, set[str]] = {}
    for index, draft in enumerate(contract.drafts):
        contents = set(draft.contents) or {_ANY}
        earlier = taken.setdefault((draft.category, draft.case, draft.follows), set())
        if earlier & contents:
            yield source.mistake(("drafts", index), Message("core/contract/same-draft"))
        earlier |= contents


def _contents(contract: Contract, row: Row | None) -> tuple[str, ...]:
    if row is None:
        return tuple(contract.policy.contents)
    return row.contents


def _without(mark: re.Match[str]) -> str:
    """Take away a mark that is right; any other stays."""
    if mark["example"] or mark[0] in (UNIT, REQUESTS):
        return ""
    return mark[0]


def _marks(source: Source, place: Path, text: str) -> Iterator[Mistake]:
    depth = 0
    rest = MARK.sub(_without, text)
    if "＜" in rest or "＞" in rest:
        yield source.mistake(place, Message("core/contract/broken-mark"))
    for sign in MARK.sub("＜", text):  # what is left of a mark is its beginning
        depth += (sign == "「") - (sign == "」")
        if sign == "＜" and depth:
            yield source.mistake(place, Message("core/contract/quoted-mark"))
            return


# --- all of them -----------------------------------------------------------------------------------

# What finds mistakes, the file that they are told of, the others that it looks at.
_CHECKS: tuple[tuple[Callable[[Contract, Source], Iterator[Mistake]], str, tuple[str, ...]], ...] = (
    (_clauses, "policy", ()),
    (_table, "policy", ()),
    (_words, "policy", ("wording",)),
    (_answers, "policy", ()),
    (_site, "policy", ()),
    (_supervisor, "policy", ("organization",)),
    (_places, "policy", ("organization",)),
    (_upkeep, "policy", ()),
    (_units, "organization", ("wording",)),
    (_desk, "organization", ()),
    (_in_charge, "organization", ("policy",)),
    (_identities, "roster", ()),
    (_tenures, "roster", ("organization", "policy")),
    (_footers, "wording", ("policy",)),
    (_languages, "frame", ("organization", "policy")),
    (_drafts, "drafts", ("policy",)),
)
