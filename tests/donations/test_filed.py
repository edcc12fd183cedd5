"""What the desk says of filed reports: into which a day falls, and what becomes of what was changed since."""

from datetime import date

from donations import filed
from tests.donations.filed_reports import FIRST_QUARTER, INSIDE, a_filing, file_report
from tests.donations.righting import keyed
from tests.donations.world import World

QUARTER = a_filing(FIRST_QUARTER, report_code="Q1", filing_number="1920000", filed_on=date(2026, 4, 15))


def test_the_desk_says_into_which_filed_report_a_day_falls(world: World) -> None:
    file_report(world)
    file_report(world, QUARTER)

    own, later = filed.falls(world.desk, INSIDE)
    year_end = "YE 2025 (1 October to 31 December), which was filed on 31 January 2026"
    quarter = "Q1 2026 (1 January to 31 March), which was filed on 15 April 2026"
    assert own == f"This falls in {year_end}: it becomes an item of an amendment."
    assert later == f"It changes the cycle-to-date figures of {quarter}: that is an item of an amendment, too."
    assert len(filed.falls(world.desk, INSIDE, sums=False)) == 1
    assert filed.falls(world.desk, date(2026, 4, 1)) == ()
    assert filed.falls(world.desk, None) == ()


def test_the_desk_says_what_becomes_of_an_item(world: World) -> None:
    file_report(world)
    entry = keyed(world, on=INSIDE)
    (before,) = filed.items(world.desk, [entry.public_id])

    file_report(world, a_filing(filing_number="7", amends="1912345", filed_on=date(2026, 3, 3)))
    (after,) = filed.items(world.desk, [entry.public_id])

    assert (before.period, before.becomes, before.is_settled) == (
        "YE 2025 (1 October to 31 December)",
        "It waits for an amendment.",
        False,
    )
    assert (after.what, after.becomes, after.is_settled) == (
        before.what,
        "Amendment 1 carries it, filed on 3 March 2026.",
        True,
    )
