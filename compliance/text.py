# ruff: noqa: RUF001 - the look-alikes of Latin letters are what the table below is about.
"""What a typed text says: whether it says anything at all, and how it reads when spelling is set aside.

For judging and matching only. What was typed is kept as it was typed.
"""

import re
import unicodedata
from functools import lru_cache
from itertools import groupby
from typing import Final

_BLANK_GLYPHS: Final = frozenset("\u034f\u115f\u1160\u17b4\u17b5\u2800\u3164\uffa0") | {
    *map(chr, range(0xFE00, 0xFE10)),
    *map(chr, range(0xE0100, 0xE01F0)),
}
"""Letters, marks and symbols that print as nothing, beside the control, format and space characters."""

_APOSTROPHES: Final = dict.fromkeys(map(ord, "'`\u00b4\u2018\u2019\u201b\u02b9\u02bb\u02bc\u02bd\u02c8\u2032\uff07"))

_PLAIN_LETTERS: Final = {
    # Letters which Unicode does not take apart.
    "ø": "o", "ł": "l", "æ": "ae", "œ": "oe", "đ": "d", "ð": "d", "þ": "th", "ħ": "h", "ı": "i", "ŋ": "n",
    "ŧ": "t", "ĸ": "k", "ƒ": "f", "ɓ": "b", "ɗ": "d", "ɡ": "g", "ɩ": "i", "ɑ": "a", "ə": "e", "ʼ": "",
    # Cyrillic letters that look like Latin ones, in one case or the other.
    "а": "a", "в": "b", "е": "e", "к": "k", "м": "m", "н": "h", "о": "o", "р": "p", "с": "c", "т": "t",
    "у": "y", "х": "x", "і": "i", "ј": "j", "ѕ": "s", "һ": "h", "ԁ": "d", "ԛ": "q", "ԝ": "w", "ӏ": "l",
    # Greek ones; the capitals decide, because they are the ones that cannot be told apart.
    "α": "a", "β": "b", "ε": "e", "ζ": "z", "η": "h", "ι": "i", "κ": "k", "μ": "m", "ν": "n", "ο": "o",
    "ρ": "p", "τ": "t", "υ": "y", "χ": "x",
}  # fmt: skip
_PLAIN: Final = {ord(letter): plain for letter, plain in _PLAIN_LETTERS.items()}

_ASCII_WORD: Final = re.compile(r"[a-z0-9]+")
_ASCII_SQUEEZED: Final = {code: chr(code).lower() if chr(code).isalnum() else None for code in range(128)}

_NO_ANSWER: Final = """
    na none unknown anonymous anon null nil nothing noname notapplicable notavailable notgiven notprovided
    notdisclosed notsure undisclosed unspecified withheld confidential refused declined declinetostate
    prefernottosay dontknow idontknow tbd requested informationrequested inforequested bestefforts
    informationrequestedperbestefforts noneofyourbusiness blank noanswer nonegiven noneprovided nonelisted nonestated
    notstated notlisted notknown notspecified notreported notsupplied notanswered unavailable undefined unstated
    unlisted tobedetermined tobeadvised prefernottoanswer prefernottodisclose prefernot iprefernottosay
    iprefernottoanswer iprefernottodisclose rathernotsay rathernotanswer idrathernotsay iwouldrathernotsay
    idrathernotanswer iwouldrathernotanswer nooccupation noemployer nocomment noresponse same sameasabove asabove
    seeabove ditto
"""
NO_ANSWER: Final = frozenset(_NO_ANSWER.split())
"""Placeholders, letters and digits only (IDN-04). Length is never a reason: "IT", "VP" and "X" are answers."""

_NO_NAME: Final = """
    none unknown anonymous noname notapplicable notavailable notgiven notprovided notdisclosed undisclosed
    withheld refused declined prefernottosay firstname lastname
"""
NO_NAME: Final = frozenset(_NO_NAME.split())
"""Placeholders for a person's name. "Na" and "Null" are surnames and stay out; "n/a" is told by its slash."""

_N_SLASH_A: Final = re.compile(r"n\s*/\s*a")
_ONLY_X: Final = re.compile(r"x{3,}")
_XX: Final = "xx"


def visible(text: str) -> str:
    """Take out what does not print: control, format and unassigned characters and blank glyphs."""
    if text.isascii() and text.isprintable():
        return text
    return "".join(
        " " if mark.isspace() else mark
        for mark in text
        if mark.isspace() or (mark not in _BLANK_GLYPHS and not unicodedata.category(mark).startswith("C"))
    )


def says_something(text: str) -> bool:
    """Tell whether there is a letter or a digit that can be seen.

    >>> says_something("\u200b - "), says_something("7")
    (False, True)
    """
    return any(unicodedata.category(mark)[0] in "LN" for mark in visible(text))


def has_letter(text: str) -> bool:
    """Tell whether there is a letter that can be seen, of any script."""
    return any(unicodedata.category(mark)[0] == "L" for mark in visible(text))


def is_answer(text: str) -> bool:
    """Tell whether the text answers a question: neither blank, nor invisible, nor a placeholder (IDN-04).

    >>> is_answer("IT"), is_answer("n/a"), is_answer("...")
    (True, False, False)
    """
    plain = squeezed(text)
    said = plain != "" if text.isascii() else says_something(text)  # Folding may make letters of other signs.
    return said and plain not in NO_ANSWER and not _ONLY_X.fullmatch(plain) and not _only_repeats_one(text)


def _only_repeats_one(text: str) -> bool:
    # "none/none", "N/A N/A": the second adds nothing. Run together they would be "nana", an employer in Alaska.
    parts = words(_N_SLASH_A.sub("na", fold(text)))
    return parts != () and NO_ANSWER.issuperset(parts)


@lru_cache(maxsize=1024)  # A report asks again and again for the same few.
def says_work(text: str) -> bool:
    """Tell whether the text names a job or an employer (IDN-04): an answer with a letter in it.

    >>> says_work("3M"), says_work("MD"), says_work("123"), says_work("XX")
    (True, True, False, False)
    """
    return is_answer(text) and has_letter(text) and squeezed(text) != _XX


def is_name(text: str) -> bool:
    """Tell whether the text can be a person's first or last name (IDN-01).

    >>> is_name("Na"), is_name("N/A"), is_name("X")
    (True, False, True)
    """
    if _N_SLASH_A.fullmatch(fold(text).strip()):
        return False
    plain = squeezed(text)
    return has_letter(text) and plain not in NO_NAME and not _ONLY_X.fullmatch(plain)


def fold(text: str) -> str:
    """Set aside accents, case, apostrophes, look-alike letters and what does not print.

    >>> fold("Łukasz O\u2019Brien-Müller")
    'lukasz obrien-muller'
    """
    if text.isascii() and text.isprintable():
        return text.replace("'", "").replace("`", "").lower()
    taken_apart = unicodedata.normalize("NFKD", visible(text).translate(_APOSTROPHES))
    bare = "".join(mark for mark in taken_apart if not unicodedata.combining(mark))
    return visible(bare.casefold().translate(_PLAIN))


def words(text: str, *, dot: str = "") -> tuple[str, ...]:
    """Give the folded words: letters and digits; hyphens and other signs part them, dots only where asked.

    >>> words("J.Q. Smith-Jones, L.L.C."), words("J.Q. Smith", dot=" ")
    (('jq', 'smith', 'jones', 'llc'), ('j', 'q', 'smith'))
    """
    folded = fold(text).replace(".", dot)
    if folded.isascii():
        return tuple(_ASCII_WORD.findall(folded))
    # A script's vowel signs are marks, not letters, and still part of its words.
    return tuple("".join(mark if unicodedata.category(mark)[0] in "LNM" else " " for mark in folded).split())


def spelled(text: str) -> tuple[str, ...]:
    """Give the folded words, letters that stand alone in a row as one word.

    >>> spelled("Acme L L C"), spelled("Sample, P. C."), spelled("R Sample")
    (('acme', 'llc'), ('sample', 'pc'), ('r', 'sample'))
    """
    parts = words(text)
    return tuple(
        word
        for alone, run in groupby(parts, key=lambda part: len(part) == 1)
        for word in (["".join(run)] if alone else run)
    )


def squeezed(text: str) -> str:
    """Give the folded letters and digits alone.

    >>> squeezed("Mary-Ann O'Neil")
    'maryannoneil'
    """
    if text.isascii():  # The same, at once.
        return text.translate(_ASCII_SQUEEZED)
    return "".join(words(text))
