"""Pen: draws the pieces of the mail-in form: words, boxes to write in, boxes to tick, and what was answered in them.

On a blank form every box is also a field to type into on the screen; on a filled one the answers are set as text.
Text is drawn at once, in the order in which it is read.
"""

from collections.abc import Iterable, Mapping
from functools import lru_cache
from typing import Any, Final

from reportlab.pdfgen.canvas import Canvas

from donations.paper.lettering import SANS, lines, settable, width
from donations.paper.sheet import Face

MM: Final = 72 / 25.4
BOX: Final = 7.05 * MM
"""The height of a box that a pen writes in."""

TICK: Final = 10.5
LABEL: Final = Face(SANS, 8)
ANSWER: Final = Face(SANS, 12)
_SMALLER: Final = (12, 11, 10, 9, 8, 7, 6, 5, 4, 3)
_LEADING: Final = 1.2
_TYPED: Final = ("Helvetica", 12)
_INSET: Final = 4.0


class Pen:
    """Draws on one canvas. `answers` are by field name; None draws a blank form with fields to type into.

    `air` is left between the form's lines, so that a short form fills its page and a long one stays on it.
    """

    def __init__(self, canvas: Canvas, answers: Mapping[str, str] | None, air: float = 0) -> None:
        """Take up the pen."""
        self.air = air
        self._canvas = canvas
        # Its published types know whole points alone. To ask for it is to have one.
        self._fields: Any = canvas.acroForm if answers is None else None
        self._answers = answers

    @property
    def blank(self) -> bool:
        """Whether this is the form for everybody, without answers."""
        return self._answers is None

    def text(self, x: float, y: float, face: Face, text: str, spread: float = 0) -> None:
        """Set one line; `spread` is put between the letters."""
        self._canvas.setFont(*face)
        self._canvas.drawString(x, y, _written(text), charSpace=spread)

    def paragraph(self, x: float, top: float, face: Face, text: str, room: float) -> float:
        """Set a text in lines below a height; answer the height below it."""
        return self.set_lines(x, top, face, printed(text, face, room))

    def set_lines(self, x: float, top: float, face: Face, texts: Iterable[str]) -> float:
        """Set lines below a height; answer the height below them."""
        leading = face.size * _LEADING
        for text in texts:
            self._canvas.setFont(*face)
            self._canvas.drawString(x, top - face.size * 0.93, text)
            top -= leading
        return top

    def rule(self, x: float, y: float, to: float, weight: float) -> None:
        """Draw a level line."""
        self._canvas.setLineWidth(weight)
        self._canvas.line(x, y, to, y)

    def upright(self, x: float, bottom: float, top: float, weight: float) -> None:
        """Draw an upright line."""
        self._canvas.setLineWidth(weight)
        self._canvas.line(x, bottom, x, top)

    def arrow(self, x: float, y: float, to: float) -> None:
        """Draw an arrow that points to the right."""
        self._canvas.setLineWidth(1.5)
        self._canvas.lines([(x, y, to, y), (to - 6, y + 4, to, y), (to - 6, y - 4, to, y)])

    def frame(self, x: float, bottom: float, across: float, high: float, weight: float = 0.75) -> None:
        """Draw an empty box."""
        self._canvas.setLineWidth(weight)
        self._canvas.rect(x, bottom, across, high, stroke=1, fill=0)

    def line_box(self, x: float, top: float, across: float, name: str, label: str) -> float:
        """Draw a label and its box below a height, with what was answered; answer the height below."""
        self.text(x, top - 7.5, LABEL, label)
        bottom = top - 10 - BOX
        self.frame(x, bottom, across, BOX)
        self._fill(x, bottom, across, name, label)
        return bottom

    def empty_box(self, x: float, top: float, across: float, label: str) -> float:
        """Draw a label and a box that only a pen writes in."""
        self.text(x, top - 7.5, LABEL, label)
        self.frame(x, top - 10 - BOX, across, BOX)
        return top - 10 - BOX

    def choice(self, x: float, y: float, answer: tuple[str, str], face: Face, words: str) -> None:
        """Draw one of several answers, of which one is ticked; `answer` is the field's name and this one's value."""
        group, value = answer
        bottom = y - 1.8
        if self._answers is None:
            self._fields.radio(
                name=group,
                value=value,
                tooltip=words,
                x=x,
                y=bottom,
                size=TICK,
                buttonStyle="check",
                shape="square",
                borderWidth=0,
                fillColor=None,
                borderColor=None,
                fieldFlags="radio",
            )
        self._square(x, bottom, ticked=self._answered(group) == value)
        self.text(x + TICK + 5, y, face, words)

    def tick(self, x: float, y: float, name: str, words: str) -> None:
        """Draw a box to tick for a statement."""
        bottom = y - 1.8
        if self._answers is None:
            self._fields.checkbox(
                name=name,
                tooltip=words,
                x=x,
                y=bottom,
                size=TICK,
                buttonStyle="check",
                borderWidth=0,
                fillColor=None,
                borderColor=None,
                fieldFlags="",
            )
        self._square(x, bottom, ticked=bool(self._answered(name)))

    def _answered(self, name: str) -> str:
        return (self._answers or {}).get(name, "")

    def _fill(self, x: float, bottom: float, across: float, name: str, label: str) -> None:
        if self._answers is None:
            typed, size = _TYPED
            self._fields.textfield(
                name=name,
                tooltip=label,
                x=x + 1,
                y=bottom + 1,
                width=across - 2,
                height=BOX - 2,
                fontName=typed,
                fontSize=size,
                borderWidth=0,
                fillColor=None,
                borderColor=None,
                maxlen=None,
            )
            return
        face, texts = _fitted(self._answered(name), across - 2 * _INSET)
        leading = face.size * 1.1
        y = bottom + BOX / 2 + leading * len(texts) / 2 - face.size * 0.86
        self._canvas.setFont(*face)
        for text in texts:
            self._canvas.drawString(x + _INSET, y, text)
            y -= leading

    def _square(self, x: float, bottom: float, *, ticked: bool) -> None:
        self.frame(x, bottom, TICK, TICK, 1)
        if ticked:
            self._canvas.setLineWidth(1.8)
            corner = (x + 4.4, bottom + 2.3)
            self._canvas.lines([(x + 2, bottom + 5.2, *corner), (*corner, x + 9, bottom + 9)])


@lru_cache(maxsize=256)
def printed(text: str, face: Face, room: float) -> tuple[str, ...]:
    """Break one of the form's own texts into lines; kept, because every form has the same."""
    return tuple(lines(text, *face, room))


@lru_cache(maxsize=256)
def span(text: str, face: Face) -> float:
    """Measure one of the form's own texts; kept like them."""
    return width(_written(text), *face)


@lru_cache(maxsize=256)
def _written(text: str) -> str:
    return settable(text)


def _fitted(text: str, room: float) -> tuple[Face, list[str]]:
    """Set an answer in the largest size at which it stands in its box, on one line or, when it is long, on several."""
    for size in _SMALLER:
        broken = lines(text, SANS, size, room)
        if len(broken) <= max(1, int(BOX / (size * 1.1))):
            break
    return Face(SANS, size), broken
