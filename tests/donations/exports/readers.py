"""What readers that others wrote make of a filing: hardmoney judges it, fecfile and FastFEC give back its values.

For any test that holds a .fec file: `hardmoney_clean`, `fecfile_values`, `fastfec_rows`, or `all_agree` for the three.
"""

import re
from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Final, NamedTuple

import fecfile
import hardmoney
from fastfec import FastFEC

from donations.exports import layouts
from donations.exports.layouts import Layout

_RECORDS: Final = {
    r"HDR": "HDR",
    r"F3P[NAT]": "F3P",
    r"F3[NAT]": "F3",
    r"F6[NA]": "F6",
    r"F65": "F65",
    r"SA[0-9].*": "SchA",
    r"SB[0-9].*": "SchB",
    r"TEXT": "TEXT",
}

SHADOWED: Final = {"F3P": {"A:7", "A:9"}}
"""Lines that fecfile and FastFEC cannot tell: they give lines 22 and 30 of Form 3P under the same names."""


class Row(NamedTuple):
    """One record as it stands in the file."""

    layout: Layout
    cells: tuple[str, ...]

    @property
    def form_type(self) -> str:
        return self.cells[0]

    @property
    def named(self) -> dict[str, str]:
        """The cells by the readers' names, but for the shadowed ones: of two of a name the later."""
        return {column.name: cell for column, cell in zip(self.layout.columns, self.cells, strict=True)}

    def figure(self, column: str, line: str) -> str:
        """A line of the cover: `figure("A", "17ai")`."""
        places = [place for place, each in enumerate(self.layout.columns) if each.line == (column, line)]
        return self.cells[places[0]]


def layout_of(form_type: str) -> Layout:
    """Give the layout of a record by its first cell."""
    record = next(record for pattern, record in _RECORDS.items() if re.fullmatch(pattern, form_type))
    return layouts.layout(record)


def rows(path: Path) -> list[Row]:
    """Read a file with nothing but the rules of the format, and hold each line against them."""
    data = path.read_bytes()
    assert data.endswith(b"\r\n")
    found = []
    for line in data.decode("ascii").removesuffix("\r\n").split("\r\n"):
        assert not re.search(r'[^\x20-\x7e\x1c]|"', line), line
        cells = tuple(line.split("\x1c"))
        layout = layout_of(cells[0])
        assert len(cells) == len(layout.columns), cells[0]
        for column, cell in zip(layout.columns, cells, strict=True):
            assert len(cell) <= column.most, column.name
            assert cell == cell.strip(" "), column.name
        found.append(Row(layout, cells))
    return found


def all_agree(path: Path) -> None:
    """Hold a file against the three."""
    hardmoney_clean(path)
    fecfile_values(path)
    fastfec_rows(path)


def hardmoney_clean(path: Path) -> None:
    """Hardmoney finds nothing, not even a warning, agrees with every line of the cover, and writes the same bytes."""
    filing = hardmoney.parse_file(path)

    assert [str(finding) for finding in filing.validate()] == []
    assert filing.to_fec() == path.read_bytes()
    if filing.base_form_type in {"F3", "F3P"}:
        reconciled = filing.reconcile()
        assert [str(check) for check in reconciled.mismatches()] == []
        assert len(reconciled) > 0


def fecfile_values(path: Path) -> None:
    """Fecfile gives back every value as it was written."""
    written = rows(path)
    lines = path.read_text("ascii").split("\n")
    read = list(fecfile.fecparser.iter_lines(lines, {"as_strings": True}))

    assert len(read) == len(written)
    for row, item in zip(written, read, strict=True):
        _same(row, item.data)


def fastfec_rows(path: Path) -> None:
    """FastFEC gives back every value; it reads dates and amounts as such, and leaves TEXT its carriage return."""
    written = rows(path)
    with FastFEC() as reader, path.open("rb") as file:
        read = list(reader.parse(file))

    assert len(read) == len(written)
    for row, (form_type, values) in zip(written, read, strict=True):
        assert form_type in {row.form_type, "header"}
        plain = {name: _plain(value) for name, value in values.items()}
        if row.form_type == "TEXT":
            plain["text"] = plain["text"].removesuffix("\r")
        _same(row, plain)


def _same(row: Row, read: Mapping[str, str]) -> None:
    """Compare every cell; the readers have one name fewer for each shadowed one, and no other."""
    assert dict(read) == row.named
    assert len(row.cells) - len(read) == len(SHADOWED.get(row.layout.record, ()))


def _plain(value: object) -> str:
    """Write a value of FastFEC's as filings do; its amounts are floats, exact to the cent at this size."""
    match value:
        case float():
            return f"{Decimal(repr(value)):.2f}"
        case date():
            return f"{value:%Y%m%d}"
        case _:
            return str(value)
