"""The mail-in form: one page of US Letter to print, sign and enclose with a check (NOT-04).

Sheet and page are siblings: the same words, in the same order, in the same numbered parts. The sheet is folded in three
with its upper third facing out, so that the payee's address stands in the window of a #10 envelope. The same content
gives the same bytes.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from io import BytesIO
from typing import Final

from reportlab.lib.pagesizes import letter
from reportlab.pdfgen.canvas import Canvas

from compliance import wording
from compliance.committee import Committee
from compliance.election import Election
from compliance.money import Money
from donations.paper import code as codes
from donations.paper import mail_in_parts as parts
from donations.paper.lettering import settable
from donations.paper.mail_in_pen import MM, Pen


@dataclass(frozen=True, slots=True)
class Ask:
    """What a form says whoever fills it in: whose it is, the elections ahead, soonest first, and the cap of the day."""

    committee: Committee
    elections: tuple[Election, ...]
    cap: Money
    testing: bool = False
    """No real money: the sheet says so."""

    @property
    def version(self) -> str:
        """Names the words and the committee's configuration (NOT-04)."""
        return f"{wording.VERSION}-{self.committee.version[:6]}"


@dataclass(frozen=True, slots=True)
class Filled:
    """What one person answered.

    `answers` are written as they are to stand there, by field name; a ticked statement is any text. `link` is what the
    QR code holds; there is none without it. `remarks` say what will be asked.
    """

    answers: Mapping[str, str]
    code: str
    link: str
    revision: int = 1
    remarks: tuple[str, ...] = ()
    complete: bool = False
    """Nothing is left to fill in by hand."""


@lru_cache(maxsize=8)
def blank(ask: Ask) -> bytes:
    """Give the form for everybody, with fields to type into."""
    return _page(ask, None)


def filled(ask: Ask, one: Filled) -> bytes:
    """Give one person's form, with its answers and its code."""
    return _page(ask, one)


def _page(ask: Ask, one: Filled | None) -> bytes:
    paper = BytesIO()
    canvas = _canvas(paper, ask)
    _draw(canvas, Pen(canvas, one.answers if one else None, _air(ask)), ask, one)
    canvas.showPage()
    canvas.save()
    return paper.getvalue()


def _canvas(paper: BytesIO, ask: Ask) -> Canvas:
    canvas = Canvas(paper, pagesize=letter, invariant=1, pageCompression=1, lang="en-US")
    canvas.setTitle(TITLE)
    canvas.setAuthor(settable(ask.committee.name))
    canvas.setSubject(settable(wording.paid_for_by(ask.committee)))
    canvas.setCreator("donations")
    canvas.setViewerPreference("DisplayDocTitle", "true")
    canvas.setFillGray(0)
    canvas.setStrokeGray(0)
    return canvas


def _draw(canvas: Canvas, pen: Pen, ask: Ask, one: Filled | None) -> float:
    """Draw the page; answer the height of the lowest thing on it."""
    parts.head(pen, ask.committee.name, one.remarks if one else (), testing=ask.testing)
    parts.window(pen, ask.committee)
    below = parts.code(canvas, pen, one.link, codes.spaced(one.code)) if one else parts.TOP
    parts.steps(pen, below, wording.mail_steps(ask.committee, filled_in=one is not None and one.complete))
    below = parts.amount(pen, parts.FOLD - 1, ask.elections[:_MOST], ask.cap)
    below = parts.about_you(pen, below)
    below = parts.work(pen, below)
    below = parts.statements(pen, below)
    below = parts.give(pen, below)
    version = (f"Form {ask.version}", *((f"Code {codes.spaced(one.code)}, answers {one.revision}",) if one else ()))
    return parts.foot(pen, below, ask.committee, version)


@lru_cache(maxsize=8)
def _air(ask: Ask) -> float:
    """How much air the pen may leave, so that the page ends where its margin begins; found by drawing it once."""
    canvas = _canvas(BytesIO(), ask)
    lowest = _draw(canvas, Pen(canvas, {}), ask, None)
    return min(_MOST_AIR, (lowest - _BOTTOM) / parts.AIRS)


TITLE: Final = "Mail-in contribution form"
_BOTTOM: Final = 7 * MM
_MOST: Final = 4
"""More elections ahead than these would not fit; nobody has more."""
_MOST_AIR: Final = 3.5
