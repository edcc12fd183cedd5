"""A picture of what was received on each day of a period, as bars in units of its own; it draws nothing itself."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from compliance.money import ZERO, Money

WIDTH: Final = 720
HEIGHT: Final = 160
_ROUND: Final = (1, 2, 5)
"""The scale ends at one of these times a power of ten."""


@dataclass(frozen=True, slots=True)
class Bar:
    """One day's bar, from the ground up; `words` say what it stands for."""

    x: float
    y: float
    width: float
    height: float
    words: str


@dataclass(frozen=True, slots=True)
class Tick:
    """A month that begins at `x`."""

    x: float
    words: str


@dataclass(frozen=True, slots=True)
class Chart:
    """Bars over the whole period; `top` is what the highest line stands for, `today` where the present day ends."""

    bars: tuple[Bar, ...]
    months: tuple[Tick, ...]
    top: Money
    today: float
    width: int = WIDTH
    height: int = HEIGHT


def draw(per_day: tuple[tuple[date, Money], ...], start: date, end: date, today: date) -> Chart:
    """Place a bar for each day that had something; a day on which more went back than came has none."""
    step = WIDTH / ((end - start).days + 1)
    top = _top(max((amount for _day, amount in per_day), default=ZERO))
    bars = tuple(
        _bar((on - start).days * step, step, amount, top, f"{on.day} {on:%B}: {amount}")
        for on, amount in per_day
        if amount > ZERO
    )
    days = (start + timedelta(days=number) for number in range((end - start).days + 1))
    months = tuple(Tick(round((on - start).days * step, 1), f"{on:%B}") for on in days if on.day == 1)
    return Chart(bars, months, top, round(min((today - start).days + 1, (end - start).days + 1) * step, 1))


def _bar(x: float, step: float, amount: Money, top: Money, words: str) -> Bar:
    height = round(max(amount.cents / top.cents * HEIGHT, 1), 1)
    return Bar(round(x + step * 0.15, 1), round(HEIGHT - height, 1), round(step * 0.7, 1), height, words)


def _top(most: Money) -> Money:
    """The round sum at or above the highest day.

    >>> _top(Money(123456)), _top(Money(0))
    (Money(cents=200000), Money(cents=10000))
    """
    scale = 100_00
    while True:
        for each in _ROUND:
            if most.cents <= each * scale:
                return Money(each * scale)
        scale *= 10
