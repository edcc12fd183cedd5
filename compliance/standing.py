"""How does a person stand? What is left of somebody's receipts on a day: in the cycle, and for each election. Pure."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import assert_never

from compliance import aggregate
from compliance.committee import Cycle
from compliance.contribution import AdjustmentKind
from compliance.money import ZERO, Money
from compliance.receipt import Receipt


@dataclass(slots=True)
class Standing:
    """What is left: `cycle` of all receipts of the election cycle, `elections` by code of all receipts ever."""

    cycle: Money = ZERO
    elections: dict[str, Money] = field(default_factory=dict)


def standing(receipts: Iterable[Receipt], cycle: Cycle, on: date) -> Standing:
    """Add up one person's receipts, net of what was given back, moved or lost until the end of a day.

    A receipt never counts for less than nothing. What was undone by then counts as if it had not been.

    Law: 11 CFR 104.3(a)(4), 104.8(b), 110.1(b)(5), (k)(3).
    """
    found = Standing()
    for receipt in receipts:
        if (receipt.part_on or receipt.received_on) > on or (receipt.undone_on is not None and receipt.undone_on <= on):
            continue
        left = receipt.amount
        there = {receipt.election: receipt.amount}
        for later in receipt.later:
            if later.on > on or (later.undone_on is not None and later.undone_on <= on):
                continue
            match later.kind:
                case AdjustmentKind.REFUND | AdjustmentKind.DISPUTE | AdjustmentKind.REATTRIBUTION:
                    left -= later.amount
                    election = later.election or receipt.election
                    there[election] = there.get(election, ZERO) - later.amount
                case AdjustmentKind.REDESIGNATION:
                    election = later.election or receipt.election
                    there[receipt.election] -= later.amount
                    there[election] = there.get(election, ZERO) + later.amount
                case never:
                    assert_never(never)
        if aggregate.stretch(cycle, receipt.received_on) == aggregate.stretch(cycle, on):
            found.cycle += max(left, ZERO)
        for code, amount in there.items():
            found.elections[code] = found.elections.get(code, ZERO) + max(amount, ZERO)
    return found
