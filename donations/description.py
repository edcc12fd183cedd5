"""Reads a document that describes something in JSON, key by key, and says where it does not say what it should."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import NoReturn, TypeVar

from compliance.money import AmountError, Money

_Choice = TypeVar("_Choice", bound=StrEnum)


class UnreadableError(ValueError):
    """Raised where a document does not say what it should; the text is the reason, and names the place."""


def read(text: str) -> object:
    """Read one JSON document strictly: no key twice, no NaN, no depth that cannot be followed.

    Raises `UnreadableError`.
    """
    try:
        text.encode()
        return json.loads(text, object_pairs_hook=_no_duplicates, parse_constant=_no_constant)
    except UnicodeEncodeError as error:
        raise UnreadableError("not UTF-8") from error
    except RecursionError as error:
        raise UnreadableError("nested too deeply") from error
    except UnreadableError:
        raise
    except ValueError as error:
        raise UnreadableError(f"not JSON: {error}") from error


def is_whole(text: str) -> bool:
    """Tell whether the text is one JSON document, and not several, nor a part of one."""
    try:
        json.loads(text)
    except (ValueError, RecursionError):
        return False
    return True


@dataclass(frozen=True, slots=True)
class Part:
    """One object of a document and where it stands; every question names its key, and null is as good as absent."""

    fields: Mapping[str, object]
    path: str = ""

    @classmethod
    def of(cls, value: object, path: str) -> "Part":
        """Take a value that has to be an object."""
        if not isinstance(value, dict):
            raise UnreadableError(f"{path} is not an object")
        return cls(value, path)

    def fault(self, key: str, what: str) -> NoReturn:
        """Say what is wrong with one key."""
        raise UnreadableError(f"{self.path}: {key} {what}")

    def part(self, key: str) -> "Part":
        """Give an object that has to be there."""
        return Part.of(self.fields.get(key), f"{self.path}: {key}")

    def part_or_none(self, key: str) -> "Part | None":
        """Give an object, if it is there."""
        return self.part(key) if self.fields.get(key) is not None else None

    def parts(self, key: str) -> list["Part"]:
        """Give a list of objects; none is an empty list."""
        listed = self.fields.get(key)
        if listed is None:
            return []
        if not isinstance(listed, list):
            self.fault(key, "is not a list")
        return [Part.of(value, f"{self.path}: {key}[{number}]") for number, value in enumerate(listed)]

    def text(self, key: str, default: str = "") -> str:
        """Give a text."""
        value = self.fields.get(key)
        if value is None:
            return default
        if not isinstance(value, str):
            self.fault(key, "is not a text")
        return value

    def flag(self, key: str, *, default: bool) -> bool:
        """Give a truth."""
        value = self.fields.get(key)
        if value is None:
            return default
        if not isinstance(value, bool):
            self.fault(key, "is neither true nor false")
        return value

    def choice(self, key: str, choices: type[_Choice], default: _Choice) -> _Choice:
        """Give one of the words that are known here."""
        word = self.text(key, default)
        try:
            return choices(word)
        except ValueError:
            self.fault(key, f"is none of {', '.join(choices)}")

    def choice_or_none(self, key: str, choices: type[_Choice]) -> _Choice | None:
        """Give one of the words that are known here, if any is given; a form sends an empty one for none."""
        return self.choice(key, choices, next(iter(choices))) if self.fields.get(key) not in (None, "") else None

    def money(self, key: str, default: Money | None = None) -> Money:
        """Give an amount, which is a text."""
        if default is not None and self.fields.get(key) is None:
            return default
        try:
            return Money.parse(self.text(key))
        except AmountError:
            self.fault(key, "is not an amount of dollars and cents")

    def day(self, key: str) -> date:
        """Give a date."""
        text = self.text(key)
        try:
            return date.fromisoformat(text)
        except ValueError:
            self.fault(key, "is not a date like 2028-11-07")

    def instant(self, key: str) -> datetime:
        """Give an instant, which knows its time zone."""
        text = self.text(key)
        try:
            at = datetime.fromisoformat(text)
        except ValueError:
            self.fault(key, "is not an instant like 2028-11-07T12:00:00-05:00")
        if at.tzinfo is None:
            self.fault(key, "does not say its time zone")
        return at


def _no_duplicates(pairs: list[tuple[str, object]]) -> dict[str, object]:
    fields = dict(pairs)
    if len(fields) < len(pairs):
        raise UnreadableError("a key is there twice")
    return fields


def _no_constant(name: str) -> NoReturn:
    raise UnreadableError(f"{name} is not JSON")
