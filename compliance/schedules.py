"""How is it reported? What one person gave, and what happened to it → the lines of Schedules A and B."""

from collections.abc import Callable, Iterable
from datetime import date
from enum import StrEnum
from typing import NamedTuple

from compliance.committee import Cycle
from compliance.money import ZERO, Money
from compliance.receipt import Receipt

Reported = Callable[[date, date], bool]
"""Tells of what happened on one day whether the FEC had been told of it before another day, on which it was undone."""


class Kind(StrEnum):
    """What a line tells of."""

    RECEIPT = "receipt"
    BOUNCED = "bounced"
    CHARGEBACK = "chargeback"
    REFUND = "refund"
    REDESIGNATION = "redesignation"
    REATTRIBUTION = "reattribution"


class Line(NamedTuple):
    """One line; without `itemized` it is in a sum only.

    `number` is the receipt's it is about, `change` the adjustment's, 0 for a receipt, its bouncing, and a part that
    a reattribution made. `amount` has the sign with which it stands: receipts plus, bounced checks and lost disputes
    minus, what was paid out plus, and whatever reverses an earlier line (`undone`) the contrary. `aggregate` is the
    contributor's election cycle to date after it, net of refunds; the cycle is the receipt's. `disbursed` tells
    Schedule B from Schedule A. A `memo` line is in no sum; `first` is the side from which a change takes, the other
    one that to which it gives.
    """

    kind: Kind
    number: int
    change: int
    on: date
    amount: Money
    aggregate: Money
    election: str
    itemized: bool
    memo: bool = False
    undone: bool = False
    first: bool = True
    disbursed: bool = False


class Sums:
    """What the lines of any number of persons come to between two days, both included; memo lines count nowhere."""

    def __init__(self, start: date, end: date) -> None:
        self.start, self.end = start, end
        self.itemized = self.unitemized = self.refunds = self.refunds_itemized = ZERO

    def add(self, lines: Iterable[Line]) -> None:
        """Add the lines that lie within the days; the others are left aside."""
        raise NotImplementedError


def lines(receipts: Iterable[Receipt], cycle: Cycle, reported: Reported, *, disbursed: bool = False) -> list[Line]:
    """Give all lines of one person, in the order of their days.

    `disbursed` reports a lost dispute as money paid out, on Schedule B; else it is a negative entry on Schedule A.
    """
    raise NotImplementedError


def transaction_id(line: Line) -> str:
    """Give the line's id, which is for ever, in upper case and no longer than the format's 20."""
    raise NotImplementedError
