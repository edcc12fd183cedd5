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
        left = _left(receipt, on)
        if aggregate.stretch(cycle, receipt.received_on) == aggregate.stretch(cycle, on):
            found.cycle += Money.total(left.values())
        _add(found.elections, receipt, left)
    return found


def elections(receipts: Iterable[Receipt]) -> dict[str, Money]:
    """Add up what is left of one person's receipts for each election, with all that is known of them."""
    found: dict[str, Money] = {}
    for receipt in receipts:
        _add(found, receipt, _left(receipt, date.max))
    return found


def _add(found: dict[str, Money], receipt: Receipt, left: dict[str | None, Money]) -> None:
    for code, amount in left.items():
        election = code or receipt.election
        found[election] = found.get(election, ZERO) + amount


def _left(receipt: Receipt, on: date) -> dict[str | None, Money]:
    """For which elections a receipt counts at the end of a day, and with how much; nothing before it came."""
    if (receipt.part_on or receipt.received_on) > on or (receipt.undone_on is not None and receipt.undone_on <= on):
        return {}
    if not receipt.later:
        return {receipt.election: receipt.amount}
    moved: list[tuple[str | None, Money]] = []
    taken: list[tuple[str | None, Money]] = []
    for later in receipt.later:
        if later.on > on or (later.undone_on is not None and later.undone_on <= on):
            continue
        match later.kind:
            case AdjustmentKind.REFUND | AdjustmentKind.DISPUTE | AdjustmentKind.REATTRIBUTION:
                taken.append((later.election, later.amount))
            case AdjustmentKind.REDESIGNATION:
                moved.append((later.election, later.amount))
            case never:
                assert_never(never)
    return aggregate.divided(receipt.election, receipt.amount, moved, taken)
