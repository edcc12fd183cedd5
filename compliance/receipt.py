"""The nouns of reporting: what was received of one person, and what happened to it later, each with its day.

All days are the committee's own (DAT-04). What never took effect is no part of them: a refund on its way, a dispute
that is open or won, a change that still waits for its records. A payment that was refused or never made is no receipt.
"""

from datetime import date
from enum import StrEnum
from typing import NamedTuple

from compliance.contribution import AdjustmentKind
from compliance.money import Money


class Undone(StrEnum):
    """Why a receipt came to nothing."""

    BOUNCED = "bounced"
    RETURNED = "returned"
    """Given back without having been deposited (RPT-05)."""
    VOID = "void"
    """Of a part alone: the reattribution that made it did not stand."""


class Later(NamedTuple):
    """What happened to a receipt later, and took effect.

    `number` is the adjustment's in the books. `on` is the day on which it took effect: the refund was made, the dispute
    was lost, the change was complete. `election` is the one to which a redesignation moves the amount, else the one
    whose part is taken, None where that is the receipt's own. `undone_on` is the day on which it was found to have come
    to nothing after all: a refund that failed or was stopped, a change that is void. `other` is the number of the other
    person's part, for a reattribution. `after` is the number of the person's last receipt that was in the books before
    it, 0 where that is not known: then all receipts of its day come first.
    """

    number: int
    kind: AdjustmentKind
    amount: Money
    on: date
    election: str | None = None
    undone_on: date | None = None
    other: int = 0
    after: int = 0


class Receipt(NamedTuple):
    """One receipt of one person; `number` is the contribution's in the books, `election` the FEC's code.

    `undone_on` and `undone` tell that it came to nothing. `part_of` is the number of the receipt from which a
    reattribution made it, in effect from `part_on`: no money came with it, so that it is in no total of money.
    """

    number: int
    amount: Money
    received_on: date
    election: str
    undone_on: date | None = None
    undone: Undone | None = None
    later: tuple[Later, ...] = ()
    part_of: int = 0
    part_on: date | None = None
