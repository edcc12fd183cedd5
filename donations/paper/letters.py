"""Letters for the post: one page each, black only, the same hand as the receipt; and the forms that go with them.

The same letter gives the same bytes, so that a copy made later can be compared with what was sent.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from io import BytesIO
from typing import Final

from reportlab.lib.pagesizes import letter
from reportlab.pdfgen.canvas import Canvas

from compliance import wording
from compliance.committee import Committee
from compliance.enclosures import Letter
from donations.paper.lettering import SANS, SERIF, fitting, lines, settable
from donations.paper.sheet import HEIGHT, ROOM, Face, Sheet

_SIZES: Final = (11.0, 10.0, 9.0, 8.0, 7.0, 6.0)
_SPACED: Final = 1.4
_BETWEEN: Final = 0.75
_SIGN: Final = "Signature:"


@dataclass(frozen=True, slots=True)
class Page:
    """One sheet: a letter with the day and the lines of its address, or a form, which has neither."""

    text: Letter
    on: date | None = None
    to: tuple[str, ...] = ()
    reference: str = ""


def letters_pdf(committee: Committee, pages: Sequence[Page], *, test: bool = False) -> bytes:
    """Set each page on a sheet of US Letter and give the PDF; `test` marks one for which no real money moved."""
    paper = BytesIO()
    canvas = Canvas(paper, pagesize=letter, invariant=1, pageCompression=1, lang="en-US")
    canvas.setTitle(settable(pages[0].text.subject))
    canvas.setAuthor(settable(committee.name))
    canvas.setSubject("Letter to a contributor")
    canvas.setCreator("donations")
    for page in pages:
        sheet = Sheet(canvas)
        _body(sheet, page, _head(sheet, committee, page, test=test), _foot(sheet, committee, page))
        sheet.draw()
        canvas.showPage()
    canvas.save()
    return paper.getvalue()


def _head(sheet: Sheet, committee: Committee, page: Page, *, test: bool) -> float:
    """Set who writes, when and to whom; answer where the next thing may begin."""
    y = HEIGHT - 60
    sheet.rule(y, 6)
    if test:
        sheet.put(y + 12, Face(SERIF, 11), "TEST - no real money")
    y -= 10
    name = Face(SERIF, fitting(committee.name, SERIF, (14, 12, 10), ROOM))
    for text in lines(committee.name, *name, ROOM)[:3]:
        y -= name.size * 1.3
        sheet.put(y, name, text)
    where = [*(committee.address.lines if committee.address else ()), committee.fec_id and f"FEC ID {committee.fec_id}"]
    for text in lines(" · ".join(filter(None, where)), SANS, 9, ROOM)[:2]:
        y -= 13
        sheet.put(y, Face(SANS, 9), text)
    y -= 10
    sheet.rule(y, 0.75)
    if page.to:
        y -= 22
        for told in page.to[:6]:
            for text in lines(told, SANS, 11, ROOM * 0.6)[:2]:
                y -= 15
                sheet.put(y, Face(SANS, 11), text)
    if page.on:
        y -= 30
        sheet.put(y, Face(SANS, 11), wording.long_date(page.on))
    return y - 14


def _foot(sheet: Sheet, committee: Committee, page: Page) -> float:
    """Set, from the bottom up, who pays, the reference and what is enclosed; answer the height left above."""
    payer = lines(wording.paid_for_by(committee), SERIF, 12, ROOM - 24)[:4]
    y = 66.0 + 16 * len(payer)
    sheet.box(54, y)
    for index, text in enumerate(payer):
        sheet.put(y - 18 - 16 * index, Face(SERIF, 12), text, x=None)
    y += 14
    told = [f"Enclosed: {', '.join(page.text.enclosures)}"] if page.text.enclosures else []
    told += [f"Reference {page.reference}"] if page.reference else []
    for text in reversed(told):
        y = sheet.up(y, Face(SANS, 9), lines(text, SANS, 9, ROOM)[:3]) + 2
    return y + 14


def _body(sheet: Sheet, page: Page, top: float, bottom: float) -> None:
    """Set the subject and the paragraphs between two heights, in the largest size at which all of it fits."""
    y = top
    for text in lines(page.text.subject, SERIF, 18, ROOM)[:3]:
        y -= 24
        sheet.put(y, Face(SERIF, 18), text)
    y -= 8
    size, paragraphs = _fitted(page.text.paragraphs, y - bottom)
    for number, paragraph in enumerate(paragraphs):
        y -= size * _BETWEEN
        if _SIGN in page.text.paragraphs[number]:
            y -= size * 2.5  # Room for a hand to write.
        for text in paragraph:
            y -= size * _SPACED
            if y < bottom:
                return
            sheet.put(y, Face(SANS, size), text)


def _fitted(paragraphs: Sequence[str], height: float) -> tuple[float, list[list[str]]]:
    for size in _SIZES:
        broken = [lines(paragraph, SANS, size, ROOM) or [""] for paragraph in paragraphs]
        signatures = sum(_SIGN in paragraph for paragraph in paragraphs)
        needed = sum(size * (_SPACED * len(texts) + _BETWEEN) for texts in broken) + signatures * size * 2.5
        if needed <= height:
            break
    return size, broken
