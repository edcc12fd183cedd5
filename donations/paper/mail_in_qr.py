"""QR: a text as a square that a camera reads, drawn as one path: a rectangle for each run of dark modules."""

from typing import Final

import segno
from reportlab.pdfgen.canvas import Canvas

QUIET: Final = 4
"""Light modules that have to stand on each side."""


def draw(canvas: Canvas, text: str, x: float, bottom: float, side: float) -> None:
    """Draw a text's QR code in a square, its quiet zone included; a sixth of it may be spoilt and it still reads."""
    matrix = segno.make_qr(text, error="m", boost_error=False).matrix
    size = len(matrix)
    module = side / (size + 2 * QUIET)
    path = canvas.beginPath()
    canvas.saveState()
    canvas.transform(module, 0, 0, -module, x + QUIET * module, bottom + side - QUIET * module)
    for y, row in enumerate(matrix):
        start = 0
        while start < size:
            end = start
            while end < size and row[end]:
                end += 1
            if end > start:
                path.rect(start, y, end - start, 1)
            start = end + 1
    canvas.drawPath(path, stroke=0, fill=1)
    canvas.restoreState()
