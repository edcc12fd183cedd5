"""Changes that touch a filed report: which become items of an amendment, in the same transaction, and which do not."""

import threading
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from io import BytesIO
from typing import Any

import pytest
import sqlalchemy as sa

from compliance.contribution import Adjustment, AdjustmentKind, AdjustmentStatus, Work
from compliance.money import Money
from donations import amendments, filed, filings, inquiry, ledger, people, receiving
from donations.desk import Entry, Status
from donations.ledger import How
from tests.donations.books import JORDAN, ROBIN, booked
from tests.donations.filed_reports import (
    FILE,
    FIRST_QUARTER,
    INSIDE,
    YEAR_END,
    a_filing,
    file_report,
    told,
    waiting,
)
from tests.donations.righting import BY, ask_to_redesignate, by_check, keyed, sign
from tests.donations.world import World
from tests.factories import a_contributor

QUARTER = a_filing(FIRST_QUARTER, report_code="Q1", filing_number="1920000", filed_on=date(2026, 4, 15))
ROB = a_contributor(first_name="Rob")


def late_in_april(world: World) -> None:
    """Go to a day after the first quarter was filed, and file it with the report before."""
    file_report(world)
    file_report(world, QUARTER)
    world.clock.forward(days=60)


# What touches --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "on, touches",
    [(date(2025, 9, 30), True), (YEAR_END[0], True), (YEAR_END[1], True), (date(2026, 1, 1), False)],
    ids=str,
)
def test_a_check_keyed_late_touches_the_report_of_its_day_and_later_ones(world: World, on: date, touches: bool) -> None:
    report = file_report(world)

    entry = keyed(world, on=on)

    items = waiting(world)
    assert [(item.report_id, item.contribution_id, item.actor) for item in items] == (
        [(report.id, entry.id, BY)] if touches else []
    )
    if touches:
        later = "Figures of the cycle to date: " if on < YEAR_END[0] else ""
        day = f"{on.day} {on:%B %Y}"
        assert told(world) == [f"{later}C{entry.id}, received on {day}, was kept after the report was filed."]


def test_nothing_touches_where_nothing_was_filed(world: World) -> None:
    entry = keyed(world, on=INSIDE)
    by_check(world, entry, "10.00", on=INSIDE)

    assert waiting(world) == []
    assert filed.items(world.desk, [entry.public_id]) == ()
    assert filed.falls(world.desk, INSIDE) == ()


def test_a_late_check_touches_column_b_of_every_later_report_of_the_cycle(world: World) -> None:
    file_report(world, QUARTER)
    file_report(world)
    next_cycle = a_filing((date(2026, 4, 1), date(2026, 6, 30)), cycle_start=date(2026, 4, 1), filing_number="3")
    file_report(world, next_cycle)

    entry = keyed(world, on=INSIDE)

    kept = f"C{entry.id}, received on 30 December 2025, was kept after the report was filed."
    assert sorted(told(world)) == [kept, f"Figures of the cycle to date: {kept}"]


def test_a_card_gift_authorized_before_a_filing_and_charged_after_it_touches_it(world: World) -> None:
    number = booked(world, "25.00", Status.CAPTURING, made_on=INSIDE)
    file_report(world)
    with world.desk.database.writing() as session:
        entry = ledger.by_id(session, number)
        assert entry is not None
        ledger.move(session, entry, Status.CAPTURED, world.clock())

    assert told(world) == [f"C{number}, authorized on 30 December 2025, was charged after the report was filed."]


@pytest.mark.parametrize("to", [Status.CANCELED, Status.AUTHORIZATION_EXPIRED])
def test_a_card_gift_that_is_let_go_touches_nothing(world: World, to: Status) -> None:
    number = booked(world, "25.00", Status.CAPTURING, made_on=INSIDE)
    file_report(world)
    with world.desk.database.writing() as session:
        entry = ledger.by_id(session, number)
        assert entry is not None
        ledger.move(session, entry, to, world.clock())

    assert waiting(world) == []


@pytest.mark.parametrize("on, touches", [(INSIDE, True), (None, False)])
def test_a_refund_touches_the_report_of_the_day_on_which_it_was_made(
    world: World, on: date | None, touches: bool
) -> None:
    entry = keyed(world, "100.00", on=date(2025, 12, 1))
    file_report(world)

    by_check(world, entry, "10.00", on=on)

    (number,) = [each.id for each in _adjustments(world)]
    sentence = f"R{number}, a refund of C{entry.id} on 30 December 2025, was kept after the report was filed."
    assert told(world) == ([sentence] if touches else [])


def _adjustments(world: World) -> list[Any]:
    with world.desk.database.reading() as session:
        return list(session.execute(sa.text("SELECT id FROM adjustments")))


STEPS = [
    pytest.param(AdjustmentKind.REFUND, (AdjustmentStatus.PENDING,), 0, id="asked for"),
    pytest.param(AdjustmentKind.REFUND, (AdjustmentStatus.PENDING, AdjustmentStatus.SUCCEEDED), 1, id="made"),
    pytest.param(AdjustmentKind.REFUND, (AdjustmentStatus.PENDING, AdjustmentStatus.FAILED), 0, id="failed"),
    pytest.param(AdjustmentKind.DISPUTE, (AdjustmentStatus.OPEN, AdjustmentStatus.LOST), 0, id="dispute lost now"),
]


@pytest.mark.parametrize("kind, statuses, items", STEPS)
def test_a_refund_touches_when_it_is_made_and_a_dispute_never(
    world: World, kind: AdjustmentKind, statuses: tuple[AdjustmentStatus, ...], items: int
) -> None:
    number = booked(world, "25.00")
    file_report(world)

    with world.desk.database.writing() as session:
        entry = ledger.by_id(session, number)
        assert entry is not None
        for status in statuses:
            each = Adjustment(kind, status, Money(5_00), "re_1", world.clock())
            ledger.adjust(session, entry, each, world.clock(), How(INSIDE))

    assert len(waiting(world)) == items


ENDS = [
    pytest.param(date(2026, 3, 2), [], id="after the report was signed: an entry of today"),
    pytest.param(date(2026, 1, 30), [], id="on the day it was signed"),
    pytest.param(date(2026, 1, 29), ["YE"], id="before it was signed: it should not stand in it"),
]


@pytest.mark.parametrize("end", [receiving.bounce, receiving.give_back])
@pytest.mark.parametrize("on, touched", ENDS)
def test_a_check_that_ended_touches_its_report_only_if_it_ended_before_that_was_signed(
    world: World, end: Callable[..., Any], on: date, touched: list[str]
) -> None:
    entry = keyed(world, on=INSIDE, deposited=end is receiving.bounce)
    file_report(world)

    _end(world, entry, end, on)

    assert [item.report_code for item in _reports(world)] == touched


def test_a_check_that_bounced_in_a_later_filed_period_touches_that_one(world: World) -> None:
    entry = keyed(world, on=INSIDE)
    late_in_april(world)

    _end(world, entry, receiving.bounce, date(2026, 3, 15))

    assert [item.report_code for item in _reports(world)] == ["Q1"]
    assert told(world) == [f"C{entry.id} was not paid on 15 March 2026; that was kept after the report was filed."]


def _end(world: World, entry: Entry, end: Callable[..., Any], on: date) -> None:
    envelope = people.story(world.desk, entry.public_id).envelope
    assert envelope is not None
    end(world.desk, envelope.public_id, version=envelope.version, on=on, reason="no funds", by=BY, now=world.clock())


def _reports(world: World) -> list[Any]:
    with world.desk.database.reading() as session:
        by_id = {report.id: report for report in filings.reports(session)}
    return [by_id[item.report_id] for item in waiting(world)]


def test_a_redesignation_signed_before_a_filing_and_keyed_after_it_touches_it(world: World) -> None:
    entry = keyed(world, "4,000.00")
    asked = ask_to_redesignate(world, entry)
    file_report(world, QUARTER)
    world.clock.forward(days=45)

    sign(world, asked, on=date(2026, 3, 20))

    what = f"C{entry.id}: a redesignation that took effect on 20 March 2026 was kept after the report was filed."
    assert told(world) == [what]


def test_a_redesignation_signed_after_a_filing_touches_nothing(world: World) -> None:
    entry = keyed(world, "4,000.00")
    asked = ask_to_redesignate(world, entry)
    file_report(world, QUARTER)
    world.clock.forward(days=45)

    sign(world, asked)

    assert waiting(world) == []


# Who is who ----------------------------------------------------------------------------------------------------------


def tell(world: World, one: Entry, other: Entry, *, same: bool) -> None:
    people.tell(world.desk, one.public_id, other.public_id, same=same, by=BY, reason="a call", now=world.clock())


def test_a_word_on_who_is_who_touches_from_the_day_on_which_both_had_given(world: World) -> None:
    one, other = keyed(world, on=INSIDE), keyed(world, who=ROB)
    late_in_april(world)

    tell(world, one, other, same=True)

    assert [report.report_code for report in _reports(world)] == ["Q1"]
    sentence = (
        f"C{one.id} and C{other.id}: a word on whether they are one person’s was given after the report was filed."
    )
    assert told(world) == [sentence]


def test_a_word_that_parts_them_again_touches_too_and_one_that_changes_nothing_does_not(world: World) -> None:
    one, other = keyed(world, on=INSIDE), keyed(world, who=ROB, on=INSIDE)
    tell(world, one, other, same=True)
    late_in_april(world)

    tell(world, one, other, same=True)
    assert waiting(world) == []
    tell(world, one, other, same=False)
    assert [report.report_code for report in _reports(world)] == ["YE", "Q1"]
    tell(world, one, other, same=False)
    assert len(waiting(world)) == 2


def test_a_word_about_gifts_that_no_report_holds_yet_touches_nothing(world: World) -> None:
    late_in_april(world)
    one, other = keyed(world), keyed(world, who=ROB)

    tell(world, one, other, same=True)

    assert waiting(world) == []


# An answer about work ------------------------------------------------------------------------------------------------


def answer(world: World, entry: Entry) -> None:
    inquiry.answer_work(
        world.desk,
        entry.public_id,
        work=Work.EMPLOYED,
        occupation="Carpenter",
        employer="Joinery",
        by=BY,
        now=world.clock(),
    )


def test_an_answer_about_work_touches_the_reports_of_all_gifts_without_a_word_of_it(world: World) -> None:
    silent: dict[str, Any] = {"work": None, "occupation": "", "employer": ""}
    keyed(world, "10.00", who=JORDAN, on=INSIDE, **silent)
    first = keyed(world, "150.00", on=INSIDE, **silent)
    keyed(world, "20.00", on=INSIDE)
    second = keyed(world, "150.00", **silent)
    late_in_april(world)

    answer(world, second)

    sentence = "the occupation and the employer were answered after the report was filed."
    assert told(world) == [f"C{second.id}: {sentence}", f"C{first.id}: {sentence}"]
    assert [report.report_code for report in _reports(world)] == ["Q1", "YE"]


def test_an_answer_about_a_gift_of_the_present_period_touches_nothing(world: World) -> None:
    file_report(world)
    entry = keyed(world, "250.00", work=None, occupation="", employer="")

    answer(world, entry)

    assert waiting(world) == []


# In the same transaction ---------------------------------------------------------------------------------------------


def test_an_item_is_gone_with_the_change_that_is_undone(world: World) -> None:
    number = booked(world, "25.00", Status.CAPTURING, made_on=INSIDE)
    file_report(world)

    def charge_and_fail() -> None:
        with world.desk.database.writing() as session:
            entry = ledger.by_id(session, number)
            assert entry is not None
            ledger.move(session, entry, Status.CAPTURED, world.clock())
            assert len(amendments.waiting(session)) == 1
            raise RuntimeError

    with pytest.raises(RuntimeError):
        charge_and_fail()
    assert waiting(world) == []


def test_a_change_waits_for_a_report_that_is_being_marked_and_touches_it_then(world: World) -> None:
    change = threading.Thread(target=lambda: keyed(world, on=INSIDE))

    with world.desk.database.writing() as session:
        filings.mark(session, a_filing(), BytesIO(FILE), by=BY, now=world.clock())
        change.start()
        change.join(0.5)
        assert change.is_alive()
    change.join()

    assert len(waiting(world)) == 1


def test_a_report_that_is_being_marked_waits_for_a_change_that_is_being_made(world: World) -> None:
    number = booked(world, "25.00", Status.CAPTURING, made_on=INSIDE)
    mark = threading.Thread(target=lambda: file_report(world))

    with world.desk.database.writing() as session:
        entry = ledger.by_id(session, number)
        assert entry is not None
        ledger.move(session, entry, Status.CAPTURED, world.clock())
        mark.start()
        mark.join(0.5)
        assert mark.is_alive()
    mark.join()

    assert waiting(world) == []


def test_what_changed_while_a_report_was_filed_is_kept_as_an_item_of_it(world: World) -> None:
    report = file_report(world)

    with world.desk.database.writing() as session:
        amendments.note(session, report.id, None, "One entry is not as it was filed.", by=BY, now=world.clock())

    assert [(item.report_id, item.contribution_id) for item in waiting(world)] == [(report.id, None)]


def test_items_are_found_by_report_and_by_contribution(world: World) -> None:
    year, quarter = file_report(world), file_report(world, QUARTER)
    one, other = keyed(world, on=INSIDE), keyed(world, who=JORDAN)

    with world.desk.database.reading() as session:
        assert [item.contribution_id for item in amendments.waiting(session, year.id)] == [one.id]
        assert [item.contribution_id for item in amendments.waiting(session, quarter.id)] == [one.id, other.id]
        assert [item.report_id for item in amendments.about(session, [other.id, one.id])] == [
            year.id,
            quarter.id,
            quarter.id,
        ]


def test_no_item_names_anybody(world: World) -> None:
    late_in_april(world)
    one, other = keyed(world, on=INSIDE), keyed(world, who=ROB, on=INSIDE)
    by_check(world, one, "10.00", on=INSIDE)
    tell(world, one, other, same=True)
    answer(world, one)

    said = " ".join(told(world)).casefold()
    assert said
    for word in (ROBIN.first_name, ROBIN.last_name, ROBIN.email, "carpenter", "joinery", ROBIN.address.line1):
        assert word.casefold() not in said


@pytest.mark.parametrize("status", [AdjustmentStatus.WON, AdjustmentStatus.OPEN])
def test_a_lost_dispute_that_is_lost_no_longer_touches_the_report_that_told_it(
    world: World, status: AdjustmentStatus
) -> None:
    number = booked(world, "500.00", made_on=INSIDE)
    lost = Adjustment(AdjustmentKind.DISPUTE, AdjustmentStatus.LOST, Money(50000), "dp_1", world.clock())

    def told_by_stripe(dispute: Adjustment, on: date) -> None:
        with world.desk.database.writing() as session:
            entry = ledger.by_id(session, number)
            assert entry is not None
            ledger.adjust(session, entry, dispute, world.clock(), How(on, stripe_id="dp_1"))

    told_by_stripe(lost, date(2026, 3, 2))
    late_in_april(world)
    told_by_stripe(lost, date(2026, 5, 1))
    assert told(world) == []

    told_by_stripe(replace(lost, status=status), date(2026, 5, 1))

    assert told(world) == [f"D1, a dispute of C{number} that was lost on 2 March 2026, is {status} now."]
