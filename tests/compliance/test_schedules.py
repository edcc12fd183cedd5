"""Schedules: when a receipt is itemized, and what is told of what happened to it."""

from datetime import date

import pytest

from compliance import law, schedules
from compliance.contribution import AdjustmentKind
from compliance.money import ZERO, Money
from compliance.receipt import Later, Receipt, Undone
from compliance.schedules import Kind, Line, OutOfOrder, Sums
from tests.compliance.ledgers import CYCLE

FIRST = date(2024, 1, 10)
SECOND = date(2024, 2, 10)
THIRD = date(2024, 3, 10)
FOURTH = date(2024, 4, 10)
FIFTH = date(2024, 5, 10)


def always(_on: date, _undone_on: date) -> bool:
    return True


def never(_on: date, _undone_on: date) -> bool:
    return False


def a_receipt(number: int, amount: str, on: date, *later: Later) -> Receipt:
    return Receipt(number, Money.parse(amount), on, "P2024", later=later)


def a_refund(number: int, amount: str, on: date, undone_on: date | None = None) -> Later:
    return Later(number, AdjustmentKind.REFUND, Money.parse(amount), on, undone_on=undone_on)


def a_dispute(number: int, amount: str, on: date) -> Later:
    return Later(number, AdjustmentKind.DISPUTE, Money.parse(amount), on)


def a_redesignation(number: int, amount: str, on: date, undone_on: date | None = None) -> Later:
    return Later(number, AdjustmentKind.REDESIGNATION, Money.parse(amount), on, "G2024", undone_on)


def a_reattribution(number: int, amount: str, on: date, undone_on: date | None = None) -> Later:
    return Later(number, AdjustmentKind.REATTRIBUTION, Money.parse(amount), on, undone_on=undone_on, other=99)


def told(*receipts: Receipt, disbursed: bool = False) -> list[tuple[str, int, int, bool]]:
    """Id, amount and aggregate in cents, whether itemized, of each line; everything had been reported."""
    found = schedules.lines(receipts, CYCLE, always, disbursed=disbursed)
    return [(schedules.transaction_id(each), each.amount.cents, each.aggregate.cents, each.itemized) for each in found]


# Receipts ------------------------------------------------------------------------------------------------------------


def test_the_worked_rows_the_third_and_the_last_are_itemized() -> None:
    assert told(
        a_receipt(1, "150", FIRST, a_refund(1, "100", FOURTH)),
        a_receipt(2, "50.00", SECOND),
        a_receipt(3, "0.01", THIRD),
        a_receipt(4, "25", FIFTH),
    ) == [
        ("C1", 150_00, 150_00, False),
        ("C2", 50_00, 200_00, False),
        ("C3", 1, 200_01, True),
        ("R1", 100_00, 100_01, False),
        ("C4", 25_00, 125_01, True),
    ]


@pytest.mark.parametrize("amount, itemized", [("199.99", False), ("200.00", False), ("200.01", True)])
def test_a_single_receipt_is_itemized_from_one_cent_over_200(amount: str, itemized: bool) -> None:
    (line,) = schedules.lines([a_receipt(1, amount, FIRST)], CYCLE, never)

    assert line.itemized is itemized


@pytest.mark.parametrize("amount, itemized", [("49.99", False), ("50.00", False), ("50.01", True)])
def test_several_receipts_are_itemized_from_one_cent_over_200_on(amount: str, itemized: bool) -> None:
    found = told(a_receipt(1, "150", FIRST), a_receipt(2, amount, SECOND))

    assert [each[3] for each in found] == [False, itemized]


def test_each_cycle_begins_at_nothing() -> None:
    days = (date(2022, 11, 8), date(2022, 11, 9), date(2024, 11, 5), date(2024, 11, 6))

    found = told(*(a_receipt(number, "150", on) for number, on in enumerate(days, 1)))

    assert found == [
        ("C1", 150_00, 150_00, False),
        ("C2", 150_00, 150_00, False),
        ("C3", 150_00, 300_00, True),
        ("C4", 150_00, 150_00, False),
    ]


def test_on_one_day_receipts_come_by_number_and_before_what_happened_to_them() -> None:
    found = told(
        a_receipt(3, "20", FIRST, a_refund(4, "20", FIRST)),
        a_receipt(2, "30", FIRST, a_refund(6, "10", FIRST), a_refund(5, "10", FIRST)),
    )

    assert [each[0] for each in found] == ["C2", "C3", "R5", "R6", "R4"]


# Refunds and disputes ------------------------------------------------------------------------------------------------


def test_a_refund_lowers_the_aggregate_from_its_own_day_and_is_itemized_where_its_receipt_is() -> None:
    found = told(
        a_receipt(1, "300", FIRST, a_refund(7, "100", SECOND), a_refund(8, "200", FOURTH)), a_receipt(2, "5", THIRD)
    )

    assert found == [
        ("C1", 300_00, 300_00, True),
        ("R7", 100_00, 200_00, True),
        ("C2", 5_00, 205_00, True),
        ("R8", 200_00, 5_00, True),
    ]


def test_a_refund_lowers_the_cycle_of_its_receipt_and_no_other() -> None:
    before = a_receipt(1, "150", date(2022, 11, 8), a_refund(7, "100", SECOND))

    found = told(before, a_receipt(2, "150", FIRST), a_receipt(3, "50.01", THIRD))

    assert found[-2:] == [("R7", 100_00, 50_00, False), ("C3", 50_01, 200_01, True)]


def test_a_refund_stands_on_schedule_b_for_the_election_whose_part_it_takes() -> None:
    refund = a_refund(7, "1", SECOND)._replace(election="G2024")
    receipt = a_receipt(1, "300", FIRST, refund, a_refund(8, "1", THIRD))

    gift, first, other = schedules.lines([receipt], CYCLE, always)

    assert (gift.disbursed, first.disbursed, first.election, other.election) == (False, True, "G2024", "P2024")


def test_a_receipt_never_counts_for_less_than_nothing() -> None:
    found = told(
        a_receipt(1, "300", FIRST, a_refund(7, "200", SECOND), a_dispute(8, "300", SECOND)), a_receipt(2, "5", THIRD)
    )

    assert [(each[0], each[2]) for each in found] == [("C1", 300_00), ("R7", 100_00), ("D8", 0), ("C2", 5_00)]


def test_a_refund_that_failed_after_it_was_reported_is_taken_back_on_that_day() -> None:
    found = told(a_receipt(1, "300", FIRST, a_refund(7, "100", SECOND, FOURTH)), a_receipt(2, "5", THIRD))

    assert found[1:] == [("R7", 100_00, 200_00, True), ("C2", 5_00, 205_00, True), ("R7V", -100_00, 305_00, True)]


def test_a_refund_that_failed_before_it_was_reported_never_was() -> None:
    receipt = a_receipt(1, "300", FIRST, a_refund(7, "100", SECOND, THIRD))

    assert schedules.lines([receipt], CYCLE, never) == schedules.lines([a_receipt(1, "300", FIRST)], CYCLE, never)


def test_a_lost_dispute_is_a_negative_entry() -> None:
    receipt = a_receipt(1, "300", FIRST, a_dispute(7, "300", SECOND))

    _, line = schedules.lines([receipt], CYCLE, never)

    assert line == Line(Kind.CHARGEBACK, 1, 7, SECOND, Money(-300_00), ZERO, "P2024", itemized=True)


def test_a_lost_dispute_is_money_paid_out_where_the_committee_reports_it_so() -> None:
    receipt = a_receipt(1, "300", FIRST, a_dispute(7, "300", SECOND))

    _, line = schedules.lines([receipt], CYCLE, never, disbursed=True)

    assert (line.kind, line.amount, line.disbursed) == (Kind.CHARGEBACK, Money(300_00), True)


# Checks --------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("undone", [Undone.BOUNCED, Undone.RETURNED])
def test_a_check_that_came_to_nothing_before_it_was_reported_never_was(undone: Undone) -> None:
    check = a_receipt(1, "300", FIRST)._replace(undone=undone, undone_on=SECOND)

    (line,) = schedules.lines([check, a_receipt(2, "5", THIRD)], CYCLE, never)

    assert (line.number, line.aggregate, line.itemized) == (2, Money(5_00), False)


@pytest.mark.parametrize("amount, itemized", [("200.00", False), ("200.01", True)])
def test_a_check_that_bounced_after_it_was_reported_is_a_negative_entry_itemized_as_it_was(
    amount: str, itemized: bool
) -> None:
    check = a_receipt(1, amount, FIRST)._replace(undone=Undone.BOUNCED, undone_on=SECOND)

    _, line = schedules.lines([check], CYCLE, always)

    assert line == Line(Kind.BOUNCED, 1, 0, SECOND, -Money.parse(amount), ZERO, "P2024", itemized)


def test_after_a_bounced_check_the_contributor_stays_itemized() -> None:
    check = a_receipt(1, "300", FIRST)._replace(undone=Undone.BOUNCED, undone_on=SECOND)

    found = told(check, a_receipt(2, "5", THIRD))

    assert found[1:] == [("C1B", -300_00, 0, True), ("C2", 5_00, 5_00, True)]


def test_what_was_refunded_of_a_check_that_bounced_is_out_of_the_aggregate_once() -> None:
    check = a_receipt(1, "300", FIRST, a_refund(7, "100", SECOND, FOURTH))
    check = check._replace(undone=Undone.BOUNCED, undone_on=THIRD)

    found = told(check, a_receipt(2, "5", FIFTH))

    assert [(each[0], each[2]) for each in found] == [
        ("C1", 300_00), ("R7", 200_00), ("C1B", 0), ("R7V", 0), ("C2", 5_00)
    ]  # fmt: skip


def test_a_refund_of_a_check_that_never_was_is_money_paid_out_all_the_same() -> None:
    changes = (a_refund(7, "100", SECOND), a_redesignation(8, "100", SECOND), a_reattribution(9, "100", SECOND))
    check = a_receipt(1, "300", FIRST, *changes)._replace(undone=Undone.BOUNCED, undone_on=THIRD)

    (line,) = schedules.lines([check], CYCLE, lambda on, _: on == SECOND)

    assert (line.kind, line.amount, line.aggregate, line.itemized) == (Kind.REFUND, Money(100_00), ZERO, False)


# Redesignations and reattributions -----------------------------------------------------------------------------------


def test_a_redesignation_is_a_pair_of_memo_entries_minus_then_plus() -> None:
    receipt = a_receipt(1, "300", FIRST, a_redesignation(7, "100", SECOND, THIRD))

    found = schedules.lines([receipt], CYCLE, always)[1:]

    assert all(line.memo and line.aggregate == Money(300_00) for line in found)
    assert [(schedules.transaction_id(line), line.amount.cents, line.election) for line in found] == [
        ("M7F", -100_00, "P2024"),
        ("M7T", 100_00, "G2024"),
        ("M7TV", -100_00, "G2024"),
        ("M7FV", 100_00, "P2024"),
    ]


@pytest.mark.parametrize("change", [a_redesignation(7, "50", SECOND), a_reattribution(7, "50", SECOND)])
def test_memo_entries_about_a_receipt_that_is_not_itemized_are_left_out(change: Later) -> None:
    found = told(a_receipt(1, "200", FIRST, change))

    assert found == [("C1", 200_00, 200_00, False)]


def test_a_reattribution_is_minus_for_the_giver_and_plus_for_the_other_until_it_is_void() -> None:
    giver = a_receipt(1, "300", FIRST, a_reattribution(7, "100", SECOND, FOURTH))
    part = Receipt(99, Money(100_00), FIRST, "P2024", FOURTH, Undone.VOID, part_of=1, part_on=SECOND)

    assert told(giver) == [
        ("C1", 300_00, 300_00, True),
        ("M7F", -100_00, 200_00, True),
        ("M7FV", 100_00, 300_00, True),
    ]
    assert told(a_receipt(98, "150", FIRST), part, a_receipt(100, "5", THIRD)) == [
        ("C98", 150_00, 150_00, False),
        ("C99P", 100_00, 250_00, True),
        ("C100", 5_00, 255_00, True),
        ("C99PV", -100_00, 155_00, True),
    ]


def test_a_part_and_its_reversal_are_memo_entries_and_the_side_to_which_is_given() -> None:
    part = Receipt(99, Money(100_00), FIRST, "P2024", FOURTH, Undone.VOID, part_of=1, part_on=SECOND)

    found = schedules.lines([part], CYCLE, always)

    assert [(line.kind, line.memo, line.first, line.undone, line.on) for line in found] == [
        (Kind.REATTRIBUTION, True, False, False, SECOND),
        (Kind.REATTRIBUTION, True, False, True, FOURTH),
    ]


def test_what_is_refunded_of_a_part_is_paid_to_the_other_person() -> None:
    part = Receipt(99, Money(100_00), FIRST, "P2024", later=(a_refund(8, "40", THIRD),), part_of=1, part_on=SECOND)

    assert told(part) == [("C99P", 100_00, 100_00, True), ("R8", 40_00, 60_00, True)]


# Sums ----------------------------------------------------------------------------------------------------------------


def test_sums_count_both_days_of_the_period_and_no_memo_entry() -> None:
    large = a_receipt(
        1, "300", FIRST, a_refund(7, "40", SECOND), a_redesignation(8, "50", SECOND), a_dispute(9, "10", SECOND)
    )
    small = a_receipt(2, "70", SECOND, a_refund(10, "3", SECOND))
    late = a_receipt(3, "1000", THIRD)
    sums = Sums(FIRST, SECOND)

    for one in (large, late), (small,):
        sums.add(schedules.lines(one, CYCLE, never))

    assert (sums.itemized, sums.unitemized) == (Money(290_00), Money(70_00))
    assert (sums.refunds, sums.refunds_itemized) == (Money(43_00), Money(40_00))


# Books that cannot be ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "receipt",
    [
        pytest.param(a_receipt(1, "5", SECOND, a_refund(7, "5", FIRST)), id="changed before it came"),
        pytest.param(a_receipt(1, "5", SECOND)._replace(undone_on=FIRST), id="undone before it came"),
    ],
)
def test_what_happened_before_it_could_is_refused_and_named(receipt: Receipt) -> None:
    with pytest.raises(OutOfOrder, match="receipt 1"):
        schedules.lines([receipt], CYCLE, always)


def test_a_change_that_was_undone_before_its_day_is_nothing() -> None:
    assert told(a_receipt(1, "500", FIRST, a_refund(7, "5", THIRD, SECOND))) == [("C1", 500_00, 500_00, True)]


def test_a_refund_of_a_part_that_is_dated_before_the_part_lowers_it_all_the_same() -> None:
    part = a_receipt(1, "300", FIRST, a_refund(7, "100", SECOND))._replace(part_of=9, part_on=THIRD)

    assert told(part) == [("R7", 100_00, 0, True), ("C1P", 300_00, 200_00, True)]


def test_a_part_that_came_to_nothing_before_it_took_effect_is_nothing() -> None:
    part = a_receipt(1, "300", FIRST)._replace(part_of=9, part_on=THIRD, undone=Undone.BOUNCED, undone_on=SECOND)

    assert told(part) == []


def test_the_longest_id_fits_the_format() -> None:
    line = Line(Kind.REATTRIBUTION, 10**16, 10**16, FIRST, ZERO, ZERO, "P2024", itemized=True, undone=True)

    assert all(len(schedules.transaction_id(line._replace(first=first))) <= 20 for first in (True, False))


def test_a_refund_of_the_same_day_lowers_what_came_behind_it_in_the_books() -> None:
    day = date(2024, 1, 10)
    back = a_refund(7, "100.00", day)._replace(after=2)
    given = [Receipt(1, Money(15000), day, "P2024", later=(back,)), Receipt(2, Money(6000), day, "P2024")]

    told = schedules.lines([*given, Receipt(3, Money(2500), day, "P2024")], CYCLE, never)

    assert [line.aggregate for line in told] == [Money(15000), Money(21000), Money(11000), Money(13500)]
    assert [line.itemized for line in told] == [False, True, False, True]


# Many people ---------------------------------------------------------------------------------------------------------


def test_the_short_way_gives_the_same_lines_as_the_long_one() -> None:
    days = (FIFTH, FIRST, SECOND, SECOND, date(2019, 1, 1), date(2030, 1, 1))
    receipts = [a_receipt(number, "90.01", on) for number, on in enumerate(days, 1)]

    short = schedules.untouched(
        [(each.received_on, each.number, each.amount.cents, each.election) for each in receipts], CYCLE
    )

    assert short == schedules.lines(receipts, CYCLE, never)
    assert any(line.itemized for line in short)


def test_receipts_added_up_by_their_days_come_to_what_their_lines_come_to() -> None:
    gifts = [(FIRST, 1, 15000, "P2028"), (SECOND, 2, 5001, "P2028"), (FIFTH, 3, 700, "P2028")]
    lines = schedules.untouched(gifts, CYCLE)
    days = schedules.Days()
    days.add(lines)
    days.add_unitemized([(FIRST, 1000), (SECOND, 19000)])
    at_once, by_days = Sums(SECOND, SECOND), Sums(SECOND, SECOND)
    at_once.add(lines)

    added = by_days.add_days(days)

    assert (by_days.itemized, by_days.unitemized) == (at_once.itemized, at_once.unitemized + Money(19000))
    assert added == Money(5001 + 19000)
    assert by_days.refunds == ZERO


def test_days_on_which_no_figure_is_in_force_are_not_added_up() -> None:
    days = schedules.Days()
    days.add_unitemized([(date(1979, 12, 31), 1000)])

    with pytest.raises(law.NoFigureError):
        Sums(FIRST, FIFTH).add_days(days)


def test_who_gave_no_more_than_the_figure_in_all_is_never_itemized() -> None:
    least = schedules.never_itemized().cents

    assert not any(line.itemized for line in schedules.untouched([(FIRST, 1, least, "P2028")], CYCLE))
    assert [line.itemized for line in schedules.untouched([(FIRST, 1, least + 1, "P2028")], CYCLE)] == [True]
