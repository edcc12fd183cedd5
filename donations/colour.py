"""Colour: whether text in the committee's accent can be read, and the nearest colour in which it can."""

from typing import Final

_TEXT_CONTRAST: Final = 4.5
WHITE: Final = "#ffffff"
BLACK: Final = "#121210"


def readable_on(colour: str, ground: str) -> str:
    """Move a colour away from its ground until text in it reads: a contrast of 4.5 to 1 (WCAG 2.2, 1.4.3).

    >>> readable_on("#ffcc00", WHITE) == "#ffcc00", readable_on("#9c1c2e", WHITE)
    (False, '#9c1c2e')
    """
    parts = _channels(colour)
    aim = 255 if _luminance(_channels(ground)) < 0.5 else 0  # noqa: PLR2004 - dark or light
    for step in range(101):
        moved = [round(part + (aim - part) * step / 100) for part in parts]
        if _contrast(moved, _channels(ground)) >= _TEXT_CONTRAST:
            break
    return "#" + "".join(f"{part:02x}" for part in moved)


def _channels(colour: str) -> list[int]:
    return [int(colour[at : at + 2], 16) for at in (1, 3, 5)]


def _luminance(channels: list[int]) -> float:
    def linear(value: float) -> float:
        return value / 12.92 if value <= 0.04045 else ((value + 0.055) / 1.055) ** 2.4  # noqa: PLR2004 - WCAG's curve

    red, green, blue = (linear(channel / 255) for channel in channels)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _contrast(one: list[int], other: list[int]) -> float:
    lighter, darker = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)
