"""The fields of a form: how a posted text is tidied before anything looks at it, and when a box is ticked."""

import unicodedata
from collections.abc import Callable
from typing import Any, Final

from wtforms import BooleanField, Field

_KEPT: Final = "\u200c\u200d"
"""Joiners that some scripts need within a word; every other hidden character goes."""

_YES: Final = frozenset({"on", "y", "yes", "true", "1"})


def tidy(text: str | None) -> str:
    r"""Take out what cannot be seen and turns what can: control, format and direction characters (IDN-11).

    >>> tidy(" Rob\u202ein\tSample ")
    'Robin Sample'
    """
    return _without_controls(" ".join((text or "").splitlines()).replace("\t", " "))


def tidy_lines(text: str | None) -> str:
    """Tidy a text of several lines and keep its lines."""
    return "\n".join(_without_controls(line.replace("\t", " ")) for line in (text or "").splitlines()).strip()


def untouched_amount(text: str | None) -> str:
    r"""Leave an amount as typed, but make every hidden character visible, so that nothing hidden becomes readable.

    >>> untouched_amount("2\u202e50")
    '2�50'
    """
    kept = (x if x in " \t\r\n" or unicodedata.category(x)[0] != "C" else "\ufffd" for x in text or "")
    return "".join(kept)


def _without_controls(text: str) -> str:
    kept = (x for x in text if x in _KEPT or unicodedata.category(x) not in {"Cc", "Cf", "Cs"})
    return unicodedata.normalize("NFC", "".join(kept)).strip()


class Tick(BooleanField):
    """A box that is ticked by a word that says so, and by nothing else."""

    def process_formdata(self, valuelist: list[str]) -> None:
        """Read the box."""
        self.data = bool(valuelist) and valuelist[0].strip().lower() in _YES


class Line(Field):
    """A text, never None. `words` name it in a sentence, `longest` is the most characters it takes."""

    data: str

    def __init__(
        self, words: str, longest: int, *, tidied: Callable[[str | None], str] = tidy, default: str = "", **wtforms: Any
    ) -> None:
        """Keep the words and the length beside the field, where page and problems read them."""
        super().__init__(words, filters=(tidied,), default=default, **wtforms)
        self.words = words
        self.longest = longest
