"""Lettering: the two type faces, which characters they can set, and how a text is broken into lines.

Text comes from people. It is only ever measured and drawn as it stands; nothing in it is read as mark-up.
"""

import re
import unicodedata
from functools import cache
from pathlib import Path
from typing import Final

from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont

SERIF: Final = "DonationsSerif"
"""Headings and figures."""

SANS: Final = "DonationsSans"
"""Everything else."""

_HERE: Final = Path(__file__).parent / "fonts"
_FILES: Final = {SERIF: "DejaVuSerifCondensed-Bold.ttf", SANS: "DejaVuSansCondensed.ttf"}
_SPOKEN: Final = re.compile(r"(?:HANGUL SYLLABLE|(?:HIRAGANA|KATAKANA) LETTER(?: SMALL)?) ([A-Z]+)")


@cache
def _widths() -> frozenset[int]:
    """Load both faces, once in a process; answer the code points that both can set."""
    faces = [TTFont(name, str(_HERE / file), shapable=False) for name, file in _FILES.items()]
    for face in faces:
        pdfmetrics.registerFont(face)
    return frozenset.intersection(*(frozenset(face.face.charToGlyph) for face in faces))


def settable(text: str) -> str:
    """Write a text so that every character has a shape: as it is, decomposed, spelled, or by its code point.

    Direction and control characters go; a text that had anything in it is never left empty.

    >>> settable("Łukasz Ἑλένη"), settable("ﬁ"), settable("김"), settable("李")
    ('Łukasz Ἑλένη', 'fi', 'Gim', '[U+674E]')
    """
    tidy = unicodedata.normalize("NFC", text)
    written = "".join(_written(character) for character in tidy).strip()
    return written or "".join(f"[U+{ord(character):04X}]" for character in tidy.strip())


def _written(character: str) -> str:
    if character.isspace():
        return " "
    if ord(character) in _widths() and unicodedata.category(character) not in {"Cc", "Cf"}:
        return character
    spoken = _SPOKEN.match(unicodedata.name(character, ""))
    if spoken:
        return spoken[1].capitalize()
    parts = [part for part in unicodedata.normalize("NFKD", character) if ord(part) in _widths()]
    if parts and parts != [character]:
        return "".join(parts)
    hidden = unicodedata.category(character) in {"Cc", "Cf", "Me", "Mn"}
    return "" if hidden else f"[U+{ord(character):04X}]"


def lacking(text: str) -> tuple[str, ...]:
    """Name the characters of a text that neither face can set as they are written, each once; a form tells them.

    >>> lacking("Łukasz Ἑλένη"), lacking("李小龍 Lee"), lacking("김")
    ((), ('李', '小', '龍'), ('김',))
    """
    strange = (x for x in unicodedata.normalize("NFC", text) if not x.isspace() and ord(x) not in _widths())
    return tuple(dict.fromkeys(x for x in strange if not _can_do_without(x)))


def _can_do_without(character: str) -> bool:
    """Whether a character that has no shape is hidden anyway, or made of others that have one."""
    parts = unicodedata.normalize("NFKD", character)
    made = parts != character and all(ord(part) in _widths() for part in parts)
    return made or unicodedata.category(character) in {"Cc", "Cf"}


def width(text: str, face: str, size: float) -> float:
    """Measure a settable text in points."""
    _widths()
    return float(pdfmetrics.stringWidth(text, face, size))


def lines(text: str, face: str, size: float, room: float) -> list[str]:
    """Break a text into lines no wider than `room` points, at blanks, and within a word only where it must be."""
    broken: list[str] = []
    line = ""
    for word in settable(text).split():
        if line and width(f"{line} {word}", face, size) <= room:
            line = f"{line} {word}"
            continue
        if line:
            broken.append(line)
        *full, line = _pieces(word, face, size, room)
        broken.extend(full)
    return [*broken, line] if line else broken


def _pieces(word: str, face: str, size: float, room: float) -> list[str]:
    pieces = [""]
    for character in word:
        if pieces[-1] and width(pieces[-1] + character, face, size) > room:
            pieces.append("")
        pieces[-1] += character
    return pieces


def fitting(text: str, face: str, sizes: tuple[float, ...], room: float) -> float:
    """Choose the largest of the sizes, given largest first, at which a text stands on one line; else the smallest."""
    written = settable(text)
    return next((size for size in sizes if width(written, face, size) <= room), sizes[-1])
