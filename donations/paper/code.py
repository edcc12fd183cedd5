"""Code: the eight letters on a filled-in form, by which staff find its draft. They say nothing by themselves.

The last letter checks the others, in the field of 32 elements: each place has a weight of its own, and the weighted sum
of a true code is zero. One wrong letter changes the sum, whichever it is; so does any exchange of two unequal letters.
"""

import re
from collections.abc import Iterator
from typing import Final

ALPHABET: Final = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789"
"""No 0 and O, no 1 and I: they are told apart badly, by eye and in handwriting."""

LENGTH: Final = 8
CODES: Final = len(ALPHABET) ** (LENGTH - 1)
"""How many there are."""

_VALUES: Final = {letter: value for value, letter in enumerate(ALPHABET)}
_BITS: Final = 5
_POLYNOMIAL: Final = 0b100101
_ALIKE: Final = ("8B", "5S", "2Z", "6G", "UV", "VY", "CG", "DQ", "EF", "KX", "MN", "PR", "7T", "4A", "9G", "37")
_SPACES: Final = re.compile(r"[\s.\-\u2010-\u2015]+")


def _product(one: int, other: int) -> int:
    answer = 0
    while other:
        if other & 1:
            answer ^= one
        one <<= 1
        if one & len(ALPHABET):
            one ^= _POLYNOMIAL
        other >>= 1
    return answer


def _weights() -> tuple[int, ...]:
    weights = [1]
    while len(weights) < LENGTH:
        weights.insert(0, _product(weights[0], 2))
    return tuple(weights)


_WEIGHTS: Final = _weights()


def _sum(letters: str) -> int:
    total = 0
    for weight, letter in zip(_WEIGHTS, letters, strict=True):
        total ^= _product(weight, _VALUES[letter])
    return total


def make(number: int) -> str:
    """Write a number from 0 up to `CODES` as a code; which number is for the caller to draw.

    >>> make(0), make(123456789)
    ('AAAAAAAA', 'ADXZVJXB')
    """
    if not 0 <= number < CODES:
        raise ValueError("there is no such code")
    shifts = range(_BITS * (LENGTH - 2), -1, -_BITS)
    letters = "".join(ALPHABET[number >> shift & len(ALPHABET) - 1] for shift in shifts)
    return letters + ALPHABET[_sum(letters + ALPHABET[0])]


def read(typed: str) -> str:
    """Take what was typed or scanned for the letters alone: capitals, no blanks, no address in front.

    >>> read(" adxz vjxb "), read("https://give.example.org/c/ADXZVJXB")
    ('ADXZVJXB', 'ADXZVJXB')
    """
    return _SPACES.sub("", typed.rpartition("/c/")[2].rstrip("/")).upper()


def check(code: str) -> bool:
    """Tell whether these are eight of our letters, and the last one agrees with the others.

    >>> check("ADXZVJXB"), check("ADXZVJXC"), check("DAXZVJXB"), check("")
    (True, False, False, False)
    """
    return len(code) == LENGTH and all(letter in _VALUES for letter in code) and _sum(code) == 0


def spaced(code: str) -> str:
    """Write a code for people, in two halves.

    >>> spaced("ADXZVJXB")
    'ADXZ VJXB'
    """
    return f"{code[: LENGTH // 2]} {code[LENGTH // 2 :]}"


def suggest(code: str) -> tuple[str, ...]:
    """Give every code that is one slip away, the likeliest first: an exchange, a letter misread, missing or too many.

    Most of them were never given to anybody; whoever asks looks which were. A letter that is not ours can only have
    been misread.

    >>> suggest("ADXZVJ0B")
    ('ADXZVJXB',)
    >>> "ADXZVJXB" in suggest("AXDZVJXB"), "ADXZVJXB" in suggest("ADXZVJX"), suggest("ADXZVJXB"), suggest("AB")
    (True, True, (), ())
    """
    if check(code) or not LENGTH - 1 <= len(code) <= LENGTH + 1:
        return ()
    found = dict.fromkeys(each for each in _one_slip_from(code) if check(each))
    return tuple(found)


def _one_slip_from(code: str) -> Iterator[str]:
    if len(code) < LENGTH:
        yield from (code[:at] + letter + code[at:] for at in range(LENGTH) for letter in ALPHABET)
        return
    if len(code) > LENGTH:
        yield from (code[:at] + code[at + 1 :] for at in range(len(code)))
        return
    yield from (code[:at] + code[at + 1] + code[at] + code[at + 2 :] for at in range(LENGTH - 1))
    replaced = [(at, letter) for at in range(LENGTH) for letter in ALPHABET]
    replaced.sort(key=lambda slip: not any({code[slip[0]], slip[1]} == set(pair) for pair in _ALIKE))
    yield from (code[:at] + letter + code[at + 1 :] for at, letter in replaced)
