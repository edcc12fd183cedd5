"""The queue and its figures: the most urgent first, what is left counted right, net of what went back."""

from dataclasses import replace
from datetime import date

import pytest
import sqlalchemy as sa

from compliance.committee import Committee, Filer, Office, Reports
from compliance.contribution import AccountKind
from donations import models, worklist
from donations.worklist import Item
from tests.donations.books import JORDAN, booked, given, paid
from tests.donations.righting import by_check, give_back, keyed
from tests.donations.world import COMMITTEE, World
from tests.factories import a_check


def shown(world: World) -> list[Item]:
    return worklist.items(world.desk, worklist.queue(world.desk, world.clock()))


def kinds(world: World) -> list[tuple[str, int | None]]:
    return [(item.kind, item.waiting.days) for item in shown(world)]


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

    (item,) = shown(world)

    assert (item.kind, item.public_id, item.who) == ("held", entry.public_id, "Robin Sample")
    assert item.waiting.hours is not None
    assert 160 < item.waiting.hours <= 168


def test_the_queue_is_ordered_and_counted_without_its_gifts_and_only_those_shown_are_read(world: World) -> None:
    for number in range(3):
        keyed(world, "100.00", check=a_check(number=str(number)), deposited=False)
    read: list[models.Contribution] = []
    sa.event.listen(models.Contribution, "load", lambda gift, _context: read.append(gift))

    waiting = worklist.queue(world.desk, world.clock())
    to_count = len(read)
    (item,) = worklist.items(world.desk, waiting[1:2])

    assert (to_count, len(read)) == (0, 1)
    assert (item.kind, item.public_id) == (waiting[1].kind, waiting[1].refs[0])


def test_an_item_leads_to_its_envelope(world: World) -> None:
    keyed(world, "100.00", deposited=False)

    assert {bool(item.envelope) for item in shown(world)} == {True}


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


MONTHLY = replace(COMMITTEE, office=Office.PRESIDENT, reports=Reports(filer=Filer.MONTHLY))


@pytest.mark.parametrize(
    "committee, on, expected",
    [
        (COMMITTEE, date(2026, 1, 1), (date(2026, 1, 1), date(2026, 3, 31))),
        (COMMITTEE, date(2026, 3, 31), (date(2026, 1, 1), date(2026, 3, 31))),
        (COMMITTEE, date(2026, 4, 1), (date(2026, 4, 1), date(2026, 6, 30))),
        (COMMITTEE, date(2026, 10, 14), (date(2026, 10, 1), date(2026, 10, 14))),
        (COMMITTEE, date(2026, 10, 15), (date(2026, 10, 15), date(2026, 11, 23))),
        (COMMITTEE, date(2024, 11, 6), (date(2024, 11, 6), date(2024, 12, 31))),
        (COMMITTEE, date(2024, 11, 5), (date(2024, 10, 1), date(2024, 12, 31))),
        (MONTHLY, date(2026, 2, 28), (date(2026, 2, 1), date(2026, 2, 28))),
        (MONTHLY, date(2026, 3, 1), (date(2026, 3, 1), date(2026, 3, 31))),
        (MONTHLY, date(2026, 10, 14), (date(2026, 10, 1), date(2026, 10, 14))),
    ],
    ids=lambda each: getattr(each, "office", str(each)),
)
def test_the_period_is_that_of_the_report_that_covers_the_day(
    world: World, committee: Committee, on: date, expected: tuple[date, date]
) -> None:
    assert worklist.period(replace(world.desk, committee=committee), on) == expected
