"""One line of the FEC's file, of any kind of record: as it is written, and what it shows otherwise than the books.

A blank where the FEC wants a value, or a code that does not fit its column, raises `Unwritable`: nothing is guessed,
and no code is cut.
"""

import re
from collections.abc import Callable, Iterator, Mapping
from typing import Final, NamedTuple

from donations.exports import filing_text, layouts
from donations.exports.filing_text import Change
from donations.exports.layouts import Column, Layout, Need

SEPARATOR: Final = "\x1c"
ENDING: Final = "\r\n"


class Unwritable(ValueError):
    """Raised where a record cannot be written: a needed column is blank, or a code does not fit its column.

    It names the transaction and the column, never the value.
    """

    def __init__(self, record: str, column: str, transaction_id: str = "") -> None:
        super().__init__(f"{record} {transaction_id}: {column} is blank or does not fit its column".replace(" :", ":"))
        self.record = record
        self.column = column
        self.transaction_id = transaction_id


class Rewritten(NamedTuple):
    """A text that a file shows otherwise than the books, of an entry, or of the file's cover."""

    transaction_id: str
    column: str
    before: str
    after: str

    @property
    def words(self) -> str:
        r"""What becomes of it, in words; signs that do not show are written out, wherever this is shown.

        >>> print(Rewritten("C1", "contributor_last_name", "Núñez\x1b[2J", "Nunez [2J").words)
        last name: “Núñez\x1b[2J” becomes “Nunez [2J”
        """
        return f"{layouts.in_words(self.column)}: “{_shown(self.before)}” becomes “{self.after}”"


COVER: Final = "cover"
"""Stands in the place of a transaction's id for what is told of a file's cover."""
Heard = Callable[[Rewritten], None]
"""Hears of each text that a file shows otherwise than the books."""


def _shown(text: str) -> str:
    return "".join(sign if sign.isprintable() else sign.encode("unicode_escape").decode("ascii") for sign in text)


class Writer:
    """Writes one kind of record whose `given` columns vary; `fixed` ones are the same on every line.

    A line is put together first and matched as a whole; only one that does not fit is cleaned column by column.
    """

    def __init__(
        self,
        layout: Layout,
        given: str,
        fixed: Mapping[str, str],
        heard: Callable[[list[Rewritten]], None] | None = None,
    ) -> None:
        self._heard = heard
        places = [layout.at(name) for name in given.split()]
        if places != sorted(places):
            message = f"{layout.record}: the columns given are not in the file's order"
            raise ValueError(message)
        self.layout = layout
        self.columns = tuple(layout.columns[place] for place in places)
        self._exact = tuple(column.exact for column in self.columns)
        constant = {layout.at(name): value for name, value in fixed.items()}
        template, pattern = [], []
        for place, column in enumerate(layout.columns):
            value = constant.get(place, "")
            template.append("%s" if place in places else value.replace("%", "%%"))
            pattern.append(cell_pattern(column) if place in places else re.escape(value))
        self._template = SEPARATOR.join(template) + ENDING
        self._cell_fits = tuple(re.compile(cell_pattern(column)).fullmatch for column in self.columns)
        self._fits = re.compile(SEPARATOR.join(pattern) + ENDING).fullmatch

    def write(self, values: tuple[str, ...]) -> bytes:
        """Give the line; the first value is the transaction's id."""
        line = self._template % values
        return line.encode("ascii") if self._fits(line) else self._cleaned(values)

    def _cleaned(self, values: tuple[str, ...]) -> bytes:
        cleaned = tuple(
            value if fits(value) else cell(self.layout, column, value, values[0])
            for fits, column, value in zip(self._cell_fits, self.columns, values, strict=True)
        )
        if self._heard:
            self._heard(
                [
                    Rewritten(values[0], column.name, before, after)
                    for column, exact, before, after in zip(self.columns, self._exact, values, cleaned, strict=True)
                    if after is not before and not exact and after != before.strip(" ")
                ]
            )
        return (self._template % cleaned).encode("ascii")

    def changes(self, values: tuple[str, ...]) -> Iterator[tuple[Column, Change]]:
        """Tell what the line shows otherwise than the books."""
        for column, value in zip(self.columns, values, strict=True):
            change = None if column.exact else filing_text.changed(value, column.most)
            if change is not None:
                yield column, change


def cell_pattern(column: Column) -> str:
    """The regular expression of what a column may hold."""
    least = 1 if column.need is Need.ERROR else 0
    signs = filing_text.CAPITAL if column.capital else filing_text.PRINTABLE
    return rf"(?! ){signs}{{{least},{column.most}}}+(?<! )"


def cell(layout: Layout, column: Column, value: str, transaction_id: str = "") -> str:
    """Give a value as its column may hold it; raises `Unwritable`."""
    after = filing_text.clean(value, column.most)
    misfit = column.exact and (after != value or (column.capital and after != after.upper()))
    if misfit or (not after and column.need is Need.ERROR):
        raise Unwritable(layout.record, column.name, transaction_id)
    return after
