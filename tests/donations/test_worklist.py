"""The queue and its figures: the most urgent first, what is left counted right, net of what went back."""

from datetime import date

import pytest

from compliance.contribution import AccountKind
from donations import worklist
from tests.donations.books import JORDAN, booked, given, paid
from tests.donations.righting import by_check, give_back, keyed
from tests.donations.world import World
from tests.factories import a_check


def kinds(world: World) -> list[tuple[str, int | None]]:
    return [(item.kind, item.days) for item in worklist.queue(world.desk, world.clock())]


def test_a_good_day_has_no_work(world: World) -> None:
    given(world)

    assert worklist.queue(world.desk, world.clock()) == []


def test_the_most_urgent_comes_first_with_the_days_that_are_left(world: World) -> None:
    keyed(world, "4,000.00", check=a_check(account=AccountKind.BUSINESS), deposited=False)

    told = kinds(world)

    assert [days for _kind, days in told] == sorted(days for _kind, days in told if days is not None)
    assert {"deposit": 10, "source": 30, "excess": 60}.items() <= dict(told).items()
    world.clock.forward(days=11)
    assert dict(kinds(world))["deposit"] == -1


def test_a_held_gift_shows_the_hours_that_are_left(world: World) -> None:
    entry = world.advance(paid(world, number="4000001240000000"))

    (item,) = worklist.queue(world.desk, world.clock())

    assert (item.kind, item.public_id, item.who) == ("held", entry.public_id, "Robin Sample")
    assert item.hours is not None
    assert 160 < item.hours <= 168


def test_an_item_leads_to_its_envelope(world: World) -> None:
    keyed(world, "100.00", deposited=False)

    assert {bool(item.envelope) for item in worklist.queue(world.desk, world.clock())} == {True}


def test_the_figures_are_net_of_refunds_and_hold_nothing_that_is_held(world: World) -> None:
    booked(world, "1,000.00", who=JORDAN, made_on=date(2025, 12, 31))
    first = keyed(world, "500.00")
    by_check(world, first, "100.00")
    card = given(world, "300.00")
    give_back(world, card, "50.00")
    world.advance(paid(world, "70.00", number="4000001240000000"))

    told = worklist.figures(world.desk, world.clock())

    assert (str(told.period), str(told.cycle), str(told.held)) == ("$650.00", "$1,650.00", "$70.00")
    assert [(on, str(amount)) for on, amount in told.per_day] == [(date(2026, 3, 2), "$650.00")]


@pytest.mark.parametrize(
    "on, expected",
    [
        (date(2026, 1, 1), (date(2026, 1, 1), date(2026, 3, 31))),
        (date(2026, 3, 31), (date(2026, 1, 1), date(2026, 3, 31))),
        (date(2026, 4, 1), (date(2026, 4, 1), date(2026, 6, 30))),
        (date(2026, 9, 30), (date(2026, 7, 1), date(2026, 9, 30))),
        (date(2026, 10, 1), (date(2026, 10, 1), date(2026, 12, 31))),
        (date(2028, 2, 29), (date(2028, 1, 1), date(2028, 3, 31))),
    ],
    ids=str,
)
def test_a_quarter_is_three_months_both_ends_included(on: date, expected: tuple[date, date]) -> None:
    assert worklist.quarter(on) == expected
