"""Committee: its calendar, its address, its elections."""

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest

from compliance.committee import Cycle, FiledName, PostalAddress, filed_name
from tests.factories import PRIMARY, a_committee


@pytest.mark.parametrize(
    "zone, at, on",
    [
        ("America/New_York", datetime(2024, 6, 5, 3, 59, tzinfo=UTC), date(2024, 6, 4)),
        ("America/New_York", datetime(2024, 6, 5, 4, 1, tzinfo=UTC), date(2024, 6, 5)),
        ("America/New_York", datetime(2024, 1, 1, 4, 59, tzinfo=UTC), date(2023, 12, 31)),
        ("America/New_York", datetime(2024, 1, 1, 5, 1, tzinfo=UTC), date(2024, 1, 1)),
        ("Pacific/Honolulu", datetime(2024, 6, 5, 9, 59, tzinfo=UTC), date(2024, 6, 4)),
        ("Pacific/Guam", datetime(2024, 6, 4, 14, 1, tzinfo=UTC), date(2024, 6, 5)),
    ],
    ids=str,
)
def test_the_day_is_the_committees_own(zone: str, at: datetime, on: date) -> None:
    assert a_committee(timezone=ZoneInfo(zone)).local_date(at) == on


def test_an_instant_without_a_zone_is_refused() -> None:
    with pytest.raises(ValueError, match="time zone"):
        a_committee().local_date(datetime(2024, 6, 4, 12))  # noqa: DTZ001 - that is what is refused


def test_an_election_is_found_by_its_code() -> None:
    assert a_committee().election("P2024") == PRIMARY
    assert a_committee().election("P2020") is None


def test_an_address_is_written_without_empty_lines() -> None:
    address = PostalAddress("PO Box 1", "Columbus", "OH", "43215")

    assert address.lines == ("PO Box 1", "Columbus, OH 43215")


@pytest.mark.parametrize(
    "written, filed",
    [
        ("Terry Sample", FiledName("Sample", "Terry")),
        ("Terry Q. R. Sample", FiledName("Sample", "Terry", "Q. R.")),
        ("Terry Sample Jr.", FiledName("Sample", "Terry", "", "Jr.")),
        ("Terry Sample, III", FiledName("Sample", "Terry", "", "III")),
        ("Terry V", FiledName("V", "Terry")),
        ("van der Berg, Terry Q.", FiledName("van der Berg", "Terry", "Q.")),
        ("van der Berg, Terry, Sr", FiledName("van der Berg", "Terry", "", "Sr")),
        ("Sample,", FiledName("Sample", "")),
        ("Sample", FiledName("Sample", "")),
        ("", FiledName("", "")),
    ],
    ids=str,
)
def test_a_name_is_taken_apart_as_it_is_written(written: str, filed: FiledName) -> None:
    assert filed_name(written) == filed


@pytest.mark.parametrize("day, holds", [(4, False), (5, True), (6, True), (7, False)])
def test_a_cycle_holds_its_first_and_its_last_day(day: int, holds: bool) -> None:
    assert Cycle(date(2024, 11, 5), date(2024, 11, 6)).holds(date(2024, 11, day)) is holds
