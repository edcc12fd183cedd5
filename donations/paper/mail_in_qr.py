"""QR: a text as a square that a camera reads, drawn as one path: a rectangle for each run of dark modules."""

from collections.abc import Iterator, Sequence
from itertools import groupby
from typing import Final

import segno
from reportlab.pdfgen.canvas import Canvas

QUIET: Final = 4
"""Light modules that have to stand on each side."""


def draw(canvas: Canvas, text: str, x: float, bottom: float, side: float) -> None:
    """Draw a text's QR code in a square, its quiet zone included; a sixth of it may be spoilt and it still reads."""
    matrix = segno.make_qr(text, error="m", boost_error=False).matrix
    module = side / (len(matrix) + 2 * QUIET)
    canvas.saveState()
    # From here on a module is the unit, and rows are counted downward.
    canvas.transform(module, 0, 0, -module, x + QUIET * module, bottom + side - QUIET * module)
    canvas.addLiteral(" ".join(_runs(matrix)) + " f")
    canvas.restoreState()


def _runs(matrix: Sequence[Sequence[int]]) -> Iterator[str]:
    """A rectangle, in the words of PDF, for each run of dark modules. Written out: to format figures takes longest."""
    for row, modules in enumerate(matrix):
        column = 0
        for dark, run in groupby(modules):
            across = len(list(run))
            if dark:
                yield f"{column} {row} {across} 1 re"
            column += across
