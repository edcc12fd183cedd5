r"""Lists for spreadsheets and for machines: rows → CSV in UTF-8, as RFC 4180 has it. No sums, no rules.

A text stands in double quotes, a number and a day do not; lines end with CRLF. There are two variants:

- for spreadsheets: a text that a spreadsheet would take for a formula gets an apostrophe before it, and the file begins
  with a byte order mark, without which Excel reads UTF-8 as something else;
- exact, for machines: every text as the books have it, no mark.
"""

import re
from collections.abc import Iterable
from datetime import date
from typing import Final

from compliance.money import Money

Cell = str | Money | date | int | bool | None

ENDING: Final = "\r\n"
MARK: Final = "\ufeff"
GUARD: Final = "'"

_BLANKS: Final = r"(?:[\s']|\"\")*"
_SIGNS: Final = r"[=+\-@\uff1d\uff0b\uff0d\uff20\ufe66\ufe62\ufe63\ufe6b\u2212\t\r\n]"
"""Also their full-width and small forms and the minus sign, which a spreadsheet may read as the plain ones."""
_FORMULA: Final = re.compile(rf"{_BLANKS}{_SIGNS}").match
_MAY_HOLD_FORMULA: Final = re.compile(rf"\"[\s'\"]*{_SIGNS}").search
_TEXT: Final = re.compile(r'"((?:[^"]|"")*+)"')


def head(names: Iterable[str], *, exact: bool) -> bytes:
    """Give the first line: the columns' names."""
    return ("" if exact else MARK).encode() + (",".join(names) + ENDING).encode()


def line(cells: Iterable[Cell]) -> str:
    r"""Give a row as a line, exact.

    >>> line(['Núñez "Pepe", Jr.', Money(330000), date(2026, 3, 2), True, None])
    '"Núñez ""Pepe"", Jr.",3300.00,2026-03-02,yes,\r\n'
    """
    return ",".join(map(_cell, cells)) + ENDING


def lines(some: list[str], *, exact: bool) -> bytes:
    r"""Give many lines as bytes: those that `line` gave, or the database in the same form. The last cell is no text.

    >>> lines(['"=1+1",5\r\n', '" @home","-",-5.00\r\n', '"a ""=b"" c",1\r\n'], exact=False).decode().split("\r\n")
    ['"\'=1+1",5', '"\' @home","\'-",-5.00', '"a ""=b"" c",1', '']
    """
    whole = "".join(some)
    if not exact and _MAY_HOLD_FORMULA(whole):
        # Most lines hold none; only those that may are taken apart.
        whole = "".join([_guarded(each) if _MAY_HOLD_FORMULA(each) else each for each in some])
    return whole.encode()


def _guarded(one: str) -> str:
    return _TEXT.sub(lambda found: f'"{GUARD}{found[1]}"' if _FORMULA(found[1]) else found[0], one)


def _cell(value: Cell) -> str:
    match value:
        case None:
            return ""
        case bool():
            return "yes" if value else "no"
        case str():
            return '"' + value.replace('"', '""') + '"'
        case Money():
            return value.plain
        case int():
            return str(value)
        case _:
            return value.isoformat()
