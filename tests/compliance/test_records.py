"""Records: a change stands by what is kept of it, on the last day and the day after."""

from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from compliance import records
from compliance.records import Change, Kept, Record, Validity
from compliance.ways import Remedy

RECEIVED = date(2024, 3, 15)
LAST, AFTER = date(2024, 5, 14), date(2024, 5, 15)
ROBIN, CHRIS = "Robin Sample", "Chris Sample"


def a_change(remedy: Remedy, *others: str) -> Change:
    """A way chosen for Robin's gift."""
    return Change(remedy, RECEIVED, ROBIN, others)


def told(change: Change, kept: Any, today: date) -> tuple[Validity, int]:
    """How it stands, and how much is missing."""
    standing = records.standing_of(change, kept, today)
    assert standing.due_on == LAST
    assert all(missing[0].islower() for missing in standing.missing)
    return standing.validity, len(standing.missing)


OFFERED = Kept(Record.REFUND_OFFERED, date(2024, 4, 1), ROBIN)
WRITTEN = a_change(Remedy.WRITTEN_REDESIGNATION)


@pytest.mark.parametrize(
    "kept, today, expected",
    [
        pytest.param([], RECEIVED, (Validity.WAITING, 2), id="nothing yet"),
        pytest.param([], LAST, (Validity.WAITING, 2), id="nothing on the last day"),
        pytest.param([], AFTER, (Validity.VOID, 2), id="nothing the day after"),
        pytest.param([OFFERED], LAST, (Validity.WAITING, 1), id="asked, not signed"),
        pytest.param([OFFERED, Kept(Record.SIGNED, LAST, ROBIN)], AFTER, (Validity.VALID, 0), id="signed on the last"),
        pytest.param([OFFERED, Kept(Record.SIGNED, AFTER, ROBIN)], AFTER, (Validity.VOID, 1), id="the day after"),
        pytest.param([Kept(Record.SIGNED, LAST, ROBIN)], AFTER, (Validity.VOID, 1), id="signed and never told"),
        pytest.param(
            [OFFERED, Kept(Record.SIGNED, date(2024, 3, 31), ROBIN)], AFTER, (Validity.VOID, 1), id="told after it"
        ),
        pytest.param(
            [OFFERED, Kept(Record.SIGNED, date(2024, 4, 1), ROBIN)], AFTER, (Validity.VALID, 0), id="told that day"
        ),
        pytest.param([OFFERED, Kept(Record.SIGNED, LAST, CHRIS)], AFTER, (Validity.VOID, 1), id="another's hand"),
        pytest.param([OFFERED, Kept(Record.SIGNED, LAST, " robin  SAMPLE ")], LAST, (Validity.VALID, 0), id="spelling"),
        pytest.param([OFFERED, Kept(Record.SIGNED, LAST, ROBIN)], RECEIVED, (Validity.WAITING, 2), id="not yet"),
    ],
)
def test_a_written_redesignation_needs_the_offer_and_the_signature_within_sixty_days(
    kept: Any, today: date, expected: Any
) -> None:
    assert told(WRITTEN, kept, today) == expected


def test_a_written_reattribution_needs_every_signature() -> None:
    change = a_change(Remedy.WRITTEN_REATTRIBUTION, CHRIS)
    first, second = Kept(Record.SIGNED, LAST, ROBIN), Kept(Record.SIGNED, LAST, CHRIS)

    assert told(change, [OFFERED, first], AFTER) == (Validity.VOID, 1)
    assert told(change, [OFFERED, second], AFTER) == (Validity.VOID, 1)
    assert told(change, [OFFERED, first, second], AFTER) == (Validity.VALID, 0)
    assert records.standing_of(change, [OFFERED, first], AFTER).missing == (
        "the change in writing, signed by Chris Sample",
    )


@pytest.mark.parametrize("sent, validity", [(LAST, Validity.VALID), (AFTER, Validity.VOID)])
def test_what_is_presumed_needs_its_notice_within_sixty_days(sent: date, validity: Validity) -> None:
    change = a_change(Remedy.PRESUMPTIVE_REDESIGNATION)

    assert told(change, [Kept(Record.NOTICE, sent, ROBIN)], AFTER)[0] is validity


def test_a_presumed_reattribution_needs_a_notice_to_each_and_the_check() -> None:
    change = a_change(Remedy.PRESUMPTIVE_REATTRIBUTION, CHRIS)
    both = [Kept(Record.NOTICE, LAST, ROBIN), Kept(Record.NOTICE, LAST, CHRIS)]
    picture = Kept(Record.IMAGE, AFTER)

    assert told(change, both[:1], LAST) == (Validity.WAITING, 2)
    assert told(change, both, AFTER) == (Validity.VOID, 1)
    assert told(change, [*both, picture], AFTER) == (Validity.VALID, 0)
    assert told(change, [both[0], picture], AFTER) == (Validity.VOID, 1)


def test_a_refund_needs_only_to_be_made() -> None:
    change = a_change(Remedy.REFUND)

    assert told(change, [], AFTER) == (Validity.VOID, 1)
    assert told(change, [Kept(Record.REFUND_MADE, LAST)], AFTER) == (Validity.VALID, 0)


kept = st.lists(
    st.builds(
        Kept,
        st.sampled_from(Record),
        st.dates(RECEIVED, date(2024, 7, 1)),
        st.sampled_from((ROBIN, CHRIS, "", "Kim")),
    ),
    max_size=6,
)


@given(st.sampled_from(Remedy), kept, st.dates(RECEIVED, date(2024, 7, 1)))
def test_a_change_stands_where_nothing_is_missing_and_is_never_void_before_its_last_day(
    remedy: Remedy, there: list[Kept], today: date
) -> None:
    change = a_change(remedy, CHRIS)

    standing = records.standing_of(change, there, today)

    assert (standing.validity is Validity.VALID) == (standing.missing == ())
    assert standing.validity is not Validity.VOID or today > LAST
    assert standing.validity is not Validity.WAITING or today <= LAST
    assert len(standing.missing) <= len(records.needed(change))
