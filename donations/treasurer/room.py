"""A contributor's room for an election as a bar, made at the server; the figures stand beside it."""

from dataclasses import dataclass
from typing import Final

from compliance.money import Money
from donations.people import Total

WIDTH: Final = 480


@dataclass(frozen=True, slots=True)
class Bar:
    """One bar: where the limit is, how far it is filled, and how far beyond it goes; in units of the drawing."""

    filled: int
    over: int
    limit: int
    words: str


def bar(total: Total) -> Bar | None:
    """Draw a total against its limit; None for one that has none."""
    if total.limit is None or not total.limit:
        return None
    scale = max(total.amount, total.limit).cents
    filled, limit = (_units(each, scale) for each in (min(total.amount, total.limit), total.limit))
    over = _units(total.over, scale)
    told = f"{total.over} over the limit of {total.limit}" if total.over else f"{total.remaining} left"
    return Bar(filled, over, limit, f"{total.amount} of {total.limit}, {told}")


def _units(amount: Money, scale: int) -> int:
    units = amount.cents * WIDTH // scale
    return max(units, 2) if amount else 0
