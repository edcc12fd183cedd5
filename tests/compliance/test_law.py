"""Law: the figures on the first and last day of each row, and a day to either side."""

from collections.abc import Callable
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from compliance import law
from compliance.money import Money
from tests.factories import a_committee


@pytest.mark.parametrize(
    "on, dollars",
    [
        (date(2014, 11, 5), 2_700),
        (date(2018, 11, 6), 2_700),
        (date(2018, 11, 7), 2_800),
        (date(2020, 11, 3), 2_800),
        (date(2020, 11, 4), 2_900),
        (date(2022, 11, 8), 2_900),
        (date(2022, 11, 9), 3_300),
        (date(2024, 11, 5), 3_300),
        (date(2024, 11, 6), 3_500),
        (date(2026, 11, 3), 3_500),
    ],
    ids=str,
)
def test_the_limit_changes_the_day_after_a_general_election(on: date, dollars: int) -> None:
    assert law.limit_on(on) == Money(dollars * 100)
    assert law.bound_on(on) == law.Limit(Money(dollars * 100), "11 CFR 110.1(b)(1), 110.17", published=True)


@pytest.mark.parametrize("on", [date.min, date(2014, 11, 4)], ids=str)
def test_a_day_before_the_first_figure_raises(on: date) -> None:
    with pytest.raises(law.NoFigureError, match=on.isoformat()):
        law.limit_on(on)
    with pytest.raises(law.NoFigureError, match=on.isoformat()):
        law.bound_on(on)


@pytest.mark.parametrize("on", [date(2026, 11, 4), date(2027, 3, 1), date.max], ids=str)
def test_after_the_last_figure_the_last_one_bounds_and_says_so(on: date) -> None:
    with pytest.raises(law.NoFigureError, match="no published figure"):
        law.limit_on(on)

    assert law.bound_on(on) == law.Limit(Money(3_500_00), "11 CFR 110.1(b)(1), 110.17", published=False)


def test_the_rows_follow_one_another_without_gap_or_overlap() -> None:
    for row, following in zip(law.PER_ELECTION, law.PER_ELECTION[1:], strict=False):
        assert row.until is not None
        assert following.since == row.until + timedelta(days=1)
        assert following.amount > row.amount


@given(st.dates())
def test_no_day_has_two_figures(on: date) -> None:
    assert sum(row.covers(on) for row in law.PER_ELECTION) <= 1


@pytest.mark.parametrize(
    "cap, amount, source",
    [
        pytest.param("3499.99", "3499.99", "the committee's own limit", id="a cent below"),
        pytest.param("3500.00", "3500.00", "11 CFR 110.1(b)(1), 110.17", id="the law's figure"),
        pytest.param("3500.01", "3500.00", "11 CFR 110.1(b)(1), 110.17", id="a cent above"),
    ],
)
def test_the_lower_of_cap_and_law_is_in_force(cap: str, amount: str, source: str) -> None:
    committee = a_committee(cap=Money.parse(cap))

    limit = law.limit_in_force(committee, date(2025, 1, 1))

    assert limit == law.Limit(Money.parse(amount), source, published=True)


def test_the_committees_cap_still_says_that_the_laws_figure_is_not_published() -> None:
    assert not law.limit_in_force(a_committee(), date(2026, 11, 4)).published


def test_two_hundred_dollars_is_the_figure_for_reporting_since_1980() -> None:
    assert law.itemized_over(date(1980, 1, 8)) == law.itemized_over(date(2030, 1, 1)) == Money(200_00)
    with pytest.raises(law.NoFigureError):
        law.itemized_over(date(1980, 1, 7))


@pytest.mark.parametrize(
    "figure, dollars",
    [
        (law.currency_limit, 100),
        (law.anonymous_currency_limit, 50),
        (law.check_image_over, 50),
        (law.notice_from, 1_000),
    ],
)
def test_the_figures_for_paper_and_notices_since_1980(figure: Callable[[date], law.Row], dollars: int) -> None:
    assert figure(date(1980, 1, 8)).amount == figure(date(2030, 1, 1)).amount == Money(dollars * 100)
    with pytest.raises(law.NoFigureError):
        figure(date(1980, 1, 7))


@pytest.mark.parametrize(
    "period, last",
    [
        (law.FORWARD, date(2024, 2, 25)),
        (law.DEPOSIT, date(2024, 2, 25)),
        (law.BEST_EFFORTS, date(2024, 3, 16)),
        (law.EXCESS, date(2024, 4, 15)),
        (law.QUESTIONABLE, date(2024, 3, 16)),
        (law.ILLEGAL, date(2024, 3, 16)),
    ],
)
def test_a_period_is_calendar_days_after_the_day(period: law.Period, last: date) -> None:
    assert period.after(date(2024, 2, 15)) == last
