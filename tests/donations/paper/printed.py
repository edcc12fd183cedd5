"""Looking at a printed page as a printer and a camera do: its ink, its characters, its drawn boxes."""

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from io import BytesIO
from typing import Any

import pikepdf
import pypdfium2
from PIL import Image, ImageChops

MM = 72 / 25.4


@dataclass(frozen=True)
class Box:
    """A rectangle in millimetres from the left and from the TOP of the page, as one measures paper."""

    left: float
    top: float
    right: float
    bottom: float

    def holds(self, other: "Box", slack: float = 0.05) -> bool:
        """Tell whether another lies within."""
        return (
            self.left - slack <= other.left
            and self.top - slack <= other.top
            and other.right <= self.right + slack
            and other.bottom <= self.bottom + slack
        )

    def touches(self, other: "Box") -> bool:
        """Tell whether another shares anything with it."""
        apart = other.right < self.left or self.right < other.left or other.bottom < self.top or self.bottom < other.top
        return not apart


class Printed:
    """One page, printed."""

    def __init__(self, paper: bytes) -> None:
        """Read it; it must have one page of US Letter."""
        self.paper = paper
        self._page = pypdfium2.PdfDocument(paper)[0]
        assert self._page.get_size() == (612, 792)
        self._text = self._page.get_textpage()
        self.text = " ".join(self._text.get_text_range().split())

    def picture(self, dpi: int = 150) -> Image.Image:
        """The page as a picture."""
        picture: Image.Image = self._page.render(scale=dpi / 72).to_pil().convert("RGB")
        return picture

    def ink(self, within: Box | None = None, dpi: int = 200) -> Box | None:
        """The smallest box around all ink, or around the ink within a box; None where there is none."""
        picture = self.picture(dpi).convert("L")
        scale = dpi / 25.4
        left, top = (0.0, 0.0) if within is None else (max(within.left, 0), max(within.top, 0))
        if within is not None:
            corners = (left, top, within.right, within.bottom)
            picture = picture.crop(tuple(round(each * scale) for each in corners))  # type: ignore[arg-type]
        found = ImageChops.invert(picture).point(lambda dark: 255 * (dark > 40)).getbbox()
        if found is None:
            return None
        x0, y0, x1, y1 = (each / scale for each in found)
        return Box(left + x0, top + y0, left + x1, top + y1)

    def characters(self) -> Iterator[tuple[str, Box]]:
        """Every character that can be seen, with its box."""
        for index in range(self._text.count_chars()):
            character = self._text.get_text_range(index, 1)
            if character.strip():
                x0, y0, x1, y1 = self._text.get_charbox(index)
                yield character, Box(x0 / MM, (792 - y1) / MM, x1 / MM, (792 - y0) / MM)

    def words_in(self, box: Box) -> str:
        """The characters that touch a box, without blanks."""
        return "".join(character for character, at in self.characters() if box.touches(at))


def objects(pdf: pikepdf.Pdf) -> Iterator[Any]:
    """Every object of a document, and every one that stands within another."""
    waiting: list[Any] = [pdf.trailer, *pdf.objects]
    while waiting:
        each = waiting.pop()
        yield each
        inside: list[Any] = []
        if isinstance(each, pikepdf.Array):
            inside = list(each)
        elif isinstance(each, pikepdf.Dictionary | pikepdf.Stream):
            inside = [each[key] for key in each.keys()]  # noqa: SIM118 - not a mapping of Python's
        waiting += [inner for inner in inside if isinstance(inner, pikepdf.Object) and not inner.is_indirect]


def keys(paper: bytes) -> set[str]:
    """Every key that stands in any dictionary of a document."""
    with pikepdf.open(BytesIO(paper)) as pdf:
        found = [each.keys() for each in objects(pdf) if isinstance(each, pikepdf.Dictionary | pikepdf.Stream)]
        return {key for some in found for key in some}


def instructions(paper: bytes) -> list[tuple[str, list[Any]]]:
    """The page's drawing: each operator with its operands, numbers as such."""
    with pikepdf.open(BytesIO(paper)) as pdf:
        drawn: list[Any] = list(pikepdf.parse_content_stream(pdf.pages[0]))
        return [(str(each.operator), [_plain(x) for x in each.operands]) for each in drawn]


def _plain(operand: Any) -> Any:
    return float(operand) if isinstance(operand, int | Decimal) else operand
