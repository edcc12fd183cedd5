"""Random ledgers of one person and of several, for the properties of the schedules: dates and sums lie at the edges."""

from datetime import date, timedelta
from itertools import count
from typing import Final

from hypothesis import strategies as st

from compliance.committee import Cycle
from compliance.contribution import AdjustmentKind
from compliance.money import Money
from compliance.receipt import Later, Receipt, Undone

CYCLE: Final = Cycle(date(2022, 11, 9), date(2024, 11, 5))
_DAY: Final = timedelta(days=1)

Ledger = tuple[tuple[Receipt, ...], ...]
"""The receipts of each person."""


def quarter_end(on: date) -> date:
    """The last day of the quarter in which a day lies."""
    past = {1: date(on.year, 4, 1), 2: date(on.year, 7, 1), 3: date(on.year, 10, 1), 4: date(on.year + 1, 1, 1)}
    return past[(on.month + 2) // 3] - _DAY


def by_quarters(on: date, undone_on: date) -> bool:
    """Each quarter is told on its fifteenth day after."""
    return quarter_end(on) + 15 * _DAY < undone_on


def on_the_last_day(on: date, undone_on: date) -> bool:
    """Each quarter is told on its last day, so that nothing after it touches it."""
    return quarter_end(on) < undone_on


_ENDS: Final = [date(2023, 3, 31), date(2023, 6, 30), date(2023, 9, 30), date(2023, 12, 31), date(2024, 3, 31)]
_EDGES: Final = sorted({day + _DAY * step for day in (CYCLE.start, CYCLE.end, *_ENDS) for step in (-1, 0, 1, 15, 16)})
days: Final = st.sampled_from(_EDGES) | st.dates(date(2022, 10, 1), date(2024, 12, 31))
quarter_ends: Final = st.sampled_from(_ENDS)
elections: Final = st.sampled_from(["P2024", "G2024"])
_EXACT: Final = (1, 50_00, 99_99, 100_00, 150_00, 199_99, 200_00, 200_01, 3_300_00)
amounts: Final = st.builds(Money, st.sampled_from(_EXACT) | st.integers(1, 500_00))
_waits: Final = st.sampled_from([0, 1, 15, 16, 40, 100, 400])


@st.composite
def ledgers(draw: st.DrawFn, persons: int = 3) -> Ledger:
    """The receipts of up to so many persons, with what happened to them; parts lie with whom they were given to."""
    numbers, changes = count(1), count(1)
    held: list[list[Receipt]] = [[] for _ in range(draw(st.integers(1, persons)))]
    for _ in range(draw(st.integers(0, 6))):
        whose = draw(st.integers(0, len(held) - 1))
        receipt = Receipt(next(numbers), draw(amounts), draw(days), draw(elections))
        later = []
        for kind in draw(st.lists(st.sampled_from(list(AdjustmentKind)), max_size=3)):
            change = draw(_later(next(changes), kind, receipt))
            if kind is AdjustmentKind.REATTRIBUTION:
                change = change._replace(other=next(numbers))
                held[(whose + 1) % len(held)].append(draw(_part(change, receipt)))
            later.append(change)
        undone = draw(st.sampled_from([None, None, None, Undone.BOUNCED, Undone.RETURNED]))
        undone_on = receipt.received_on + draw(_waits) * _DAY if undone else None
        held[whose].append(receipt._replace(later=tuple(later), undone=undone, undone_on=undone_on))
    return tuple(map(tuple, held))


@st.composite
def _later(draw: st.DrawFn, number: int, kind: AdjustmentKind, receipt: Receipt) -> Later:
    part = draw(st.sampled_from([1, 2, 3]))
    on = receipt.received_on + draw(_waits) * _DAY
    undone_on = on + draw(_waits) * _DAY if draw(st.integers(0, 3)) == 0 else None
    whose = None if draw(st.booleans()) else draw(elections)
    behind = draw(st.sampled_from([0, 0, receipt.number, receipt.number + 1, receipt.number + 3]))
    amount = Money(max(receipt.amount.cents // part, 1))
    return Later(number, kind, amount, on, whose, undone_on, after=behind)


@st.composite
def _part(draw: st.DrawFn, change: Later, receipt: Receipt) -> Receipt:
    part = Receipt(
        change.other, change.amount, receipt.received_on, receipt.election, part_of=receipt.number, part_on=change.on
    )
    if change.undone_on is not None:
        part = part._replace(undone=Undone.VOID, undone_on=change.undone_on)
    if draw(st.integers(0, 4)) == 0:
        later = Later(1_000 + change.number, AdjustmentKind.REFUND, Money(1), change.on + draw(_waits) * _DAY)
        part = part._replace(later=(later,))
    return part
