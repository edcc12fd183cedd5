"""Delivery: the postmark counts where its record is kept, and never behind the day on which the gift was in hand."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from compliance import delivery

RECEIVED = date(2024, 6, 7)


@pytest.mark.parametrize(
    "postmarked_on, kept, made_on",
    [
        pytest.param(date(2024, 6, 4), True, date(2024, 6, 4), id="postmarked and kept"),
        pytest.param(date(2024, 6, 4), False, RECEIVED, id="postmarked and thrown away"),
        pytest.param(None, True, RECEIVED, id="an envelope without a postmark"),
        pytest.param(None, False, RECEIVED, id="handed over"),
        pytest.param(RECEIVED, True, RECEIVED, id="postmarked on the day"),
        pytest.param(date(2024, 6, 8), True, RECEIVED, id="postmarked the day after it came"),
    ],
)
def test_a_gift_on_paper_is_made_when_it_is_mailed_or_handed_over(
    postmarked_on: date | None, kept: bool, made_on: date
) -> None:
    assert delivery.made_on(RECEIVED, postmarked_on, envelope_kept=kept) == made_on


@given(st.dates(), st.none() | st.dates(), st.booleans())
def test_no_gift_is_made_after_it_is_received(received: date, postmarked: date | None, kept: bool) -> None:
    assert delivery.made_on(received, postmarked, envelope_kept=kept) <= received
