"""Fields of the forge's answers: a value of another shape is an unreadable forge, never a guess."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Final

from haishin.consult.forge import ForgeError
from haishin.core.catalogue import Message
from haishin.core.model import Account

GHOST: Final = Account("ghost", 0)  # as the forge shows a deleted account; no person of a roster has this number


class JsonObject:
    """A JSON object of an answer and its place in it. Every getter raises ForgeError for a missing or wrong value."""

    def __init__(self, value: object, where: str) -> None:
        if not isinstance(value, Mapping):
            raise ForgeError(Message("consult/forge/malformed", where=where))
        self._value = value
        self.where = where

    def _get(self, key: str) -> object:
        return self._value.get(key)

    def _wrong(self, key: str) -> ForgeError:
        return ForgeError(Message("consult/forge/malformed", where=f"{self.where}: {key}"))

    def text(self, key: str) -> str:
        """A string."""
        value = self._get(key)
        if not isinstance(value, str):
            raise self._wrong(key)
        return value

    def optional_text(self, key: str) -> str | None:
        """A string, or None."""
        if self._get(key) is None:
            return None
        return self.text(key)

    def number(self, key: str) -> int:
        """A whole number, not negative."""
        value = self._get(key)
        if not isinstance(value, int) or isinstance(value, bool) or value < 0:
            raise self._wrong(key)
        return value

    def optional_number(self, key: str) -> int | None:
        """A whole number, or None."""
        if self._get(key) is None:
            return None
        return self.number(key)

    def flag(self, key: str) -> bool:
        """True or false."""
        value = self._get(key)
        if not isinstance(value, bool):
            raise self._wrong(key)
        return value

    def moment(self, key: str) -> datetime:
        """A time with its offset."""
        try:
            moment = datetime.fromisoformat(self.text(key))
        except ValueError:
            raise self._wrong(key) from None
        if moment.tzinfo is None:
            raise self._wrong(key)
        return moment

    def optional_moment(self, key: str) -> datetime | None:
        """A time, or None."""
        if self._get(key) is None:
            return None
        return self.moment(key)

    def record(self, key: str) -> JsonObject:
        """An object."""
        return JsonObject(self._get(key), f"{self.where}: {key}")

    def optional_record(self, key: str) -> JsonObject | None:
        """An object; None for null and for the empty object that GitHub writes for an unknown account."""
        if self._get(key) in (None, {}):
            return None
        return self.record(key)

    def mapping(self, key: str) -> Mapping[str, object]:
        """An object as it was answered; empty for null or a missing key."""
        value = self._get(key)
        if value is not None and not isinstance(value, Mapping):
            raise self._wrong(key)
        return value or {}

    def records(self, key: str) -> tuple[JsonObject, ...]:
        """A list of objects."""
        value = self._get(key)
        if not isinstance(value, list):
            raise self._wrong(key)
        return tuple(JsonObject(item, f"{self.where}: {key}") for item in value)

    def account(self, key: str) -> Account | None:
        """An account with its number; None if the forge names no account."""
        account = self.optional_record(key)
        if account is None:
            return None
        number = account.number("id")
        if number == 0:
            raise self._wrong(key)
        return Account(account.text("login"), number)
