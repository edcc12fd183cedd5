"""Tables in the order that the address asks for: `?sort=amount`, `?sort=-amount`; any other order is the page's own.

Only the names of columns stand in an address, never what stands in them.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final

_DOWN: Final = "-"


@dataclass(frozen=True, slots=True)
class Columns:
    """By what the rows of a table can be sorted; `largest` are those whose largest stands first when asked for."""

    keys: Mapping[str, Callable[[Any], Any]]
    largest: frozenset[str] = frozenset({"amount"})

    def order(self, asked: str) -> "Order":
        """Read what an address asks for; what names no column asks for nothing."""
        column = asked.removeprefix(_DOWN)
        return Order(self, column if column in self.keys else "", down=asked.startswith(_DOWN))


@dataclass(frozen=True, slots=True)
class Order:
    """One order of a table; no column means that rows stand as they come."""

    columns: Columns
    column: str
    down: bool

    @property
    def asked(self) -> str:
        """What the address says; nothing for the page's own order."""
        return f"{_DOWN if self.down else ''}{self.column}" if self.column else ""

    def of(self, rows: Iterable[Any]) -> list[Any]:
        """Put rows in this order; those that are alike stay as they come, and blanks stand last."""
        listed = list(rows)
        if not self.column:
            return listed
        key = self.columns.keys[self.column]
        blank = [row for row in listed if key(row) in {None, ""}]
        return sorted((row for row in listed if key(row) not in {None, ""}), key=key, reverse=self.down) + blank

    def state(self, column: str) -> str:
        """What a column's head says of itself to those who do not see it."""
        if column != self.column:
            return "none"
        return "descending" if self.down else "ascending"

    def following(self, column: str) -> str:
        """What the address says when a column's head is pressed: its own order, then the other way round."""
        down = not self.down if column == self.column else column in self.columns.largest
        return f"{_DOWN if down else ''}{column}"
