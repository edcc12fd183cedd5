"""Aggregate: what a gift counts for, and the three totals."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from compliance import aggregate
from compliance.committee import Cycle
from compliance.contribution import AdjustmentKind, AdjustmentStatus, Contribution, Method, Standing
from compliance.money import ZERO, Money
from tests.factories import (
    GENERAL,
    PRIMARY,
    a_case,
    a_committee,
    a_contribution,
    a_contributor,
    a_dispute,
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
        pytest.param((a_dispute(AdjustmentStatus.LOST, "$10"),), 0, id="a lost dispute counts nothing"),
        pytest.param((a_refund("$30"), a_dispute(AdjustmentStatus.OPEN)), 70_00, id="refund and open dispute"),
        pytest.param((a_refund("$30"), a_dispute(AdjustmentStatus.LOST)), 0, id="refund and lost dispute"),
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
disputes = st.builds(a_dispute, st.sampled_from((AdjustmentStatus.OPEN, AdjustmentStatus.WON, AdjustmentStatus.LOST)))
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
    st.lists(refunds | disputes, max_size=3),
)


def obvious_net(gift: Contribution) -> int:
    """The long way: start with the amount, take off refund after refund, stop at nothing."""
    if gift.standing.value not in {"completed", "authorized", "held"}:
        return 0
    cents = gift.amount.cents
    for adjustment in gift.adjustments:
        if adjustment.kind == AdjustmentKind.DISPUTE and adjustment.status == AdjustmentStatus.LOST:
            return 0
        if adjustment.kind == AdjustmentKind.REFUND and adjustment.status == AdjustmentStatus.SUCCEEDED:
            cents = cents - adjustment.amount.cents if cents > adjustment.amount.cents else 0
    return cents


def obvious_election(gift: Contribution) -> str | None:
    """The long way: as designated, else by the calendar."""
    if gift.election:
        return gift.election
    if gift.made_on <= date(2024, 6, 4):
        return "P2024"
    return "G2024" if gift.made_on <= date(2024, 11, 5) else None


@given(st.lists(gifts, max_size=12), days)
def test_the_totals_equal_an_obvious_recomputation(prior: list[Contribution], on: date) -> None:
    case = a_case(a_contribution(on=on, election="G2024"), prior)

    election = cycle = year = 0
    for gift in prior:
        election += obvious_net(gift) if obvious_election(gift) == "G2024" else 0
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
