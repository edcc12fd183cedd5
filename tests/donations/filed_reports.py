"""What the tests of filed reports stand on: a report that was filed, and what touches it."""

from datetime import date
from io import BytesIO
from typing import Any, Final

from donations import amendments, filings
from donations.amendments import Item
from donations.filings import Filed, NewFiling
from tests.donations.righting import BY
from tests.donations.world import World

FILE: Final = b"HDR\x1cFEC\x1c8.5\r\nF3N\x1cC00000001\r\n"
YEAR_END: Final = (date(2025, 10, 1), date(2025, 12, 31))
FIRST_QUARTER: Final = (date(2026, 1, 1), date(2026, 3, 31))
INSIDE: Final = date(2025, 12, 30)
"""A day of the year-end report."""


def a_filing(period: tuple[date, date] = YEAR_END, **changes: Any) -> NewFiling:
    """A report as it went to the FEC, a month after its period."""
    given: dict[str, Any] = {
        "form": "F3",
        "report_code": "YE",
        "from_on": period[0],
        "through_on": period[1],
        "cycle_start": date(2024, 11, 6),
        "filing_number": "1912345",
        "signer": "Sample, Terry",
        "signed_on": date(2026, 1, 30),
        "filed_on": date(2026, 1, 31),
        "software": "donations 0.1.0",
        "format_version": "8.5",
    }
    return NewFiling(**(given | changes))


def file_report(world: World, new: NewFiling | None = None, content: bytes = FILE) -> Filed:
    """Mark a report as filed."""
    with world.desk.database.writing() as session:
        return filings.mark(session, new or a_filing(), BytesIO(content), by=BY, now=world.clock())


def waiting(world: World) -> list[Item]:
    """What waits for an amendment."""
    with world.desk.database.reading() as session:
        return amendments.waiting(session)


def told(world: World) -> list[str]:
    """What waits for an amendment, in words."""
    return [item.what for item in waiting(world)]
