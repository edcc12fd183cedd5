"""Sums: what one contributor has given per election, per election cycle and per calendar year. Never one for all.

Every sum is over the prior gifts alone; the gift under review is not in them.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import assert_never

from compliance import law
from compliance.committee import Cycle
from compliance.contribution import Adjustment, AdjustmentKind, AdjustmentStatus, Case, Contribution, Standing
from compliance.election import Election, designated_or_next
from compliance.money import ZERO, Money

COUNTED = frozenset({Standing.COMPLETED, Standing.AUTHORIZED, Standing.HELD})
"""Money that is there or promised by the bank (LIM-04); an unpaid form holds no room (LIM-14)."""


@dataclass(frozen=True, slots=True)
class Totals:
    """The three totals of rules.md, before the gift under review."""

    election: Money
    cycle: Money
    calendar_year: Money


def net(contribution: Contribution) -> Money:
    """Say what a contribution counts for: its amount less what was taken from it, never below zero.

    Taken are refunds that succeeded, lost disputes, each with its own amount (one without an amount is about all of
    it), and what was reattributed to another person. What was redesignated still counts. The date of an adjustment
    plays no part, so a refund lowers the totals of the election, cycle and year of the original gift (REF-01, REF-02).
    """
    if contribution.standing not in COUNTED:
        return ZERO
    taken = Money.total(_taken(contribution, adjustment) for adjustment in contribution.adjustments)
    return max(contribution.amount - taken, ZERO)


def parts(contribution: Contribution, elections: Iterable[Election]) -> dict[str | None, Money]:
    """Say for which elections a contribution counts, and with how much; all parts together are its `net`.

    First its own election, with what is left there, also where that is nothing; None where it counts for none. A
    redesignation moves its amount from there, as far as there is so much. What was taken is taken from the part that
    the adjustment names, else from the contribution's own election, and only then from the others: the order in which
    adjustments are told makes no difference.

    Law: 11 CFR 110.1(b)(5).
    """
    return divided(
        _counts_for(contribution, tuple(elections)),
        contribution.amount if contribution.standing in COUNTED else ZERO,
        (_moved(each) for each in contribution.adjustments),
        (_taken_from(contribution, each) for each in contribution.adjustments),
    )


def divided(
    own: str | None,
    whole: Money,
    moved: Iterable[tuple[str | None, Money]],
    taken: Iterable[tuple[str | None, Money]],
) -> dict[str | None, Money]:
    """Divide what counts for an election by what was moved to others and what was taken, as `parts` tells.

    >>> found = divided("P2026", Money(100_000), [("G2026", Money(60_000))], [(None, Money(60_000))])
    >>> {code: amount.plain for code, amount in found.items()}
    {'P2026': '0.00', 'G2026': '400.00'}
    """
    left: dict[str | None, Money] = {own: max(whole, ZERO)}
    for code, amount in _sums(own, moved):
        if code != own:
            left[code] = min(amount, left[own])
            left[own] -= left[code]
    rest = ZERO
    for code, amount in _sums(own, taken):
        there = left.get(code, ZERO)
        rest += max(amount - there, ZERO)
        if code in left:
            left[code] = max(there - amount, ZERO)
    for code, there in left.items():
        left[code] = max(there - rest, ZERO)
        rest = max(rest - there, ZERO)
    return left


def for_election(gifts: Iterable[Contribution], elections: Iterable[Election], code: str) -> Money:
    """Add up what counts for one election (A), undesignated gifts and redesignated parts among them (LIM-05).

    Law: 11 CFR 110.1(b)(1), (b)(2), (b)(5), (j)(1).
    """
    elections = tuple(elections)
    return Money.total(parts(gift, elections).get(code, ZERO) for gift in gifts)


def for_cycle(gifts: Iterable[Contribution], cycle: Cycle, on: date) -> Money:
    """Add up all elections in the cycle of the day `on` (B), by the date of receipt.

    Law: 11 CFR 100.3(b), 104.3(a)(4).
    """
    return Money.total(net(gift) for gift in gifts if same_cycle(cycle, gift.received_on, on))


def for_calendar_year(gifts: Iterable[Contribution], year: int) -> Money:
    """Add up all elections in one calendar year (C), by the date of receipt.

    Law: 11 CFR 102.9(a)(2).
    """
    return Money.total(net(gift) for gift in gifts if gift.received_on.year == year)


def same_cycle(cycle: Cycle, one: date, other: date) -> bool:
    """Tell whether two days lie in one election cycle.

    The committee knows its present cycle only; all days before it, and all after it, are taken as one each.
    """
    return stretch(cycle, one) == stretch(cycle, other)


def stretch(cycle: Cycle, on: date) -> int:
    """Say where a day lies: 0 before the committee's present cycle, 1 within it, 2 after it.

    >>> cycle = Cycle(date(2022, 11, 9), date(2024, 11, 5))
    >>> stretch(cycle, date(2022, 11, 8)), stretch(cycle, date(2022, 11, 9)), stretch(cycle, date(2024, 11, 6))
    (0, 1, 2)
    """
    return (on >= cycle.start) + (on > cycle.end)


def last_day(cycle: Cycle, on: date) -> date:
    """Give the last day that lies where a day lies: before the committee's present cycle, within it, or after it.

    >>> cycle = Cycle(date(2022, 11, 9), date(2024, 11, 5))
    >>> print(last_day(cycle, date(2020, 1, 1)), last_day(cycle, date(2023, 1, 1)), last_day(cycle, date(2025, 1, 1)))
    2022-11-08 2024-11-05 9999-12-31
    """
    return (cycle.start - timedelta(1), cycle.end, date.max)[stretch(cycle, on)]


def election_of(case: Case) -> Election | None:
    """Say which election the gift under review is for; None where there is no such."""
    return designated_or_next(case.committee.elections, case.gift.election, case.gift.made_on)


def totals(case: Case) -> Totals:
    """Give the three totals of the same contributor before this gift, for its election, cycle and year."""
    election = election_of(case)
    code = election.code if election else case.gift.election
    received = case.gift.received_on
    return Totals(
        election=for_election(case.prior, case.committee.elections, code) if code else ZERO,
        cycle=for_cycle(case.prior, case.committee.cycle, received),
        calendar_year=for_calendar_year(case.prior, received.year),
    )


def remaining(case: Case) -> Money | None:
    """Say what the contributor can still give for the gift's election, this gift not counted; never below zero.

    None where nothing can be said: no such election, or the candidate, whose own money is not limited (LIM-11).
    Raises `law.NoFigureError`.
    """
    if election_of(case) is None or case.gift.contributor.is_candidate:
        return None
    limit = law.limit_in_force(case.committee, case.gift.made_on)
    return max(limit.amount - totals(case).election, ZERO)


def _counts_for(gift: Contribution, elections: tuple[Election, ...]) -> str | None:
    # A designation stands also where the committee no longer lists that election.
    if gift.election is not None:
        return gift.election
    election = designated_or_next(elections, None, gift.made_on)
    return election.code if election else None


def _taken(contribution: Contribution, adjustment: Adjustment) -> Money:
    match adjustment.kind:
        case AdjustmentKind.REFUND | AdjustmentKind.REATTRIBUTION:
            return adjustment.amount if adjustment.status is AdjustmentStatus.SUCCEEDED else ZERO
        case AdjustmentKind.DISPUTE:
            lost = adjustment.status is AdjustmentStatus.LOST
            return (adjustment.amount or contribution.amount) if lost else ZERO
        case AdjustmentKind.REDESIGNATION:
            return ZERO
        case never:
            assert_never(never)


def _taken_from(contribution: Contribution, adjustment: Adjustment) -> tuple[str | None, Money]:
    return adjustment.election, _taken(contribution, adjustment)


def _moved(adjustment: Adjustment) -> tuple[str | None, Money]:
    moves = adjustment.kind is AdjustmentKind.REDESIGNATION and adjustment.status is AdjustmentStatus.SUCCEEDED
    return adjustment.election, adjustment.amount if moves else ZERO


def _sums(own: str | None, named: Iterable[tuple[str | None, Money]]) -> list[tuple[str | None, Money]]:
    """Add up amounts by election, the contribution's own where none is named, in the order of the codes."""
    sums: dict[str | None, Money] = {}
    for code, amount in named:
        sums[code or own] = sums.get(code or own, ZERO) + amount
    return sorted(((code, amount) for code, amount in sums.items() if amount), key=lambda each: each[0] or "")
