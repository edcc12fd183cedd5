"""The lines of one person once more, slowly: nothing runs along, every figure is reckoned from the whole ledger.

What stands at a moment is asked of the ledger as it is told up to that moment; amounts are plain cents. It shares the
nouns with `compliance.schedules`, and nothing else.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Final

from compliance.committee import Cycle
from compliance.contribution import AdjustmentKind as Change
from compliance.receipt import Later, Receipt
from compliance.schedules import Kind, Line, Reported

FIGURE: Final = 200_00
"""Over this, in cents, a contributor is itemized."""

Moment = tuple[date, int, int, int, int, int]
"""The day; behind which receipt; 0 for a receipt, 1 for what happened to one; its number; the change's; 1 undoes."""
END: Final = 10**9
"""Behind every receipt of a day."""

Told = tuple[Kind, int, int, date, int, int, str, bool, bool, bool, bool, bool]
"""A line with its amounts in cents."""


@dataclass(frozen=True)
class Entry:
    """One thing that is told, at its moment."""

    moment: Moment
    receipt: Receipt
    later: Later | None


def in_cents(line: Line) -> Told:
    """A line of `compliance.schedules` as this module tells it."""
    amount, aggregate = line.amount.cents, line.aggregate.cents
    return (line.kind, line.number, line.change, line.on, amount, aggregate, *line[6:])


def entered_on(receipt: Receipt) -> date:
    """The day from which a receipt counts."""
    return receipt.part_on or receipt.received_on


def stands(on: date, undone_on: date | None, reported: Reported) -> bool:
    """Whether something is told at all."""
    return undone_on is None or (on <= undone_on and reported(on, undone_on))


def entries(receipts: Iterable[Receipt], reported: Reported) -> list[Entry]:
    """Everything that is told, in its order."""
    told = []
    for receipt in receipts:
        number, entered = receipt.number, entered_on(receipt)
        there = stands(entered, receipt.undone_on, reported)
        if there:
            told.append(Entry((entered, number, 0, number, 0, 0), receipt, None))
        if there and receipt.undone_on:
            told.append(Entry((receipt.undone_on, END, 1, number, 0, 1), receipt, None))
        for later in receipt.later:
            moves_money = later.kind in {Change.REFUND, Change.DISPUTE}
            if (there or moves_money) and stands(later.on, later.undone_on, reported):
                told.append(
                    Entry(
                        (later.on, max(later.after, number) if later.after else END, 1, number, later.number, 0),
                        receipt,
                        later,
                    )
                )
                if later.undone_on:
                    told.append(Entry((later.undone_on, END, 1, number, later.number, 1), receipt, later))
    return sorted(told, key=lambda entry: entry.moment)


def counts_for(receipt: Receipt, told: list[Entry], moment: Moment) -> int:
    """What of a receipt is in the aggregate at a moment, the moment's own entry among it."""
    mine = [entry for entry in told if entry.receipt is receipt and entry.moment <= moment]
    arrivals = [entry for entry in mine if entry.later is None and not entry.moment[5]]
    endings = [entry for entry in mine if entry.later is None and entry.moment[5]]
    if not arrivals or endings:
        return 0
    left = receipt.amount.cents
    for entry in mine:
        if entry.later is not None and entry.later.kind is not Change.REDESIGNATION:
            left += entry.later.amount.cents if entry.moment[5] else -entry.later.amount.cents
    return max(left, 0)


def cycle_of(receipt: Receipt, cycle: Cycle) -> str:
    """The cycle to which a receipt belongs."""
    if receipt.received_on < cycle.start:
        return "before"
    return "present" if receipt.received_on <= cycle.end else "after"


def aggregate_at(moment: Moment, about: Receipt, told: list[Entry], cycle: Cycle) -> int:
    """The contributor's cycle to date at a moment, of the cycle of the receipt it is about."""
    receipts = {entry.receipt.number: entry.receipt for entry in told}
    same = [each for each in receipts.values() if cycle_of(each, cycle) == cycle_of(about, cycle)]
    return sum(counts_for(each, told, moment) for each in same)


def is_itemized(receipt: Receipt, told: list[Entry], cycle: Cycle) -> bool:
    """Whether a receipt stands by itself: the cycle to date has passed the figure at its moment, or at any before."""
    arrivals = [entry.moment for entry in told if entry.receipt is receipt and not entry.later and not entry.moment[5]]
    if receipt.part_of:
        return bool(arrivals)
    return any(
        aggregate_at(entry.moment, receipt, told, cycle) > FIGURE
        for arrival in arrivals
        for entry in told
        if entry.moment <= arrival
    )


def lines(receipts: Iterable[Receipt], cycle: Cycle, reported: Reported, *, disbursed: bool = False) -> list[Told]:
    """All lines of one person."""
    told = entries(receipts, reported)
    found: list[Told] = []
    for entry in told:
        receipt, later, undone = entry.receipt, entry.later, bool(entry.moment[5])
        on, number, own = entry.moment[0], receipt.number, receipt.election
        total = aggregate_at(entry.moment, receipt, told, cycle)
        shown = is_itemized(receipt, told, cycle)
        if later is None:
            cents = receipt.amount.cents * (-1 if undone else 1)
            if receipt.part_of:
                found.append((Kind.REATTRIBUTION, number, 0, on, cents, total, own, True, True, undone, False, False))
            else:
                kind = Kind.BOUNCED if undone else Kind.RECEIPT
                found.append((kind, number, 0, on, cents, total, own, shown, False, False, True, False))
            continue
        cents = later.amount.cents * (-1 if undone else 1)
        start = (number, later.number, on)
        named = later.election or own
        if later.kind is Change.REFUND:
            found.append((Kind.REFUND, *start, cents, total, named, shown, False, undone, True, True))
        if later.kind is Change.DISPUTE:
            signed = cents if disbursed else -cents
            found.append((Kind.CHARGEBACK, *start, signed, total, named, shown, False, undone, True, disbursed))
        if later.kind is Change.REATTRIBUTION and shown:
            found.append((Kind.REATTRIBUTION, *start, -cents, total, named, shown, True, undone, True, False))
        if later.kind is Change.REDESIGNATION and shown:
            pair: list[Told] = [
                (Kind.REDESIGNATION, *start, -cents, total, own, shown, True, undone, True, False),
                (Kind.REDESIGNATION, *start, cents, total, named, shown, True, undone, False, False),
            ]
            found.extend(reversed(pair) if undone else pair)
    return found


def received(receipts: Iterable[Receipt], reported: Reported, start: date, end: date) -> int:
    """What came in between two days less what the banks took back, in cents, straight from the ledger."""
    cents = 0
    for receipt in receipts:
        if not receipt.part_of and stands(receipt.received_on, receipt.undone_on, reported):
            cents += receipt.amount.cents * (start <= receipt.received_on <= end)
            if receipt.undone_on:
                cents -= receipt.amount.cents * (start <= receipt.undone_on <= end)
        cents -= _moved(receipt, Change.DISPUTE, reported, start, end)
    return cents


def paid(receipts: Iterable[Receipt], reported: Reported, start: date, end: date) -> int:
    """What was given back between two days less what of it came home again, in cents, straight from the ledger."""
    return sum(_moved(receipt, Change.REFUND, reported, start, end) for receipt in receipts)


def _moved(receipt: Receipt, kind: Change, reported: Reported, start: date, end: date) -> int:
    cents = 0
    for later in receipt.later:
        if later.kind is kind and stands(later.on, later.undone_on, reported):
            cents += later.amount.cents * (start <= later.on <= end)
            if later.undone_on:
                cents -= later.amount.cents * (start <= later.undone_on <= end)
    return cents
