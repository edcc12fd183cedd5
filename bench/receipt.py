"""The receipt as PDF. The floor is one line on one page by ReportLab itself: less is no PDF."""

import random
from collections.abc import Iterator
from io import BytesIO

from reportlab.pdfgen.canvas import Canvas

from bench.measuring import Figure, a_gift, application, beside
from donations.paper.receipt import Receipt, receipt_pdf


def measure() -> Iterator[Figure]:
    """One receipt."""
    with application() as (_, desk):
        gift = a_gift(desk, 1, random.Random(3))
        receipt = Receipt.of(desk.committee, gift, "W-000001", "Visa ending in 4242", test=True)
        yield beside(
            "receipt as PDF",
            lambda: receipt_pdf(receipt),
            _line,
            floor_name="one line on a page",
            limit=60,
            rounds=60,
        )


def _line() -> None:
    canvas = Canvas(BytesIO(), invariant=1)
    canvas.drawString(72, 72, "Receipt")
    canvas.save()
