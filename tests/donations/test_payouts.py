"""The payouts of a filed period, their order, and the ids of their entries."""

from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from compliance.committee import Fees, Reports
from compliance.money import Money
from donations import payouts
from donations.payouts import Payout
from tests.donations.filed_reports import INSIDE, file_report, told, waiting
from tests.donations.test_reports import Q1, file_it, of, written
from tests.donations.world import COMMITTEE, World


def pay(world: World, name: str, fees: int, on: date = INSIDE) -> None:
    """Keep a payout as Stripe tells it."""
    with world.desk.database.writing() as session:
        payouts.keep(session, Payout(name, on, Money(fees)), world.clock())


def test_fees_of_a_filed_period_that_are_learned_of_or_change_wait_for_an_amendment(world: World) -> None:
    pay(world, "po_a", 100)
    file_report(world)

    pay(world, "po_a", 100)
    assert waiting(world) == []
    pay(world, "po_a", 900)
    pay(world, "po_b", 50)
    pay(world, "po_c", 0)

    assert told(world) == [
        "The fees of the payout of 30 December 2025 became $9.00 after the report was filed; they were $1.00.",
        "The fees of the payout of 30 December 2025 became $0.50 after the report was filed.",
    ]
    assert {item.contribution_id for item in waiting(world)} == {None}


def test_fees_of_an_earlier_day_move_the_cycle_to_date_of_a_filed_period(world: World) -> None:
    file_report(world)

    pay(world, "po_a", 100, date(2025, 9, 30))
    pay(world, "po_b", 100, date(2026, 1, 1))

    (only,) = told(world)
    assert only.startswith("Figures of the cycle to date: The fees of the payout of 30 September 2025 became $1.00")


def test_an_item_of_fees_is_only_kept_with_the_payout(world: World) -> None:
    file_report(world)

    try:
        with world.desk.database.writing() as session:
            payouts.keep(session, Payout("po_a", INSIDE, Money(100)), world.clock())
            session.execute(sa.text("SELECT nothing FROM nowhere"))
    except sa.exc.DBAPIError:
        pass

    assert waiting(world) == []


def test_the_payouts_of_a_day_stand_in_the_order_of_code_points(world: World) -> None:
    if not world.desk.database.sqlite:
        with world.desk.database.writing() as session:
            session.execute(sa.text('ALTER TABLE payouts ALTER COLUMN id TYPE text COLLATE "en-x-icu"'))
    for name in ("po_1a", "po_1B", "po_1b", "po_1A"):
        pay(world, name, 100)

    with world.desk.database.reading() as session:
        found = [each.id for each in payouts.between(session, INSIDE, INSIDE)]

    assert found == ["po_1A", "po_1B", "po_1a", "po_1b"]


def test_the_id_of_a_months_fees_is_not_moved_by_a_later_payout(make_world: Any, tmp_path: Path) -> None:
    world: World = make_world(committee=replace(COMMITTEE, reports=Reports(fees=Fees.MONTH)))
    pay(world, "po_a", 100, date(2026, 3, 20))
    _done, before = written(world, tmp_path)
    file_it(world)
    pay(world, "po_b", 100, date(2026, 3, 30))

    _done, after = written(world, tmp_path, replace(Q1, amends="1900001"))

    assert [(line[2], line[20]) for line in of(before, "SB17")] == [("FM202603D01", "1.00")]
    assert [(line[2], line[20]) for line in of(after, "SB17")] == [("FM202603D01", "2.00")]
