"""What is typed where reports are made: a period, who signs, amounts from outside, the FEC's number."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Final

from compliance.cover import Row
from compliance.money import AmountError, Money
from compliance.text import squeezed
from donations import reports
from donations.treasurer import days
from donations.treasurer.righting_forms import Problems, day, text

_NO_DAY: Final = f"Enter the day as {days.HINT[0].lower()}{days.HINT[1:]}."
_LONGEST_NAME: Final = 100
_LONGEST_NUMBER: Final = 20


@dataclass(frozen=True, slots=True)
class PeriodForm:
    """A period as it is asked for; `code` is empty where the calendar is to say it."""

    start: date | None
    end: date | None
    code: str
    values: dict[str, str]
    problems: Problems = field(default_factory=dict)

    @classmethod
    def read(cls, typed: Mapping[str, str]) -> "PeriodForm":
        """Read it; whether there is such a report is for the desk to say."""
        problems: Problems = {}
        found = {name: days.read_or_none(typed.get(name, "")) for name in ("from", "to")}
        for name, on in found.items():
            if on is None:
                problems[name] = _NO_DAY
        start, end = found["from"], found["to"]
        if start and end and start > end:
            problems["to"] = "Enter a last day that is not before the first one."
        values = {name: text(typed, name, 40) for name in ("from", "to", "report")}
        return cls(start, end, values["report"], values, problems)


@dataclass(frozen=True, slots=True)
class SignForm:
    """Who signs a report, and the day of it."""

    signer: str
    on: date | None
    values: dict[str, str]
    problems: Problems = field(default_factory=dict)

    @classmethod
    def read(cls, typed: Mapping[str, str], *, today: date) -> "SignForm":
        """Read it."""
        problems: Problems = {}
        signer = text(typed, "signer", _LONGEST_NAME)
        if not squeezed(signer):
            problems["signer"] = "Enter the name of the treasurer who signs."
        on = day(typed, "signed_on", problems, latest=today)
        return cls(signer, on, {"signer": signer, "signed_on": text(typed, "signed_on", 40)}, problems)


@dataclass(frozen=True, slots=True)
class FiledForm:
    """The number that the FEC answered with, and the day on which the file was sent."""

    number: str
    on: date | None
    values: dict[str, str]
    problems: Problems = field(default_factory=dict)

    @classmethod
    def read(cls, typed: Mapping[str, str], *, today: date) -> "FiledForm":
        """Read it."""
        problems: Problems = {}
        number = text(typed, "number", _LONGEST_NUMBER).upper().removeprefix("FEC-")
        if not (number.isascii() and number.isdigit()):
            problems["number"] = "Enter the filing number that the FEC answered with, like 1912345."
        on = day(typed, "filed_on", problems, latest=today)
        return cls(number, on, {"number": number, "filed_on": text(typed, "filed_on", 40)}, problems)


@dataclass(frozen=True, slots=True)
class OutsideForm:
    """Amounts from outside this system, by column and line; a blank states nothing, a zero states zero."""

    amounts: dict[str, dict[str, Money]]
    values: dict[str, str]
    problems: Problems = field(default_factory=dict)

    @classmethod
    def read(
        cls, typed: Mapping[str, str], rows: Iterable[Row], largest: Mapping[tuple[str, str], Money]
    ) -> "OutsideForm":
        """Read every line that may be stated, each up to what the form has room for."""
        amounts: dict[str, dict[str, Money]] = {"A": {}, "B": {}}
        values: dict[str, str] = {}
        problems: Problems = {}
        for row in rows:
            for column in row.columns:
                name = f"{column}-{row.key}"
                values[name] = text(typed, name, 40)
                if not values[name]:
                    continue
                try:
                    amounts[column][row.key] = reports.amount(values[name])
                except AmountError:
                    problems[name] = f"Line {row.label}, column {column}: enter an amount like 1234.56."
                    continue
                if amounts[column][row.key] > largest[column, row.key]:
                    most = largest[column, row.key]
                    problems[name] = f"Line {row.label}, column {column}: the form has room for {most} at most."
        return cls(amounts, values, problems)

    @classmethod
    def of(cls, kept: Mapping[str, Mapping[str, Money]]) -> "OutsideForm":
        """The amounts as they are kept, to be shown."""
        amounts = {column: dict(lines) for column, lines in kept.items()}
        values = {f"{column}-{key}": each.plain for column, lines in kept.items() for key, each in lines.items()}
        return cls(amounts, values)
