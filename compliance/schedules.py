"""How is it reported? What one person gave, and what happened to it → the lines of Schedules A and B.

A receipt is itemized once the contributor's election cycle to date, net of refunds, has passed the law's figure, and
so is every later one of that cycle; an earlier one never becomes it (RPT-01, RPT-02). What happened to a receipt is
itemized where the receipt is, on the day on which it happened: what has been told to the FEC stays as it was told.

Law: 11 CFR 104.3(a)(4), 104.8(a)-(b), (d)(2)-(4).
"""

import sys
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Final, NamedTuple, assert_never

from compliance import aggregate, law, money
from compliance.committee import Cycle
from compliance.contribution import AdjustmentKind
from compliance.money import ZERO, Money
from compliance.receipt import Later, Receipt

Reported = Callable[[date, date], bool]
"""Tells of what happened on one day whether the FEC had been told of it before another day, on which it was undone."""


class OutOfOrder(ValueError):
    """Raised for books in which something happened to a receipt before it was received, or was undone before that.

    `number` is the receipt's.
    """

    def __init__(self, number: int, what: str) -> None:
        """Keep which receipt it is."""
        self.number = number
        super().__init__(f"receipt {number} {what}")


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

    `number` is the receipt's it is about, `change` the adjustment's: 0 for a receipt, its bouncing, and a part that
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
    """What the lines of any number of persons come to between two days, both included; memo lines count nowhere.

    Two of them make the columns of a report: A from the first to the last day of the period, B from the first day of
    the election cycle (11 CFR 104.3(a), (b)).
    """

    def __init__(self, start: date, end: date) -> None:
        self.start: Final = start
        self.end: Final = end
        self._receipts = [0, 0]
        self._refunds = [0, 0]

    def add(self, lines: Iterable[Line]) -> None:
        """Add the lines that lie within the days; the others are left aside."""
        start, end, receipts, refunds = self.start, self.end, self._receipts, self._refunds
        for _, _, _, on, amount, _, _, itemized, memo, _, _, disbursed in lines:
            if start <= on <= end and not memo:
                (refunds if disbursed else receipts)[itemized] += amount.cents

    def add_days(self, days: "Days") -> Money:
        """Add the days that lie within; answers what they come to. Raises `law.NoFigureError`."""
        before = sum(self._receipts)
        for itemized, cents in enumerate(days.cents):
            for on in cents:
                law.itemized_over(on)  # Raises for a day on which no figure is in force: nothing is guessed.
            self._receipts[itemized] += sum(each for on, each in cents.items() if self.start <= on <= self.end)
        return Money(sum(self._receipts) - before)

    @property
    def itemized(self) -> Money:
        """What the itemized receipts come to, less what bounced or was lost of them: line 17(a)(i) or 11(a)(i)."""
        return Money(self._receipts[True])

    @property
    def unitemized(self) -> Money:
        """What all other receipts come to, likewise: line 17(a)(ii) or 11(a)(ii)."""
        return Money(self._receipts[False])

    @property
    def refunds(self) -> Money:
        """All that was given back, itemized or not: line 28(a) or 20(a)."""
        return Money(sum(self._refunds))

    @property
    def refunds_itemized(self) -> Money:
        """What Schedule B shows of it, entry by entry."""
        return Money(self._refunds[True])


class Days:
    """What receipts come to, day by day, to which nothing has happened: those not itemized, and those that are."""

    def __init__(self) -> None:
        self.cents: Final[tuple[dict[date, int], dict[date, int]]] = defaultdict(int), defaultdict(int)

    def add(self, lines: Iterable[Line]) -> None:
        """Add the lines of people as `untouched` gives them."""
        sums = self.cents
        for _, _, _, on, amount, _, _, itemized, _, _, _, _ in lines:
            sums[itemized][on] += amount.cents

    def add_unitemized(self, gifts: Iterable[tuple[date, int]]) -> None:
        """Add what one gave of whom nothing can be itemized: the days on which it came, and the cents."""
        sums = self.cents[False]
        for on, cents in gifts:
            sums[on] += cents


def never_itemized() -> Money:
    """Give the sum that itemizes nothing, whenever it is given: who gave no more in all is in a sum only.

    Law: 11 CFR 104.3(a)(4).
    """
    return min(row.amount for row in law.ITEMIZED_OVER)


def lines(receipts: Iterable[Receipt], cycle: Cycle, reported: Reported, *, disbursed: bool = False) -> list[Line]:
    """Give all lines of one person, in the order of their days.

    On one day receipts come by number, and what happened to any of them behind the receipt it came `after` in the
    books, else behind all, by the receipt's number and the change's. A receipt or a change that was undone before it
    was `reported` is no line at all and counts nowhere; else it stays, and a line of the day on which it was undone
    takes it back (RPT-05). A refund lowers the aggregate of its receipt's cycle, from its own day on (REF-01), and a
    receipt never counts for less than nothing.
    Redesignations and reattributions are pairs of memo entries, minus then plus (RPT-06); of a reattribution each
    person has one, and the part that it made is always itemized, beside the other. `disbursed` reports a lost dispute
    as money paid out, on Schedule B; else it is a negative entry on Schedule A (REF-02).
    Raises `OutOfOrder` and `law.NoFigureError`.

    Law: 11 CFR 104.3(a)(4), 104.8(a)-(b), (d)(2)-(4), 110.1(b)(5), (k)(3), (l)(5).
    """
    told: list[Line] = []
    cycles = (_Running(), _Running(), _Running())
    gifts: dict[int, _Gift] = {}
    happenings = sorted(_happenings(receipts, reported))
    stand = {number for *_, number, _, undone, _, later in happenings if later is None and not undone}
    for on, _, _, number, _, undone, receipt, later in happenings:
        if later is not None:
            gift = gifts.get(number)
            if gift is None:  # It never stood, or it is a part that is made later.
                running = cycles[aggregate.stretch(cycle, receipt.received_on)]
                gift = gifts[number] = _Gift(receipt, running, itemized=receipt.part_of != 0 and number in stand)
            told.extend(_changed(gift, later, on, undone=undone, disbursed=disbursed))
        elif undone:
            told.append(_come_to_nothing(gifts[number], on))
        else:
            running = cycles[aggregate.stretch(cycle, receipt.received_on)]
            taken = gifts[number].taken if number in gifts else ZERO
            counted = max(receipt.amount - taken, ZERO)
            itemized = running.add(counted, on)
            if receipt.part_of:
                told.append(_part(receipt, on, receipt.amount, running))
            else:
                told.append(Line(_RECEIPT, number, 0, on, receipt.amount, running.total, receipt.election, itemized))
            if receipt.later or receipt.undone_on:
                shown = itemized or receipt.part_of != 0
                gifts[number] = _Gift(receipt, running, itemized=shown, counted=counted, stands=True, taken=taken)
    return told


def untouched(gifts: Iterable[tuple[date, int, int, str]], cycle: Cycle) -> list[Line]:
    """Give the lines of one person to whose receipts nothing has happened: what `lines` gives, in less time.

    A gift is the day on which it was received, its number, its cents and its election's code. Most people are such.
    """
    told: list[Line] = []
    until, total, passed = date.min, 0, False
    for on, number, cents, election in sorted(gifts):
        if on > until:  # Days only rise: the cycle that is left does not come again.
            until, total, passed = aggregate.last_day(cycle, on), 0, False
        total += cents
        passed = passed or total > law.itemized_over(on).cents
        # fmt: off
        told.append(_tuple(Line, (
            _RECEIPT, number, 0, on, money.of(cents), money.of(total), election, passed, False, False, True, False,
        )))
        # fmt: on
    return told


def transaction_id(line: Line) -> str:
    """Give the line's id, which is for ever, in upper case and no longer than the format's 20.

    It is made of the books' own numbers alone, so that it outlives amendments, merged contributors and new names.

    >>> transaction_id(Line(Kind.REFUND, 12, 7, date(2024, 1, 2), Money(-5), ZERO, "P2024", itemized=True, undone=True))
    'R7V'
    """
    void = "V" if line.undone else ""
    match line.kind:
        case Kind.RECEIPT:
            return f"C{line.number}"
        case Kind.BOUNCED:
            return f"C{line.number}B"
        case Kind.CHARGEBACK:
            return f"D{line.change}{void}"
        case Kind.REFUND:
            return f"R{line.change}{void}"
        case Kind.REDESIGNATION:
            return f"M{line.change}{'F' if line.first else 'T'}{void}"
        case Kind.REATTRIBUTION:
            return f"M{line.change}F{void}" if line.first else f"C{line.number}P{void}"
        case never:
            assert_never(never)


# One person ----------------------------------------------------------------------------------------------------------

_RECEIPT: Final = Kind.RECEIPT
_tuple: Final = tuple.__new__
"""Makes a `Line` of all its values in half the time."""
_Happening = tuple[date, int, bool, int, int, bool, Receipt, Later | None]
"""The day; behind which receipt; whether it happened to one; its number, the change's; whether it undoes; about what.

No two are alike in what stands before the receipt, so that they sort without comparing receipts.
"""
_LAST: Final = sys.maxsize


class _Running:
    """One person's aggregate in one cycle, and whether it has ever passed the figure."""

    __slots__ = ("passed", "total")

    def __init__(self) -> None:
        self.total = ZERO
        self.passed = False

    def add(self, amount: Money, on: date) -> bool:
        """Count it in from that day on; tell whether what is received then is itemized."""
        self.total = total = self.total + amount
        if not self.passed:
            self.passed = total.cents > law.itemized_over(on).cents
        return self.passed


@dataclass(slots=True)
class _Gift:
    """A receipt to which something happens: how it was told, and what of it is `counted` in the aggregate."""

    receipt: Receipt
    running: _Running
    itemized: bool = False
    counted: Money = ZERO
    stands: bool = False
    taken: Money = ZERO

    def take(self, amount: Money, on: date) -> None:
        """Let it count for so much less, or for more again where that is below zero."""
        self.taken += amount
        self.count(on)

    def count(self, on: date) -> None:
        """Bring the aggregate up to date with what is left."""
        left = max(self.receipt.amount - self.taken, ZERO) if self.stands else ZERO
        self.running.add(left - self.counted, on)
        self.counted = left


def _happenings(receipts: Iterable[Receipt], reported: Reported) -> Iterator[_Happening]:
    """Everything that is told of one person, in no order.

    What happened to a receipt that is not told is among it: a refund of it was paid all the same.
    """
    for receipt in receipts:
        number, entered, undone_on = receipt.number, receipt.received_on, receipt.undone_on
        if receipt.part_on is not None:
            entered = receipt.part_on
        if undone_on is not None and undone_on < receipt.received_on:
            raise OutOfOrder(number, f"is told of on {receipt.received_on}, and undone on {undone_on}")
        stands = undone_on is None or (entered <= undone_on and reported(entered, undone_on))
        if stands:
            yield entered, number, False, number, 0, False, receipt, None
            if undone_on is not None:
                yield undone_on, _LAST, True, number, 0, True, receipt, None
        for later in receipt.later:
            if later.undone_on is not None and not _told_before(later, later.undone_on, reported):
                continue
            if later.on < receipt.received_on:
                raise OutOfOrder(number, f"of {receipt.received_on}: change {later.number} is of {later.on}")
            behind = max(later.after, number) if later.after else _LAST
            yield later.on, behind, True, number, later.number, False, receipt, later
            if later.undone_on is not None:
                yield later.undone_on, _LAST, True, number, later.number, True, receipt, later


def _told_before(later: Later, undone_on: date, reported: Reported) -> bool:
    return later.on <= undone_on and reported(later.on, undone_on)


def _part(part: Receipt, on: date, amount: Money, running: _Running, *, undone: bool = False) -> Line:
    """The other person's entry of a reattribution: memo, for the money is in the totals under the giver's name."""
    kind, aggregate_after = Kind.REATTRIBUTION, running.total
    return Line(kind, part.number, 0, on, amount, aggregate_after, part.election, True, True, undone, False)  # noqa: FBT003


def _come_to_nothing(gift: _Gift, on: date) -> Line:
    gift.stands = False
    gift.count(on)
    receipt, amount, total = gift.receipt, -gift.receipt.amount, gift.running.total
    if receipt.part_of:
        return _part(receipt, on, amount, gift.running, undone=True)
    return Line(Kind.BOUNCED, receipt.number, 0, on, amount, total, receipt.election, gift.itemized)


def _changed(gift: _Gift, later: Later, on: date, *, undone: bool, disbursed: bool) -> list[Line]:
    """What a change, or its undoing, brings; nothing for memo entries about a receipt that is not itemized."""
    amount = -later.amount if undone else later.amount
    if later.kind is not AdjustmentKind.REDESIGNATION:
        gift.take(amount, on)
    number, total, shown = gift.receipt.number, gift.running.total, gift.itemized
    own = gift.receipt.election
    election = later.election or own

    def line(kind: Kind, amount: Money, election: str) -> Line:
        return Line(kind, number, later.number, on, amount, total, election, shown, undone=undone)

    match later.kind:
        case AdjustmentKind.REFUND:
            return [line(Kind.REFUND, amount, election)._replace(disbursed=True)]
        case AdjustmentKind.DISPUTE if disbursed:
            return [line(Kind.CHARGEBACK, amount, election)._replace(disbursed=True)]
        case AdjustmentKind.DISPUTE:
            return [line(Kind.CHARGEBACK, -amount, election)]
        case _ if not shown:
            return []
        case AdjustmentKind.REDESIGNATION:
            first = line(Kind.REDESIGNATION, -amount, own)._replace(memo=True)
            other = line(Kind.REDESIGNATION, amount, election)._replace(memo=True, first=False)
            return [other, first] if undone else [first, other]
        case AdjustmentKind.REATTRIBUTION:
            return [line(Kind.REATTRIBUTION, -amount, election)._replace(memo=True)]
        case never:
            assert_never(never)
