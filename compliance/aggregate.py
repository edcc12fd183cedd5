"""Sums: what one contributor has given per election, per election cycle and per calendar year. Never one for all.

Every sum is over the prior gifts alone; the gift under review is not in them.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from compliance import law
from compliance.committee import Cycle
from compliance.contribution import AdjustmentKind, AdjustmentStatus, Case, Contribution, Standing
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
    """Say what a contribution counts for: its amount less refunds that succeeded, never below zero.

    A lost dispute leaves nothing; an open or won one changes nothing. The date of an adjustment plays no part, so a
    refund lowers the totals of the election, cycle and year of the original gift (REF-01, REF-02).
    """
    lost = any(
        adjustment.kind is AdjustmentKind.DISPUTE and adjustment.status is AdjustmentStatus.LOST
        for adjustment in contribution.adjustments
    )
    if contribution.standing not in COUNTED or lost:
        return ZERO
    refunded = Money.total(
        adjustment.amount
        for adjustment in contribution.adjustments
        if adjustment.kind is AdjustmentKind.REFUND and adjustment.status is AdjustmentStatus.SUCCEEDED
    )
    return max(contribution.amount - refunded, ZERO)


def for_election(gifts: Iterable[Contribution], elections: Iterable[Election], code: str) -> Money:
    """Add up what counts for one election (A), undesignated gifts among them (LIM-05).

    Law: 11 CFR 110.1(b)(1), (b)(2), (j)(1).
    """
    elections = tuple(elections)
    return Money.total(net(gift) for gift in gifts if _counts_for(gift, elections) == code)


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
    return _bucket(cycle, one) == _bucket(cycle, other)


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


def _bucket(cycle: Cycle, on: date) -> int:
    return (on >= cycle.start) + (on > cycle.end)
