"""Schedules: what holds for every ledger, beside the slow recomputation."""

from datetime import date, timedelta
from itertools import pairwise
from random import Random

from hypothesis import given, settings
from hypothesis import strategies as st

from compliance import aggregate, schedules
from compliance.contribution import AdjustmentKind
from compliance.money import ZERO, Money
from compliance.receipt import Receipt
from compliance.schedules import Kind, Line, Reported, Sums
from tests.compliance import slow_schedules as slow
from tests.compliance.ledgers import CYCLE, Ledger, by_quarters, days, ledgers, on_the_last_day, quarter_ends

MANY = settings(max_examples=max(500, settings.default.max_examples if settings.default else 0))
"""Sums that are filed under penalty are worth more than the everyday number of examples."""

habits = st.sampled_from([by_quarters, on_the_last_day])


def lines_of(ledger: Ledger, reported: Reported, *, disbursed: bool = False) -> list[Line]:
    return [line for one in ledger for line in schedules.lines(one, CYCLE, reported, disbursed=disbursed)]


def sums_of(lines: list[Line], start: date, end: date) -> Sums:
    sums = Sums(start, end)
    sums.add(lines)
    return sums


def four(sums: Sums) -> tuple[Money, Money, Money, Money]:
    return sums.itemized, sums.unitemized, sums.refunds, sums.refunds_itemized


def until(receipt: Receipt, last: date) -> Receipt:
    """A receipt as the books told of it on that day, in the evening."""
    later = tuple(
        each._replace(undone_on=each.undone_on if each.undone_on and each.undone_on <= last else None)
        for each in receipt.later
        if each.on <= last
    )
    if receipt.undone_on is not None and receipt.undone_on > last:
        receipt = receipt._replace(undone_on=None, undone=None)
    return receipt._replace(later=later)


@MANY
@given(ledgers(persons=1), habits, st.booleans())
def test_the_lines_of_one_person_are_those_of_the_slow_recomputation(
    ledger: Ledger, reported: Reported, disbursed: bool
) -> None:
    (one,) = ledger

    found = schedules.lines(one, CYCLE, reported, disbursed=disbursed)

    assert [slow.in_cents(line) for line in found] == slow.lines(one, CYCLE, reported, disbursed=disbursed)


@MANY
@given(ledgers(), habits, st.booleans())
def test_the_lines_of_several_persons_are_those_of_the_slow_recomputation(
    ledger: Ledger, reported: Reported, disbursed: bool
) -> None:
    found = lines_of(ledger, reported, disbursed=disbursed)

    expected = [line for one in ledger for line in slow.lines(one, CYCLE, reported, disbursed=disbursed)]
    assert [slow.in_cents(line) for line in found] == expected


@MANY
@given(ledgers(), habits, st.tuples(days, days).map(sorted))
def test_itemized_and_unitemized_are_the_ledger_to_the_cent_in_both_columns(
    ledger: Ledger, reported: Reported, period: list[date]
) -> None:
    start, end = period
    everything = [receipt for one in ledger for receipt in one]
    found = lines_of(ledger, reported)

    for first in (start, CYCLE.start):
        sums = sums_of(found, first, end)
        entries = [line for line in found if line.itemized and not line.memo and first <= line.on <= end]
        assert (sums.itemized + sums.unitemized).cents == slow.received(everything, reported, first, end)
        assert sums.refunds.cents == slow.paid(everything, reported, first, end)
        assert sums.itemized == Money.total(line.amount for line in entries if not line.disbursed)
        assert sums.refunds_itemized == Money.total(line.amount for line in entries if line.disbursed)


@MANY
@given(ledgers(), habits)
def test_the_periods_of_a_cycle_add_up_to_the_cycle(ledger: Ledger, reported: Reported) -> None:
    found = lines_of(ledger, reported)
    ends = [CYCLE.start - timedelta(days=1), date(2023, 3, 31), date(2023, 6, 30), date(2023, 12, 31), CYCLE.end]

    together = [ZERO] * 4
    for before, end in pairwise(ends):
        period = four(sums_of(found, before + timedelta(days=1), end))
        together = [one + other for one, other in zip(together, period, strict=True)]
        assert tuple(together) == four(sums_of(found, CYCLE.start, end))


@MANY
@given(ledgers(), quarter_ends)
def test_what_happens_later_leaves_the_periods_that_were_told_as_they_were(ledger: Ledger, last: date) -> None:
    then = [[until(receipt, last) for receipt in one if slow.entered_on(receipt) <= last] for one in ledger]

    now = [line for line in lines_of(ledger, on_the_last_day) if line.on <= last]

    assert now == lines_of(tuple(map(tuple, then)), on_the_last_day)


@MANY
@given(ledgers(persons=1), habits, st.randoms(use_true_random=False))
def test_the_order_in_which_a_ledger_is_told_makes_no_difference(
    ledger: Ledger, reported: Reported, chance: Random
) -> None:
    (one,) = ledger
    mixed = [receipt._replace(later=tuple(chance.sample(receipt.later, len(receipt.later)))) for receipt in one]
    chance.shuffle(mixed)

    assert schedules.lines(mixed, CYCLE, reported) == schedules.lines(one, CYCLE, reported)


@MANY
@given(ledgers(), habits)
def test_once_a_contributor_is_itemized_each_later_receipt_of_the_cycle_is(ledger: Ledger, reported: Reported) -> None:
    for one in ledger:
        received_on = {receipt.number: receipt.received_on for receipt in one}
        passed: dict[int, bool] = {}
        for line in schedules.lines(one, CYCLE, reported):
            cycle = aggregate.stretch(CYCLE, received_on[line.number])
            if line.kind is Kind.RECEIPT:
                passed[cycle] = passed.get(cycle, False) or line.aggregate > Money(200_00)
                assert line.itemized >= passed[cycle]
            assert line.aggregate >= ZERO


@MANY
@given(ledgers(), habits)
def test_memo_entries_move_no_money_and_each_line_has_an_id_of_its_own(ledger: Ledger, reported: Reported) -> None:
    found = lines_of(ledger, reported)
    receipts = {receipt.number: receipt for one in ledger for receipt in one}
    ids = [schedules.transaction_id(line) for line in found]

    assert len(set(ids)) == len(ids)
    assert all(each == each.upper() and len(each) <= 20 for each in ids)
    shown = {line.number for line in found if line.kind is Kind.RECEIPT and line.itemized}
    for number in shown:
        changes = {later.other for later in receipts[number].later if later.kind is AdjustmentKind.REATTRIBUTION}
        pairs = [line for line in found if line.memo and (line.number == number or line.number in changes)]
        assert Money.total(line.amount for line in pairs) == ZERO
