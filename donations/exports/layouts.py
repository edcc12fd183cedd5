"""The FEC's column lists, read from `formats/<version>/`: which columns a record has, in which order and how wide.

A new format version is a new folder and one changed line in `formats/current.toml`.
"""

import csv
import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from importlib.resources import files
from types import MappingProxyType
from typing import Final

from compliance.committee import Office

_FORMATS: Final = files("donations.exports") / "formats"

VERSION: Final[str] = tomllib.loads((_FORMATS / "current.toml").read_text(encoding="utf-8"))["version"]
"""The format version the FEC takes now."""


class Need(StrEnum):
    """What the FEC does about a blank: refuse the file, warn, warn in some cases, nothing."""

    ERROR = "error"
    WARNING = "warning"
    CONDITIONAL = "conditional"
    NONE = ""


@dataclass(frozen=True, slots=True)
class Column:
    """One column. `most` is its width in characters; `figure` is its key on the cover, "A:17ai", else blank.

    Names are the public readers'. On Form 3P two columns share theirs with two others: lines 7 and 22, lines 9 and 30.
    """

    name: str
    kind: str
    most: int
    need: Need
    figure: str

    @property
    def line(self) -> tuple[str, str] | None:
        """The column and line of the form that its figure stands on: ("A", "17ai")."""
        if not self.figure:
            return None
        column, line = self.figure.split(":")
        return column, line

    @property
    def exact(self) -> bool:
        """Whether the value is an identifier, a code, a date or an amount: never folded or shortened."""
        if self.name.endswith("zip_code"):
            return False
        return self.kind != "alphanumeric" or self.most < _SHORTEST_TEXT or self.capital

    @property
    def capital(self) -> bool:
        """Whether the value is an identifier, which the FEC wants in capitals."""
        return "_id" in self.name


_SHORTEST_TEXT: Final = 10  # Prefix and suffix of a name; every narrower column holds a code.


@dataclass(frozen=True, slots=True)
class Layout:
    """The columns of one kind of record, in the order of the file."""

    record: str
    version: str
    columns: tuple[Column, ...]

    def at(self, name: str) -> int:
        """Give a column's place, from zero; of two of the same name the first. Raises `KeyError` for any other."""
        for place, column in enumerate(self.columns):
            if column.name == name:
                return place
        raise KeyError(name)


@dataclass(frozen=True, slots=True)
class Form:
    """An office's report, and the schedule lines of individuals' gifts, of their refunds, and of operating costs."""

    form: str
    individuals: str
    refunds: str
    operating: str


@cache
def layout(record: str, version: str = VERSION) -> Layout:
    """Give the columns of a kind of record: HDR, F3P, F3, SchA, SchB, TEXT, F6, F65.

    >>> len(layout("F3P").columns), layout("SchA").columns[7].name
    (206, 'contributor_last_name')
    """
    text = (_FORMATS / version / f"{record}.csv").read_text(encoding="utf-8")
    rows = csv.DictReader(text.splitlines())
    columns = tuple(
        Column(row["name"], row["kind"], int(row["max_len"]), Need(row["required"]), row["figure"]) for row in rows
    )
    return Layout(record, version, columns)


def in_words(name: str) -> str:
    """Name a column for people.

    >>> in_words("contributor_last_name"), in_words("payee_street_2"), in_words("treasurer_first_name")
    ('last name', 'street, second line', 'treasurer first name')
    >>> in_words("col_a_cash_on_hand_close_of_period")
    'cash on hand close of period in column A'
    """
    if figure := re.fullmatch(r"col_([ab])_(\w+)", name):
        return f"{figure[2].replace('_', ' ')} in column {figure[1].upper()}"
    own = name.removeprefix("contributor_").removeprefix("payee_")
    return _IN_WORDS.get(own, own.replace("_", " "))


_IN_WORDS: Final = {
    "organization_name": "name of the organization",
    "street_1": "street",
    "street_2": "street, second line",
    "zip_code": "ZIP code",
    "contribution_purpose_descrip": "purpose",
    "expenditure_purpose_descrip": "purpose",
    "memo_text_description": "memo",
    "text": "statement",
}


@cache
def widths(record: str, version: str = VERSION) -> Mapping[tuple[str, str], int]:
    """Give the characters that each figure of a cover has room for, by the form's column and line.

    >>> widths("F3P")["A", "6"]
    12
    """
    return MappingProxyType({each.line: each.most for each in layout(record, version).columns if each.line})


@cache
def form(office: Office, version: str = VERSION) -> Form:
    """Give the report an office files.

    >>> form(Office.PRESIDENT).individuals
    'SA17A'
    """
    known = tomllib.loads((_FORMATS / version / "forms.toml").read_text(encoding="utf-8"))
    return Form(**known[office.value])
