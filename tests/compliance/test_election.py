"""Election: its type and name, and which one a gift counts for."""

from datetime import date

import pytest

from compliance.election import Election, ElectionType, designated_or_next
from tests.factories import GENERAL, PRIMARY


@pytest.mark.parametrize("letter", ElectionType)
def test_every_letter_of_the_fec_has_a_name(letter: ElectionType) -> None:
    election = Election(f"{letter}2024", date(2024, 6, 4))

    assert election.type is letter
    assert election.name
    assert election.dated_name == f"{election.name} of 4 June 2024"


def test_a_letter_the_fec_does_not_use_has_no_type() -> None:
    with pytest.raises(ValueError, match="X"):
        _ = Election("X2024", date(2024, 6, 4)).type


@pytest.mark.parametrize(
    "code, made_on, expected",
    [
        pytest.param(None, date(2024, 6, 4), PRIMARY, id="on the day of the primary"),
        pytest.param(None, date(2024, 6, 5), GENERAL, id="the day after"),
        pytest.param(None, date(2024, 11, 5), GENERAL, id="on the day of the general"),
        pytest.param(None, date(2024, 11, 6), None, id="after the last"),
        pytest.param("P2024", date(2024, 11, 6), PRIMARY, id="designated, whatever the day"),
        pytest.param("R2024", date(2024, 1, 1), None, id="designated for none of ours"),
    ],
)
def test_a_gift_counts_as_designated_or_for_the_next(
    code: str | None, made_on: date, expected: Election | None
) -> None:
    assert designated_or_next((GENERAL, PRIMARY), code, made_on) == expected
