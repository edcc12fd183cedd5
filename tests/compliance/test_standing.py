"""What is left of somebody's receipts on a day."""

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from compliance import aggregate
from compliance.contribution import Adjustment, AdjustmentKind, AdjustmentStatus
from compliance.money import ZERO, Money
from compliance.receipt import Later, Receipt
from compliance.standing import Standing, elections, standing
from tests.compliance.ledgers import CYCLE
from tests.compliance.test_schedules import (
    FIFTH,
    FIRST,
    FOURTH,
    SECOND,
    THIRD,
    a_dispute,
    a_reattribution,
    a_receipt,
    a_redesignation,
    a_refund,
)
from tests.factories import an_earlier_gift


def stands(*receipts: Receipt, on: date = FIFTH) -> tuple[str, dict[str, str]]:
    found = standing(receipts, CYCLE, on)
    return found.cycle.plain, {code: amount.plain for code, amount in found.elections.items()}


def test_nobody_stands_at_nothing() -> None:
    assert standing([], CYCLE, FIFTH) == Standing(ZERO, {})


LEDGERS = [
    pytest.param([a_receipt(1, "150", FIRST), a_receipt(2, "50", SECOND)], "200.00", {"P2024": "200.00"}, id="gifts"),
    pytest.param([a_receipt(1, "150", FIRST, a_refund(1, "100", SECOND))], "50.00", {"P2024": "50.00"}, id="refund"),
    pytest.param([a_receipt(1, "150", FIRST, a_dispute(1, "150", SECOND))], "0.00", {"P2024": "0.00"}, id="dispute"),
    pytest.param(
        [a_receipt(1, "150", FIRST, a_refund(1, "200", SECOND))], "0.00", {"P2024": "0.00"}, id="never below nothing"
    ),
    pytest.param(
        [a_receipt(1, "150", FIRST, a_redesignation(1, "100", SECOND))],
        "150.00",
        {"P2024": "50.00", "G2024": "100.00"},
        id="redesignation",
    ),
    pytest.param(
        [a_receipt(1, "150", FIRST, a_reattribution(1, "100", SECOND))], "50.00", {"P2024": "50.00"}, id="reattribution"
    ),
    pytest.param(
        [
            a_receipt(
                1,
                "150",
                FIRST,
                a_redesignation(1, "100", SECOND),
                Later(2, AdjustmentKind.REFUND, Money(4000), THIRD, "G2024"),
            )
        ],
        "110.00",
        {"P2024": "50.00", "G2024": "60.00"},
        id="refund of what was moved",
    ),
    pytest.param(
        [a_receipt(1, "150", FIRST, a_refund(1, "100", SECOND, THIRD))], "150.00", {"P2024": "150.00"}, id="refund fell"
    ),
    pytest.param([a_receipt(1, "150", FIRST)._replace(undone_on=SECOND)], "0.00", {}, id="bounced"),
    pytest.param([a_receipt(1, "150", CYCLE.end.replace(year=2030))], "0.00", {}, id="still to come"),
    pytest.param([a_receipt(1, "150", date(2019, 1, 1))], "0.00", {"P2024": "150.00"}, id="of a cycle before"),
]


@pytest.mark.parametrize("receipts, cycle, elections", LEDGERS)
def test_what_is_left_counts(receipts: list[Receipt], cycle: str, elections: dict[str, str]) -> None:
    assert stands(*receipts) == (cycle, elections)


def test_what_happens_later_than_the_day_has_not_happened_yet() -> None:
    gift = a_receipt(1, "150", FIRST, a_refund(1, "100", FOURTH, FIFTH))

    assert stands(gift, on=THIRD) == ("150.00", {"P2024": "150.00"})
    assert stands(gift, on=FOURTH) == ("50.00", {"P2024": "50.00"})
    assert stands(gift, on=FIFTH) == ("150.00", {"P2024": "150.00"})


def test_a_part_counts_from_the_day_on_which_it_was_made() -> None:
    part = a_receipt(2, "100", FIRST)._replace(part_of=1, part_on=THIRD)

    assert stands(part, on=SECOND) == ("0.00", {})
    assert stands(part, on=THIRD) == ("100.00", {"P2024": "100.00"})


def test_what_was_taken_beyond_the_own_part_is_taken_from_what_was_moved() -> None:
    gift = a_receipt(1, "1000", FIRST, a_redesignation(1, "600", SECOND), a_refund(2, "600", THIRD))

    assert stands(gift, on=SECOND) == ("1000.00", {"P2024": "400.00", "G2024": "600.00"})
    assert stands(gift) == ("400.00", {"P2024": "0.00", "G2024": "400.00"})
    assert elections([gift]) == {"P2024": ZERO, "G2024": Money(400_00)}


amounts = st.integers(min_value=1, max_value=200).map(Money)
happened = st.lists(
    st.tuples(st.sampled_from(AdjustmentKind), amounts, st.sampled_from((None, "P2024", "G2024"))), max_size=5
)
_DONE = dict.fromkeys(AdjustmentKind, AdjustmentStatus.SUCCEEDED) | {AdjustmentKind.DISPUTE: AdjustmentStatus.LOST}


@given(amounts, happened)
def test_a_receipt_counts_for_each_election_as_the_limit_has_it(
    amount: Money, changes: list[tuple[AdjustmentKind, Money, str | None]]
) -> None:
    gift = replace(
        an_earlier_gift(on=FIRST, election="P2024"),
        amount=amount,
        adjustments=tuple(Adjustment(kind, _DONE[kind], of, "r", None, code) for kind, of, code in changes),
    )
    later = tuple(Later(number, kind, of, SECOND, code) for number, (kind, of, code) in enumerate(changes, 1))

    told = elections([Receipt(1, amount, FIRST, "P2024", later=later)])

    assert told == aggregate.parts(gift, ())
