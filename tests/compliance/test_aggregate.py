"""Aggregate: what a gift counts for, and the three totals."""

from dataclasses import replace
from datetime import date
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from compliance import aggregate
from compliance.committee import Cycle
from compliance.contribution import Adjustment, AdjustmentKind, AdjustmentStatus, Contribution, Method, Standing
from compliance.money import ZERO, Money
from tests.factories import (
    GENERAL,
    PRIMARY,
    a_case,
    a_committee,
    a_contribution,
    a_contributor,
    a_dispute,
    a_reattribution,
    a_redesignation,
    a_refund,
    an_earlier_gift,
)

CYCLE = Cycle(date(2022, 11, 9), date(2024, 11, 5))


@pytest.mark.parametrize("standing", Standing)
def test_only_money_that_is_there_or_promised_counts(standing: Standing) -> None:
    counts = standing in {Standing.COMPLETED, Standing.AUTHORIZED, Standing.HELD}

    assert aggregate.net(an_earlier_gift("$100", standing=standing)) == (Money(100_00) if counts else ZERO)


@pytest.mark.parametrize("method", Method)
def test_every_channel_counts(method: Method) -> None:
    assert aggregate.net(an_earlier_gift("$100", method=method)) == Money(100_00)


@pytest.mark.parametrize(
    "adjustments, net",
    [
        pytest.param((a_refund("$30"),), 70_00, id="a refund lowers it"),
        pytest.param((a_refund("$30"), a_refund("$30")), 40_00, id="equal refunds add up"),
        pytest.param((a_refund("$100"),), 0, id="refunded whole"),
        pytest.param((a_refund("$60"), a_refund("$60")), 0, id="never below zero"),
        pytest.param((a_refund("$30", AdjustmentStatus.PENDING),), 100_00, id="a pending refund changes nothing"),
        pytest.param((a_refund("$30", AdjustmentStatus.FAILED),), 100_00, id="a failed refund changes nothing"),
        pytest.param((a_dispute(AdjustmentStatus.OPEN),), 100_00, id="an open dispute counts"),
        pytest.param((a_dispute(AdjustmentStatus.WON),), 100_00, id="a won dispute counts"),
        pytest.param((a_dispute(AdjustmentStatus.LOST),), 0, id="a lost dispute counts nothing"),
        pytest.param((a_dispute(AdjustmentStatus.LOST, "$10"),), 90_00, id="a dispute lost in part takes its part"),
        pytest.param((a_dispute(AdjustmentStatus.LOST, "$100.01"),), 0, id="a dispute about more takes no more"),
        pytest.param((a_dispute(AdjustmentStatus.OPEN, "$10"),), 100_00, id="an open dispute in part counts"),
        pytest.param((a_refund("$30"), a_dispute(AdjustmentStatus.OPEN)), 70_00, id="refund and open dispute"),
        pytest.param((a_refund("$30"), a_dispute(AdjustmentStatus.LOST)), 0, id="refund and lost dispute"),
        pytest.param((a_refund("$30"), a_dispute(AdjustmentStatus.LOST, "$20")), 50_00, id="refund and part lost"),
        pytest.param((a_reattribution("$30"),), 70_00, id="another person's part"),
        pytest.param((a_reattribution("$30", AdjustmentStatus.PENDING),), 100_00, id="not yet another person's"),
        pytest.param((a_reattribution("$30", AdjustmentStatus.FAILED),), 100_00, id="never another person's"),
        pytest.param((a_reattribution("$30"), a_refund("$80")), 0, id="reattributed and refunded"),
        pytest.param((a_redesignation("$30"),), 100_00, id="for another election it still counts"),
    ],
)
def test_a_gift_counts_net_of_what_happened_to_it(adjustments: tuple, net: int) -> None:  # type: ignore[type-arg]
    assert aggregate.net(an_earlier_gift("$100", adjustments=adjustments)) == Money(net)


@pytest.mark.parametrize(
    "gift, code",
    [
        pytest.param(an_earlier_gift(election="P2024"), "P2024", id="designated"),
        pytest.param(an_earlier_gift(election="P2024", on=date(2024, 9, 1)), "P2024", id="designated for a past one"),
        pytest.param(an_earlier_gift(election=None, on=date(2024, 6, 4)), "P2024", id="undesignated, on the day"),
        pytest.param(an_earlier_gift(election=None, on=date(2024, 6, 5)), "G2024", id="undesignated, the day after"),
        pytest.param(an_earlier_gift(election="P2022"), "P2022", id="designated for one no longer listed"),
    ],
)
def test_a_gift_counts_for_one_election(gift: Contribution, code: str) -> None:
    for election in ("P2022", "P2024", "G2024"):
        expected = gift.amount if election == code else ZERO
        assert aggregate.for_election([gift], (PRIMARY, GENERAL), election) == expected


MOVED = a_redesignation("$30")


@pytest.mark.parametrize(
    "adjustments, primary, general",
    [
        pytest.param((MOVED,), 70_00, 30_00, id="a part"),
        pytest.param((a_redesignation("$100"),), 0, 100_00, id="all of it"),
        pytest.param((a_redesignation("$100.01"),), 0, 100_00, id="not more than all"),
        pytest.param((MOVED, MOVED), 40_00, 60_00, id="twice"),
        pytest.param((a_redesignation("$30", "P2024"),), 100_00, 0, id="to where it is"),
        pytest.param((replace(MOVED, status=AdjustmentStatus.PENDING),), 100_00, 0, id="not yet"),
        pytest.param((replace(MOVED, status=AdjustmentStatus.FAILED),), 100_00, 0, id="not effective"),
        pytest.param((replace(MOVED, election=None),), 100_00, 0, id="to no election"),
        pytest.param((MOVED, a_refund("$20")), 50_00, 30_00, id="a refund comes from its own election first"),
        pytest.param((MOVED, a_refund("$80")), 0, 20_00, id="and then from the other"),
        pytest.param((MOVED, replace(a_refund("$20"), election="G2024")), 70_00, 10_00, id="a refund of that part"),
        pytest.param((MOVED, replace(a_refund("$40"), election="G2024")), 60_00, 0, id="and a little more"),
        pytest.param((replace(a_refund("$40"), election="G2024"),), 60_00, 0, id="a refund of what is not there"),
        pytest.param((MOVED, a_reattribution("$20")), 50_00, 30_00, id="another person's part"),
        pytest.param((MOVED, a_dispute(AdjustmentStatus.LOST)), 0, 0, id="all lost"),
        pytest.param((MOVED, a_dispute(AdjustmentStatus.LOST, "$10")), 60_00, 30_00, id="a little lost"),
    ],
)
def test_a_redesignated_part_counts_for_the_new_election_alone(
    adjustments: tuple[Adjustment, ...], primary: int, general: int
) -> None:
    gift = an_earlier_gift("$100", adjustments=adjustments)

    for told in (gift, replace(gift, adjustments=adjustments[::-1])):
        assert aggregate.for_election([told], (PRIMARY, GENERAL), "P2024") == Money(primary)
        assert aggregate.for_election([told], (PRIMARY, GENERAL), "G2024") == Money(general)
        assert aggregate.net(told) == Money(primary + general)


def test_a_part_may_be_redesignated_from_an_undesignated_gift_that_counted_for_no_election() -> None:
    gift = an_earlier_gift("$100", on=date(2024, 11, 6), election=None, adjustments=(a_redesignation("$40"),))

    assert aggregate.parts(gift, (PRIMARY, GENERAL)) == {None: Money(60_00), "G2024": Money(40_00)}


def test_an_undesignated_gift_after_the_last_election_counts_for_none() -> None:
    gift = an_earlier_gift(election=None, on=date(2024, 11, 6))

    assert aggregate.for_election([gift], (PRIMARY, GENERAL), "G2024") == ZERO


@pytest.mark.parametrize(
    "received, on, counts",
    [
        (date(2022, 11, 9), date(2024, 11, 5), True),
        (date(2022, 11, 8), date(2022, 11, 9), False),
        (date(2024, 11, 5), date(2024, 11, 6), False),
        (date(2024, 11, 6), date(2024, 12, 31), True),
        (date(2022, 11, 8), date(2022, 11, 1), True),
        (date(2022, 11, 8), date(2024, 11, 6), False),
    ],
    ids=str,
)
def test_a_cycle_ends_on_the_day_of_the_general_election(received: date, on: date, counts: bool) -> None:
    gift = an_earlier_gift("$100", on=received)

    assert aggregate.for_cycle([gift], CYCLE, on) == (Money(100_00) if counts else ZERO)


def test_cycle_and_year_go_by_the_date_of_receipt_and_the_election_by_the_date_made() -> None:
    mailed_before_the_turn = an_earlier_gift(
        "$100", made_on=date(2024, 6, 4), received_on=date(2024, 6, 8), election=None
    )
    new_year = an_earlier_gift("$50", made_on=date(2023, 12, 31), received_on=date(2024, 1, 2))

    assert aggregate.for_election([mailed_before_the_turn], (PRIMARY, GENERAL), "P2024") == Money(100_00)
    assert aggregate.for_calendar_year([new_year], 2024) == Money(50_00)
    assert aggregate.for_calendar_year([new_year], 2023) == ZERO


def test_a_refund_lowers_the_year_of_the_gift_and_not_the_year_of_the_refund() -> None:
    gift = an_earlier_gift("$100", on=date(2023, 12, 31), adjustments=(a_refund("$40"),))

    assert aggregate.for_calendar_year([gift], 2023) == Money(60_00)
    assert aggregate.for_calendar_year([gift], 2024) == ZERO


def test_the_totals_of_a_case_leave_the_gift_itself_out() -> None:
    prior = [
        an_earlier_gift("$10", on=date(2022, 11, 8)),
        an_earlier_gift("$20", on=date(2023, 5, 1), election="G2024"),
        an_earlier_gift("$40", on=date(2024, 1, 1)),
    ]

    totals = aggregate.totals(a_case(a_contribution("$999"), prior))

    assert totals == aggregate.Totals(election=Money(50_00), cycle=Money(60_00), calendar_year=Money(40_00))


@pytest.mark.parametrize(
    "election, expected",
    [pytest.param("P2022", "$10", id="a code not listed"), pytest.param(None, "$0", id="no election ahead")],
)
def test_totals_are_told_also_where_there_is_no_such_election(election: str | None, expected: str) -> None:
    gift = a_contribution(on=date(2024, 12, 1), election=election)

    totals = aggregate.totals(a_case(gift, [an_earlier_gift("$10", election="P2022")]))

    assert totals.election == Money.parse(expected)


def test_what_remains_is_never_below_zero() -> None:
    prior = [an_earlier_gift("$3,300"), an_earlier_gift("$0.01")]

    assert aggregate.remaining(a_case(prior=prior)) == ZERO
    assert aggregate.remaining(a_case(prior=prior[1:])) == Money(3_299_99)


def test_nothing_is_said_to_remain_where_there_is_no_limit_or_no_election() -> None:
    candidate = a_contribution(contributor=a_contributor(is_candidate=True))

    assert aggregate.remaining(a_case(candidate)) is None
    assert aggregate.remaining(a_case(a_contribution(election="R2024"))) is None


days = st.dates(date(2021, 1, 1), date(2026, 12, 31))
statuses = st.sampled_from((AdjustmentStatus.PENDING, AdjustmentStatus.SUCCEEDED, AdjustmentStatus.FAILED))
refunds = st.builds(
    lambda cents, status: a_refund(Money(cents).plain, status), st.integers(min_value=1, max_value=5_000_00), statuses
)
disputes = st.builds(
    lambda status, cents: a_dispute(status, Money(cents).plain),
    st.sampled_from((AdjustmentStatus.OPEN, AdjustmentStatus.WON, AdjustmentStatus.LOST)),
    st.integers(min_value=0, max_value=5_000_00),
)
changes = st.builds(
    lambda adjustment, election: replace(adjustment, election=election),
    refunds
    | st.builds(
        lambda cents, status: a_redesignation(Money(cents).plain, status=status),
        st.integers(min_value=1, max_value=5_000_00),
        statuses,
    )
    | st.builds(
        lambda cents, status: a_reattribution(Money(cents).plain, status),
        st.integers(min_value=1, max_value=5_000_00),
        statuses,
    ),
    st.sampled_from(("P2024", "G2024", "P2022", None)),
)
gifts = st.builds(
    lambda cents, made, received, election, standing, adjustments: an_earlier_gift(
        Money(cents).plain,
        made_on=made,
        received_on=received,
        election=election,
        standing=standing,
        adjustments=tuple(adjustments),
    ),
    st.integers(min_value=0, max_value=5_000_00),
    days,
    days,
    st.sampled_from(("P2024", "G2024", "P2022", None)),
    st.sampled_from(Standing),
    st.lists(refunds | disputes | changes, max_size=4),
)


def obvious_net(gift: Contribution) -> int:
    """The long way: start with the amount, take off refund after refund, stop at nothing."""
    if gift.standing.value not in {"completed", "authorized", "held"}:
        return 0
    cents = gift.amount.cents
    for adjustment in gift.adjustments:
        if adjustment.kind == AdjustmentKind.REDESIGNATION:
            continue
        if adjustment.status in {AdjustmentStatus.LOST, AdjustmentStatus.SUCCEEDED}:
            taken = adjustment.amount.cents or gift.amount.cents
            cents = cents - taken if cents > taken else 0
    return cents


def obvious_election(gift: Contribution) -> str | None:
    """The long way: as designated, else by the calendar."""
    if gift.election:
        return gift.election
    if gift.made_on <= date(2024, 6, 4):
        return "P2024"
    return "G2024" if gift.made_on <= date(2024, 11, 5) else None


def obvious_parts(gift: Contribution) -> dict[str | None, int]:
    """The long way: move what is moved, then take what is taken from the part named, the own, the rest."""
    own = obvious_election(gift)
    cents: dict[str | None, int] = {own: gift.amount.cents if obvious_net(replace(gift, adjustments=())) else 0}
    succeeded = [
        each for each in gift.adjustments if each.status in {AdjustmentStatus.SUCCEEDED, AdjustmentStatus.LOST}
    ]
    for each in sorted(succeeded, key=lambda each: each.election or ""):
        if each.kind == AdjustmentKind.REDESIGNATION and each.election not in {None, own}:
            moved = min(each.amount.cents, cents[own])
            cents[own] -= moved
            cents[each.election] = cents.get(each.election, 0) + moved
    wanting = 0
    for each in succeeded:
        if each.kind != AdjustmentKind.REDESIGNATION:
            named = each.election or own
            taken = each.amount.cents or gift.amount.cents
            there = min(taken, cents.get(named, 0))
            cents[named] = cents.get(named, 0) - there
            wanting += taken - there
    for code in (own, *sorted(code for code in cents if code is not None and code != own)):
        there = min(wanting, cents[code])
        cents[code] -= there
        wanting -= there
    return cents


@given(st.lists(gifts, max_size=12), days)
def test_the_totals_equal_an_obvious_recomputation(prior: list[Contribution], on: date) -> None:
    case = a_case(a_contribution(on=on, election="G2024"), prior)

    election = cycle = year = 0
    for gift in prior:
        election += obvious_parts(gift).get("G2024", 0)
        same_side = (gift.received_on < CYCLE.start, gift.received_on > CYCLE.end) == (on < CYCLE.start, on > CYCLE.end)
        cycle += obvious_net(gift) if same_side else 0
        year += obvious_net(gift) if gift.received_on.year == on.year else 0
    assert aggregate.totals(case) == aggregate.Totals(Money(election), Money(cycle), Money(year))


@given(st.lists(gifts, max_size=12))
def test_every_cent_that_counts_is_in_one_election_at_most_and_in_one_year(prior: list[Contribution]) -> None:
    counted = Money.total(aggregate.net(gift) for gift in prior)
    elections = a_committee().elections

    by_election = Money.total(aggregate.for_election(prior, elections, code) for code in ("P2022", "P2024", "G2024"))
    by_year = Money.total(aggregate.for_calendar_year(prior, year) for year in range(2021, 2027))

    assert by_election <= counted
    assert by_year == counted


@given(gifts, st.randoms(use_true_random=False))
def test_no_mixture_creates_or_loses_a_cent_or_goes_below_zero(gift: Contribution, order: Random) -> None:
    parts = aggregate.parts(gift, a_committee().elections)
    shuffled = list(gift.adjustments)
    order.shuffle(shuffled)

    assert Money.total(parts.values()) == aggregate.net(gift)
    assert all(ZERO <= part <= gift.amount for part in parts.values())
    assert aggregate.parts(replace(gift, adjustments=tuple(shuffled)), a_committee().elections) == parts


@given(gifts, st.integers(min_value=1, max_value=5_000_00))
def test_a_redesignation_moves_and_a_reattribution_takes_exactly_its_amount(gift: Contribution, cents: int) -> None:
    elections, whole = a_committee().elections, replace(gift, adjustments=(), election="P2024")
    amount = min(Money(cents), aggregate.net(whole))
    moved = replace(whole, adjustments=(replace(a_redesignation("$1"), amount=amount),))
    given_away = replace(whole, adjustments=(replace(a_reattribution("$1"), amount=amount),))

    assert aggregate.for_election([moved], elections, "G2024") == amount
    assert aggregate.for_election([moved], elections, "P2024") == aggregate.net(whole) - amount
    assert aggregate.net(moved) == aggregate.net(whole)
    assert aggregate.net(given_away) + amount == aggregate.net(whole)
