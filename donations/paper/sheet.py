"""Sheet: one page of US Letter, on which text is set in any order and drawn as it is read, from top to bottom."""

from typing import Final, NamedTuple

from reportlab import rl_config
from reportlab.lib.pagesizes import letter
from reportlab.pdfgen.canvas import Canvas

from donations.paper.lettering import settable, width

rl_config.useA85 = 0
"""Streams are bytes. Written as letters, for wires that carry no bytes, they are a quarter longer and slow to make."""

HEIGHT: Final = float(letter[1])
LEFT: Final = 76.0
RIGHT: Final = letter[0] - LEFT
ROOM: Final = RIGHT - LEFT


class Face(NamedTuple):
    """A type face and its size in points."""

    name: str
    size: float


class Sheet:
    """Collects what stands on the page; heights are points from the bottom edge."""

    def __init__(self, canvas: Canvas) -> None:
        """Keep the canvas; rules and boxes are drawn at once, text when the page is done."""
        self._canvas = canvas
        self._texts: list[tuple[float, float, Face, str]] = []

    def put(self, y: float, face: Face, text: str, x: float | None = LEFT) -> None:
        """Set one line; where `x` is None it stands in the middle."""
        written = settable(text)
        start = (LEFT + RIGHT - width(written, *face)) / 2 if x is None else x
        self._texts.append((-y, start, face, written))

    def up(self, y: float, face: Face, texts: list[str], x: float = LEFT) -> float:
        """Set lines so that the last stands at `y`; answer the height above the first."""
        for text in reversed(texts):
            self.put(y, face, text, x)
            y += face.size * 1.35
        return y

    def rule(self, y: float, weight: float) -> None:
        """Draw a line from edge to edge."""
        self._canvas.setLineWidth(weight)
        self._canvas.line(LEFT, y, RIGHT, y)

    def box(self, bottom: float, top: float) -> None:
        """Draw a box from edge to edge."""
        self._canvas.setLineWidth(1.5)
        self._canvas.rect(LEFT, bottom, ROOM, top - bottom, stroke=1, fill=0)

    def tick(self, y: float) -> None:
        """Draw a ticked box at the left edge."""
        self._canvas.setLineWidth(1)
        self._canvas.rect(LEFT, y, 10, 10, stroke=1, fill=0)
        self._canvas.setLineWidth(1.5)
        middle = (LEFT + 4.4, y + 2.4)
        self._canvas.lines([(LEFT + 2.2, y + 5, *middle), (*middle, LEFT + 8, y + 8)])

    def draw(self) -> None:
        """Draw the texts in the order in which they are read, so that they are also copied and spoken in it."""
        for down, x, face, text in sorted(self._texts):
            self._canvas.setFont(*face)
            self._canvas.drawString(x, -down, text)
