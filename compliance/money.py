"""Money: whole US cents, exact; the only form an amount takes in Python."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from typing import Final, Self

_TYPED: Final = re.compile(r"\$?(?P<dollars>[0-9]+|[1-9][0-9]{0,2}(?:,[0-9]{3})+)(?:\.(?P<cents>[0-9]{1,2}))?")
_LONGEST: Final = 40


class AmountError(ValueError):
    """Raised by `Money.parse` when the text is not an amount that can be read in exactly one way."""


@dataclass(frozen=True, slots=True, order=True)
class Money:
    """An amount of US dollars in whole cents; negative only for differences.

    >>> Money.parse("$1,250.5") + Money(50)
    Money(cents=125100)
    """

    cents: int

    def __post_init__(self) -> None:
        """Refuse a float or a bool before it can spread."""
        if type(self.cents) is not int:
            message = f"cents are a whole number, not {type(self.cents).__name__}"
            raise TypeError(message)

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read what a person types: ASCII digits, an optional "$", well-placed commas, one or two decimals.

        Raises `AmountError` for everything else; nothing is guessed (AMT-01).

        >>> Money.parse(" 3,300.00 ")
        Money(cents=330000)
        """
        trimmed = text.strip(" \t\r\n")
        read = _TYPED.fullmatch(trimmed) if len(trimmed) <= _LONGEST else None
        if read is None:
            message = "not an amount of dollars and cents"
            raise AmountError(message)
        dollars = int(read["dollars"].replace(",", ""))
        cents = int((read["cents"] or "").ljust(2, "0"))
        return cls(dollars * 100 + cents)

    @classmethod
    def total(cls, amounts: Iterable["Money"]) -> Self:
        """Add up any number of amounts; none is zero."""
        return cls(sum(amount.cents for amount in amounts))

    def __add__(self, other: "Money") -> "Money":
        """Add two amounts."""
        return _of(self.cents + other.cents)

    def __sub__(self, other: "Money") -> "Money":
        """Take one amount from another; the answer may be negative."""
        return _of(self.cents - other.cents)

    def __neg__(self) -> "Money":
        """Turn the sign."""
        return _of(-self.cents)

    def __bool__(self) -> bool:
        """Tell whether this is anything but zero."""
        return self.cents != 0

    @property
    def plain(self) -> str:
        """The amount as filings write it, without sign of currency or commas.

        >>> Money(330000).plain, Money(-5).plain
        ('3300.00', '-0.05')
        """
        whole, cents = divmod(abs(self.cents), 100)
        return f"{'-' if self.cents < 0 else ''}{whole}.{cents:02d}"

    @property
    def brief(self) -> str:
        """The amount for a sentence: without cents where there are none.

        >>> Money(330000).brief, Money(330001).brief
        ('$3,300', '$3,300.01')
        """
        return str(self).removesuffix(".00")

    def __str__(self) -> str:
        """Write dollars and cents.

        >>> str(Money(330000)), str(Money(-5))
        ('$3,300.00', '-$0.05')
        """
        whole, cents = divmod(abs(self.cents), 100)
        return f"{'-' if self.cents < 0 else ''}${whole:,}.{cents:02d}"


_blank: Final = object.__new__
_set_cents: Final = vars(Money)["cents"].__set__


def _of(cents: int) -> Money:
    # What was reckoned from whole cents is whole: it is not looked at again, which halves the cost of a long sum.
    money = _blank(Money)
    _set_cents(money, cents)
    return money


of: Final = lru_cache(maxsize=8192)(Money)
"""Gives the amount of so many cents; one that comes again and again is made once. For long walks."""

ZERO: Final = Money(0)
