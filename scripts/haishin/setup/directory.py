"""Whom a posting means: the forge's number says who somebody is; the login is only how to call him."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from haishin.contract.roster import Person, Roster
from haishin.model import Account, Seat, Text
from haishin.setup.rosterfile import Edit, Put
from haishin.setup.staffing import Posting, Problem


@dataclass(eq=False)
class Someone:
    """A person of the roster (``index``), or a new one (None); what he holds then and what the edit adds to him."""

    index: int | None
    id: str
    name: str
    account: Account
    open: set[Seat] = field(default_factory=set)
    added: list[dict[str, Any]] = field(default_factory=list)
    appointed: list[dict[str, Any]] = field(default_factory=list)


@dataclass
class Outcome:
    """What to edit, the differences in words, what stands against it, and what a person should look at."""

    edits: list[Edit] = field(default_factory=list)
    differences: list[Text] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    notes: list[Text] = field(default_factory=list)

    def note(self, ja: str, en: str) -> None:
        """Something to look at, once."""
        if (text := Text(ja, en)) not in self.notes:
            self.notes.append(text)

    def edit(self, edit: Edit, said: Text) -> None:
        """An edit of its own, once."""
        if edit not in self.edits:
            self.edits.append(edit)
            self.differences.append(said)


class Directory:
    """Everybody of the roster and everybody new. ``find``: a login's account at the forge, None = nobody's."""

    def __init__(self, roster: Roster, find: Callable[[str], Account | None], outcome: Outcome) -> None:
        self._people = roster.people
        self._find = find
        self._outcome = outcome
        self.known = [Someone(index, one.id, one.name, one.accounts[0]) for index, one in enumerate(roster.people)]
        self._new: dict[int, Someone] = {}  # by account number

    @property
    def new(self) -> tuple[Someone, ...]:
        """Those whom the roster did not have, in the order of the file."""
        return tuple(self._new.values())

    def who(self, posting: Posting) -> Someone | None:
        """The person; None where that cannot be said, with the problem in the outcome. Raises ForgeError."""
        try:
            return self._who(posting)
        except _Unclear as unclear:
            self._outcome.problems.append(Problem(posting.line, unclear.reason))
            return None

    def _who(self, posting: Posting) -> Someone:
        account = self._find(posting.login)
        if account is None or account.number is None:
            raise _Unclear(
                f"ログイン名「{posting.login}」の人が、サービスにいません。",
                f"The forge has no person with the login `{posting.login}`.",
            )
        accounts = [
            (own, index, place)
            for index, person in enumerate(self._people)
            for place, own in enumerate(person.accounts)
        ]
        same = [one for one in accounts if one[0].number == account.number]
        same += [one for one in accounts if one[0].login.lower() == account.login.lower()]
        if same:
            _, index, place = same[0]
            return self._met(posting, index, self._people[index], place, account)
        if account.number in self._new:
            return self._new[account.number]
        name = posting.name
        given = posting.id or account.login.lower().replace("_", "-")
        if not name:
            raise _Unclear(f"新しい人「{account.login}」の氏名がありません。", "A new one needs a name.")
        if given in {one.id for one in (*self.known, *self.new)}:
            raise _Unclear(
                f"人の番号「{given}」は、別のアカウントの人が使っています。",
                f"The id `{given}` belongs to somebody with another account.",
            )
        self._new[account.number] = Someone(None, given, name, account)
        return self._new[account.number]

    def _met(self, posting: Posting, index: int, person: Person, place: int, account: Account) -> Someone:
        """Somebody of the roster: the number is who he is, the login may have changed."""
        own = person.accounts[place]
        if own.number is not None and own.number != account.number:
            raise _Unclear(
                f"ログイン名「{account.login}」は、今は別の人のもの(アカウントの番号 {account.number})です。",
                f"The login `{account.login}` is somebody else's now (account {account.number}).",
            )
        if posting.id and posting.id != person.id:
            raise _Unclear(
                f"ログイン名「{account.login}」の人は、人の番号が「{person.id}」です(CSV では「{posting.id}」)。",
                f"Whose login `{account.login}` is has the id `{person.id}`, not `{posting.id}`.",
            )
        who = self.known[index]
        path = ("people", index, "accounts", place)
        if own.number is None:
            self._outcome.edit(
                Put((*path, "account"), str(account.number)),
                Text(
                    f"= {person.name}(@{own.login}):アカウントの番号 {account.number}",
                    f"= {person.name} (@{own.login}): account id {account.number}",
                ),
            )
        if own.login.lower() != account.login.lower():
            self._outcome.edit(
                Put((*path, "login"), account.login),
                Text(
                    f"= {person.name}:ログイン名 @{own.login} → @{account.login}",
                    f"= {person.name}: login @{own.login} → @{account.login}",
                ),
            )
        if posting.name and posting.name.split() != person.name.split():
            self._outcome.note(
                f"{person.id} の氏名が違います(体制表「{person.name}」、CSV「{posting.name}」)。体制表のままにします。",
                f"The name of {person.id} differs (roster {person.name}, CSV {posting.name}); the roster's stays.",
            )
        return who


class _Unclear(Exception):
    def __init__(self, ja: str, en: str) -> None:
        super().__init__(en)
        self.reason = Text(ja, en)
