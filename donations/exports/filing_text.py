"""Donor text as a filing may bear it: printable ASCII without double quotes or outer blanks, no wider than its column.

The one rule of folding, for every field of every record:

1. tabs, line ends and other spacing signs become a blank;
2. every other sign outside ASCII becomes what anyascii writes for it: Müller is Muller, Søren is Soren, Strauß is
   Strauss, curly quotes and dashes are straight, another script is spelled in Latin letters;
3. a double quote becomes an apostrophe, and control characters go;
4. blanks at either end go;
5. what is wider than the column is cut at the column's end.

The books keep what was typed. `changed` tells the treasurer what a filing would show instead.
"""

import re
from enum import StrEnum
from typing import Final, NamedTuple

from anyascii import anyascii

PRINTABLE: Final = "[ !#-~]"
"""The signs a field may hold, as a class of a regular expression."""

CAPITAL: Final = "[ !#-`{-~]"
"""The same without small letters, for identifiers."""

_PLAIN: Final = re.compile(rf"(?! ){PRINTABLE}*+(?<! )").fullmatch
_ASCII: Final = dict.fromkeys([*range(32), 127], "") | {ord('"'): "'"}
_CRLF: Final = "\r\n"


class How(StrEnum):
    """What was done to a text. LOST: nothing of it can be written in ASCII, and the field would be blank."""

    FOLDED = "folded"
    SHORTENED = "shortened"
    BOTH = "folded and shortened"
    LOST = "lost"


class Change(NamedTuple):
    """A text as the books have it and as the file would."""

    before: str
    after: str
    how: How


def clean(value: str, most: int) -> str:
    r"""Give the text as a column of `most` characters may hold it.

    >>> clean("  José “Pepe” Núñez ", 30), clean("a\tb", 30), clean("Straußmann", 5)
    ("Jose 'Pepe' Nunez", 'a b', 'Strau')
    """
    if len(value) <= most and _PLAIN(value):
        return value
    return fold(value)[:most].rstrip(" ")


def changed(value: str, most: int) -> Change | None:
    """Tell what `clean` does to a text; None where it stays, or loses only the blanks around it.

    >>> changed("Müller", 30)
    Change(before='Müller', after='Muller', how=<How.FOLDED: 'folded'>)
    """
    if len(value) <= most and _PLAIN(value):
        return None
    folded, after = fold(value), clean(value, most)
    bare = value.strip(" ")
    if after == bare:
        return None
    if not after:
        return Change(value, after, How.LOST)
    if folded == after:
        return Change(value, after, How.FOLDED)
    return Change(value, after, How.SHORTENED if folded == bare else How.BOTH)


def fold(value: str) -> str:
    r"""Write the text in printable ASCII, at any length.

    >>> fold("Łódź — Ærø"), fold("one\r\ntwo\x1cthree")
    ('Lodz - Aero', 'one two three')
    """
    if not value.isprintable():
        value = "".join(" " if sign.isspace() else sign for sign in value.replace(_CRLF, " "))
    return anyascii(value).translate(_ASCII).strip(" ")


def zip_code(postal_code: str) -> str:
    """Give a ZIP code as filings write it: five or nine digits without a dash. What is neither stays as it is.

    >>> zip_code("02139-4307"), zip_code("SW1A 1AA")
    ('021394307', 'SW1A1AA')
    """
    return postal_code.replace("-", "").replace(" ", "").upper()
