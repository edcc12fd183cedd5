"""The parts of the mail-in form, from top to bottom; each is told where it may begin and answers where the next may.

Heights are points from the bottom edge. The upper third is laid out for a #10 envelope, 9.5 by 4.125 inches, whose
window of 4.5 by 1.125 inches stands 7/8 inch from the left and 1/2 inch from the bottom. The sheet is narrower than
the envelope and its third lower, so it can slip: `WINDOW_SEEN` shows wherever the sheet lies, `WINDOW_REACH` is all
that can ever show. The address stands in the first; nothing else stands in the second.
"""

from collections.abc import Iterable, Sequence
from typing import Final, NamedTuple

from reportlab.pdfgen.canvas import Canvas

from compliance import wording
from compliance.committee import Committee
from compliance.election import Election
from compliance.money import Money
from donations.paper import mail_in_qr
from donations.paper.lettering import SANS, SERIF, fitting
from donations.paper.mail_in_pen import TICK, Pen, printed, span
from donations.paper.sheet import HEIGHT, Face

INCH: Final = 72.0
LEFT: Final = 36.0
RIGHT: Final = 576.0
TOP: Final = 768.0
FOLD: Final = HEIGHT * 2 / 3
"""The lower edge of the upper third; the other fold is at a third."""


class Area(NamedTuple):
    """A rectangle on the sheet: two corners."""

    left: float
    bottom: float
    right: float
    top: float


_ENVELOPE: Final = (9.5 * INCH, 4.125 * INCH)
_WINDOW: Final = Area(0.875 * INCH, 0.5 * INCH, 5.375 * INCH, 1.625 * INCH)
_SLIP: Final = (_ENVELOPE[0] - 8.5 * INCH, _ENVELOPE[1] - HEIGHT / 3)
"""How far the sheet can slip to the right and upward."""

WINDOW_SEEN: Final = Area(_WINDOW.left, FOLD + _WINDOW.bottom, _WINDOW.right - _SLIP[0], FOLD + _WINDOW.top - _SLIP[1])
WINDOW_REACH: Final = Area(_WINDOW.left - _SLIP[0], FOLD + _WINDOW.bottom - _SLIP[1], _WINDOW.right, FOLD + _WINDOW.top)

_ASIDE: Final = 402.0
"""Where the right column of the upper third begins, beside all that can show in the window."""
_INNER: Final = 136.0
"""Where the fields begin, right of the parts' names."""
_GUTTER: Final = _INNER - LEFT - 10
_WIDE: Final = RIGHT - _INNER
_GAP: Final = 8.0
_HINT: Final = Face(SANS, 8)
_CHOICE: Final = Face(SANS, 9.5)
_FEW: Final = 2
"""More elections than this take the room of their hint, which then stands under the amount."""

_STATEMENT: Final = Face(SANS, 10)
_NOTICE: Final = Face(SANS, 8.5)
_PAYER: Final = Face(SERIF, 12)
_TEST: Final = "TEST - no real money"


# The upper third -----------------------------------------------------------------------------------------------------


def head(pen: Pen, name: str, remarks: Sequence[str], *, testing: bool = False) -> None:
    """Set the title and what the sheet is, and under it, on a filled form, what will be asked."""
    pen.rule(LEFT, TOP - 3, RIGHT, 6)
    pen.text(LEFT, TOP - 36, Face(SERIF, 26), wording.PAPER_TITLE)
    if testing:
        pen.text(_ASIDE - 14 - span(_TEST, _PAYER), TOP - 36, _PAYER, _TEST)
    room = _ASIDE - LEFT - 14
    face = Face(SERIF, fitting(name, SERIF, (13, 12, 11, 10, 9), room))
    below = pen.set_lines(LEFT, TOP - 44, face, printed(name, face, room)[:2]) - 2
    if remarks:
        _remarks(pen, below - 3, remarks, room)
    else:
        lead = wording.PAPER_BLANK if pen.blank else wording.PAPER_FILLED
        pen.paragraph(LEFT, below, Face(SANS, 9.5), lead, room)


def _remarks(pen: Pen, top: float, remarks: Sequence[str], room: float) -> None:
    high = top - WINDOW_REACH.top - 4
    for size in (9, 8.5, 8, 7.5, 7, 6.5, 6, 5.5, 5):
        face = Face(SANS, size)
        told = [printed(remark, face, room - 10) for remark in remarks]
        if sum(len(each) for each in told) * size * 1.2 + 3 * (len(told) - 1) <= high:
            break
    below = top
    for each in told:
        below = pen.set_lines(LEFT + 10, below, face, each) - 3
    pen.upright(LEFT + 2, below + 3, top, 3)


def window(pen: Pen, committee: Committee) -> None:
    """Set the payee and the address where the window shows them, and the marks at which the sheet is folded."""
    room = WINDOW_SEEN.right - WINDOW_SEEN.left - 12
    high = WINDOW_SEEN.top - WINDOW_SEEN.bottom
    where = committee.address.lines if committee.address else ()
    for size in (12.0, 11.0, 10.5, 10.0, 9.5, 9.0, 8.5, 8.0, 7.0, 6.0):
        name = printed(committee.name, Face(SERIF, size), room)
        rest = [line for text in where for line in printed(text, Face(SANS, size), room)]
        if (len(name) + len(rest)) * size * 1.2 <= high:
            break
    below = pen.set_lines(WINDOW_SEEN.left + 6, WINDOW_SEEN.top, Face(SERIF, size), name)
    pen.set_lines(WINDOW_SEEN.left + 6, below, Face(SANS, size), rest)
    for fold in (FOLD, HEIGHT / 3):
        pen.rule(LEFT - 16, fold, LEFT - 8, 0.5)
        pen.rule(RIGHT + 8, fold, RIGHT + 16, 0.5)


def code(canvas: Canvas, pen: Pen, link: str, spaced: str) -> float:
    """Set the code in large spaced letters, the QR code beside it, and for whom they are."""
    side = 82.0
    left = RIGHT - side + 9
    top = TOP - 5
    if link:
        mail_in_qr.draw(canvas, link, left, top - side, side)
    pen.text(_ASIDE, top - 16, _HINT, wording.PAPER_FOR_THE_CAMPAIGN)
    pen.arrow(_ASIDE, top - 24, left + 1)
    y = top - 48
    for half in spaced.split():
        pen.text(_ASIDE, y, Face(SERIF, 19), half, spread=5)
        y -= 24
    return top - side


def steps(pen: Pen, top: float, told: Iterable[str]) -> None:
    """Say what to do, in five lines, in the right column."""
    room = RIGHT - _ASIDE - 14
    if top == TOP:
        top -= 14
    high = top - FOLD - 3
    listed = list(told)
    for size in (9.5, 9, 8.5, 8, 7.5, 7, 6.5, 6):
        face = Face(SANS, size)
        count = sum(len(printed(text, face, room)) for text in listed)
        if count * size * 1.2 + 3.5 * (len(listed) - 1) <= high:
            break
    for number, text in enumerate(listed, start=1):
        pen.text(_ASIDE, top - size * 0.93, Face(SERIF, size), str(number))
        top = pen.paragraph(_ASIDE + 14, top, face, text, room) - 3.5


# The numbered parts --------------------------------------------------------------------------------------------------


def _part(pen: Pen, top: float, number: int, hint: str = "") -> tuple[float, float]:
    """Begin a part: a strong rule, its number and name, a hint under them.

    Answers where its fields may begin, and where its hint ends, above which the next part may not begin.
    """
    pen.rule(LEFT, top - 1.25, RIGHT, 2.5)
    inside = top - 5 - pen.air
    figure = Face(SERIF, 19)
    pen.text(LEFT, inside - 17, figure, str(number))
    pen.text(LEFT + span(str(number), figure) + 5, inside - 17, Face(SERIF, 11), wording.PARTS[number - 1])
    return inside, pen.paragraph(LEFT, inside - 23, _HINT, hint, _GUTTER)


def amount(pen: Pen, top: float, elections: Sequence[Election], cap: Money) -> float:
    """Ask for the amount and the election."""
    inside, under = _part(pen, top, 1, wording.limit_sentence(cap))
    pen.text(_INNER, inside - 26, Face(SERIF, 14), "$")
    below = pen.line_box(_INNER + 12, inside, 96, "amount", wording.PAPER_AMOUNT)
    left = _INNER + (128 if len(elections) <= _FEW else 176)
    room = RIGHT - left
    if len(elections) == 1:
        pen.paragraph(left, inside - 12, _CHOICE, f"For {wording.for_election(elections[0])}.", room)
    elif elections:
        pen.text(left, inside - 7.5, _HINT, wording.LABELS["election"])
        y = inside - 20
        for each in elections:
            words = f"For {wording.for_election(each)}"
            pen.choice(left, y, ("election", each.code), _CHOICE, words)
            y -= 14
        hint = wording.election_hint(elections[0])
        if len(elections) > _FEW:
            below = min(y + 8, pen.paragraph(_INNER, below - 2, _HINT, hint, left - _INNER - 12))
        else:
            below = pen.paragraph(left, y + 10, _HINT, hint, room)
    return min(below, under) - 3


def about_you(pen: Pen, top: float) -> float:
    """Ask who gives: name, postal address, how to be reached."""
    below, under = _part(pen, top, 2, wording.BEST_EFFORTS)
    for row in _ROWS:
        left = _INNER
        across = _WIDE - _GAP * (len(row) - 1)
        for name, share, optional in row:
            label = wording.LABELS[name] + (f" {wording.OPTIONAL}" if optional else "")
            bottom = pen.line_box(left, below, across * share, name, label)
            left += across * share + _GAP
        below = bottom - 1.2 - pen.air
    return min(below, under) - 1.8


_ROWS: Final = (
    (("first_name", 0.28, False), ("middle_name", 0.235, True), ("last_name", 0.325, False), ("suffix", 0.16, True)),
    (("address1", 0.66, False), ("address2", 0.34, True)),
    (("city", 0.38, False), ("state", 0.11, False), ("postal_code", 0.18, False), ("country", 0.33, False)),
    (("email", 0.64, True), ("phone", 0.36, True)),
)
"""The fields of a person, in rows: each field's share of the width, and whether it may be left out."""


def work(pen: Pen, top: float) -> float:
    """Ask for work, with the reason beside it (NOT-05)."""
    inside, _ = _part(pen, top, 3)
    below = pen.paragraph(_INNER, inside, _NOTICE, wording.PUBLIC_LISTING, _WIDE)
    pen.text(_INNER, below - 9, _HINT, wording.LABELS["work"])
    y = below - 21.5
    widths = [TICK + 5 + span(words, _CHOICE) for words in wording.WORK.values()]
    left = _INNER
    for (value, words), across in zip(wording.WORK.items(), widths, strict=True):
        pen.choice(left, y, ("work", value), _CHOICE, words)
        left += across + (_WIDE - sum(widths)) / (len(widths) - 1)
    across = (_WIDE - _GAP) / 2
    pen.line_box(_INNER, y - 5, across, "occupation", wording.LABELS["occupation"])
    return pen.line_box(_INNER + across + _GAP, y - 5, across, "employer", wording.LABELS["employer"]) - 3


def statements(pen: Pen, top: float) -> float:
    """Set the five statements, each with its box (SRC-01 to SRC-05)."""
    below, under = _part(pen, top, 4, wording.EVERY_STATEMENT)
    for statement in wording.STATEMENTS:
        pen.tick(_INNER, below - 9.3, statement.field, statement.paper_text)
        below = pen.paragraph(_INNER + TICK + 6, below, _STATEMENT, statement.paper_text, _WIDE - TICK - 6)
        below -= 1.4 + pen.air
    return min(below + pen.air, under) - 1


def give(pen: Pen, top: float) -> float:
    """Leave two lines to sign on, with date and amount."""
    inside, under = _part(pen, top, 5, wording.NOT_DEDUCTIBLE)
    below = pen.paragraph(_INNER, inside, _NOTICE, wording.JOINT_ACCOUNT, _WIDE) - 1
    for name, whose in zip(("", "second_"), wording.PAPER_SIGNATURES, strict=True):
        pen.empty_box(_INNER, below, _WIDE - 200, whose)
        pen.line_box(RIGHT - 192, below, 92, f"{name}signed_on", wording.PAPER_DATE)
        below = pen.line_box(RIGHT - 92, below, 92, f"{name}signer_amount", wording.PAPER_AMOUNT) - 1.2 - pen.air
    return min(below, under) - 1.8


AIRS: Final = 15
"""How often a form from top to bottom takes the pen's air between its lines."""


def foot(pen: Pen, top: float, committee: Committee, version: Sequence[str]) -> float:
    """Set the form's version, and who pays in a box of its own; answer the height of the lowest thing on the page."""
    pen.rule(LEFT, top - 1.25, RIGHT, 2.5)
    aside = max(span(text, _HINT) for text in version) + 12
    payer = printed(wording.paid_for_by(committee), _PAYER, RIGHT - LEFT - aside - 20)
    bottom = top - 13 - len(payer) * _PAYER.size * 1.2
    left = RIGHT - max(span(text, _PAYER) for text in payer) - 20
    pen.set_lines(LEFT, top - 7, _HINT, version)
    pen.frame(left, bottom, RIGHT - left, top - 6 - bottom, 1.5)
    pen.set_lines(left + 10, top - 9, _PAYER, payer)
    return bottom
